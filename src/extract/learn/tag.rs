//! Viterbi: the best sequence of labels under a model.

use crate::extract::learn::features::Features;
use crate::extract::learn::model::{LANES, Model, Scores, Trained};
use std::ops::Range;

/// Which labels may follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// Outside, then begin and inside of each kind: label 0 is O, `1 + 2k` begins kind `k`, `2 + 2k` goes on with it.
    Bio,
    /// Any label after any other: plain classification of items.
    Free,
}

impl Scheme {
    /// Whether `next` may follow `before`; none is the start of the sequence.
    #[must_use]
    pub const fn allows(self, before: Option<usize>, next: usize) -> bool {
        match self {
            Self::Free => true,
            Self::Bio => {
                next == 0
                    || next % 2 == 1
                    || match before {
                        None => false,
                        Some(p) => p == next || p + 1 == next,
                    }
            }
        }
    }
}

/// A label where nothing is: BIO's O.
pub const OUTSIDE: u8 = 0;

/// The best labels of all items; each range of `sequences` is decoded on its own, items outside them stay 0.
#[must_use]
pub fn tag(model: &Model, scheme: Scheme, features: &Features, sequences: &[Range<usize>]) -> Vec<u8> {
    tag_scored(model, scheme, features, sequences).0
}

/// As [`tag`], with the scores of every item.
#[must_use]
pub fn tag_scored(
    model: &Model,
    scheme: Scheme,
    features: &Features,
    sequences: &[Range<usize>],
) -> (Vec<u8>, Vec<Scores>) {
    let mut scores = Vec::new();
    model.score(features, &mut scores);
    (decode(&Transitions::of(model, scheme), &scores, sequences), scores)
}

/// The best labels of items with these scores; each range is decoded on its own, items outside them stay 0.
pub(crate) fn decode(table: &Transitions, scores: &[Scores], sequences: &[Range<usize>]) -> Vec<u8> {
    let mut labels = vec![OUTSIDE; scores.len()];
    let mut reached = Vec::new();
    for range in sequences {
        if let (Some(scores), Some(out)) = (scores.get(range.clone()), labels.get_mut(range.clone())) {
            best(table, scores, &mut reached, out);
        }
    }
    labels
}

/// What a label that may not follow costs: more than any sum of weights.
const FORBIDDEN: i32 = i32::MIN / 4;

/// Transition scores with the scheme worked in.
#[derive(Clone, Debug)]
pub(crate) struct Transitions {
    labels: usize,
    start: Scores,
    /// What may follow each label.
    rows: Vec<Scores>,
    /// What each label may follow: the rows turned over.
    columns: Vec<Scores>,
}

impl Transitions {
    pub(crate) fn of(model: &impl Trained, scheme: Scheme) -> Self {
        Self::new(model.labels(), scheme, |before, next| {
            model.after(before).get(next).copied().unwrap_or_default()
        })
    }

    pub(crate) fn new(labels: usize, scheme: Scheme, score: impl Fn(Option<usize>, usize) -> i32) -> Self {
        let row = |before: Option<usize>| {
            let mut row = [FORBIDDEN; LANES];
            for (next, cell) in row.iter_mut().enumerate().take(labels) {
                if scheme.allows(before, next) {
                    *cell = score(before, next);
                }
            }
            row
        };
        let rows: Vec<Scores> = (0..labels).map(|before| row(Some(before))).collect();
        let column =
            |next: usize| std::array::from_fn(|before| rows.get(before).map_or(FORBIDDEN, |row| row[next]));
        Self { labels, start: row(None), columns: (0..labels).map(column).collect(), rows }
    }
}

/// Writes the best labels for `scores` into `out`; `reached` is memory to work in.
pub(crate) fn best(table: &Transitions, scores: &[Scores], reached: &mut Vec<Scores>, out: &mut [u8]) {
    // Few labels need few lanes.
    if table.labels <= FEW {
        forward::<FEW>(table, scores, reached);
    } else {
        forward::<LANES>(table, scores, reached);
    }
    let Some(now) = reached.last() else { return };
    let top = now.iter().take(table.labels).enumerate().max_by_key(|(at, v)| (**v, std::cmp::Reverse(*at)));
    let mut label = top.map_or(0, |(at, _)| at);
    for (at, cell) in out.iter_mut().enumerate().rev() {
        *cell = label as u8;
        // The way here is not noted on the way there: only one of all is wanted.
        let Some(before) = at.checked_sub(1).and_then(|before| reached.get(before)) else { continue };
        let Some(steps) = table.columns.get(label) else { continue };
        let ways = before.iter().zip(steps).take(table.labels).enumerate();
        // Sum and place in one number: the largest is found without a jump, the first of equals.
        let top = ways.map(|(way, (sum, step))| i64::from(sum + step) << 8 | (255 - way) as i64).max();
        label = top.map_or(0, |top| 255 - (top & 255) as usize);
    }
}

/// Lanes for up to so many labels.
const FEW: usize = 8;

/// The best sum of every label at every item.
fn forward<const N: usize>(table: &Transitions, scores: &[Scores], reached: &mut Vec<Scores>) {
    let first = |row: &Scores| -> [i32; N] { std::array::from_fn(|lane| row[lane]) };
    reached.clear();
    let mut now = [0; N];
    for (at, score) in scores.iter().enumerate() {
        let mut next = if at == 0 { first(&table.start) } else { [FORBIDDEN * 2; N] };
        for (row, before) in table.rows.iter().zip(now).take(if at == 0 { 0 } else { N }) {
            for (cell, after) in next.iter_mut().zip(row) {
                *cell = (*cell).max(before + after);
            }
        }
        for (cell, add) in next.iter_mut().zip(score) {
            *cell = (*cell + *add).max(FORBIDDEN);
        }
        now = next;
        reached.push(std::array::from_fn(|lane| now.get(lane).copied().unwrap_or(FORBIDDEN)));
    }
}

