//! The last stage: stories and actors over the whole corpus, and what follows from them in the tables and the index.
//!
//! Grouping and merging are [`stories`](crate::library::stories)' and [`merge`](crate::library::merge)'s; this file brings
//! them what was found, gives their results the numbers that stories and actors had before, and writes what differs. A
//! number is never given to another story or actor: an open reader may find it gone, but never meaning something else.
//!
//! What was known stays in memory while the program runs ([`Joiner`]), so that a changed article costs little more than
//! itself; what it says is what joining from nothing would say.

mod actors;
mod mending;
mod numbers;
mod stories;

use crate::library::disk::files::path_of;
use crate::library::disk::intake::finding::{index_quotes, read_again, spoken_hash};
use crate::library::disk::intake::indexing::Before;
use crate::library::disk::intake::{Grouping, Intake, IntakeError, hash_of};
use crate::library::disk::pack::{Packed, PackedActor, unpack, unpack_actors};
use crate::library::disk::tallies::{Tally, unpack as unpack_tallies, unpack_locals};
use crate::library::disk::writer::Answers;
use crate::library::merge::{Digest, Merged, Merger};
use crate::library::stories::grouper::Key;
use crate::library::stories::{Doc, Group, Grouper};
use crate::model::Extraction;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::{Connection, OptionalExtension};
use std::path::PathBuf;
use xxhash_rust::xxh3::xxh3_64;

/// An article as joining sees it.
pub(super) struct Joined {
    id: u32,
    content: i64,
    place: i64,
    date: Option<i64>,
    story: u32,
    story_place: u32,
    copy_of: Option<u32>,
    speech: u32,
    actors: Vec<PackedActor>,
    tallies: Vec<Tally>,
    /// The corpus' actors, by local number: as they were, then as they are.
    locals: Vec<u32>,
    spoken: i64,
    /// Whether mends changed what is known of it.
    mended: bool,
}

/// What joining knows from the last time.
#[derive(Debug, Default)]
pub(crate) struct Joiner {
    grouper: Grouper,
    merger: Merger,
}

impl Joiner {
    /// Takes in what grouping needs of an article's content.
    pub(super) fn know(&mut self, id: u32, content: i64, doc: Doc) {
        self.grouper.put(key(id, content), doc);
    }

    fn knows(&self, article: &Joined) -> bool {
        self.grouper.has(key(article.id, article.content))
    }

    fn group(&mut self, articles: &[Joined]) -> Vec<Group> {
        let keys: Vec<Key> = articles.iter().map(|article| key(article.id, article.content)).collect();
        self.grouper.group(&keys)
    }

    /// Merges actors. Of many articles it would keep more than is gained by it.
    fn merge(&mut self, digests: &[&Digest], scopes: &[u32]) -> Merged {
        let merged = self.merger.merge(digests, scopes);
        if digests.len() > REMEMBERED {
            self.merger = Merger::default();
        }
        merged
    }
}

/// Up to how many articles the actors of every story are remembered.
const REMEMBERED: usize = 16_384;

/// The key of an article with this content.
fn key(id: u32, content: i64) -> Key {
    let both = (u128::from(id) << 64) | u128::from(content.cast_unsigned());
    xxh3_64(&both.to_le_bytes())
}

impl Intake<'_> {
    /// Joins stories and actors anew.
    pub(super) fn join(&mut self, grouping: Grouping) -> Result<(), IntakeError> {
        self.progress.joining = true;
        self.tell_progress();
        let names = all_names(&self.writer.connection)?;
        let mut articles = load(&self.writer.connection)?;
        let groups = match grouping {
            Grouping::Stays => None,
            Grouping::Anew => {
                self.learn(&articles, &names)?;
                if self.cancelled() {
                    return Ok(());
                }
                Some(self.library.joiner().group(&articles))
            }
        };
        if self.cancelled() {
            return Ok(());
        }
        self.writer.begin()?;
        let scopes = match &groups {
            Some(groups) => stories::scopes(groups, articles.len()),
            None => articles.iter().map(|article| article.story).collect(),
        };
        let merged = self.merge(&mut articles, &scopes, &names)?;
        // What was mended may have brought new strings.
        self.writer.flush_names()?;
        let names = all_names(&self.writer.connection)?;
        let actor_name = actors::write(&self.writer, &self.indexing, &mut articles, &merged, &names)?;
        match &groups {
            Some(groups) => stories::write(&self.writer, groups, &articles)?,
            None => stories::count_actors(&self.writer, &articles)?,
        }
        self.speak_anew(&articles, &names, &actor_name)?;
        self.writer.set("unjoined", 0)?;
        self.writer.set("owed_actors", 1)?;
        self.writer.set("joiner", self.versions.joiner)?;
        self.writer.set("mends", hash_of(self.options.mends.as_deref().unwrap_or_default()))?;
        self.commit(Answers::Change)
    }

    /// Brings what grouping needs of the articles, read again where it is not known.
    fn learn(&self, articles: &[Joined], names: &[String]) -> Result<(), IntakeError> {
        let lacking: Vec<&Joined> = {
            let joiner = self.library.joiner();
            articles.iter().filter(|article| !joiner.knows(article)).collect()
        };
        for part in lacking.chunks(1024) {
            if self.cancelled() {
                break;
            }
            let part: Vec<(&Joined, PathBuf)> = part
                .iter()
                .filter_map(|article| {
                    Some((*article, path(&self.writer.connection, article.id).transpose()?))
                })
                .map(|(article, path)| Ok((article, path?)))
                .collect::<rusqlite::Result<_>>()?;
            let root = self.library.root();
            let docs: Vec<(&Joined, Doc)> = part
                .par_iter()
                .filter_map(|(joined, path)| {
                    let article = read_again(root, path, joined.content)?;
                    Some((*joined, Doc::of(&article, &actors::found(&joined.actors, names))))
                })
                .collect();
            let mut joiner = self.library.joiner();
            for (article, doc) in docs {
                joiner.know(article.id, article.content, doc);
            }
        }
        Ok(())
    }

    /// Tells the index who said what where a speaker's name has changed.
    fn speak_anew(
        &self,
        articles: &[Joined],
        names: &[String],
        actor_name: &dyn Fn(u32) -> Option<String>,
    ) -> Result<(), IntakeError> {
        let mut changed: Vec<(u32, i64, Vec<Option<String>>)> = Vec::new();
        for article in articles {
            let name = |local: u32| article.locals.get(local as usize).and_then(|actor| actor_name(*actor));
            let hash = spoken_hash(&article.tallies, name);
            if hash != article.spoken && !article.tallies.is_empty() {
                let speakers = (0..article.tallies.len() as u32).map(name).collect();
                changed.push((article.id, hash, speakers));
            }
        }
        for part in changed.chunks(1024) {
            let ids: Vec<u32> = part.iter().map(|(id, _, _)| *id).collect();
            let stored = stored(&self.writer.connection, &ids)?;
            let (root, indexing) = (self.library.root(), &self.indexing);
            stored.par_iter().for_each(|stored| {
                let speakers = part.iter().find(|(id, _, _)| *id == stored.id).map(|(_, _, names)| names);
                let Some(article) = read_again(root, &stored.path, stored.content) else { return };
                let name = |local: u32| speakers?.get(local as usize)?.clone();
                let before = Before::Something;
                index_quotes(indexing, (stored.id, before), &article, &stored.extraction(names), name);
            });
            for (id, hash, _) in part {
                self.writer.owe(*id)?;
                self.writer.run("UPDATE locals SET spoken = ?2 WHERE article = ?1", (id, hash))?;
            }
        }
        Ok(())
    }
}

