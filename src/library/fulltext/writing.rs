//! Filling the index. Documents are added from any thread; nothing is found before it is committed.

use crate::library::fulltext::tokens::Starts;
use crate::library::fulltext::varied::{Found, bounded};
use crate::library::fulltext::waiting::{MOST, PATIENCE, Waiting};
use crate::library::fulltext::{Collection, Fields, Fulltext, FulltextError, Shelf, few_letters};
use crate::library::index::Tag;
use crate::library::room::Room;
use std::cmp::Reverse;
use std::path::Path;
use std::sync::Arc;
use tantivy::index::{SegmentId, SegmentMeta};
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy, NoMergePolicy};
use tantivy::{IndexWriter, TantivyDocument, Term};

/// How much memory one thread of a collection gathers postings in before it writes them out, in bytes.
const ARENA: usize = 15 << 20;

/// Something to be found.
#[derive(Clone, Debug, Default)]
pub struct Entry<'t> {
    /// The article, the actor, or the article of the quote.
    pub owner: u32,
    /// The quote's place in its article; 0 elsewhere.
    pub number: u32,
    /// Its words by kind of part.
    pub parts: Vec<(Tag, &'t str)>,
}

/// The one who fills the index; there is at most one at a time.
pub struct Writer {
    shelves: [(IndexWriter<Waiting>, Fields); 3],
    room: Arc<Room>,
}

impl std::fmt::Debug for Writer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Writer")
    }
}

impl Fulltext {
    /// Begins to write with so many threads.
    ///
    /// # Errors
    /// When somebody else is writing, or the folder may not be written.
    pub fn writer(&self, threads: usize) -> Result<Writer, FulltextError> {
        let [articles, actors, quotes] = self.shelves.each_ref().map(|shelf| {
            let threads = if shelf.collection == Collection::Actors { 1 } else { threads.clamp(1, 8) };
            let options = IndexWriterOptions::builder()
                .num_worker_threads(threads)
                .memory_budget_per_thread(ARENA)
                .num_merge_threads(1)
                .build();
            let writer = shelf.index.writer_with_options(options)?;
            if shelf.collection == Collection::Articles {
                let mut policy = LogMergePolicy::default();
                policy.set_min_num_segments(UNJOINED);
                writer.set_merge_policy(Box::new(policy));
            }
            Ok::<_, FulltextError>((writer, shelf.fields.clone()))
        });
        Ok(Writer { shelves: [articles?, actors?, quotes?], room: Arc::new(Room::new(MOST, Some(PATIENCE))) })
    }
}

/// In how many pieces of one size articles may lie while many are added: joining them early would take a sixth of the time.
const UNJOINED: usize = 64;

/// In how many pieces an index may lie: the beginning of a word is looked for in each of them.
const PIECES: usize = 4;

/// A piece is written anew when one in so many of its documents is gone.
const GONE: u32 = 8;

/// The file that names the pieces.
const META: &str = "meta.json";

/// What part of the largest piece the others must have for it to be written anew with them.
const WORTH_IT: u32 = 8;

