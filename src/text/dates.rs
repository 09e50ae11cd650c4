//! Calendar days written out in text, with their place.
//!
//! A day needs a day, a month and a year: "3 May", "yesterday" and "03/04/2024" (April or March?) give nothing, and an
//! impossible day gives nothing. It knows no "today".

use crate::model::Span;
use jiff::civil::Date;
use std::collections::HashMap;
use std::sync::LazyLock;

const LIST: &str = include_str!("months.txt");

static MONTHS: LazyLock<HashMap<&'static str, i8>> = LazyLock::new(|| {
    let rows = LIST.lines().filter(|line| !line.starts_with('#'));
    rows.flat_map(|row| {
        let mut words = row.split_whitespace();
        let month = words.next().and_then(|n| n.parse().ok()).unwrap_or(0);
        words.map(move |word| (word, month))
    })
    .collect()
});

/// The first day in a text, with the span of its day, month and year.
#[must_use]
pub fn find(text: &str) -> Option<(Date, Span)> {
    if !text.bytes().any(|b| b.is_ascii_digit()) {
        return None;
    }
    let tokens = tokens(text);
    tokens.windows(3).find_map(|window| {
        let [a, b, c] = window else { return None };
        let span = Span::new(a.at, c.at + c.text.len());
        day_of(text, [a, b, c]).map(|day| (day, span))
    })
}

/// The month of a name, full or short, in any of the languages of the list: 1 to 12.
#[must_use]
pub fn month(word: &str) -> Option<i8> {
    if word.len() > 24 || word.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    MONTHS.get(word.to_lowercase().as_str()).copied()
}

/// A run of digits or of letters.
struct Token<'t> {
    text: &'t str,
    at: usize,
}

/// Words and numbers; a number and the letters behind it are one ("3rd"), but not when a `T` and a time follow.
fn tokens(text: &str) -> Vec<Token<'_>> {
    const FILL: [&str; 6] = ["of", "de", "del", "den", "der", "the"];
    let mut out: Vec<Token<'_>> = Vec::new();
    let joins = |c: char| c.is_alphanumeric() && !matches!(c, '年' | '月' | '日' | '년' | '월' | '일');
    for (at, word) in text.match_indices(joins).map(|(at, part)| (at, part.len())).fold(Vec::new(), runs) {
        let Some(word) = text.get(at..at + word) else { continue };
        // Scrapers glue what stood apart: "PressApril 28", "20232:26 PM".
        let mut from = 0;
        for cut in seams(word, text.get(at + word.len()..).unwrap_or_default()) {
            let part = word.get(from..cut).unwrap_or_default();
            if !part.is_empty() && !FILL.contains(&part) {
                out.push(Token { text: part, at: at + from });
            }
            from = cut;
        }
    }
    out
}

/// Where a word falls into words, its end included: between a small and a capital letter, and behind a year with a time.
fn seams(word: &str, behind: &str) -> Vec<usize> {
    let mut out = Vec::new();
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        if before.is_lowercase() && c.is_uppercase() {
            out.push(at);
        }
        before = c;
    }
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    if digits && matches!(word.len(), 5 | 6) && behind.starts_with(':') && word.starts_with(['1', '2']) {
        out.push(4);
    }
    out.push(word.len());
    out
}

/// Joins neighbouring characters into runs.
fn runs(mut out: Vec<(usize, usize)>, (at, len): (usize, usize)) -> Vec<(usize, usize)> {
    match out.last_mut() {
        Some((start, run)) if *start + *run == at => *run += len,
        _ => out.push((at, len)),
    }
    out
}

