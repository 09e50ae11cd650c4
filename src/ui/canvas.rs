//! What every box draws with: text clipped to columns, borders, signs, styles by role. Nothing is drawn outside the screen.

use crate::app::App;
use crate::app::geometry::Area;
use crate::config::Role;
use crate::model::{QuoteKind, Span};
use crate::text::width::{clip, clusters, columns, is_even};
use crate::ui::theme::Theme;
use ratatui::buffer::{Buffer, Cell};
use ratatui::layout::{Position, Rect};
use ratatui::style::Style;
use std::borrow::Cow;

/// The signs of the screen: drawn ones, or those of ASCII.
pub(crate) struct Signs {
    /// Corners from the upper left clockwise, then horizontal and vertical.
    pub(crate) border: [&'static str; 6],
    pub(crate) folded: &'static str,
    pub(crate) unfolded: &'static str,
    pub(crate) star: &'static str,
    pub(crate) lit: &'static str,
    pub(crate) tick: &'static str,
    pub(crate) item: &'static str,
    pub(crate) done: &'static str,
    /// What turns while something is being worked on.
    pub(crate) turning: &'static [&'static str],
    pub(crate) path: &'static str,
    pub(crate) paragraph: &'static str,
    pub(crate) prompt: &'static str,
    pub(crate) scissors: &'static str,
    /// A note of the user's.
    pub(crate) note: &'static str,
    spark: [&'static str; 8],
    quotes: [&'static str; 5],
}

const DRAWN: Signs = Signs {
    border: ["┌", "┐", "┘", "└", "─", "│"],
    folded: "▸",
    unfolded: "▾",
    star: "★",
    lit: "▌",
    tick: "◂",
    item: "•",
    done: "✔",
    turning: &["⠋", "⠙", "⠹", "⠸", "⠼", "⠴", "⠦", "⠧", "⠇", "⠏"],
    path: "›",
    paragraph: "¶",
    prompt: "›",
    scissors: "✂",
    note: "✎",
    spark: ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"],
    quotes: ["❝", "‹›", "~", "'", "?"],
};

const ASCII: Signs = Signs {
    border: ["+", "+", "+", "+", "-", "|"],
    folded: ">",
    unfolded: "v",
    star: "*",
    lit: "|",
    tick: "<",
    item: "-",
    done: "ok",
    turning: &["|", "/", "-", "\\"],
    path: ">",
    paragraph: "par ",
    prompt: ">",
    scissors: "cut",
    note: "#",
    spark: ["_", ".", "-", "=", "+", "*", "%", "#"],
    quotes: ["\"", "<>", "~", "'", "?"],
};

impl Signs {
    /// The sign of a quote; one with no speaker has its own.
    pub(crate) const fn quote(&self, kind: QuoteKind, attributed: bool) -> &'static str {
        let [direct, mixed, indirect, so_called, unattributed] = self.quotes;
        match kind {
            QuoteKind::SoCalled => so_called,
            _ if !attributed => unattributed,
            QuoteKind::Direct => direct,
            QuoteKind::Mixed => mixed,
            QuoteKind::Indirect => indirect,
        }
    }

    /// Counts as a row of small bars; neighbours are added up when there is not room for all.
    pub(crate) fn sparkline(&self, counts: &[u32], room: usize) -> String {
        let bars = counts.len().min(room);
        let part = |at: usize| counts.get(at * counts.len() / bars..(at + 1) * counts.len() / bars);
        let shown: Vec<u32> = (0..bars).map(|at| part(at).unwrap_or_default().iter().sum()).collect();
        let most = shown.iter().copied().max().unwrap_or(0).max(1);
        let bar = |count: &u32| match count {
            0 => " ",
            count => self.spark.get((count * 7 / most) as usize).copied().unwrap_or(" "),
        };
        shown.iter().map(bar).collect()
    }
}

/// Typographic signs as their nearest of ASCII, column by column; letters stay what they are.
fn plain(text: &str) -> String {
    let sign = |c: char| match c {
        '…' => '.',
        '·' | '─' | '–' | '—' | '−' | '‐' | '‑' => '-',
        '“' | '”' | '„' | '«' | '»' | '❝' => '"',
        '‘' | '’' | '‚' => '\'',
        '‹' => '<',
        '›' => '>',
        '•' | '●' => '*',
        '◆' => '+',
        '✘' => 'x',
        '\u{a0}' => ' ',
        c => c,
    };
    text.chars().map(sign).collect()
}

/// The cells of the screen, and what is needed to fill them.
pub(crate) struct Canvas<'a> {
    pub(crate) app: &'a App,
    pub(crate) signs: &'static Signs,
    /// Where the terminal's cursor stands, when a line is open.
    pub(crate) cursor: Option<Position>,
    theme: Theme,
    buffer: &'a mut Buffer,
}

