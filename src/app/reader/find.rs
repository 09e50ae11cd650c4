//! Finding in a text as one types: smart case, a regular expression where it is one, hits in order.

use crate::model::Span;
use regex::{Regex, RegexBuilder};

/// More hits than this are not gathered in one text.
const MOST_HITS: usize = 10_000;

/// A pattern and its hits.
#[derive(Clone, Debug, Default)]
pub struct Finding {
    /// What was typed.
    pub pattern: String,
    /// Where it is, in order.
    pub hits: Vec<Span>,
    /// Which hit one is at.
    pub current: Option<usize>,
}

/// The expression of a pattern: case matters when it has a capital; what is no regular expression is taken as it stands.
#[must_use]
pub fn compile(pattern: &str) -> Option<Regex> {
    if pattern.is_empty() {
        return None;
    }
    let build = |text: &str| {
        let smart = !pattern.chars().any(char::is_uppercase);
        RegexBuilder::new(text).case_insensitive(smart).size_limit(1 << 20).build().ok()
    };
    build(pattern).or_else(|| build(&regex::escape(pattern)))
}

impl Finding {
    /// Finds a pattern within some regions of a text.
    #[must_use]
    pub fn new(pattern: &str, text: &str, regions: &[Span]) -> Self {
        let hits = compile(pattern).map(|regex| hits(&regex, text, regions)).unwrap_or_default();
        Self { pattern: pattern.to_owned(), hits, current: None }
    }

    /// Finds what begins with any of some words.
    #[must_use]
    pub fn words(words: &[String], text: &str, regions: &[Span]) -> Self {
        let escaped = words.iter().filter(|w| !w.is_empty()).map(|w| format!(r"\b{}", regex::escape(w)));
        let alternatives: Vec<String> = escaped.collect();
        if alternatives.is_empty() {
            return Self::default();
        }
        let regex = RegexBuilder::new(&alternatives.join("|")).case_insensitive(true).build().ok();
        let hits = regex.map(|regex| hits(&regex, text, regions)).unwrap_or_default();
        Self { pattern: words.join(" "), hits, current: None }
    }

    /// Whether anything is being found.
    #[must_use]
    pub const fn is_active(&self) -> bool {
        !self.pattern.is_empty()
    }

    /// Goes to the first hit at or after a byte, else to the first of all.
    pub fn start_at(&mut self, byte: usize) -> Option<Span> {
        let at = self.hits.partition_point(|hit| hit.from() < byte);
        self.current = (!self.hits.is_empty()).then_some(if at < self.hits.len() { at } else { 0 });
        self.hit()
    }

    /// Goes to the next or previous hit, around the ends.
    pub fn step(&mut self, forward: bool) -> Option<Span> {
        let count = self.hits.len();
        let at = self.current?;
        let to = if forward { at + 1 } else { at + count.checked_sub(1)? };
        self.current = Some(to.checked_rem(count)?);
        self.hit()
    }

    /// The hit one is at.
    #[must_use]
    pub fn hit(&self) -> Option<Span> {
        self.hits.get(self.current?).copied()
    }
}

fn hits(regex: &Regex, text: &str, regions: &[Span]) -> Vec<Span> {
    let within = |region: Span| {
        let found = regex.find_iter(region.of(text));
        let spans = found.map(|m| Span::new(m.start(), m.end()).shifted(region.from()));
        spans.filter(|span| !span.is_empty()).collect::<Vec<_>>()
    };
    regions.iter().copied().flat_map(within).take(MOST_HITS).collect()
}

#[cfg(test)]
mod tests {
    use super::{Finding, Span};

    fn check(pattern: &str, text: &str, expect: &[(usize, usize)]) {
        let found = Finding::new(pattern, text, &[Span::new(0, text.len())]);
        let hits: Vec<(usize, usize)> = found.hits.iter().map(|hit| (hit.from(), hit.to())).collect();
        assert_eq!(hits, expect, "{pattern:?} in {text:?}");
    }

    #[test]
    fn smart_case_and_expressions() {
        check("rate", "Rate and rates", &[(0, 4), (9, 13)]);
        check("Rate", "Rate and rates", &[(0, 4)]);
        check("r.t", "rat rot", &[(0, 3), (4, 7)]);
        check("(a", "f(a)", &[(1, 3)]);
        check("x*", "axb", &[(1, 2)]);
        check("", "abc", &[]);
        check("é", "É é", &[(0, 2), (3, 5)]);
    }

    #[test]
    fn steps_around_the_ends() {
        let text = "a b a b a";
        let mut found = Finding::new("a", text, &[Span::new(0, 9)]);
        assert_eq!(found.start_at(3), Some(Span::new(4, 5)));
        assert_eq!(found.step(true), Some(Span::new(8, 9)));
        assert_eq!(found.step(true), Some(Span::new(0, 1)));
        assert_eq!(found.step(false), Some(Span::new(8, 9)));
        assert_eq!(Finding::new("z", text, &[Span::new(0, 9)]).step(true), None);
    }

    #[test]
    fn words_begin_at_words() {
        let found =
            Finding::words(&["port".into(), "sea".into()], "report port seaside", &[Span::new(0, 19)]);
        assert_eq!(found.hits, [Span::new(7, 11), Span::new(12, 15)]);
    }
}
