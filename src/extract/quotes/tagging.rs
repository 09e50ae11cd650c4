//! What the tagger of sources, cues and contents sees of each word.
//!
//! Only sentences that could report something are tagged: those with a quoted stretch or a word that is often a cue. Two
//! passes: the second also sees the labels the first gave to the sentence and to its neighbours.

pub(crate) mod plan;
mod second;

use crate::extract::learn::adder::{Adder, Sink};
use crate::extract::learn::features::{key, pair, text};
use crate::extract::learn::known::{Known, SUM};
use crate::extract::learn::model::{LANES, Scores};
use crate::extract::learn::passes::TwoPass;
use crate::extract::quotes::base::{Base, part};
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::Scene;
use std::cell::RefCell;

/// No part of a report.
pub(crate) const OTHER: u8 = 0;
/// Kinds of stretches, as the tagger counts them: source, cue, content.
pub(crate) const SOURCE: u8 = 0;
/// See [`SOURCE`].
pub(crate) const CUE: u8 = 1;
/// See [`SOURCE`].
pub(crate) const CONTENT: u8 = 2;
/// Number of labels: outside, and begin and inside of each kind.
pub(crate) const LABELS: usize = 7;

/// The label that begins a kind.
pub(crate) const fn begin(kind: u8) -> u8 {
    1 + 2 * kind
}

/// The label that goes on with a kind.
pub(crate) const fn inside(kind: u8) -> u8 {
    2 + 2 * kind
}

/// The kind of a label.
pub(crate) const fn kind_of(label: u8) -> Option<u8> {
    if label == OTHER { None } else { Some((label - 1) / 2) }
}

/// Places where a word may stand: here, before and behind.
const SLOTS: [isize; 5] = [0, -1, 1, -2, 2];

/// What is remembered from one article to the next; it saves time and changes nothing.
#[derive(Default)]
struct Memory {
    /// What groups of features add up to.
    groups: Known<SUM, 8192>,
    /// What a word adds up to in every slot.
    words: Known<{ SUM * SLOTS.len() }, 16_384>,
}

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// The labels of every token, by the first and by both passes.
pub(crate) fn labels(scene: &Scene, base: &Base, tagger: &TwoPass) -> (Vec<u8>, Vec<u8>) {
    let mut memory = MEMORY.take();
    tagger.recall(&mut memory.groups);
    tagger.recall(&mut memory.words);
    let both = read_twice(scene, base, tagger, &mut memory);
    MEMORY.set(memory);
    both
}

fn read_twice(scene: &Scene, base: &Base, tagger: &TwoPass, memory: &mut Memory) -> (Vec<u8>, Vec<u8>) {
    let reading = scene.reading;
    let mut adder = tagger.adder(&mut memory.groups);
    let mut first = vec![OTHER; reading.tokens.len()];
    // What the second pass knows of each word already.
    let mut begun: Vec<[i16; LANES]> = vec![[0; LANES]; reading.tokens.len()];
    let (mut scores, mut back): (Vec<Scores>, _) = (Vec::new(), Vec::new());
    let sentences = || reading.sentences.iter().filter(|sentence| may_report(reading, **sentence));
    for sentence in sentences() {
        scores.clear();
        let view = View::of(reading, base, *sentence, None);
        for at in sentence.indices() {
            view.own(at, &mut adder);
            view.words(at, &mut adder, &mut memory.words);
            let sums = adder.finish();
            scores.push(std::array::from_fn(|lane| i32::from(sums[lane])));
            begun[at] = std::array::from_fn(|lane| sums[LANES + lane]);
        }
        tagger.decode(0, &scores, &mut back, &mut first[sentence.indices()]);
    }
    let mut second = vec![OTHER; first.len()];
    let before = Before::of(&first);
    for sentence in sentences() {
        scores.clear();
        let silent = silent(reading, *sentence, &first);
        let view = View::of(reading, base, *sentence, Some(&before));
        for at in sentence.indices() {
            if !silent {
                view.second(at, &mut adder);
            }
            let sums = adder.finish();
            scores
                .push(std::array::from_fn(|lane| i32::from(begun[at][lane]) + i32::from(sums[LANES + lane])));
        }
        tagger.decode(1, &scores, &mut back, &mut second[sentence.indices()]);
    }
    (first, second)
}

const POSSIBLE: u32 = class::CUE_OFTEN | class::CUE_SOMETIMES | class::SAY | class::SAY_WEAK;

/// Whether a sentence could report something.
pub(crate) fn may_report(reading: &Reading, sentence: Range) -> bool {
    reading.tokens[sentence.indices()]
        .iter()
        .any(|t| !t.outside() || t.is(POSSIBLE) || t.span.of(reading.text) == ":")
}

/// Whether the first pass found nothing in a sentence without quotation marks: the second then has nothing to add.
fn silent(reading: &Reading, sentence: Range, labels: &[u8]) -> bool {
    sentence.indices().all(|i| labels[i] == OTHER && reading.tokens[i].outside())
}

