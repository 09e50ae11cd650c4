//! From labels to names: titles and possessives taken off, key phrases cut back, headings believed only with support.

use crate::extract::learn::tag::stretches;
use crate::extract::lexicon::{CountryWord, List, country_of};
use crate::extract::names::document::{Document, Mode, Sentence, WordType};
use crate::extract::names::words::Gazetteer;
use crate::extract::names::{mending, turns, vessels, wholes};
use crate::model::{ActorKind, BlockKind, RegionKind, Span};
use crate::text::tokens::{Case, TokenKind};
use std::collections::HashMap;
use std::ops::Range;

/// A name: its tokens and its kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Its tokens.
    pub tokens: Range<usize>,
    /// What it names.
    pub kind: ActorKind,
}

/// The kinds in the order of the labels.
pub const KINDS: [ActorKind; 4] =
    [ActorKind::Person, ActorKind::Organisation, ActorKind::Place, ActorKind::Other];

/// The names that labels (one for each item) stand for and nothing else, in order.
#[must_use]
pub fn labelled(document: &Document<'_>, labels: &[u8]) -> Vec<Name> {
    let name = |(items, kind): (Range<usize>, usize)| {
        let token = |item: usize| document.items.get(item).map(|t| *t as usize);
        let tokens = token(items.start)?..token(items.end.checked_sub(1)?)? + 1;
        Some(Name { tokens, kind: *KINDS.get(kind)? })
    };
    stretches(labels).into_iter().filter_map(name).collect()
}

/// The names that labels stand for, mended.
pub(super) fn names(document: &Document<'_>, labels: &[u8]) -> Vec<Name> {
    let mut names: Vec<Name> = labelled(document, labels)
        .into_iter()
        .filter_map(|name| trim(document, name).map(|name| corrected(document, name)))
        .collect();
    letters_behind(document, &mut names);
    mending::mend(document, &mut names);
    turns::mend(document, &mut names);
    vessels::mend(document, &mut names);
    wholes::complete(document, &mut names);
    // A run of a hundred words in capitals is a list or rubbish, and joining compares parts of names.
    names.retain(|name| name.tokens.len() <= LONGEST);
    // Key phrases go before anything is believed because of them.
    names = names.into_iter().filter_map(|name| plain(document, name)).collect();
    let support = support(document, &names);
    names.into_iter().filter_map(|name| believed(document, name, &support)).collect()
}

/// No name has more words.
const LONGEST: usize = 40;

/// Letters of honour behind a person's name ("Arne Lindqvist, QC") are no name of their own.
fn letters_behind(document: &Document<'_>, names: &mut Vec<Name>) {
    let mut person = None;
    names.retain(|name| {
        let behind =
            person.is_some_and(|end: usize| name.tokens.start == end + 1 && text(document, end) == ",");
        let letters = name.tokens.len() == 1 && HONOURS.contains(&text(document, name.tokens.start));
        person = (name.kind == ActorKind::Person).then_some(name.tokens.end);
        !(behind && letters)
    });
}

/// Letters of honour and of degrees.
const HONOURS: [&str; 14] =
    ["QC", "KC", "SC", "MP", "MEP", "MBE", "OBE", "CBE", "PhD", "Ph.D", "MD", "M.D", "Esq", "RN"];

/// Where a name stands.
#[must_use]
pub fn span(document: &Document<'_>, name: &Name) -> Span {
    let token = |at: usize| document.tokens.get(at).map(|t| t.span).unwrap_or_default();
    token(name.tokens.start).join(token(name.tokens.end.saturating_sub(1)))
}

/// The text of a token.
pub(super) fn text<'a>(document: &Document<'a>, at: usize) -> &'a str {
    document.tokens.get(at).map_or("", |t| t.span.of(document.text))
}

