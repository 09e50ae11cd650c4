//! What both passes of the tagger share, worked out once an article.

use crate::extract::learn::features::text;
use crate::extract::names::engine::Engine;
use crate::extract::quotes::candidates::Kind;
use crate::extract::quotes::lexicon::Plain;
use crate::extract::quotes::reading::Reading;
use crate::extract::quotes::rules::Scene;
use crate::text::tokens::TokenKind;
use std::collections::HashMap;

/// What both passes share: by token, the hashes of its form and its place in a candidate and a stretch.
pub(crate) struct Base {
    pub(crate) shape: Vec<u64>,
    pub(crate) clusters: Vec<[u16; 3]>,
    pub(crate) candidate: Vec<u64>,
    pub(crate) marks: Vec<u8>,
}

impl Base {
    /// Works it out.
    pub(crate) fn of(scene: &Scene) -> Self {
        let reading = scene.reading;
        let n = reading.tokens.len();
        let mut base = Self {
            shape: Vec::with_capacity(n),
            clusters: clusters(reading),
            candidate: vec![0; n],
            marks: vec![0; n],
        };
        for token in &reading.tokens {
            let form = token.span.of(reading.text);
            base.shape.push(match token.kind {
                TokenKind::Mark => text(form),
                kind => kind as u64 * 8 + token.case as u64,
            });
        }
        for (candidate, around) in scene.candidates.iter().zip(scene.around) {
            let value = 1
                + u64::from(matches!(candidate.kind, Kind::Nominal)) * 2
                + u64::from(matches!(candidate.kind, Kind::Pronoun)) * 4
                + u64::from(matches!(candidate.kind, Kind::Person)) * 8
                + u64::from(around.after.is_some()) * 16
                + u64::from(around.before.is_some()) * 32
                + u64::from(around.according) * 64
                + u64::from(around.possessive) * 128;
            for (step, at) in candidate.range.indices().enumerate() {
                base.candidate[at] = value * 2 + u64::from(step == 0);
            }
        }
        for range in &reading.stretch_tokens {
            for at in range.indices() {
                base.marks[at] = 1;
            }
            if range.from < range.to {
                base.marks[range.from as usize] = 2;
                base.marks[range.to as usize - 1] = 3;
            }
        }
        base
    }
}

/// The clusters of every token's word at three grains, zeros for a word too rare to have one.
fn clusters(reading: &Reading) -> Vec<[u16; 3]> {
    let Ok(engine) = Engine::embedded() else { return vec![[0; 3]; reading.tokens.len()] };
    let mut known: HashMap<u64, [u16; 3], Plain> = HashMap::default();
    let of = |at: usize| {
        let facts = engine.words.get(text(&reading.text_of(at).to_lowercase()));
        engine.words.clusters(facts).map_or([0; 3], |c| c.map(|n| n + 1))
    };
    let each = reading.tokens.iter().enumerate();
    each.map(|(at, token)| *known.entry(u64::from(token.word)).or_insert_with(|| of(at))).collect()
}
