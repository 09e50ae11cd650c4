//! The second stage: names and quotes, what is on the screen first, then from the newest article to the oldest.
//!
//! Articles are read again, since a large corpus does not fit into memory; one that changed meanwhile waits for the next
//! scan.

use crate::library::disk::Library;
use crate::library::disk::files;
use crate::library::disk::frame::Parsed;
use crate::library::disk::grouping::put_doc;
use crate::library::disk::held::known_by;
use crate::library::disk::intake::indexing::{Before, Indexing};
use crate::library::disk::intake::{Intake, IntakeError};
use crate::library::disk::tallies::{self, Tally};
use crate::library::disk::writer::{Answers, Writer};
use crate::library::scan::{extract_caught, parse_caught, read_file};
use crate::library::stories::Doc;
use crate::model::{Article, Extraction, Issue, Quote};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::params;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// Articles that are worked on together, and the bytes of their files, unless one alone has more.
const BATCH: usize = 64;
const BYTES: i64 = 4 << 20;
/// How long found things wait until they can be seen, at most: at the beginning, and later.
const COMMITS: (Duration, Duration) = (Duration::from_millis(300), Duration::from_secs(4));

/// An article whose findings are missing or of another version.
#[derive(Clone, Debug)]
pub(super) struct Lacking {
    pub(super) id: u32,
    pub(super) path: PathBuf,
    pub(super) content: i64,
    bytes: i64,
    parsed: Option<Parsed>,
    /// Whether something was found by another version.
    before: Before,
}

/// What was found in one article.
struct Finding {
    id: u32,
    article: Arc<Article>,
    extraction: Result<Extraction, Issue>,
    doc: Doc,
    spoken: i64,
}

impl Intake<'_> {
    /// Looks into every article that lacks it.
    pub(super) fn find(&mut self) -> Result<(), IntakeError> {
        let extractor = self.versions.extractor;
        let lacking = "SELECT count(*) FROM article WHERE extractor IS NOT ?1";
        let lacking: i64 = self.writer.connection.query_row(lacking, [extractor], |row| row.get(0))?;
        self.progress.to_extract = lacking as usize;
        self.stage();
        if lacking == 0 {
            return Ok(());
        }
        // Each is tried once: one that fails or has changed is passed by, and one on the screen may lack nothing.
        let mut passed: BTreeSet<u32> = BTreeSet::new();
        let (mut wait, longest) = COMMITS;
        let mut dates = self.newest_first()?.into_iter();
        while !self.cancelled() {
            self.writer.begin()?;
            let since = Instant::now();
            let (mut found, mut waiting) = (0, Vec::new());
            while since.elapsed() < wait && !self.cancelled() {
                let mut ids: Vec<u32> = self.first().into_iter().map(|id| id.0).collect();
                ids.retain(|id| !passed.contains(id));
                ids.extend(dates.by_ref().take(BATCH));
                if ids.is_empty() {
                    break;
                }
                let batch = self.lacking(&ids)?;
                passed.extend(ids);
                let mut rest = batch.as_slice();
                while !rest.is_empty() {
                    let mut bytes = 0;
                    let fits = |article: &&Lacking| {
                        bytes += article.bytes;
                        bytes <= BYTES || bytes == article.bytes
                    };
                    let (part, later) = rest.split_at(rest.iter().take_while(fits).count());
                    rest = later;
                    found += waiting.len();
                    waiting = self.find_in(part, &waiting)?;
                }
            }
            found += waiting.len();
            self.find_in(&[], &std::mem::take(&mut waiting))?;
            if found > 0 {
                self.writer.set("unjoined", 1)?;
            }
            self.commit(if found > 0 { Answers::Change } else { Answers::Stay })?;
            if dates.len() == 0 && since.elapsed() < wait {
                break;
            }
            wait = (wait * 2).min(longest);
        }
        Ok(())
    }

    /// The numbers of articles that lack something, the newest first.
    fn newest_first(&self) -> rusqlite::Result<Vec<u32>> {
        let sql = "SELECT id FROM article WHERE extractor IS NOT ?1 ORDER BY date DESC, place";
        let mut statement = self.writer.connection.prepare(sql)?;
        statement.query_map([self.versions.extractor], |row| row.get(0))?.collect()
    }

    /// Those of some articles that lack something.
    fn lacking(&self, ids: &[u32]) -> rusqlite::Result<Vec<Lacking>> {
        let mut statement = self.writer.connection.prepare_cached(
            "SELECT path, article.content, extractor IS NOT NULL, file.bytes FROM article JOIN file USING (id)
             WHERE article.id = ?1 AND extractor IS NOT ?2",
        )?;
        let mut found = Vec::with_capacity(ids.len());
        let mut seen = BTreeSet::new();
        for &id in ids.iter().filter(|id| seen.insert(**id)) {
            let mut rows = statement.query(params![id, self.versions.extractor])?;
            if let Some(row) = rows.next()? {
                let path = files::path_of(row.get_ref(0)?);
                let before = Before::of(row.get(2)?);
                let parsed = Parsed::of(&self.writer.connection, id)?;
                found.push(Lacking { id, path, content: row.get(1)?, bytes: row.get(3)?, parsed, before });
            }
        }
        Ok(found)
    }

    /// Looks into some articles while what was found in others is written.
    fn find_in(&mut self, batch: &[Lacking], before: &[Finding]) -> Result<Vec<Finding>, IntakeError> {
        let (library, indexing) = (self.library, &self.indexing);
        let (writer, extractor) = (&mut self.writer, self.versions.extractor);
        let (findings, written) = rayon::join(
            || batch.par_iter().filter_map(|article| find(library, article, indexing)).collect(),
            || before.iter().try_for_each(|finding| put(writer, finding, extractor)),
        );
        written?;
        self.progress.extracted += before.len();
        self.tell_progress();
        Ok(findings)
    }
}

