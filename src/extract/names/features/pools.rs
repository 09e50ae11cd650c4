//! The pools that one item draws on: a list of fixed room, so that none is allocated for an item.

use crate::extract::learn::features::PoolId;
use crate::extract::names::features::PARTS;

/// The pools of one item.
pub(super) struct Pools {
    list: [PoolId; PARTS],
    count: usize,
}

impl Default for Pools {
    fn default() -> Self {
        Self { list: [PoolId::default(); PARTS], count: 0 }
    }
}

impl Pools {
    /// Adds a pool.
    pub(super) fn push(&mut self, pool: PoolId) {
        if let Some(slot) = self.list.get_mut(self.count) {
            *slot = pool;
            self.count += 1;
        }
    }

    /// All of them.
    pub(super) fn all(&self) -> &[PoolId] {
        self.list.get(..self.count).unwrap_or_default()
    }
}
