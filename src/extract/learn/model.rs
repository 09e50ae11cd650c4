//! Weights at run time: rows of 8-bit weights by feature key, and transitions between labels.

use crate::extract::learn::features::Features;
use crate::extract::learn::table::Table;

/// Most labels a model can have; rows are this wide.
pub const LANES: usize = 12;

/// Width of a row in the table: the weights, and room for the rest of the key.
const WIDTH: usize = LANES + 4;

/// The scores of an item, a lane for each label.
pub type Scores = [i32; LANES];

/// What was learnt, in memory or in its file.
pub trait Trained {
    /// All but the weights.
    fn head(&self) -> &Head;

    /// Every feature with its weights, by key.
    fn weights(&self) -> impl Iterator<Item = (u32, [i8; LANES])> + Clone;

    /// How many labels it tells apart.
    fn labels(&self) -> usize {
        self.head().labels
    }

    /// What one unit of score is worth in the units of training.
    fn scale(&self) -> f32 {
        self.head().scale
    }

    /// The scores for every label after `label`; after none for the start of a sequence.
    fn after(&self, label: Option<usize>) -> Scores {
        let head = self.head();
        head.transitions.get(label.unwrap_or(head.labels)).copied().unwrap_or_default()
    }
}

/// A model without its weights.
#[derive(Clone, Debug, PartialEq)]
pub struct Head {
    /// How many labels; a ranker has one.
    pub labels: usize,
    /// What one unit of weight is worth in the units of training.
    pub scale: f32,
    /// `labels + 1` rows of label scores: after label `p` comes `c`; the last row is the start.
    pub transitions: Vec<Scores>,
}

/// A trained model: sums of whole numbers, to be multiplied by [`Model::scale`] where their size matters.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    head: Head,
    /// The weights.
    rows: Rows,
}

/// Weights of one label take a quarter of the room.
#[derive(Clone, Debug, PartialEq)]
enum Rows {
    One(Table<4>),
    Many(Table<WIDTH>),
}

impl Model {
    /// Builds the table from features with their weights by key. Keys are unique; weights are `labels` wide.
    #[must_use]
    pub fn new(labels: usize, scale: f32, transitions: Vec<Scores>, weights: &[(u32, [i8; LANES])]) -> Self {
        let rows = if labels == 1 {
            Rows::One(Table::new(weights.iter().map(|(key, row)| (*key, widened(row)))))
        } else {
            Rows::Many(Table::new(weights.iter().map(|(key, row)| (*key, widened(row)))))
        };
        Self { head: Head { labels: labels.min(LANES), scale, transitions }, rows }
    }

    /// How many features have weights.
    #[must_use]
    pub const fn len(&self) -> usize {
        match &self.rows {
            Rows::One(table) => table.len(),
            Rows::Many(table) => table.len(),
        }
    }

    /// Whether no feature has a weight.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The scores of every item, into `out`; each pool is summed once.
    pub fn score(&self, features: &Features, out: &mut Vec<Scores>) {
        out.clear();
        let first =
            |sums: &[i16]| std::array::from_fn(|lane| sums.get(lane).map_or(0, |sum| i32::from(*sum)));
        match &self.rows {
            Rows::One(table) => features.sum(table, |sums| out.push(first(&sums[..1]))),
            Rows::Many(table) => features.sum(table, |sums| out.push(first(&sums[..LANES]))),
        }
    }
}

impl Trained for Model {
    fn head(&self) -> &Head {
        &self.head
    }

    fn weights(&self) -> impl Iterator<Item = (u32, [i8; LANES])> + Clone {
        let labels = self.head.labels;
        let all: Vec<_> = match &self.rows {
            Rows::One(table) => table.rows().iter().map(|(key, row)| (*key, narrowed(row, labels))).collect(),
            Rows::Many(table) => {
                table.rows().iter().map(|(key, row)| (*key, narrowed(row, labels))).collect()
            }
        };
        all.into_iter()
    }
}

/// A row of the table from weights; what does not fit is zero.
fn widened<const W: usize>(weights: &[i8; LANES]) -> [i8; W] {
    std::array::from_fn(|lane| weights.get(lane).copied().filter(|_| lane + 1 < W).unwrap_or_default())
}

/// The weights of a row of the table.
fn narrowed<const W: usize>(row: &[i8; W], labels: usize) -> [i8; LANES] {
    std::array::from_fn(|lane| row.get(lane).copied().filter(|_| lane < labels).unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::{LANES, Model, Scores, Trained};
    use crate::extract::learn::Features;

    #[test]
    fn rows_are_found_and_pools_summed() {
        let mut row = [0_i8; LANES];
        row[1] = 5;
        let weights: Vec<(u32, [i8; LANES])> = (0..100).map(|k| (k * 7, row)).collect();
        let model = Model::new(2, 1.0, vec![Scores::default(); 3], &weights);
        assert!(model.weights().eq(weights));
        let mut features = Features::new();
        let pool = features.pool([0, 7, 8]);
        features.item(&[pool], [14]);
        features.item(&[], [15]);
        let mut scores = Vec::new();
        model.score(&features, &mut scores);
        assert_eq!(scores.iter().map(|s| s[1]).collect::<Vec<_>>(), [15, 0]);
    }
}
