//! The net behind the gate: a backend that lets no cell through that breaks the rule of [`Clean`](crate::model::Clean)
//! text, and counts those it had to replace.
//!
//! All text on the screen is sanitised before it is drawn, so the count is zero unless there is a fault in the reader;
//! every test that draws asks for it. Only cells that changed are looked at.

use crate::model::clean::may_draw;
use ratatui::backend::{Backend, ClearType, WindowSize};
use ratatui::buffer::Cell;
use ratatui::layout::{Position, Size};

/// The most cells a screen may have: a terminal that claims more is drawn in its first columns and rows.
pub const MAX_CELLS: u32 = 1 << 20;

/// Columns and rows of a terminal that claims to have none.
pub const UNKNOWN_SIZE: (u16, u16) = (80, 24);

/// What is drawn in place of a cell that breaks the rule.
static REPLACED: Cell = Cell::new("\u{fffd}");

/// A backend with the net before it.
#[derive(Debug)]
pub struct Net<B> {
    inner: B,
    caught: u64,
}

impl<B> Net<B> {
    /// Puts the net before `inner`.
    pub const fn new(inner: B) -> Self {
        Self { inner, caught: 0 }
    }

    /// How many cells had to be replaced so far.
    #[must_use]
    pub const fn caught(&self) -> u64 {
        self.caught
    }

    /// The backend behind the net.
    pub const fn inner(&self) -> &B {
        &self.inner
    }
}

/// The size that is drawn for a size the terminal claims: never nothing, never more than [`MAX_CELLS`].
#[must_use]
pub fn drawable((columns, rows): (u16, u16)) -> (u16, u16) {
    if columns == 0 || rows == 0 {
        return UNKNOWN_SIZE;
    }
    if u32::from(columns) * u32::from(rows) <= MAX_CELLS {
        return (columns, rows);
    }
    let columns = columns.min(1024);
    (columns, rows.min((MAX_CELLS / u32::from(columns)) as u16))
}

impl<B: Backend> Backend for Net<B> {
    type Error = B::Error;

    fn draw<'a, I>(&mut self, content: I) -> Result<(), B::Error>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        let caught = &mut self.caught;
        self.inner.draw(content.map(|(x, y, cell)| {
            if may_draw(cell.symbol()) {
                return (x, y, cell);
            }
            *caught += 1;
            (x, y, &REPLACED)
        }))
    }

    fn size(&self) -> Result<Size, B::Error> {
        let size = self.inner.size()?;
        let (width, height) = drawable((size.width, size.height));
        Ok(Size { width, height })
    }

    fn append_lines(&mut self, n: u16) -> Result<(), B::Error> {
        self.inner.append_lines(n)
    }

    fn hide_cursor(&mut self) -> Result<(), B::Error> {
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), B::Error> {
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, B::Error> {
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), B::Error> {
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), B::Error> {
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), B::Error> {
        self.inner.clear_region(clear_type)
    }

    fn window_size(&mut self) -> Result<WindowSize, B::Error> {
        self.inner.window_size()
    }

    fn flush(&mut self) -> Result<(), B::Error> {
        self.inner.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::{MAX_CELLS, Net, drawable};
    use ratatui::Terminal;
    use ratatui::backend::TestBackend;
    use ratatui::text::Line;

    #[test]
    fn replaces_and_counts_what_breaks_the_rule() {
        let mut terminal = Terminal::new(Net::new(TestBackend::new(8, 1))).unwrap();
        terminal.draw(|frame| frame.render_widget(Line::raw("safe é"), frame.area())).unwrap();
        assert_eq!(terminal.backend().caught(), 0);
        terminal.draw(|frame| frame.render_widget(Line::raw("a\u{202e}b"), frame.area())).unwrap();
        assert_eq!(terminal.backend().caught(), 1);
        terminal.backend().inner().assert_buffer_lines(["\u{fffd}b      "]);
    }

    #[test]
    fn every_size_can_be_drawn() {
        assert_eq!(drawable((0, 0)), (80, 24));
        assert_eq!(drawable((1, 1)), (1, 1));
        assert_eq!(drawable((1000, 400)), (1000, 400));
        for size in [(u16::MAX, u16::MAX), (u16::MAX, 1), (1, u16::MAX), (u16::MAX, 40), (2000, 2000)] {
            let (columns, rows) = drawable(size);
            assert!(columns > 0 && rows > 0 && u32::from(columns) * u32::from(rows) <= MAX_CELLS, "{size:?}");
        }
    }
}
