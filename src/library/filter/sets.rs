//! The rows a single condition holds for.

use crate::library::corpus::Corpus;
use crate::library::filter::{Asking, Typing};
use crate::library::index::{Index, Posting, Tags};
use crate::library::lookup::{part, tags_of};
use crate::library::query::{Field, Mark, Part, Pattern, Phrase, Test};
use crate::model::{ActorKind, ArticleId, BlockKind, QuoteId, QuoteKind};
use crate::text::words::words;
use std::collections::HashSet;

/// What the rows of a list are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Rows {
    Articles,
    Actors,
    Quotes,
}

/// What a condition holds for.
#[derive(Debug)]
pub(super) enum Holds {
    /// These rows, in whichever article.
    Rows(Vec<bool>),
    /// These articles, for whichever row.
    Articles(Vec<bool>),
    /// These rows in these articles.
    Pairs(HashSet<(u32, u32)>),
}

impl Holds {
    pub(super) fn holds(&self, row: u32, article: u32) -> bool {
        match self {
            Self::Rows(rows) => rows.get(row as usize).copied().unwrap_or_default(),
            Self::Articles(articles) => articles.get(article as usize).copied().unwrap_or_default(),
            Self::Pairs(pairs) => pairs.contains(&(row, article)),
        }
    }
}

/// Looks conditions up.
pub(super) struct Sets<'a, 'c> {
    pub(super) corpus: &'c Corpus,
    pub(super) rows: Rows,
    pub(super) asking: &'a Asking<'a>,
}

impl Sets<'_, '_> {
    pub(super) fn of(&self, test: &Test) -> Holds {
        match test {
            Test::Words(field, pattern) if field.is_of_actors() => self.by_actor(*field, pattern),
            Test::Words(Field::Any, pattern) => self.anywhere(pattern),
            Test::Words(field, pattern) => Holds::Articles(self.articles_with(*field, pattern)),
            Test::Near(field, a, b, distance) => self.near(*field, a, b, *distance),
            Test::Speaker(known) => {
                self.by_quotes(|id| self.corpus.quote(id).is_some_and(|q| q.known() == Some(*known)))
            }
            Test::Kind(kind) => self.by_quotes(|id| self.corpus.quote(id).is_some_and(|q| q.kind == *kind)),
            Test::Has(Part::Quotes) if self.rows != Rows::Quotes => {
                self.by_quotes(|id| self.corpus.quote(id).is_some_and(|q| q.kind != QuoteKind::SoCalled))
            }
            Test::Has(part) => Holds::Articles(self.articles(|id| self.has(id, *part))),
            Test::Is(mark) => Holds::Articles(self.articles(|id| self.is(id, *mark))),
            Test::Tag(tag) => Holds::Articles(self.articles(|id| {
                let tags = self.content(id).and_then(|content| self.asking.marks.tags.get(&content));
                tags.is_some_and(|tags| tags.iter().any(|known| known.eq_ignore_ascii_case(tag)))
            })),
            Test::Date(range) => {
                Holds::Articles(self.articles(|id| {
                    self.corpus.day(id).is_some_and(|day| range.holds(day, self.asking.today))
                }))
            }
        }
    }

    fn articles(&self, holds: impl Fn(ArticleId) -> bool) -> Vec<bool> {
        (0..self.corpus.articles().len() as u32).map(|n| holds(ArticleId(n))).collect()
    }

    fn content(&self, id: ArticleId) -> Option<u64> {
        self.corpus.entry(id).map(|e| e.file.content)
    }

    fn is(&self, id: ArticleId, mark: Mark) -> bool {
        let Some(content) = self.content(id) else { return false };
        let marks = self.asking.marks;
        match mark {
            Mark::Unread => !marks.read.contains(&content),
            Mark::Read => marks.read.contains(&content),
            Mark::Starred => marks.starred.contains(&content),
            Mark::Noted => marks.notes.get(&content).is_some_and(|notes| !notes.is_empty()),
            Mark::Duplicate => {
                let story = self.corpus.story(self.corpus.story_of(id));
                story.is_some_and(|story| story.copies.iter().any(|(copy, _)| *copy == id))
            }
        }
    }

    fn has(&self, id: ArticleId, part: Part) -> bool {
        let Some(entry) = self.corpus.entry(id) else { return false };
        let article = &*entry.article;
        match part {
            Part::Quotes => entry.extraction().quotes.iter().any(|q| q.kind != QuoteKind::SoCalled),
            Part::Actors => !entry.extraction().actors.is_empty(),
            Part::Date => article.date.is_some(),
            Part::Author => article.byline.is_some(),
            Part::Source => article.source.is_some(),
            Part::Headline => article.headline.is_some(),
            Part::Sections => article.blocks.iter().any(|b| matches!(b.kind, BlockKind::Heading(_))),
        }
    }