/// The labels of a pass before.
pub(crate) struct Before<'a> {
    labels: &'a [u8],
    /// Where each kind begins.
    begins: [Vec<u32>; 3],
}

impl<'a> Before<'a> {
    fn of(labels: &'a [u8]) -> Self {
        let mut begins = [const { Vec::new() }; 3];
        for (at, label) in labels.iter().enumerate().filter(|(_, label)| **label % 2 == 1) {
            begins[((label - 1) / 2) as usize].push(at as u32);
        }
        Self { labels, begins }
    }
}

/// A sentence as the features see it.
struct View<'a> {
    reading: &'a Reading<'a>,
    base: &'a Base,
    sentence: Range,
    cues: &'a [u32],
    quoted: bool,
    before: Option<&'a [u8]>,
    kinds: [&'a [u32]; 3],
}

/// Distances in few steps.
const fn near(distance: usize) -> u64 {
    match distance {
        0..=3 => distance as u64,
        4..=7 => 4,
        8..=15 => 5,
        _ => 6,
    }
}

/// A distance that is not there.
const FAR: u64 = 9;

impl<'a> View<'a> {
    fn of(reading: &'a Reading<'a>, base: &'a Base, sentence: Range, before: Option<&'a Before>) -> Self {
        Self {
            reading,
            base,
            sentence,
            cues: part(&base.cues, sentence),
            quoted: reading.tokens[sentence.indices()].iter().any(|t| !t.outside()),
            before: before.map(|before| before.labels),
            kinds: before
                .map_or([&[]; 3], |before| before.begins.each_ref().map(|list| part(list, sentence))),
        }
    }

    fn word(&self, at: usize, by: isize) -> u64 {
        let place = at as isize + by;
        if place < self.sentence.from as isize {
            1
        } else if place >= self.sentence.to as isize {
            2
        } else {
            u64::from(self.reading.tokens[place as usize].word)
        }
    }

    fn get<T: Copy>(&self, list: &[T], at: usize, by: isize, none: T) -> T {
        let place = at as isize + by;
        if place < self.sentence.from as isize || place >= self.sentence.to as isize {
            none
        } else {
            list[place as usize]
        }
    }

    /// A number for the word in a slot and how it is spelt, and its token; the sentence's edges count as words.
    fn spelling(&self, at: usize, by: isize) -> (u64, usize) {
        let place = at.saturating_add_signed(by);
        match self.word(at, by) {
            edge @ (1 | 2) => (edge, usize::MAX),
            _ => (self.base.spelling[place], place),
        }
    }

    /// What the words around add up to.
    fn words<const M: usize, const N: usize, const K: usize>(
        &self,
        at: usize,
        adder: &mut Adder<M>,
        known: &mut Known<N, K>,
    ) {
        for (slot, by) in SLOTS.into_iter().enumerate() {
            let (id, place) = self.spelling(at, by);
            if let Some(sums) = known.get(id) {
                adder.add(&sums[slot * SUM..][..SUM]);
                continue;
            }
            let mut all = [0; N];
            let mut keys = Vec::with_capacity(8);
            for (slot, sums) in all.chunks_exact_mut(SUM).enumerate() {
                keys.clear();
                self.word_keys(id, place, slot, &mut keys);
                sums.copy_from_slice(&adder.sum(&keys));
            }
            known.put(id, all);
            adder.add(&all[slot * SUM..][..SUM]);
        }
    }

    /// The features of a single word in a slot.
    fn word_keys(&self, id: u64, place: usize, slot: usize, out: &mut Vec<u32>) {
        // Templates count the slots from left to right.
        let slot = (SLOTS[slot] + 2) as u32;
        let t = slot * 3;
        let Some(token) = self.reading.tokens.get(place) else {
            out.push(key(t, id));
            return;
        };
        let form = token.span.of(self.reading.text);
        out.extend([
            key(t, u64::from(token.word)),
            key(t + 1, suffix(form)),
            key(t + 2, u64::from(token.class)),
        ]);
        if slot == 2 {
            let two = form.get(form.len().saturating_sub(2)..).map_or(0, text);
            let head = form.get(..3.min(form.len())).map_or(0, text);
            out.extend([key(20, two), key(21, head)]);
        }
        let grain = self.base.clusters[place].map(u64::from);
        let c = 110 + slot * 3;
        out.extend([key(c, grain[0]), key(c + 1, grain[1]), key(c + 2, grain[2])]);
    }

