//! Numbers that name things within one library. They are not stable between libraries; paths and contents are.

use serde::{Deserialize, Serialize};

/// An article of the library.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ArticleId(pub u32);

/// An actor of the library: mentions of many articles, merged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct ActorId(pub u32);

/// A quote of the library: its article, and its place in that article's extraction.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct QuoteId {
    /// The article it stands in.
    pub article: ArticleId,
    /// Its place among the article's quotes.
    pub index: u32,
}

/// A story of the library: articles about one event.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoryId(pub u32);
