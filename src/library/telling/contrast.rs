//! What sets two sentences about one thing against each other: other numbers of one unit, a denial, a verb of opposite
//! meaning.

use crate::library::telling::accounts::Parts;
use crate::library::telling::lexicon::{AUXILIARIES, BREAKS, DENIERS, NEGATIONS, OPPOSITE};
use crate::library::telling::lines::{Line, Word};
use crate::library::telling::numbers::Unit;
use crate::library::view::Standing;
use crate::model::{ActorId, Span};

/// How many words the clause behind a verb of denial has.
const CLAUSE: usize = 10;
/// Sentences with fewer actors, numbers and words in common are not about one thing.
const COMMON: usize = 3;

/// A difference between two sentences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Contrast {
    /// Of which kind.
    pub(crate) standing: Standing,
    /// What says so in the one.
    pub(crate) left: Span,
    /// What says so in the other.
    pub(crate) right: Span,
}

impl Contrast {
    /// “214 against 219”.
    pub(crate) fn words(&self, left: &str, right: &str) -> String {
        format!("“{}” against “{}”", self.left.of(left), self.right.of(right))
    }
}

/// The weightiest difference of two sentences that are about one thing; `shared` is what they have in common.
pub(crate) fn between(a: &Parts<'_>, b: &Parts<'_>, shared: usize) -> Option<Contrast> {
    if shared < COMMON {
        return None;
    }
    numbers(a.line, b.line, shared).or_else(|| opposite(a.line, b.line)).or_else(|| denial(a.line, b.line))
}

/// Numbers of one unit, none of which agree.
fn numbers(a: &Line, b: &Line, shared: usize) -> Option<Contrast> {
    // The thing that is counted is one of those in common.
    if shared < COMMON + 1 {
        return None;
    }
    let counted =
        |line: &Line, unit: Unit| line.numbers.iter().filter(|n| n.unit == unit).cloned().collect::<Vec<_>>();
    for number in a.numbers.iter().filter(|n| n.unit != Unit::None) {
        let (mine, theirs) = (counted(a, number.unit), counted(b, number.unit));
        let agree = mine.iter().any(|x| theirs.iter().any(|y| x.agrees(y)));
        if let (false, Some(other)) = (agree, theirs.first()) {
            return Some(Contrast { standing: Standing::Numbers, left: number.shown, right: other.shown });
        }
    }
    None
}

/// One sentence negates a telling word that the other states.
fn denial(a: &Line, b: &Line) -> Option<Contrast> {
    let (mine, theirs) = (negated(a), negated(b));
    let found = |one: &Line, denied: &[(usize, usize)], other: &Line, also: &[(usize, usize)]| {
        denied.iter().find_map(|(by, at)| {
            let stem = one.words[*at].stem?;
            let stated = other.words.iter().position(|word| word.stem == Some(stem))?;
            let stated_too =
                one.words.iter().enumerate().any(|(n, word)| {
                    word.stem == Some(stem) && !denied.iter().any(|(_, denied)| *denied == n)
                });
            let spared = stated_too || also.iter().any(|(_, at)| other.words[*at].stem == Some(stem));
            (!spared).then(|| (one.words[*by].span.join(one.words[*at].span), other.words[stated].span))
        })
    };
    if let Some((left, right)) = found(a, &mine, b, &theirs).filter(|_| !mentions_denial(b)) {
        return Some(Contrast { standing: Standing::Denial, left, right });
    }
    let (right, left) = found(b, &theirs, a, &mine).filter(|_| !mentions_denial(a))?;
    Some(Contrast { standing: Standing::Denial, left, right })
}

/// Whether anything at all is negated in a sentence: two sentences that both negate may say the same in other words.
fn mentions_denial(line: &Line) -> bool {
    line.words.iter().any(|w| NEGATIONS.contains(w.folded.as_str()) || DENIERS.contains(w.folded.as_str()))
}

/// Words that are negated, each behind the word that does it.
fn negated(line: &Line) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    for (by, word) in line.words.iter().enumerate() {
        let behind = || line.words.iter().enumerate().skip(by + 1);
        let telling = |(_, word): &(usize, &Word)| word.stem.is_some() && !word.capital;
        if DENIERS.contains(word.folded.as_str()) {
            let clause = behind().take(CLAUSE).take_while(|(_, word)| !BREAKS.contains(word.folded.as_str()));
            found.extend(clause.filter(telling).map(|(at, _)| (by, at)));
        } else if NEGATIONS.contains(word.folded.as_str()) {
            let next = behind().find(|(_, word)| !AUXILIARIES.contains(word.folded.as_str()));
            found.extend(next.filter(telling).map(|(at, _)| (by, at)));
        }
    }
    found
}

/// Verbs of opposite meaning about the same actor, each alone in its sentence.
fn opposite(a: &Line, b: &Line) -> Option<Contrast> {
    let negates = |line: &Line| line.words.iter().any(|word| NEGATIONS.contains(word.folded.as_str()));
    if negates(a) || negates(b) {
        return None;
    }
    let sides = |line: &Line| {
        let words = line.words.iter().enumerate().filter(|(_, word)| !word.capital);
        words
            .flat_map(|(at, word)| {
                OPPOSITE.get(word.folded.as_str()).into_iter().flatten().map(move |side| (at, *side))
            })
            .collect::<Vec<(usize, (usize, bool))>>()
    };
    let (mine, theirs) = (sides(a), sides(b));
    let has = |of: &[(usize, (usize, bool))], side: (usize, bool)| of.iter().any(|(_, s)| *s == side);
    for (at, (pair, side)) in &mine {
        let (same, against) = ((*pair, *side), (*pair, !*side));
        if has(&mine, against) || has(&theirs, same) {
            continue;
        }
        if let Some((other, _)) = theirs.iter().find(|(_, s)| *s == against)
            && subject(a, &a.words[*at]).is_some_and(|actor| subject(b, &b.words[*other]) == Some(actor))
        {
            let (left, right) = (a.words[*at].span, b.words[*other].span);
            return Some(Contrast { standing: Standing::Opposite, left, right });
        }
    }
    None
}

/// The actor named last before a word: whom its verb is most often about.
fn subject(line: &Line, word: &Word) -> Option<ActorId> {
    let mut before = line.actors.iter().filter(|(_, span, _)| span.to() <= word.span.from());
    before.next_back().map(|(actor, _, _)| *actor)
}
