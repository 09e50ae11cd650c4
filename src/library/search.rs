//! Searching everything at once: articles, actors and quotes that match, best first, each with the words around it.
//!
//! What matches is the [`Filter`]'s business, the same as in the lists; this file ranks and shows. Words in the headline
//! count more, rare words count more, long articles less (BM25F, see [`index`](crate::library::index)).

use crate::library::corpus::Corpus;
use crate::library::filter::{Asking, Filter, Typing};
use crate::library::goto;
use crate::library::index::{Index, Tag};
use crate::library::lit::{Light, lights};
use crate::library::lookup::{tags_of, weight};
use crate::library::query::{Field, Node, Pattern, Phrase, Sort, Test};
use crate::library::snippet::{self, Window};
use crate::library::view::{Group, Hit, Place, SearchResults, Target};
use crate::model::{ActorId, ArticleId, Clean, QuoteId, Region, Span};
use std::cmp::Reverse;
use std::collections::HashMap;

/// How wide a snippet is, in characters.
const SNIPPET: usize = 140;

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The most hits of one group; all of them are counted.
    pub hits: usize,
}

impl Default for Limit {
    fn default() -> Self {
        Self { hits: 100 }
    }
}

/// Everything that matches.
#[must_use]
pub fn search(corpus: &Corpus, asking: &Asking<'_>, limit: Limit) -> SearchResults {
    if asking.query.is_empty() {
        return SearchResults::default();
    }
    let lights = lights(asking);
    SearchResults {
        stories: articles(corpus, asking, limit, &lights),
        actors: actors(corpus, asking, limit, &lights),
        quotes: quotes(corpus, asking, limit, &lights),
        words: lights.iter().flat_map(Light::words).collect(),
    }
}

fn articles(corpus: &Corpus, asking: &Asking<'_>, limit: Limit, lights: &[Light]) -> Group {
    let filter = Filter::of_articles(corpus, asking);
    let mut found: Vec<ArticleId> =
        (0..corpus.articles().len() as u32).map(ArticleId).filter(|id| filter.article(*id)).collect();
    let scores = scores(corpus.article_index(), asking, weight);
    let score = |id: ArticleId| scores.get(&id.0).copied().unwrap_or_default();
    match asking.query.sort() {
        Some(Sort::Date) => found.sort_by_key(|id| (corpus.day(*id).is_none(), corpus.day(*id))),
        Some(Sort::DateDescending) => found.sort_by_key(|id| Reverse(corpus.day(*id))),
        Some(Sort::Title) => found.sort_by_cached_key(|id| corpus.headline(*id).to_lowercase()),
        Some(Sort::Source) => found.sort_by_cached_key(|id| corpus.source_key(*id)),
        _ => found.sort_by(|a, b| {
            score(*b).total_cmp(&score(*a)).then_with(|| corpus.day(*b).cmp(&corpus.day(*a))).then(a.cmp(b))
        }),
    }
    let hits = found.iter().take(limit.hits).filter_map(|id| article_hit(corpus, *id, lights));
    Group { hits: hits.collect(), total: found.len() }
}

fn article_hit(corpus: &Corpus, id: ArticleId, lights: &[Light]) -> Option<Hit> {
    let article = &corpus.entry(id)?.article;
    let title = corpus.headline(id);
    let title_lit = lit_in(&title, 0, lights);
    let head = article.headline.as_ref().map(|h| h.span);
    let regions: Vec<Region> = article.regions().into_iter().filter(|r| Some(r.span) != head).collect();
    // The stretch that shows most of what was asked for, the first of equals.
    let mut best: Option<(usize, Region, Vec<Span>)> = None;
    for region in regions {
        let text = article.at(region.span);
        let shown = lights.iter().filter(|light| light.is_in(text)).count();
        if shown > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((shown, region, lit_in(text, region.span.from(), lights)));
        }
    }
    let (place, window, lit) = if let Some((_, region, lit)) = best {
        let centre = densest(&lit);
        (centre, snippet::around(&article.text, region.span, centre, SNIPPET), lit)
    } else {
        let first = article.blocks.first().map_or(Span::default(), |b| b.span);
        let start = Span::new(first.from(), first.from());
        (head.unwrap_or(start), snippet::around(&article.text, first, start, SNIPPET), Vec::new())
    };
    Some(Hit {
        target: Target::Place(Place { article: id, span: place }),
        title,
        title_lit,
        lit: in_window(&window, &lit),
        snippet: window.text,
    })
}

