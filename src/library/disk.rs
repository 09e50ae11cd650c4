//! The library on disk: one folder a corpus, with everything that was found in it, so that nothing is read twice.
//!
//! `library.db` is a SQLite file (tables and their meaning: `disk/v1.sql`, `disk/v2.sql`, docs/LIBRARY.md); the index for words stands
//! beside it. All of it is derived: what is damaged or does not fit is set aside and made again, and what the user makes is
//! kept elsewhere ([`state`](crate::library::state)). One writer fills it ([`Library::writer`]), any number of readers
//! see one committed state each. Without a folder that can be written, the same lives in memory.

pub mod answers;
pub(crate) mod bytes;
mod cards;
pub mod files;
mod frame;
mod ground;
mod grouping;
mod heads;
mod held;
pub mod intake;
pub mod keeping;
pub mod names;
pub mod pack;
mod quotes;
mod rows;
pub mod tallies;
mod telling;
mod texts;
pub mod writer;

use crate::library::fulltext::{Fulltext, FulltextError};
use crate::library::store::{Access, Home, Schema, Store, Worth, remove_folder, set_aside};
use crate::model::Clean;
use held::Cache;
use intake::Joiner;
use jiff::civil::Date;
use rusqlite::Connection;
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::time::{SystemTime, UNIX_EPOCH};
use xxhash_rust::xxh3::xxh3_64;

/// The file and its versions.
pub const SCHEMA: Schema = Schema {
    file: "library.db",
    what: "the library",
    id: 0x6f6e_6c62,
    migrations: &[
        include_str!("disk/v1.sql"),
        include_str!("disk/v2.sql"),
        include_str!("disk/v3.sql"),
        include_str!("disk/v4.sql"),
    ],
    worth: Worth::Derived,
};

/// Bits of a quote's number that count within its article.
pub const QUOTE_BITS: u32 = 20;

/// Which library to open.
#[derive(Clone, Debug, Default)]
pub struct Options {
    /// The folder of the corpus.
    pub corpus: PathBuf,
    /// The library's own folder; without one it lives in memory.
    pub folder: Option<PathBuf>,
}

/// Versions of what makes the rows: rows of another version are made again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Versions {
    pub(crate) parser: i64,
    pub(crate) extractor: i64,
    pub(crate) joiner: i64,
}

/// What each part finds in the sample articles, hashed; a test holds it to that, so that no part can find something else
/// and keep its version.
const RESULTS: &str = include_str!("disk/versions.txt");

impl Versions {
    /// Those of this program.
    pub(crate) fn ours() -> Self {
        static OURS: LazyLock<Versions> = LazyLock::new(|| {
            let of = |part: &str| {
                let results = RESULTS.lines().find(|line| line.starts_with(part)).unwrap_or(part);
                let name = format!("{} {results}", env!("CARGO_PKG_VERSION"));
                (xxh3_64(name.as_bytes()) >> 33).cast_signed()
            };
            Versions { parser: of("parser"), extractor: of("extractor"), joiner: of("joiner") }
        });
        *OURS
    }
}

/// The library of one corpus.
#[derive(Debug)]
pub struct Library {
    root: PathBuf,
    home: Home,
    access: Access,
    notices: Vec<Clean>,
    /// When the library was made: the name of its index.
    birth: i64,
    /// Opened when it is first asked for.
    index: Mutex<Opened>,
    /// What readers share.
    cache: Cache,
    /// What the one who fills it knows from the last time. Locked only to be handed between threads.
    joiner: Mutex<Joiner>,
    /// Keeps a library in memory alive. Locked only to be handed between threads.
    _anchor: Mutex<Connection>,
}

/// The index of words, as far as this program has met it.
#[derive(Debug, Default)]
struct Opened {
    index: Option<Arc<Fulltext>>,
    whole: Wholeness,
}

/// Whether an index has been looked through.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Wholeness {
    #[default]
    Unknown,
    Seen,
}

