//! What grouping needs to know of one article: weighted words, names, day, occasions, and a signature for copies.
//!
//! Made once per article, in parallel if wanted, small enough to keep; the text itself is not kept. A [`GroupStore`] keeps it in
//! parts: the [`Sketch`] is at hand for every article, the [`Digest`] is read when pairs are judged, and the [`Facts`] when
//! reasons are told.
//!
//! [`GroupStore`]: crate::library::stories::store::GroupStore

use crate::library::stories::copies::{Signature, Signing};
use crate::model::{ActorKind, Article, Extraction};
use crate::parse::hashes::{Map, TextSet};
use crate::text::fold::{fold, fold_onto};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// All that grouping needs of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc {
    /// What pairs are judged by.
    pub digest: Digest,
    /// What it is put in order and known as a copy by.
    pub sketch: Sketch,
    /// Its names as they are told, in the order of the digest's.
    pub(crate) names: Vec<NameCount>,
}

/// What pairs are judged by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    /// Words of headline and body by hash, with their damped frequency in sixteenths; by hash.
    pub(crate) terms: Vec<(u32, u8)>,
    /// Words of the headline by hash.
    pub(crate) head: Vec<u32>,
    /// Names by the hash of their folded form, with their number of mentions; by hash.
    pub(crate) names: Vec<(u32, u32)>,
    /// The day of publication, if known.
    pub(crate) date: Option<Date>,
    /// What it says of its own occasion: "third day", "weekend", "second round".
    pub(crate) occasions: BTreeSet<String>,
    /// How many words it has.
    pub(crate) words: u32,
}

/// What every article is known by at once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sketch {
    /// A hash of headline and words: what ties are broken by.
    pub content: u64,
    /// The day of publication, if known.
    pub date: Option<Date>,
    /// A hash of all that grouping knows of it.
    pub print: u64,
    /// For finding copies.
    pub signature: Signature,
}

/// What reasons are told by.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// The names by hash.
    pub(crate) names: Vec<NameCount>,
    pub(crate) date: Option<Date>,
    pub(crate) occasions: BTreeSet<String>,
}

impl Facts {
    /// Those of an article with this digest and these actors: name, kind, mentions.
    pub fn new<'a>(digest: Digest, names: impl IntoIterator<Item = (&'a str, ActorKind, u32)>) -> Self {
        Self { names: counted(names), date: digest.date, occasions: digest.occasions }
    }
}

/// A name of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct NameCount {
    pub(crate) key: u32,
    pub(crate) kind: ActorKind,
    pub(crate) shown: String,
    pub(crate) count: u32,
}

/// Names by the hash of their folded form.
fn counted<'a>(names: impl IntoIterator<Item = (&'a str, ActorKind, u32)>) -> Vec<NameCount> {
    let mut by_key: BTreeMap<u32, NameCount> = BTreeMap::new();
    for (shown, kind, count) in names {
        let key = short(xxh3_64(fold(shown).as_bytes()));
        by_key
            .entry(key)
            .or_insert_with(|| NameCount { key, kind, shown: shown.to_owned(), count: 0 })
            .count += count;
    }
    by_key.into_values().collect()
}

/// An article's actors as names.
pub(crate) fn names_of(extraction: &Extraction) -> impl Iterator<Item = (&str, ActorKind, u32)> {
    extraction.actors.iter().map(|actor| {
        let count = actor.variants.iter().map(|(_, count)| count).sum();
        (actor.name.as_str(), actor.kind, count)
    })
}

impl Doc {
    /// What is needed of an article with its extraction.
    #[must_use]
    pub fn of(article: &Article, extraction: &Extraction) -> Self {
        let title = article.headline.as_ref().map_or("", |field| field.text.as_str());
        let dek = article.dek.iter().map(|field| field.text.as_str());
        let body = dek.chain(article.blocks.iter().map(|block| article.at(block.span)));
        Self::new(title, body, names_of(extraction), article.date.as_ref().map(|date| date.day))
    }

