//! What the library answers with: rows and cards of plain data, ready to show, each with the place it comes from.
//!
//! The reader asks with a [`Request`] and gets an [`Answer`]; nothing else passes between app and library, so that the
//! library may answer from memory or from disk, on another thread, and a late answer can be told from a current one.

mod found;
mod telling;

pub use found::{Group, Hit, SearchResults, Target};
pub use telling::{
    AccountLine, Extract, Family, Figure, FigureValue, Fresh, FreshCount, FreshItem, FreshKind, Ground,
    Moment, People, Phase, PhaseSeen, Round, SideBySide, Standing, Strength, Telling, Tie, Wording,
};

use crate::library::query::{Query, Sort};
use crate::model::{
    ActorId, ActorKind, Article, ArticleId, Clean, Extraction, Issue, QuoteId, QuoteKind, Rule, Span, StoryId,
};
use jiff::civil::Date;
use std::collections::HashSet;
use std::ops::Range;
use std::sync::Arc;

/// A question to the library.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// A window of the stories that match.
    Stories(ListQuery),
    /// A window of the actors that match.
    Actors(ListQuery),
    /// A window of the quotes that match.
    Quotes(ListQuery),
    /// Everything about one story.
    Story(StoryId),
    /// A story's row, and why its articles stand together.
    StoryHead(StoryId),
    /// A story told whole: timeline, wordings, accounts, people, sources.
    Telling(StoryId),
    /// What is new in an article to a user who has read others of its story.
    Fresh(ArticleId),
    /// An article and a near-copy of it, with what differs.
    SideBySide(ArticleId, ArticleId),
    /// One article with its extraction.
    Article(ArticleId),
    /// Everything about one actor.
    Actor(ActorId),
    /// Everything about the actor of a name: numbers change when files or mends do, names stay.
    Named(ActorKey),
    /// The rows of articles by their contents, in this order; what is not there is left out.
    Articles(Vec<u64>),
    /// The contents of all articles that match.
    Contents(Query),
    /// The articles whose contents are none of these.
    Arrived(Arc<HashSet<u64>>),
    /// The bytes of an article's file as shown text, control bytes in caret notation.
    Raw(ArticleId),
    /// Everything that matches a query, grouped.
    Search {
        /// What must match.
        query: Query,
        /// How many hits are wanted of all groups together, the first ones first.
        rows: usize,
    },
    /// Headlines and actors whose name is like this.
    GoTo(String),
    /// Files with issues.
    Problems,
}

/// An actor by its name and kind.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct ActorKey {
    /// Canonical name.
    pub name: Clean,
    /// What it is.
    pub kind: ActorKind,
}

/// Which part of which list.
#[derive(Clone, Debug, PartialEq)]
pub struct ListQuery {
    /// What must match.
    pub query: Query,
    /// The order; the list's own when none.
    pub sort: Option<Sort>,
    /// Which of the matching rows, by position.
    pub window: Range<usize>,
}

/// The library's answer to one [`Request`], of the same name.
#[derive(Clone, Debug)]
pub enum Answer {
    /// To [`Request::Stories`].
    Stories(Page<StoryRow>),
    /// To [`Request::Actors`].
    Actors(Page<ActorRow>),
    /// To [`Request::Quotes`].
    Quotes(Page<QuoteRow>),
    /// To [`Request::Story`].
    Story(Arc<StoryView>),
    /// To [`Request::StoryHead`].
    StoryHead(Arc<StoryHead>),
    /// To [`Request::Telling`].
    Telling(Arc<Telling>),
    /// To [`Request::Fresh`].
    Fresh(Arc<Fresh>),
    /// To [`Request::SideBySide`].
    SideBySide(Arc<SideBySide>),
    /// To [`Request::Article`].
    Article(Arc<Reading>),
    /// To [`Request::Actor`] and [`Request::Named`].
    Actor(Arc<ActorCard>),
    /// To [`Request::Articles`].
    Articles(Vec<ArticleRow>),
    /// To [`Request::Contents`], each once.
    Contents(Vec<u64>),
    /// To [`Request::Arrived`].
    Arrived(Arrived),
    /// To [`Request::Raw`].
    Raw(ArticleId, Clean),
    /// To [`Request::Search`].
    Search(SearchResults),
    /// To [`Request::GoTo`].
    GoTo(Vec<Hit>),
    /// To [`Request::Problems`].
    Problems(Vec<Problem>),
    /// What was asked for is not there, or could not be read: a sentence for the reader.
    Missing(Clean),
}

/// What is in the corpus that was not known.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Arrived {
    /// How many of the corpus' articles were known.
    pub known: usize,
    /// The contents of those that were not.
    pub contents: Vec<u64>,
    /// In how many stories they stand.
    pub stories: usize,
    /// Their rows, the newest first; not more than fit in a list.
    pub rows: Vec<ArticleRow>,
}

impl Arrived {
    /// How many rows of what came in are given.
    pub const MOST: usize = 200;
}

/// Some rows of a list.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Page<T> {
    /// The rows of the window.
    pub rows: Vec<T>,
    /// The position of the first of them.
    pub first: usize,
    /// How many rows match.
    pub matching: usize,
    /// How many rows there are.
    pub total: usize,
}

/// Where something stands: what `Enter` lands on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Place {
    /// The article.
    pub article: ArticleId,
    /// The lit span in it.
    pub span: Span,
}

/// A story in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct StoryRow {
    /// Which story.
    pub id: StoryId,
    /// The headline of its central article.
    pub title: Clean,
    /// Its articles in order, near-copies folded under one row.
    pub articles: Vec<ArticleRow>,
    /// The latest date of its articles.
    pub date: Option<Date>,
    /// How many actors it has.
    pub actors: u32,
    /// How many quotes it has, `soCalled` not counted.
    pub quotes: u32,
}

