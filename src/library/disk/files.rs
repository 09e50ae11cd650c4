//! Which files of the folder are new, changed, moved or gone since the library last saw it.
//!
//! The folder's list and the library's stand in one order, that of paths, and are read side by side, so nothing is held of
//! files that stayed as they were. Files are told apart by size and time; no file is opened here.

use crate::library::scan::Stamp;
use crate::model::Issue;
use rusqlite::Connection;
use rusqlite::types::ValueRef;
use std::path::{Path, PathBuf};

/// A file as the walk found it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    /// Below the root.
    pub(crate) path: PathBuf,
    /// How it stands, or why it is not read.
    pub(crate) state: Result<Stamp, Issue>,
}

/// A file to be read.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    /// Its number, when the library knows the path.
    pub(crate) known: Option<u32>,
    /// Below the root.
    pub(crate) path: PathBuf,
    /// Its rank by path.
    pub(crate) place: i64,
    /// How it stands, or why it is not read.
    pub(crate) state: Result<Stamp, Issue>,
    /// What it held when it was read by this version.
    pub(crate) content: Option<i64>,
}

/// A file that is no longer where it was.
#[derive(Clone, Debug)]
pub(crate) struct Gone {
    /// Its number.
    pub(crate) id: u32,
    /// Where it was.
    pub(crate) path: PathBuf,
    /// Its content, if it had any.
    pub(crate) content: Option<i64>,
}

/// What is to be done.
#[derive(Debug, Default)]
pub(crate) struct Plan {
    /// New and changed files, by path.
    pub(crate) wanted: Vec<Wanted>,
    /// Files that are not there any more.
    pub(crate) gone: Vec<Gone>,
    /// Whether ranks ran out, so that all of them must be given anew: by path, from [`STEP`] on.
    pub(crate) renumber: bool,
}

/// Between the ranks of two neighbours at first.
pub(crate) const STEP: i64 = 1 << 10;

/// A file that is not read has no size; its reason stands in for its time.
pub(crate) fn stamp_of(state: &Result<Stamp, Issue>) -> Stamp {
    match state {
        Ok(stamp) => *stamp,
        Err(issue) => {
            let hash = xxhash_rust::xxh3::xxh3_64(issue.message.as_bytes());
            Stamp { size: -1, mtime: hash.cast_signed() }
        }
    }
}

/// Compares the folder, given in the order of paths, with the library. Files read by another version are read again.
pub(crate) fn compare(library: &Connection, seen: Vec<Seen>, parser: i64) -> rusqlite::Result<Plan> {
    let mut plan = Plan::default();
    let mut statement =
        library.prepare("SELECT id, path, place, size, mtime, content, parser FROM file ORDER BY place")?;
    let mut rows = statement.query([])?;
    let mut next = Known::read(rows.next()?)?;
    let mut placing = Placing::default();
    for seen in seen {
        while let Some(known) = next.take_if(|known| known.path < seen.path) {
            placing.pass(&mut plan, known.place);
            plan.gone.push(Gone { id: known.id, path: known.path, content: known.content });
            next = Known::read(rows.next()?)?;
        }
        let Some(known) = next.take_if(|known| known.path == seen.path) else {
            let (path, state) = (seen.path, seen.state);
            plan.wanted.push(Wanted { known: None, path, place: 0, state, content: None });
            placing.waiting += 1;
            continue;
        };
        placing.pass(&mut plan, known.place);
        next = Known::read(rows.next()?)?;
        if known.stamp != stamp_of(&seen.state) || known.parser != parser {
            let content = known.content.filter(|_| known.parser == parser);
            plan.wanted.push(Wanted {
                known: Some(known.id),
                path: seen.path,
                place: known.place,
                state: seen.state,
                content,
            });
        }
    }
    while let Some(known) = next.take() {
        placing.pass(&mut plan, known.place);
        plan.gone.push(Gone { id: known.id, path: known.path, content: known.content });
        next = Known::read(rows.next()?)?;
    }
    placing.end(&mut plan);
    Ok(plan)
}

/// Gives all files ranks anew, those of the library and the new ones, in the order of paths.
pub(crate) fn renumber(library: &Connection, plan: &mut Plan) -> rusqlite::Result<()> {
    let mut known: Vec<(PathBuf, Option<u32>)> = Vec::new();
    let mut statement = library.prepare("SELECT path, id FROM file")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        known.push((path_of(row.get_ref(0)?), row.get(1)?));
    }
    known.extend(plan.wanted.iter().filter(|w| w.known.is_none()).map(|w| (w.path.clone(), None)));
    known.sort();
    let place = |path: &Path| {
        let at = known.partition_point(|(known, _)| known.as_path() < path);
        (at as i64 + 1) * STEP
    };
    for wanted in &mut plan.wanted {
        wanted.place = place(&wanted.path);
    }
    for (n, (_, id)) in known.iter().enumerate() {
        for sql in ["UPDATE file SET place = ?2 WHERE id = ?1", "UPDATE article SET place = ?2 WHERE id = ?1"]
        {
            if let Some(id) = id {
                library.prepare_cached(sql)?.execute((id, (n as i64 + 1) * STEP))?;
            }
        }
    }
    plan.renumber = false;
    Ok(())
}

/// Gives new files ranks between their neighbours'.
#[derive(Default)]
struct Placing {
    last: Option<i64>,
    /// How many of the plan's last files have no rank yet.
    waiting: usize,
}