    /// The index of what the list shows.
    fn index(&self) -> &Index {
        match self.rows {
            Rows::Articles => self.corpus.article_index(),
            Rows::Actors => self.corpus.actor_index(),
            Rows::Quotes => self.corpus.quote_index(),
        }
    }

    fn anywhere(&self, pattern: &Pattern) -> Holds {
        let texts = |row: u32| match self.rows {
            Rows::Articles => self.corpus.article_parts(ArticleId(row)),
            Rows::Actors => self.corpus.actors().get(row as usize).map_or_else(Vec::new, |actor| {
                actor.variants.iter().map(|(name, _)| (part::NAME, &**name)).collect()
            }),
            Rows::Quotes => self
                .corpus
                .quotes()
                .get(row as usize)
                .map_or_else(Vec::new, |id| self.corpus.quote_parts(*id)),
        };
        let index = self.index();
        Holds::Rows(
            self.matching(index, pattern, Tags::ALL, |row, fits| texts(row).iter().any(|(_, t)| fits(t))),
        )
    }

    /// The rows of an index a pattern is found in; `any_text` tries a test on the texts of a row.
    fn matching(
        &self,
        index: &Index,
        pattern: &Pattern,
        tags: Tags,
        any_text: impl Fn(u32, &dyn Fn(&str) -> bool) -> bool,
    ) -> Vec<bool> {
        let by_text =
            |fits: &dyn Fn(&str) -> bool| (0..index.len() as u32).map(|row| any_text(row, fits)).collect();
        match pattern {
            Pattern::Phrase(phrase) => rows_of(index.len(), &index.find(&self.typed(phrase), tags)),
            Pattern::Regex(regex) => by_text(&|text| regex.is_match(text)),
            Pattern::Whole(whole) => by_text(&|text| is_whole(text, whole)),
        }
    }

    /// While it is being typed, the last word of a query may go on.
    fn typed(&self, phrase: &Phrase) -> Phrase {
        let prefix = phrase.prefix || (phrase.open && self.asking.typing == Typing::Live);
        Phrase { prefix, ..phrase.clone() }
    }

    fn near(&self, field: Field, a: &Phrase, b: &Phrase, distance: u32) -> Holds {
        let (a, b) = (self.typed(a), self.typed(b));
        if field == Field::Any {
            let index = self.index();
            return Holds::Rows(rows_of(index.len(), &index.near(&a, &b, distance, Tags::ALL)));
        }
        let index = self.corpus.article_index();
        Holds::Articles(rows_of(index.len(), &index.near(&a, &b, distance, tags_of(field))))
    }

    fn articles_with(&self, field: Field, pattern: &Pattern) -> Vec<bool> {
        let tags = tags_of(field);
        let corpus = self.corpus;
        let any_text = |row: u32, fits: &dyn Fn(&str) -> bool| {
            corpus.article_parts(ArticleId(row)).iter().any(|(tag, text)| tags.holds(*tag) && fits(text))
        };
        let mut found = self.matching(corpus.article_index(), pattern, tags, any_text);
        if field == Field::Story {
            for story in corpus.stories() {
                let all = story.all_articles();
                if all.iter().any(|id| found.get(id.0 as usize).copied().unwrap_or_default()) {
                    for id in all {
                        if let Some(slot) = found.get_mut(id.0 as usize) {
                            *slot = true;
                        }
                    }
                }
            }
        }
        found
    }

    /// The actors whose names fit, of the kind the field asks for.
    fn actors_named(&self, field: Field, pattern: &Pattern) -> Vec<bool> {
        let corpus = self.corpus;
        let any_text = |row: u32, fits: &dyn Fn(&str) -> bool| {
            let Some(actor) = corpus.actors().get(row as usize) else { return false };
            match pattern {
                Pattern::Whole(_) => fits(&actor.name),
                _ => actor.variants.iter().any(|(name, _)| fits(name)),
            }
        };
        let mut named = self.matching(corpus.actor_index(), pattern, Tags::one(part::NAME), any_text);
        let kind = match field {
            Field::Person => Some(ActorKind::Person),
            Field::Organisation => Some(ActorKind::Organisation),
            Field::Place => Some(ActorKind::Place),
            _ => None,
        };
        if let Some(kind) = kind {
            for (slot, actor) in named.iter_mut().zip(corpus.actors()) {
                *slot &= actor.kind == kind;
            }
        }
        named
    }

