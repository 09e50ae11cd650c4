//! What grouping remembers, in the library's tables: written with the transactions of the one who fills it, so that it is
//! always that of the rows beside it.
//!
//! Digests weigh a quarter of the text, and few are ever asked for again: those of the sample, by which words are weighed, and of the newest
//! articles are kept. The others stand there until their articles are first grouped, and are made anew from the files later.

use crate::library::disk::files::path_of;
use crate::library::disk::frame::Parsed;
use crate::library::disk::intake::finding::read_again;
use crate::library::disk::names::name_of;
use crate::library::disk::pack::{PackedActor, unpack_actors};
use crate::library::disk::{day_number, day_of};
use crate::library::stories::Doc;
use crate::library::stories::copies::Signature;
use crate::library::stories::doc::{Digest, Facts, Sketch, names_of};
use crate::library::stories::store::{GroupStore, Table};
use crate::model::{Extraction, LocalActor};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::{Connection, OptionalExtension, params};
use std::path::{Path, PathBuf};

/// The tables of grouping, and the folder of articles, where digests that are not kept are made anew.
#[derive(Clone, Copy, Debug)]
pub(crate) struct GroupTables<'c> {
    pub(crate) connection: &'c Connection,
    pub(crate) root: &'c Path,
}

/// How many digests of the newest articles are kept: what comes is compared with them most often.
const NEWEST: i64 = 4096;

/// Keeps what grouping needs of an article, in place of what was there.
pub(crate) fn put_doc(to: &Connection, article: u32, doc: &Doc) -> rusqlite::Result<()> {
    let Sketch { content, date, print, signature } = &doc.sketch;
    to.prepare_cached(
        "INSERT OR REPLACE INTO sketch (article, words, date, print, signature) VALUES (?1, ?2, ?3, ?4, ?5)",
    )?
    .execute(params![
        article,
        content.cast_signed(),
        date.map(day_number),
        print.cast_signed(),
        signature.as_bytes()
    ])?;
    to.prepare_cached("INSERT OR REPLACE INTO digest (article, packed) VALUES (?1, ?2)")?
        .execute(params![article, doc.digest.to_bytes()])?;
    Ok(())
}

/// Forgets an article. What came of grouping it is forgotten by the next grouping.
pub(crate) fn remove_doc(from: &Connection, article: u32) -> rusqlite::Result<()> {
    for sql in ["DELETE FROM sketch WHERE article = ?1", "DELETE FROM digest WHERE article = ?1"] {
        from.prepare_cached(sql)?.execute([article])?;
    }
    Ok(())
}

/// Forgets everything: what was kept is of another version.
pub(crate) fn clear_all(of: &Connection) -> rusqlite::Result<()> {
    of.execute_batch(
        "DELETE FROM sketch; DELETE FROM digest; DELETE FROM near; DELETE FROM likely; DELETE FROM list; DELETE FROM reason;
         DELETE FROM meta WHERE key = 'sample'",
    )
}

/// What a digest is made of.
enum Source {
    Kept(Vec<u8>),
    File { path: PathBuf, content: i64, parsed: Option<Parsed>, actors: Vec<LocalActor> },
    Nothing,
}

impl Source {
    fn digest(&self, root: &Path) -> Option<Digest> {
        match self {
            Self::Kept(packed) => Digest::from_bytes(packed),
            Self::File { path, content, parsed, actors } => {
                let article = read_again(root, path, *content, parsed.as_ref())?;
                let found = Extraction { actors: actors.clone(), ..Extraction::default() };
                Some(Doc::of(&article, &found).digest)
            }
            Self::Nothing => None,
        }
    }
}

