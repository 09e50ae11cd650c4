//! Finds quotes and who said them: direct, mixed and indirect speech, and marked words that are no speech.
//!
//! It reads the article, its mentions (names, and the pronouns and descriptions that were resolved) and its actors, and
//! gives quotes with speaker, cue, reason, confidence and the other candidates. It makes no actors and resolves no
//! pronouns: a speaker's actor is that of the mention that stands there.

use crate::extract::learn::file::{FileError, Reader, Writer};
use crate::extract::learn::passes::TwoPass;
use crate::extract::learn::rank::TwoLooks;
use crate::extract::learn::tag::Scheme;
use crate::extract::quotes::assemble::{Maker, tagged_sources};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::calibration::Calibration;
use crate::extract::quotes::candidates::{Candidate, Kind};
use crate::extract::quotes::grammar::Around;
use crate::extract::quotes::ranking::{Facts, Tags};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::Scene;
use crate::extract::quotes::tagging::Labels;
use crate::extract::quotes::tally::Tally;
use crate::extract::split::Split;
use crate::model::{Article, LocalActor, Mention, MentionForm, Quote, Span, Speaker};
use std::sync::LazyLock;

mod asking;
mod assemble;
mod base;
pub mod calibration;
mod candidates;
mod grammar;
mod lexicon;
mod nearby;
mod neighbours;
mod ranking;
mod reading;
mod rules;
mod standing;
mod tagging;
mod tally;
pub mod teaching;

/// Counts up when the features change; a model of other features is refused.
const FINGERPRINT: u32 = 4;

/// Seven labels a pass: outside, and begin and inside of source, cue and content.
pub type Tagger = TwoPass<{ tagging::LABELS }, 16>;

/// What the finder learnt.
#[derive(Clone, Debug)]
pub struct Models {
    /// The tagger of sources, cues and contents.
    pub tagger: Tagger,
    /// The ranker of speakers, and the one that also sees what the first made of the quotes around.
    pub looks: TwoLooks,
    /// What its probabilities are worth.
    pub calibration: Calibration,
    /// What the first ranker's are worth where nothing stands between quotation marks.
    pub reported: Calibration,
}

static MODELS: LazyLock<Option<Models>> =
    LazyLock::new(|| Models::read(include_bytes!("models/quotes.bin")).ok());

impl Models {
    /// As a model file.
    #[must_use]
    pub fn write(&self) -> Vec<u8> {
        let [first, second] = self.tagger.models();
        let [ranker, again] = self.looks.models();
        Writer::new(FINGERPRINT)
            .model("first", &first)
            .model("second", &second)
            .model("ranker", &ranker)
            .model("again", &again)
            .bytes("calibration", &self.calibration.bytes())
            .bytes("reported", &self.reported.bytes())
            .finish()
    }

    /// From a model file.
    ///
    /// # Errors
    /// When the file is damaged, or made for other features.
    pub fn read(file: &[u8]) -> Result<Self, FileError> {
        let reader = Reader::open(file, FINGERPRINT)?;
        Ok(Self {
            tagger: TwoPass::new(&reader.model("first")?, &reader.model("second")?, Scheme::Bio),
            looks: TwoLooks::new(&reader.model("ranker")?, &reader.model("again")?),
            calibration: Calibration::from_bytes(reader.bytes("calibration")?),
            reported: Calibration::from_bytes(reader.bytes("reported")?),
        })
    }
}

/// The quotes of an article, by the start of their content.
#[must_use]
pub fn find(article: &Article, mentions: &[Mention], _actors: &[LocalActor]) -> Vec<Quote> {
    // The embedded file is checked by a test; without it there is nothing to find quotes with.
    MODELS.as_ref().map(|models| find_with(models, article, mentions)).unwrap_or_default()
}

/// As [`find`], of an article that was cut already.
#[must_use]
pub fn find_in(article: &Article, split: &Split, mentions: &[Mention]) -> Vec<Quote> {
    MODELS.as_ref().map(|models| read(models, &Reading::cut(article, split), mentions)).unwrap_or_default()
}

/// As [`find`], with models of one's own.
#[must_use]
pub fn find_with(models: &Models, article: &Article, mentions: &[Mention]) -> Vec<Quote> {
    read(models, &Reading::of(article), mentions)
}

