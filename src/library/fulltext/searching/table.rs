//! Which row each slot of an index is. Documents that were added one after another have rows that follow one another: where
//! most do, stretches of them are kept, else each one.

use crate::library::bits::Bits;
use crate::library::gallop::gallop;

/// No row: of a deleted document, or of one the library does not know.
pub const NO_ROW: u32 = u32::MAX;

/// How many rows there are, and which one each slot is.
#[derive(Debug, Default)]
pub struct RowTable {
    rows: Rows,
    slots: usize,
    len: usize,
}

#[derive(Debug)]
enum Rows {
    /// By slot; [`NO_ROW`] for none.
    Each(Vec<u32>),
    /// In order; each ends where the next one begins.
    Stretches(Vec<Stretch>),
}

impl Default for Rows {
    fn default() -> Self {
        Self::Stretches(Vec::new())
    }
}

/// Slots whose rows follow one another, or that have none.
#[derive(Clone, Copy, Debug)]
struct Stretch {
    slot: u32,
    row: u32,
}

impl Stretch {
    const fn row_of(self, slot: u32) -> u32 {
        if self.row == NO_ROW { NO_ROW } else { self.row + (slot - self.slot) }
    }
}

impl RowTable {
    /// Of the rows of all slots, in order; there are `len` rows.
    ///
    /// # Errors
    /// The first one of the slots'.
    pub fn of<E>(
        len: usize,
        slots: impl FnOnce(&mut dyn FnMut(Option<u32>)) -> Result<(), E>,
    ) -> Result<Self, E> {
        let mut stretches: Vec<Stretch> = Vec::new();
        let mut next = 0;
        slots(&mut |row| {
            let row = row.unwrap_or(NO_ROW);
            if stretches.last().is_none_or(|last| last.row_of(next) != row) {
                stretches.push(Stretch { slot: next, row });
            }
            next += 1;
        })?;
        stretches.shrink_to_fit();
        let mut table = Self { rows: Rows::default(), slots: next as usize, len };
        // A stretch takes as much room as two slots, and longer to be found.
        table.rows = if stretches.len() * 4 > table.slots {
            let ends = stretches.iter().skip(1).map(|stretch| stretch.slot).chain([next]);
            let mut each = Vec::with_capacity(table.slots);
            each.extend(
                stretches.iter().zip(ends).flat_map(|(of, end)| (of.slot..end).map(|s| of.row_of(s))),
            );
            Rows::Each(each)
        } else {
            Rows::Stretches(stretches)
        };
        Ok(table)
    }

    /// How many rows there are.
    #[must_use]
    pub const fn len(&self) -> usize {
        self.len
    }

    /// Whether there is none.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.len == 0
    }

    /// How many slots there are.
    pub(super) const fn slots(&self) -> usize {
        self.slots
    }

    /// Tells the rows of slots that are mostly asked for in order.
    pub(super) const fn walk(&self) -> Walk<'_> {
        Walk { table: self, at: 0 }
    }

    /// The rows of a set of slots, by 64 in a word.
    pub(super) fn rows_of(&self, slots: &[u64]) -> Bits {
        let mut bits = Bits::none(self.len);
        let stretches = match &self.rows {
            Rows::Each(each) => {
                each_bit(slots, |slot| bits.set(each.get(slot as usize).copied().unwrap_or(NO_ROW)));
                return bits;
            }
            Rows::Stretches(stretches) => stretches,
        };
        let count: usize = slots.iter().map(|word| word.count_ones() as usize).sum();
        if count * 4 < stretches.len() {
            let mut walk = self.walk();
            each_bit(slots, |slot| bits.set(walk.row(slot).unwrap_or(NO_ROW)));
            return bits;
        }
        let ends = stretches.iter().skip(1).map(|stretch| stretch.slot).chain([self.slots as u32]);
        for (stretch, end) in stretches.iter().zip(ends).filter(|(stretch, _)| stretch.row != NO_ROW) {
            for from in (stretch.slot..end).step_by(64) {
                let some = word_at(slots, from) & (u64::MAX >> (64 - (end - from).min(64)));
                bits.put(stretch.row_of(from), some);
            }
        }
        bits
    }
}

/// The 64 bits from one on.
fn word_at(words: &[u64], bit: u32) -> u64 {
    let (at, shift) = (bit as usize / 64, bit % 64);
    let word = |at: usize| words.get(at).copied().unwrap_or_default();
    if shift == 0 { word(at) } else { word(at) >> shift | word(at + 1) << (64 - shift) }
}

/// Calls `found` for every bit that is set, in order.
pub(super) fn each_bit(words: &[u64], mut found: impl FnMut(u32)) {
    for (at, word) in words.iter().enumerate() {
        let mut left = *word;
        while left != 0 {
            found(at as u32 * 64 + left.trailing_zeros());
            left &= left - 1;
        }
    }
}

/// Goes through the slots.
pub(super) struct Walk<'t> {
    table: &'t RowTable,
    /// The stretch of the slot asked for before.
    at: usize,
}

impl Walk<'_> {
    /// The row of a slot; quickly when it is soon behind the one asked for before.
    pub(super) fn row(&mut self, slot: u32) -> Option<u32> {
        let row = match &self.table.rows {
            Rows::Each(each) => each.get(slot as usize).copied()?,
            Rows::Stretches(_) if slot as usize >= self.table.slots => return None,
            Rows::Stretches(stretches) => {
                if stretches.get(self.at)?.slot > slot {
                    self.at = 0;
                }
                // The first begins at or before it.
                self.at += gallop(stretches.get(self.at + 1..)?, |stretch| stretch.slot <= slot);
                stretches.get(self.at)?.row_of(slot)
            }
        };
        (row != NO_ROW).then_some(row)
    }
}

#[cfg(test)]
mod tests {
    use super::RowTable;
    use crate::library::bits::Bits;
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use std::convert::Infallible;

    proptest! {
        #[test]
        fn every_slot_has_its_row(
            stretches in proptest::collection::vec((any::<bool>(), 0_u32..300, 1_u32..150), 0..9),
            asked in proptest::collection::vec(0_u32..1400, 0..60),
        ) {
            let rows: Vec<Option<u32>> = stretches
                .iter()
                .flat_map(|(known, from, count)| (*from..from + count).map(|row| known.then_some(row)))
                .collect();
            let table: Result<RowTable, Infallible> = RowTable::of(400, |slot| {
                for row in &rows {
                    slot(*row);
                }
                Ok(())
            });
            let Ok(table) = table;
            prop_assert_eq!(table.slots(), rows.len());
            let of = |slot: &u32| rows.get(*slot as usize).copied().flatten();
            let mut walk = table.walk();
            for slot in &asked {
                prop_assert_eq!(walk.row(*slot), of(slot), "{}", slot);
            }
            let mut slots = vec![0_u64; rows.len().div_ceil(64)];
            for slot in asked.iter().filter(|slot| (**slot as usize) < rows.len()) {
                slots[*slot as usize / 64] |= 1 << (slot % 64);
            }
            prop_assert_eq!(table.rows_of(&slots), Bits::from_rows(400, asked.iter().filter_map(of)));
            let all = vec![u64::MAX; rows.len().div_ceil(64)];
            prop_assert_eq!(table.rows_of(&all), Bits::from_rows(400, rows.iter().copied().flatten()));
        }
    }
}
