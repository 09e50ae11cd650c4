//! Rows of weights by feature key, packed for a processor's caches.
//!
//! Most features that a text shows have no weight. A bit for every first part of a key tells that without a jump and
//! without leaving the near caches; how many such bits stand before it is the number of its row, so that rows lie close
//! together, and one byte of the row says whether it is the key's. Keys of many items are sifted first and their rows
//! touched before any is added ([`Batch`]), so that many fetches are under way at a time. Sums are of 16 bits: hundreds
//! of weights fit.

use crate::extract::learn::features::KEY_BITS;

/// Rows of `W` bytes: weights, and in the last byte what is left of the key.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Table<const W: usize> {
    /// Bits of a key that are not part of its first part.
    shift: u32,
    /// Which first parts have a row.
    filter: Vec<Part>,
    /// A row for each bit that is set, in order.
    rows: Vec<[i8; W]>,
    /// Further rows whose keys begin as one in `rows` does, by key.
    others: Vec<(u32, [i8; W])>,
}

/// Some first parts of keys.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Part {
    /// A bit for each that has a row.
    bits: u32,
    /// How many bits are set in all parts before.
    before: u32,
}

/// Set in the last byte of a row when `others` has keys that begin as its key does.
const MORE: u8 = 0x80;

/// First parts have at least so many bits, for the rest must fit seven; and at most, for the filter must stay near.
const PARTS: (u32, u32) = (KEY_BITS - 7, 22);

impl<const W: usize> Table<W> {
    /// A table of rows in the order of their keys, which are unique; the last byte of each row is overwritten. The rows
    /// are gone through twice, so that nothing is held beside the table.
    pub(crate) fn new(all: impl Iterator<Item = (u32, [i8; W])> + Clone) -> Self {
        let count = all.clone().count();
        let bits = (count * 8).next_power_of_two().ilog2().clamp(PARTS.0, PARTS.1);
        let mut table = Self {
            shift: KEY_BITS - bits,
            filter: vec![Part::default(); 1 << (bits - 5)],
            rows: Vec::with_capacity(count),
            others: Vec::new(),
        };
        for (key, mut row) in all {
            let (part, bit) = table.bit(key);
            let part = &mut table.filter[part];
            if part.bits >> bit & 1 == 1 {
                if let Some(check) = table.rows.last_mut().and_then(|row| row.last_mut()) {
                    *check = (check.cast_unsigned() | MORE).cast_signed();
                }
                table.others.push((key, row));
                continue;
            }
            part.bits |= 1 << bit;
            if let Some(check) = row.last_mut() {
                *check = table.rest(key).cast_signed();
            }
            table.rows.push(row);
        }
        let mut count = 0;
        for part in &mut table.filter {
            part.before = count;
            count += part.bits.count_ones();
        }
        table
    }

    /// How many rows there are.
    pub(crate) const fn len(&self) -> usize {
        self.rows.len() + self.others.len()
    }

    /// Every row with its key, by key.
    pub(crate) fn rows(&self) -> Vec<(u32, [i8; W])> {
        let parts = self.filter.iter().enumerate().flat_map(|(at, part)| {
            let set = (0..32).filter(move |bit| part.bits >> bit & 1 == 1);
            set.map(move |bit| (at as u32) << 5 | bit)
        });
        let key = |part: u32, row: &[i8; W]| part << self.shift | u32::from(check(row) & !MORE);
        let first = parts.zip(&self.rows).map(|(part, row)| (key(part, row), *row));
        let mut all: Vec<_> = first.chain(self.others.iter().copied()).collect();
        all.sort_unstable_by_key(|row| row.0);
        all
    }

    /// The sum of the rows of all keys.
    pub(crate) fn sum(&self, keys: &[u32]) -> [i16; W] {
        let mut sums = [0; W];
        if keys.len() <= FEW {
            for key in keys.iter().filter(|key| self.may_hold(**key)) {
                self.add(*key, self.place(*key), &mut sums);
            }
            return sums;
        }
        let (mut held, mut places) = ([0_u32; CHUNK], [0_u32; CHUNK]);
        for keys in keys.chunks(CHUNK) {
            let mut count = 0;
            for key in keys {
                held[count & (CHUNK - 1)] = *key;
                count += usize::from(self.may_hold(*key));
            }
            let held = held.get(..count).unwrap_or_default();
            self.touch(held.iter().zip(&mut places).map(|(key, place)| {
                *place = self.place(*key);
                *place
            }));
            for (key, place) in held.iter().zip(&places) {
                self.add(*key, *place, &mut sums);
            }
        }
        sums
    }

    /// Reads something of rows, so that they are fetched while others are.
    #[inline]
    fn touch(&self, places: impl Iterator<Item = u32>) {
        let touched = places.fold(0, |all, place| all ^ self.rows[place as usize][0]);
        std::hint::black_box(touched);
    }

    /// The first part of a key, as a place and a bit of the filter.
    #[inline]
    const fn bit(&self, key: u32) -> (usize, u32) {
        let first = key >> self.shift;
        ((first >> 5) as usize, first & 31)
    }

