//! Actors into their tables and the index, and which of them each article's are.

use crate::library::disk::intake::indexing::{Before, Indexing};
use crate::library::disk::intake::joining::{Joined, numbers, stored};
use crate::library::disk::pack::{PackedActor, number_in, unpack_quotes};
use crate::library::disk::tallies::{Tally, grouped, pack_locals};
use crate::library::disk::writer::{Writer, quote_id};
use crate::library::lookup::part;
use crate::library::mends::actors::NOBODY;
use crate::library::merge::{Digest, Merged, MergedActor};
use crate::model::{ActorId, ActorKind, Clean, Extraction, LocalActor};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeMap, HashMap};
use std::hash::{DefaultHasher, Hash, Hasher};

/// Writes the merged actors as far as they differ. `articles` get their new actors; the names of those come back.
pub(super) fn write<'n>(
    writer: &Writer,
    indexing: &Indexing,
    articles: &mut [Joined],
    merged: &Merged,
    strings: &[String],
) -> rusqlite::Result<Box<dyn Fn(u32) -> Option<String> + 'n>> {
    let old = |(article, local): &(crate::model::ArticleId, crate::model::LocalActorId)| {
        let article = articles.get(article.0 as usize);
        let old = article.and_then(|article| article.locals.get(local.0 as usize).copied()).unwrap_or(0);
        if old == NOBODY.0 { 0 } else { old }
    };
    let kept = numbers::kept(merged.actors.iter().map(|actor| actor.members.iter().map(old)));
    let new = kept.iter().filter(|kept| kept.is_none()).count();
    let mut next = writer.numbers("next_actor", new)?;
    let mut number = |kept: Option<u32>| {
        kept.unwrap_or_else(|| {
            next += 1;
            next - 1
        })
    };
    let ids: Vec<u32> = kept.into_iter().map(&mut number).collect();

    let mut rows: Vec<Row<'_>> = merged.actors.iter().map(Row::new).collect();
    for (article, of) in articles.iter_mut().zip(&merged.of) {
        let id = |group: &ActorId| ids.get(group.0 as usize).copied().unwrap_or(NOBODY.0);
        let locals: Vec<u32> = of.iter().map(id).collect();
        let groups: Vec<u32> = of.iter().map(|group| group.0).collect();
        let counted = counted(writer, article, &groups, strings)?;
        for (&group, tally) in &counted {
            if let Some(row) = rows.get_mut(group as usize) {
                row.count(tally, article.date);
            }
        }
        for (group, actor) in groups.iter().zip(&article.actors) {
            if let Some(row) = rows.get_mut(*group as usize) {
                row.roles.extend(actor.roles.iter().map(|(_, words)| *words));
            }
        }
        if article.mended || locals != article.locals {
            let counted =
                counted.iter().filter_map(|(group, tally)| Some((*ids.get(*group as usize)?, *tally)));
            place(writer, article, &locals, counted)?;
            article.locals = locals;
        }
    }
    put_all(writer, indexing, &rows, &ids, strings)?;
    let of_id: HashMap<u32, String> =
        ids.into_iter().zip(rows.iter().map(|row| row.name.to_string())).collect();
    Ok(Box::new(move |id| of_id.get(&id).cloned()))
}

/// What merging needs of an article's actors.
pub(super) fn digest(actors: &[PackedActor], strings: &[String]) -> Digest {
    Digest::of(&found(actors, strings))
}

/// An article's actors as they were found, without their roles.
pub(super) fn found(actors: &[PackedActor], strings: &[String]) -> Extraction {
    let name = |id: u32| strings.get(id as usize).cloned().unwrap_or_default();
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
    article: &Joined,
    groups: &[u32],
    strings: &[String],
) -> rusqlite::Result<BTreeMap<u32, Tally>> {
    let plain: BTreeMap<u32, Tally> = groups.iter().copied().zip(article.tallies.iter().copied()).collect();
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
    locals: &[u32],
    counted: impl Iterator<Item = (u32, Tally)>,
) -> rusqlite::Result<()> {
    let mut before: Vec<u32> = article.locals.clone();
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

/// An actor's row with all that stands in the index of it.
struct Row<'m> {
    name: Clean,
    kind: ActorKind,
    variants: &'m [(String, u32)],
    roles: Vec<u32>,
    mentions: u32,
    articles: u32,
    said: u32,
    first: Option<i64>,
    last: Option<i64>,
}

