//! What the user makes: read marks, stars, tags, notes, mends, places in texts, what was opened, the session's settings.
//!
//! It stands apart from everything that can be rebuilt, and is kept by the content of an article, so that a file renamed
//! or moved keeps its marks. A change is acknowledged when it is on disk; a failure is told and leaves the old state.
//! Damaged files are set aside by [`Store`], and what can still be read of them is carried over. Mends stand in a plain
//! file of their own, which the user may edit ([`MendStore`]); all the rest in one database.

use crate::library::mends::Mend;
use crate::library::store::mended::{self, MendError, MendStore};
use crate::library::store::{Access, Schema, Store, Worth, open_for_reading};
use crate::model::{Clean, Span};
use rusqlite::{Connection, TransactionBehavior, params};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

/// The file and its versions.
pub const SCHEMA: Schema = Schema {
    file: "state.sqlite",
    what: "what you marked and noted",
    id: 0x6f6e_7273,
    migrations: &[include_str!("state/v1.sql"), include_str!("state/v2.sql"), include_str!("state/v3.sql")],
    worth: Worth::Kept,
};

/// Contents of articles by their hash; what marks are kept by.
pub type Content = u64;

/// Opened articles that are remembered.
const MOST_OPENED: usize = 1000;

/// One thing the user did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An article was read, or is to be unread again.
    Read(Content, bool),
    /// An article was starred, or the star taken off.
    Starred(Content, bool),
    /// A tag was put on an article, or taken off.
    Tagged(Content, String, bool),
    /// A note was written at a place; an empty text takes it away.
    Noted(Content, Span, String),
    /// An article was left with this byte at the top.
    Position(Content, u32),
    /// A setting of the session, by its name: a room, a width, a theme.
    Session(String, String),
    /// An article was opened.
    Opened(Content),
    /// These articles were there.
    Met(Vec<Content>),
    /// Something was mended, or a mend taken back.
    Mended(Mend, bool),
}

/// Everything the user made, as it is loaded at the start.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct UserState {
    /// Articles read.
    pub read: HashSet<Content>,
    /// Articles starred.
    pub starred: HashSet<Content>,
    /// Tags by article.
    pub tags: HashMap<Content, BTreeSet<String>>,
    /// Notes by article and place.
    pub notes: HashMap<Content, BTreeMap<Span, String>>,
    /// The byte at the top when the article was left.
    pub positions: HashMap<Content, u32>,
    /// The session's settings by name.
    pub session: BTreeMap<String, String>,
    /// The articles opened, the last one last.
    pub opened: Vec<Content>,
    /// Every article that was there when the program last ran.
    pub met: Arc<HashSet<Content>>,
    /// What was mended, in order.
    pub mends: Vec<Mend>,
}

/// The user's state on disk.
#[derive(Debug)]
pub struct StateStore {
    store: Store,
    mends: MendStore,
    notices: Vec<Clean>,
}

