//! What each character is to its neighbours: how wide, how it joins the characters before and behind it, whether it may
//! be shown. Worked out from the tables of width and segmentation once for every block of characters that is met, so
//! that they can never disagree, and looked up afterwards.

use crate::model::clean::filter::{is_hidden, is_single, is_unfit};
use std::sync::OnceLock;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The class of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class(u32);

/// How a character takes part in clusters: its `Grapheme_Cluster_Break` of UAX 29.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Joining {
    /// Clusters end before and behind it.
    #[default]
    Control,
    /// Only what always joins the character before it joins it.
    Plain,
    /// Joins the character before it.
    Extend,
    /// Joins it too, and ends what an emoji sequence may hold.
    Spacing,
    /// The joiner of emoji sequences.
    Joiner,
    /// Joins the character behind it.
    Prepend,
    /// A leading consonant of Hangul, its vowels and trailing consonants, and whole syllables without and with one.
    Lead,
    Vowel,
    Trail,
    Open,
    Closed,
    /// Half a flag.
    Regional,
    /// An emoji, which a joiner can join to another.
    Picture,
}

/// By number, to read a class.
const JOININGS: [Joining; 16] = {
    use Joining::{
        Closed, Control, Extend, Joiner, Lead, Open, Picture, Plain, Prepend, Regional, Spacing, Trail, Vowel,
    };
    [
        Control, Plain, Extend, Spacing, Joiner, Prepend, Lead, Vowel, Trail, Open, Closed, Regional,
        Picture, Control, Control, Control,
    ]
};

/// How many roles there are: 16 joinings, each with the three bits after them.
pub(crate) const ROLES: usize = 128;

const WIDTH: u32 = 3;
const JOINING: u32 = 2;
const CONSONANT: u32 = 1 << 6;
const LINKER: u32 = 1 << 7;
const PASSED: u32 = 1 << 8;
const FATE: u32 = 9;
const BLANK: u32 = 1 << 13;
const BYTES: u32 = 14;
const DRAWN: u32 = 16;

/// What becomes of a character in shown text, looked at by itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Fate {
    /// Printable ASCII.
    Ascii,
    /// Ends a line; what it becomes depends on the text.
    LineEnd,
    /// Becomes a blank.
    Tab,
    /// Goes, and with it the escape sequence that it may begin.
    Control,
    /// Stays where it can join something.
    Joiner,
    /// Stays, a cluster by itself.
    Single,
    /// Goes.
    Hidden,
    /// Becomes U+FFFD.
    Unfit,
    /// Stays, and can be part of a longer cluster.
    Letter,
    /// Stays where there is something to be drawn onto.
    Mark,
}

/// By number, to read a class.
const FATES: [Fate; 16] = {
    use Fate::{Ascii, Control, Hidden, Joiner, Letter, LineEnd, Mark, Single, Tab, Unfit};
    [
        Ascii, LineEnd, Tab, Control, Joiner, Single, Hidden, Unfit, Letter, Mark, Mark, Mark, Mark, Mark,
        Mark, Mark,
    ]
};

impl Class {
    /// The class of a character.
    #[inline]
    pub(crate) fn of(c: char) -> Self {
        Self::of_number(c as u32)
    }

    /// The class of the character of this number.
    #[inline]
    pub(crate) fn of_number(number: u32) -> Self {
        let number = number as usize;
        let block =
            BLOCKS.get(number >> 8).map(|block| block.get_or_init(|| Box::new(block_of(number >> 8))));
        Self(block.map_or(0, |block| block[number & 0xff]))
    }

    /// How many columns it takes at most, alone or with what it joins; controls none.
    #[inline]
    pub(crate) const fn columns(self) -> u32 {
        self.0 & WIDTH
    }

    /// How it joins its neighbours.
    #[inline]
    pub(crate) const fn joining(self) -> Joining {
        JOININGS[(self.0 >> JOINING & 15) as usize]
    }

    /// All that matters of it to where clusters end, as a number.
    #[inline]
    pub(crate) const fn role(self) -> usize {
        (self.0 >> JOINING) as usize % ROLES
    }

    /// A class of this role.
    pub(crate) const fn of_role(role: usize) -> Self {
        Self(((role % ROLES) as u32) << JOINING)
    }

    /// Whether a consonant that a linker links to the consonant before it (`InCB` of UAX 29).
    #[inline]
    pub(crate) const fn is_consonant(self) -> bool {
        self.0 & CONSONANT != 0
    }

    /// Whether it links the consonants around it.
    #[inline]
    pub(crate) const fn is_linker(self) -> bool {
        self.0 & LINKER != 0
    }

    /// Whether consonants are linked past it.
    #[inline]
    pub(crate) const fn is_passed(self) -> bool {
        self.0 & PASSED != 0
    }

    /// Whether it is a blank or ends a line.
    #[inline]
    pub(crate) const fn is_blank(self) -> bool {
        self.0 & BLANK != 0
    }

