//! Two taggers over the same features, the second with more: what both look at is looked up once for both.

use crate::extract::learn::adder::Adder;
use crate::extract::learn::known::Known;
use crate::extract::learn::model::{LANES, Model, Scores, Trained};
use crate::extract::learn::table::Table;
use crate::extract::learn::tag::{Scheme, Transitions, best, decode, margins};
use std::iter;
use std::ops::Range;
use std::sync::atomic::{AtomicU64, Ordering};

/// A first and a second pass of `H` labels each, in rows of `W` bytes. The features of the second are those of the first
/// and more, which depend on what it found.
#[derive(Clone, Debug)]
pub struct TwoPass<const H: usize, const W: usize> {
    table: Table<W>,
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
    fn of(model: &impl Trained, scheme: Scheme) -> Self {
        let befores = (0..model.labels()).map(Some).chain([None]);
        Self {
            labels: model.labels(),
            scale: model.scale(),
            rows: befores.map(|before| model.after(before)).collect(),
            transitions: Transitions::of(model, scheme),
        }
    }
}

/// Numbers tables.
static NEXT: AtomicU64 = AtomicU64::new(1);

impl<const H: usize, const W: usize> TwoPass<H, W> {
    const FITS: () = assert!(H <= LANES && 2 * H < W, "both passes and what tells the key fit a row");

    /// Joins two models.
    #[must_use]
    pub fn new(first: &impl Trained, second: &impl Trained, scheme: Scheme) -> Self {
        const { Self::FITS };
        Self {
            id: NEXT.fetch_add(1, Ordering::Relaxed),
            table: Table::new(joined(first, second, H)),
            sides: [Side::of(first, scheme), Side::of(second, scheme)],
        }
    }

    /// The two models it was made of.
    #[must_use]
    pub fn models(&self) -> [Model; 2] {
        let rows = self.table.rows();
        [0, 1].map(|at| {
            let side = &self.sides[at];
            Model::new(side.labels, side.scale, side.rows.clone(), &parted(&rows, at, H))
        })
    }

    /// Makes `known` remember pools of this table only.
    pub fn recall<const N: usize, const M: usize>(&self, known: &mut Known<N, M>) {
        known.of(self.id);
    }

    /// Adds up one item after the other, without keeping their features.
    #[must_use]
    pub fn adder<'a, const M: usize>(&'a self, known: &'a mut Known<W, M>) -> Adder<'a, W, M> {
        Adder::new(&self.table, known)
    }

    /// The scores of the first (0) or second (1) pass among the sums of both.
    #[must_use]
    #[inline]
    pub fn part(pass: usize, sums: &[i16; W]) -> Scores {
        let from = pass.min(1) * H;
        std::array::from_fn(|lane| if lane < H { i32::from(sums[from + lane]) } else { 0 })
    }

    /// The best labels of one sequence of items by the first (0) or second (1) pass, into `labels`; `reached` is memory
    /// to work in.
    pub fn decode(&self, pass: usize, scores: &[Scores], reached: &mut Vec<Scores>, labels: &mut [u8]) {
        best(&self.sides[pass.min(1)].transitions, scores, reached, labels);
    }

    /// How much the labels of a pass win by (see [`margins`]), after they were decoded with this `reached`.
    pub(crate) fn margins(
        &self,
        pass: usize,
        scores: &[Scores],
        reached: &[Scores],
        labels: &[u8],
        take: impl FnMut(usize, Scores),
    ) {
        margins(&self.sides[pass.min(1)].transitions, scores, reached, labels, take);
    }

    /// The best labels of all items by the first (0) or second (1) pass; each sequence is decoded on its own.
    #[must_use]
    pub fn labels(&self, pass: usize, scores: &[Scores], sequences: &[Range<usize>]) -> Vec<u8> {
        decode(&self.sides[pass.min(1)].transitions, scores, sequences)
    }
}

/// The rows of two models side by side, `lanes` of each.
pub(crate) fn joined<const W: usize>(
    first: &impl Trained,
    second: &impl Trained,
    lanes: usize,
) -> impl Iterator<Item = (u32, [i8; W])> + Clone {
    let (mut one, mut two) = (first.weights().peekable(), second.weights().peekable());
    iter::from_fn(move || {
        let key = one.peek().map(|w| w.0).into_iter().chain(two.peek().map(|w| w.0)).min()?;
        let mut row = [0; W];
        let (left, right) = row.split_at_mut(lanes);
        if let Some((_, weights)) = one.next_if(|w| w.0 == key) {
            left.iter_mut().zip(weights).for_each(|(cell, weight)| *cell = weight);
        }
        if let Some((_, weights)) = two.next_if(|w| w.0 == key) {
            right.iter_mut().zip(weights).take(lanes).for_each(|(cell, weight)| *cell = weight);
        }
        Some((key, row))
    })
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

#[cfg(test)]
mod tests {
    use super::TwoPass;
    use crate::extract::learn::Features;
    use crate::extract::learn::adder::Items;
    use crate::extract::learn::known::Known;
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
        let both: TwoPass<5, 16> = TwoPass::new(&first, &second, Scheme::Bio);
        assert_eq!(both.models(), [first.clone(), second.clone()]);
        let mut known: Known<16> = Known::default();
        both.recall(&mut known);
        let mut adder = both.adder(&mut known);
        let (mut features, mut all) = (Features::new(), Features::new());
        let extra = |item: u32| (0..7).map(move |n| (item * 17 + n * 5) % 1600);
        for item in 0..60_u32 {
            let base: Vec<u32> = (0..20).map(|n| (item * 37 + n * 41) % 1600).collect();
            let pool = Items::pool(&mut adder, 1 + u64::from(item), &base[..4]);
            Items::item(&mut adder, &[pool], &base[4..]);
            features.item(&[], base.iter().copied());
            all.item(&[], base.into_iter().chain(extra(item)));
        }
        let sequences = [0..25, 25..60];
        let begun: Vec<_> = adder.sums().collect();
        let scores: Vec<Scores> = begun.iter().map(|sums| TwoPass::<5, 16>::part(0, sums)).collect();
        assert_eq!(both.labels(0, &scores, &sequences), tag(&first, Scheme::Bio, &features, &sequences));
        for (item, sums) in begun.iter().enumerate() {
            adder.add(sums);
            adder.item(&[], &extra(item as u32).collect::<Vec<_>>());
        }
        let scores: Vec<Scores> = adder.sums().map(|sums| TwoPass::<5, 16>::part(1, &sums)).collect();
        assert_eq!(both.labels(1, &scores, &sequences), tag(&second, Scheme::Bio, &all, &sequences));
    }
}
