//! A list of a room: the loaded window of its rows, the cursor, the scroll. It knows rows by position, not what they are.
//!
//! Only a window of the rows is loaded, however many there are; [`List::wants`] says which when the cursor nears its edge.
//! What is drawn are [`Line`]s: rows, the children unfolded under a row, further lines of a row, and group heads.

use crate::library::view::Page;
use std::ops::Range;

/// How many rows are asked for at once.
pub const WINDOW: usize = 512;

/// How many rows are asked for the first time: enough for a screen, so that it need not wait for all others.
const FIRST: usize = 64;

/// How far from the window's edge the next one is asked for.
const MARGIN: usize = FIRST;

/// A row, or a child unfolded under it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct At {
    /// The row's position among all that match.
    pub row: usize,
    /// 0 for the row itself, else its child, from 1.
    pub child: usize,
}

/// One line of the screen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Line {
    /// What it belongs to.
    pub at: At,
    /// Which of its lines.
    pub part: Part,
}

/// Which line of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Part {
    /// The group that begins with this row.
    Head,
    /// The row itself.
    Row,
    /// A further line of the row, from 0.
    More(u8),
}

/// How many lines each row takes; what the list must know about its rows.
pub trait Rows {
    /// Whether a group begins with this row.
    fn heads(&self, row: usize) -> bool;
    /// How many children are unfolded under it.
    fn children(&self, row: usize) -> usize;
    /// How many further lines it has.
    fn more(&self, row: usize) -> u8;
}

/// The state of a list of rows.
#[derive(Clone, Debug)]
pub struct List<T> {
    /// The loaded rows.
    pub page: Page<T>,
    /// Whether any page has come yet.
    pub loaded: bool,
    /// The selected row or child.
    pub cursor: At,
    /// The first line on the screen.
    pub top: Option<Line>,
}

impl<T> Default for List<T> {
    fn default() -> Self {
        let page = Page { rows: Vec::new(), first: 0, matching: 0, total: 0 };
        Self { page, loaded: false, cursor: At::default(), top: None }
    }
}

impl<T> List<T> {
    /// The row at a position, if it is loaded.
    #[must_use]
    pub fn get(&self, row: usize) -> Option<&T> {
        self.page.rows.get(row.checked_sub(self.page.first)?)
    }

    /// The selected row.
    #[must_use]
    pub fn selected(&self) -> Option<&T> {
        self.get(self.cursor.row)
    }

    /// The loaded positions.
    #[must_use]
    pub fn window(&self) -> Range<usize> {
        self.page.first..self.page.first + self.page.rows.len()
    }

    /// The window to ask for, if the cursor is near the edge of the loaded one.
    #[must_use]
    pub fn wants(&self) -> Option<Range<usize>> {
        let near_start = self.cursor.row < self.page.first + MARGIN && self.page.first > 0;
        let end = self.window().end;
        let near_end = self.cursor.row + MARGIN >= end && end < self.page.matching;
        (self.loaded && (near_start || near_end)).then(|| self.around())
    }

    /// The window around the cursor.
    #[must_use]
    pub fn around(&self) -> Range<usize> {
        let size = if self.loaded { WINDOW } else { FIRST };
        let first = self.cursor.row.saturating_sub(size / 2);
        first..first + size
    }

    /// Back to the first row.
    pub fn rewind(&mut self) {
        self.cursor = At::default();
        self.top = None;
    }
}

/// The lines of the rows at these positions.
#[must_use]
pub fn lines(rows: &impl Rows, window: Range<usize>) -> Vec<Line> {
    let mut lines = Vec::with_capacity(window.len());
    for row in window {
        let at = At { row, child: 0 };
        if rows.heads(row) {
            lines.push(Line { at, part: Part::Head });
        }
        lines.push(Line { at, part: Part::Row });
        lines.extend((0..rows.more(row)).map(|n| Line { at, part: Part::More(n) }));
        lines.extend((1..=rows.children(row)).map(|child| Line { at: At { row, child }, part: Part::Row }));
    }
    lines
}

/// The position of a line, or of the nearest one before where it would stand.
fn place(lines: &[Line], wanted: Line) -> usize {
    let key = |line: &Line| (line.at, line.part);
    let after = lines.partition_point(|line| key(line) <= key(&wanted));
    after.saturating_sub(1)
}

