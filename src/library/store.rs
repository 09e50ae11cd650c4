//! The bottom layer of everything onrecord keeps on disk: one SQLite file in WAL mode that is opened, or set aside, or
//! read only, but never overwritten.
//!
//! Opening never fails. What cannot be opened for writing is opened for reading; what cannot be read at all is renamed
//! beside itself and a fresh file takes its place; where nothing can be written the store lives in memory for the
//! session. Each of these is told in a notice. This file knows nothing of what is stored: a [`Schema`] says that.

pub mod folder;
mod lock;
pub(crate) mod loose;
pub mod mended;
pub mod plain;

use crate::model::Clean;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, OpenFlags, TransactionBehavior};
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

pub use lock::Lock;

/// How long a writer waits for another instance's transaction.
const BUSY: Duration = Duration::from_secs(5);

/// What a file holds and how it came to be so.
#[derive(Clone, Copy, Debug)]
pub struct Schema {
    /// The file's name within its folder.
    pub file: &'static str,
    /// What it is to the reader of a notice: "marks and notes".
    pub what: &'static str,
    /// SQLite's `application_id`: tells our file from any other database.
    pub id: i32,
    /// One script a version, applied in order; version `n` is after the first `n`. Never changed once released.
    pub migrations: &'static [&'static str],
    /// What its loss would cost.
    pub worth: Worth,
}

/// What the loss of a file would cost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Worth {
    /// It is all there is: every change reaches the disk before it is acknowledged, and opening checks the whole file.
    Kept,
    /// It can be made again: a power cut may cost the last changes, and opening takes no time.
    Derived,
}

/// Where a store lives, for opening more connections to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Home {
    /// In a file.
    File(PathBuf),
    /// In memory, under a name of SQLite's `memdb`; gone with the last connection.
    Memory(String),
}

impl Home {
    /// One more connection, for reading.
    ///
    /// # Errors
    /// When SQLite cannot open it.
    pub fn reader(&self) -> rusqlite::Result<Connection> {
        let connection = match self {
            Self::File(path) => open_for_reading(path)?,
            Self::Memory(_) => self.writer()?,
        };
        // Answers ask with a few dozen statements; to parse them takes longer than to carry them out.
        connection.set_prepared_statement_cache_capacity(96);
        Ok(connection)
    }

    /// One more connection, for writing.
    ///
    /// # Errors
    /// When SQLite cannot open it.
    pub fn writer(&self) -> rusqlite::Result<Connection> {
        let connection = match self {
            Self::File(path) => Connection::open(path)?,
            Self::Memory(name) => Connection::open(name)?,
        };
        keep_plans(&connection)?;
        connection.busy_timeout(BUSY)?;
        Ok(connection)
    }
}

/// What may be done with an opened store.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Everything.
    Write,
    /// Reading only: a newer version's file, or a folder that may not be written.
    Read,
    /// Everything, until the program ends.
    Memory,
}

/// An opened store.
#[derive(Debug)]
pub struct Store {
    /// The connection.
    pub connection: Connection,
    /// Where it lives.
    pub home: Home,
    /// What may be done with it.
    pub access: Access,
    /// Files that could not be read, now beside the new one: something may be saved from them.
    pub set_aside: Vec<PathBuf>,
    /// What the user should know, a sentence each.
    pub notices: Vec<Clean>,
}

/// Why a file was not opened for writing.
enum Refusal {
    /// Damaged, or not ours.
    Broken(String),
    /// Written by a newer version.
    Newer(i64),
    /// Not to be written, for whatever reason.
    Locked(String),
}

