//! Where a grouper keeps what it knows of the articles from one time to the next: in the library's tables, or in memory.
//!
//! What came of the grouping stands in four tables of packed values by number; the grouper alone knows what is in them.

use crate::library::stories::doc::{Digest, Doc, Facts, Sketch};
use std::collections::BTreeMap;
use std::convert::Infallible;

/// A place for packed values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Table {
    /// By article: which others it is compared with.
    Near,
    /// By article: those of higher number that are likely about the same.
    Likely,
    /// By part of all words: which articles are looked up by each.
    Lists,
    /// By group, or by two groups: why they stand together, or apart.
    Reasons,
}

impl Table {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Near, Self::Likely, Self::Lists, Self::Reasons];
}

/// What keeps digests and tables. Articles go by their numbers, which are never given to another.
pub trait GroupStore {
    /// Why something cannot be read or written.
    type Error;

    /// The sketches of all articles that have one, in any order.
    ///
    /// # Errors
    /// When they cannot be read.
    fn sketches(&mut self, each: &mut dyn FnMut(u32, Sketch)) -> Result<(), Self::Error>;

    /// The digests of some articles, in their order; an empty one of an article that has none.
    ///
    /// # Errors
    /// When they cannot be read.
    fn digests(&mut self, articles: &[u32]) -> Result<Vec<Digest>, Self::Error>;

    /// Says that all these digests will be asked for, each several times.
    ///
    /// # Errors
    /// When they cannot be brought.
    fn bring(&mut self, articles: &[u32]) -> Result<(), Self::Error>;

    /// Says whose digests will be asked for again and again. Those of others may be made anew from the articles.
    ///
    /// # Errors
    /// When others cannot be forgotten.
    fn keep(&mut self, articles: &[u32]) -> Result<(), Self::Error>;

    /// What reasons are told by.
    ///
    /// # Errors
    /// When it cannot be read.
    fn facts(&mut self, article: u32) -> Result<Facts, Self::Error>;

    /// What a table has under a number.
    ///
    /// # Errors
    /// When it cannot be read.
    fn get(&mut self, from: Table, number: i64) -> Result<Option<Vec<u8>>, Self::Error>;

    /// Puts something in place of what was there; nothing in place of it when it is empty.
    ///
    /// # Errors
    /// When it cannot be written.
    fn put(&mut self, to: Table, number: i64, packed: &[u8]) -> Result<(), Self::Error>;

    /// Shows everything in a table, by number.
    ///
    /// # Errors
    /// When it cannot be read.
    fn each(&mut self, of: Table, each: &mut dyn FnMut(i64, &[u8])) -> Result<(), Self::Error>;

    /// Empties a table.
    ///
    /// # Errors
    /// When it cannot be written.
    fn clear(&mut self, table: Table) -> Result<(), Self::Error>;

    /// What the weights of words were counted on, as it was noted last; 0 at first.
    ///
    /// # Errors
    /// When it cannot be read.
    fn sample(&mut self) -> Result<u64, Self::Error>;

    /// Notes it.
    ///
    /// # Errors
    /// When it cannot be written.
    fn set_sample(&mut self, print: u64) -> Result<(), Self::Error>;
}

/// A store in memory, over articles that go by their places.
#[derive(Debug, Default)]
pub struct Memory<'d> {
    /// What is known of each article.
    docs: &'d [Doc],
    tables: [BTreeMap<i64, Vec<u8>>; 4],
    sample: u64,
    /// How many digests were asked for.
    pub(crate) asked: usize,
}

impl<'d> Memory<'d> {
    /// A store nothing has been grouped on.
    #[must_use]
    pub fn new(docs: &'d [Doc]) -> Self {
        Self { docs, ..Self::default() }
    }

    /// The same store over other articles.
    #[must_use]
    pub fn over(self, docs: &[Doc]) -> Memory<'_> {
        Memory { docs, tables: self.tables, sample: self.sample, asked: self.asked }
    }

    const fn table(&mut self, table: Table) -> &mut BTreeMap<i64, Vec<u8>> {
        let [near, likely, lists, reasons] = &mut self.tables;
        match table {
            Table::Near => near,
            Table::Likely => likely,
            Table::Lists => lists,
            Table::Reasons => reasons,
        }
    }
}

impl GroupStore for Memory<'_> {
    type Error = Infallible;

    fn sketches(&mut self, each: &mut dyn FnMut(u32, Sketch)) -> Result<(), Infallible> {
        (0..).zip(self.docs).for_each(|(article, doc)| each(article, doc.sketch.clone()));
        Ok(())
    }

    fn digests(&mut self, articles: &[u32]) -> Result<Vec<Digest>, Infallible> {
        self.asked += articles.len();
        let digest = |article: &u32| self.docs.get(*article as usize).map(|doc| doc.digest.clone());
        Ok(articles.iter().map(|article| digest(article).unwrap_or_default()).collect())
    }

    fn bring(&mut self, _: &[u32]) -> Result<(), Infallible> {
        Ok(())
    }

    fn keep(&mut self, _: &[u32]) -> Result<(), Infallible> {
        Ok(())
    }

    fn facts(&mut self, article: u32) -> Result<Facts, Infallible> {
        Ok(self.docs.get(article as usize).map(Doc::facts).unwrap_or_default())
    }

    fn get(&mut self, from: Table, number: i64) -> Result<Option<Vec<u8>>, Infallible> {
        Ok(self.table(from).get(&number).cloned())
    }

    fn put(&mut self, to: Table, number: i64, packed: &[u8]) -> Result<(), Infallible> {
        let table = self.table(to);
        if packed.is_empty() {
            table.remove(&number)
        } else {
            table.insert(number, packed.to_vec())
        };
        Ok(())
    }

    fn each(&mut self, of: Table, each: &mut dyn FnMut(i64, &[u8])) -> Result<(), Infallible> {
        self.table(of).iter().for_each(|(number, packed)| each(*number, packed));
        Ok(())
    }

    fn clear(&mut self, table: Table) -> Result<(), Infallible> {
        self.table(table).clear();
        Ok(())
    }

    fn sample(&mut self) -> Result<u64, Infallible> {
        Ok(self.sample)
    }

    fn set_sample(&mut self, print: u64) -> Result<(), Infallible> {
        self.sample = print;
        Ok(())
    }
}
