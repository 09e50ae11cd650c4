//! What the tagger of sources, cues and contents sees of each word.
//!
//! Only sentences that could report something are tagged: those with a quoted stretch or a word that is often a cue. Two
//! passes: the second also sees the labels the first gave to the sentence and to its neighbours.

mod second;

use crate::extract::learn::features::{Features, PoolId, key, pair, text};
use crate::extract::learn::known::Known;
use crate::extract::learn::passes::TwoPass;
use crate::extract::quotes::base::Base;
use crate::extract::quotes::lexicon::{Plain, class, word};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::Scene;
use crate::text::tokens::Case;
use std::cell::RefCell;
use std::collections::HashMap;

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

/// Words the tagger looks at, as features, with the token of each and the sentences they stand in.
#[derive(Default)]
pub(crate) struct Plan {
    /// Features of each item.
    pub(crate) features: Features,
    /// The token of each item.
    pub(crate) tokens: Vec<u32>,
    /// The items of each sentence.
    pub(crate) sequences: Vec<std::ops::Range<usize>>,
}

thread_local! {
    /// What the words of earlier articles add up to; it saves time and changes nothing.
    static KNOWN: RefCell<Known> = RefCell::default();
}

/// The labels of every token (not item), by the first and by both passes.
pub(crate) fn labels(scene: &Scene, base: &Base, tagger: &TwoPass) -> (Vec<u8>, Vec<u8>) {
    let mut known = KNOWN.take();
    tagger.recall(&mut known);
    let plan = plan_with(scene, base, None, Some(&known));
    let (first, begun) = tagger.first(&plan.features, &plan.sequences, Some(&mut known));
    KNOWN.set(known);
    let one = spread(scene, &plan, &first);
    let (more, sequences) = second::more(scene, base, &plan, &one);
    let two = spread(scene, &plan, &tagger.second(begun, &more, &sequences));
    (one, two)
}

