//! Sums of features as they are worked out: no list of them is kept.
//!
//! Training wants every feature of every item, reading wants their sums only. Whoever works features out hands them to
//! a [`Sink`] or to [`Items`] and serves both: lists of keys, or an [`Adder`] that adds up the weights of a [`TwoPass`].
//!
//! [`TwoPass`]: crate::extract::learn::passes::TwoPass

use crate::extract::learn::features::{Features, PoolId};
use crate::extract::learn::known::Known;
use crate::extract::learn::table::{Batch, Table};

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

/// Takes items with the features they share and those of their own.
pub trait Items {
    /// Whether it remembers what pools add up to, so that they may be asked for by [`Items::known`].
    const REMEMBERS: bool;

    /// The pool of that id, if it is remembered: its features need not be worked out.
    fn known(&mut self, id: u64) -> Option<PoolId>;

    /// A pool of features that depend on nothing but what `id` stands for; 0 for those that do.
    fn pool(&mut self, id: u64, keys: &[u32]) -> PoolId;

    /// The next item.
    fn item(&mut self, pools: &[PoolId], keys: &[u32]);
}

impl Items for Features {
    const REMEMBERS: bool = false;

    fn known(&mut self, _id: u64) -> Option<PoolId> {
        None
    }

    fn pool(&mut self, _id: u64, keys: &[u32]) -> PoolId {
        Self::pool(self, keys.iter().copied())
    }

    fn item(&mut self, pools: &[PoolId], keys: &[u32]) {
        Self::item(self, pools, keys.iter().copied());
    }
}

/// Adds up the weights of the features of several items.
#[derive(Debug)]
pub struct Adder<'a, const W: usize, const M: usize> {
    table: &'a Table<W>,
    known: &'a mut Known<W, M>,
    /// Keys that are not added yet.
    batch: Batch,
    /// Memory to work in.
    keys: Vec<u32>,
    pools: Vec<[i16; W]>,
    /// What items add up to; from `settled` on without what is in the batch.
    items: Vec<[i16; W]>,
    settled: usize,
    /// The same for the item that is being read.
    sums: [i16; W],
}

/// Keys are added when there are so many: their rows fit the nearest cache.
const ENOUGH: usize = 512;

impl<'a, const W: usize, const M: usize> Adder<'a, W, M> {
    pub(crate) fn new(table: &'a Table<W>, known: &'a mut Known<W, M>) -> Self {
        Self {
            table,
            known,
            batch: Batch::default(),
            keys: Vec::new(),
            pools: Vec::new(),
            items: Vec::new(),
            settled: 0,
            sums: [0; W],
        }
    }

    /// The sums of features, by themselves.
    #[must_use]
    pub fn sum(&self, keys: &[u32]) -> [i16; W] {
        self.table.sum(keys)
    }

    /// Adds sums that were made before.
    #[inline]
    pub fn add(&mut self, sums: &[i16; W]) {
        add(&mut self.sums, sums);
    }

    /// The next item begins.
    #[inline]
    pub fn finish(&mut self) {
        self.batch.end();
        self.items.push(std::mem::replace(&mut self.sums, [0; W]));
        if self.batch.len() >= ENOUGH {
            self.settle();
        }
    }

    /// What every item since the last time adds up to, in order.
    pub fn sums(&mut self) -> impl Iterator<Item = [i16; W]> {
        self.settle();
        self.settled = 0;
        self.pools.clear();
        self.items.drain(..)
    }

    fn settle(&mut self) {
        let mut waiting = self.items.iter_mut().skip(self.settled);
        self.batch.settle(self.table, |own| {
            if let Some(sums) = waiting.next() {
                add(sums, own);
            }
        });
        self.settled = self.items.len();
    }
}

impl<const W: usize, const M: usize> Items for Adder<'_, W, M> {
    const REMEMBERS: bool = true;

    fn known(&mut self, id: u64) -> Option<PoolId> {
        let sums = self.known.get(id)?;
        self.pools.push(*sums);
        Some(PoolId(self.pools.len() as u32 - 1))
    }

    fn pool(&mut self, id: u64, keys: &[u32]) -> PoolId {
        let sums = self.table.sum(keys);
        if id != 0 {
            self.known.put(id, sums);
        }
        self.pools.push(sums);
        PoolId(self.pools.len() as u32 - 1)
    }

    fn item(&mut self, pools: &[PoolId], keys: &[u32]) {
        for sums in pools.iter().filter_map(|pool| self.pools.get(pool.0 as usize)) {
            add(&mut self.sums, sums);
        }
        for key in keys {
            self.batch.take(self.table, *key);
        }
        self.finish();
    }
}

impl<const W: usize, const M: usize> Sink for Adder<'_, W, M> {
    #[inline]
    fn take(&mut self, key: u32) {
        self.batch.take(self.table, key);
    }

    fn group(&mut self, id: u64, keys: impl FnOnce(&mut Vec<u32>)) {
        if let Some(sums) = self.known.get(id) {
            add(&mut self.sums, sums);
            return;
        }
        self.keys.clear();
        keys(&mut self.keys);
        let sums = self.table.sum(&self.keys);
        self.known.put(id, sums);
        self.add(&sums);
    }
}

/// A call of its own: inlined, the lanes end in registers one by one.
#[inline(never)]
pub(crate) fn add<const W: usize>(sums: &mut [i16; W], more: &[i16; W]) {
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
        let both: TwoPass<12, 32> = TwoPass::new(&model(5), &model(7), Scheme::Bio);
        let mut known: Known<32> = Known::default();
        both.recall(&mut known);
        let mut adder = both.adder(&mut known);
        let mut features = Features::new();
        for item in 0..40_u32 {
            let group: Vec<u32> = (0..6).map(|n| (item % 4) * 31 + n).collect();
            let own: Vec<u32> = (0..90).map(|n| (item * 7 + n * 3) % 640).collect();
            adder.group(u64::from(item % 4) + 1, |keys| keys.extend(&group));
            for key in &own {
                adder.take(*key);
            }
            adder.finish();
            features.item(&[], group.into_iter().chain(own));
        }
        let sums: Vec<_> = adder.sums().collect();
        for (at, model) in both.models().iter().enumerate() {
            let mut scores = Vec::new();
            model.score(&features, &mut scores);
            let parts: Vec<Scores> = sums.iter().map(|sums| TwoPass::<12, 32>::part(at, sums)).collect();
            assert_eq!(scores, parts);
        }
    }
}
