//! Names as the article itself spells them out elsewhere: by their letters in brackets, by a longer name of the same
//! company; and words for people of a nation that name nobody.
//!
//! Works on tokens, word lists and the other names of the article; nothing here knows any name.

use crate::extract::lexicon::{CountryWord, List, country_of};
use crate::extract::names::assemble::{Name, text};
use crate::extract::names::document::Document;
use crate::extract::names::mending::{capital, listed};
use crate::extract::names::words::Gazetteer;
use crate::extract::naming::is_company_form;
use crate::model::ActorKind;
use crate::text::tokens::{Case, TokenKind};
use std::collections::HashSet;
use std::ops::Range;

/// Completes the names of a document.
pub(super) fn complete(document: &Document<'_>, names: &mut Vec<Name>) {
    spelt_out(document, names);
    coordinated(document, names);
    companies(document, names);
    names.retain(|name| !is_somebody(document, name) && !is_ticker(document, name));
    pairs(document, names);
}

/// "Norland Anti-Flood Agency (NAFA)": a name begins where its letters do, whether the tagger saw it or not. After
/// Schwartz and Hearst (2003), on capitals alone.
fn spelt_out(document: &Document<'_>, names: &mut Vec<Name>) {
    let opening = |at: &usize| text(document, *at) == "(" && text(document, at + 2) == ")";
    for end in (1..document.tokens.len()).filter(opening) {
        let letters = text(document, end + 1);
        if !(3..=LETTERS).contains(&letters.len())
            || !letters.bytes().all(|letter| letter.is_ascii_uppercase())
        {
            continue;
        }
        let before = names.partition_point(|name| name.tokens.end < end);
        let known = names.get(before).filter(|name| name.tokens.end == end);
        if known.is_some_and(|name| {
            name.kind == ActorKind::Person || initials(document, name.tokens.clone()) == letters
        }) {
            continue;
        }
        let home = document.sentences.partition_point(|sentence| sentence.tokens.end < end);
        let opens = document.sentences.get(home).map_or(end, |sentence| sentence.tokens.start);
        let inside = |at: &usize| capital(document, *at) || is_joint(text(document, *at));
        let run = (opens..end).rev().take(letters.len() * 2).take_while(inside);
        let Some(from) = run
            .filter(|&from| capital(document, from))
            .find(|&from| initials(document, from..end) == letters)
        else {
            continue;
        };
        // What the whole has taken in is no name of its own.
        let first = names.partition_point(|name| name.tokens.end <= from);
        let last = names.partition_point(|name| name.tokens.start < end);
        let whole = Name { tokens: from..end, kind: ActorKind::Organisation };
        names.splice(first..last.max(first), [whole]);
    }
}

/// Names are shortened to so many letters at most.
const LETTERS: usize = 10;

/// The first letters of the capitalised words, each half of a hyphened one counted.
fn initials(document: &Document<'_>, tokens: Range<usize>) -> String {
    let words = tokens.filter(|&at| capital(document, at)).map(|at| text(document, at));
    words
        .flat_map(|word| word.split('-').filter_map(|half| half.chars().next()))
        .filter(|letter| letter.is_uppercase())
        .collect()
}

/// What may stand small inside a name.
fn is_joint(word: &str) -> bool {
    matches!(word, "of" | "for" | "the" | "and" | "&" | "-" | "in" | "on" | "de")
}

/// "Tallis and Brock" is one company where the article also has "Tallis and Brock Publishers Inc".
fn coordinated(document: &Document<'_>, names: &mut Vec<Name>) {
    let mut known: HashSet<Vec<u32>> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == ActorKind::Organisation && name.tokens.len() > 2) {
        let words: Vec<u32> = folded(document, name.tokens.clone());
        let first = name.tokens.clone().skip(1).position(|at| is_and(text(document, at)));
        let Some(first) = first.filter(|first| first + 3 <= words.len()) else { continue };
        known.extend((first + 3..=words.len()).filter_map(|to| words.get(..to).map(<[u32]>::to_vec)));
    }
    if known.is_empty() {
        return;
    }
    let mut at = 0;
    while let (Some(one), Some(two)) = (names.get(at).cloned(), names.get(at + 1).cloned()) {
        let joined = one.tokens.end + 1 == two.tokens.start && is_and(text(document, one.tokens.end));
        let whole = one.tokens.start..two.tokens.end;
        if joined && known.contains(&folded(document, whole.clone())) {
            names.remove(at + 1);
            if let Some(name) = names.get_mut(at) {
                *name = Name { tokens: whole, kind: ActorKind::Organisation };
            }
        } else {
            at += 1;
        }
    }
}

