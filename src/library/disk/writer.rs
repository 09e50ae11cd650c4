//! The one who writes: rows of files, articles and findings, in transactions that readers see whole or not at all.
//!
//! It knows the tables and nothing of where the rows come from. Only one instance writes at a time; the lock is a file
//! beside the library, given back by the system when the program ends, however it ends.

use crate::library::disk::files::{Wanted, stamp_of, stored};
use crate::library::disk::frame::pack_frame;
use crate::library::disk::names::Names;
use crate::library::disk::pack::{Intern, Packed, number_in, pack_blocks, pack_cuts, thousandths};
use crate::library::disk::{Library, QUOTE_BITS, day_number, grouping, tallies};
use crate::library::store::folder::LOCK;
use crate::library::store::{Access, Lock};
use crate::model::{
    Article, BlockKind, Clean, DateBasis, Extraction, Issue, IssueCode, QuoteKind, Severity, Span,
};
use rusqlite::{Connection, OptionalExtension, ToSql, params};

/// Why nothing can be written.
#[derive(Debug, thiserror::Error)]
pub enum WriterError {
    /// Another instance writes.
    #[error("another onrecord reads this folder into the library")]
    Busy,
    /// The library may only be read; told when it was opened.
    #[error("the library can only be read")]
    ReadOnly,
    /// SQLite.
    #[error("the library cannot be written: {0}")]
    Failed(#[from] rusqlite::Error),
}

/// Writes the library. Dropped within a transaction, it leaves what was committed before.
#[derive(Debug)]
pub struct Writer {
    pub(crate) connection: Connection,
    names: Names,
    _lock: Option<Lock>,
}

/// Whether answers change by a transaction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Answers {
    /// They do: the generation is raised.
    Change,
    /// They do not.
    Stay,
}

/// A file that was read.
pub(crate) struct FileRow<'a> {
    pub(crate) id: u32,
    pub(crate) wanted: &'a Wanted,
    pub(crate) bytes: u64,
    pub(crate) content: Option<i64>,
    pub(crate) encoding: &'a str,
    pub(crate) parser: i64,
    pub(crate) issues: &'a [Issue],
}

/// An article that was parsed.
pub(crate) struct ArticleRow<'a> {
    pub(crate) id: u32,
    pub(crate) place: i64,
    pub(crate) content: i64,
    pub(crate) headline: &'a Clean,
    pub(crate) article: &'a Article,
    pub(crate) verbatim: bool,
    pub(crate) words: u32,
}

impl Library {
    /// Waits, asleep, until no other instance writes; nothing where that cannot be waited for.
    #[must_use]
    pub fn wait_for_turn(&self) -> Option<()> {
        Lock::wait(&self.folder()?.join(LOCK))
    }

    /// Begins to write.
    ///
    /// # Errors
    /// When another instance writes, or the library can only be read.
    pub fn writer(&self) -> Result<Writer, WriterError> {
        if self.access() == Access::Read {
            return Err(WriterError::ReadOnly);
        }
        let lock = match self.folder() {
            None => None,
            Some(folder) => Some(Lock::take(&folder.join(LOCK)).ok_or(WriterError::Busy)?),
        };
        let connection = self.home().writer()?;
        // What is lost in a power cut is read again; rarer checkpoints make large batches quick.
        for (pragma, value) in [("synchronous", 1), ("wal_autocheckpoint", 8000), ("temp_store", 2)] {
            connection.pragma_update(None, pragma, value)?;
        }
        connection.set_prepared_statement_cache_capacity(96);
        Ok(Writer { connection, names: Names::default(), _lock: lock })
    }
}

impl Writer {
    pub(crate) fn begin(&self) -> rusqlite::Result<()> {
        // A larger cache makes large batches quick; who has nothing to write does without.
        self.connection.pragma_update(None, "cache_size", -12_000)?;
        self.run("BEGIN IMMEDIATE", []).map(drop)
    }

    /// Ends a transaction; gives the generation.
    pub(crate) fn commit(&mut self, answers: Answers) -> rusqlite::Result<i64> {
        self.names.flush(&self.connection)?;
        let generation = self.number("generation")? + i64::from(answers == Answers::Change);
        if answers == Answers::Change {
            self.set("generation", generation)?;
        }
        self.run("COMMIT", [])?;
        Ok(generation)
    }

    /// Writes new strings before the transaction ends.
    pub(crate) fn flush_names(&mut self) -> rusqlite::Result<()> {
        self.names.flush(&self.connection)
    }

    /// The number of a string; 0 where it has none.
    pub(crate) fn name_number(&mut self, text: &str) -> rusqlite::Result<u32> {
        self.names.load(&self.connection)?;
        Ok(self.names.known(text).unwrap_or_default())
    }

