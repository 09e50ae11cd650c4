//! The lists of lines and phrases that mark boilerplate, and how a line is compared with them.
//!
//! A hit is a sign, not a verdict: [`judge`](crate::parse::judge) weighs it with the rest.

use crate::model::CutReason;
use crate::parse::hashes::Map;
use crate::text::language::WordHash;
use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};
use std::sync::LazyLock;

const MARKERS: &str = include_str!("markers.txt");
const PHRASES: &str = include_str!("phrases.txt");

/// The longest line, in words, that is compared with the markers.
const MAX_WORDS: usize = 14;
/// How many words a `*` stands for.
const STAR: usize = 6;

/// A whole line that is a known marker.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Marker {
    pub(crate) reason: CutReason,
    /// What follows such a line is seldom the article.
    pub(crate) tail: bool,
}

/// A phrase found inside a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Phrase {
    pub(crate) reason: CutReason,
    /// A word that news can be about, too.
    pub(crate) weak: bool,
}

/// What one place of a pattern accepts.
enum Slot {
    Word(Vec<u64>),
    Optional(Vec<u64>),
    Number,
    Star,
}

struct Pattern {
    slots: Vec<Slot>,
    marker: Marker,
}

/// Patterns by the words they may begin with; those that begin with a number stand under 0.
static PATTERNS: LazyLock<Map<Vec<Pattern>>> = LazyLock::new(|| {
    let mut out: Map<Vec<Pattern>> = Map::default();
    sections(MARKERS, |reason, flag, row| {
        let marker = Marker { reason, tail: flag == "tail" };
        for first in firsts(row) {
            let slots = row.split(' ').map(slot).collect();
            out.entry(first).or_default().push(Pattern { slots, marker });
        }
    });
    out
});

/// Reads a list with sections: `[reason flag]` over rows.
fn sections<'t>(list: &'t str, mut each: impl FnMut(CutReason, &'t str, &'t str)) {
    let mut section = (CutReason::Surroundings, "");
    for row in list.lines().filter(|row| !row.is_empty() && !row.starts_with("# ")) {
        if let Some(head) = row.strip_prefix('[').and_then(|row| row.strip_suffix(']')) {
            let (name, flag) = head.split_once(' ').unwrap_or((head, ""));
            section = (reason(name), flag);
        } else {
            each(section.0, section.1, row);
        }
    }
}

fn reason(name: &str) -> CutReason {
    let named = serde_json::from_value(serde_json::Value::String(name.to_owned()));
    named.unwrap_or(CutReason::Surroundings)
}

fn hashes(words: &str) -> Vec<u64> {
    words.split('|').map(|word| WordHash::of(word).value()).collect()
}

fn firsts(row: &str) -> Vec<u64> {
    match row.split(' ').next() {
        Some("9") | None => vec![0],
        Some(word) => hashes(word),
    }
}

fn slot(word: &str) -> Slot {
    match word {
        "9" => Slot::Number,
        "*" => Slot::Star,
        word => match word.strip_prefix('(').and_then(|word| word.strip_suffix(')')) {
            Some(inner) => Slot::Optional(hashes(inner)),
            None => Slot::Word(hashes(word)),
        },
    }
}

/// The marker a whole line is, if it is one.
pub(crate) fn marker(line: &str) -> Option<Marker> {
    if line.len() > 140 {
        return None;
    }
    let mut words = [0u64; MAX_WORDS];
    let mut count = 0;
    for word in line.split(|c: char| !c.is_alphanumeric() && c != '\'' && c != '’').filter(|w| !w.is_empty())
    {
        let mut hash = WordHash::default();
        if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
            hash = WordHash::of(word);
        } else {
            word.chars().filter(|c| c.is_alphanumeric()).for_each(|c| hash.push(c));
        }
        // A number is 0.
        let number = word.bytes().all(|b| b.is_ascii_digit());
        *words.get_mut(count)? = if number { 0 } else { hash.value() };
        count += 1;
    }
    let words = words.get(..count)?;
    let patterns = PATTERNS.get(words.first()?)?;
    patterns.iter().find(|pattern| fits(&pattern.slots, words)).map(|pattern| pattern.marker)
}

