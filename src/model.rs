//! Floor 0: plain data. What an article, a mention, an actor, a quote and a story are, and nothing else.
//!
//! No I/O, no algorithms, no terminal. Every fact holds a [`Span`] into the text of its article, so that whatever is
//! shown can be followed to the sentence it came from. Text that can reach a screen is [`Clean`].

pub mod actor;
pub mod article;
pub mod clean;
pub mod extraction;
pub mod issue;
pub mod quote;
pub mod span;
pub mod story;

pub use actor::{ActorKind, Gender, LocalActor, LocalActorId, Mention, MentionForm};
pub use article::{
    Article, ArticleDate, Block, BlockKind, Cut, CutReason, DateBasis, Field, Region, RegionKind,
};
pub use clean::{Clean, OffsetMap};
pub use extraction::Extraction;
pub use issue::{Issue, IssueCode, Severity};
pub use quote::{Candidate, Known, Quote, QuoteKind, Rule, Speaker};
pub use span::Span;
pub use story::{ActorId, ArticleId, QuoteId, StoryId};
