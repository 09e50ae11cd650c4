//! What a hit shows of an article besides its text, and where that is: read at once, and kept while the library stays as it
//! is. While somebody types, the same hits come again and again.

use crate::library::disk::answers::View;
use crate::library::disk::day_of;
use crate::library::disk::files::path_of;
use crate::library::disk::held::known_by;
use crate::library::scan::stamp;
use crate::library::view::about;
use crate::model::{Clean, Span};
use rusqlite::{OptionalExtension, Row};
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// How many are kept.
const KEPT: usize = 256;

/// An article without its text.
#[derive(Debug)]
pub(crate) struct Head {
    pub(crate) headline: Clean,
    /// Its outlet and date, as far as they are known.
    pub(crate) about: Clean,
    /// Where the headline stands.
    pub(crate) span: Option<Span>,
    pub(crate) file: FileOf,
}

/// A file as it was when it was read.
#[derive(Debug)]
pub(crate) struct FileOf {
    pub(crate) path: PathBuf,
    size: i64,
    mtime: i64,
    pub(crate) content: u64,
}

impl FileOf {
    /// Whether it still is.
    pub(crate) fn is_same(&self, root: &Path) -> bool {
        stamp(&root.join(&self.path)).is_some_and(|now| (now.size, now.mtime) == (self.size, self.mtime))
    }

    /// What its article is known by in memory.
    pub(crate) fn known_by(&self) -> u64 {
        known_by(self.content, &self.path)
    }
}

/// The heads read last, by article.
#[derive(Debug, Default)]
pub(crate) struct Heads(Mutex<VecDeque<(u32, Arc<Head>)>>);

impl Heads {
    fn known(&self, id: u32) -> Option<Arc<Head>> {
        let heads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heads.iter().find(|(known, _)| *known == id).map(|(_, head)| Arc::clone(head))
    }

    fn keep(&self, id: u32, head: Arc<Head>) {
        let mut heads = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        heads.retain(|(known, _)| *known != id);
        heads.truncate(KEPT - 1);
        heads.push_front((id, head));
    }
}

impl View<'_> {
    /// An article without its text.
    pub(crate) fn head_of(&self, id: u32) -> rusqlite::Result<Option<Arc<Head>>> {
        match self.held.heads.known(id) {
            Some(head) => Ok(Some(head)),
            None => self.head_anew(id),
        }
    }

    /// The same when its file is still the one that was read. A file may have been looked at again since, and be known to hold
    /// the same.
    pub(crate) fn living(&self, id: u32) -> rusqlite::Result<Option<Arc<Head>>> {
        let root = self.library.root();
        let known = self.held.heads.known(id).filter(|head| head.file.is_same(root));
        if known.is_some() {
            return Ok(known);
        }
        Ok(self.head_anew(id)?.filter(|head| head.file.is_same(root)))
    }

    fn head_anew(&self, id: u32) -> rusqlite::Result<Option<Arc<Head>>> {
        let read = |row: &Row<'_>| {
            let source = row.get_ref(1)?.as_str_or_null()?.map(Clean::line);
            let day = row.get::<_, Option<i64>>(2)?.and_then(day_of);
            let span = row.get::<_, Option<u32>>(3)?.zip(row.get::<_, Option<u32>>(4)?);
            Ok(Head {
                headline: Clean::line(row.get_ref(0)?.as_str()?),
                about: about(source.as_ref(), day),
                span: span.map(|(start, end)| Span { start, end }),
                file: FileOf {
                    path: path_of(row.get_ref(5)?),
                    size: row.get(6)?,
                    mtime: row.get(7)?,
                    content: row.get::<_, i64>(8)?.cast_unsigned(),
                },
            })
        };
        let found = {
            let db = self.db();
            let mut statement = db.prepare_cached(
                "SELECT headline, source, date, headline_start, headline_end, path, size, mtime, article.content
                 FROM article JOIN file ON file.id = article.id WHERE article.id = ?1",
            )?;
            statement.query_row([id], read).optional()?.map(Arc::new)
        };
        if let Some(head) = &found {
            self.held.heads.keep(id, Arc::clone(head));
        }
        Ok(found)
    }
}
