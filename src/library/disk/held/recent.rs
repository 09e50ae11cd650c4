//! What was looked up last of words, by what was asked.

use crate::library::bits::Bits;
use crate::library::ground::{Collection, Hits};
use crate::library::index::Tags;
use crate::library::query::Phrase;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

/// How large all answers may be that are kept, and one of them, in bytes.
const KEPT: usize = 3 << 20;
const LARGEST: usize = 512 << 10;

/// The last answers to one sort of question.
#[derive(Debug)]
pub(crate) struct Recent<T> {
    answers: Mutex<VecDeque<(Asked, Arc<T>)>>,
}

/// What was asked.
#[derive(Debug, PartialEq)]
struct Asked {
    of: Collection,
    phrase: Phrase,
    tags: Tags,
}

/// What can be kept.
pub(crate) trait Bulk {
    /// How many bytes it has.
    fn bytes(&self) -> usize;
}

impl Bulk for Hits {
    fn bytes(&self) -> usize {
        size_of_val(self.as_slice())
    }
}

impl Bulk for Bits {
    fn bytes(&self) -> usize {
        self.len() / 8
    }
}

impl<T> Default for Recent<T> {
    fn default() -> Self {
        Self { answers: Mutex::default() }
    }
}

impl<T: Bulk> Recent<T> {
    /// The answer to a question, looked up when it is not among the last ones.
    pub(crate) fn of<E>(
        &self,
        (of, phrase, tags): (Collection, &Phrase, Tags),
        look_up: impl FnOnce() -> Result<T, E>,
    ) -> Result<Arc<T>, E> {
        let same = |asked: &Asked| asked.of == of && asked.tags == tags && asked.phrase == *phrase;
        let lock = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, known)) = lock().iter().find(|(asked, _)| same(asked)) {
            return Ok(Arc::clone(known));
        }
        let found = Arc::new(look_up()?);
        if found.bytes() <= LARGEST {
            let mut answers = lock();
            let mut room = KEPT - found.bytes();
            answers.retain(|(_, known)| {
                let fits = known.bytes() <= room;
                room = room.saturating_sub(known.bytes());
                fits
            });
            answers.push_front((Asked { of, phrase: phrase.clone(), tags }, Arc::clone(&found)));
        }
        Ok(found)
    }
}
