//! Words, numbers and marks of English text, each with its span.
//!
//! The splitting is the one names and quotes are learnt on: possessive and verbal clitics (`’s`, `’ll`) stand alone, hyphens
//! are marks between words (`US`, `-`, `led`), abbreviations keep their full stop (`U.S.`, `Mr.`), names keep their inner
//! apostrophe (`O’Brien`). It knows nothing of sentences or of what a word means, and allocates only the list it returns.

use crate::model::Span;
use crate::text::wordset::WordSet;
use std::sync::LazyLock;

/// One word, number or mark.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// Where it stands.
    pub span: Span,
    /// What it is.
    pub kind: TokenKind,
    /// How its letters are written.
    pub case: Case,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// Letters, perhaps with digits, inner apostrophes or the full stops of an abbreviation.
    Word,
    /// An apostrophe with the letters after it, cut from the word before: `’s`.
    Clitic,
    /// Digits first: `20`, `1,000.5`, `90th`.
    Number,
    /// A web or mail address, or a handle.
    Link,
    /// Anything else; a run of one sign (`...`, `--`, `''`) is one mark.
    Mark,
}

/// How a token's letters are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Case {
    /// It has no letters.
    None,
    /// `words`
    Lower,
    /// `Words`, or a single capital.
    Title,
    /// `WORDS`, `U.S.`
    Upper,
    /// A capital first and others later: `McDonald`.
    Camel,
    /// A small letter first and capitals later: `iPhone`.
    Inner,
}

impl Case {
    /// Whether the token begins with a capital.
    #[must_use]
    pub const fn starts_upper(self) -> bool {
        matches!(self, Self::Title | Self::Upper | Self::Camel)
    }
}

/// The tokens of `span`, in order.
///
/// Linear in the length of the span. Offsets are bytes of `text`.
#[must_use]
pub fn tokenize(text: &str, span: Span) -> Vec<Token> {
    let slice = span.of(text);
    let mut tokens = Vec::with_capacity(slice.len() / 5 + 4);
    let mut at = 0;
    while let Some(c) = char_at(slice, at) {
        if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        }
        let (end, kind) = next_token(slice, at, c, tokens.last(), span.from());
        let piece = Span::new(at, end);
        let case = if kind == TokenKind::Mark { Case::None } else { case_of(piece.of(slice)) };
        tokens.push(Token { span: piece.shifted(span.from()), kind, case });
        at = end;
    }
    tokens
}

/// The character at a byte offset; a table walk for ASCII.
#[inline]
fn char_at(text: &str, at: usize) -> Option<char> {
    match text.as_bytes().get(at) {
        Some(byte) if byte.is_ascii() => Some(*byte as char),
        Some(_) => text.get(at..).and_then(|rest| rest.chars().next()),
        None => None,
    }
}

/// The end and kind of the token that begins at `at` with `c`.
fn next_token(text: &str, at: usize, c: char, last: Option<&Token>, base: usize) -> (usize, TokenKind) {
    let joined = last.is_some_and(|t| t.span.to() == base + at && t.kind != TokenKind::Mark);
    if c.is_alphanumeric() {
        let end = word_end(text, at);
        if let Some(end) = link_end(text, at, end) {
            return (end, TokenKind::Link);
        }
        return (end, if c.is_numeric() { TokenKind::Number } else { TokenKind::Word });
    }
    if is_apostrophe(c) && joined {
        let start = at + c.len_utf8();
        let end = letters_end(text, start);
        if end > start {
            return (end, TokenKind::Clitic);
        }
    }
    if c == '@' && !joined {
        let end = handle_end(text, at + 1);
        if end > at + 1 {
            return (end, TokenKind::Link);
        }
    }
    let mut end = at + c.len_utf8();
    if matches!(c, '.' | '-' | '*' | '\'' | '`' | '_' | '=' | '~') {
        while char_at(text, end) == Some(c) {
            end += 1;
        }
    }
    while let Some(mark) = char_at(text, end).filter(|m| is_combining(*m)) {
        end += mark.len_utf8();
    }
    (end, TokenKind::Mark)
}

/// The end of the word or number that begins at `start`.
fn word_end(text: &str, start: usize) -> usize {
    let mut end = start;
    let mut before = ' ';
    loop {
        let letters = ascii_end(text.as_bytes(), end);
        if letters > end {
            before = text.as_bytes().get(letters - 1).map_or(' ', |byte| char::from(*byte));
            end = letters;
            // Most words end here: what may stand inside one is looked at more closely.
            let next = text.as_bytes().get(end).copied().unwrap_or(b' ');
            if next.is_ascii() && !matches!(next, b'\'' | b'.' | b',' | b'&') {
                return end;
            }
        }
        let Some(c) = char_at(text, end) else { return end };
        if c.is_alphanumeric() || (end > start && is_combining(c)) {
            before = c;
            end += c.len_utf8();
            continue;
        }
        let Some(after) = char_at(text, end + c.len_utf8()) else {
            return if c == '.' { stop_end(text, start, end, before, None) } else { end };
        };
        let goes_on = match c {
            '\'' | '’' => {
                after.is_alphabetic() && before.is_alphabetic() && !is_clitic(text, end + c.len_utf8())
            }
            '.' if before.is_alphabetic() => goes_on_past_stop(text, start, end, before, after),
            '.' | ',' => before.is_numeric() && after.is_numeric(),
            '&' => before.is_uppercase() && after.is_uppercase(),
            _ => false,
        };
        if !goes_on {
            return if c == '.' { stop_end(text, start, end, before, Some(after)) } else { end };
        }
        before = c;
        end += c.len_utf8();
    }
}

