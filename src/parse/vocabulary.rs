//! The content words of every line, as hashes: what parts of a text share.

use crate::parse::line::Line;
use crate::text::language::WordHash;
use std::collections::HashMap;

/// Content words: longer than three letters and no function words.
#[derive(Clone, Debug, Default)]
pub(crate) struct Vocabulary {
    words: Vec<u64>,
    /// Where each line's words end.
    ends: Vec<usize>,
}

impl Vocabulary {
    /// Reads the content words of all lines.
    pub(crate) fn read(text: &str, lines: &[Line]) -> Self {
        let mut out =
            Self { words: Vec::with_capacity(text.len() / 12), ends: Vec::with_capacity(lines.len()) };
        for line in lines {
            out.words.extend(content(line.span.of(text)));
            out.ends.push(out.words.len());
        }
        out
    }

    /// The content words of one line, in order.
    pub(crate) fn of(&self, line: usize) -> &[u64] {
        let end = self.ends.get(line).copied().unwrap_or(0);
        let start = line.checked_sub(1).and_then(|above| self.ends.get(above)).copied().unwrap_or(0);
        self.words.get(start..end).unwrap_or_default()
    }

    /// In how many of some lines each word stands.
    pub(crate) fn counts(&self, lines: impl Iterator<Item = usize>) -> HashMap<u64, u32> {
        let mut last: HashMap<u64, (u32, usize)> = HashMap::new();
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
    pub(crate) fn shared(&self, line: usize, counts: &HashMap<u64, u32>) -> f32 {
        let words = self.of(line);
        let known = words.iter().filter(|word| counts.contains_key(word)).count();
        known as f32 / words.len().max(1) as f32
    }
}

/// The content words of a text.
fn content(text: &str) -> impl Iterator<Item = u64> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| word.len() > 3);
    words.map(WordHash::of).filter(|hash| !hash.languages().any()).map(WordHash::value)
}