impl<'a> Canvas<'a> {
    pub(crate) fn new(app: &'a App, buffer: &'a mut Buffer) -> Self {
        let signs = if app.config.screen.ascii { &ASCII } else { &DRAWN };
        Self { app, signs, cursor: None, theme: Theme::new(app), buffer }
    }

    pub(crate) fn style(&self, role: Role) -> Style {
        self.theme.style(role)
    }

    /// Blanks in a style.
    pub(crate) fn fill(&mut self, area: Area, style: Style) {
        let rect = Rect::new(area.x, area.y, area.width, area.height).intersection(self.buffer.area);
        for y in rect.y..rect.bottom() {
            for cell in self.cells(rect.x, y, rect.width) {
                cell.reset();
                cell.set_style(style);
            }
        }
    }

    /// So many cells of a row, as far as there are.
    fn cells(&mut self, x: u16, y: u16, count: u16) -> &mut [Cell] {
        let area = self.buffer.area;
        if !area.contains(Position { x, y }) {
            return &mut [];
        }
        let from = usize::from(y - area.y) * usize::from(area.width) + usize::from(x - area.x);
        let count = usize::from(count.min(area.right() - x));
        self.buffer.content.get_mut(from..from + count).unwrap_or_default()
    }

    /// A sign of the program's own, of one column, over and over.
    #[expect(clippy::disallowed_methods, reason = "nothing but the signs above comes here")]
    pub(crate) fn repeat(&mut self, x: u16, y: u16, count: u16, sign: &str, style: Style) {
        debug_assert_eq!(columns(sign), 1, "{sign:?}");
        for cell in self.cells(x, y, count) {
            cell.set_symbol(sign).set_style(style);
        }
    }

    /// A style over what is drawn already.
    pub(crate) fn restyle(&mut self, area: Area, style: Style) {
        let rect = Rect::new(area.x, area.y, area.width, area.height).intersection(self.buffer.area);
        self.buffer.set_style(rect, style);
    }

    /// Text in at most so many columns, ending in `…` where it is cut; gives back the columns it took.
    pub(crate) fn put(&mut self, x: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        self.put_styled(x, y, room, text, self.style(role))
    }

    #[expect(clippy::disallowed_methods, reason = "this is the one place that writes text to the screen")]
    pub(crate) fn put_styled(&mut self, x: u16, y: u16, room: u16, text: &str, style: Style) -> u16 {
        let right = self.buffer.area.right();
        if x >= right || y >= self.buffer.area.bottom() {
            return 0;
        }
        let room = room.min(right - x);
        let shown = if self.app.config.screen.ascii {
            Cow::Owned(clip(&plain(text), usize::from(room)).replace('…', "~"))
        } else {
            clip(text, usize::from(room))
        };
        if is_even(&shown) {
            let cells = self.cells(x, y, room);
            let mut used = 0;
            for (c, cell) in shown.chars().zip(cells) {
                cell.set_char(c).set_style(style);
                used += 1;
            }
            return used;
        }
        // The writer leaves control characters out, whatever text reaches it.
        let (end, _) = self.buffer.set_stringn(x, y, &shown, usize::from(room), style);
        end - x
    }

    /// A heading with the number of what stands under it.
    pub(crate) fn heading(&mut self, row: Area, name: &str, count: usize) {
        let used = self.put(row.x, row.y, row.width, name, Role::Heading);
        let room = row.width.saturating_sub(used + 1);
        self.put(row.x + used + 1, row.y, room, &count.to_string(), Role::Dim);
    }

    /// Text that ends at a column; gives back its first column.
    pub(crate) fn put_right(&mut self, end: u16, y: u16, room: u16, text: &str, role: Role) -> u16 {
        let width = (columns(text) as u16).min(room);
        let x = end.saturating_sub(width);
        self.put(x, y, width, text, role);
        x
    }

