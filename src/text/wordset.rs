//! Small fixed word lists that are asked for every word of a text: no allocation, one probe or two.

/// Words with a number each, asked exactly or without regard to the case of ASCII letters.
#[derive(Clone, Debug)]
pub struct WordSet {
    slots: Vec<Option<(&'static str, u8)>>,
    longest: usize,
}

impl WordSet {
    /// A set of words; the numbers of a word that comes more than once are joined by *or*.
    #[must_use]
    pub fn new(words: impl IntoIterator<Item = (&'static str, u8)>) -> Self {
        let words: Vec<(&'static str, u8)> = words.into_iter().collect();
        let mut set = Self {
            slots: vec![None; (words.len() * 3).next_power_of_two().max(2)],
            longest: words.iter().map(|(word, _)| word.len()).max().unwrap_or(0),
        };
        for (word, number) in words {
            let at = set.find(word, |known| known == word);
            if let Some(slot) = set.slots.get_mut(at) {
                *slot = Some((word, number | slot.map_or(0, |known| known.1)));
            }
        }
        set
    }

    /// A set of the lines of a list.
    #[must_use]
    pub fn lines(list: &'static str) -> Self {
        Self::new(list.lines().filter(|line| !line.is_empty()).map(|line| (line, 1)))
    }

    /// The number of a word, or 0.
    #[must_use]
    pub fn get(&self, word: &str) -> u8 {
        if word.len() > self.longest {
            return 0;
        }
        let at = self.find(word, |known| known == word);
        self.slots.get(at).copied().flatten().map_or(0, |known| known.1)
    }

    /// Whether the set holds a word, as it is written.
    #[must_use]
    pub fn holds(&self, word: &str) -> bool {
        self.get(word) != 0
    }

    /// Whether the set holds a word in capitals or small letters (ASCII).
    #[must_use]
    pub fn holds_in_any_case(&self, word: &str) -> bool {
        word.len() <= self.longest && {
            let at = self.find(word, |known| known.eq_ignore_ascii_case(word));
            self.slots.get(at).is_some_and(Option::is_some)
        }
    }

    /// The place of a word, or the free place where it would stand.
    fn find(&self, word: &str, is: impl Fn(&str) -> bool) -> usize {
        let mask = self.slots.len() - 1;
        let mut at = hash(word) as usize & mask;
        while self.slots.get(at).copied().flatten().is_some_and(|known| !is(known.0)) {
            at = (at + 1) & mask;
        }
        at
    }
}

/// FNV-1a of the bytes, ASCII capitals taken as small letters.
fn hash(word: &str) -> u32 {
    let step = |hash: u32, byte: u8| (hash ^ u32::from(byte.to_ascii_lowercase())).wrapping_mul(0x0100_0193);
    let hash = word.bytes().fold(0x811C_9DC5, step);
    hash ^ hash >> 15
}

#[cfg(test)]
mod tests {
    use super::WordSet;

    #[test]
    fn words_are_found_with_their_numbers() {
        let set = WordSet::new([("one", 1), ("two", 2), ("one", 4), ("größe", 8)]);
        assert_eq!(["one", "two", "größe", "three", "One", ""].map(|word| set.get(word)), [5, 2, 8, 0, 0, 0]);
        assert!(set.holds_in_any_case("TWO") && !set.holds("TWO") && !set.holds_in_any_case("twos"));
        assert!(!WordSet::lines("").holds("") && WordSet::lines("a\n\nb\n").holds("b"));
    }
}
