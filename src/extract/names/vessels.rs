//! Ships: "the ferry Lady Orla" is no person, there and in the rest of the article.
//!
//! Only what a word for a vessel stands right before, or before “, the”, is taken for one; it finds no new names.

use crate::extract::names::assemble::{Name, text};
use crate::extract::names::document::Document;
use crate::extract::names::mending::capital;
use crate::model::ActorKind;
use std::collections::HashMap;
use std::ops::Range;

/// Words for a vessel that stand before its name.
const VESSELS: [&str; 27] = [
    "ferry",
    "ship",
    "steamship",
    "steamer",
    "vessel",
    "tanker",
    "freighter",
    "trawler",
    "liner",
    "yacht",
    "boat",
    "lifeboat",
    "sailboat",
    "schooner",
    "barge",
    "tug",
    "tugboat",
    "icebreaker",
    "frigate",
    "destroyer",
    "cruiser",
    "corvette",
    "submarine",
    "battleship",
    "warship",
    "flagship",
    "minesweeper",
];
/// Words that a vessel's people have before their names: "ferry Captain Olin Dray".
const CREW: [&str; 9] =
    ["Captain", "Capt", "Capt.", "Skipper", "Pilot", "Master", "Officer", "Engineer", "Commander"];
/// So many words of a vessel's name may stand before what the tagger took for a person.
const BEFORE: usize = 2;

/// Makes the names of vessels things, with the words that look like titles in them.
pub(super) fn mend(document: &Document<'_>, names: &mut [Name]) {
    // The last word of each vessel's name, and how many words stand before what the tagger saw.
    let mut vessels: HashMap<u32, usize> = HashMap::new();
    for at in 0..names.len() {
        let Some((name, opens)) = person(document, names, at, BEFORE) else { continue };
        let said = |back: usize| opens.checked_sub(back).map(|at| text(document, at));
        let apart = said(1) == Some("the") && said(2) == Some(",");
        let vessel = said(if apart { 3 } else { 1 }).is_some_and(|word| VESSELS.contains(&word));
        if let Some(word) = document
            .word(name.tokens.end - 1)
            .filter(|_| vessel && !is_crew(document, opens..name.tokens.end))
        {
            vessels.insert(word.folded, name.tokens.start - opens);
        }
    }
    for at in 0..names.len() {
        let last = names.get(at).and_then(|name| document.word(name.tokens.end - 1));
        let Some(more) = last.and_then(|word| vessels.get(&word.folded)) else { continue };
        // Somebody of the ship's name has a title of his own.
        let tokens = person(document, names, at, *more).map(|(name, opens)| opens..name.tokens.end);
        let tokens = tokens.filter(|tokens| !is_crew(document, tokens.clone()));
        if let (Some(tokens), Some(name)) = (tokens, names.get_mut(at)) {
            *name = Name { tokens, kind: ActorKind::Other };
        }
    }
}

/// A person's name, and where the words in capitals before it begin, so many at most and of no other name.
fn person<'n>(
    document: &Document<'_>,
    names: &'n [Name],
    at: usize,
    most: usize,
) -> Option<(&'n Name, usize)> {
    let name = names.get(at).filter(|name| name.kind == ActorKind::Person)?;
    let free = at.checked_sub(1).and_then(|last| names.get(last)).map_or(0, |last| last.tokens.end);
    let before = (free..name.tokens.start).rev().take(most).take_while(|&at| capital(document, at));
    Some((name, before.last().unwrap_or(name.tokens.start)))
}

fn is_crew(document: &Document<'_>, mut tokens: Range<usize>) -> bool {
    tokens.any(|at| CREW.contains(&text(document, at)))
}

#[cfg(test)]
mod tests {
    use crate::extract::names::marked::check;

    #[track_caller]
    fn mended(marked: &str, expect: &[&str]) {
        check(marked, expect, |document, names| super::mend(document, names));
    }

    #[test]
    fn a_vessel_is_no_person() {
        mended(
            "the ferry Lady [PER Orla] sank. The Lady [PER Orla] and [PER Vane] saw the [PER Orla] rise.",
            &["MISC Lady Orla", "MISC Lady Orla", "PER Vane", "MISC Orla"],
        );
        mended("the yacht [PER Merry Dray] left", &["MISC Merry Dray"]);
        mended("her sister ship, the Lady [PER Orla], took over", &["MISC Lady Orla"]);
        mended("on the ship, [PER Vane] said", &["PER Vane"]);
        let crew = "ferry Captain [PER Olin Dray] and the ferry captain [PER Ivo Karr]";
        mended(crew, &["PER Olin Dray", "PER Ivo Karr"]);
    }
}
