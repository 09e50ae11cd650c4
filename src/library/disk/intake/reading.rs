//! The first stage: files are read, hashed and parsed on all cores, and written and indexed as they come.
//!
//! A file whose content is known already is not parsed: it was touched, or moved here from a place where it is gone.

use crate::library::corpus::headline_of;
use crate::library::disk::files::{Gone, Wanted, stamp_of, stored};
use crate::library::disk::intake::indexing::{Before, Indexing};
use crate::library::disk::intake::{Intake, IntakeError};
use crate::library::disk::writer::{Answers, ArticleRow, FileRow, Writer};
use crate::library::fulltext::varied::{DIFFERENT, Found as Searched};
use crate::library::scan::{parse_caught, read_file};
use crate::model::{Article, Clean, Issue, IssueCode, Severity};
use crate::text::decode::PLAIN;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::params;
use std::collections::HashMap;
use std::ffi::OsString;
use std::path::Path;
use xxhash_rust::xxh3::xxh3_64;

/// Files that are worked on together, and their bytes, unless one alone has more: two batches are in memory at once.
const BATCH: (usize, u64) = (256, 2 << 20);
/// Files until the first commit, and the most between two; each round is larger than the last.
const ROUNDS: (usize, usize) = (64, 16_384);

/// Longer texts, in bytes, are let go before they are written down, if the file has them as they are.
const LONG: usize = 1 << 20;

/// What became of a file.
struct Read<'w> {
    wanted: &'w Wanted,
    id: u32,
    bytes: u64,
    content: Option<i64>,
    encoding: &'static str,
    issues: Vec<Issue>,
    found: Found,
}

enum Found {
    /// No article.
    Nothing,
    /// What is known under this path already.
    Same,
    /// What is known of a file that is gone.
    Moved,
    Article(Box<New>),
}

/// An article, and what is told of it in lists.
struct New {
    article: Article,
    headline: Clean,
    /// Whether its text is the file's bytes.
    verbatim: bool,
    words: u32,
}

/// Files that are gone, by what decides how they are parsed. One like it that turns up elsewhere was moved.
#[derive(Default)]
struct Missing<'g> {
    by_content: HashMap<(i64, Option<OsString>), Vec<&'g Gone>>,
}

impl<'g> Missing<'g> {
    fn new(gone: &'g [Gone]) -> Self {
        let mut missing = Self::default();
        for file in gone {
            if let Some(content) = file.content {
                missing.by_content.entry(key(content, &file.path)).or_default().push(file);
            }
        }
        missing
    }

    fn holds(&self, content: i64, path: &Path) -> bool {
        !self.by_content.is_empty()
            && self.by_content.get(&key(content, path)).is_some_and(|files| !files.is_empty())
    }

    fn take(&mut self, content: i64, path: &Path) -> Option<&'g Gone> {
        self.by_content.get_mut(&key(content, path))?.pop()
    }
}

/// The parser goes by the ending of the name.
fn key(content: i64, path: &Path) -> (i64, Option<OsString>) {
    (content, path.extension().map(OsString::from))
}

