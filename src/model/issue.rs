//! What went wrong, or had to be guessed, while reading one file. An issue never stops another file.

use crate::model::Span;
use serde::{Deserialize, Serialize};

/// One finding about one file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Issue {
    /// How bad it is.
    pub severity: Severity,
    /// What kind of finding; stable in exports.
    pub code: IssueCode,
    /// What happened, where, and what to do, in a sentence.
    pub message: String,
    /// Where in the text, if anywhere.
    pub span: Option<Span>,
}

/// How bad an issue is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Worth knowing: an encoding was guessed.
    Note,
    /// Something was lost or doubted.
    Warning,
    /// The file could not be read at all.
    Error,
}

/// Kinds of finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum IssueCode {
    /// The file could not be opened or read.
    Unreadable,
    /// Not text.
    Binary,
    /// Nothing in it.
    Empty,
    /// Longer than the limit; the message says what became of the rest.
    TooLong,
    /// Not a regular file, or a link that leaves the folder.
    Skipped,
    /// The encoding was guessed.
    GuessedEncoding,
    /// Bytes that do not decode were replaced.
    BadBytes,
    /// Control codes were taken out.
    ControlCodes,
    /// Front matter that does not parse.
    BadMetadata,
    /// No headline was found.
    NoHeadline,
    /// No body was found.
    NoBody,
    /// The program failed on this file; the others are unharmed.
    Failed,
    /// Data for programs, no article.
    Data,
}

impl Issue {
    /// A new issue without a place.
    #[must_use]
    pub fn new(severity: Severity, code: IssueCode, message: impl Into<String>) -> Self {
        Self { severity, code, message: message.into(), span: None }
    }
}
