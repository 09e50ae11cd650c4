//! Going through the postings of words: the rows they stand in, and what they weigh there.

use crate::library::bits::Bits;
use crate::library::fulltext::FulltextError;
use crate::library::fulltext::searching::table::{RowTable, each_bit};
use crate::library::ground::Hits;
use std::cell::RefCell;
use std::sync::Arc;
use tantivy::InvertedIndexReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;

/// The postings of one word, or of the words that begin so, in one kind of part of one segment.
pub(super) struct Lists {
    pub(super) index: Arc<InvertedIndexReader>,
    pub(super) terms: Vec<TermInfo>,
    /// The slot of the segment's first document.
    pub(super) base: u32,
    /// What a place here weighs.
    pub(super) weight: f32,
    /// Whether a document counts once here, however many of the words it has.
    pub(super) once: bool,
}

thread_local! {
    /// Sums by row, all zero between two uses: fresh memory would cost more than the adding up.
    static SUMS: RefCell<Vec<f32>> = const { RefCell::new(Vec::new()) };
    /// A set of slots, empty between two uses.
    static SLOTS: RefCell<Vec<u64>> = const { RefCell::new(Vec::new()) };
}

/// The rows of all postings.
pub(super) fn rows_of(lists: &[Lists], rows: &RowTable) -> Result<Bits, FulltextError> {
    with_slots(rows, |slots| gather(lists, slots).map(|()| rows.rows_of(slots)))
}

/// From which share of the rows on sums are kept for all of them.
const DENSE: usize = 24;

/// The weights of all postings, by row.
pub(super) fn add_up(lists: &[Lists], rows: &RowTable) -> Result<Hits, FulltextError> {
    let postings: usize = lists.iter().flat_map(|list| &list.terms).map(|term| term.doc_freq as usize).sum();
    if postings < rows.len() / DENSE {
        let mut hits = Hits::with_capacity(postings);
        each_posting(lists, rows, |row, weight| hits.push((row, weight)))?;
        hits.sort_unstable_by_key(|(row, _)| *row);
        hits.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
        return Ok(hits);
    }
    SUMS.with_borrow_mut(|sums| {
        if sums.len() < rows.len() {
            sums.resize(rows.len(), 0.0);
        }
        let read = each_posting(lists, rows, |row, weight| {
            if let Some(sum) = sums.get_mut(row as usize) {
                *sum += weight;
            }
        });
        let mut hits = Hits::with_capacity(postings.min(rows.len()));
        for (row, sum) in sums.iter_mut().enumerate().take(rows.len()) {
            if *sum > 0.0 {
                hits.push((row as u32, *sum));
                *sum = 0.0;
            }
        }
        read.map(|()| hits)
    })
}

/// Calls `found` with the row and the weight of every posting.
fn each_posting(
    lists: &[Lists],
    rows: &RowTable,
    mut found: impl FnMut(u32, f32),
) -> Result<(), FulltextError> {
    let mut walk = rows.walk();
    for list in lists {
        let mut found = |slot: u32, weight: f32| {
            if let Some(row) = walk.row(slot) {
                found(row, weight);
            }
        };
        if list.once {
            with_slots(rows, |slots| {
                gather(std::slice::from_ref(list), slots)?;
                each_bit(slots, |slot| found(slot, list.weight));
                Ok::<_, FulltextError>(())
            })?;
            continue;
        }
        list.each_block(IndexRecordOption::WithFreqs, |docs, counts| {
            for (doc, count) in docs.iter().zip(counts) {
                found(list.base + doc, list.weight * *count as f32);
            }
            // Where it is not kept how often, once.
            for doc in docs.iter().skip(counts.len()) {
                found(list.base + doc, list.weight);
            }
        })?;
    }
    Ok(())
}

/// Lends an empty set of slots.
fn with_slots<T>(rows: &RowTable, lent: impl FnOnce(&mut [u64]) -> T) -> T {
    SLOTS.with_borrow_mut(|slots| {
        slots.resize(rows.slots().div_ceil(64), 0);
        let done = lent(slots);
        slots.fill(0);
        done
    })
}

/// Puts the slots of all postings into a set. Many of them are met more than once: what rows they are is asked of the set.
fn gather(lists: &[Lists], slots: &mut [u64]) -> Result<(), FulltextError> {
    for list in lists {
        list.each_block(IndexRecordOption::Basic, |docs, _| {
            for doc in docs {
                let slot = list.base + doc;
                if let Some(word) = slots.get_mut(slot as usize / 64) {
                    *word |= 1 << (slot % 64);
                }
            }
        })?;
    }
    Ok(())
}

impl Lists {
    /// Calls `found` with the documents of all postings, some at a time, and how often each has the word where that is kept and
    /// asked for.
    fn each_block(
        &self,
        record: IndexRecordOption,
        mut found: impl FnMut(&[u32], &[u32]),
    ) -> Result<(), FulltextError> {
        let mut block = None;
        for term in &self.terms {
            let block = match &mut block {
                None => block.insert(self.index.read_block_postings_from_terminfo(term, record)?),
                Some(block) => {
                    self.index.reset_block_postings_from_terminfo(term, block)?;
                    block
                }
            };
            while !block.docs().is_empty() {
                found(block.docs(), if record.has_freq() { block.freqs() } else { &[] });
                block.advance();
            }
        }
        Ok(())
    }
}
