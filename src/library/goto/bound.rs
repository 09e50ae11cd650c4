//! The most a name can score for a word typed, found in one pass over its bytes, so that the matcher is asked about few.
//!
//! The matcher gives 16 for a letter; for one that follows the letter before it up to 10 more, when the run began where a
//! word does, else 4; for one at the beginning of a word up to 10 more, twice that for the first; a gap costs 3 and 1 for
//! each letter behind its first (the scores of fzf, as nucleo has them). Here a run keeps the best beginning it may have
//! had, so that no name scores more than it is given.

/// What a letter gives.
const MATCH: i32 = 16;
/// What it gives more behind a blank, behind a sign that parts, and behind another sign.
const STARTS: [i32; 3] = [10, 9, 8];
/// What a first digit gives more.
const DIGIT: i32 = 5;
/// What a letter gives more in a run, at least.
const RUN: i32 = 4;
/// What a gap costs, at least.
const GAP: i32 = 3;
/// From here on a beginning within a run counts for the rest of it.
const STRONG: i32 = 8;

/// What a word of so many letters scores where a word begins with it: no name scores more for it.
pub(super) fn most(letters: usize) -> u16 {
    let start = STARTS[0];
    let rest = letters.saturating_sub(1).saturating_mul((MATCH + start) as usize);
    u16::try_from((MATCH + 2 * start) as usize + rest).unwrap_or(u16::MAX)
}

/// A word as the pass looks for it.
pub(super) struct Sketch {
    bytes: Vec<u8>,
    /// For each byte, where in the word it stands.
    places: Box<[u64; 256]>,
    /// The bits of its letters, and of its pairs of neighbours, in a [`Glance`].
    letters: Vec<u32>,
    pairs: Vec<u64>,
    /// Whether it begins as words do, and not with a sign.
    is_word: bool,
    length: usize,
}

/// A letter of the word where it was met last.
#[derive(Clone, Copy)]
struct Met {
    /// The byte, from 1; 0 for nowhere.
    at: i32,
    score: i32,
    /// What the run gives a letter that follows.
    run: i32,
    /// The best score so far with its byte added: less the byte of a later letter, and 1, it is the score before that.
    before_gap: i32,
}

impl Sketch {
    /// Of a word of plain letters that is not too long for it.
    pub(super) fn of(word: &str) -> Option<Self> {
        if !word.is_ascii() || word.is_empty() || word.len() > LONGEST {
            return None;
        }
        let mut places = Box::new([0; 256]);
        for (at, byte) in word.bytes().enumerate() {
            places[byte as usize] |= 1_u64 << at;
        }
        let is_word = word.starts_with(|c: char| c.is_ascii_alphanumeric());
        let letters = word.bytes().map(letter).collect();
        let pairs = word.as_bytes().windows(2).map(|both| pair(both[0], both[1])).collect();
        Some(Self { bytes: word.into(), places, letters, pairs, is_word, length: word.len() })
    }

    /// No less than [`Sketch::bound`], from a glance at the name: a letter scores as in a run only where the name may have
    /// it behind the one before, and as a beginning only where a word of the name may begin with it.
    pub(super) fn glanced(&self, name: Glance) -> u16 {
        let starts = |letter: u32| usize::from(name.starts & letter != 0);
        let (Some((first, rest)), true) = (self.letters.split_first(), name.is_plain()) else {
            return most(self.length);
        };
        let mut strong = starts(*first);
        let mut sum = MATCH + [0, 2 * STARTS[0]][strong];
        // No branches: this is asked of every name.
        for (letter, pair) in rest.iter().zip(&self.pairs) {
            let next = usize::from(name.pairs & pair != 0);
            strong = starts(*letter) | next & strong;
            sum += MATCH + [[-GAP, STARTS[0] - GAP], [RUN, STARTS[0]]][next][strong];
        }
        u16::try_from(sum).unwrap_or(u16::MAX)
    }

    /// The most a name of plain letters can score; nothing when the letters of the word are not in it in order.
    pub(super) fn bound(&self, name: &str) -> Option<u16> {
        let mut met = [Met { at: 0, score: 0, run: 0, before_gap: 0 }; LONGEST];
        let mut best = 0;
        let mut before = b' ';
        for (at, byte) in (1..).zip(name.bytes()) {
            let mut here = self.places[byte as usize];
            if here != 0 {
                let start = beginning(before, byte);
                // From the last letter on, so that none follows itself.
                while here != 0 {
                    let letter = 63 - here.leading_zeros() as usize;
                    here &= !(1 << letter);
                    let Some((score, run)) = step(&met, letter, at, start) else { continue };
                    let known = met[letter];
                    met[letter] = Met { at, score, run, before_gap: known.before_gap.max(score + at) };
                    if letter + 1 == self.length {
                        best = score.max(best);
                    }
                }
            }
            before = byte;
        }
        (best > 0).then(|| u16::try_from(best).unwrap_or(u16::MAX))
    }

