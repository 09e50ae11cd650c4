//! Indirect speech by its plainest form: a source, a verb of saying and *that*.

use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::{Scene, accuracy};
use crate::model::{Quote, QuoteKind, Rule};

/// The indirect quotes of sentences without quotation marks.
pub(crate) fn find(scene: &Scene) -> Vec<Quote> {
    let reading = scene.reading;
    let mut quotes = Vec::new();
    for (index, candidate) in scene.candidates.iter().enumerate() {
        let Some(cue) = scene.around[index].after else { continue };
        let sentence = reading.sentence_of(cue.at);
        if !reading.is_word(cue.at + 1, "that")
            || reading.tokens[sentence.indices()].iter().any(|t| !t.outside())
        {
            continue;
        }
        let mut end = sentence.to as usize;
        while end > cue.at + 2 && matches!(reading.text_of(end - 1), "." | "!" | "?") {
            end -= 1;
        }
        let content = Range::new(cue.at + 2, end);
        if content.from >= content.to {
            continue;
        }
        quotes.push(Quote {
            content: reading.span(content),
            kind: QuoteKind::Indirect,
            quoted: Vec::new(),
            speakers: vec![candidate.speaker(reading)],
            cue: Some(reading.tokens[cue.at].span),
            rule: Rule::Reported,
            confidence: accuracy(Rule::Reported),
            candidates: Vec::new(),
        });
    }
    quotes
}
