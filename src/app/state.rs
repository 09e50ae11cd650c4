//! Plain data of the reader's state: rooms, stages, terms, spots of the history, what is being typed.

use crate::app::card::Card;
use crate::app::geometry::Pane;
use crate::app::line::Line;
use crate::app::list::{At, Line as ListLine};
use crate::app::picker::Picker;
use crate::app::reader::Reader;
use crate::app::story::StoryPage;
use crate::library::query::Sort;
use crate::library::state::Content;
use crate::library::view::{ActorKey, StoryHead};
use crate::model::{ActorId, ArticleId, Clean, QuoteId, Span, StoryId};
use std::sync::Arc;

/// A room.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Room {
    /// What happened.
    Stories,
    /// Who is in it.
    Actors,
    /// Who said what.
    Quotes,
    /// Everything that matches.
    Search,
}

impl Room {
    /// Every room, in the order of its keys.
    pub const ALL: [Self; 4] = [Self::Stories, Self::Actors, Self::Quotes, Self::Search];

    /// Its name.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Stories => "Stories",
            Self::Actors => "Actors",
            Self::Quotes => "Quotes",
            Self::Search => "Search",
        }
    }

    /// The orders its rows can have, the first one first.
    #[must_use]
    pub const fn sorts(self) -> &'static [Sort] {
        match self {
            Self::Stories => &[Sort::DateDescending, Sort::Date, Sort::Title, Sort::Source, Sort::Mentions],
            Self::Actors => &[Sort::Mentions, Sort::Title],
            Self::Quotes => &[Sort::Speaker, Sort::Story, Sort::DateDescending, Sort::Date],
            Self::Search => &[Sort::Relevance],
        }
    }
}

/// The name of an order on the screen.
#[must_use]
pub const fn sort_label(sort: Sort) -> &'static str {
    match sort {
        Sort::Date => "oldest first",
        Sort::DateDescending => "newest first",
        Sort::Title => "by name",
        Sort::Source => "by source",
        Sort::Mentions => "most mentioned",
        Sort::Relevance => "best first",
        Sort::Speaker => "by speaker",
        Sort::Story => "by story",
    }
}

/// What the main pane shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Show {
    /// Nothing yet.
    #[default]
    Nothing,
    /// A text.
    Reader,
    /// An actor's card.
    Card,
    /// A story seen whole.
    Story,
}

/// What can be opened in the main pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Opening {
    /// An article, landing on a span if there is one.
    Article(ArticleId, Option<Span>),
    /// An article, landing on one of its quotes.
    Quote(QuoteId),
    /// An actor's card.
    Actor(ActorId),
    /// A story seen whole.
    Story(StoryId),
}

/// What a room has beside its list.
#[derive(Clone, Debug)]
pub struct Stage {
    /// The pane that has the keys.
    pub focus: Pane,
    /// What the main pane shows.
    pub show: Show,
    /// The open text.
    pub reader: Option<Reader>,
    /// The story of the open text.
    pub story: Option<Arc<StoryHead>>,
    /// The open card.
    pub card: Option<Card>,
    /// The open story.
    pub page: Option<StoryPage>,
    /// The selected line of the rail.
    pub rail: usize,
    /// The actor whose mentions are lit.
    pub actor: Option<(ActorId, Clean)>,
    /// What the main pane was last asked to show.
    pub asked: Option<Opening>,
    /// Why it shows nothing, if there is a reason.
    pub missing: Option<Clean>,
}

impl Default for Stage {
    fn default() -> Self {
        Self {
            focus: Pane::List,
            show: Show::Nothing,
            reader: None,
            story: None,
            card: None,
            page: None,
            rail: 1,
            actor: None,
            asked: None,
            missing: None,
        }
    }
}

/// What a room's rows must be.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Terms {
    /// The query that was typed.
    pub filter: String,
    /// Only this kind of actor or quote: the query that says so.
    pub kind: Option<&'static str>,
    /// Which of the room's orders.
    pub sort: usize,
}

impl Terms {
    /// The kind in a word: the last one of its query, `person:/./` or `kind:direct`.
    #[must_use]
    pub fn kind_label(&self) -> Option<&'static str> {
        let (field, value) = self.kind?.split_once(':')?;
        Some(match field {
            "speaker" if value == "none" => "unattributed",
            "kind" | "speaker" => value,
            "org" => "organisation",
            field => field,
        })
    }
}

/// What everything is filtered by.
#[derive(Clone, Debug, PartialEq)]
pub struct Scoped {
    /// What it is called on the screen.
    pub label: Clean,
    /// The query that says it.
    pub query: String,
    /// The actor, if it is one.
    pub actor: Option<Clean>,
}

/// A place one can come back to.
#[derive(Clone, Debug)]
pub struct Spot {
    /// The room.
    pub room: Room,
    /// Its panes.
    pub stage: Stage,
    /// The selected row of its list.
    pub cursor: At,
    /// The first line of its list.
    pub top: Option<ListLine>,
    /// One went deeper from here, so that Esc comes back.
    pub deeper: bool,
}

/// What the keys mean beyond the keymap.
#[derive(Clone, Debug, Default)]
pub enum Mode {
    /// The keymap alone.
    #[default]
    Normal,
    /// A line is being typed.
    Line(Prompt),
    /// A box is open.
    Picker(Picker),
    /// The next key is the letter of a mark to set.
    SetMark,
    /// The next key is the letter of a mark to go to.
    GoToMark,
}

/// What a line is typed for.
#[derive(Clone, Debug, PartialEq)]
pub enum Purpose {
    /// A find in the pane; Esc goes back to where it began.
    Find {
        /// The list's cursor, the card's line, the reader's row when it began.
        from: (At, usize, usize),
    },
    /// The room's filter.
    Filter,
    /// The search for everything.
    Search,
    /// The tags of some articles; those that all of them have stand in the line at first.
    Tags {
        /// The articles.
        articles: Vec<Content>,
        /// The tags all of them had.
        common: Vec<String>,
    },
    /// A note on a sentence.
    Note {
        /// The article.
        article: Content,
        /// The sentence.
        sentence: Span,
    },
    /// Another name of an actor.
    Rename(ActorKey),
}

impl Purpose {
    /// Whether the line stands for something of the rows, and may be emptied.
    #[must_use]
    pub const fn is_of_rows(&self) -> bool {
        matches!(self, Self::Tags { .. } | Self::Note { .. } | Self::Rename(_))
    }
}

/// A line being typed.
#[derive(Clone, Debug)]
pub struct Prompt {
    /// What it is for.
    pub purpose: Purpose,
    /// What has been typed.
    pub line: Line,
    /// Why it does not parse, and at which byte.
    pub fault: Option<(usize, String)>,
}

/// A marked place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marked {
    /// The article.
    pub article: ArticleId,
    /// The first byte on the screen.
    pub byte: usize,
}
