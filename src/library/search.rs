//! Searching everything at once: articles, actors and quotes that match, best first, each with the words around it.
//!
//! What matches is the business of [`filter`](crate::library::filter), the same as in the lists; this file ranks and shows.
//! Words in the headline count more, rare words count more, long articles less.

use crate::library::bits::Bits;
use crate::library::filter::{Asking, Finds, matching, matching_with};
use crate::library::gallop::gallop;
use crate::library::goto;
use crate::library::ground::{Collection, Ground, Hits, Length, Naming};
use crate::library::index::Tags;
use crate::library::lit::{Light, count_in, lights};
use crate::library::lookup::{part, tags_of};
use crate::library::query::{Field, Node, Pattern, Phrase, Sort, Test};
use crate::library::snippet::{self, Window};
use crate::library::view::{Group, Hit, Place, SearchResults, Target};
use crate::model::{Clean, Region, Span};
use jiff::civil::Date;
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::cmp::{Ordering, Reverse};
use std::sync::Arc;

/// BM25's saturation of repeated words.
const K1: f32 = 1.2;

/// BM25's weight of a document's length.
const B: f32 = 0.6;

/// How wide a snippet is, in characters.
const SNIPPET: usize = 140;

/// How far a search goes.
#[derive(Clone, Copy, Debug)]
pub struct Limit {
    /// The most hits of one group; all of them are counted.
    pub hits: usize,
    /// The most hits of all groups in a row. What is not shown costs little: no text is looked into for it.
    pub rows: usize,
}

impl Default for Limit {
    fn default() -> Self {
        Self { hits: 50, rows: usize::MAX }
    }
}

/// The best rows of a collection, and how many match.
struct Ranked {
    rows: Vec<u32>,
    total: usize,
}

impl Ranked {
    /// As they are shown.
    fn shown(self, hit: impl Fn(u32) -> Option<Hit> + Sync + Send) -> Group {
        Group { hits: self.rows.into_par_iter().filter_map(hit).collect(), total: self.total }
    }
}

/// How many more hits there is room for.
struct Room {
    left: usize,
    /// Whether there would be more hits than were wanted.
    more: bool,
}

impl Room {
    /// As many of the best rows as there is room for; where there is none, all are only counted.
    fn fill(&mut self, held: &Bits, rank: impl FnOnce(&Bits) -> Vec<u32>) -> Ranked {
        let total = held.count();
        let mut rows = if self.left > 0 && total > 0 { rank(held) } else { Vec::new() };
        self.more |= total > 0 && self.left < rows.len().max(1);
        rows.truncate(self.left);
        self.left -= rows.len();
        Ranked { rows, total }
    }
}

/// Everything that matches.
#[must_use]
pub fn search(ground: &dyn Ground, asking: &Asking<'_>, limit: Limit) -> SearchResults {
    if asking.query.is_empty() {
        return SearchResults::default();
    }
    let lights = lights(asking);
    let mut room = Room { left: limit.rows, more: false };
    // Articles come first, whatever else is found: their texts are looked into while the rest is looked up.
    let ([actors, quotes], stories) = rayon::join(
        || [Collection::Actors, Collection::Quotes].map(|of| matching(ground, of, asking)),
        || {
            let finds = Finds::weighed(ground);
            let held = matching_with(&finds, Collection::Articles, asking);
            let articles = room.fill(&held, |held| rank_articles(&finds, held, asking, limit));
            articles.shown(|row| Some(article_hit(ground, row, &lights)))
        },
    );
    let actors = room.fill(&actors, |held| rank_actors(ground, held, limit, &lights));
    let quotes = room.fill(&quotes, |held| rank_quotes(ground, held, asking, limit));
    SearchResults {
        stories,
        actors: actors.shown(|row| Some(actor_hit(ground, row, &lights))),
        quotes: quotes.shown(|row| quote_hit(ground, row, &lights)),
        words: lights.iter().flat_map(Light::words).collect(),
        more: room.more,
    }
}

