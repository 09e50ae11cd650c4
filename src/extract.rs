//! Floor 3: from an article to its mentions, actors and quotes. Pure: no I/O, the same article gives the same result.

pub mod actors;
pub mod joining;
pub mod learn;
pub mod lexicon;
pub mod names;
pub mod naming;
