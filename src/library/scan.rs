//! Reads a folder of articles: walk, read, parse, extract, in parallel, telling how far it has come.
//!
//! The one place where article files are opened. Nothing is ever written to the corpus. One bad file never stops the
//! others: whatever goes wrong with it, a panic of the parser included, becomes an [`Issue`] of that file.
//!
//! It runs behind the first frame: whole snapshots of the library are handed over while it works, first of the texts
//! alone, at the end with everything extracted.

#[cfg(test)]
pub(crate) mod fixtures;
pub(crate) mod walk;

use crate::extract;
use crate::library::corpus::{Corpus, FileRecord};
use crate::library::view::Progress;
use crate::model::{Article, Clean, Extraction, Issue, IssueCode, Severity};
use crate::parse;
use rayon::iter::{
    IntoParallelIterator, IntoParallelRefIterator, IntoParallelRefMutIterator, ParallelIterator,
};
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::os::unix::fs::{MetadataExt, OpenOptionsExt};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// The most that is read of one file, in bytes.
pub const MAX_BYTES: usize = 16 << 20;
/// How much of it is from the end of a longer file.
const END_BYTES: usize = 64 << 10;
/// What stands where the middle of a file was left out.
const GAP: &[u8] = b"\n\n[...]\n\n";

/// How a scan is done.
#[derive(Clone, Debug, Default)]
pub struct ScanOptions {
    /// Set it to end the scan early; what has been read by then is the result.
    pub cancel: Arc<AtomicBool>,
    /// What to find in the articles.
    pub depth: Depth,
    /// Which offsets the result must be able to tell.
    pub offsets: Offsets,
}

/// Which offsets are wanted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Offsets {
    /// Into the article's own, sanitised text.
    #[default]
    Shown,
    /// Into the text the file decodes to as well; costs its memory where it differs.
    Decoded,
}

/// How far each article is worked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Parsed and extracted.
    #[default]
    Extracted,
    /// Parsed only: no mentions, actors or quotes.
    Parsed,
}

/// What a scan tells while it runs.
#[derive(Clone, Debug)]
pub enum Update {
    /// How far it is.
    Progress(Progress),
    /// The library as far as it has been read.
    Snapshot(Arc<Corpus>),
}

/// Why a folder cannot be scanned at all.
#[derive(Debug, thiserror::Error)]
pub enum ScanError {
    /// The folder itself cannot be listed.
    #[error("cannot read the folder {path}: {why}. Give the folder that holds the articles")]
    Root {
        /// The folder.
        path: Clean,
        /// What the system says.
        why: std::io::Error,
    },
}

/// Reads the folder `root`. `tell` is called on this thread, between batches.
///
/// # Errors
/// When the folder itself cannot be listed.
pub fn scan(
    root: &Path,
    options: &ScanOptions,
    tell: &mut dyn FnMut(Update),
) -> Result<Arc<Corpus>, ScanError> {
    let cancelled = || options.cancel.load(Ordering::Relaxed);
    let found = walk::walk(root, &cancelled)
        .map_err(|why| ScanError::Root { path: Clean::line(&root.to_string_lossy()), why })?;
    let mut progress = Progress { found: found.files.len(), ..Progress::default() };
    tell(Update::Progress(progress));

    let mut records: Vec<FileRecord> = found
        .skipped
        .into_iter()
        .map(|(path, issue)| FileRecord::without_article(path, vec![issue]))
        .collect();
    let mut next_snapshot = 64;
    for batch in found.files.chunks(64) {
        if cancelled() {
            break;
        }
        let read: Vec<FileRecord> =
            batch.par_iter().map(|path| read_article(root, path, options.offsets)).collect();
        progress.read += read.len();
        progress.bytes += read.iter().map(|r| r.bytes).sum::<u64>();
        records.extend(read);
        tell(Update::Progress(progress));
        if progress.read >= next_snapshot && progress.read < progress.found {
            next_snapshot = progress.read * 4;
            tell(Update::Snapshot(Arc::new(Corpus::partial(root.to_path_buf(), records.clone()))));
        }
    }
    if options.depth == Depth::Parsed {
        return Ok(finish(Corpus::new(root.to_path_buf(), records), progress, tell));
    }
    if progress.read > 0 {
        tell(Update::Snapshot(Arc::new(Corpus::partial(root.to_path_buf(), records.clone()))));
    }
    for batch in records.chunks_mut(64) {
        if cancelled() {
            break;
        }
        batch.par_iter_mut().for_each(extract_article);
        progress.extracted += batch.iter().filter(|r| r.article.is_some()).count();
        tell(Update::Progress(progress));
    }
    Ok(finish(Corpus::new(root.to_path_buf(), records), progress, tell))
}

