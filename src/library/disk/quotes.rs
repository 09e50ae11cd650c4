//! Quotes of the library, one by one: their words, their speakers.

use crate::library::disk::answers::View;
use crate::library::disk::names::name_of;
use crate::library::disk::pack::unpack_quotes;
use crate::library::disk::tallies::locals_of;
use crate::library::disk::writer::quote_id;
use crate::library::scan::read_file;
use crate::library::view::{Place, QuoteRow};
use crate::model::{ActorId, ArticleId, Clean, Quote, QuoteId, Span, Speaker};
use rusqlite::OptionalExtension;

type Read<T> = rusqlite::Result<T>;

impl View<'_> {
    /// A quote's row.
    pub(crate) fn quote_row_of(&self, article: u32, n: u32) -> Read<Option<QuoteRow>> {
        let Some(row) = self.article_row_of(article)? else { return Ok(None) };
        let Some(quotes) = self.quotes_of(article)? else { return Ok(None) };
        let Some(quote) = quotes.get(n as usize) else { return Ok(None) };
        let locals = locals_of(&self.db(), article)?;
        let mut actors: Vec<ActorId> = Vec::new();
        for speaker in quote.speakers.iter().filter_map(|s| s.actor) {
            let actor = locals.get(speaker.0 as usize).copied().map(ActorId);
            actors.extend(actor.filter(|a| !actors.contains(a)));
        }
        let Some((text, cue)) = self.quote_texts(article, n, quote)? else { return Ok(None) };
        Ok(Some(QuoteRow {
            id: QuoteId { article: ArticleId(article), index: n },
            text,
            kind: quote.kind,
            speaker: self.speakers(article, n, quote, &locals)?,
            actors,
            cue,
            rule: quote.rule,
            confidence: quote.confidence,
            article: row,
            place: Place { article: ArticleId(article), span: quote.content },
        }))
    }

    /// The quotes found in an article.
    pub(crate) fn quotes_of(&self, article: u32) -> Read<Option<Vec<Quote>>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT quotes FROM analysis WHERE article = ?1")?;
        let packed: Option<Option<Vec<u8>>> = statement.query_row([article], |row| row.get(0)).optional()?;
        Ok(packed.flatten().and_then(|bytes| unpack_quotes(&bytes)))
    }

    /// A quote's words and its reporting words.
    fn quote_texts(&self, article: u32, n: u32, quote: &Quote) -> Read<Option<(Clean, Option<Clean>)>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT text, cue FROM quote WHERE id = ?1")?;
        let found: Option<(Option<String>, Option<u32>)> =
            statement.query_row([quote_id(article, n)], |row| Ok((row.get(0)?, row.get(1)?))).optional()?;
        let Some((text, cue)) = found else { return Ok(None) };
        let cue = cue.map(|id| name_of(&db, id)).transpose()?.map(|cue| Clean::line(&cue));
        drop(statement);
        drop(db);
        let text = match text {
            Some(text) => Clean::line(&text),
            None => self.verbatim(article, quote.content)?,
        };
        Ok(Some((text, cue)))
    }

    /// A quote's words as its row has them, and its speakers.
    pub(crate) fn quote_words_of(&self, article: u32, n: u32) -> Read<Option<(Option<Clean>, String)>> {
        let Some(quotes) = self.quotes_of(article)? else { return Ok(None) };
        let Some(quote) = quotes.get(n as usize) else { return Ok(None) };
        let locals = locals_of(&self.db(), article)?;
        let Some((text, _)) = self.quote_texts(article, n, quote)? else { return Ok(None) };
        Ok(Some((self.speakers(article, n, quote, &locals)?, text.into_string())))
    }

    /// The speakers of an article's quotes, as their rows have them.
    pub(crate) fn speakers_in(&self, article: u32) -> Read<Vec<Option<Clean>>> {
        let quotes = self.quotes_of(article)?.unwrap_or_default();
        let locals = locals_of(&self.db(), article)?;
        let of = |(n, quote): (u32, &Quote)| self.speakers(article, n, quote, &locals);
        (0..).zip(&quotes).map(of).collect()
    }

    /// The names of a quote's speakers, or the words that describe them.
    fn speakers(&self, article: u32, n: u32, quote: &Quote, locals: &[u32]) -> Read<Option<Clean>> {
        let mut names: Vec<String> = Vec::new();
        for (at, speaker) in quote.speakers.iter().enumerate() {
            let actor = speaker.actor.and_then(|local| locals.get(local.0 as usize).copied());
            let name = match actor {
                Some(actor) => self.actor_name(actor)?,
                None => self.described(article, n, at, speaker)?,
            };
            names.push(name);
        }
        Ok((!names.is_empty()).then(|| Clean::line(&names.join(", "))))
    }

    /// The words for a speaker who is no actor.
    fn described(&self, article: u32, n: u32, at: usize, speaker: &Speaker) -> Read<String> {
        if at == 0 && speaker.actor.is_none() {
            let db = self.db();
            let mut statement = db.prepare_cached("SELECT speaker FROM quote WHERE id = ?1")?;
            let id: Option<Option<u32>> =
                statement.query_row([quote_id(article, n)], |row| row.get(0)).optional()?;
            if let Some(id) = id.flatten() {
                return name_of(&db, id);
            }
        }
        let text = self.text_of(article)?;
        Ok(Clean::line(text.as_ref().map_or("", |text| text.at(speaker.span))).into_string())
    }

    /// A stretch of an article whose text is its file's bytes; they need not be parsed for it.
    fn verbatim(&self, id: u32, span: Span) -> Read<Clean> {
        let Some(head) = self.head_of(id)? else { return Ok(Clean::default()) };
        if let Some(known) = self.library.cache().known(head.file.known_by()) {
            return Ok(Clean::line(known.at(span)));
        }
        let read = self.living(id)?.map(|head| read_file(&self.library.root().join(&head.file.path)));
        let words = read.and_then(Result::ok).and_then(|(bytes, _)| {
            Some(Clean::line(std::str::from_utf8(bytes.get(span.from()..span.to())?).ok()?))
        });
        Ok(words.unwrap_or_default())
    }
}
