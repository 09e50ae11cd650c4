//! Two taggers over the same features, the second with more: what both look at is looked up once for both.

use crate::extract::learn::adder::Adder;
use crate::extract::learn::features::{Features, pair};
use crate::extract::learn::known::{Known, SUM};
use crate::extract::learn::model::{LANES, Model, Scores};
use crate::extract::learn::table::Table;
use crate::extract::learn::tag::{Scheme, Transitions, best, decode};
use std::ops::Range;

/// Width of a row: the weights of both passes, and the key.
pub(crate) const WIDTH: usize = 32;
const _: () = assert!(2 * LANES <= SUM && SUM + 4 <= WIDTH, "both passes and the key fit a row");

/// A first and a second pass. The second's features are those of the first and more, which depend on what it found.
#[derive(Clone, Debug)]
pub struct TwoPass {
    table: Table<WIDTH, 2>,
    /// Tells this table from others.
    id: u64,
    sides: [Side; 2],
}

#[derive(Clone, Debug)]
struct Side {
    labels: usize,
    scale: f32,
    rows: Vec<Scores>,
    transitions: Transitions,
}

impl Side {
    fn of(model: &Model, scheme: Scheme) -> Self {
        let befores = (0..model.labels()).map(Some).chain([None]);
        Self {
            labels: model.labels(),
            scale: model.scale(),
            rows: befores.map(|before| model.after(before)).collect(),
            transitions: Transitions::of(model, scheme),
        }
    }
}

/// What the second pass already knows of each item while the first one is read.
#[derive(Clone, Debug, Default)]
pub struct Begun(Vec<Scores>);

impl TwoPass {
    /// Joins two models.
    #[must_use]
    pub fn new(first: &Model, second: &Model, scheme: Scheme) -> Self {
        let rows = joined(first, second, LANES);
        Self {
            id: identity(&rows),
            table: Table::new(rows.into_iter()),
            sides: [Side::of(first, scheme), Side::of(second, scheme)],
        }
    }

    /// The two models it was made of.
    #[must_use]
    pub fn models(&self) -> [Model; 2] {
        let rows = self.table.rows();
        [0, 1].map(|at| {
            let side = &self.sides[at];
            Model::new(side.labels, side.scale, side.rows.clone(), &parted(&rows, at, LANES))
        })
    }

    /// Makes `known` remember pools of this table only.
    pub fn recall<const N: usize, const M: usize>(&self, known: &mut Known<N, M>) {
        known.of(self.id);
    }

    /// Adds up one item after the other, without keeping their features.
    #[must_use]
    pub const fn adder<'a, const M: usize>(&'a self, known: &'a mut Known<SUM, M>) -> Adder<'a, M> {
        Adder::new(&self.table, known)
    }

    /// The best labels of one sequence of items by the first (0) or second (1) pass, into `labels`; `back` is memory to
    /// work in.
    pub fn decode(&self, pass: usize, scores: &[Scores], back: &mut Vec<[u8; LANES]>, labels: &mut [u8]) {
        best(&self.sides[pass.min(1)].transitions, scores, back, labels);
    }

    /// The labels of the first pass, and what [`TwoPass::second_scored`] wants to know; pools with an id are remembered.
    #[must_use]
    pub fn first(
        &self,
        features: &Features,
        sequences: &[Range<usize>],
        known: Option<&mut Known>,
    ) -> (Vec<u8>, Begun) {
        let mut one = Vec::with_capacity(features.len());
        let mut two = Vec::with_capacity(features.len());
        features.sum(&self.table, known, |sums| {
            one.push(part(sums, 0));
            two.push(part(sums, LANES));
        });
        (decode(&self.sides[0].transitions, &one, sequences), Begun(two))
    }

    /// The labels of the second pass with the scores of every item; `more` holds for each the features the first did not
    /// have.
    #[must_use]
    pub fn second_scored(
        &self,
        mut begun: Begun,
        more: &Features,
        sequences: &[Range<usize>],
    ) -> (Vec<u8>, Vec<Scores>) {
        let mut scores = begun.0.iter_mut();
        more.sum(&self.table, None, |sums| {
            if let Some(score) = scores.next() {
                score.iter_mut().zip(part(sums, LANES)).for_each(|(cell, add)| *cell += add);
            }
        });
        (decode(&self.sides[1].transitions, &begun.0, sequences), begun.0)
    }
}

