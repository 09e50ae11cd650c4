//! The words that stand for a speaker: the whole noun phrase (“U.S. officials”, not “officials” or “U.S.”), and the person
//! rather than the nation or title before the name.

use crate::extract::quotes::candidates::{Candidate, Kind};
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::reading::{Range, Reading, Tok};
use crate::extract::quotes::rules::Scene;
use crate::model::Speaker;
use crate::text::tokens::{Case, TokenKind};

/// A candidate as the speaker, with what belongs to it on both sides.
pub(crate) fn speaker(scene: &Scene, index: usize) -> Speaker {
    let chosen = &scene.candidates[index];
    let (mut range, mut actor) = (chosen.range, chosen.actor);
    if chosen.kind == Kind::Pronoun {
        // “Officials, who asked not to be named, said”: who they are stands right before.
        let told = index
            .checked_sub(1)
            .filter(|_| is_relative(scene, chosen))
            .and_then(|at| antecedent(scene, at, chosen));
        return told.unwrap_or_else(|| chosen.speaker(scene.reading));
    }
    // “Norland’s biggest lender said”: who owns says nothing.
    if scene.around.get(index).is_some_and(|around| around.possessive)
        && let Some(owned) = scene.candidates.get(index + 1)
        && owned.range.from == chosen.range.from
        && owned.kind == Kind::Nominal
    {
        return owned.speaker(scene.reading);
    }
    if chosen.kind != Kind::Person
        && let Some(person) = titled(scene, chosen).or_else(|| described_by(scene, chosen))
    {
        return person.speaker(scene.reading);
    }
    let mut at = index;
    while let Some(next) = behind(scene, at) {
        let other = &scene.candidates[next];
        if other.kind == Kind::Person && chosen.kind != Kind::Person {
            return other.speaker(scene.reading);
        }
        if !heads(scene, chosen, next) {
            break;
        }
        range.to = other.range.to;
        actor = other.actor;
        at = next;
    }
    if scene.candidates[at].kind == Kind::Nominal
        && let Some(owner) = before(scene, range)
    {
        if is_its_verb(scene.reading, range) {
            return owner.speaker(scene.reading);
        }
        range.from = owner.range.from;
    }
    range.from = over_hyphens(scene.reading, range.from as usize) as u32;
    if scene.candidates[at].kind == Kind::Nominal {
        range.to = before_verb(scene.reading, range);
    }
    Speaker { span: scene.reading.span(range), actor }
}

/// Where a description ends that runs into what it does: “her husband | started looking”, “the firm | wanted to”, “his
/// lawyer | identified”, “the police | believe”, “the air force | counted 97”.
fn before_verb(reading: &Reading, range: Range) -> u32 {
    let does = |at: usize| {
        let next = reading.text_of(at + 1);
        let counts = reading.tokens.get(at + 1).is_some_and(|next| next.kind == TokenKind::Number);
        reading.text_of(at).ends_with("ed") && (next.ends_with("ing") || next == "to" || counts)
    };
    let last = (range.to as usize).saturating_sub(1);
    let reports = |at: usize| {
        let text = reading.text_of(at);
        let many = |text: &str| text.ends_with('s') || MANY.contains(&text);
        at == last
            && reading.is_cue(at)
            && !reading.tokens[at].is(class::SOURCE_NOUN)
            && (text.ends_with("ed") || !text.ends_with('s') && many(reading.text_of(at - 1)))
    };
    let verb = range.indices().skip(2).find(|at| does(*at) || reports(*at));
    verb.map_or(range.to, |at| at as u32)
}

/// Words for several that do not end like one.
const MANY: [&str; 6] = ["police", "people", "men", "women", "children", "media"];

/// Where the first word of a phrase begins, of which only the last part is known: “high-level talks”.
fn over_hyphens(reading: &Reading, mut from: usize) -> usize {
    let glued = |at: usize| reading.tokens[at].span.end == reading.tokens[at + 1].span.start;
    while from >= 2
        && reading.text_of(from - 1) == "-"
        && glued(from - 1)
        && glued(from - 2)
        && reading.tokens[from - 2].kind == TokenKind::Word
    {
        from -= 2;
    }
    from
}

/// The person at the end of the title that a nation or body opens: “Norwegian exercise director Olav Brenn”.
fn titled<'a>(scene: &Scene<'a>, chosen: &Candidate) -> Option<&'a Candidate> {
    let reading = scene.reading;
    let sentence = reading.tokens[chosen.range.from as usize].sentence;
    let until = chosen.range.to as usize + MOST_TITLE;
    let from = scene.candidates.partition_point(|c| c.range.from < chosen.range.to);
    let near = scene.candidates.get(from..)?.iter().take_while(|c| c.range.from as usize <= until);
    let person = near.into_iter().find(|c| c.kind == Kind::Person)?;
    let between = chosen.range.to as usize..person.range.from as usize;
    let part = |at: usize| {
        let token = &reading.tokens[at];
        token.sentence == sentence
            && token.outside()
            && token.kind == TokenKind::Word
            && !token.is(CLOSED)
            && !(token.case == Case::Lower && (reading.text_of(at).ends_with("ed") || reading.is_cue(at)))
    };
    // Only a title's own words lead to the name without a verb: it is known by one of them.
    let office = between.clone().any(|at| reading.tokens[at].is(class::TITLE | class::SOURCE_NOUN));
    (office && between.clone().all(part)).then_some(person)
}

