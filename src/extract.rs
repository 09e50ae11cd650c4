//! Floor 3: from an article to its mentions, actors and quotes. Pure: no I/O, the same article gives the same result.

use crate::model::{Article, Extraction};

pub mod actors;
pub mod joining;
pub mod learn;
pub mod lexicon;
pub mod names;
pub mod naming;
/// Everything found in one article.
#[must_use]
pub fn extract(_article: &Article) -> Extraction {
    Extraction::default()
}
pub mod quotes;
