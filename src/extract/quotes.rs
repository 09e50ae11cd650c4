//! Finds quotes and who said them: direct, mixed and indirect speech, and marked words that are no speech.
//!
//! It reads the article, its mentions (names, and the pronouns and descriptions that were resolved) and its actors, and
//! gives quotes with speaker, cue, reason, confidence and the other candidates. It makes no actors and resolves no
//! pronouns: a speaker's actor is that of the mention that stands there.

use crate::extract::quotes::candidates::Candidate;
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::{Finding, History, Scene};
use crate::model::{Article, LocalActor, Mention, Quote, QuoteKind, Rule, Span};

mod candidates;
mod grammar;
mod lexicon;
mod reading;
mod reported;
mod rules;

/// The quotes of an article, by the start of their content.
#[must_use]
pub fn find(article: &Article, mentions: &[Mention], _actors: &[LocalActor]) -> Vec<Quote> {
    let reading = Reading::of(article);
    let candidates = candidates::find(&reading, mentions);
    let around = grammar::around(&reading, &candidates);
    let scene = Scene { reading: &reading, candidates: &candidates, around: &around };
    let mut history = History::default();
    let mut quotes = Vec::new();
    for (index, tokens) in reading.stretch_tokens.iter().enumerate() {
        if tokens.from == tokens.to {
            continue;
        }
        let found = rules::apply(&scene, *tokens, history).filter(|f| !marked_word(&reading, *tokens, f));
        quotes.push(quote_of(&scene, index, found));
        if let Some(found) = found {
            history.last = Some((found.candidate, reading.tokens[tokens.to as usize - 1].paragraph));
        }
        history.open = !reading.stretches[index].closed;
    }
    quotes.extend(reported::find(&scene));
    quotes.sort_by_key(|q| q.content);
    quotes
}

/// A short stretch that only its paragraph's speaker speaks for is a marked word, not speech.
fn marked_word(reading: &Reading, tokens: Range, found: &Finding) -> bool {
    let words =
        reading.tokens[tokens.indices()].iter().filter(|t| t.kind != crate::text::tokens::TokenKind::Mark);
    words.count() <= 3 && matches!(found.rule, Rule::SameParagraph | Rule::NameCueBehind)
}

fn quote_of(scene: &Scene, index: usize, found: Option<Finding>) -> Quote {
    let reading = scene.reading;
    let stretch = reading.stretches[index];
    let whole = whole_sentences(reading, stretch.inner);
    let kind = match (found, whole) {
        (None, false) => QuoteKind::SoCalled,
        (_, true) => QuoteKind::Direct,
        _ => QuoteKind::Mixed,
    };
    let candidate: Option<&Candidate> = found.and_then(|f| scene.candidates.get(f.candidate));
    Quote {
        content: stretch.inner,
        kind,
        quoted: vec![stretch.inner],
        speakers: candidate.map(|c| c.speaker(reading)).into_iter().collect(),
        cue: found.and_then(|f| f.cue).map(|range| reading.span(range)),
        rule: found.map_or(Rule::Unattributed, |f| f.rule),
        confidence: found.map_or(0.5, |f| rules::accuracy(f.rule)),
        candidates: Vec::new(),
    }
}

/// Whether a stretch reads as whole sentences: a capital first and a mark at the end, or several sentences.
fn whole_sentences(reading: &Reading, inner: Span) -> bool {
    let text = inner.of(reading.text);
    let capital = text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let ended = text.ends_with(['.', ',', '!', '?', '…', '—', '-', ';']);
    let words = text.split_whitespace().count();
    (capital && ended && words > 1) || words > 12
}

#[cfg(test)]
mod tests;