/// Writes what was found in an article.
fn put(writer: &mut Writer, finding: &Finding, extractor: i64) -> rusqlite::Result<()> {
    writer.forget_findings(finding.id)?;
    writer.run("DELETE FROM unmended WHERE article = ?1", [finding.id])?;
    let empty = Extraction::default();
    let found = finding.extraction.as_ref().unwrap_or(&empty);
    writer.put_findings(finding.id, &finding.article, found, extractor)?;
    let sql = "INSERT INTO locals (article, actors, spoken) VALUES (?1, x'', ?2)";
    writer.run(sql, params![finding.id, finding.spoken])?;
    put_doc(&writer.connection, finding.id, &finding.doc)?;
    writer.owe(finding.id)?;
    if let Err(issue) = &finding.extraction {
        let last = "SELECT coalesce(max(n) + 1, 0) FROM issue WHERE file = ?1";
        let n: u32 = writer.connection.query_row(last, [finding.id], |row| row.get(0))?;
        writer.put_issue(finding.id, n as usize, issue)?;
    }
    Ok(())
}

fn find(library: &Library, wanted: &Lacking, indexing: &Indexing) -> Option<Finding> {
    let file = known_by(wanted.content.cast_unsigned(), &wanted.path);
    let read = || read_again(library.root(), &wanted.path, wanted.content, wanted.parsed.as_ref());
    let article = library.cache().shared(file, read)?;
    let extraction = extract_caught(&article);
    let empty = Extraction::default();
    let found = extraction.as_ref().unwrap_or(&empty);
    let doc = Doc::of(&article, found);
    let name = |local: u32| found.actors.get(local as usize).map(|actor| actor.name.clone());
    index_quotes(indexing, (wanted.id, wanted.before), &article, found, name);
    let spoken = spoken_hash(&tallies::of(found), name);
    Some(Finding { id: wanted.id, extraction, doc, spoken, article })
}

/// An article whose file still holds what it held, parsed again only where that is not kept.
pub(in crate::library::disk) fn read_again(
    root: &Path,
    path: &Path,
    content: i64,
    parsed: Option<&Parsed>,
) -> Option<Article> {
    let (bytes, _) = read_file(&root.join(path)).ok()?;
    if xxh3_64(&bytes).cast_signed() != content {
        return None;
    }
    let restored = match parsed {
        Some(parsed) => parsed.restore(bytes),
        None => Err(bytes),
    };
    restored.or_else(|bytes| parse_caught(bytes, path).map(|(article, _)| article)).ok()
}

/// Gives an article's quotes to the index: their words, and their speakers as written and by the actor's name.
pub(super) fn index_quotes(
    indexing: &Indexing,
    (id, before): (u32, Before),
    article: &Article,
    found: &Extraction,
    name: impl Fn(u32) -> Option<String>,
) {
    let speakers = |quote: &Quote| -> Vec<String> {
        let mut words = Vec::new();
        for speaker in &quote.speakers {
            words.push(article.at(speaker.span).to_owned());
            words.extend(speaker.actor.and_then(|local| name(local.0)));
        }
        words
    };
    let quotes = found.quotes.iter().map(|quote| (article.at(quote.content), speakers(quote)));
    indexing.add_quotes(id, before, quotes);
}

/// Tells whether the names the index has for an article's speakers are still the actors'.
pub(super) fn spoken_hash(tallies: &[Tally], name: impl Fn(u32) -> Option<String>) -> i64 {
    let mut hash = Xxh3::new();
    for local in (0..).zip(tallies).filter(|(_, tally)| tally.said > 0).map(|(local, _)| local) {
        hash.update(name(local).unwrap_or_default().as_bytes());
        hash.update(&[0]);
    }
    (hash.digest() >> 32).cast_signed()
}