    /// How many bytes it has in UTF-8.
    #[inline]
    pub(crate) const fn bytes(self) -> u32 {
        (self.0 >> BYTES & 3) + 1
    }

    /// How much of what it takes for a cluster to have fewer columns than its characters one by one: two of it.
    #[inline]
    pub(crate) const fn drawn(self) -> u32 {
        self.0 >> DRAWN & 3
    }

    /// What the filter does with it.
    #[inline]
    pub(crate) const fn fate(self) -> Fate {
        FATES[(self.0 >> FATE & 15) as usize]
    }
}

/// The classes of 256 characters each.
static BLOCKS: [OnceLock<Box<[u32; 256]>>; 0x1100] = [const { OnceLock::new() }; 0x1100];

fn block_of(block: usize) -> [u32; 256] {
    std::array::from_fn(|low| char::from_u32((block << 8 | low) as u32).map_or(0, class_of))
}

/// Asked of the tables by example: what joins a letter, a syllable or an emoji tells what it is.
fn class_of(c: char) -> u32 {
    let (ka, virama) = ('\u{915}', '\u{94d}');
    let joining = joining_of(c);
    let attached = matches!(joining, Joining::Extend | Joining::Spacing | Joining::Joiner);
    let bit = |set: bool, bit: u32| if set { bit } else { 0 };
    // What asks for an emoji makes a sign of one column two columns wide.
    let columns = if c == '\u{fe0f}' { Some(1) } else { c.width() };
    columns.filter(|columns| *columns < 3).unwrap_or(0) as u32
        | (joining as u32) << JOINING
        | (fate_of(c) as u32) << FATE
        | bit(c.is_whitespace(), BLANK)
        | (c.len_utf8() as u32 - 1) << BYTES
        | drawn_of(c) << DRAWN
        | bit(!attached && whole(&[ka, virama, c]), CONSONANT)
        | bit(attached && whole(&[ka, c, ka]), LINKER)
        | bit(attached && whole(&[ka, virama, c, ka]), PASSED)
}

/// Emoji and what makes them, and the few ligatures within a cluster; what asks for an emoji may also be wrongly counted.
fn drawn_of(c: char) -> u32 {
    const PARTNERS: [char; 11] = [
        '\u{1f469}',
        '\u{1f1f8}',
        '\u{1f3fd}',
        '\u{2764}',
        '1',
        '\u{fe0f}',
        '\u{20e3}',
        '\u{200d}',
        '\u{1780}',
        '\u{17d2}',
        '\u{16d63}',
    ];
    if c == '\u{fe0f}' {
        return 2;
    }
    let columns = |parts: &[char]| parts.iter().collect::<String>().width();
    let draws_in = |d: char| {
        let both = columns(&[c]) + columns(&[d]);
        columns(&[c, d]) != both || columns(&[d, c]) != both || columns(&[d, '\u{200d}', c]) != both
    };
    u32::from(PARTNERS.into_iter().any(draws_in))
}

fn fate_of(c: char) -> Fate {
    match c {
        ' '..='~' => Fate::Ascii,
        '\n' | '\r' | '\x0b' | '\x0c' | '\u{85}' | '\u{2028}' | '\u{2029}' => Fate::LineEnd,
        '\t' => Fate::Tab,
        '\0'..='\x1f' | '\x7f'..='\u{9f}' => Fate::Control,
        '\u{200c}' | '\u{200d}' => Fate::Joiner,
        c if is_single(c) => Fate::Single,
        c if is_hidden(c) => Fate::Hidden,
        c if is_unfit(c) => Fate::Unfit,
        c if c.width().is_some_and(|columns| columns > 0) => Fate::Letter,
        _ => Fate::Mark,
    }
}

fn joining_of(c: char) -> Joining {
    let (lead, vowel, trail, syllable) = ('\u{1100}', '\u{1161}', '\u{11a8}', '\u{ac00}');
    let (mark, joiner, emoji) = ('\u{301}', '\u{200d}', '\u{1f469}');
    if whole(&['a', c]) {
        return match c {
            '\u{200d}' => Joining::Joiner,
            _ if whole(&[emoji, c, joiner, emoji]) => Joining::Extend,
            _ => Joining::Spacing,
        };
    }
    match c {
        _ if !whole(&[c, mark]) => Joining::Control,
        _ if whole(&[c, 'a']) => Joining::Prepend,
        _ if whole(&[c, lead]) => Joining::Lead,
        _ if whole(&[syllable, c]) && whole(&[c, vowel]) => Joining::Vowel,
        _ if whole(&[syllable, c]) => Joining::Trail,
        _ if whole(&[c, vowel]) => Joining::Open,
        _ if whole(&[c, trail]) => Joining::Closed,
        _ if whole(&[c, c]) => Joining::Regional,
        _ if whole(&[emoji, joiner, c]) => Joining::Picture,
        _ => Joining::Plain,
    }
}

/// Whether characters make one cluster.
fn whole(parts: &[char]) -> bool {
    parts.iter().collect::<String>().graphemes(true).count() == 1
}
