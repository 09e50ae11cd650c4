//! What the ranker of speakers sees of each possible source of a quote, and of the answer that there is none.

use crate::extract::learn::features::{Features, key, pair, text};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::candidates::{Candidate, Kind};
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::nearby::linked;
use crate::extract::quotes::neighbours::Echo;
use crate::extract::quotes::ranking::between::{path, repeated};
use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::{Finding, History, Scene};
use crate::extract::quotes::tagging::{CONTENT, SOURCE, kind_of};
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
    let (before, behind) = if target.quoted { (40, 20) } else { (16, 10) };
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
    /// What they and other marks add up to.
    pub(crate) tally: &'a Tally,
    /// Clusters and shapes.
    pub(crate) base: &'a Base,
}

/// What holds for all candidates of a target.
#[expect(clippy::struct_excessive_bools, reason = "each is one independent sign of the target")]
pub(crate) struct Sight<'a> {
    scene: &'a Scene<'a>,
    target: &'a Target,
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
    pub(crate) fn of(scene: &'a Scene<'a>, target: &'a Target, history: History, tags: Tags<'a>) -> Self {
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

    /// The features of every choice, then of none, then of no report at all if the tagger proposed the target.
    pub(crate) fn features(&self, choices: &[usize], echo: Option<Echo>) -> Features {
        let mut features = Features::new();
        let mut keys = Vec::with_capacity(80);
        for index in choices {
            keys.clear();
            self.candidate(*index, &mut keys);
            if let Some(echo) = echo {
                echo.candidate(self.scene, *index, &mut keys);
            }
            features.item(&[], keys.iter().copied());
        }
        keys.clear();
        self.none(&mut keys, choices);
        if let Some(echo) = echo {
            echo.none(self.scene, &mut keys);
        }
        features.item(&[], keys.iter().copied());
        if self.target.proposed {
            keys.clear();
            self.unreported(&mut keys);
            features.item(&[], keys.iter().copied());
        }
        features
    }

    fn candidate(&self, index: usize, out: &mut Vec<u32>) {
        let (reading, candidate, around) =
            (self.scene.reading, &self.scene.candidates[index], &self.scene.around[index]);
        let quoted = u64::from(self.target.quoted);
        let (from, to) = (candidate.range.from as usize, candidate.range.to as usize);
        let token = &reading.tokens[from];
        let left = to <= self.target.range.from as usize;
        let gap =
            if left { to..self.target.range.from as usize } else { self.target.range.to as usize..from };
        let gap_tokens = reading.tokens.get(gap.clone()).unwrap_or_default();
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
        let rel = (u64::from(left) * 8 + place) * 2 + quoted;
        let kind =
            if candidate.kind == Kind::Pronoun { u64::from(candidate.head) } else { candidate.kind as u64 };
        let after = around.after.map_or(0, |c| 1 + u64::from(c.apposition));
        let before = around.before.map_or(0, |c| 1 + c.gap.min(2) as u64);
        let verbs = after * 4 + before;
        let near = bucket(counts.outside as usize);
        let mut add = |template: u32, value: u64| out.push(key(200 + template, pair(value, rel)));
        add(0, 0);
        add(1, kind);
        add(2, near);
        add(3, verbs);
        add(4, pair(verbs, near));
        add(5, pair(kind, verbs));
        if let Some(cue) = around.after {
            add(6, u64::from(reading.tokens[cue.at].word));
            add(7, pair(cue.gap as u64, u64::from(cue.apposition)));
        }
        if let Some(cue) = around.before {
            add(8, u64::from(reading.tokens[cue.at].word));
        }
        let word =
            |at: Option<usize>| at.and_then(|i| reading.tokens.get(i)).map_or(1, |t| u64::from(t.word));
        add(9, word(from.checked_sub(1)));
        add(10, word(Some(to)));
        add(11, u64::from(around.according));
        add(12, pair(u64::from(around.possessive), verbs));
        add(13, pair(u64::from(around.first), kind));
        // Who and what stands in between.
        let between = self.scene.within(Range::new(gap.start, gap.end));
        let rivals =
            self.scene.candidates[between.clone()].iter().filter(|c| c.kind != Kind::Nominal).count().min(4);
        let rival_verbs = self.scene.around[between].iter().filter(|a| a.after.is_some()).count().min(3);
        add(14, rivals as u64);
        add(15, pair(rivals as u64, verbs));
        add(16, pair(rival_verbs as u64, verbs));
        add(17, u64::from(counts.stretches.min(3)));
        add(18, pair(u64::from(counts.cues.min(3)), verbs));
        add(19, pair(self.before, verbs));
        add(20, pair(self.behind, verbs));
        add(21, pair(self.last_mark, verbs));
        add(22, pair(u64::from(self.opens) * 2 + u64::from(self.ends), verbs));
        add(23, self.words.min(16) / 4);
        add(24, pair(u64::from(self.first_person), kind));
        self.history_features(index, candidate, verbs, &mut add);
        self.place_features(candidate, kind, verbs, &mut add);
        // The words at the quote's side of the gap.
        let outer = gap_tokens.iter().filter(|t| t.outside()).map(|t| u64::from(t.word));
        let edge = if left { outer.rev().take(2).fold(7, pair) } else { outer.take(2).fold(7, pair) };
        add(34, pair(edge, verbs));
        add(36, pair(u64::from(candidate.head), verbs));
        add(37, pair(u64::from(around.frequency), kind));
        add(38, pair(u64::from(around.spoken), verbs));
        add(39, pair(u64::from(around.spoken), u64::from(around.frequency)));
        if same && gap.len() <= 24 {
            let path = path(self.scene, gap);
            add(70, pair(path, kind.min(8)));
            add(71, pair(path, verbs));
        }
        self.tag_features(candidate, left, counts, verbs, &mut add);
        if let Some(found) = self.target.finding {
            let hit = found.candidate == index;
            let same_head =
                self.scene.candidates.get(found.candidate).is_some_and(|c| c.head == candidate.head);
            let rule = found.rule as u64;
            add(50, pair(rule, u64::from(hit) * 2 + u64::from(same_head)));
            add(51, pair(pair(rule, u64::from(hit)), self.words.min(4)));
        } else {
            add(52, verbs);
        }
    }

    /// Its place in its sentence: subject or object, how many others before it.
    fn place_features(&self, candidate: &Candidate, kind: u64, verbs: u64, add: &mut impl FnMut(u32, u64)) {
        let reading = self.scene.reading;
        let (from, to) = (candidate.range.from as usize, candidate.range.to as usize);
        let preposition = from > 0 && reading.tokens[from - 1].is(class::PREPOSITION);
        let acts = reading.tokens.get(to).is_some_and(|t| {
            t.is(class::AUXILIARY | class::SAY | class::SAY_WEAK)
                || t.kind == TokenKind::Word && t.span.of(reading.text).ends_with("ed")
        });
        let syntax = u64::from(preposition) * 2 + u64::from(acts);
        add(30, pair(syntax, verbs));
        add(31, pair(syntax, kind));
        let sentence = reading.sentence_of(from);
        let order = self.scene.candidates[self.scene.within(Range { from: sentence.from, to: from as u32 })]
            .iter()
            .filter(|c| c.kind != Kind::Nominal)
            .count()
            .min(4) as u64;
        add(32, pair(order, syntax));
        add(33, pair(order, verbs));
        let heard = (to..(to + 6).min(reading.tokens.len()))
            .map(|i| &reading.tokens[i])
            .find(|t| t.outside() && t.is(class::CUE_OFTEN | class::CUE_SOMETIMES | class::SAY));
        add(35, heard.map_or(0, |t| u64::from(t.word)));
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
        add(28, pair(pair(same, where_), u64::from(self.opens) * 2 + u64::from(self.ends)));
        add(29, pair(pair(same, where_), u64::from(candidate.kind == Kind::Pronoun)));
        add(60, pair(pair(same, where_), self.words.min(8) / 2));
        let continues = self
            .scene
            .reading
            .stretches
            .get(self.scene.reading.tokens[self.target.range.from as usize].stretch as usize)
            .is_some_and(|s| s.continues);
        add(61, pair(same, u64::from(continues) * 2 + u64::from(self.history.open)));
    }

    fn tag_features(
        &self,
        candidate: &Candidate,
        left: bool,
        gap: Counts,
        verbs: u64,
        add: &mut impl FnMut(u32, u64),
    ) {
        let labels = self.labels;
        let source = candidate.range.indices().any(|i| kind_of(labels[i]) == Some(SOURCE));
        let content = candidate.range.indices().all(|i| kind_of(labels[i]) == Some(CONTENT));
        let linked = self.linked.is_some_and(|range| range.overlaps(candidate.range));
        let state = u64::from(source) + 2 * u64::from(content) + 4 * u64::from(linked);
        let edge = if left { self.target.range.from as usize } else { self.target.range.to as usize - 1 };
        let (from, to) = (candidate.range.from, candidate.range.to);
        let apart = if left {
            self.target.range.from.saturating_sub(to)
        } else {
            from.saturating_sub(self.target.range.to)
        };
        let together = content && gap.content == apart && kind_of(labels[edge]) == Some(CONTENT);
        let others = u64::from(gap.sources.min(3));
        let cues = u64::from(gap.tagged_cues.min(3));
        let lone = u64::from(self.linked.is_some());
        add(40, pair(state, lone));
        add(41, pair(state, verbs));
        add(42, pair(state, u64::from(together)));
        add(43, pair(pair(state, others), cues));
        add(44, pair(state, self.words.min(8) / 2));
        add(45, pair(u64::from(together), verbs));
    }
}

const FIRST_PERSON: [u32; 5] = [
    crate::extract::quotes::lexicon::word("i"),
    crate::extract::quotes::lexicon::word("we"),
    crate::extract::quotes::lexicon::word("my"),
    crate::extract::quotes::lexicon::word("our"),
    crate::extract::quotes::lexicon::word("you"),
];
