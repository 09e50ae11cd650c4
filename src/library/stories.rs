//! Stories: articles about one event, joined by what they share and kept apart by what tells them apart.
//!
//! Near-copies fold first, then average link over likely pairs makes the stories, then stories of one running affair are
//! tied to a storyline. Every join and every split has its reason in words. Nothing is compared all against all, nothing
//! depends on the order of the articles, and [`Grouper`] makes only what a change of the library changes.

pub(crate) mod bits;
pub mod bytes;
pub mod copies;
pub mod doc;
pub mod grouper;
pub(crate) mod judging;
pub(crate) mod link;
pub(crate) mod lists;
pub(crate) mod near;
pub mod pairs;
pub(crate) mod reasons;
pub mod store;
pub(crate) mod weights;

use crate::model::ArticleId;
use pairs::Model;
use store::Memory;

pub use doc::Doc;
pub use grouper::Grouper;

/// One story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Its articles by date, the undated ones behind; near-copies are not among them.
    pub articles: Vec<ArticleId>,
    /// The article that has most in common with the others.
    pub central: ArticleId,
    /// Articles with their near-copies.
    pub copies: Vec<(ArticleId, Vec<ArticleId>)>,
    /// Why the articles stand together.
    pub why: Vec<String>,
    /// Which affair it belongs to: equal for the stories of one storyline.
    pub line: u32,
    /// Other stories of the affair, by position, with what tells them apart.
    pub apart: Vec<(usize, String)>,
}

/// How grouping decides. One setting serves every corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The pair model.
    pub model: Model,
    /// The mean likelihood from which two groups join.
    pub story: f32,
    /// The mean likelihood from which two stories are one affair.
    pub line: f32,
    /// How many articles the words are weighed by, at most.
    pub sample: usize,
}

impl Default for Settings {
    fn default() -> Self {
        Self { model: Model::default(), story: 0.6, line: 0.4, sample: weights::SAMPLE }
    }
}

/// Groups articles, given in the order of their numbers, into stories.
#[must_use]
pub fn group(docs: &[Doc]) -> Vec<Group> {
    group_with(docs, &Settings::default())
}

/// As [`group`], with other settings.
#[must_use]
pub fn group_with(docs: &[Doc], settings: &Settings) -> Vec<Group> {
    let articles: Vec<u32> = (0..docs.len() as u32).collect();
    let Ok(groups) = Grouper::new(settings.clone()).group(&mut Memory::new(docs), &articles);
    groups
}

#[cfg(test)]
mod tests;