/// The lit span with most others close behind it.
fn densest(lit: &[Span]) -> Span {
    let behind = |from: &Span| {
        lit.iter().filter(|s| s.start >= from.start && s.end <= from.start + SNIPPET as u32 / 2).count()
    };
    lit.iter().rev().max_by_key(|span| behind(span)).copied().unwrap_or_default()
}

fn in_window(window: &Window, lit: &[Span]) -> Vec<Span> {
    lit.iter().filter_map(|span| window.place(*span)).collect()
}

fn actors(corpus: &Corpus, asking: &Asking<'_>, limit: Limit, lights: &[Light]) -> Group {
    let filter = Filter::of_actors(corpus, asking);
    let mut found: Vec<ActorId> =
        (0..corpus.actors().len() as u32).map(ActorId).filter(|id| filter.actor(*id)).collect();
    // Actors are numbered by mentions; those whose own name is lit come before those with a lit variant or role.
    let named = |id: &ActorId| corpus.actor(*id).is_some_and(|a| lights.iter().any(|l| l.is_in(&a.name)));
    found.sort_by_key(|id| !named(id));
    let hit = |id: &ActorId| {
        let lit = corpus.actor(*id).map(|a| lit_in(&a.name, 0, lights)).unwrap_or_default();
        let mut hit = goto::actor(corpus, *id, lit);
        let other = corpus
            .actor(*id)
            .and_then(|a| a.variants.iter().find(|(name, _)| lights.iter().any(|l| l.is_in(name))));
        if let (true, Some((name, _))) = (hit.title_lit.is_empty(), other) {
            hit.snippet = Clean::line(&format!("{name} · {}", hit.snippet));
            hit.lit = lit_in(name, 0, lights);
        }
        hit
    };
    Group { hits: found.iter().take(limit.hits).map(hit).collect(), total: found.len() }
}

fn quotes(corpus: &Corpus, asking: &Asking<'_>, limit: Limit, lights: &[Light]) -> Group {
    let filter = Filter::of_quotes(corpus, asking);
    let all = corpus.quotes().iter().enumerate();
    let mut found: Vec<(usize, QuoteId)> =
        all.filter(|(row, id)| filter.quote(*row, **id)).map(|(row, id)| (row, *id)).collect();
    let scores = scores(corpus.quote_index(), asking, |_| 1.0);
    let score = |row: usize| scores.get(&(row as u32)).copied().unwrap_or_default();
    found.sort_by(|a, b| {
        let days = || corpus.day(b.1.article).cmp(&corpus.day(a.1.article));
        score(b.0).total_cmp(&score(a.0)).then_with(days).then(a.0.cmp(&b.0))
    });
    let hits = found.iter().take(limit.hits).filter_map(|(_, id)| quote_hit(corpus, *id, lights));
    Group { hits: hits.collect(), total: found.len() }
}

fn quote_hit(corpus: &Corpus, id: QuoteId, lights: &[Light]) -> Option<Hit> {
    let article = &corpus.entry(id.article)?.article;
    let content = corpus.quote(id)?.content;
    let lit = lit_in(article.at(content), content.from(), lights);
    let centre = if lit.is_empty() { Span::new(content.from(), content.from()) } else { densest(&lit) };
    let window = snippet::around(&article.text, content, centre, SNIPPET);
    let title = corpus.quote_row(id)?.speaker.unwrap_or_else(|| Clean::line("unattributed"));
    Some(Hit {
        target: Target::Quote(id),
        title_lit: lit_in(&title, 0, lights),
        title,
        lit: in_window(&window, &lit),
        snippet: window.text,
    })
}

