//! Looking words up in the index: which documents have them, how often, where.
//!
//! Documents are told by *slot*, their place among all documents of the collection, deleted ones included. Whoever asks
//! gives a table from slots to the rows he counts by; what has no row is left out.

mod places;
mod postings;
mod table;

use crate::library::bits::Bits;
use crate::library::fulltext::{Collection, Fields, FulltextError, PartFields, Shelf, few_letters};
use crate::library::ground::Hits;
use crate::library::index::{FEW_LETTERS, Tag, Tags};
use crate::library::query::{Phrase, Wanted};
use postings::{Lists, add_up, rows_of};
use tantivy::postings::TermInfo;
use tantivy::schema::Field;
use tantivy::{InvertedIndexReader, SegmentReader};

pub use table::{NO_ROW, RowTable};

/// What was committed last; it stays as it is while others write.
pub struct Searcher {
    collections: [Documents; 3],
}

impl std::fmt::Debug for Searcher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Searcher")
    }
}

/// The documents of one collection.
struct Documents {
    segments: Vec<(SegmentReader, u32)>,
    fields: Fields,
    /// How many letters of a word's beginning have lists of their own.
    few_letters: usize,
}

/// What is known of a document.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Slot {
    /// The article, the actor, or the article of the quote; [`NO_ROW`] of a deleted document.
    pub owner: u32,
    /// A quote's place in its article.
    pub number: u32,
    /// How many words it has.
    pub length: u32,
}

impl Searcher {
    pub(super) fn new(shelves: &[Shelf; 3]) -> Result<Self, FulltextError> {
        let [articles, actors, quotes] = shelves.each_ref().map(Documents::new);
        Ok(Self { collections: [articles?, actors?, quotes?] })
    }

    /// How many slots a collection has.
    #[must_use]
    pub fn slots(&self, of: Collection) -> usize {
        self.documents(of).segments.iter().map(|(segment, _)| segment.max_doc() as usize).sum()
    }

