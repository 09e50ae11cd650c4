//! Counts and amounts in a sentence: their value, what they count, and whether they claim to be exact.
//!
//! Years, days, clock times, ordinals and numbers that are part of a name are no counts. Nothing is converted.

use crate::library::stories::doc::term;
use crate::library::telling::lexicon::{CARDINALS, LABELS, PERSONS, SCALES, phrases};
use crate::library::telling::lines::Word;
use crate::model::Span;
use crate::text::dates::month;
use std::sync::LazyLock;
use xxhash_rust::xxh3::xxh3_64;

/// A number of a text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Number {
    /// Its digits or words, with what qualifies them left out.
    pub(crate) span: Span,
    /// Its value.
    pub(crate) value: f64,
    /// What it counts: the stem of the word behind it, a currency or a share.
    pub(crate) unit: Unit,
    /// Whether it is exact.
    pub(crate) bound: Bound,
    /// With the word for what it counts.
    pub(crate) shown: Span,
    /// Whether it counts people as a whole: “with 90 passengers”.
    pub(crate) total: bool,
}

/// What a number counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Unit {
    /// A thing, by the hash of its word's stem.
    Thing(u64),
    /// Hundredths.
    Percent,
    /// Money, by its sign.
    Money(char),
    /// Nothing that the text names.
    None,
}

/// How a number is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// As it stands.
    Exact,
    /// That or more.
    AtLeast,
    /// That or less.
    AtMost,
    /// Nearly that.
    About,
}

impl Number {
    /// Whether both can be true of one thing.
    pub(crate) fn agrees(&self, other: &Self) -> bool {
        let near = |a: f64, b: f64| (a - b).abs() <= 0.1 * a.abs().max(b.abs());
        let (a, b) = (self.value, other.value);
        match (self.bound, other.bound) {
            (Bound::Exact, Bound::Exact) => (a - b).abs() < f64::EPSILON * a.abs().max(1.0),
            (Bound::AtLeast, Bound::AtLeast) | (Bound::AtMost, Bound::AtMost) => true,
            (Bound::AtLeast, _) => b >= a || near(a, b),
            (_, Bound::AtLeast) => a >= b || near(a, b),
            (Bound::AtMost, _) => b <= a || near(a, b),
            (_, Bound::AtMost) => a <= b || near(a, b),
            (Bound::About, _) | (_, Bound::About) => near(a, b),
        }
    }
}

const PERIODS: [&str; 10] =
    ["minute", "minutes", "hour", "hours", "day", "days", "week", "weeks", "month", "months"];

static BOUNDS: LazyLock<Vec<(Vec<&str>, Bound)>> = LazyLock::new(|| {
    let kinds = [("at-least", Bound::AtLeast), ("at-most", Bound::AtMost), ("about", Bound::About)];
    let mut all: Vec<(Vec<&str>, Bound)> = Vec::new();
    for (name, bound) in kinds {
        all.extend(phrases(name).into_iter().map(|phrase| (phrase, bound)));
    }
    all.sort_by_key(|(phrase, _)| std::cmp::Reverse(phrase.len()));
    all
});

/// The numbers of a sentence given as its words.
pub(crate) fn numbers(text: &str, words: &[Word]) -> Vec<Number> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((value, next)) = read(text, words, at) else {
            at += 1;
            continue;
        };
        if let Some(number) = judge(text, words, (at, next), value) {
            found.push(number);
        }
        at = next;
    }
    found
}

/// The value of the number that begins at a word, and the word behind it.
fn read(text: &str, words: &[Word], at: usize) -> Option<(f64, usize)> {
    let first = words.get(at)?;
    let mut next = at + 1;
    let mut value = if first.folded.starts_with(|c: char| c.is_ascii_digit()) {
        digits(&first.folded)?
    } else {
        let mut value = *CARDINALS.get(first.folded.as_str())?;
        // “twenty-five”, “twenty five”.
        if (20.0..100.0).contains(&value)
            && let Some(units) = words.get(next).and_then(|w| CARDINALS.get(w.folded.as_str()))
            && (1.0..10.0).contains(units)
            && joined(text, first, words.get(next)?)
        {
            value += units;
            next += 1;
        }
        value
    };
    while let Some(scale) = words.get(next).and_then(|w| SCALES.get(w.folded.as_str())) {
        value *= scale;
        next += 1;
    }
    Some((value, next))
}

