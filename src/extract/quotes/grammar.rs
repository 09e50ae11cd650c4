//! Which verb of saying belongs to a possible source: behind it (“Vane, the mayor, said”) or before it (“said Vane”).

use crate::extract::quotes::candidates::{Candidate, Kind};
use crate::extract::quotes::lexicon::{Plain, class};
use crate::extract::quotes::reading::{Range, Reading};
use crate::text::tokens::{Case, TokenKind};
use std::collections::HashMap;

/// A verb of saying near a candidate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Cue {
    /// Its token.
    pub(crate) at: usize,
    /// How many words stand between it and the candidate.
    pub(crate) gap: usize,
    /// Whether an apposition or a relative clause stands between.
    pub(crate) apposition: bool,
}

/// What stands around a candidate, worked out once.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Around {
    /// The verb of which the candidate is the subject.
    pub(crate) after: Option<Cue>,
    /// The verb the candidate follows.
    pub(crate) before: Option<Cue>,
    /// “according to” stands before.
    pub(crate) according: bool,
    /// A possessive ending stands behind.
    pub(crate) possessive: bool,
    /// The candidate opens its sentence (title aside).
    pub(crate) first: bool,
    /// How often its last word stands in a candidate of the article (to 7).
    pub(crate) frequency: u8,
    /// How often it is there the subject of a verb of saying (to 7).
    pub(crate) spoken: u8,
}

/// Works it out for every candidate.
pub(crate) fn around(reading: &Reading, candidates: &[Candidate]) -> Vec<Around> {
    let mut all: Vec<Around> = candidates.iter().map(|c| one(reading, c.range)).collect();
    belonging(reading, candidates, &mut all);
    counted(candidates, all)
}

/// “Vane of the Halm Harbour Board said”: the verb behind a body that only tells who a person is, is the person's.
fn belonging(reading: &Reading, candidates: &[Candidate], all: &mut [Around]) {
    for (at, pair) in candidates.windows(2).enumerate() {
        let [person, body] = pair else { continue };
        let (person_from, opens, to) =
            (person.range.from as usize, person.range.to as usize, body.range.from as usize);
        let of = ["of", "at", "from", "with"].iter().any(|word| reading.is_word(opens, word));
        let determiner = opens + 2 == to && reading.tokens[opens + 1].is(class::DETERMINER);
        let named = matches!(body.kind, Kind::Organisation | Kind::Place | Kind::Name);
        if person.kind != Kind::Person || !named || !of || !(opens + 1 == to || determiner) {
            continue;
        }
        let Some([person, body]) = all.get_mut(at..at + 2) else { continue };
        // “The letter to Vane from the board says” is no word of hers.
        let title = role_start(reading, person_from);
        let object = title.checked_sub(1).is_some_and(|before| reading.tokens[before].is(class::PREPOSITION));
        if person.according || !object {
            person.after = person.after.or(body.after.take());
            body.according = false;
        }
    }
}

/// What stands around a candidate, without how often it is there.
pub(crate) fn one(reading: &Reading, range: Range) -> Around {
    let start = role_start(reading, range.from as usize);
    let sentence = reading.sentence_of(start);
    let opening = reading.tokens[sentence.from as usize..start].iter().all(|t| t.kind == TokenKind::Mark);
    Around {
        after: cue_after(reading, range.to as usize),
        before: cue_before(reading, range.from as usize, start),
        according: according(reading, range.from as usize),
        possessive: possessive(reading, range),
        first: opening,
        ..Around::default()
    }
}

/// Adds how often the candidates are there.
pub(crate) fn counted(candidates: &[Candidate], mut all: Vec<Around>) -> Vec<Around> {
    let mut counts: HashMap<u32, (u8, u8), Plain> = HashMap::default();
    for (candidate, around) in candidates.iter().zip(&all) {
        let count = counts.entry(candidate.head).or_default();
        count.0 = (count.0 + 1).min(7);
        count.1 = (count.1 + u8::from(around.after.is_some() || around.before.is_some())).min(7);
    }
    for (candidate, around) in candidates.iter().zip(&mut all) {
        (around.frequency, around.spoken) = counts.get(&candidate.head).copied().unwrap_or_default();
    }
    all
}

