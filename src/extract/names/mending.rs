//! What the tagger gets wrong as a rule, and words can tell: administrations, datelines, names run together, days.
//!
//! Works on tokens, word lists and the other names of the article; nothing here knows any name.

use crate::extract::lexicon::{CountryWord, List, country_of, regions};
use crate::extract::names::assemble::{COMMON, Name, is_heading, text};
use crate::extract::names::document::{Document, Mode};
use crate::extract::names::words::Gazetteer;
use crate::extract::naming::{gender_of, is_title, nation_of_people};
use crate::model::ActorKind;
use crate::text::dates::month;
use crate::text::tokens::{Case, TokenKind};
use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Mends the names of a document.
pub(super) fn mend(document: &Document<'_>, names: &mut Vec<Name>) {
    names.retain(|name| !name.tokens.clone().all(|at| is_day(text(document, at))));
    for name in names.iter_mut() {
        administration(document, name);
        second_syllable(document, name);
        titled_person(document, name);
    }
    *names = std::mem::take(names).into_iter().flat_map(|name| parted(document, name)).collect();
    bodies(document, names);
    unfinished(document, names);
    datelines(document, names);
    articled(document, names);
    surnames(document, names);
}

/// Days and months, which begin with a capital and name nobody.
fn is_day(word: &str) -> bool {
    DAYS.contains(&word)
}

const DAYS: [&str; 18] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "January",
    "February",
    "March",
    "April",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

fn held(document: &Document<'_>, at: usize, bits: u8) -> bool {
    document.word(at).is_some_and(|w| w.facts.gazetteers & bits != 0)
}

/// Whether a word is on a list.
pub(super) fn listed(document: &Document<'_>, at: usize, list: List) -> bool {
    document.word(at).is_some_and(|w| w.lists >> list as u8 & 1 == 1)
}

/// Whether a word begins with a capital.
pub(super) fn capital(document: &Document<'_>, at: usize) -> bool {
    document.word(at).is_some_and(|w| w.case.starts_upper())
}

/// The small syllable behind the hyphen of a given name ("Pak Min-su", "Olin Pak Min-su") belongs to it, wherever it is no
/// word that makes an adjective of a name ("Olin Dray-led").
fn second_syllable(document: &Document<'_>, name: &mut Name) {
    let end = name.tokens.end;
    if name.kind != ActorKind::Person || name.tokens.len() < 2 || text(document, end) != "-" {
        return;
    }
    let short = document.word(end - 1).is_some_and(|w| w.case == Case::Title && w.first.len() <= SYLLABLE);
    let small = document.word(end + 1).is_some_and(|w| {
        w.case == Case::Lower && w.first.len() <= SYLLABLE && !ADJECTIVES.contains(&text(document, end + 1))
    });
    let place = |at: usize| document.tokens.get(at).map(|t| t.span).unwrap_or_default();
    let joined = place(end - 1).end == place(end).start && place(end).end == place(end + 1).start;
    if short && small && joined {
        name.tokens.end = end + 2;
    }
}

/// A syllable has so many letters at most.
const SYLLABLE: usize = 6;

/// Short words that make an adjective of a name.
const ADJECTIVES: [&str; 16] = [
    "led", "era", "born", "run", "style", "like", "based", "backed", "owned", "made", "held", "built",
    "type", "funded", "linked", "free",
];

/// "The Marsh administration" is who governs, not Marsh.
fn administration(document: &Document<'_>, name: &mut Name) {
    let next = text(document, name.tokens.end);
    let people =
        || matches!(country_of(text(document, name.tokens.start)), Some((_, CountryWord::Adjective)));
    if name.tokens.len() == 1 && matches!(next, "administration" | "Administration") && !people() {
        name.kind = ActorKind::Organisation;
        name.tokens.end += 1;
    }
}

