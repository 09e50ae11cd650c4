//! What both passes of the tagger share, worked out once an article.

use crate::extract::learn::features::{pair, text};
use crate::extract::names::document::remembered;
use crate::extract::names::engine::Engine;
use crate::extract::quotes::candidates::Kind;
use crate::extract::quotes::lexicon::{Plain, class, word};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::Scene;
use crate::text::tokens::{Case, TokenKind};
use std::collections::HashMap;

/// What both passes share, by token: its form, its clusters, its place in a candidate and a stretch.
pub(crate) struct Base {
    pub(crate) shape: Vec<u64>,
    pub(crate) clusters: Vec<[u16; 3]>,
    pub(crate) candidate: Vec<u64>,
    pub(crate) marks: Vec<u8>,
    /// A number for the word as it is spelt and the clusters it has.
    pub(crate) spelling: Vec<u64>,
    /// How many *that* and how many commas stand before each token, and before the end.
    pub(crate) counts: Vec<(u32, u32)>,
    /// The tokens that are often a cue and stand outside quotation marks.
    pub(crate) cues: Vec<u32>,
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
            spelling: Vec::with_capacity(n),
            counts: Vec::with_capacity(n + 1),
            cues: Vec::new(),
        };
        let (mut thats, mut commas) = (0, 0);
        base.counts.push((0, 0));
        for (at, token) in reading.tokens.iter().enumerate() {
            let form = text(token.span.of(reading.text));
            base.shape.push(match token.kind {
                TokenKind::Mark => form,
                kind => kind as u64 * 8 + token.case as u64,
            });
            base.spelling.push(pair(form, u64::from(base.clusters[at][0])));
            thats += u32::from(token.word == THAT);
            commas += u32::from(token.word == COMMA);
            base.counts.push((thats, commas));
            if token.outside() && token.is(class::CUE_OFTEN | class::SAY) && token.case == Case::Lower {
                base.cues.push(at as u32);
            }
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

/// *that*
const THAT: u32 = word("that");
/// A comma.
const COMMA: u32 = word(",");

/// The part of a rising list that lies in a range.
pub(crate) fn part(list: &[u32], range: Range) -> &[u32] {
    let from = list.partition_point(|at| *at < range.from);
    let to = list.partition_point(|at| *at < range.to);
    list.get(from..to).unwrap_or_default()
}

/// The clusters of every token's word at three grains, zeros for a word too rare to have one.
fn clusters(reading: &Reading) -> Vec<[u16; 3]> {
    let Ok(engine) = Engine::embedded() else { return vec![[0; 3]; reading.tokens.len()] };
    let room = reading.tokens.len() / 3;
    let mut known: HashMap<u64, [u16; 3], Plain> = HashMap::with_capacity_and_hasher(room, Plain);
    let of = |at: usize| {
        let form = reading.text_of(at);
        // Names were looked for before quotes.
        let facts = remembered(&engine.words, text(form))
            .unwrap_or_else(|| engine.words.get(text(&form.to_lowercase())));
        engine.words.clusters(facts).map_or([0; 3], |c| c.map(|n| n + 1))
    };
    let each = reading.tokens.iter().enumerate();
    each.map(|(at, token)| *known.entry(u64::from(token.word)).or_insert_with(|| of(at))).collect()
}
