//! A set of row numbers as bits: what a condition of a query holds for. All of them, one of them, not them are word-wise.

/// Rows by number, from 0 up to a fixed length.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Bits {
    words: Vec<u64>,
    len: usize,
}

impl Bits {
    /// None of `len` rows.
    #[must_use]
    pub fn none(len: usize) -> Self {
        Self { words: vec![0; len.div_ceil(64)], len }
    }

    /// All of `len` rows.
    #[must_use]
    pub fn all(len: usize) -> Self {
        let mut all = Self { words: vec![u64::MAX; len.div_ceil(64)], len };
        all.trim();
        all
    }

    /// Those of `len` rows that `holds` says yes to.
    #[must_use]
    pub fn of(len: usize, mut holds: impl FnMut(u32) -> bool) -> Self {
        let mut bits = Self::none(len);
        for row in 0..len as u32 {
            if holds(row) {
                bits.set(row);
            }
        }
        bits
    }

    /// The rows given; those beyond `len` are left out.
    #[must_use]
    pub fn from_rows(len: usize, rows: impl IntoIterator<Item = u32>) -> Self {
        let mut bits = Self::none(len);
        rows.into_iter().for_each(|row| bits.set(row));
        bits
    }

    /// How many rows there are, in the set or not.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether no row is in the set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.iter().all(|word| *word == 0)
    }

    /// Whether a row is in the set.
    #[must_use]
    pub fn holds(&self, row: u32) -> bool {
        self.words.get(row as usize / 64).is_some_and(|word| word >> (row % 64) & 1 == 1)
    }

    /// Puts a row in; one beyond the length is ignored.
    pub fn set(&mut self, row: u32) {
        if (row as usize) < self.len
            && let Some(word) = self.words.get_mut(row as usize / 64)
        {
            *word |= 1 << (row % 64);
        }
    }

    /// Puts in those of 64 rows, from one on, whose bits are set; one beyond the length is ignored.
    pub(crate) fn put(&mut self, row: u32, rows: u64) {
        let (at, shift) = (row as usize / 64, row % 64);
        let beyond = if shift == 0 { 0 } else { rows >> (64 - shift) };
        for (at, rows) in [(at, rows << shift), (at + 1, beyond)] {
            if let Some(word) = self.words.get_mut(at) {
                *word |= rows;
            }
        }
        if at + 2 >= self.words.len() {
            self.trim();
        }
    }

    /// How many rows are in the set.
    #[must_use]
    pub fn count(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// The rows of the set, in order.
    pub fn rows(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(n, word)| {
            let mut left = *word;
            std::iter::from_fn(move || {
                let bit = left.trailing_zeros();
                left &= left.wrapping_sub(1);
                (bit < 64).then_some(n as u32 * 64 + bit)
            })
        })
    }

    /// What is in both.
    #[must_use]
    pub fn and(mut self, other: &Self) -> Self {
        for (n, word) in self.words.iter_mut().enumerate() {
            *word &= other.words.get(n).copied().unwrap_or_default();
        }
        self
    }

    /// What is in one of them.
    #[must_use]
    pub fn or(mut self, other: &Self) -> Self {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word |= theirs;
        }
        self.trim();
        self
    }

    /// What is in this one and not in the other.
    #[must_use]
    pub fn without(mut self, other: &Self) -> Self {
        for (word, theirs) in self.words.iter_mut().zip(&other.words) {
            *word &= !theirs;
        }
        self
    }

    /// Clears what stands beyond the length.
    fn trim(&mut self) {
        if let Some(last) = self.words.last_mut()
            && !self.len.is_multiple_of(64)
        {
            *last &= (1 << (self.len % 64)) - 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Bits;
    use proptest::prelude::{prop_assert_eq, proptest};
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn as_sets_of_numbers(len in 0_usize..200, a in proptest::collection::btree_set(0_u32..220, 0..40), b in proptest::collection::btree_set(0_u32..220, 0..40)) {
            let within = |set: &BTreeSet<u32>| -> BTreeSet<u32> { set.iter().copied().filter(|n| (*n as usize) < len).collect() };
            let (x, y) = (Bits::from_rows(len, a.iter().copied()), Bits::from_rows(len, b.iter().copied()));
            let (a, b) = (within(&a), within(&b));
            let rows = |bits: Bits| bits.rows().collect::<BTreeSet<u32>>();
            prop_assert_eq!(rows(x.clone().and(&y)), a.intersection(&b).copied().collect());
            prop_assert_eq!(rows(x.clone().or(&y)), a.union(&b).copied().collect());
            prop_assert_eq!(rows(x.clone().without(&y)), a.difference(&b).copied().collect());
            prop_assert_eq!(x.count(), a.len());
            prop_assert_eq!(Bits::all(len).count(), len);
            prop_assert_eq!(Bits::all(len).without(&x), Bits::of(len, |row| !a.contains(&row)));
            prop_assert_eq!(x.is_empty(), a.is_empty());
        }
    }
}
