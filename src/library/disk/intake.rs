//! Filling the library from the folder, in two stages: read, parse and index, so that everything can be read and searched;
//! then look for names and quotes, what is read and what is recent first; then join stories and actors over the corpus.
//!
//! Only files whose size or time changed are read, only texts whose content changed are parsed, and only what another
//! version of the program found is found again. Everything is committed as it goes: a scan that is cancelled or killed goes
//! on where it stopped. Readers see one committed state after another and are told of each by its generation.

mod catching;
pub(super) mod finding;
mod indexing;
mod joining;
mod reading;

pub(crate) use joining::Joiner;

use crate::extract::forget;
use crate::library::disk::files::{Seen, Wanted, compare, renumber};
use crate::library::disk::writer::{Answers, Writer, WriterError};
use crate::library::disk::{Library, Versions};
use crate::library::fulltext::FulltextError;
use crate::library::mends::Mend;
use crate::library::scan::{ScanError, look};
use crate::library::view::Progress;
use crate::model::{ArticleId, Clean};
use indexing::Indexing;
use rusqlite::Connection;
use std::collections::HashSet;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;
use xxhash_rust::xxh3::xxh3_64;

/// How a scan is done.
#[derive(Clone, Debug)]
pub struct Options {
    /// Set it to end the scan early; what has been committed by then stays.
    pub cancel: Arc<AtomicBool>,
    /// Articles to look into before all others: those on the screen. May be changed while the scan runs.
    pub first: Arc<Mutex<Vec<ArticleId>>>,
    /// What the user mended, in order; while it is not known, stories and actors wait to be joined.
    pub mends: Option<Vec<Mend>>,
}

impl Default for Options {
    /// Of a user who has mended nothing.
    fn default() -> Self {
        Self { cancel: Arc::default(), first: Arc::default(), mends: Some(Vec::new()) }
    }
}

/// What a scan tells while it runs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Update {
    /// How far it is.
    Progress(Progress),
    /// Lists may be others from now on.
    Changed {
        /// The library's new generation.
        generation: i64,
    },
    /// What was told as changed is found by its words, too.
    Indexed,
    /// Something the user should know.
    Notice(Clean),
    /// The folder is not what it was.
    News(News),
}

/// What a scan found other than the library knew it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct News {
    /// Articles that were not there.
    pub new: usize,
    /// Articles with another text.
    pub changed: usize,
    /// Files that stand elsewhere now.
    pub moved: usize,
    /// Files that are gone.
    pub gone: usize,
}

impl fmt::Display for News {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let articles = if self.new == 1 { "new article" } else { "new articles" };
        let counts =
            [(self.new, articles), (self.changed, "changed"), (self.moved, "moved"), (self.gone, "gone")];
        let told =
            counts.iter().filter(|(count, _)| *count > 0).map(|(count, what)| format!("{count} {what}"));
        f.write_str(&told.collect::<Vec<_>>().join(", "))
    }
}

/// Why a scan stopped. What was committed before can be read.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The folder cannot be listed.
    #[error(transparent)]
    Folder(#[from] ScanError),
    /// The library cannot be written.
    #[error(transparent)]
    Writer(#[from] WriterError),
    /// The index cannot be written.
    #[error(transparent)]
    Index(#[from] FulltextError),
}

impl From<rusqlite::Error> for IntakeError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Writer(error.into())
    }
}

impl IntakeError {
    /// Whether the library's file is damaged: it must be made again.
    #[must_use]
    pub fn is_damage(&self) -> bool {
        use rusqlite::ErrorCode::{DatabaseCorrupt, NotADatabase};
        let Self::Writer(WriterError::Failed(error)) = self else { return false };
        error.sqlite_error_code().is_some_and(|code| matches!(code, DatabaseCorrupt | NotADatabase))
    }
}

/// Brings the library up to the folder. `tell` is called on this thread.
///
/// # Errors
/// When the folder cannot be listed, another instance writes, or the disk is full; what was committed stays.
pub fn scan(library: &Library, options: &Options, tell: &mut dyn FnMut(Update)) -> Result<(), IntakeError> {
    work(library, options, tell, Stage::All)
}

/// Brings the library up to the user's mends alone; the folder is not looked at.
///
/// # Errors
/// As [`scan`].
pub fn mend(library: &Library, options: &Options, tell: &mut dyn FnMut(Update)) -> Result<(), IntakeError> {
    work(library, options, tell, Stage::Joining)
}

