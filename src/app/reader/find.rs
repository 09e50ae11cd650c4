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
        if words.iter().all(String::is_empty) {
            return Self::default();
        }
        let within = regions.iter().flat_map(|region| beginnings(words, *region, text));
        Self { pattern: words.join(" "), hits: within.take(MOST_HITS).collect(), current: None }
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

/// Where words of a stretch begin with one of those asked for, in either case. An expression of them would take longer to
/// make than all of a text to be gone through, and this is done with every key of a search.
fn beginnings<'t>(words: &'t [String], region: Span, text: &'t str) -> impl Iterator<Item = Span> + 't {
    let text = region.of(text);
    let mut before = None;
    let mut end = 0;
    text.char_indices().filter_map(move |(at, c)| {
        let inside = before.replace(c).is_some_and(is_of_word);
        if inside || at < end {
            return None;
        }
        let rest = text.get(at..)?;
        end = at + words.iter().find_map(|word| begins(rest, word))?;
        Some(Span::new(at, end).shifted(region.from()))
    })
}

/// How many bytes of a text are this word, which it begins with.
fn begins(text: &str, word: &str) -> Option<usize> {
    let mut rest = text.chars();
    let same = word.chars().all(|c| rest.next().is_some_and(|other| is_same(c, other)));
    (same && !word.is_empty()).then(|| text.len() - rest.as_str().len())
}

fn is_same(c: char, other: char) -> bool {
    c == other
        || c.eq_ignore_ascii_case(&other)
        || !(c.is_ascii() && other.is_ascii()) && c.to_lowercase().eq(other.to_lowercase())
}

fn is_of_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
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
        let check = |words: &[&str], text: &str, expect: &[&str]| {
            let words: Vec<String> = words.iter().copied().map(str::to_owned).collect();
            let found = Finding::words(&words, text, &[Span::new(0, text.len())]).hits;
            let found: Vec<&str> = found.iter().map(|hit| hit.of(text)).collect();
            assert_eq!(found, expect, "{words:?} in {text:?}");
        };
        check(&["port", "sea"], "report port Seaside, sea-port", &["port", "Sea", "sea", "port"]);
        check(&["é"], "Été, été, thé", &["É", "é"]);
        check(&["a", "ab"], "_a abc 2a a2", &["a", "a"]);
        check(&["", "b"], "b", &["b"]);
        check(&[""], "b", &[]);
        let within = Finding::words(&["sea".into()], "a sea, sea", &[Span::new(0, 4), Span::new(6, 10)]);
        assert_eq!(within.hits, [Span::new(7, 10)]);
    }
}