/// Whether only a blank or a hyphen stands between two words.
fn joined(text: &str, one: &Word, next: &Word) -> bool {
    matches!(Span::new(one.span.to(), next.span.from()).of(text), " " | "-")
}

/// “1,250.5” and “1250”; neither “20th” nor “4x4”.
fn digits(word: &str) -> Option<f64> {
    let plain: String = word.chars().filter(|c| *c != ',').collect();
    plain.parse().ok()
}

/// The number between two words if it counts something.
fn judge(text: &str, words: &[Word], (at, next): (usize, usize), value: f64) -> Option<Number> {
    let first = words.get(at)?;
    let last = words.get(next - 1)?;
    let span = first.span.join(last.span);
    let around = |from: usize, to: usize| text.get(from..to).unwrap_or_default();
    let ahead = text.get(span.to()..).unwrap_or_default();
    let back = around(0, span.from());
    let previous = at.checked_sub(1).and_then(|at| words.get(at));
    let behind = words.get(next);
    let is_month = |word: Option<&Word>| word.is_some_and(|w| w.capital && month(&w.folded).is_some());
    let written = first.folded.starts_with(|c: char| c.is_ascii_digit());
    let clock = ahead.starts_with([':', '/']) || back.ends_with([':', '/']);
    let year = written
        && span.len() == 4
        && (1000.0..2200.0).contains(&value)
        && !around(span.from(), span.to()).contains(',');
    if clock || year || is_month(previous) || is_month(behind) {
        return None;
    }
    if previous.is_some_and(|word| LABELS.contains(word.folded.as_str())) {
        return None;
    }
    let range = range(words, at);
    let bound = if range.is_some() { Bound::AtMost } else { bound(words, at) };
    let money = back.chars().next_back().filter(|c| matches!(c, '$' | '€' | '£' | '¥'));
    let (thing, counts) = counted(text, words, next);
    let unit = match (money, behind) {
        (Some(sign), _) => Unit::Money(sign),
        (None, _) if ahead.starts_with('%') => Unit::Percent,
        (None, Some(word)) if matches!(word.folded.as_str(), "percent" | "pct") => Unit::Percent,
        (None, Some(word)) if word.folded == "per" => Unit::Percent,
        _ => thing,
    };
    // “Three days ago” is a day.
    let after = words.get(next..).unwrap_or_default().iter().find(|word| word.span.from() >= counts.to());
    if unit == thing && after.is_some_and(|word| matches!(word.folded.as_str(), "ago" | "old")) {
        return None;
    }
    // “one” is most often a pronoun, and so is a small number word that counts nothing.
    if !written && (unit == Unit::None || value < 2.0) {
        return None;
    }
    let shown = match (unit, behind) {
        (Unit::Percent, _) if ahead.starts_with('%') => Span::new(span.from(), span.to() + 1),
        (Unit::Thing(_), Some(_)) => span.join(counts),
        (Unit::Percent, Some(word)) => span.join(word.span),
        (Unit::Money(sign), _) => Span::new(span.from() - sign.len_utf8(), span.to()),
        _ => span,
    };
    let shown = range.map_or(shown, |from| from.join(shown));
    let with = previous.is_some_and(|word| word.folded == "with");
    let total = with && behind.is_some_and(|word| PERSONS.contains(word.folded.as_str()));
    Some(Number { span, value, unit, bound, shown, total })
}

