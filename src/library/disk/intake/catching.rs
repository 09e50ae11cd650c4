//! What the index is owed: articles that were committed to the library and not to the index when the program ended, or all
//! of them when the index is new.

use crate::library::disk::intake::finding::{index_quotes, read_again};
use crate::library::disk::intake::indexing::Before;
use crate::library::disk::intake::joining::{Stored, stored};
use crate::library::disk::intake::{Intake, IntakeError, Update};
use crate::library::disk::names::strings;
use crate::library::disk::tallies::locals_of;
use crate::library::disk::writer::Answers;
use crate::model::Clean;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use std::collections::HashMap;

/// Articles between two commits.
const ROUND: usize = 4096;

impl Intake<'_> {
    /// Brings the index up to the library.
    pub(super) fn catch_up(&mut self) -> Result<(), IntakeError> {
        let generation = self.writer.number("generation")?;
        let lost = generation > 0 && self.indexing.is_new()?;
        if lost || self.writer.number("owed_actors")? > 0 {
            self.writer.begin()?;
            // Joining gives it the actors.
            self.writer.run("UPDATE actor SET hash = 0", [])?;
            self.writer.set("unjoined", 1)?;
            self.writer.set("owed_actors", 0)?;
            if lost {
                self.writer.set("indexed", 0)?;
            }
            self.writer.commit(Answers::Stay)?;
        }
        if lost {
            self.writer.run("INSERT OR IGNORE INTO unindexed SELECT id FROM article", [])?;
            let notice = "the index of words was damaged or missing: it is made again from the files";
            (self.tell)(Update::Notice(Clean::line(notice)));
        }
        let mut statement =
            self.writer.connection.prepare("SELECT article FROM unindexed ORDER BY article")?;
        let owed: Vec<u32> = statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        drop(statement);
        if owed.is_empty() {
            return Ok(());
        }
        let names = strings(&self.writer.connection)?;
        let actors = self.actor_names()?;
        for ids in owed.chunks(ROUND) {
            if self.cancelled() {
                return Ok(());
            }
            for id in ids {
                self.indexing.forget(*id);
            }
            let stored = stored(&self.writer.connection, ids)?;
            let locals: HashMap<u32, Vec<u32>> = ids
                .iter()
                .map(|id| Ok((*id, locals_of(&self.writer.connection, *id)?)))
                .collect::<rusqlite::Result<_>>()?;
            let (root, indexing) = (self.library.root(), &self.indexing);
            let give = |stored: &Stored| {
                let Some(article) = read_again(root, &stored.path, stored.content, stored.parsed.as_ref())
                else {
                    return Some(stored.id);
                };
                indexing.add(stored.id, &article, Before::Nothing);
                let found = stored.extraction(&names);
                let name = |local: u32| match locals.get(&stored.id).and_then(|of| of.get(local as usize)) {
                    Some(actor) => actors.get(actor).cloned(),
                    None => found.actors.get(local as usize).map(|actor| actor.name.clone()),
                };
                index_quotes(indexing, (stored.id, Before::Nothing), &article, &found, name);
                None
            };
            let strayed: Vec<u32> = stored.par_iter().filter_map(give).collect();
            self.writer.begin()?;
            let generation = self.writer.commit(Answers::Change)?;
            self.indexing.commit(generation)?;
            self.writer.begin()?;
            for id in ids.iter().filter(|id| !strayed.contains(id)) {
                self.writer.run("DELETE FROM unindexed WHERE article = ?1", [id])?;
            }
            self.strayed.extend(strayed);
            self.indexed(Some(generation))?;
        }
        Ok(())
    }

    fn actor_names(&self) -> rusqlite::Result<HashMap<u32, String>> {
        let mut statement = self.writer.connection.prepare("SELECT id, name FROM actor")?;
        statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }
}
