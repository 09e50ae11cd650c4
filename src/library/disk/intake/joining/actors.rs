//! Actors into their tables and the index, and which of them each article's are.

use crate::library::disk::intake::indexing::{Before, Indexing};
use crate::library::disk::intake::joining::{All, Joined, Lists, numbers, stored, tallies};
use crate::library::disk::pack::{PackedActor, number_in, unpack_actors, unpack_quotes};
use crate::library::disk::tallies::{Tally, grouped, pack_locals};
use crate::library::disk::writer::{Writer, quote_id};
use crate::library::lookup::part;
use crate::library::mends::actors::NOBODY;
use crate::library::merge::{Merged, MergedActor};
use crate::library::strings::Strings;
use crate::model::{ActorKind, Clean, Extraction, LocalActor};
use crate::parse::hashes::Map;
use rusqlite::{Connection, OptionalExtension, params};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// The merged actors with the numbers they have in the library.
pub(super) struct Cast {
    actors: Vec<MergedActor>,
    ids: Vec<u32>,
    /// The actors of each article, by local number; by place in the list above.
    of: Lists,
}

impl Cast {
    /// Gives the actors their numbers: those they had, as far as they are the same.
    pub(super) fn new(writer: &Writer, all: &All, merged: Merged) -> rusqlite::Result<Self> {
        let old = |(article, local): &(crate::model::ArticleId, crate::model::LocalActorId)| {
            let old = all.before.of(article.0 as usize).get(local.0 as usize).copied().unwrap_or(0);
            if old == NOBODY.0 { 0 } else { old }
        };
        let Merged { mut actors, of } = merged;
        let kept = numbers::kept(actors.iter().map(|actor| actor.members.iter().map(old)));
        for actor in &mut actors {
            actor.members = Vec::new();
        }
        let new = kept.iter().filter(|kept| kept.is_none()).count();
        let mut next = writer.numbers("next_actor", new)?;
        let mut number = |kept: Option<u32>| {
            kept.unwrap_or_else(|| {
                next += 1;
                next - 1
            })
        };
        let ids = kept.into_iter().map(&mut number).collect();
        let mut lists = Lists::default();
        for actors in of {
            lists.push(actors.into_iter().map(|actor| actor.0));
        }
        Ok(Self { actors, ids, of: lists })
    }

    /// The numbers of an article's actors in the library, by local number.
    pub(super) fn locals(&self, article: usize) -> impl Iterator<Item = u32> {
        self.of.of(article).iter().map(|at| self.ids.get(*at as usize).copied().unwrap_or(NOBODY.0))
    }

    /// An article's actors, without those who are none.
    pub(super) fn somebody(&self, article: usize) -> impl Iterator<Item = u32> {
        self.locals(article).filter(|actor| *actor != NOBODY.0)
    }

    /// What an article's actor is called.
    pub(super) fn name(&self, article: usize, local: u32) -> Option<String> {
        let at = *self.of.of(article).get(local as usize)?;
        Some(Clean::line(&self.actors.get(at as usize)?.name).into_string())
    }

    /// Writes the actors as far as they differ, and whom each article's are.
    pub(super) fn write(
        &self,
        writer: &mut Writer,
        indexing: &Indexing,
        all: &All,
        strings: &Strings,
    ) -> rusqlite::Result<()> {
        let mut counts = vec![Count::default(); self.actors.len()];
        let mut roles: Vec<(u32, u32)> = Vec::new();
        for (at, article) in all.articles.iter().enumerate() {
            let groups = self.of.of(at);
            let tallies = tallies(&writer.connection, article.id)?;
            let counted = counted(writer, (article, &tallies), groups, strings)?;
            for (&group, tally) in &counted {
                if let Some(count) = counts.get_mut(group as usize) {
                    count.add(tally, article.date);
                }
            }
            for (group, actor) in groups.iter().zip(actors_of(&writer.connection, article.id)?) {
                roles.extend(actor.roles.iter().map(|(_, words)| (*group, *words)));
            }
            let locals: Vec<u32> = self.locals(at).collect();
            let before = all.before.of(at);
            if article.mended || locals != before {
                let id = |group: u32| self.ids.get(group as usize).copied();
                let counted = counted.iter().filter_map(|(group, tally)| Some((id(*group)?, *tally)));
                place(writer, article, (before, &locals), counted)?;
            }
        }
        // In the order of articles within each.
        roles.sort_by_key(|(actor, _)| *actor);
        let mut rest = roles.as_slice();
        let rows = (0..).zip(self.actors.iter().zip(&counts)).map(|(at, (merged, count))| {
            let (roles, others) = rest.split_at(rest.partition_point(|(actor, _)| *actor <= at));
            rest = others;
            Row { merged, name: Clean::line(&merged.name), roles, count }
        });
        put_all(writer, indexing, rows.zip(self.ids.iter().copied()), strings)
    }
}

