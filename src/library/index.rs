//! Words to places: an inverted index in memory over any collection of documents with tagged parts.
//!
//! Articles, actors and quotes each have one. It answers where a phrase stands, exactly. It knows no query language and
//! keeps no text.

use crate::library::ground::{Length, length};
use crate::library::query::{NEAR, Phrase, Wanted};
use crate::text::words::{compound, words};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::collections::HashMap;

/// Bits of a position that count words; those above hold the part's tag.
const TAG_SHIFT: u32 = 28;

/// Words left out between two parts of one tag, so that no phrase reaches from one into the other, nor `NEAR` by itself.
pub(crate) const GAP: u32 = NEAR;

/// So few letters that a word may begin with count once a kind of part, however often words begin so: they tell nothing
/// about a text, and adding them all up would take the longest while somebody begins to type.
pub(crate) const FEW_LETTERS: usize = 2;

/// A kind of part: a headline, a paragraph. At most 16 kinds.
pub type Tag = u8;

/// One document: its parts in order.
pub type Document<'t> = Vec<(Tag, &'t str)>;

/// Where a word stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Posting {
    /// The document.
    pub doc: u32,
    /// Its place: comparable within a document and a tag.
    at: u32,
}

impl Posting {
    /// The kind of part it stands in.
    #[must_use]
    pub const fn tag(self) -> Tag {
        (self.at >> TAG_SHIFT) as Tag
    }
}

/// Kinds of parts to look in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags(u16);

impl Tags {
    /// All of them.
    pub const ALL: Self = Self(u16::MAX);

    /// One of them.
    #[must_use]
    pub const fn one(tag: Tag) -> Self {
        Self(1 << tag)
    }

    /// These as well.
    #[must_use]
    pub const fn and(self, tag: Tag) -> Self {
        Self(self.0 | 1 << tag)
    }

    /// Whether this one is among them.
    #[must_use]
    pub const fn holds(self, tag: Tag) -> bool {
        self.0 & (1 << tag) != 0
    }
}

/// An index of documents numbered from 0.
#[derive(Debug, Default)]
pub struct Index {
    /// By word.
    terms: Vec<(Box<str>, Vec<Posting>)>,
    /// Words of each document.
    lengths: Vec<Length>,
}

impl Index {
    /// Indexes documents.
    #[must_use]
    pub fn build<'t>(count: usize, document: impl Fn(u32) -> Document<'t> + Sync) -> Self {
        let read: Vec<(Vec<(String, u32)>, u32)> =
            (0..count as u32).into_par_iter().map(|doc| read(&document(doc))).collect();
        let lengths = read.iter().map(|(_, count)| length(*count)).collect();
        let mut terms: HashMap<Box<str>, Vec<Posting>> = HashMap::new();
        for (doc, (found, _)) in read.into_iter().enumerate() {
            for (word, at) in found {
                let posting = Posting { doc: doc as u32, at };
                match terms.get_mut(word.as_str()) {
                    Some(postings) => postings.push(posting),
                    None => {
                        terms.insert(word.into_boxed_str(), vec![posting]);
                    }
                }
            }
        }
        let mut terms: Vec<(Box<str>, Vec<Posting>)> = terms.into_iter().collect();
        terms.sort_unstable_by(|a, b| a.0.cmp(&b.0));
        for (_, postings) in &mut terms {
            postings.sort_unstable();
            postings.shrink_to_fit();
        }
        Self { terms, lengths }
    }

    /// Where a phrase begins, by document and place. The last word may go on when the phrase says so.
    #[must_use]
    pub fn find(&self, phrase: &Phrase, tags: Tags) -> Vec<Posting> {
        let Some((last, before)) = phrase.last().zip(phrase.words.split_last()).map(|(l, (_, b))| (l, b))
        else {
            return Vec::new();
        };
        let mut places = self.word(last);
        let back = before.len() as u32;
        if back > 0 {
            places.retain_mut(|posting| {
                let fits = posting.at >= back;
                posting.at = posting.at.saturating_sub(back);
                fits
            });
            for (n, word) in before.iter().enumerate() {
                let here = self.exact(word);
                places.retain(|p| here.binary_search(&Posting { doc: p.doc, at: p.at + n as u32 }).is_ok());
            }
        }
        if let Some(joined) = phrase.in_one() {
            places.extend(self.word(joined));
            places.sort_unstable();
            places.dedup();
        }
        places.retain(|p| tags.holds(p.tag()));
        places
    }

    /// Where two phrases stand at most `distance` words apart, in either order: the places of the first.
    #[must_use]
    pub fn near(&self, a: &Phrase, b: &Phrase, distance: u32, tags: Tags) -> Vec<Posting> {
        let others = self.find(b, tags);
        let mut places = self.find(a, tags);
        places.retain(|p| {
            let from = Posting { doc: p.doc, at: p.at.saturating_sub(distance) };
            let first = others.partition_point(|other| *other < from);
            others.get(first).is_some_and(|o| o.doc == p.doc && o.tag() == p.tag() && o.at <= p.at + distance)
        });
        places
    }

    /// How many documents there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.lengths.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.lengths.is_empty()
    }

    fn exact(&self, word: &str) -> &[Posting] {
        let found = self.terms.binary_search_by(|(term, _)| (**term).cmp(word));
        found.ok().and_then(|at| self.terms.get(at)).map_or(&[], |(_, postings)| postings)
    }

    fn word(&self, wanted: Wanted<'_>) -> Vec<Posting> {
        let mut places = self.all_of(wanted);
        places.dedup();
        places
    }

    /// Every posting of the words that are wanted; a compound and its first part stand at one place.
    fn all_of(&self, wanted: Wanted<'_>) -> Vec<Posting> {
        if wanted.is_exact() {
            return self.exact(wanted.word).to_vec();
        }
        let mut places: Vec<Posting> = Vec::new();
        for start in wanted.starts() {
            let from = self.terms.partition_point(|(term, _)| **term < *start);
            let terms = self.terms.iter().skip(from).take_while(|(term, _)| term.starts_with(&start));
            places.extend(terms.filter(|(term, _)| wanted.is(term)).flat_map(|(_, postings)| postings));
        }
        places.sort_unstable();
        places
    }

    /// The documents a phrase is found in, with the weights of all its places added up, by document.
    #[must_use]
    pub fn hits(&self, phrase: &Phrase, tags: Tags, weight: &dyn Fn(Tag) -> f32) -> Vec<(u32, f32)> {
        let places = match phrase.words.as_slice() {
            [word] if phrase.joined.is_none() => {
                let mut places = phrase.last().map(|wanted| self.all_of(wanted)).unwrap_or_default();
                places.retain(|place| tags.holds(place.tag()));
                if phrase.prefix && word.chars().count() <= FEW_LETTERS {
                    places.dedup_by_key(|place| (place.doc, place.tag()));
                }
                places
            }
            _ => self.find(phrase, tags),
        };
        let mut hits: Vec<(u32, f32)> = Vec::new();
        for place in places {
            match hits.last_mut() {
                Some((doc, sum)) if *doc == place.doc => *sum += weight(place.tag()),
                _ => hits.push((place.doc, weight(place.tag()))),
            }
        }
        hits
    }

    /// How many words all documents have.
    #[must_use]
    pub fn words(&self) -> u64 {
        self.lengths.iter().map(|length| u64::from(*length)).sum()
    }

    /// How many words each document has.
    #[must_use]
    pub fn lengths(&self) -> &[Length] {
        &self.lengths
    }
}