/// Why a change is not on disk.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The store may only be read; told when it was opened.
    #[error("your changes are not kept: the file of your marks may only be read")]
    ReadOnly,
    /// The write failed; the old state stands.
    #[error("your last change is not on disk: {0}")]
    Failed(#[from] rusqlite::Error),
    /// A mend could not be written; the old file stands.
    #[error(transparent)]
    Mend(#[from] MendError),
}

impl UserState {
    /// Takes in a change.
    pub fn apply(&mut self, change: &Change) {
        match change {
            Change::Read(content, on) => set(&mut self.read, *content, *on),
            Change::Starred(content, on) => set(&mut self.starred, *content, *on),
            Change::Tagged(content, tag, true) => {
                self.tags.entry(*content).or_default().insert(tag.clone());
            }
            Change::Tagged(content, tag, false) => {
                if let Some(tags) = self.tags.get_mut(content) {
                    tags.remove(tag);
                    if tags.is_empty() {
                        self.tags.remove(content);
                    }
                }
            }
            Change::Noted(content, span, text) if text.is_empty() => {
                if let Some(notes) = self.notes.get_mut(content) {
                    notes.remove(span);
                    if notes.is_empty() {
                        self.notes.remove(content);
                    }
                }
            }
            Change::Noted(content, span, text) => {
                self.notes.entry(*content).or_default().insert(*span, text.clone());
            }
            Change::Position(content, at) => {
                self.positions.insert(*content, *at);
            }
            Change::Session(name, value) => {
                self.session.insert(name.clone(), value.clone());
            }
            Change::Opened(content) => {
                self.opened.retain(|known| known != content);
                self.opened.push(*content);
                let over = self.opened.len().saturating_sub(MOST_OPENED);
                self.opened.drain(..over);
            }
            Change::Met(contents) => Arc::make_mut(&mut self.met).extend(contents),
            Change::Mended(mend, on) => mended::change(&mut self.mends, &[(mend, *on)]),
        }
    }

    /// The change that takes another one back, as things stand before it is done.
    #[must_use]
    pub fn inverse(&self, change: &Change) -> Option<Change> {
        Some(match change {
            Change::Read(content, _) => Change::Read(*content, self.read.contains(content)),
            Change::Starred(content, _) => Change::Starred(*content, self.starred.contains(content)),
            Change::Tagged(content, tag, _) => {
                let on = self.tags.get(content).is_some_and(|tags| tags.contains(tag));
                Change::Tagged(*content, tag.clone(), on)
            }
            Change::Noted(content, span, _) => {
                let old = self.notes.get(content).and_then(|notes| notes.get(span)).cloned();
                Change::Noted(*content, *span, old.unwrap_or_default())
            }
            Change::Mended(mend, false) if !self.mends.contains(mend) => return None,
            Change::Mended(mend, on) => Change::Mended(mend.clone(), !on),
            Change::Position(..) | Change::Session(..) | Change::Opened(_) | Change::Met(_) => return None,
        })
    }
}

fn set(of: &mut HashSet<Content>, content: Content, on: bool) {
    if on {
        of.insert(content);
    } else {
        of.remove(&content);
    }
}

impl StateStore {
    /// Opens the state in `dir`, or in memory without one, and carries over what can be read of damaged files.
    ///
    /// # Errors
    /// Only when SQLite cannot make a database even in memory.
    pub fn open(dir: Option<&Path>) -> rusqlite::Result<Self> {
        let mut store = Store::open(dir, &SCHEMA)?;
        for broken in std::mem::take(&mut store.set_aside) {
            let Ok(old) = open_for_reading(&broken) else { continue };
            let saved = salvage(&old);
            let count = saved.len();
            if count > 0 && write(&mut store.connection, &saved).is_ok() {
                store
                    .notices
                    .push(Clean::line(&format!("{count} of your marks and notes were saved from it")));
            }
        }
        let mends = MendStore::open(dir.filter(|_| store.access != Access::Memory));
        let notices = store.notices.iter().chain(&mends.notices).cloned().collect();
        Ok(Self { store, mends, notices })
    }

    /// What the user should be told once, a sentence each.
    #[must_use]
    pub fn notices(&self) -> &[Clean] {
        &self.notices
    }

    /// Everything the user made.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn load(&self) -> Result<UserState, StateError> {
        let mut state = UserState::default();
        for table in TABLES {
            for change in table(&self.store.connection)? {
                state.apply(&change);
            }
        }
        state.mends = self.mends.mends().to_vec();
        Ok(state)
    }

    /// The user's mends as they stand on disk now, whoever wrote them; nothing when that cannot be told.
    pub fn mends_again(&mut self) -> Option<&[Mend]> {
        self.mends.again()
    }

    /// Puts changes on disk, those of either file all or none; when it returns `Ok` they outlive a kill and a power cut.
    ///
    /// # Errors
    /// When a file may only be read, or a write failed; then the old state of that file stands.
    pub fn record(&mut self, changes: &[Change]) -> Result<(), StateError> {
        let mends: Vec<(&Mend, bool)> = changes.iter().filter_map(mend_of).collect();
        let mended = if mends.is_empty() { Ok(()) } else { self.mends.record(&mends) };
        if mends.len() < changes.len() {
            if self.store.access == Access::Read {
                return Err(StateError::ReadOnly);
            }
            write(&mut self.store.connection, changes)?;
        }
        Ok(mended?)
    }
}

const fn mend_of(change: &Change) -> Option<(&Mend, bool)> {
    match change {
        Change::Mended(mend, on) => Some((mend, *on)),
        _ => None,
    }
}

fn write(connection: &mut Connection, changes: &[Change]) -> rusqlite::Result<()> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    for change in changes {
        put(&transaction, change)?;
    }
    transaction.commit()
}

/// SQLite's integers are signed: a hash keeps its bits.
const fn key(content: Content) -> i64 {
    content.cast_signed()
}

