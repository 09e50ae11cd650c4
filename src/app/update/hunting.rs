//! Finding in a list of which only a part is loaded: one window of rows after the other is asked for and looked through.

use crate::app::App;
use crate::app::list::{At, Part};
use crate::app::reader::find::compile;
use crate::app::state::Room;

/// Rows that are asked for at once while hunting.
const WINDOW: usize = 2048;

/// A find that goes beyond the rows that are loaded.
#[derive(Clone, Debug)]
pub(crate) struct Hunt {
    pattern: String,
    forward: bool,
    room: Room,
    /// The row it began at.
    from: usize,
    /// It has come around an end of the list.
    wrapped: bool,
}

impl App {
    /// Goes on with a find beyond the loaded rows; says whether there are any.
    pub(super) fn begin_hunt(&mut self, pattern: &str, forward: bool) -> bool {
        self.hunt = None;
        let window = self.window();
        if window.len() >= self.counts().0 || self.room == Room::Search {
            return false;
        }
        let from = self.cursor().row;
        let hunt = Hunt { pattern: pattern.to_owned(), forward, room: self.room, from, wrapped: false };
        self.hunt_beyond(hunt, window.start, window.end)
    }

    /// Asks for the rows behind or before a window; says whether any are left.
    fn hunt_beyond(&mut self, mut hunt: Hunt, start: usize, end: usize) -> bool {
        let count = self.counts().0;
        if hunt.wrapped && (if hunt.forward { end > hunt.from } else { start <= hunt.from }) {
            return false;
        }
        let at = match (hunt.forward, end >= count, start == 0) {
            (true, false, _) => end,
            (false, _, false) => start.saturating_sub(WINDOW),
            (true, true, _) => {
                hunt.wrapped = true;
                0
            }
            (false, _, true) => {
                hunt.wrapped = true;
                count.saturating_sub(WINDOW)
            }
        };
        let room = hunt.room;
        self.hunt = Some(hunt);
        self.ask_window(room, at..at + WINDOW);
        true
    }

    /// Looks through the rows that came.
    pub(super) fn hunt_on(&mut self, room: Room) {
        let Some(hunt) = self.hunt.take_if(|hunt| hunt.room == room) else { return };
        if self.room != room || self.found != hunt.pattern {
            return;
        }
        let window = self.window();
        let hits = self.rows_with(&hunt.pattern);
        let hit = if hunt.forward { hits.first() } else { hits.last() };
        if let Some(at) = hit {
            *self.cursor_mut() = *at;
        } else if window.is_empty() || !self.hunt_beyond(hunt, window.start, window.end) {
            self.say("no hit");
            self.ask_rows(room);
        }
    }

    /// Whether a find that is over has found nothing.
    pub(super) fn misses(&self, pattern: &str) -> bool {
        let here = compile(pattern).is_some_and(|regex| regex.is_match(&self.words_at(self.cursor())));
        self.hunt.is_none() && !here
    }

    /// The loaded rows that have a pattern in them.
    pub(super) fn rows_with(&self, pattern: &str) -> Vec<At> {
        let Some(regex) = compile(pattern) else { return Vec::new() };
        let rows = self.lines().into_iter().filter(|line| line.part == Part::Row).map(|line| line.at);
        rows.filter(|at| regex.is_match(&self.words_at(*at))).collect()
    }
}

#[cfg(test)]
mod tests {
    use crate::app::drive::Drive;
    use crate::app::{App, Surroundings};
    use crate::config::Config;
    use crate::library::state::UserState;
    use crate::library::view::{ActorRow, Answer, Page, Request};
    use crate::model::{ActorId, ActorKind, Clean};

    const ROWS: usize = 10_000;

    /// A library of ten thousand actors, of which each hundredth is called differently.
    fn answer(request: &Request, _: &UserState) -> Answer {
        let Request::Actors(list) = request else { return Answer::Missing(Clean::default()) };
        let row = |at: usize| ActorRow {
            id: ActorId(at as u32),
            name: Clean::line(&format!("{} {at}", if at % 3000 == 2999 { "Needle" } else { "Straw" })),
            kind: ActorKind::Person,
            mentions: 1,
            articles: 1,
            said: 0,
            spark: Vec::new(),
        };
        let window = list.window.start.min(ROWS)..list.window.end.min(ROWS);
        Answer::Actors(Page {
            first: window.start,
            rows: window.map(row).collect(),
            matching: ROWS,
            total: ROWS,
        })
    }

    #[test]
    fn a_find_goes_through_rows_that_were_not_loaded() {
        let app = App::new(Config::default(), Surroundings::default()).unwrap();
        let mut drive = Drive::start(app, (100, 30), answer as fn(&Request, &UserState) -> Answer);
        drive.keys("2 / \"needle\" Enter").unwrap();
        let mut seen = vec![drive.app.cursor().row];
        for keys in ["n", "n", "n", "N", "N"] {
            drive.keys(keys).unwrap();
            seen.push(drive.app.cursor().row);
            assert!(drive.app.actors.selected().is_some(), "the row is loaded");
        }
        assert_eq!(seen, [2999, 5999, 8999, 2999, 8999, 5999]);
        drive.keys("/ \"camel\" Enter").unwrap();
        assert_eq!(drive.app.cursor().row, 5999);
        assert_eq!(drive.app.notice, Clean::line("“camel” is not in this list"));
    }
}