impl GroupTables<'_> {
    fn source(self, article: u32) -> rusqlite::Result<Source> {
        let mut statement = self.connection.prepare_cached("SELECT packed FROM digest WHERE article = ?1")?;
        if let Some(packed) = statement.query_row([article], |row| row.get(0)).optional()? {
            return Ok(Source::Kept(packed));
        }
        // What was never sketched could not be read.
        let mut statement = self.connection.prepare_cached(
            "SELECT f.path, f.content FROM file AS f JOIN sketch AS s ON s.article = f.id WHERE f.id = ?1",
        )?;
        let file = |row: &rusqlite::Row<'_>| Ok((path_of(row.get_ref(0)?), row.get(1)?));
        let Some((path, content)) = statement.query_row([article], file).optional()? else {
            return Ok(Source::Nothing);
        };
        let parsed = Parsed::of(self.connection, article)?;
        Ok(Source::File { path, content, parsed, actors: self.actors(article)? })
    }

    /// An article's actors as grouping sees them: as they were found, their mentions in one number.
    fn actors(self, article: u32) -> rusqlite::Result<Vec<LocalActor>> {
        let mut statement = self.connection.prepare_cached(
            "SELECT coalesce(u.actors, n.actors) FROM analysis AS n LEFT JOIN unmended AS u USING (article)
             WHERE n.article = ?1",
        )?;
        let packed: Option<Option<Vec<u8>>> = statement.query_row([article], |row| row.get(0)).optional()?;
        let actors = packed.flatten().and_then(|packed| unpack_actors(&packed)).unwrap_or_default();
        let local = |actor: PackedActor| {
            let count = actor.variants.iter().map(|(_, count)| count).sum();
            Ok(LocalActor {
                name: name_of(self.connection, actor.name)?,
                kind: actor.kind,
                variants: vec![(String::new(), count)],
                roles: Vec::new(),
                gender: actor.gender,
            })
        };
        actors.into_iter().map(local).collect()
    }
}

/// What is done with a table.
#[derive(Clone, Copy)]
enum Deed {
    Get,
    Put,
    Remove,
    Each,
    Clear,
}

const fn sql(table: Table, deed: Deed) -> &'static str {
    macro_rules! on {
        ($table:literal) => {
            match deed {
                Deed::Get => concat!("SELECT packed FROM ", $table, " WHERE id = ?1"),
                Deed::Put => concat!("INSERT OR REPLACE INTO ", $table, " (id, packed) VALUES (?1, ?2)"),
                Deed::Remove => concat!("DELETE FROM ", $table, " WHERE id = ?1"),
                Deed::Each => concat!("SELECT id, packed FROM ", $table, " ORDER BY id"),
                Deed::Clear => concat!("DELETE FROM ", $table),
            }
        };
    }
    match table {
        Table::Near => on!("near"),
        Table::Likely => on!("likely"),
        Table::Lists => on!("list"),
        Table::Reasons => on!("reason"),
    }
}

