//! Who is in an article: mentions, and the actors they refer to.

use crate::model::Span;
use serde::{Deserialize, Serialize};

/// An actor within one article: an index into [`Extraction::actors`](crate::model::Extraction::actors).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct LocalActorId(pub u32);

/// A span that names or refers to an actor.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mention {
    /// Where it stands; a name without its title and without the possessive ending.
    pub span: Span,
    /// Name, nominal or pronoun.
    pub form: MentionForm,
    /// What it refers to, as far as this mention tells.
    pub kind: ActorKind,
    /// Whom it refers to, if the text supports an answer.
    pub actor: Option<LocalActorId>,
    /// The title or role that stands beside it ("Russian envoy"), as given.
    pub role: Option<Span>,
}

/// How a mention refers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MentionForm {
    /// A name.
    Name,
    /// A description: "the Russian leader".
    Nominal,
    /// A pronoun: "he".
    Pronoun,
}

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ActorKind {
    /// A person.
    Person,
    /// An organisation.
    Organisation,
    /// A place.
    Place,
    /// A named thing that is none of these: an event, a law, a work, a people.
    Other,
}

impl ActorKind {
    /// Every kind, in the order of the screen.
    pub const ALL: [Self; 4] = [Self::Person, Self::Organisation, Self::Place, Self::Other];

    /// The tag of the field's data sets, used in exports.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Person => "PER",
            Self::Organisation => "ORG",
            Self::Place => "LOC",
            Self::Other => "MISC",
        }
    }

    /// The kind in a word.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::Other => "other",
        }
    }
}

/// A person's grammatical gender in English, as the article's own words show it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Gender {
    /// she, her, Mrs
    Feminine,
    /// he, him, Mr
    Masculine,
}

/// An actor within one article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LocalActor {
    /// The fullest form of the name in this article.
    pub name: String,
    /// What it is, by vote of its mentions.
    pub kind: ActorKind,
    /// Every spelling with its number of mentions, most frequent first.
    pub variants: Vec<(String, u32)>,
    /// Titles and roles as the article gives them.
    pub roles: Vec<Span>,
    /// What the article's pronouns and titles, or the first name, say.
    pub gender: Option<Gender>,
}