/// "Harbour Master Petra Dunmore", taken for a thing, is a person under a title.
fn titled_person(document: &Document<'_>, name: &mut Name) {
    if !matches!(name.kind, ActorKind::Other | ActorKind::Organisation) || name.tokens.len() < 3 {
        return;
    }
    let is_title =
        |at: usize| listed(document, at, List::Titles) || is_title(&text(document, at).to_lowercase());
    let Some(title) = name.tokens.clone().rev().find(|&at| is_title(at)) else { return };
    let first = title + 1;
    let person = name.tokens.end.checked_sub(first).is_some_and(|words| words == 2 || words == 3);
    let last = name.tokens.end - 1;
    let place = Gazetteer::City.bit() | Gazetteer::Region.bit() | Gazetteer::Country.bit();
    if person
        && held(document, first, Gazetteer::First.bit())
        && (first..=last).all(|at| document.word(at).is_some_and(|w| w.case == Case::Title))
        && !listed(document, last, List::Organisations)
        && !held(document, last, place)
    {
        name.tokens.start = first;
        name.kind = ActorKind::Person;
    }
}

/// Names run together: "Petra Dunmore's Department of Roads", "Chileans and Peruvians".
fn parted(document: &Document<'_>, name: Name) -> Vec<Name> {
    let two = |end: usize, first: ActorKind, start: usize| {
        vec![
            Name { tokens: name.tokens.start..end, kind: first },
            Name { tokens: start..name.tokens.end, kind: name.kind },
        ]
    };
    let clitic = |at: &usize| {
        document.tokens.get(*at).is_some_and(|t| t.kind == TokenKind::Clitic) && capital(document, at + 1)
    };
    if let Some(at) = name.tokens.clone().skip(2).find(clitic)
        && name.kind == ActorKind::Organisation
        && at + 1 < name.tokens.end
        && held(document, name.tokens.start, Gazetteer::First.bit())
        && (name.tokens.start..at).all(|at| document.word(at).is_some_and(|w| w.case == Case::Title))
        && !listed(document, at - 1, List::Titles)
    {
        return two(at, ActorKind::Person, at + 1);
    }
    let spelt_out = |at: usize| is_spelt_out(document, at + 1..name.tokens.end);
    if let Some(at) = name.tokens.clone().skip(1).find(clitic)
        && name.kind == ActorKind::Organisation
        && spelt_out(at)
    {
        return two(at, ActorKind::Organisation, at + 1);
    }
    let apart = |at: &usize| {
        let blank = |offset: usize| document.text.get(offset..offset + 1).is_some_and(|c| c == " ");
        let span = document.tokens.get(*at).map(|t| t.span).unwrap_or_default();
        text(document, *at) == "-" && blank(span.to()) && span.from().checked_sub(1).is_some_and(blank)
    };
    if let Some(at) = name.tokens.clone().skip(1).find(apart)
        && name.kind == ActorKind::Person
        && at + 1 < name.tokens.end
    {
        let mut end = at;
        while end > name.tokens.start + 1 && !capital(document, end - 1) {
            end -= 1;
        }
        return two(end, name.kind, at + 1);
    }
    let people = |at: usize| nation_of_people(&text(document, at).to_lowercase()).is_some();
    if let [start, middle, last] = name.tokens.clone().collect::<Vec<_>>()[..]
        && text(document, middle) == "and"
        && people(start)
        && people(last)
    {
        return two(middle, name.kind, last);
    }
    vec![name]
}

/// "African Union": a body whose own name is one common word has that of the continent before it too. Before a nation's body the
/// annotated news that the tagger learnt from leaves the two apart as often as not, and so does this.
fn bodies(document: &Document<'_>, names: &mut Vec<Name>) {
    let is_people = |name: &Name| {
        name.kind == ActorKind::Other
            && name.tokens.len() == 1
            && regions().iter().any(|region| region.adjectives.contains(&text(document, name.tokens.start)))
    };
    let is_body = |name: &Name| {
        name.kind == ActorKind::Organisation
            && name.tokens.len() == 1
            && listed(document, name.tokens.start, List::Organisations)
    };
    names.dedup_by(|body, people| {
        let one = people.tokens.end == body.tokens.start && is_people(people) && is_body(body);
        if one {
            people.tokens.end = body.tokens.end;
            people.kind = ActorKind::Organisation;
        }
        one
    });
}

