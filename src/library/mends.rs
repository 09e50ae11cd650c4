//! What the user mended: two actors that are one, a spelling that is somebody else, a name, a kind, a false name, a
//! quote given to another speaker.
//!
//! A [`Mend`] says what it means by names and contents, never by numbers of one run, so that it holds after every scan.
//! Mends are a list in order: names are as they stood after the mends above. [`actors`] does them to the merged actors,
//! [`patch`] to what was found in one article, [`file`](mod@file) writes them as the text the user owns. All of it is
//! pure.

pub mod actors;
pub mod file;
pub mod patch;

use crate::library::state::Content;
use crate::model::{ActorKind, Clean, Span};
use serde::{Deserialize, Serialize};

/// How many characters of a quote are kept to know it again.
const WORDS: usize = 80;

/// One thing the user mended.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "do", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Mend {
    /// An actor is another one.
    Merge {
        /// The one that goes.
        actor: Named,
        /// The one it is.
        into: Named,
    },
    /// A spelling of an actor is an actor of its own.
    Split {
        /// The actor that loses it.
        actor: Named,
        /// The spelling.
        variant: String,
    },
    /// An actor has another name.
    Rename {
        /// The actor.
        actor: Named,
        /// Its name from now on.
        to: String,
    },
    /// An actor is of another kind.
    Kind {
        /// The actor.
        actor: Named,
        /// What it is.
        to: ActorKind,
    },
    /// What was taken for an actor is none.
    Hide {
        /// The actor.
        actor: Named,
    },
    /// A quote has another speaker.
    Speaker {
        /// The content of the article.
        #[serde(with = "file::hex")]
        article: Content,
        /// First byte of the quote in the article's text, and the byte after it.
        quote: [u32; 2],
        /// Its first words, by which it is found again when its place has changed.
        words: String,
        /// Who said it; nobody that the text names when absent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        speaker: Option<Named>,
    },
}

/// An actor as the user saw it: `Ada Lindqvist (person)`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(into = "String", from = "String")]
pub struct Named {
    /// Its name.
    pub name: String,
    /// What it is; whatever it is when absent.
    pub kind: Option<ActorKind>,
}

impl Named {
    /// An actor by name and kind.
    #[must_use]
    pub fn new(name: &str, kind: ActorKind) -> Self {
        Self { name: name.to_owned(), kind: Some(kind) }
    }
}

impl From<Named> for String {
    fn from(named: Named) -> Self {
        match named.kind {
            Some(kind) => format!("{} ({})", named.name, kind.label()),
            None => named.name,
        }
    }
}

impl From<String> for Named {
    fn from(text: String) -> Self {
        let kind_of = |label: &str| ActorKind::ALL.into_iter().find(|kind| kind.label() == label);
        let split = text.strip_suffix(')').and_then(|text| text.rsplit_once(" ("));
        match split.and_then(|(name, label)| Some((name.to_owned(), kind_of(label)?))) {
            Some((name, kind)) => Self { name, kind: Some(kind) },
            None => Self { name: text, kind: None },
        }
    }
}

impl Mend {
    /// A quote given to a speaker, or to nobody.
    #[must_use]
    pub fn speaker(article: Content, quote: Span, text: &str, speaker: Option<Named>) -> Self {
        Self::Speaker { article, quote: [quote.start, quote.end], words: first_words(text), speaker }
    }

    /// The mend in a sentence, for the reader.
    #[must_use]
    pub fn told(&self) -> Clean {
        Clean::line(&match self {
            Self::Merge { actor, into } => format!("{} is {}", actor.name, into.name),
            Self::Split { actor, variant } => format!("{variant} is not {}", actor.name),
            Self::Rename { actor, to } => format!("{} is called {to}", actor.name),
            Self::Kind { actor, to: ActorKind::Other } => format!("{} is of another kind", actor.name),
            Self::Kind { actor, to: ActorKind::Organisation } => format!("{} is an organisation", actor.name),
            Self::Kind { actor, to } => format!("{} is a {}", actor.name, to.label()),
            Self::Hide { actor } => format!("{} is no name", actor.name),
            Self::Speaker { words, speaker: Some(speaker), .. } => format!("{} said “{words}”", speaker.name),
            Self::Speaker { words, speaker: None, .. } => format!("nobody named said “{words}”"),
        })
    }
}

/// The words a quote is known by.
#[must_use]
pub fn first_words(text: &str) -> String {
    let spaced = text.split_whitespace().collect::<Vec<_>>().join(" ");
    spaced.chars().take(WORDS).collect::<String>().trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::Named;
    use crate::model::ActorKind;

    #[test]
    fn actors_are_written_with_their_kind() {
        for (text, name, kind) in [
            ("Ada Lindqvist (person)", "Ada Lindqvist", Some(ActorKind::Person)),
            ("Harbour (place)", "Harbour", Some(ActorKind::Place)),
            ("Bank (Norway)", "Bank (Norway)", None),
            ("Bank", "Bank", None),
        ] {
            let named = Named::from(text.to_owned());
            assert_eq!((named.name.as_str(), named.kind), (name, kind), "{text}");
            assert_eq!(String::from(named), text);
        }
    }
}