impl Store {
    /// Opens the schema's file in `dir`, making both when absent; without a folder, a store in memory.
    ///
    /// # Errors
    /// Only when SQLite cannot even make a database in memory.
    pub fn open(dir: Option<&Path>, schema: &Schema) -> rusqlite::Result<Self> {
        let Some(dir) = dir else {
            let why = "no folder to keep it in (set HOME or XDG_DATA_HOME)";
            return in_memory(schema, Vec::new(), Vec::new(), why);
        };
        let path = dir.join(schema.file);
        let mut notices = Vec::new();
        let mut set_aside = Vec::new();
        if let Err(error) = fs::create_dir_all(dir)
            && !path.exists()
        {
            return in_memory(schema, notices, set_aside, &format!("{}: {error}", dir.display()));
        }
        // A second try follows a file set aside; a third would mean that the new file breaks too.
        for _ in 0..2 {
            match open_for_writing(&path, schema) {
                Ok(connection) => {
                    let home = Home::File(path);
                    return Ok(Self { connection, home, access: Access::Write, set_aside, notices });
                }
                Err(Refusal::Broken(why)) => match put_aside(&path) {
                    Ok(aside) => {
                        notices.push(Clean::line(&format!(
                            "{} could not be read ({why}); the file is kept as {}",
                            schema.what,
                            aside.display()
                        )));
                        set_aside.push(aside);
                    }
                    Err(error) => {
                        let why =
                            format!("{} is damaged ({why}) and cannot be moved: {error}", path.display());
                        return in_memory(schema, notices, set_aside, &why);
                    }
                },
                Err(Refusal::Newer(version)) => {
                    let ours = schema.migrations.len();
                    let why =
                        format!("written by a newer onrecord (format {version}, this one knows {ours})");
                    return for_reading(&path, schema, notices, set_aside, &why);
                }
                Err(Refusal::Locked(why)) => return for_reading(&path, schema, notices, set_aside, &why),
            }
        }
        in_memory(schema, notices, set_aside, &format!("{}: a new file is unreadable too", path.display()))
    }
}

fn in_memory(
    schema: &Schema,
    mut notices: Vec<Clean>,
    set_aside: Vec<PathBuf>,
    why: &str,
) -> rusqlite::Result<Store> {
    // A name of its own, so that stores and sessions do not meet.
    let number = MEMORIES.fetch_add(1, Ordering::Relaxed);
    let home = Home::Memory(format!("file:/onrecord-{}-{number}?vfs=memdb", schema.file));
    let mut connection = home.writer()?;
    migrate(&mut connection, schema)?;
    notices.push(Clean::line(&format!("{} will last only until you quit: {why}", schema.what)));
    Ok(Store { connection, home, access: Access::Memory, set_aside, notices })
}

static MEMORIES: AtomicU32 = AtomicU32::new(0);

fn for_reading(
    path: &Path,
    schema: &Schema,
    mut notices: Vec<Clean>,
    set_aside: Vec<PathBuf>,
    why: &str,
) -> rusqlite::Result<Store> {
    match open_for_reading(path) {
        // A file without tables is one that could not be made whole, of a full disk for instance.
        Ok(connection) if version_of(&connection).is_ok_and(|version| version > 0) => {
            notices.push(Clean::line(&format!("{} can be read but not changed: {why}", schema.what)));
            let home = Home::File(path.to_owned());
            Ok(Store { connection, home, access: Access::Read, set_aside, notices })
        }
        _ => in_memory(schema, notices, set_aside, why),
    }
}

/// A statement keeps its plan. Else this build of SQLite (`SQLITE_ENABLE_STAT4`) prepares one anew each time another value
/// is bound, which takes longer than most of ours need to be carried out.
fn keep_plans(connection: &Connection) -> rusqlite::Result<()> {
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map(drop)
}

fn version_of(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "user_version", |row| row.get(0))
}

/// Reads without a write lock; when the folder may not even hold the shared-memory file, as a file that nobody changes.
pub(crate) fn open_for_reading(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let probe = |connection: Connection| {
        keep_plans(&connection)?;
        connection.busy_timeout(BUSY)?;
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get::<_, i64>(0))?;
        Ok(connection)
    };
    Connection::open_with_flags(path, flags).and_then(probe).or_else(|_: rusqlite::Error| {
        let uri = format!("file:{}?immutable=1", uri_path(path));
        Connection::open_with_flags(uri, flags | OpenFlags::SQLITE_OPEN_URI).and_then(probe)
    })
}

/// A path as a URI wants it: every byte with a meaning of its own, or outside ASCII, as `%xx`.
fn uri_path(path: &Path) -> String {
    path.to_string_lossy().bytes().fold(String::new(), |mut out, byte| {
        if byte.is_ascii_alphanumeric() || b"/._-".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02x}");
        }
        out
    })
}

