//! A story told whole from its articles: order, wordings, accounts, people, sources, and what is new to its reader.
//!
//! Every function here is pure over [`Reading`]s, so that any library can call it. Nothing is judged and nothing is
//! written: each line is the articles' own sentence, with its place. Near-copies are left out by the caller and held
//! against their original by [`side_by_side`].

mod accounts;
mod align;
mod cast;
mod contrast;
mod copies;
mod days;
mod families;
mod figures;
mod fresh;
mod lexicon;
mod lines;
mod numbers;
mod people;
mod phases;
mod rounds;
mod silence;
mod strength;
mod timeline;
mod weights;

pub use copies::side_by_side;
pub use fresh::fresh;
pub use rounds::{RoundOf, rounds};

use crate::library::view::{Extract, Reading, Telling};
use crate::model::{ActorId, StoryId};
use cast::{Cast, roles};
use jiff::civil::Date;
use std::sync::Arc;

/// How many articles of another round are looked into to order it.
pub const LOOKED_INTO: usize = 12;

/// How many articles of a story are told whole; of a larger one the first in its order.
pub const MOST: usize = 64;

/// Of how many of its articles an actor's card tells whom he met.
pub const MET_IN: usize = 16;

/// Tells a story from its articles, near-copies left out, in its order. What is new and the rounds of the affair are
/// the caller's to add. `today` is the last day an article can be from.
#[must_use]
pub fn tell(story: StoryId, members: &[Arc<Reading>], today: Date) -> Telling {
    let members = members.get(..members.len().min(MOST)).unwrap_or_default();
    let lines = lines::lines(members);
    let cast = Cast::of(members);
    Telling {
        story,
        timeline: timeline::timeline(members, &lines, today),
        families: families::families(members),
        figures: figures::figures(members, &lines),
        accounts: accounts::accounts(members, &lines, &cast),
        people: people::people(members, &lines, &cast),
        roles: roles(members),
        strength: strength::strength(members, &lines),
        ..Telling::default()
    }
}

/// The sentences of some articles that say an actor met or spoke with another one, in their order, with the other.
#[must_use]
pub fn met(members: &[Arc<Reading>], actor: ActorId) -> Vec<(ActorId, Extract)> {
    people::met(members, &lines::lines(members), &Cast::of(members), actor)
}

/// How many sentences of running text an article has.
#[must_use]
pub fn sentences(reading: &Reading) -> u32 {
    lines::lines_of(0, reading).iter().filter(|line| line.is_told()).count() as u32
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