impl Library {
    /// Opens a library, or makes an empty one. Takes no longer for a large one.
    ///
    /// # Errors
    /// Only when SQLite cannot make a database even in memory.
    pub fn open(options: &Options) -> rusqlite::Result<Self> {
        let store = Store::open(options.folder.as_deref(), &SCHEMA)?;
        let root = std::path::absolute(&options.corpus).unwrap_or_else(|_| options.corpus.clone());
        if store.access != Access::Read {
            let now = SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_nanos() as i64);
            let made = "INSERT OR IGNORE INTO meta (key, value) VALUES ('birth', ?1), ('root', ?2)";
            // A full disk leaves an empty library, which the scan will tell of.
            let _ = store.connection.execute(made, rusqlite::params![now, root.to_string_lossy()]);
        }
        let birth = "SELECT coalesce((SELECT value FROM meta WHERE key = 'birth'), 0)";
        Ok(Self {
            birth: store.connection.query_row(birth, [], |row| row.get(0)).unwrap_or_default(),
            root,
            home: store.home,
            access: store.access,
            notices: store.notices,
            index: Mutex::default(),
            cache: Cache::default(),
            joiner: Mutex::default(),
            _anchor: Mutex::new(store.connection),
        })
    }

    /// Sets a library aside that turned out to be damaged, and opens an empty one in its place.
    ///
    /// # Errors
    /// As [`Library::open`].
    pub fn open_anew(options: &Options) -> rusqlite::Result<Self> {
        let path = options.folder.as_ref().map(|folder| folder.join(SCHEMA.file));
        let notice = path.filter(|path| path.exists()).and_then(|path| set_aside(&path, SCHEMA.what));
        let mut library = Self::open(options)?;
        library.notices.extend(notice);
        Ok(library)
    }

    /// The index of words beside the library, opened when it is first asked for.
    ///
    /// # Errors
    /// When there is none yet, or it cannot be read; the next scan makes it.
    pub fn fulltext(&self) -> Result<Arc<Fulltext>, FulltextError> {
        let mut opened = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(index) = &opened.index {
            return Ok(Arc::clone(index));
        }
        let folder = self.index_folder();
        if folder.as_ref().is_some_and(|folder| !folder.exists()) {
            return Err(FulltextError::Missing);
        }
        let index = Arc::new(Fulltext::open(folder.as_deref())?);
        opened.index = Some(Arc::clone(&index));
        Ok(index)
    }

    /// The index of words for the one who fills it: whole, and of a state the library knows. One that is damaged, of another
    /// version, or newer or older than the library is removed, and an empty one takes its place.
    ///
    /// # Errors
    /// When none can be made.
    pub(crate) fn fulltext_to_fill(
        &self,
        states: RangeInclusive<i64>,
    ) -> Result<Arc<Fulltext>, FulltextError> {
        let mut opened = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        if let (Some(index), Wholeness::Seen) = (&opened.index, opened.whole) {
            return Ok(Arc::clone(index));
        }
        let folder = self.index_folder();
        let open = || Fulltext::open(folder.as_deref()).map(Arc::new);
        let fits = |index: &Arc<Fulltext>| {
            let known = index.generations().unwrap_or([u64::MAX; 3]);
            known.iter().all(|generation| states.contains(&generation.cast_signed())) && index.is_whole()
        };
        let found = opened.index.take().map_or_else(open, Ok);
        let index = match (found.ok().filter(fits), &folder) {
            (Some(index), _) => index,
            (None, Some(folder)) => {
                remove_folder(folder);
                open()?
            }
            (None, None) => open()?,
        };
        *opened = Opened { index: Some(Arc::clone(&index)), whole: Wholeness::Seen };
        Ok(index)
    }

    /// The folder of the index of words.
    #[must_use]
    pub fn index_folder(&self) -> Option<PathBuf> {
        self.folder().map(|folder| folder.join(format!("index-{}", self.birth)))
    }

    /// What readers share.
    pub(crate) const fn cache(&self) -> &Cache {
        &self.cache
    }

    /// What joining stories and actors knows from the last time.
    pub(crate) fn joiner(&self) -> MutexGuard<'_, Joiner> {
        self.joiner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) const fn home(&self) -> &Home {
        &self.home
    }

    /// The folder of the corpus, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The folder that holds the library; none when it lives in memory.
    #[must_use]
    pub fn folder(&self) -> Option<&Path> {
        match &self.home {
            Home::File(path) => path.parent(),
            Home::Memory(_) => None,
        }
    }

    /// What may be done with it.
    #[must_use]
    pub const fn access(&self) -> Access {
        self.access
    }

    /// What the user should be told once, a sentence each.
    #[must_use]
    pub fn notices(&self) -> &[Clean] {
        &self.notices
    }

    /// A connection for reading. Begin a transaction for questions that must see one state.
    ///
    /// # Errors
    /// When SQLite cannot open it.
    pub fn connect(&self) -> rusqlite::Result<Connection> {
        self.home.reader()
    }
}

