//! Rows of the three lists: what a row says.

use crate::library::corpus::Corpus;
use crate::library::ground::spark;
use crate::library::mends::actors::NOBODY;
use crate::library::view::{ActorRow, ArticleRow, Place, QuoteRow, StoryRow};
use crate::model::{ActorId, Article, ArticleId, Clean, QuoteId, QuoteKind, Speaker, StoryId};

/// How long a title made of a body's first words may be, in characters.
const TITLE_CHARS: usize = 80;

impl Corpus {
    /// A story's row with those of its articles that are to be listed.
    pub(super) fn story_row(&self, id: StoryId, listed: &[ArticleId]) -> Option<StoryRow> {
        let story = self.story(id)?;
        let heads: Vec<ArticleId> = listed
            .iter()
            .copied()
            .filter(|id| {
                let under = story.copies.iter().find(|(copy, _)| copy == id).map(|(_, under)| under);
                under.is_none_or(|under| !listed.contains(under))
            })
            .collect();
        let articles = heads.iter().filter_map(|id| self.article_row(*id)).map(|mut row| {
            row.copies.retain(|copy| listed.contains(copy));
            row
        });
        let all = story.all_articles();
        let mut actors: Vec<ActorId> = all.iter().flat_map(|id| self.actors_of(*id)).copied().collect();
        actors.retain(|actor| *actor != NOBODY);
        actors.sort_unstable();
        actors.dedup();
        let quotes = all.iter().filter_map(|id| self.entry(*id)).flat_map(|e| &e.extraction().quotes);
        Some(StoryRow {
            id,
            title: story.title.clone(),
            articles: articles.collect(),
            date: self.days_of(story).map(|(_, last)| last),
            actors: actors.len() as u32,
            quotes: quotes.filter(|q| q.kind != QuoteKind::SoCalled).count() as u32,
        })
    }

    /// An article's row.
    #[must_use]
    pub fn article_row(&self, id: ArticleId) -> Option<ArticleRow> {
        let entry = self.entry(id)?;
        let story = self.story_of(id);
        let copies = self.story(story).map_or(&[][..], |s| &s.copies);
        Some(ArticleRow {
            id,
            story,
            headline: self.headline(id),
            source: entry.article.source.as_ref().map(|f| f.text.clone()),
            date: self.day(id),
            path: entry.file.shown.clone(),
            content: entry.file.content,
            copies: copies.iter().filter(|(_, under)| *under == id).map(|(copy, _)| *copy).collect(),
        })
    }

    /// An actor's row.
    #[must_use]
    pub fn actor_row(&self, id: ActorId) -> Option<ActorRow> {
        let actor = self.actor(id)?;
        Some(ActorRow {
            id,
            name: actor.name.clone(),
            kind: actor.kind,
            mentions: actor.mentions,
            articles: actor.article_count(),
            said: actor.said.len() as u32,
            spark: self.spark(actor.places.iter().map(|p| (p.article, p.mentions))),
        })
    }

    /// A quote's row.
    #[must_use]
    pub fn quote_row(&self, id: QuoteId) -> Option<QuoteRow> {
        let entry = self.entry(id.article)?;
        let quote = self.quote(id)?;
        let mut actors: Vec<ActorId> = Vec::new();
        for speaker in quote.speakers.iter().filter_map(|s| s.actor) {
            let actor = self.actor_of(id.article, speaker);
            actors.extend(actor.filter(|a| !actors.contains(a)));
        }
        let names: Vec<String> = quote.speakers.iter().map(|s| self.speaker_name(id.article, s)).collect();
        Some(QuoteRow {
            id,
            text: Clean::line(entry.article.at(quote.content)),
            kind: quote.kind,
            speaker: (!names.is_empty()).then(|| Clean::line(&names.join(", "))),
            actors,
            cue: quote.cue.map(|cue| Clean::line(entry.article.at(cue))),
            rule: quote.rule,
            confidence: quote.confidence,
            article: self.article_row(id.article)?,
            place: Place { article: id.article, span: quote.content },
        })
    }

    /// The canonical name of a speaker, or the words that describe him.
    #[must_use]
    pub fn speaker_name(&self, article: ArticleId, speaker: &Speaker) -> String {
        let actor =
            speaker.actor.and_then(|local| self.actor_of(article, local)).and_then(|id| self.actor(id));
        match (actor, self.entry(article)) {
            (Some(actor), _) => actor.name.to_string(),
            (None, Some(entry)) => Clean::line(entry.article.at(speaker.span)).to_string(),
            (None, None) => String::new(),
        }
    }

    /// What an article is called: its headline, the first words of its body, or its file.
    #[must_use]
    pub fn headline(&self, id: ArticleId) -> Clean {
        self.entry(id).map(|entry| headline_of(&entry.article, &entry.file.shown)).unwrap_or_default()
    }

    /// Counts over time: over stretches of the corpus' days when it has several, else article by article.
    pub(super) fn spark(&self, counts: impl Iterator<Item = (ArticleId, u32)> + Clone) -> Vec<u32> {
        spark(self.days(), counts.map(|(article, n)| (self.day(article), n)))
    }
}

/// What an article is called: its headline, the first words of its body, or its file as it is shown.
pub(crate) fn headline_of(article: &Article, shown: &Clean) -> Clean {
    if let Some(headline) = &article.headline {
        return headline.text.clone();
    }
    let title = article.title().trim();
    if title.is_empty() {
        return shown.clone();
    }
    match title.char_indices().nth(TITLE_CHARS) {
        None => Clean::line(title),
        Some((at, _)) => {
            let head = title.get(..at).unwrap_or(title);
            let words = head.rsplit_once(' ').map_or(head, |(words, _)| words);
            Clean::line(&format!("{words}…"))
        }
    }
}
