//! Every string of the library by its number, behind each other in memory: a few bytes more than their letters.

use rusqlite::Connection;

/// The strings of the `name` table.
#[derive(Debug, Default)]
pub(crate) struct Strings {
    all: String,
    ends: Vec<u32>,
}

impl Strings {
    /// Reads them.
    pub(crate) fn load(from: &Connection) -> rusqlite::Result<Self> {
        let mut strings = Self::default();
        let mut statement = from.prepare("SELECT id, text FROM name ORDER BY id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get::<_, u32>(0)? as usize;
            strings.ends.resize(id, strings.all.len() as u32);
            strings.all.push_str(row.get_ref(1)?.as_str()?);
            strings.ends.push(strings.all.len() as u32);
        }
        Ok(strings)
    }

    /// The string of a number.
    pub(crate) fn get(&self, number: u32) -> Option<&str> {
        let at = number as usize;
        let start = at.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.all.get(start..*self.ends.get(at)? as usize)
    }
}

#[cfg(test)]
mod tests {
    use super::Strings;
    use rusqlite::Connection;

    #[test]
    fn strings_have_their_numbers() {
        let db = Connection::open_in_memory().unwrap();
        db.execute_batch("CREATE TABLE name (id INTEGER PRIMARY KEY, text TEXT); INSERT INTO name VALUES (1, 'Orla'), (4, 'é')")
            .unwrap();
        let strings = Strings::load(&db).unwrap();
        assert_eq!(
            [0, 1, 2, 4, 5].map(|id| strings.get(id)),
            [Some(""), Some("Orla"), Some(""), Some("é"), None]
        );
    }
}