/// Where the title before a name begins: “former mayor” in “former mayor Ida Vane”.
pub(crate) fn role_start(reading: &Reading, from: usize) -> usize {
    let sentence = reading.tokens.get(from).map_or(0, |t| t.sentence);
    let mut start = from;
    while start > 0 && from - start < 7 {
        let before = &reading.tokens[start - 1];
        let part = before.outside()
            && before.sentence == sentence
            && (matches!(before.kind, TokenKind::Word | TokenKind::Clitic)
                || before.span.of(reading.text) == "-")
            && !before.is(class::SAY | class::PRONOUN | class::CONJUNCTION | class::AUXILIARY)
            && !(before.is(class::PREPOSITION) && before.case != Case::Title);
        if !part {
            break;
        }
        start -= 1;
    }
    start
}

fn according(reading: &Reading, from: usize) -> bool {
    let near = from.saturating_sub(9);
    (near..from).rev().any(|i| reading.is_word(i, "to") && i > 0 && reading.is_word(i - 1, "according"))
        && (near..from).rev().take_while(|i| !reading.is_word(*i, "to")).all(|i| {
            let t = &reading.tokens[i];
            t.kind != TokenKind::Mark || t.span.of(reading.text) == "-"
        })
}

fn possessive(reading: &Reading, range: Range) -> bool {
    let behind = range.to as usize;
    let next = reading.text_of(behind);
    next == "’s" || next == "'s" || (matches!(next, "’" | "'") && reading.text_of(behind - 1).ends_with('s'))
}

/// The first verb of saying behind a noun phrase that ends at `end`, over adverbs, auxiliaries and an apposition.
fn cue_after(reading: &Reading, end: usize) -> Option<Cue> {
    let sentence = reading.tokens.get(end)?.sentence;
    if reading.tokens[end - 1].sentence != sentence {
        return None;
    }
    direct_cue(reading, end, sentence, false).or_else(|| {
        let behind = behind_apposition(reading, end, sentence)?;
        direct_cue(reading, behind, sentence, true)
    })
}

fn direct_cue(reading: &Reading, from: usize, sentence: u32, apposition: bool) -> Option<Cue> {
    let mut at = from;
    loop {
        let token = reading.tokens.get(at)?;
        if token.sentence != sentence || !token.outside() {
            return None;
        }
        if reading.is_cue(at) {
            return Some(Cue { at, gap: at - from, apposition });
        }
        let adverb =
            token.is(class::ADVERB | class::AUXILIARY) || token.span.of(reading.text).ends_with("ly");
        if !adverb || at - from >= 4 {
            return None;
        }
        at += 1;
    }
}

/// Where the sentence goes on behind “, the mayor,” or “(R)”.
fn behind_apposition(reading: &Reading, end: usize, sentence: u32) -> Option<usize> {
    let close = match reading.text_of(end) {
        "," => ",",
        "(" => ")",
        "—" | "–" | "-" | "--" => reading.text_of(end),
        _ => return None,
    };
    let limit = if close == ")" { 12 } else { 30 };
    let window = reading.tokens.get(end + 1..(end + limit).min(reading.tokens.len()))?;
    for (step, token) in window.iter().enumerate() {
        if token.sentence != sentence || !token.outside() {
            return None;
        }
        if token.span.of(reading.text) == close {
            return Some(end + 2 + step);
        }
    }
    None
}

/// The verb of saying before a noun phrase: “said Vane”, “described by the ministry”.
fn cue_before(reading: &Reading, from: usize, start: usize) -> Option<Cue> {
    let sentence = reading.tokens.get(from)?.sentence;
    let mut at = start.checked_sub(1)?;
    if reading.is_word(at, "by") {
        at = at.checked_sub(1)?;
    }
    let token = reading.tokens.get(at)?;
    (token.sentence == sentence && reading.is_cue(at)).then_some(Cue {
        at,
        gap: from - 1 - at,
        apposition: false,
    })
}
