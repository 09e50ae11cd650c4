//! The rules that find a speaker from one strong sign, in the order of how often they were right on annotated news.
//!
//! They are features of the ranker, which may overrule them, and the reason shown to the reader when it agrees. The share
//! of right answers measured for each stands in EXTRACTION.md.

use crate::extract::quotes::candidates::{Candidate, Kind};
use crate::extract::quotes::grammar::{Around, role_start};
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::reading::{Range, Reading};
use crate::model::Rule;
use crate::text::tokens::{Case, TokenKind};

/// What a rule found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Finding {
    /// The candidate, by number.
    pub(crate) candidate: usize,
    /// The rule.
    pub(crate) rule: Rule,
    /// The verb, if one was part of the sign.
    pub(crate) cue: Option<Range>,
    /// Whether the sign is one of form, which leaves nothing to weigh: a signature, the label of a transcript.
    pub(crate) sure: bool,
}

/// Everything the rules look at.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The article.
    pub(crate) reading: &'a Reading<'a>,
    /// Who could be the source.
    pub(crate) candidates: &'a [Candidate],
    /// What stands around each of them.
    pub(crate) around: &'a [Around],
}

/// What is known from earlier quotes.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct History {
    /// The last speaker and the paragraph his quote stood in.
    pub(crate) last: Option<(usize, u32)>,
    /// Whether the quote before was left open at its paragraph's end.
    pub(crate) open: bool,
}

impl History {
    /// Takes in an earlier quote: its tokens, its speaker, and whether its mark was never closed.
    pub(crate) fn take_in(&mut self, reading: &Reading, tokens: Range, speaker: Option<usize>, open: bool) {
        let Some(last) = tokens.indices().last() else { return };
        if let Some(speaker) = speaker {
            self.last = Some((speaker, reading.tokens[last].paragraph));
        }
        self.open = open;
    }
}

impl Scene<'_> {
    /// Candidates whose first token lies in a range, by number.
    pub(crate) fn within(&self, range: Range) -> std::ops::Range<usize> {
        let from = self.candidates.partition_point(|c| c.range.from < range.from);
        let to = self.candidates.partition_point(|c| c.range.from < range.to);
        from..to.max(from)
    }
}

/// The strongest finding for the quote in these tokens.
pub(crate) fn apply(scene: &Scene, quote: Range, history: History) -> Option<Finding> {
    let reading = scene.reading;
    let (first, last) = (quote.from as usize, quote.to as usize - 1);
    let paragraph = reading.tokens[first].paragraph;
    let before = Range::new(reading.sentence_of(first).from as usize, first);
    let behind = Range::new(last + 1, reading.sentence_of(last).to as usize);
    label(scene, quote)
        .or_else(|| signature(scene, quote))
        .or_else(|| comma_name_verb(scene, quote, behind))
        .or_else(|| quote_name_cue(scene, behind))
        .or_else(|| according_to(scene, before, behind))
        .or_else(|| quote_cue_name(scene, behind))
        .or_else(|| transcript(scene, quote))
        .or_else(|| name_cue_quote(scene, before))
        .or_else(|| same_paragraph(history, paragraph))
        .or_else(|| name_cue_behind(scene, behind))
        .or_else(|| previous_paragraph(scene, quote, history))
        .or_else(|| first_in_sentence(scene, quote, before))
}

/// `“…,” X began`, whatever the verb: a sentence that ends in a comma within its marks goes on with who says it.
fn comma_name_verb(scene: &Scene, quote: Range, behind: Range) -> Option<Finding> {
    let reading = scene.reading;
    let (first, closing) = (quote.from as usize, (quote.to as usize).checked_sub(1)?);
    let comma = closing.checked_sub(1).is_some_and(|at| reading.text_of(at) == ",");
    let words = reading.tokens[quote.indices()].iter().filter(|t| t.kind == TokenKind::Word).count();
    let opens = first == reading.sentence_of(first).from as usize;
    if !comma || words < LEAST_WORDS || !opens {
        return None;
    }
    let index = scene.within(behind).next()?;
    let candidate = &scene.candidates[index];
    let subject = match candidate.kind {
        Kind::Person => true,
        Kind::Pronoun => reading.tokens[candidate.range.from as usize].is(class::PRONOUN),
        _ => false,
    };
    let verb = reading.tokens.get(candidate.range.to as usize)?;
    let text = verb.span.of(reading.text);
    let fits = verb.kind == TokenKind::Word
        && verb.case == Case::Lower
        && verb.outside()
        && !verb.is(class::PREPOSITION
            | class::CONJUNCTION
            | class::DETERMINER
            | class::PRONOUN
            | class::AUXILIARY)
        && !text.ends_with("ly");
    let near = candidate.range.from == behind.from;
    (near && subject && fits).then(|| Finding {
        sure: true,
        ..finding(index, Rule::QuoteNameCue, Some(candidate.range.to as usize))
    })
}

/// A title has fewer words than a sentence that is said.
const LEAST_WORDS: usize = 4;

/// `“…,” X said`
fn quote_name_cue(scene: &Scene, behind: Range) -> Option<Finding> {
    scene.within(behind).take(4).find_map(|index| {
        let cue = scene.around[index].after?;
        let start = role_start(scene.reading, scene.candidates[index].range.from as usize);
        let near = start <= behind.from as usize + 1;
        near.then(|| finding(index, Rule::QuoteNameCue, Some(cue.at)))
    })
}