fn finish(corpus: Corpus, mut progress: Progress, tell: &mut dyn FnMut(Update)) -> Arc<Corpus> {
    let corpus = Arc::new(corpus);
    progress.done = true;
    tell(Update::Snapshot(Arc::clone(&corpus)));
    tell(Update::Progress(progress));
    corpus
}

/// Reads and parses one file below `root`; every failure is an issue of the record.
fn read_article(root: &Path, path: &Path, offsets: Offsets) -> FileRecord {
    let (bytes, cut) = match read_file(&root.join(path)) {
        Ok(read) => read,
        Err(issue) => return FileRecord::without_article(path.to_path_buf(), vec![issue]),
    };
    let mut record = match parse_caught(bytes.clone(), path) {
        Ok((article, _)) => FileRecord::with_article(path.to_path_buf(), &bytes, article),
        Err(issue) => FileRecord::without_article(path.to_path_buf(), vec![issue]),
    };
    record.issues.extend(cut);
    if offsets == Offsets::Decoded {
        record.keep_decoded(&bytes);
    }
    record
}

/// The article of a file's bytes, and the name of their encoding; a panic becomes an issue.
///
/// # Errors
/// When the parser panicked.
pub fn parse_caught(bytes: Vec<u8>, path: &Path) -> Result<(Article, &'static str), Issue> {
    let hint = path.to_string_lossy();
    let parse = AssertUnwindSafe(|| parse::parse_owned(bytes, &hint));
    catch_unwind(parse).map_err(|_| failed("reading its structure"))
}

/// How a file stands, without opening it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Stamp {
    /// Its length in bytes.
    pub size: i64,
    /// When its text or its place in the folder was last changed, in nanoseconds since 1970: the later one, so that a file
    /// moved over another of the same size and age is not taken for it.
    pub mtime: i64,
}

/// How a file stands now; none when it cannot be told.
#[must_use]
pub fn stamp(path: &Path) -> Option<Stamp> {
    let meta = std::fs::symlink_metadata(path).ok()?;
    let nanoseconds = |seconds: i64, rest: i64| seconds.saturating_mul(1_000_000_000).saturating_add(rest);
    let text = nanoseconds(meta.mtime(), meta.mtime_nsec());
    let entry = nanoseconds(meta.ctime(), meta.ctime_nsec());
    Some(Stamp { size: i64::try_from(meta.size()).ok()?, mtime: text.max(entry) })
}

/// A file's path below the root, and how it stands or why it is not read.
pub type Looked = (PathBuf, Result<Stamp, Issue>);

/// Every file below `root` in the order of paths, with how it stands or why it is not read. No file is opened.
///
/// # Errors
/// When the folder itself cannot be listed.
pub fn look(root: &Path, cancelled: &dyn Fn() -> bool) -> Result<Vec<Looked>, ScanError> {
    let found = walk::walk(root, cancelled)
        .map_err(|why| ScanError::Root { path: Clean::line(&root.to_string_lossy()), why })?;
    let gone = || Issue::new(Severity::Error, IssueCode::Unreadable, "cannot be read: it is gone");
    let files = found.files.into_par_iter().map(|path| {
        let stamp = stamp(&root.join(&path)).ok_or_else(gone);
        (path, stamp)
    });
    let mut seen: Vec<Looked> = files.collect();
    seen.extend(found.skipped.into_iter().map(|(path, issue)| (path, Err(issue))));
    seen.sort_by(|a, b| a.0.cmp(&b.0));
    seen.dedup_by(|a, b| a.0 == b.0);
    Ok(seen)
}

