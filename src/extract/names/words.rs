//! What is known of a word before it is read in context: gazetteers it stands in, how often it is capitalised in
//! mid-sentence, and the cluster of words used like it.
//!
//! The table is built by `onrecord-train words` from open gazetteers and plain news text; words are kept as hashes only.

use crate::extract::learn::file::{Cursor, FileError, Reader, Writer, varint};
use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::atomic::{AtomicU32, Ordering};

/// Fingerprint of the table: changes when hashes or its meaning do.
pub const TABLE: u32 = 1;

/// What the table knows of one word (or, for gazetteers, of a phrase).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// One bit for each [`Gazetteer`] that holds it.
    pub gazetteers: u8,
    /// 0 unknown; else 1 + eighths of its mid-sentence uses that are capitalised, plus 16 times its frequency class.
    pub caps: u8,
    /// 0 unknown; else 1 + the number of its cluster.
    pub cluster: u16,
}

/// A list of names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Gazetteer {
    /// Given names.
    First,
    /// Surnames.
    Last,
    /// Cities and towns.
    City,
    /// States, provinces, districts.
    Region,
    /// Countries and continents.
    Country,
    /// Adjectives of countries and words for their people.
    Demonym,
    /// Companies.
    Company,
    /// Organisations that are named without saying what they are: newspapers, parties, teams.
    Body,
}

impl Gazetteer {
    /// Every gazetteer, in the order of its bits.
    pub const ALL: [Self; 8] = [
        Self::First,
        Self::Last,
        Self::City,
        Self::Region,
        Self::Country,
        Self::Demonym,
        Self::Company,
        Self::Body,
    ];

    /// Its bit in [`Facts::gazetteers`].
    #[must_use]
    pub const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// Bits of a word's key in the table.
const KEY_BITS: u32 = 28;

/// The table's key of a hash.
#[must_use]
const fn short(hash: u64) -> u32 {
    (hash >> (64 - KEY_BITS)) as u32
}

/// The word and the bit of a key in a filter of so many words, a power of two.
const fn place(words: usize, key: u32) -> (usize, u64) {
    ((key >> 6) as usize & words.wrapping_sub(1), 1 << (key & 63))
}

/// A quick hasher for keys that are hashes already, and for words of lists that no text adds to.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread(u64);

impl Hasher for Spread {
    fn finish(&self) -> u64 {
        // The upper bits depend on all of the key.
        self.0.rotate_left(26)
    }

    fn write(&mut self, bytes: &[u8]) {
        let (parts, rest) = bytes.as_chunks();
        for part in parts {
            self.write_u64(u64::from_le_bytes(*part));
        }
        let rest = rest.iter().fold(rest.len() as u64, |all, byte| all << 8 | u64::from(*byte));
        self.write_u64(rest);
    }

    fn write_u32(&mut self, number: u32) {
        self.write_u64(u64::from(number));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = (self.0 ^ number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}

/// A map whose keys are hashes already, or words of a list.
pub type HashedMap<K, V> = HashMap<K, V, BuildHasherDefault<Spread>>;

/// A set of words of a list.
pub type HashedSet<K> = HashSet<K, BuildHasherDefault<Spread>>;

/// The table.
#[derive(Clone, Debug, Default)]
pub struct Words {
    /// Tells tables apart while the program runs; 0 for one without words.
    id: u32,
    facts: HashedMap<u32, Facts>,
    /// A bit for each known key: what most phrases are not is told without looking further.
    filter: Vec<u64>,
    /// Of each fine cluster: its middle and its coarse cluster.
    coarser: Vec<[u8; 2]>,
}

impl Words {
    /// A table from what is known by hash (see [`crate::extract::learn::features::text`] of the word in lower case).
    #[must_use]
    pub fn new(facts: impl IntoIterator<Item = (u64, Facts)>, coarser: Vec<[u8; 2]>) -> Self {
        let mut table: HashedMap<u32, Facts> = HashMap::default();
        for (hash, add) in facts {
            let entry = table.entry(short(hash)).or_default();
            entry.gazetteers |= add.gazetteers;
            entry.caps = entry.caps.max(add.caps);
            entry.cluster = entry.cluster.max(add.cluster);
        }
        Self::of(table, coarser)
    }

    fn of(facts: HashedMap<u32, Facts>, coarser: Vec<[u8; 2]>) -> Self {
        static TABLES: AtomicU32 = AtomicU32::new(1);
        let id = TABLES.fetch_add(1, Ordering::Relaxed);
        let mut words = Self { id, filter: vec![0; (facts.len() / 4).next_power_of_two()], facts, coarser };
        for key in words.facts.keys() {
            let (word, bit) = place(words.filter.len(), *key);
            if let Some(word) = words.filter.get_mut(word) {
                *word |= bit;
            }
        }
        words
    }

    /// What is known of the word with this hash.
    #[must_use]
    pub fn get(&self, hash: u64) -> Facts {
        let key = short(hash);
        let (word, bit) = place(self.filter.len(), key);
        if self.filter.get(word).is_none_or(|word| word & bit == 0) {
            return Facts::default();
        }
        self.facts.get(&key).copied().unwrap_or_default()
    }

    /// A number that no other table has; 0 for one without words.
    #[must_use]
    pub const fn id(&self) -> u32 {
        self.id
    }

    /// The fine, middle and coarse cluster of a word's facts.
    #[must_use]
    pub fn clusters(&self, facts: Facts) -> Option<[u16; 3]> {
        let fine = facts.cluster.checked_sub(1)?;
        let [middle, coarse] = *self.coarser.get(fine as usize)?;
        Some([fine, u16::from(middle), u16::from(coarse)])
    }

    /// How many words and phrases it knows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.facts.len()
    }

    /// Whether it knows nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.facts.is_empty()
    }

