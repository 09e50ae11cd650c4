//! The rows a single condition holds for.

use crate::library::bits::Bits;
use crate::library::filter::Evaluation;
use crate::library::ground::{Collection, Facts, Voice, bit};
use crate::library::index::Tags;
use crate::library::lookup::{part, tags_of};
use crate::library::query::{Field, Mark, Part, Pattern, Phrase, Test};
use crate::model::{ActorKind, QuoteKind};
use crate::text::words::words;

/// What a condition holds for.
enum Held {
    /// Rows of the list.
    Rows(Bits),
    /// Articles, whatever the row.
    Articles(Bits),
    /// Quotes; of an actor, those it says.
    Quotes(Bits),
    /// Pairs of actor and article.
    Pairs(Bits),
}

impl Evaluation<'_> {
    /// The rows a condition holds for; those outside `among` need not be looked at.
    pub(super) fn test(&self, test: &Test, among: &Bits) -> Bits {
        let held = match test {
            Test::Words(field, pattern) if field.is_of_actors() => self.by_actor(*field, pattern),
            Test::Words(Field::Any, pattern) => {
                let among = (!self.by_article).then_some(among);
                Held::Rows(self.with(self.of, pattern, Tags::ALL, among))
            }
            Test::Words(field, pattern) => Held::Articles(self.articles_with(*field, pattern, among)),
            Test::Near(field, a, b, distance) => self.near(*field, a, b, *distance),
            Test::Kind(kind) => Held::Quotes(self.ground.of_kind(*kind)),
            Test::Speaker(known) => Held::Quotes(self.ground.with_speaker(*known)),
            Test::Has(Part::Quotes) if self.of == Collection::Actors => Held::Quotes(self.speech()),
            Test::Has(part) => {
                let wanted = bit(*part);
                self.articles(|facts| facts.has & wanted != 0)
            }
            Test::Is(mark) => self.articles(|facts| self.is(facts, *mark)),
            Test::Tag(tag) => self.articles(|facts| {
                let tags = self.asking.marks.tags.get(&facts.content);
                tags.is_some_and(|tags| tags.iter().any(|known| known.eq_ignore_ascii_case(tag)))
            }),
            Test::Date(range) => {
                self.articles(|facts| facts.day.is_some_and(|day| range.holds(day, self.asking.today)))
            }
        };
        self.rows(held)
    }

    /// What is held, as rows of the list.
    fn rows(&self, held: Held) -> Bits {
        let columns = self.ground.columns();
        match (held, self.of) {
            (Held::Rows(rows), _) if self.by_article => {
                let pairs = self.ground.pairs();
                let of = |actor: u32| pairs.articles.range(actor);
                Bits::from_rows(
                    pairs.len(),
                    rows.rows().map(of).flat_map(|(from, to)| from as u32..to as u32),
                )
            }
            (Held::Rows(rows) | Held::Pairs(rows), _)
            | (Held::Articles(rows), Collection::Articles)
            | (Held::Quotes(rows), Collection::Quotes) => rows,
            (Held::Articles(articles), Collection::Quotes) => Bits::from_rows(
                columns.quotes(),
                articles.rows().flat_map(|article| columns.quotes_of(article)),
            ),
            (Held::Articles(articles), Collection::Actors) => {
                let pairs = self.ground.pairs();
                let items = pairs.articles.items();
                Bits::of(pairs.len(), |pair| items.get(pair as usize).is_some_and(|a| articles.holds(*a)))
            }
            (Held::Quotes(quotes), Collection::Articles) => articles_of(self, &quotes),
            (Held::Quotes(quotes), Collection::Actors) => {
                // Scare quotes are nobody's speech.
                let quotes = quotes.and(&self.speech());
                let voices = self.ground.voices(&articles_of(self, &quotes));
                self.pairs_of(voices.iter().filter(|voice| voice.says && quotes.holds(voice.quote)))
            }
        }
    }

    fn articles(&self, holds: impl Fn(&Facts) -> bool) -> Held {
        let facts = &self.ground.columns().facts;
        Held::Articles(Bits::of(facts.len(), |row| facts.get(row as usize).is_some_and(&holds)))
    }

    fn is(&self, facts: &Facts, mark: Mark) -> bool {
        let marks = self.asking.marks;
        match mark {
            Mark::Unread => !marks.read.contains(&facts.content),
            Mark::Read => marks.read.contains(&facts.content),
            Mark::Starred => marks.starred.contains(&facts.content),
            Mark::Noted => marks.notes.get(&facts.content).is_some_and(|notes| !notes.is_empty()),
            Mark::Duplicate => facts.copy,
        }
    }

    /// Quotes that are speech.
    fn speech(&self) -> Bits {
        Bits::all(self.ground.columns().quotes()).without(&self.ground.of_kind(QuoteKind::SoCalled))
    }

    /// The rows of a collection that a pattern is found in, in parts of these kinds.
    fn with(&self, of: Collection, pattern: &Pattern, tags: Tags, among: Option<&Bits>) -> Bits {
        let count = self.ground.rows(of);
        let found = |phrase: &Phrase| self.finds.having(of, phrase, tags);
        match pattern {
            Pattern::Phrase(phrase) => found(&self.asking.typed(phrase)),
            Pattern::Regex(regex) => {
                let all = Bits::all(count);
                // Of an actor, its spellings: its roles are the articles' words.
                let tags = if of == Collection::Actors { Tags::one(part::ALIAS) } else { tags };
                self.ground.texts(of, tags, among.unwrap_or(&all), &|text| regex.is_match(text))
            }
            Pattern::Whole(whole) => {
                let words = whole.split(' ').map(str::to_owned).collect();
                let likely = found(&Phrase { words, ..Phrase::default() });
                let likely = among.map_or(likely.clone(), |among| likely.and(among));
                self.ground.texts(of, tags, &likely, &|text| is_whole(text, whole))
            }
        }
    }

    fn near(&self, field: Field, a: &Phrase, b: &Phrase, distance: u32) -> Held {
        let (a, b) = (self.asking.typed(a), self.asking.typed(b));
        if field == Field::Any {
            return Held::Rows(self.ground.near(self.of, (&a, &b), distance, Tags::ALL));
        }
        Held::Articles(self.ground.near(Collection::Articles, (&a, &b), distance, tags_of(field)))
    }

    fn articles_with(&self, field: Field, pattern: &Pattern, among: &Bits) -> Bits {
        if field != Field::Story {
            let among = (self.of == Collection::Articles).then_some(among);
            return self.with(Collection::Articles, pattern, tags_of(field), among);
        }
        let found = self.with(Collection::Articles, pattern, tags_of(field), None);
        let columns = self.ground.columns();
        let stories = found.rows().filter_map(|article| Some(columns.facts.get(article as usize)?.story));
        Bits::from_rows(found.len(), stories.flat_map(|story| columns.stories.of(story).iter().copied()))
    }

    /// The actors whose names fit, of the kind the field asks for.
    fn named(&self, field: Field, pattern: &Pattern) -> Bits {
        let tags = match pattern {
            Pattern::Whole(_) => Tags::one(part::NAME),
            _ => Tags::one(part::NAME).and(part::ALIAS),
        };
        let named = self.with(Collection::Actors, pattern, tags, None);
        let kind = match field {
            Field::Person => ActorKind::Person,
            Field::Organisation => ActorKind::Organisation,
            Field::Place => ActorKind::Place,
            _ => return named,
        };
        named.and(&self.ground.actors_of_kind(kind))
    }

    fn by_actor(&self, field: Field, pattern: &Pattern) -> Held {
        let named = self.named(field, pattern);
        if !matches!(field, Field::Said | Field::About) {
            match self.of {
                Collection::Actors => return Held::Rows(named),
                Collection::Articles => return Held::Articles(self.ground.places(&named)),
                Collection::Quotes => {}
            }
        }
        let voices = self.ground.voices(&self.ground.places(&named));
        let fits = |voice: &&Voice| {
            let side = match field {
                Field::Said => voice.says,
                Field::About => !voice.says,
                _ => true,
            };
            side && named.holds(voice.actor)
        };
        if self.of == Collection::Actors {
            let speech = self.speech();
            return Held::Pairs(
                self.pairs_of(voices.iter().filter(fits).filter(|voice| speech.holds(voice.quote))),
            );
        }
        let count = self.ground.columns().quotes();
        let found = Bits::from_rows(count, voices.iter().filter(fits).map(|voice| voice.quote));
        if field != Field::Said {
            return Held::Quotes(found);
        }
        // Speakers that are only described, by the words that describe them.
        let described = self.with(Collection::Quotes, pattern, Tags::one(part::ROLE), None);
        Held::Quotes(found.or(&described))
    }

    fn pairs_of<'v>(&self, voices: impl Iterator<Item = &'v Voice>) -> Bits {
        let (pairs, columns) = (self.ground.pairs(), self.ground.columns());
        let at = |voice: &Voice| pairs.at(voice.actor, columns.place_of(voice.quote).0);
        Bits::from_rows(pairs.len(), voices.filter_map(at))
    }
}

/// The articles of quotes.
fn articles_of(evaluation: &Evaluation<'_>, quotes: &Bits) -> Bits {
    let columns = evaluation.ground.columns();
    Bits::from_rows(columns.facts.len(), quotes.rows().map(|quote| columns.place_of(quote).0))
}

/// Whether a text is these words and no others.
fn is_whole(text: &str, whole: &str) -> bool {
    let words = words(text);
    words.iter().map(|w| w.folded.as_str()).eq(whole.split(' '))
}
