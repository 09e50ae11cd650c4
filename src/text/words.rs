//! Words as people search for them: folded, with their places; compounds as their parts and as one.
//!
//! `cease-fire` gives `cease`, `fire` and, at the place of the first, `ceasefire`; `O’Brien` gives `o`, `brien` and
//! `obrien`; `ferry’s` gives `ferry` and `s`. Numbers break at their points. Scripts without blanks give one word a sign.

use crate::model::Span;
use crate::text::fold::{fold, fold_onto};

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
    let fold = |piece: Piece| Word { folded: fold(piece.span.of(text)), span: piece.span, glue: piece.glue };
    Pieces::of(text).map(fold).collect()
}

/// A word that is not folded yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where it stands.
    pub span: Span,
    /// What stands between it and the word before, when they are one compound.
    pub glue: Option<Glue>,
}

/// The words of a text one by one, without copying any.
#[derive(Clone, Debug)]
pub struct Pieces<'t> {
    text: &'t str,
    at: usize,
    /// Where the word before ended.
    last: Option<usize>,
}

impl<'t> Pieces<'t> {
    /// Those of a text.
    #[must_use]
    pub const fn of(text: &'t str) -> Self {
        Self { text, at: 0, last: None }
    }

    /// Whether the next word belongs to a compound with the one before; cheaper than to look at it.
    #[must_use]
    pub fn goes_on(&self) -> bool {
        let mut rest = self.text.get(self.at..).unwrap_or_default().chars();
        self.last == Some(self.at)
            && rest.next().is_some_and(|c| glue_of(c).is_some())
            && rest.next().is_some_and(char::is_alphanumeric)
    }
}

impl Iterator for Pieces<'_> {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        let bytes = self.text.as_bytes();
        let start = next_word(self.text, self.at)?;
        let mut end = start;
        while bytes.get(end).is_some_and(u8::is_ascii_alphanumeric) {
            end += 1;
        }
        if bytes.get(end).is_some_and(|byte| !byte.is_ascii()) {
            end = word_end(self.text, start, end);
        }
        let between = self.last.and_then(|last| self.text.get(last..start)).unwrap_or_default();
        let mut gap = between.chars();
        let glue = gap.next().filter(|_| gap.next().is_none()).and_then(glue_of);
        self.at = end;
        self.last = Some(end);
        Some(Piece { span: Span::new(start, end), glue })
    }
}

/// Where the next word begins.
fn next_word(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let byte = *bytes.get(at)?;
        if byte.is_ascii_alphanumeric() {
            return Some(at);
        }
        if byte.is_ascii() {
            at += 1;
            continue;
        }
        let c = text.get(at..)?.chars().next()?;
        if c.is_alphanumeric() {
            return Some(at);
        }
        at += c.len_utf8();
    }
}

/// The end of the word that begins at `start` and is ASCII up to `at`.
fn word_end(text: &str, start: usize, at: usize) -> usize {
    let mut end = at;
    for c in text.get(at..).unwrap_or_default().chars() {
        let begins = end == start;
        if !begins && !continues(c) {
            break;
        }
        end += c.len_utf8();
        if begins && stands_alone(c) {
            break;
        }
    }
    end
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

/// As [`compound`], for words that are not folded yet: `first` of `text` with those that follow it. Says whether there is
/// one, and puts it in `joined`.
#[must_use]
pub fn compound_of(joined: &mut String, text: &str, first: Piece, rest: Pieces<'_>) -> bool {
    joined.clear();
    if first.glue.is_some() {
        return false;
    }
    fold_onto(joined, first.span.of(text));
    let (mut parts, mut possessive) = (0, false);
    for part in rest.take_while(|part| part.glue.is_some()).take(MAX_PARTS) {
        let before = joined.len();
        fold_onto(joined, part.span.of(text));
        parts += 1;
        possessive = part.glue == Some(Glue::Apostrophe) && joined.get(before..) == Some("s");
    }
    (1..MAX_PARTS).contains(&parts) && !possessive
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
    use super::{Pieces, compound, compound_of, words};

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
        check("a東b ñandú’s", &["a", "東", "b", "nandu", "s"]);
        check(" -- ’ ", &[]);
    }

    #[test]
    fn a_compound_is_told_before_its_next_word() {
        let mut pieces = Pieces::of("cease-fire now -- O’Brien");
        let mut told = Vec::new();
        while pieces.next().is_some() {
            told.push(pieces.goes_on());
        }
        assert_eq!(told, [true, false, false, true, false]);
        let glued: Vec<bool> = Pieces::of("cease-fire now -- O’Brien").map(|p| p.glue.is_some()).collect();
        assert_eq!(glued, [false, true, false, false, true]);
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
            let (mut joined, mut pieces) = (String::new(), Pieces::of(text));
            let first = pieces.next().unwrap();
            let found = compound_of(&mut joined, text, first, pieces).then_some(&*joined);
            assert_eq!(found, expect, "{text}");
        }
    }
}
