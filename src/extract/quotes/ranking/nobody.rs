//! The two answers of the ranker that name no candidate: nobody says it, and it is no report at all.

use crate::extract::learn::features::{key, pair};
use crate::extract::quotes::candidates::Kind;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::nearby::{nearest_cue, runs};
use crate::extract::quotes::ranking::{Sight, bucket};
use crate::extract::quotes::reading::Range;
use crate::extract::quotes::tagging::{CONTENT, CUE, SOURCE, kind_of};
use crate::text::tokens::TokenKind;

impl Sight<'_> {
    /// The features of the answer that nobody says it.
    pub(super) fn none(&self, out: &mut Vec<u32>, choices: &[usize]) {
        let reading = self.scene.reading;
        let quoted = u64::from(self.target.quoted);
        let inside = &reading.tokens[self.target.range.indices()];
        let words: Vec<_> = inside.iter().filter(|t| matches!(t.kind, TokenKind::Word)).collect();
        let capitals = words.iter().filter(|t| t.case.starts_upper()).count();
        let few = self.words.min(6);
        let share = if words.is_empty() { 9 } else { (capitals * 4 / words.len()) as u64 };
        let first = self.target.range.from as usize;
        let sentence = Range {
            from: reading.sentence_of(first).from,
            to: reading.sentence_of(self.target.range.to as usize - 1).to,
        };
        let cue = reading.tokens[sentence.indices()]
            .iter()
            .any(|t| t.outside() && t.is(class::SAY | class::SAY_WEAK));
        let tagged = sentence.indices().any(|i| kind_of(self.labels[i]) == Some(CUE));
        let source = sentence.indices().any(|i| kind_of(self.labels[i]) == Some(SOURCE));
        let content =
            self.target.range.indices().filter(|i| kind_of(self.labels[*i]) == Some(CONTENT)).count();
        let content = (content * 4 / inside.len().max(1)) as u64;
        let paragraph = self.history.last.map_or(0, |(_, p)| 1 + u64::from(p == self.paragraph));
        let mut add = |template: u32, value: u64| out.push(key(300 + template, pair(value, quoted)));
        add(0, 0);
        add(1, few);
        add(2, pair(share, few));
        add(3, pair(u64::from(cue), few));
        add(4, self.before);
        add(5, self.behind);
        add(6, pair(paragraph, few));
        add(7, pair(u64::from(self.opens) * 2 + u64::from(self.ends), few));
        add(8, u64::from(reading.is_heading(self.paragraph)) * 2 + u64::from(self.paragraph == 0));
        add(9, pair(self.last_mark, few));
        add(10, pair(content, few));
        add(11, pair(u64::from(tagged) * 2 + u64::from(source), content));
        add(12, pair(pair(u64::from(tagged) * 2 + u64::from(source), content), few));
        add(13, self.target.finding.map_or(99, |f| f.rule as u64));
        add(14, pair(self.target.finding.map_or(99, |f| f.rule as u64), few));
        add(15, pair(choices.len().min(3) as u64, few));
        add(16, u64::from(self.first_person));
        let two = first.checked_sub(2).map_or(1, |i| u64::from(reading.tokens[i].word));
        add(17, pair(two, self.before));
        if self.words <= 2 {
            add(18, words.first().map_or(0, |t| u64::from(t.word)));
        }
        add(19, pair(self.before, self.behind));
        add(20, pair(share, self.before));
        add(21, pair(u64::from(self.linked.is_some()), content));
        let grain = |at: Option<usize>| {
            at.and_then(|i| self.tags.base.clusters.get(i)).map_or([1; 3], |c| c.map(u64::from))
        };
        let (before, behind) = (grain(first.checked_sub(1)), grain(Some(self.target.range.to as usize)));
        add(22, pair(before[1], few));
        add(23, pair(behind[1], few));
        add(24, pair(before[0], behind[0]));
        add(25, pair(before[2], share));
        let lead = (sentence.from as usize..first).rev().find(|i| {
            let t = &reading.tokens[*i];
            t.outside() && t.is(class::SAY | class::SAY_WEAK | class::CUE_OFTEN | class::CUE_SOMETIMES)
        });
        let lead_word = lead.map_or(0, |i| u64::from(reading.tokens[i].word));
        add(26, pair(lead_word, few.min(3)));
        add(27, pair(lead.map_or(9, |i| bucket(first - 1 - i)), few));
        let follows = (self.target.range.to as usize..sentence.to as usize)
            .take(6)
            .find(|i| reading.tokens[*i].outside() && reading.tokens[*i].is(class::SAY | class::SAY_WEAK));
        add(28, pair(follows.map_or(0, |i| u64::from(reading.tokens[i].word)), few.min(3)));
        let stretches = self.tags.tally.between(reading, &reading.sentence_of(first).indices()).stretches;
        add(29, pair(u64::from(stretches.min(4)), few));
        let opening = words.first().map_or(0, |t| t.case as u64);
        add(30, pair(opening, pair(share, u64::from(self.opens))));
        add(31, pair(self.before, share));
        add(32, pair(words.first().map_or(0, |t| u64::from(t.word)), few.min(3)));
        add(33, pair(words.last().map_or(0, |t| u64::from(t.word)), few.min(3)));
        let label = |at: Option<usize>| at.and_then(|i| self.labels.get(i)).copied().unwrap_or(0);
        let edges = [first.checked_sub(1), Some(first), Some(self.target.range.to as usize)];
        add(34, edges.iter().fold(few, |h, at| pair(h, u64::from(label(*at)))));
        add(35, pair(u64::from(self.spoken_before), few));
    }

    /// The features of the answer that what the tagger proposed is no report.
    pub(super) fn unreported(&self, out: &mut Vec<u32>) {
        let reading = self.scene.reading;
        let range = self.target.range;
        let (first, last) = (range.from as usize, range.to as usize - 1);
        let sentence = Range { from: reading.sentence_of(first).from, to: reading.sentence_of(last).to };
        let word =
            |at: Option<usize>| at.and_then(|i| reading.tokens.get(i)).map_or(1, |t| u64::from(t.word));
        let grain = |at: Option<usize>| {
            at.and_then(|i| self.tags.base.clusters.get(i)).map_or([1; 3], |c| c.map(u64::from))
        };
        let size = bucket(self.words as usize);
        let mut add = |template: u32, value: u64| out.push(key(400 + template, value));
        add(0, 0);
        add(1, size);
        add(2, word(Some(first)));
        add(3, word(Some(last)));
        add(4, word(first.checked_sub(1)));
        add(5, word(Some(last + 1)));
        add(6, pair(word(first.checked_sub(1)), word(Some(first))));
        add(7, pair(word(Some(last)), word(Some(last + 1))));
        add(8, pair(grain(first.checked_sub(1))[1], grain(Some(first))[1]));
        add(9, pair(grain(Some(last))[1], grain(Some(last + 1))[1]));
        add(10, grain(Some(first))[0]);
        add(11, u64::from(reading.is_heading(self.paragraph)) * 2 + u64::from(self.paragraph == 0));
        let ends = u64::from(range.from == sentence.from) * 2 + u64::from(range.to + 2 > sentence.to);
        add(12, pair(ends, size));
        let cue = nearest_cue(self.scene, range, self.labels);
        let source = self.linked;
        let (mut verb, mut place, mut far) = (0, 0, 9);
        let mut verb_grain = [0; 3];
        if let Some(cue) = cue {
            let left = cue.to <= range.from;
            let head = cue.indices().find(|i| !reading.tokens[*i].is(class::AUXILIARY | class::ADVERB));
            let head = head.unwrap_or(cue.from as usize);
            verb = word(Some(head));
            verb_grain = grain(Some(head));
            place = 1 + u64::from(left);
            far = bucket(if left { range.from - cue.to } else { cue.from.saturating_sub(range.to) } as usize);
            add(13, pair(word(Some(cue.to as usize - 1)), word(Some(first))));
            add(14, pair(verb, pair(place, far)));
            add(15, pair(verb_grain[2], word(Some(first))));
            add(16, pair(verb, size));
            add(17, pair(u64::from(cue.to - cue.from), place));
        }
        let kind = source.map_or(9, |source| {
            let met = self.scene.within(Range { from: source.from.saturating_sub(6), to: source.to });
            let of = self.scene.candidates[met].iter().rfind(|c| c.range.overlaps(source));
            of.map_or(8, |c| if c.kind == Kind::Pronoun { u64::from(c.head) } else { c.kind as u64 })
        });
        add(18, verb);
        add(19, pair(place, far));
        add(20, pair(kind, place));
        add(21, pair(kind, verb));
        add(22, pair(kind, pair(place, size)));
        add(23, verb_grain[0]);
        add(24, pair(verb_grain[1], kind.min(9)));
        let order = source.map_or(0, |s| 1 + u64::from(s.to <= range.from));
        add(25, pair(order, place));
        if let Some(source) = source {
            add(26, word(Some(source.to as usize - 1)));
            let apart = cue.map_or(9, |c| {
                bucket(
                    if source.to <= c.from { c.from - source.to } else { source.from.saturating_sub(c.to) }
                        as usize,
                )
            });
            add(27, pair(apart, place));
        }
        // Whether the first pass saw the same.
        let seen = |at: usize| kind_of(self.tags.first[at]) == Some(CONTENT);
        let shared = range.indices().filter(|i| seen(*i)).count() * 4 / (last + 1 - first);
        let begins = first.checked_sub(1).is_some_and(seen) == seen(first);
        let stops = self.tags.first.get(last + 1).is_some_and(|l| kind_of(*l) == Some(CONTENT)) == seen(last);
        let agreed = pair(shared as u64, u64::from(begins) * 2 + u64::from(stops));
        add(28, agreed);
        add(29, pair(agreed, pair(place, kind.min(9))));
        add(30, pair(agreed, size));
        let count = |kind: u8| runs(self.labels, sentence, kind).len().min(4) as u64;
        let shape = pair(pair(count(CONTENT), count(CUE)), count(SOURCE));
        add(31, shape);
        add(32, pair(shape, place));
        let inner = self.scene.within(range);
        let subjects = self.scene.around[inner].iter().filter(|a| a.after.is_some()).count().min(3) as u64;
        add(33, pair(subjects, size));
        let between = reading.tokens[range.indices()].iter();
        let joins = between.filter(|t| t.is(class::CONJUNCTION)).count().min(4) as u64;
        add(34, pair(joins, size));
        add(35, pair(u64::from(reading.tokens[first].class), size.min(4)));
        add(36, pair(self.tags.base.shape[first], place));
        let marked = reading.tokens[sentence.indices()].iter().any(|t| !t.outside());
        add(37, pair(u64::from(marked), place));
        self.sureness(cue, pair(place, size), verb, kind, out);
    }

    /// How sure the tagger is of what it proposed, of the verb and of the source.
    fn sureness(&self, cue: Option<Range>, stands: u64, verb: u64, kind: u64, out: &mut Vec<u32>) {
        let (range, sure) = (self.target.range, self.tags.sure);
        let (first, last) = (range.from as usize, range.to as usize - 1);
        let mut add = |template: u32, value: u64| out.push(key(400 + template, value));
        let most = |range: Range| sure[range.indices()].iter().map(|s| s.kind).max().map_or(99, u64::from);
        let strong = most(range);
        let weak = sure[range.indices()].iter().map(|s| s.kind).min().map_or(99, u64::from);
        let edges = (u64::from(sure[first].label), sure.get(last + 1).map_or(99, |s| u64::from(s.label)));
        let (verb_sure, source_sure) = (cue.map_or(99, most), self.linked.map_or(99, most));
        add(40, strong);
        add(41, weak);
        add(42, edges.0);
        add(43, edges.1);
        add(44, pair(edges.0 / 2, edges.1 / 2));
        add(45, verb_sure);
        add(46, source_sure);
        add(47, pair(strong / 2, kind));
        add(48, pair(strong / 2, stands));
        add(49, pair(verb_sure / 2, verb));
        add(50, pair(pair(strong / 2, verb_sure / 2), source_sure / 2));
    }
}
