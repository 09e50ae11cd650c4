//! The texts of articles: the library has what was found in them, the files have their words.

use crate::extract::forget;
use crate::library::disk::answers::{View, missing};
use crate::library::disk::frame::Parsed;
use crate::library::disk::heads::FileOf;
use crate::library::scan::{extract_caught, parse_caught, read_file};
use crate::library::view::{Answer, Reading};
use crate::model::{Article, ArticleId, Clean, Extraction, Issue};
use std::sync::Arc;
use xxhash_rust::xxh3::xxh3_64;

type Read<T> = rusqlite::Result<T>;

/// Texts of up to so many bytes are looked into while the reader waits.
const AT_ONCE: usize = 1 << 16;

impl View<'_> {
    /// An article, if its file is still the one that was read.
    pub(crate) fn text_of(&self, id: u32) -> Read<Option<Arc<Article>>> {
        let Some(head) = self.living(id)? else { return Ok(None) };
        let (file, root) = (&head.file, self.library.root());
        let read = || {
            let (bytes, _) = read_file(&root.join(&file.path)).ok()?;
            let article = match self.restored(id, bytes) {
                Ok(Ok(article)) => return Some(article),
                Ok(Err(bytes)) => parse_caught(bytes, &file.path),
                Err(_) => parse_caught(read_file(&root.join(&file.path)).ok()?.0, &file.path),
            };
            article.ok().map(|(article, _)| article)
        };
        Ok(self.library.cache().text(file.known_by(), read))
    }

    /// An article whose text is its file's bytes, without parsing; the bytes when it is not or another version parsed it.
    fn restored(&self, id: u32, bytes: Vec<u8>) -> Read<Result<Article, Vec<u8>>> {
        Ok(match Parsed::of(&self.db(), id)? {
            Some(parsed) => parsed.restore(bytes),
            None => Err(bytes),
        })
    }

    /// An article with everything found in it. A file that changed since it was read is shown as it is now; a long text
    /// that was not looked into yet is shown without names and quotes, which come when they are found.
    pub(crate) fn reading(&self, id: ArticleId) -> Read<Answer> {
        let (Some(row), Some(head)) = (self.article_row_of(id.0)?, self.head_of(id.0)?) else {
            return Ok(missing());
        };
        let file = &head.file;
        let known = self.living(id.0)?.and_then(|head| self.library.cache().known(head.file.known_by()));
        let (article, same) = match known {
            Some(article) => (article, true),
            None => match self.read_now(id.0, file, row.content)? {
                Ok(read) => read,
                Err(issue) => {
                    let why = format!("{}: {}", file.path.display(), issue.message);
                    return Ok(Answer::Missing(Clean::line(&why)));
                }
            },
        };
        let stored = if same { self.extraction(id.0)? } else { None };
        let (extraction, actors) = match stored {
            Some(found) => (found, self.actors_named(id.0)?),
            None if article.text.len() > AT_ONCE => (Extraction::default(), Vec::new()),
            None => {
                let found = extract_caught(&article).unwrap_or_default();
                forget();
                (found, Vec::new())
            }
        };
        Ok(Answer::Article(Arc::new(Reading { row, article, extraction: Arc::new(extraction), actors })))
    }

    /// An article as its file is now, and whether that is what it held.
    fn read_now(&self, id: u32, file: &FileOf, content: u64) -> Read<Result<(Arc<Article>, bool), Issue>> {
        let (bytes, _) = match read_file(&self.library.root().join(&file.path)) {
            Ok(read) => read,
            Err(issue) => return Ok(Err(issue)),
        };
        let same = xxh3_64(&bytes) == content;
        let restored = if same { self.restored(id, bytes)? } else { Err(bytes) };
        let parsed = restored.or_else(|bytes| parse_caught(bytes, &file.path).map(|(article, _)| article));
        Ok(parsed.map(|article| {
            let article = if same {
                self.library.cache().keep(file.known_by(), article)
            } else {
                Arc::new(Article { issues: Vec::new(), ..article })
            };
            (article, same)
        }))
    }

    /// As [`View::reading`], when there is one.
    pub(crate) fn reading_of(&self, id: ArticleId) -> Read<Option<Arc<Reading>>> {
        Ok(match self.reading(id)? {
            Answer::Article(reading) => Some(reading),
            _ => None,
        })
    }
}
