//! What readers keep in memory of one generation of the library: numbers for every row, loaded when they are first asked
//! for and shared by all readers. A list without a query needs none of it.

mod load;
mod recent;

use crate::library::bits::Bits;
use crate::library::disk::Library;
use crate::library::disk::heads::Heads;
use crate::library::disk::held::recent::Recent;
use crate::library::fulltext::searching::{NO_ROW, RowTable, Searcher, Slot};
use crate::library::goto::Names;
use crate::library::ground::{Collection, Columns, Hits, Length, Naming, Pairs, length};
use crate::model::{Article, QuoteKind};
use rusqlite::Connection;
use std::collections::{HashMap, VecDeque};
use std::path::Path;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};
use xxhash_rust::xxh3::xxh3_64;

/// What readers of one library share: what is held of the newest generation.
#[derive(Debug, Default)]
pub(crate) struct Cache {
    newest: Mutex<Option<Arc<Held>>>,
    /// Articles read last, by content: while somebody types, the same hits come again and again.
    texts: Mutex<VecDeque<(u64, Arc<Article>)>>,
    /// Long articles that somebody reads, or that are looked into: nobody reads them a second time.
    long: Mutex<Vec<(u64, Weak<Article>)>>,
}

/// What an article is known by: its file's content, and the ending of the name, for the parser goes by it.
pub(crate) fn known_by(content: u64, path: &Path) -> u64 {
    path.extension().map_or(content, |ending| content.rotate_left(1) ^ xxh3_64(ending.as_encoded_bytes()))
}

/// How many articles are kept.
const TEXTS: usize = 192;

impl Cache {
    /// What is held of a generation.
    pub(crate) fn of(&self, generation: i64) -> Arc<Held> {
        let mut newest = self.newest.lock().unwrap_or_else(PoisonError::into_inner);
        match &*newest {
            Some(held) if held.generation == generation => Arc::clone(held),
            _ => {
                let held = Arc::new(Held { generation, ..Held::default() });
                *newest = Some(Arc::clone(&held));
                held
            }
        }
    }

    /// The article of a file ([`known_by`]), when it is among the last ones or a long one in use.
    pub(crate) fn known(&self, file: u64) -> Option<Arc<Article>> {
        let texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
        let last = texts.iter().find(|(of, _)| *of == file).map(|(_, article)| Arc::clone(article));
        drop(texts);
        let long = || {
            let long = self.long.lock().unwrap_or_else(PoisonError::into_inner);
            long.iter().find(|(of, _)| *of == file).and_then(|(_, article)| article.upgrade())
        };
        last.or_else(long)
    }

    /// The article of a file, read when it is not known; only long ones are then.
    pub(crate) fn shared(&self, file: u64, read: impl FnOnce() -> Option<Article>) -> Option<Arc<Article>> {
        if let Some(article) = self.known(file) {
            return Some(article);
        }
        Some(self.keep(file, read()?))
    }

    /// An article to be shared, known from now on as long as it is in use if it is long. What was found while reading it
    /// is told among the problems, once.
    pub(crate) fn keep(&self, file: u64, article: Article) -> Arc<Article> {
        let article = Arc::new(Article { issues: Vec::new(), ..article });
        if article.text.len() > LONG {
            let mut long = self.long.lock().unwrap_or_else(PoisonError::into_inner);
            long.retain(|(of, article)| *of != file && article.strong_count() > 0);
            long.push((file, Arc::downgrade(&article)));
        }
        article
    }

    /// The article of a file, read when it is not known, and known from then on.
    pub(crate) fn text(&self, file: u64, read: impl FnOnce() -> Option<Article>) -> Option<Arc<Article>> {
        if let Some(article) = self.known(file) {
            return Some(article);
        }
        let article = self.shared(file, read)?;
        // A few long texts would outweigh many short ones.
        if article.text.len() <= LONG {
            let mut texts = self.texts.lock().unwrap_or_else(PoisonError::into_inner);
            texts.truncate(TEXTS - 1);
            texts.push_front((file, Arc::clone(&article)));
        }
        Some(article)
    }
}

/// From how many bytes on a text is not kept.
const LONG: usize = 64 << 10;

/// Numbers of one generation. Each part is loaded once.
#[derive(Debug, Default)]
pub(crate) struct Held {
    pub(crate) generation: i64,
    indexed: Mutex<Option<Arc<Indexed>>>,
    articles: OnceLock<Articles>,
    actors: OnceLock<Actors>,
    pairs: OnceLock<Pairs>,
    names: OnceLock<Names>,
    kinds: OnceLock<Vec<u8>>,
    ranks: Mutex<HashMap<Naming, Arc<[u32]>>>,
    /// Counts over time of the actors that were shown.
    sparks: Mutex<HashMap<u32, Arc<[u32]>>>,
    pub(crate) heads: Heads,
    totals: [OnceLock<usize>; 3],
}

