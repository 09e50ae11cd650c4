//! The last stage: stories and actors over the whole corpus, and what follows from them in the tables and the index.
//!
//! Grouping and merging are [`stories`](crate::library::stories)' and [`merge`](crate::library::merge)'s; this file brings
//! them what was found, gives their results the numbers that stories and actors had before, and writes what differs. A
//! number is never given to another story or actor: an open reader may find it gone, but never meaning something else.
//!
//! What grouping must know again stands in the library ([`GroupTables`]), so that a changed article costs little more than itself;
//! what it says is what joining from nothing would say. Of an article no more than a few numbers are held in memory; what was
//! found in it is read when it is needed.

mod actors;
mod mending;
mod numbers;
mod stories;

use crate::library::disk::files::path_of;
use crate::library::disk::frame::Parsed;
use crate::library::disk::grouping::{GroupTables, clear_all, put_doc};
use crate::library::disk::intake::finding::{index_quotes, read_again, spoken_hash};
use crate::library::disk::intake::indexing::Before;
use crate::library::disk::intake::joining::actors::Cast;
use crate::library::disk::intake::{Grouping, Intake, IntakeError, hash_of};
use crate::library::disk::names::strings;
use crate::library::disk::pack::{Packed, unpack, unpack_actors};
use crate::library::disk::tallies::{Tally, unpack as unpack_tallies, unpack_locals};
use crate::library::disk::writer::Answers;
use crate::library::merge::Merger;
use crate::library::stories::bytes::VERSION;
use crate::library::stories::{Doc, Grouper};
use crate::library::strings::Strings;
use crate::model::Extraction;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::{Connection, OptionalExtension};
use std::path::PathBuf;

/// An article as joining sees it.
pub(super) struct Joined {
    id: u32,
    place: i64,
    date: Option<i64>,
    story: u32,
    story_place: u32,
    copy_of: Option<u32>,
    speech: u32,
    spoken: i64,
    /// Whether mends changed what is known of it.
    mended: bool,
}

/// All articles in the order of paths.
struct All {
    articles: Vec<Joined>,
    /// The corpus' actors of each article, by local number, as they were.
    before: Lists,
}

/// Lists of numbers, behind each other.
#[derive(Debug, Default)]
pub(super) struct Lists {
    ends: Vec<u32>,
    all: Vec<u32>,
}

impl Lists {
    fn push(&mut self, list: impl IntoIterator<Item = u32>) {
        self.all.extend(list);
        self.ends.push(self.all.len() as u32);
    }

    fn of(&self, at: usize) -> &[u32] {
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        let end = self.ends.get(at).map_or(start, |end| *end as usize);
        self.all.get(start..end).unwrap_or_default()
    }
}

/// What joining knows from the last time, beside what stands in the library.
#[derive(Debug, Default)]
pub(crate) struct Joiner {
    grouper: Grouper,
    merger: Merger,
}

/// Articles whose findings are in memory at once.
const PART: usize = 256;

impl Intake<'_> {
    /// Joins stories and actors anew.
    pub(super) fn join(&mut self, grouping: Grouping) -> Result<(), IntakeError> {
        self.progress.joining = true;
        self.tell_progress();
        if grouping == Grouping::Anew {
            self.learn()?;
        }
        if self.cancelled() {
            return Ok(());
        }
        self.writer.begin()?;
        let mut all = load(&self.writer.connection)?;
        let groups = match grouping {
            Grouping::Stays => None,
            Grouping::Anew => {
                let ids: Vec<u32> = all.articles.iter().map(|article| article.id).collect();
                let root = self.library.root();
                let mut tables = GroupTables { connection: &self.writer.connection, root };
                Some(self.library.joiner().grouper.group(&mut tables, &ids)?)
            }
        };
        let scopes = match &groups {
            Some(groups) => stories::scopes(groups, all.articles.len()),
            None => all.articles.iter().map(|article| article.story).collect(),
        };
        let names = strings(&self.writer.connection)?;
        let merged = self.merge(&mut all.articles, &scopes, &names)?;
        drop((scopes, names));
        // What was mended may have brought new strings.
        self.writer.flush_names()?;
        let names = strings(&self.writer.connection)?;
        let cast = Cast::new(&self.writer, &all, merged)?;
        cast.write(&mut self.writer, &self.indexing, &all, &names)?;
        match &groups {
            Some(groups) => stories::write(&self.writer, groups, &all.articles, &cast)?,
            None => stories::count_actors(&self.writer, &all.articles, &cast)?,
        }
        drop(groups);
        self.speak_anew(&all.articles, &names, &cast)?;
        self.writer.set("unjoined", 0)?;
        self.writer.set("owed_actors", 1)?;
        self.writer.set("joiner", self.versions.joiner)?;
        self.writer.set("mends", hash_of(self.options.mends.as_deref().unwrap_or_default()))?;
        self.commit(Answers::Change)
    }

    /// Forgets what another version knew of the articles.
    pub(super) fn unlearn(&self) -> rusqlite::Result<()> {
        let version = self.versions.joiner.wrapping_add(VERSION.into());
        if self.writer.number("digests")? == version {
            return Ok(());
        }
        self.writer.begin()?;
        clear_all(&self.writer.connection)?;
        self.writer.set("digests", version)?;
        self.writer.run("COMMIT", []).map(drop)
    }

    /// Brings what grouping needs of the articles, read again where it is not in the library.
    fn learn(&self) -> Result<(), IntakeError> {
        let lacking = lacking(&self.writer.connection)?;
        if lacking.is_empty() {
            return Ok(());
        }
        let names = strings(&self.writer.connection)?;
        self.writer.begin()?;
        for part in lacking.chunks(PART) {
            if self.cancelled() {
                break;
            }
            let root = self.library.root();
            let docs: Vec<(u32, Doc)> = part
                .par_iter()
                .filter_map(|unknown| {
                    let article = read_again(root, &unknown.path, unknown.content, None)?;
                    let actors = unpack_actors(&unknown.actors).unwrap_or_default();
                    Some((unknown.id, Doc::of(&article, &actors::found(&actors, &names))))
                })
                .collect();
            docs.iter().try_for_each(|(id, doc)| put_doc(&self.writer.connection, *id, doc))?;
        }
        self.writer.run("COMMIT", [])?;
        Ok(())
    }

    /// Tells the index who said what where a speaker's name has changed.
    fn speak_anew(&self, articles: &[Joined], names: &Strings, cast: &Cast) -> Result<(), IntakeError> {
        let mut changed: Vec<(u32, usize, i64)> = Vec::new();
        for (at, article) in articles.iter().enumerate() {
            let tallies = tallies(&self.writer.connection, article.id)?;
            let hash = spoken_hash(&tallies, |local| cast.name(at, local));
            if hash != article.spoken && !tallies.is_empty() {
                changed.push((article.id, at, hash));
            }
        }
        for part in changed.chunks(PART) {
            let ids: Vec<u32> = part.iter().map(|(id, ..)| *id).collect();
            let stored = stored(&self.writer.connection, &ids)?;
            let (root, indexing) = (self.library.root(), &self.indexing);
            stored.par_iter().for_each(|stored| {
                let at = part.iter().find(|(id, ..)| *id == stored.id).map(|(_, at, _)| *at);
                let parsed = stored.parsed.as_ref();
                let Some(article) = read_again(root, &stored.path, stored.content, parsed) else { return };
                let before = Before::Something;
                let name = |local: u32| cast.name(at?, local);
                index_quotes(indexing, (stored.id, before), &article, &stored.extraction(names), name);
            });
            for (id, _, hash) in part {
                self.writer.owe(*id)?;
                self.writer.run("UPDATE locals SET spoken = ?2 WHERE article = ?1", (id, hash))?;
            }
        }
        Ok(())
    }
}