    /// Adds the table to a model file: sections `gazetteers`, `words` and `coarser`.
    #[must_use]
    pub fn write(&self, writer: Writer) -> Writer {
        let mut all: Vec<(u32, Facts)> = self.facts.iter().map(|(k, f)| (*k, *f)).collect();
        all.sort_unstable_by_key(|entry| entry.0);
        let (mut names, mut words) = (Vec::new(), Vec::new());
        let (mut last_name, mut last_word) = (0, 0);
        for (key, facts) in all {
            if facts.gazetteers != 0 {
                varint(&mut names, key - last_name);
                names.push(facts.gazetteers);
                last_name = key;
            }
            if facts.caps != 0 || facts.cluster != 0 {
                varint(&mut words, key - last_word);
                words.push(facts.caps);
                varint(&mut words, u32::from(facts.cluster));
                last_word = key;
            }
        }
        let coarser: Vec<u8> = self.coarser.iter().flatten().copied().collect();
        writer.bytes("gazetteers", &names).bytes("words", &words).bytes("coarser", &coarser)
    }

    /// Reads the table back.
    ///
    /// # Errors
    /// When a section is missing or not well formed.
    pub fn read(reader: &Reader<'_>) -> Result<Self, FileError> {
        let mut table: HashedMap<u32, Facts> = HashMap::default();
        let mut cursor = Cursor(reader.bytes("gazetteers")?);
        table.reserve(cursor.0.len() / 3);
        let mut key = 0_u32;
        while !cursor.0.is_empty() {
            key = cursor.varint().and_then(|gap| key.checked_add(gap)).ok_or(FileError::Damaged)?;
            table.entry(key).or_default().gazetteers = cursor.u8().ok_or(FileError::Damaged)?;
        }
        let mut cursor = Cursor(reader.bytes("words")?);
        key = 0;
        while !cursor.0.is_empty() {
            key = cursor.varint().and_then(|gap| key.checked_add(gap)).ok_or(FileError::Damaged)?;
            let entry = table.entry(key).or_default();
            entry.caps = cursor.u8().ok_or(FileError::Damaged)?;
            entry.cluster = cursor.varint().ok_or(FileError::Damaged)? as u16;
        }
        let coarser = reader.bytes("coarser")?.chunks_exact(2).map(|c| [c[0], c[1]]).collect();
        Ok(Self::of(table, coarser))
    }
}

#[cfg(test)]
mod tests {
    use super::{Facts, Gazetteer, Words};
    use crate::extract::learn::features::text;
    use crate::extract::learn::file::{Reader, Writer};

    #[test]
    fn facts_merge_and_come_back_from_a_file() {
        let words = Words::new(
            [
                (text("halm"), Facts { gazetteers: Gazetteer::City.bit(), ..Facts::default() }),
                (text("halm"), Facts { caps: 9, cluster: 2, ..Facts::default() }),
                (text("rain"), Facts { caps: 17, ..Facts::default() }),
            ],
            vec![[0, 0], [5, 1]],
        );
        let file = words.write(Writer::new(1)).finish();
        let back = Words::read(&Reader::open(&file, 1).unwrap()).unwrap();
        let halm = back.get(text("halm"));
        assert_eq!(halm, Facts { gazetteers: 4, caps: 9, cluster: 2 });
        assert_eq!(back.clusters(halm), Some([1, 5, 1]));
        assert_eq!(back.get(text("rain")).caps, 17);
        assert_eq!((back.get(text("snow")), back.len()), (Facts::default(), 2));
    }
}
