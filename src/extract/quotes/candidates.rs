//! Who could be the source: the names, pronouns and descriptions that stand outside quotation marks.
//!
//! Names come from the mentions; descriptions (“a spokeswoman”, “diplomatic sources”) are cut out by word classes, for a
//! source need not be an actor.

use crate::extract::quotes::lexicon::{Word, class, word};
use crate::extract::quotes::reading::{Range, Reading, Tok};
use crate::model::{ActorKind, LocalActorId, Mention, MentionForm, Speaker};
use crate::text::tokens::{Case, TokenKind};

/// A possible source.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Candidate {
    /// Its tokens.
    pub(crate) range: Range,
    /// What it is.
    pub(crate) kind: Kind,
    /// Its last word: the surname, the head noun.
    pub(crate) head: Word,
    /// The actor it refers to, if known.
    pub(crate) actor: Option<LocalActorId>,
}

/// What a candidate is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Kind {
    /// A person's name.
    Person,
    /// An organisation's name.
    Organisation,
    /// A place's name.
    Place,
    /// Another name.
    Name,
    /// he, she, they …
    Pronoun,
    /// A description.
    Nominal,
}

impl Candidate {
    /// As a speaker.
    pub(crate) fn speaker(&self, reading: &Reading) -> Speaker {
        Speaker { span: reading.span(self.range), actor: self.actor }
    }

    /// A description that stands in these tokens.
    pub(crate) fn described(reading: &Reading, range: Range) -> Self {
        Self { range, kind: Kind::Nominal, head: head(reading, range), actor: None }
    }

    /// Whether it is a name.
    pub(crate) const fn named(&self) -> bool {
        !matches!(self.kind, Kind::Pronoun | Kind::Nominal)
    }
}

/// All candidates, by place; they do not overlap, except that a description may begin with a name (“the Vane campaign”).
pub(crate) fn find(reading: &Reading, mentions: &[Mention]) -> Vec<Candidate> {
    let mut used = vec![false; reading.tokens.len()];
    let mut found = Vec::with_capacity(mentions.len() * 2);
    for mention in mentions {
        let range = reading.range(mention.span);
        if range.from >= range.to || !reading.tokens[range.from as usize].outside() {
            continue;
        }
        // his, her: not what says something.
        if mention.form == MentionForm::Pronoun && !reading.tokens[range.from as usize].is(class::PRONOUN) {
            continue;
        }
        let kind = match (mention.form, mention.kind) {
            (MentionForm::Pronoun, _) => Kind::Pronoun,
            (MentionForm::Nominal, _) => Kind::Nominal,
            (MentionForm::Name, ActorKind::Person) => Kind::Person,
            (MentionForm::Name, ActorKind::Organisation) => Kind::Organisation,
            (MentionForm::Name, ActorKind::Place) => Kind::Place,
            (MentionForm::Name, ActorKind::Other) => Kind::Name,
        };
        if range.indices().any(|i| used[i]) {
            continue;
        }
        range.indices().for_each(|i| used[i] = true);
        found.push(Candidate { range, kind, head: head(reading, range), actor: mention.actor });
    }
    let names = found.len();
    found.extend(labels(reading));
    let mut at = 0;
    while at < reading.tokens.len() {
        let token = &reading.tokens[at];
        if used[at] || !token.outside() {
            at += 1;
            continue;
        }
        if token.is(class::PRONOUN) && token.kind == TokenKind::Word {
            let range = Range::new(at, at + 1);
            found.push(Candidate { range, kind: Kind::Pronoun, head: token.word, actor: None });
            at += 1;
            continue;
        }
        if let Some(range) = described(reading, &used, at) {
            found.push(Candidate { range, kind: Kind::Nominal, head: head(reading, range), actor: None });
            at = range.to as usize;
            continue;
        }
        at += 1;
    }
    possessed(reading, &mut used, names, &mut found);
    found.sort_by_key(|c| (c.range.from, c.range.to));
    outermost(reading, &mut found);
    found
}

/// Drops descriptions that only say which somebody another one is: “the matter” in “two officials with knowledge of the
/// matter”, “the region” in “diplomats from the region”.
fn outermost(reading: &Reading, found: &mut Vec<Candidate>) {
    let mut owner: Option<Range> = None;
    found.retain(|candidate| {
        let inner = candidate.kind == Kind::Nominal
            && owner
                .is_some_and(|owner| tells_which(reading, owner.to as usize..candidate.range.from as usize));
        if inner {
            // What follows may tell still more: “from the ministry of the interior”.
            owner = owner.map(|owner| Range { to: candidate.range.to, ..owner });
            return false;
        }
        let speaks = candidate.kind == Kind::Nominal
            && candidate.range.indices().any(|i| reading.tokens[i].is(class::SOURCE_NOUN));
        owner = speaks.then_some(candidate.range);
        true
    });
}

