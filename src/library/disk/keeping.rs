//! Looking after a library: what it holds and weighs, whether it is whole, and taking it away.

use crate::library::disk::writer::WriterError;
use crate::library::disk::{Library, SCHEMA, generation, indexed};
use crate::library::fulltext::searching::NO_ROW;
use crate::library::fulltext::{Collection, FulltextError};
use crate::library::store::folder;
use crate::model::Clean;
use rusqlite::Connection;
use std::collections::BTreeMap;
use std::path::Path;

/// What a library holds.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Info {
    /// Files of the folder.
    pub files: u64,
    /// Files with something wrong.
    pub problems: u64,
    /// Articles.
    pub articles: u64,
    /// Articles whose names and quotes have not been looked for.
    pub waiting: u64,
    /// Stories.
    pub stories: u64,
    /// Actors.
    pub actors: u64,
    /// Quotes, `soCalled` included.
    pub quotes: u64,
    /// Bytes of the files.
    pub text: u64,
    /// Bytes of the SQLite file and its journal.
    pub database: u64,
    /// Bytes of the index of words.
    pub index: u64,
    /// How often answers have changed.
    pub generation: i64,
}

impl Info {
    /// Library and index over the text; 0 without any text.
    #[must_use]
    pub fn ratio(&self) -> f64 {
        if self.text == 0 { 0.0 } else { (self.database + self.index) as f64 / self.text as f64 }
    }
}

impl Library {
    /// What it holds and weighs.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn info(&self) -> rusqlite::Result<Info> {
        let db = self.connect()?;
        let number = |sql: &str| db.query_row(sql, [], |row| row.get::<_, i64>(0)).map(i64::cast_unsigned);
        let weigh = |suffix: &str| {
            self.folder().map_or(0, |folder| folder::weight(&folder.join(format!("{}{suffix}", SCHEMA.file))))
        };
        Ok(Info {
            files: number("SELECT count(*) FROM file")?,
            problems: number("SELECT count(DISTINCT file) FROM issue")?,
            articles: number("SELECT count(*) FROM article")?,
            waiting: number("SELECT count(*) FROM article WHERE extractor IS NULL")?,
            stories: number("SELECT count(*) FROM story")?,
            actors: number("SELECT count(*) FROM actor")?,
            quotes: number("SELECT count(*) FROM quote")?,
            text: number("SELECT coalesce(sum(bytes), 0) FROM file")?,
            database: weigh("") + weigh("-wal"),
            index: self.index_folder().map_or(0, |folder| folder::weight(&folder)),
            generation: generation(&db)?,
        })
    }

    /// What is wrong with it, a sentence each; nothing when it is whole.
    ///
    /// # Errors
    /// When it cannot be read at all.
    pub fn verify(&self) -> rusqlite::Result<Vec<Clean>> {
        let db = self.connect()?;
        let mut faults: Vec<String> = Vec::new();
        let mut statement = db.prepare("PRAGMA integrity_check(20)")?;
        let told: Vec<String> =
            statement.query_map([], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?;
        faults.extend(told.into_iter().filter(|line| line != "ok"));
        for (what, sql) in RULES {
            let broken: i64 = db.query_row(sql, [], |row| row.get(0))?;
            if broken > 0 {
                faults.push(format!("{broken} {what}"));
            }
        }
        match self.compare_index(&db) {
            Ok(None) => {}
            Ok(Some(fault)) => faults.push(fault),
            Err(error) => faults.push(error.to_string()),
        }
        Ok(faults.iter().map(|fault| Clean::line(fault)).collect())
    }

    /// Whether the index holds the library's articles, quotes and actors, each once.
    fn compare_index(&self, db: &Connection) -> Result<Option<String>, VerifyError> {
        let searcher = self.fulltext()?.searcher(indexed(db)?.cast_unsigned())?;
        for (collection, sql) in [
            (Collection::Articles, "SELECT id, 1 FROM article"),
            (Collection::Quotes, "SELECT article, count(*) FROM quote GROUP BY article"),
            (Collection::Actors, "SELECT id, 1 FROM actor"),
        ] {
            let mut owned: BTreeMap<u32, i64> = BTreeMap::new();
            searcher.each_slot(collection, &mut |slot| {
                if slot.owner != NO_ROW {
                    *owned.entry(slot.owner).or_default() += 1;
                }
            })?;
            let mut statement = db.prepare(sql)?;
            let mut rows = statement.query([])?;
            let mut missing = 0;
            while let Some(row) = rows.next()? {
                missing += u32::from(owned.remove(&row.get(0)?) != Some(row.get(1)?));
            }
            if missing > 0 || !owned.is_empty() {
                return Ok(Some(format!(
                    "the index of words lacks {missing} of its {}, and has {} that are gone",
                    collection.name(),
                    owned.len()
                )));
            }
        }
        Ok(None)
    }
}

#[derive(Debug, thiserror::Error)]
enum VerifyError {
    #[error(transparent)]
    Library(#[from] rusqlite::Error),
    #[error(transparent)]
    Index(#[from] FulltextError),
}

/// What no row may break: the count of those that do.
const RULES: [(&str, &str); 7] = [
    ("articles without their file", "SELECT count(*) FROM article WHERE id NOT IN (SELECT id FROM file)"),
    (
        "articles without their text's structure",
        "SELECT count(*) FROM article WHERE id NOT IN (SELECT article FROM analysis)",
    ),
    (
        "articles without their story",
        "SELECT count(*) FROM article WHERE story NOT IN (SELECT id FROM story)",
    ),
    (
        "stories with another number of articles",
        "SELECT count(*) FROM story AS s WHERE articles <> (SELECT count(*) FROM article WHERE story = s.id)",
    ),
    (
        "articles with another number of quotes",
        "SELECT count(*) FROM article AS a WHERE quotes <>
           (SELECT count(*) FROM quote WHERE id >= a.id << 20 AND id < (a.id + 1) << 20)",
    ),
    ("actors nobody is", "SELECT count(*) FROM appearance WHERE actor NOT IN (SELECT id FROM actor)"),
    ("names without their letters", "SELECT count(*) FROM variant WHERE name NOT IN (SELECT id FROM name)"),
];

/// Why a library was not taken away.
#[derive(Debug, thiserror::Error)]
pub enum RemoveError {
    /// Another instance writes it.
    #[error(transparent)]
    Busy(#[from] WriterError),
    /// A file cannot be removed.
    #[error("the library cannot be removed: {0}")]
    Io(#[from] std::io::Error),
}

/// Takes a library away; whatever else is in its folder stays. What the user made is elsewhere.
///
/// # Errors
/// When another instance writes it, or a file cannot be removed.
pub fn remove(folder: &Path) -> Result<(), RemoveError> {
    if !folder.exists() {
        return Ok(());
    }
    let lock = crate::library::store::Lock::take(&folder.join(folder::LOCK)).ok_or(WriterError::Busy)?;
    folder::remove(folder, SCHEMA.file)?;
    drop(lock);
    Ok(())
}