/// The person that a description between commas is of: “Ivar Dunn, the paper's manager, urged”, “according to Dunn, its manager,”.
fn described_by<'a>(scene: &Scene<'a>, chosen: &Candidate) -> Option<&'a Candidate> {
    let reading = scene.reading;
    let (from, to) = (chosen.range.from as usize, chosen.range.to as usize);
    let sentence = reading.tokens[from].sentence;
    let opens = from.checked_sub(1).filter(|at| reading.text_of(*at) == ",")?;
    let ends = scene.candidates.partition_point(|c| c.range.from < chosen.range.from);
    let person = scene.candidates[..ends].iter().rev().take(3).find(|c| c.range.to as usize == opens)?;
    let closes =
        (to..reading.tokens.len().min(to + MOST_DESCRIBED)).find(|at| reading.text_of(*at) == ",")?;
    let verb = |token: &Tok| token.is(class::SAY | class::AUXILIARY) && token.kind != TokenKind::Clitic;
    let quiet = reading.tokens[to..closes].iter().all(|t| t.sentence == sentence && t.outside() && !verb(t));
    let is_subject = scene.around.get(scene.candidates.iter().position(|c| c.range == person.range)?)?;
    let speaks =
        is_subject.according || is_subject.after.is_some_and(|cue| cue.apposition && cue.at > closes);
    (person.kind == Kind::Person && quiet && speaks).then_some(person)
}

/// A title has at most so many words between the nation and the name.
const MOST_TITLE: usize = 5;
/// A description between commas goes on for at most so many words.
const MOST_DESCRIBED: usize = 12;
/// Words that no title holds.
const CLOSED: u32 = class::SAY
    | class::PREPOSITION
    | class::CONJUNCTION
    | class::AUXILIARY
    | class::PRONOUN
    | class::DETERMINER
    | class::ADVERB;

/// Whether a pronoun only goes on about what stands before it.
fn is_relative(scene: &Scene, candidate: &Candidate) -> bool {
    ["who", "which", "that"].iter().any(|word| scene.reading.is_word(candidate.range.from as usize, word))
}

/// The speaker a relative pronoun stands for: the candidate that ends before it or before its comma.
fn antecedent(scene: &Scene, mut at: usize, pronoun: &Candidate) -> Option<Speaker> {
    let before = scene.candidates.get(at)?;
    let comma = scene.reading.text_of(before.range.to as usize) == ",";
    if before.kind == Kind::Pronoun || before.range.to + u32::from(comma) != pronoun.range.from {
        return None;
    }
    // “A trader with an exporting house, who said”: what a preposition leads to only tells which one.
    while let Some(inner) = scene.candidates.get(at)
        && let Some(outer) = at.checked_sub(1).and_then(|outer| scene.candidates.get(outer))
        && outer.range.to + 1 == inner.range.from
        && scene.reading.tokens[outer.range.to as usize].is(class::PREPOSITION)
    {
        at -= 1;
    }
    let told = speaker(scene, at);
    // Somebody with a name is known by it; of a described source the description tells more than the pronoun.
    Some(if told.actor.is_some() {
        Speaker { actor: told.actor, ..pronoun.speaker(scene.reading) }
    } else {
        told
    })
}

/// The candidate that begins where this one ends.
fn behind(scene: &Scene, index: usize) -> Option<usize> {
    let end = scene.candidates[index].range.to;
    let from = scene.candidates.partition_point(|c| c.range.from < end);
    scene
        .candidates
        .get(from)
        .filter(|c| c.range.from == end && same_sentence(scene, index, from))
        .map(|_| from)
}

fn same_sentence(scene: &Scene, a: usize, b: usize) -> bool {
    let sentence = |at: usize| scene.reading.tokens[scene.candidates[at].range.from as usize].sentence;
    sentence(a) == sentence(b)
}

/// Whether the candidate behind is the head of the phrase that the chosen one opens: “US officials”.
fn heads(scene: &Scene, chosen: &Candidate, next: usize) -> bool {
    let other = &scene.candidates[next];
    let first = &scene.reading.tokens[other.range.from as usize];
    // “In its report an inquiry found”: another phrase.
    if first.is(class::DETERMINER) {
        return false;
    }
    let common = first.case == Case::Lower;
    if is_its_verb(scene.reading, other.range) {
        return false;
    }
    match chosen.kind {
        Kind::Person => {
            other.kind == Kind::Nominal && common && scene.around.get(next).is_some_and(|a| a.after.is_some())
        }
        _ => other.kind == Kind::Nominal,
    }
}

/// Whether a word behind a name is what it does, not what it has: “the Halm Post reports that”, not “Halm Post reports say”.
fn is_its_verb(reading: &Reading, range: Range) -> bool {
    let goes_on = reading.tokens.get(range.to as usize).is_some_and(|next| {
        next.is(class::AUXILIARY | class::SAY | class::SAY_WEAK) && next.kind == TokenKind::Word
    });
    range.indices().len() == 1 && reading.is_cue(range.from as usize) && !goes_on
}

/// The nation or body named right before a description.
fn before<'a>(scene: &Scene<'a>, range: Range) -> Option<&'a Candidate> {
    let until = scene.candidates.partition_point(|c| c.range.from < range.from);
    let near = scene.candidates.get(until.saturating_sub(3)..until)?;
    let first = &scene.reading.tokens[range.from as usize];
    near.iter().rfind(|c| {
        c.range.to == range.from
            && matches!(c.kind, Kind::Place | Kind::Name | Kind::Organisation)
            && first.case == Case::Lower
            && !first.is(class::DETERMINER)
            && scene.reading.tokens[c.range.from as usize].sentence == first.sentence
    })
}
