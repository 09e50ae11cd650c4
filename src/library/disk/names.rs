//! The `name` table as the writer knows it: which strings have a number already, and which are new since the last write.
//!
//! Only hashes are held in memory, 16 bytes a string; the strings themselves are in the file.

use crate::library::disk::pack::Intern;
use crate::library::strings::Strings;
use crate::parse::hashes::Map;
use rusqlite::Connection;
use xxhash_rust::xxh3::xxh3_64;

/// All strings, by number.
pub(crate) fn strings(from: &Connection) -> rusqlite::Result<Strings> {
    let mut strings = Strings::default();
    let mut statement = from.prepare("SELECT id, text FROM name ORDER BY id")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        strings.skip_to(row.get(0)?);
        strings.push(row.get_ref(1)?.as_str()?);
    }
    Ok(strings)
}

/// Strings by their hash, once they are needed.
#[derive(Debug, Default)]
pub(crate) struct Names {
    loaded: bool,
    known: Map<u32>,
    next: u32,
    fresh: Vec<(u32, String)>,
}

impl Names {
    /// Reads what is in the table, unless it has been; to be called before the first string is given.
    pub(crate) fn load(&mut self, from: &Connection) -> rusqlite::Result<()> {
        if self.loaded {
            return Ok(());
        }
        let mut statement = from.prepare("SELECT id, text FROM name")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id: u32 = row.get(0)?;
            self.known.insert(xxh3_64(row.get_ref(1)?.as_str()?.as_bytes()), id);
            self.next = self.next.max(id + 1);
        }
        self.loaded = true;
        Ok(())
    }

    /// The number of a string that has one.
    pub(crate) fn known(&self, text: &str) -> Option<u32> {
        self.known.get(&xxh3_64(text.as_bytes())).copied()
    }

    /// Writes what is new.
    pub(crate) fn flush(&mut self, to: &Connection) -> rusqlite::Result<()> {
        let mut statement = to.prepare_cached("INSERT INTO name (id, text) VALUES (?1, ?2)")?;
        for (id, text) in self.fresh.drain(..) {
            statement.execute((id, text))?;
        }
        Ok(())
    }
}

impl Intern for Names {
    fn number(&mut self, text: &str) -> u32 {
        *self.known.entry(xxh3_64(text.as_bytes())).or_insert_with(|| {
            let id = self.next;
            self.next += 1;
            self.fresh.push((id, text.to_owned()));
            id
        })
    }
}

/// The string of a number.
///
/// # Errors
/// When the library cannot be read, or has no such number.
pub fn name_of(from: &Connection, id: u32) -> rusqlite::Result<String> {
    from.prepare_cached("SELECT text FROM name WHERE id = ?1")?.query_row([id], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::{Names, name_of, strings};
    use crate::library::disk::SCHEMA;
    use crate::library::disk::pack::Intern;
    use crate::library::store::Store;

    #[test]
    fn numbers_last() {
        let store = Store::open(None, &SCHEMA).unwrap();
        let mut names = Names::default();
        names.load(&store.connection).unwrap();
        let (one, two) = (names.number("Orla Venn"), names.number("said"));
        assert_eq!((names.number("Orla Venn"), one == two), (one, false));
        names.flush(&store.connection).unwrap();
        let mut again = Names::default();
        again.load(&store.connection).unwrap();
        assert_eq!((again.number("said"), again.number("Orla Venn")), (two, one));
        let new = again.number("Tallis Motors");
        assert!(new != one && new != two);
        again.flush(&store.connection).unwrap();
        assert_eq!(name_of(&store.connection, new).unwrap(), "Tallis Motors");
        assert_eq!(strings(&store.connection).unwrap().get(new), Some("Tallis Motors"));
    }
}
