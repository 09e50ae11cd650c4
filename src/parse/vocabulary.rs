//! The content words of every line, as hashes: what parts of a text share.

use crate::parse::hashes::Map;

/// Content words: longer than three letters and no function words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    words: Vec<u64>,
    /// Where each line's words end.
    ends: Vec<usize>,
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

    /// In how many of some lines each word stands.
    pub(crate) fn counts(&self, lines: impl Iterator<Item = usize>) -> Map<u32> {
        let mut last: Map<(u32, usize)> = Map::default();
        for line in lines {
            for word in self.of(line) {
                let entry = last.entry(*word).or_insert((0, usize::MAX));
                if entry.1 != line {
                    *entry = (entry.0 + 1, line);
                }
            }
        }
        last.into_iter().map(|(word, (count, _))| (word, count)).collect()
    }

    /// The share of a line's words that stand in `counts`.
    pub(crate) fn shared(&self, line: usize, counts: &Map<u32>) -> f32 {
        let words = self.of(line);
        let known = words.iter().filter(|word| counts.contains_key(word)).count();
        known as f32 / words.len().max(1) as f32
    }
}
