//! Rows of weights by feature key, laid out for a processor's caches.
//!
//! Most features that a text shows have no weight. A filter of a bit or so for each key tells that without a jump and
//! without leaving the near caches; a row with its key fills a quarter or a half of a cache line, so that a feature with
//! weights costs one fetch. Sums are of 16 bits and widened before they could overflow.

/// Rows of `W` bytes, `N` to a cache line: weights, and in the last four bytes the key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table<const W: usize, const N: usize> {
    /// A bit for each key that has a row, by its low bits.
    filter: Vec<u64>,
    /// Open addressing by line; a full line runs over into the next.
    lines: Vec<Line<W, N>>,
    len: usize,
}

#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
struct Line<const W: usize, const N: usize>([[i8; W]; N]);

/// Marks a row that is not in use; no key has as many bits.
const EMPTY: u32 = u32::MAX;

/// Rows added at a time: few enough for sums of 16 bits.
const MOST: usize = 64;

/// Bits of the keys that are used to find a line.
const KEY_BITS: u32 = crate::extract::learn::features::KEY_BITS;

impl<const W: usize, const N: usize> Table<W, N> {
    /// A table of rows; keys are unique, and the last four bytes of each row are overwritten.
    pub(crate) fn new(rows: impl ExactSizeIterator<Item = (u32, [i8; W])>) -> Self {
        let len = rows.len();
        let empty = Line([write_key([0; W], EMPTY); N]);
        let mut table = Self {
            filter: vec![0; (len / 8).next_power_of_two().max(2)],
            lines: vec![empty; (len * 3 / 2).div_ceil(N).max(2)],
            len,
        };
        for (key, row) in rows {
            let (word, bit) = table.bit(key);
            if let Some(word) = table.filter.get_mut(word) {
                *word |= bit;
            }
            let mut at = table.home(key);
            loop {
                let line = &mut table.lines[at];
                if let Some(free) = line.0.iter_mut().find(|row| key_of(row) == EMPTY) {
                    *free = write_key(row, key);
                    break;
                }
                at = if at + 1 == table.lines.len() { 0 } else { at + 1 };
            }
        }
        table
    }

    /// How many rows there are.
    pub(crate) const fn len(&self) -> usize {
        self.len
    }

    /// Every row with its key, by key.
    pub(crate) fn rows(&self) -> Vec<(u32, [i8; W])> {
        let rows = self.lines.iter().flat_map(|line| &line.0);
        let mut all: Vec<_> = rows.map(|row| (key_of(row), *row)).filter(|row| row.0 != EMPTY).collect();
        all.sort_unstable_by_key(|row| row.0);
        all
    }

    #[inline]
    const fn home(&self, key: u32) -> usize {
        ((key as u64 * self.lines.len() as u64) >> KEY_BITS) as usize
    }

    #[inline]
    const fn bit(&self, key: u32) -> (usize, u64) {
        ((key >> 6) as usize & (self.filter.len() - 1), 1 << (key & 63))
    }

    /// Adds the rows of all keys to `sums`.
    pub(crate) fn add(&self, keys: &[u32], sums: &mut [i32; W]) {
        for keys in keys.chunks(MOST) {
            for (sum, part) in sums.iter_mut().zip(self.part(keys)) {
                *sum += i32::from(part);
            }
        }
    }

    /// The sum of the rows of all keys, in 16 bits: of at most [`MOST`] keys it cannot overflow.
    pub(crate) fn small(&self, keys: &[u32]) -> [i16; W] {
        let mut sums = [0_i16; W];
        for keys in keys.chunks(MOST) {
            for (sum, part) in sums.iter_mut().zip(self.part(keys)) {
                *sum = sum.saturating_add(part);
            }
        }
        sums
    }

    fn part(&self, keys: &[u32]) -> [i16; W] {
        let mut held = [0_u32; MOST];
        let mut count = 0;
        // No jump depends on a key here, so that many fetches are under way at a time.
        for key in keys {
            let (word, bit) = self.bit(*key);
            held[count & (MOST - 1)] = *key;
            count += usize::from(self.filter[word] & bit != 0);
        }
        let held = held.get(..count).unwrap_or_default();
        // Touching all lines before reading any lets the fetches overlap.
        let touched = held.iter().fold(0, |all, key| all ^ self.lines[self.home(*key)].0[0][W - 1]);
        std::hint::black_box(touched);
        let mut part = [0_i16; W];
        for key in held {
            if let Some(row) = self.row(*key) {
                for (sum, weight) in part.iter_mut().zip(row) {
                    *sum = sum.wrapping_add(i16::from(*weight));
                }
            }
        }
        part
    }

    #[inline]
    fn row(&self, key: u32) -> Option<&[i8; W]> {
        let mut at = self.home(key);
        loop {
            for row in &self.lines[at].0 {
                let found = key_of(row);
                if found == key {
                    return Some(row);
                }
                if found == EMPTY {
                    return None;
                }
            }
            at = if at + 1 == self.lines.len() { 0 } else { at + 1 };
        }
    }
}

#[inline]
fn key_of<const W: usize>(row: &[i8; W]) -> u32 {
    row.last_chunk::<4>().map_or(EMPTY, |bytes| u32::from_le_bytes(bytes.map(i8::cast_unsigned)))
}

fn write_key<const W: usize>(mut row: [i8; W], key: u32) -> [i8; W] {
    if let Some(bytes) = row.last_chunk_mut::<4>() {
        *bytes = key.to_le_bytes().map(u8::cast_signed);
    }
    row
}

#[cfg(test)]
mod tests {
    use super::{KEY_BITS, Table};

    #[test]
    fn rows_are_found_and_summed() {
        // Keys that crowd at the end of the range run over into the first lines.
        let keys: Vec<u32> =
            (0..500).map(|n| n * 31).chain((0..40).map(|n| (1 << KEY_BITS) - 1 - n)).collect();
        let row = |key: u32| std::array::from_fn(|lane| ((key as usize + lane) % 255) as u8 as i8);
        let table: Table<16, 4> = Table::new(keys.iter().map(|key| (*key, row(*key))));
        assert_eq!(table.len(), 540);
        let found: Vec<u32> = table.rows().iter().map(|row| row.0).collect();
        let mut sorted = keys.clone();
        sorted.sort_unstable();
        assert_eq!(found, sorted);
        let asked: Vec<u32> = (0..2000).map(|n| n * 7 % 1600).chain(keys.iter().copied()).collect();
        let mut sums = [0_i32; 16];
        table.add(&asked, &mut sums);
        let mut expect = [0_i32; 12];
        for key in asked.iter().filter(|key| keys.contains(key)) {
            for (sum, weight) in expect.iter_mut().zip(row(*key)) {
                *sum += i32::from(weight);
            }
        }
        assert_eq!(sums[..12], expect);
    }
}
