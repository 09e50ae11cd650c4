//! What was found in an article as a few bytes, and back: blocks, cuts, mentions, actors, quotes.
//!
//! Everything is a row of whole numbers (`bytes`); places are told as the distance from the place before. Strings are
//! numbers of the `name` table, given by [`Intern`] and read by a function. What is packed comes back exactly; bytes that
//! were never packed here give nothing, never a panic. Confidences are kept in thousandths.

use crate::library::disk::bytes::{Packer, Unpacker};
use crate::model::{
    ActorKind, Block, BlockKind, Candidate, Cut, CutReason, Extraction, Gender, LocalActor, LocalActorId,
    Mention, MentionForm, Quote, QuoteKind, Rule, Span, Speaker,
};

/// Numbers for strings; equal strings have equal numbers.
pub trait Intern {
    /// The number of a string, given when it is new.
    fn number(&mut self, text: &str) -> u32;
}

/// The three packed columns of an extraction.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Packed {
    /// Mentions.
    pub mentions: Vec<u8>,
    /// The article's own actors.
    pub actors: Vec<u8>,
    /// Quotes.
    pub quotes: Vec<u8>,
}

/// One of an article's actors, with numbers of the `name` table for strings.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PackedActor {
    /// Its name.
    pub name: u32,
    /// What it is.
    pub kind: ActorKind,
    /// Its gender.
    pub gender: Option<Gender>,
    /// Every spelling with its number of mentions.
    pub variants: Vec<(u32, u32)>,
    /// Its roles: where, and in which words.
    pub roles: Vec<(Span, u32)>,
}

/// Packs an extraction; `words` gives the text of a span.
pub fn pack<'t>(extraction: &Extraction, words: impl Fn(Span) -> &'t str, names: &mut impl Intern) -> Packed {
    Packed {
        mentions: pack_mentions(&extraction.mentions),
        actors: pack_actors(&extraction.actors, words, names),
        quotes: pack_quotes(&extraction.quotes),
    }
}

/// The extraction again; `name` gives the string of a number. Nothing when the bytes are damaged.
pub fn unpack(packed: &Packed, mut name: impl FnMut(u32) -> Option<String>) -> Option<Extraction> {
    let mut actors = Vec::new();
    for actor in unpack_actors(&packed.actors)? {
        let variants = actor.variants.iter().map(|(id, count)| Some((name(*id)?, *count)));
        actors.push(LocalActor {
            variants: variants.collect::<Option<_>>()?,
            name: name(actor.name)?,
            kind: actor.kind,
            roles: actor.roles.iter().map(|(span, _)| *span).collect(),
            gender: actor.gender,
        });
    }
    Some(Extraction {
        mentions: unpack_mentions(&packed.mentions)?,
        actors,
        quotes: unpack_quotes(&packed.quotes)?,
    })
}

/// Packs the blocks of a text.
#[must_use]
pub fn pack_blocks(blocks: &[Block]) -> Vec<u8> {
    let mut out = Places::default();
    for block in blocks {
        let kind = match block.kind {
            BlockKind::Paragraph => 0,
            BlockKind::ListItem => 1,
            BlockKind::PullQuote => 2,
            BlockKind::Heading(level) => 3 + u32::from(level),
        };
        out.bytes.put(kind);
        out.put(block.span);
    }
    out.bytes.finish()
}

/// The blocks again.
#[must_use]
pub fn unpack_blocks(bytes: &[u8]) -> Option<Vec<Block>> {
    let mut from = Spans::new(bytes);
    let mut blocks = Vec::new();
    while !from.bytes.is_empty() {
        let kind = match from.bytes.take_u32()? {
            0 => BlockKind::Paragraph,
            1 => BlockKind::ListItem,
            2 => BlockKind::PullQuote,
            heading => BlockKind::Heading(u8::try_from(heading - 3).ok()?),
        };
        blocks.push(Block { kind, span: from.take()? });
    }
    Some(blocks)
}

/// Packs what was cut from a text.
#[must_use]
pub fn pack_cuts(cuts: &[Cut]) -> Vec<u8> {
    let mut out = Places::default();
    for cut in cuts {
        out.bytes.put(number_in(&CutReason::ALL, &cut.reason));
        out.put(cut.span);
    }
    out.bytes.finish()
}

/// The cuts again.
#[must_use]
pub fn unpack_cuts(bytes: &[u8]) -> Option<Vec<Cut>> {
    let mut from = Spans::new(bytes);
    let mut cuts = Vec::new();
    while !from.bytes.is_empty() {
        let reason = *CutReason::ALL.get(from.bytes.take_u32()? as usize)?;
        cuts.push(Cut { span: from.take()?, reason });
    }
    Some(cuts)
}

