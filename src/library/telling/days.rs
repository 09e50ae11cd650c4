//! The days a text speaks of: whole calendar days, and expressions that count from the day of the article. Those are
//! kept as written, and resolved only when that day is known. “Last year” and vaguer ones name no day.

use crate::library::telling::lexicon::{BREAKS, CARDINALS, FUTURE, WEEKDAYS};
use crate::library::telling::lines::Word;
use crate::model::Span;
use crate::text::dates::{find, month};
use jiff::civil::{Date, Weekday};
use jiff::{Span as Length, ToSpan};

/// An expression for a day or a stretch of days.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct DayWords {
    /// The expression.
    pub(crate) span: Span,
    /// The first and last day, when they can be known.
    pub(crate) days: Option<(Date, Date)>,
    /// Whether it is a whole calendar day that needs no counting.
    pub(crate) written: bool,
}

/// The expressions of a sentence, in order; `base` is the day of the article.
pub(crate) fn days(text: &str, span: Span, words: &[Word], base: Option<Date>) -> Vec<DayWords> {
    let mut found = whole(text, span);
    let mut at = 0;
    while at < words.len() {
        match expression(words, at) {
            Some((expression, next)) => {
                let span = words[at].span.join(words[next - 1].span);
                if !found.iter().any(|known| known.span.overlaps(span)) {
                    let days = base.and_then(|base| expression.resolve(base, looks_forward(words, at, next)));
                    found.push(DayWords { span, days, written: false });
                }
                at = next;
            }
            None => at += 1,
        }
    }
    found.sort_by_key(|day| day.span);
    found
}

/// Whole calendar days.
fn whole(text: &str, span: Span) -> Vec<DayWords> {
    let mut found = Vec::new();
    let mut from = span.from();
    while let Some((day, place)) = find(Span::new(from, span.to()).of(text)) {
        let place = place.shifted(from);
        found.push(DayWords { span: place, days: Some((day, day)), written: true });
        from = place.to();
    }
    found
}

/// Whether the clause around an expression looks forward; it stands between `at` and `next`.
fn looks_forward(words: &[Word], at: usize, next: usize) -> bool {
    let joins = |word: &Word| matches!(word.folded.as_str(), "and" | "that" | "whether" | "if");
    let same = |word: &&Word| !joins(word) && !BREAKS.contains(word.folded.as_str());
    let tells = |word: &Word| FUTURE.contains(word.folded.as_str());
    let before = words.get(..at).unwrap_or_default();
    let behind = words.get(next..).unwrap_or_default();
    // “On Thursday, when the captain is expected” tells of that day.
    let behind =
        behind.split_first().filter(|(first, _)| first.folded == "when").map_or(behind, |(_, rest)| rest);
    let bound = before.last().is_some_and(|word| matches!(word.folded.as_str(), "until" | "till" | "by"));
    bound || before.iter().rev().take_while(same).any(tells) || behind.iter().take_while(same).any(tells)
}

/// What a relative expression means.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Expression {
    /// So many days from the article's.
    Days(i64),
    /// A day of the week; −1 last, 0 the nearest by tense, 1 next.
    Weekday(Weekday, i64),
    /// A week, Monday to Sunday, so many weeks on.
    Week(i64),
    /// A weekend, so many weeks on; the nearest by tense without a number.
    Weekend(Option<i64>),
    /// A month, so many months on.
    Month(i64),
    /// A day of a month without a year.
    Day(i8, i8),
    /// A day of the tale that only the tale knows.
    Told,
}