impl GroupStore for GroupTables<'_> {
    type Error = rusqlite::Error;

    fn sketches(&mut self, each: &mut dyn FnMut(u32, Sketch)) -> rusqlite::Result<()> {
        let mut statement =
            self.connection.prepare_cached("SELECT article, words, date, print, signature FROM sketch")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let sketch = Sketch {
                content: row.get::<_, i64>(1)?.cast_unsigned(),
                date: row.get::<_, Option<i64>>(2)?.and_then(day_of),
                print: row.get::<_, i64>(3)?.cast_unsigned(),
                signature: Signature::from_bytes(row.get_ref(4)?.as_blob()?),
            };
            each(row.get(0)?, sketch);
        }
        Ok(())
    }

    fn digests(&mut self, articles: &[u32]) -> rusqlite::Result<Vec<Digest>> {
        let sources =
            articles.iter().map(|article| self.source(*article)).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(sources.par_iter().map(|source| source.digest(self.root).unwrap_or_default()).collect())
    }

    fn bring(&mut self, articles: &[u32]) -> rusqlite::Result<()> {
        for part in articles.chunks(256) {
            let mut made: Vec<(u32, Source)> = Vec::new();
            for &article in part {
                let source = self.source(article)?;
                made.extend(matches!(source, Source::File { .. }).then_some((article, source)));
            }
            let digests: Vec<Option<Vec<u8>>> =
                made.par_iter().map(|(_, source)| Some(source.digest(self.root)?.to_bytes())).collect();
            let sql = "INSERT INTO digest (article, packed) VALUES (?1, ?2)";
            let mut statement = self.connection.prepare_cached(sql)?;
            for ((article, _), packed) in made.iter().zip(digests) {
                if let Some(packed) = packed {
                    statement.execute(params![article, packed])?;
                }
            }
        }
        Ok(())
    }

    fn keep(&mut self, articles: &[u32]) -> rusqlite::Result<()> {
        let newest = "SELECT coalesce(max(article), 0) FROM sketch";
        let newest: i64 = self.connection.prepare_cached(newest)?.query_row([], |row| row.get(0))?;
        let mut others: Vec<u32> = Vec::new();
        let mut statement =
            self.connection.prepare_cached("SELECT article FROM digest WHERE article <= ?1")?;
        let mut rows = statement.query([newest - NEWEST])?;
        while let Some(row) = rows.next()? {
            let article = row.get(0)?;
            others.extend(articles.binary_search(&article).is_err().then_some(article));
        }
        let mut statement = self.connection.prepare_cached("DELETE FROM digest WHERE article = ?1")?;
        others.into_iter().try_for_each(|article| statement.execute([article]).map(drop))
    }

    fn facts(&mut self, article: u32) -> rusqlite::Result<Facts> {
        let digest = self.digests(&[article])?.pop().unwrap_or_default();
        let found = Extraction { actors: self.actors(article)?, ..Extraction::default() };
        Ok(Facts::new(digest, names_of(&found)))
    }

    fn get(&mut self, from: Table, number: i64) -> rusqlite::Result<Option<Vec<u8>>> {
        self.connection.prepare_cached(sql(from, Deed::Get))?.query_row([number], |row| row.get(0)).optional()
    }

    fn put(&mut self, to: Table, number: i64, packed: &[u8]) -> rusqlite::Result<()> {
        if packed.is_empty() {
            self.connection.prepare_cached(sql(to, Deed::Remove))?.execute([number])?;
        } else {
            self.connection.prepare_cached(sql(to, Deed::Put))?.execute(params![number, packed])?;
        }
        Ok(())
    }

    fn each(&mut self, of: Table, each: &mut dyn FnMut(i64, &[u8])) -> rusqlite::Result<()> {
        let mut statement = self.connection.prepare_cached(sql(of, Deed::Each))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get_ref(1)?.as_blob()?);
        }
        Ok(())
    }

    fn clear(&mut self, table: Table) -> rusqlite::Result<()> {
        self.connection.prepare_cached(sql(table, Deed::Clear))?.execute([]).map(drop)
    }

    fn sample(&mut self) -> rusqlite::Result<u64> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM meta WHERE key = 'sample'")?;
        let print: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(print.unwrap_or_default().cast_unsigned())
    }

    fn set_sample(&mut self, print: u64) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES ('sample', ?1)";
        self.connection.prepare_cached(sql)?.execute([print.cast_signed()]).map(drop)
    }
}

#[cfg(test)]
mod tests {
    use super::GroupTables;
    use crate::library::disk::intake::{Options, scan};
    use crate::library::disk::{self, Library};
    use crate::library::stories::store::GroupStore;

    #[test]
    fn a_digest_that_is_not_kept_is_made_anew() {
        let corpus = tempfile::tempdir().unwrap();
        for n in 0..3 {
            let text = format!(
                "Ferry {n} leaves\n\n4 May 2031\n\nThe ferry {n} left Halm at noon, said Orla Venn of the port.\n"
            );
            std::fs::write(corpus.path().join(format!("{n}.txt")), text).unwrap();
        }
        let library = Library::open(&disk::Options { corpus: corpus.path().into(), folder: None }).unwrap();
        scan(&library, &Options::default(), &mut |_| {}).unwrap();
        let writer = library.writer().unwrap();
        let mut tables = GroupTables { connection: &writer.connection, root: library.root() };
        let kept = (tables.digests(&[1, 2, 3]).unwrap(), tables.facts(2).unwrap());
        writer.run("DELETE FROM digest WHERE article > 1", []).unwrap();
        assert_eq!((tables.digests(&[1, 2, 3]).unwrap(), tables.facts(2).unwrap()), kept);
        tables.bring(&[1, 2, 3, 9]).unwrap();
        let count: i64 =
            writer.connection.query_row("SELECT count(*) FROM digest", [], |row| row.get(0)).unwrap();
        assert_eq!((count, tables.digests(&[1, 2, 3]).unwrap()), (3, kept.0));
        assert_eq!(tables.digests(&[9]).unwrap(), [crate::library::stories::doc::Digest::default()]);
    }
}
