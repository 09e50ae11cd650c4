//! The library in memory: one whole snapshot of everything read, asked by [`Request`], never changed after it is built.
//!
//! What costs more than reading (actors across articles, stories, the search index) is made when it is first asked for
//! and kept. A newer scan makes a newer corpus; an answer never mixes two.

mod actors;
mod cards;
mod ground;
mod mending;
mod rows;
mod stories;
mod telling;

pub use actors::{Actor, Occurrence};
pub(crate) use rows::headline_of;
pub use stories::Story;

use crate::library::filter::{Asking, Typing};
use crate::library::goto::{Names, go_to};
use crate::library::ground::{Columns, Pairs};
use crate::library::lookup::Indexes;
use crate::library::pages;
use crate::library::raw;
use crate::library::search::{Limit, search};
use crate::library::state::UserState;
use crate::library::view::{Answer, Problem, Request};
use crate::model::{
    Article, ArticleId, Clean, Extraction, Issue, IssueCode, OffsetMap, Quote, QuoteId, Severity,
};
use crate::text::decode::decode;
use actors::Actors;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};
use stories::Stories;
use xxhash_rust::xxh3::xxh3_64;

/// One file of the folder with whatever became of it.
#[derive(Clone, Debug)]
pub struct FileRecord {
    /// Below the root of the corpus.
    pub path: PathBuf,
    /// The path, fit to be shown.
    pub shown: Clean,
    /// How many bytes were read.
    pub bytes: u64,
    /// What the bytes were read as; empty when they are no text.
    pub encoding: &'static str,
    /// A hash of the bytes.
    pub content: u64,
    /// What was found or went wrong, the article's own issues included.
    pub issues: Vec<Issue>,
    /// The article, if the file became one.
    pub article: Option<Arc<Article>>,
    /// What was found in the article; empty before extraction.
    pub extraction: Arc<Extraction>,
    /// The text before it was sanitised, when it differs and the scan was asked to keep it.
    pub decoded: Option<Arc<Decoded>>,
}

/// A text before it was sanitised, and the way back to it.
#[derive(Clone, Debug)]
pub struct Decoded {
    /// The text.
    pub text: String,
    /// From the article's text to this one.
    pub map: OffsetMap,
}

impl FileRecord {
    /// A file that did not become an article.
    #[must_use]
    pub fn without_article(path: PathBuf, issues: Vec<Issue>) -> Self {
        let shown = Clean::line(&path.to_string_lossy());
        let extraction = Arc::default();
        Self {
            path,
            shown,
            bytes: 0,
            encoding: "",
            content: 0,
            issues,
            article: None,
            extraction,
            decoded: None,
        }
    }

    /// A file that was parsed. One without any text becomes a problem instead of an article.
    #[must_use]
    pub fn with_article(path: PathBuf, bytes: &[u8], mut article: Article) -> Self {
        let mut record = Self::without_article(path, std::mem::take(&mut article.issues));
        record.bytes = bytes.len() as u64;
        record.content = xxh3_64(bytes);
        if article.text.trim().is_empty() {
            if record.issues.is_empty() {
                record.issues.push(Issue::new(Severity::Warning, IssueCode::Empty, "no words in this file"));
            }
            return record;
        }
        record.encoding = decode(bytes).encoding;
        record.article = Some(Arc::new(article));
        record
    }

    /// Keeps the text as it was before it was sanitised, so that offsets into it can be told.
    pub fn keep_decoded(&mut self, bytes: &[u8]) {
        let Some(article) = &self.article else { return };
        let text = decode(bytes).text;
        let (clean, map) = Clean::mapped(&text);
        if !map.is_identity() && clean == article.text {
            self.decoded = Some(Arc::new(Decoded { text, map }));
        }
    }
}

/// An article of the corpus with its file.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Its file.
    pub file: FileRecord,
    /// Its text and structure.
    pub article: Arc<Article>,
}

impl Entry {
    /// What was found in it.
    #[must_use]
    pub fn extraction(&self) -> &Extraction {
        &self.file.extraction
    }
}

