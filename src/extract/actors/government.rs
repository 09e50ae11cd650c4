//! Whether a capital is a city or the government that sits there, by the words around it.

use crate::extract::naming::nation_of_capital;
use crate::model::Span;
use crate::text::fold::fold;

/// Whether a capital stands for its government here: it acts, or is acted with, and nothing says "in" or "at".
pub(super) fn acts_as_government(text: &str, span: Span, name: &str) -> bool {
    if nation_of_capital(&fold(name)).is_none() {
        return false;
    }
    // Capitals in a row ("Lisbon, Oslo and Bern agreed") act together.
    let near = text.ceil_char_boundary(span.to().saturating_add(NEAR));
    let after = text.get(span.to()..near).unwrap_or_default().split('\n').next().unwrap_or_default();
    let (before, one) = without_row(line_before(text, span.from()), rest_of_row_before);
    let (after, other) = without_row(after, rest_of_row_after);
    let row = one || other;
    let last = fold(before.split_whitespace().next_back().unwrap_or_default());
    if PLACE_WORDS.contains(&last.as_str())
        || before.trim().is_empty() && after.trim_start().starts_with([',', '(', '—', '-'])
    {
        return false;
    }
    let next = after.split_whitespace().next().unwrap_or_default();
    let possessive = after.starts_with("'s") || after.starts_with("’s");
    let opens = before.trim_end().is_empty() || before.trim_end().ends_with(['.', '“', '"', ';', ':']);
    let verb = after.starts_with(' ')
        && (AUXILIARIES.contains(&next)
            || row && PLURALS.contains(&next)
            || opens && next == "and"
            || next.len() > 4 && next.ends_with("ed")
            || next.len() > 3 && next.ends_with('s') && next.chars().all(char::is_lowercase));
    possessive || verb || PARTNER_WORDS.contains(&last.as_str())
}

/// Cuts other capitals that stand in a row with a name off a text, one by one; says whether there were any.
fn without_row<'t>(text: &'t str, rest: fn(&'t str) -> Option<&'t str>) -> (&'t str, bool) {
    let mut left = text;
    for _ in 0..ROW {
        let Some(rest) = rest(left) else { break };
        left = rest;
    }
    (left, left.len() < text.len())
}

/// Capitals in a row are looked at up to so many.
const ROW: usize = 4;

/// What stands before a capital and the "and" or comma behind it, at the end of a text.
fn rest_of_row_before(text: &str) -> Option<&str> {
    let text = text.strip_suffix(' ')?;
    let joint = [", and", " and", " or", ","].into_iter().find(|joint| text.ends_with(joint))?;
    let text = text.strip_suffix(joint)?;
    let word = text.rsplit(' ').next().filter(|word| nation_of_capital(&fold(word)).is_some())?;
    text.strip_suffix(word)
}

/// What stands behind a comma or "and" with a capital, at the beginning of a text.
fn rest_of_row_after(text: &str) -> Option<&str> {
    let joint = [", and ", " and ", " or ", ", "].into_iter().find(|joint| text.starts_with(joint))?;
    let text = text.strip_prefix(joint)?;
    let end = text.find(|c: char| !c.is_alphabetic()).unwrap_or(text.len());
    let (word, rest) = text.split_at_checked(end)?;
    nation_of_capital(&fold(word)).map(|_| rest)
}

/// How many bytes around a mention are looked at: a line may be as long as its file.
const NEAR: usize = 256;

/// The end of the line before a place.
pub(super) fn line_before(text: &str, at: usize) -> &str {
    let from = text.floor_char_boundary(at.saturating_sub(NEAR));
    text.get(from..at).unwrap_or_default().rsplit('\n').next().unwrap_or_default()
}

/// Words before a place that is meant as a place.
const PLACE_WORDS: [&str; 14] = [
    "in", "at", "near", "outside", "around", "through", "into", "of", "across", "visit", "to", "toward",
    "leave", "left",
];

/// Words before a government that is dealt with.
const PARTNER_WORDS: [&str; 11] = [
    "between",
    "with",
    "by",
    "against",
    "whether",
    "that",
    "urged",
    "urge",
    "representing",
    "represents",
    "represented",
];

/// Verbs of several that act together.
const PLURALS: [&str; 12] =
    ["are", "were", "have", "agree", "say", "remain", "want", "hope", "plan", "differ", "seek", "insist"];

/// Verb forms that do not end like one.
const AUXILIARIES: [&str; 19] = [
    "is", "was", "has", "had", "will", "would", "could", "can", "may", "might", "should", "must", "did",
    "does", "said", "made", "gave", "took", "sent",
];
