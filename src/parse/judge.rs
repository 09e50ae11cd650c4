//! Which lines are the article: a score for each line, then the best segmentation into article and surroundings.
//!
//! A line's score rests on its length, its function words (Pomikálek 2011, jusText), its sentence end (C4, Raffel et al.
//! 2020) and the lists of markers and phrases. Neighbours weigh in twice: by how much good text lies within four lines,
//! and by a two-state Viterbi path (Pasternack and Roth 2009 use the same idea on tokens) that pays to enter and to leave
//! the article. Parts cut off from the main one are taken back when they share its vocabulary. Linear in the text.

use crate::model::CutReason;
use crate::parse::line::Line;
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
    /// A line inside the article is kept above this score.
    keep: f32,
    /// Good words near by: bonus, and loss without.
    near: f32,
    alone: f32,
    /// Shared vocabulary that a part needs to be taken back, in sight and behind a tail marker.
    shared: f32,
    shared_behind: f32,
}

const WEIGHTS: Weights = Weights {
    enter: 3.8,
    leave: 5.0,
    marker: 1.6,
    behind: 0.3,
    keep: -1.5,
    near: 1.0,
    alone: 3.3,
    shared: 0.08,
    shared_behind: 0.15,
};

/// Lines to either side that count as neighbours.
const REACH: usize = 4;
/// What a part without any words in common is worth, beside one whose lines share all.
const COHESION: f32 = 0.1;
/// How fast a part loses worth from the first line to the last.
const LATE: f32 = 1.0;
/// How far from the article a part may lie that is taken back, in lines; behind a tail marker, further.
const GAP: usize = 20;
const GAP_BEHIND: usize = 36;

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
    let own: Vec<f32> = own_scores(lines, signals, &full, floor);
    let mass: Vec<f32> = (own.iter().zip(signals).zip(lines))
        .map(|((own, s), line)| own.max(0.0) * s.words.min(40) as f32 * if line.list { 0.4 } else { 1.0 })
        .collect();
    let tail: Vec<bool> = signals.iter().map(is_tail).collect();
    let score = with_neighbours(&own, &mass, &tail);
    let inside = segment(&score, signals, &tail);
    let parts = parts(&inside);
    let mut keep =
        Selection { lines, signals, words, score: &score, full: &full, tail: &tail }.select(&parts);
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
    s.words >= 12 && sentence && s.function >= floor && s.phrase.is_none() && s.marker.is_none()
}

fn is_tail(s: &Signals) -> bool {
    s.marker.is_some_and(|m| m.tail) || s.comment && s.words <= 14
}

/// What each line is worth by itself and by what it stands between.
fn own_scores(lines: &[Line], signals: &[Signals], full: &[bool], floor: f32) -> Vec<f32> {
    let mut seen = std::collections::HashSet::new();
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
            score -= if s.dated && s.words <= 14 { 1.5 } else { 0.0 };
            score -= if s.byline && s.words <= 14 { 3.0 } else { 0.0 };
            score -= if s.link || s.bar { 1.0 } else { 0.0 };
            score -= if line.list && score > 0.0 && s.words < 20 { 0.7 } else { 0.0 };
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
        let thick = if s.function >= floor * 1.75 { 1.2 } else { -0.6 };
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

/// What the choice of parts looks at.
struct Selection<'a> {
    lines: &'a [Line],
    signals: &'a [Signals],
    words: &'a Vocabulary,
    score: &'a [f32],
    full: &'a [bool],
    tail: &'a [bool],
}