fn fits(slots: &[Slot], words: &[u64]) -> bool {
    let Some((slot, rest)) = slots.split_first() else { return words.is_empty() };
    let (first, others) = words.split_first().map_or((None, words), |(first, others)| (Some(*first), others));
    match slot {
        Slot::Star => words.len() <= STAR,
        Slot::Number => first == Some(0) && fits(rest, others),
        Slot::Word(any) => first.is_some_and(|word| any.contains(&word)) && fits(rest, others),
        Slot::Optional(any) => {
            first.is_some_and(|word| any.contains(&word)) && fits(rest, others) || fits(rest, words)
        }
    }
}

struct Phrases {
    automaton: Option<AhoCorasick>,
    found: Vec<Phrase>,
}

static FINDER: LazyLock<Phrases> = LazyLock::new(|| {
    let mut rows = Vec::new();
    let mut found = Vec::new();
    sections(PHRASES, |reason, flag, row| {
        rows.push(row);
        found.push(Phrase { reason, weak: flag == "weak" });
    });
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(rows)
        .ok();
    Phrases { automaton, found }
});

/// The strongest phrase inside a line: a sure one before a weak one, else the first.
pub(crate) fn phrase(line: &str) -> Option<Phrase> {
    let finder = &*FINDER;
    let bytes = line.as_bytes();
    let inner = |at: Option<usize>| at.and_then(|at| bytes.get(at)).is_some_and(u8::is_ascii_alphanumeric);
    let mut best: Option<Phrase> = None;
    for hit in finder.automaton.as_ref()?.find_iter(line) {
        let starts = inner(hit.start().checked_sub(1)) && inner(Some(hit.start()));
        let ends = inner(Some(hit.end() - 1)) && inner(Some(hit.end()));
        let Some(phrase) = finder.found.get(hit.pattern().as_usize()) else { continue };
        if starts || ends {
            continue;
        }
        if !phrase.weak {
            return Some(*phrase);
        }
        best = best.or(Some(*phrase));
    }
    best
}

#[cfg(test)]
mod tests {
    use super::{marker, phrase};
    use crate::model::CutReason;

    #[track_caller]
    fn check(line: &str, reason: Option<CutReason>, tail: bool) {
        let found = marker(line);
        assert_eq!(found.map(|m| m.reason), reason, "{line}");
        assert_eq!(found.is_some_and(|m| m.tail), tail, "{line}");
    }

    #[test]
    fn whole_lines_are_known() {
        check("Related stories", Some(CutReason::LinkList), true);
        check("RELATED:", Some(CutReason::LinkList), true);
        check("12 comments", Some(CutReason::Comments), true);
        check("More from the Vale Courier", Some(CutReason::LinkList), true);
        check("Advertisement", Some(CutReason::Advertisement), false);
        check("Share this article", Some(CutReason::CallToAction), false);
        check("3 min read", Some(CutReason::CallToAction), false);
        check("More rain fell on Monday than in the whole of May so far.", None, false);
        check("The dam is dry", None, false);
    }

    #[test]
    fn every_section_names_a_reason() {
        let mut seen = 0;
        for list in [super::MARKERS, super::PHRASES] {
            super::sections(list, |reason, _, row| {
                assert_ne!(reason, CutReason::Surroundings, "{row}");
                seen += 1;
            });
        }
        assert!(seen > 300);
    }

    #[test]
    fn phrases_stand_on_word_bounds() {
        assert_eq!(phrase("We may earn a commission.").map(|p| p.reason), Some(CutReason::Advertisement));
        assert_eq!(phrase("The European Commission met."), None);
        assert_eq!(phrase("Readers of our newsletter know").map(|p| p.weak), Some(true));
        assert_eq!(phrase("He was unsubscribed."), None);
    }
}