/// Everything read from one folder.
#[derive(Debug, Default)]
pub struct Corpus {
    root: PathBuf,
    entries: Vec<Entry>,
    others: Vec<FileRecord>,
    stage: Stage,
    quotes: Vec<QuoteId>,
    actors: OnceLock<Actors>,
    stories: OnceLock<Stories>,
    days: OnceLock<Option<(Date, Date)>>,
    indexes: Indexes,
    mended: mending::Cache,
    columns: OnceLock<Columns>,
    pairs: OnceLock<Pairs>,
    names: OnceLock<Names>,
}

/// Whether more is to come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
enum Stage {
    /// A snapshot of a scan that goes on: every article is its own story.
    Partial,
    #[default]
    Whole,
}

impl Corpus {
    /// The library of these files, in the order of their paths.
    #[must_use]
    pub fn new(root: PathBuf, records: Vec<FileRecord>) -> Self {
        Self::build(root, records, Stage::Whole)
    }

    /// The library as far as it has been read; cheap, since it groups no stories.
    #[must_use]
    pub fn partial(root: PathBuf, records: Vec<FileRecord>) -> Self {
        Self::build(root, records, Stage::Partial)
    }

    fn build(root: PathBuf, mut records: Vec<FileRecord>, stage: Stage) -> Self {
        records.sort_by(|a, b| a.path.cmp(&b.path));
        let (mut entries, mut others) = (Vec::new(), Vec::new());
        for file in records {
            match file.article.clone() {
                Some(article) => entries.push(Entry { file, article }),
                None => others.push(file),
            }
        }
        let quotes = entries
            .iter()
            .enumerate()
            .flat_map(|(a, entry)| {
                let article = ArticleId(a as u32);
                (0..entry.extraction().quotes.len()).map(move |q| QuoteId { article, index: q as u32 })
            })
            .collect();
        Self { root, entries, others, stage, quotes, ..Self::default() }
    }

    /// Answers a question of a user who has marked nothing. Never fails: what is not there is [`Answer::Missing`].
    #[must_use]
    pub fn answer(&self, request: &Request) -> Answer {
        self.answer_with(request, &UserState::default())
    }

    /// Answers a question; `marks` decide about `is:read`, `is:starred`, `is:noted` and `tag:`, and their mends are done.
    #[must_use]
    pub fn answer_with(&self, request: &Request, marks: &UserState) -> Answer {
        if marks.mends.is_empty() {
            return self.answer_as_is(request, marks);
        }
        self.mended(&marks.mends).answer_as_is(request, marks)
    }

    fn answer_as_is(&self, request: &Request, marks: &UserState) -> Answer {
        match request {
            Request::Stories(list) => Answer::Stories(pages::stories(self, list, marks)),
            Request::Actors(list) => Answer::Actors(pages::actors(self, list, marks)),
            Request::Quotes(list) => Answer::Quotes(pages::quotes(self, list, marks)),
            Request::Story(id) => self.story_view(*id).map_or_else(missing, Answer::Story),
            Request::StoryHead(id) => self.story_head(*id).map_or_else(missing, Answer::StoryHead),
            Request::Telling(id) => self.telling(*id, marks).map_or_else(missing, Answer::Telling),
            Request::Fresh(id) => self.fresh(*id, marks).map_or_else(missing, Answer::Fresh),
            Request::SideBySide(left, right) => {
                self.side_by_side(*left, *right).map_or_else(missing, Answer::SideBySide)
            }
            Request::Article(id) => self.reading(*id).map_or_else(missing, Answer::Article),
            Request::Actor(id) => self.actor_card(*id).map_or_else(missing, Answer::Actor),
            Request::Named(key) => {
                let card = self.actor_named(key).and_then(|id| self.actor_card(id));
                card.map_or_else(missing, Answer::Actor)
            }
            Request::Arrived(known) => Answer::Arrived(self.arrived(known)),
            Request::Articles(contents) => Answer::Articles(self.rows_of(contents)),
            Request::Contents(query) => Answer::Contents(pages::contents(self, query, marks)),
            Request::Raw(id) => self.raw(*id),
            Request::Search { query, rows } => {
                let asking = Asking { typing: Typing::Live, ..Asking::today(query, marks) };
                Answer::Search(search(self, &asking, Limit { rows: *rows, ..Limit::default() }))
            }
            Request::GoTo(typed) => Answer::GoTo(go_to(self, self.names(), typed)),
            Request::Problems => Answer::Problems(self.problems()),
        }
    }

