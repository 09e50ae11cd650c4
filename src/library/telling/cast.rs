//! The actors of a story with their names and counts, from its articles alone.

use crate::library::mends::actors::NOBODY;
use crate::library::telling::families::speakers;
use crate::library::view::{ActorRow, Place, Reading};
use crate::model::{ActorId, ActorKind, Clean, QuoteKind, Span};
use crate::text::fold::fold;
use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::sync::Arc;

/// Into how many stretches a sparkline divides the articles at most.
const SPARK: usize = 16;

/// The actors by number.
#[derive(Clone, Debug, Default)]
pub(crate) struct Cast(BTreeMap<ActorId, ActorRow>);

impl Cast {
    /// Counts the actors of some articles.
    pub(crate) fn of(members: &[Arc<Reading>]) -> Self {
        let mut cast: BTreeMap<ActorId, ActorRow> = BTreeMap::new();
        let mut kinds: BTreeMap<ActorId, BTreeMap<ActorKind, u32>> = BTreeMap::new();
        let stretches = members.len().min(SPARK);
        for (at, reading) in members.iter().enumerate() {
            let mut here: Vec<ActorId> = Vec::new();
            let named = reading.extraction.actors.iter().zip(&reading.actors);
            for (local, (id, name)) in named.filter(|(_, (id, _))| *id != NOBODY) {
                let mentions: u32 = local.variants.iter().map(|(_, count)| count).sum();
                let row = cast.entry(*id).or_insert_with(|| row(*id, name, stretches));
                row.mentions += mentions;
                row.spark[at * stretches / members.len()] += mentions;
                *kinds.entry(*id).or_default().entry(local.kind).or_default() += mentions;
                here.push(*id);
            }
            here.sort_unstable();
            here.dedup();
            here.into_iter().filter_map(|id| cast.get_mut(&id).map(|row| row.articles += 1)).for_each(drop);
            for quote in reading.extraction.quotes.iter().filter(|q| q.kind != QuoteKind::SoCalled) {
                for id in speakers(reading, quote) {
                    if let Some(row) = cast.get_mut(&id) {
                        row.said += 1;
                    }
                }
            }
        }
        for (id, votes) in kinds {
            let kind = votes.into_iter().max_by_key(|(kind, count)| (*count, Reverse(*kind)));
            if let (Some((kind, _)), Some(row)) = (kind, cast.get_mut(&id)) {
                row.kind = kind;
            }
        }
        Self(cast)
    }

    /// One actor.
    pub(crate) fn get(&self, id: ActorId) -> Option<&ActorRow> {
        self.0.get(&id)
    }

    /// All of them, most mentioned first.
    pub(crate) fn ranked(&self) -> Vec<&ActorRow> {
        let mut rows: Vec<&ActorRow> = self.0.values().collect();
        rows.sort_by(|a, b| b.mentions.cmp(&a.mentions).then_with(|| a.name.cmp(&b.name)));
        rows
    }
}

/// The first title or role that the articles give each actor, in their words.
pub(crate) fn roles(members: &[Arc<Reading>]) -> Vec<(ActorId, Clean, Place)> {
    let mut roles: BTreeMap<ActorId, (Clean, Place)> = BTreeMap::new();
    for reading in members {
        for (local, (id, _)) in reading.extraction.actors.iter().zip(&reading.actors) {
            // “Its secretary-general” says less than “the secretary-general of the council”.
            let whose = |span: &&Span| {
                let words = fold(reading.article.at(**span));
                let first = words.split_whitespace().next().unwrap_or_default();
                !matches!(first, "its" | "his" | "her" | "their" | "our")
            };
            if let Some(&span) = local.roles.iter().find(whose) {
                let place = Place { article: reading.row.id, span };
                roles.entry(*id).or_insert_with(|| (Clean::line(reading.article.at(span)), place));
            }
        }
    }
    roles.into_iter().map(|(id, (role, place))| (id, role, place)).collect()
}

fn row(id: ActorId, name: &Clean, stretches: usize) -> ActorRow {
    ActorRow {
        id,
        name: name.clone(),
        kind: ActorKind::Other,
        mentions: 0,
        articles: 0,
        said: 0,
        spark: vec![0; stretches],
    }
}
