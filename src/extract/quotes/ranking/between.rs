//! What stands between a candidate and its quote, and where else a short quote's words stand.

use crate::extract::learn::features::pair;
use crate::extract::quotes::lexicon::{class, word};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::Scene;
use crate::text::tokens::TokenKind;

/// The kinds of words between a candidate and its quote, as one value: verbs, prepositions, conjunctions, marks.
pub(super) fn path(scene: &Scene, gap: std::ops::Range<usize>) -> u64 {
    let reading = scene.reading;
    let (mut value, mut last) = (5_u64, 0);
    for at in gap {
        let token = &reading.tokens[at];
        let step = match token {
            t if !t.outside() => 1,
            t if t.kind == TokenKind::Mark => 2 + u64::from(t.word == COMMA),
            t if t.is(class::CONJUNCTION) => u64::from(t.word),
            t if t.is(class::SAY) => 4,
            t if t.is(class::SAY_WEAK | class::CUE_OFTEN) => 5,
            t if t.is(class::AUXILIARY) => 6,
            t if t.is(class::PREPOSITION) => 7,
            t if t.is(class::PRONOUN) => 8,
            t if t.case.starts_upper() => 9,
            t if t.is(class::DETERMINER | class::ADVERB) => continue,
            t if t.span.of(reading.text).ends_with("ed") => 10,
            _ => 11,
        };
        if step != last {
            value = pair(value, step);
        }
        last = step;
    }
    value
}

/// Whether the first two words of a short stretch stand in another stretch of the article too.
pub(super) fn repeated(reading: &Reading, range: Range) -> bool {
    let words: Vec<u32> = reading.tokens[range.indices()]
        .iter()
        .filter(|t| t.kind == TokenKind::Word)
        .map(|t| t.word)
        .collect();
    if words.is_empty() || words.len() > 4 {
        return false;
    }
    let same = |stretch: &Range| {
        *stretch != range
            && stretch.to - stretch.from > words.len() as u32 + 4
            && reading.tokens[stretch.indices()]
                .windows(words.len())
                .any(|window| window.iter().zip(&words).all(|(t, w)| t.word == *w))
    };
    reading.stretch_tokens.iter().take(60).any(same)
}

/// A comma.
const COMMA: u32 = word(",");