fn put(to: &Connection, change: &Change) -> rusqlite::Result<usize> {
    let run = |sql: &str, values: &[&dyn rusqlite::ToSql]| to.prepare_cached(sql)?.execute(values);
    match change {
        Change::Read(content, true) => run("INSERT OR IGNORE INTO read VALUES (?1)", params![key(*content)]),
        Change::Read(content, false) => run("DELETE FROM read WHERE content = ?1", params![key(*content)]),
        Change::Starred(content, true) => {
            run("INSERT OR IGNORE INTO starred VALUES (?1)", params![key(*content)])
        }
        Change::Starred(content, false) => {
            run("DELETE FROM starred WHERE content = ?1", params![key(*content)])
        }
        Change::Tagged(content, tag, true) => {
            run("INSERT OR IGNORE INTO tag VALUES (?1, ?2)", params![key(*content), tag])
        }
        Change::Tagged(content, tag, false) => {
            run("DELETE FROM tag WHERE content = ?1 AND tag = ?2", params![key(*content), tag])
        }
        Change::Noted(content, span, text) if text.is_empty() => run(
            "DELETE FROM note WHERE content = ?1 AND first = ?2 AND last = ?3",
            params![key(*content), span.start, span.end],
        ),
        Change::Noted(content, span, text) => run(
            "INSERT OR REPLACE INTO note VALUES (?1, ?2, ?3, ?4)",
            params![key(*content), span.start, span.end, text],
        ),
        Change::Position(content, at) => {
            run("INSERT OR REPLACE INTO position VALUES (?1, ?2)", params![key(*content), at])
        }
        Change::Session(name, value) => {
            run("INSERT OR REPLACE INTO session VALUES (?1, ?2)", params![name, value])
        }
        Change::Opened(content) => {
            let next = "SELECT coalesce(max(at), 0) + 1 FROM opened";
            run(&format!("INSERT OR REPLACE INTO opened VALUES (?1, ({next}))"), params![key(*content)])?;
            run(
                "DELETE FROM opened WHERE at <= (SELECT max(at) FROM opened) - ?1 * 4",
                params![MOST_OPENED as i64],
            )
        }
        Change::Met(contents) => {
            let mut insert = to.prepare_cached("INSERT OR IGNORE INTO met VALUES (?1)")?;
            contents.iter().try_fold(0, |sum, content| Ok(sum + insert.execute(params![key(*content)])?))
        }
        // These have a file of their own.
        Change::Mended(..) => Ok(0),
    }
}

/// How one table is read back as changes.
type ReadTable = fn(&Connection) -> rusqlite::Result<Vec<Change>>;

type Row<'r> = rusqlite::Row<'r>;

