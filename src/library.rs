//! Floor 4: the corpus, in memory and on disk. Scan, query, search, stories, actors merged across articles.

pub mod bits;
pub mod corpus;
pub mod disk;
pub mod filter;
#[cfg(test)]
pub(crate) mod fixtures;
pub mod fulltext;
pub(crate) mod gallop;
pub mod goto;
pub mod ground;
pub mod index;
pub mod lit;
pub mod lookup;
pub mod mends;
pub mod merge;
pub mod pages;
pub mod query;
pub mod raw;
pub(crate) mod room;
pub mod scan;
pub mod search;
pub mod snippet;
pub mod state;
pub mod store;
pub mod stories;
pub(crate) mod strings;
pub mod telling;
pub mod view;
