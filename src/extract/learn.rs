//! The one learning engine: sparse hashed features, linear weights, Viterbi over labelled sequences, ranking of candidates.
//!
//! Two kinds of question are learnt with it. *Which words are part of what?* is a sequence of labels: an averaged
//! structured perceptron (Collins 2002) over BIO labels ([`tag`], [`train::tagger`]). *Which of these candidates?* is a
//! choice: a log-linear ranker with probabilities ([`rank`], [`train::ranker()`]). Both end as a [`Model`]: the features that
//! matter most with 8-bit weights, scored in whole numbers, so that the same text gives the same answer on every machine.
//!
//! The engine knows nothing of names or quotes, reads no files and keeps no state.

pub mod adder;
pub mod features;
pub mod file;
pub mod known;
pub mod model;
pub mod passes;
pub mod rank;
mod table;
pub mod tag;
pub mod train;

pub use features::{Features, PoolId, key};
pub use model::Model;