/// The rows of two models side by side, `lanes` of each.
pub(crate) fn joined<const W: usize>(first: &Model, second: &Model, lanes: usize) -> Vec<(u32, [i8; W])> {
    let (one, two) = (first.weights(), second.weights());
    let mut rows: Vec<(u32, [i8; W])> = Vec::with_capacity(one.len() + two.len());
    let (mut one, mut two) = (one.into_iter().peekable(), two.into_iter().peekable());
    while let Some(key) = one.peek().map(|w| w.0).into_iter().chain(two.peek().map(|w| w.0)).min() {
        let mut row = [0; W];
        let (left, right) = row.split_at_mut(lanes);
        if let Some((_, weights)) = one.next_if(|w| w.0 == key) {
            left.iter_mut().zip(weights).for_each(|(cell, weight)| *cell = weight);
        }
        if let Some((_, weights)) = two.next_if(|w| w.0 == key) {
            right.iter_mut().zip(weights).take(lanes).for_each(|(cell, weight)| *cell = weight);
        }
        rows.push((key, row));
    }
    rows
}

/// The weights of the first (0) or second (1) of two models that were joined.
pub(crate) fn parted<const W: usize>(
    rows: &[(u32, [i8; W])],
    at: usize,
    lanes: usize,
) -> Vec<(u32, [i8; LANES])> {
    let part = |row: &[i8; W]| {
        let mut weights = [0; LANES];
        weights.iter_mut().zip(&row[at * lanes..]).take(lanes).for_each(|(cell, weight)| *cell = *weight);
        weights
    };
    let all = rows.iter().map(|(key, row)| (*key, part(row)));
    all.filter(|(_, weights)| weights.iter().any(|weight| *weight != 0)).collect()
}

/// A number that differs between tables: a hash of their content.
fn identity(rows: &[(u32, [i8; WIDTH])]) -> u64 {
    rows.iter().fold(1, |id, (key, row)| {
        let weights = row.chunks_exact(8).fold(u64::from(*key), |all, part| {
            part.iter().fold(all, |all, weight| all << 8 ^ all >> 56 ^ u64::from(weight.cast_unsigned()))
        });
        pair(id, weights)
    })
}

fn part(sums: &[i32; WIDTH], from: usize) -> Scores {
    std::array::from_fn(|lane| sums.get(from + lane).copied().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::TwoPass;
    use crate::extract::learn::Features;
    use crate::extract::learn::model::{LANES, Model, Scores};
    use crate::extract::learn::tag::{Scheme, tag};

    #[test]
    fn it_labels_as_its_models_do_and_gives_them_back() {
        let mut seed = 11_u64;
        let mut draw = |below: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % below
        };
        let mut model = |labels: usize| {
            let transitions: Vec<Scores> =
                (0..=labels).map(|_| std::array::from_fn(|_| draw(9) as i32)).collect();
            let mut weights = Vec::new();
            for key in 0..300 {
                if draw(3) > 0 {
                    let row: [i8; LANES] =
                        std::array::from_fn(|lane| if lane < labels { draw(41) as i8 - 20 } else { 0 });
                    weights.push((key * 5, row));
                }
            }
            Model::new(labels, 0.5, transitions, &weights)
        };
        let (first, second) = (model(5), model(5));
        let both = TwoPass::new(&first, &second, Scheme::Bio);
        assert_eq!(both.models().map(|m| m.weights()), [first.weights(), second.weights()]);
        let (mut features, mut more, mut all) = (Features::new(), Features::new(), Features::new());
        for item in 0..60_u32 {
            let base: Vec<u32> = (0..20).map(|n| (item * 37 + n * 41) % 1600).collect();
            let extra: Vec<u32> = (0..7).map(|n| (item * 17 + n * 5) % 1600).collect();
            let pool = features.pool(base.iter().take(4).copied());
            features.item(&[pool], base.iter().skip(4).copied());
            more.item(&[], extra.iter().copied());
            all.item(&[], base.into_iter().chain(extra));
        }
        let sequences = [0..25, 25..60];
        let (one, begun) = both.first(&features, &sequences, None);
        assert_eq!(one, tag(&first, Scheme::Bio, &features, &sequences));
        assert_eq!(
            both.second_scored(begun, &more, &sequences).0,
            tag(&second, Scheme::Bio, &all, &sequences)
        );
    }
}
