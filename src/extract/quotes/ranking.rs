//! What the ranker of speakers sees of each possible source of a quote, and of the answer that there is none.

use crate::extract::learn::features::{key, pair, text};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::candidates::{Candidate, Kind};
use crate::extract::quotes::grammar::Around;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::nearby::linked;
use crate::extract::quotes::ranking::between::{path, repeated};
use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::{Finding, History, Scene};
use crate::extract::quotes::tagging::{CONTENT, SOURCE, Sure, kind_of};
use crate::extract::quotes::tally::{Counts, Tally};
use crate::text::tokens::TokenKind;

mod between;
mod nobody;

/// A quote whose speaker is wanted.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Target {
    /// Its tokens, quotation marks included.
    pub(crate) range: Range,
    /// Whether it stands between quotation marks.
    pub(crate) quoted: bool,
    /// Whether the tagger proposed it, so that it may be no report at all.
    pub(crate) proposed: bool,
    /// What the rules say.
    pub(crate) finding: Option<Finding>,
}

/// The candidates to rank for a target, by number: the paragraph's, the two before, the one behind.
pub(crate) fn choices(scene: &Scene, target: &Target) -> Vec<usize> {
    let reading = scene.reading;
    let (first, last) = (target.range.from as usize, target.range.to as usize - 1);
    let here = reading.tokens[first].paragraph;
    let paragraph = |p: u32| reading.paragraphs.get(p as usize).copied().unwrap_or_default();
    let end = reading.tokens[last].paragraph;
    // What is reported without marks has its source close by.
    let (back, reach) = if target.quoted { (here.saturating_sub(2), end + 1) } else { (here, end) };
    let (from, to) = (paragraph(back).from, paragraph(end).to.max(paragraph(reach).to));
    let all = scene.within(Range { from, to });
    // Of a long paragraph the nearest on both sides are enough.
    let split = scene.candidates.partition_point(|c| c.range.from < target.range.from);
    let (before, behind) = if target.quoted { (16, 8) } else { (16, 10) };
    let window = all.start.max(split.saturating_sub(before))..all.end.min(split + behind);
    window
        .filter(|index| {
            let candidate = &scene.candidates[*index];
            if target.finding.is_some_and(|f| f.candidate == *index) {
                return true;
            }
            let token = &reading.tokens[candidate.range.from as usize];
            if !token.outside() || candidate.range.overlaps(target.range) {
                return false;
            }
            let nominal = candidate.kind == Kind::Nominal;
            let around = &scene.around[*index];
            let bare = nominal && around.after.is_none() && around.before.is_none();
            !(bare && token.paragraph != here || nominal && token.paragraph + 1 < here)
        })
        .collect()
}

/// What the tagger said of every token, and what else is known of them.
#[derive(Clone, Copy)]
pub(crate) struct Tags<'a> {
    /// Labels of the first pass.
    pub(crate) first: &'a [u8],
    /// Labels of the second.
    pub(crate) labels: &'a [u8],
    /// How sure those are.
    pub(crate) sure: &'a [Sure],
    /// What they and other marks add up to.
    pub(crate) tally: &'a Tally,
    /// Clusters and shapes.
    pub(crate) base: &'a Base,
    /// What is known of each candidate.
    pub(crate) facts: &'a [Facts],
}

/// What is seen of a candidate whatever the quote.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Facts {
    /// Its kind, or which pronoun it is.
    kind: u64,
    /// The verbs of saying around it.
    verbs: u64,
    /// Whether it stands behind a preposition and before a verb.
    syntax: u64,
    /// Whether the tagger saw a source in it, and whether all of it is content.
    source: bool,
    content: bool,
}

