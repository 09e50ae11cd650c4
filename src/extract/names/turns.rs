//! Who speaks in a transcript: "VENN: Well, …" is a person's turn, whatever the word looks like.
//!
//! Only kinds are changed, and only where several turns are labelled and labels come again; it finds no new names.

use crate::extract::names::assemble::{Name, text};
use crate::extract::names::document::Document;
use crate::model::ActorKind;
use crate::text::tokens::{Case, TokenKind};
use std::collections::HashMap;

/// Letters that an acronym of a broadcaster mostly has at most: "CNN: Why now?".
const ACRONYM: usize = 4;

/// Makes the speakers of a transcript persons.
pub(super) fn mend(document: &Document<'_>, names: &mut [Name]) {
    let mut labels: HashMap<u32, u32> = HashMap::new();
    for sentence in &document.sentences {
        let at = sentence.tokens.start;
        if let Some(word) = document.word(at).filter(|_| is_label(document, at)) {
            *labels.entry(word.folded).or_default() += 1;
        }
    }
    if labels.len() < 2 || labels.values().all(|turns| *turns < 2) {
        return;
    }
    for name in names.iter_mut().filter(|name| name.tokens.len() == 1) {
        let at = name.tokens.start;
        let turn = document.word(at).is_some_and(|word| labels.contains_key(&word.folded));
        if turn && is_label(document, at) && text(document, at).chars().count() > ACRONYM {
            name.kind = ActorKind::Person;
        }
    }
}

/// Whether a word in capitals opens a line and a colon ends it there.
fn is_label(document: &Document<'_>, at: usize) -> bool {
    let Some(token) = document.tokens.get(at) else { return false };
    if token.kind != TokenKind::Word || token.case != Case::Upper || text(document, at + 1) != ":" {
        return false;
    }
    let before = at.checked_sub(1).and_then(|before| document.tokens.get(before)).map_or(0, |t| t.span.to());
    at == 0 || document.text.get(before..token.span.from()).is_some_and(|b| b.contains('\n'))
}

#[cfg(test)]
mod tests {
    use crate::extract::names::marked::check;

    #[test]
    fn speakers_of_a_transcript_are_persons() {
        let turns = "[ORG VENNARD]: Who paid?\n[PER DRAY]: Nobody.\n[ORG VENNARD]: And now?\n[ORG ABC]: So?";
        check(turns, &["PER VENNARD", "PER DRAY", "PER VENNARD", "ORG ABC"], |d, n| super::mend(d, n));
        let heads = "[ORG TALLIS]: Mill sold.\nThe [ORG TALLIS] mill was sold.";
        check(heads, &["ORG TALLIS", "ORG TALLIS"], |d, n| super::mend(d, n));
    }
}
