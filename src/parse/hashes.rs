//! Maps and sets whose keys are hashes already: they are mixed once more, with a seed of the process, and not hashed again.
//! And those by words of a text, hashed quickly with that seed. Nothing may depend on the order of either.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64_with_seed;

/// A map from hashes.
pub(crate) type Map<V> = HashMap<u64, V, Mix>;
/// A set of hashes.
pub(crate) type Set = HashSet<u64, Mix>;
/// A map by words of a text.
pub(crate) type TextMap<K, V> = HashMap<K, V, Mix>;
/// A set of words of a text.
pub(crate) type TextSet<K> = HashSet<K, Mix>;

/// Drawn once, so that no file can be written to collide.
static SEED: LazyLock<u64> = LazyLock::new(|| RandomState::new().hash_one(0u8));

/// Builds [`Mixer`]s.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mix(u64);

impl Default for Mix {
    fn default() -> Self {
        Self(*SEED)
    }
}

impl BuildHasher for Mix {
    type Hasher = Mixer;

    fn build_hasher(&self) -> Mixer {
        Mixer(self.0)
    }
}

/// Folds the product of key and a constant: all bits of a key reach all bits of the result. Texts are hashed by XXH3.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mixer(u64);

impl Hasher for Mixer {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = xxh3_64_with_seed(bytes, self.0);
    }

    fn write_u8(&mut self, n: u8) {
        self.write_u64(u64::from(n));
    }

    fn write_usize(&mut self, n: usize) {
        self.write_u64(n as u64);
    }

    fn write_u64(&mut self, n: u64) {
        let wide = u128::from(self.0 ^ n) * 0x9e37_79b9_7f4a_7c15;
        self.0 = wide as u64 ^ (wide >> 64) as u64;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::TextMap;

    #[test]
    fn words_of_a_text_are_found() {
        let words: Vec<String> = (0..500).map(|n| format!("word {n}")).collect();
        let map: TextMap<&str, usize> = words.iter().map(String::as_str).zip(0..).collect();
        assert!(words.iter().enumerate().all(|(at, word)| map.get(word.as_str()) == Some(&at)));
        assert!(!map.contains_key("word") && !map.contains_key(""));
    }
}