/// The first line to draw so that the cursor is on the screen, moving the old one as little as can be.
#[must_use]
pub fn scroll(lines: &[Line], cursor: At, top: Option<Line>, height: usize) -> usize {
    let first = place(lines, Line { at: cursor, part: Part::Row });
    let last = lines
        .iter()
        .rposition(|line| line.at == cursor)
        .unwrap_or(first)
        .min(first + height.saturating_sub(1));
    // A head belongs to the row under it.
    let head = first.checked_sub(1).filter(|at| lines.get(*at).is_some_and(|line| line.part == Part::Head));
    let old = top.map_or(0, |line| place(lines, line));
    let top = if head.unwrap_or(first) < old { head.unwrap_or(first) } else { old };
    let top = if last >= top + height { last + 1 - height.max(1) } else { top };
    top.min(lines.len().saturating_sub(height.max(1)))
}

/// The cursor moved over rows and children by some steps, within the loaded lines.
#[must_use]
pub fn step(lines: &[Line], cursor: At, by: isize) -> At {
    let stops: Vec<At> = lines.iter().filter(|line| line.part == Part::Row).map(|line| line.at).collect();
    let at = stops.partition_point(|stop| *stop <= cursor).saturating_sub(1);
    let to = at.saturating_add_signed(by).min(stops.len().saturating_sub(1));
    stops.get(to).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{At, Line, List, Part, Rows, lines, scroll, step};

    /// Rows of which every third begins a group; row 1 has two children, row 2 a further line.
    struct Sample;

    impl Rows for Sample {
        fn heads(&self, row: usize) -> bool {
            row.is_multiple_of(3)
        }
        fn children(&self, row: usize) -> usize {
            if row == 1 { 2 } else { 0 }
        }
        fn more(&self, row: usize) -> u8 {
            u8::from(row == 2)
        }
    }

    const fn at(row: usize, child: usize) -> At {
        At { row, child }
    }

    #[test]
    fn lines_are_heads_rows_children_and_more() {
        let parts: Vec<(usize, usize, Part)> =
            lines(&Sample, 0..3).iter().map(|l| (l.at.row, l.at.child, l.part)).collect();
        let expect = [
            (0, 0, Part::Head),
            (0, 0, Part::Row),
            (1, 0, Part::Row),
            (1, 1, Part::Row),
            (1, 2, Part::Row),
            (2, 0, Part::Row),
            (2, 0, Part::More(0)),
        ];
        assert_eq!(parts, expect);
    }

    #[test]
    fn steps_over_heads_and_stops_at_the_ends() {
        let lines = lines(&Sample, 0..6);
        assert_eq!(step(&lines, at(0, 0), 1), at(1, 0));
        assert_eq!(step(&lines, at(1, 0), 1), at(1, 1));
        assert_eq!(step(&lines, at(2, 0), 1), at(3, 0));
        assert_eq!(step(&lines, at(5, 0), 9), at(5, 0));
        assert_eq!(step(&lines, at(0, 0), -9), at(0, 0));
        assert_eq!(step(&[], at(3, 0), 1), at(0, 0));
    }

    #[test]
    fn scrolls_no_more_than_needed_and_keeps_the_head_in_sight() {
        let lines = lines(&Sample, 0..12);
        for height in 2..20 {
            let mut top = None;
            for (row, back) in (0..12).map(|r| (r, false)).chain((0..12).rev().map(|r| (r, true))) {
                let first = scroll(&lines, at(row, 0), top, height);
                let shown: Vec<&Line> = lines.iter().skip(first).take(height).collect();
                assert!(
                    shown.iter().any(|l| l.at == at(row, 0) && l.part == Part::Row),
                    "row {row} of height {height}"
                );
                if back && row % 3 == 0 {
                    assert!(shown.iter().any(|l| l.at == at(row, 0) && l.part == Part::Head));
                }
                top = lines.get(first).copied();
            }
        }
    }

    #[test]
    fn asks_for_more_near_the_edge_only() {
        let mut list = List::<u8> { loaded: true, ..List::default() };
        list.page.rows = vec![0; 512];
        list.page.matching = 2000;
        assert_eq!(list.wants(), None);
        list.cursor = at(500, 0);
        assert_eq!(list.wants(), Some(244..756));
        list.page.matching = 512;
        assert_eq!(list.wants(), None);
    }
}