/// Labels of items as labels of tokens.
pub(crate) fn spread(scene: &Scene, plan: &Plan, labels: &[u8]) -> Vec<u8> {
    let mut all = vec![OTHER; scene.reading.tokens.len()];
    for (token, label) in plan.tokens.iter().zip(labels) {
        all[*token as usize] = *label;
    }
    all
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

/// The features of every word of the sentences that could report something.
pub(crate) fn plan(scene: &Scene, base: &Base, before: Option<&[u8]>) -> Plan {
    plan_with(scene, base, before, None)
}

fn plan_with(scene: &Scene, base: &Base, before: Option<&[u8]>, known: Option<&Known>) -> Plan {
    let reading = scene.reading;
    let mut plan = Plan::default();
    let mut pools: HashMap<u64, PoolId, Plain> = HashMap::default();
    let mut keys: Vec<u32> = Vec::with_capacity(80);
    for sentence in &reading.sentences {
        if !may_report(reading, *sentence) || before.is_some_and(|labels| silent(reading, *sentence, labels))
        {
            continue;
        }
        let from = plan.tokens.len();
        let view = View::of(reading, base, *sentence, before);
        for at in sentence.indices() {
            keys.clear();
            view.own(at, &mut keys);
            let drawn = view.pools(at, &mut pools, &mut plan.features, known);
            plan.features.item(&drawn, keys.iter().copied());
            plan.tokens.push(at as u32);
        }
        plan.sequences.push(from..plan.tokens.len());
    }
    plan
}

/// A sentence as the features see it.
struct View<'a> {
    reading: &'a Reading<'a>,
    base: &'a Base,
    sentence: Range,
    cues: Vec<usize>,
    quoted: bool,
    before: Option<&'a [u8]>,
    kinds: [Vec<usize>; 3],
    counts: Vec<(u16, u16)>,
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
    fn of(reading: &'a Reading<'a>, base: &'a Base, sentence: Range, before: Option<&'a [u8]>) -> Self {
        let tokens = &reading.tokens[sentence.indices()];
        let cues = sentence.indices().filter(|i| {
            let t = &reading.tokens[*i];
            t.outside() && t.is(class::CUE_OFTEN | class::SAY) && t.case == Case::Lower
        });
        let mut kinds = [Vec::new(), Vec::new(), Vec::new()];
        if let Some(labels) = before {
            for at in sentence.indices() {
                if labels[at] % 2 == 1
                    && let Some(kind) = kind_of(labels[at])
                {
                    kinds[kind as usize].push(at);
                }
            }
        }
        let mut counts = Vec::with_capacity(tokens.len() + 1);
        let (mut thats, mut commas) = (0_u16, 0_u16);
        counts.push((0, 0));
        for token in tokens {
            thats = thats.saturating_add(u16::from(token.word == THAT));
            commas = commas.saturating_add(u16::from(token.word == COMMA));
            counts.push((thats, commas));
        }
        Self {
            reading,
            base,
            sentence,
            counts,
            cues: cues.collect(),
            quoted: tokens.iter().any(|t| !t.outside()),
            before,
            kinds,
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

    /// Features of single words, shared by all their occurrences.
    fn pools(
        &self,
        at: usize,
        pools: &mut HashMap<u64, PoolId, Plain>,
        features: &mut Features,
        known: Option<&Known>,
    ) -> [PoolId; 5] {
        [0_isize, -1, 1, -2, 2].map(|by| {
            let word = self.word(at, by);
            let slot = (by + 2) as u8;
            *pools.entry(word * 8 + u64::from(slot)).or_insert_with(|| {
                let place = (at as isize + by) as usize;
                let spelling = if word < 3 { word } else { text(self.reading.text_of(place)) };
                let cluster = if word < 3 { 0 } else { u64::from(self.base.clusters[place][0]) };
                let id = pair(pair(spelling, cluster), u64::from(slot));
                if let Some(pool) = known.and_then(|known| features.known(id, known)) {
                    return pool;
                }
                let t = u32::from(slot) * 3;
                if word < 3 {
                    return features.pool_of(id, [key(t, word)]);
                }
                let suffix = suffix(self.reading.text_of(place));
                let token = &self.reading.tokens[place];
                let classes = u64::from(token.class);
                let grain = self.base.clusters[place].map(u64::from);
                let c = 110 + u32::from(slot) * 3;
                let used = [key(c, grain[0]), key(c + 1, grain[1]), key(c + 2, grain[2])];
                if by == 0 {
                    let form = token.span.of(self.reading.text);
                    let two = form.get(form.len().saturating_sub(2)..).map_or(0, text);
                    let head = form.get(..3.min(form.len())).map_or(0, text);
                    let form = [key(20, two), key(21, head)];
                    let plain = [key(t, word), key(t + 1, suffix), key(t + 2, classes)];
                    features.pool_of(id, plain.into_iter().chain(form).chain(used))
                } else {
                    let plain = [key(t, word), key(t + 1, suffix), key(t + 2, classes)];
                    features.pool_of(id, plain.into_iter().chain(used))
                }
            })
        })
    }

    fn own(&self, at: usize, out: &mut Vec<u32>) {
        let w = |by| self.word(at, by);
        let shape = |by| self.get(&self.base.shape, at, by, 1);
        let candidate = |by| self.get(&self.base.candidate, at, by, 0);
        let mark = |by| u64::from(self.get(&self.base.marks, at, by, 0));
        let mut add = |template: u32, value: u64| out.push(key(template, value));
        add(30, 0);
        add(31, pair(w(-1), w(0)));
        add(32, pair(w(0), w(1)));
        add(33, pair(w(-1), w(1)));
        add(34, pair(w(-2), w(-1)));
        add(35, pair(w(1), w(2)));
        add(36, shape(0));
        add(37, pair(shape(-1), shape(0)));
        add(38, pair(shape(0), shape(1)));
        add(39, pair(w(-1), shape(0)));
        add(40, candidate(0));
        add(41, pair(candidate(0), candidate(-1)));
        add(42, pair(candidate(0), candidate(1)));
        add(43, pair(candidate(-1), w(0)));
        add(44, pair(candidate(1), w(0)));
        add(45, pair(candidate(0), w(1)));
        add(46, pair(candidate(0), w(-1)));
        let c = |by| u64::from(self.get(&self.base.clusters, at, by, [1; 3])[1]);
        add(56, pair(c(-1), c(0)));
        add(57, pair(c(0), c(1)));
        add(58, pair(c(-1), c(1)));
        let m = mark(0);
        add(47, m);
        add(48, pair(m, w(-1)));
        add(49, pair(m, shape(0)));
        add(50, pair(m, mark(-1)));
        add(51, pair(m, mark(1)));
        self.cue_features(at, m, &mut add);
        let (start, end) = (self.sentence.from as usize, self.sentence.to as usize);
        add(52, near(end - 1 - at));
        add(53, pair(near(at - start), self.cues.len().min(2) as u64));
        add(54, pair(w(0), near(end - 1 - at).min(3)));
        add(55, pair(u64::from(self.quoted), m));
        if self.before.is_some() {
            self.second_features(at, &mut add);
        }
    }

    fn cue_features(&self, at: usize, m: u64, add: &mut impl FnMut(u32, u64)) {
        let split = self.cues.partition_point(|c| *c < at);
        let left = split.checked_sub(1).map(|i| self.cues[i]);
        let here = self.cues.get(split) == Some(&at);
        let right = self.cues.get(split + usize::from(here)).copied();
        let verb = |i: usize| u64::from(self.reading.tokens[i].word);
        let (ld, rd) = (left.map_or(FAR, |c| near(at - c)), right.map_or(FAR, |c| near(c - at)));
        let quoted = u64::from(self.quoted);
        add(60, pair(u64::from(here), self.cues.len().min(3) as u64));
        add(61, pair(ld, rd));
        add(62, pair(pair(ld, rd), m));
        add(63, pair(ld, quoted));
        add(64, pair(rd, quoted));
        if let Some(cue) = left {
            let that = u64::from(self.counts(at).0 > self.counts(cue + 1).0);
            let commas = u64::from((self.counts(at).1 - self.counts(cue + 1).1).min(2));
            add(65, verb(cue));
            add(74, pair(u64::from(self.base.clusters[cue][0]), that));
            add(66, pair(pair(that, commas), ld));
            add(67, pair(verb(cue), that));
            add(68, pair(self.word(cue, 1), ld.min(2)));
            add(69, pair(verb(cue), ld));
        }
        if let Some(cue) = right {
            let commas = u64::from((self.counts(cue).1 - self.counts(at + 1).1).min(2));
            add(70, verb(cue));
            add(75, pair(u64::from(self.base.clusters[cue][0]), rd));
            add(71, pair(commas, rd));
            add(72, pair(self.base.shape[at], rd));
            add(73, pair(pair(self.base.candidate[at], rd), verb(cue)));
        }
    }

    /// How many *that* and how many commas stand in the sentence before a token.
    fn counts(&self, at: usize) -> (u16, u16) {
        self.counts.get(at - self.sentence.from as usize).copied().unwrap_or_default()
    }
}

/// The last three bytes of a word, if they are letters of their own.
fn suffix(form: &str) -> u64 {
    form.get(form.len().saturating_sub(3)..).map_or(0, text)
}

/// *that*
const THAT: u32 = word("that");
/// A comma.
const COMMA: u32 = word(",");