impl<'m> Row<'m> {
    fn new(merged: &'m MergedActor) -> Self {
        Self {
            name: Clean::line(&merged.name),
            kind: merged.kind,
            variants: &merged.variants,
            roles: Vec::new(),
            mentions: 0,
            articles: 0,
            said: 0,
            first: None,
            last: None,
        }
    }

    fn count(&mut self, tally: &Tally, date: Option<i64>) {
        self.mentions += tally.mentions;
        self.articles += 1;
        self.said += tally.said;
        let pick = |old: Option<i64>, better: fn(i64, i64) -> i64| match (old, date) {
            (Some(old), Some(date)) => Some(better(old, date)),
            (old, date) => old.or(date),
        };
        (self.first, self.last) = (pick(self.first, i64::min), pick(self.last, i64::max));
    }

    /// Tells whether anything in the tables or the index is another.
    fn hash(&self) -> i64 {
        let mut hash = DefaultHasher::new();
        (self.name.as_str(), number_in(&ActorKind::ALL, &self.kind), self.variants, &self.roles)
            .hash(&mut hash);
        (self.mentions, self.articles, self.said, self.first, self.last).hash(&mut hash);
        hash.finish().cast_signed()
    }
}

/// Writes the actors that differ, in the tables and the index.
fn put_all(
    writer: &Writer,
    indexing: &Indexing,
    rows: &[Row<'_>],
    ids: &[u32],
    strings: &[String],
) -> rusqlite::Result<()> {
    let numbers: HashMap<&str, u32> = (0..).zip(strings).map(|(id, name)| (name.as_str(), id)).collect();
    let mut statement = writer.connection.prepare("SELECT id, hash FROM actor")?;
    let old = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let mut old: HashMap<u32, i64> = old.collect::<rusqlite::Result<_>>()?;
    for (row, &id) in rows.iter().zip(ids) {
        let hash = row.hash();
        let before = old.remove(&id);
        if before == Some(hash) {
            continue;
        }
        let lower = row.name.to_lowercase();
        writer.run(
            "INSERT OR REPLACE INTO actor (id, name, fold, kind, mentions, articles, said, first, last, hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            params![
                id,
                row.name.as_str(),
                lower,
                number_in(&ActorKind::ALL, &row.kind),
                row.mentions,
                row.articles,
                row.said,
                row.first,
                row.last,
                hash
            ],
        )?;
        if before.is_some() {
            writer.run("DELETE FROM variant WHERE actor = ?1", [id])?;
        }
        for (n, (text, count)) in (0_u32..).zip(row.variants) {
            let name = numbers.get(text.as_str()).copied().unwrap_or_default();
            let sql = "INSERT INTO variant (actor, n, name, mentions) VALUES (?1, ?2, ?3, ?4)";
            writer.run(sql, params![id, n, name, count])?;
        }
        let mut parts = vec![(part::NAME, row.name.as_str())];
        parts.extend(row.variants.iter().map(|(text, _)| (part::NAME, text.as_str())));
        let roles = row.roles.iter().filter_map(|id| strings.get(*id as usize));
        parts.extend(roles.map(|words| (part::ROLE, words.as_str())));
        indexing.add_actor(id, row.mentions, Before::of(before.is_some()), parts);
    }
    for id in old.into_keys() {
        writer.run("DELETE FROM variant WHERE actor = ?1", [id])?;
        writer.run("DELETE FROM actor WHERE id = ?1", [id])?;
        indexing.forget_actor(id);
    }
    Ok(())
}
