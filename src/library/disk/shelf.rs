//! What grouping remembers, in the library's tables: written with the transactions of the one who fills it, so that it is
//! always that of the rows beside it.

use crate::library::disk::names::name_of;
use crate::library::disk::pack::unpack_actors;
use crate::library::disk::{day_number, day_of};
use crate::library::stories::Doc;
use crate::library::stories::copies::Signature;
use crate::library::stories::doc::{Digest, Facts, Sketch};
use crate::library::stories::shelf::{Drawer, Shelf};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::{Connection, OptionalExtension, params};

/// The tables of grouping.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tables<'c>(pub(crate) &'c Connection);

impl Tables<'_> {
    /// Keeps what grouping needs of an article, in place of what was there.
    pub(crate) fn put_doc(self, article: u32, doc: &Doc) -> rusqlite::Result<()> {
        let Sketch { content, date, print, signature } = &doc.sketch;
        self.0
            .prepare_cached("INSERT OR REPLACE INTO sketch (article, words, date, print, signature) VALUES (?1, ?2, ?3, ?4, ?5)")?
            .execute(params![
                article,
                content.cast_signed(),
                date.map(day_number),
                print.cast_signed(),
                signature.as_bytes()
            ])?;
        self.0
            .prepare_cached("INSERT OR REPLACE INTO digest (article, packed) VALUES (?1, ?2)")?
            .execute(params![article, doc.digest.to_bytes()])?;
        Ok(())
    }

    /// Forgets an article. What came of grouping it is forgotten by the next grouping.
    pub(crate) fn remove_doc(self, article: u32) -> rusqlite::Result<()> {
        for sql in ["DELETE FROM sketch WHERE article = ?1", "DELETE FROM digest WHERE article = ?1"] {
            self.0.prepare_cached(sql)?.execute([article])?;
        }
        Ok(())
    }

    /// Forgets everything: what was kept is of another version.
    pub(crate) fn clear_all(self) -> rusqlite::Result<()> {
        self.0.execute_batch(
            "DELETE FROM sketch; DELETE FROM digest; DELETE FROM near; DELETE FROM likely; DELETE FROM list; DELETE FROM reason;
             DELETE FROM meta WHERE key = 'sample'",
        )
    }

    fn digest(self, article: u32) -> rusqlite::Result<Option<Vec<u8>>> {
        let mut statement = self.0.prepare_cached("SELECT packed FROM digest WHERE article = ?1")?;
        statement.query_row([article], |row| row.get(0)).optional()
    }
}

/// What is done with a drawer.
#[derive(Clone, Copy)]
enum Deed {
    Get,
    Put,
    Remove,
    Each,
    Clear,
}

const fn sql(drawer: Drawer, deed: Deed) -> &'static str {
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
    match drawer {
        Drawer::Near => on!("near"),
        Drawer::Likely => on!("likely"),
        Drawer::Lists => on!("list"),
        Drawer::Reasons => on!("reason"),
    }
}

impl Shelf for Tables<'_> {
    type Error = rusqlite::Error;

    fn sketches(&mut self, each: &mut dyn FnMut(u32, Sketch)) -> rusqlite::Result<()> {
        let mut statement =
            self.0.prepare_cached("SELECT article, words, date, print, signature FROM sketch")?;
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
        let packed =
            articles.iter().map(|article| self.digest(*article)).collect::<rusqlite::Result<Vec<_>>>()?;
        let digest = |packed: &Option<Vec<u8>>| packed.as_deref().and_then(Digest::from_bytes);
        Ok(packed.par_iter().map(|packed| digest(packed).unwrap_or_default()).collect())
    }

    fn facts(&mut self, article: u32) -> rusqlite::Result<Facts> {
        let digest = self.digest(article)?.as_deref().and_then(Digest::from_bytes).unwrap_or_default();
        let mut statement = self.0.prepare_cached(
            "SELECT coalesce(u.actors, n.actors) FROM analysis AS n LEFT JOIN unmended AS u USING (article)
             WHERE n.article = ?1",
        )?;
        let packed: Option<Option<Vec<u8>>> = statement.query_row([article], |row| row.get(0)).optional()?;
        let actors = packed.flatten().and_then(|packed| unpack_actors(&packed)).unwrap_or_default();
        let names =
            actors.iter().map(|actor| name_of(self.0, actor.name)).collect::<rusqlite::Result<Vec<_>>>()?;
        let counts = names.iter().zip(&actors).map(|(name, actor)| {
            (name.as_str(), actor.kind, actor.variants.iter().map(|(_, count)| count).sum())
        });
        Ok(Facts::new(digest, counts))
    }

    fn get(&mut self, from: Drawer, number: i64) -> rusqlite::Result<Option<Vec<u8>>> {
        self.0.prepare_cached(sql(from, Deed::Get))?.query_row([number], |row| row.get(0)).optional()
    }

    fn put(&mut self, to: Drawer, number: i64, packed: &[u8]) -> rusqlite::Result<()> {
        if packed.is_empty() {
            self.0.prepare_cached(sql(to, Deed::Remove))?.execute([number])?;
        } else {
            self.0.prepare_cached(sql(to, Deed::Put))?.execute(params![number, packed])?;
        }
        Ok(())
    }

    fn each(&mut self, of: Drawer, each: &mut dyn FnMut(i64, &[u8])) -> rusqlite::Result<()> {
        let mut statement = self.0.prepare_cached(sql(of, Deed::Each))?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            each(row.get(0)?, row.get_ref(1)?.as_blob()?);
        }
        Ok(())
    }

    fn clear(&mut self, drawer: Drawer) -> rusqlite::Result<()> {
        self.0.prepare_cached(sql(drawer, Deed::Clear))?.execute([]).map(drop)
    }

    fn sample(&mut self) -> rusqlite::Result<u64> {
        let mut statement = self.0.prepare_cached("SELECT value FROM meta WHERE key = 'sample'")?;
        let print: Option<i64> = statement.query_row([], |row| row.get(0)).optional()?;
        Ok(print.unwrap_or_default().cast_unsigned())
    }

    fn set_sample(&mut self, print: u64) -> rusqlite::Result<()> {
        let sql = "INSERT OR REPLACE INTO meta (key, value) VALUES ('sample', ?1)";
        self.0.prepare_cached(sql)?.execute([print.cast_signed()]).map(drop)
    }
}