    /// What is needed of a headline, the paragraphs of a body, names with kind and number of mentions, and a day.
    pub fn new<'a>(
        title: &str,
        body: impl IntoIterator<Item = &'a str>,
        names: impl IntoIterator<Item = (&'a str, ActorKind, u32)>,
        date: Option<Date>,
    ) -> Self {
        let mut counts: Map<f32> = Map::default();
        let (mut content, mut signing) = (xxh3_64(title.as_bytes()), Signing::default());
        let mut occasions = BTreeSet::new();
        let mut head: Vec<u32> = Vec::new();
        let mut folded = String::new();
        let mut hearing = Hearing::default();
        each_word(title, &mut folded, |word, _, _| {
            hearing.hear(word, &mut occasions);
            if let Some(term) = term(word).map(short) {
                head.push(term);
                *counts.entry(term.into()).or_default() += HEADLINE;
            }
        });
        for paragraph in body {
            let mut hearing = Hearing::default();
            each_word(paragraph, &mut folded, |word, capital, starts| {
                hearing.hear(word, &mut occasions);
                let hash = xxh3_64(word.as_bytes());
                content = content.rotate_left(7) ^ hash;
                signing.put(hash);
                if signing.count() > MOST_WORDS {
                    return;
                }
                if let Some(term) = term(word).map(short) {
                    *counts.entry(term.into()).or_default() += if capital && !starts { CAPITAL } else { 1.0 };
                }
            });
        }
        head.sort_unstable();
        head.dedup();
        let damped = |count: f32| (16.0 * (1.0 + count.ln().max(0.0))).round().min(255.0) as u8;
        let mut terms: Vec<(u32, u8)> =
            counts.into_iter().map(|(term, count)| (term as u32, damped(count))).collect();
        terms.sort_unstable_by_key(|(term, _)| *term);
        let names = counted(names);
        let digest = Digest {
            terms,
            head,
            names: names.iter().map(|name| (name.key, name.count)).collect(),
            date,
            occasions,
            words: signing.count() as u32,
        };
        let mut hash = Xxh3::new();
        hash.update(&content.to_le_bytes());
        hash.update(&digest.to_bytes());
        for name in &names {
            hash.update(name.shown.as_bytes());
            hash.update(&[0, name.kind as u8]);
        }
        let sketch = Sketch { content, date, print: hash.digest(), signature: signing.finish() };
        Self { digest, sketch, names }
    }

    /// What reasons are told by.
    pub(crate) fn facts(&self) -> Facts {
        Facts { names: self.names.clone(), date: self.digest.date, occasions: self.digest.occasions.clone() }
    }
}

/// Half a hash tells the words of a language apart well enough.
const fn short(hash: u64) -> u32 {
    (hash >> 32) as u32
}

/// How many words of a body tell what it is about: more than any article of a newspaper has, and a bound on what is kept.
const MOST_WORDS: usize = 100_000;
/// How often a word of the headline counts.
const HEADLINE: f32 = 3.0;
/// How often a word with a capital in mid-sentence counts: names tell events apart.
const CAPITAL: f32 = 1.5;

/// The hash of a word that can tell events apart; common words have none. Plurals and possessives are cut.
pub(crate) fn term(word: &str) -> Option<u64> {
    if word.len() < 2 || STOP.contains(word) {
        return None;
    }
    let stem = word.strip_suffix("'s").unwrap_or(word);
    let stem = match stem {
        s if s.len() > 4 && s.ends_with("ies") => s.strip_suffix("ies").unwrap_or(s),
        s if s.len() > 3 && s.ends_with('s') && !s.ends_with("ss") && !s.ends_with("us") => {
            s.strip_suffix('s').unwrap_or(s)
        }
        s if s.len() > 4 && s.ends_with('y') => s.strip_suffix('y').unwrap_or(s),
        s => s,
    };
    let stem = match stem {
        s if s.len() > 6 && s.ends_with("ing") => s.strip_suffix("ing").unwrap_or(s),
        s if s.len() > 5 && s.ends_with("ed") => s.strip_suffix("ed").unwrap_or(s),
        s => s,
    };
    Some(xxh3_64(stem.as_bytes()))
}

static STOP: LazyLock<TextSet<&'static str>> =
    LazyLock::new(|| include_str!("stop.txt").split_whitespace().collect());

