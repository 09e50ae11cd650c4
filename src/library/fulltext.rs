//! The words of the library on disk: an inverted index beside it, derived from it and made again when in doubt.
//!
//! Three collections, each a tantivy index of its own: articles, the corpus' actors, quotes. This file holds what they
//! are made of and how they are opened; [`writing`] fills them, [`searching`] looks words up. What a query means, and how
//! well a row answers it, is not decided here: tantivy keeps the postings, [`filter`](crate::library::filter) and
//! [`search`](crate::library::search) do the rest, the same for a corpus in memory.
//!
//! Each kind of part has a field of its words with their positions, compounds as one word at the place of their first
//! part, and a field of the letters its words begin with, so that a search's first keystrokes cost no more than its last.

pub mod searching;
mod tokens;
pub mod varied;
mod waiting;
pub mod writing;

pub use crate::library::ground::Collection;
use crate::library::index::{FEW_LETTERS, Tag};
use crate::library::lookup::part;
use crate::library::store::loose::Loose;
use searching::Searcher;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tantivy::directory::{Directory, RamDirectory};
use tantivy::schema::{
    FAST, Field, IndexRecordOption, NumericOptions, Schema, TextFieldIndexing, TextOptions,
};
use tantivy::{Index, IndexReader, IndexSettings, ReloadPolicy};

/// Raised when the words of a text, or the fields they stand in, change: an index of another version is made again.
pub const VERSION: u32 = 3;

/// The kinds of parts of a collection's documents, and what they are called in the index.
const fn parts_of(collection: Collection) -> &'static [(Tag, &'static str)] {
    match collection {
        Collection::Articles => &[
            (part::HEADLINE, "headline"),
            (part::DEK, "dek"),
            (part::BYLINE, "author"),
            (part::SOURCE, "source"),
            (part::SECTION, "section"),
            (part::BODY, "body"),
        ],
        Collection::Actors => &[(part::NAME, "name"), (part::ROLE, "role"), (part::ALIAS, "alias")],
        Collection::Quotes => &[(part::NAME, "words"), (part::ROLE, "speaker")],
    }
}

/// How many letters of a word's beginning a collection has a list for. Quotes are short: nearly as many begin with two
/// letters as have a word that does, so that the lists of the words serve as well.
const fn few_letters(collection: Collection) -> usize {
    match collection {
        Collection::Quotes => 1,
        _ => FEW_LETTERS,
    }
}

/// Why the index cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum FulltextError {
    /// The folder cannot be made or listed.
    #[error("the index of words: {0}")]
    Io(#[from] std::io::Error),
    /// The index itself.
    #[error("the index of words: {0}")]
    Index(#[from] tantivy::TantivyError),
    /// Its folder.
    #[error("the index of words: {0}")]
    Folder(#[from] tantivy::directory::error::OpenDirectoryError),
    /// It cannot be opened for what its files hold.
    #[error("the index of words is damaged")]
    Damaged,
    /// It is of another version.
    #[error("the index of words is of another version")]
    Version,
    /// There is none yet.
    #[error("the index of words has not been made yet")]
    Missing,
}

/// The three indexes, open.
#[derive(Debug)]
pub struct Fulltext {
    shelves: [Shelf; 3],
    newest: Mutex<Option<(u64, Arc<Searcher>)>>,
}

/// One index.
struct Shelf {
    collection: Collection,
    /// None in memory.
    folder: Option<Loose>,
    index: Index,
    reader: IndexReader,
    fields: Fields,
}

impl std::fmt::Debug for Shelf {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Shelf({})", self.collection.name())
    }
}

/// The fields of an index.
#[derive(Clone, Debug)]
struct Fields {
    owner: Field,
    number: Field,
    length: Field,
    parts: Vec<PartFields>,
}

/// The fields of one kind of part.
#[derive(Clone, Copy, Debug)]
struct PartFields {
    tag: Tag,
    /// Whole words.
    words: Field,
    /// Their first letters.
    starts: Field,
}

impl Fulltext {
    /// Opens the indexes in a folder, making what is missing; in memory without one.
    ///
    /// # Errors
    /// When the folder cannot be written, or what lies there is damaged or of another version: remove it and open again.
    pub fn open(dir: Option<&Path>) -> Result<Self, FulltextError> {
        let [articles, actors, quotes] = Collection::ALL
            .map(|collection| Shelf::open(dir.map(|dir| dir.join(collection.name())).as_deref(), collection));
        Ok(Self { shelves: [articles?, actors?, quotes?], newest: Mutex::default() })
    }

    /// What was committed last, as of the library's `generation`: asked twice with one generation it is looked up once.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn searcher(&self, generation: u64) -> Result<Arc<Searcher>, FulltextError> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, searcher)) = &*newest
            && *known == generation
        {
            return Ok(Arc::clone(searcher));
        }
        let searcher = Arc::new(Searcher::new(&self.shelves)?);
        *newest = Some((generation, Arc::clone(&searcher)));
        Ok(searcher)
    }

    /// The generation the last commit of each collection was made for; 0 before the first.
    ///
    /// # Errors
    /// When the index cannot be read.
    pub fn generations(&self) -> Result<[u64; 3], FulltextError> {
        let of = |shelf: &Shelf| -> Result<u64, FulltextError> {
            let payload = shelf.index.load_metas()?.payload;
            Ok(payload.and_then(|text| text.parse().ok()).unwrap_or_default())
        };
        let [articles, actors, quotes] = self.shelves.each_ref().map(of);
        Ok([articles?, actors?, quotes?])
    }

    /// Whether every file is as it was written. Their checksums are looked at only when the index was not put on the disk
    /// whole: after a power cut, or when the one who wrote it was killed.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.shelves.iter().all(|shelf| {
            shelf.folder.as_ref().is_none_or(Loose::is_settled) || shelf.is_undamaged().unwrap_or(false)
        })
    }

    /// Puts on the disk what was committed, in few pieces. Nobody may be writing.
    ///
    /// # Errors
    /// When the disk cannot hold it.
    pub fn settle(&self) -> Result<(), FulltextError> {
        self.shelves.iter().try_for_each(Shelf::gather)?;
        let mut folders = self.shelves.iter().filter_map(|shelf| shelf.folder.as_ref());
        Ok(folders.try_for_each(Loose::settle)?)
    }
}

