//! Which parts of a text are the article: the one that says most about one thing, and those that belong to it.
//!
//! A part is a run of lines that the judge's path holds for the article. Nothing is scored here.

use crate::parse::line::Line;
use crate::parse::signals::Signals;
use crate::parse::vocabulary::{Counts, Vocabulary};

/// A line inside the article is kept above this score.
const KEEP: f32 = -1.5;
/// Shared vocabulary that a part needs to be taken back, in sight and behind a tail marker.
const SHARED: f32 = 0.08;
const SHARED_BEHIND: f32 = 0.15;
/// The same for a near part at least half as long as the article: a list in its middle cut it in two.
const SHARED_HALF: f32 = 0.08;
/// What a part without any words in common is worth, beside one whose lines share all.
const COHESION: f32 = 0.1;
/// How fast a part loses worth from the first line to the last.
const LATE: f32 = 1.0;
/// How much more a part is worth below a byline, a date or with a dateline, and how much less below a comment's head.
const OPENED: f32 = 1.5;
const THREAD: f32 = 0.4;
/// How many lines above a part its byline may stand.
const CREDITS: usize = 4;
/// An item at the article's edge that shares less of its words with it is of something else.
const STRANGE: f32 = 0.3;
/// How far from the article a part may lie that is taken back, in lines; behind a tail marker, further.
const GAP: usize = 20;
const GAP_BEHIND: usize = 36;

/// What the choice of parts looks at.
pub(crate) struct Selection<'a> {
    pub(crate) lines: &'a [Line],
    pub(crate) signals: &'a [Signals],
    pub(crate) words: &'a Vocabulary,
    pub(crate) score: &'a [f32],
    pub(crate) full: &'a [bool],
    pub(crate) tail: &'a [bool],
    pub(crate) post: &'a [bool],
}

impl Selection<'_> {
    /// The part with most words, and the others that belong to it.
    pub(crate) fn select(&self, parts: &[(usize, usize)]) -> Vec<bool> {
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
        self.strip(&mut keep, size);
        keep
    }

    /// Whether a line's score is good enough inside the article.
    fn holds(&self, i: usize) -> bool {
        self.score.get(i).is_some_and(|s| *s > KEEP)
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
            known += words.iter().filter(|word| counts.of(**word) > 1).count() as u32;
            held += self.words(i);
            solid += if self.solid(i) { self.words(i) } else { 0 };
        }
        let cohesion = (known as f32 / all.max(1) as f32).min(0.5);
        let solid = solid as f32 / held.max(1) as f32;
        // What stands late, or behind a tail marker, is seldom the article.
        let late = (-LATE * start as f32 / self.lines.len().max(1) as f32).exp();
        let opening_lines = start.saturating_sub(CREDITS)..(start + 2).min(end);
        let of_thread = (start.saturating_sub(2)..start).any(|i| self.post.get(i).copied().unwrap_or(false));
        let opening = if of_thread {
            THREAD
        } else if opening_lines
            .filter_map(|i| self.signals.get(i))
            .any(|s| s.dated && s.words <= 14 || s.byline || s.placed)
        {
            OPENED
        } else {
            1.0
        };
        opening * self.size(parts, p) as f32 * (COHESION + cohesion) * (0.3 + solid) * late
    }

    /// Takes a part back if it is near and shares the article's words.
    fn take(
        &self,
        parts: &[(usize, usize)],
        p: usize,
        edge: &mut (usize, usize),
        main: u32,
        counts: &Counts,
        taken: &mut Vec<(usize, usize)>,
    ) {
        let Some(part) = parts.get(p).copied() else { return };
        let (low, high) = if part.0 < edge.0 { (part.1, edge.0) } else { (edge.1, part.0) };
        let gap = high.saturating_sub(low);
        if gap > GAP_BEHIND {
            return;
        }
        let behind = (low..high).any(|i| self.tail.get(i).copied().unwrap_or(false));
        let posted = (part.0.saturating_sub(2)..part.1).any(|i| self.post.get(i).copied().unwrap_or(false));
        if posted && part.0 >= edge.1 {
            return;
        }
        let size = self.size(parts, p);
        let total: u32 = (part.0..part.1).map(|i| self.words(i)).sum();
        let shared: f32 =
            (part.0..part.1).map(|i| self.words.shared(i, counts) * self.words(i) as f32).sum::<f32>()
                / total.max(1) as f32;
        let fits = if behind {
            let half = size * 2 >= main && gap <= GAP / 2;
            shared >= if half { SHARED_HALF } else { SHARED_BEHIND } && size as f32 >= 0.15 * main as f32
        } else {
            shared >= SHARED && gap <= GAP
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

    /// Takes items off both ends that speak of something else than the article.
    fn strip(&self, keep: &mut [bool], main: u32) {
        if main <= 150 {
            return;
        }
        let held: Vec<usize> = (0..keep.len()).filter(|i| keep.get(*i) == Some(&true)).collect();
        let counts = self.words.counts(held.iter().copied().filter(|i| self.solid(*i)));
        let strange = |i: &usize| {
            let list = self.lines.get(*i).is_some_and(|line| line.list);
            let own = self.words.of(*i);
            // The line's own words stand in the counts once; they are shared when they stand there again.
            let alone = u32::from(self.solid(*i));
            let known = own.iter().filter(|word| counts.of(**word) > alone).count();
            list && self.words(*i) >= 8 && (known as f32) < STRANGE * own.len() as f32
        };
        let front = held.iter().take_while(|i| strange(i)).count();
        let back = held.iter().rev().take_while(|i| strange(i)).count();
        if (front + back) * 3 > held.len() {
            return;
        }
        for i in held.iter().take(front).chain(held.iter().rev().take(back)) {
            if let Some(slot) = keep.get_mut(*i) {
                *slot = false;
            }
        }
    }
}
