//! The net behind the gate: a backend that lets no cell through that breaks the rule of [`Clean`](crate::model::Clean)
//! text, and counts those it had to replace.
//!
//! All text on the screen is sanitised before it is drawn, so the count is zero unless there is a fault in the reader;
//! every test that draws asks for it. Only cells that changed are looked at, and a frame that changes nothing sends nothing.

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
    cursor: Cursor,
}

/// What is known of the terminal's cursor: it is told only what is new.
#[derive(Clone, Copy, Debug, Default)]
struct Cursor {
    shown: Option<bool>,
    at: Option<Position>,
}

impl<B> Net<B> {
    /// Puts the net before `inner`.
    pub const fn new(inner: B) -> Self {
        Self { inner, caught: 0, cursor: Cursor { shown: None, at: None } }
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
        let mut content = content.peekable();
        if content.peek().is_none() {
            return Ok(());
        }
        self.cursor.at = None;
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
        self.cursor.at = None;
        self.inner.append_lines(n)
    }

    fn hide_cursor(&mut self) -> Result<(), B::Error> {
        if self.cursor.shown.replace(false) == Some(false) {
            return Ok(());
        }
        self.inner.hide_cursor()
    }

    fn show_cursor(&mut self) -> Result<(), B::Error> {
        if self.cursor.shown.replace(true) == Some(true) {
            return Ok(());
        }
        self.inner.show_cursor()
    }

    fn get_cursor_position(&mut self) -> Result<Position, B::Error> {
        self.cursor.at = None;
        self.inner.get_cursor_position()
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> Result<(), B::Error> {
        let position = position.into();
        if self.cursor.at.replace(position) == Some(position) {
            return Ok(());
        }
        self.inner.set_cursor_position(position)
    }

    fn clear(&mut self) -> Result<(), B::Error> {
        self.cursor.at = None;
        self.inner.clear()
    }

    fn clear_region(&mut self, clear_type: ClearType) -> Result<(), B::Error> {
        self.cursor.at = None;
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
    use ratatui::backend::{CrosstermBackend, TestBackend};
    use ratatui::layout::Rect;
    use ratatui::text::Line;
    use ratatui::{Terminal, TerminalOptions, Viewport};
    use std::cell::Cell;
    use std::io::{Result, Write};

    #[test]
    fn replaces_and_counts_what_breaks_the_rule() {
        let mut terminal = Terminal::new(Net::new(TestBackend::new(8, 1))).unwrap();
        terminal.draw(|frame| frame.render_widget(Line::raw("safe é"), frame.area())).unwrap();
        assert_eq!(terminal.backend().caught(), 0);
        terminal.draw(|frame| frame.render_widget(Line::raw("a\u{202e}b"), frame.area())).unwrap();
        assert_eq!(terminal.backend().caught(), 1);
        terminal.backend().inner().assert_buffer_lines(["\u{fffd}b      "]);
    }

    /// Counts the bytes it is given.
    struct Counter<'s>(&'s Cell<usize>);

    impl Write for Counter<'_> {
        fn write(&mut self, bytes: &[u8]) -> Result<usize> {
            self.0.set(self.0.get() + bytes.len());
            Ok(bytes.len())
        }

        fn flush(&mut self) -> Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_frame_that_changes_nothing_sends_nothing() {
        let sum = Cell::new(0);
        let viewport = Viewport::Fixed(Rect::new(0, 0, 8, 1));
        let net = Net::new(CrosstermBackend::new(Counter(&sum)));
        let mut terminal = Terminal::with_options(net, TerminalOptions { viewport }).unwrap();
        let mut sent = |text: &str, at: Option<(u16, u16)>| {
            sum.set(0);
            let drawn = terminal.draw(|frame| {
                frame.render_widget(Line::raw(text), frame.area());
                if let Some(at) = at {
                    frame.set_cursor_position(at);
                }
            });
            drawn.unwrap();
            sum.get()
        };
        assert!(sent("one", Some((1, 0))) > 0);
        assert_eq!(sent("one", Some((1, 0))), 0);
        assert!(sent("one", Some((2, 0))) > 0);
        assert!(sent("two", Some((2, 0))) > 0);
        assert_eq!(sent("two", Some((2, 0))), 0);
        assert!(sent("two", None) > 0);
        assert_eq!(sent("two", None), 0);
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