/// Whether words lead from a noun to what says more of it: a preposition before the next noun, at most two words before
/// it, and nothing that ends a noun phrase otherwise.
fn tells_which(reading: &Reading, between: std::ops::Range<usize>) -> bool {
    let Some(last) = between.clone().last() else { return false };
    let fits = |i: usize| {
        let token = &reading.tokens[i];
        token.kind == TokenKind::Word
            && token.outside()
            && token.sentence == reading.tokens[last].sentence
            && token.case == Case::Lower
            && (token.is(class::PREPOSITION) || !token.is(STOP | CUES | class::DETERMINER))
    };
    between.len() <= 4 && reading.tokens[last].is(class::PREPOSITION) && between.clone().all(fits)
}

/// The names that open a stretch in a transcript: “VANE: Well, …”
fn labels(reading: &Reading) -> impl Iterator<Item = Candidate> {
    reading.stretch_tokens.iter().filter_map(|stretch| {
        let from = stretch.indices().find(|i| reading.tokens[*i].kind != TokenKind::Mark)?;
        let end = stretch.indices().find(|i| *i > from && reading.text_of(*i) == ":")?;
        let upper = (from..end).all(|i| reading.tokens[i].case == Case::Upper || reading.text_of(i) == ".");
        let range = Range::new(from, end);
        (end - from <= 3 && upper)
            .then(|| Candidate { kind: Kind::Name, ..Candidate::described(reading, range) })
    })
}

/// The last word of a range without a possessive ending.
fn head(reading: &Reading, range: Range) -> Word {
    let tokens = &reading.tokens[range.indices()];
    let suffix = [word("jr"), word("jr."), word("sr"), word("sr."), word("ii"), word("iii"), word("'s")];
    let last = tokens.iter().rev().find(|t| t.kind == TokenKind::Word && !suffix.contains(&t.word));
    last.or(tokens.last()).map_or(0, |t| t.word)
}

/// What ends a noun phrase.
const STOP: u32 =
    class::PREPOSITION | class::CONJUNCTION | class::AUXILIARY | class::SAY | class::PRONOUN | class::ADVERB;

/// Words that are now and then the verb of a report.
const CUES: u32 = class::CUE_OFTEN | class::CUE_SOMETIMES | class::CUE_SELDOM | class::SAY_WEAK;

fn goes_on(reading: &Reading, at: usize, sentence: u32) -> bool {
    // “the 52-year-old”, “the three-day talks”.
    let glued = |at: usize| {
        let span = |at: usize| reading.tokens.get(at).map(|t| t.span);
        span(at).zip(span(at + 1)).is_some_and(|(one, two)| one.end == two.start)
    };
    let hyphen = reading.text_of(at) == "-" && at > 0 && glued(at - 1) && glued(at);
    reading.tokens.get(at + usize::from(hyphen)).is_some_and(|t| {
        t.sentence == sentence
            && t.outside()
            && matches!(t.kind, TokenKind::Word | TokenKind::Number)
            && !(t.is(STOP) && t.case != Case::Title)
    })
}

/// A description that begins here.
fn described(reading: &Reading, used: &[bool], at: usize) -> Option<Range> {
    let token = reading.tokens[at];
    if token.kind != TokenKind::Word && token.kind != TokenKind::Number {
        return None;
    }
    let determiner = token.is(class::DETERMINER) && token.kind == TokenKind::Word;
    let plural = plural(reading, at);
    let opens = at == 0 || reading.tokens[at - 1].sentence != token.sentence;
    let verb = opens && token.is(CUES);
    let capital = token.case.starts_upper() && !token.is(STOP) && !verb;
    let noun = token.is(class::SOURCE_NOUN) && !token.is(class::SAY);
    // “Halm considers”: the verb of the name before it.
    let of_name = at > 0 && used[at - 1] && token.is(CUES) && !noun && token.case == Case::Lower;
    if of_name && plural && reading.tokens[at - 1].sentence == token.sentence {
        return None;
    }
    if token.is(class::PRONOUN_LIKE) && !goes_on(reading, at + 1, token.sentence) {
        return Some(Range::new(at, at + 1));
    }
    if !(determiner || plural || capital || noun) {
        return None;
    }
    if token.is(STOP) && !determiner {
        return None;
    }
    let mut end = at + 1;
    if !determiner && plural && token.case == Case::Lower {
        // “the law requires a licence”: a verb before its object, unless it is known for who speaks.
        let object = reading.tokens.get(at + 1).is_some_and(|next| {
            next.sentence == token.sentence && next.is(class::DETERMINER) && next.case == Case::Lower
        });
        if object && !noun {
            return None;
        }
        let from = stretch_left(reading, used, at);
        return Some(Range::new(from, end));
    }
    while end - at < 7 && goes_on(reading, end, token.sentence) && !used[end] && !turns(reading, at, end) {
        end += 1;
    }
    // “the Vane campaign”: over a name, if common words follow it.
    if reading.tokens.get(end).is_some_and(|t| t.sentence == token.sentence) && used.get(end) == Some(&true) {
        let mut after = end;
        while used.get(after) == Some(&true) && reading.tokens[after].sentence == token.sentence {
            after += 1;
        }
        let name_end = after;
        while after - name_end < 3
            && goes_on(reading, after, token.sentence)
            && !used[after]
            && (reading.tokens[after].case == Case::Lower || reading.text_of(after) == "-")
            && !reading.tokens[after].is(class::DETERMINER)
            && !is_finite(reading, after)
        {
            after += 1;
        }
        if after > name_end {
            end = after;
        }
    }
    (end > at + 1 || !determiner || token.is(class::PRONOUN_LIKE)).then(|| Range::new(at, end))
}

