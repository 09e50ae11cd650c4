//! Pages of the three lists: which rows a query lets through, in which order, and those of the window.

use crate::library::bits::Bits;
use crate::library::filter::{Asking, matching};
use crate::library::ground::{Collection, Ground, Naming};
use crate::library::query::{Query, Sort};
use crate::library::state::UserState;
use crate::library::view::{ActorRow, ListQuery, Page, QuoteRow, StoryRow};
use jiff::civil::Date;
use std::cmp::Reverse;

/// A window of the stories that have an article that matches, each with those of its articles.
#[must_use]
pub fn stories(ground: &dyn Ground, list: &ListQuery, marks: &UserState) -> Page<StoryRow> {
    let held = matching(ground, Collection::Articles, &Asking::today(&list.query, marks));
    let columns = ground.columns();
    let with = held.rows().filter_map(|article| Some(columns.facts.get(article as usize)?.story));
    let mut rows: Vec<u32> = Bits::from_rows(columns.stories.len(), with).rows().collect();
    sort_stories(ground, &held, &mut rows, list.order());
    page(list, &rows, columns.stories.len(), |story| ground.story_row(story, &listed(ground, &held, story)))
}

/// The contents of all articles that match, each once.
#[must_use]
pub fn contents(ground: &dyn Ground, query: &Query, marks: &UserState) -> Vec<u64> {
    let held = matching(ground, Collection::Articles, &Asking::today(query, marks));
    let facts = &ground.columns().facts;
    let mut contents: Vec<u64> =
        held.rows().filter_map(|row| Some(facts.get(row as usize)?.content)).collect();
    contents.sort_unstable();
    contents.dedup();
    contents
}

/// The articles of a story that are to be listed.
fn listed(ground: &dyn Ground, held: &Bits, story: u32) -> Vec<u32> {
    ground.columns().stories.of(story).iter().copied().filter(|article| held.holds(*article)).collect()
}

fn sort_stories(ground: &dyn Ground, held: &Bits, rows: &mut [u32], sort: Option<Sort>) {
    let columns = ground.columns();
    let listed = |story: &u32| columns.stories.of(*story).iter().copied().filter(|a| held.holds(*a));
    let day = |story: &u32| listed(story).filter_map(|article| columns.day(article)).max();
    match sort {
        Some(Sort::Date) => rows.sort_by_cached_key(|row| (day(row).is_none(), day(row))),
        Some(Sort::DateDescending) => rows.sort_by_cached_key(|row| (day(row).is_none(), Reverse(day(row)))),
        Some(Sort::Title) => by_rank(ground, Naming::Title, rows),
        Some(Sort::Source) => {
            let ranks = ground.ranks(Naming::Source);
            rows.sort_by_cached_key(|row| listed(row).next().and_then(|a| ranks.get(a as usize).copied()));
        }
        Some(Sort::Mentions) => rows.sort_by_cached_key(|row| {
            let mentions = listed(row).filter_map(|a| columns.facts.get(a as usize));
            Reverse(mentions.map(|facts| u64::from(facts.mentions)).sum::<u64>())
        }),
        None | Some(Sort::Story | Sort::Speaker | Sort::Relevance) => {}
    }
}

/// A window of the actors that match.
#[must_use]
pub fn actors(ground: &dyn Ground, list: &ListQuery, marks: &UserState) -> Page<ActorRow> {
    let mut rows: Vec<u32> =
        matching(ground, Collection::Actors, &Asking::today(&list.query, marks)).rows().collect();
    let days = |row: &u32| {
        let articles = ground.pairs().articles.of(*row).iter();
        articles.filter_map(|article| ground.columns().day(*article))
    };
    match list.order() {
        None | Some(Sort::Mentions | Sort::Relevance | Sort::Story) => {}
        Some(Sort::Date) => rows.sort_by_cached_key(|row| oldest(days(row).min())),
        Some(Sort::DateDescending) => rows.sort_by_cached_key(|row| newest(days(row).max())),
        Some(Sort::Title | Sort::Source | Sort::Speaker) => by_rank(ground, Naming::Name, &mut rows),
    }
    page(list, &rows, ground.actors(), |row| ground.actor_row(row))
}

/// A window of the quotes that match.
#[must_use]
pub fn quotes(ground: &dyn Ground, list: &ListQuery, marks: &UserState) -> Page<QuoteRow> {
    let mut rows: Vec<u32> =
        matching(ground, Collection::Quotes, &Asking::today(&list.query, marks)).rows().collect();
    let columns = ground.columns();
    let article = |row: &u32| columns.place_of(*row).0;
    let facts = |row: &u32| columns.facts.get(article(row) as usize).copied().unwrap_or_default();
    match list.order() {
        None | Some(Sort::DateDescending) => rows.sort_by_cached_key(|row| newest(facts(row).day)),
        Some(Sort::Date) => rows.sort_by_cached_key(|row| oldest(facts(row).day)),
        Some(Sort::Title | Sort::Speaker) => by_rank(ground, Naming::Speaker, &mut rows),
        Some(Sort::Story) => rows.sort_by_cached_key(|row| facts(row).story),
        Some(Sort::Source) => {
            let ranks = ground.ranks(Naming::Source);
            rows.sort_by_cached_key(|row| ranks.get(article(row) as usize).copied());
        }
        Some(Sort::Mentions) => rows.sort_by_cached_key(|row| Reverse(facts(row).mentions)),
        Some(Sort::Relevance) => {}
    }
    page(list, &rows, columns.quotes(), |row| ground.quote_row(row))
}

/// Oldest first, undated last.
fn oldest(day: Option<Date>) -> (bool, Option<Date>) {
    (day.is_none(), day)
}

/// Newest first, undated last.
fn newest(day: Option<Date>) -> (bool, Reverse<Option<Date>>) {
    (day.is_none(), Reverse(day))
}

fn by_rank(ground: &dyn Ground, by: Naming, rows: &mut [u32]) {
    let ranks = ground.ranks(by);
    rows.sort_by_key(|row| ranks.get(*row as usize).copied());
}

fn page<R>(list: &ListQuery, matching: &[u32], total: usize, row: impl Fn(u32) -> Option<R>) -> Page<R> {
    let first = list.window.start.min(matching.len());
    let window = matching.get(first..list.window.end.clamp(first, matching.len())).unwrap_or_default();
    Page { rows: window.iter().filter_map(|at| row(*at)).collect(), first, matching: matching.len(), total }
}

impl ListQuery {
    /// The order asked for: the list's, else the query's own.
    #[must_use]
    pub fn order(&self) -> Option<Sort> {
        self.sort.or(self.query.sort())
    }
}