impl Shelf {
    /// Joins the pieces when there are many, or those that hold much that is gone, and removes what is left of joined ones.
    pub(super) fn gather(&self) -> Result<(), FulltextError> {
        let mut pieces = self.index.searchable_segment_metas()?;
        // What was joined while somebody read it could not be removed then.
        let living = self.index.load_metas()?.list_segment_files();
        let files = self.index.directory().list_managed_files();
        let left = files.iter().any(|file| !living.contains(file) && file != Path::new(META));
        let many = pieces.len() > PIECES;
        let holey = |piece: &SegmentMeta| piece.num_deleted_docs() > piece.max_doc() / GONE;
        let ids: Vec<SegmentId> = if many {
            pieces.sort_by_key(|piece| Reverse(piece.num_docs()));
            let others: u32 = pieces.iter().skip(1).map(SegmentMeta::num_docs).sum();
            let all = pieces.first().is_some_and(|largest| largest.num_docs() / WORTH_IT <= others);
            let anew = pieces.iter().enumerate().filter(|(at, piece)| *at > 0 || all || holey(piece));
            anew.map(|(_, piece)| piece.id()).collect()
        } else {
            pieces.iter().filter(|piece| holey(piece)).map(SegmentMeta::id).collect()
        };
        if ids.is_empty() && !left {
            return Ok(());
        }
        // What is known of a piece keeps its files.
        drop(pieces);
        let mut writer: IndexWriter = self.index.writer_with_num_threads(1, ARENA)?;
        writer.set_merge_policy(Box::new(NoMergePolicy));
        if !ids.is_empty() {
            writer.merge(&ids).wait()?;
        }
        writer.garbage_collect_files().wait()?;
        Ok(writer.wait_merging_threads()?)
    }
}

impl Writer {
    /// Adds a document and says how much of it will be found. One that was there for the same owner stays:
    /// [`Writer::remove`] it before.
    ///
    /// # Errors
    /// When the disk is full, or writing stopped before.
    pub fn add(&self, to: Collection, entry: &Entry<'_>) -> Result<Found, FulltextError> {
        let (writer, fields) = self.shelf(to);
        let (parts, found) = bounded(&entry.parts);
        let mut document = TantivyDocument::new();
        document.add_u64(fields.owner, entry.owner.into());
        document.add_u64(fields.number, entry.number.into());
        let mut length = 0;
        let mut starts = Starts::up_to(few_letters(to));
        for part in &fields.parts {
            for (_, text) in parts.iter().filter(|(tag, _)| *tag == part.tag) {
                length += starts.take(text);
                document.add_text(part.words, text);
            }
            if let Some(starts) = starts.text() {
                document.add_text(part.starts, starts);
            }
        }
        document.add_u64(fields.length, length as u64);
        let bytes = parts.iter().map(|(_, text)| text.len()).sum();
        writer.add_document(Waiting::new(document, self.room.place(bytes)))?;
        Ok(found)
    }

    /// Takes out everything of one owner that was added before this call.
    pub fn remove(&self, from: Collection, owner: u32) {
        let (writer, fields) = self.shelf(from);
        writer.delete_term(Term::from_field_u64(fields.owner, owner.into()));
    }

    /// Takes out everything.
    ///
    /// # Errors
    /// When the index cannot be written.
    pub fn clear(&self, from: Collection) -> Result<(), FulltextError> {
        self.shelf(from).0.delete_all_documents()?;
        Ok(())
    }

    /// Puts everything on disk; from now on it is found. `generation` is the library's that it belongs to.
    ///
    /// # Errors
    /// When the index cannot be written; what was committed before stays.
    pub fn commit(&mut self, generation: u64) -> Result<(), FulltextError> {
        for (writer, _) in &mut self.shelves {
            let mut commit = writer.prepare_commit()?;
            commit.set_payload(&generation.to_string());
            commit.commit()?;
        }
        Ok(())
    }

    /// From the next commit on the pieces of articles are joined as they come, in the background: most have been added.
    pub fn join(&self) {
        self.shelf(Collection::Articles).0.set_merge_policy(Box::new(LogMergePolicy::default()));
    }

    /// Ends writing and waits until what is being joined in the background is done.
    ///
    /// # Errors
    /// When that failed; what was committed stays.
    pub fn finish(self) -> Result<(), FulltextError> {
        for (writer, _) in self.shelves {
            writer.wait_merging_threads()?;
        }
        Ok(())
    }

    const fn shelf(&self, of: Collection) -> &(IndexWriter<Waiting>, Fields) {
        let [articles, actors, quotes] = &self.shelves;
        match of {
            Collection::Articles => articles,
            Collection::Actors => actors,
            Collection::Quotes => quotes,
        }
    }
}