impl Shelf {
    fn open(dir: Option<&Path>, collection: Collection) -> Result<Self, FulltextError> {
        let (schema, fields) = schema(collection);
        let folder = dir.map(Loose::open).transpose()?;
        let directory: Box<dyn Directory> = match &folder {
            Some(folder) => Box::new(folder.clone()),
            None => Box::new(RamDirectory::create()),
        };
        let index = if Index::exists(&*directory).map_err(tantivy::TantivyError::from)? {
            let index = Index::open(directory)?;
            if index.schema() != schema {
                return Err(FulltextError::Version);
            }
            index
        } else {
            Index::create(directory, schema, settings())?
        };
        tokens::register(&index);
        // Nobody is told of commits: whoever asks for a newer generation loads it. So nothing wakes up by itself.
        let builder =
            index.reader_builder().reload_policy(ReloadPolicy::Manual).doc_store_cache_num_blocks(0);
        // Tantivy trusts what its files hold, and panics where a damaged one gives an impossible length.
        let reader = catch_unwind(AssertUnwindSafe(|| builder.try_into()));
        let reader: IndexReader = reader.map_err(|_| FulltextError::Damaged)??;
        Ok(Self { collection, folder, index, reader, fields })
    }

    fn is_undamaged(&self) -> Result<bool, FulltextError> {
        let directory = self.index.directory();
        for path in self.index.load_metas()?.list_segment_files() {
            // What must be there and is not has been missed when the index was opened.
            let there = directory.exists(&path).map_err(tantivy::TantivyError::from)?;
            if there && !directory.validate_checksum(&path).map_err(tantivy::TantivyError::from)? {
                return Ok(false);
            }
        }
        Ok(true)
    }
}

/// Nothing is stored but words and numbers: there is nothing to compress.
fn settings() -> IndexSettings {
    IndexSettings { docstore_compress_dedicated_thread: false, ..IndexSettings::default() }
}

fn schema(collection: Collection) -> (Schema, Fields) {
    let mut builder = Schema::builder();
    let words = |tokenizer: &str, record: IndexRecordOption| {
        let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_fieldnorms(false);
        TextOptions::default().set_indexing_options(indexing.set_index_option(record))
    };
    // Looked up alone, never ranked by.
    let owner = builder.add_u64_field("owner", NumericOptions::default().set_indexed().set_fast());
    let number = builder.add_u64_field("number", FAST);
    let length = builder.add_u64_field("length", FAST);
    let parts = parts_of(collection).iter().map(|(tag, name)| PartFields {
        tag: *tag,
        words: builder.add_text_field(name, words(tokens::WORDS, IndexRecordOption::WithFreqsAndPositions)),
        starts: builder.add_text_field(
            &format!("{name}-starts-{VERSION}"),
            words(tokens::STARTS, IndexRecordOption::Basic),
        ),
    });
    let parts = parts.collect();
    let fields = Fields { owner, number, length, parts };
    (builder.build(), fields)
}

