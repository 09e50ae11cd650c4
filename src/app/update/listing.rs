//! Lists of what the user made: notes, mends, what was opened.

use crate::app::App;
use crate::app::action::Action;
use crate::app::picker::{Act, Choice, Item, Picker};
use crate::app::reader::rows::written;
use crate::app::state::Mode;
use crate::library::state::Content;
use crate::library::view::{ArticleRow, Place, Target};
use crate::model::Clean;

/// Opened articles that are listed.
const MOST_LISTED: usize = 200;

impl App {
    pub(super) fn ask_notes(&mut self) {
        let mut contents: Vec<Content> = self.made.notes.keys().copied().collect();
        if contents.is_empty() {
            let key = self.keymap.hint(Action::Note);
            return self.say(&format!("there are no notes; {key} in a text writes one"));
        }
        contents.sort_unstable();
        self.ask_articles(Choice::Notes, contents);
    }

    pub(super) fn ask_history(&mut self) {
        let contents: Vec<Content> = self.made.opened.iter().rev().take(MOST_LISTED).copied().collect();
        if contents.is_empty() {
            return self.say("no article has been opened yet");
        }
        self.ask_articles(Choice::History, contents);
    }

    /// Lists the articles that were asked for.
    pub(super) fn list_articles(&mut self, choice: Choice, rows: &[ArticleRow]) {
        let items = if choice == Choice::Notes { self.note_items(rows) } else { opened_items(rows) };
        if items.is_empty() {
            return self.say("none of them belong to articles of this folder");
        }
        self.mode = Mode::Picker(Picker::new(choice, items));
    }

    fn note_items(&self, rows: &[ArticleRow]) -> Vec<Item> {
        let of_row = |row: &ArticleRow| {
            let notes = self.made.notes.get(&row.content).into_iter().flatten();
            let item = |(span, text): (&crate::model::Span, &String)| Item {
                left: Clean::line(text),
                right: row.headline.clone(),
                act: Act::Open(Target::Place(Place { article: row.id, span: *span })),
            };
            notes.map(item).collect::<Vec<_>>()
        };
        let mut rows: Vec<&ArticleRow> = rows.iter().collect();
        rows.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.headline.cmp(&b.headline)));
        rows.into_iter().flat_map(of_row).collect()
    }

    pub(super) fn pick_mends(&mut self) {
        if self.made.mends.is_empty() {
            return self.say("nothing has been mended");
        }
        let item = |mend: &crate::library::mends::Mend| Item {
            left: mend.told(),
            right: Clean::default(),
            act: Act::TakeBack(mend.clone()),
        };
        let items = self.made.mends.iter().rev().map(item).collect();
        self.mode = Mode::Picker(Picker::new(Choice::Mends, items));
    }
}

pub(super) fn opened_items(rows: &[ArticleRow]) -> Vec<Item> {
    let item = |row: &ArticleRow| {
        let date = row.date.map(written);
        let source = row.source.as_ref().map(ToString::to_string);
        let note: Vec<String> = [source, date].into_iter().flatten().collect();
        Item { left: row.headline.clone(), right: Clean::line(&note.join(" · ")), act: Act::Article(row.id) }
    };
    rows.iter().map(item).collect()
}