/// The index of words as it was last brought up to the library. It may come later than the generation its rows are of.
#[derive(Debug, Default)]
pub(crate) struct Indexed {
    /// The generation it was brought up to; 0 when it never was.
    pub(crate) state: i64,
    searcher: OnceLock<Option<Arc<Searcher>>>,
    tables: [OnceLock<Table>; 3],
    /// What was looked up last: while somebody types, the words before the last one are asked for again and again.
    pub(crate) hits: Recent<Hits>,
    pub(crate) having: Recent<Bits>,
}

impl Indexed {
    /// The index as it was when this state of it was first asked.
    pub(crate) fn searcher(&self, library: &Library) -> Option<Arc<Searcher>> {
        let open = || library.fulltext()?.searcher(self.state.cast_unsigned());
        self.searcher.get_or_init(|| open().ok()).clone()
    }
}

/// A whole list.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum List {
    Stories,
    Actors,
    Quotes,
}

/// Articles, stories and quotes by row.
#[derive(Debug, Default)]
pub(crate) struct Articles {
    pub(crate) columns: Columns,
    /// The number of each article.
    pub(crate) ids: Numbers,
    /// The number of each story.
    pub(crate) stories: Numbers,
}

/// Actors by row.
#[derive(Debug, Default)]
pub(crate) struct Actors {
    pub(crate) ids: Numbers,
    pub(crate) kinds: Vec<u8>,
}

/// Numbers by row, and rows by number.
#[derive(Debug, Default)]
pub(crate) struct Numbers {
    pub(crate) of_row: Vec<u32>,
    rows: Vec<u32>,
}

impl Numbers {
    fn new(of_row: Vec<u32>) -> Self {
        let mut rows = vec![NO_ROW; of_row.iter().max().map_or(0, |max| *max as usize + 1)];
        for (row, id) in of_row.iter().enumerate() {
            if let Some(slot) = rows.get_mut(*id as usize) {
                *slot = row as u32;
            }
        }
        Self { of_row, rows }
    }

    /// The row of a number.
    pub(crate) fn row(&self, id: u32) -> Option<u32> {
        self.rows.get(id as usize).copied().filter(|row| *row != NO_ROW)
    }

    /// The number of a row.
    pub(crate) fn id(&self, row: u32) -> u32 {
        self.of_row.get(row as usize).copied().unwrap_or_default()
    }
}

/// The rows of an index's documents, and how long they are.
#[derive(Debug, Default)]
pub(crate) struct Table {
    pub(crate) rows: RowTable,
    pub(crate) lengths: Vec<Length>,
    pub(crate) words: u64,
}

type Loaded<T> = rusqlite::Result<T>;

/// Loads a part once; two threads may load it at the same time, one of them wins.
fn once<T>(cell: &OnceLock<T>, load: impl FnOnce() -> Loaded<T>) -> Loaded<&T> {
    if let Some(known) = cell.get() {
        return Ok(known);
    }
    let loaded = load()?;
    Ok(cell.get_or_init(|| loaded))
}

impl Held {
    /// How many rows a list has; counted for the one that is asked for.
    pub(crate) fn total(&self, db: &Connection, of: List) -> Loaded<usize> {
        let [stories, actors, quotes] = &self.totals;
        let (cell, sql) = match of {
            List::Stories => (stories, "SELECT count(*) FROM story"),
            List::Actors => (actors, "SELECT count(*) FROM actor"),
            List::Quotes => (quotes, "SELECT count(*) FROM quote"),
        };
        once(cell, || db.query_row(sql, [], |row| Ok(row.get::<_, u32>(0)? as usize))).copied()
    }

    /// The index of words in this state.
    pub(crate) fn indexed(&self, state: i64) -> Arc<Indexed> {
        let mut newest = self.indexed.lock().unwrap_or_else(PoisonError::into_inner);
        match &*newest {
            Some(indexed) if indexed.state == state => Arc::clone(indexed),
            _ => Arc::clone(newest.insert(Arc::new(Indexed { state, ..Indexed::default() }))),
        }
    }

    pub(crate) fn articles(&self, db: &Connection) -> Loaded<&Articles> {
        once(&self.articles, || Articles::load(db))
    }

    pub(crate) fn actors(&self, db: &Connection) -> Loaded<&Actors> {
        once(&self.actors, || Actors::load(db))
    }

    /// The articles, when they have been loaded.
    pub(crate) fn known_articles(&self) -> Option<&Articles> {
        self.articles.get()
    }

    /// The actors, when they have been loaded.
    pub(crate) fn known_actors(&self) -> Option<&Actors> {
        self.actors.get()
    }

    /// The pairs, when they have been loaded.
    pub(crate) fn known_pairs(&self) -> Option<&Pairs> {
        self.pairs.get()
    }

