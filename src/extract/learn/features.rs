//! Features as hashed keys, and the items (words, candidates) that carry them.
//!
//! A feature is a template number and a value, hashed to a key of [`KEY_BITS`] bits; two features may share a key, which
//! training sees as it happens (the hashing trick: Weinberger et al. 2009). Items that share features, such as every
//! occurrence of one word, share a *pool*: at run time a pool is scored once.

use crate::extract::learn::adder::add;
use crate::extract::learn::table::{Batch, Table};
use xxhash_rust::xxh3::xxh3_64;

/// Bits of a feature's key.
pub const KEY_BITS: u32 = 24;

/// The key of a feature: its template and its value.
#[must_use]
#[inline]
pub const fn key(template: u32, value: u64) -> u32 {
    (mix(value ^ (template as u64).wrapping_mul(0x9E37_79B9_7F4A_7C15)) >> (64 - KEY_BITS)) as u32
}

/// A value made of two values; the order matters.
#[must_use]
#[inline]
pub const fn pair(a: u64, b: u64) -> u64 {
    mix(a.rotate_left(23) ^ b.wrapping_mul(0xD6E8_FEB8_6659_FD93))
}

/// The value of a text.
#[must_use]
#[inline]
pub fn text(text: &str) -> u64 {
    xxh3_64(text.as_bytes())
}

/// Spreads the bits of a number (the finisher of `MurmurHash3`, Appleby).
const fn mix(mut x: u64) -> u64 {
    x ^= x >> 33;
    x = x.wrapping_mul(0xFF51_AFD7_ED55_8CCD);
    x ^= x >> 33;
    x = x.wrapping_mul(0xC4CE_B9FE_1A85_EC53);
    x ^ (x >> 33)
}

/// A set of features shared by several items of one [`Features`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PoolId(pub(crate) u32);

/// Most pools an item can draw on.
pub const POOLS: usize = 10;

#[derive(Clone, Copy, Debug)]
pub(crate) struct Item {
    pub(crate) own: (u32, u32),
    pub(crate) pools: [u32; POOLS],
    pub(crate) drawn: u8,
}

/// The features of a run of items.
#[derive(Clone, Debug, Default)]
pub struct Features {
    pub(crate) keys: Vec<u32>,
    /// The range of each pool.
    pools: Vec<(u32, u32)>,
    pub(crate) items: Vec<Item>,
}

impl Features {
    /// No items yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pool of features.
    pub fn pool(&mut self, keys: impl IntoIterator<Item = u32>) -> PoolId {
        let range = self.extend(keys);
        self.pools.push(range);
        PoolId(self.pools.len() as u32 - 1)
    }

    /// Adds an item with features of its own and those of pools (the first [`POOLS`] count).
    pub fn item(&mut self, pools: &[PoolId], keys: impl IntoIterator<Item = u32>) {
        let own = self.extend(keys);
        let mut item = Item { own, pools: [0; POOLS], drawn: 0 };
        for (slot, pool) in item.pools.iter_mut().zip(pools) {
            *slot = pool.0;
            item.drawn += 1;
        }
        self.items.push(item);
    }

    /// How many items there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Forgets everything but keeps the memory.
    pub fn clear(&mut self) {
        self.keys.clear();
        self.pools.clear();
        self.items.clear();
    }

    fn extend(&mut self, keys: impl IntoIterator<Item = u32>) -> (u32, u32) {
        let start = self.keys.len() as u32;
        self.keys.extend(keys);
        (start, self.keys.len() as u32)
    }

    /// The keys of a range.
    pub(crate) fn slice(&self, range: (u32, u32)) -> &[u32] {
        self.keys.get(range.0 as usize..range.1 as usize).unwrap_or_default()
    }

    /// Hands the sums of every item's rows to `take`, in order; each pool is summed once.
    pub(crate) fn sum<const W: usize>(&self, table: &Table<W>, mut take: impl FnMut(&[i16; W])) {
        let pools: Vec<[i16; W]> = self.pools.iter().map(|pool| table.sum(self.slice(*pool))).collect();
        let mut batch = Batch::default();
        for items in self.items.chunks(32) {
            for item in items {
                for key in self.slice(item.own) {
                    batch.take(table, *key);
                }
                batch.end();
            }
            let mut items = items.iter();
            batch.settle(table, |own| {
                let mut sums = *own;
                let item = items.next();
                let drawn = item.iter().flat_map(|item| item.pools.iter().take(item.drawn as usize));
                for pool in drawn.filter_map(|pool| pools.get(*pool as usize)) {
                    add(&mut sums, pool);
                }
                take(&sums);
            });
        }
    }

    /// Every key of an item, pools first.
    pub(crate) fn of(&self, item: &Item) -> impl Iterator<Item = u32> + use<'_> {
        let pools = item.pools;
        let drawn = item.drawn as usize;
        let own = item.own;
        (0..drawn)
            .flat_map(move |at| {
                let range =
                    pools.get(at).and_then(|p| self.pools.get(*p as usize)).copied().unwrap_or_default();
                self.slice(range)
            })
            .chain(self.slice(own))
            .copied()
    }
}

#[cfg(test)]
mod tests {
    use super::{Features, KEY_BITS, key, pair, text};

    #[test]
    fn keys_spread_and_stay_in_range() {
        let keys: std::collections::HashSet<u32> = (0..1000).map(|v| key(3, v)).collect();
        assert!(keys.len() > 990 && keys.iter().all(|k| *k < 1 << KEY_BITS));
        assert_ne!(key(1, text("word")), key(2, text("word")));
        assert_ne!(pair(1, 2), pair(2, 1));
    }

    #[test]
    fn items_see_their_pools_and_their_own() {
        let mut features = Features::new();
        let shared = features.pool([1, 2]);
        let other = features.pool([9]);
        features.item(&[shared, other], [3]);
        features.item(&[], [4, 5]);
        let of = |at: usize| features.of(&features.items[at]).collect::<Vec<_>>();
        assert_eq!((of(0), of(1)), (vec![1, 2, 9, 3], vec![4, 5]));
    }
}
