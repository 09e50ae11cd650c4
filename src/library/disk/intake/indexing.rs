//! What the scan gives the index of words. A failure is remembered and told at the next commit, so that threads that parse
//! need not stop for it.

use crate::library::fulltext::varied::Found;
use crate::library::fulltext::writing::{Entry, Writer};
use crate::library::fulltext::{Collection, Fulltext, FulltextError};
use crate::library::lookup::{part, parts_of};
use crate::model::Article;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

/// The index while it is being filled. It is opened for writing when there is something to write.
#[derive(Debug)]
pub(crate) struct Indexing {
    index: Arc<Fulltext>,
    writer: OnceLock<Option<Writer>>,
    failed: Mutex<Option<FulltextError>>,
}

/// Whether the index may hold something under a number already. Taking out what is not there costs as much as looking
/// for it in every part of the index.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Before {
    Nothing,
    Something,
}

impl Before {
    pub(crate) const fn of(known: bool) -> Self {
        if known { Self::Something } else { Self::Nothing }
    }
}

impl Indexing {
    pub(crate) fn new(index: Arc<Fulltext>) -> Self {
        Self { index, writer: OnceLock::new(), failed: Mutex::default() }
    }

    /// Whether the index, or a part of it, was never committed.
    pub(crate) fn is_new(&self) -> Result<bool, FulltextError> {
        Ok(self.index.generations()?.contains(&0))
    }

    /// None after a failure.
    fn writer(&self) -> Option<&Writer> {
        let open = || self.note(self.index.writer(rayon::current_num_threads()));
        self.writer.get_or_init(open).as_ref()
    }

    /// Says how much will be found; what cannot be written is told at the next commit.
    fn give(&self, to: Collection, entry: &Entry<'_>) -> Found {
        self.writer().and_then(|writer| self.note(writer.add(to, entry))).unwrap_or(Found::Whole)
    }

    fn remove(&self, from: Collection, id: u32) {
        if let Some(writer) = self.writer() {
            writer.remove(from, id);
        }
    }

    /// An article, and none of its quotes, in place of what was there under its number; says how much of it will be found.
    pub(crate) fn add(&self, id: u32, article: &Article, before: Before) -> Found {
        if before == Before::Something {
            self.forget(id);
        }
        self.give(Collection::Articles, &Entry { owner: id, number: 0, parts: parts_of(article) })
    }

    /// The quotes of an article in place of those that were there; `speakers` has the words for each one's.
    pub(crate) fn add_quotes<'t>(
        &self,
        id: u32,
        before: Before,
        quotes: impl Iterator<Item = (&'t str, Vec<String>)>,
    ) {
        if before == Before::Something {
            self.remove(Collection::Quotes, id);
        }
        for (n, (words, speakers)) in quotes.enumerate() {
            let mut parts: Vec<(u8, &str)> = vec![(part::NAME, words)];
            parts.extend(speakers.iter().map(|speaker| (part::ROLE, speaker.as_str())));
            self.give(Collection::Quotes, &Entry { owner: id, number: n as u32, parts });
        }
    }

    /// An actor in place of what was there under its number.
    pub(crate) fn add_actor(&self, id: u32, before: Before, parts: Vec<(u8, &str)>) {
        if before == Before::Something {
            self.remove(Collection::Actors, id);
        }
        self.give(Collection::Actors, &Entry { owner: id, number: 0, parts });
    }

    pub(crate) fn forget_actor(&self, id: u32) {
        self.remove(Collection::Actors, id);
    }

    /// An article is gone.
    pub(crate) fn forget(&self, id: u32) {
        self.remove(Collection::Articles, id);
        self.remove(Collection::Quotes, id);
    }

    /// What has been given so far is found from now on. An index nothing was given to is left as it is, but for one that
    /// was never committed; then it says false.
    pub(crate) fn commit(&mut self, generation: i64) -> Result<bool, FulltextError> {
        if self.writer.get().is_none() && self.is_new()? {
            self.writer();
        }
        if let Some(error) = self.failed.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        let Some(Some(writer)) = self.writer.get_mut() else { return Ok(false) };
        writer.commit(generation.cast_unsigned())?;
        Ok(true)
    }

    /// All articles have been read: their words may be put in order while others are looked for.
    pub(crate) fn join(&self) {
        if let Some(Some(writer)) = self.writer.get() {
            writer.join();
        }
    }

    /// Ends writing, and puts on the disk what was written.
    pub(crate) fn finish(self) -> Result<(), FulltextError> {
        self.writer.into_inner().flatten().map_or(Ok(()), Writer::finish)?;
        // An index that nothing was ever given to need not last.
        if self.index.generations()?.contains(&0) { Ok(()) } else { self.index.settle() }
    }

    fn note<T>(&self, result: Result<T, FulltextError>) -> Option<T> {
        result
            .map_err(|error| {
                self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
            })
            .ok()
    }
}
