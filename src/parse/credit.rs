//! Who wrote it and when: bylines and date lines beside the headline.

use crate::model::{ArticleDate, Clean, DateBasis, Field, Span};
use crate::parse::line::Line;
use crate::parse::signals::Signals;
use crate::text::dates;
use crate::text::lines::flow;

/// Words that open a byline, in the languages of the function-word list.
const OPENERS: [&str; 12] = [
    "by ",
    "by: ",
    "written by ",
    "words by ",
    "story by ",
    "reported by ",
    "report by ",
    "author: ",
    "authors: ",
    "byline: ",
    "reporting by ",
    "posted by ",
];

/// Particles inside names.
const PARTICLES: [&str; 18] = [
    "de", "del", "der", "den", "van", "von", "da", "di", "du", "la", "le", "al", "bin", "ibn", "el", "dos",
    "ter", "zu",
];

/// Whether a line is a byline: an opener and a name.
pub(crate) fn is_byline(raw: &str) -> bool {
    names_behind_opener(raw).is_some()
}

/// The names behind an opener, as a byte range of the line.
fn names_behind_opener(raw: &str) -> Option<(usize, usize)> {
    let start = OPENERS.iter().find_map(|opener| {
        let head = raw.get(..opener.len())?;
        head.eq_ignore_ascii_case(opener).then_some(opener.len())
    })?;
    names(raw, start)
}

/// A run of personal names from byte `start` on: "Ada Vorn, Lem Okke and Ivo Zell".
fn names(raw: &str, start: usize) -> Option<(usize, usize)> {
    let rest = raw.get(start..)?;
    let (mut end, mut first) = (None, start);
    let mut at = start;
    for (nth, part) in rest.split_inclusive([',', '&', ';', '|', '•', '/', '·']).enumerate() {
        let mut inner = at;
        for (nth_and, piece) in part.split(" and ").enumerate() {
            let offset = inner;
            inner += piece.len() + 5;
            let name = piece.trim_matches(|c: char| !c.is_alphanumeric() && c != '.');
            let len = name_len(name);
            let Some(len) = len else {
                return end.map(|end| (first, end));
            };
            let lead = piece.find(name).unwrap_or(0);
            if nth == 0 && nth_and == 0 {
                first = offset + lead;
            }
            end = Some(offset + lead + len);
            if len < name.len() {
                return end.map(|end| (first, end));
            }
        }
        at += part.len();
    }
    end.map(|end| (first, end))
}

/// The length of the personal name a text begins with: two to five words, capitals or particles.
fn name_len(text: &str) -> Option<usize> {
    let (mut len, mut words, mut capitals) = (0, 0, 0);
    for word in text.split(' ') {
        let bare = word.trim_end_matches('.');
        let capital = bare.chars().next().is_some_and(char::is_uppercase);
        let letters = bare.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\'' | '’' | '.'));
        let particle = PARTICLES.contains(&bare);
        if !letters || !(capital || particle) || bare.is_empty() || words == 5 || STOPS.contains(&bare) {
            break;
        }
        words += 1;
        capitals += usize::from(capital);
        len += word.len() + 1;
    }
    let len = len.saturating_sub(1);
    (words >= 2 && capitals >= 2).then_some(len)
}

/// Capitalised words that end a name in a byline.
const STOPS: [&str; 24] = [
    "Published",
    "Updated",
    "Posted",
    "Senior",
    "Staff",
    "Political",
    "Reporter",
    "Correspondent",
    "Editor",
    "Mon",
    "Tue",
    "Wed",
    "Thu",
    "Fri",
    "Sat",
    "Sun",
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
    "For",
];

/// What the lines beside the headline state.
#[derive(Clone, Debug, Default)]
pub(crate) struct Credits {
    pub(crate) byline: Option<Field>,
    pub(crate) date: Option<ArticleDate>,
}

/// Looks for a byline and a date in the lines from `low` to `high`, those of the body left out.
pub(crate) fn find(
    text: &str,
    lines: &[Line],
    signals: &[Signals],
    body: &[bool],
    (low, high): (usize, usize),
) -> Credits {
    let mut credits = Credits::default();
    for i in low..high.min(lines.len()) {
        let (Some(line), Some(s)) = (lines.get(i), signals.get(i)) else { break };
        let raw = line.span.of(text);
        let of_body = body.get(i).copied().unwrap_or(false) && s.words >= 12;
        if credits.byline.is_none() && s.words <= 30 {
            let alone = raw.eq_ignore_ascii_case("by") || raw.eq_ignore_ascii_case("by:");
            let found = if alone {
                lines.get(i + 1).and_then(|next| {
                    let (start, end) = names(next.span.of(text), 0)?;
                    Some(Span::new(next.span.from() + start, next.span.from() + end))
                })
            } else {
                names_behind_opener(raw)
                    .map(|(start, end)| Span::new(line.span.from() + start, line.span.from() + end))
            };
            credits.byline = found.map(|span| Field { text: Clean::line(&flow(span.of(text))), span });
        }
        if credits.date.is_none() && s.words <= 24 && !of_body {
            credits.date = dates::find(raw).map(|(day, span)| ArticleDate {
                day,
                basis: DateBasis::Line,
                span: span.shifted(line.span.from()),
            });
        }
    }
    credits
}

#[cfg(test)]
mod tests {
    use super::names_behind_opener;

    #[track_caller]
    fn check(raw: &str, expect: Option<&str>) {
        let found = names_behind_opener(raw).map(|(start, end)| raw.get(start..end).unwrap_or_default());
        assert_eq!(found, expect, "{raw}");
    }

    #[test]
    fn bylines_give_names() {
        check("By Ada Vorn", Some("Ada Vorn"));
        check("By ADA VORN and LEM OKKE", Some("ADA VORN and LEM OKKE"));
        check("Written by Ada van der Vorn, Lem Okke", Some("Ada van der Vorn, Lem Okke"));
        check("By Ada Vorn, Political Editor", Some("Ada Vorn"));
        check("By Ada Vorn for the Courier", Some("Ada Vorn"));
        check("By Ada Vorn Published 3 May 2024", Some("Ada Vorn"));
        check("By Monday the dam was dry", None);
        check("by the river", None);
    }
}