/// An article grouping knows nothing of.
struct Unknown {
    id: u32,
    path: PathBuf,
    content: i64,
    actors: Vec<u8>,
}

fn lacking(from: &Connection) -> rusqlite::Result<Vec<Unknown>> {
    let mut statement = from.prepare(
        "SELECT a.id, f.path, a.content, coalesce(u.actors, n.actors)
         FROM article AS a JOIN file AS f USING (id) LEFT JOIN sketch AS s ON s.article = a.id
           LEFT JOIN analysis AS n ON n.article = a.id LEFT JOIN unmended AS u ON u.article = a.id
         WHERE s.article IS NULL ORDER BY a.id",
    )?;
    let rows = statement.query_map([], |row| {
        let actors = row.get::<_, Option<Vec<u8>>>(3)?.unwrap_or_default();
        Ok(Unknown { id: row.get(0)?, path: path_of(row.get_ref(1)?), content: row.get(2)?, actors })
    })?;
    rows.collect()
}

/// What each of an article's own actors counts for, mends included.
pub(super) fn tallies(from: &Connection, article: u32) -> rusqlite::Result<Vec<Tally>> {
    let mut statement = from.prepare_cached("SELECT tallies FROM analysis WHERE article = ?1")?;
    let packed: Option<Option<Vec<u8>>> = statement.query_row([article], |row| row.get(0)).optional()?;
    Ok(packed.flatten().and_then(|packed| unpack_tallies(&packed)).unwrap_or_default())
}

/// An article's findings as they are stored.
pub(super) struct Stored {
    pub(super) id: u32,
    pub(super) path: PathBuf,
    pub(super) content: i64,
    packed: Packed,
    pub(super) parsed: Option<Parsed>,
}

impl Stored {
    /// They again; none when they are damaged or have not been looked for.
    pub(super) fn extraction(&self, names: &Strings) -> Extraction {
        unpack(&self.packed, |id| names.get(id).map(str::to_owned)).unwrap_or_default()
    }
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
            let parsed = Parsed::of(from, id)?;
            Ok(Stored { id, path: path_of(row.get_ref(0)?), content: row.get(1)?, packed, parsed })
        });
        found.extend(row.optional()?);
    }
    Ok(found)
}

/// Every article in the order of paths.
fn load(from: &Connection) -> rusqlite::Result<All> {
    let mut statement = from.prepare(
        "SELECT a.id, a.place, a.date, a.story, a.story_place, a.copy_of, a.speech, l.actors, l.spoken, u.article IS NOT NULL
         FROM article AS a LEFT JOIN locals AS l ON l.article = a.id LEFT JOIN unmended AS u ON u.article = a.id
         ORDER BY a.place",
    )?;
    let mut all = All { articles: Vec::new(), before: Lists::default() };
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let locals = row.get_ref(7)?.as_blob_or_null()?.and_then(unpack_locals);
        all.before.push(locals.unwrap_or_default());
        all.articles.push(Joined {
            id: row.get(0)?,
            place: row.get(1)?,
            date: row.get(2)?,
            story: row.get(3)?,
            story_place: row.get(4)?,
            copy_of: row.get(5)?,
            speech: row.get(6)?,
            spoken: row.get::<_, Option<i64>>(8)?.unwrap_or_default(),
            mended: row.get(9)?,
        });
    }
    Ok(all)
}
