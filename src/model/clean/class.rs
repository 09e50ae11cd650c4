//! What each character is to its neighbours: how wide, whether it joins the character before it, whether more must be
//! known. Worked out from the tables of width and segmentation once for every block of characters that is met, so that
//! both can never disagree, and looked up afterwards.

use crate::model::clean::filter::{is_hidden, is_single, is_unfit};
use std::sync::OnceLock;
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::UnicodeWidthChar;

/// The class of a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Class(u16);

const WIDTH: u16 = 3;
const ATTACHED: u16 = 1 << 2;
const SPECIAL: u16 = 1 << 3;
const SINGLE: u16 = 1 << 4;
const HIDDEN: u16 = 1 << 5;
const UNFIT: u16 = 1 << 6;
const CONSONANT: u16 = 1 << 7;
const LINKER: u16 = 1 << 8;
const PASSED: u16 = 1 << 9;

impl Class {
    /// The class of a character.
    #[inline]
    pub(crate) fn of(c: char) -> Self {
        let number = c as usize;
        let block =
            BLOCKS.get(number >> 8).map(|block| block.get_or_init(|| Box::new(block_of(number >> 8))));
        Self(block.map_or(SPECIAL, |block| block[number & 0xff]))
    }

    /// How many columns it takes by itself; controls none.
    #[inline]
    pub(crate) const fn columns(self) -> usize {
        (self.0 & WIDTH) as usize
    }

    /// Whether it always belongs to the cluster of the character before it.
    #[inline]
    pub(crate) const fn is_attached(self) -> bool {
        self.0 & (ATTACHED | SPECIAL) == ATTACHED
    }

    /// Whether a consonant that a linker links to the consonant before it.
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

    /// Whether its clusters cannot be told so simply: joiners, flags, parts of syllables, controls.
    #[inline]
    pub(crate) const fn is_special(self) -> bool {
        self.0 & SPECIAL != 0
    }

    /// See [`is_single`].
    #[inline]
    pub(crate) const fn is_single(self) -> bool {
        self.0 & SINGLE != 0
    }

    /// See [`is_hidden`].
    #[inline]
    pub(crate) const fn is_hidden(self) -> bool {
        self.0 & HIDDEN != 0
    }

    /// See [`is_unfit`].
    #[inline]
    pub(crate) const fn is_unfit(self) -> bool {
        self.0 & UNFIT != 0
    }
}

/// The classes of 256 characters each.
static BLOCKS: [OnceLock<Box<[u16; 256]>>; 0x1100] = [const { OnceLock::new() }; 0x1100];

fn block_of(block: usize) -> [u16; 256] {
    std::array::from_fn(|low| char::from_u32((block << 8 | low) as u32).map_or(SPECIAL, class_of))
}

fn class_of(c: char) -> u16 {
    let whole = |parts: &[char]| parts.iter().collect::<String>().graphemes(true).count() == 1;
    let width = c.width().filter(|columns| *columns < 3);
    let attached = whole(&['a', c]);
    // A consonant and the linker of Devanagari, a leading consonant and a syllable of Hangul: what they join tells the rest.
    let linker = attached && whole(&['\u{915}', c, '\u{915}']);
    let passed = attached && whole(&['\u{915}', '\u{94d}', c, '\u{915}']);
    let consonant = !attached && whole(&['\u{915}', '\u{94d}', c]);
    let joins = !attached
        && (whole(&[c, 'a']) || whole(&[c, c]) || whole(&['\u{1100}', c]) || whole(&['\u{ac00}', c]));
    let syllable = ('\u{ac00}'..='\u{d7a3}').contains(&c);
    let special = width.is_none() || c == '\u{200d}' || joins && !syllable;
    let bit = |set: bool, bit: u16| if set { bit } else { 0 };
    width.unwrap_or(0) as u16
        | bit(attached, ATTACHED)
        | bit(special, SPECIAL)
        | bit(is_single(c), SINGLE)
        | bit(consonant, CONSONANT)
        | bit(linker, LINKER)
        | bit(passed, PASSED)
        | bit(is_hidden(c), HIDDEN)
        | bit(is_unfit(c), UNFIT)
}
