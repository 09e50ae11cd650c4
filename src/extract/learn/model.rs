//! Weights at run time: a hash table from feature keys to rows of 8-bit weights, and transitions between labels.

use crate::extract::learn::features::Features;

/// Most labels a model can have; rows are this wide.
pub const LANES: usize = 16;

/// The scores of an item, a lane for each label.
pub type Scores = [i32; LANES];

/// A trained model: sums of whole numbers, to be multiplied by [`Model::scale`] where their size matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// How many labels; a ranker has one.
    labels: usize,
    /// What one unit of weight is worth in the units of training.
    scale: f32,
    /// `labels + 1` rows of label scores: after label `p` comes `c`; the last row is the start.
    transitions: Vec<Scores>,
    /// Open addressing: key plus one, or zero for an empty slot.
    slots: Vec<u32>,
    rows: Vec<[i8; LANES]>,
    mask: u32,
    /// How many features have weights.
    len: usize,
}

impl Model {
    /// Builds the table from features with their weights. Keys are unique; weights are `labels` wide.
    #[must_use]
    pub fn new(labels: usize, scale: f32, transitions: Vec<Scores>, weights: &[(u32, [i8; LANES])]) -> Self {
        let size = (weights.len() * 2).next_power_of_two().max(16);
        let mut model = Self {
            labels: labels.min(LANES),
            scale,
            transitions,
            slots: vec![0; size],
            rows: vec![[0; LANES]; size],
            mask: size as u32 - 1,
            len: weights.len(),
        };
        for (key, row) in weights {
            let mut at = model.home(*key);
            while model.slots.get(at).is_some_and(|s| *s != 0) {
                at = (at + 1) & model.mask as usize;
            }
            if let (Some(slot), Some(place)) = (model.slots.get_mut(at), model.rows.get_mut(at)) {
                *slot = key + 1;
                *place = *row;
            }
        }
        model
    }

    /// How many labels it tells apart.
    #[must_use]
    pub const fn labels(&self) -> usize {
        self.labels
    }

    /// What one unit of score is worth in the units of training.
    #[must_use]
    pub const fn scale(&self) -> f32 {
        self.scale
    }

    /// How many features have weights.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether no feature has a weight.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// The scores for every label after `label`; after none for the start of a sequence.
    #[must_use]
    pub fn after(&self, label: Option<usize>) -> Scores {
        self.transitions.get(label.unwrap_or(self.labels)).copied().unwrap_or_default()
    }

    /// Every feature with its weights, by key.
    #[must_use]
    pub fn weights(&self) -> Vec<(u32, [i8; LANES])> {
        let mut all: Vec<(u32, [i8; LANES])> =
            self.slots.iter().zip(&self.rows).filter(|(s, _)| **s != 0).map(|(s, r)| (s - 1, *r)).collect();
        all.sort_unstable_by_key(|w| w.0);
        all
    }

    const fn home(&self, key: u32) -> usize {
        (key.wrapping_mul(0x9E37_79B1) >> 7 & self.mask) as usize
    }

    /// Adds a feature's weights to `scores`.
    #[inline]
    pub fn add(&self, key: u32, scores: &mut Scores) {
        let mut at = self.home(key);
        loop {
            let slot = self.slots.get(at).copied().unwrap_or_default();
            if slot == 0 {
                return;
            }
            if slot == key + 1 {
                if let Some(row) = self.rows.get(at) {
                    for (score, weight) in scores.iter_mut().zip(row) {
                        *score += i32::from(*weight);
                    }
                }
                return;
            }
            at = (at + 1) & self.mask as usize;
        }
    }

    /// The scores of every item, into `out`; each pool is summed once.
    pub fn score(&self, features: &Features, out: &mut Vec<Scores>) {
        let sum = |keys: &[u32]| {
            let mut scores = Scores::default();
            for key in keys {
                self.add(*key, &mut scores);
            }
            scores
        };
        let pools: Vec<Scores> = features.pools.iter().map(|range| sum(features.slice(*range))).collect();
        out.clear();
        out.extend(features.items.iter().map(|item| {
            let mut scores = sum(features.slice(item.own));
            for pool in item.pools.iter().take(item.drawn as usize) {
                let Some(shared) = pools.get(*pool as usize) else { continue };
                for (score, add) in scores.iter_mut().zip(shared) {
                    *score += add;
                }
            }
            scores
        }));
    }
}

#[cfg(test)]
mod tests {
    use super::{LANES, Model, Scores};
    use crate::extract::learn::Features;

    #[test]
    fn rows_are_found_and_pools_summed() {
        let mut row = [0_i8; LANES];
        row[1] = 5;
        let weights: Vec<(u32, [i8; LANES])> = (0..100).map(|k| (k * 7, row)).collect();
        let model = Model::new(2, 1.0, vec![Scores::default(); 3], &weights);
        assert_eq!(model.weights(), weights);
        let mut features = Features::new();
        let pool = features.pool([0, 7, 8]);
        features.item(&[pool], [14]);
        features.item(&[], [15]);
        let mut scores = Vec::new();
        model.score(&features, &mut scores);
        assert_eq!(scores.iter().map(|s| s[1]).collect::<Vec<_>>(), [15, 0]);
    }
}
