//! Sums of features one item at a time: nothing is stored but what is remembered.
//!
//! Training wants every feature of every item, reading wants their sums only. Whoever works features out hands them to
//! a [`Sink`] and serves both: a list of keys, or an [`Adder`] that adds the weights of a [`TwoPass`] at once.
//!
//! [`TwoPass`]: crate::extract::learn::passes::TwoPass

use crate::extract::learn::known::{Known, SUM};
use crate::extract::learn::passes::WIDTH;
use crate::extract::learn::table::Table;

/// Takes the features of an item.
pub trait Sink {
    /// Takes a feature.
    fn take(&mut self, key: u32);

    /// Takes features that depend on nothing but what `id` stands for.
    fn group(&mut self, id: u64, keys: impl FnOnce(&mut Vec<u32>));
}

impl Sink for Vec<u32> {
    fn take(&mut self, key: u32) {
        self.push(key);
    }

    fn group(&mut self, _id: u64, keys: impl FnOnce(&mut Self)) {
        keys(self);
    }
}

/// Sums of both passes of one item.
pub type Sums = [i16; SUM];

/// Adds up the weights of an item's features.
#[derive(Debug)]
pub struct Adder<'a, const M: usize> {
    table: &'a Table<WIDTH, 2>,
    known: &'a mut Known<SUM, M>,
    keys: Vec<u32>,
    sums: Sums,
}

impl<'a, const M: usize> Adder<'a, M> {
    pub(crate) const fn new(table: &'a Table<WIDTH, 2>, known: &'a mut Known<SUM, M>) -> Self {
        Self { table, known, keys: Vec::new(), sums: [0; SUM] }
    }

    /// The sums of features, by themselves.
    #[must_use]
    pub fn sum(&self, keys: &[u32]) -> Sums {
        let sums = self.table.small(keys);
        std::array::from_fn(|lane| sums[lane])
    }

    /// Adds sums that were made before.
    pub fn add(&mut self, sums: &[i16]) {
        add(&mut self.sums, sums);
    }

    /// What the item adds up to; the next one begins.
    pub fn finish(&mut self) -> Sums {
        let own = self.table.small(&self.keys);
        self.keys.clear();
        add(&mut self.sums, &own[..SUM]);
        std::mem::replace(&mut self.sums, [0; SUM])
    }
}

impl<const M: usize> Sink for Adder<'_, M> {
    fn take(&mut self, key: u32) {
        self.keys.push(key);
    }

    fn group(&mut self, id: u64, keys: impl FnOnce(&mut Vec<u32>)) {
        if let Some(sums) = self.known.get(id) {
            add(&mut self.sums, sums);
            return;
        }
        let from = self.keys.len();
        keys(&mut self.keys);
        let sums = self.sum(self.keys.get(from..).unwrap_or_default());
        self.keys.truncate(from);
        self.known.put(id, sums);
        self.add(&sums);
    }
}

#[inline]
fn add(sums: &mut Sums, more: &[i16]) {
    for (sum, part) in sums.iter_mut().zip(more) {
        *sum = sum.saturating_add(*part);
    }
}

#[cfg(test)]
mod tests {
    use super::Sink;
    use crate::extract::learn::Features;
    use crate::extract::learn::known::Known;
    use crate::extract::learn::model::{LANES, Model, Scores};
    use crate::extract::learn::passes::TwoPass;
    use crate::extract::learn::tag::Scheme;

    #[test]
    fn it_adds_up_what_a_list_of_features_adds_up_to() {
        let model = |by: u32| {
            let weights: Vec<(u32, [i8; LANES])> = (0..200)
                .map(|key| (key * 3, std::array::from_fn(|lane| ((key * by + lane as u32) % 17) as i8)))
                .collect();
            Model::new(3, 1.0, vec![Scores::default(); 4], &weights)
        };
        let both = TwoPass::new(&model(5), &model(7), Scheme::Bio);
        let mut known: Known = Known::default();
        both.recall(&mut known);
        let mut adder = both.adder(&mut known);
        for item in 0..40_u32 {
            let group: Vec<u32> = (0..6).map(|n| (item % 4) * 31 + n).collect();
            let own: Vec<u32> = (0..90).map(|n| (item * 7 + n * 3) % 640).collect();
            adder.group(u64::from(item % 4) + 1, |keys| keys.extend(&group));
            for key in &own {
                adder.take(*key);
            }
            let mut features = Features::new();
            features.item(&[], group.into_iter().chain(own));
            let sums = adder.finish();
            for (at, model) in both.models().iter().enumerate() {
                let mut scores = Vec::new();
                model.score(&features, &mut scores);
                let part: Vec<i32> = sums[at * LANES..][..LANES].iter().map(|s| i32::from(*s)).collect();
                assert_eq!(scores[0].as_slice(), part);
            }
        }
    }
}