/// The words of one document with their places, and how many there are.
fn read(document: &Document<'_>) -> (Vec<(String, u32)>, u32) {
    let mut found = Vec::new();
    let mut next = [0_u32; 16];
    let mut length = 0;
    for (tag, text) in document {
        let words = words(text);
        let Some(free) = next.get_mut(*tag as usize) else { continue };
        let base = (u32::from(*tag) << TAG_SHIFT) + *free;
        let joined: Vec<(String, u32)> =
            (0..words.len()).filter_map(|n| Some((compound(&words, n)?, base + n as u32))).collect();
        *free += words.len() as u32 + GAP;
        length += words.len() as u32;
        found.extend(words.into_iter().enumerate().map(|(n, word)| (word.folded, base + n as u32)));
        found.extend(joined);
    }
    (found, length)
}

#[cfg(test)]
mod tests {
    use super::{Index, Tags};
    use crate::library::query::{Node, Pattern, Phrase, Query, Test};

    fn phrase(text: &str) -> Phrase {
        match Query::parse(text).unwrap().root() {
            Some(Node::Test(Test::Words(_, Pattern::Phrase(phrase)))) => phrase.clone(),
            other => panic!("{other:?}"),
        }
    }

    fn index() -> Index {
        let texts = [
            [(0, "Ferry inquiry opens"), (1, "The ferry’s owner spoke of a cease-fire.")],
            [(0, "Ceasefire holds"), (1, "An inquiry into the ferry was opened by Zoë O’Brien")],
            [(0, "Nothing"), (1, "of note")],
        ];
        Index::build(3, |doc| texts[doc as usize].to_vec())
    }

    fn check(text: &str, tags: Tags, expect: &[u32]) {
        let mut docs: Vec<u32> = index().find(&phrase(text), tags).iter().map(|p| p.doc).collect();
        docs.dedup();
        assert_eq!(docs, expect, "{text}");
    }

    #[test]
    fn words_phrases_prefixes_compounds() {
        check("ferry", Tags::ALL, &[0, 1]);
        check("ferry", Tags::one(0), &[0]);
        check("\"inquiry opens\"", Tags::ALL, &[0]);
        check("\"opens the\"", Tags::ALL, &[]);
        check("open*", Tags::ALL, &[0, 1]);
        check("cease-fire", Tags::ALL, &[0, 1]);
        check("ceasefire", Tags::ALL, &[0, 1]);
        check("fire", Tags::ALL, &[0]);
        check("zoe", Tags::ALL, &[1]);
        check("obrien", Tags::ALL, &[1]);
        check("o'brien", Tags::ALL, &[1]);
        check("ferry's", Tags::ALL, &[0]);
        check("absent", Tags::ALL, &[]);
    }

    #[test]
    fn near_counts_words_in_either_order() {
        let docs = |n| -> Vec<u32> {
            index().near(&phrase("ferry"), &phrase("inquiry"), n, Tags::ALL).iter().map(|p| p.doc).collect()
        };
        assert_eq!(docs(1), [0]);
        assert_eq!(docs(3), [0, 1]);
    }

    #[test]
    fn weights_of_all_places_add_up() {
        let hits = index().hits(&phrase("ferry"), Tags::ALL, &|tag| if tag == 0 { 4.0 } else { 1.0 });
        assert_eq!(hits, [(0, 5.0), (1, 1.0)]);
    }
}
