//! Where the panes stand: arithmetic on columns and rows, for three breakpoints. Drawing and the mouse both ask it.

use crate::config::Screen;

/// A rectangle of the screen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Area {
    /// First column.
    pub x: u16,
    /// First row.
    pub y: u16,
    /// Columns.
    pub width: u16,
    /// Rows.
    pub height: u16,
}

impl Area {
    /// Whether the cell lies inside.
    #[must_use]
    pub const fn holds(self, column: u16, row: u16) -> bool {
        column >= self.x && column - self.x < self.width && row >= self.y && row - self.y < self.height
    }

    /// Without a border of one cell.
    #[must_use]
    pub const fn inner(self) -> Self {
        Self {
            x: self.x + 1,
            y: self.y + 1,
            width: self.width.saturating_sub(2),
            height: self.height.saturating_sub(2),
        }
    }
}

/// How much room there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Breakpoint {
    /// Below 40 columns or 8 rows: nothing is shown but that.
    Tiny,
    /// Below 90 columns, or 24 rows or fewer: one pane, with a breadcrumb.
    Narrow,
    /// 90 to 139 columns: list and reader, the rail a drawer.
    Medium,
    /// 140 columns or more: list, reader and rail.
    Wide,
}

impl Breakpoint {
    /// The breakpoint of a screen.
    #[must_use]
    pub const fn of(columns: u16, rows: u16) -> Self {
        match (columns, rows) {
            (..40, _) | (_, ..8) => Self::Tiny,
            (..90, _) | (_, ..=24) => Self::Narrow,
            (..140, _) => Self::Medium,
            _ => Self::Wide,
        }
    }
}

/// A pane.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Pane {
    /// The rows of the room.
    List,
    /// The text, or an actor's card.
    Main,
    /// What is in the text.
    Rail,
}

/// What is asked of the geometry besides the size.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "four independent facts about the screen")]
pub struct Wanted {
    /// The pane that has the keys: the one that is shown on a narrow screen.
    pub focus: Pane,
    /// The reader alone.
    pub zen: bool,
    /// The rail on a wide screen.
    pub rail: bool,
    /// The rail as a drawer on a medium screen.
    pub drawer: bool,
    /// Whether there is a text, so that a rail makes sense.
    pub has_rail: bool,
    /// Rows of text are long here: the list gets two fifths of the screen.
    pub broad_list: bool,
}

/// Where everything stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Geometry {
    /// Which breakpoint holds.
    pub breakpoint: Breakpoint,
    /// The first row: rooms, or the breadcrumb.
    pub top: Area,
    /// The list, with its border; on a narrow screen and in zen without one.
    pub list: Option<Area>,
    /// The reader or card.
    pub main: Option<Area>,
    /// The rail.
    pub rail: Option<Area>,
    /// The last row: filter, messages, hints, or an open line.
    pub bottom: Area,
    /// Whether panes have borders.
    pub borders: bool,
}

/// The most columns that are used, in the middle of a wider screen: panes further apart are not seen together.
const WIDEST: u16 = 240;

impl Geometry {
    /// Divides a screen.
    #[must_use]
    pub fn new((columns, rows): (u16, u16), screen: &Screen, wanted: Wanted) -> Self {
        let breakpoint = Breakpoint::of(columns, rows);
        let width = columns.min(WIDEST);
        let x = (columns - width) / 2;
        let row = |y| Area { x, y, width, height: 1 };
        let body = Area { x, y: 1, width, height: rows.saturating_sub(2) };
        let mut geometry = Self {
            breakpoint,
            top: row(0),
            list: None,
            main: None,
            rail: None,
            bottom: row(rows.saturating_sub(1)),
            borders: false,
        };
        match (breakpoint, wanted.focus) {
            (Breakpoint::Tiny, _) => {}
            (Breakpoint::Narrow, Pane::List) => geometry.list = Some(body),
            (Breakpoint::Narrow, Pane::Rail) if wanted.has_rail => geometry.rail = Some(body),
            (Breakpoint::Narrow, _) => geometry.main = Some(body),
            _ if wanted.zen => geometry.main = Some(body),
            _ => geometry.divide(body, screen, wanted),
        }
        geometry
    }

