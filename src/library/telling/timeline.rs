//! The order of a story: its articles and the days they speak of, each with the ground its place rests on.
//!
//! An article's own day decides, unless it cannot be one. Articles without a day are put where their words imply, before,
//! in or after the event, and the label says that it is implied; the rest stand last.

use crate::library::stories::doc::{occasions_of, place_of};
use crate::library::telling::days::{DayWords, days};
use crate::library::telling::lines::{Line, extract};
use crate::library::telling::phases::phases;
use crate::library::view::{Extract, Ground, Moment, Phase, PhaseSeen, Place, Reading};
use crate::model::{Block, Quote, QuoteKind, RegionKind, Span};
use crate::text::fold::fold;
use crate::text::lines::turn_label;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::Arc;

/// How many days an article is heard to speak of.
const SPOKEN: usize = 12;
/// A stated day that is so much further from the others than they are from each other is a mistake, in days.
const ABSURD: i32 = 20 * 366;
/// Nothing was saved from before this year.
const EARLIEST: i16 = 1700;

/// The moments in order; `today` is the last day an article can be from.
pub(crate) fn timeline(members: &[Arc<Reading>], lines: &[Line], today: Date) -> Vec<Moment> {
    let phases = phases(members, lines);
    let own = own_days(members, today);
    let mut moments: Vec<(Key, Moment)> = Vec::new();
    for (member, (reading, phase)) in members.iter().zip(phases).enumerate() {
        let article = article(reading, own[member], phase);
        let key = key(&article, member, 1);
        for (nth, told) in spoken(reading, lines, member, own[member]).into_iter().enumerate() {
            let key =
                if told.day.is_some() { self::key(&told, member, 0) } else { Key { nth: nth + 2, ..key } };
            moments.push((key, told));
        }
        moments.push((key, article));
    }
    place_undated(&mut moments, &counted(members, lines));
    moments.sort_by_key(|(key, _)| *key);
    // Wire copy tells in one sentence what another article has told in the same.
    let mut told: HashSet<(Option<Date>, String)> = HashSet::new();
    moments.retain(|(_, moment)| {
        moment.article.is_some() || told.insert((moment.day, fold(moment.told.text.trim())))
    });
    moments.into_iter().map(|(_, moment)| moment).collect()
}

/// What moments are ordered by: dated ones by day; undated ones behind them, in the order of their phases.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Key {
    /// The day; the last of all for what has none.
    day: Date,
    /// Days that are spoken of before articles that came out on them, undated ones last.
    rank: usize,
    phase: Option<Phase>,
    member: usize,
    nth: usize,
}

fn key(moment: &Moment, member: usize, nth: usize) -> Key {
    let phase = moment.phase.as_ref().map(|seen| seen.phase);
    match moment.day {
        Some(day) => Key { day, rank: usize::from(moment.article.is_some()), phase: None, member, nth },
        None if phase.is_some() => Key { day: Date::MAX, rank: 2, phase, member, nth },
        None => Key { day: Date::MAX, rank: 3, phase, member, nth },
    }
}

/// Undated articles go behind the dated one of an earlier round, or else before the first dated one that stands in a
/// later round or a later phase.
fn place_undated(moments: &mut [(Key, Moment)], counted: &[BTreeMap<String, usize>]) {
    let dated: Vec<(Date, usize, Option<Phase>)> = moments
        .iter()
        .filter(|(_, moment)| moment.article.is_some())
        .filter_map(|(key, moment)| {
            Some((moment.day?, key.member, moment.phase.as_ref().map(|seen| seen.phase)))
        })
        .collect();
    for (key, moment) in moments.iter_mut().filter(|(key, _)| key.rank >= 2) {
        let own = &counted[key.member];
        let rounds = |wanted: Ordering| {
            dated.iter().filter(move |(_, member, _)| {
                own.iter().any(|(unit, place)| {
                    counted[*member].get(unit).is_some_and(|other| other.cmp(place) == wanted)
                })
            })
        };
        let behind = rounds(Ordering::Less).map(|(day, ..)| (*day, 1)).max();
        let later = dated
            .iter()
            .filter(|(_, _, phase)| matches!((key.phase, phase), (Some(own), Some(phase)) if own < *phase));
        let before = || rounds(Ordering::Greater).chain(later).map(|(day, ..)| (*day, 0)).min();
        if let Some((day, rank)) = behind.or_else(before) {
            (key.day, key.rank) = (day, rank);
            // Behind every article of that day.
            key.nth += if rank == 1 { MANY } else { 0 };
            key.member += if rank == 1 { MANY } else { 0 };
            if moment.ground == Ground::Unknown && moment.article.is_some() {
                moment.ground = Ground::Implied;
            }
        }
    }
}

/// More than any position.
const MANY: usize = 1 << 20;

/// Which round, day or session each article says it is about, in its headline and first sentence.
fn counted(members: &[Arc<Reading>], lines: &[Line]) -> Vec<BTreeMap<String, usize>> {
    let mut counted = vec![BTreeMap::new(); members.len()];
    let mut told = vec![0; members.len()];
    for line in lines {
        told[line.member] += usize::from(line.is_told());
        if line.region != RegionKind::Headline && told[line.member] > 1 {
            continue;
        }
        let mut occasions = BTreeSet::new();
        occasions_of(members[line.member].article.at(line.span), &mut occasions);
        for (place, unit) in occasions.iter().filter_map(|occasion| place_of(occasion)) {
            counted[line.member].entry(unit.to_owned()).or_insert(place);
        }
    }
    counted
}

