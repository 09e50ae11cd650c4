//! Commands for every article that a query lets through: `mark-read older:1y`. Each is one step that can be taken back.

use crate::app::App;
use crate::app::picker::{Act, Item};
use crate::app::update::asking::Sort;
use crate::app::update::filtering::parse;
use crate::library::state::{Change, Content};
use crate::library::view::Request;
use crate::model::Clean;

/// What is done with them.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Bulk {
    /// They are marked read, or unread.
    Read(bool),
    /// They are starred, or no longer.
    Starred(bool),
    /// They have the tag, or no longer.
    Tagged(String, bool),
}

/// The commands: name, what follows it, what it does.
const COMMANDS: [(&str, &str, &str); 6] = [
    ("mark-read", "QUERY", "Marks every article read that the query lets through"),
    ("mark-unread", "QUERY", "Marks every such article unread"),
    ("add-star", "QUERY", "Stars every such article"),
    ("remove-star", "QUERY", "Takes the star off every such article"),
    ("add-tag", "TAG QUERY", "Puts a tag on every such article"),
    ("remove-tag", "TAG QUERY", "Takes a tag off every such article"),
];

impl Bulk {
    /// A typed command and its query; nothing when it is none, or says nothing yet behind its name.
    fn read(text: &str) -> Option<(Self, &str)> {
        let (name, rest) = text.trim_start().split_once(' ')?;
        let tagged = |on| {
            let (tag, query) = rest.trim_start().split_once(' ')?;
            Some((Self::Tagged(tag.trim_start_matches('#').to_owned(), on), query))
        };
        let (what, query) = match name {
            "mark-read" => (Self::Read(true), rest),
            "mark-unread" => (Self::Read(false), rest),
            "add-star" => (Self::Starred(true), rest),
            "remove-star" => (Self::Starred(false), rest),
            "add-tag" => tagged(true)?,
            "remove-tag" => tagged(false)?,
            _ => return None,
        };
        let query = query.trim();
        (!query.is_empty()).then_some((what, query))
    }

    fn change(&self, content: Content) -> Change {
        match self {
            Self::Read(on) => Change::Read(content, *on),
            Self::Starred(on) => Change::Starred(content, *on),
            Self::Tagged(tag, on) => Change::Tagged(content, tag.clone(), *on),
        }
    }

    /// What was done with so many articles.
    fn done(&self, count: usize) -> String {
        let articles = if count == 1 { "1 article".to_owned() } else { format!("{count} articles") };
        match self {
            Self::Read(true) => format!("{articles} marked read"),
            Self::Read(false) => format!("{articles} marked unread"),
            Self::Starred(true) => format!("{articles} starred"),
            Self::Starred(false) => format!("star taken off {articles}"),
            Self::Tagged(tag, true) => format!("{articles} tagged {tag}"),
            Self::Tagged(tag, false) => format!("tag {tag} taken off {articles}"),
        }
    }
}

/// Their rows in the box of commands.
#[must_use]
pub(crate) fn items() -> Vec<Item> {
    let item = |(name, takes, does): (&str, &str, &str)| Item {
        left: Clean::line(&format!("{name} {takes}")),
        right: Clean::line(does),
        act: Act::Type(format!("{name} ")),
    };
    COMMANDS.map(item).to_vec()
}

/// Whether a typed line is one of the commands with something behind it, and which.
#[must_use]
pub(crate) fn begun(typed: &str) -> Option<&'static str> {
    let (name, _) = typed.trim_start().split_once(' ')?;
    COMMANDS.iter().map(|(known, ..)| *known).find(|known| *known == name)
}

impl App {
    /// Asks for the articles of a typed command; whether it was one. An error of the query is what is wrong with it.
    pub(super) fn begin_bulk(&mut self, typed: &str) -> Option<Result<(), String>> {
        let (what, query) = Bulk::read(typed)?;
        let query = match parse(query, &self.config) {
            Ok(query) => query,
            Err((_, message)) => return Some(Err(message)),
        };
        self.ask(Sort::Bulk(what), Request::Contents(query));
        Some(Ok(()))
    }

    /// Does it with the articles, those left out with whom it is so already.
    pub(super) fn do_bulk(&mut self, what: &Bulk, contents: &[Content]) {
        let is_so = |content: &Content| match what {
            Bulk::Read(on) => self.made.read.contains(content) == *on,
            Bulk::Starred(on) => self.made.starred.contains(content) == *on,
            Bulk::Tagged(tag, on) => {
                self.made.tags.get(content).is_some_and(|tags| tags.contains(tag)) == *on
            }
        };
        let changes: Vec<Change> =
            contents.iter().filter(|content| !is_so(content)).map(|content| what.change(*content)).collect();
        if changes.is_empty() {
            return self.say(match contents.len() {
                0 => "no article is let through by this query",
                _ => "every such article is so already",
            });
        }
        self.do_step(&what.done(changes.len()), changes);
        self.ask_everything();
    }
}

#[cfg(test)]
mod tests {
    use super::Bulk;
    use crate::app::{App, Surroundings};
    use crate::config::Config;

    #[test]
    fn commands_are_read_with_their_query() {
        let check = |text, expect| assert_eq!(Bulk::read(text), expect, "{text}");
        check("mark-read older:1y", Some((Bulk::Read(true), "older:1y")));
        check(
            " add-tag #later  ferry OR bread",
            Some((Bulk::Tagged("later".to_owned(), true), "ferry OR bread")),
        );
        for nothing in ["mark-read", "mark-read ", "add-tag later", "add-tag later ", "read all", ""] {
            check(nothing, None);
        }
    }

    #[test]
    fn only_what_is_not_so_yet_is_changed_and_all_of_it_is_taken_back() {
        let mut app = App::new(Config::default(), Surroundings::default()).unwrap();
        app.make_read(2);
        app.do_bulk(&Bulk::Read(true), &[1, 2, 3]);
        assert_eq!(app.notice.as_str(), "2 articles marked read");
        app.undo();
        assert_eq!(app.made.read.iter().copied().collect::<Vec<_>>(), [2]);
        app.do_bulk(&Bulk::Tagged("later".to_owned(), false), &[1]);
        assert_eq!(app.notice.as_str(), "every such article is so already");
    }
}
