//! Strings by number, behind each other in memory: a few bytes more than their letters.

/// Strings, the first of them 0.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    all: String,
    ends: Vec<u32>,
}

impl Strings {
    /// How many there are: the next one's number.
    pub(crate) const fn len(&self) -> usize {
        self.ends.len()
    }

    /// Puts one behind the others.
    pub(crate) fn push(&mut self, text: &str) {
        self.all.push_str(text);
        self.ends.push(self.all.len() as u32);
    }

    /// Leaves numbers out up to this one: their strings are empty.
    pub(crate) fn skip_to(&mut self, number: u32) {
        self.ends.resize(self.ends.len().max(number as usize), self.all.len() as u32);
    }

    /// The string of a number.
    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        let at = number as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.all.get(start..*self.ends.get(at)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Strings;

    #[test]
    fn strings_have_their_numbers() {
        let mut strings = Strings::default();
        strings.skip_to(1);
        strings.push("Orla");
        strings.skip_to(4);
        strings.push("é");
        assert_eq!(strings.len(), 5);
        assert_eq!(
            [0, 1, 2, 4, 5].map(|id| strings.get(id)),
            [Some(""), Some("Orla"), Some(""), Some("é"), None]
        );
    }
}
