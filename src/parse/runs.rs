//! What a line is by the run it stands in: items under a line that announces them, posts of a thread of comments.
//!
//! It looks at neighbours only where single lines say nothing; the weighing is the judge's.

use crate::parse::line::Line;
use crate::parse::signals::Signals;

/// Signs of lines by their runs.
#[derive(Clone, Debug, Default)]
pub(crate) struct Runs {
    /// What each line gains or loses.
    pub(crate) bonus: Vec<f32>,
    /// The heads of posts in a thread.
    pub(crate) post: Vec<bool>,
}

/// The longest list that a line announces.
const ITEMS: usize = 40;
/// An item is not longer, in words.
const ITEM_WORDS: u32 = 45;
/// Posts that make a thread.
const THREAD: usize = 3;

/// Reads the runs of a text.
pub(crate) fn runs(lines: &[Line], signals: &[Signals], full: &[bool], floor: f32) -> Runs {
    let mut runs = Runs { bonus: vec![0.0; lines.len()], post: vec![false; lines.len()] };
    lists(lines, signals, full, floor, &mut runs.bonus);
    threads(signals, full, &mut runs.post);
    runs.post.iter_mut().zip(signals).for_each(|(post, s)| *post |= s.comment);
    runs
}

/// Items below a line that ends with a colon, or between two paragraphs and written as sentences are.
fn lists(lines: &[Line], signals: &[Signals], full: &[bool], floor: f32, bonus: &mut [f32]) {
    let is_full = |i: usize| full.get(i).copied().unwrap_or(false);
    let mut i = 1;
    while i < lines.len() {
        let marked = lines.get(i).is_some_and(|line| line.list);
        let above = signals.get(i - 1);
        let announced =
            above.is_some_and(|s| s.colon && s.words >= 4 && s.function >= floor && s.reason().is_none());
        if !(announced || marked && is_full(i - 1)) {
            i += 1;
            continue;
        }
        let item = |j: &usize| {
            let (Some(line), Some(s)) = (lines.get(*j), signals.get(*j)) else { return false };
            line.list == marked
                && line.level == 0
                && s.words <= ITEM_WORDS
                && s.reason().is_none()
                && (marked || !is_full(*j) && s.words >= 2)
        };
        let end = i + (i..lines.len()).take_while(item).take(ITEMS + 1).count();
        let count = |of: fn(&Signals) -> u32| -> f32 {
            signals.get(i..end).unwrap_or_default().iter().map(of).sum::<u32>() as f32
        };
        let capitals = count(|s| s.capitals) / count(|s| s.words).max(1.0);
        let inside = is_full(end);
        let gain = match (announced, marked) {
            (true, true) => 2.5,
            (true, false) if inside => 1.2,
            (false, true) if inside && capitals < 0.4 => 1.5,
            _ => 0.0,
        };
        if end - i <= ITEMS {
            for slot in bonus.get_mut(i..end).unwrap_or_default() {
                *slot = gain;
            }
        }
        i = end.max(i + 1);
    }
}

/// The heads of posts: short lines with a day and a time, at least three with text between, below the article's beginning.
fn threads(signals: &[Signals], full: &[bool], post: &mut [bool]) {
    let stamps: Vec<usize> =
        (0..signals.len()).filter(|i| signals.get(*i).is_some_and(|s| s.stamped && s.words <= 10)).collect();
    let text =
        |from: usize, to: usize| (from..to).any(|i| signals.get(i).is_some_and(|s| s.ends && s.words >= 3));
    let mut heads: Vec<usize> = Vec::new();
    for (n, at) in stamps.iter().enumerate() {
        let next = stamps.get(n + 1).copied().unwrap_or((at + 12).min(signals.len()));
        let opened = full.get(..*at).unwrap_or_default().iter().filter(|full| **full).count() >= 3;
        if opened && text(at + 1, next) {
            heads.push(*at);
        }
    }
    if heads.len() < THREAD {
        return;
    }
    for at in heads {
        if let Some(slot) = post.get_mut(at) {
            *slot = true;
        }
    }
}
