//! What the second pass of the tagger sees more than the first: the labels of the sentence and of its neighbours.

use crate::extract::learn::features::{Features, key, pair};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::Scene;
use crate::extract::quotes::tagging::{CONTENT, CUE, FAR, Plan, SOURCE, View, inside, near, silent};

/// What the second pass sees more than the first, and the sequences it reads again.
pub(super) fn more(
    scene: &Scene,
    base: &Base,
    plan: &Plan,
    before: &[u8],
) -> (Features, Vec<std::ops::Range<usize>>) {
    let reading = scene.reading;
    let mut features = Features::new();
    let mut sequences = Vec::with_capacity(plan.sequences.len());
    let mut keys: Vec<u32> = Vec::with_capacity(40);
    for items in &plan.sequences {
        let tokens = plan.tokens.get(items.clone()).unwrap_or_default();
        let (Some(from), Some(last)) = (tokens.first(), tokens.last()) else { continue };
        let sentence = Range { from: *from, to: last + 1 };
        if silent(reading, sentence, before) {
            for _ in tokens {
                features.item(&[], []);
            }
            continue;
        }
        let view = View::of(reading, base, sentence, Some(before));
        for at in sentence.indices() {
            keys.clear();
            view.second_features(at, &mut |template, value| keys.push(key(template, value)));
            features.item(&[], keys.iter().copied());
        }
        sequences.push(items.clone());
    }
    (features, sequences)
}

impl View<'_> {
    /// What the first pass said of the sentence.
    pub(super) fn second_features(&self, at: usize, add: &mut impl FnMut(u32, u64)) {
        let Some(labels) = self.before else { return };
        let m = u64::from(self.get(&self.base.marks, at, 0, 0));
        let label = |by: isize| u64::from(self.get(labels, at, by, 15));
        add(80, label(0));
        add(81, pair(label(-1), label(0)));
        add(82, pair(label(0), label(1)));
        for (template, by) in [(83, -3), (84, -2), (85, 2), (86, 3)] {
            add(template, label(by));
        }
        add(87, pair(label(0), self.word(at, 0)));
        let side = |kind: u8| {
            let list = &self.kinds[kind as usize];
            let split = list.partition_point(|c| *c <= at);
            let left = split.checked_sub(1).map(|i| list[i]);
            (left, list.get(split).copied())
        };
        let (cue_left, cue_right) = side(CUE);
        let (source_left, source_right) = side(SOURCE);
        let far = |other: Option<usize>| other.map_or(FAR, |o| near(o.abs_diff(at)));
        let pattern = [cue_left, cue_right, source_left, source_right]
            .iter()
            .fold(0_u64, |bits, side| bits * 2 + u64::from(side.is_some()));
        add(90, pair(far(cue_left), far(cue_right)));
        add(91, pair(far(source_left), far(source_right)));
        add(92, pair(pattern, m));
        add(93, pair(pattern, label(0)));
        add(94, pair(pattern, self.word(at, -1)));
        add(95, pair(pattern, self.word(at, 0)));
        if let Some(cue) = cue_left {
            let mut end = cue;
            while labels.get(end + 1) == Some(&inside(CUE)) {
                end += 1;
            }
            add(96, pair(near(at.saturating_sub(end)), pattern));
            add(97, pair(u64::from(self.reading.tokens[end].word), pattern));
        }
        add(98, pair(self.kinds[CONTENT as usize].len().min(3) as u64, pattern));
        let (from, to) = (self.sentence.from as usize, self.sentence.to as usize);
        let last = from.checked_sub(1).and_then(|i| labels.get(i)).copied().unwrap_or(0);
        let next = labels.get(to).copied().unwrap_or(0);
        add(99, pair(u64::from(last), pattern));
        add(100, pair(u64::from(next), pattern));
    }
}
