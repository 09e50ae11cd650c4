//! Spellings of the articles before, remembered by thread: news repeats its words.

use crate::extract::names::document::WordType;
use crate::extract::names::words::{Facts, Words};
use std::cell::RefCell;

thread_local! {
    /// Spellings of the articles before; it saves time and changes nothing.
    static RECENT: RefCell<Recent> = RefCell::default();
}

/// Gives back what is remembered.
pub(crate) fn forget() {
    drop(RECENT.take());
}

/// Spellings that were looked at, each at one place.
#[derive(Default)]
pub(super) struct Recent {
    table: u32,
    places: Vec<Option<WordType>>,
}

impl Recent {
    /// How many, a power of two.
    const PLACES: usize = 1 << 13;

    /// What is known of a table's words.
    pub(super) fn of(table: &Words) -> Self {
        let known = RECENT.take();
        if known.table == table.id() && !known.places.is_empty() {
            return known;
        }
        Self { table: table.id(), places: vec![None; Self::PLACES] }
    }

    /// Keeps it for the next article.
    pub(super) fn keep(self) {
        RECENT.set(self);
    }

    /// The word of a spelling; where it first stands and its number are those of another article.
    pub(super) fn word(&mut self, exact: u64, look: impl FnOnce() -> WordType) -> WordType {
        let Some(place) = self.places.get_mut(exact as usize & (Self::PLACES - 1)) else { return look() };
        match place {
            Some(known) if known.exact == exact => *known,
            _ => *place.insert(look()),
        }
    }
}

/// What the table knows of a spelling, if it was looked at lately.
pub(crate) fn remembered(table: &Words, exact: u64) -> Option<Facts> {
    RECENT.with_borrow(|recent| {
        let known = recent.places.get(exact as usize & (Recent::PLACES - 1)).copied().flatten();
        known.filter(|known| known.exact == exact && recent.table == table.id()).map(|known| known.facts)
    })
}