/// The day that three neighbouring tokens make.
fn day_of(text: &str, [one, two, three]: [&Token<'_>; 3]) -> Option<Date> {
    let gap = |left: &Token<'_>, right: &Token<'_>| {
        text.get(left.at + left.text.len()..right.at).unwrap_or_default().trim()
    };
    let (first, second) = (gap(one, two), gap(two, three));
    if first.len() > 8 || second.len() > 8 {
        return None;
    }
    if let (Some(day), Some(month), Some(year)) = (ordinal(one.text), month(two.text), year(three.text)) {
        return date(year, month, day);
    }
    if let (Some(month), Some(day), Some(year)) = (month(one.text), ordinal(two.text), year(three.text)) {
        return date(year, month, day);
    }
    if let (Some(year), Some(month), Some(day)) = (year(one.text), number(two.text), iso_day(three.text)) {
        let marks = ["-", "/", ".", "年", "년"];
        return (marks.contains(&first) && !second.is_empty()).then(|| date(year, month, day)).flatten();
    }
    let (Some(x), Some(y), Some(year)) = (number(one.text), number(two.text), year(three.text)) else {
        return None;
    };
    match (first, second) {
        (".", "." | "") | ("-", "-") => date(year, y, x),
        ("/", "/") if x > 12 || x == y => date(year, y, x),
        ("/", "/") if y > 12 => date(year, x, y),
        _ => None,
    }
}

/// A day of the calendar in a year that news could be of.
fn date(year: i16, month: i8, day: i8) -> Option<Date> {
    Date::new(year, month, day).ok()
}

fn number(word: &str) -> Option<i8> {
    (word.len() <= 2).then(|| word.parse().ok()).flatten()
}

/// A day of the month with or without its ending: "3", "3rd", "1er".
fn ordinal(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_alphabetic());
    let ending = word.strip_prefix(digits).unwrap_or_default();
    matches!(ending, "" | "st" | "nd" | "rd" | "th" | "er" | "º" | "ª").then(|| number(digits)).flatten()
}

/// The day of an ISO date, which a time may follow: "03", "03T10".
fn iso_day(word: &str) -> Option<i8> {
    number(word.split(['T', 't']).next().unwrap_or(word))
}

fn year(word: &str) -> Option<i16> {
    let year: i16 = (word.len() == 4).then(|| word.parse().ok()).flatten()?;
    (1600..=2199).contains(&year).then_some(year)
}

#[cfg(test)]
mod tests {
    use super::{find, month};

    #[track_caller]
    fn check(text: &str, day: Option<&str>) {
        assert_eq!(find(text).map(|(day, _)| day.to_string()).as_deref(), day, "{text}");
    }

    #[test]
    fn finds_days_in_many_forms() {
        check("Published 3 May 2024 at 10:00", Some("2024-05-03"));
        check("Friday, May 3rd, 2024", Some("2024-05-03"));
        check("Sept. 9, 2021 | 4:15 p.m.", Some("2021-09-09"));
        check("2024-05-03T10:15:00Z", Some("2024-05-03"));
        check("2024/5/3", Some("2024-05-03"));
        check("am 3. März 2024", Some("2024-03-03"));
        check("4 de julio de 2023", Some("2023-07-04"));
        check("le 1er août 2020", Some("2020-08-01"));
        check("3.5.2024", Some("2024-05-03"));
        check("25/12/2023", Some("2023-12-25"));
        check("12/25/2023", Some("2023-12-25"));
        check("2024年5月3日", Some("2024-05-03"));
        check("Vale PressApril 25, 20232:26 PM", Some("2023-04-25"));
        check("Mon, 02 Jan 2023 08:00:00 +0000", Some("2023-01-02"));
    }

    #[test]
    fn refuses_what_is_not_a_day() {
        check("31 February 2024", None);
        check("3 May", None);
        check("03/04/2024", None);
        check("2024-13-01", None);
        check("3 hours ago", None);
        check("May 2024", None);
        check("He was 12 in May 1999 2000", None);
    }

    #[test]
    fn the_span_covers_the_day() {
        let text = "Posted on 3 May 2024, 10:00";
        assert_eq!(find(text).map(|(_, span)| span.of(text)), Some("3 May 2024"));
        assert_eq!(month("déc"), Some(12));
    }
}
