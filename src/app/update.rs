//! Each action to the function that does it, and what holds after every event: layouts made, cursors on the screen, the
//! text beside the list following the selected row.

pub(crate) mod asking;
pub(crate) mod bulk;
pub(crate) mod filtering;
mod finding;
mod history;
pub(crate) mod hunting;
mod listing;
mod looks;
pub(crate) mod marking;
pub(crate) mod mending;
mod moving;
mod noting;
mod opening;
mod pointing;
mod receiving;
mod tagging;
pub(crate) mod telling;
mod typing;

use crate::app::App;
use crate::app::action::Action;
use crate::app::event::Effect;
use crate::app::geometry::Pane;
use crate::app::keymap::Meaning;
use crate::app::keys::{Code, Key};
use crate::app::list::scroll;
use crate::app::state::{Mode, Room, Show};
use crate::app::story::Leaf;
use crate::app::update::mending::Asked;
use crate::model::Clean;

/// Columns of a text pane that are not text: the sign's column, a blank, and the scroll column at the right.
pub(crate) const GUTTER: u16 = 4;

impl App {
    pub(super) fn on_key(&mut self, key: Key) {
        self.notice = Clean::default();
        self.sought = None;
        if key == Key::ctrl('z') {
            self.act(Action::Suspend);
            return;
        }
        match std::mem::take(&mut self.mode) {
            Mode::Normal => {}
            Mode::SetMark => return self.set_mark(key),
            Mode::GoToMark => return self.go_to_mark(key),
            Mode::Line(prompt) => return self.type_into_line(prompt, key),
            Mode::Picker(picker) => return self.type_into_picker(picker, key),
        }
        self.pressed.push(key);
        let meaning = self.keymap.meaning(&self.scopes(), &self.pressed);
        if meaning == Meaning::Prefix {
            return;
        }
        let alone = self.pressed.len() == 1;
        self.pressed.clear();
        let leaving = std::mem::take(&mut self.leaving);
        match meaning {
            // Escape is pressed to be rid of things: it ends the program only when pressed again.
            Meaning::Action(Action::Back) if key.code == Code::Esc && !leaving && self.at_root() => {
                self.leaving = true;
                self.say("Esc once more ends the program");
            }
            Meaning::Action(action) => self.act(action),
            // A key after a wrong beginning is heard by itself.
            Meaning::Nothing if !alone => self.on_key(key),
            Meaning::Nothing | Meaning::Prefix => {}
        }
    }

