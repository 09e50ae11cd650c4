//! The outlet an article is from: a line of its own beside the credits, the end of a title, or the line of rights.
//!
//! It knows no outlet by name: the form of a line, its place and a list of words such as "Gazette" tell.

use crate::model::{Clean, Field, Span};
use crate::parse::credit::{Place, is_name, is_role};
use crate::parse::line::Line;
use crate::parse::phrases::marker;
use crate::parse::signals::Signals;
use std::collections::HashSet;
use std::sync::LazyLock;

const WORDS: &str = include_str!("outlets.txt");

static OUTLETS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    WORDS.lines().filter(|row| !row.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Lines above the headline that may name the outlet.
const ABOVE: usize = 8;
/// Marks between a title and the outlet, or between an outlet and a date.
const MARKS: [&str; 5] = [" | ", " — ", " – ", " - ", " · "];

/// The outlet, if the text names it.
pub(crate) fn find(text: &str, lines: &[Line], signals: &[Signals], place: Place) -> Option<Field> {
    let rights = rights(text, lines);
    let held = |name: &str| rights.is_some_and(|span| same(span.of(text), name));
    let headline = place.headline;
    if let Some(span) = headline.and_then(|head| title(text, lines, head)) {
        return Some(field(text, span));
    }
    let top = headline.unwrap_or(place.first).saturating_sub(ABOVE);
    let near = top..place.first.min(lines.len());
    for i in near {
        let (Some(line), Some(s)) = (lines.get(i), signals.get(i)) else { continue };
        if headline == Some(i)
            || line.list
            || s.words > 14
            || s.marker.is_some()
            || s.byline
            || s.ends
            || s.link
        {
            continue;
        }
        let credit = |at: usize| {
            at < place.first && signals.get(at).is_some_and(|s| s.words <= 14 && (s.byline || s.dated))
        };
        let beside = headline.is_some_and(|head| i == head + 1 || i == head + 2) && credit(i + 1);
        for span in pieces(line.span, text) {
            let name = span.of(text);
            let Some(words) = named(name) else { continue };
            let opens = i == 0 && (name.starts_with("The ") || name.starts_with("THE "));
            let whole = span == line.span;
            let told = outlet_word(name) && words >= 2 && (whole || s.dated);
            if held(name) {
                return rights.map(|span| field(text, span));
            }
            if told
                || whole && opens && (2..=4).contains(&words)
                || whole && beside && words <= 4 && !s.repeated && !is_name(name) && !is_role(name)
            {
                return Some(field(text, span));
            }
        }
    }
    rights.map(|span| field(text, span))
}

fn field(text: &str, span: Span) -> Field {
    Field { text: Clean::line(span.of(text)), span }
}

fn same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The parts of a line between marks.
fn pieces(line: Span, text: &str) -> Vec<Span> {
    let raw = line.of(text);
    let mut out = Vec::new();
    let mut from = 0;
    let ends = raw.match_indices(['|', '·', '•']).map(|(at, mark)| (at, mark.len())).chain([(raw.len(), 0)]);
    for (at, len) in ends {
        out.push(Span::new(line.from() + from, line.from() + at).trimmed(text));
        from = at + len;
    }
    out
}

/// How many words a name has, when it is written as names are: capitals, but for small words between.
fn named(name: &str) -> Option<usize> {
    const SMALL: [&str; 10] = ["of", "the", "and", "&", "de", "del", "la", "le", "der", "für"];
    let words: Vec<&str> = name.split(' ').collect();
    let capital = |word: &&str| word.starts_with(char::is_uppercase) || SMALL.contains(word);
    let plain = name.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '’' | '-' | '&'));
    let fits = (1..=5).contains(&words.len()) && (3..=48).contains(&name.len());
    (fits && plain && name.starts_with(char::is_uppercase) && words.iter().all(capital))
        .then_some(words.len())
}

/// Whether a name ends with a word that names of outlets end with, and is not that of a section.
pub(crate) fn outlet_word(name: &str) -> bool {
    let (head, last) = name.rsplit_once([' ', '-']).unwrap_or(("", name));
    OUTLETS.contains(last.to_lowercase().as_str()) && marker(head).is_none()
}

