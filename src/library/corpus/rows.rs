//! Rows of the three lists: which of them a query lets through, in which order, and what a row says.

use crate::library::corpus::Corpus;
use crate::library::filter::{Asking, Filter};
use crate::library::mends::actors::NOBODY;
use crate::library::query::Sort;
use crate::library::view::{ActorRow, ArticleRow, ListQuery, Page, Place, QuoteRow, StoryRow};
use crate::model::{ActorId, Article, ArticleId, Clean, QuoteId, QuoteKind, Speaker, StoryId};
use jiff::civil::Date;
use std::cmp::Reverse;

/// Into how many stretches of time a sparkline divides the corpus.
const SPARK: usize = 16;

/// How long a title made of a body's first words may be, in characters.
const TITLE_CHARS: usize = 80;

impl Corpus {
    pub(super) fn story_page(&self, list: &ListQuery, asking: &Asking<'_>) -> Page<StoryRow> {
        let filter = Filter::of_articles(self, asking);
        let mut matching: Vec<(StoryId, Vec<ArticleId>)> = Vec::new();
        for (n, story) in self.stories().iter().enumerate() {
            let articles: Vec<ArticleId> =
                story.all_articles().into_iter().filter(|id| filter.article(*id)).collect();
            if !articles.is_empty() {
                matching.push((StoryId(n as u32), articles));
            }
        }
        if let Some(sort) = list.order() {
            self.sort_stories(&mut matching, sort);
        }
        page(list, &matching, self.stories().len(), |(id, articles)| self.story_row(*id, articles))
    }

    fn sort_stories(&self, rows: &mut [(StoryId, Vec<ArticleId>)], sort: Sort) {
        let day = |row: &(StoryId, Vec<ArticleId>)| row.1.iter().filter_map(|id| self.day(*id)).max();
        match sort {
            Sort::Date => rows.sort_by_cached_key(|row| (day(row).is_none(), day(row))),
            Sort::DateDescending => rows.sort_by_cached_key(|row| (day(row).is_none(), Reverse(day(row)))),
            Sort::Title => rows.sort_by_cached_key(|row| self.story(row.0).map(|s| s.title.to_lowercase())),
            Sort::Source => rows.sort_by_cached_key(|row| row.1.first().map(|id| self.source_key(*id))),
            Sort::Mentions => rows.sort_by_cached_key(|row| {
                Reverse(row.1.iter().map(|id| self.mentions_in(*id)).sum::<usize>())
            }),
            Sort::Story | Sort::Speaker | Sort::Relevance => {}
        }
    }

    pub(super) fn actor_page(&self, list: &ListQuery, asking: &Asking<'_>) -> Page<ActorRow> {
        let filter = Filter::of_actors(self, asking);
        let mut matching: Vec<ActorId> =
            (0..self.actors().len() as u32).map(ActorId).filter(|id| filter.actor(*id)).collect();
        let days =
            |id: &ActorId| self.actor(*id).map(|a| a.places.iter().filter_map(|p| self.day(p.article)));
        let name = |id: &ActorId| self.actor(*id).map(|a| a.name.to_lowercase());
        match list.order() {
            None | Some(Sort::Mentions | Sort::Relevance | Sort::Story) => {}
            Some(Sort::Date) => matching.sort_by_cached_key(|id| {
                let oldest = days(id).and_then(Iterator::min);
                (oldest.is_none(), oldest)
            }),
            Some(Sort::DateDescending) => matching.sort_by_cached_key(|id| {
                let newest = days(id).and_then(Iterator::max);
                (newest.is_none(), Reverse(newest))
            }),
            Some(Sort::Title | Sort::Source | Sort::Speaker) => matching.sort_by_cached_key(name),
        }
        page(list, &matching, self.actors().len(), |id| self.actor_row(*id))
    }

    pub(super) fn quote_page(&self, list: &ListQuery, asking: &Asking<'_>) -> Page<QuoteRow> {
        let filter = Filter::of_quotes(self, asking);
        let mut matching: Vec<QuoteId> = self
            .quotes()
            .iter()
            .enumerate()
            .filter(|(row, id)| filter.quote(*row, **id))
            .map(|(_, id)| *id)
            .collect();
        let speaker = |id: &QuoteId| {
            let name = self.quote_row(*id).and_then(|row| row.speaker).map(|s| s.to_lowercase());
            (name.is_none(), name)
        };
        match list.order() {
            None | Some(Sort::DateDescending) => {
                matching
                    .sort_by_cached_key(|id| (self.day(id.article).is_none(), Reverse(self.day(id.article))));
            }
            Some(Sort::Date) => {
                matching.sort_by_cached_key(|id| (self.day(id.article).is_none(), self.day(id.article)));
            }
            Some(Sort::Title | Sort::Speaker) => matching.sort_by_cached_key(speaker),
            Some(Sort::Story) => matching.sort_by_cached_key(|id| self.story_of(id.article)),
            Some(Sort::Source) => matching.sort_by_cached_key(|id| self.source_key(id.article)),
            Some(Sort::Mentions) => matching.sort_by_cached_key(|id| Reverse(self.mentions_in(id.article))),
            Some(Sort::Relevance) => {}
        }
        page(list, &matching, self.quotes().len(), |id| self.quote_row(*id))
    }

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

    /// An outlet to sort by; those without one come last.
    pub(crate) fn source_key(&self, id: ArticleId) -> (bool, Option<String>) {
        let source = self.entry(id).and_then(|e| e.article.source.as_ref()).map(|f| f.text.to_lowercase());
        (source.is_none(), source)
    }

    fn mentions_in(&self, id: ArticleId) -> usize {
        self.entry(id).map_or(0, |e| e.extraction().mentions.len())
    }

    /// Counts over time: over stretches of the corpus' days when it has several, else article by article.
    pub(super) fn spark(&self, counts: impl Iterator<Item = (ArticleId, u32)> + Clone) -> Vec<u32> {
        let Some((first, last)) = self.days().filter(|(first, last)| first < last) else {
            return counts.map(|(_, n)| n).take(SPARK).collect();
        };
        let number = |day: Date| i64::from((day - first).get_days());
        let range = number(last) + 1;
        let stretches = range.min(SPARK as i64);
        let mut spark = vec![0; stretches as usize];
        for (day, n) in counts.filter_map(|(article, n)| Some((self.day(article)?, n))) {
            if let Some(slot) = spark.get_mut((number(day) * stretches / range) as usize) {
                *slot += n;
            }
        }
        spark
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

impl ListQuery {
    /// The order asked for: the list's, else the query's own.
    #[must_use]
    pub fn order(&self) -> Option<Sort> {
        self.sort.or(self.query.sort())
    }
}

fn page<T, R>(list: &ListQuery, matching: &[T], total: usize, row: impl Fn(&T) -> Option<R>) -> Page<R> {
    let first = list.window.start.min(matching.len());
    let window = matching.get(first..list.window.end.clamp(first, matching.len())).unwrap_or_default();
    Page { rows: window.iter().filter_map(row).collect(), first, matching: matching.len(), total }
}