/// Whether a noun phrase is over where it could go on: another determiner, a verb with one behind it (“the museum calls
/// the bell”), or a past form or a cue behind a plural.
fn turns(reading: &Reading, from: usize, at: usize) -> bool {
    let token = &reading.tokens[at];
    let determines = |token: &Tok| {
        token.is(class::DETERMINER) && token.case == Case::Lower && token.kind == TokenKind::Word
    };
    let opening = at == from + 1 && reading.tokens[from].is(class::DETERMINER);
    let before = |next: &Tok| next.sentence == token.sentence && determines(next);
    let another = determines(token) && !opening
        || !determines(token) && token.case == Case::Lower && reading.tokens.get(at + 1).is_some_and(before);
    let verb = token.case == Case::Lower
        && plural(reading, at - 1)
        && (at > from + 1 && reading.text_of(at).ends_with("ed") || token.is(CUES) && !plural(reading, at));
    // “a viewer wants”, “the ministry insists”.
    let third = token.case == Case::Lower
        && token.is(CUES)
        && at > from + 1
        && reading.tokens[from].is(class::DETERMINER)
        && reading.text_of(at).ends_with('s')
        && !plural(reading, at - 1);
    // “Brightwater saw sales rise”, at the head of a sentence.
    let headline = at == from + 1 && reading.tokens[from].case.starts_upper() && !opening;
    // “an inquiry found”, but “a newly found letter”.
    let subject = at > from + 1
        && reading.tokens[from].is(class::DETERMINER)
        && !reading.tokens[at - 1].is(class::ADVERB)
        && !reading.text_of(at - 1).ends_with("ly");
    let past = (headline || subject) && token.case == Case::Lower && PASTS.contains(&reading.text_of(at));
    another || verb || third || past
}

/// Whether a word behind a name looks like its verb: “Halm speaks”, “the board voted”.
fn is_finite(reading: &Reading, at: usize) -> bool {
    let (token, text) = (&reading.tokens[at], reading.text_of(at));
    text.ends_with("ed") || token.is(CUES) && text.ends_with('s') || PASTS.contains(&text)
}

/// Past forms that do not end like one.
const PASTS: [&str; 26] = [
    "found", "told", "said", "saw", "knew", "held", "spoke", "wrote", "thought", "felt", "gave", "took",
    "made", "went", "came", "put", "set", "met", "won", "lost", "left", "led", "kept", "heard", "began",
    "got",
];

/// Whether a word looks like a plural that could speak.
fn plural(reading: &Reading, at: usize) -> bool {
    let token = &reading.tokens[at];
    let text = reading.text_of(at);
    token.kind == TokenKind::Word
        && text.len() > 3
        && text.ends_with('s')
        && !text.ends_with("ss")
        && !token.is(class::NO_PLURAL | STOP)
}

/// Adjectives and nouns before a plural: “senior party officials”.
fn stretch_left(reading: &Reading, used: &[bool], at: usize) -> usize {
    let mut from = at;
    while from > 0 && at - from < 3 {
        let before = from - 1;
        let token = &reading.tokens[before];
        let fits = goes_on(reading, before, reading.tokens[at].sentence)
            && !used[before]
            && !token.is(class::SAY_WEAK | class::CUE_OFTEN | class::DETERMINER | class::PRONOUN_LIKE | STOP)
            && token.kind == TokenKind::Word
            && !reading.text_of(before).ends_with("ed");
        if !fits {
            break;
        }
        from = before;
    }
    from
}

/// “Vane’s spokesman”: a name's possessive with the words that follow it.
fn possessed(reading: &Reading, used: &mut [bool], names: usize, found: &mut Vec<Candidate>) {
    let mut more = Vec::new();
    for candidate in &found[..names.min(found.len())] {
        let clitic = candidate.range.to as usize;
        let Some(token) = reading.tokens.get(clitic) else { continue };
        let inside = reading.text_of(clitic.saturating_sub(1));
        let owns = token.kind == TokenKind::Clitic && token.is(class::AUXILIARY) || inside.ends_with("’s");
        if !owns {
            continue;
        }
        let mut end = clitic + 1;
        while end - clitic < 6 && goes_on(reading, end, token.sentence) && !used[end] {
            end += 1;
        }
        if end > clitic + 1 {
            let range = Range::new(candidate.range.from as usize, end);
            more.push(Candidate { range, kind: Kind::Nominal, head: head(reading, range), actor: None });
        }
    }
    found.append(&mut more);
}
