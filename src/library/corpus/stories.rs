//! The stories of the corpus: which articles stand together, in which order, and why.

use crate::library::corpus::{Corpus, Stage};
use crate::library::stories::{Doc, group};
use crate::model::{ArticleId, Clean, StoryId};
use jiff::civil::Date;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};

/// Articles about one event.
#[derive(Clone, Debug)]
pub struct Story {
    /// The headline of its central article.
    pub title: Clean,
    /// Its articles in the order of reading, near-copies left out.
    pub articles: Vec<ArticleId>,
    /// Near-copies, each with the article it is folded under.
    pub copies: Vec<(ArticleId, ArticleId)>,
    /// Why they stand together, and what tells them from other stories of the affair, in words.
    pub why: Vec<Clean>,
    /// The running affair it belongs to: equal for its stories.
    pub line: u32,
}

impl Story {
    /// Every article with its near-copies behind it, in the order of reading.
    #[must_use]
    pub fn all_articles(&self) -> Vec<ArticleId> {
        let copies =
            |of: ArticleId| self.copies.iter().filter(move |(_, under)| *under == of).map(|(copy, _)| *copy);
        self.articles.iter().flat_map(|&id| std::iter::once(id).chain(copies(id))).collect()
    }
}

/// All stories, and which of them each article's is.
#[derive(Clone, Debug, Default)]
pub(super) struct Stories {
    pub(super) all: Vec<Story>,
    pub(super) of_article: Vec<StoryId>,
}

impl Corpus {
    /// Every story, by [`StoryId`]: the newest first, those without a date last.
    #[must_use]
    pub fn stories(&self) -> &[Story] {
        &self.grouped().all
    }

    /// One story.
    #[must_use]
    pub fn story(&self, id: StoryId) -> Option<&Story> {
        self.stories().get(id.0 as usize)
    }

    /// The story an article belongs to.
    #[must_use]
    pub fn story_of(&self, article: ArticleId) -> StoryId {
        self.grouped().of_article.get(article.0 as usize).copied().unwrap_or_default()
    }

    /// The first and the last day of a story's articles.
    #[must_use]
    pub fn days_of(&self, story: &Story) -> Option<(Date, Date)> {
        let days = story.all_articles().into_iter().filter_map(|id| self.day(id));
        days.fold(None, |range, day| match range {
            None => Some((day, day)),
            Some((first, last)) => Some((day.min(first), day.max(last))),
        })
    }

    /// An article's own date.
    #[must_use]
    pub fn day(&self, id: ArticleId) -> Option<Date> {
        self.entry(id)?.article.date.as_ref().map(|d| d.day)
    }

    pub(super) fn grouped(&self) -> &Stories {
        self.stories.get_or_init(|| Stories::group(self))
    }
}

impl Stories {
    fn group(corpus: &Corpus) -> Self {
        let all = match corpus.stage {
            Stage::Partial => alone(corpus),
            Stage::Whole => together(corpus),
        };
        Self::ordered(corpus, all)
    }

    fn ordered(corpus: &Corpus, mut all: Vec<Story>) -> Self {
        all.sort_by_cached_key(|story| {
            let day = corpus.days_of(story).map(|(_, last)| last);
            (day.is_none(), std::cmp::Reverse(day), story.articles.first().copied())
        });
        let mut of_article = vec![StoryId(0); corpus.entries.len()];
        for (n, story) in all.iter().enumerate() {
            for id in story.all_articles() {
                if let Some(slot) = of_article.get_mut(id.0 as usize) {
                    *slot = StoryId(n as u32);
                }
            }
        }
        Self { all, of_article }
    }
}

/// Articles about one event together.
fn together(corpus: &Corpus) -> Vec<Story> {
    let docs: Vec<Doc> = corpus.entries.par_iter().map(|e| Doc::of(&e.article, e.extraction())).collect();
    let groups = group(&docs);
    let title = |at: usize| groups.get(at).map(|g| corpus.headline(g.central)).unwrap_or_default();
    groups
        .iter()
        .map(|group| {
            let folded = group.copies.iter().flat_map(|(of, copies)| copies.iter().map(|copy| (*copy, *of)));
            let apart = group.apart.iter().map(|(at, why)| format!("not with “{}”: {why}", title(*at)));
            Story {
                title: corpus.headline(group.central),
                articles: group.articles.clone(),
                copies: folded.collect(),
                why: group.why.iter().cloned().chain(apart).map(|why| Clean::line(&why)).collect(),
                line: group.line,
            }
        })
        .collect()
}

/// Every article a story of its own.
fn alone(corpus: &Corpus) -> Vec<Story> {
    (0..corpus.entries.len() as u32)
        .map(|n| Story {
            title: corpus.headline(ArticleId(n)),
            articles: vec![ArticleId(n)],
            copies: Vec::new(),
            why: Vec::new(),
            line: n,
        })
        .collect()
}
