//! Which articles are looked up by each telling word: an inverted index in parts, kept in a [`GroupStore`].
//!
//! A part has the words whose hashes begin alike. What comes or goes changes whole parts, one after the other; what is
//! asked for is loaded into flat arrays for as long as it is asked.

use crate::library::gallop::gallop;
use crate::library::stories::bits::{Packer, Unpacker};
use crate::library::stories::pairs::Probe;
use crate::library::stories::store::{GroupStore, Table};
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSliceMut;

/// Bits of a hash that tell the part.
const PART_BITS: u32 = 10;
/// How many parts there are.
const PARTS: u32 = 1 << PART_BITS;
/// How many hashes a part may have.
const INSIDE: u32 = 1 << (32 - PART_BITS);

const fn part_of(term: u32) -> u32 {
    term >> (32 - PART_BITS)
}

/// An article is looked up by a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Entry {
    pub(crate) term: u32,
    pub(crate) article: u32,
    pub(crate) weight: u8,
}

/// Puts entries into their lists.
pub(crate) fn add<S: GroupStore>(store: &mut S, mut entries: Vec<Entry>) -> Result<(), S::Error> {
    entries.par_sort_unstable();
    let parts: Vec<&[Entry]> = entries.chunk_by(|a, b| part_of(a.term) == part_of(b.term)).collect();
    for some in parts.chunks(TOGETHER) {
        let number = |new: &[Entry]| new.first().map_or(0, |entry| part_of(entry.term));
        let before: Vec<Option<Vec<u8>>> =
            some.iter().map(|new| store.get(Table::Lists, number(new).into())).collect::<Result<_, _>>()?;
        let packed: Vec<Vec<u8>> = some
            .par_iter()
            .zip(before)
            .map(|(new, before)| {
                before.map_or_else(|| pack(new), |before| pack(&with(number(new), &before, new)))
            })
            .collect();
        for (new, packed) in some.iter().zip(packed) {
            store.put(Table::Lists, number(new).into(), &packed)?;
        }
    }
    Ok(())
}

/// Parts that are read, changed and written together.
const TOGETHER: usize = 64;

/// The entries of a part with new ones, both in order.
fn with(part: u32, before: &[u8], mut new: &[Entry]) -> Vec<Entry> {
    let mut all: Vec<Entry> = Vec::with_capacity(new.len() + before.len() / 2);
    unpack(part, before, &mut |entry| {
        let (first, rest) = new.split_at(gallop(new, |other| *other < entry));
        all.extend_from_slice(first);
        all.push(entry);
        new = rest;
    });
    all.extend_from_slice(new);
    all.dedup_by_key(|entry| (entry.term, entry.article));
    all
}

/// Takes articles out of all lists.
pub(crate) fn remove<S: GroupStore>(store: &mut S, gone: impl Fn(u32) -> bool) -> Result<(), S::Error> {
    for part in 0..PARTS {
        let Some(before) = store.get(Table::Lists, part.into())? else { continue };
        let (mut left, mut all) = (Vec::new(), 0);
        unpack(part, &before, &mut |entry| {
            all += 1;
            left.extend((!gone(entry.article)).then_some(entry));
        });
        if left.len() < all {
            store.put(Table::Lists, part.into(), &pack(&left))?;
        }
    }
    Ok(())
}

/// Entries of one part, in order, as bytes; none of no entries.
fn pack(entries: &[Entry]) -> Vec<u8> {
    if entries.is_empty() {
        return Vec::new();
    }
    let lists: Vec<&[Entry]> = entries.chunk_by(|a, b| a.term == b.term).collect();
    let end = entries.iter().map(|entry| entry.article + 1).max().unwrap_or_default();
    let mut out = Packer::default();
    out.number(lists.len() as u32);
    out.number(end);
    let inside = |list: &&[Entry]| list.first().map_or(0, |first| first.term & (INSIDE - 1));
    out.rising(lists.iter().map(inside), INSIDE);
    for list in lists {
        let weights = || list.iter().map(|entry| u32::from(entry.weight));
        let least = weights().min().unwrap_or_default();
        let bits = (weights().max().unwrap_or_default() - least).checked_ilog2().map_or(0, |log| log + 1);
        out.number(list.len() as u32);
        out.rising(list.iter().map(|entry| entry.article), end);
        out.put(least, 8);
        out.put(bits, 4);
        weights().for_each(|weight| out.put(weight - least, bits));
    }
    out.finish()
}

