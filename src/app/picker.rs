//! A box over the screen with something to choose from: help, commands, go to, row actions, filters, problems.
//!
//! All of them are one thing: rows that can be narrowed by typing, a cursor, and what `Enter` does.

use crate::app::action::Action;
use crate::app::keymap;
use crate::app::line::Line;
use crate::app::update::bulk;
use crate::library::mends::Mend;
use crate::library::view::{Hit, Problem, Target};
use crate::model::{ArticleId, Clean, Severity};

/// What is chosen from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Choice {
    /// Every key; Enter runs.
    Help,
    /// An action by its name.
    Command,
    /// A story or an actor by a few letters.
    GoTo,
    /// What can be done with a row; its keys run at once.
    Row,
    /// The filters of the configuration.
    Filters,
    /// The files with issues.
    Problems,
    /// Another actor that this one is.
    Merge,
    /// A spelling of an actor.
    Split,
    /// What an actor is.
    Kind,
    /// Who said it.
    Speaker,
    /// What was mended.
    Mends,
    /// The user's notes.
    Notes,
    /// What was opened.
    History,
    /// What came in since last time.
    Arrivals,
}

impl Choice {
    /// What stands over the box.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Self::Help => "Help: type to filter, Enter runs",
            Self::Command => "Command",
            Self::GoTo => "Go to",
            Self::Row => "This row",
            Self::Filters => "Saved filters",
            Self::Problems => "Problems",
            Self::Merge => "Is the same as",
            Self::Split => "Which spelling is somebody else?",
            Self::Kind => "What is it?",
            Self::Speaker => "Who said it?",
            Self::Mends => "What you mended; Enter takes it back",
            Self::Notes => "Your notes",
            Self::Arrivals => "Came in since last time",
            Self::History => "Opened, the last one first",
        }
    }
}

/// What choosing a row does.
#[derive(Clone, Debug, PartialEq)]
pub enum Act {
    /// Runs an action.
    Run(Action),
    /// Opens a place, an actor, a quote.
    Open(Target),
    /// Opens an article.
    Article(ArticleId),
    /// Filters the list.
    Filter(String),
    /// Puts the beginning of a command into the line.
    Type(String),
    /// Mends something.
    Mend(Mend),
    /// Takes a mend back.
    TakeBack(Mend),
    /// Nothing: the row is only there to be read.
    Nothing,
}

/// One row.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    /// What stands first: a key, a name.
    pub left: Clean,
    /// What stands behind it.
    pub right: Clean,
    /// What choosing it does.
    pub act: Act,
}

/// An open box.
#[derive(Clone, Debug)]
pub struct Picker {
    /// What is chosen from.
    pub choice: Choice,
    /// What has been typed.
    pub line: Line,
    /// Every row.
    pub all: Vec<Item>,
    /// Which rows are left, by their place in `all`.
    pub left: Vec<usize>,
    /// Which of the rows left is selected.
    pub cursor: usize,
}