    /// What search looks things up in.
    pub(crate) fn indexes(&self) -> &Indexes {
        &self.indexes
    }

    /// The folder it was read from.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Every article, by [`ArticleId`].
    #[must_use]
    pub fn articles(&self) -> &[Entry] {
        &self.entries
    }

    /// Files that did not become articles.
    #[must_use]
    pub fn others(&self) -> &[FileRecord] {
        &self.others
    }

    /// Every quote of every article, `soCalled` included, in the order of the articles.
    #[must_use]
    pub fn quotes(&self) -> &[QuoteId] {
        &self.quotes
    }

    /// One article.
    #[must_use]
    pub fn entry(&self, id: ArticleId) -> Option<&Entry> {
        self.entries.get(id.0 as usize)
    }

    /// Files with something to tell, the worst first.
    #[must_use]
    pub fn problems(&self) -> Vec<Problem> {
        let of_articles = self.entries.iter().enumerate().map(|(n, e)| (&e.file, Some(ArticleId(n as u32))));
        let all = of_articles.chain(self.others.iter().map(|file| (file, None)));
        let mut problems: Vec<Problem> = all
            .filter(|(file, _)| !file.issues.is_empty())
            .map(|(file, article)| Problem { path: file.shown.clone(), article, issues: file.issues.clone() })
            .collect();
        problems.sort_by_key(|p| std::cmp::Reverse(p.issues.iter().map(|i| i.severity).max()));
        problems
    }

    fn raw(&self, id: ArticleId) -> Answer {
        let Some(entry) = self.entry(id) else { return missing() };
        match raw::read(&self.root.join(&entry.file.path)) {
            Ok(text) => Answer::Raw(id, text),
            Err(issue) => Answer::Missing(Clean::line(&format!("{}: {}", entry.file.shown, issue.message))),
        }
    }

    /// The first and the last day of all dated articles.
    #[must_use]
    pub fn days(&self) -> Option<(Date, Date)> {
        *self.days.get_or_init(|| {
            let days = self.entries.iter().filter_map(|e| e.article.date.as_ref()).map(|d| d.day);
            days.clone().min().zip(days.max())
        })
    }

    /// One quote.
    #[must_use]
    pub fn quote(&self, id: QuoteId) -> Option<&Quote> {
        self.entry(id.article)?.extraction().quotes.get(id.index as usize)
    }
}

fn missing() -> Answer {
    Answer::Missing(Clean::line("this is no longer in the corpus"))
}

#[cfg(test)]
mod tests {
    use crate::library::fixtures::{all, corpus};
    use crate::library::view::{Answer, Request};
    use crate::model::{ArticleId, Clean, StoryId};

    #[test]
    fn newest_story_first_undated_last() {
        let corpus = corpus(&[
            (
                "a.txt",
                "Old mill closes\n\n3 May 2021\n\nThe mill closed on Monday after a long year of losses.\n",
            ),
            ("b.txt", "Ferry sinks\n\n4 June 2022\n\nThe ferry sank in the harbour with nobody aboard.\n"),
            ("c.txt", "Untimely matter\n\nNobody knows when this was, and nobody asked.\n"),
        ]);
        let Answer::Stories(page) = corpus.answer(&Request::Stories(all())) else { panic!("stories") };
        assert_eq!((page.total, page.matching), (3, 3));
        let dates: Vec<bool> = page.rows.iter().map(|r| r.date.is_some()).collect();
        assert!(dates.is_sorted_by(|a, b| a >= b), "{dates:?}");
    }

    #[test]
    fn what_is_not_there_is_missing() {
        let corpus = corpus(&[]);
        for request in
            [Request::Story(StoryId(3)), Request::Article(ArticleId(0)), Request::Raw(ArticleId(9))]
        {
            assert!(matches!(corpus.answer(&request), Answer::Missing(_)), "{request:?}");
        }
    }

    #[test]
    fn files_without_words_are_problems() {
        let corpus =
            corpus(&[("empty.txt", ""), ("blank.txt", " \n\n\t\n"), ("ok.txt", "A word\n\nAnd a body.\n")]);
        let paths: Vec<Clean> =
            corpus.problems().into_iter().filter(|p| p.article.is_none()).map(|p| p.path).collect();
        assert_eq!(paths, [Clean::line("blank.txt"), Clean::line("empty.txt")]);
    }
}