fn is_and(word: &str) -> bool {
    matches!(word, "and" | "&")
}

/// "Tallis said" is the company where the article has "Tallis Motors Corp" and no person of that name.
fn companies(document: &Document<'_>, names: &mut [Name]) {
    let word = |at: usize| document.word(at).map(|w| w.folded);
    let mut firms: HashSet<u32> = HashSet::new();
    for name in names.iter().filter(|name| name.kind == ActorKind::Organisation && name.tokens.len() > 1) {
        let last = text(document, name.tokens.end - 1).trim_end_matches('.').to_lowercase();
        if is_company_form(&last) {
            firms.extend(word(name.tokens.start));
        }
    }
    for name in names.iter().filter(|name| name.kind == ActorKind::Person && name.tokens.len() > 1) {
        name.tokens.clone().filter_map(word).for_each(|word| _ = firms.remove(&word));
    }
    // "Venn Brothers", "Venn Lines", "Dray Brock Corp", "Bank Venn Dray" are nobody's full name.
    for name in names.iter_mut().filter(|name| name.kind == ActorKind::Person && name.tokens.len() > 1) {
        let last = text(document, name.tokens.end - 1).trim_end_matches('.');
        let opens = BODIES.contains(&text(document, name.tokens.start));
        if opens || is_company_form(&last.to_lowercase()) && last.len() > 2 || FIRMS.contains(&last) {
            name.kind = ActorKind::Organisation;
        }
    }
    let place = Gazetteer::City.bit() | Gazetteer::Region.bit() | Gazetteer::Country.bit();
    for name in names.iter_mut().filter(|name| name.tokens.len() == 1) {
        let at = name.tokens.start;
        let titled = at.checked_sub(1).is_some_and(|before| listed(document, before, List::Titles));
        let is_place = name.kind == ActorKind::Place
            && document.word(at).is_some_and(|w| w.facts.gazetteers & place != 0);
        if !titled && !is_place && word(at).is_some_and(|word| firms.contains(&word)) {
            name.kind = ActorKind::Organisation;
        }
    }
}

/// What the name of a firm ends with, and hardly anybody's.
const FIRMS: [&str; 14] = [
    "Bros",
    "Brothers",
    "Lines",
    "Airlines",
    "Airways",
    "Ferries",
    "Railways",
    "Shipping",
    "Motors",
    "Industries",
    "Foods",
    "Pictures",
    "Studios",
    "Technologies",
];

/// What the name of a body begins with, and nobody's.
const BODIES: [&str; 9] =
    ["Bank", "Banque", "Banco", "University", "Hospital", "College", "Institute", "Ministry", "Radio"];

/// "The Norwegian" who says or does something is somebody, not Norway.
fn is_somebody(document: &Document<'_>, name: &Name) -> bool {
    let at = name.tokens.start;
    let word = text(document, at);
    let people = matches!(country_of(word), Some((_, CountryWord::Adjective)))
        && (word.ends_with("an") || word.ends_with('i'));
    let article = at
        .checked_sub(1)
        .is_some_and(|before| matches!(text(document, before), "the" | "The" | "a" | "A" | "an" | "An"));
    if name.tokens.len() > 1 || !people || !article {
        return false;
    }
    let Some(next) = document.tokens.get(name.tokens.end) else { return true };
    match text(document, name.tokens.end) {
        // More peoples may follow, and what they are.
        "," | "and" | "or" | "&" | "/" | "-" | "–" => false,
        next_word => {
            next.kind != TokenKind::Number
                && (next.kind != TokenKind::Word
                    || listed(document, name.tokens.end, List::FunctionWords)
                    || next.case == Case::Lower && (next_word == "said" || next_word == "told"))
        }
    }
}