impl Picker {
    /// A box with these rows.
    #[must_use]
    pub fn new(choice: Choice, all: Vec<Item>) -> Self {
        let left = (0..all.len()).collect();
        Self { choice, line: Line::default(), all, left, cursor: 0 }
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&Item> {
        self.all.get(*self.left.get(self.cursor)?)
    }

    /// Leaves the rows that have every typed word in them; in commands those that begin with it come first.
    pub fn narrow(&mut self) {
        if matches!(self.choice, Choice::GoTo | Choice::Merge) {
            return;
        }
        let typed = self.line.text().to_lowercase();
        let words: Vec<&str> = typed.split_whitespace().collect();
        let has = |item: &Item| {
            let text = format!("{} {}", item.left, item.right).to_lowercase();
            words.iter().all(|word| text.contains(word))
        };
        let command = bulk::begun(&typed).filter(|_| self.choice == Choice::Command);
        let fits = |item: &Item| match command {
            // What stands behind a command's name is its query.
            Some(name) => item.left.split(' ').next() == Some(name),
            None => has(item),
        };
        self.left = (0..self.all.len()).filter(|i| self.all.get(*i).is_some_and(fits)).collect();
        if self.choice == Choice::Command {
            let rank = |i: &usize| {
                self.all.get(*i).map_or(2, |item| match item.left.find(typed.trim()) {
                    Some(0) => 0,
                    Some(_) => 1,
                    None => 2,
                })
            };
            self.left.sort_by_key(rank);
        }
        self.cursor = 0;
    }

    /// Takes the library's answer to what was typed.
    pub fn hits(&mut self, hits: Vec<Hit>) {
        let item = |hit: Hit| Item { left: hit.title, right: hit.snippet, act: Act::Open(hit.target) };
        self.put(hits.into_iter().map(item).collect());
    }

    /// Puts other rows in the place of all.
    pub fn put(&mut self, items: Vec<Item>) {
        self.all = items;
        self.left = (0..self.all.len()).collect();
        self.cursor = 0;
    }

    /// Moves the cursor.
    pub fn step(&mut self, by: isize) {
        self.cursor = self.cursor.saturating_add_signed(by).min(self.left.len().saturating_sub(1));
    }
}

/// The rows of the help: every action with its keys.
#[must_use]
pub fn help(table: &[keymap::Line]) -> Vec<Item> {
    let row = |line: &keymap::Line| Item {
        left: Clean::line(&line.keys.join("  ")),
        right: Clean::line(&format!(
            "{} ({}, {})",
            line.doc.trim_end_matches('.'),
            line.name,
            line.scope.label()
        )),
        act: line.name.parse().map_or(Act::Nothing, Act::Run),
    };
    table.iter().map(row).collect()
}

/// The rows of the command line: every action by its name, and the commands that take a query.
#[must_use]
pub fn commands(table: &[keymap::Line]) -> Vec<Item> {
    let row = |line: &keymap::Line| Item {
        left: Clean::line(line.name),
        right: Clean::line(&format!("{}  {}", line.doc.trim_end_matches('.'), line.keys.join(" "))),
        act: line.name.parse().map_or(Act::Nothing, Act::Run),
    };
    table.iter().map(row).chain(bulk::items()).collect()
}

/// The rows of the problems: a row an issue, errors first.
#[must_use]
pub fn problems(problems: &[Problem]) -> Vec<Item> {
    let mut rows: Vec<(Severity, Item)> = Vec::new();
    for problem in problems {
        for issue in &problem.issues {
            let sign = match issue.severity {
                Severity::Error => "✘",
                Severity::Warning => "!",
                Severity::Note => "·",
            };
            let left = Clean::line(&format!("{sign} {}", problem.path));
            let act = problem.article.map_or(Act::Nothing, Act::Article);
            rows.push((issue.severity, Item { left, right: Clean::line(&issue.message), act }));
        }
    }
    rows.sort_by_key(|(severity, _)| std::cmp::Reverse(*severity));
    rows.into_iter().map(|(_, item)| item).collect()
}

#[cfg(test)]
mod tests {
    use super::{Act, Action, Choice, Picker, commands, help};
    use crate::app::keymap::Keymap;
    use crate::config::Config;

    #[test]
    fn the_help_has_every_action_and_is_narrowed_by_words() {
        let keymap = Keymap::new(&Config::default()).unwrap();
        let mut picker = Picker::new(Choice::Help, help(&keymap.table()));
        for action in Action::ALL {
            assert!(picker.all.iter().any(|item| item.act == Act::Run(*action)), "{action}");
        }
        picker.line.insert("quote next");
        picker.narrow();
        assert_eq!(picker.selected().unwrap().act, Act::Run(Action::NextQuote));
    }

    #[test]
    fn commands_that_begin_with_what_is_typed_come_first() {
        let keymap = Keymap::new(&Config::default()).unwrap();
        let mut picker = Picker::new(Choice::Command, commands(&keymap.table()));
        picker.line.insert("quit");
        picker.narrow();
        assert_eq!(picker.selected().unwrap().act, Act::Run(Action::Quit));
    }
}
