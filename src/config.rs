//! Floor 5: every setting, typed, with its default, read from `config.toml`.
//!
//! A configuration that is not right is refused whole, before the screen is touched, with file, line, key and what was
//! expected: see [`Problem`]. Action names and queries are only carried here; the app, which knows them, checks them and
//! answers with the same [`Problem`].

pub mod colour;
pub mod load;
mod parse;
mod table;
mod themes;

use crate::config::colour::Look;
use crate::config::themes::Theme;
use std::fmt;

pub use crate::config::load::{Found, load};
pub use crate::config::parse::parse;
pub use crate::config::themes::{Role, Theme as ColourTheme};

/// Every setting. [`Config::default`] is what `config.toml` in the repository says.
#[derive(Clone, Debug, PartialEq)]
pub struct Config {
    /// Which file it was read from, as messages name it; empty for the defaults.
    pub file: String,
    /// The folder that is read when none is named.
    pub corpus: String,
    /// The folder of the library; empty for one of the corpus' own in the user's data folder.
    pub library: String,
    /// Whether a word that is searched for finds all its English forms.
    pub word_forms: bool,
    /// How the screen is laid out and drawn.
    pub screen: Screen,
    /// Built-in and own themes, in the order of the theme key.
    pub themes: Vec<Theme>,
    /// Looks that stand over every theme.
    pub colours: Vec<(Role, Look)>,
    /// Which set of keys to start from.
    pub preset: Preset,
    /// Keys that differ from the preset.
    pub keys: Vec<KeySetting>,
    /// Named queries.
    pub filters: Vec<SavedFilter>,
}

/// How the screen is laid out and drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "four independent switches of the user's")]
pub struct Screen {
    /// The name of the theme.
    pub theme: String,
    /// Signs of ASCII instead of drawn lines and typographic marks.
    pub ascii: bool,
    /// Whether the mouse is listened to.
    pub mouse: bool,
    /// Whether text has an even right edge.
    pub justify: bool,
    /// Columns of text, at most.
    pub text_width: u16,
    /// Columns of the list, with its border.
    pub list_width: u16,
    /// Columns of the rail, with its border.
    pub rail_width: u16,
    /// Whether the rail is there on a wide screen.
    pub rail: bool,
    /// How quotes are grouped.
    pub group: Grouping,
}

/// How quotes are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Grouping {
    /// By who said it.
    Speaker,
    /// By the story they stand in.
    Story,
    /// By the day of the article.
    Date,
}

impl Grouping {
    /// Every grouping, in the order of the key.
    pub const ALL: [Self; 3] = [Self::Speaker, Self::Story, Self::Date];

    /// Its name in the configuration and on the screen.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Speaker => "speaker",
            Self::Story => "story",
            Self::Date => "date",
        }
    }
}

/// A set of keys to start from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Preset {
    /// As in vim and most terminal readers.
    Vim,
    /// As in less.
    Less,
    /// No letters needed: arrows and function keys.
    Arrows,
}

impl Preset {
    /// Every preset.
    pub const ALL: [Self; 3] = [Self::Vim, Self::Less, Self::Arrows];

    /// Its name in the configuration.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Vim => "vim",
            Self::Less => "less",
            Self::Arrows => "arrows",
        }
    }
}

/// One line of `[keys]`: an action and its keys, in place of the preset's.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeySetting {
    /// The action's name.
    pub action: String,
    /// Its keys as written; none unbinds it.
    pub keys: Vec<String>,
    /// The line it stands on, from 1.
    pub line: usize,
}

/// One line of `[filters]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedFilter {
    /// Its name in the menu.
    pub name: String,
    /// The query.
    pub query: String,
    /// The line it stands on, from 1.
    pub line: usize,
}

impl Default for Config {
    fn default() -> Self {
        Self {
            file: String::new(),
            corpus: "articles".to_owned(),
            library: String::new(),
            word_forms: false,
            screen: Screen {
                theme: "terminal".to_owned(),
                ascii: false,
                mouse: true,
                justify: false,
                text_width: 76,
                list_width: 42,
                rail_width: 36,
                rail: true,
                group: Grouping::Speaker,
            },
            themes: themes::built_in(),
            colours: Vec::new(),
            preset: Preset::Vim,
            keys: Vec::new(),
            filters: Vec::new(),
        }
    }
}

/// The commented `config.toml` that says the defaults: what `config --print` prints.
#[must_use]
pub const fn default_text() -> &'static str {
    include_str!("../config.toml")
}

/// What is wrong with a configuration, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The file, as it was named.
    pub file: String,
    /// The line, from 1; 0 when the file as a whole is meant.
    pub line: usize,
    /// The key, with its tables (`screen.theme`); empty when there is none.
    pub key: String,
    /// What is wrong, and what was expected.
    pub message: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.file)?;
        if self.line > 0 {
            write!(f, ":{}", self.line)?;
        }
        if !self.key.is_empty() {
            write!(f, ": {}", self.key)?;
        }
        write!(f, ": {}", self.message)
    }
}

impl std::error::Error for Problem {}

#[cfg(test)]
mod tests {
    use super::{Config, default_text, parse};

    #[test]
    fn the_shipped_file_says_the_defaults() {
        let read = parse(default_text(), "config.toml").unwrap();
        assert_eq!(read, Config { file: "config.toml".to_owned(), ..Config::default() });
    }
}