    /// Whether a name has the letters of the word in order: what most names lack is told soonest.
    pub(super) fn is_in_order(&self, name: &str) -> bool {
        let mut rest = name.as_bytes();
        self.bytes.iter().all(|byte| {
            let at = memchr::memchr(*byte, rest);
            rest = at.and_then(|at| rest.get(at + 1..)).unwrap_or_default();
            at.is_some()
        })
    }

    /// Whether it begins as words do: a name that can score all there is then has it where a word begins, and scores that.
    pub(super) const fn is_word(&self) -> bool {
        self.is_word
    }
}

/// What tells at a glance that a word is not in a name, or only strewn over it.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Glance {
    /// A bit for each pair of neighbours; several pairs share one.
    pairs: u64,
    /// A bit for each letter that stands where a word, a part of one or a number begins; the last one when the name has
    /// other than plain letters.
    starts: u32,
}

/// The bit of names with other than plain letters.
const OTHER: u32 = 1 << 31;

impl Glance {
    /// Of a folded name.
    pub(super) fn of(name: &str) -> Self {
        let mut glance = Self { pairs: 0, starts: if name.is_ascii() { 0 } else { OTHER } };
        let mut before = b' ';
        for byte in name.bytes() {
            glance.pairs |= pair(before, byte);
            if beginning(before, byte) > 0 {
                glance.starts |= letter(byte);
            }
            before = byte;
        }
        glance
    }

    /// Whether it has plain letters only.
    pub(super) const fn is_plain(self) -> bool {
        self.starts & OTHER == 0
    }
}

const fn letter(byte: u8) -> u32 {
    match byte {
        b'a'..=b'z' => 1 << (byte - b'a'),
        b'0'..=b'9' => 1 << 26,
        _ => 1 << 27,
    }
}

const fn pair(before: u8, byte: u8) -> u64 {
    1 << ((before as u32 * 0x9e37 + byte as u32 * 0x79b1) >> 7 & 63)
}

/// The longest word that is looked for so.
const LONGEST: usize = 32;

/// What a letter scores at a byte, and what the run gives the next one.
fn step(met: &[Met; LONGEST], letter: usize, at: i32, start: i32) -> Option<(i32, i32)> {
    let Some(last) = letter.checked_sub(1).map(|last| met[last]) else {
        return Some((MATCH + 2 * start, start));
    };
    if last.at == 0 {
        return None;
    }
    let apart = (last.before_gap - at - 1).max(0) + start;
    if last.at + 1 < at {
        return Some((MATCH + apart, start));
    }
    let run = last.run.max(RUN).max(if start >= STRONG { start } else { 0 });
    Some((MATCH + apart.max(last.score + run.max(start)), run))
}

/// What a byte gives more for standing where it does.
const fn beginning(before: u8, byte: u8) -> i32 {
    if !byte.is_ascii_alphanumeric() {
        return STARTS[0];
    }
    match before {
        b if b.is_ascii_whitespace() => STARTS[0],
        b'/' | b',' | b':' | b';' | b'|' => STARTS[1],
        b if !b.is_ascii_alphanumeric() => STARTS[2],
        b if byte.is_ascii_digit() && !b.is_ascii_digit() => DIGIT,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::{Glance, Sketch, most};
    use crate::library::goto::likeness::{Likeness, Needle};
    use crate::library::goto::names::letters;
    use proptest::prelude::{prop_assert, proptest};

    proptest! {
        #[test]
        fn no_name_scores_more(word in "[ab'1]{1,4}", name in "[abc'1 ,-]{0,16}") {
            let needles = [Needle::new(&word)];
            let score = Likeness::new(&needles).score(&name, letters(&name));
            let sketch = Sketch::of(&word).unwrap();
            let bound = sketch.bound(&name);
            prop_assert!(score <= bound, "{:?} {:?}", score, bound);
            prop_assert!(bound <= Some(sketch.glanced(Glance::of(&name))), "{:?}", bound);
            prop_assert!(score.is_some() == bound.is_some(), "{:?} {:?}", score, bound);
            let whole = sketch.is_word() && bound == Some(most(word.len()));
            prop_assert!(!whole || score == bound, "{:?}", bound);
        }
    }

    #[test]
    fn plain_names_are_bounded_by_what_they_score() {
        for (word, name) in [
            ("ferry", "a ferry sank"),
            ("fry", "ferry inquiry"),
            ("fiw", "ferry inquiry widens"),
            ("erry", "a ferry sank"),
            ("o'b", "the o'brien case"),
            ("19", "covid-19"),
        ] {
            let needles = [Needle::new(word)];
            let score = Likeness::new(&needles).score(name, letters(name));
            assert_eq!(Sketch::of(word).unwrap().bound(name), score, "{word} in {name}");
        }
    }
}