/// An article's actors, mends included.
fn actors_of(from: &Connection, article: u32) -> rusqlite::Result<Vec<PackedActor>> {
    let mut statement = from.prepare_cached("SELECT actors FROM analysis WHERE article = ?1")?;
    let packed: Option<Option<Vec<u8>>> = statement.query_row([article], |row| row.get(0)).optional()?;
    Ok(packed.flatten().and_then(|packed| unpack_actors(&packed)).unwrap_or_default())
}

/// An article's actors as they were found, without their roles.
pub(super) fn found(actors: &[PackedActor], strings: &Strings) -> Extraction {
    let name = |id: u32| strings.get(id).unwrap_or_default().to_owned();
    let local = |actor: &PackedActor| LocalActor {
        name: name(actor.name),
        kind: actor.kind,
        variants: actor.variants.iter().map(|(id, count)| (name(*id), *count)).collect(),
        roles: Vec::new(),
        gender: actor.gender,
    };
    Extraction { actors: actors.iter().map(local).collect(), ..Extraction::default() }
}

/// What each actor counts for in an article.
fn counted(
    writer: &Writer,
    (article, tallies): (&Joined, &[Tally]),
    groups: &[u32],
    strings: &Strings,
) -> rusqlite::Result<BTreeMap<u32, Tally>> {
    let plain: BTreeMap<u32, Tally> = groups.iter().copied().zip(tallies.iter().copied()).collect();
    if plain.len() == groups.len() {
        return Ok(plain);
    }
    // Two of the article's own are one: what both are in counts once.
    let distinct: Vec<u32> = plain.into_keys().collect();
    let group: Vec<u32> = groups.iter().map(|group| number_in(&distinct, group)).collect();
    let stored = stored(&writer.connection, &[article.id])?;
    let found = stored.first().map(|stored| stored.extraction(strings)).unwrap_or_default();
    Ok(distinct.into_iter().zip(grouped(&found, &group)).collect())
}

/// Writes whom an article's actors are.
fn place(
    writer: &Writer,
    article: &Joined,
    (before, locals): (&[u32], &[u32]),
    counted: impl Iterator<Item = (u32, Tally)>,
) -> rusqlite::Result<()> {
    let mut before: Vec<u32> = before.to_vec();
    before.sort_unstable();
    before.dedup();
    for actor in before {
        writer.run("DELETE FROM appearance WHERE actor = ?1 AND article = ?2", [actor, article.id])?;
    }
    for (actor, tally) in counted {
        let sql =
            "INSERT INTO appearance (actor, article, mentions, said, about) VALUES (?1, ?2, ?3, ?4, ?5)";
        writer.run(sql, params![actor, article.id, tally.mentions, tally.said, tally.about])?;
    }
    writer
        .run("UPDATE locals SET actors = ?2 WHERE article = ?1", params![article.id, pack_locals(locals)])?;
    let quotes = "SELECT quotes FROM analysis WHERE article = ?1";
    let mut statement = writer.connection.prepare_cached(quotes)?;
    let quotes: Option<Option<Vec<u8>>> = statement.query_row([article.id], |row| row.get(0)).optional()?;
    let quotes = quotes.flatten().and_then(|bytes| unpack_quotes(&bytes)).unwrap_or_default();
    for (n, quote) in (0..).zip(quotes) {
        let first = quote.speakers.iter().find_map(|speaker| speaker.actor);
        let actor = first.and_then(|local| locals.get(local.0 as usize)).filter(|actor| **actor != NOBODY.0);
        if let Some(actor) = actor {
            let id = quote_id(article.id, n);
            writer.run("UPDATE quote SET actor = ?2 WHERE id = ?1", params![id, actor])?;
        }
    }
    Ok(())
}

