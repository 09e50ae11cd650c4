//! What an account rests on, in counts: who is quoted by name and who is not, what stands in other articles word for
//! word, what is said again and again, whether an author card was found. It says nothing of worth.

use crate::library::telling::families::{described, speakers};
use crate::library::telling::lexicon::SOURCES;
use crate::library::telling::lines::{Line, Word};
use crate::library::view::{Place, Reading, Strength};
use crate::model::{ActorId, ActorKind, Clean, CutReason, Quote, QuoteKind, Span};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

/// So many words in a row that stand elsewhere are copied.
const RUN: usize = 8;
/// A phrase is repeated beyond measure from so many times on,
const TIMES: u32 = 5;
/// and from once in so many words on.
const EACH: u32 = 200;
/// The longest phrase that is looked for, in words.
const PHRASE: usize = 6;
/// How many phrases are listed.
const LISTED: usize = 6;

/// The counts of each article.
pub(crate) fn strength(members: &[Arc<Reading>], lines: &[Line]) -> Vec<Strength> {
    let runs: Vec<Vec<(u64, Vec<usize>)>> = (0..members.len()).map(|at| runs(lines, at)).collect();
    let mut seen: HashMap<u64, (usize, bool)> = HashMap::new();
    for (member, of) in runs.iter().enumerate() {
        for (hash, _) in of {
            let entry = seen.entry(*hash).or_insert((member, false));
            entry.1 |= entry.0 != member;
        }
    }
    let each = members.iter().zip(&runs).enumerate();
    each.map(|(member, (reading, runs))| {
        let copied: HashSet<usize> = runs
            .iter()
            .filter(|(hash, _)| seen.get(hash).is_some_and(|(_, shared)| *shared))
            .flat_map(|(_, words)| words.iter().copied())
            .collect();
        of_article(member, reading, lines, copied.len() as u32)
    })
    .collect()
}

/// Each run of words of an article's body, by hash, with the positions of its words.
fn runs(lines: &[Line], member: usize) -> Vec<(u64, Vec<usize>)> {
    let told = lines.iter().filter(|line| line.member == member && line.is_told());
    let hashes: Vec<u64> = told.flat_map(|line| &line.words).map(|w| xxh3_64(w.folded.as_bytes())).collect();
    let windows = hashes.windows(RUN).enumerate();
    windows
        .map(|(at, window)| {
            let hash = window.iter().fold(0_u64, |hash, word| hash.rotate_left(9).wrapping_mul(31) ^ word);
            (hash, (at..at + RUN).collect())
        })
        .collect()
}

fn of_article(member: usize, reading: &Reading, lines: &[Line], copied: u32) -> Strength {
    let article = reading.row.id;
    let speech = || reading.extraction.quotes.iter().filter(|quote| quote.kind != QuoteKind::SoCalled);
    let mut named: Vec<(Clean, Place)> = Vec::new();
    let mut heard: HashSet<ActorId> = HashSet::new();
    let mut unnamed: Vec<(Clean, Place)> = Vec::new();
    let mut known: HashSet<String> = HashSet::new();
    for quote in speech() {
        for actor in
            speakers(reading, quote).into_iter().filter(|actor| !heard.contains(actor)).collect::<Vec<_>>()
        {
            heard.insert(actor);
            if let Some((name, span)) = voice(reading, quote, actor)
                && !named.iter().any(|(known, _)| *known == name)
            {
                named.push((name, Place { article, span }));
            }
        }
        for speaker in &quote.speakers {
            if let Some(words) = described(reading, speaker)
                && words.split(' ').any(|word| SOURCES.contains(word))
                && known.insert(words)
            {
                let shown = Clean::line(reading.article.at(speaker.span));
                unnamed.push((shown, Place { article, span: speaker.span }));
            }
        }
    }
    let told = || lines.iter().filter(|line| line.member == member && line.is_told());
    let words = told().map(|line| line.words.len() as u32).sum();
    let cards = reading.article.cut.iter().filter(|cut| cut.reason == CutReason::AuthorCard);
    Strength {
        article: reading.row.clone(),
        named,
        unnamed,
        unattributed: speech().filter(|quote| quote.speakers.is_empty()).count() as u32,
        direct: speech().filter(|q| matches!(q.kind, QuoteKind::Direct | QuoteKind::Mixed)).count() as u32,
        words,
        copied,
        repeated: repeated(reading, &told().collect::<Vec<_>>(), words),
        cards: joined(cards.map(|cut| cut.span)).into_iter().map(|span| Place { article, span }).collect(),
    }
}

