//! The question put to the rankers, who says this, and their answer.

use crate::extract::learn::features::Features;
use crate::extract::learn::rank::{TwoLooks, softmax};
use crate::extract::quotes::calibration::Calibration;
use crate::extract::quotes::neighbours::Echo;
use crate::extract::quotes::ranking::{Sight, Tags, Target, choices};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::{History, Scene, apply};
use crate::model::Rule;

/// What a sign of form is worth.
const SURE: f32 = 0.95;
/// A proposed report is dropped when it is more likely than this to be none.
pub(crate) const DROP: f32 = 0.85;
/// The same for a report that has no speaker.
const DROP_OF_NOBODY: f32 = 0.5;

/// Who a target was given to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// The chosen candidate; none when there is no speaker.
    pub(crate) speaker: Option<usize>,
    /// How sure that is, calibrated.
    pub(crate) chance: f32,
    /// Others, best first, with their probability.
    pub(crate) others: Vec<(usize, f32)>,
    /// The rule that agrees, or [`Rule::Ranked`].
    pub(crate) rule: Option<Rule>,
    /// The verb of the rule.
    pub(crate) cue: Option<Range>,
}

/// A question to the rankers: who says this?
pub(crate) struct Asked {
    /// The candidates, by number.
    pub(crate) choices: Vec<usize>,
    target: Target,
    history: History,
}

impl Asked {
    /// Puts it.
    pub(crate) fn of(scene: &Scene, range: Range, proposed: bool, history: History) -> Self {
        let finding = apply(scene, range, history);
        let quoted = is_stretch(scene.reading, range);
        let target = Target { range, quoted, proposed, finding };
        Self { choices: choices(scene, &target), target, history }
    }

    /// Hands over what is seen of each choice, of nobody and, if the tagger proposed it, of no report.
    pub(crate) fn each(&self, scene: &Scene, tags: Tags, take: impl FnMut(&mut Vec<u32>)) {
        Sight::of(scene, self.target, self.history, tags).each(&self.choices, take);
    }

    /// What is seen of every answer, to learn from.
    pub(crate) fn features(&self, scene: &Scene, tags: Tags, echo: Option<Echo>) -> Features {
        let mut features = Features::new();
        let mut at = 0;
        self.each(scene, tags, |keys| {
            if let Some(echo) = echo {
                echo.answer(scene, self.choices.get(at).copied(), keys);
            }
            at += 1;
            features.item(&[], keys.iter().copied());
        });
        features
    }

    /// What every answer is worth to both rankers.
    pub(crate) fn weigh(&self, scene: &Scene, tags: Tags, looks: &TwoLooks) -> Vec<[f32; 2]> {
        let mut scores = Vec::with_capacity(self.choices.len() + 2);
        self.each(scene, tags, |keys| scores.push(looks.weigh(keys)));
        scores
    }

    /// Leaves the choices that are still likely, and tells which places they had.
    pub(crate) fn keep(&mut self, likely: impl Fn(usize) -> bool) -> Vec<bool> {
        let kept: Vec<bool> = self.choices.iter().map(|choice| likely(*choice)).collect();
        self.choices.retain(|choice| likely(*choice));
        kept
    }

    /// The probability of every answer; a sign of form leaves nothing to weigh.
    pub(crate) fn chances(&self, scores: &[f32]) -> Vec<f32> {
        let mut chances = softmax(scores);
        let sure = self.target.finding.filter(|f| f.sure && self.target.quoted);
        if let Some(at) = sure.and_then(|f| self.choices.iter().position(|c| *c == f.candidate)) {
            for chance in &mut chances {
                *chance *= 1.0 - SURE;
            }
            chances[at] += SURE;
        }
        chances
    }

    /// The answer; none when it is no report.
    pub(crate) fn verdict(&self, chances: &[f32], calibration: &Calibration) -> Option<Verdict> {
        let refused = chances.get(self.choices.len() + 1).copied().unwrap_or(0.0);
        if refused > DROP {
            return None;
        }
        let mut order: Vec<usize> = (0..=self.choices.len().min(chances.len() - 1)).collect();
        order.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]).then(a.cmp(b)));
        let best = order.first().copied().unwrap_or(self.choices.len());
        let speaker = self.choices.get(best).copied();
        if speaker.is_none() && refused > DROP_OF_NOBODY {
            return None;
        }
        let agreed = self.target.finding.filter(|f| Some(f.candidate) == speaker);
        let other = |at: &usize| Some((*self.choices.get(*at)?, calibration.of(chances[*at])));
        Some(Verdict {
            speaker,
            chance: calibration.of(chances.get(best).copied().unwrap_or(0.5)),
            others: order
                .iter()
                .skip(1)
                .filter(|at| chances[**at] >= 0.02)
                .filter_map(other)
                .take(3)
                .collect(),
            rule: agreed.map(|f| f.rule),
            cue: agreed.and_then(|f| f.cue),
        })
    }
}

/// Whether a range is a stretch between quotation marks.
fn is_stretch(reading: &Reading, range: Range) -> bool {
    reading.stretch_tokens.get(reading.tokens[range.from as usize].stretch as usize) == Some(&range)
}
