//! The library as what queries are asked of: rows are ranks in the order lists have by themselves.

use crate::library::bits::Bits;
use crate::library::disk::answers::View;
use crate::library::disk::held::{Actors, Articles, Table};
use crate::library::disk::tallies::locals_of;
use crate::library::fulltext::FulltextError;
use crate::library::fulltext::searching::Searcher;
use crate::library::ground::{Collection, Columns, Ground, Hits, Length, Naming, Pairs, Voice, ranks};
use crate::library::index::Tags;
use crate::library::lookup::{part, weight_in};
use crate::library::query::Phrase;
use crate::library::view::{ActorRow, QuoteRow, StoryRow};
use crate::model::{ActorId, ActorKind, Article, ArticleId, Clean, Known, QuoteKind, Span};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use rusqlite::Connection;
use std::sync::{Arc, LazyLock};

/// For so many actors their articles are read one actor after the other, for more all at once.
const FEW: usize = 500;

// What stands for numbers that could not be read; the answer says so in the end.
static NO_ARTICLES: LazyLock<Articles> = LazyLock::new(Articles::default);
static NO_ACTORS: LazyLock<Actors> = LazyLock::new(Actors::default);
static NO_PAIRS: LazyLock<Pairs> = LazyLock::new(Pairs::default);

impl View<'_> {
    fn articles(&self) -> &Articles {
        if let Some(known) = self.held.known_articles() {
            return known;
        }
        let loaded = self.held.articles(&self.db());
        self.or_none(loaded, &NO_ARTICLES)
    }

    fn all_actors(&self) -> &Actors {
        if let Some(known) = self.held.known_actors() {
            return known;
        }
        let loaded = self.held.actors(&self.db());
        self.or_none(loaded, &NO_ACTORS)
    }

    fn or_none<'t, T>(&self, loaded: rusqlite::Result<&'t T>, none: &'t T) -> &'t T {
        self.or_default(loaded.map(Some)).unwrap_or(none)
    }

    /// What the index says, as rows.
    fn indexed<T: Default>(
        &self,
        of: Collection,
        ask: impl FnOnce(&Searcher, &Table) -> Result<T, FulltextError>,
    ) -> T {
        let Some((index, table)) = self.index_and_table(of) else { return T::default() };
        self.or_default(ask(&index, table))
    }

    fn index_and_table(&self, of: Collection) -> Option<(Arc<Searcher>, &Table)> {
        // Before the first words are indexed nothing is found, and that is no fault.
        if self.indexed.state == 0 {
            return None;
        }
        let Some(index) = self.indexed.searcher(self.library) else {
            return self.or_default(Err("the index of words cannot be opened"));
        };
        let table = self.held.table(&self.db(), (&self.indexed, &index), of);
        self.or_default(table.map(Some)).map(|table| (index, table))
    }

    fn table(&self, of: Collection) -> Option<&Table> {
        self.index_and_table(of).map(|(_, table)| table)
    }

    /// The texts of a row by kind, as far as these kinds go.
    fn texts_of(&self, of: Collection, row: u32, tags: Tags) -> rusqlite::Result<Vec<String>> {
        match of {
            Collection::Articles => self.article_texts(row, tags),
            Collection::Actors => {
                let id = self.all_actors().ids.id(row);
                let mut texts = Vec::new();
                if tags.holds(part::NAME) {
                    texts.push(self.actor_name(id)?);
                }
                if tags.holds(part::ALIAS) {
                    texts.extend(self.variants(id)?.into_iter().map(|(name, _)| name.into_string()));
                }
                Ok(texts)
            }
            Collection::Quotes => {
                let (article, n) = self.articles().columns.place_of(row);
                let found = self.quote_words_of(self.articles().ids.id(article), n)?;
                let (speaker, words) = found.unwrap_or_default();
                let mut texts = Vec::new();
                if tags.holds(part::NAME) {
                    texts.push(words);
                }
                if tags.holds(part::ROLE) {
                    texts.extend(self.speaker_texts(row)?);
                    texts.extend(speaker.map(Clean::into_string));
                }
                Ok(texts)
            }
        }
    }

    /// The words a quote's speakers stand with in the text, and their names.
    fn speaker_texts(&self, row: u32) -> rusqlite::Result<Vec<String>> {
        let (article, n) = self.articles().columns.place_of(row);
        let id = self.articles().ids.id(article);
        let quotes = self.quotes_of(id)?.unwrap_or_default();
        let Some(quote) = quotes.get(n as usize) else { return Ok(Vec::new()) };
        let locals = locals_of(&self.db(), id)?;
        let text = self.text_of(id)?;
        let mut texts = Vec::new();
        for speaker in &quote.speakers {
            texts.extend(text.as_ref().map(|text| text.at(speaker.span).to_owned()));
            let actor = speaker.actor.and_then(|local| locals.get(local.0 as usize));
            if let Some(actor) = actor {
                texts.push(self.actor_name(*actor)?);
            }
        }
        Ok(texts)
    }

    fn article_texts(&self, row: u32, tags: Tags) -> rusqlite::Result<Vec<String>> {
        let id = self.articles().ids.id(row);
        let needs_file = [part::HEADLINE, part::SECTION, part::BODY].iter().any(|tag| tags.holds(*tag));
        if needs_file {
            let Some(text) = self.text_of(id)? else { return Ok(Vec::new()) };
            let parts = crate::library::lookup::parts_of(&text);
            return Ok(parts
                .into_iter()
                .filter(|(t, _)| tags.holds(*t))
                .map(|(_, t)| t.to_owned())
                .collect());
        }
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT dek, byline, source FROM article WHERE id = ?1")?;
        statement.query_row([id], |row| {
            let mut texts = Vec::new();
            for (at, tag) in [part::DEK, part::BYLINE, part::SOURCE].into_iter().enumerate() {
                texts.extend(row.get::<_, Option<String>>(at)?.filter(|_| tags.holds(tag)));
            }
            Ok(texts)
        })
    }

    fn strings(
        &self,
        sql: &str,
        len: usize,
        row_of: impl Fn(u32) -> Option<u32>,
    ) -> rusqlite::Result<Vec<Option<String>>> {
        let mut keys = vec![None; len];
        let db = self.db();
        let mut statement = db.prepare_cached(sql)?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let text: Option<String> = row.get(1)?;
            if let Some(slot) = row_of(row.get(0)?).and_then(|at| keys.get_mut(at as usize)) {
                *slot = text.map(|text| text.to_lowercase());
            }
        }
        Ok(keys)
    }

    fn speaker_names(&self) -> rusqlite::Result<Vec<Option<String>>> {
        let articles = self.articles();
        let mut names = Vec::with_capacity(articles.columns.quotes());
        for row in 0..articles.columns.facts.len() as u32 {
            let of_article = self.speakers_in(articles.ids.id(row))?;
            let mut of_article = of_article.into_iter().map(|name| name.map(|name| name.to_lowercase()));
            names.extend(articles.columns.quotes_of(row).map(|_| of_article.next().flatten()));
        }
        Ok(names)
    }

    fn articles_of_actor(db: &Connection, id: u32, found: &mut Vec<u32>) -> rusqlite::Result<()> {
        let mut statement = db.prepare_cached("SELECT article FROM appearance WHERE actor = ?1")?;
        let mut rows = statement.query([id])?;
        while let Some(row) = rows.next()? {
            found.push(row.get(0)?);
        }
        Ok(())
    }

    fn voices_in(&self, row: u32) -> rusqlite::Result<Vec<Voice>> {
        let (articles, actors) = (self.articles(), self.all_actors());
        let id = articles.ids.id(row);
        let (quotes, mentions) = (self.quotes_of(id)?.unwrap_or_default(), self.mentions_in(id)?);
        let locals = locals_of(&self.db(), id)?;
        let actor = |local: crate::model::LocalActorId| {
            locals.get(local.0 as usize).and_then(|id| actors.ids.row(*id))
        };
        let mut voices = Vec::new();
        for (quote, at) in quotes.iter().zip(articles.columns.quotes_of(row)) {
            let says = quote.speakers.iter().filter_map(|s| actor(s.actor?));
            voices.extend(says.map(|actor| Voice { quote: at, actor, says: true }));
            let inside = mentions.iter().filter(|m| quote.content.covers(m.span));
            let about = inside.filter_map(|m| actor(m.actor?));
            voices.extend(about.map(|actor| Voice { quote: at, actor, says: false }));
        }
        Ok(voices)
    }
}

