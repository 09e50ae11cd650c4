//! What the tagger saw near a quote: the source linked to it, the nearest cue, runs of one label.

use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::Scene;
use crate::extract::quotes::tagging::{CUE, SOURCE, kind_of};

/// The tagged source that belongs to the tagged cue nearest to a target, within its paragraph.
pub(crate) fn linked(scene: &Scene, target: Range, labels: &[u8]) -> Option<Range> {
    let cue = nearest_cue(scene, target, labels)?;
    let sentence = scene.reading.sentence_of(cue.from as usize);
    let mut best: Option<(usize, Range)> = None;
    for source in runs(labels, sentence, SOURCE) {
        if source.overlaps(target) {
            continue;
        }
        let distance =
            if source.from >= cue.to { source.from - cue.to } else { cue.from.saturating_sub(source.to) };
        if best.is_none_or(|(d, _)| (distance as usize) < d) {
            best = Some((distance as usize, source));
        }
    }
    best.map(|(_, source)| source)
}

/// The tagged cue nearest to a target: in its sentences, else at the end of the sentence before.
pub(crate) fn nearest_cue(scene: &Scene, target: Range, labels: &[u8]) -> Option<Range> {
    let reading = scene.reading;
    let (first, last) = (target.from as usize, target.to as usize - 1);
    let sentence = Range { from: reading.sentence_of(first).from, to: reading.sentence_of(last).to };
    let mut best: Option<(u32, Range)> = None;
    for cue in runs(labels, sentence, CUE) {
        if cue.overlaps(target) {
            continue;
        }
        let gap = if cue.from >= target.to {
            cue.from - target.to
        } else {
            // A source behind its cue and before the content does not count as distance.
            (cue.to..target.from).filter(|i| kind_of(labels[*i as usize]) != Some(SOURCE)).count() as u32
        };
        if best.is_none_or(|(d, _)| gap < d) {
            best = Some((gap, cue));
        }
    }
    best.map(|(_, cue)| cue)
}

/// The runs of one kind within a range of tokens.
pub(crate) fn runs(labels: &[u8], range: Range, kind: u8) -> Vec<Range> {
    let mut found: Vec<Range> = Vec::new();
    for at in range.indices() {
        if kind_of(labels[at]) != Some(kind) {
            continue;
        }
        match found.last_mut() {
            Some(last) if last.to as usize == at && labels[at].is_multiple_of(2) => last.to += 1,
            _ => found.push(Range::new(at, at + 1)),
        }
    }
    found
}