/// How much the best labels win by: at each item, last to first, over the best sequence with another label there.
///
/// Differences of max-marginals, the largest scores of whole sequences through each label (Kohli and Torr 2008);
/// `reached` is what [`best`] left there.
pub(crate) fn margins(
    table: &Transitions,
    scores: &[Scores],
    reached: &[Scores],
    labels: &[u8],
    take: impl FnMut(usize, Scores),
) {
    if table.labels <= FEW {
        backward::<FEW>(table, scores, reached, labels, take);
    } else {
        backward::<LANES>(table, scores, reached, labels, take);
    }
}

fn backward<const N: usize>(
    table: &Transitions,
    scores: &[Scores],
    reached: &[Scores],
    labels: &[u8],
    mut take: impl FnMut(usize, Scores),
) {
    // The best sum behind each label.
    let mut ahead = [0; N];
    for (at, ((score, reached), label)) in scores.iter().zip(reached).zip(labels).enumerate().rev() {
        let mut through = [FORBIDDEN; LANES];
        for ((cell, reached), ahead) in through.iter_mut().zip(reached).zip(ahead).take(table.labels) {
            *cell = reached.saturating_add(ahead);
        }
        let best = through[usize::from(*label)];
        take(at, through.map(|value| best.saturating_sub(value)));
        let mut before = [FORBIDDEN; N];
        for ((column, ahead), score) in table.columns.iter().zip(ahead).zip(score) {
            let next = ahead + score;
            for (cell, way) in before.iter_mut().zip(column) {
                *cell = (*cell).max(way + next);
            }
        }
        ahead = before;
    }
}

/// The stretches of a BIO sequence: range of items and kind.
#[must_use]
pub fn stretches(labels: &[u8]) -> Vec<(Range<usize>, usize)> {
    let mut found: Vec<(Range<usize>, usize)> = Vec::new();
    for (at, label) in labels.iter().enumerate() {
        let Some(kind) = label.checked_sub(1).map(|l| (l / 2) as usize) else { continue };
        match found.last_mut() {
            Some((range, last)) if label % 2 == 0 && range.end == at && *last == kind => range.end = at + 1,
            _ => found.push((at..at + 1, kind)),
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::{FORBIDDEN, Scheme, Transitions, best, margins, stretches};
    use crate::extract::learn::model::{LANES, Scores};

    /// Every sequence tried that has a label at an item, or any, for comparison.
    fn slow(table: &Transitions, scores: &[Scores], labels: usize, fixed: Option<(usize, usize)>) -> i64 {
        let mut best = i64::MIN;
        for code in 0..labels.pow(scores.len() as u32) {
            let (mut rest, mut sum, mut before) = (code, 0_i64, None);
            let mut fits = true;
            for (at, score) in scores.iter().enumerate() {
                let label = rest % labels;
                rest /= labels;
                fits &= fixed.is_none_or(|fixed| fixed.0 != at || fixed.1 == label);
                let row = before.map_or(&table.start, |b: usize| &table.rows[b]);
                sum += i64::from(row[label]) + i64::from(score[label]);
                before = Some(label);
            }
            best = if fits { best.max(sum) } else { best };
        }
        best
    }

    fn value(table: &Transitions, scores: &[Scores], path: &[u8]) -> i64 {
        let mut sum = 0;
        let mut before = None;
        for (score, label) in scores.iter().zip(path) {
            let row = before.map_or(&table.start, |b: usize| &table.rows[b]);
            sum += i64::from(row[*label as usize]) + i64::from(score[*label as usize]);
            before = Some(*label as usize);
        }
        sum
    }

    #[test]
    fn finds_the_best_of_all_sequences() {
        let mut seed = 7_u64;
        let mut draw = || {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 40) as i32 % 50 - 25
        };
        for _ in 0..50 {
            let cells: Vec<i32> = (0..36).map(|_| draw()).collect();
            let table = Transitions::new(5, Scheme::Bio, |b, n| cells[b.unwrap_or(5) * 5 + n]);
            let scores: Vec<Scores> = (0..5)
                .map(|_| {
                    let mut row = [0; LANES];
                    row.iter_mut().take(5).for_each(|c| *c = draw());
                    row
                })
                .collect();
            let (mut out, mut reached) = (vec![0; 5], Vec::new());
            best(&table, &scores, &mut reached, &mut out);
            let most = slow(&table, &scores, 5, None);
            assert_eq!(value(&table, &scores, &out), most, "{out:?}");
            margins(&table, &scores, &reached, &out, |at, margins| {
                for (label, margin) in margins.into_iter().enumerate().take(5) {
                    let with = slow(&table, &scores, 5, Some((at, label)));
                    if with > i64::from(FORBIDDEN) / 2 {
                        assert_eq!(i64::from(margin), most - with, "{at} {label}");
                    } else {
                        assert!(margin > -FORBIDDEN / 2, "{at} {label}");
                    }
                }
            });
        }
    }

    #[test]
    fn stretches_are_read_off() {
        assert_eq!(stretches(&[0, 1, 2, 1, 3, 4, 0, 2]), [(1..3, 0), (3..4, 0), (4..6, 1), (7..8, 0)]);
    }
}