/// What is lit in a text that begins at byte `base` of its article, in order, nothing twice.
fn lit_in(text: &str, base: usize, lights: &[Light]) -> Vec<Span> {
    let mut lit: Vec<Span> = lights.iter().flat_map(|light| light.places(text)).collect();
    lit.sort_unstable();
    let mut joined: Vec<Span> = Vec::new();
    for span in lit {
        match joined.last_mut() {
            Some(last) if last.overlaps(span) => *last = last.join(span),
            _ => joined.push(span),
        }
    }
    joined.into_iter().map(|span| span.shifted(base)).collect()
}

/// The sum of what every wanted word is worth, by document.
fn scores(index: &Index, asking: &Asking<'_>, weight: impl Fn(Tag) -> f32) -> HashMap<u32, f32> {
    let mut sum: HashMap<u32, f32> = HashMap::new();
    let mut wanted = Vec::new();
    if let Some(root) = asking.query.root() {
        phrases(root, &mut wanted);
    }
    for (field, phrase) in wanted {
        let prefix = phrase.prefix || (phrase.open && asking.typing == Typing::Live);
        let places = index.find(&Phrase { prefix, ..phrase.clone() }, tags_of(field));
        for (doc, score) in index.score(&places, &weight) {
            *sum.entry(doc).or_default() += score;
        }
    }
    sum
}

/// The phrases that are wanted, not those that must be absent.
fn phrases<'q>(node: &'q Node, wanted: &mut Vec<(Field, &'q Phrase)>) {
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| phrases(node, wanted)),
        Node::Test(Test::Words(field, Pattern::Phrase(phrase))) => wanted.push((*field, phrase)),
        Node::Test(Test::Near(field, a, b, _)) => wanted.extend([(*field, a), (*field, b)]),
        Node::Not(_) | Node::Test(_) => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{Limit, search};
    use crate::library::filter::{Asking, Typing};
    use crate::library::fixtures::corpus;
    use crate::library::query::Query;
    use crate::library::state::UserState;
    use crate::library::view::SearchResults;

    const FILES: [(&str, &str); 3] = [
        (
            "a.md",
            "---\ntitle: Harbour news\n---\n\nMany things happened here last year. The old ferry, which nobody liked, sank in the night while the town slept, and for a whole week afterwards the mayor kept quiet about it, as he does about most things.\n",
        ),
        (
            "b.md",
            "---\ntitle: Ferry sinks\n---\n\nThe vessel went down near the pier. Divers looked for it in the morning and came back with nothing.\n",
        ),
        (
            "c.md",
            "---\ntitle: Bread prices\n---\n\nBread is dear this year, bakers say, and will stay so for another.\n",
        ),
    ];

    fn results(text: &str, typing: Typing) -> SearchResults {
        let corpus = corpus(&FILES);
        let query = Query::parse(text).unwrap();
        let marks = UserState::default();
        search(&corpus, &Asking { typing, ..Asking::today(&query, &marks) }, Limit::default())
    }

    fn check(text: &str, typing: Typing, titles: &[&str]) {
        let results = results(text, typing);
        let found: Vec<&str> = results.stories.hits.iter().map(|h| &*h.title).collect();
        assert_eq!(found, titles, "{text}");
    }

    #[test]
    fn headlines_rank_first_and_all_words_must_be_there() {
        check("ferry", Typing::Done, &["Ferry sinks", "Harbour news"]);
        check("ferry mayor", Typing::Done, &["Harbour news"]);
        check("ferry -mayor", Typing::Done, &["Ferry sinks"]);
        check("nothing here at all", Typing::Done, &[]);
        check("", Typing::Done, &[]);
    }

    #[test]
    fn the_last_word_goes_on_while_it_is_typed() {
        check("fer", Typing::Live, &["Ferry sinks", "Harbour news"]);
        check("fer ", Typing::Live, &[]);
        check("fer", Typing::Done, &[]);
    }

    #[test]
    fn the_snippet_is_about_the_match() {
        let results = results("quiet", Typing::Done);
        let hit = &results.stories.hits[0];
        let lit: Vec<&str> = hit.lit.iter().map(|span| span.of(&hit.snippet)).collect();
        assert_eq!(lit, ["quiet"]);
        assert!(hit.snippet.starts_with('…'), "{}", hit.snippet);
        assert_eq!(results.words, ["quiet"]);
    }
}