/// Takes titles off a person and marks and possessives off any name.
fn trim(document: &Document<'_>, mut name: Name) -> Option<Name> {
    let kind_of = |at: usize| document.tokens.get(at).map_or(TokenKind::Mark, |t| t.kind);
    let listed = |at: usize, list: List| document.word(at).is_some_and(|w| w.lists >> list as u8 & 1 == 1);
    while name.tokens.len() > 1 {
        let last = name.tokens.end - 1;
        if !matches!(kind_of(last), TokenKind::Mark | TokenKind::Clitic) && text(document, last) != "-" {
            break;
        }
        name.tokens.end = last;
    }
    if name.kind == ActorKind::Person {
        let is_last = |name: &Name| name.tokens.len() < 2;
        let mut start = name.tokens.start;
        while start + 1 < name.tokens.end
            && (listed(start, List::Titles) || listed(start, List::TitleModifiers))
        {
            start += 1;
        }
        // Modifiers alone are given names or surnames ("Chase Field"): only a title at the end makes a title of them.
        if start > name.tokens.start && listed(start - 1, List::Titles) && !is_last(&name) {
            name.tokens.start = start;
        }
    }
    if name.tokens.len() > 1 && asks(document, name.tokens.start) {
        name.tokens.start += 1;
    }
    while name.tokens.len() > 1 && matches!(kind_of(name.tokens.start), TokenKind::Mark | TokenKind::Clitic) {
        name.tokens.start += 1;
    }
    (!name.tokens.is_empty() && kind_of(name.tokens.start) != TokenKind::Mark).then_some(name)
}

/// Whether a token opens a question ("Will Marsh agree?"), and no name.
fn asks(document: &Document<'_>, at: usize) -> bool {
    let home = document.sentences.partition_point(|s| s.tokens.end <= at);
    let Some(sentence) = document.sentences.get(home).filter(|s| s.tokens.start == at) else { return false };
    ASKING.contains(&text(document, at))
        && sentence.tokens.clone().rev().take(2).any(|t| text(document, t) == "?")
}

/// Verbs that open a question and may be taken for a given name.
const ASKING: [&str; 8] = ["Will", "May", "Can", "Could", "Would", "Should", "Did", "Does"];

/// Kinds of the words of names in running text, by folded spelling.
fn support(document: &Document<'_>, names: &[Name]) -> HashMap<u32, ActorKind> {
    let mut support = HashMap::new();
    for name in names {
        let Some(home) = home(document, name) else { continue };
        if mode(document, home) != Mode::Plain || is_heading(home.region) {
            continue;
        }
        for at in name.tokens.clone() {
            if let Some(word) = document.word(at).filter(|w| w.case != Case::Lower && w.case != Case::None) {
                support.insert(word.folded, name.kind);
            }
        }
    }
    support
}

fn home<'d>(document: &'d Document<'_>, name: &Name) -> Option<&'d Sentence> {
    let at = document.sentences.partition_point(|s| s.tokens.end <= name.tokens.start);
    document.sentences.get(at)
}

/// Whether it is a headline or a section heading.
pub(super) const fn is_heading(region: RegionKind) -> bool {
    matches!(region, RegionKind::Headline | RegionKind::Block(BlockKind::Heading(_)))
}

/// How a sentence uses capitals. In a heading the small words that titles leave small ("of the", "and") do not count, so that
/// "Rooms on the Same Coast" is a title.
fn mode(document: &Document<'_>, sentence: &Sentence) -> Mode {
    if sentence.mode != Mode::Plain || !is_heading(sentence.region) {
        return sentence.mode;
    }
    let words =
        || sentence.tokens.clone().filter_map(|at| document.word(at)).filter(|w| w.case != Case::None);
    let upper = words().filter(|w| w.case.starts_upper()).count();
    let lower = words().filter(|w| !w.case.starts_upper() && w.first.len() > LEFT_SMALL).count();
    if upper > 2 && upper > 3 * lower { Mode::Title } else { Mode::Plain }
}

/// Titles leave words of at most so many letters small.
const LEFT_SMALL: usize = 4;

/// A name of running text; a key phrase in Title Case is cut back to the place it begins with.
fn plain(document: &Document<'_>, name: Name) -> Option<Name> {
    let sentence = home(document, &name)?;
    if mode(document, sentence) == Mode::Plain { key_phrase(document, name) } else { Some(name) }
}

