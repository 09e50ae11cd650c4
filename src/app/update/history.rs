//! Where one has been: every step deeper and every change of room leaves a spot to come back to, with its scroll.

use crate::app::App;
use crate::app::geometry::Pane;
use crate::app::reader::Reader;
use crate::app::state::{Show, Spot};

/// Spots that are kept.
const MOST_SPOTS: usize = 200;

impl App {
    /// Remembers this place before leaving it.
    pub(super) fn push_spot(&mut self, deeper: bool) {
        let spot = self.spot(deeper);
        self.back.push(spot);
        self.forward.clear();
        if self.back.len() > MOST_SPOTS {
            self.back.remove(0);
        }
    }

    fn spot(&self, deeper: bool) -> Spot {
        let mut stage = self.stage().clone();
        if let Some(reader) = &mut stage.reader {
            // Rows are made again when they are needed.
            reader.rows = Vec::new();
            reader.layout = None;
        }
        if let Some(page) = &mut stage.page {
            page.fold_up();
        }
        Spot { room: self.room, stage, cursor: self.cursor(), top: self.list_top(), deeper }
    }

    fn restore(&mut self, spot: Spot) {
        self.room = spot.room;
        *self.cursor_mut() = spot.cursor;
        *self.list_top_mut() = spot.top;
        let mut stage = spot.stage;
        // Back in the list, a text that is still the same keeps its place: opening it again goes on reading.
        let now = self.stage_mut();
        let id = |reader: &Option<Reader>| reader.as_ref().map(|reader| reader.reading.row.id);
        let same = stage.reader.is_none() || id(&stage.reader) == id(&now.reader);
        if stage.focus == Pane::List && now.show == Show::Reader && same {
            stage.reader = now.reader.take();
        }
        *now = stage;
        if !self.window().contains(&self.cursor().row) {
            self.ask_rows(self.room);
        }
    }

    pub(super) fn history_back(&mut self) {
        let Some(spot) = self.back.pop() else { return self.say("nothing before this") };
        let here = self.spot(spot.deeper);
        self.forward.push(here);
        self.restore(spot);
    }

    pub(super) fn history_forward(&mut self) {
        let Some(spot) = self.forward.pop() else { return self.say("nothing after this") };
        let here = self.spot(spot.deeper);
        self.back.push(here);
        self.restore(spot);
    }

    /// Whether going back would end the program.
    pub(super) fn at_root(&self) -> bool {
        let narrowed = self.is_filtered(self.room);
        let deep = self.back.last().is_some_and(|spot| spot.deeper);
        !deep
            && !narrowed
            && !self.zen
            && self.range.is_none()
            && self.stage().focus == Pane::List
            && !self.finding()
    }

    /// One step out: of a find, of zen, of where one went deeper, of a pane, of a filter, of the program.
    pub(super) fn go_back(&mut self) {
        let leaving = self.at_root();
        if self.range.take().is_some() || self.end_finding() {
            return;
        }
        if self.zen {
            self.zen = false;
        } else if self.back.last().is_some_and(|spot| spot.deeper && spot.room == self.room) {
            self.history_back();
        } else if self.stage().focus != Pane::List {
            self.stage_mut().focus = Pane::List;
        } else if self.back.last().is_some_and(|spot| spot.deeper) {
            self.history_back();
        } else if !self.clear_filter() && leaving {
            self.effects.push(crate::app::event::Effect::Quit);
        }
    }
}