impl Intake<'_> {
    /// Reads what the plan wants and takes out what is gone.
    pub(super) fn read(&mut self, wanted: &[Wanted], gone: &[Gone]) -> Result<(), IntakeError> {
        let mut missing = Missing::new(gone);
        let (mut round, most) = ROUNDS;
        let mut rest = wanted;
        while !rest.is_empty() && !self.cancelled() {
            let (now, later) = rest.split_at(round.min(rest.len()));
            rest = later;
            round = (round * 8).min(most);
            self.round(now, &mut missing)?;
        }
        // What an ended scan has not seen may have been moved.
        if self.cancelled() || gone.is_empty() {
            return Ok(());
        }
        self.writer.begin()?;
        for file in gone.iter().filter(|file| !self.moved.contains(&file.id)) {
            self.news.gone += 1;
            self.writer.remove_file(file.id)?;
            self.writer.owe(file.id)?;
            self.indexing.forget(file.id);
        }
        self.writer.set("unjoined", 1)?;
        self.commit(Answers::Change)
    }

    /// Some files up to a commit: one batch is parsed while the one before is written.
    fn round(&mut self, wanted: &[Wanted], missing: &mut Missing<'_>) -> Result<(), IntakeError> {
        self.writer.begin()?;
        let new = wanted.iter().filter(|wanted| wanted.known.is_none()).count();
        let mut next = self.writer.numbers("next_file", new)?;
        let mut numbered: Vec<(u32, &Wanted)> = Vec::with_capacity(wanted.len());
        for wanted in wanted {
            numbered.push((wanted.known.unwrap_or(next), wanted));
            next += u32::from(wanted.known.is_none());
        }
        let mut before: Vec<Read<'_>> = Vec::new();
        for batch in batches(&numbered) {
            let (root, indexing, known) = (self.library.root(), &self.indexing, &*missing);
            let (writer, parser) = (&mut self.writer, self.versions.parser);
            let parse = || -> Vec<Read<'_>> {
                batch.par_iter().map(|(id, wanted)| read(root, *id, wanted, known, indexing)).collect()
            };
            let (now, written) = rayon::join(parse, || put(writer, &before, parser));
            written?;
            self.progress.read += now.len();
            self.progress.bytes += now.iter().map(|read| read.bytes).sum::<u64>();
            self.tell_progress();
            before = now;
            self.settle(&mut before, missing);
            for read in &before {
                match read.found {
                    Found::Article(..) if read.wanted.known.is_some() => self.news.changed += 1,
                    Found::Article(..) => self.news.new += 1,
                    Found::Moved => self.news.moved += 1,
                    Found::Nothing | Found::Same => {}
                }
            }
        }
        put(&mut self.writer, &before, self.versions.parser)?;
        self.commit(Answers::Change)
    }

    /// Gives moved files the numbers they had. Of two that hold what one gone file held, the second is read after all.
    fn settle(&mut self, batch: &mut [Read<'_>], missing: &mut Missing<'_>) {
        for read in batch.iter_mut().filter(|read| matches!(read.found, Found::Moved)) {
            if let Some(file) = read.content.and_then(|content| missing.take(content, &read.wanted.path)) {
                read.id = file.id;
                self.moved.insert(file.id);
            } else {
                let root = self.library.root();
                *read = self::read(root, read.id, read.wanted, &Missing::default(), &self.indexing);
            }
        }
    }
}

/// Files that are worked on together.
fn batches<'n, 'w>(mut rest: &'n [(u32, &'w Wanted)]) -> impl Iterator<Item = &'n [(u32, &'w Wanted)]> {
    std::iter::from_fn(move || {
        let mut bytes = 0;
        let fits = |(at, (_, wanted)): &(usize, &(u32, &Wanted))| {
            bytes += wanted.state.as_ref().map_or(0, |stamp| stamp.size.cast_unsigned());
            *at == 0 || *at < BATCH.0 && bytes <= BATCH.1
        };
        let count = rest.iter().enumerate().take_while(fits).count();
        let (batch, others) = rest.split_at(count);
        rest = others;
        (!batch.is_empty()).then_some(batch)
    })
}