fn work(
    library: &Library,
    options: &Options,
    tell: &mut dyn FnMut(Update),
    stage: Stage,
) -> Result<(), IntakeError> {
    let writer = library.writer()?;
    let states = writer.number("indexed")?..=writer.number("generation")?;
    let index = library.fulltext_to_fill(states)?;
    let mut intake = Intake {
        library,
        options,
        versions: Versions::ours(),
        indexing: Indexing::new(index),
        writer,
        progress: Progress::default(),
        since: Instant::now(),
        moved: HashSet::new(),
        strayed: Vec::new(),
        news: News::default(),
        tell,
    };
    intake.unlearn()?;
    let done = match stage {
        Stage::All => intake.run(),
        Stage::Joining => intake.join_if_due(),
    };
    intake.progress.done = true;
    intake.tell_progress();
    let finished = intake.indexing.finish();
    rayon::broadcast(|_| forget());
    done?;
    // Without it the log stays as large as it ever was. Who reads just now keeps it, until the next scan.
    let shorten = intake.writer.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()));
    drop(shorten);
    if library.folder().is_some() {
        drop(pack_together(&intake.writer.connection));
    }
    Ok(finished?)
}

/// Gives the disk back what was deleted, when it is a good part of the file. It may not work out: nothing depends on it.
fn pack_together(connection: &Connection) -> rusqlite::Result<()> {
    let number = |pragma| connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
    let (free, all) = (number("freelist_count")?, number("page_count")?);
    if free < FREE || free * 8 < all {
        return Ok(());
    }
    // The copy it makes would else stand in memory.
    connection.pragma_update(None, "temp_store", "FILE")?;
    connection.execute_batch("VACUUM")?;
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))
}

/// How many free pages are worth it.
const FREE: i64 = 1024;

/// How much of the work is done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    All,
    Joining,
}

/// Whether stories are grouped anew.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Grouping {
    Anew,
    Stays,
}

/// Tells whether the mends in the library are the user's.
fn hash_of(mends: &[Mend]) -> i64 {
    let text = serde_json::to_vec(mends).unwrap_or_default();
    if mends.is_empty() { 0 } else { xxh3_64(&text).cast_signed() }
}

/// A scan while it runs.
struct Intake<'a> {
    library: &'a Library,
    options: &'a Options,
    versions: Versions,
    writer: Writer,
    indexing: Indexing,
    progress: Progress,
    since: Instant,
    /// Files that stand elsewhere now.
    moved: HashSet<u32>,
    /// Articles the index is owed whose files are not where they were.
    strayed: Vec<u32>,
    news: News,
    tell: &'a mut dyn FnMut(Update),
}