/// Fills the record's extraction. An article that makes the extractor fail keeps its text.
fn extract_article(record: &mut FileRecord) {
    let Some(article) = &record.article else { return };
    match extract_caught(article) {
        Ok(extraction) => record.extraction = Arc::new(extraction),
        Err(issue) => record.issues.push(issue),
    }
}

/// The extraction of one article; a panic becomes an issue.
///
/// # Errors
/// When the extractor panicked.
pub fn extract_caught(article: &Article) -> Result<Extraction, Issue> {
    let mut found = catch_unwind(AssertUnwindSafe(|| extract::extract(article)))
        .map_err(|_| failed("looking for names and quotes"))?;
    // Thousandths: more digits say nothing, and these are the same wherever they are kept.
    let round = |confidence: &mut f32| *confidence = (confidence.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
    for quote in &mut found.quotes {
        round(&mut quote.confidence);
        quote.candidates.iter_mut().for_each(|candidate| round(&mut candidate.confidence));
    }
    Ok(found)
}

fn failed(doing: &str) -> Issue {
    Issue::new(
        Severity::Error,
        IssueCode::Failed,
        format!(
            "onrecord failed while {doing}; the other files are unharmed. Please report it with this file"
        ),
    )
}

/// The bytes of a regular file, at most [`MAX_BYTES`]; of a longer one the beginning and the end, with a warning.
///
/// The file is opened without blocking and looked at through its handle, so that a pipe or device put in its place
/// between walk and read does no harm.
///
/// # Errors
/// When it cannot be opened or read, or is not a regular file; as the issue to show.
pub fn read_file(path: &Path) -> Result<(Vec<u8>, Option<Issue>), Issue> {
    let unreadable = |error: std::io::Error| {
        Issue::new(Severity::Error, IssueCode::Unreadable, format!("cannot be read: {error}"))
    };
    let flags = rustix::fs::OFlags::NONBLOCK | rustix::fs::OFlags::NOFOLLOW | rustix::fs::OFlags::NOCTTY;
    let mut file =
        File::options().read(true).custom_flags(flags.bits().cast_signed()).open(path).map_err(unreadable)?;
    let meta = file.metadata().map_err(unreadable)?;
    if !meta.is_file() {
        return Err(Issue::new(Severity::Warning, IssueCode::Skipped, "not a regular file"));
    }
    let mut bytes = Vec::with_capacity(meta.len().min(MAX_BYTES as u64) as usize + 1);
    file.by_ref().take(MAX_BYTES as u64 + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() <= MAX_BYTES {
        return Ok((bytes, None));
    }
    let mut end = Vec::with_capacity(END_BYTES);
    file.seek(SeekFrom::End(-(END_BYTES as i64))).map_err(unreadable)?;
    file.take(END_BYTES as u64).read_to_end(&mut end).map_err(unreadable)?;
    let what =
        if leave_out_middle(&mut bytes, &end) { "beginning and end were" } else { "the beginning was" };
    let message = format!("longer than {} MiB ({} MiB): only {what} read", MAX_BYTES >> 20, meta.len() >> 20);
    Ok((bytes, Some(Issue::new(Severity::Warning, IssueCode::TooLong, message))))
}

/// Shortens the beginning of a long file and puts its end behind, both cut at blanks, with a mark of the gap between.
/// An end that is no plain bytes of text is left out; then it says false.
fn leave_out_middle(bytes: &mut Vec<u8>, end: &[u8]) -> bool {
    let wide = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let start = end.iter().position(u8::is_ascii_whitespace);
    let (false, Some(end)) = (wide || end.contains(&0), start.and_then(|at| end.get(at..))) else {
        bytes.truncate(MAX_BYTES);
        return false;
    };
    bytes.truncate(MAX_BYTES - END_BYTES - GAP.len());
    let last = bytes.len().saturating_sub(1 << 10);
    let blank = bytes.get(last..).and_then(|tail| tail.iter().rposition(u8::is_ascii_whitespace));
    bytes.truncate(blank.map_or(bytes.len(), |at| last + at));
    bytes.extend_from_slice(GAP);
    bytes.extend_from_slice(end);
    true
}

/// One file outside a corpus, read, parsed and extracted: what `show` works on. A link is followed.
///
/// # Errors
/// When there is no such file; as the issue to show.
pub fn read_one(path: &Path) -> Result<FileRecord, Issue> {
    let real = std::fs::canonicalize(path)
        .map_err(|e| Issue::new(Severity::Error, IssueCode::Unreadable, format!("cannot be read: {e}")))?;
    let home = real.parent().unwrap_or(&real);
    let name = real.file_name().map(PathBuf::from).unwrap_or_default();
    let mut record = read_article(home, &name, Offsets::Shown);
    extract_article(&mut record);
    Ok(record)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, ScanOptions, Update, read_file, scan};
    use crate::model::IssueCode;
    use std::fs;
    use std::sync::atomic::Ordering;

    #[test]
    fn tells_progress_and_hands_over_snapshots() {
        let dir = tempfile::tempdir().unwrap();
        for n in 0..70 {
            fs::write(
                dir.path().join(format!("{n:02}.txt")),
                format!("Mill number {n} opens\n\nThe mill began to turn.\n"),
            )
            .unwrap();
        }
        fs::write(dir.path().join("zero.txt"), "").unwrap();
        let (mut read, mut snapshots, mut done) = (Vec::new(), Vec::new(), false);
        let corpus = scan(dir.path(), &ScanOptions::default(), &mut |update| match update {
            Update::Progress(p) => {
                read.push(p.read);
                done = p.done;
            }
            Update::Snapshot(corpus) => snapshots.push(corpus.articles().len()),
        })
        .unwrap();
        assert_eq!(corpus.articles().len(), 70);
        assert_eq!((read.first(), read.last(), done), (Some(&0), Some(&71), true));
        assert_eq!(snapshots, [64, 70, 70]);
        assert_eq!(corpus.problems().len(), 1);
    }

    #[test]
    fn a_cancelled_scan_ends_early() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a.txt"), "words").unwrap();
        let options = ScanOptions::default();
        options.cancel.store(true, Ordering::Relaxed);
        assert_eq!(scan(dir.path(), &options, &mut |_| {}).unwrap().articles().len(), 0);
    }

    #[test]
    fn reads_at_most_the_limit_and_regular_files_only() {
        let dir = tempfile::tempdir().unwrap();
        let big = dir.path().join("big.txt");
        fs::File::create(&big).unwrap().set_len(MAX_BYTES as u64 + 5).unwrap();
        let (bytes, issue) = read_file(&big).unwrap();
        assert_eq!((bytes.len(), issue.unwrap().code), (MAX_BYTES, IssueCode::TooLong));
        fs::write(&big, "Dearlove said so. ".repeat(1 << 20) + "The end.").unwrap();
        let (bytes, issue) = read_file(&big).unwrap();
        let text = String::from_utf8(bytes).unwrap();
        assert!(text.len() <= MAX_BYTES && text.starts_with("Dearlove said") && text.ends_with("The end."));
        assert_eq!(text.split("\n\n[...]\n\n").count(), 2);
        assert!(issue.unwrap().message.ends_with("only beginning and end were read"));
        assert_eq!(read_file(dir.path()).unwrap_err().code, IssueCode::Skipped);
        assert_eq!(read_file(&dir.path().join("none")).unwrap_err().code, IssueCode::Unreadable);
    }
}