/// The mentions again.
#[must_use]
pub fn unpack_mentions(bytes: &[u8]) -> Option<Vec<Mention>> {
    let mut from = Spans::new(bytes);
    let mut mentions = Vec::new();
    while !from.bytes.is_empty() {
        let code = from.bytes.take_u32()?;
        let span = from.take()?;
        let actor = if code & HAS_ACTOR == 0 { None } else { Some(LocalActorId(from.bytes.take_u32()?)) };
        let role = if code & HAS_ROLE == 0 { None } else { Some(from.beside(span)?) };
        mentions.push(Mention {
            span,
            form: *FORMS.get((code & 3) as usize)?,
            kind: *ActorKind::ALL.get((code >> 2 & 3) as usize)?,
            actor,
            role,
        });
    }
    Some(mentions)
}

/// An article's actors again, with the numbers of their strings.
#[must_use]
pub fn unpack_actors(bytes: &[u8]) -> Option<Vec<PackedActor>> {
    let mut from = Spans::new(bytes);
    let mut actors = Vec::new();
    while !from.bytes.is_empty() {
        let code = from.bytes.take_u32()?;
        let name = from.bytes.take_u32()?;
        let count = from.bytes.take_count()?;
        let variants = (0..count)
            .map(|_| Some((from.bytes.take_u32()?, from.bytes.take_u32()?)))
            .collect::<Option<_>>()?;
        let count = from.bytes.take_count()?;
        let roles =
            (0..count).map(|_| Some((from.take()?, from.bytes.take_u32()?))).collect::<Option<_>>()?;
        let gender = match code >> 2 {
            1 => Some(Gender::Feminine),
            2 => Some(Gender::Masculine),
            _ => None,
        };
        actors.push(PackedActor {
            name,
            kind: *ActorKind::ALL.get((code & 3) as usize)?,
            gender,
            variants,
            roles,
        });
    }
    Some(actors)
}

/// The quotes again.
#[must_use]
pub fn unpack_quotes(bytes: &[u8]) -> Option<Vec<Quote>> {
    let mut from = Spans::new(bytes);
    let mut found = Vec::new();
    while !from.bytes.is_empty() {
        let code = from.bytes.take_u32()?;
        let judged = from.bytes.take_u32()?;
        let (rule, confidence) = (judged % RULES, from_thousandths(judged / RULES));
        let content = from.take()?;
        let quoted = if code & WHOLE == 0 {
            let count = from.bytes.take_count()?;
            (0..count).map(|_| from.beside(content)).collect::<Option<_>>()?
        } else {
            vec![content]
        };
        let count = if code & ONE_SPEAKER == 0 { from.bytes.take_count()? } else { 1 };
        let speakers = (0..count).map(|_| from.speaker(content)).collect::<Option<_>>()?;
        let cue = if code & HAS_CUE == 0 { None } else { Some(from.beside(content)?) };
        let count = if code & NO_CANDIDATES == 0 { from.bytes.take_count()? } else { 0 };
        let candidates = (0..count)
            .map(|_| Some(Candidate { speaker: from.speaker(content)?, confidence: from.confidence()? }))
            .collect::<Option<_>>()?;
        found.push(Quote {
            content,
            kind: *QuoteKind::ALL.get((code & 3) as usize)?,
            quoted,
            speakers,
            cue,
            rule: *Rule::ALL.get(rule as usize)?,
            confidence,
            candidates,
        });
    }
    Some(found)
}

/// A confidence in thousandths.
#[must_use]
pub fn thousandths(confidence: f32) -> u32 {
    (confidence.clamp(0.0, 1.0) * 1000.0).round() as u32
}

/// A confidence from thousandths.
#[must_use]
pub fn from_thousandths(number: u32) -> f32 {
    number as f32 / 1000.0
}

/// The place of a value in a list of all of its kind.
pub(crate) fn number_in<T: PartialEq>(all: &[T], value: &T) -> u32 {
    all.iter().position(|known| known == value).unwrap_or_default() as u32
}

const FORMS: [MentionForm; 3] = [MentionForm::Name, MentionForm::Nominal, MentionForm::Pronoun];
const HAS_ACTOR: u32 = 16;
const HAS_ROLE: u32 = 32;
const HAS_CUE: u32 = 4;
/// All of a quote stands within one pair of marks.
const WHOLE: u32 = 8;
const ONE_SPEAKER: u32 = 16;
const NO_CANDIDATES: u32 = 32;
/// By so much a confidence stands above the rule.
const RULES: u32 = Rule::ALL.len() as u32;

