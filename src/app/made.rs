//! What the user makes, as the app holds it: each change is taken in at once and handed out to be kept.

use crate::app::App;
use crate::app::event::Effect;
use crate::app::reader::{Reader, View};
use crate::app::state::Room;
use crate::app::update::telling::Arrival;
use crate::library::state::{Change, Content, UserState};

/// The settings that are remembered from session to session, by the names they are kept under.
const LIST_WIDTH: &str = "list-width";
const TEXT_WIDTH: &str = "text-width";
const THEME: &str = "theme";
const RAIL: &str = "rail";
const JUSTIFY: &str = "justify";

impl App {
    /// Takes in what was kept from earlier sessions. What was done since the start stands.
    pub(crate) fn take_made(&mut self, kept: UserState) {
        let since = std::mem::replace(&mut self.made, kept);
        self.made.read.extend(since.read);
        self.made.starred.extend(since.starred);
        self.made.positions.extend(since.positions);
        self.made.session.extend(since.session);
        self.made.mends.extend(since.mends);
        self.made.opened.extend(since.opened);
        for (content, tags) in since.tags {
            self.made.tags.entry(content).or_default().extend(tags);
        }
        for (content, notes) in since.notes {
            self.made.notes.entry(content).or_default().extend(notes);
        }
        self.arrival = Arrival::Known;
        self.take_session();
        // What was shown until now did not know of them.
        self.ask_everything();
    }

    /// Does a change and has it kept.
    pub(crate) fn make(&mut self, change: Change) {
        self.made.apply(&change);
        self.effects.push(Effect::Record(change));
    }

    /// Marks an article read.
    pub(crate) fn make_read(&mut self, content: Content) {
        if !self.made.read.contains(&content) {
            self.make(Change::Read(content, true));
        }
        if self.made.opened.last() != Some(&content) {
            self.make(Change::Opened(content));
        }
    }

    /// What must be kept before the program ends: the places in the open texts.
    pub fn end(&mut self) -> Vec<Effect> {
        for room in Room::ALL {
            let stage = self.stages.get_mut(room as usize);
            if let Some(reader) = stage.and_then(|stage| stage.reader.take()) {
                self.keep_position(&reader);
            }
        }
        std::mem::take(&mut self.effects)
    }

    /// Keeps where an article was left, if that is another place than before.
    pub(crate) fn keep_position(&mut self, reader: &Reader) {
        // The raw file's bytes are not the text's.
        if reader.view == View::Raw {
            return;
        }
        let content = reader.reading.row.content;
        let top = if reader.anchor.start { 0 } else { reader.anchor.byte as u32 };
        if self.made.positions.get(&content).copied().unwrap_or(0) != top {
            self.make(Change::Position(content, top));
        }
    }

    /// Remembers the looks that were chosen by key; those that are as configured are forgotten.
    pub(crate) fn remember_looks(&mut self) {
        let screen = &self.config.screen;
        let first = &self.configured;
        let theme = self.config.themes.get(self.theme).map(|theme| theme.name.clone()).unwrap_or_default();
        let looks = [
            (LIST_WIDTH, screen.list_width.to_string(), first.list_width.to_string()),
            (TEXT_WIDTH, screen.text_width.to_string(), first.text_width.to_string()),
            (THEME, theme, first.theme.clone()),
            (RAIL, screen.rail.to_string(), first.rail.to_string()),
            (JUSTIFY, screen.justify.to_string(), first.justify.to_string()),
        ];
        for (name, now, configured) in looks {
            let value = if now == configured { String::new() } else { now };
            if self.made.session.get(name).map_or("", String::as_str) != value {
                self.make(Change::Session(name.to_owned(), value));
            }
        }
    }

    fn take_session(&mut self) {
        let remembered = |name: &str| self.made.session.get(name).filter(|value| !value.is_empty());
        let width =
            |name: &str| remembered(name).and_then(|value| value.parse::<u16>().ok()).filter(|w| *w >= 20);
        let switch = |name: &str| remembered(name).and_then(|value| value.parse::<bool>().ok());
        let theme =
            remembered(THEME).and_then(|name| self.config.themes.iter().position(|t| t.name == *name));
        let (list, text) = (width(LIST_WIDTH), width(TEXT_WIDTH));
        let (rail, justify) = (switch(RAIL), switch(JUSTIFY));
        let screen = &mut self.config.screen;
        screen.list_width = list.unwrap_or(screen.list_width);
        screen.text_width = text.unwrap_or(screen.text_width);
        screen.rail = rail.unwrap_or(screen.rail);
        screen.justify = justify.unwrap_or(screen.justify);
        self.theme = theme.unwrap_or(self.theme);
    }
}

#[cfg(test)]
mod tests {
    use crate::app::action::Action;
    use crate::app::event::{Effect, Event};
    use crate::app::{App, Surroundings};
    use crate::config::Config;
    use crate::library::state::{Change, UserState};
    use crate::library::view::Answer;
    use crate::model::Clean;

    fn app() -> App {
        App::new(Config::default(), Surroundings::default()).unwrap()
    }

    fn records(effects: Vec<Effect>) -> Vec<Change> {
        effects
            .into_iter()
            .filter_map(|effect| match effect {
                Effect::Record(change) => Some(change),
                _ => None,
            })
            .collect()
    }

    #[test]
    fn looks_are_remembered_and_forgotten_again() {
        let mut app = app();
        app.handle(Event::Resize(160, 45));
        let width = app.config.screen.list_width;
        let wider = records(app.update(Action::ListWider));
        let kept = Change::Session("list-width".to_owned(), app.config.screen.list_width.to_string());
        assert_eq!(wider, [kept]);
        let reset = records(app.update(Action::WidthReset));
        assert_eq!(reset, [Change::Session("list-width".to_owned(), String::new())]);
        assert_eq!(app.config.screen.list_width, width);
    }

    #[test]
    fn what_was_kept_is_taken_up_and_what_was_done_since_stands() {
        let mut app = app();
        app.make_read(1);
        let mut kept = UserState::default();
        kept.apply(&Change::Read(2, true));
        kept.apply(&Change::Session("text-width".to_owned(), "44".to_owned()));
        app.handle(Event::Made(Box::new(kept)));
        assert!(app.made.read.contains(&1) && app.made.read.contains(&2));
        assert_eq!(app.config.screen.text_width, 44);
    }

    #[test]
    fn a_late_answer_does_not_hide_a_change_that_was_not_drawn() {
        let mut app = app();
        app.take_dirty();
        let late = || Event::Answer { generation: u64::MAX, answer: Answer::Missing(Clean::default()) };
        app.handle(late());
        assert!(!app.take_dirty(), "a late answer alone draws nothing");
        app.handle(Event::Resize(100, 30));
        app.handle(late());
        assert!(app.take_dirty());
    }
}