/// An article's findings as they are stored.
pub(super) struct Stored {
    pub(super) id: u32,
    pub(super) path: PathBuf,
    pub(super) content: i64,
    packed: Packed,
}

impl Stored {
    /// They again; none when they are damaged or have not been looked for.
    pub(super) fn extraction(&self, names: &[String]) -> Extraction {
        unpack(&self.packed, |id| names.get(id as usize).cloned()).unwrap_or_default()
    }
}

/// Where an article's file is.
fn path(from: &Connection, id: u32) -> rusqlite::Result<Option<PathBuf>> {
    let mut statement = from.prepare_cached("SELECT path FROM file WHERE id = ?1")?;
    statement.query_row([id], |row| Ok(path_of(row.get_ref(0)?))).optional()
}

/// The findings of some articles.
pub(super) fn stored(from: &Connection, ids: &[u32]) -> rusqlite::Result<Vec<Stored>> {
    let mut statement = from.prepare_cached(
        "SELECT f.path, a.content, n.mentions, n.actors, n.quotes FROM analysis AS n
         JOIN article AS a ON a.id = n.article JOIN file AS f ON f.id = n.article WHERE n.article = ?1",
    )?;
    let mut found = Vec::with_capacity(ids.len());
    for &id in ids {
        let row = statement.query_row([id], |row| {
            let bytes = |at| row.get::<_, Option<Vec<u8>>>(at).map(Option::unwrap_or_default);
            let packed = Packed { mentions: bytes(2)?, actors: bytes(3)?, quotes: bytes(4)? };
            Ok(Stored { id, path: path_of(row.get_ref(0)?), content: row.get(1)?, packed })
        });
        found.extend(row.optional()?);
    }
    Ok(found)
}

/// Every string of the library, by its number.
pub(super) fn all_names(from: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut names = Vec::new();
    let mut statement = from.prepare("SELECT id, text FROM name ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id: usize = row.get::<_, u32>(0)? as usize;
        names.resize(id, String::new());
        names.push(row.get(1)?);
    }
    Ok(names)
}

/// Every article in the order of paths.
fn load(from: &Connection) -> rusqlite::Result<Vec<Joined>> {
    let mut statement = from.prepare(
 "SELECT a.id, a.place, a.date, a.story, a.story_place, a.copy_of, a.speech, coalesce(u.actors, n.actors),
           coalesce(u.tallies, n.tallies), l.actors, l.spoken, a.content, u.article IS NOT NULL
         FROM article AS a LEFT JOIN analysis AS n ON n.article = a.id LEFT JOIN locals AS l ON l.article = a.id
           LEFT JOIN unmended AS u ON u.article = a.id
         ORDER BY a.place",
    )?;
    let rows = statement.query_map([], |row| {
        let bytes = |at| row.get::<_, Option<Vec<u8>>>(at).map(Option::unwrap_or_default);
        Ok(Joined {
            id: row.get(0)?,
            place: row.get(1)?,
            date: row.get(2)?,
            story: row.get(3)?,
            story_place: row.get(4)?,
            copy_of: row.get(5)?,
            speech: row.get(6)?,
            actors: unpack_actors(&bytes(7)?).unwrap_or_default(),
            tallies: unpack_tallies(&bytes(8)?).unwrap_or_default(),
            locals: unpack_locals(&bytes(9)?).unwrap_or_default(),
            spoken: row.get::<_, Option<i64>>(10)?.unwrap_or_default(),
            content: row.get(11)?,
            mended: row.get(12)?,
        })
    })?;
    rows.collect()
}