fn pack_mentions(mentions: &[Mention]) -> Vec<u8> {
    let mut out = Places::default();
    for mention in mentions {
        let mut code = number_in(&FORMS, &mention.form) | number_in(&ActorKind::ALL, &mention.kind) << 2;
        code |= if mention.actor.is_some() { HAS_ACTOR } else { 0 };
        code |= if mention.role.is_some() { HAS_ROLE } else { 0 };
        out.bytes.put(code);
        out.put(mention.span);
        if let Some(actor) = mention.actor {
            out.bytes.put(actor.0);
        }
        if let Some(role) = mention.role {
            out.beside(mention.span, role);
        }
    }
    out.bytes.finish()
}

fn pack_actors<'t>(
    actors: &[LocalActor],
    words: impl Fn(Span) -> &'t str,
    names: &mut impl Intern,
) -> Vec<u8> {
    let mut out = Places::default();
    for actor in actors {
        let gender = match actor.gender {
            None => 0,
            Some(Gender::Feminine) => 1,
            Some(Gender::Masculine) => 2,
        };
        out.bytes.put(number_in(&ActorKind::ALL, &actor.kind) | gender << 2);
        out.bytes.put(names.number(&actor.name));
        out.bytes.put_count(actor.variants.len());
        for (text, count) in &actor.variants {
            out.bytes.put(names.number(text));
            out.bytes.put(*count);
        }
        out.bytes.put_count(actor.roles.len());
        for role in &actor.roles {
            out.put(*role);
            out.bytes.put(names.number(words(*role)));
        }
    }
    out.bytes.finish()
}

fn pack_quotes(quotes: &[Quote]) -> Vec<u8> {
    let mut out = Places::default();
    for quote in quotes {
        let is = |flag: u32, holds: bool| if holds { flag } else { 0 };
        let code = number_in(&QuoteKind::ALL, &quote.kind)
            | is(HAS_CUE, quote.cue.is_some())
            | is(WHOLE, quote.quoted == [quote.content])
            | is(ONE_SPEAKER, quote.speakers.len() == 1)
            | is(NO_CANDIDATES, quote.candidates.is_empty());
        out.bytes.put(code);
        out.bytes.put(thousandths(quote.confidence) * RULES + number_in(&Rule::ALL, &quote.rule));
        out.put(quote.content);
        if code & WHOLE == 0 {
            out.bytes.put_count(quote.quoted.len());
            for span in &quote.quoted {
                out.beside(quote.content, *span);
            }
        }
        if code & ONE_SPEAKER == 0 {
            out.bytes.put_count(quote.speakers.len());
        }
        for speaker in &quote.speakers {
            out.speaker(quote.content, speaker);
        }
        if let Some(cue) = quote.cue {
            out.beside(quote.content, cue);
        }
        if code & NO_CANDIDATES == 0 {
            out.bytes.put_count(quote.candidates.len());
        }
        for candidate in &quote.candidates {
            out.speaker(quote.content, &candidate.speaker);
            out.bytes.put(thousandths(candidate.confidence));
        }
    }
    out.bytes.finish()
}

/// Spans that follow each other.
#[derive(Default)]
struct Places {
    bytes: Packer,
    before: i64,
}

impl Places {
    /// A span, from where the last one ended.
    fn put(&mut self, span: Span) {
        self.bytes.put_signed(i64::from(span.start) - self.before);
        self.bytes.put_count(span.len());
        self.before = i64::from(span.end);
    }

    /// A span near another.
    fn beside(&mut self, other: Span, span: Span) {
        self.bytes.put_signed(i64::from(span.start) - i64::from(other.start));
        self.bytes.put_count(span.len());
    }

    fn speaker(&mut self, content: Span, speaker: &Speaker) {
        self.beside(content, speaker.span);
        self.bytes.put(speaker.actor.map_or(0, |local| local.0 + 1));
    }
}

/// Takes off what [`Places`] put.
struct Spans<'b> {
    bytes: Unpacker<'b>,
    before: i64,
}

impl<'b> Spans<'b> {
    const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: Unpacker::new(bytes), before: 0 }
    }

    fn from(&mut self, base: i64) -> Option<Span> {
        let start = u32::try_from(base.checked_add(self.bytes.take_signed()?)?).ok()?;
        let end = start.checked_add(self.bytes.take_u32()?)?;
        Some(Span { start, end })
    }

    fn take(&mut self) -> Option<Span> {
        let span = self.from(self.before)?;
        self.before = i64::from(span.end);
        Some(span)
    }

    fn beside(&mut self, other: Span) -> Option<Span> {
        self.from(i64::from(other.start))
    }

    fn speaker(&mut self, content: Span) -> Option<Speaker> {
        let span = self.beside(content)?;
        let actor = self.bytes.take_u32()?.checked_sub(1).map(LocalActorId);
        Some(Speaker { span, actor })
    }

    fn confidence(&mut self) -> Option<f32> {
        self.bytes.take_u32().map(from_thousandths)
    }
}

#[cfg(test)]
mod tests;