/// `“…,” said X`
fn quote_cue_name(scene: &Scene, behind: Range) -> Option<Finding> {
    scene.within(behind).take(4).find_map(|index| {
        let cue = scene.around[index].before?;
        (cue.at <= behind.from as usize + 1).then(|| finding(index, Rule::QuoteCueName, Some(cue.at)))
    })
}

fn according_to(scene: &Scene, before: Range, behind: Range) -> Option<Finding> {
    let index =
        scene.within(behind).chain(scene.within(before)).find(|index| scene.around[*index].according)?;
    let cue = (scene.candidates[index].range.from as usize).checked_sub(2)?;
    Some(finding(index, Rule::AccordingTo, Some(cue)))
}

/// `X said[:, that] “…”`: the verb nearest to the quote that has a subject.
fn name_cue_quote(scene: &Scene, before: Range) -> Option<Finding> {
    let subject = scene
        .within(before)
        .filter_map(|index| scene.around[index].after.map(|cue| (cue.at, index)))
        .filter(|(at, _)| *at < before.to as usize)
        .max_by_key(|(at, index)| (*at, std::cmp::Reverse(*index)));
    if let Some((at, index)) = subject {
        return Some(finding(index, Rule::NameCueQuote, Some(at)));
    }
    scene.within(before).rev().find_map(|index| {
        let cue = scene.around[index].before?;
        Some(finding(index, Rule::NameCueQuote, Some(cue.at)))
    })
}

/// `“NAME: …”`
fn label(scene: &Scene, quote: Range) -> Option<Finding> {
    let opening = Range { from: quote.from, to: (quote.from + 3).min(quote.to) };
    let index = scene.within(opening).find(|i| scene.candidates[*i].range.overlaps(quote))?;
    let label = finding(index, Rule::Transcript, Some(scene.candidates[index].range.to as usize));
    Some(Finding { sure: true, ..label })
}

/// `“…” — NAME`
fn signature(scene: &Scene, quote: Range) -> Option<Finding> {
    let reading = scene.reading;
    let dash = quote.to as usize;
    if !matches!(reading.text_of(dash), "―" | "—" | "–" | "-" | "--") {
        return None;
    }
    let index = scene.within(Range::new(dash + 1, dash + 2)).find(|i| scene.candidates[*i].named())?;
    let behind = scene.candidates[index].range.to as usize;
    let end = matches!(reading.text_of(behind), "." | "," | "" | "“" | "”" | "\"" | "(");
    let paragraph = reading.tokens[dash].paragraph;
    let alone = end || reading.tokens.get(behind).is_none_or(|t| t.paragraph != paragraph);
    alone.then(|| Finding { sure: true, ..finding(index, Rule::NameCueBehind, Some(dash)) })
}

/// `NAME: …`
fn transcript(scene: &Scene, quote: Range) -> Option<Finding> {
    let paragraph = scene.reading.paragraph_of(quote.from as usize);
    let index = scene.within(paragraph).next()?;
    let candidate = &scene.candidates[index];
    let colon = candidate.range.to as usize;
    let opens = candidate.range.from == paragraph.from && candidate.named();
    (opens && colon < quote.from as usize && scene.reading.text_of(colon) == ":")
        .then(|| finding(index, Rule::Transcript, Some(colon)))
}

fn same_paragraph(history: History, paragraph: u32) -> Option<Finding> {
    let (speaker, at) = history.last?;
    (at == paragraph).then(|| finding(speaker, Rule::SameParagraph, None))
}

fn name_cue_behind(scene: &Scene, behind: Range) -> Option<Finding> {
    scene.within(behind).find_map(|index| {
        let around = &scene.around[index];
        let cue = around.after.or(around.before)?;
        Some(finding(index, Rule::NameCueBehind, Some(cue.at)))
    })
}

/// The first named of the sentence, when a short quote stands inside it.
fn first_in_sentence(scene: &Scene, quote: Range, before: Range) -> Option<Finding> {
    let index = scene.within(before).find(|i| scene.around[*i].first && !scene.around[*i].possessive)?;
    let words = quote.to - quote.from;
    (words > 5 && !scene.reading.is_heading(scene.reading.tokens[quote.from as usize].paragraph))
        .then(|| finding(index, Rule::FirstInSentence, None))
}

/// The quote goes on from the paragraph before, or that paragraph ends by announcing it.
fn previous_paragraph(scene: &Scene, quote: Range, history: History) -> Option<Finding> {
    let reading = scene.reading;
    let paragraph = reading.paragraph_of(quote.from as usize);
    if paragraph.from != quote.from || paragraph.from == 0 {
        return None;
    }
    let stretch = reading.tokens[quote.from as usize].stretch;
    let continues = reading.stretches.get(stretch as usize).is_some_and(|s| s.continues);
    if let Some((speaker, _)) = history.last.filter(|_| continues && history.open) {
        return Some(finding(speaker, Rule::PreviousParagraph, None));
    }
    let before = paragraph.from as usize - 1;
    let announced = matches!(reading.text_of(before), ":" | ",")
        || reading.tokens[before].is(class::SAY) && reading.tokens[before].kind == TokenKind::Word;
    if !announced {
        return None;
    }
    let sentence = reading.sentence_of(before);
    let index = scene.within(sentence).rfind(|i| scene.around[*i].after.is_some())?;
    let cue = scene.around[index].after.map(|c| c.at);
    Some(finding(index, Rule::PreviousParagraph, cue))
}

fn finding(candidate: usize, rule: Rule, cue: Option<usize>) -> Finding {
    Finding { candidate, rule, cue: cue.map(|at| Range::new(at, at + 1)), sure: false }
}