/// The folder of a corpus' library within the user's data folder.
#[must_use]
pub fn folder_of(data: &Path, corpus: &Path) -> PathBuf {
    let root = corpus.canonicalize().or_else(|_| std::path::absolute(corpus));
    let root = root.unwrap_or_else(|_| corpus.to_owned());
    data.join("libraries").join(format!("{:016x}", xxh3_64(root.as_os_str().as_encoded_bytes())))
}

/// The generation the index of words was last brought up to; 0 before it was first.
///
/// # Errors
/// When the library cannot be read.
pub fn indexed(connection: &Connection) -> rusqlite::Result<i64> {
    meta(connection, "indexed")
}

/// How often answers have changed: raised by every commit that changes any.
///
/// # Errors
/// When the library cannot be read.
pub fn generation(connection: &Connection) -> rusqlite::Result<i64> {
    meta(connection, "generation")
}

fn meta(connection: &Connection, key: &str) -> rusqlite::Result<i64> {
    let sql = "SELECT coalesce((SELECT value FROM meta WHERE key = ?1), 0)";
    connection.prepare_cached(sql)?.query_row([key], |row| row.get(0))
}

/// A day as it is stored: 20240503.
#[must_use]
pub fn day_number(day: Date) -> i64 {
    let (year, month, day) = (i64::from(day.year()), i64::from(day.month()), i64::from(day.day()));
    if year < 0 {
        -(-year * 10_000 + (12 - month) * 100 + (31 - day))
    } else {
        year * 10_000 + month * 100 + day
    }
}

/// The day a stored number stands for.
#[must_use]
pub fn day_of(number: i64) -> Option<Date> {
    let part = |number: i64| i8::try_from(number).ok();
    let (year, month, day) = (number.abs() / 10_000, number.abs() / 100 % 100, number.abs() % 100);
    let (year, month, day) = if number < 0 { (-year, 12 - month, 31 - day) } else { (year, month, day) };
    Date::new(i16::try_from(year).ok()?, part(month)?, part(day)?).ok()
}

#[cfg(test)]
mod tests {
    use super::{Library, Options, SCHEMA, day_number, day_of, generation};
    use crate::library::store::Access;
    use jiff::civil::date;

    #[test]
    fn opens_on_disk_and_in_memory() {
        let dir = tempfile::tempdir().unwrap();
        let on_disk = Options { corpus: dir.path().into(), folder: Some(dir.path().join("lib")) };
        for (options, access) in
            [(on_disk, Access::Write), (Options { corpus: dir.path().into(), folder: None }, Access::Memory)]
        {
            let library = Library::open(&options).unwrap();
            assert_eq!((library.access(), library.folder()), (access, options.folder.as_deref()));
            let (one, two) = (library.connect().unwrap(), library.connect().unwrap());
            assert_eq!((generation(&one).unwrap(), generation(&two).unwrap()), (0, 0));
        }
    }

    #[test]
    fn quotes_of_before_are_those_of_now() {
        let db = rusqlite::Connection::open_in_memory().unwrap();
        let (new, before) = SCHEMA.migrations.split_last().unwrap();
        for script in before {
            db.execute_batch(script).unwrap();
        }
        let quote =
            "INSERT INTO quote (id, start, \"end\", kind, rule, confidence, actor, speaker, cue, text)
             VALUES (3145730, 20, 77, 2, 13, 871, 5, NULL, 9, 'no end')";
        db.execute(quote, []).unwrap();
        let all = || {
            let sql =
                "SELECT article, n, start, \"end\", kind, rule, confidence, actor, cue, text FROM quote";
            let column = |at| move |row: &rusqlite::Row<'_>| row.get::<_, rusqlite::types::Value>(at);
            (0..10).map(|at| db.query_row(sql, [], column(at)).unwrap()).collect::<Vec<_>>()
        };
        let known = all();
        db.execute_batch(new).unwrap();
        assert_eq!(all(), known);
    }

    #[test]
    fn days_come_back_and_keep_their_order() {
        let days = [date(-9999, 1, 1), date(-1, 12, 31), date(-1, 1, 1), date(0, 1, 1), date(2024, 5, 3)];
        for day in days {
            assert_eq!(day_of(day_number(day)), Some(day));
        }
        assert!(day_number(date(-2, 12, 31)) < day_number(date(-1, 1, 1)));
        assert!(day_number(date(-1, 1, 1)) < day_number(date(-1, 12, 31)));
        assert_eq!((day_number(date(2024, 5, 3)), day_of(20_241_399)), (20_240_503, None));
    }
}