/// What is counted: the first noun-like word behind, past one adjective at most when that is in small letters.
/// The unit, and where it stands.
fn counted(text: &str, words: &[Word], next: usize) -> (Unit, Span) {
    let none = (Unit::None, Span::default());
    let Some(word) = words.get(next) else { return none };
    let gap = words.get(next - 1).map_or("", |last| Span::new(last.span.to(), word.span.from()).of(text));
    if !matches!(gap, " " | "-" | " “" | "\u{a0}") {
        return none;
    }
    // “214 of the passengers”, “two of them” count what stands behind.
    let skipped = usize::from(words.get(next + 1).is_some_and(|w| w.folded == "the"));
    let at = if word.folded == "of" { next + 1 + skipped } else { next };
    // “Eleven night shifts” counts shifts: the first plural of the words behind.
    let plural = |word: &&Word| {
        PERSONS.contains(word.folded.as_str()) || (word.folded.ends_with('s') && !word.folded.ends_with("ss"))
    };
    let behind = words.get(at..(at + 3).min(words.len())).unwrap_or_default();
    // Lengths of time stand in every text, and have no stem.
    let lasts = |word: &&Word| PERIODS.contains(&word.folded.as_str());
    let telling = behind.iter().take_while(|word| word.stem.is_some() || lasts(word));
    // “640,000 of the indictment” does not count indictments.
    let first = telling.clone().next().filter(|_| word.folded != "of");
    let head = telling.clone().find(plural).or(first);
    let unit = |word: &Word| term(&word.folded).unwrap_or_else(|| xxh3_64(word.folded.as_bytes()));
    head.map_or(none, |word| (Unit::Thing(unit(word)), word.span))
}

/// Where a range begins that a number ends: “five to eight”, “between 40 and 50”.
fn range(words: &[Word], at: usize) -> Option<Span> {
    let counts = |at: &usize| {
        words.get(*at).is_some_and(|word| {
            let text = word.folded.as_str();
            CARDINALS.contains_key(text) || SCALES.contains_key(text) || digits(text).is_some()
        })
    };
    let word = |at: usize| words.get(at).map(|word| word.folded.as_str());
    let join = at.checked_sub(1)?;
    let first = (0..join).rev().take_while(counts).last()?;
    let between = || first.checked_sub(1).and_then(word) == Some("between");
    let joins = match word(join)? {
        "to" | "or" => true,
        "and" => between(),
        _ => false,
    };
    joins.then(|| words.get(first).map(|word| word.span)).flatten()
}

fn bound(words: &[Word], at: usize) -> Bound {
    let stands = |phrase: &[&str]| {
        at.checked_sub(phrase.len())
            .and_then(|from| words.get(from..at))
            .is_some_and(|before| before.iter().zip(phrase).all(|(word, wanted)| word.folded == *wanted))
    };
    BOUNDS.iter().find(|(phrase, _)| stands(phrase)).map_or(Bound::Exact, |(_, bound)| *bound)
}

#[cfg(test)]
mod tests {
    use super::{Bound, numbers};
    use crate::library::telling::lines::words_of;
    use crate::model::Span;

    #[track_caller]
    fn check(text: &str, expect: &[(&str, f64, Bound)]) {
        let found = numbers(text, &words_of(text, Span::new(0, text.len())));
        let found: Vec<(&str, f64, Bound)> =
            found.iter().map(|n| (n.span.of(text), n.value, n.bound)).collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn counts_are_read() {
        check(
            "At least 1,250 sheep and twenty-five dogs ran.",
            &[("1,250", 1250.0, Bound::AtLeast), ("twenty-five", 25.0, Bound::Exact)],
        );
        check(
            "It cost $3.5 million, about 4 percent more.",
            &[("3.5 million", 3_500_000.0, Bound::Exact), ("4", 4.0, Bound::About)],
        );
        check("Two dozen boats came.", &[("Two dozen", 24.0, Bound::Exact)]);
    }

    #[test]
    fn a_number_is_shown_with_what_it_counts() {
        let text = "Prices rose by five to eight percent for 30 of the shops over three consecutive days.";
        let found = numbers(text, &words_of(text, Span::new(0, text.len())));
        let shown: Vec<&str> = found.iter().map(|n| n.shown.of(text)).collect();
        assert_eq!(shown, ["five to eight percent", "30 of the shops", "three consecutive days"]);
    }

    #[test]
    fn what_counts_nothing_is_left_out() {
        check("On 4 March 2024 at 05:12 the 20th ship passed under Article 5.", &[]);
        check("One of them left, and one said so.", &[]);
    }
}
