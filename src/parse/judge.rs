//! Which lines are the article: a score for each line, then the best segmentation into article and surroundings.
//!
//! A line's score rests on its length, its function words (Pomikálek 2011, jusText), its sentence end (C4, Raffel et al.
//! 2020) and the lists of markers and phrases. Neighbours weigh in twice: by how much good text lies within four lines,
//! and by a two-state Viterbi path (Pasternack and Roth 2009 use the same idea on tokens) that pays to enter and to leave
//! the article. Parts cut off from the main one are taken back when they share its vocabulary. Linear in the text.

use crate::model::CutReason;
use crate::parse::hashes::Set;
use crate::parse::line::Line;
use crate::parse::runs::{Runs, runs};
use crate::parse::select::Selection;
use crate::parse::signals::Signals;
use crate::parse::vocabulary::Vocabulary;
use crate::text::language::{Guess, Language};

/// Costs and thresholds; scores are in rough log-odds.
struct Weights {
    /// To enter and to leave the article.
    enter: f32,
    leave: f32,
    /// Extra against the article at a tail marker and at each line behind one.
    marker: f32,
    behind: f32,
    /// Good words near by: bonus, and loss without.
    near: f32,
    alone: f32,
}

const WEIGHTS: Weights = Weights { enter: 3.8, leave: 5.0, marker: 1.6, behind: 0.3, near: 1.0, alone: 3.3 };

/// Lines to either side that count as neighbours.
const REACH: usize = 4;
/// The verdict.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// Whether each line is of the article.
    pub(crate) keep: Vec<bool>,
    /// Whether each line is a full paragraph by its own signs.
    pub(crate) full: Vec<bool>,
}

/// Judges all lines of a text.
pub(crate) fn judge(lines: &[Line], signals: &[Signals], words: &Vocabulary, language: Guess) -> Verdict {
    let floor = floor(language);
    let full: Vec<bool> = signals.iter().map(|s| is_full(s, floor)).collect();
    let Runs { bonus, post } = runs(lines, signals, &full, floor);
    let mut own: Vec<f32> = own_scores(lines, signals, &full, floor);
    own.iter_mut().zip(&bonus).for_each(|(own, bonus)| *own += bonus);
    let mass: Vec<f32> = (own.iter().zip(signals).zip(lines))
        .map(|((own, s), line)| own.max(0.0) * s.words.min(40) as f32 * if line.list { 0.4 } else { 1.0 })
        .collect();
    let tail: Vec<bool> = signals.iter().zip(&post).map(|(s, post)| *post || is_tail(s)).collect();
    let score = with_neighbours(&own, &mass, &tail);
    let inside = segment(&score, signals, &tail);
    let parts = parts(&inside);
    let mut keep = Selection { lines, signals, words, score: &score, full: &full, tail: &tail, post: &post }
        .select(&parts);
    // Nothing stands out in a short text: then every line that does not speak against itself is the article.
    for floor in [0.0, -3.0] {
        if keep.contains(&true) {
            break;
        }
        keep = own.iter().zip(signals).map(|(score, s)| *score > floor && s.words > 0).collect();
    }
    Verdict { keep, full }
}

/// The share of function words that running text has at least.
fn floor(language: Guess) -> f32 {
    match language {
        Guess::Listed(Language::ENGLISH) => 0.17,
        Guess::Listed(_) => 0.14,
        Guess::Script(_) | Guess::Unknown => 0.10,
    }
}

fn is_full(s: &Signals, floor: f32) -> bool {
    let sentence = s.ends || s.colon;
    s.words >= 12 && sentence && s.function >= floor && s.phrase.is_none() && s.marker.is_none() && !s.teaser
}

fn is_tail(s: &Signals) -> bool {
    s.marker.is_some_and(|m| m.tail) || s.comment && s.words <= 14
}

/// What each line is worth by itself and by what it stands between.
fn own_scores(lines: &[Line], signals: &[Signals], full: &[bool], floor: f32) -> Vec<f32> {
    let mut seen = Set::default();
    let at = |i: Option<usize>| i.and_then(|i| full.get(i)).copied().unwrap_or(false);
    let late = lines.len() * 3 / 10;
    lines
        .iter()
        .zip(signals)
        .enumerate()
        .map(|(i, (line, s))| {
            let (above, below) = (at(i.checked_sub(1)), at(Some(i + 1)));
            let mut score = base(s, floor).unwrap_or_else(|| {
                let heading = match (above, below) {
                    (true, true) if (2..=14).contains(&s.words) => 2.2,
                    (_, true) if (2..=14).contains(&s.words) => 0.8,
                    _ => 0.0,
                };
                let apart = if line.blank_above && below { 0.4 } else { 0.0 };
                let item = if line.list { 1.2 } else { 0.0 };
                let dated = if s.dated { 1.0 } else { 0.0 };
                heading - 2.2 + apart - item - dated
            });
            if line.level > 0 && below && s.marker.is_none() {
                score = score.max(1.0);
            }
            let told = s.ends && s.words >= 8 && s.function >= floor;
            score -= if s.dated && s.words <= 14 && !told { 1.5 } else { 0.0 };
            score -= if s.byline && s.words <= 14 { 3.0 } else { 0.0 };
            score -= if s.link || s.bar { 1.0 } else { 0.0 };
            score -= if line.list && score > 0.0 && s.words < 20 { 0.7 } else { 0.0 };
            score += if s.embed { 4.0 } else { 0.0 };
            score += if s.placed { 1.5 } else { 0.0 };
            score -= if s.teaser { 2.0 } else { 0.0 };
            score -= match s.bio && i > late {
                true if !below && s.words < 40 => 4.0,
                true => 1.5,
                false => 0.0,
            };
            let own_full = at(Some(i)) && !line.list;
            if !own_full && !seen.insert(s.key) {
                score = score.min(-3.0);
            } else if s.repeated && s.words < 8 {
                score -= 2.0;
            }
            score
        })
        .collect()
}