/// Reads one file; an article is given to the index at once.
fn read<'w>(
    root: &Path,
    id: u32,
    wanted: &'w Wanted,
    missing: &Missing<'_>,
    indexing: &Indexing,
) -> Read<'w> {
    let nothing = |issues| {
        let (bytes, content, encoding) = (0, None, "");
        Read { wanted, id, bytes, content, encoding, issues, found: Found::Nothing }
    };
    if let Err(issue) = &wanted.state {
        return nothing(vec![issue.clone()]);
    }
    let (bytes, cut) = match read_file(&root.join(&wanted.path)) {
        Ok(read) => read,
        Err(issue) => return nothing(vec![issue]),
    };
    let content = xxh3_64(&bytes).cast_signed();
    let mut read = Read { bytes: bytes.len() as u64, content: Some(content), ..nothing(Vec::new()) };
    if wanted.content == Some(content) {
        read.found = Found::Same;
        return read;
    }
    if wanted.known.is_none() && missing.holds(content, &wanted.path) {
        read.found = Found::Moved;
        return read;
    }
    match parse_caught(bytes, &wanted.path) {
        Err(issue) => read.issues.push(issue),
        Ok((mut article, encoding)) => {
            read.issues = std::mem::take(&mut article.issues);
            if article.text.trim().is_empty() {
                if read.issues.is_empty() {
                    read.issues.push(Issue::new(
                        Severity::Warning,
                        IssueCode::Empty,
                        "no words in this file",
                    ));
                }
            } else {
                let headline = headline_of(&article, &shown(&wanted.path));
                // Whoever takes the file's bytes for the text looks whether they are.
                let verbatim = article.text.len() as u64 == read.bytes
                    && xxh3_64(article.text.as_bytes()).cast_signed() == content;
                read.encoding = if verbatim { PLAIN } else { encoding };
                let words = article.blocks.iter().map(|b| article.at(b.span).split_whitespace().count());
                let words = u32::try_from(words.sum::<usize>()).unwrap_or(u32::MAX);
                if indexing.add(id, &article, Before::of(wanted.known.is_some())) == Searched::Beginning {
                    read.issues.push(Issue::new(Severity::Warning, IssueCode::TooLong, too_many_words()));
                }
                if verbatim && article.text.len() > LONG {
                    // The file has it, and nothing more is asked of it here.
                    article.text = Clean::default();
                }
                read.found = Found::Article(Box::new(New { article, headline, verbatim, words }));
            }
        }
    }
    read.issues.extend(cut);
    read
}

fn too_many_words() -> String {
    format!("more than {DIFFERENT} different words: what stands behind them is not found by searching")
}

fn shown(path: &Path) -> Clean {
    Clean::line(&path.to_string_lossy())
}

/// Writes what was read.
fn put(writer: &mut Writer, batch: &[Read<'_>], parser: i64) -> rusqlite::Result<()> {
    for read in batch {
        let stamp = stamp_of(&read.wanted.state);
        match &read.found {
            Found::Same => {
                let sql = "UPDATE file SET size = ?2, mtime = ?3 WHERE id = ?1";
                writer.run(sql, params![read.id, stamp.size, stamp.mtime])?;
            }
            Found::Moved => moved(writer, read)?,
            Found::Nothing | Found::Article(..) => {
                if read.wanted.known.is_some() {
                    writer.remove_article(read.id)?;
                }
                writer.owe(read.id)?;
                writer.put_file(&FileRow {
                    id: read.id,
                    wanted: read.wanted,
                    bytes: read.bytes,
                    content: read.content,
                    encoding: read.encoding,
                    parser,
                    issues: &read.issues,
                })?;
            }
        }
        if let (Found::Article(new), Some(content)) = (&read.found, read.content) {
            writer.put_article(&ArticleRow {
                id: read.id,
                place: read.wanted.place,
                content,
                headline: &new.headline,
                article: &new.article,
                verbatim: new.verbatim,
                words: new.words,
            })?;
        }
    }
    if batch.iter().any(|read| !matches!(read.found, Found::Same)) {
        writer.set("unjoined", 1)?;
    }
    Ok(())
}

/// A file stands elsewhere now. What is called by its path is called by the new one.
fn moved(writer: &Writer, read: &Read<'_>) -> rusqlite::Result<()> {
    let (id, wanted) = (read.id, read.wanted);
    let stamp = stamp_of(&wanted.state);
    let before = "SELECT path FROM file WHERE id = ?1";
    let before = writer
        .connection
        .prepare_cached(before)?
        .query_row([id], |row| Ok(crate::library::disk::files::path_of(row.get_ref(0)?)))?;
    writer.run(
        "UPDATE file SET path = ?2, place = ?3, size = ?4, mtime = ?5 WHERE id = ?1",
        params![id, stored(&wanted.path), wanted.place, stamp.size, stamp.mtime],
    )?;
    writer.run("UPDATE article SET place = ?2 WHERE id = ?1", params![id, wanted.place])?;
    writer.run(
        "UPDATE article SET headline = ?2 WHERE id = ?1 AND headline_start IS NULL AND headline = ?3",
        params![id, shown(&wanted.path).as_str(), shown(&before).as_str()],
    )?;
    Ok(())
}