/// What an actor counts for in the whole corpus.
#[derive(Clone, Debug, Default)]
struct Count {
    mentions: u32,
    articles: u32,
    said: u32,
    first: Option<i64>,
    last: Option<i64>,
}

impl Count {
    fn add(&mut self, tally: &Tally, date: Option<i64>) {
        self.mentions += tally.mentions;
        self.articles += 1;
        self.said += tally.said;
        let pick = |old: Option<i64>, better: fn(i64, i64) -> i64| match (old, date) {
            (Some(old), Some(date)) => Some(better(old, date)),
            (old, date) => old.or(date),
        };
        (self.first, self.last) = (pick(self.first, i64::min), pick(self.last, i64::max));
    }
}

/// An actor's row with all that stands in the index of it.
struct Row<'m> {
    merged: &'m MergedActor,
    name: Clean,
    /// Its roles' words, behind its number.
    roles: &'m [(u32, u32)],
    count: &'m Count,
}

impl Row<'_> {
    /// Tells whether anything in the tables or the index is another.
    fn hash(&self) -> i64 {
        let mut hash = DefaultHasher::new();
        (self.name.as_str(), number_in(&ActorKind::ALL, &self.merged.kind), &self.merged.variants)
            .hash(&mut hash);
        self.roles.iter().for_each(|(_, words)| words.hash(&mut hash));
        let Count { mentions, articles, said, first, last } = self.count;
        (mentions, articles, said, first, last).hash(&mut hash);
        (hash.finish() >> 32).cast_signed()
    }
}

/// Writes the actors that differ, in the tables and the index.
fn put_all<'m>(
    writer: &mut Writer,
    indexing: &Indexing,
    rows: impl Iterator<Item = (Row<'m>, u32)>,
    strings: &Strings,
) -> rusqlite::Result<()> {
    let mut old: Map<i64> = Map::default();
    let mut statement = writer.connection.prepare("SELECT id, hash FROM actor")?;
    let mut known = statement.query([])?;
    while let Some(row) = known.next()? {
        old.insert(row.get::<_, u32>(0)?.into(), row.get(1)?);
    }
    drop(known);
    drop(statement);
    for (row, id) in rows {
        let hash = row.hash();
        let before = old.remove(&id.into());
        if before == Some(hash) {
            continue;
        }
        writer.run(
            "INSERT OR REPLACE INTO actor (id, name, kind, mentions, articles, said, first, last, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                id,
                row.name.as_str(),
                number_in(&ActorKind::ALL, &row.merged.kind),
                row.count.mentions,
                row.count.articles,
                row.count.said,
                row.count.first,
                row.count.last,
                hash
            ],
        )?;
        if before.is_some() {
            writer.run("DELETE FROM variant WHERE actor = ?1", [id])?;
        }
        for (n, (text, count)) in (0_u32..).zip(&row.merged.variants) {
            let name = writer.name_number(text)?;
            let sql = "INSERT INTO variant (actor, n, name, mentions) VALUES (?1, ?2, ?3, ?4)";
            writer.run(sql, params![id, n, name, count])?;
        }
        let mut parts = vec![(part::NAME, row.name.as_str())];
        parts.extend(row.merged.variants.iter().map(|(text, _)| (part::NAME, text.as_str())));
        let roles = row.roles.iter().filter_map(|(_, id)| strings.get(*id));
        parts.extend(roles.map(|words| (part::ROLE, words)));
        indexing.add_actor(id, Before::of(before.is_some()), parts);
    }
    for id in old.into_keys().map(|id| id as u32) {
        writer.run("DELETE FROM variant WHERE actor = ?1", [id])?;
        writer.run("DELETE FROM actor WHERE id = ?1", [id])?;
        indexing.forget_actor(id);
    }
    Ok(())
}