impl Selection<'_> {
    /// The part with most words, and the others that belong to it.
    fn select(&self, parts: &[(usize, usize)]) -> Vec<bool> {
        let mut keep = vec![false; self.lines.len()];
        let Some(main) = (0..parts.len())
            .max_by(|a, b| self.worth(parts, *a).total_cmp(&self.worth(parts, *b)).then(b.cmp(a)))
        else {
            return keep;
        };
        let Some(core) = parts.get(main).copied() else { return keep };
        let counts = self.words.counts((core.0..core.1).filter(|i| self.holds(*i)));
        let size = self.size(parts, main);
        let mut taken = vec![core];
        let mut edge = core;
        for p in (0..main).rev() {
            self.take(parts, p, &mut edge, size, &counts, &mut taken);
        }
        edge = core;
        for p in main + 1..parts.len() {
            self.take(parts, p, &mut edge, size, &counts, &mut taken);
        }
        for (start, end) in &taken {
            for i in *start..*end {
                if let Some(slot) = keep.get_mut(i) {
                    *slot = self.holds(i);
                }
            }
        }
        self.trim(&mut keep, size);
        keep
    }

    /// Whether a line's score is good enough inside the article.
    fn holds(&self, i: usize) -> bool {
        self.score.get(i).is_some_and(|s| *s > WEIGHTS.keep)
    }

    /// Whether a line is a full paragraph and no item of a list.
    fn solid(&self, i: usize) -> bool {
        self.full.get(i).copied().unwrap_or(false) && self.lines.get(i).is_some_and(|line| !line.list)
    }

    fn words(&self, i: usize) -> u32 {
        self.signals.get(i).map_or(0, |s| s.words)
    }

    fn size(&self, parts: &[(usize, usize)], p: usize) -> u32 {
        let (start, end) = parts.get(p).copied().unwrap_or_default();
        (start..end)
            .filter(|i| self.holds(*i))
            .map(|i| self.words(i) / if self.solid(i) { 1 } else { 4 })
            .sum()
    }

    /// The size of a part, by how well its lines hang together: teasers of many articles share no words.
    fn worth(&self, parts: &[(usize, usize)], p: usize) -> f32 {
        let (start, end) = parts.get(p).copied().unwrap_or_default();
        let counts = self.words.counts((start..end).filter(|i| self.holds(*i)));
        let (mut known, mut all, mut solid, mut held) = (0u32, 0u32, 0u32, 0u32);
        for i in (start..end).filter(|i| self.holds(*i)) {
            let words = self.words.of(i);
            all += words.len() as u32;
            known += words.iter().filter(|word| counts.get(word).is_some_and(|n| *n > 1)).count() as u32;
            held += self.words(i);
            solid += if self.solid(i) { self.words(i) } else { 0 };
        }
        let cohesion = (known as f32 / all.max(1) as f32).min(0.5);
        let solid = solid as f32 / held.max(1) as f32;
        // What stands late, or behind a tail marker, is seldom the article.
        let late = (-LATE * start as f32 / self.lines.len().max(1) as f32).exp();
        self.size(parts, p) as f32 * (COHESION + cohesion) * (0.3 + solid) * late
    }

    /// Takes a part back if it is near and shares the article's words.
    fn take(
        &self,
        parts: &[(usize, usize)],
        p: usize,
        edge: &mut (usize, usize),
        main: u32,
        counts: &std::collections::HashMap<u64, u32>,
        taken: &mut Vec<(usize, usize)>,
    ) {
        let Some(part) = parts.get(p).copied() else { return };
        let (low, high) = if part.0 < edge.0 { (part.1, edge.0) } else { (edge.1, part.0) };
        let gap = high.saturating_sub(low);
        if gap > GAP_BEHIND {
            return;
        }
        let behind = (low..high).any(|i| self.tail.get(i).copied().unwrap_or(false));
        let size = self.size(parts, p);
        let total: u32 = (part.0..part.1).map(|i| self.words(i)).sum();
        let shared: f32 =
            (part.0..part.1).map(|i| self.words.shared(i, counts) * self.words(i) as f32).sum::<f32>()
                / total.max(1) as f32;
        let fits = if behind {
            shared >= WEIGHTS.shared_behind && size as f32 >= 0.15 * main as f32
        } else {
            shared >= WEIGHTS.shared && gap <= GAP
        };
        if fits && size >= 15 {
            taken.push(part);
            *edge = part;
        }
    }

    /// Takes short loose lines off the end of a long article.
    fn trim(&self, keep: &mut [bool], main: u32) {
        if main <= 200 {
            return;
        }
        for i in (0..keep.len()).rev() {
            let Some(slot) = keep.get_mut(i).filter(|slot| **slot) else { continue };
            let loose = self.signals.get(i).is_some_and(|s| !s.ends)
                && !self.full.get(i).copied().unwrap_or(false)
                && self.score.get(i).is_some_and(|s| *s < 0.6);
            if !loose {
                break;
            }
            *slot = false;
        }
    }
}