impl Ground for View<'_> {
    fn columns(&self) -> &Columns {
        &self.articles().columns
    }

    fn actors(&self) -> usize {
        self.all_actors().kinds.len()
    }

    fn pairs(&self) -> &Pairs {
        let loaded = self.held.pairs(&self.db());
        self.or_none(loaded, &NO_PAIRS)
    }

    fn places(&self, actors: &Bits) -> Bits {
        let (articles, known) = (self.articles(), self.all_actors());
        let count = articles.columns.facts.len();
        if actors.count() > FEW || self.held.known_pairs().is_some() {
            let pairs = self.pairs();
            let places = actors.rows().flat_map(|actor| pairs.articles.of(actor).iter().copied());
            return Bits::from_rows(count, places);
        }
        let mut found = Vec::new();
        let db = self.db();
        let read =
            actors.rows().try_for_each(|row| Self::articles_of_actor(&db, known.ids.id(row), &mut found));
        self.or_default(read);
        Bits::from_rows(count, found.into_iter().filter_map(|id| articles.ids.row(id)))
    }

    fn voices(&self, articles: &Bits) -> Vec<Voice> {
        let mut voices = Vec::new();
        for row in articles.rows() {
            voices.extend(self.or_default(self.voices_in(row)));
        }
        voices
    }

    fn of_kind(&self, kind: QuoteKind) -> Bits {
        self.or_default(self.held.of_kind(&self.db(), kind))
    }

    fn with_speaker(&self, known: Known) -> Bits {
        let all = Bits::all(self.columns().quotes());
        let speech = all.without(&self.of_kind(QuoteKind::SoCalled));
        let articles = self.articles();
        let found = {
            let db = self.db();
            let sql = match known {
                Known::Named => "SELECT article, n FROM quote WHERE actor IS NOT NULL",
                Known::Described => {
                    "SELECT article, n FROM quote WHERE actor IS NULL AND speaker IS NOT NULL"
                }
                Known::Nobody => "SELECT article, n FROM quote WHERE actor IS NULL AND speaker IS NULL",
            };
            pairs(&db, sql)
        };
        let row =
            |(article, n): (u32, u32)| Some(articles.columns.quotes_of(articles.ids.row(article)?).start + n);
        let rows = self.or_default(found).into_iter().filter_map(row);
        Bits::from_rows(speech.len(), rows).and(&speech)
    }

    fn actors_of_kind(&self, kind: ActorKind) -> Bits {
        self.all_actors().of_kind(kind)
    }

    fn find(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Hits> {
        let Some((index, table)) = self.index_and_table(of) else { return Arc::default() };
        let weight = |tag| weight_in(of, tag);
        let look_up = || index.find(of, phrase, tags, &weight, &table.rows);
        self.or_default(self.indexed.hits.of((of, phrase, tags), look_up))
    }

    fn having(&self, of: Collection, phrase: &Phrase, tags: Tags) -> Arc<Bits> {
        let Some((index, table)) = self.index_and_table(of) else {
            return Arc::new(Bits::none(self.rows(of)));
        };
        let look_up = || index.having(of, phrase, tags, &table.rows);
        self.or_default(self.indexed.having.of((of, phrase, tags), look_up))
    }

    fn near(&self, of: Collection, pair: (&Phrase, &Phrase), distance: u32, tags: Tags) -> Bits {
        let rows = self.indexed(of, |index, table| index.near(of, pair, distance, tags, &table.rows));
        Bits::from_rows(self.rows(of), rows)
    }

    fn texts(&self, of: Collection, tags: Tags, among: &Bits, fits: &(dyn Fn(&str) -> bool + Sync)) -> Bits {
        let rows: Vec<u32> = among.rows().collect();
        let any = |row: &u32| {
            let texts = self.or_default(self.texts_of(of, *row, tags));
            texts.iter().any(|text| fits(text))
        };
        let found: Vec<u32> = rows.into_par_iter().filter(any).collect();
        Bits::from_rows(self.rows(of), found)
    }

    fn lengths(&self, of: Collection) -> &[Length] {
        self.table(of).map_or(&[], |table| table.lengths.as_slice())
    }

    fn words(&self, of: Collection) -> u64 {
        self.table(of).map_or(0, |table| table.words)
    }

    fn ranks(&self, by: Naming) -> Arc<[u32]> {
        let (articles, actors) = (self.articles(), self.all_actors());
        let count = articles.columns.facts.len();
        let article = |id: u32| articles.ids.row(id);
        self.held.ranks(by, || {
            let keys = match by {
                Naming::Headline => self.strings("SELECT id, headline FROM article", count, article),
                Naming::Source => self.strings("SELECT id, source FROM article", count, article),
                Naming::Title => {
                    let stories = articles.stories.of_row.len();
                    self.strings("SELECT id, title FROM story", stories, |id| articles.stories.row(id))
                }
                Naming::Name => {
                    self.strings("SELECT id, name FROM actor", actors.kinds.len(), |id| actors.ids.row(id))
                }
                Naming::Speaker => self.speaker_names(),
            };
            ranks(&self.or_default(keys))
        })
    }

    fn article_id(&self, row: u32) -> ArticleId {
        ArticleId(self.articles().ids.id(row))
    }

    fn actor_id(&self, row: u32) -> ActorId {
        ActorId(self.all_actors().ids.id(row))
    }

    fn article(&self, row: u32) -> Option<Arc<Article>> {
        self.or_default(self.text_of(self.articles().ids.id(row)))
    }

    fn headline(&self, row: u32) -> Clean {
        let head = self.or_default(self.head_of(self.articles().ids.id(row)));
        head.map(|head| head.headline.clone()).unwrap_or_default()
    }

    fn about(&self, row: u32) -> Option<(Clean, Span)> {
        let head = self.or_default(self.head_of(self.articles().ids.id(row)))?;
        Some((head.about.clone(), head.span.unwrap_or_default()))
    }

    fn story_row(&self, row: u32, listed: &[u32]) -> Option<StoryRow> {
        let articles = self.articles();
        let listed: Vec<u32> = listed.iter().map(|row| articles.ids.id(*row)).collect();
        self.or_default(self.story_row_of(articles.stories.id(row), Some(&listed)))
    }

    fn actor_row(&self, row: u32) -> Option<ActorRow> {
        self.or_default(self.actor_row_of(self.all_actors().ids.id(row)))
    }

    fn actor_head(&self, row: u32) -> Option<ActorRow> {
        self.or_default(self.actor_head_of(self.all_actors().ids.id(row)))
    }

    fn spellings(&self, row: u32) -> Vec<Clean> {
        let variants = self.or_default(self.variants(self.all_actors().ids.id(row)));
        variants.into_iter().map(|(name, _)| name).collect()
    }

    fn quote_row(&self, row: u32) -> Option<QuoteRow> {
        let (article, n) = self.articles().columns.place_of(row);
        self.or_default(self.quote_row_of(self.articles().ids.id(article), n))
    }

    fn quote_words(&self, row: u32) -> Option<(Option<Clean>, String)> {
        let (article, n) = self.articles().columns.place_of(row);
        self.or_default(self.quote_words_of(self.articles().ids.id(article), n))
    }
}

/// Two numbers of every row.
fn pairs(db: &Connection, sql: &str) -> rusqlite::Result<Vec<(u32, u32)>> {
    let mut statement = db.prepare_cached(sql)?;
    statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
}
