//! What the second pass of the tagger sees more than the first: the labels of the sentence and of its neighbours.

use crate::extract::learn::adder::Sink;
use crate::extract::learn::features::{key, pair};
use crate::extract::quotes::tagging::{CONTENT, CUE, FAR, SOURCE, View, inside, near};

impl View<'_> {
    /// What the first pass said of the sentence.
    pub(super) fn second(&self, at: usize, out: &mut impl Sink) {
        let Some(labels) = self.before else { return };
        let m = self.cell(at, 0).mark;
        let label = |by: isize| u64::from(self.get(labels, at, by, 15));
        let around: [u64; 7] = std::array::from_fn(|step| label(step as isize - 3));
        out.group(around.iter().fold(5, |all, value| all * 16 + value) | 1 << 61, |keys| {
            let mut add = |template: u32, value: u64| keys.push(key(template, value));
            add(80, around[3]);
            add(81, pair(around[2], around[3]));
            add(82, pair(around[3], around[4]));
            for (template, step) in [(83, 0), (84, 1), (85, 5), (86, 6)] {
                add(template, around[step]);
            }
        });
        let side = |kind: u8| {
            let list = self.kinds[kind as usize];
            let split = list.partition_point(|c| *c as usize <= at);
            let left = split.checked_sub(1).map(|i| list[i] as usize);
            (left, list.get(split).map(|place| *place as usize))
        };
        let (cue_left, cue_right) = side(CUE);
        let (source_left, source_right) = side(SOURCE);
        let sides = [cue_left, cue_right, source_left, source_right];
        let far = sides.map(|other| other.map_or(FAR, |o| near(o.abs_diff(at))));
        let pattern = sides.iter().fold(0_u64, |bits, side| bits * 2 + u64::from(side.is_some()));
        let (from, to) = (self.sentence.from as usize, self.sentence.to as usize);
        let last = u64::from(from.checked_sub(1).and_then(|i| labels.get(i)).copied().unwrap_or(0));
        let next = u64::from(labels.get(to).copied().unwrap_or(0));
        let contents = self.kinds[CONTENT as usize].len().min(3) as u64;
        let mixed =
            far.iter().chain(&[m, label(0), contents, last, next]).fold(6, |all, value| all * 16 + value);
        out.group(mixed | 1 << 62, |keys| {
            let mut add = |template: u32, value: u64| keys.push(key(template, value));
            add(90, pair(far[0], far[1]));
            add(91, pair(far[2], far[3]));
            add(92, pair(pattern, m));
            add(93, pair(pattern, label(0)));
            add(98, pair(contents, pattern));
            add(99, pair(last, pattern));
            add(100, pair(next, pattern));
        });
        let mut add = |template: u32, value: u64| out.take(key(template, value));
        add(87, pair(label(0), self.word(at, 0)));
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
    }
}
