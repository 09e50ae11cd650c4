//! New to me: what of an article its reader has not met in what he has read of the affair.
//!
//! A sentence is known when one of the read articles tells the same in like words, a quote when it is of one family with
//! a read one, an actor when a read article names him, a number when one counts as many of the same.

use crate::library::stories::pairs::dot;
use crate::library::telling::families::{Said, same};
use crate::library::telling::lines::{Line, Rarity, lines_of};
use crate::library::telling::weights::vector;
use crate::library::view::{Fresh, FreshItem, FreshKind, Reading};
use crate::model::{ActorId, Span};
use std::collections::HashSet;
use std::sync::Arc;

/// From here on a read sentence tells the same.
const KNOWN: f32 = 0.55;
/// Or when one read article's words hold so much of its weight, and none of its numbers is new.
const SHARED: f32 = 0.9;

/// What is new in an article to one who has read `read`; `met` says which actors he met anywhere else.
#[must_use]
pub fn fresh(reading: &Reading, read: &[Arc<Reading>], met: &dyn Fn(ActorId) -> bool) -> Fresh {
    let others: Vec<&Arc<Reading>> = read.iter().filter(|other| other.row.id != reading.row.id).collect();
    let mut fresh = Fresh { article: reading.row.id, ..Fresh::default() };
    if others.is_empty() {
        return fresh;
    }
    fresh.against = others.iter().map(|other| other.row.id).collect();
    let own = lines_of(0, reading);
    let theirs: Vec<Line> =
        others.iter().enumerate().flat_map(|(at, other)| lines_of(at + 1, other)).collect();
    let all: Vec<Line> = own.iter().chain(&theirs).cloned().collect();
    let rarity = Rarity::of(&all);
    let vectors: Vec<Vec<(u64, f32)>> = theirs.iter().map(|line| vector(line, &rarity)).collect();
    let known_words: Vec<HashSet<u64>> = (1..=others.len())
        .map(|member| {
            let of = theirs.iter().zip(&vectors).filter(|(line, _)| line.member == member);
            of.flat_map(|(_, vector)| vector.iter().map(|(key, _)| *key)).collect()
        })
        .collect();
    for line in own.iter().filter(|line| line.is_told()) {
        let vector = vector(line, &rarity);
        let same = vectors.iter().any(|other| dot(&vector, other) >= KNOWN);
        let held = |known: &HashSet<u64>| {
            vector.iter().filter(|(key, _)| known.contains(key)).map(|(_, w)| w * w).sum::<f32>() >= SHARED
        };
        let numbers = line.numbers.iter().filter(|number| {
            !theirs.iter().flat_map(|line| &line.numbers).any(|n| n.unit == number.unit && n.agrees(number))
        });
        let numbers: Vec<Span> = numbers.map(|number| number.span).collect();
        if (!same && !known_words.iter().any(held)) || !numbers.is_empty() {
            fresh.items.push(FreshItem { kind: FreshKind::Sentence, span: line.span });
        }
        fresh.items.extend(numbers.into_iter().map(|span| FreshItem { kind: FreshKind::Number, span }));
    }
    let known_actors: HashSet<ActorId> =
        others.iter().flat_map(|other| other.actors.iter().map(|(id, _)| *id)).collect();
    let mut seen: HashSet<ActorId> = HashSet::new();
    for (actor, span, _) in own.iter().flat_map(|line| &line.actors) {
        if !known_actors.contains(actor) && !met(*actor) && seen.insert(*actor) {
            fresh.items.push(FreshItem { kind: FreshKind::Actor, span: *span });
        }
    }
    let said: Vec<Said> = others
        .iter()
        .flat_map(|other| (0..other.extraction.quotes.len()).filter_map(|index| Said::new(0, other, index)))
        .collect();
    for index in 0..reading.extraction.quotes.len() {
        if let Some(quote) = Said::new(0, reading, index)
            && !said.iter().any(|other| same(&quote, other))
        {
            let span = reading.extraction.quotes[index].content;
            fresh.items.push(FreshItem { kind: FreshKind::Quote, span });
        }
    }
    fresh.items.sort_by_key(|item| (item.span.start, item.kind, item.span.end));
    fresh
}
