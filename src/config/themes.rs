//! What can be coloured, and the built-in themes: TOML files beside this one.

use crate::config::colour::Look;
use crate::config::parse::looks;
use crate::config::table::{Source, Table};

/// Something on the screen that has its own look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role {
    /// Running text, and everything that has no role of its own.
    Text,
    /// What is less important.
    Dim,
    /// Borders of panes.
    Border,
    /// The border of the pane that has the keys.
    Focus,
    /// Titles of panes, headlines.
    Title,
    /// Section headings, group heads of lists.
    Heading,
    /// The room one is in.
    Tab,
    /// The selected row of the pane that has the keys.
    Selected,
    /// The selected row of another pane.
    SelectedElsewhere,
    /// Names of people.
    Person,
    /// Names of organisations.
    Organisation,
    /// Names of places.
    Place,
    /// Words in quotation marks, and their sign.
    Quote,
    /// Marked words that are no speech.
    SoCalled,
    /// The sentence a jump landed on.
    Lit,
    /// A hit of a find or search.
    Hit,
    /// The hit one is at.
    CurrentHit,
    /// Every mention of the selected actor.
    Selection,
    /// Pinned names.
    Pin,
    /// Lines that were cut.
    Cut,
    /// Stars, marks and other signs.
    Sign,
    /// Keys in help and hints.
    Key,
    /// What went wrong.
    Error,
}

impl Role {
    /// Every role.
    pub const ALL: [Self; 23] = [
        Self::Text,
        Self::Dim,
        Self::Border,
        Self::Focus,
        Self::Title,
        Self::Heading,
        Self::Tab,
        Self::Selected,
        Self::SelectedElsewhere,
        Self::Person,
        Self::Organisation,
        Self::Place,
        Self::Quote,
        Self::SoCalled,
        Self::Lit,
        Self::Hit,
        Self::CurrentHit,
        Self::Selection,
        Self::Pin,
        Self::Cut,
        Self::Sign,
        Self::Key,
        Self::Error,
    ];

    /// Its name in the configuration.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Dim => "dim",
            Self::Border => "border",
            Self::Focus => "focus",
            Self::Title => "title",
            Self::Heading => "heading",
            Self::Tab => "tab",
            Self::Selected => "selected",
            Self::SelectedElsewhere => "selected-elsewhere",
            Self::Person => "person",
            Self::Organisation => "organisation",
            Self::Place => "place",
            Self::Quote => "quote",
            Self::SoCalled => "so-called",
            Self::Lit => "lit",
            Self::Hit => "hit",
            Self::CurrentHit => "current-hit",
            Self::Selection => "selection",
            Self::Pin => "pin",
            Self::Cut => "cut",
            Self::Sign => "sign",
            Self::Key => "key",
            Self::Error => "error",
        }
    }
}

/// A named set of looks. What it leaves out looks as in the theme `terminal`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Theme {
    /// Its name.
    pub name: String,
    /// What it says.
    pub looks: Vec<(Role, Look)>,
}

impl Theme {
    /// What it says about a role.
    #[must_use]
    pub fn look(&self, role: Role) -> Option<Look> {
        self.looks.iter().find(|(known, _)| *known == role).map(|(_, look)| *look)
    }
}

/// The built-in themes; `terminal`, which says something about every role, comes first.
const FILES: [(&str, &str); 5] = [
    ("terminal", include_str!("themes/terminal.toml")),
    ("light", include_str!("themes/light.toml")),
    ("dark", include_str!("themes/dark.toml")),
    ("paper", include_str!("themes/paper.toml")),
    ("night", include_str!("themes/night.toml")),
];

/// Reads the built-in themes. A test holds that each of them reads whole.
pub(crate) fn built_in() -> Vec<Theme> {
    FILES
        .iter()
        .map(|(name, text)| Theme { name: (*name).to_owned(), looks: read(name, text).unwrap_or_default() })
        .collect()
}

fn read(name: &str, text: &str) -> Result<Vec<(Role, Look)>, crate::config::Problem> {
    looks(Table::of_file(Source { file: name, text })?)
}

#[cfg(test)]
mod tests {
    use super::{FILES, Role, built_in, read};

    #[test]
    fn built_in_themes_read() {
        for (name, text) in FILES {
            assert!(!read(name, text).unwrap().is_empty(), "{name}");
        }
        let terminal = &built_in()[0];
        for role in Role::ALL {
            assert!(terminal.look(role).is_some(), "{}", role.label());
        }
    }
}
