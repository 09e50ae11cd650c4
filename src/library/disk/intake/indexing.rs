//! What the scan gives the index of words. A failure is remembered and told at the next commit, so that threads that parse
//! need not stop for it.

use crate::library::disk::day_number;
use crate::library::fulltext::writing::{Entry, Writer};
use crate::library::fulltext::{Collection, Fulltext, FulltextError};
use crate::library::lookup::{part, parts_of};
use crate::model::Article;
use std::sync::{Mutex, PoisonError};

/// The index while it is being filled.
#[derive(Debug)]
pub(crate) struct Indexing {
    writer: Writer,
    failed: Mutex<Option<FulltextError>>,
}

impl Indexing {
    pub(crate) fn new(index: &Fulltext) -> Result<Self, FulltextError> {
        let threads = rayon::current_num_threads();
        Ok(Self { writer: index.writer(threads)?, failed: Mutex::default() })
    }

    /// An article in place of what was there under its number.
    pub(crate) fn add(&self, id: u32, article: &Article) {
        self.writer.remove(Collection::Articles, id);
        let rank = article.date.as_ref().map_or(0, |date| u32::try_from(day_number(date.day)).unwrap_or(0));
        let entry = Entry { owner: id, number: 0, rank, parts: parts_of(article) };
        self.note(self.writer.add(Collection::Articles, &entry));
    }

    /// The quotes of an article in place of those that were there; `speakers` has the words for each one's.
    pub(crate) fn add_quotes<'t>(
        &self,
        id: u32,
        rank: u32,
        quotes: impl Iterator<Item = (&'t str, Vec<String>)>,
    ) {
        self.writer.remove(Collection::Quotes, id);
        for (n, (words, speakers)) in quotes.enumerate() {
            let mut parts: Vec<(u8, &str)> = vec![(part::NAME, words)];
            parts.extend(speakers.iter().map(|speaker| (part::ROLE, speaker.as_str())));
            let entry = Entry { owner: id, number: n as u32, rank, parts };
            self.note(self.writer.add(Collection::Quotes, &entry));
        }
    }

    /// An actor in place of what was there under its number.
    pub(crate) fn add_actor(&self, id: u32, rank: u32, parts: Vec<(u8, &str)>) {
        self.writer.remove(Collection::Actors, id);
        self.note(self.writer.add(Collection::Actors, &Entry { owner: id, number: 0, rank, parts }));
    }

    pub(crate) fn forget_actor(&self, id: u32) {
        self.writer.remove(Collection::Actors, id);
    }

    /// An article is gone.
    pub(crate) fn forget(&self, id: u32) {
        self.writer.remove(Collection::Articles, id);
        self.writer.remove(Collection::Quotes, id);
    }

    /// What has been given so far is found from now on.
    pub(crate) fn commit(&mut self, generation: i64) -> Result<(), FulltextError> {
        if let Some(error) = self.failed.get_mut().unwrap_or_else(PoisonError::into_inner).take() {
            return Err(error);
        }
        self.writer.commit(generation.cast_unsigned())
    }

    /// Ends writing.
    pub(crate) fn finish(self) -> Result<(), FulltextError> {
        self.writer.finish()
    }

    fn note(&self, result: Result<(), FulltextError>) {
        if let Err(error) = result {
            self.failed.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
        }
    }
}