    pub(super) fn act(&mut self, action: Action) {
        self.done.push(action);
        match action {
            Action::RoomStories => self.go_to_room(Room::Stories),
            Action::RoomActors => self.go_to_room(Room::Actors),
            Action::RoomQuotes => self.go_to_room(Room::Quotes),
            Action::RoomSearch => self.go_to_room(Room::Search),
            Action::Down => self.step(1),
            Action::Up => self.step(-1),
            Action::First => self.go_to_end(false),
            Action::Last => self.go_to_end(true),
            Action::HalfPageDown => self.page(1, 2),
            Action::HalfPageUp => self.page(-1, 2),
            Action::PageDown => self.page(1, 1),
            Action::PageUp => self.page(-1, 1),
            Action::NextPane => self.next_pane(true),
            Action::PreviousPane => self.next_pane(false),
            Action::Open => self.open(),
            Action::Back => self.go_back(),
            Action::HistoryBack => self.history_back(),
            Action::HistoryForward => self.history_forward(),
            Action::NextArticle => self.next_article(1),
            Action::PreviousArticle => self.next_article(-1),
            Action::Find => self.begin_find(),
            Action::FindNext => self.find_step(true),
            Action::FindPrevious => self.find_step(false),
            Action::Search => self.begin_search(),
            Action::Filter => self.begin_filter(),
            Action::SavedFilters => self.pick_filter(),
            Action::FilterBy => self.filter_by(),
            Action::Pin => self.pin(),
            Action::GoTo | Action::Help | Action::Command | Action::Problems => self.pick(action),
            Action::Actions => self.pick_action(),
            Action::Undo => self.undo(),
            Action::Redo => self.redo(),
            Action::Tag => self.begin_tags(),
            Action::Range => self.begin_range(),
            Action::Note => self.begin_note(),
            Action::Merge => self.begin_merge(),
            Action::Split => self.begin_split(),
            Action::Rename => self.begin_rename(),
            Action::Kind => self.pick_kind(),
            Action::Hide => self.hide(),
            Action::Reassign => self.begin_giving(Asked::Speaker),
            Action::Story => self.open_story(),
            Action::Arrivals => self.list_arrivals(),
            Action::NextNew => self.next_new(),
            Action::Overview => self.turn_to(Leaf::Overview),
            Action::Accounts => self.turn_to(Leaf::Accounts),
            Action::Wordings => self.turn_to(Leaf::Wordings),
            Action::WhoWithWhom => self.turn_to(Leaf::People),
            Action::Notes => self.ask_notes(),
            Action::Mends => self.pick_mends(),
            Action::History => self.ask_history(),
            Action::Copy => self.copy(),
            Action::Edit => self.edit(),
            Action::Rescan => self.rescan(),
            Action::Suspend => self.effects.push(Effect::Suspend),
            Action::Redraw => self.effects.push(Effect::Redraw),
            Action::Quit => self.effects.push(Effect::Quit),
            Action::Unfold => self.unfold(),
            Action::Sort => self.sort(1),
            Action::SortBack => self.sort(-1),
            Action::Group => self.group(),
            Action::Read => self.mark_read(),
            Action::Star => self.star(),
            Action::NextParagraph
            | Action::PreviousParagraph
            | Action::NextSection
            | Action::PreviousSection => {
                self.step_block(action);
            }
            Action::NextQuote => self.step_quote(true),
            Action::PreviousQuote => self.step_quote(false),
            Action::Mark => self.await_letter(Mode::SetMark),
            Action::Jump => self.await_letter(Mode::GoToMark),
            Action::People => self.only("person:/./"),
            Action::Organisations => self.only("org:/./"),
            Action::Places => self.only("place:/./"),
            Action::Direct => self.only("kind:direct"),
            Action::Mixed => self.only("kind:mixed"),
            Action::Indirect => self.only("kind:indirect"),
            Action::Unattributed => self.only("speaker:none"),
            Action::Described => self.only("speaker:described"),
            _ => self.change_look(action),
        }
    }

    /// A sentence for the bottom line.
    pub(crate) fn say(&mut self, text: &str) {
        self.notice = Clean::line(text);
    }

    /// What holds after every event; the effects that came together.
    pub(super) fn settle(&mut self) -> Vec<Effect> {
        self.follow();
        self.want_windows();
        self.want_arrivals();
        self.settle_layout();
        std::mem::take(&mut self.effects)
    }

    fn settle_layout(&mut self) {
        let geometry = self.geometry();
        if let Some(area) = geometry.inside(Pane::List) {
            let lines = self.lines();
            let height = usize::from(self.list_height(area.height));
            let top = scroll(&lines, self.cursor(), self.list_top(), height);
            *self.list_top_mut() = lines.get(top).copied();
        }
        let justify = self.config.screen.justify;
        let text_width = self.config.screen.text_width;
        self.settle_notes();
        if let Some(area) = geometry.inside(Pane::Main) {
            let width = area.width.saturating_sub(GUTTER).min(text_width).max(1);
            let height = usize::from(area.height);
            let stage = self.stage_mut();
            if let (Some(reader), Show::Reader) = (&mut stage.reader, stage.show) {
                reader.settle(width, height, justify);
            }
            if let (Some(card), Show::Card) = (&mut stage.card, stage.show) {
                card.settle(area.width, height);
            }
            if let (Some(page), Show::Story) = (&mut stage.page, stage.show) {
                page.settle(area.width, height);
            }
        }
    }

    /// Rows of the list pane that lines can have; the search's own line and the rule under it take two.
    #[must_use]
    pub fn list_height(&self, inside: u16) -> u16 {
        if self.room == Room::Search { inside.saturating_sub(2) } else { inside }
    }
}