/// "Tallis Motors <TALM>": the sign a share is traded under is nobody.
fn is_ticker(document: &Document<'_>, name: &Name) -> bool {
    let at = name.tokens.start;
    let before = |back: usize| at.checked_sub(back).map_or("", |before| text(document, before));
    let behind = text(document, name.tokens.end);
    let upper = document.word(at).is_some_and(|w| w.case == Case::Upper);
    name.tokens.len() == 1
        && upper
        && (before(1) == "<" && behind == ">" || before(1) == ":" && before(3) == "(" && behind == ")")
}

/// "The Venn-Dray feud" is about Venn and Dray, whom the article names: nobody is called so.
fn pairs(document: &Document<'_>, names: &mut Vec<Name>) {
    let halves = |name: &Name| -> Option<(&str, &str)> {
        match name.tokens.len() {
            1 => text(document, name.tokens.start).split_once('-'),
            3 if text(document, name.tokens.start + 1) == "-" => {
                Some((text(document, name.tokens.start), text(document, name.tokens.start + 2)))
            }
            _ => None,
        }
    };
    let single = names.iter().filter(|name| halves(name).is_none());
    let known: HashSet<&str> = single.map(|name| text(document, name.tokens.end - 1)).collect();
    names.retain(|name| !halves(name).is_some_and(|(one, two)| known.contains(one) && known.contains(two)));
}

fn folded(document: &Document<'_>, tokens: Range<usize>) -> Vec<u32> {
    tokens.filter_map(|at| document.word(at)).map(|w| w.folded).collect()
}

#[cfg(test)]
mod tests {
    use super::complete;
    use crate::extract::names::marked;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        marked::check(text, expect, complete);
    }

    #[test]
    fn letters_in_brackets_tell_where_a_name_begins() {
        check("the [LOC Norland] [ORG Anti-Flood Agency] (NAFA) said", &["ORG Norland Anti-Flood Agency"]);
        check("in [LOC Norland] the [ORG Flood Agency] (FA) and", &["LOC Norland", "ORG Flood Agency"]);
        check("the [LOC Norland] [ORG Flood Agency] (NRA) said", &["LOC Norland", "ORG Flood Agency"]);
    }

    #[test]
    fn a_company_of_two_names_is_one_where_its_long_name_stands() {
        check(
            "[ORG Tallis and Brock Publishers Inc] fell; [PER Tallis] and [PER Brock] rose",
            &["ORG Tallis and Brock Publishers Inc", "ORG Tallis and Brock"],
        );
        check("[PER Tallis] and [PER Brock] rose", &["PER Tallis", "PER Brock"]);
    }

    #[test]
    fn a_company_goes_by_its_first_word() {
        check("[ORG Tallis Motors Corp] fell, [PER Tallis] said", &["ORG Tallis Motors Corp", "ORG Tallis"]);
        check(
            "[ORG Tallis Motors Corp] and [PER Ada Tallis]: [PER Tallis] said",
            &["ORG Tallis Motors Corp", "PER Ada Tallis", "PER Tallis"],
        );
        check("[ORG Tallis Motors] fell, [PER Tallis] said", &["ORG Tallis Motors", "PER Tallis"]);
        check("[PER Bank Venn Dray] and [PER Dray Bros]", &["ORG Bank Venn Dray", "ORG Dray Bros"]);
    }

    #[test]
    fn letters_in_brackets_make_a_name() {
        check("the Fish and Canal Workers (FCW) [PER Venn]", &["ORG Fish and Canal Workers", "PER Venn"]);
    }

    #[test]
    fn signs_of_shares_and_pairs_name_nobody() {
        check("[ORG Tallis Motors] <[ORG TALM]> fell", &["ORG Tallis Motors"]);
        check("[ORG Tallis] (NYSE: [ORG TAL]) fell", &["ORG Tallis"]);
        check("the [PER Venn-Dray] feud of [PER Orla Venn] and [PER Dray]", &["PER Orla Venn", "PER Dray"]);
        check("the [PER Venn-Dray] feud of [PER Orla Venn]", &["PER Venn-Dray", "PER Orla Venn"]);
    }

    #[test]
    fn somebody_of_a_nation_is_not_the_nation() {
        check("won it,” said the [MISC Norwegian].", &[]);
        check("The [MISC Norwegian] was tired", &[]);
        check("the [MISC Norwegian] and [MISC Chilean] envoys", &["MISC Norwegian", "MISC Chilean"]);
        check("the [MISC Norwegian] envoy and the [MISC French] said", &["MISC Norwegian", "MISC French"]);
    }
}
