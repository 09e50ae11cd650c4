//! Words that follow each other, or stand near each other: where they stand has to be read.

use crate::library::fulltext::FulltextError;
use crate::library::fulltext::searching::{Documents, RowTable, terms, words_of};
use crate::library::ground::Hits;
use crate::library::index::{Tag, Tags};
use crate::library::query::{Phrase, Wanted};
use std::collections::BTreeMap;
use tantivy::postings::{Postings, SegmentPostings, TermInfo};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocSet, InvertedIndexReader, TERMINATED};

/// Where something begins, by document of a segment.
type Places = BTreeMap<u32, Vec<u32>>;

impl Documents {
    pub(super) fn phrase(
        &self,
        phrase: &Phrase,
        tags: Tags,
        weight: &dyn Fn(Tag) -> f32,
        rows: &RowTable,
    ) -> Result<Hits, FulltextError> {
        let mut sums: BTreeMap<u32, f32> = BTreeMap::new();
        for (segment, base) in &self.segments {
            for part in self.parts(tags) {
                let places = places(&*segment.inverted_index(words_of(part))?, phrase)?;
                for (row, found) in of_rows(places, *base, rows) {
                    *sums.entry(row).or_default() += weight(part.tag) * found.len() as f32;
                }
            }
        }
        Ok(sums.into_iter().collect())
    }

    pub(super) fn near(
        &self,
        (a, b): (&Phrase, &Phrase),
        distance: u32,
        tags: Tags,
        rows: &RowTable,
    ) -> Result<Vec<u32>, FulltextError> {
        let mut near = Vec::new();
        for (segment, base) in &self.segments {
            for part in self.parts(tags) {
                let index = segment.inverted_index(words_of(part))?;
                let mut first = places(&index, a)?;
                if first.is_empty() {
                    continue;
                }
                let others = places(&index, b)?;
                first.retain(|doc, places| others.get(doc).is_some_and(|o| meet(places, o, distance)));
                near.extend(of_rows(first, *base, rows).map(|(row, _)| row));
            }
        }
        near.sort_unstable();
        near.dedup();
        Ok(near)
    }
}

fn of_rows(places: Places, base: u32, rows: &RowTable) -> impl Iterator<Item = (u32, Vec<u32>)> {
    let mut walk = rows.walk();
    places.into_iter().filter_map(move |(doc, found)| Some((walk.row(base + doc)?, found)))
}

/// Whether one of `a` stands at most `distance` words from one of `b`.
fn meet(a: &[u32], b: &[u32], distance: u32) -> bool {
    a.iter().any(|at| {
        let from = b.partition_point(|other| *other < at.saturating_sub(distance));
        b.get(from).is_some_and(|other| *other <= at + distance)
    })
}

/// Where a phrase begins. The last word may go on when the phrase says so.
fn places(index: &InvertedIndexReader, phrase: &Phrase) -> Result<Places, FulltextError> {
    let (Some(last), Some((_, before))) = (phrase.last(), phrase.words.split_last()) else {
        return Ok(Places::new());
    };
    let mut found = if before.is_empty() {
        word(index, last, None)?
    } else {
        let mut found = in_row(index, before)?;
        let ends = word(index, last, Some(&found))?;
        let length = before.len() as u32;
        found.retain(|doc, starts| {
            let ends = ends.get(doc).map_or(&[][..], Vec::as_slice);
            starts.retain(|start| ends.binary_search(&(start + length)).is_ok());
            !starts.is_empty()
        });
        found
    };
    if let Some(joined) = phrase.in_one() {
        for (doc, places) in word(index, joined, None)? {
            let here = found.entry(doc).or_default();
            here.extend(places);
            here.sort_unstable();
            here.dedup();
        }
    }
    Ok(found)
}

/// Where words follow each other, all of them whole.
fn in_row(index: &InvertedIndexReader, words: &[String]) -> Result<Places, FulltextError> {
    let mut lists: Vec<SegmentPostings> = Vec::with_capacity(words.len());
    for word in words {
        let Some(info) = index.terms().get(word)? else { return Ok(Places::new()) };
        lists.push(positions(index, &info)?);
    }
    let mut found = Places::new();
    let Some(mut doc) = lists.first().map(DocSet::doc) else { return Ok(found) };
    let (mut starts, mut here) = (Vec::new(), Vec::new());
    while doc != TERMINATED {
        // The first list that has no such document says which one may be next.
        let next = lists.iter_mut().map(|list| seek(list, doc)).find(|at| *at != doc);
        if let Some(next) = next {
            doc = next;
            continue;
        }
        for (n, list) in lists.iter_mut().enumerate() {
            list.positions(&mut here);
            if n == 0 {
                starts.clone_from(&here);
            } else {
                starts.retain(|start: &u32| here.binary_search(&(start + n as u32)).is_ok());
            }
        }
        if !starts.is_empty() {
            found.insert(doc, std::mem::take(&mut starts));
        }
        doc = lists.first_mut().map_or(TERMINATED, DocSet::advance);
    }
    Ok(found)
}

/// Where the words stand that are wanted; only in documents of `within` when given.
fn word(
    index: &InvertedIndexReader,
    wanted: Wanted<'_>,
    within: Option<&Places>,
) -> Result<Places, FulltextError> {
    let terms: Vec<TermInfo> = terms(index, wanted)?;
    let mut found = Places::new();
    let mut here = Vec::new();
    for info in &terms {
        let mut list = positions(index, info)?;
        let mut take = |list: &mut SegmentPostings| {
            list.positions(&mut here);
            found.entry(list.doc()).or_default().extend_from_slice(&here);
        };
        match within {
            Some(within) => {
                for doc in within.keys() {
                    if seek(&mut list, *doc) == *doc {
                        take(&mut list);
                    }
                }
            }
            None => {
                while list.doc() != TERMINATED {
                    take(&mut list);
                    list.advance();
                }
            }
        }
    }
    if terms.len() > 1 {
        for places in found.values_mut() {
            places.sort_unstable();
            places.dedup();
        }
    }
    Ok(found)
}

fn positions(index: &InvertedIndexReader, info: &TermInfo) -> Result<SegmentPostings, FulltextError> {
    Ok(index.read_postings_from_terminfo(info, IndexRecordOption::WithFreqsAndPositions)?)
}

/// The first document from `doc` on.
fn seek(list: &mut SegmentPostings, doc: u32) -> u32 {
    if list.doc() < doc { list.seek(doc) } else { list.doc() }
}
