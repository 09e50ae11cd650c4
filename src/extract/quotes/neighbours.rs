//! What the quotes around a quote were given to, as features for a second look: quotes of one sentence or paragraph
//! mostly have one speaker, and one found by a strong sign tells of the others.

use crate::extract::learn::features::{key, pair};
use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::Scene;

/// What the first look made of a stretch.
#[derive(Clone, Debug, Default)]
pub(crate) struct Opinion {
    /// Its tokens.
    pub(crate) range: Range,
    /// Candidates that are not out of the question, with their probability.
    pub(crate) chances: Vec<(usize, f32)>,
    /// Probability that nobody says it.
    pub(crate) none: f32,
    /// Whether its mark was never closed.
    pub(crate) open: bool,
}

/// Candidates less likely are forgotten.
const LEAST: f32 = 0.02;

impl Opinion {
    /// From the probabilities of its choices and of none.
    pub(crate) fn of(range: Range, open: bool, choices: &[usize], chances: &[f32]) -> Self {
        let likely = choices.iter().copied().zip(chances.iter().copied()).filter(|c| c.1 >= LEAST);
        Self {
            range,
            open,
            chances: likely.collect(),
            none: chances.get(choices.len()).copied().unwrap_or(1.0),
        }
    }

    /// Whether a candidate is not out of the question.
    pub(crate) fn thinks_of(&self, candidate: usize) -> bool {
        self.chances.iter().any(|chance| chance.0 == candidate)
    }

    /// The likeliest candidate, if nobody is less likely.
    pub(crate) fn speaker(&self) -> Option<usize> {
        let best = self.chances.iter().max_by(|a, b| a.1.total_cmp(&b.1).then(b.0.cmp(&a.0)))?;
        (best.1 > self.none).then_some(best.0)
    }

    /// How likely a candidate is, and how likely the same party by whatever mention.
    fn support(&self, scene: &Scene, index: usize) -> (f32, f32) {
        let wanted = &scene.candidates[index];
        let (mut exact, mut party) = (0.0, 0.0);
        for (other, chance) in &self.chances {
            let known = &scene.candidates[*other];
            if *other == index {
                exact += chance;
            }
            let same = wanted.actor.is_some() && wanted.actor == known.actor;
            if *other == index || same || wanted.actor.is_none() && wanted.head == known.head {
                party += chance;
            }
        }
        (exact, party)
    }
}

/// The opinions around one stretch.
#[derive(Clone, Copy)]
pub(crate) struct Echo<'a> {
    /// Of all stretches, in order.
    pub(crate) opinions: &'a [Opinion],
    /// Which one is looked at.
    pub(crate) at: usize,
}

/// Steps of probability.
fn level(chance: f32) -> u64 {
    [0.02, 0.1, 0.3, 0.5, 0.7, 0.9].iter().filter(|step| chance >= **step).count() as u64
}

/// The stretches looked at, before and behind.
const BESIDE: [isize; 4] = [-1, 1, -2, 2];

impl Echo<'_> {
    /// A neighbour and how near it stands: in the sentence, in the paragraph, in the next.
    fn beside(&self, scene: &Scene, by: isize) -> Option<(&Opinion, u64)> {
        let place = self.at.checked_add_signed(by)?;
        let (here, other) = (self.opinions.get(self.at)?, self.opinions.get(place)?);
        if other.range.from >= other.range.to {
            return None;
        }
        let tokens = &scene.reading.tokens;
        let (a, b) = (&tokens[here.range.from as usize], &tokens[other.range.from as usize]);
        let near = match a.paragraph.abs_diff(b.paragraph) {
            0 if a.sentence == b.sentence => 0,
            0 => 1,
            1 => 2,
            _ => return None,
        };
        Some((other, near))
    }

    /// What the neighbours say of a candidate, or of nobody.
    pub(crate) fn answer(&self, scene: &Scene, candidate: Option<usize>, out: &mut Vec<u32>) {
        let template = if candidate.is_some() { 500 } else { 520 };
        let support = |opinion: &Opinion| {
            candidate.map_or(level(opinion.none), |index| {
                let (exact, party) = opinion.support(scene, index);
                level(exact) * 8 + level(party)
            })
        };
        let own = self.opinions.get(self.at).map_or(7, support);
        out.push(key(template, own));
        let mut around = own;
        for (slot, by) in BESIDE.into_iter().enumerate() {
            let value = self.beside(scene, by).map_or(999, |(opinion, near)| near * 64 + support(opinion));
            out.push(key(template + 5 + slot as u32, pair(value, own)));
            if slot < 2 {
                around = pair(around, value);
            }
        }
        out.push(key(template + 9, around));
    }
}
