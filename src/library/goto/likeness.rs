//! How like a name is to the words typed: the letters of each word in order, or a word of the name with one slip of the
//! finger (Damerau 1964), whichever scores more. This is what going to a name means; how few names need be looked at is not decided here.

use crate::library::goto::bound;
use crate::library::goto::names::letters;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// From how many letters on a word may have a typo.
pub(super) const TYPO_FROM: usize = 5;

/// Compares folded texts with the words typed.
pub(super) struct Likeness<'n> {
    needles: &'n [Needle],
    matcher: Matcher,
    letters: Vec<char>,
}

/// A word that was typed, folded.
pub(super) struct Needle {
    pub(super) word: String,
    chars: Vec<char>,
    atom: Atom,
    /// The letters it has.
    pub(super) letters: u64,
    /// How many of them may be missing.
    spare: u32,
}

impl Needle {
    pub(super) fn new(word: &str) -> Self {
        let chars: Vec<char> = word.chars().collect();
        Self {
            word: word.to_owned(),
            atom: Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false),
            letters: letters(word),
            spare: u32::from(chars.len() >= TYPO_FROM),
            chars,
        }
    }

    /// What no text scores more than that has its letters in order.
    pub(super) fn most(&self) -> u16 {
        bound::most(self.chars.len())
    }

    /// The score of a word with a slip: that of the whole word but for one letter.
    pub(super) fn slip_score(&self) -> u16 {
        bound::most(self.chars.len() - 1)
    }

    /// Whether a text with these letters may have it at all.
    pub(super) const fn may_be_in(&self, have: u64) -> bool {
        (self.letters & !have).count_ones() <= self.spare
    }

    /// Whether a word of so many letters, and these, may be it with a slip.
    pub(super) const fn may_slip(&self, count: usize, have: u64) -> bool {
        // One slip spares one letter at most.
        self.chars.len() >= TYPO_FROM
            && count + 1 >= self.chars.len()
            && (self.letters & !have).count_ones() <= 1
    }

    /// Whether a word is this one with a slip. What was typed may be the beginning of a word only.
    pub(super) fn slipped(&self, word: &[char]) -> bool {
        let length = self.chars.len();
        let begin = word.get(..length).unwrap_or(word);
        one_slip(begin, &self.chars) || word.len() == length + 1 && one_slip(word, &self.chars)
    }

    /// The first word of a text that is this one with a slip: where it begins and how long it is, in letters.
    fn slip(&self, text: &str, buffer: &mut Vec<char>) -> Option<(usize, usize)> {
        if self.chars.len() < TYPO_FROM {
            return None;
        }
        let mut at = 0;
        for piece in text.split(' ') {
            buffer.clear();
            buffer.extend(piece.chars());
            let count = buffer.len();
            if self.may_slip(count, letters(piece)) && self.slipped(buffer) {
                return Some((at, count));
            }
            at += count + 1;
        }
        None
    }
}

/// Whether two words differ by no more than one letter: another, one too many, one too few, or two that changed places.
fn one_slip(word: &[char], wanted: &[char]) -> bool {
    let same = word.iter().zip(wanted).take_while(|(here, there)| here == there).count();
    let (word, wanted) = (&word[same..], &wanted[same..]);
    match (word, wanted) {
        ([] | [_], []) | ([], [_]) => true,
        ([one, two, rest @ ..], [other, another, others @ ..])
            if one == another && two == other && rest == others =>
        {
            true
        }
        ([_, rest @ ..], [_, others @ ..]) => rest == others || rest == wanted || word == others,
        _ => false,
    }
}

impl<'n> Likeness<'n> {
    pub(super) fn new(needles: &'n [Needle]) -> Self {
        Self { needles, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// The score of a folded text, if every word is in it; `have` are the letters it has.
    pub(super) fn score(&mut self, text: &str, have: u64) -> Option<u16> {
        if !self.needles.iter().all(|needle| needle.may_be_in(have)) {
            return None;
        }
        let mut sum = 0_u16;
        for needle in self.needles {
            let whole = needle.letters & !have == 0;
            let hay = Utf32Str::new(text, &mut self.letters);
            let exact = whole.then(|| needle.atom.score(hay, &mut self.matcher)).flatten();
            let score = if exact.is_some_and(|exact| exact >= needle.slip_score()) {
                exact
            } else {
                needle.slip(text, &mut self.letters).map(|_| needle.slip_score()).or(exact)
            }?;
            sum = sum.saturating_add(score);
        }
        Some(sum)
    }

    /// The letters of a folded text that fit, by number.
    pub(super) fn indices(&mut self, text: &str) -> Vec<u32> {
        let mut found = Vec::new();
        for needle in self.needles {
            let before = found.len();
            let hay = Utf32Str::new(text, &mut self.letters);
            let exact = needle.atom.indices(hay, &mut self.matcher, &mut found);
            if exact.is_none_or(|exact| exact < needle.slip_score())
                && let Some((at, count)) = needle.slip(text, &mut self.letters)
            {
                found.truncate(before);
                found.extend(at as u32..(at + count) as u32);
            }
        }
        found
    }
}

#[cfg(test)]
mod tests {
    use super::one_slip;
    use proptest::prelude::{prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn one_slip_is_a_distance_of_one(a in "[abc]{0,6}", b in "[abc]{0,6}") {
            let [x, y]: [Vec<char>; 2] = [&a, &b].map(|word| word.chars().collect());
            prop_assert_eq!(one_slip(&x, &y), strsim::osa_distance(&a, &b) <= 1);
        }
    }
}