impl Placing {
    /// A known rank: those waiting stand before it.
    fn pass(&mut self, plan: &mut Plan, place: i64) {
        if self.waiting > 0 {
            let from = self.last.unwrap_or(place - (self.waiting as i64 + 1) * STEP);
            let step = (place - from) / (self.waiting as i64 + 1);
            plan.renumber |= step == 0;
            self.give(plan, from, step);
        }
        self.last = Some(place);
    }

    fn end(&mut self, plan: &mut Plan) {
        self.give(plan, self.last.unwrap_or(0), STEP);
    }

    fn give(&mut self, plan: &mut Plan, from: i64, step: i64) {
        let first = plan.wanted.len() - self.waiting;
        for (n, wanted) in plan.wanted.iter_mut().skip(first).enumerate() {
            wanted.place = from + (n as i64 + 1) * step;
        }
        self.waiting = 0;
    }
}

/// A row of the library.
struct Known {
    id: u32,
    path: PathBuf,
    place: i64,
    stamp: Stamp,
    content: Option<i64>,
    parser: i64,
}

impl Known {
    fn read(row: Option<&rusqlite::Row<'_>>) -> rusqlite::Result<Option<Self>> {
        let Some(row) = row else { return Ok(None) };
        Ok(Some(Self {
            id: row.get(0)?,
            path: path_of(row.get_ref(1)?),
            place: row.get(2)?,
            stamp: Stamp { size: row.get(3)?, mtime: row.get(4)? },
            content: row.get(5)?,
            parser: row.get(6)?,
        }))
    }
}

/// A stored path.
#[must_use]
pub fn path_of(value: ValueRef<'_>) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    let bytes = match value {
        ValueRef::Text(bytes) | ValueRef::Blob(bytes) => bytes,
        _ => &[],
    };
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes))
}

/// A path to store: text where it is UTF-8, else bytes.
pub(crate) fn stored(path: &Path) -> rusqlite::types::ToSqlOutput<'_> {
    use std::os::unix::ffi::OsStrExt;
    let value = match path.to_str() {
        Some(text) => ValueRef::Text(text.as_bytes()),
        None => ValueRef::Blob(path.as_os_str().as_bytes()),
    };
    rusqlite::types::ToSqlOutput::Borrowed(value)
}

#[cfg(test)]
mod tests {
    use super::{Plan, STEP, Seen, compare, stored};
    use crate::library::disk::SCHEMA;
    use crate::library::scan::Stamp;
    use crate::library::store::Store;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};
    use std::collections::BTreeMap;
    use std::path::{Path, PathBuf};

    fn seen(files: &BTreeMap<PathBuf, i64>) -> Vec<Seen> {
        files
            .iter()
            .map(|(path, size)| Seen { path: path.clone(), state: Ok(Stamp { size: *size, mtime: 7 }) })
            .collect()
    }

    /// Does what a plan says, as far as this table goes.
    fn carry_out(store: &Store, plan: &Plan, next: &mut u32) {
        for gone in &plan.gone {
            store.connection.execute("DELETE FROM file WHERE id = ?1", [gone.id]).unwrap();
        }
        for wanted in &plan.wanted {
            let id = wanted.known.unwrap_or_else(|| {
                *next += 1;
                *next
            });
            let stamp = super::stamp_of(&wanted.state);
            store
                .connection
                .execute(
                    "INSERT OR REPLACE INTO file VALUES (?1, ?2, ?3, ?4, ?5, 0, NULL, '', 1)",
                    rusqlite::params![id, stored(&wanted.path), wanted.place, stamp.size, stamp.mtime],
                )
                .unwrap();
        }
    }

    proptest! {
        #![proptest_config(proptest::test_runner::Config::with_cases(40))]
        #[test]
        fn every_folder_is_followed(steps in proptest::collection::vec(proptest::collection::btree_map("[ab]{1,2}(/[a.]{1,2})?x", 0..3_i64, 0..9), 1..5)) {
            let store = Store::open(None, &SCHEMA).unwrap();
            let mut next = 0;
            for step in steps {
                let files: BTreeMap<PathBuf, i64> = step.into_iter().map(|(path, size)| (path.into(), size)).collect();
                let plan = compare(&store.connection, seen(&files), 1).unwrap();
                prop_assert!(!plan.renumber);
                carry_out(&store, &plan, &mut next);
                let mut statement = store.connection.prepare("SELECT path, size FROM file ORDER BY place").unwrap();
                let rows: Vec<(PathBuf, i64)> = statement
                    .query_map([], |row| Ok((PathBuf::from(row.get::<_, String>(0)?), row.get(1)?)))
                    .unwrap()
                    .map(Result::unwrap)
                    .collect();
                prop_assert_eq!(rows, files.clone().into_iter().collect::<Vec<_>>());
                let again = compare(&store.connection, seen(&files), 1).unwrap();
                prop_assert!(again.wanted.is_empty() && again.gone.is_empty());
                prop_assert_eq!(compare(&store.connection, seen(&files), 2).unwrap().wanted.len(), files.len());
            }
        }
    }

    #[test]
    fn ranks_that_run_out_are_told() {
        let store = Store::open(None, &SCHEMA).unwrap();
        let mut files: BTreeMap<PathBuf, i64> = BTreeMap::from([("a".into(), 1), ("b".into(), 1)]);
        let mut next = 0;
        let mut path = "a".to_owned();
        for _ in 0..=2 * STEP.ilog2() {
            let plan = compare(&store.connection, seen(&files), 1).unwrap();
            if plan.renumber {
                return;
            }
            carry_out(&store, &plan, &mut next);
            path.push('a');
            files.insert(Path::new(&path).into(), 1);
        }
        panic!("there is no rank between two neighbours for ever");
    }
}