#[cfg(test)]
mod tests {
    use super::searching::{NO_ROW, RowTable, Searcher};
    use super::writing::{Entry, Writer};
    use super::{Collection, Fulltext};
    use crate::library::ground::Hits;
    use crate::library::index::{Index, Tag, Tags};
    use crate::library::lookup::part;
    use crate::library::query::{Forms, Node, Pattern, Phrase, Query, Test};
    use proptest::prelude::{Just, Strategy, prop_assert_eq, prop_oneof, proptest};
    use std::sync::Arc;

    fn phrase(text: &str) -> Phrase {
        phrase_with(text, Forms::AsWritten)
    }

    fn phrase_in_forms(text: &str) -> Phrase {
        // While it is typed it may also go on.
        Phrase { prefix: text.len() > 6, ..phrase_with(text, Forms::All) }
    }

    fn phrase_with(text: &str, forms: Forms) -> Phrase {
        match Query::parse_with(text, forms).unwrap().root() {
            Some(Node::Test(Test::Words(_, Pattern::Phrase(phrase)))) => phrase.clone(),
            other => panic!("{text}: {other:?}"),
        }
    }

    fn rows(searcher: &Searcher) -> RowTable {
        let mut owners = Vec::new();
        searcher.each_slot(Collection::Articles, &mut |slot| owners.push(slot.owner)).unwrap();
        let known = |owner: &u32| Some(*owner).filter(|owner| *owner != NO_ROW);
        let len = owners.iter().filter_map(known).max().map_or(0, |most| most as usize + 1);
        table(len, owners.iter().map(known))
    }

    fn table(len: usize, rows: impl Iterator<Item = Option<u32>>) -> RowTable {
        let table: Result<RowTable, std::convert::Infallible> = RowTable::of(len, |known| {
            rows.for_each(known);
            Ok(())
        });
        let Ok(table) = table;
        table
    }

    fn weight(tag: Tag) -> f32 {
        if tag == part::HEADLINE { 4.0 } else { 1.0 }
    }

    fn built(texts: &[(String, Vec<String>)]) -> (Fulltext, Arc<Searcher>) {
        let fulltext = Fulltext::open(None).unwrap();
        let mut writer = fulltext.writer(2).unwrap();
        for (n, parts) in texts.iter().enumerate() {
            let mut entry = Entry { owner: n as u32, ..Entry::default() };
            entry.parts.push((part::HEADLINE, &parts.0));
            entry.parts.extend(parts.1.iter().map(|text| (part::BODY, text.as_str())));
            writer.add(Collection::Articles, &entry).unwrap();
            if n % 3 == 0 {
                writer.commit(n as u64).unwrap();
            }
        }
        writer.commit(7).unwrap();
        let searcher = fulltext.searcher(7).unwrap();
        (fulltext, searcher)
    }

    fn text() -> impl Strategy<Value = String> {
        let word = prop_oneof![
            Just("ferry"),
            Just("Ferries"),
            Just("fe"),
            Just("cease-fire"),
            Just("ceasefire"),
            Just("cease fire"),
            Just("Zoë’s"),
            Just("o'brien"),
            Just("the"),
            Just("f"),
            Just("-"),
            Just("3,000"),
            Just("東京"),
            Just("fire.")
        ];
        proptest::collection::vec(word, 0..9).prop_map(|words| words.join(" "))
    }

    /// Asked in all their forms.
    const IN_FORMS: [&str; 5] = ["ferry", "ferries", "fires", "cease-fires", "zoes"];

    const ASKED: [&str; 16] = [
        "ferry",
        "f*",
        "fe*",
        "fer*",
        "ceasef*",
        "cease-fire",
        "cease-f*",
        "ceasefire",
        "\"the ferry\"",
        "\"the f*\"",
        "zoe",
        "obrien",
        "o'brien",
        "\"fire fire\"",
        "東",
        "absent",
    ];

    proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(20))]
        #[test]
        fn finds_what_the_index_in_memory_finds(texts in proptest::collection::vec((text(), proptest::collection::vec(text(), 0..3)), 1..12)) {
            let memory = Index::build(texts.len(), |n| {
                let (headline, body) = &texts[n as usize];
                let body = body.iter().map(|text| (part::BODY, text.as_str()));
                std::iter::once((part::HEADLINE, headline.as_str())).chain(body).collect()
            });
            let (_open, searcher) = built(&texts);
            let rows = rows(&searcher);
            for asked in ASKED.map(phrase).into_iter().chain(IN_FORMS.map(phrase_in_forms)) {
                for tags in [Tags::ALL, Tags::one(part::HEADLINE)] {
                    let found: Hits = searcher.find(Collection::Articles, &asked, tags, &weight, &rows).unwrap();
                    prop_assert_eq!(found, memory.hits(&asked, tags, &weight), "{:?}", &asked);
                    for distance in [1, 4] {
                        let near = searcher.near(Collection::Articles, (&asked, &phrase("fe*")), distance, tags, &rows).unwrap();
                        let mut expect: Vec<u32> = memory.near(&asked, &phrase("fe*"), distance, tags).iter().map(|p| p.doc).collect();
                        expect.dedup();
                        prop_assert_eq!(near, expect, "{:?} NEAR/{}", &asked, distance);
                    }
                }
            }
            let mut lengths = Vec::new();
            searcher.each_slot(Collection::Articles, &mut |slot| lengths.push((slot.owner, slot.length))).unwrap();
            for (owner, length) in lengths {
                prop_assert_eq!(length, u32::from(memory.lengths()[owner as usize]));
            }
        }
    }

    #[test]
    fn a_short_beginning_counts_once_in_quotes_too() {
        let fulltext = Fulltext::open(None).unwrap();
        let mut writer = fulltext.writer(1).unwrap();
        let entry = Entry { parts: vec![(part::NAME, "Ferry ferries fe ferry")], ..Entry::default() };
        writer.add(Collection::Quotes, &entry).unwrap();
        writer.commit(1).unwrap();
        let (searcher, rows) = (fulltext.searcher(1).unwrap(), table(1, [Some(0)].into_iter()));
        for (asked, sum) in [("f*", 1.0), ("fe*", 1.0), ("fer*", 3.0), ("fe", 1.0)] {
            let found =
                searcher.find(Collection::Quotes, &phrase(asked), Tags::ALL, &|_| 1.0, &rows).unwrap();
            assert_eq!(found, [(0, sum)], "{asked}");
        }
    }

    /// Three articles of one headline, committed.
    fn three_ferries(fulltext: &Fulltext) -> Writer {
        let mut writer = fulltext.writer(1).unwrap();
        for owner in 0..3 {
            let entry = Entry { owner, parts: vec![(part::HEADLINE, "Ferry sinks")], ..Entry::default() };
            writer.add(Collection::Articles, &entry).unwrap();
        }
        writer.commit(1).unwrap();
        writer
    }

    #[test]
    fn what_is_removed_is_not_found_and_what_is_on_disk_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let fulltext = Fulltext::open(Some(dir.path())).unwrap();
        let mut writer = three_ferries(&fulltext);
        let before = fulltext.searcher(1).unwrap();
        writer.remove(Collection::Articles, 1);
        writer.commit(2).unwrap();
        writer.finish().unwrap();
        let found = |searcher: &Searcher| -> Vec<u32> {
            let rows = rows(searcher);
            let hits =
                searcher.find(Collection::Articles, &phrase("ferry"), Tags::ALL, &weight, &rows).unwrap();
            hits.iter().map(|(row, _)| *row).collect()
        };
        assert_eq!(found(&before), [0, 1, 2], "an open searcher stays as it is");
        assert_eq!(found(&fulltext.searcher(2).unwrap()), [0, 2]);
        drop(fulltext);
        let again = Fulltext::open(Some(dir.path())).unwrap();
        assert_eq!((again.generations().unwrap(), found(&again.searcher(2).unwrap())), ([2; 3], vec![0, 2]));
        assert_eq!(again.searcher(2).unwrap().vocabulary(Collection::Articles, "f").unwrap(), ["ferry"]);
    }

    #[test]
    fn a_damaged_file_is_noticed_wherever_the_damage_is() {
        let dir = tempfile::tempdir().unwrap();
        let fulltext = Fulltext::open(Some(dir.path())).unwrap();
        let writer = three_ferries(&fulltext);
        writer.finish().unwrap();
        drop(fulltext);
        let files =
            std::fs::read_dir(dir.path().join("articles")).unwrap().map(|entry| entry.unwrap().path());
        let words = files.into_iter().find(|path| path.extension().is_some_and(|e| e == "idx")).unwrap();
        let whole = std::fs::read(&words).unwrap();
        for at in (0..whole.len()).step_by(5) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x20;
            std::fs::write(&words, bytes).unwrap();
            let noticed = Fulltext::open(Some(dir.path())).map_or(true, |index| !index.is_whole());
            assert!(noticed, "byte {at} of {}", whole.len());
        }
        std::fs::write(&words, whole).unwrap();
        assert!(Fulltext::open(Some(dir.path())).unwrap().is_whole());
    }
}