/// Whether the letters of a name follow it in brackets: "Board of Roads (BOR)".
fn is_spelt_out(document: &Document<'_>, tokens: Range<usize>) -> bool {
    let end = tokens.end;
    let letters: String = tokens
        .filter(|&at| capital(document, at))
        .filter_map(|at| text(document, at).chars().next())
        .collect();
    letters.len() > 1 && text(document, end) == "(" && text(document, end + 1) == letters
}

/// A body whose name ends in "of" has the name behind it in its own ("Council of" and then "Norland"), which annotated
/// sets do not agree on; any other name ends before its last "of".
fn unfinished(document: &Document<'_>, names: &mut Vec<Name>) {
    names.dedup_by(|next, name| {
        let last = name.tokens.end - 1;
        let open = matches!(text(document, last), "of" | "for") && capital(document, name.tokens.start);
        let people = name.kind == ActorKind::Person || next.kind == ActorKind::Person;
        let behind = last + 1 + usize::from(text(document, last + 1) == "the");
        if !open || people || next.tokens.start != behind {
            return false;
        }
        name.tokens.end = next.tokens.end;
        name.kind = ActorKind::Organisation;
        true
    });
    for name in names {
        while name.tokens.len() > 1 && JOINTS.contains(&text(document, name.tokens.end - 1)) {
            name.tokens.end -= 1;
        }
    }
}

/// Words that no name ends with.
const JOINTS: [&str; 6] = ["of", "for", "the", "and", "&", "de"];

/// A surname that the article gives in full elsewhere is no unknown place.
fn surnames(document: &Document<'_>, names: &mut [Name]) {
    let folded = |at: usize| document.word(at).map(|w| w.folded);
    let full: HashSet<u32> = names
        .iter()
        .filter(|name| name.kind == ActorKind::Person && name.tokens.len() > 1)
        .filter_map(|name| folded(name.tokens.end - 1))
        .collect();
    let place = Gazetteer::City.bit() | Gazetteer::Region.bit() | Gazetteer::Country.bit();
    for name in names.iter_mut().filter(|name| name.kind == ActorKind::Place && name.tokens.len() == 1) {
        let at = name.tokens.start;
        let before = at.checked_sub(1).map_or("", |before| text(document, before));
        let inside = matches!(before, "in" | "at" | "near" | "from" | "to" | "of" | "outside" | "across");
        if !inside && !held(document, at, place) && folded(at).is_some_and(|word| full.contains(&word)) {
            name.kind = ActorKind::Person;
        }
    }
}

/// "HALM, Norland, March 4 —": what an article is sent from is a place, there and in the rest of it.
fn datelines(document: &Document<'_>, names: &mut [Name]) {
    let mut places: HashSet<u32> = HashSet::new();
    for at in 0..names.len() {
        let Some(name) = names.get(at).cloned() else { continue };
        let home = document.sentences.partition_point(|s| s.tokens.end <= name.tokens.start);
        let opens = document.sentences.get(home).is_some_and(|s| s.tokens.start == name.tokens.start);
        if !opens || !is_dateline(document, &name) {
            continue;
        }
        if let Some(name) = names.get_mut(at) {
            name.kind = ActorKind::Place;
        }
        if let ([_], Some(word)) =
            (&name.tokens.clone().collect::<Vec<_>>()[..], document.word(name.tokens.start))
        {
            places.insert(word.folded);
        }
    }
    for name in names.iter_mut().filter(|name| name.tokens.len() == 1 && name.kind != ActorKind::Person) {
        if document.word(name.tokens.start).is_some_and(|w| places.contains(&w.folded)) {
            name.kind = ActorKind::Place;
        }
    }
}

