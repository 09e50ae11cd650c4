//! The word lists of this room, each read once.

use regex::Regex;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

const WORDS: &str = include_str!("words.txt");
const OPPOSITES: &str = include_str!("opposites.txt");
const MEETINGS: &str = include_str!("meetings.txt");

/// The entries of a list of the file of words.
fn list(name: &str) -> impl Iterator<Item = &'static str> {
    let row = WORDS.lines().filter_map(|line| line.split_once(": ")).find(|(key, _)| *key == name);
    row.into_iter().flat_map(|(_, words)| words.split(", ")).map(str::trim)
}

fn numbers(name: &str) -> HashMap<&'static str, f64> {
    let pairs = list(name).filter_map(|entry| entry.split_once(' '));
    pairs.filter_map(|(word, value)| Some((word, value.parse().ok()?))).collect()
}

fn set(name: &str) -> HashSet<&'static str> {
    list(name).collect()
}

/// Words of denial that negate what follows them.
pub(super) static NEGATIONS: LazyLock<HashSet<&str>> = LazyLock::new(|| set("negations"));
/// Verbs that deny the whole clause behind them.
pub(super) static DENIERS: LazyLock<HashSet<&str>> = LazyLock::new(|| set("deniers"));
/// Words that may stand between a negation and what it negates.
pub(super) static AUXILIARIES: LazyLock<HashSet<&str>> = LazyLock::new(|| set("auxiliaries"));
/// Words that begin another clause.
pub(super) static BREAKS: LazyLock<HashSet<&str>> = LazyLock::new(|| set("breaks"));
/// Words that make a meeting a plan, a wish or a refusal.
pub(super) static PLANNED: LazyLock<HashSet<&str>> = LazyLock::new(|| set("planned"));
/// Words that tell that a sentence looks forward.
pub(super) static FUTURE: LazyLock<HashSet<&str>> = LazyLock::new(|| set("future"));
/// Nouns for whoever or whatever can be a source without a name.
pub(super) static SOURCES: LazyLock<HashSet<&str>> = LazyLock::new(|| set("sources"));
/// Nouns for people, counted.
pub(super) static PERSONS: LazyLock<HashSet<&str>> = LazyLock::new(|| set("persons"));
/// Nouns for what has a beginning and an end.
pub(super) static HAPPENINGS: LazyLock<HashSet<&str>> = LazyLock::new(|| set("happenings"));
/// Endings that two forms of one word may differ in.
pub(super) static SUFFIXES: LazyLock<HashSet<&str>> = LazyLock::new(|| set("suffixes"));
/// Words before a number that is a name, not a count: “Article 5”.
pub(super) static LABELS: LazyLock<HashSet<&str>> = LazyLock::new(|| set("labels"));
/// Number words under a hundred.
pub(super) static CARDINALS: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| numbers("cardinals"));
/// Number words that multiply.
pub(super) static SCALES: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| numbers("scales"));
/// Days of the week, Monday first.
pub(super) static WEEKDAYS: LazyLock<HashMap<&str, f64>> = LazyLock::new(|| numbers("weekdays"));

/// Phrases of a list as lists of words, the longest first.
pub(super) fn phrases(name: &str) -> Vec<Vec<&'static str>> {
    let mut phrases: Vec<Vec<&str>> = list(name).map(|entry| entry.split(' ').collect()).collect();
    phrases.sort_by_key(|phrase| std::cmp::Reverse(phrase.len()));
    phrases
}

/// Which side of which pair of opposites a word is on: a word may be on several.
pub(super) static OPPOSITE: LazyLock<HashMap<&str, Vec<(usize, bool)>>> = LazyLock::new(|| {
    let mut sides: HashMap<&str, Vec<(usize, bool)>> = HashMap::new();
    let rows = OPPOSITES.lines().filter(|line| !line.starts_with('#'));
    for (pair, (one, other)) in rows.filter_map(|line| line.split_once(" | ")).enumerate() {
        one.split_whitespace().for_each(|word| sides.entry(word).or_default().push((pair, true)));
        other.split_whitespace().for_each(|word| sides.entry(word).or_default().push((pair, false)));
    }
    sides
});

/// Finds in small letters the words that state a meeting.
pub(super) static MEETING: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let rows = MEETINGS.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    let mut rows: Vec<String> =
        rows.map(|row| regex::escape(row).replace(r"\*", r"(?:[^\s,;]+ ){0,4}[^\s,;]+")).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.len()));
    Regex::new(&format!(r"\b(?:{})\b", rows.join("|"))).ok()
});

#[cfg(test)]
mod tests {
    use super::{CARDINALS, MEETING, OPPOSITE, SCALES, phrases};

    #[test]
    fn lists_are_read() {
        assert_eq!((CARDINALS["ninety"], SCALES["dozen"]), (90.0, 12.0));
        assert_eq!(phrases("at-least")[0], ["no", "fewer", "than"]);
        assert_ne!(OPPOSITE["won"], OPPOSITE["lost"]);
    }

    #[test]
    fn meetings_have_gaps() {
        let meeting = MEETING.as_ref().unwrap();
        let found = |text| meeting.find(text).map(|m| m.as_str().to_owned());
        assert_eq!(
            found("they held a nearly two-hour session with him").as_deref(),
            Some("held a nearly two-hour session with")
        );
        assert_eq!(found("she met the envoy").as_deref(), Some("met"));
        assert_eq!(found("the metal was cold"), None);
    }
}
