//! Where sentences end. Abbreviations, initials and acronyms keep their point; a sentence may end inside quotation marks.
//!
//! It does not look at grammar: a point, a blank and no small letter make an end, unless the word before is known to
//! carry a point of its own.

use crate::model::Span;
use crate::text::wordset::WordSet;
use std::sync::LazyLock;

/// Abbreviations that are followed by the rest of their sentence, without their point, in small letters.
static ABBREVIATIONS: LazyLock<WordSet> = LazyLock::new(|| WordSet::lines(include_str!("abbreviations.txt")));
/// Words that begin a sentence far more often than they follow an acronym.
static STARTERS: LazyLock<WordSet> = LazyLock::new(|| WordSet::lines(include_str!("starters.txt")));

/// The sentences of a span (a paragraph), in order, without the blanks between them. A line end ends a sentence, unless the
/// line is as long as those of texts that are wrapped by hand.
#[must_use]
pub fn split(text: &str, within: Span) -> Vec<Span> {
    let slice = within.of(text);
    let base = within.from();
    let mut sentences = Vec::new();
    let mut start = 0;
    let bytes = slice.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = match bytes[at] {
            b'\n' if !is_wrapped(slice, at) => Some(at),
            b'.' | b'!' | b'?' => end_after(slice, start, at, at + 1),
            0xE2 if slice.get(at..).is_some_and(|s| s.starts_with('…')) => {
                end_after(slice, start, at, at + 3)
            }
            0xE3 if slice.get(at..).is_some_and(|s| s.starts_with('。')) => Some(at + 3),
            _ => None,
        };
        let Some(end) = end else {
            at += 1;
            continue;
        };
        push(text, Span::new(base + start, base + end), &mut sentences);
        start = end;
        at = end.max(at + 1);
    }
    push(text, Span::new(base + start, base + slice.len()), &mut sentences);
    sentences
}

/// Whether a line end stands within a paragraph whose lines were broken by hand: the line before is long, but not too long,
/// and what follows goes on.
fn is_wrapped(slice: &str, at: usize) -> bool {
    let line = slice.get(..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default().trim_end();
    let next = slice.get(at + 1..).unwrap_or_default();
    let word = next.split_whitespace().next().unwrap_or_default();
    // The next word would not have fitted.
    let full = line.len() + 1 + word.len() >= WRAPPED && line.len() <= 2 * WRAPPED;
    full && next.starts_with(|c: char| !c.is_whitespace()) && !line.ends_with([':', '|'])
}

/// Texts are wrapped by hand at no fewer characters than this.
const WRAPPED: usize = 60;

fn push(text: &str, span: Span, out: &mut Vec<Span>) {
    let span = span.trimmed(text);
    if !span.is_empty() {
        out.push(span);
    }
}

/// Where the sentence ends whose mark stands at `at..after`, closing marks included; none if it goes on.
fn end_after(slice: &str, start: usize, at: usize, after: usize) -> Option<usize> {
    let rest = slice.get(after..)?;
    // ?! and ... are one mark: the last of them decides.
    if rest.starts_with(['.', '!', '?', '…']) {
        return None;
    }
    let closing = rest.len() - rest.trim_start_matches(['"', '”', '’', '\'', ')', ']', '»', '›', '“']).len();
    let end = after + closing;
    let tail = slice.get(end..)?;
    let next = tail.trim_start_matches([' ', '\t', '\u{a0}', '\r', '\n']);
    if next.is_empty() {
        return Some(end);
    }
    if next.len() == tail.len() {
        return None;
    }
    let first = next.trim_start_matches(['"', '“', '‘', '\'', '(', '[', '«', '„', '`']).chars().next()?;
    if first.is_lowercase() {
        return None;
    }
    if slice.as_bytes().get(at) == Some(&b'.') && closing == 0 && keeps_point(slice.get(start..at)?, next) {
        return None;
    }
    Some(end)
}

/// Whether the word before a point owns the point, so that the sentence may go on.
fn keeps_point(head: &str, next: &str) -> bool {
    let word_at = head
        .rfind(|c: char| !(c.is_alphanumeric() || c == '.'))
        .map_or(0, |i| i + head.get(i..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8));
    let word = head.get(word_at..).unwrap_or_default();
    let mut letters = word.chars();
    let (Some(first), second) = (letters.next(), letters.next()) else { return false };
    if second.is_none() {
        // J. Smith; but “Plan B. The …” ends.
        return first.is_uppercase() && !starts_sentence(next);
    }
    if word.contains('.') {
        return !word.ends_with('.') && word.chars().any(char::is_alphabetic) && !starts_sentence(next);
    }
    if word == "No" {
        return next.starts_with(|c: char| c.is_ascii_digit());
    }
    ABBREVIATIONS.holds_in_any_case(word)
}

fn starts_sentence(next: &str) -> bool {
    let end = next.find(|c: char| !c.is_alphanumeric()).unwrap_or(next.len());
    let word = next.get(..end).unwrap_or_default();
    word.is_empty() || STARTERS.holds(word)
}

#[cfg(test)]
mod tests {
    use super::split;
    use crate::model::Span;
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<&str> = split(text, Span::new(0, text.len())).iter().map(|s| s.of(text)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn ends() {
        check(
            "It rained. Orla left! Why? Nobody knew.",
            &["It rained.", "Orla left!", "Why?", "Nobody knew."],
        );
        check("“It rained.” Orla left.", &["“It rained.”", "Orla left."]);
        check("“It rained!” said Orla. “No.”", &["“It rained!” said Orla.", "“No.”"]);
        check("Wait... what? Yes.", &["Wait... what?", "Yes."]);
        check("First line\nsecond line", &["First line", "second line"]);
        let wrapped = "The committee of the harbour board met on Friday with Petra\nDunmore of Halm. She had come\nby boat.";
        check(
            wrapped,
            &[
                "The committee of the harbour board met on Friday with Petra\nDunmore of Halm.",
                "She had come",
                "by boat.",
            ],
        );
        check("", &[]);
    }

    #[test]
    fn points_that_end_nothing() {
        check(
            "Mr. Dunmore met Dr. Q. R. Vane. They spoke.",
            &["Mr. Dunmore met Dr. Q. R. Vane.", "They spoke."],
        );
        check("The U.S. Navy sailed. It was 3.5 miles.", &["The U.S. Navy sailed.", "It was 3.5 miles."]);
        check("He left the U.S. The navy sailed.", &["He left the U.S.", "The navy sailed."]);
        check("See No. 5 on Jan. 3. No. He saw.", &["See No. 5 on Jan. 3.", "No.", "He saw."]);
        check("at 5 p.m. on Sunday", &["at 5 p.m. on Sunday"]);
    }

    proptest! {
        #[test]
        fn covers_in_order(text in "[A-Ca-c .!?\"”\n…]{0,50}") {
            let spans = split(&text, Span::new(0, text.len()));
            let mut at = 0;
            for s in spans {
                prop_assert!(s.from() >= at && !s.is_empty());
                prop_assert!(Span::new(at, s.from()).of(&text).trim().is_empty());
                at = s.to();
            }
            prop_assert!(Span::new(at, text.len()).of(&text).trim().is_empty());
        }
    }
}
