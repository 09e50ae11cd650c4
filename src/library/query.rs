//! The query language of the reader and of the command line: one string, one parser, one meaning.
//!
//! This file holds what a query is; `parser` reads one, [`filter`](crate::library::filter) says what it lets through.
//! `docs/QUERIES.md` describes the language.

mod completion;
mod field;
mod lexer;
mod parser;
mod time;

pub use completion::{Stock, completions};
pub use field::{Field, Mark, Part};
pub use time::{Bound, Range};

use crate::model::{Known, QuoteKind, Span};
use crate::text::stems;
use regex::Regex;
use std::fmt;
use std::sync::Arc;

/// How many words `NEAR` reaches when it does not say.
pub(crate) const NEAR: u32 = 10;

/// How long a query may be, in bytes.
pub const MAX_BYTES: usize = 16 << 10;

/// A parsed query; the empty one matches everything.
#[derive(Clone, Default)]
pub struct Query {
    text: String,
    root: Option<Arc<Node>>,
    sort: Option<Sort>,
}

/// Why a query does not parse.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{message}{}", suggestion.as_ref().map(|s| format!(": did you mean `{s}`?")).unwrap_or_default())]
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
        Self::parse_with(text, Forms::AsWritten)
    }

    /// As [`Query::parse`]; `forms` says which forms of a word count.
    ///
    /// # Errors
    /// As there.
    pub fn parse_with(text: &str, forms: Forms) -> Result<Self, QueryError> {
        if text.len() > MAX_BYTES {
            let message = format!("a query may have {MAX_BYTES} bytes; this one has {}", text.len());
            return Err(QueryError { span: Span::new(MAX_BYTES, text.len()), message, suggestion: None });
        }
        let (root, sort) = parser::parse(text, forms)?;
        Ok(Self { text: text.to_owned(), root: root.map(Arc::new), sort })
    }

    /// The query that lets through what belongs to one name and no other: `field:="name"`.
    #[must_use]
    pub fn exactly(field: Field, name: &str) -> String {
        format!("{}:=\"{}\"", field.name(), name.replace('"', " "))
    }

    /// As typed.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// What must hold; nothing when everything passes.
    #[must_use]
    pub fn root(&self) -> Option<&Node> {
        self.root.as_deref()
    }

    /// Whether it lets everything through.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.root.is_none()
    }

    /// The order it asks for.
    #[must_use]
    pub fn sort(&self) -> Option<Sort> {
        self.sort
    }
}

impl PartialEq for Query {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl fmt::Debug for Query {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Query({:?})", self.text)
    }
}

/// A part of a query.
#[derive(Clone, Debug)]
pub enum Node {
    /// All of these.
    All(Vec<Node>),
    /// One of these at least.
    Any(Vec<Node>),
    /// Not this.
    Not(Box<Node>),
    /// A single condition.
    Test(Test),
}

/// A single condition.
#[derive(Clone, Debug)]
pub enum Test {
    /// The words, in a field or anywhere.
    Words(Field, Pattern),
    /// Two groups of words at most so many words apart, in either order.
    Near(Field, Phrase, Phrase, u32),
    /// A quote of this kind.
    Kind(QuoteKind),
    /// A quote whose speaker the text makes known like this.
    Speaker(Known),
    /// What the reader did with the article, or what it is.
    Is(Mark),
    /// What the article has.
    Has(Part),
    /// A tag of the user's.
    Tag(String),
    /// The article's own date lies here.
    Date(Range),
}

/// What is looked for in a text.
#[derive(Clone, Debug)]
pub enum Pattern {
    /// Words in this order.
    Phrase(Phrase),
    /// The whole name, and nothing but it.
    Whole(String),
    /// A regular expression, whatever the case.
    Regex(Regex),
}

/// Which forms of a word count.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Forms {
    /// The one that was asked for.
    #[default]
    AsWritten,
    /// All that an English word takes: `vote` finds *voted*. Not between quotation marks, and not in names.
    All,
}

/// Words that follow each other.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Phrase {
    /// Folded words.
    pub words: Vec<String>,
    /// The same written as one word, for a compound: `cease-fire`, `ceasefire`.
    pub joined: Option<String>,
    /// Whether the last word may go on.
    pub prefix: bool,
    /// The stem of its only word, when every word of that stem counts.
    pub stem: Option<String>,
    /// Whether it is the last thing of the query and may still be being typed.
    pub open: bool,
}

impl Phrase {
    /// What its last word asks for.
    #[must_use]
    pub fn last(&self) -> Option<Wanted<'_>> {
        self.words.last().map(|word| Wanted { word, prefix: self.prefix, stem: self.stem.as_deref() })
    }

    /// What it asks for written as one word.
    #[must_use]
    pub fn in_one(&self) -> Option<Wanted<'_>> {
        self.joined.as_ref().map(|word| Wanted { word, prefix: self.prefix, stem: None })
    }
}

/// A word that is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Wanted<'p> {
    /// The word, folded.
    pub word: &'p str,
    /// Whether it may go on.
    pub prefix: bool,
    /// Words of this stem count too.
    pub stem: Option<&'p str>,
}

impl<'p> Wanted<'p> {
    /// A word and no other.
    #[must_use]
    pub const fn exactly(word: &'p str) -> Self {
        Self { word, prefix: false, stem: None }
    }

    /// Whether it asks for a single word and no other.
    #[must_use]
    pub const fn is_exact(&self) -> bool {
        !self.prefix && self.stem.is_none()
    }

    /// Whether a folded word is what is asked for.
    #[must_use]
    pub fn is(&self, word: &str) -> bool {
        word == self.word
            || self.prefix && word.starts_with(self.word)
            || self.stem.is_some_and(|wanted| stems::stem(word).is_some_and(|stem| stem == wanted))
    }

    /// What the words it asks for begin with; none of these begins with another.
    #[must_use]
    pub fn starts(&self) -> Vec<String> {
        self.stem.map_or_else(|| vec![self.word.to_owned()], |stem| stems::starts(self.word, stem))
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

impl Sort {
    /// Every order with its name in queries.
    pub const ALL: [(&'static str, Self); 8] = [
        ("date", Self::Date),
        ("-date", Self::DateDescending),
        ("title", Self::Title),
        ("source", Self::Source),
        ("mentions", Self::Mentions),
        ("relevance", Self::Relevance),
        ("speaker", Self::Speaker),
        ("story", Self::Story),
    ];
}