    fn own(&self, at: usize, out: &mut impl Sink) {
        let w = |by| self.word(at, by);
        let shape = |by| self.get(&self.base.shape, at, by, 1);
        let candidate = |by| self.get(&self.base.candidate, at, by, 0);
        let mark = |by| u64::from(self.get(&self.base.marks, at, by, 0));
        let m = mark(0);
        let (shapes, candidates, marks) =
            ([-1, 0, 1].map(shape), [-1, 0, 1].map(candidate), [-1, 0, 1].map(mark));
        let mixed = marks.iter().chain(&candidates).chain(&shapes).fold(1, |all, value| pair(all, *value));
        out.group(mixed, |keys| {
            let [[shape_before, shape, shape_behind], [before, candidate, behind], _] =
                [shapes, candidates, marks];
            let mut add = |template: u32, value: u64| keys.push(key(template, value));
            add(30, 0);
            add(36, shape);
            add(37, pair(shape_before, shape));
            add(38, pair(shape, shape_behind));
            add(40, candidate);
            add(41, pair(candidate, before));
            add(42, pair(candidate, behind));
            add(47, m);
            add(49, pair(m, shape));
            add(50, pair(m, marks[0]));
            add(51, pair(m, marks[2]));
        });
        let mut add = |template: u32, value: u64| out.take(key(template, value));
        add(31, pair(w(-1), w(0)));
        add(32, pair(w(0), w(1)));
        add(39, pair(w(-1), shape(0)));
        add(43, pair(candidate(-1), w(0)));
        add(44, pair(candidate(1), w(0)));
        add(45, pair(candidate(0), w(1)));
        add(46, pair(candidate(0), w(-1)));
        let c = |by| u64::from(self.get(&self.base.clusters, at, by, [1; 3])[1]);
        add(56, pair(c(-1), c(0)));
        add(57, pair(c(0), c(1)));
        add(58, pair(c(-1), c(1)));
        add(48, pair(m, w(-1)));
        add(54, pair(w(0), near(self.sentence.to as usize - 1 - at).min(3)));
        self.cue_features(at, m, out);
    }

    /// Where the word stands in its sentence, and between which cues.
    fn cue_features(&self, at: usize, m: u64, out: &mut impl Sink) {
        let split = self.cues.partition_point(|c| (*c as usize) < at);
        let left = split.checked_sub(1).map(|i| self.cues[i] as usize);
        let here = self.cues.get(split) == Some(&(at as u32));
        let right = self.cues.get(split + usize::from(here)).map(|cue| *cue as usize);
        let verb = |i: usize| u64::from(self.reading.tokens[i].word);
        let (ld, rd) = (left.map_or(FAR, |c| near(at - c)), right.map_or(FAR, |c| near(c - at)));
        let quoted = u64::from(self.quoted);
        let (start, end) = (self.sentence.from as usize, self.sentence.to as usize);
        let (opens, ends, count) = (near(at - start), near(end - 1 - at), self.cues.len().min(3) as u64);
        let place = [opens, ends, count, u64::from(here), ld, rd, m, quoted];
        out.group(place.iter().fold(2, |all, value| all * 16 + value) | 1 << 60, |keys| {
            let mut add = |template: u32, value: u64| keys.push(key(template, value));
            add(60, pair(u64::from(here), count));
            add(61, pair(ld, rd));
            add(62, pair(pair(ld, rd), m));
            add(63, pair(ld, quoted));
            add(64, pair(rd, quoted));
            add(52, ends);
            add(53, pair(opens, count.min(2)));
            add(55, pair(quoted, m));
        });
        let between = |from: usize, to: usize| {
            let (from, to) = (self.base.counts[from], self.base.counts[to]);
            (u64::from(to.0 > from.0), u64::from((to.1 - from.1).min(2)))
        };
        if let Some(cue) = left {
            let (that, commas) = between(cue + 1, at.max(cue + 1));
            let (verb, next) = (verb(cue), self.word(cue, 1));
            let grain = u64::from(self.base.clusters[cue][0]);
            let mixed = [verb, next, grain, (that * 4 + commas) * 16 + ld]
                .iter()
                .fold(3, |all, value| pair(all, *value));
            out.group(mixed, |keys| {
                let mut add = |template: u32, value: u64| keys.push(key(template, value));
                add(65, verb);
                add(74, pair(grain, that));
                add(66, pair(pair(that, commas), ld));
                add(67, pair(verb, that));
                add(68, pair(next, ld.min(2)));
                add(69, pair(verb, ld));
            });
        }
        if let Some(cue) = right {
            let (_, commas) = between((at + 1).min(cue), cue);
            let verb = verb(cue);
            let grain = u64::from(self.base.clusters[cue][0]);
            let mixed = [verb, grain, commas * 16 + rd].iter().fold(4, |all, value| pair(all, *value));
            out.group(mixed, |keys| {
                let mut add = |template: u32, value: u64| keys.push(key(template, value));
                add(70, verb);
                add(75, pair(grain, rd));
                add(71, pair(commas, rd));
            });
            out.take(key(72, pair(self.base.shape[at], rd)));
            out.take(key(73, pair(pair(self.base.candidate[at], rd), verb)));
        }
    }
}

/// The last three bytes of a word, if they are letters of their own.
fn suffix(form: &str) -> u64 {
    form.get(form.len().saturating_sub(3)..).map_or(0, text)
}
