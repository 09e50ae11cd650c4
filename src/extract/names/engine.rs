//! The trained tagger and its word table, as they are embedded in the program.

use crate::extract::learn::file::{FileError, Reader};
use crate::extract::learn::known::Known;
use crate::extract::learn::model::Scores;
use crate::extract::learn::passes::TwoPass;
use crate::extract::learn::tag::Scheme;
use crate::extract::names::agree::agree;
use crate::extract::names::document::Document;
use crate::extract::names::features::{FINGERPRINT, Seen, extract_first, extract_more};
use crate::extract::names::words::{TABLE, Words};
use std::cell::RefCell;
use std::sync::LazyLock;

/// The word table and the two passes.
#[derive(Clone, Debug)]
pub struct Engine {
    /// The word table.
    pub words: Words,
    passes: Passes,
}

/// Nine labels a pass: outside, and begin and inside of each kind.
type Passes = TwoPass<9, 24>;

/// The embedded files; see `docs/MODELS.md` for how they are made.
static WORDS: &[u8] = include_bytes!("../models/words.bin");
static NAMES: &[u8] = include_bytes!("../models/names.bin");

thread_local! {
    /// What the words of earlier articles add up to; it saves time and changes nothing.
    static KNOWN: RefCell<Known<24>> = RefCell::default();
}

impl Engine {
    /// Reads an engine from its two files.
    ///
    /// # Errors
    /// When a file is damaged or was made for another version of the features.
    pub fn read(words: &[u8], names: &[u8]) -> Result<Self, FileError> {
        let names = Reader::open(names, FINGERPRINT)?;
        Ok(Self {
            words: Words::read(&Reader::open(words, TABLE)?)?,
            passes: TwoPass::new(&names.model("first")?, &names.model("second")?, Scheme::Bio),
        })
    }

    /// The embedded engine; a test makes sure that it can be read.
    ///
    /// # Errors
    /// When the program was built with files that do not belong to it.
    pub fn embedded() -> Result<&'static Self, FileError> {
        static ENGINE: LazyLock<Result<Engine, FileError>> = LazyLock::new(|| Engine::read(WORDS, NAMES));
        ENGINE.as_ref().map_err(|error| *error)
    }

    /// The label of every item of a document: a first pass, then one that knows what the first found elsewhere, then the
    /// places of each name agree on its kind.
    #[must_use]
    pub fn tag(&self, document: &Document<'_>) -> Vec<u8> {
        let mut known = KNOWN.take();
        self.passes.recall(&mut known);
        let mut adder = extract_first(document, &self.words, self.passes.adder(&mut known));
        let sums: Vec<_> = adder.sums().collect();
        let scores: Vec<Scores> = sums.iter().map(|sums| Passes::part(0, sums)).collect();
        let first = self.passes.labels(0, &scores, &document.sequences);
        let seen = Seen::of(document, &first);
        let mut adder = extract_more(document, &self.words, &seen, &first, adder);
        let more = adder.sums().zip(&sums).map(|(more, sums)| {
            let (one, two) = (Passes::part(1, &more), Passes::part(1, sums));
            std::array::from_fn(|lane| one[lane] + two[lane])
        });
        let scores: Vec<Scores> = more.collect();
        KNOWN.set(known);
        let mut labels = self.passes.labels(1, &scores, &document.sequences);
        agree(document, &scores, &mut labels);
        labels
    }
}

/// Gives back what is remembered.
pub(crate) fn forget() {
    drop(KNOWN.take());
}

#[cfg(test)]
mod tests {
    use super::{Engine, NAMES, WORDS};

    #[test]
    fn the_embedded_engine_can_be_read_and_is_small() {
        let engine = Engine::embedded().unwrap();
        assert!(engine.words.len() > 100_000);
        assert!(WORDS.len() + NAMES.len() < 4_000_000, "{} + {}", WORDS.len(), NAMES.len());
    }

    #[test]
    fn files_that_do_not_belong_are_refused() {
        assert!(Engine::read(NAMES, WORDS).is_err());
        assert!(Engine::read(WORDS, &NAMES[..NAMES.len() / 2]).is_err());
    }
}