/// The name behind the headline on a title line: "Dam shut - The Vale Courier".
fn title(text: &str, lines: &[Line], head: usize) -> Option<Span> {
    let headline = lines.get(head)?.span.of(text);
    lines.iter().enumerate().take(head + 3).find_map(|(i, line)| {
        let rest = line.span.of(text).strip_prefix(headline).filter(|_| i != head)?;
        let mark = MARKS.iter().find(|mark| rest.starts_with(**mark))?;
        let span = Span::new(line.span.from() + headline.len() + mark.len(), line.span.to()).trimmed(text);
        named(span.of(text)).map(|_| span)
    })
}

/// Where the outlet stands at the end of a headline's own line, its mark included: "Dam shut | The Vale Courier".
pub(crate) fn suffix(headline: &str) -> Option<(usize, usize)> {
    let (at, mark) = MARKS.iter().filter_map(|mark| Some((headline.rfind(mark)?, *mark))).max()?;
    let name = headline.get(at + mark.len()..)?.trim();
    let words = named(name)?;
    let sure = outlet_word(name) && words >= 2 || mark == " | ";
    let long = headline.get(..at)?.split(' ').count() >= 3;
    (sure && long).then_some((at, at + mark.len()))
}

/// Who holds the rights: "© 2024 The Vale Courier. All rights reserved."
fn rights(text: &str, lines: &[Line]) -> Option<Span> {
    lines.iter().rev().take(60).find_map(|line| {
        let raw = line.span.of(text);
        let at = raw.find('©').map(|at| at + '©'.len_utf8()).filter(|_| raw.len() < 200)?;
        let rest = raw.get(at..)?;
        let skip = rest.find(char::is_alphabetic)?;
        let lead =
            rest.get(..skip)?.chars().all(|c| c.is_ascii_digit() || matches!(c, ' ' | ',' | '-' | '–'));
        let name = rest.get(skip..)?;
        let end = name.find(['.', ',', '|', '·', ';']).unwrap_or(name.len());
        let end = name.find(" All ").map_or(end, |all| all.min(end));
        let span = Span::new(line.span.from() + at + skip, line.span.from() + at + skip + end).trimmed(text);
        let name = span.of(text);
        (lead
            && named(name).is_some_and(|words| words >= 2)
            && outlet_word(name)
            && !name.starts_with("Copyright"))
        .then_some(span)
    })
}

#[cfg(test)]
mod tests {
    use super::{named, outlet_word, suffix};
    use crate::parse::parse_text;

    #[track_caller]
    fn check(text: &str, source: Option<&str>) {
        let article = parse_text(text, "a.txt");
        assert_eq!(article.source.as_ref().map(|field| &*field.text), source, "{text}");
    }

    const BODY: &str = "The dam above the town of Dobrin ran dry on Friday, and the council said that it would not fill again soon.\nNobody in the valley has seen the floor of the lake since the year that the dam was built there.\n";

    #[test]
    fn outlets_beside_the_credits() {
        check(
            &format!("The dam of Dobrin runs dry\nNorthern Gazette\nBy Ada Vorn\n3 May 2024\n{BODY}"),
            Some("Northern Gazette"),
        );
        check(&format!("The dam of Dobrin runs dry\nFathom\nBy Ada Vorn\n{BODY}"), Some("Fathom"));
        check(
            &format!("The dam of Dobrin runs dry\nThe Vale Courier | 3 May 2024\n{BODY}"),
            Some("The Vale Courier"),
        );
        check(&format!("The Vale Lamp\nThe dam of Dobrin runs dry\n{BODY}"), Some("The Vale Lamp"));
    }

    #[test]
    fn outlets_of_titles_and_rights() {
        check(&format!("The dam of Dobrin runs dry | Vale Courier\n{BODY}"), Some("Vale Courier"));
        check(
            &format!("The dam of Dobrin runs dry\n{BODY}© 2024 The Vale Courier. All rights reserved.\n"),
            Some("The Vale Courier"),
        );
    }

    #[test]
    fn other_lines_are_no_outlets() {
        check(&format!("Home\nPolitics\nThe dam of Dobrin runs dry\nAda Vorn\n3 May 2024\n{BODY}"), None);
        check(&format!("The dam of Dobrin runs dry\n{BODY}"), None);
        assert_eq!(suffix("Dam shut - and the town waits"), None);
        assert_eq!(named("the dam"), None);
        assert!(!outlet_word("Ada Vorn"));
    }
}
