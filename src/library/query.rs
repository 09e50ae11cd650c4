//! The query language of the reader and of the command line: one string, one parser, one meaning.

use crate::model::Span;

/// How long a query may be.
const MAX_BYTES: usize = 16 << 10;

/// A parsed query; the empty one matches everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Query {
    text: String,
    sort: Option<Sort>,
}

/// Why a query does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct QueryError {
    /// Where, in bytes of the query; at its end when something is missing.
    pub span: Span,
    /// What is wrong and what was expected.
    pub message: String,
    /// What may have been meant.
    pub suggestion: Option<String>,
}

impl Query {
    /// Reads a query.
    ///
    /// # Errors
    /// When it does not follow the language; the error says where.
    pub fn parse(text: &str) -> Result<Self, QueryError> {
        if text.len() > MAX_BYTES {
            let message = format!("a query may have {MAX_BYTES} bytes; this one has {}", text.len());
            return Err(QueryError { span: Span::new(MAX_BYTES, text.len()), message, suggestion: None });
        }
        Ok(Self { text: text.to_owned(), sort: None })
    }

    /// As typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Whether it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }

    /// The order it asks for.
    #[must_use]
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }
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