/// Calls `each` with every folded word, whether it has a capital, and whether it opens a sentence.
fn each_word(text: &str, folded: &mut String, mut each: impl FnMut(&str, bool, bool)) {
    let mut starts = true;
    for raw in text.split_whitespace() {
        for part in raw.split(['-', '—', '–', '/', '…']) {
            let word = part.trim_matches(|c: char| !c.is_alphanumeric());
            if word.is_empty() {
                continue;
            }
            let capital = word.chars().next().is_some_and(char::is_uppercase);
            folded.clear();
            fold_onto(folded, word);
            if memchr::memchr2(b'.', b',', folded.as_bytes()).is_some() {
                folded.retain(|c| c != '.' && c != ',');
            }
            each(folded, capital, starts);
            starts = false;
        }
        if raw.trim_end_matches(['"', '”', '’', ')', '\'']).ends_with(['.', '!', '?']) {
            starts = true;
        }
    }
}

/// Finds what a text says of its occasion.
pub(crate) fn occasions_of(text: &str, found: &mut BTreeSet<String>) {
    let mut hearing = Hearing::default();
    each_word(text, &mut String::new(), |word, _, _| hearing.hear(word, found));
}

/// What was heard last, word by word.
#[derive(Default)]
struct Hearing {
    order: Option<usize>,
    day: bool,
}

impl Hearing {
    fn hear(&mut self, word: &str, found: &mut BTreeSet<String>) {
        if word == "weekend" {
            found.insert("weekend".to_owned());
        }
        if let Some(order) = self.order.filter(|_| UNITS.contains(&word)) {
            found.insert(format!("{} {word}", ORDINALS[order][0]));
        }
        if self.day
            && let Some(order) = CARDINALS.iter().position(|names| names.contains(&word))
        {
            found.insert(format!("{} day", ORDINALS[order][0]));
        }
        // “The third straight day” is the third day.
        if !matches!(word, "straight" | "consecutive" | "full") {
            let order = || ORDINALS.iter().position(|names| names.contains(&word));
            self.order = if word.len() <= LONGEST_ORDINAL { order() } else { None };
            self.day = word == "day";
        }
    }
}

/// No ordinal of [`ORDINALS`] is longer.
const LONGEST_ORDINAL: usize = 7;

/// The place of a counted occasion and what is counted: 2 and “round” of “second round”.
pub(crate) fn place_of(occasion: &str) -> Option<(usize, &str)> {
    let (order, unit) = occasion.split_once(' ')?;
    // The last one may be any.
    let place =
        ORDINALS.iter().position(|names| names[0] == order).filter(|place| place + 1 < ORDINALS.len())?;
    Some((place + 1, unit))
}

/// What is counted when something goes on.
const UNITS: [&str; 10] =
    ["day", "night", "round", "session", "match", "game", "debate", "hearing", "vote", "leg"];

const ORDINALS: [[&str; 2]; 10] = [
    ["first", "1st"],
    ["second", "2nd"],
    ["third", "3rd"],
    ["fourth", "4th"],
    ["fifth", "5th"],
    ["sixth", "6th"],
    ["seventh", "7th"],
    ["eighth", "8th"],
    ["ninth", "9th"],
    ["final", "last"],
];

const CARDINALS: [[&str; 2]; 9] = [
    ["one", "1"],
    ["two", "2"],
    ["three", "3"],
    ["four", "4"],
    ["five", "5"],
    ["six", "6"],
    ["seven", "7"],
    ["eight", "8"],
    ["nine", "9"],
];

#[cfg(test)]
mod tests {
    use super::Doc;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let doc = Doc::new("", [text], [], None);
        assert_eq!(doc.digest.occasions.iter().map(String::as_str).collect::<Vec<_>>(), expect);
    }

    #[test]
    fn hears_what_occasion_it_is() {
        check("The third day of the hearings ended.", &["third day"]);
        check(
            "On day two, before the weekend, a second round began.",
            &["second day", "second round", "weekend"],
        );
        check("They met for a third straight day.", &["third day"]);
        check("They met for the second time.", &[]);
    }

    #[test]
    fn words_meet_in_their_stems() {
        let (one, two) = (Doc::new("Ferries", [], [], None), Doc::new("ferry's", [], [], None));
        assert_eq!(one.digest.head, two.digest.head);
    }
}