/// Whether a name at the head of a sentence is followed by what stands between a place and the text: a country, a date,
/// an agency in brackets, and a dash. Without date and agency the place must be in capitals ("HALM — The ferry").
fn is_dateline(document: &Document<'_>, name: &Name) -> bool {
    let (mut inside, mut told) = (false, false);
    let shouted = name
        .tokens
        .clone()
        .all(|at| document.word(at).is_some_and(|w| matches!(w.case, Case::Upper | Case::None)));
    for at in name.tokens.end..name.tokens.end + LONGEST {
        let Some(token) = document.tokens.get(at) else { return false };
        let end = document.tokens.get(at - 1).map_or(0, |before| before.span.to());
        if document.text.get(end..token.span.from()).is_none_or(|blank| blank.contains('\n')) {
            return false;
        }
        match token.span.of(document.text) {
            "—" | "–" | "--" | "―" => return told || shouted && !is_shouted(document, at + 1),
            "-" if !inside => {
                let blank = |offset: usize| document.text.get(offset..offset + 1).is_some_and(|c| c == " ");
                let apart = blank(token.span.to()) && token.span.from().checked_sub(1).is_some_and(blank);
                return apart && told && shouted;
            }
            "(" => inside = true,
            ")" => (inside, told) = (false, true),
            "," | "." | "/" | "-" => {}
            word if is_day(word) || token.case.starts_upper() && month(word).is_some() => told = true,
            _ if inside || token.case.starts_upper() || token.kind == TokenKind::Number => {}
            _ => return false,
        }
    }
    false
}

/// Whether the words behind are in capitals too, as in a headline.
fn is_shouted(document: &Document<'_>, from: usize) -> bool {
    let words = (from..from + 3).filter_map(|at| document.word(at)).filter(|w| w.case != Case::None);
    words.into_iter().all(|w| w.case == Case::Upper)
}

/// A dateline has at most so many tokens behind the place.
const LONGEST: usize = 14;

/// "The Heron Bell is back": who is called so with an article, and never otherwise, is a thing.
fn articled(document: &Document<'_>, names: &mut [Name]) {
    let key = |name: &Name| -> Vec<u32> {
        name.tokens.clone().filter_map(|at| document.word(at)).map(|w| w.folded).collect()
    };
    let mut uses: HashMap<Vec<u32>, (u32, u32)> = HashMap::new();
    // "The Olin Dray Lecture" is a thing, whoever Olin is.
    let common = |name: &Name| {
        let last = name.tokens.end - 1;
        name.tokens.len() > 2
            && document.word(last).is_some_and(|w| (1..=COMMON).contains(&(w.facts.caps & 15)))
            && !held(document, last, Gazetteer::First.bit() | Gazetteer::Last.bit())
    };
    let doubtful = |name: &&Name| {
        let first = text(document, name.tokens.start).to_lowercase();
        let several = name.kind == ActorKind::Person && name.tokens.len() > 1;
        several && (common(name) || gender_of(&first).is_none())
    };
    for name in names.iter().filter(doubtful) {
        let (with, without) = uses.entry(key(name)).or_default();
        let article =
            name.tokens.start.checked_sub(1).is_some_and(|at| matches!(text(document, at), "the" | "The"));
        let next = text(document, name.tokens.end);
        let home = document.sentences.partition_point(|s| s.tokens.end <= name.tokens.start);
        // "The Anna Lisle affair" is called after a person; "the Heron Bell is" is not one.
        let alone = common(name)
            || document.word(name.tokens.end).is_none_or(|w| w.case == Case::None)
            || listed(document, name.tokens.end, List::FunctionWords)
            || AUXILIARIES.contains(&next);
        if article
            && alone
            && !document.tokens.get(name.tokens.end).is_some_and(|t| t.kind == TokenKind::Clitic)
        {
            *with += 1;
        } else if !article
            && document.sentences.get(home).is_some_and(|s| s.mode == Mode::Plain && !is_heading(s.region))
        {
            *without += 1;
        }
    }
    for name in names.iter_mut().filter(|name| doubtful(&&**name)) {
        if matches!(uses.get(&key(name)), Some((with, 0)) if *with > 0) {
            name.kind = ActorKind::Other;
        }
    }
}

/// Verbs and small words behind a whole subject.
const AUXILIARIES: [&str; 12] =
    ["is", "was", "has", "had", "are", "were", "will", "would", "said", "says", "that", "which"];