/// An article in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ArticleRow {
    /// Which article.
    pub id: ArticleId,
    /// Its story.
    pub story: StoryId,
    /// Its headline, or the first words of its body, or its file name.
    pub headline: Clean,
    /// Its outlet.
    pub source: Option<Clean>,
    /// Its date.
    pub date: Option<Date>,
    /// Its path within the corpus.
    pub path: Clean,
    /// A hash of its content: what read marks and stars are kept by.
    pub content: u64,
    /// Near-copies folded under it.
    pub copies: Vec<ArticleId>,
}

impl ArticleRow {
    /// Outlet and date in one line, as far as they are known.
    #[must_use]
    pub fn about(&self) -> Clean {
        about(self.source.as_ref(), self.date)
    }
}

/// Outlet and date in one line, as far as they are known.
pub(crate) fn about(source: Option<&Clean>, day: Option<Date>) -> Clean {
    let day = day.map(|day| day.to_string());
    let known: Vec<&str> = [source.map(|source| &**source), day.as_deref()].into_iter().flatten().collect();
    Clean::line(&known.join(" · "))
}

/// An actor in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorRow {
    /// Which actor.
    pub id: ActorId,
    /// Canonical name.
    pub name: Clean,
    /// What it is.
    pub kind: ActorKind,
    /// How many mentions.
    pub mentions: u32,
    /// In how many articles.
    pub articles: u32,
    /// How many quotes it said.
    pub said: u32,
    /// Mentions over time, oldest first: by day where dates are known, else by article.
    pub spark: Vec<u32>,
}

/// A quote in a list.
#[derive(Clone, Debug, PartialEq)]
pub struct QuoteRow {
    /// Which quote.
    pub id: QuoteId,
    /// Its words.
    pub text: Clean,
    /// Its kind.
    pub kind: QuoteKind,
    /// The speaker's name, or the described source's words; none when unattributed.
    pub speaker: Option<Clean>,
    /// The actors who said it, the first speaker first; none for described sources.
    pub actors: Vec<ActorId>,
    /// The reporting words.
    pub cue: Option<Clean>,
    /// How the speaker was found.
    pub rule: Rule,
    /// How sure that is, 0 to 1.
    pub confidence: f32,
    /// Its article's row.
    pub article: ArticleRow,
    /// Where its content stands.
    pub place: Place,
}

/// An article with everything found in it.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Its row.
    pub row: ArticleRow,
    /// Its text and structure.
    pub article: Arc<Article>,
    /// Its mentions, actors and quotes.
    pub extraction: Arc<Extraction>,
    /// The library's actor for each of the extraction's, by local number, with its canonical name.
    pub actors: Vec<(ActorId, Clean)>,
}

/// Everything about one story.
#[derive(Clone, Debug)]
pub struct StoryView {
    /// Its row.
    pub row: StoryRow,
    /// Its actors, most mentioned in it first; counts are of this story.
    pub actors: Vec<ActorRow>,
    /// Its quotes, in the order of its articles.
    pub quotes: Vec<QuoteRow>,
    /// Why its articles stand together, in words.
    pub why: Vec<Clean>,
}

/// A story as it stands beside one of its articles.
#[derive(Clone, Debug)]
pub struct StoryHead {
    /// Its row.
    pub row: StoryRow,
    /// Why its articles stand together, in words.
    pub why: Vec<Clean>,
}

/// Everything about one actor.
#[derive(Clone, Debug)]
pub struct ActorCard {
    /// Its row.
    pub row: ActorRow,
    /// Every spelling with its number of mentions, most frequent first.
    pub variants: Vec<(Clean, u32)>,
    /// Titles and roles as each article gives them, with one place each.
    pub roles: Vec<(Clean, Place)>,
    /// What it said.
    pub said: Vec<QuoteRow>,
    /// Quotes of others that mention it.
    pub about: Vec<QuoteRow>,
    /// Whom it met or spoke with, as sentences say so: one line a sentence.
    pub met: Vec<(ActorRow, Extract)>,
    /// Actors of the same paragraphs, with the number of paragraphs.
    pub with: Vec<(ActorRow, u32)>,
    /// Every mention in its sentence.
    pub mentions: Vec<Snippet>,
}

/// A stretch of text around something found.
#[derive(Clone, Debug, PartialEq)]
pub struct Snippet {
    /// Where it stands.
    pub place: Place,
    /// The article's headline.
    pub headline: Clean,
    /// The text around, cut at words.
    pub text: Clean,
    /// What is lit in it, as byte ranges of `text`.
    pub lit: Vec<Span>,
}

/// A file with what is wrong with it.
#[derive(Clone, Debug, PartialEq)]
pub struct Problem {
    /// The file, within the corpus.
    pub path: Clean,
    /// Its article, if it became one.
    pub article: Option<ArticleId>,
    /// What was found.
    pub issues: Vec<Issue>,
}

/// How far a scan has come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Files read.
    pub read: usize,
    /// Files found.
    pub found: usize,
    /// Bytes read.
    pub bytes: u64,
    /// How many bytes there are to read; 0 when it is not known.
    pub to_read: u64,
    /// Articles whose names and quotes have been looked for.
    pub extracted: usize,
    /// Articles whose names and quotes are to be looked for; 0 when it is not known.
    pub to_extract: usize,
    /// Whether stories and actors are being joined.
    pub joining: bool,
    /// Bytes read a second, in the stage that is on.
    pub rate: u64,
    /// Seconds until the stage that is on will be over, as it looks; 0 when it is not known.
    pub left: u64,
    /// Whether the scan is over.
    pub done: bool,
}