    /// Shows every document of a collection, by slot; they are read anew each time.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn each_slot(&self, of: Collection, each: &mut dyn FnMut(Slot)) -> Result<(), FulltextError> {
        self.documents(of).each_slot(each)
    }

    /// The rows a phrase is found in, in the parts of these kinds, with the weights of all its places added up.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn find(
        &self,
        of: Collection,
        phrase: &Phrase,
        tags: Tags,
        weight: &dyn Fn(Tag) -> f32,
        rows: &RowTable,
    ) -> Result<Hits, FulltextError> {
        let documents = self.documents(of);
        match phrase.words.as_slice() {
            [] => Ok(Hits::new()),
            [_] if phrase.joined.is_none() => match phrase.last() {
                Some(wanted) => add_up(&documents.lists(wanted, tags, weight)?, rows),
                None => Ok(Hits::new()),
            },
            _ => documents.phrase(phrase, tags, weight, rows),
        }
    }

    /// The rows of [`Searcher::find`] alone.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn having(
        &self,
        of: Collection,
        phrase: &Phrase,
        tags: Tags,
        rows: &RowTable,
    ) -> Result<Bits, FulltextError> {
        let documents = self.documents(of);
        if let ([_], None, Some(wanted)) = (phrase.words.as_slice(), &phrase.joined, phrase.last()) {
            let lists = documents.lists(wanted, tags, &|_| 1.0)?;
            return rows_of(&lists, rows);
        }
        let hits = self.find(of, phrase, tags, &|_| 1.0, rows)?;
        Ok(Bits::from_rows(rows.len(), hits.iter().map(|(row, _)| *row)))
    }

    /// The rows two phrases stand in at most `distance` words apart, in either order.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn near(
        &self,
        of: Collection,
        (a, b): (&Phrase, &Phrase),
        distance: u32,
        tags: Tags,
        rows: &RowTable,
    ) -> Result<Vec<u32>, FulltextError> {
        self.documents(of).near((a, b), distance, tags, rows)
    }

    /// Words of a collection's vocabulary that begin so, in order, each once.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn vocabulary(&self, of: Collection, start: &str) -> Result<Vec<String>, FulltextError> {
        let documents = self.documents(of);
        let mut found = Vec::new();
        for (segment, _) in &documents.segments {
            for part in &documents.fields.parts {
                each_term(&*segment.inverted_index(part.words)?, start, &mut |word, _| {
                    found.push(String::from_utf8_lossy(word).into_owned());
                })?;
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    const fn documents(&self, of: Collection) -> &Documents {
        let [articles, actors, quotes] = &self.collections;
        match of {
            Collection::Articles => articles,
            Collection::Actors => actors,
            Collection::Quotes => quotes,
        }
    }
}

/// Documents whose numbers are read at once.
const CHUNK: usize = 512;

impl Documents {
    fn new(shelf: &Shelf) -> Result<Self, FulltextError> {
        shelf.reader.reload()?;
        let searcher = shelf.reader.searcher();
        let mut base = 0;
        let segments = searcher.segment_readers().iter().map(|segment| {
            let from = base;
            base += segment.max_doc();
            (segment.clone(), from)
        });
        Ok(Self {
            segments: segments.collect(),
            fields: shelf.fields.clone(),
            few_letters: few_letters(shelf.collection),
        })
    }

    fn each_slot(&self, each: &mut dyn FnMut(Slot)) -> Result<(), FulltextError> {
        let mut buffers = [[0_u64; CHUNK]; 3];
        for (segment, _) in &self.segments {
            let column = |name| segment.fast_fields().column_first_or_default::<u64>(name);
            let columns = [column("owner")?, column("number")?, column("length")?];
            let alive = segment.alive_bitset();
            for from in (0..segment.max_doc()).step_by(CHUNK) {
                let some = (segment.max_doc() - from).min(CHUNK as u32);
                for (column, buffer) in columns.iter().zip(&mut buffers) {
                    column.get_range(from.into(), buffer.get_mut(..some as usize).unwrap_or_default());
                }
                let [owners, numbers, lengths] = &buffers;
                for (doc, ((owner, number), length)) in
                    (from..from + some).zip(owners.iter().zip(numbers).zip(lengths))
                {
                    let is_gone = alive.is_some_and(|alive| alive.is_deleted(doc));
                    let owner = if is_gone { NO_ROW } else { *owner as u32 };
                    each(Slot { owner, number: *number as u32, length: *length as u32 });
                }
            }
        }
        Ok(())
    }

    /// Where one word stands, or all that begin so or are of its stem.
    fn lists(
        &self,
        wanted: Wanted<'_>,
        tags: Tags,
        weight: &dyn Fn(Tag) -> f32,
    ) -> Result<Vec<Lists>, FulltextError> {
        let mut lists = Vec::new();
        for (segment, base) in &self.segments {
            for part in self.parts(tags) {
                let letters = wanted.word.chars().count();
                let listed = wanted.prefix && letters <= self.few_letters;
                let field = if listed { part.starts } else { part.words };
                let index = segment.inverted_index(field)?;
                let terms = terms(&index, Wanted { prefix: wanted.prefix && !listed, ..wanted })?;
                if !terms.is_empty() {
                    let once = wanted.prefix && !listed && letters <= FEW_LETTERS;
                    lists.push(Lists { index, terms, base: *base, weight: weight(part.tag), once });
                }
            }
        }
        Ok(lists)
    }

    fn parts(&self, tags: Tags) -> impl Iterator<Item = &PartFields> {
        self.fields.parts.iter().filter(move |part| tags.holds(part.tag))
    }
}

/// The postings of all words that are wanted.
fn terms(index: &InvertedIndexReader, wanted: Wanted<'_>) -> Result<Vec<TermInfo>, FulltextError> {
    if wanted.is_exact() {
        return Ok(index.terms().get(wanted.word)?.into_iter().collect());
    }
    let mut terms = Vec::new();
    for start in wanted.starts() {
        each_term(index, &start, &mut |word, info| {
            if wanted.stem.is_none() || std::str::from_utf8(word).is_ok_and(|word| wanted.is(word)) {
                terms.push(info.clone());
            }
        })?;
    }
    Ok(terms)
}

/// Calls `found` for every word that begins so.
fn each_term(
    index: &InvertedIndexReader,
    start: &str,
    found: &mut dyn FnMut(&[u8], &TermInfo),
) -> Result<(), FulltextError> {
    let mut stream = index.terms().range().ge(start).into_stream()?;
    while stream.advance() && stream.key().starts_with(start.as_bytes()) {
        found(stream.key(), stream.value());
    }
    Ok(())
}

/// A part's field of whole words.
const fn words_of(part: &PartFields) -> Field {
    part.words
}