    /// What is left of a key.
    #[inline]
    const fn rest(&self, key: u32) -> u8 {
        (key & ((1 << self.shift) - 1)) as u8
    }

    /// Whether a key may have a row.
    #[inline]
    fn may_hold(&self, key: u32) -> bool {
        let (part, bit) = self.bit(key);
        self.filter[part].bits >> bit & 1 == 1
    }

    /// Where the row of a key that may have one is.
    #[inline]
    fn place(&self, key: u32) -> u32 {
        let (part, bit) = self.bit(key);
        let part = self.filter[part];
        part.before + (part.bits & ((1 << bit) - 1)).count_ones()
    }

    /// Adds the row of a key, if it has one.
    #[inline]
    fn add(&self, key: u32, place: u32, sums: &mut [i16; W]) {
        let row = &self.rows[place as usize];
        let check = check(row);
        if check & !MORE == self.rest(key) {
            add(sums, row);
        } else if check & MORE != 0
            && let Ok(at) = self.others.binary_search_by_key(&key, |row| row.0)
        {
            add(sums, &self.others[at].1);
        }
    }
}

/// Keys summed at a time where they are not many.
const CHUNK: usize = 64;

/// So few keys are summed one by one.
const FEW: usize = 4;

#[inline]
fn check<const W: usize>(row: &[i8; W]) -> u8 {
    row.last().map_or(0, |check| check.cast_unsigned())
}

/// The last lane of the sums has no meaning. A call of its own: inlined, the lanes end in registers one by one.
#[inline(never)]
fn add<const W: usize>(sums: &mut [i16; W], row: &[i8; W]) {
    for (sum, weight) in sums.iter_mut().zip(row) {
        *sum = sum.saturating_add(i16::from(*weight));
    }
}

/// The keys of several items, sifted, whose rows are fetched all at once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Batch {
    /// Keys that may have a row; those from `count` on have no meaning.
    held: Vec<u32>,
    count: usize,
    /// Where the keys of each item end.
    ends: Vec<usize>,
    places: Vec<u32>,
}

impl Batch {
    /// Takes a key of the item that is being read.
    #[inline]
    pub(crate) fn take<const W: usize>(&mut self, table: &Table<W>, key: u32) {
        if self.count == self.held.len() {
            self.held.resize(self.count + 256, 0);
        }
        // No jump depends on whether it has a row.
        self.held[self.count] = key;
        self.count += usize::from(table.may_hold(key));
    }

    /// How many keys are waiting.
    pub(crate) const fn len(&self) -> usize {
        self.count
    }

    /// The next item begins.
    #[inline]
    pub(crate) fn end(&mut self) {
        self.ends.push(self.count);
    }

    /// Hands over the sums of all items in order and forgets them.
    pub(crate) fn settle<const W: usize>(&mut self, table: &Table<W>, mut take: impl FnMut(&[i16; W])) {
        let held = self.held.get(..self.count).unwrap_or_default();
        self.places.clear();
        self.places.extend(held.iter().map(|key| table.place(*key)));
        table.touch(self.places.iter().copied());
        let mut rest = held.iter().zip(&self.places);
        let mut from = 0;
        for end in self.ends.drain(..) {
            let mut sums = [0; W];
            for (key, place) in rest.by_ref().take(end - from) {
                table.add(*key, *place, &mut sums);
            }
            from = end;
            take(&sums);
        }
        self.count = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::{Batch, KEY_BITS, Table};

    #[test]
    fn rows_are_found_and_summed() {
        // Keys that differ in their last bits only share a bit of the filter.
        let keys: Vec<u32> =
            (0..500).map(|n| n * 31).chain((0..40).map(|n| (1 << KEY_BITS) - 40 + n)).collect();
        let row = |key: u32| std::array::from_fn(|lane| ((key as usize + lane) % 255) as u8 as i8);
        let table: Table<16> = Table::new(keys.iter().map(|key| (*key, row(*key))));
        assert_eq!(table.len(), 540);
        let found: Vec<u32> = table.rows().iter().map(|row| row.0).collect();
        assert_eq!(found, keys);
        let asked: Vec<u32> = (0..2000).map(|n| n * 7 % 1600).chain(keys.iter().copied()).collect();
        let mut batch = Batch::default();
        for keys in asked.chunks(30) {
            for key in keys {
                batch.take(&table, *key);
            }
            batch.end();
        }
        let mut items = Vec::new();
        batch.settle(&table, |sums| items.push(*sums));
        for (item, asked) in items.iter().zip(asked.chunks(30)) {
            let mut expect = [0_i16; 15];
            for key in asked.iter().filter(|key| keys.contains(key)) {
                for (sum, weight) in expect.iter_mut().zip(row(*key) as [i8; 16]) {
                    *sum += i16::from(weight);
                }
            }
            assert_eq!(
                (item[..15].to_vec(), table.sum(asked)[..15].to_vec()),
                (expect.to_vec(), expect.to_vec())
            );
        }
        assert_eq!(items.len(), asked.len().div_ceil(30));
    }
}