/// The expression that begins at a word, and the word behind it.
fn expression(words: &[Word], at: usize) -> Option<(Expression, usize)> {
    let word = |n: usize| words.get(at + n).map(|word| word.folded.as_str());
    let first = word(0)?;
    let fixed = match first {
        "today" | "tonight" => Some(0),
        "yesterday" => Some(-1),
        "tomorrow" => Some(1),
        _ => None,
    };
    if let Some(days) = fixed {
        return Some((Expression::Days(days), at + 1));
    }
    if let (Some(month), Some(day)) = (month_of(words.get(at)?), word(1).and_then(day_number)) {
        return Some((Expression::Day(month, day), at + 2));
    }
    if let (Some(day), Some(month)) = (day_number(first), words.get(at + 1).and_then(month_of)) {
        return Some((Expression::Day(month, day), at + 2));
    }
    // “As on a Sunday” is no day.
    let any = at.checked_sub(1).and_then(|at| words.get(at)).map(|word| word.folded.as_str());
    if matches!(any, Some("a" | "every" | "each")) {
        return None;
    }
    if let Some(weekday) = weekday(words.get(at)?) {
        // “On the Saturday” counts from a day of the tale, not from the article's.
        let told = any == Some("the");
        return Some((if told { Expression::Told } else { Expression::Weekday(weekday, 0) }, at + 1));
    }
    let step = match first {
        "last" | "past" => Some(-1),
        "this" => Some(0),
        "next" | "coming" => Some(1),
        _ => None,
    };
    if let Some(step) = step {
        let second = word(1)?;
        let expression = match second {
            "week" => Expression::Week(step),
            "weekend" => Expression::Weekend(if step == 1 { return None } else { Some(step) }),
            "month" => Expression::Month(step),
            _ => Expression::Weekday(weekday(words.get(at + 1)?)?, step),
        };
        return Some((expression, at + 2));
    }
    if first == "the" && word(1) == Some("weekend") {
        return Some((Expression::Weekend(None), at + 2));
    }
    let count = CARDINALS
        .get(first)
        .copied()
        .or_else(|| if first == "a" { Some(1.0) } else { first.parse().ok() })?;
    let days = match word(1)? {
        "day" | "days" => 1,
        "week" | "weeks" => 7,
        _ => return None,
    };
    (word(2) == Some("ago") && (1.0..60.0).contains(&count))
        .then(|| (Expression::Days(-(count as i64) * days), at + 3))
}

fn month_of(word: &Word) -> Option<i8> {
    // “May” and “March” are months only with a capital; the short forms of other languages are words of this one.
    (word.capital && word.folded.len() >= 3).then(|| month(&word.folded)).flatten()
}

fn day_number(word: &str) -> Option<i8> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    let ending = word.strip_prefix(digits)?;
    let day: i8 = digits.parse().ok()?;
    (matches!(ending, "" | "st" | "nd" | "rd" | "th") && (1..=31).contains(&day)).then_some(day)
}

fn weekday(word: &Word) -> Option<Weekday> {
    let number = WEEKDAYS.get(word.folded.as_str()).filter(|_| word.capital)?;
    Weekday::from_monday_one_offset(*number as i8).ok()
}