    pub(crate) fn pairs(&self, db: &Connection) -> Loaded<&Pairs> {
        let (articles, actors) = (self.articles(db)?, self.actors(db)?);
        once(&self.pairs, || load::load_pairs(db, articles, actors))
    }

    pub(crate) fn names(&self, db: &Connection) -> Loaded<&Names> {
        once(&self.names, || {
            let text = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
            let mut actors = db.prepare_cached("SELECT name FROM actor ORDER BY mentions DESC, name, id")?;
            let mut headlines = db.prepare_cached(
                "SELECT article.headline FROM file JOIN article ON article.id = file.id ORDER BY file.place",
            )?;
            let actors = actors.query_map([], text)?.map(Result::unwrap_or_default);
            Ok(Names::new(actors, headlines.query_map([], text)?.map(Result::unwrap_or_default)))
        })
    }

    /// The kind of each quote, by its place among all kinds.
    pub(crate) fn kinds(&self, db: &Connection) -> Loaded<&[u8]> {
        let articles = self.articles(db)?;
        let kinds = once(&self.kinds, || {
            let mut kinds = vec![u8::MAX; articles.columns.quotes()];
            let mut statement = db.prepare_cached("SELECT article, n, kind FROM quote")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let at = articles.ids.row(row.get(0)?).map(|a| articles.columns.quotes_of(a));
                let at = at.map(|range| (range.start + row.get::<_, u32>(1).unwrap_or_default()) as usize);
                if let Some(slot) = at.and_then(|at| kinds.get_mut(at)) {
                    *slot = row.get(2)?;
                }
            }
            Ok(kinds)
        })?;
        Ok(kinds)
    }

    /// The quotes of a kind.
    pub(crate) fn of_kind(&self, db: &Connection, kind: QuoteKind) -> Loaded<Bits> {
        let number = QuoteKind::ALL.iter().position(|known| *known == kind).unwrap_or_default();
        let kinds = self.kinds(db)?;
        Ok(Bits::of(kinds.len(), |row| kinds.get(row as usize).is_some_and(|k| *k as usize == number)))
    }

    /// The rows of an index's documents.
    pub(crate) fn table<'i>(
        &self,
        db: &Connection,
        (indexed, index): (&'i Indexed, &Searcher),
        of: Collection,
    ) -> Loaded<&'i Table> {
        let load = || {
            let (articles, actors) = (self.articles(db)?, self.actors(db)?);
            let row = |slot: Slot| -> Option<u32> {
                match of {
                    _ if slot.owner == NO_ROW => None,
                    Collection::Articles => articles.ids.row(slot.owner),
                    Collection::Actors => actors.ids.row(slot.owner),
                    Collection::Quotes => {
                        let quotes = articles.columns.quotes_of(articles.ids.row(slot.owner)?);
                        let at = quotes.start + slot.number;
                        (at < quotes.end).then_some(at)
                    }
                }
            };
            let len = match of {
                Collection::Articles => articles.columns.facts.len(),
                Collection::Actors => actors.kinds.len(),
                Collection::Quotes => articles.columns.quotes(),
            };
            let mut table = Table { lengths: vec![0; len], ..Table::default() };
            let read = RowTable::of(len, |known| {
                index.each_slot(of, &mut |slot| {
                    let at = row(slot);
                    known(at);
                    if let Some(place) = at.and_then(|at| table.lengths.get_mut(at as usize)) {
                        *place = length(slot.length);
                        table.words += u64::from(*place);
                    }
                })
            });
            // Of an index that cannot be read nothing is found.
            table.rows = read.unwrap_or_default();
            Ok(table)
        };
        let [a, b, c] = &indexed.tables;
        match of {
            Collection::Articles => once(a, load),
            Collection::Actors => once(b, load),
            Collection::Quotes => once(c, load),
        }
    }

    /// An actor's counts over time, made when they are first asked for.
    pub(crate) fn spark(&self, actor: u32, make: impl FnOnce() -> Loaded<Vec<u32>>) -> Loaded<Arc<[u32]>> {
        let lock = || self.sparks.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = lock().get(&actor) {
            return Ok(Arc::clone(known));
        }
        let fresh: Arc<[u32]> = make()?.into();
        lock().insert(actor, Arc::clone(&fresh));
        Ok(fresh)
    }

    /// An order of strings, made when it is first asked for.
    pub(crate) fn ranks(&self, by: Naming, make: impl FnOnce() -> Arc<[u32]>) -> Arc<[u32]> {
        let known = |ranks: &HashMap<Naming, Arc<[u32]>>| ranks.get(&by).map(Arc::clone);
        if let Some(ranks) = known(&self.ranks.lock().unwrap_or_else(PoisonError::into_inner)) {
            return ranks;
        }
        let fresh = make();
        self.ranks.lock().unwrap_or_else(PoisonError::into_inner).insert(by, Arc::clone(&fresh));
        fresh
    }
}
