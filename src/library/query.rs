//! The query language of the reader and of the command line: one string, one parser, one meaning.

/// A parsed query; the empty one matches everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    /// As typed.
    pub text: String,
}

/// An order of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sort {
    /// Oldest first.
    Date,
    /// Newest first.
    DateDescending,
    /// By headline or name.
    Title,
    /// By outlet.
    Source,
    /// Most mentions first.
    Mentions,
    /// Best match first.
    Relevance,
    /// Quotes by their speaker's name, unattributed ones last.
    Speaker,
    /// Quotes by story, in the order of its articles.
    Story,
}
