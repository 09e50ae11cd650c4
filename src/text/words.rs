//! Words as people search for them: folded, with their places; compounds as their parts and as one.
//!
//! `cease-fire` gives `cease`, `fire` and, at the place of the first, `ceasefire`; `O’Brien` gives `o`, `brien` and
//! `obrien`; `ferry’s` gives `ferry` and `s`. Numbers break at their points. Scripts without blanks give one word a sign.

use crate::model::Span;
use crate::text::fold::fold;

/// How many parts a compound may have to be found as one word.
const MAX_PARTS: usize = 4;

/// A word of a text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Lower case, without accents.
    pub folded: String,
    /// Where it stands.
    pub span: Span,
    /// What stands between it and the word before, when they are one compound.
    pub glue: Option<Glue>,
}

/// What holds a compound together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Glue {
    /// A hyphen.
    Hyphen,
    /// An apostrophe.
    Apostrophe,
}

/// The words of a text, in order.
#[must_use]
pub fn words(text: &str) -> Vec<Word> {
    let mut words = Vec::new();
    let mut chars = text.char_indices().peekable();
    let mut glue = None;
    while let Some((start, c)) = chars.next() {
        if !c.is_alphanumeric() {
            let next_is_word = chars.peek().is_some_and(|(_, next)| next.is_alphanumeric());
            glue = glue_of(c)
                .filter(|_| next_is_word && words.last().is_some_and(|w: &Word| w.span.to() == start));
            continue;
        }
        let mut end = start + c.len_utf8();
        if !stands_alone(c) {
            while let Some((at, next)) = chars.next_if(|(_, next)| continues(*next)) {
                end = at + next.len_utf8();
            }
        }
        let span = Span::new(start, end);
        words.push(Word { folded: fold(span.of(text)), span, glue: glue.take() });
    }
    words
}

/// The compound that begins at `words[at]`, written as one, if one does.
#[must_use]
pub fn compound(words: &[Word], at: usize) -> Option<String> {
    let (first, rest) = words.get(at..)?.split_first()?;
    if first.glue.is_some() {
        return None;
    }
    let parts: Vec<&Word> = rest.iter().take_while(|w| w.glue.is_some()).take(MAX_PARTS).collect();
    let possessive = |w: &&Word| w.glue == Some(Glue::Apostrophe) && w.folded == "s";
    if parts.is_empty() || parts.len() >= MAX_PARTS || parts.last().is_some_and(possessive) {
        return None;
    }
    Some(parts.iter().fold(first.folded.clone(), |joined, part| joined + &part.folded))
}

fn glue_of(c: char) -> Option<Glue> {
    match c {
        '\'' | '’' | 'ʼ' => Some(Glue::Apostrophe),
        '-' | '‐' | '‑' => Some(Glue::Hyphen),
        _ => None,
    }
}

/// Letters and digits, and the marks that combine with them.
fn continues(c: char) -> bool {
    (c.is_alphanumeric() && !stands_alone(c)) || matches!(c, '\u{300}'..='\u{36f}')
}

/// Signs of scripts that put no blanks between words.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::{compound, words};

    fn check(text: &str, expect: &[&str]) {
        let found = words(text);
        let folded: Vec<&str> = found.iter().map(|w| w.folded.as_str()).collect();
        assert_eq!(folded, expect, "{text}");
        assert!(found.iter().all(|w| !w.span.of(text).is_empty()));
    }

    #[test]
    fn folds_and_splits() {
        check("The Café’s owner — Zoë!", &["the", "cafe", "s", "owner", "zoe"]);
        check("Cafe\u{301} 3,000 U.S.", &["cafe", "3", "000", "u", "s"]);
        check("東京 2020", &["東", "京", "2020"]);
        check(" -- ’ ", &[]);
    }

    #[test]
    fn compounds_are_one_word_too() {
        for (text, expect) in [
            ("cease-fire", Some("ceasefire")),
            ("O’Brien", Some("obrien")),
            ("ferry’s", None),
            ("plain", None),
            ("- fire", None),
            ("a-b-c-d-e-f", None),
        ] {
            assert_eq!(compound(&words(text), 0).as_deref(), expect, "{text}");
        }
    }
}
