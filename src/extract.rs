//! Floor 3: from an article to its mentions, actors and quotes. Pure: no I/O, the same article gives the same result.

use crate::extract::split::Split;
use crate::model::{Article, Extraction};

pub mod actors;
pub mod joining;
pub mod learn;
pub mod lexicon;
pub mod names;
pub mod naming;
pub mod quotes;
pub mod reference;
pub mod split;
pub(crate) mod union;

/// Everything found in one article: names, the actors they refer to, pronouns and roles, and who said what.
#[must_use]
pub fn extract(article: &Article) -> Extraction {
    let split = Split::of(article);
    let mut mentions = names::find_in(article, &split);
    let mut actors = actors::merge(article, &mut mentions);
    reference::resolve(article, &mut mentions, &mut actors);
    let quotes = quotes::find_in(article, &split, &mentions);
    Extraction { mentions, actors, quotes }
}