/// The score of a line by its own signs; none for a short line without a sentence end, which its neighbours judge.
fn base(s: &Signals, floor: f32) -> Option<f32> {
    let sentence = s.ends || s.colon;
    let weak = s.phrase.is_some_and(|p| p.weak);
    if s.marker.is_some() || s.time || s.comment && s.words <= 14 {
        return Some(-5.0);
    }
    if s.keyed && s.words < 60 {
        return Some(-3.0);
    }
    if let Some(phrase) = s.phrase.filter(|p| !p.weak) {
        // A long paragraph that speaks to nobody may well be about such things.
        let limit = if phrase.reason == CutReason::Legal {
            120
        } else if s.addresses {
            40
        } else {
            25
        };
        if s.words < limit {
            return Some(-3.5);
        }
    }
    let words = s.words;
    if weak && words < 15 && !sentence {
        return Some(-3.0);
    }
    let dense = s.function >= floor;
    if words >= 15 && sentence && dense {
        let hint = if weak && words < 45 { if s.addresses || words < 25 { 4.0 } else { 2.0 } } else { 0.0 };
        return Some(3.0 + (s.breaks.min(6) as f32 / 3.0).min(2.0) - hint);
    }
    let hint = if weak { 3.0 } else { 0.0 };
    if words >= 15 {
        // Results and summaries: many short sentences of names and numbers.
        let thick = if sentence && s.breaks >= 2 { 2.0 } else { 0.0 }
            + if s.function >= floor * 1.75 { 1.2 } else { -0.6 };
        return Some(thick - hint - if sentence { 0.0 } else { 1.5 });
    }
    if sentence && words >= 5 {
        let speech = if s.quote || s.said { 0.8 } else { 0.0 };
        let appeal = if s.addresses && words < 9 { 1.0 } else { 0.0 };
        return Some(1.0 + 2.0 * (s.function - 0.2) - hint + speech - appeal);
    }
    sentence.then_some(if s.quote { 0.0 } else { -0.8 })
}

/// Adds what lies within reach, and the doubt behind a tail marker.
fn with_neighbours(own: &[f32], mass: &[f32], tail: &[bool]) -> Vec<f32> {
    let mut before = Vec::with_capacity(mass.len() + 1);
    before.push(0.0f64);
    for m in mass {
        before.push(before.last().copied().unwrap_or(0.0) + f64::from(*m));
    }
    let total = before.last().copied().unwrap_or(0.0).max(1.0);
    let at = |i: usize| before.get(i.min(mass.len())).copied().unwrap_or(0.0);
    // In a short text less company will do.
    let (much, some) = ((0.35 * total).min(150.0), (0.15 * total).min(60.0));
    let mut behind = false;
    own.iter()
        .zip(mass)
        .zip(tail)
        .enumerate()
        .map(|(i, ((own, mass), tail))| {
            let near = at(i + REACH + 1) - at(i.saturating_sub(REACH)) - f64::from(*mass);
            behind |= *tail && at(i) > 0.35 * total;
            let company = if near > much {
                WEIGHTS.near
            } else if near > some {
                0.0
            } else {
                -WEIGHTS.alone
            };
            own + company - if behind { WEIGHTS.behind } else { 0.0 }
        })
        .collect()
}

/// The best path through the two states, outside and inside the article.
fn segment(score: &[f32], signals: &[Signals], tail: &[bool]) -> Vec<bool> {
    let (mut outside, mut inside) = (0.0f32, -WEIGHTS.enter);
    // For each line: whether the best way to each state came from the other.
    let mut from: Vec<(bool, bool)> = Vec::with_capacity(score.len());
    for ((score, s), tail) in score.iter().zip(signals).zip(tail) {
        let weight = (s.words.clamp(1, 50) as f32).sqrt() / 2.0;
        let gain = score * weight - if *tail { WEIGHTS.marker } else { 0.0 };
        let left = outside < inside - WEIGHTS.leave;
        let entered = inside < outside - WEIGHTS.enter;
        from.push((left, entered));
        let next = (outside.max(inside - WEIGHTS.leave), inside.max(outside - WEIGHTS.enter));
        (outside, inside) = (next.0 - gain / 2.0, next.1 + gain / 2.0);
    }
    let mut state = inside > outside;
    let mut path = vec![false; score.len()];
    for (slot, (left, entered)) in path.iter_mut().zip(&from).rev() {
        *slot = state;
        state = if state { !entered } else { *left };
    }
    path
}

/// Runs of lines inside, as half-open ranges.
fn parts(inside: &[bool]) -> Vec<(usize, usize)> {
    let mut out: Vec<(usize, usize)> = Vec::new();
    for (i, _) in inside.iter().enumerate().filter(|(_, inside)| **inside) {
        match out.last_mut() {
            Some(last) if last.1 == i => last.1 = i + 1,
            _ => out.push((i, i + 1)),
        }
    }
    out
}