impl Facts {
    /// Of all candidates, in order.
    pub(crate) fn of(scene: &Scene, labels: &[u8]) -> Vec<Self> {
        let reading = scene.reading;
        let one = |(candidate, around): (&Candidate, &Around)| {
            let (from, to) = (candidate.range.from as usize, candidate.range.to as usize);
            let after = around.after.map_or(0, |c| 1 + u64::from(c.apposition));
            let before = around.before.map_or(0, |c| 1 + c.gap.min(2) as u64);
            let preposition = from > 0 && reading.tokens[from - 1].is(class::PREPOSITION);
            let acts = reading.tokens.get(to).is_some_and(|t| {
                t.is(class::AUXILIARY | class::SAY | class::SAY_WEAK)
                    || t.kind == TokenKind::Word && t.span.of(reading.text).ends_with("ed")
            });
            let kind = match candidate.kind {
                Kind::Pronoun => u64::from(candidate.head),
                kind => kind as u64,
            };
            let labels = &labels[candidate.range.indices()];
            Self {
                kind,
                verbs: after * 4 + before,
                syntax: u64::from(preposition) * 2 + u64::from(acts),
                source: labels.iter().any(|label| kind_of(*label) == Some(SOURCE)),
                content: labels.iter().all(|label| kind_of(*label) == Some(CONTENT)),
            }
        };
        scene.candidates.iter().zip(scene.around).map(one).collect()
    }
}

/// What holds for all candidates of a target.
#[expect(clippy::struct_excessive_bools, reason = "each is one independent sign of the target")]
pub(crate) struct Sight<'a> {
    scene: &'a Scene<'a>,
    target: Target,
    history: History,
    labels: &'a [u8],
    tags: Tags<'a>,
    linked: Option<Range>,
    paragraph: u32,
    sentences: (u32, u32),
    opens: bool,
    ends: bool,
    words: u64,
    last_mark: u64,
    before: u64,
    behind: u64,
    first_person: bool,
    /// Whether the same words stand in a longer stretch of the article too.
    spoken_before: bool,
}

const fn bucket(distance: usize) -> u64 {
    match distance {
        0..=3 => distance as u64,
        4..=7 => 4,
        8..=11 => 5,
        12..=15 => 6,
        16..=23 => 7,
        24..=39 => 8,
        _ => 9,
    }
}

impl<'a> Sight<'a> {
    /// Looks at a target.
    pub(crate) fn of(scene: &'a Scene<'a>, target: Target, history: History, tags: Tags<'a>) -> Self {
        let (reading, labels) = (scene.reading, tags.labels);
        let (first, end) = (target.range.from as usize, target.range.to as usize);
        let token = &reading.tokens[first];
        let final_token = &reading.tokens[end - 1];
        let word =
            |at: Option<usize>| at.and_then(|i| reading.tokens.get(i)).map_or(1, |t| u64::from(t.word));
        let closing = reading.tokens.get(end.saturating_sub(2)).map_or("", |t| t.span.of(reading.text));
        let inside = &reading.tokens[first..end];
        Self {
            scene,
            target,
            history,
            labels,
            tags,
            linked: linked(scene, target.range, labels),
            paragraph: token.paragraph,
            sentences: (token.sentence, final_token.sentence),
            opens: first == 0 || reading.tokens[first - 1].paragraph != token.paragraph,
            ends: reading.tokens.get(end).is_none_or(|t| t.paragraph != final_token.paragraph),
            words: inside.iter().filter(|t| t.kind != TokenKind::Mark).count() as u64,
            last_mark: text(closing),
            before: word(first.checked_sub(1)),
            behind: word(Some(end)),
            spoken_before: repeated(reading, target.range),
            first_person: inside.iter().any(|t| FIRST_PERSON.contains(&t.word)),
        }
    }

    /// Hands over the features of every choice, then of none, then of no report at all if the tagger proposed the target.
    pub(crate) fn each(&self, choices: &[usize], mut take: impl FnMut(&mut Vec<u32>)) {
        let mut keys = Vec::with_capacity(64);
        for index in choices {
            keys.clear();
            self.candidate(*index, &mut keys);
            take(&mut keys);
        }
        keys.clear();
        self.none(&mut keys, choices);
        take(&mut keys);
        if self.target.proposed {
            keys.clear();
            self.unreported(&mut keys);
            take(&mut keys);
        }
    }