/// Renames a damaged file beside itself and says so; nothing is said when it cannot be renamed.
pub(crate) fn set_aside(path: &Path, what: &str) -> Option<Clean> {
    let aside = put_aside(path).ok()?;
    Some(Clean::line(&format!(
        "{what} was damaged and is made again; the old file is kept as {}",
        aside.display()
    )))
}

/// Removes a folder of derived files; what cannot be removed is left.
pub(crate) fn remove_folder(folder: &Path) {
    let _ = fs::remove_dir_all(folder);
}

fn open_for_writing(path: &Path, schema: &Schema) -> Result<Connection, Refusal> {
    // SQLite takes a file of one byte for an empty one, and writes over it.
    if fs::metadata(path).is_ok_and(|file| file.len() == 1) {
        return Err(Refusal::Broken("it is not a file of onrecord".to_owned()));
    }
    let mut connection = Connection::open(path).map_err(refusal)?;
    keep_plans(&connection).map_err(refusal)?;
    connection.busy_timeout(BUSY).map_err(refusal)?;
    check_ownership(&connection, schema)?;
    // FULL: an acknowledged change outlives a power cut, not only a kill.
    let synchronous = if schema.worth == Worth::Kept { "FULL" } else { "NORMAL" };
    let is_new = version_of(&connection).map_err(refusal)? == 0;
    if is_new && schema.worth == Worth::Derived {
        // An empty file that a power cut spoils holds nothing: nobody need wait for the disk.
        connection.pragma_update(None, "synchronous", "OFF").map_err(refusal)?;
    }
    connection.pragma_update(None, "journal_mode", "WAL").map_err(refusal)?;
    connection.pragma_update(None, "foreign_keys", true).map_err(refusal)?;
    migrate(&mut connection, schema).map_err(refusal)?;
    connection.pragma_update(None, "synchronous", synchronous).map_err(refusal)?;
    if schema.worth == Worth::Derived {
        return Ok(connection);
    }
    let check: String =
        connection.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(refusal)?;
    if check == "ok" { Ok(connection) } else { Err(Refusal::Broken(check)) }
}

/// Refuses another program's database and a newer version's before anything is written.
fn check_ownership(connection: &Connection, schema: &Schema) -> Result<(), Refusal> {
    let tables: i64 =
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(refusal)?;
    let version = version_of(connection).map_err(refusal)?;
    if tables == 0 && version == 0 {
        return Ok(());
    }
    let owner: i64 =
        connection.pragma_query_value(None, "application_id", |row| row.get(0)).map_err(refusal)?;
    if owner != i64::from(schema.id) {
        return Err(Refusal::Broken("it is not a file of onrecord".to_owned()));
    }
    if version > schema.migrations.len() as i64 { Err(Refusal::Newer(version)) } else { Ok(()) }
}

/// Applies what is missing, all or nothing, while no other instance does the same.
fn migrate(connection: &mut Connection, schema: &Schema) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let version = version_of(&transaction)?;
    for script in schema.migrations.iter().skip(usize::try_from(version).unwrap_or(0)) {
        transaction.execute_batch(script)?;
    }
    transaction.pragma_update(None, "user_version", schema.migrations.len() as i64)?;
    transaction.pragma_update(None, "application_id", schema.id)?;
    transaction.commit()
}

#[expect(clippy::needless_pass_by_value, reason = "it stands in `map_err`")]
fn refusal(error: rusqlite::Error) -> Refusal {
    // `Unknown` is a migration script that does not fit: the tables are not what their version says.
    let broken = [ErrorCode::DatabaseCorrupt, ErrorCode::NotADatabase, ErrorCode::Unknown];
    match error.sqlite_error_code() {
        Some(code) if broken.contains(&code) => Refusal::Broken(error.to_string()),
        _ => Refusal::Locked(error.to_string()),
    }
}

