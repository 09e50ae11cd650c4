//! What extraction finds in one article.

use crate::model::{LocalActor, LocalActorId, Mention, Quote};
use serde::{Deserialize, Serialize};

/// Mentions, actors and quotes of one article, each in the order of the text.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Extraction {
    /// Every mention, by span.
    pub mentions: Vec<Mention>,
    /// The actors of this article, in order of first mention.
    pub actors: Vec<LocalActor>,
    /// Every quote, by the start of its content.
    pub quotes: Vec<Quote>,
}

impl Extraction {
    /// One of the article's actors.
    #[must_use]
    pub fn actor(&self, id: LocalActorId) -> Option<&LocalActor> {
        self.actors.get(id.0 as usize)
    }

    /// The mentions of one actor, in order.
    pub fn mentions_of(&self, id: LocalActorId) -> impl Iterator<Item = &Mention> {
        self.mentions.iter().filter(move |m| m.actor == Some(id))
    }
}
