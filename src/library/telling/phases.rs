//! Whether an article stands before, in or after the event it tells of, when its own words say so of the event: “talks are
//! scheduled”, “the talks, currently underway”, “talks concluded”. Most reports say no such thing, and then nothing is said.

use crate::library::telling::lexicon::{HAPPENINGS, phrases};
use crate::library::telling::lines::{Line, extract};
use crate::library::view::{Phase, PhaseSeen, Reading};
use crate::model::{RegionKind, Span};
use std::collections::{HashMap, HashSet};
use std::sync::{Arc, LazyLock};

/// How many sentences of the running text are listened to: what an article is about stands at its head.
const OPENING: usize = 8;
/// How far from the event's word the telling words may stand, in words.
const NEAR: usize = 6;
/// A headline counts as much as so many sentences.
const HEADLINE: f32 = 2.0;

static CUES: LazyLock<Vec<(Phase, Vec<&str>)>> = LazyLock::new(|| {
    let kinds = [("before", Phase::Before), ("during", Phase::During), ("after", Phase::After)];
    kinds
        .into_iter()
        .flat_map(|(name, phase)| phrases(name).into_iter().map(move |phrase| (phase, phrase)))
        .collect()
});

/// The phase of each article.
pub(crate) fn phases(members: &[Arc<Reading>], lines: &[Line]) -> Vec<Option<PhaseSeen>> {
    let event = event(members.len(), lines);
    (0..members.len()).map(|member| phase(&members[member], lines, member, &event)).collect()
}

/// The words the event is called by: nouns for what begins and ends, in the heads of most articles.
fn event(members: usize, lines: &[Line]) -> HashSet<u64> {
    let mut counts: HashMap<u64, HashSet<usize>> = HashMap::new();
    for line in heads(lines) {
        for word in line.words.iter().filter(|word| HAPPENINGS.contains(word.folded.as_str())) {
            if let Some(stem) = word.stem {
                counts.entry(stem).or_default().insert(line.member);
            }
        }
    }
    counts.retain(|_, articles| articles.len() * 2 >= members);
    counts.into_keys().collect()
}

/// Headline and first sentences of every article.
fn heads(lines: &[Line]) -> impl Iterator<Item = &Line> {
    let mut told: HashMap<usize, usize> = HashMap::new();
    lines.iter().filter(move |line| {
        if line.region == RegionKind::Headline {
            return true;
        }
        let told = told.entry(line.member).or_default();
        *told += usize::from(line.is_told());
        line.is_told() && *told <= 2
    })
}

fn phase(reading: &Reading, lines: &[Line], member: usize, event: &HashSet<u64>) -> Option<PhaseSeen> {
    let mut votes: HashMap<Phase, (f32, usize, Span)> = HashMap::new();
    let mut told = 0;
    for (at, line) in lines.iter().enumerate().filter(|(_, line)| line.member == member) {
        let weight = match line.region {
            RegionKind::Headline => HEADLINE,
            _ if line.is_told() && told < OPENING => {
                told += 1;
                HEADLINE / told as f32
            }
            _ => continue,
        };
        for (phase, words) in cues(line, event) {
            let vote = votes.entry(phase).or_insert((0.0, at, words));
            vote.0 += weight;
        }
    }
    let (phase, (_, at, words)) =
        votes.into_iter().max_by(|a, b| a.1.0.total_cmp(&b.1.0).then_with(|| b.0.cmp(&a.0)))?;
    Some(PhaseSeen { phase, told: extract(reading, lines[at].span, [words]) })
}

/// What a sentence says of the event's phase.
fn cues(line: &Line, event: &HashSet<u64>) -> Vec<(Phase, Span)> {
    let mut found: Vec<(Phase, Span)> = Vec::new();
    for (phase, phrase) in CUES.iter() {
        for (at, window) in line.words.windows(phrase.len()).enumerate() {
            let stands = window.iter().zip(phrase).all(|(word, wanted)| word.folded == *wanted);
            if !stands || !near(line, at, phrase.len(), event) {
                continue;
            }
            if let (Some(first), Some(last)) = (window.first(), window.last()) {
                let span = first.span.join(last.span);
                if !found.iter().any(|(_, known)| known.overlaps(span)) {
                    found.push((*phase, span));
                }
            }
        }
    }
    found
}

/// Whether a word of the event stands near some words.
fn near(line: &Line, at: usize, length: usize, event: &HashSet<u64>) -> bool {
    let (from, to) = (at.saturating_sub(NEAR), (at + length + NEAR).min(line.words.len()));
    let around = line.words.get(from..to).unwrap_or_default();
    around.iter().any(|word| word.stem.is_some_and(|stem| event.contains(&stem)))
}
