//! What the tagger of sources, cues and contents sees of each word.
//!
//! Only sentences that could report something are tagged: those with a quoted stretch or a word that is often a cue. Two
//! passes: the second also sees the labels the first gave to the sentence and to its neighbours.

mod cell;
pub(crate) mod plan;
mod second;
mod sure;
mod words;

pub(crate) use sure::Sure;

use crate::extract::learn::adder::Sink;
use crate::extract::learn::features::{key, pair};
use crate::extract::learn::known::Known;
use crate::extract::learn::model::Scores;
use crate::extract::quotes::Tagger;
use crate::extract::quotes::base::{Base, part};
use crate::extract::quotes::lexicon::{class, word};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::Scene;
use crate::extract::quotes::tagging::cell::Cell;
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

/// What a word adds up to, for the labels of both passes.
const SUM: usize = 16;
type Sums = [i16; SUM];

/// What is remembered from one article to the next; it saves time and changes nothing.
#[derive(Default)]
struct Memory {
    /// What groups of features add up to.
    groups: Known<SUM, 32_768>,
    words: Words,
}

/// What a word adds up to in every slot.
type WordSums = [i16; SUM * SLOTS.len()];
type Words = Known<{ SUM * SLOTS.len() }, 16_384>;

thread_local! {
    static MEMORY: RefCell<Memory> = RefCell::default();
}

/// What the tagger makes of an article, token by token.
pub(crate) struct Labels {
    /// By the first pass.
    pub(crate) first: Vec<u8>,
    /// By both passes.
    pub(crate) both: Vec<u8>,
    /// How sure both are.
    pub(crate) sure: Vec<Sure>,
}

/// Gives the memory back.
pub(crate) fn forget() {
    drop(MEMORY.take());
}

/// The labels of every token.
pub(crate) fn labels(scene: &Scene, base: &Base, tagger: &Tagger) -> Labels {
    let mut memory = MEMORY.take();
    tagger.recall(&mut memory.groups);
    tagger.recall(&mut memory.words);
    let both = read_twice(scene, base, tagger, &mut memory);
    MEMORY.set(memory);
    both
}

fn read_twice(scene: &Scene, base: &Base, tagger: &Tagger, memory: &mut Memory) -> Labels {
    let reading = scene.reading;
    let mut adder = tagger.adder(&mut memory.groups);
    let sentences: Vec<Range> =
        reading.sentences.iter().copied().filter(|sentence| may_report(reading, *sentence)).collect();
    let cells: Vec<Cell> =
        sentences.iter().flat_map(|sentence| Cell::all(reading, base, *sentence)).collect();
    let (mut rest, mut words) = (cells.as_slice(), Vec::new());
    for sentence in &sentences {
        let view = View::of(reading, base, *sentence, next_cells(&mut rest, *sentence), None);
        view.look_up(&adder, &mut memory.words, &mut words);
        for at in sentence.indices() {
            view.own(at, &mut adder);
            view.words(at, &words, &mut adder);
            adder.finish();
        }
    }
    let begun: Vec<Sums> = adder.sums().collect();
    let (mut scores, mut reached): (Vec<Scores>, _) = (Vec::new(), Vec::new());
    let mut first = vec![OTHER; reading.tokens.len()];
    let mut sums = begun.iter();
    for sentence in &sentences {
        scores.clear();
        scores.extend(sums.by_ref().take(sentence.indices().len()).map(|sums| Tagger::part(0, sums)));
        tagger.decode(0, &scores, &mut reached, &mut first[sentence.indices()]);
    }
    let before = Before::of(&first);
    let (mut begun, mut rest) = (begun.iter(), cells.as_slice());
    for sentence in &sentences {
        let silent = silent(reading, *sentence, &first);
        let view = View::of(reading, base, *sentence, next_cells(&mut rest, *sentence), Some(&before));
        for (at, sums) in sentence.indices().zip(begun.by_ref()) {
            adder.add(sums);
            if !silent {
                view.second(at, &mut adder);
            }
            adder.finish();
        }
    }
    let (mut second, mut sure) = (vec![OTHER; first.len()], vec![Sure::default(); first.len()]);
    let mut sums = adder.sums();
    for sentence in &sentences {
        scores.clear();
        scores.extend(sums.by_ref().take(sentence.indices().len()).map(|sums| Tagger::part(1, &sums)));
        let labels = &mut second[sentence.indices()];
        tagger.decode(1, &scores, &mut reached, labels);
        if labels.contains(&begin(CONTENT)) {
            let sure = &mut sure[sentence.indices()];
            tagger.margins(1, &scores, &reached, labels, |at, margins| {
                sure[at] = Sure::of(labels[at], &margins);
            });
        }
    }
    Labels { first, both: second, sure }
}