/// The end of the ASCII letters and digits that begin at `at`.
fn ascii_end(bytes: &[u8], at: usize) -> usize {
    at + bytes.get(at..).unwrap_or_default().iter().take_while(|byte| byte.is_ascii_alphanumeric()).count()
}

/// Whether a word goes on behind a full stop: `U.S`, `Example.com`; not `end.Next`.
fn goes_on_past_stop(text: &str, start: usize, end: usize, before: char, after: char) -> bool {
    if !after.is_alphabetic() {
        return false;
    }
    if before.is_lowercase() && after.is_lowercase() && !is_dotted(text, start, end, before) {
        return true;
    }
    let two = char_at(text, end + 1 + after.len_utf8());
    is_dotted(text, start, end, before) && !two.is_some_and(char::is_alphabetic)
}

/// Whether `start..end` is a single letter or a chain such as `U.S`.
fn is_dotted(text: &str, start: usize, end: usize, before: char) -> bool {
    let last = end - before.len_utf8();
    before.is_alphabetic() && (last == start || text.as_bytes().get(last - 1) == Some(&b'.'))
}

/// Where a word ends that stands before a full stop: behind it for abbreviations.
fn stop_end(text: &str, start: usize, end: usize, before: char, after: Option<char>) -> usize {
    let capital = char_at(text, start).is_some_and(char::is_uppercase);
    if after == Some('.') {
        return end;
    }
    if is_dotted(text, start, end, before) && (capital || end - start > 1) {
        return end + 1;
    }
    if is_abbreviation(Span::new(start, end).of(text)) { end + 1 } else { end }
}

/// Abbreviations that keep their full stop when they begin with a capital; written in lower case here.
static ABBREVIATIONS: LazyLock<WordSet> =
    LazyLock::new(|| WordSet::lines(include_str!("tokens/abbreviations.txt")));

/// Whether `word` is written with a full stop in running text.
fn is_abbreviation(word: &str) -> bool {
    word.len() <= 6
        && word.len() >= 2
        && word.is_ascii()
        && (word.starts_with(|c: char| c.is_ascii_uppercase()) || word == "vs")
        && ABBREVIATIONS.holds_in_any_case(word)
}

/// Whether the letters at `at`, behind an apostrophe, are a clitic of their own.
fn is_clitic(text: &str, at: usize) -> bool {
    let letters = Span::new(at, letters_end(text, at)).of(text);
    ["s", "d", "m", "re", "ve", "ll"].iter().any(|c| letters.eq_ignore_ascii_case(c))
}

/// The end of the letters that begin at `at`.
fn letters_end(text: &str, at: usize) -> usize {
    let mut end = at;
    while let Some(c) = char_at(text, end).filter(|c| c.is_alphabetic()) {
        end += c.len_utf8();
    }
    end
}

/// The end of an address that began as the word `start..end`, if it is one.
fn link_end(text: &str, start: usize, end: usize) -> Option<usize> {
    let rest = text.as_bytes().get(end..)?;
    let web =
        rest.starts_with(b"://") || text.as_bytes().get(start..end).is_some_and(|w| w.starts_with(b"www."));
    let mail = rest.first() == Some(&b'@') && rest.get(1).is_some_and(u8::is_ascii_alphanumeric);
    if !web && !mail {
        return None;
    }
    let tail = Span::new(end, text.len()).of(text);
    let stop = tail
        .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | '”' | '’' | ')'))
        .unwrap_or(tail.len());
    let kept = tail.get(..stop)?.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    Some(end + kept.len())
}

/// The end of a handle's letters.
fn handle_end(text: &str, at: usize) -> usize {
    let mut end = at;
    while char_at(text, end).is_some_and(|c| c.is_ascii_alphanumeric() || c == '_') {
        end += 1;
    }
    end
}

/// Straight or curly.
const fn is_apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’')
}

/// Combining accents, which belong to the letter before.
const fn is_combining(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}' | '\u{200d}' | '\u{fe0f}')
}