    fn by_actor(&self, field: Field, pattern: &Pattern) -> Holds {
        let corpus = self.corpus;
        let named = self.actors_named(field, pattern);
        let is_named = |id: crate::model::ActorId| named.get(id.0 as usize).copied().unwrap_or_default();
        match field {
            Field::Said => {
                let spoken = self.described_speakers(pattern);
                let speaks = |id: QuoteId| {
                    let speakers = corpus.quote(id).map_or(&[][..], |q| &q.speakers);
                    let actors = speakers.iter().filter_map(|s| corpus.actor_of(id.article, s.actor?));
                    actors.into_iter().any(is_named) || spoken.contains(&id)
                };
                match self.rows {
                    Rows::Actors => {
                        self.pairs(|actor, article| is_named(actor) && corpus.said_in(actor, article))
                    }
                    _ => self.by_quotes(speaks),
                }
            }
            Field::About => match self.rows {
                Rows::Actors => {
                    self.pairs(|actor, article| is_named(actor) && corpus.is_talked_about(actor, article))
                }
                _ => self.by_quotes(|id| corpus.actors_in(id).into_iter().any(is_named)),
            },
            _ => match self.rows {
                Rows::Actors => Holds::Rows(named),
                Rows::Articles => {
                    Holds::Articles(self.articles(|id| corpus.actors_of(id).iter().any(|a| is_named(*a))))
                }
                Rows::Quotes => self.by_quotes(|id| {
                    let speakers = corpus.quote(id).map_or(&[][..], |q| &q.speakers);
                    let mut actors = speakers.iter().filter_map(|s| corpus.actor_of(id.article, s.actor?));
                    actors.any(is_named) || corpus.actors_in(id).into_iter().any(is_named)
                }),
            },
        }
    }

    /// Quotes whose speaker is only described, by the words that describe him.
    fn described_speakers(&self, pattern: &Pattern) -> HashSet<QuoteId> {
        let index = self.corpus.quote_index();
        let any_text = |row: u32, fits: &dyn Fn(&str) -> bool| {
            let parts = self.corpus.quotes().get(row as usize).map(|id| self.corpus.quote_parts(*id));
            parts.is_some_and(|parts| parts.iter().any(|(tag, text)| *tag == part::ROLE && fits(text)))
        };
        let found = self.matching(index, pattern, Tags::one(part::ROLE), any_text);
        self.corpus.quotes().iter().zip(found).filter(|(_, found)| *found).map(|(id, _)| *id).collect()
    }

    /// A condition on quotes: on the row in a list of quotes, on any quote of the article or by the actor elsewhere.
    fn by_quotes(&self, holds: impl Fn(QuoteId) -> bool) -> Holds {
        let corpus = self.corpus;
        match self.rows {
            Rows::Quotes => Holds::Rows(corpus.quotes().iter().map(|id| holds(*id)).collect()),
            Rows::Articles => {
                let mut found = vec![false; corpus.articles().len()];
                for id in corpus.quotes().iter().filter(|id| holds(**id)) {
                    if let Some(slot) = found.get_mut(id.article.0 as usize) {
                        *slot = true;
                    }
                }
                Holds::Articles(found)
            }
            Rows::Actors => {
                let said = corpus.actors().iter().enumerate().flat_map(|(n, actor)| {
                    actor.said.iter().filter(|id| holds(**id)).map(move |id| (n as u32, id.article.0))
                });
                Holds::Pairs(said.collect())
            }
        }
    }

    fn pairs(&self, holds: impl Fn(crate::model::ActorId, ArticleId) -> bool) -> Holds {
        let actors = self.corpus.actors().iter().enumerate();
        let pairs =
            actors.flat_map(|(n, actor)| actor.places.iter().map(move |place| (n as u32, place.article)));
        let held = pairs.filter(|(n, article)| holds(crate::model::ActorId(*n), *article));
        Holds::Pairs(held.map(|(n, article)| (n, article.0)).collect())
    }
}

fn rows_of(count: usize, places: &[Posting]) -> Vec<bool> {
    let mut rows = vec![false; count];
    for place in places {
        if let Some(slot) = rows.get_mut(place.doc as usize) {
            *slot = true;
        }
    }
    rows
}

/// Whether a text is these words and no others.
fn is_whole(text: &str, whole: &str) -> bool {
    let words = words(text);
    words.iter().map(|w| w.folded.as_str()).eq(whole.split(' '))
}