    fn candidate(&self, index: usize, out: &mut Vec<u32>) {
        let (reading, candidate, around) =
            (self.scene.reading, &self.scene.candidates[index], &self.scene.around[index]);
        let Facts { kind, verbs, syntax, .. } = self.tags.facts[index];
        let (from, to) = (candidate.range.from as usize, candidate.range.to as usize);
        let token = &reading.tokens[from];
        let left = to <= self.target.range.from as usize;
        let gap =
            if left { to..self.target.range.from as usize } else { self.target.range.to as usize..from };
        let counts = self.tags.tally.between(reading, &gap);
        let same = token.sentence == if left { self.sentences.0 } else { self.sentences.1 };
        let apart = i64::from(self.paragraph) - i64::from(token.paragraph);
        let place = match (apart, same) {
            (0, true) => 0,
            (0, false) => 1,
            (1, _) => 2,
            (2, _) => 3,
            (-1, _) => 4,
            _ => 5,
        };
        let rel = (u64::from(left) * 8 + place) * 2 + u64::from(self.target.quoted);
        let mut add = |template: u32, value: u64| out.push(key(200 + template, pair(value, rel)));
        add(0, 0);
        add(1, kind);
        add(2, bucket(counts.outside as usize));
        add(3, verbs);
        let word = |at: usize| u64::from(reading.tokens[at].word);
        if let Some(cue) = around.after {
            add(6, word(cue.at));
        }
        if let Some(cue) = around.before {
            add(8, word(cue.at));
        }
        add(10, reading.tokens.get(to).map_or(1, |t| u64::from(t.word)));
        add(11, u64::from(around.according));
        add(24, pair(u64::from(self.first_person), kind));
        self.history_features(index, candidate, verbs, &mut add);
        add(31, pair(syntax, kind));
        // The words at the quote's side of the gap.
        let outer = reading.tokens.get(gap.clone()).unwrap_or_default().iter().filter(|t| t.outside());
        let outer = outer.map(|t| u64::from(t.word));
        let edge = if left { outer.rev().take(2).fold(7, pair) } else { outer.take(2).fold(7, pair) };
        add(34, pair(edge, verbs));
        add(36, pair(u64::from(candidate.head), verbs));
        if same && gap.len() <= 24 {
            let path = path(self.scene, gap);
            add(70, pair(path, kind.min(8)));
            add(71, pair(path, verbs));
        }
        self.tag_features(index, counts, verbs, &mut add);
        if self.target.finding.is_none() {
            add(52, verbs);
        }
    }

    fn history_features(
        &self,
        index: usize,
        candidate: &Candidate,
        verbs: u64,
        add: &mut impl FnMut(u32, u64),
    ) {
        let Some((last, paragraph)) = self.history.last else {
            add(25, verbs);
            return;
        };
        let speaker = &self.scene.candidates[last];
        let same = u64::from(last == index)
            + 2 * u64::from(speaker.head == candidate.head)
            + 4 * u64::from(speaker.actor.is_some() && speaker.actor == candidate.actor);
        let where_ = u64::from(paragraph == self.paragraph) + 2 * u64::from(paragraph + 1 == self.paragraph);
        add(26, pair(same, where_));
        add(27, pair(pair(same, where_), verbs));
    }

    /// What the tagger said of it.
    fn tag_features(&self, index: usize, gap: Counts, verbs: u64, add: &mut impl FnMut(u32, u64)) {
        let Facts { source, content, .. } = self.tags.facts[index];
        let linked = self.linked.is_some_and(|range| range.overlaps(self.scene.candidates[index].range));
        let state = u64::from(source) + 2 * u64::from(content) + 4 * u64::from(linked);
        add(41, pair(state, verbs));
        add(43, pair(pair(state, u64::from(gap.sources.min(3))), u64::from(gap.tagged_cues.min(3))));
    }
}

const FIRST_PERSON: [u32; 5] = [
    crate::extract::quotes::lexicon::word("i"),
    crate::extract::quotes::lexicon::word("we"),
    crate::extract::quotes::lexicon::word("my"),
    crate::extract::quotes::lexicon::word("our"),
    crate::extract::quotes::lexicon::word("you"),
];
