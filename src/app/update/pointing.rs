//! The mouse: a click goes to a room, a pane or a row; twice opens it; the wheel moves.

use crate::app::App;
use crate::app::event::{Mouse, MouseAction};
use crate::app::geometry::{Area, Pane};
use crate::app::list::Part;
use crate::app::rail;
use crate::app::state::{Mode, Room, Show};

/// Lines that a notch of the wheel moves.
const WHEEL: isize = 3;

impl App {
    pub(crate) fn on_mouse(&mut self, mouse: Mouse) {
        match &mut self.mode {
            Mode::Picker(picker) => {
                match mouse.what {
                    MouseAction::WheelUp => picker.step(-1),
                    MouseAction::WheelDown => picker.step(1),
                    MouseAction::Click | MouseAction::DoubleClick => {}
                }
                return;
            }
            Mode::Line(_) if matches!(mouse.what, MouseAction::Click | MouseAction::DoubleClick) => return,
            _ => {}
        }
        let geometry = self.geometry();
        let click = matches!(mouse.what, MouseAction::Click | MouseAction::DoubleClick);
        if geometry.top.holds(mouse.column, mouse.row) {
            if click && let Some(room) = self.tab_at(mouse.column) {
                self.go_to_room(room);
            }
            return;
        }
        // The drawer lies over the text: it is asked first.
        let panes = [Pane::Rail, Pane::Main, Pane::List];
        let hit = panes.into_iter().filter_map(|pane| geometry.inside(pane).map(|area| (pane, area)));
        let Some((pane, area)) = hit.into_iter().find(|(_, area)| area.holds(mouse.column, mouse.row)) else {
            return;
        };
        if pane == Pane::Main && self.stage().show == Show::Nothing {
            return;
        }
        self.stage_mut().focus = pane;
        match mouse.what {
            MouseAction::WheelUp => self.step(-WHEEL),
            MouseAction::WheelDown => self.step(WHEEL),
            MouseAction::Click | MouseAction::DoubleClick => {
                let on_row = self.point(pane, area, (mouse.column, mouse.row));
                if on_row && mouse.what == MouseAction::DoubleClick {
                    self.open();
                }
            }
        }
    }

    /// Puts the cursor of a pane at a place of the screen; says whether there is something.
    fn point(&mut self, pane: Pane, area: Area, (column, row): (u16, u16)) -> bool {
        let column = column.saturating_sub(area.x);
        let by = usize::from(row - area.y);
        match (pane, self.stage().show) {
            (Pane::List, _) => {
                let by = if self.room == Room::Search { by.saturating_sub(2) } else { by };
                let lines = self.lines();
                let top =
                    self.list_top().and_then(|top| lines.iter().position(|line| *line == top)).unwrap_or(0);
                let Some(line) = lines.get(top + by).filter(|line| line.part != Part::Head) else {
                    return false;
                };
                *self.cursor_mut() = line.at;
                true
            }
            (Pane::Main, Show::Card) => {
                let Some(card) = &mut self.stage_mut().card else { return false };
                card.cursor = (card.top + by).min(card.lines.len().saturating_sub(1));
                card.step(0);
                card.lead().is_some()
            }
            (Pane::Main, Show::Story) => {
                let Some(story) = &mut self.stage_mut().page else { return false };
                story.point(story.top + by, column);
                story.lead().is_some()
            }
            (Pane::Rail, _) => {
                let stage = self.stage();
                let Some(reader) = &stage.reader else { return false };
                let lines = rail::lines(reader, stage.story.as_deref());
                let at = rail::top(&lines, stage.rail, area.height) + by;
                let found = lines.get(at).is_some_and(rail::RailLine::selectable);
                if found {
                    self.stage_mut().rail = at;
                }
                found
            }
            _ => false,
        }
    }

    /// The rooms of the top row: what each says and the column it begins at.
    #[must_use]
    pub fn tabs(&self) -> Vec<(Room, String, u16)> {
        let mut column = 1;
        let mut tabs = Vec::new();
        for (at, room) in Room::ALL.into_iter().enumerate() {
            let total = match room {
                Room::Stories => Some(self.stories.page.total),
                Room::Actors => Some(self.actors.page.total),
                Room::Quotes => Some(self.quotes.page.total),
                Room::Search => None,
            };
            let count =
                total.filter(|total| *total > 0).map_or_else(String::new, |total| format!(" {total}"));
            let text = format!(" {} {}{count} ", at + 1, room.label());
            let width = text.len() as u16;
            tabs.push((room, text, column));
            column += width + 1;
        }
        tabs
    }

    fn tab_at(&self, column: u16) -> Option<Room> {
        let tabs = self.tabs();
        let hit = tabs.iter().find(|(_, text, start)| (*start..*start + text.len() as u16).contains(&column));
        hit.map(|(room, ..)| *room)
    }
}