/// The day of each article, as far as it can be one.
fn own_days(members: &[Arc<Reading>], today: Date) -> Vec<Result<Date, Option<Date>>> {
    let stated: Vec<Option<Date>> =
        members.iter().map(|reading| reading.article.date.as_ref().map(|d| d.day)).collect();
    let mut sorted: Vec<Date> = stated.iter().flatten().copied().collect();
    sorted.sort_unstable();
    let middle = sorted.get(sorted.len() / 2).copied().filter(|_| sorted.len() > 2);
    let possible = |day: Date| {
        let far = middle.is_some_and(|middle| (day - middle).get_days().abs() > ABSURD);
        day.year() >= EARLIEST && day <= today && !far
    };
    stated.into_iter().map(|day| day.filter(|day| possible(*day)).ok_or(day)).collect()
}

fn article(reading: &Reading, own: Result<Date, Option<Date>>, phase: Option<PhaseSeen>) -> Moment {
    let ground = match (own, &reading.article.date, &phase) {
        (Ok(_), Some(date), _) => Ground::Stated(date.basis),
        (Err(Some(day)), ..) => Ground::Impossible(day),
        (_, _, Some(_)) => Ground::Implied,
        _ => Ground::Unknown,
    };
    let headline = reading.article.headline.as_ref().map(|field| field.span);
    let span = headline.or(reading.article.blocks.first().map(|block| block.span)).unwrap_or(Span::new(0, 0));
    let told = Extract {
        place: Place { article: reading.row.id, span },
        text: reading.row.headline.clone(),
        lit: Vec::new(),
    };
    Moment { day: own.ok(), until: None, ground, article: Some(reading.row.clone()), told, phase }
}

/// The days an article speaks of, each once, with the sentence it does so in.
fn spoken(reading: &Reading, lines: &[Line], member: usize, own: Result<Date, Option<Date>>) -> Vec<Moment> {
    let text: &str = &reading.article.text;
    let base = own.ok();
    let dateline = reading.article.date.as_ref().map(|date| date.span);
    let mut moments: Vec<Moment> = Vec::new();
    for line in lines.iter().filter(|line| line.member == member && line.is_told()) {
        for found in days(text, line.span, &line.words, base) {
            if dateline.is_some_and(|span| span.overlaps(found.span)) || moments.len() == SPOKEN {
                continue;
            }
            let said = in_speech(reading, line, found);
            let days = found.days.filter(|_| found.written || !said);
            let ground = match (days, found.written, base) {
                (Some(_), true, _) => Ground::Written,
                (Some(_), false, Some(base)) => Ground::Counted(base),
                _ => Ground::AsWritten,
            };
            let moment = Moment {
                day: days.map(|(first, _)| first),
                until: days.filter(|(first, last)| first != last).map(|(_, last)| last),
                ground,
                article: None,
                told: extract(reading, line.span, [found.span]),
                phase: None,
            };
            let known = |other: &Moment| match moment.day {
                Some(_) => (other.day, other.until) == (moment.day, moment.until),
                None => other.day.is_none() && lit(other).eq_ignore_ascii_case(lit(&moment)),
            };
            if !moments.iter().any(known) {
                moments.push(moment);
            }
        }
    }
    moments
}

/// The lit words of a moment.
fn lit(moment: &Moment) -> &str {
    moment.told.lit.first().map_or("", |span| span.of(&moment.told.text))
}

/// The days of which a sentence tells in its own words, from the first to the last.
pub(super) fn told_on(reading: &Reading, line: &Line) -> Option<(Date, Date)> {
    let base = reading.article.date.as_ref().map(|date| date.day);
    let own = days(&reading.article.text, line.span, &line.words, base).into_iter();
    let known = own.filter(|found| !in_speech(reading, line, *found)).filter_map(|found| found.days);
    known.reduce(|all, days| (all.0.min(days.0), all.1.max(days.1)))
}

/// Whether an expression is somebody's words: what a speaker calls today need not be the article's day.
fn in_speech(reading: &Reading, line: &Line, found: DayWords) -> bool {
    let mut quotes = line.quotes.iter().filter_map(|at| reading.extraction.quotes.get(*at));
    let marked = |quote: &Quote| match quote.kind {
        QuoteKind::Direct => quote.content.overlaps(found.span),
        _ => quote.quoted.iter().any(|span| span.overlaps(found.span)),
    };
    quotes.any(marked) || is_turn(reading, line)
}

/// Whether a sentence is part of what somebody says in a transcript, where labels come again: “VANE: It closed on Friday.”
fn is_turn(reading: &Reading, line: &Line) -> bool {
    let blocks = &reading.article.blocks;
    let home = blocks.partition_point(|block| block.span.end <= line.span.start);
    let label = |block: &Block| turn_label(reading.article.at(block.span));
    let Some(own) = blocks.get(home).and_then(label) else { return false };
    own.chars().any(char::is_alphabetic)
        && blocks.iter().filter(|block| label(block) == Some(own)).count() > 1
}
