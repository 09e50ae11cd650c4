//! Sums of pools remembered from one text to the next: news repeats its words.
//!
//! Bounded, and without effect on any result: what is remembered is what would be summed again.

/// How many pools are remembered where nothing else is said.
const PLACES: usize = 1 << 15;

/// The sums of pools whose features depend on nothing but what their number stands for.
///
/// `N` sums at each of `M` places, a power of two.
#[derive(Clone, Debug, Default)]
pub struct Known<const N: usize, const M: usize = PLACES> {
    /// The table the sums are of.
    table: u64,
    places: Vec<Place<N>>,
}

#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Place<const N: usize> {
    id: u64,
    sums: [i16; N],
}

impl<const N: usize, const M: usize> Known<N, M> {
    /// Forgets everything unless it was learnt of this table.
    pub(crate) fn of(&mut self, table: u64) {
        if self.table != table || self.places.is_empty() {
            self.table = table;
            self.places = vec![Place { id: 0, sums: [0; N] }; M];
        }
    }

    /// The sums of a pool.
    pub(crate) fn get(&self, id: u64) -> Option<&[i16; N]> {
        self.places.get(place(id, M)).filter(|known| known.id == id && id != 0).map(|known| &known.sums)
    }

    /// Remembers the sums of a pool, in place of another.
    pub(crate) fn put(&mut self, id: u64, sums: [i16; N]) {
        if let Some(known) = self.places.get_mut(place(id, M)) {
            *known = Place { id, sums };
        }
    }
}

const fn place(id: u64, places: usize) -> usize {
    (id.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & (places - 1)
}

#[cfg(test)]
mod tests {
    use super::Known;

    const SUM: usize = 16;

    #[test]
    fn it_remembers_of_one_table_only() {
        let mut known: Known<SUM> = Known::default();
        assert!(known.get(5).is_none());
        known.of(1);
        known.put(5, [3; SUM]);
        known.of(1);
        assert_eq!(known.get(5), Some(&[3; SUM]));
        assert!(known.get(6).is_none() && known.get(0).is_none());
        known.of(2);
        assert!(known.get(5).is_none());
    }
}
