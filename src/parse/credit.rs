//! Who wrote it and when: bylines and date lines beside the headline.

use crate::model::{ArticleDate, Clean, CutReason, DateBasis, Field, Span};
use crate::parse::line::Line;
use crate::parse::outlet::outlet_word;
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

/// Whether a text is a personal name by its form, with its first name and surname and nothing else.
pub(crate) fn is_name(raw: &str) -> bool {
    name_len(raw) == Some(raw.len()) && raw.split(' ').count() <= 4
}

/// Whether a text holds a word for what somebody on the staff does, or what is done with an article.
pub(crate) fn is_role(raw: &str) -> bool {
    raw.split(' ').any(|word| {
        STOPS.contains(&word) || matches!(word, "Staff" | "Writer" | "Tweet" | "Share" | "Shares" | "By")
    })
}

/// The names behind an opener, as a byte range of the line.
fn names_behind_opener(raw: &str) -> Option<(usize, usize)> {
    if !raw.starts_with(['b', 'B', 'w', 'W', 's', 'S', 'r', 'R', 'a', 'A', 'p', 'P']) {
        return None;
    }
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
        let seam = glued(bare);
        let known = STOPS.contains(&bare) || dates::month(bare).is_some() && bare.len() > 2;
        if !letters || !(capital || particle) || bare.is_empty() || words == 5 || known {
            break;
        }
        words += 1;
        capitals += usize::from(capital);
        if let Some(seam) = seam {
            len += seam + 1;
            break;
        }
        len += word.len() + 1;
    }
    let len = len.saturating_sub(1);
    (words >= 2 && capitals >= 2).then_some(len)
}

/// Where a word runs into the next one without a blank; a capital behind "Mc" or "De" is of the name.
pub(crate) fn glued(word: &str) -> Option<usize> {
    if word.is_ascii() {
        let meets = |pair: &[u8]| matches!(pair, [a, b] if a.is_ascii_lowercase() && b.is_ascii_uppercase());
        return word.as_bytes().windows(2).skip(3).position(meets).map(|at| at + 4);
    }
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        if at > 3 && before.is_lowercase() && c.is_uppercase() {
            return Some(at);
        }
        before = c;
    }
    None
}

/// A line that is a name and nothing else, or a name before a mark, a number or a role.
fn bare_name(raw: &str) -> Option<(usize, usize)> {
    let opened = raw.split(' ').next().is_some_and(|word| word.eq_ignore_ascii_case("by"));
    let len = name_len(raw).filter(|_| !opened)?;
    let name = raw.get(..len)?;
    if name.starts_with("The ") || name.starts_with("THE ") || outlet_word(name) {
        return None;
    }
    let rest = raw.get(len..)?;
    let words = name.split(' ').count();
    let shouted = name.chars().all(|c| !c.is_lowercase());
    let parted = rest.is_empty()
        || rest
            .trim_start()
            .starts_with(|c: char| c.is_ascii_digit() || matches!(c, '·' | '•' | '|' | ',' | '–' | '-'))
        || rest.starts_with(" and ") && names(raw, 0).is_some_and(|(_, end)| end == raw.len())
        || rest.split_whitespace().next().is_some_and(|word| STOPS.contains(&word.trim_end_matches(':')))
        || glued(raw.get(..len + 4).unwrap_or(raw)).is_some();
    let end = if rest.starts_with(" and ") { names(raw, 0)?.1 } else { len };
    (parted && words <= 4 && !shouted).then_some((0, end))
}

/// Capitalised words that end a name in a byline.
const STOPS: [&str; 36] = [
    "Follow",
    "News",
    "Sports",
    "Health",
    "Business",
    "Chief",
    "Deputy",
    "Associate",
    "Contributing",
    "Special",
    "Foreign",
    "Contributor",
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

/// Where the headline and the first paragraph stand.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) headline: Option<usize>,
    pub(crate) first: usize,
}

/// Lines above the headline and below the first paragraph that may hold its credits.
const ABOVE: usize = 6;
const BELOW: usize = 8;

