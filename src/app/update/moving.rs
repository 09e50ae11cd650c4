//! Moving within a pane, between panes and between rooms.

use crate::app::App;
use crate::app::action::Action;
use crate::app::geometry::Pane;
use crate::app::list::{At, step};
use crate::app::rail;
use crate::app::state::{Mode, Room, Show};

impl App {
    /// Goes to a room; going where one is goes to its list.
    pub(super) fn go_to_room(&mut self, room: Room) {
        self.range = None;
        if self.room == room {
            self.stage_mut().focus = Pane::List;
        } else {
            self.push_spot(false);
            self.room = room;
        }
        if room == Room::Search && self.searched.is_empty() {
            self.begin_search();
        }
    }

    /// Moves by rows in a list, by lines in a text.
    pub(super) fn step(&mut self, by: isize) {
        match (self.stage().focus, self.stage().show) {
            (Pane::List, _) => self.step_list(by),
            (Pane::Rail, _) => self.step_rail(by),
            (Pane::Main, Show::Reader) => {
                if let Some(reader) = &mut self.stage_mut().reader {
                    reader.scroll_by(by);
                }
            }
            (Pane::Main, Show::Card) => {
                if let Some(card) = &mut self.stage_mut().card {
                    card.step(by);
                }
            }
            (Pane::Main, Show::Story) => {
                if let Some(page) = &mut self.stage_mut().page {
                    page.step(by);
                }
            }
            (Pane::Main, Show::Nothing) => {}
        }
    }

    pub(super) fn step_list(&mut self, by: isize) {
        *self.cursor_mut() = step(&self.lines(), self.cursor(), by);
    }

    fn step_rail(&mut self, by: isize) {
        let stage = self.stage();
        let Some(reader) = &stage.reader else { return };
        let lines = rail::lines(reader, stage.story.as_deref());
        self.stage_mut().rail = rail::step(&lines, stage.rail, by);
    }

    /// Moves by a screen, or by a part of one.
    pub(super) fn page(&mut self, direction: isize, part: isize) {
        let pane = self.stage().focus;
        let height = self.geometry().inside(pane).map_or(1, |area| isize::try_from(area.height).unwrap_or(1));
        // A screen keeps two lines of what was read.
        let by = if part == 1 { height - 2 } else { height / part };
        self.step(direction * by.max(1));
    }

    /// Goes to the first or last row or line.
    pub(super) fn go_to_end(&mut self, last: bool) {
        let far = if last { isize::MAX / 2 } else { isize::MIN / 2 };
        match (self.stage().focus, last) {
            (Pane::List, false) => {
                *self.cursor_mut() = At::default();
                self.reload_if_away();
            }
            (Pane::List, true) => {
                let rows =
                    if self.room == Room::Search { self.hits.page.rows.len() } else { self.counts().0 };
                *self.cursor_mut() = At { row: rows.saturating_sub(1), child: 0 };
                self.reload_if_away();
            }
            _ => self.step(far),
        }
    }

    fn reload_if_away(&mut self) {
        if !self.window().contains(&self.cursor().row) {
            self.ask_rows(self.room);
        }
    }

    /// Goes to the next pane that there is.
    pub(super) fn next_pane(&mut self, forward: bool) {
        let geometry = self.geometry();
        let narrow = self.is_narrow() || self.zen;
        let has = |pane: Pane| match pane {
            Pane::List => !self.zen,
            Pane::Main => self.stage().show != Show::Nothing,
            Pane::Rail => {
                self.stage().show == Show::Reader && (narrow && !self.zen || geometry.rail.is_some())
            }
        };
        let panes = [Pane::List, Pane::Main, Pane::Rail];
        let at = panes.iter().position(|pane| *pane == self.stage().focus).unwrap_or_default();
        let order = (1..3).map(|by| if forward { at + by } else { at + 3 - by });
        let next = order.filter_map(|i| panes.get(i % 3).copied()).find(|pane| has(*pane));
        if let Some(pane) = next {
            self.stage_mut().focus = pane;
        }
    }

    pub(super) fn step_block(&mut self, action: Action) {
        let forward = matches!(action, Action::NextParagraph | Action::NextSection);
        let headings = matches!(action, Action::NextSection | Action::PreviousSection);
        let Some(reader) = &mut self.stage_mut().reader else { return };
        if !reader.step_block(forward, headings) {
            let what = if headings { "section" } else { "paragraph" };
            self.say(&format!("no {what} {}", if forward { "after this" } else { "before this" }));
        }
    }

    pub(super) fn step_quote(&mut self, forward: bool) {
        let Some(reader) = &mut self.stage_mut().reader else { return };
        if !reader.step_quote(forward) {
            self.say(if forward { "no quote after this" } else { "no quote before this" });
        }
    }

    pub(super) fn await_letter(&mut self, mode: Mode) {
        let what =
            if matches!(mode, Mode::SetMark) { "set the mark of which letter?" } else { "go to which mark?" };
        self.say(what);
        self.mode = mode;
    }

    /// Shows the articles of the selected story under it, or hides them.
    pub(super) fn unfold(&mut self) {
        let Some(story) = self.stories.selected().filter(|_| self.room == Room::Stories) else {
            return self.say("only stories have articles under them");
        };
        let Some(first) = story.articles.first().filter(|_| story.articles.len() > 1) else {
            return self.say("this story is a single article");
        };
        let key = first.content;
        if !self.unfolded.remove(&key) {
            self.unfolded.insert(key);
        }
        self.stories.cursor.child = 0;
    }
}
