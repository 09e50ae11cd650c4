//! Choosing one of several candidates, with probabilities.

use crate::extract::learn::features::Features;
use crate::extract::learn::model::{Model, Scores, Trained};
use crate::extract::learn::passes::{joined, parted};
use crate::extract::learn::table::Table;

/// The probability of each item of `features` to be the right one: a softmax over their scores (lane 0 of the model).
///
/// A NONE option is a candidate like any other, with features of its own.
#[must_use]
pub fn rank(model: &Model, features: &Features) -> Vec<f32> {
    let mut scores = Vec::new();
    model.score(features, &mut scores);
    let values: Vec<f32> = scores.iter().map(|s| s[0] as f32 * model.scale()).collect();
    softmax(&values)
}

/// Two rankers whose second sees what the first sees and more: what both look at is looked up once for both.
#[derive(Clone, Debug)]
pub struct TwoLooks {
    table: Table<4>,
    scales: [f32; 2],
}

impl TwoLooks {
    /// Joins two rankers.
    #[must_use]
    pub fn new(first: &impl Trained, second: &impl Trained) -> Self {
        let table = Table::new(joined(first, second, 1));
        Self { table, scales: [first.scale(), second.scale()] }
    }

    /// The two rankers it was made of.
    #[must_use]
    pub fn models(&self) -> [Model; 2] {
        let rows = self.table.rows();
        [0, 1].map(|at| Model::new(1, self.scales[at], vec![Scores::default(); 2], &parted(&rows, at, 1)))
    }

    /// What the features of a candidate are worth to each ranker.
    #[must_use]
    pub fn weigh(&self, keys: &[u32]) -> [f32; 2] {
        let [one, two, ..] = self.table.sum(keys);
        [f32::from(one) * self.scales[0], f32::from(two) * self.scales[1]]
    }
}

/// Turns scores into probabilities that sum to one.
#[must_use]
pub fn softmax(values: &[f32]) -> Vec<f32> {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = values.iter().map(|v| (v - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::{TwoLooks, rank, softmax};
    use crate::extract::learn::Features;
    use crate::extract::learn::model::{LANES, Model, Scores};

    #[test]
    fn two_looks_weigh_as_their_rankers_do_and_give_them_back() {
        let model = |by: u32| {
            let weight =
                |key: u32| std::array::from_fn(|lane| if lane == 0 { (key * by % 90 + 1) as i8 } else { 0 });
            let weights: Vec<(u32, [i8; LANES])> = (0..300).map(|key| (key * by, weight(key))).collect();
            Model::new(1, 0.01, vec![Scores::default(); 2], &weights)
        };
        let (first, second) = (model(2), model(3));
        let both = TwoLooks::new(&first, &second);
        assert_eq!(both.models(), [first, second]);
        let mut features = Features::new();
        let items: Vec<Vec<u32>> = (0..9).map(|item| (0..20).map(|n| item * 17 + n * 5).collect()).collect();
        for keys in &items {
            features.item(&[], keys.iter().copied());
        }
        for (at, model) in both.models().iter().enumerate() {
            let values: Vec<f32> = items.iter().map(|keys| both.weigh(keys)[at]).collect();
            assert_eq!(softmax(&values), rank(model, &features));
        }
    }

    #[test]
    fn probabilities_sum_to_one() {
        let p = softmax(&[1000.0, 999.0, -5.0]);
        assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6 && p[0] > p[1] && p[1] > 0.2);
        assert!(softmax(&[]).is_empty());
    }
}
