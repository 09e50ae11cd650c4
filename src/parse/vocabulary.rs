//! The content words of every line, as hashes: what parts of a text share.

use crate::parse::hashes::{Map, Mix};

/// Content words: longer than three letters and no function words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    words: Vec<u64>,
    /// Where each line's words end.
    ends: Vec<usize>,
}

/// In how many of some lines each word stands; and in which of them it was seen last.
#[derive(Clone, Debug, Default)]
pub(crate) struct Counts(Map<(u32, u32)>);

impl Counts {
    /// In how many lines a word stands.
    pub(crate) fn of(&self, word: u64) -> u32 {
        self.0.get(&word).map_or(0, |(count, _)| *count)
    }
}

impl Vocabulary {
    /// Room for the words of a text of so many bytes and lines.
    pub(crate) fn with_capacity(bytes: usize, lines: usize) -> Self {
        Self { words: Vec::with_capacity(bytes / 12), ends: Vec::with_capacity(lines) }
    }

    /// Adds a line; `read` adds its words.
    pub(crate) fn line<T>(&mut self, read: impl FnOnce(&mut Vec<u64>) -> T) -> T {
        let read = read(&mut self.words);
        self.ends.push(self.words.len());
        read
    }

    /// The content words of one line, in order.
    pub(crate) fn of(&self, line: usize) -> &[u64] {
        let end = self.ends.get(line).copied().unwrap_or(0);
        let start = line.checked_sub(1).and_then(|above| self.ends.get(above)).copied().unwrap_or(0);
        self.words.get(start..end).unwrap_or_default()
    }

    /// The words of some lines, each with in how many of them it stands.
    pub(crate) fn counts(&self, lines: impl Iterator<Item = usize> + Clone) -> Counts {
        // Room at once: a map that grows holds everything twice.
        let most = lines.clone().map(|line| self.of(line).len()).sum();
        let mut counts = Counts(Map::with_capacity_and_hasher(most, Mix::default()));
        for line in lines {
            for word in self.of(line) {
                let entry = counts.0.entry(*word).or_insert((0, u32::MAX));
                if entry.1 != line as u32 {
                    *entry = (entry.0 + 1, line as u32);
                }
            }
        }
        counts
    }

    /// The share of a line's words that stand in `counts`.
    pub(crate) fn shared(&self, line: usize, counts: &Counts) -> f32 {
        let words = self.of(line);
        let known = words.iter().filter(|word| counts.of(**word) > 0).count();
        known as f32 / words.len().max(1) as f32
    }
}