    /// A number kept in `meta`; 0 when there is none.
    pub(crate) fn number(&self, key: &str) -> rusqlite::Result<i64> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM meta WHERE key = ?1")?;
        Ok(statement.query_row([key], |row| row.get(0)).optional()?.unwrap_or(0))
    }

    pub(crate) fn set(&self, key: &str, value: impl ToSql) -> rusqlite::Result<()> {
        self.run("INSERT OR REPLACE INTO meta (key, value) VALUES (?1, ?2)", params![key, value]).map(drop)
    }

    /// The next free numbers of a sort, never given again.
    pub(crate) fn numbers(&self, key: &str, count: usize) -> rusqlite::Result<u32> {
        let next = self.number(key)?.max(1);
        self.set(key, next + count as i64)?;
        Ok(u32::try_from(next).unwrap_or(u32::MAX))
    }

    pub(crate) fn run(&self, sql: &str, values: impl rusqlite::Params) -> rusqlite::Result<usize> {
        self.connection.prepare_cached(sql)?.execute(values)
    }

    /// A file with what was found wrong with it, in place of what was there.
    pub(crate) fn put_file(&self, file: &FileRow<'_>) -> rusqlite::Result<()> {
        let stamp = stamp_of(&file.wanted.state);
        self.run(
            "INSERT OR REPLACE INTO file (id, path, place, size, mtime, bytes, content, encoding, parser)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
            params![
                file.id,
                stored(&file.wanted.path),
                file.wanted.place,
                stamp.size,
                stamp.mtime,
                file.bytes.cast_signed(),
                file.content,
                file.encoding,
                file.parser
            ],
        )?;
        if file.wanted.known.is_some() {
            self.run("DELETE FROM issue WHERE file = ?1", [file.id])?;
        }
        for (n, issue) in file.issues.iter().enumerate() {
            self.put_issue(file.id, n, issue)?;
        }
        Ok(())
    }

    /// One more thing that is wrong with a file.
    pub(crate) fn put_issue(&self, file: u32, n: usize, issue: &Issue) -> rusqlite::Result<()> {
        let severity = number_in(&[Severity::Note, Severity::Warning, Severity::Error], &issue.severity);
        let (start, end) = issue.span.map(|span| (span.start, span.end)).unzip();
        let values = params![file, n as u32, severity, code(issue.code), issue.message, start, end];
        let sql = "INSERT OR REPLACE INTO issue (file, n, severity, code, message, start, \"end\")
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)";
        self.run(sql, values).map(drop)
    }

    /// An article nothing has been looked for in yet; a story of its own.
    pub(crate) fn put_article(&self, row: &ArticleRow<'_>) -> rusqlite::Result<()> {
        let article = row.article;
        let headline = article.headline.as_ref().map(|field| field.span);
        let date = article.date.as_ref().map(|date| day_number(date.day));
        let bases = [DateBasis::Metadata, DateBasis::Line, DateBasis::Dateline];
        let sections = article.blocks.iter().filter(|b| matches!(b.kind, BlockKind::Heading(_))).count();
        let story = self.numbers("next_story", 1)?;
        self.run(
            "INSERT INTO article (id, place, content, headline, headline_start, headline_end, dek, byline, source, date,
               basis, language, words, sections, verbatim, story, story_place, copy_of, extractor, mentions, actors,
               quotes, speech)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, 0, NULL, NULL, 0, 0, 0, 0)",
            params![
                row.id,
                row.place,
                row.content,
                row.headline.as_str(),
                headline.map(|span| span.start),
                headline.map(|span| span.end),
                article.dek.as_ref().map(|f| f.text.as_str()),
                article.byline.as_ref().map(|f| f.text.as_str()),
                article.source.as_ref().map(|f| f.text.as_str()),
                date,
                article.date.as_ref().map(|date| number_in(&bases, &date.basis)),
                article.language,
                row.words,
                sections as i64,
                row.verbatim,
                story
            ],
        )?;
        self.run(
            "INSERT INTO story (id, title, first, last, place, line, articles, actors, quotes, why)
             VALUES (?1, ?2, ?3, ?3, ?4, ?1, 1, 0, 0, '')",
            params![story, row.headline.as_str(), date, row.place],
        )?;
        self.run(
            "INSERT INTO analysis (article, frame, blocks, cuts) VALUES (?1, ?2, ?3, ?4)",
            params![row.id, pack_frame(article), pack_blocks(&article.blocks), pack_cuts(&article.cut)],
        )?;
        Ok(())
    }

    /// What was found in an article, packed; its actors are nobody's yet.
    pub(crate) fn put_findings(
        &mut self,
        id: u32,
        article: &Article,
        found: &Extraction,
        extractor: i64,
    ) -> rusqlite::Result<()> {
        self.names.load(&self.connection)?;
        let Packed { mentions, actors, quotes } =
            crate::library::disk::pack::pack(found, |span| span.of(&article.text), &mut self.names);
        self.run(
            "UPDATE analysis SET mentions = ?2, actors = ?3, quotes = ?4, tallies = ?5 WHERE article = ?1",
            params![id, mentions, actors, quotes, tallies::pack(&tallies::of(found))],
        )?;
        let speech = found.quotes.iter().filter(|q| q.kind != QuoteKind::SoCalled).count();
        self.run(
            "UPDATE article SET extractor = ?2, mentions = ?3, actors = ?4, quotes = ?5, speech = ?6 WHERE id = ?1",
            params![
                id,
                extractor,
                found.mentions.len() as i64,
                found.actors.len() as i64,
                found.quotes.len() as i64,
                speech as i64
            ],
        )?;
        let verbatim: bool = self
            .connection
            .prepare_cached("SELECT verbatim FROM article WHERE id = ?1")?
            .query_row([id], |row| row.get(0))?;
        self.put_quotes(id, article, found, verbatim)
    }

    fn put_quotes(
        &mut self,
        id: u32,
        article: &Article,
        found: &Extraction,
        verbatim: bool,
    ) -> rusqlite::Result<()> {
        let line = |span: Span| Clean::line(article.at(span));
        let names = &mut self.names;
        let mut statement = self.connection.prepare_cached(
            "INSERT INTO quote (id, start, length, how, actor, speaker, cue, text)
             VALUES (?1, ?2, ?3, ?4 + 4 * ?5 + 256 * ?6, NULL, ?7, ?8, ?9)",
        )?;
        for (n, quote) in found.quotes.iter().enumerate().take(1 << QUOTE_BITS) {
            let described = quote.speakers.first().filter(|speaker| speaker.actor.is_none());
            let speaker = described.map(|speaker| names.number(&line(speaker.span)));
            let cue = quote.cue.map(|cue| names.number(&line(cue)));
            statement.execute(params![
                quote_id(id, n as u32),
                quote.content.start,
                quote.content.end - quote.content.start,
                number_in(&QuoteKind::ALL, &quote.kind),
                number_in(&crate::model::Rule::ALL, &quote.rule),
                thousandths(quote.confidence),
                speaker,
                cue,
                (!verbatim).then(|| line(quote.content).into_string())
            ])?;
        }
        Ok(())
    }

    /// Takes an article out, but not its file.
    pub(crate) fn remove_article(&self, id: u32) -> rusqlite::Result<()> {
        let story = "SELECT story FROM article WHERE id = ?1";
        let story: Option<i64> =
            self.connection.prepare_cached(story)?.query_row([id], |row| row.get(0)).optional()?;
        let Some(story) = story else { return Ok(()) };
        self.forget_findings(id)?;
        grouping::remove_doc(&self.connection, id)?;
        self.run("DELETE FROM unmended WHERE article = ?1", [id])?;
        self.run("DELETE FROM analysis WHERE article = ?1", [id])?;
        self.run("DELETE FROM article WHERE id = ?1", [id])?;
        self.run("UPDATE article SET copy_of = NULL WHERE story = ?1 AND copy_of = ?2", params![story, id])?;
        self.run("UPDATE story SET articles = articles - 1 WHERE id = ?1", [story])?;
        self.run("DELETE FROM story WHERE id = ?1 AND articles <= 0", [story])?;
        Ok(())
    }

    /// Takes out what was found in an article.
    pub(crate) fn forget_findings(&self, id: u32) -> rusqlite::Result<()> {
        for actor in tallies::actors_of(&self.connection, id)? {
            self.run("DELETE FROM appearance WHERE actor = ?1 AND article = ?2", [actor, id])?;
        }
        self.run("DELETE FROM locals WHERE article = ?1", [id])?;
        self.run("DELETE FROM quote WHERE id >= ?1 AND id < ?2", [quote_id(id, 0), quote_id(id + 1, 0)])?;
        Ok(())
    }

    /// Takes out a file and its article.
    pub(crate) fn remove_file(&self, id: u32) -> rusqlite::Result<()> {
        self.remove_article(id)?;
        self.run("DELETE FROM issue WHERE file = ?1", [id])?;
        self.run("DELETE FROM file WHERE id = ?1", [id])?;
        Ok(())
    }

    /// Notes that the index has yet to take an article in, or out.
    pub(crate) fn owe(&self, id: u32) -> rusqlite::Result<()> {
        self.run("INSERT OR IGNORE INTO unindexed (article) VALUES (?1)", [id]).map(drop)
    }
}

/// A code as it stands in exports.
fn code(code: IssueCode) -> String {
    let name = serde_json::to_value(code).ok();
    name.as_ref().and_then(serde_json::Value::as_str).unwrap_or_default().to_owned()
}

/// The number of a quote.
#[must_use]
pub fn quote_id(article: u32, n: u32) -> i64 {
    (i64::from(article) << QUOTE_BITS) + i64::from(n)
}