#[cfg(test)]
mod tests {
    use super::mend;
    use crate::extract::names::marked;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        marked::check(text, expect, mend);
    }

    #[test]
    fn days_name_nobody() {
        check("on [MISC Monday] in [LOC Halm]", &["LOC Halm"]);
    }

    #[test]
    fn an_administration_is_called_after_a_person_or_is_a_peoples() {
        check("under the [MISC Venn] administration", &["ORG Venn administration"]);
        check("under the [MISC Norwegian] administration", &["MISC Norwegian"]);
    }

    #[test]
    fn the_second_syllable_belongs_to_a_given_name() {
        check("said [PER Pak Min]-su, for [PER Olin Pak Min]-su", &["PER Pak Min-su", "PER Olin Pak Min-su"]);
        check("an [PER Olin Dray]-led board", &["PER Olin Dray"]);
        check("a [PER Dray]-an plan of [PER Olin Dray] -su", &["PER Dray", "PER Olin Dray"]);
    }

    #[test]
    fn datelines_begin_with_a_place() {
        check(
            "[ORG HALM], Norland, March 4 (NPA) — The ferry left [ORG Halm] at noon.",
            &["LOC HALM", "LOC Halm"],
        );
        check("[ORG Tallis] said — and meant it — that it would pay.", &["ORG Tallis"]);
        check("[ORG TALLIS] MOTORS SELLS MILL", &["ORG TALLIS"]);
        check("[ORG Tallis] 2 -- [ORG Brightwater] 1", &["ORG Tallis", "ORG Brightwater"]);
        check("[ORG HALM] — The ferry left.", &["LOC HALM"]);
    }

    #[test]
    fn names_run_together_are_parted() {
        check(
            "said [ORG Petra Dunmore’s Department of Roads] today",
            &["PER Petra Dunmore", "ORG Department of Roads"],
        );
        check("for [MISC Chileans and Norwegians] alike", &["MISC Chileans", "MISC Norwegians"]);
        check("at [ORG Dunmore’s Bakery] today", &["ORG Dunmore’s Bakery"]);
    }

    #[test]
    fn a_body_of_one_common_word_has_its_continent_before_it() {
        check(
            "the [MISC African] [ORG Union] and the [MISC Norwegian] [ORG Navy]",
            &["ORG African Union", "MISC Norwegian", "ORG Navy"],
        );
    }

    #[test]
    fn a_name_ends_with_no_joint() {
        check("the [ORG Council of] [LOC Norland] met", &["ORG Council of Norland"]);
        check("the [ORG Board of] the [LOC Halms] met", &["ORG Board of the Halms"]);
        check("the [ORG Council of] met [PER Orla Vane]", &["ORG Council", "PER Orla Vane"]);
    }

    #[test]
    fn an_owner_is_apart_from_what_is_spelt_out() {
        check("the [ORG Bank’s Board of Rates] (BR) met", &["ORG Bank", "ORG Board of Rates"]);
        check("the [ORG Dunmore’s Board of Rates] met", &["ORG Dunmore’s Board of Rates"]);
        check("the new [PER Dray' - Olin Venn] -", &["PER Dray", "PER Olin Venn"]);
    }

    #[test]
    fn a_surname_is_no_unknown_place() {
        check(
            "[PER Olin Dray] left. [LOC Dray] smiled in [LOC Dray].",
            &["PER Olin Dray", "PER Dray", "LOC Dray"],
        );
    }

    #[test]
    fn who_stands_under_a_title_is_a_person() {
        check("asked [MISC Harbour Master Petra Dunmore] today", &["PER Petra Dunmore"]);
        check("at the [ORG Chief Petra Dunmore School] today", &["ORG Chief Petra Dunmore School"]);
    }

    #[test]
    fn what_has_an_article_is_no_person() {
        check("The [PER Heron Bell] is back.", &["MISC Heron Bell"]);
        check(
            "The [PER Olin Dray] affair goes on. Then [PER Olin Dray] left.",
            &["PER Olin Dray", "PER Olin Dray"],
        );
    }
}
