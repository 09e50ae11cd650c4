//! Tools on text, without knowledge of articles: decoding, dates, lines, function words.

pub mod dates;
pub mod decode;
pub mod fold;
pub mod language;
pub mod lines;
pub mod quotemarks;
pub mod sentences;
pub mod stems;
pub mod tokens;
pub mod width;
pub mod words;
pub mod wordset;
pub mod wrap;
