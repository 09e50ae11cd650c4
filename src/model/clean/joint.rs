//! Where clusters end, one character at a time: the rules of UAX 29 on the classes of characters. It tells what
//! `unicode_segmentation` tells, which a test holds it to, many times quicker.

use crate::model::clean::class::{Class, Joining, ROLES};
use std::sync::OnceLock;

/// The end of the text so far, as far as it decides whether the next character joins it: a state of [`Table`].
#[derive(Clone, Copy)]
pub(crate) struct Joint {
    table: &'static Table,
    state: u8,
}

impl Default for Joint {
    fn default() -> Self {
        Self { table: TABLE.get_or_init(Table::of_the_rules), state: 0 }
    }
}

impl Joint {
    /// The end after one more character, and whether that joins the cluster before it.
    #[inline]
    pub(crate) fn then(self, class: Class) -> (Self, bool) {
        let state = self.table.0[(self.state & LAST_STATE) as usize][class.role()];
        (Self { state, ..self }, state & JOINS != 0)
    }

    /// Takes the next character in; whether it joins the cluster before it.
    #[inline]
    pub(crate) fn joins(&mut self, class: Class) -> bool {
        let (next, joins) = self.then(class);
        *self = next;
        joins
    }
}

/// By state and role of the next character: the next state, and [`JOINS`]. No branch can be guessed wrong in it, which
/// takes twice as long as the rules on text made to be hard.
struct Table([[u8; ROLES]; STATES]);

static TABLE: OnceLock<Table> = OnceLock::new();

/// More than the rules ever come to.
const STATES: usize = 64;
const LAST_STATE: u8 = STATES as u8 - 1;
const JOINS: u8 = 0x80;

impl Table {
    /// Every state that the rules come to.
    fn of_the_rules() -> Self {
        let mut table = [[0; ROLES]; STATES];
        let mut ends = vec![End::default()];
        let mut state = 0;
        while let (Some(end), Some(row)) = (ends.get(state).copied(), table.get_mut(state)) {
            for (role, next) in row.iter_mut().enumerate() {
                let (after, joins) = end.then(Class::of_role(role));
                let number = ends.iter().position(|known| *known == after).unwrap_or(ends.len());
                if number == ends.len() {
                    ends.push(after);
                }
                *next = number as u8 | if joins { JOINS } else { 0 };
            }
            state += 1;
        }
        Self(table)
    }
}

/// The end of a text, as the rules see it.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct End {
    last: Joining,
    emoji: Emoji,
    /// An odd number of halves of flags stand at the end.
    half: bool,
    link: Link,
}

/// How far an emoji sequence has come.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Emoji {
    #[default]
    None,
    Picture,
    Joined,
}

/// How far the link between two consonants has come.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Link {
    #[default]
    None,
    Consonant,
    Linked,
}

impl End {
    /// The end after one more character, and whether that joins the cluster before it.
    fn then(self, class: Class) -> (Self, bool) {
        use Joining::{
            Closed, Control, Extend, Joiner, Lead, Open, Picture, Prepend, Regional, Spacing, Trail, Vowel,
        };
        let next = class.joining();
        let joins = match (self.last, next) {
            (Control, _) | (_, Control) => false,
            (_, Extend | Spacing | Joiner)
            | (Prepend, _)
            | (Lead, Lead | Vowel | Open | Closed)
            | (Open | Vowel, Vowel | Trail)
            | (Closed | Trail, Trail) => true,
            (Joiner, Picture) if self.emoji == Emoji::Joined => true,
            (Regional, Regional) => self.half,
            _ => self.link == Link::Linked && class.is_consonant(),
        };
        let emoji = match (next, self.emoji) {
            (Picture, _) | (Extend, Emoji::Picture) => Emoji::Picture,
            (Joiner, Emoji::Picture) => Emoji::Joined,
            _ => Emoji::None,
        };
        let half = next == Regional && !(self.last == Regional && self.half);
        let link = match self.link {
            _ if class.is_consonant() => Link::Consonant,
            Link::Consonant | Link::Linked if class.is_linker() => Link::Linked,
            link if class.is_passed() => link,
            _ => Link::None,
        };
        (Self { last: next, emoji, half, link }, joins)
    }
}

#[cfg(test)]
mod tests {
    use super::Joint;
    use crate::model::clean::class::Class;
    use proptest::prelude::{any, prop, prop_assert_eq, proptest};
    use unicode_segmentation::UnicodeSegmentation;

    fn ends(text: &str) -> Vec<usize> {
        let mut joint = Joint::default();
        text.char_indices().filter(|(_, c)| !joint.joins(Class::of(*c))).map(|(at, _)| at).collect()
    }

    fn check(text: &str) -> Result<(), proptest::test_runner::TestCaseError> {
        let expect: Vec<usize> = text.grapheme_indices(true).map(|(at, _)| at).collect();
        prop_assert_eq!(ends(text), expect, "{:?}", text);
        Ok(())
    }

    /// One or more of everything that joins something.
    const JOINING: &str = "a \n\u{301}\u{200d}\u{200c}\u{1f469}\u{2764}\u{fe0f}\u{1f3fd}\u{1f1e9}\u{1f1ea}\u{915}\u{937}\u{94d}\u{9a8}\u{9cd}\
        \u{93c}\u{93f}\u{1100}\u{1161}\u{11a8}\u{ac00}\u{ac01}\u{600}\u{110bd}\u{e33}\u{20e3}\u{a9}\u{d4d}\u{d15}\u{1b44}\u{1b13}";

    proptest! {
        #[test]
        fn clusters_end_where_the_standard_ends_them(
            picked in prop::collection::vec(prop::sample::select(JOINING.chars().collect::<Vec<_>>()), 0..30),
            other in prop::collection::vec(any::<char>(), 0..30),
        ) {
            check(&picked.iter().collect::<String>())?;
            check(&other.iter().collect::<String>().replace('\r', ""))?;
            // Each of them between what joins.
            check(&other.iter().zip(&picked).flat_map(|(c, d)| [*c, *d]).filter(|c| *c != '\r').collect::<String>())?;
        }
    }

    #[test]
    fn every_character_of_the_joining_blocks_joins_as_the_standard_says() {
        let blocks = (0..0x3100)
            .chain(0xa800..0xac80)
            .chain(0xd700..0xd800)
            .chain(0xfe00..0x1_2000)
            .chain(0x1_f000..0x1_fb00);
        for c in blocks.filter_map(char::from_u32).filter(|c| *c != '\r') {
            let text: String = ['a', c, '\u{301}', c, '\u{200d}', '\u{1f469}', c, c].iter().collect();
            check(&text).unwrap();
        }
    }
}