fn rank_articles(finds: &Finds<'_>, held: &Bits, asking: &Asking<'_>, limit: Limit) -> Vec<u32> {
    let columns = finds.ground.columns();
    match asking.query.sort() {
        Some(Sort::Date) => first(held, limit, |row| (columns.day(row).is_none(), columns.day(row))),
        Some(Sort::DateDescending) => first(held, limit, |row| Reverse(columns.day(row))),
        Some(sort @ (Sort::Title | Sort::Source)) => {
            let by = if sort == Sort::Title { Naming::Headline } else { Naming::Source };
            let ranks = finds.ground.ranks(by);
            first(held, limit, |row| ranks.get(row as usize).copied())
        }
        _ => {
            let scores = Scores::new(finds, Collection::Articles, asking);
            best(held, limit, scores, |row| columns.day(row))
        }
    }
}

/// The best score first, then the newest.
#[derive(Clone, Copy, PartialEq)]
struct Best {
    score: f32,
    day: Option<Date>,
}

impl Eq for Best {}

impl PartialOrd for Best {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Best {
    fn cmp(&self, other: &Self) -> Ordering {
        other.score.total_cmp(&self.score).then_with(|| other.day.cmp(&self.day))
    }
}

/// The first rows of an order while all are gone through; it holds twice as many as are wanted, never all.
struct First<K> {
    wanted: usize,
    rows: Vec<(K, u32)>,
    /// What a row must come before.
    last: Option<(K, u32)>,
}

impl<K: Ord + Clone> First<K> {
    fn new(limit: Limit) -> Self {
        Self { wanted: limit.hits, rows: Vec::with_capacity(limit.hits.min(1000) * 2), last: None }
    }

    fn take(&mut self, key: K, row: u32) {
        let row = (key, row);
        if self.last.as_ref().is_some_and(|last| row >= *last) {
            return;
        }
        self.rows.push(row);
        if self.wanted > 0 && self.rows.len() >= self.wanted * 2 {
            self.rows.select_nth_unstable(self.wanted - 1);
            self.rows.truncate(self.wanted);
            self.last = self.rows.last().cloned();
        }
    }