/// Calls `each` with the entries of a part, in order.
fn unpack(part: u32, bytes: &[u8], each: &mut dyn FnMut(Entry)) {
    let mut from = Unpacker::new(bytes);
    let mut read = || -> Option<()> {
        let (terms, end) = (from.number()? as usize, from.number()?);
        for inside in from.rising(terms, INSIDE)? {
            let count = from.number()? as usize;
            let articles = from.rising(count, end)?;
            let (least, bits) = (from.take(8)?, from.take(4)?);
            for article in articles {
                let weight = (least + from.take(bits)?) as u8;
                each(Entry { term: part << (32 - PART_BITS) | inside, article, weight });
            }
        }
        Some(())
    };
    // Damaged ones are as good as none.
    let _ = read();
}

/// A whole number: small ones take one byte (LEB128).
pub(crate) fn number(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// Takes one off again.
pub(crate) fn take(bytes: &mut &[u8]) -> Option<u32> {
    let mut number = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let (&byte, rest) = bytes.split_first()?;
        *bytes = rest;
        number |= u32::from(byte & 0x7f).checked_shl(shift)?;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// Lists in memory.
#[derive(Debug, Default)]
pub(crate) struct Lists {
    /// Where the terms of each part begin, and the end of the last one's.
    parts: Vec<u32>,
    terms: Vec<u32>,
    /// Where each term's entries begin, and the end of the last one's.
    from: Vec<u32>,
    articles: Vec<u32>,
    weights: Vec<u8>,
}

/// Which lists are loaded.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Wanted<'t> {
    /// Those of these words, in order.
    Of(&'t [u32]),
    /// Those of more than one article: nobody is found by the others.
    Shared,
}

impl Lists {
    /// Loads lists.
    pub(crate) fn load<S: GroupStore>(store: &mut S, wanted: Wanted<'_>) -> Result<Self, S::Error> {
        let mut lists = Self { from: vec![0], ..Self::default() };
        let mut list: Vec<Entry> = Vec::new();
        if matches!(wanted, Wanted::Shared) {
            lists.reserve(store)?;
        }
        for part in 0..PARTS {
            lists.parts.push(lists.terms.len() as u32);
            let in_part = |terms: &[u32]| terms.get(terms.partition_point(|t| part_of(*t) < part)).copied();
            if matches!(wanted, Wanted::Of(terms) if in_part(terms).is_none_or(|term| part_of(term) != part))
            {
                continue;
            }
            let Some(packed) = store.get(Table::Lists, part.into())? else { continue };
            unpack(part, &packed, &mut |entry| {
                if list.first().is_some_and(|first| first.term != entry.term) {
                    lists.take(&mut list, wanted);
                }
                list.push(entry);
            });
            lists.take(&mut list, wanted);
        }
        lists.parts.push(lists.terms.len() as u32);
        Ok(lists)
    }

    /// Makes room for all lists that are shared, and no more.
    fn reserve<S: GroupStore>(&mut self, from: &mut S) -> Result<(), S::Error> {
        let (mut terms, mut entries) = (0, 0);
        for part in 0..PARTS {
            let Some(packed) = from.get(Table::Lists, part.into())? else { continue };
            let (mut last, mut length) = (None, 0);
            unpack(part, &packed, &mut |entry| {
                length = if last == Some(entry.term) { length + 1 } else { 1 };
                last = Some(entry.term);
                terms += usize::from(length == 2);
                entries += usize::from(length > 1) + usize::from(length == 2);
            });
        }
        self.terms.reserve_exact(terms);
        self.from.reserve_exact(terms);
        self.articles.reserve_exact(entries);
        self.weights.reserve_exact(entries);
        Ok(())
    }

    /// Takes in the list of one word if it is wanted.
    fn take(&mut self, list: &mut Vec<Entry>, wanted: Wanted<'_>) {
        let is_wanted = match (wanted, list.first()) {
            (_, None) => false,
            (Wanted::Shared, _) => list.len() > 1,
            (Wanted::Of(terms), Some(first)) => terms.binary_search(&first.term).is_ok(),
        };
        if is_wanted {
            self.terms.extend(list.first().map(|entry| entry.term));
            self.articles.extend(list.iter().map(|entry| entry.article));
            self.weights.extend(list.iter().map(|entry| entry.weight));
            self.from.push(self.articles.len() as u32);
        }
        list.clear();
    }

    /// The articles that are looked up by a word, each with what it weighs there.
    pub(crate) fn of(&self, probe: Probe) -> impl Iterator<Item = (u32, u8)> {
        let part = part_of(probe.term) as usize;
        let bounds = (self.parts.get(part), self.parts.get(part + 1));
        let (start, end) = (bounds.0.map_or(0, |at| *at as usize), bounds.1.map_or(0, |at| *at as usize));
        let place = self.terms.get(start..end).and_then(|terms| terms.binary_search(&probe.term).ok());
        let range = place.map_or(0..0, |at| {
            let at = start + at;
            self.from[at] as usize..self.from[at + 1] as usize
        });
        self.articles[range.clone()].iter().copied().zip(self.weights[range].iter().copied())
    }
}

#[cfg(test)]
mod tests {
    use super::{Entry, Lists, Wanted, add, pack, remove, unpack};
    use crate::library::stories::pairs::Probe;
    use crate::library::stories::store::Memory;

    #[test]
    fn lists_come_back() {
        let entry = |term, article, weight| Entry { term, article, weight };
        let all = [
            entry(3 << 22, 0, 255),
            entry(3 << 22 | 7, 1, 60),
            entry(3 << 22 | 7, 2, 61),
            entry(3 << 22 | 7, 900_000, 0),
            entry((4 << 22) - 1, 4, 9),
        ];
        let mut found = Vec::new();
        unpack(3, &pack(&all), &mut |entry| found.push(entry));
        assert_eq!(found, all);
        assert!(pack(&[]).is_empty());
    }

    fn entry(term: u32, article: u32) -> Entry {
        Entry { term, article, weight: article as u8 + 1 }
    }

    #[track_caller]
    fn check(store: &mut Memory, wanted: Wanted<'_>, term: u32, expect: &[u32]) {
        let lists = Lists::load(store, wanted).unwrap();
        let found: Vec<(u32, u8)> = lists.of(Probe { term, weight: 0 }).collect();
        assert_eq!(found, expect.iter().map(|id| (*id, *id as u8 + 1)).collect::<Vec<_>>());
    }

    #[test]
    fn what_comes_is_found_and_what_goes_is_not() {
        let (far, near) = (u32::MAX - 5, 7 << 22);
        let mut store = Memory::default();
        add(&mut store, vec![entry(near, 3), entry(far, 3), entry(near + 1, 3)]).unwrap();
        add(&mut store, vec![entry(near, 1), entry(far, 200)]).unwrap();
        check(&mut store, Wanted::Shared, near, &[1, 3]);
        check(&mut store, Wanted::Shared, far, &[3, 200]);
        check(&mut store, Wanted::Shared, near + 1, &[]);
        check(&mut store, Wanted::Of(&[near + 1, far]), near + 1, &[3]);
        check(&mut store, Wanted::Of(&[near + 1, far]), near, &[]);
        remove(&mut store, |article| article == 3).unwrap();
        check(&mut store, Wanted::Of(&[near]), near, &[1]);
        check(&mut store, Wanted::Shared, near, &[]);
        check(&mut store, Wanted::Of(&[far]), far, &[200]);
    }
}