impl Expression {
    fn resolve(self, base: Date, forward: bool) -> Option<(Date, Date)> {
        let on = |days: i64| base.checked_add(Length::new().try_days(days).ok()?).ok();
        let weekday = i64::from(base.weekday().to_monday_zero_offset());
        let monday = |weeks: i64| on(weeks * 7 - weekday);
        let weekend = |weeks: i64| {
            Some((monday(weeks)?.checked_add(5.days()).ok()?, monday(weeks)?.checked_add(6.days()).ok()?))
        };
        match self {
            Self::Told => None,
            Self::Days(days) => on(days).map(|day| (day, day)),
            Self::Weekday(day, step) => {
                let ahead = (i64::from(day.to_monday_zero_offset()) - weekday).rem_euclid(7);
                let days = match (step, forward) {
                    // “This Monday” and a bare “Monday”: by the tense of the sentence; the article's own day counts.
                    (0, true) => ahead,
                    (0, false) => {
                        if ahead == 0 {
                            0
                        } else {
                            ahead - 7
                        }
                    }
                    (-1, _) => {
                        if ahead == 0 {
                            -7
                        } else {
                            ahead - 7
                        }
                    }
                    _ => {
                        if ahead == 0 {
                            7
                        } else {
                            ahead
                        }
                    }
                };
                on(days).map(|day| (day, day))
            }
            Self::Week(step) => Some((monday(step)?, monday(step)?.checked_add(6.days()).ok()?)),
            Self::Weekend(Some(step)) => weekend(step),
            // On a weekend “the weekend” is that one, before it the coming or the past one by tense.
            Self::Weekend(None) => weekend(if weekday >= 5 || forward { 0 } else { -1 }),
            Self::Month(step) => {
                let first = base.first_of_month().checked_add(Length::new().try_months(step).ok()?).ok()?;
                Some((first, first.last_of_month()))
            }
            Self::Day(month, day) => {
                let near = |years: i16| Date::new(base.year().checked_add(years)?, month, day).ok();
                let days = [near(-1), near(0), near(1)].into_iter().flatten();
                let nearest = days.min_by_key(|day| (*day - base).get_days().unsigned_abs())?;
                Some((nearest, nearest))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::days;
    use crate::library::telling::lines::words_of;
    use crate::model::Span;

    #[track_caller]
    fn check(base: &str, text: &str, expect: &[(&str, &str)]) {
        let span = Span::new(0, text.len());
        let found = days(text, span, &words_of(text, span), base.parse().ok());
        let shown: Vec<(&str, String)> = found
            .iter()
            .map(|day| {
                let days = day.days.map_or("?".to_owned(), |(first, last)| {
                    if first == last { first.to_string() } else { format!("{first}..{last}") }
                });
                (day.span.of(text), days)
            })
            .collect();
        let shown: Vec<(&str, &str)> = shown.iter().map(|(words, days)| (*words, days.as_str())).collect();
        assert_eq!(shown, expect, "{text}");
    }

    #[test]
    fn counted_from_the_day_of_the_article() {
        // A Thursday.
        let base = "2031-03-06";
        check(
            base,
            "The mill burned on Monday and reopens tomorrow.",
            &[("Monday", "2031-03-03"), ("tomorrow", "2031-03-07")],
        );
        check(base, "The mill burned on Monday.", &[("Monday", "2031-03-03")]);
        check(base, "The mill burned last Thursday.", &[("last Thursday", "2031-02-27")]);
        check(base, "They will vote on Thursday.", &[("Thursday", "2031-03-06")]);
        check(
            base,
            "Last week it rained; three days ago it stopped.",
            &[("Last week", "2031-02-24..2031-03-02"), ("three days ago", "2031-03-03")],
        );
        check(base, "She’ll be back on Monday.", &[("Monday", "2031-03-10")]);
        check(base, "The court adjourned until Monday.", &[("Monday", "2031-03-10")]);
        check(base, "The wards are staffed as on a Sunday.", &[]);
        check(base, "They met over the weekend.", &[("the weekend", "2031-03-01..2031-03-02")]);
        check(base, "They are expected to meet this weekend.", &[("this weekend", "2031-03-08..2031-03-09")]);
        check(
            base,
            "It broke on January 11 and on 30 December.",
            &[("January 11", "2031-01-11"), ("30 December", "2030-12-30")],
        );
        check(
            base,
            "Asked on Monday whether she would resign, she said that they would meet on Friday.",
            &[("Monday", "2031-03-03"), ("Friday", "2031-03-07")],
        );
        check(base, "Hearings go on on Monday, when Dray is expected to speak.", &[("Monday", "2031-03-10")]);
        check(base, "She had called them on the Saturday.", &[("Saturday", "?")]);
        check(base, "It was built on 3 May 1998.", &[("3 May 1998", "1998-05-03")]);
    }

    #[test]
    fn without_a_day_nothing_is_counted() {
        check("", "It broke yesterday, on January 11.", &[("yesterday", "?"), ("January 11", "?")]);
        check("9999-12-31", "They meet tomorrow.", &[("tomorrow", "?")]);
        check("2031-03-06", "He may march on, and last but not least the next one.", &[]);
    }
}