    fn finish(mut self) -> Vec<u32> {
        self.rows.sort_unstable();
        self.rows.truncate(self.wanted);
        self.rows.into_iter().map(|(_, row)| row).collect()
    }
}

/// The first rows of an order, equal ones by number.
fn first<K: Ord + Clone>(held: &Bits, limit: Limit, key: impl Fn(u32) -> K) -> Vec<u32> {
    let mut first = First::new(limit);
    held.rows().for_each(|row| first.take(key(row), row));
    first.finish()
}

/// The rows with the best scores, equal ones by day; the day is asked of few.
fn best(held: &Bits, limit: Limit, mut scores: Scores<'_>, day: impl Fn(u32) -> Option<Date>) -> Vec<u32> {
    let mut first = First::new(limit);
    for row in held.rows() {
        let score = scores.next(row);
        if first.last.as_ref().is_none_or(|(last, _): &(Best, u32)| score >= last.score) {
            first.take(Best { score, day: day(row) }, row);
        }
    }
    first.finish()
}

fn article_hit(ground: &dyn Ground, row: u32, lights: &[Light]) -> Hit {
    let title = ground.headline(row);
    let title_lit = lit_in(&title, 0, lights);
    let id = ground.article_id(row);
    // The file may be gone, or be another by now: then the hit shows no snippet.
    let Some(article) = ground.article(row) else {
        let target = Target::Place(Place { article: id, span: Span::default() });
        return Hit { target, title, title_lit, snippet: Clean::default(), lit: Vec::new() };
    };
    let head = article.headline.as_ref().map(|h| h.span);
    let regions: Vec<Region> = article.regions().into_iter().filter(|r| Some(r.span) != head).collect();
    // The stretch that shows most of what was asked for, the first of equals.
    let mut best: Option<(usize, Region, Vec<Span>)> = None;
    for region in regions {
        let text = article.at(region.span);
        let shown = count_in(lights, text);
        if shown > best.as_ref().map_or(0, |(most, ..)| *most) {
            best = Some((shown, region, lit_in(text, region.span.from(), lights)));
        }
        if shown == lights.len() {
            break;
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
    Hit {
        target: Target::Place(Place { article: id, span: place }),
        title,
        title_lit,
        lit: in_window(&window, &lit),
        snippet: window.text,
    }
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

/// Actors are numbered by mentions; those whose own name is asked for come before those with a spelling or role.
fn rank_actors(ground: &dyn Ground, held: &Bits, limit: Limit, lights: &[Light]) -> Vec<u32> {
    let mut named = Bits::none(held.len());
    for light in lights {
        match light {
            Light::Phrase(phrase) => {
                named = named.or(&ground.having(Collection::Actors, phrase, Tags::one(part::NAME)));
            }
            Light::Regex(regex) => {
                let fits = |text: &str| regex.is_match(text);
                named = named.or(&ground.texts(Collection::Actors, Tags::one(part::NAME), held, &fits));
            }
        }
    }
    first(held, limit, |row| !named.holds(row))
}

fn actor_hit(ground: &dyn Ground, row: u32, lights: &[Light]) -> Hit {
    let mut hit = goto::actor(ground, row, |name| lit_in(name, 0, lights));
    if hit.title_lit.is_empty() {
        let other = ground.spellings(row).into_iter().find(|name| lights.iter().any(|l| l.is_in(name)));
        if let Some(name) = other {
            hit.snippet = Clean::line(&format!("{name} · {}", hit.snippet));
            hit.lit = lit_in(&name, 0, lights);
        }
    }
    hit
}

fn rank_quotes(ground: &dyn Ground, held: &Bits, asking: &Asking<'_>, limit: Limit) -> Vec<u32> {
    let columns = ground.columns();
    let scores = Scores::new(&Finds::weighed(ground), Collection::Quotes, asking);
    best(held, limit, scores, |row| columns.day(columns.place_of(row).0))
}

fn quote_hit(ground: &dyn Ground, row: u32, lights: &[Light]) -> Option<Hit> {
    let (speaker, words) = ground.quote_words(row)?;
    let lit = lit_in(&words, 0, lights);
    let centre = if lit.is_empty() { Span::default() } else { densest(&lit) };
    let window = snippet::around(&words, Span::new(0, words.len()), centre, SNIPPET);
    let title = speaker.unwrap_or_else(|| Clean::line("unattributed"));
    Some(Hit {
        target: Target::Quote(ground.quote_id(row)),
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

/// How well each row answers: the sum of what every wanted word is worth, by BM25F (S. Robertson, H. Zaragoza,
/// "The Probabilistic Relevance Framework", 2009). Rows are asked for in order.
struct Scores<'g> {
    lengths: &'g [Length],
    mean: f32,
    wanted: Vec<Worth>,
}

/// Where a wanted phrase stands, and what it is worth there.
struct Worth {
    hits: Arc<Hits>,
    rarity: f32,
    /// The first hit that is not of a row before the one asked for last.
    at: usize,
}

impl<'g> Scores<'g> {
    fn new(finds: &Finds<'g>, of: Collection, asking: &Asking<'_>) -> Self {
        let ground = finds.ground;
        let mut wanted = Vec::new();
        if let Some(root) = asking.query.root() {
            phrases(root, &mut wanted);
        }
        let documents = ground.rows(of).max(1) as f32;
        let worth = |(field, phrase): (Field, &Phrase)| {
            let hits = finds.find(of, &asking.typed(phrase), tags_of(field));
            let having = hits.len() as f32;
            let rarity = (1.0 + (documents - having + 0.5) / (having + 0.5)).ln();
            Worth { hits, rarity, at: 0 }
        };
        Self {
            lengths: ground.lengths(of),
            mean: (ground.words(of) as f32 / documents).max(1.0),
            wanted: wanted.into_iter().map(worth).collect(),
        }
    }

    /// That of a row behind the one asked for before.
    fn next(&mut self, row: u32) -> f32 {
        let length = self.lengths.get(row as usize).copied().unwrap_or_default();
        let norm = K1 * (1.0 - B + B * length as f32 / self.mean);
        let mut sum = 0.0;
        for worth in &mut self.wanted {
            if let Some(frequency) = worth.seek(row) {
                sum += worth.rarity * frequency * (K1 + 1.0) / (frequency + norm);
            }
        }
        sum
    }
}

impl Worth {
    /// What its places in a row weigh.
    fn seek(&mut self, row: u32) -> Option<f32> {
        self.at += gallop(self.hits.get(self.at..)?, |hit| hit.0 < row);
        self.hits.get(self.at).filter(|hit| hit.0 == row).map(|hit| hit.1)
    }
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