/// How a token's letters are written.
fn case_of(token: &str) -> Case {
    if token.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Case::Lower;
    }
    if token.is_ascii() {
        let upper = token.bytes().filter(u8::is_ascii_uppercase).count() as u32;
        let lower = token.bytes().filter(u8::is_ascii_lowercase).count() as u32;
        let first = token.bytes().find(u8::is_ascii_alphabetic).map(|letter| letter.is_ascii_uppercase());
        return case_from(first, upper, lower);
    }
    let (mut upper, mut lower, mut first) = (0_u32, 0_u32, None);
    for c in token.chars() {
        let up = if c.is_ascii() { c.is_ascii_uppercase() } else { c.is_uppercase() };
        let low = if c.is_ascii() { c.is_ascii_lowercase() } else { c.is_alphabetic() && !up };
        if up || low {
            first.get_or_insert(up);
        }
        upper += u32::from(up);
        lower += u32::from(low);
    }
    case_from(first, upper, lower)
}

/// The case of a token by its first letter and how many capitals and small letters it has.
const fn case_from(first: Option<bool>, upper: u32, lower: u32) -> Case {
    match (first, upper, lower) {
        (None, ..) => Case::None,
        (Some(true), 1, _) => Case::Title,
        (Some(true), _, 0) => Case::Upper,
        (Some(true), ..) => Case::Camel,
        (Some(false), 0, _) => Case::Lower,
        (Some(false), ..) => Case::Inner,
    }
}

#[cfg(test)]
mod tests {
    use super::{Case, TokenKind, tokenize};
    use crate::model::Span;

    fn check(text: &str, expect: &[&str]) {
        let tokens = tokenize(text, Span::new(0, text.len()));
        let found: Vec<&str> = tokens.iter().map(|t| t.span.of(text)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn words_clitics_and_hyphens() {
        check("Ruritania’s envoy said “no”.", &["Ruritania", "’s", "envoy", "said", "“", "no", "”", "."]);
        check("They don't know, we'll see", &["They", "don't", "know", ",", "we", "'ll", "see"]);
        check("Miles O’Kelly of Côte d'Azur", &["Miles", "O’Kelly", "of", "Côte", "d'Azur"]);
        check("a US-led long-range plan", &["a", "US", "-", "led", "long", "-", "range", "plan"]);
        check("the dogs' bowl", &["the", "dogs", "'", "bowl"]);
    }

    #[test]
    fn abbreviations_keep_their_stop() {
        check(
            "Mr. A. B. Cole of the U.S. Navy.",
            &["Mr.", "A.", "B.", "Cole", "of", "the", "U.S.", "Navy", "."],
        );
        check("It ended.Then AT&T spoke...", &["It", "ended", ".", "Then", "AT&T", "spoke", "..."]);
        check("at 9 a.m. in the E.U.", &["at", "9", "a.m.", "in", "the", "E.U."]);
        check("It was he. I", &["It", "was", "he", ".", "I"]);
    }

    #[test]
    fn numbers_and_links() {
        check(
            "$1,250.50 on the 3rd, 20-point",
            &["$", "1,250.50", "on", "the", "3rd", ",", "20", "-", "point"],
        );
        check(
            "see https://example.org/a?b=c. Or a@b.org, @desk_one",
            &["see", "https://example.org/a?b=c", ".", "Or", "a@b.org", ",", "@desk_one"],
        );
        check("Shop Example.com today", &["Shop", "Example.com", "today"]);
    }

    #[test]
    fn marks_and_other_scripts() {
        check("''Yes'' -- she…", &["''", "Yes", "''", "--", "she", "…"]);
        check("Ángel Ñíguez 北京 Мир", &["Ángel", "Ñíguez", "北京", "Мир"]);
        check("e\u{301}tude", &["e\u{301}tude"]);
        check("", &[]);
        check("  \n ", &[]);
    }

    #[test]
    fn spans_are_of_the_whole_text() {
        let text = "Head\n\nBody here";
        let tokens = tokenize(text, Span::new(6, 15));
        assert_eq!(tokens.iter().map(|t| t.span.of(text)).collect::<Vec<_>>(), ["Body", "here"]);
        assert_eq!(tokens[0].kind, TokenKind::Word);
    }

    #[test]
    fn case_is_told() {
        let text = "Word WORD U.S. McAdam iPhone word 12 A 3rd 90TH";
        let cases: Vec<Case> = tokenize(text, Span::new(0, text.len())).iter().map(|t| t.case).collect();
        assert_eq!(
            cases,
            [
                Case::Title,
                Case::Upper,
                Case::Upper,
                Case::Camel,
                Case::Inner,
                Case::Lower,
                Case::None,
                Case::Title,
                Case::Lower,
                Case::Upper
            ]
        );
    }

    proptest::proptest! {
        #[test]
        fn tokens_are_ordered_and_cover_everything_but_blanks(text in "\\PC{0,60}") {
            let tokens = tokenize(&text, Span::new(0, text.len()));
            let mut at = 0;
            for token in &tokens {
                proptest::prop_assert!(token.span.from() >= at && !token.span.is_empty());
                proptest::prop_assert!(Span::new(at, token.span.from()).of(&text).chars().all(char::is_whitespace));
                proptest::prop_assert!(!token.span.of(&text).is_empty());
                at = token.span.to();
            }
            proptest::prop_assert!(Span::new(at, text.len()).of(&text).chars().all(char::is_whitespace));
        }
    }
}