/// What an actor is called who said a quote, and the words that name him there.
fn voice(reading: &Reading, quote: &Quote, actor: ActorId) -> Option<(Clean, Span)> {
    let speaker = quote.speakers.iter().find(|speaker| {
        let local = speaker.actor.and_then(|local| reading.actors.get(local.0 as usize));
        local.is_some_and(|(id, _)| *id == actor)
    })?;
    let local = speaker.actor?;
    let (_, name) = reading.actors.get(local.0 as usize)?;
    let voiced = reading.extraction.actor(local).is_some_and(|actor| actor.kind != ActorKind::Other);
    voiced.then(|| (name.clone(), speaker.span))
}

/// Stretches that stand next to each other as one.
fn joined(spans: impl Iterator<Item = Span>) -> Vec<Span> {
    let mut out: Vec<Span> = Vec::new();
    for span in spans {
        match out.last_mut() {
            Some(last) if span.from() <= last.to() + 2 => *last = last.join(span),
            _ => out.push(span),
        }
    }
    out
}

/// Phrases of several words that come again beyond measure; a name is no phrase.
fn repeated(reading: &Reading, lines: &[&Line], words: u32) -> Vec<(Clean, u32, Place)> {
    let mut counts: BTreeMap<Vec<&str>, (u32, Span)> = BTreeMap::new();
    for line in lines {
        for size in 2..=PHRASE {
            for window in line.words.windows(size) {
                if let (Some(first), Some(last)) = (window.first(), window.last())
                    && first.stem.is_some()
                    && last.stem.is_some()
                    && !names(line, window)
                {
                    let span = first.span.join(last.span);
                    counts
                        .entry(window.iter().map(|w| w.folded.as_str()).collect())
                        .or_insert((0, span))
                        .0 += 1;
                }
            }
        }
    }
    let beyond = |size: usize, count: u32| {
        let often = count >= TIMES + if size == 2 { 3 } else { 0 };
        often && count * EACH >= words
    };
    let mut found: Vec<(Vec<&str>, u32, Span)> = counts
        .into_iter()
        .filter(|(phrase, (count, _))| beyond(phrase.len(), *count))
        .map(|(phrase, (count, span))| (phrase, count, span))
        .collect();
    // Of a phrase and its parts the whole is told, unless the part stands alone much more often.
    found.sort_by_key(|(phrase, count, _)| (Reverse(phrase.len()), Reverse(*count)));
    let mut kept: Vec<(Vec<&str>, u32, Span)> = Vec::new();
    for (phrase, count, span) in found {
        let part = |whole: &[&str]| whole.windows(phrase.len()).any(|window| window == phrase.as_slice());
        if !kept.iter().any(|(whole, times, _)| part(whole) && count < times * 2) {
            kept.push((phrase, count, span));
        }
    }
    kept.sort_by_key(|(_, count, span)| (Reverse(*count), *span));
    let place = |span: Span| Place { article: reading.row.id, span };
    kept.into_iter()
        .take(LISTED)
        .map(|(_, count, span)| (Clean::line(reading.article.at(span)), count, place(span)))
        .collect()
}

/// Whether a phrase lies within the name of a person, place or organisation.
fn names(line: &Line, window: &[Word]) -> bool {
    let (Some(first), Some(last)) = (window.first(), window.last()) else { return true };
    let span = first.span.join(last.span);
    line.actors.iter().any(|(_, mention, _)| mention.covers(span))
}