fn read(models: &Models, reading: &Reading, mentions: &[Mention]) -> Vec<Quote> {
    let candidates = candidates::find(reading, mentions);
    let around = grammar::around(reading, &candidates);
    let scene = Scene { reading, candidates: &candidates, around: &around };
    let base = Base::of(&scene);
    let Labels { first, both: labels, sure } = tagging::labels(&scene, &base, &models.tagger);
    let more = tagged_sources(reading, &candidates, &labels);
    let (candidates, around) = with_sources(reading, (candidates, around), more);
    let scene = Scene { reading, candidates: &candidates, around: &around };
    let tally = Tally::of(reading, &labels);
    let facts = Facts::of(&scene, &labels);
    let tags =
        Tags { first: &first, labels: &labels, sure: &sure, tally: &tally, base: &base, facts: &facts };
    let maker = Maker { scene: &scene, models, tags };
    let mut quotes = maker.quotes();
    for speaker in quotes.iter_mut().flat_map(|quote| &mut quote.speakers) {
        *speaker = named(reading.text, mentions, *speaker);
    }
    quotes.sort_by_key(|q| q.content);
    quotes
}

/// Gives back what this thread remembers of words.
pub(crate) fn forget() {
    tagging::forget();
}

/// The name beside a title: “Ms” or “the president” right before a name, or within its role, is who bears the name.
fn named(text: &str, mentions: &[Mention], speaker: Speaker) -> Speaker {
    if speaker.actor.is_some() {
        return speaker;
    }
    // "Gov. Vane" is one person; "said an official. Vane" is two.
    let title = speaker.span.of(text);
    let shortened = title.starts_with(char::is_uppercase) && title.chars().count() <= ABBREVIATED;
    let beside = |mention: &&Mention| {
        let gap = text.get(speaker.span.to()..mention.span.from());
        mention.form == MentionForm::Name
            && (mention.role.is_some_and(|role| role.covers(speaker.span))
                || gap.is_some_and(|gap| matches!(gap, " " | "") || shortened && gap == ". "))
    };
    let from = mentions.partition_point(|m| m.span.start < speaker.span.start);
    let bearer = mentions.get(from..).unwrap_or_default().iter().take(4).find(beside);
    bearer.map_or(speaker, |mention| Speaker { span: mention.span, actor: mention.actor })
}

/// Titles that end in a full stop are at most so long ("Messrs.", "Assemb.").
const ABBREVIATED: usize = 6;

/// The candidates with more of them, in order, and what stands around each.
fn with_sources(
    reading: &Reading,
    known: (Vec<Candidate>, Vec<Around>),
    more: Vec<Candidate>,
) -> (Vec<Candidate>, Vec<Around>) {
    let mut all: Vec<(Candidate, Around)> = known.0.into_iter().zip(known.1).collect();
    all.extend(more.into_iter().map(|candidate| (candidate, grammar::one(reading, candidate.range))));
    all.sort_by_key(|(c, _)| (c.range.from, c.range.to));
    let (candidates, around): (Vec<Candidate>, Vec<Around>) = all.into_iter().unzip();
    let around = grammar::counted(&candidates, around);
    (candidates, around)
}

/// The chosen speaker with those who speak with him: “Vane and Orr said”.
fn joint(scene: &Scene, chosen: usize) -> Vec<Speaker> {
    let reading = scene.reading;
    let linked = |a: usize, b: usize| -> bool {
        let (first, second) = (&scene.candidates[a], &scene.candidates[b]);
        let gap = Range { from: first.range.to, to: second.range.from };
        if gap.from > gap.to || gap.to - gap.from > 6 || !first.named() || !second.named() {
            return false;
        }
        let words = &reading.tokens[gap.indices()];
        let ands = words.iter().filter(|t| matches!(t.span.of(reading.text), "and" | "&")).count();
        let kinds = first.kind == second.kind || second.kind == Kind::Name || first.kind == Kind::Name;
        let plain =
            words.iter().all(|t| t.outside() && !t.is(lexicon::class::SAY | lexicon::class::PREPOSITION));
        ands == 1 && kinds && plain && (scene.around[b].after.is_some() || scene.around[a].before.is_some())
    };
    let mut speakers = vec![chosen];
    if chosen > 0 && linked(chosen - 1, chosen) {
        speakers.insert(0, chosen - 1);
    } else if chosen + 1 < scene.candidates.len() && linked(chosen, chosen + 1) {
        speakers.push(chosen + 1);
    }
    speakers.into_iter().map(|index| standing::speaker(scene, index)).collect()
}

/// Whether a stretch reads as whole sentences: a capital first and a mark at the end, or several sentences.
fn whole_sentences(reading: &Reading, inner: Span) -> bool {
    let text = inner.of(reading.text);
    let capital = text.chars().find(|c| c.is_alphanumeric()).is_some_and(|c| !c.is_lowercase());
    let ended = text.ends_with(['.', ',', '!', '?', '…', '—', '-', ';']);
    let words = text.split_whitespace().count();
    (capital && ended && words > 1) || words > 12
}

#[cfg(test)]
mod tests;
