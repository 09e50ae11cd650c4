//! Lines of a text with their spans, and a paragraph of several lines as one.

use crate::model::Span;
use crate::text::language::WordHash;
use std::borrow::Cow;

/// Every line of a text, without blanks at its ends; empty lines too, as empty spans.
pub fn lines(text: &str) -> impl Iterator<Item = Span> {
    let mut at = 0;
    text.split('\n').map(move |line| {
        let span = Span::new(at, at + line.len());
        at += line.len() + 1;
        span.trimmed(text)
    })
}

/// The label of a turn of a talk that a line may be: “VORN” in “VORN: Where were you?”.
#[must_use]
pub fn turn_label(line: &str) -> Option<&str> {
    let (label, _) = line.split_once(": ")?;
    ((2..30).contains(&label.len()) && !label.chars().any(char::is_lowercase)).then_some(label)
}

/// A stretch of text as one line: line ends and runs of blanks become one blank, or nothing before a closing mark
/// ("Oslo\n, Norway") and behind an opening one. Quotation arrows at the start of a line go.
#[must_use]
pub fn flow(text: &str) -> Cow<'_, str> {
    let plain = |c: char| !c.is_whitespace() || c == ' ';
    if text.chars().all(plain) && !text.contains("  ") && text.trim().len() == text.len() {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    for (row, line) in text.split('\n').enumerate() {
        let line = line.trim();
        let line = if row > 0 { line.strip_prefix("> ").unwrap_or(line) } else { line };
        for (nth, word) in line.split_whitespace().enumerate() {
            let closes = nth == 0 && word.starts_with([',', '.', ';', ':', ')', '?', '!', '’', '”']);
            let opened = nth == 0 && out.ends_with(['(', '“', '‘']);
            if !out.is_empty() && !closes && !opened {
                out.push(' ');
            }
            out.push_str(word);
        }
    }
    Cow::Owned(out)
}

/// A hash of the letters and digits of a line: the same for lines that differ in case, blanks and marks only.
#[must_use]
pub fn key(line: &str) -> u64 {
    let mut hash = WordHash::default();
    line.chars().filter(|c| c.is_alphanumeric()).for_each(|c| hash.push(c));
    hash.value()
}

#[cfg(test)]
mod tests {
    use super::{flow, key, lines};

    #[test]
    fn lines_know_their_place() {
        let text = "one\n\n  two \nthree";
        let found: Vec<&str> = lines(text).map(|span| span.of(text)).collect();
        assert_eq!(found, ["one", "", "two", "three"]);
    }

    #[test]
    fn a_broken_paragraph_flows() {
        assert_eq!(
            flow("The mayor of Oslo\n, who (\nas ever\n) smiled, said\n> so."),
            "The mayor of Oslo, who (as ever) smiled, said so."
        );
        assert_eq!(flow("as it is"), "as it is");
    }

    #[test]
    fn keys_ignore_case_and_marks() {
        assert_eq!(key("Read more:"), key("  READ MORE"));
        assert_ne!(key("Read more"), key("Read less"));
    }
}