const POSSIBLE: u32 = class::CUE_OFTEN | class::CUE_SOMETIMES | class::SAY | class::SAY_WEAK;

/// A colon.
const COLON: u32 = word(":");

/// Whether a sentence could report something.
pub(crate) fn may_report(reading: &Reading, sentence: Range) -> bool {
    reading.tokens[sentence.indices()].iter().any(|t| !t.outside() || t.is(POSSIBLE) || t.word == COLON)
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
    /// Its words, with [`EDGE`] more at both ends.
    cells: &'a [Cell],
    cues: &'a [u32],
    quoted: bool,
    before: Option<&'a [u8]>,
    kinds: [&'a [u32]; 3],
}

/// How many words beyond a sentence's ends are looked at.
const EDGE: usize = 2;

/// Takes the cells of a sentence off those of all.
fn next_cells<'a>(rest: &mut &'a [Cell], sentence: Range) -> &'a [Cell] {
    let (cells, behind) = rest.split_at_checked(sentence.indices().len() + 2 * EDGE).unwrap_or_default();
    *rest = behind;
    cells
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
    fn of(
        reading: &'a Reading<'a>,
        base: &'a Base,
        sentence: Range,
        cells: &'a [Cell],
        before: Option<&'a Before>,
    ) -> Self {
        Self {
            reading,
            base,
            sentence,
            cells,
            cues: part(&base.cues, sentence),
            quoted: reading.tokens[sentence.indices()].iter().any(|t| !t.outside()),
            before: before.map(|before| before.labels),
            kinds: before
                .map_or([&[]; 3], |before| before.begins.each_ref().map(|list| part(list, sentence))),
        }
    }

    /// A word at most [`EDGE`] away from one of the sentence.
    #[inline]
    fn cell(&self, at: usize, by: isize) -> &Cell {
        &self.cells[self.place(at, by)]
    }

    /// Its place among the cells.
    #[inline]
    const fn place(&self, at: usize, by: isize) -> usize {
        (at - self.sentence.from as usize + EDGE).wrapping_add_signed(by)
    }

    fn word(&self, at: usize, by: isize) -> u64 {
        self.cell(at, by).word
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
        self.cell(at, by).spelling
    }

    fn own(&self, at: usize, out: &mut impl Sink) {
        let [last, here, next] = [-1, 0, 1].map(|by| self.cell(at, by));
        let m = here.mark;
        out.group(pair(pair(last.sign, here.sign), next.sign), |keys| {
            let mut add = |template: u32, value: u64| keys.push(key(template, value));
            add(30, 0);
            add(36, here.shape);
            add(37, pair(last.shape, here.shape));
            add(38, pair(here.shape, next.shape));
            add(40, here.candidate);
            add(41, pair(here.candidate, last.candidate));
            add(42, pair(here.candidate, next.candidate));
            add(47, m);
            add(49, pair(m, here.shape));
            add(50, pair(m, last.mark));
            add(51, pair(m, next.mark));
        });
        let mut add = |template: u32, value: u64| out.take(key(template, value));
        add(31, pair(last.word, here.word));
        add(32, pair(here.word, next.word));
        add(39, pair(last.word, here.shape));
        add(43, pair(last.candidate, here.word));
        add(44, pair(next.candidate, here.word));
        add(45, pair(here.candidate, next.word));
        add(46, pair(here.candidate, last.word));
        add(56, pair(last.cluster, here.cluster));
        add(57, pair(here.cluster, next.cluster));
        add(58, pair(last.cluster, next.cluster));
        add(48, pair(m, last.word));
        add(54, pair(here.word, near(self.sentence.to as usize - 1 - at).min(3)));
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