/// Renames a file and its journals to the first free `name.broken-N`; nothing is ever replaced.
fn put_aside(path: &Path) -> std::io::Result<PathBuf> {
    let with = |suffix: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(suffix);
        PathBuf::from(name)
    };
    let mut number = 1;
    let aside = loop {
        let candidate = with(&format!(".broken-{number}"));
        if !candidate.exists() {
            break candidate;
        }
        number += 1;
    };
    fs::rename(path, &aside)?;
    for journal in ["-wal", "-shm", "-journal"] {
        let from = with(journal);
        if from.exists() {
            fs::rename(from, with(&format!(".broken-{number}{journal}")))?;
        }
    }
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::{Access, Schema, Store, Worth};
    use std::fs;
    use std::path::Path;

    const V1: Schema = Schema {
        file: "test.sqlite",
        what: "test rows",
        id: 0x6f6e_7465,
        migrations: &["CREATE TABLE t (x TEXT NOT NULL)"],
        worth: Worth::Kept,
    };
    const V2: Schema = Schema {
        migrations: &["CREATE TABLE t (x TEXT NOT NULL)", "ALTER TABLE t ADD COLUMN y INTEGER"],
        ..V1
    };

    fn open(dir: &Path, schema: &Schema) -> Store {
        Store::open(Some(dir), schema).unwrap()
    }

    fn put(store: &Store, x: &str) {
        store.connection.execute("INSERT INTO t (x) VALUES (?1)", [x]).unwrap();
    }

    fn rows(store: &Store) -> i64 {
        store.connection.query_row("SELECT count(*) FROM t", [], |row| row.get(0)).unwrap()
    }

    #[test]
    fn keeps_what_was_put() {
        let dir = tempfile::tempdir().unwrap();
        put(&open(dir.path(), &V1), "a");
        let again = open(dir.path(), &V1);
        assert_eq!((rows(&again), again.access, again.notices.len()), (1, Access::Write, 0));
    }

    #[test]
    fn an_older_file_is_brought_forward() {
        let dir = tempfile::tempdir().unwrap();
        put(&open(dir.path(), &V1), "a");
        let newer = open(dir.path(), &V2);
        newer.connection.execute("UPDATE t SET y = 1", []).unwrap();
        assert_eq!(rows(&newer), 1);
    }

    #[test]
    fn a_newer_file_is_only_read() {
        let dir = tempfile::tempdir().unwrap();
        put(&open(dir.path(), &V2), "a");
        let before = fs::read(dir.path().join(V1.file)).unwrap();
        let older = open(dir.path(), &V1);
        assert_eq!((rows(&older), older.access), (1, Access::Read));
        assert!(older.notices[0].contains("newer"), "{:?}", older.notices);
        assert!(older.connection.execute("INSERT INTO t (x) VALUES ('b')", []).is_err());
        drop(older);
        assert_eq!(before, fs::read(dir.path().join(V1.file)).unwrap());
    }

    #[test]
    fn rubbish_is_set_aside_and_kept() {
        let dir = tempfile::tempdir().unwrap();
        let rubbish: [&[u8]; 3] =
            [b"this was never a database, but it is somebody's", b"this was never one either", b"?"];
        for (number, bytes) in (1..).zip(rubbish) {
            fs::write(dir.path().join(V1.file), bytes).unwrap();
            let store = open(dir.path(), &V1);
            assert_eq!((rows(&store), store.access, store.notices.len()), (0, Access::Write, 1));
            drop(store);
            assert_eq!(fs::read(dir.path().join(format!("{}.broken-{number}", V1.file))).unwrap(), bytes);
        }
    }

    #[test]
    fn another_programs_database_is_set_aside() {
        let dir = tempfile::tempdir().unwrap();
        let foreign = Schema { id: 7, ..V1 };
        put(&open(dir.path(), &foreign), "theirs");
        let ours = open(dir.path(), &V1);
        assert_eq!(rows(&ours), 0);
        let aside = rusqlite::Connection::open(&ours.set_aside[0]).unwrap();
        assert_eq!(aside.query_row("SELECT x FROM t", [], |r| r.get::<_, String>(0)).unwrap(), "theirs");
    }

    #[test]
    fn without_a_folder_it_lives_in_memory_and_says_so() {
        let store = Store::open(None, &V1).unwrap();
        put(&store, "a");
        assert_eq!((rows(&store), store.access), (1, Access::Memory));
        assert!(store.notices[0].contains("until you quit"));
    }

    #[test]
    fn two_instances_write_in_turn() {
        let dir = tempfile::tempdir().unwrap();
        let (one, two) = (open(dir.path(), &V1), open(dir.path(), &V1));
        put(&one, "a");
        put(&two, "b");
        assert_eq!((rows(&one), rows(&two)), (2, 2));
    }
}