/// Rows up to the first that cannot be read; the error, when there was one.
fn rows(
    of: &Connection,
    sql: &str,
    change: fn(&Row<'_>) -> rusqlite::Result<Change>,
) -> rusqlite::Result<Vec<Change>> {
    of.prepare(sql)?.query_map([], change)?.collect()
}

fn content(row: &Row<'_>) -> rusqlite::Result<Content> {
    row.get::<_, i64>(0).map(i64::cast_unsigned)
}

const TABLES: [ReadTable; 8] = [
    |c| rows(c, "SELECT content FROM read", |r| Ok(Change::Read(content(r)?, true))),
    |c| rows(c, "SELECT content FROM starred", |r| Ok(Change::Starred(content(r)?, true))),
    |c| rows(c, "SELECT content, tag FROM tag", |r| Ok(Change::Tagged(content(r)?, r.get(1)?, true))),
    |c| {
        rows(c, "SELECT content, first, last, text FROM note", |r| {
            Ok(Change::Noted(content(r)?, Span { start: r.get(1)?, end: r.get(2)? }, r.get(3)?))
        })
    },
    |c| rows(c, "SELECT content, top FROM position", |r| Ok(Change::Position(content(r)?, r.get(1)?))),
    |c| rows(c, "SELECT name, value FROM session", |r| Ok(Change::Session(r.get(0)?, r.get(1)?))),
    |c| {
        let met = rows(c, "SELECT content FROM met", |r| Ok(Change::Met(vec![content(r)?])))?;
        let all = met.into_iter().flat_map(|change| match change {
            Change::Met(contents) => contents,
            _ => Vec::new(),
        });
        Ok(vec![Change::Met(all.collect())])
    },
    |c| rows(c, "SELECT content FROM opened ORDER BY at", |r| Ok(Change::Opened(content(r)?))),
];

/// What can still be read of a damaged file: each table by itself, so that one broken page costs one table at most.
fn salvage(from: &Connection) -> Vec<Change> {
    TABLES.iter().filter_map(|table| table(from).ok()).flatten().collect()
}

#[cfg(test)]
mod tests {
    use super::{Change, SCHEMA, StateError, StateStore, UserState};
    use crate::library::mends::{Mend, Named};
    use crate::model::Span;
    use proptest::prelude::{Just, Strategy, any, prop_oneof, proptest};
    use std::fs;
    use std::path::Path;

    fn open(dir: &Path) -> StateStore {
        StateStore::open(Some(dir)).unwrap()
    }

    fn change() -> impl Strategy<Value = Change> {
        let content = prop_oneof![any::<u64>(), Just(1), Just(u64::MAX)];
        prop_oneof![
            (content.clone(), any::<bool>()).prop_map(|(c, on)| Change::Read(c, on)),
            (content.clone(), any::<bool>()).prop_map(|(c, on)| Change::Starred(c, on)),
            (content.clone(), "[a-c]{1,2}", any::<bool>())
                .prop_map(|(c, tag, on)| Change::Tagged(c, tag, on)),
            (content.clone(), 0..4usize, ".{0,8}").prop_map(|(c, at, text)| Change::Noted(
                c,
                Span::new(at, at + 3),
                text
            )),
            (content.clone(), any::<u32>()).prop_map(|(c, at)| Change::Position(c, at)),
            content.clone().prop_map(Change::Opened),
            proptest::collection::vec(content, 0..3).prop_map(Change::Met),
            ("[a-c]", any::<bool>()).prop_map(|(name, on)| {
                let mend = Mend::Hide { actor: Named { name, kind: None } };
                Change::Mended(mend, on)
            }),
            ("[a-c]", ".{0,8}").prop_map(|(name, value)| Change::Session(name, value)),
        ]
    }

    proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(24))]
        #[test]
        fn what_is_recorded_is_loaded(batches in proptest::collection::vec(proptest::collection::vec(change(), 0..6), 0..6)) {
            let dir = tempfile::tempdir().unwrap();
            let mut expected = UserState::default();
            let mut store = open(dir.path());
            for batch in &batches {
                store.record(batch).unwrap();
                for change in batch {
                    let inverse = expected.inverse(change);
                    let before = expected.clone();
                    expected.apply(change);
                    // A mend that was taken back comes again as the last one.
                    let in_place = before.mends.len() <= expected.mends.len();
                    if let Some(inverse) = inverse.filter(|_| in_place) {
                        let mut back = expected.clone();
                        back.apply(&inverse);
                        proptest::prop_assert_eq!(&back, &before);
                    }
                }
            }
            drop(store);
            proptest::prop_assert_eq!(open(dir.path()).load().unwrap(), expected);
        }
    }

    #[test]
    fn a_damaged_file_gives_back_what_it_still_holds() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(SCHEMA.file);
        let mut store = open(dir.path());
        let changes: Vec<Change> = (0..2000).map(|n| Change::Read(n, true)).collect();
        store.record(&changes).unwrap();
        store.record(&[Change::Noted(7, Span::new(1, 2), "kept".repeat(3000))]).unwrap();
        drop(store);
        // The last page belongs to the long note; the marks before it are whole.
        let mut bytes = fs::read(&path).unwrap();
        let root = bytes.len() / 4096;
        let broken_page = (1..root).rev().find(|page| bytes[page * 4096] == 13).unwrap();
        bytes[broken_page * 4096..broken_page * 4096 + 64].fill(0xff);
        fs::write(&path, &bytes).unwrap();

        let store = open(dir.path());
        assert!(dir.path().join("state.sqlite.broken-1").exists());
        assert!(store.notices().iter().any(|n| n.contains("could not be read")), "{:?}", store.notices());
        assert!(store.notices().iter().any(|n| n.contains("were saved")), "{:?}", store.notices());
    }

    #[test]
    fn an_older_file_gets_what_was_added() {
        let dir = tempfile::tempdir().unwrap();
        let old = crate::library::store::Schema { migrations: &SCHEMA.migrations[..1], ..SCHEMA };
        let store = crate::library::store::Store::open(Some(dir.path()), &old).unwrap();
        store.connection.execute("INSERT INTO starred VALUES (5)", []).unwrap();
        drop(store);
        let mut store = open(dir.path());
        store.record(&[Change::Opened(5), Change::Opened(6), Change::Opened(5)]).unwrap();
        let state = open(dir.path()).load().unwrap();
        assert!(state.starred.contains(&5));
        assert_eq!(state.opened, [6, 5]);
    }

    #[test]
    fn a_newer_version_is_shown_and_not_touched() {
        let dir = tempfile::tempdir().unwrap();
        open(dir.path()).record(&[Change::Starred(3, true)]).unwrap();
        let path = dir.path().join(SCHEMA.file);
        rusqlite::Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        let mut store = open(dir.path());
        assert!(store.load().unwrap().starred.contains(&3));
        assert!(matches!(store.record(&[Change::Read(1, true)]), Err(StateError::ReadOnly)));
    }
}