/// Looks for a byline and a date: below the headline first, then above it.
pub(crate) fn find(text: &str, lines: &[Line], signals: &[Signals], body: &[bool], place: Place) -> Credits {
    let head = place.headline.unwrap_or(0);
    let below = head..(place.first.max(head) + BELOW).min(lines.len());
    let near: Vec<usize> = below.chain(head.saturating_sub(ABOVE)..head).collect();
    let mut credits = Credits::default();
    for &i in &near {
        let (Some(line), Some(s)) = (lines.get(i), signals.get(i)) else { continue };
        let of_body = body.get(i).copied().unwrap_or(false) && s.words >= 12;
        if credits.byline.is_none() && s.words <= 30 {
            let span = byline_at(text, lines, i);
            credits.byline = span.map(|span| Field { text: Clean::line(&flow(span.of(text))), span });
        }
        if credits.date.is_none()
            && s.words <= 24
            && !of_body
            && s.phrase.is_none_or(|p| p.reason != CutReason::Caption)
        {
            credits.date = dates::find(line.span.of(text)).map(|(day, span)| ArticleDate {
                day,
                basis: DateBasis::Line,
                span: span.shifted(line.span.from()),
            });
        }
    }
    if credits.byline.is_none() {
        let span = near
            .iter()
            .filter(|i| place.headline != Some(**i))
            .find_map(|i| unmarked(text, lines, signals, body, *i));
        credits.byline = span.map(|span| Field { text: Clean::line(&flow(span.of(text))), span });
    }
    credits
}

/// The names of a line with an opener, or of the line behind a lone "By".
fn byline_at(text: &str, lines: &[Line], i: usize) -> Option<Span> {
    let line = lines.get(i)?;
    let raw = line.span.of(text);
    if raw.eq_ignore_ascii_case("by") || raw.eq_ignore_ascii_case("by:") {
        let next = lines.get(i + 1)?.span;
        let (start, end) = names(next.of(text), 0)?;
        return Some(Span::new(next.from() + start, next.from() + end));
    }
    let (start, end) = names_behind_opener(raw)?;
    Some(Span::new(line.span.from() + start, line.span.from() + end))
}

/// A name that stands alone as bylines do: no menu entry, not of the body, with a date, a role or an outlet close by.
fn unmarked(text: &str, lines: &[Line], signals: &[Signals], body: &[bool], i: usize) -> Option<Span> {
    let (line, s) = (lines.get(i)?, signals.get(i)?);
    let raw = line.span.of(text);
    if s.words > 12
        || line.list
        || s.marker.is_some()
        || s.ends
        || body.get(i).copied().unwrap_or(false) && s.words > 6
    {
        return None;
    }
    let (start, end) = bare_name(raw)?;
    let role = raw.get(end..).is_some_and(|rest| !rest.is_empty());
    let dated =
        (i.saturating_sub(3)..=i + 3).any(|j| signals.get(j).is_some_and(|s| s.dated && s.words <= 20));
    (role || dated).then(|| Span::new(line.span.from() + start, line.span.from() + end))
}

/// Who wrote a comment, or its buttons.
pub(crate) fn is_comment(raw: &str) -> bool {
    const ENDS: [&str; 5] = [" says:", " said:", " wrote:", "pm said", "am said"];
    let ends = |end: &str| {
        let tail = raw.len().checked_sub(end.len()).and_then(|at| raw.get(at..));
        tail.is_some_and(|tail| tail.eq_ignore_ascii_case(end))
    };
    raw.len() < 80 && ENDS.iter().any(|end| ends(end))
        || raw.contains(" pm said:")
        || raw.contains(" am said:")
        || raw.eq_ignore_ascii_case("reply")
}

#[cfg(test)]
mod tests {
    use super::{bare_name, names_behind_opener};

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
        check("by Ada Vorn Apr. 28, 2023", Some("Ada Vorn"));
        check("By Ada VornNews Reporter", Some("Ada Vorn"));
        check("By Monday the dam was dry", None);
        check("by the river", None);
    }

    #[test]
    fn names_alone_on_a_line() {
        assert_eq!(bare_name("Ada Vorn"), Some((0, 8)));
        assert_eq!(bare_name("Ada Vorn Political Correspondent"), Some((0, 8)));
        assert_eq!(bare_name("Ada Vorn Senior Reporter"), Some((0, 8)));
        assert_eq!(bare_name("The dam is dry"), None);
    }
}