    fn divide(&mut self, body: Area, screen: &Screen, wanted: Wanted) {
        self.borders = true;
        let list =
            if wanted.broad_list { screen.list_width.max(body.width * 2 / 5) } else { screen.list_width };
        let list = list.clamp(20, body.width.saturating_sub(40).max(20));
        let wide = self.breakpoint == Breakpoint::Wide;
        let rail = wanted.has_rail && if wide { wanted.rail } else { wanted.drawer };
        let rail_width = screen.rail_width.min(body.width.saturating_sub(list + 40));
        let rail = rail && (!wide || rail_width >= 16);
        let right = if rail && wide { rail_width } else { 0 };
        self.list = Some(Area { width: list, ..body });
        self.main = Some(Area { x: body.x + list, width: body.width - list - right, ..body });
        if rail {
            // On a medium screen the drawer lies over the text, which keeps its width.
            let width = if wide { rail_width } else { screen.rail_width.min(body.width - list) };
            self.rail = Some(Area { x: body.x + body.width - width, width, ..body });
        }
    }

    /// The inside of a pane.
    #[must_use]
    pub fn inside(&self, pane: Pane) -> Option<Area> {
        let area = match pane {
            Pane::List => self.list,
            Pane::Main => self.main,
            Pane::Rail => self.rail,
        }?;
        Some(if self.borders { area.inner() } else { area })
    }

    /// Whether a pane is on the screen.
    #[must_use]
    pub fn shows(&self, pane: Pane) -> bool {
        self.inside(pane).is_some()
    }
}

#[cfg(test)]
mod tests {
    use super::{Area, Breakpoint, Geometry, Pane, WIDEST, Wanted};
    use crate::config::Config;

    fn geometry(columns: u16, rows: u16, focus: Pane) -> Geometry {
        let wanted =
            Wanted { focus, zen: false, rail: true, drawer: false, has_rail: true, broad_list: false };
        Geometry::new((columns, rows), &Config::default().screen, wanted)
    }

    #[test]
    fn three_breakpoints_and_a_floor() {
        for ((columns, rows), expect) in [
            ((160, 45), Breakpoint::Wide),
            ((140, 25), Breakpoint::Wide),
            ((139, 45), Breakpoint::Medium),
            ((90, 25), Breakpoint::Medium),
            ((160, 24), Breakpoint::Narrow),
            ((89, 45), Breakpoint::Narrow),
            ((40, 8), Breakpoint::Narrow),
            ((39, 8), Breakpoint::Tiny),
            ((40, 7), Breakpoint::Tiny),
        ] {
            assert_eq!(Breakpoint::of(columns, rows), expect, "{columns}x{rows}");
        }
    }

    #[test]
    fn panes_fill_the_screen_without_overlap() {
        for columns in 140..400 {
            let g = geometry(columns, 45, Pane::List);
            let (list, main, rail) = (g.list.unwrap(), g.main.unwrap(), g.rail.unwrap());
            let used = columns.min(WIDEST);
            let left = (columns - used) / 2;
            assert_eq!((list.x, main.x, rail.x), (left, left + list.width, left + list.width + main.width));
            assert_eq!(rail.x + rail.width, left + used);
        }
        assert!(geometry(100, 30, Pane::List).rail.is_none());
    }

    #[test]
    fn a_narrow_screen_shows_the_pane_with_the_keys() {
        for pane in [Pane::List, Pane::Main, Pane::Rail] {
            let g = geometry(60, 20, pane);
            let shown: Vec<Pane> =
                [Pane::List, Pane::Main, Pane::Rail].into_iter().filter(|p| g.shows(*p)).collect();
            assert_eq!(shown, [pane]);
        }
    }

    #[test]
    fn every_size_has_its_panes_on_the_screen() {
        for columns in 0..200 {
            for rows in 0..60 {
                let g = geometry(columns, rows, Pane::Main);
                for area in [g.list, g.main, g.rail].into_iter().flatten() {
                    assert!(
                        area.x + area.width <= columns && area.y + area.height <= rows,
                        "{columns}x{rows} {area:?}"
                    );
                }
            }
        }
        assert!(Area { x: 2, y: 1, width: 2, height: 1 }.holds(3, 1));
    }
}