impl Intake<'_> {
    fn run(&mut self) -> Result<(), IntakeError> {
        self.tell_progress();
        let cancel = Arc::clone(&self.options.cancel);
        let cancelled = move || cancel.load(Ordering::Relaxed);
        let seen = look(self.library.root(), &cancelled)?;
        // A walk that was cut short has not seen what it does not name.
        if self.cancelled() {
            return Ok(());
        }
        let seen = seen.into_iter().map(|(path, state)| Seen { path, state }).collect();
        let mut plan = compare(&self.writer.connection, seen, self.versions.parser)?;
        if plan.renumber {
            self.writer.begin()?;
            renumber(&self.writer.connection, &mut plan)?;
            self.writer.commit(Answers::Stay)?;
        }
        let size = |wanted: &Wanted| wanted.state.as_ref().map_or(0, |stamp| stamp.size.cast_unsigned());
        self.progress.found = plan.wanted.len();
        self.progress.to_read = plan.wanted.iter().map(size).sum();
        self.stage();
        self.catch_up()?;
        let was_empty = self.writer.number("generation")? == 0;
        self.read(&plan.wanted, &plan.gone)?;
        if !self.strayed.is_empty() && !self.cancelled() {
            // Now it is known where they went; what cannot be read at all is owed nothing.
            self.strayed.clear();
            self.catch_up()?;
            self.strayed.clear();
        }
        self.indexing.join();
        // Every path of the folder.
        drop(plan);
        if !was_empty && self.news != News::default() {
            (self.tell)(Update::News(self.news));
        }
        self.find()?;
        self.join_if_due()
    }

    fn join_if_due(&mut self) -> Result<(), IntakeError> {
        let grouped =
            self.writer.number("unjoined")? == 0 && self.writer.number("joiner")? == self.versions.joiner;
        let Some(mends) = &self.options.mends else { return Ok(()) };
        // Nothing has ever been read.
        if self.writer.number("generation")? == 0 {
            return Ok(());
        }
        let mended = self.writer.number("mends")? == hash_of(mends);
        if self.cancelled() || grouped && mended {
            return Ok(());
        }
        self.join(if grouped { Grouping::Stays } else { Grouping::Anew })
    }

    fn cancelled(&self) -> bool {
        self.options.cancel.load(Ordering::Relaxed)
    }

    /// Ends a transaction: in the library first, then in the index, which knows from the library what it is owed.
    fn commit(&mut self, answers: Answers) -> Result<(), IntakeError> {
        let generation = self.writer.commit(answers)?;
        if answers == Answers::Change {
            (self.tell)(Update::Changed { generation });
        }
        let committed = self.indexing.commit(generation)?;
        self.writer.begin()?;
        self.writer.run("DELETE FROM unindexed", [])?;
        self.writer.run("DELETE FROM meta WHERE key = 'owed_actors'", [])?;
        for id in &self.strayed {
            self.writer.owe(*id)?;
        }
        self.indexed(committed.then_some(generation))
    }

    /// Notes what the index was brought up to, if it was; ends the transaction that takes out what it was owed.
    fn indexed(&mut self, generation: Option<i64>) -> Result<(), IntakeError> {
        if let Some(generation) = generation {
            self.writer.set("indexed", generation)?;
        }
        self.writer.commit(Answers::Stay)?;
        (self.tell)(Update::Indexed);
        Ok(())
    }

    /// A new stage begins: its pace is its own.
    fn stage(&mut self) {
        self.since = Instant::now();
        self.tell_progress();
    }

    fn tell_progress(&mut self) {
        let seconds = self.since.elapsed().as_secs_f64().max(0.001);
        let progress = &mut self.progress;
        let (done, all) = if progress.to_extract == 0 {
            progress.rate = (progress.bytes as f64 / seconds) as u64;
            (progress.bytes as f64, progress.to_read as f64)
        } else {
            (progress.extracted as f64, progress.to_extract as f64)
        };
        // Nothing is foretold of what has hardly begun.
        progress.left = if done * 50.0 < all { 0 } else { ((all - done) * seconds / done.max(1.0)) as u64 };
        (self.tell)(Update::Progress(*progress));
    }

    /// Articles on the screen, for which everything else waits.
    fn first(&self) -> Vec<ArticleId> {
        self.options.first.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

#[cfg(test)]
mod tests {
    use super::{IntakeError, Options, Update, mend, scan};
    use crate::library::disk::answers::Reader;
    use crate::library::disk::writer::WriterError;
    use crate::library::disk::{self, Library, day_of, indexed};
    use crate::library::fulltext::Collection;
    use crate::library::fulltext::searching::{NO_ROW, Slot};
    use crate::library::mends::{Mend, Named};
    use crate::library::query::Query;
    use crate::library::state::UserState;
    use crate::library::view::{Answer, ListQuery, Progress, Request};
    use crate::model::{ActorKind, ArticleId};
    use proptest::prelude::{Strategy, prop_assert_eq, prop_oneof, proptest};
    use rusqlite::Connection;
    use std::collections::BTreeMap;
    use std::fs;
    use std::path::Path;
    use std::sync::Arc;
    use std::sync::atomic::Ordering;

    fn open(corpus: &Path, folder: Option<&Path>) -> Library {
        Library::open(&disk::Options { corpus: corpus.into(), folder: folder.map(Path::to_owned) }).unwrap()
    }

    fn run(library: &Library) -> Vec<Update> {
        let mut told = Vec::new();
        scan(library, &Options::default(), &mut |update| told.push(update)).unwrap();
        told
    }

    fn read(told: &[Update]) -> (usize, usize) {
        let last = told.iter().rev().find_map(|update| match update {
            Update::Progress(progress) => Some(*progress),
            _ => None,
        });
        let Progress { read, extracted, .. } = last.unwrap();
        (read, extracted)
    }

    fn count(library: &Library, table: &str) -> i64 {
        let sql = format!("SELECT count(*) FROM {table}");
        library.connect().unwrap().query_row(&sql, [], |row| row.get(0)).unwrap()
    }

    fn article(n: usize) -> String {
        let towns = ["Harrow", "Penwick", "Stilling", "Marsden"];
        let (town, other) = (towns[n % 4], towns[(n / 4) % 4]);
        format!(
            "Council of {town} votes on plan {n}\n\n{} May 2024\n\n“We cannot wait another year for the bridge,” said Orla Venn, the \
             mayor of {town}.\n\nTallis Motors, which employs {n} people near {other}, said it would leave. Venn disagreed.\n",
            n % 27 + 1
        )
    }

    /// Everything a library says, without the numbers it says it by.
    fn told(library: &Library) -> Vec<String> {
        let db = library.connect().unwrap();
        let paths: BTreeMap<i64, String> = rows(&db, "SELECT id, path FROM file");
        let names: BTreeMap<i64, String> = rows(&db, "SELECT id, text FROM name");
        let actors: BTreeMap<i64, String> =
            rows(&db, "SELECT id, name || ' ' || kind || ' ' || mentions FROM actor");
        let mut said = Vec::new();
        let mut each = |sql: &str, tell: &dyn Fn(&rusqlite::Row<'_>) -> String| {
            let mut statement = db.prepare(sql).unwrap();
            let mut rows = statement.query([]).unwrap();
            while let Some(row) = rows.next().unwrap() {
                said.push(tell(row));
            }
        };
        let path = |id: i64| paths.get(&id).map_or("nowhere", String::as_str);
        let integer = |row: &rusqlite::Row<'_>, at| row.get::<_, Option<i64>>(at).unwrap();
        each("SELECT * FROM file ORDER BY place", &|row| {
            format!(
                "file {} {:?} {:?}",
                path(row.get_unwrap(0)),
                integer(row, 6),
                row.get_unwrap::<_, String>("encoding")
            )
        });
        each("SELECT file, code FROM issue JOIN file ON file.id = issue.file ORDER BY place, n", &|row| {
            format!("issue {} {}", path(row.get_unwrap(0)), row.get_unwrap::<_, String>(1))
        });
        let counts =
            "id, copy_of, date, headline, words, mentions, actors, quotes, speech, story_place, verbatim";
        each(&format!("SELECT {counts} FROM article ORDER BY place"), &|row| {
            let numbers: Vec<_> = (4..11).map(|at| integer(row, at)).collect();
            format!(
                "article {} {:?} {:?} {} {numbers:?}",
                path(row.get_unwrap(0)),
                integer(row, 1).map(path),
                integer(row, 2).and_then(day_of),
                row.get_unwrap::<_, String>(3)
            )
        });
        let members =
            "(SELECT group_concat(id) FROM (SELECT id FROM article WHERE story = s.id ORDER BY story_place))";
        let line = "(SELECT min(place) FROM story WHERE line = s.line)";
        each(&format!("SELECT {members}, {line}, * FROM story AS s ORDER BY last DESC, place"), &|row| {
            let ids: String = row.get_unwrap(0);
            let here: Vec<&str> = ids.split(',').map(|id| path(id.parse().unwrap())).collect();
            let numbers: Vec<_> = [4, 5, 8, 9, 10].map(|at| integer(row, at)).into();
            format!(
                "story {here:?} {} {numbers:?} {}",
                row.get_unwrap::<_, String>(3),
                row.get_unwrap::<_, String>(11)
            )
        });
        each(
            "SELECT a.*, (SELECT group_concat(name || ':' || mentions) FROM variant WHERE actor = a.id) FROM actor AS a",
            &|row| {
                let variants: String = row.get_unwrap(9);
                let spelling = |pair: &str| {
                    let (name, count) = pair.split_once(':').unwrap();
                    format!("{} {count}", names[&name.parse::<i64>().unwrap()])
                };
                let variants: Vec<String> = variants.split(',').map(spelling).collect();
                format!(
                    "actor {} {:?} {variants:?}",
                    actors[&row.get_unwrap(0)],
                    (2..8).map(|at| integer(row, at)).collect::<Vec<_>>()
                )
            },
        );
        each("SELECT * FROM appearance", &|row| {
            let numbers: Vec<_> = (2..5).map(|at| integer(row, at)).collect();
            format!("appearance {} in {} {numbers:?}", actors[&row.get_unwrap(0)], path(row.get_unwrap(1)))
        });
        each(
            "SELECT article, n, start, kind, rule, confidence, actor, speaker, cue FROM quote ORDER BY id",
            &|row| {
                let name = |at| integer(row, at).map(|id| names[&id].clone());
                let actor = integer(row, 6).map(|id| actors[&id].clone());
                let numbers: Vec<_> = (1..6).map(|at| integer(row, at)).collect();
                format!("quote {} {numbers:?} {actor:?} {:?} {:?}", path(row.get_unwrap(0)), name(7), name(8))
            },
        );
        said.extend(found(library, &paths, &actors));
        // What follows from numbers alone has no order of its own.
        said.sort();
        said
    }

    /// What the index holds: who owns how many words.
    fn found(
        library: &Library,
        paths: &BTreeMap<i64, String>,
        actors: &BTreeMap<i64, String>,
    ) -> Vec<String> {
        let state = indexed(&library.connect().unwrap()).unwrap();
        let searcher = library.fulltext().unwrap().searcher(state.cast_unsigned()).unwrap();
        let mut said = Vec::new();
        for collection in Collection::ALL {
            let whose = if collection == Collection::Actors { actors } else { paths };
            let each = &mut |Slot { owner, length, .. }: Slot| {
                if owner != NO_ROW {
                    let whose = whose.get(&i64::from(owner)).map_or("nobody", String::as_str);
                    said.push(format!("index {collection:?} {whose} {length}"));
                }
            };
            searcher.each_slot(collection, each).unwrap();
        }
        said
    }

    fn rows(db: &Connection, sql: &str) -> BTreeMap<i64, String> {
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.map(Result::unwrap).collect()
    }

    #[derive(Clone, Debug)]
    enum Step {
        Write(usize, usize),
        Remove(usize),
        Move(usize, usize),
        Scan,
        /// By a program that knows nothing from before.
        ScanAnew,
    }

    fn file(n: usize) -> String {
        let folders = ["", "a/", "b/"];
        format!("{}{:02}.txt", folders[n % 3], n)
    }

    impl Step {
        fn any() -> impl Strategy<Value = Self> {
            prop_oneof![
                4 => (0..12_usize, 0..9_usize).prop_map(|(file, text)| Self::Write(file, text)),
                1 => (0..12_usize).prop_map(Self::Remove),
                2 => (0..12_usize, 0..12_usize).prop_map(|(from, to)| Self::Move(from, to)),
                2 => proptest::strategy::Just(Self::Scan),
                2 => proptest::strategy::Just(Self::ScanAnew),
            ]
        }

        fn take(&self, corpus: &Path, library: &Library) {
            let folder = library.folder();
            // Whether the file is there is left to chance.
            match self {
                Self::Write(n, text) => fs::write(corpus.join(file(*n)), article(*text)).unwrap(),
                Self::Remove(n) => drop(fs::remove_file(corpus.join(file(*n)))),
                Self::Move(from, to) => drop(fs::rename(corpus.join(file(*from)), corpus.join(file(*to)))),
                Self::Scan => drop(run(library)),
                Self::ScanAnew => drop(run(&open(corpus, folder))),
            }
        }
    }

    proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(12))]
        #[test]
        fn however_the_folder_came_to_be_the_library_is_the_same(steps in proptest::collection::vec(Step::any(), 1..24)) {
            let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
            fs::create_dir(corpus.path().join("a")).unwrap();
            fs::create_dir(corpus.path().join("b")).unwrap();
            let grown = open(corpus.path(), Some(folder.path()));
            for step in &steps {
                step.take(corpus.path(), &grown);
            }
            run(&grown);
            let fresh = open(corpus.path(), None);
            run(&fresh);
            prop_assert_eq!(told(&grown), told(&fresh));
            prop_assert_eq!(read(&run(&grown)), (0, 0));
        }
    }

    #[test]
    fn what_moves_is_found_and_the_index_stays_unless_it_is_lost() {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let moved =
            |from: &str, to: &str| fs::rename(corpus.path().join(from), corpus.path().join(to)).unwrap();
        let made_again = |told: &[Update]| told.iter().any(|update| matches!(update, Update::Notice(_)));
        let same = |library: &Library| {
            let fresh = open(corpus.path(), None);
            run(&fresh);
            assert_eq!(told(library), told(&fresh));
        };
        fs::write(corpus.path().join("a.txt"), article(0)).unwrap();
        run(&open(corpus.path(), Some(folder.path())));
        moved("a.txt", "b.txt");
        run(&open(corpus.path(), Some(folder.path())));
        moved("b.txt", "c.txt");
        let library = open(corpus.path(), Some(folder.path()));
        assert!(!made_again(&run(&library)), "nothing of the index changed");
        same(&library);
        fs::remove_dir_all(library.index_folder().unwrap()).unwrap();
        moved("c.txt", "d.txt");
        let library = open(corpus.path(), Some(folder.path()));
        assert!(made_again(&run(&library)));
        same(&library);
    }

    #[test]
    fn only_what_changed_is_read_and_only_new_texts_are_looked_into() {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for n in 0..6 {
            fs::write(corpus.path().join(file(n).replace('/', "-")), article(n)).unwrap();
        }
        fs::write(corpus.path().join("empty.txt"), "").unwrap();
        let library = open(corpus.path(), Some(folder.path()));
        assert_eq!(read(&run(&library)), (7, 6));
        assert_eq!((count(&library, "article"), count(&library, "issue WHERE code = 'empty'")), (6, 1));
        assert_eq!(read(&run(&library)), (0, 0));

        // Touched: read, not looked into. Moved: the same number. Changed: looked into.
        let id = |path: &str| -> Option<u32> {
            let db = library.connect().unwrap();
            db.query_row("SELECT id FROM file WHERE path = ?1", [path], |row| row.get(0)).ok()
        };
        let before = id("a-01.txt");
        let touched = fs::File::options().append(true).open(corpus.path().join("00.txt")).unwrap();
        touched.set_modified(std::time::SystemTime::UNIX_EPOCH).unwrap();
        fs::rename(corpus.path().join("a-01.txt"), corpus.path().join("z.txt")).unwrap();
        fs::write(corpus.path().join("03.txt"), article(7)).unwrap();
        assert_eq!(read(&run(&library)), (3, 1));
        assert!(before.is_some());
        assert_eq!((id("z.txt"), id("a-01.txt")), (before, None));
        fs::remove_file(corpus.path().join("z.txt")).unwrap();
        run(&library);
        assert_eq!((count(&library, "article"), id("z.txt")), (5, None));
    }

    #[test]
    fn a_scan_that_ends_early_goes_on_later() {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for n in 0..90 {
            fs::write(corpus.path().join(format!("{n:03}.txt")), article(n)).unwrap();
        }
        let library = open(corpus.path(), Some(folder.path()));
        let options = Options::default();
        scan(&library, &options, &mut |update| {
            if matches!(update, Update::Changed { .. }) {
                options.cancel.store(true, Ordering::Relaxed);
            }
        })
        .unwrap();
        assert_eq!(
            (count(&library, "article"), count(&library, "quote")),
            (64, 0),
            "what was committed stays"
        );
        drop(library);
        let library = open(corpus.path(), Some(folder.path()));
        assert_eq!(read(&run(&library)), (26, 90));
        let fresh = open(corpus.path(), None);
        run(&fresh);
        assert_eq!(told(&library), told(&fresh));
    }

    #[test]
    fn a_long_text_does_not_wait_for_its_names() {
        let corpus = tempfile::tempdir().unwrap();
        let line = |n| format!("The ferry {n} left Halm at noon, said Orla Venn.\n\n");
        let long: String = (0..2_000).map(line).collect();
        fs::write(corpus.path().join("a.txt"), format!("Ferry leaves\n\n{long}")).unwrap();
        let library = Arc::new(open(corpus.path(), None));
        let shown = || {
            let reader = Reader::new(&library).unwrap();
            let answer = reader.answer_with(&Request::Article(ArticleId(1)), &UserState::default());
            let Answer::Article(reading) = answer else { panic!("article") };
            (reading.article.text.len() > 80_000, reading.extraction.mentions.len())
        };
        let mut first = None;
        scan(&library, &Options::default(), &mut |update| {
            if matches!(update, Update::Changed { .. }) && first.is_none() {
                first = Some(shown());
            }
        })
        .unwrap();
        assert_eq!(first, Some((true, 0)));
        assert!(shown().1 > 0);
    }

    #[test]
    fn what_is_on_the_screen_comes_first() {
        let corpus = tempfile::tempdir().unwrap();
        for n in 0..200 {
            fs::write(corpus.path().join(format!("{n:03}.txt")), article(n)).unwrap();
        }
        let library = open(corpus.path(), None);
        let options = Options::default();
        let wanted = ArticleId(150);
        options.first.lock().unwrap().extend([wanted, ArticleId(9999)]);
        scan(&library, &options, &mut |update| {
            if matches!(update, Update::Progress(Progress { extracted: 1.., .. })) {
                options.cancel.store(true, Ordering::Relaxed);
            }
        })
        .unwrap();
        let db = library.connect().unwrap();
        let looked: Vec<u32> = {
            let mut statement = db.prepare("SELECT id FROM article WHERE extractor IS NOT NULL").unwrap();
            statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
        };
        assert!(looked.contains(&wanted.0) && looked.len() < 200, "{looked:?}");
        // The rest, though what is on the screen lacks nothing any more.
        scan(&library, &Options { cancel: Arc::default(), ..options }, &mut |_| {}).unwrap();
        assert_eq!(count(&library, "article WHERE extractor IS NULL"), 0);
    }

    /// Fills a library, spoils its index, and sees it made again, once.
    fn spoil(spoil: impl FnOnce(&Path, &dyn Fn())) {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |n: usize| fs::write(corpus.path().join(format!("{n}.txt")), article(n)).unwrap();
        (0..5).for_each(write);
        let library = open(corpus.path(), Some(folder.path()));
        run(&library);
        let index = library.index_folder().unwrap();
        drop(library);
        let one_more = || {
            write(5);
            run(&open(corpus.path(), Some(folder.path())));
        };
        spoil(&index, &one_more);
        let afresh = open(corpus.path(), None);
        run(&afresh);
        let library = open(corpus.path(), Some(folder.path()));
        let notices = |told: &[Update]| told.iter().filter(|u| matches!(u, Update::Notice(_))).count();
        let again = run(&library);
        assert_eq!((notices(&again), read(&again)), (1, (0, 0)));
        assert_eq!(told(&library), told(&afresh));
        assert_eq!(notices(&run(&library)), 0);
        drop(library);
        assert_eq!(notices(&run(&open(corpus.path(), Some(folder.path())))), 0);
    }

    #[test]
    fn a_lost_index_is_made_again_and_said_once() {
        spoil(|index, _| {
            for entry in fs::read_dir(index.join("articles")).unwrap() {
                fs::write(entry.unwrap().path(), b"rubbish").unwrap();
            }
        });
        spoil(|index, _| fs::remove_dir_all(index).unwrap());
    }

    #[test]
    fn an_index_torn_by_a_power_cut_is_noticed() {
        spoil(|index, _| {
            // What was never put on the disk has no mark, and may have holes.
            fs::remove_file(index.join("quotes/settled")).unwrap();
            let files = fs::read_dir(index.join("quotes")).unwrap().map(|entry| entry.unwrap().path());
            // Some may be of segments that were merged and wait to be cleared away.
            for words in files.filter(|path| path.extension().is_some_and(|e| e == "idx")) {
                let mut bytes = fs::read(&words).unwrap();
                let middle = bytes.len() / 2;
                bytes[middle] ^= 0x20;
                fs::write(words, bytes).unwrap();
            }
        });
    }

    #[test]
    fn an_index_older_than_its_library_is_noticed() {
        spoil(|index, one_more| {
            let kept = tempfile::tempdir().unwrap();
            let copy = |from: &Path, to: &Path| {
                for of in Collection::ALL.map(Collection::name) {
                    let _ = fs::remove_dir_all(to.join(of));
                    fs::create_dir(to.join(of)).unwrap();
                    for entry in fs::read_dir(from.join(of)).unwrap() {
                        let entry = entry.unwrap();
                        fs::copy(entry.path(), to.join(of).join(entry.file_name())).unwrap();
                    }
                }
            };
            copy(index, kept.path());
            one_more();
            copy(kept.path(), index);
        });
    }

    #[test]
    fn lists_are_told_before_words_are_found() {
        let corpus = tempfile::tempdir().unwrap();
        fs::write(corpus.path().join("a.txt"), article(1)).unwrap();
        let library = Arc::new(open(corpus.path(), None));
        let reader = Reader::new(&library).unwrap();
        let all = ListQuery { query: Query::default(), sort: None, window: 0..9 };
        let word = Query::parse("bridge").unwrap();
        let counts = || {
            let marks = UserState::default();
            let listed = reader.answer_with(&Request::Stories(all.clone()), &marks);
            let found =
                reader.answer_with(&Request::Search { query: word.clone(), rows: usize::MAX }, &marks);
            match (listed, found) {
                (Answer::Stories(page), Answer::Search(results)) => (page.total, results.stories.total),
                other => panic!("{other:?}"),
            }
        };
        let mut seen = vec![counts()];
        scan(&library, &Options::default(), &mut |update| match update {
            Update::Changed { .. } | Update::Indexed => seen.push(counts()),
            _ => {}
        })
        .unwrap();
        assert_eq!(seen[..3], [(0, 0), (1, 0), (1, 1)], "{seen:?}");
        assert_eq!(*seen.last().unwrap(), (1, 1));
    }

    #[test]
    fn one_writes_and_the_other_reads() {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(corpus.path().join("a.txt"), article(1)).unwrap();
        let (one, two) = (open(corpus.path(), Some(folder.path())), open(corpus.path(), Some(folder.path())));
        let writing = one.writer().unwrap();
        let refused = scan(&two, &Options::default(), &mut |_| {});
        assert!(matches!(refused, Err(IntakeError::Writer(WriterError::Busy))), "{refused:?}");
        drop(writing);
        run(&one);
        assert_eq!(count(&two, "article"), 1);
    }

    #[test]
    fn mends_are_done_and_taken_back() {
        let corpus = tempfile::tempdir().unwrap();
        for n in 0..6 {
            fs::write(corpus.path().join(format!("{n}.txt")), article(n)).unwrap();
        }
        let library = open(corpus.path(), None);
        run(&library);
        let before = told(&library);
        let mend_with = |mends: &[Mend]| {
            let options = Options { mends: Some(mends.to_vec()), ..Options::default() };
            let mut told = Vec::new();
            mend(&library, &options, &mut |update| told.push(update)).unwrap();
            told.iter().filter(|update| matches!(update, Update::Changed { .. })).count()
        };
        let venn = Named::new("Orla Venn", ActorKind::Person);
        let named = |name: &str| count(&library, &format!("actor WHERE name = '{name}'"));
        assert_eq!(named("Orla Venn"), 1);
        let renamed = Mend::Rename { actor: venn.clone(), to: "Orla Bryn".to_owned() };
        assert_eq!(mend_with(std::slice::from_ref(&renamed)), 1);
        assert_eq!((named("Orla Venn"), named("Orla Bryn")), (0, 1));
        assert_eq!(mend_with(&[renamed]), 0, "nothing is done twice");
        let said = || count(&library, "quote JOIN actor ON actor.id = quote.actor WHERE name = 'Orla Venn'");
        assert_eq!(mend_with(&[Mend::Hide { actor: venn }]), 1);
        assert_eq!((named("Orla Venn"), named("Orla Bryn"), said()), (0, 0, 0));
        assert_eq!(mend_with(&[]), 1);
        assert_eq!(told(&library), before);
        assert_eq!((library.verify().unwrap(), count(&library, "unmended")), (Vec::new(), 0));
    }

    #[test]
    fn what_is_new_is_told() {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let news = |told: &[Update]| {
            let news = told.iter().find_map(|update| match update {
                Update::News(news) => Some(news.to_string()),
                _ => None,
            });
            news.unwrap_or_default()
        };
        let path = |name: &str| corpus.path().join(name);
        for n in 0..4 {
            fs::write(path(&format!("{n}.txt")), article(n)).unwrap();
        }
        let library = open(corpus.path(), Some(folder.path()));
        assert_eq!(news(&run(&library)), "", "a first scan has no news");
        assert_eq!(news(&run(&library)), "");
        fs::write(path("0.txt"), article(9)).unwrap();
        fs::rename(path("1.txt"), path("8.txt")).unwrap();
        fs::remove_file(path("2.txt")).unwrap();
        fs::write(path("5.txt"), article(5)).unwrap();
        fs::write(path("6.txt"), article(6)).unwrap();
        assert_eq!(news(&run(&library)), "2 new articles, 1 changed, 1 moved, 1 gone");
    }

    #[test]
    fn a_folder_that_is_gone_takes_nothing_with_it() {
        let (corpus, folder) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let home = corpus.path().join("news");
        fs::create_dir(&home).unwrap();
        fs::write(home.join("a.txt"), article(1)).unwrap();
        let library = open(&home, Some(folder.path()));
        run(&library);
        fs::remove_dir_all(&home).unwrap();
        let refused = scan(&library, &Options::default(), &mut |_| {});
        assert!(matches!(refused, Err(IntakeError::Folder(_))), "{refused:?}");
        assert_eq!(count(&library, "article"), 1);
    }
}