/// A name as far as it can be believed: in lines where capitals say nothing, words that no running text supports are cut
/// off.
fn believed(document: &Document<'_>, mut name: Name, support: &HashMap<u32, ActorKind>) -> Option<Name> {
    let sentence = home(document, &name)?;
    let mode = mode(document, sentence);
    // A line of the text in Title Case, a list of results or a caption, is read as it stands, but words that are mostly
    // written small and things need support there too.
    let is_line = mode == Mode::Title && !is_heading(sentence.region);
    if mode == Mode::Plain || is_line && name.kind != ActorKind::Other && !is_common(document, &name) {
        return Some(name);
    }
    // In a heading, in capitals and of things only what is known counts.
    let known = |at: usize| {
        document.word(at).is_some_and(|w| support.contains_key(&w.folded) || is_known(document, w))
    };
    while !name.tokens.is_empty() && !known(name.tokens.end - 1) {
        name.tokens.end -= 1;
    }
    while !name.tokens.is_empty() && !known(name.tokens.start) {
        name.tokens.start += 1;
    }
    if name.tokens.is_empty() {
        return None;
    }
    let word = document.word(name.tokens.end - 1)?;
    if let Some(kind) = support.get(&word.folded) {
        name.kind = *kind;
    } else if is_known(document, word) && name.tokens.len() == 1 && name.kind != ActorKind::Other {
        name.kind = ActorKind::Place;
    }
    Some(name)
}

/// Words capitalised in at most so many eighths of their uses (plus one) are common words.
pub(super) const COMMON: u8 = 3;

/// Whether all words of a name are common words.
fn is_common(document: &Document<'_>, name: &Name) -> bool {
    let mut words = name.tokens.clone().filter_map(|at| document.word(at));
    words.all(|word| word.case == Case::Lower || (1..=COMMON).contains(&(word.facts.caps & 15)))
}

/// A capital or a seat of government is no person and no thing, unless it is also a person's name.
fn corrected(document: &Document<'_>, mut name: Name) -> Name {
    if !matches!(name.kind, ActorKind::Person | ActorKind::Other) {
        return name;
    }
    if !matches!(country_of(span(document, &name).of(document.text)), Some((_, CountryWord::Capital))) {
        return name;
    }
    let held = |bits: u8| {
        name.tokens.clone().any(|at| document.word(at).is_some_and(|w| w.facts.gazetteers & bits != 0))
    };
    if held(Gazetteer::First.bit() | Gazetteer::Last.bit()) && name.kind == ActorKind::Person {
        return name;
    }
    name.kind = if held(Gazetteer::City.bit()) { ActorKind::Place } else { ActorKind::Organisation };
    name
}

/// Whether a word is a country or a people by the table.
fn is_known(document: &Document<'_>, word: &WordType) -> bool {
    let country = Gazetteer::Country.bit() | Gazetteer::Demonym.bit();
    word.facts.gazetteers & country != 0 && word.case != Case::Lower
        || country_of(word.first.of(document.text)).is_some()
}

/// A phrase whose last word the article also writes small, again and again, is a topic and no actor.
fn key_phrase(document: &Document<'_>, mut name: Name) -> Option<Name> {
    let shortest = if name.kind == ActorKind::Other || is_common(document, &name) { 2 } else { 3 };
    if name.tokens.len() < shortest || name.kind == ActorKind::Place {
        return Some(name);
    }
    let last = document.word(name.tokens.end - 1)?;
    let counts = document.counts.get(last.folded as usize).copied().unwrap_or_default();
    let caps = last.facts.caps & 15;
    let is_org = last.lists >> List::Organisations as u8 & 1 == 1;
    if last.case != Case::Title
        || counts.lower < 2
        || is_org
        || caps > COMMON
        || name.kind == ActorKind::Person
    {
        return Some(name);
    }
    let first = text(document, name.tokens.start);
    if !matches!(country_of(first), Some((_, CountryWord::Name | CountryWord::Capital))) {
        return None;
    }
    name.tokens.end = name.tokens.start + 1;
    name.kind = ActorKind::Place;
    Some(name)
}