    /// Text with some of its bytes lit, moved so that the first of them is in sight.
    pub(crate) fn put_centred(
        &mut self,
        at: (u16, u16),
        room: u16,
        text: &str,
        lit: &[Span],
        styles: (Style, Style),
    ) {
        let end = lit.first().map_or(0, |span| span.to());
        let hidden = columns(Span::new(0, end).of(text)).saturating_sub(usize::from(room) * 2 / 3);
        if hidden == 0 || columns(text) <= usize::from(room) {
            self.put_lit(at, room, text, lit, styles);
            return;
        }
        let first = lit.first().map_or(0, |span| span.from());
        let mut from = 0;
        let mut skipped = 0;
        for (byte, cluster, width) in clusters(text) {
            if byte >= first || skipped >= hidden && cluster == " " {
                break;
            }
            skipped += width;
            from = byte + cluster.len();
        }
        let used = self.put_styled(at.0, at.1, room, "…", styles.0);
        let moved: Vec<Span> = lit
            .iter()
            .filter(|span| span.from() >= from)
            .map(|span| Span::new(span.from() - from, span.to() - from))
            .collect();
        let rest = Span::new(from, text.len()).of(text);
        self.put_lit((at.0 + used, at.1), room.saturating_sub(used), rest, &moved, styles);
    }

    /// Text with some of its bytes lit.
    pub(crate) fn put_lit(
        &mut self,
        at: (u16, u16),
        room: u16,
        text: &str,
        lit: &[Span],
        styles: (Style, Style),
    ) -> u16 {
        let (mut x, y) = at;
        let end = x + room;
        let mut from = 0;
        let (plain, bright) = styles;
        for span in lit {
            for (part, style) in [(Span::new(from, span.from()), plain), (*span, bright)] {
                let cut = columns(part.of(text)) > usize::from(end - x);
                x += self.put_styled(x, y, end - x, part.of(text), style);
                if cut {
                    return x - at.0;
                }
            }
            from = span.to().max(from);
        }
        if x < end {
            x += self.put_styled(x, y, end - x, Span::new(from, text.len()).of(text), plain);
        }
        x - at.0
    }

    /// A border with a title at the left and a note at the right.
    pub(crate) fn frame(&mut self, area: Area, title: &str, note: &str, focused: bool) {
        let role = if focused { Role::Focus } else { Role::Border };
        let style = self.style(role);
        let [nw, ne, se, sw, across, down] = self.signs.border;
        let (right, bottom) = (area.x + area.width.saturating_sub(1), area.y + area.height.saturating_sub(1));
        for y in [area.y, bottom] {
            self.repeat(area.x, y, area.width.max(1), across, style);
        }
        for y in area.y..=bottom {
            self.repeat(area.x, y, 1, down, style);
            self.repeat(right, y, 1, down, style);
        }
        for (x, y, corner) in
            [(area.x, area.y, nw), (right, area.y, ne), (right, bottom, se), (area.x, bottom, sw)]
        {
            self.repeat(x, y, 1, corner, style);
        }
        let inside = area.width.saturating_sub(4);
        let mut room = inside;
        if !note.is_empty() && columns(note) + 4 < usize::from(inside) {
            let x = self.put_right(
                right - 1,
                area.y,
                inside,
                &format!(" {note} "),
                if focused { Role::Focus } else { Role::Dim },
            );
            room = x.saturating_sub(area.x + 3);
        }
        if !title.is_empty() {
            let shown = format!(" {} ", clip(title, usize::from(room.saturating_sub(2))));
            self.put(area.x + 2, area.y, room, &shown, if focused { Role::Focus } else { Role::Dim });
        }
    }

    /// The style of a selected row: stronger in the pane that has the keys.
    pub(crate) fn selected(&self, focused: bool) -> Style {
        self.style(if focused { Role::Selected } else { Role::SelectedElsewhere })
    }
}

#[cfg(test)]
mod tests {
    use super::DRAWN;

    #[test]
    fn sparklines_show_all_counts_by_their_largest() {
        assert_eq!(DRAWN.sparkline(&[9, 0, 1, 7], 2), "█▇");
        assert_eq!(DRAWN.sparkline(&[0, 1, 7], 3), " ▂█");
        assert_eq!(DRAWN.sparkline(&[], 3), "");
        assert_eq!(DRAWN.sparkline(&[5], 3), "█");
    }
}
