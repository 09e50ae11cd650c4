//! A story seen whole: the lines the app has put together, cell by cell.
//!
//! ```text
//! ┌ Council votes to rebuild the harbour bridge ──────────── overview ┐
//! │ Timeline 4                                                        │
//! │ ●────────────●──────────────────────────────·───────────────────● │
//! │ 12 Mar 2021                                            2 Apr 2021 │
//! │ 12 Mar 2021  ● Tarn Gazette: Council votes to rebuild the…        │
//! └───────────────────────────────────────────────────────────────────┘
//! ```

use crate::app::geometry::Area;
use crate::app::story::{Column, Part, StoryPage, Tone};
use crate::config::Role;
use crate::text::width::columns;
use crate::ui::canvas::Canvas;
use crate::ui::list::kind_role;
use ratatui::style::Style;

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, page: &StoryPage, focused: bool) {
    let item = page.item();
    for (y, line) in (area.y..area.y + area.height).zip(page.lines.iter().skip(page.top)) {
        let row = Area { y, height: 1, ..area };
        for part in &line.parts {
            draw_part(canvas, row, part);
        }
        // Where two items share a line, each has its own parts of it.
        let shared = line.item.is_some() && line.parts.iter().any(|part| !part.with.is_empty());
        if focused && item.is_some() && line.item == item && !shared {
            canvas.restyle(row, canvas.selected(true));
        }
        for part in line.parts.iter().filter(|part| item.is_some_and(|item| part.with.contains(&item))) {
            let (x, width) = place(row, part);
            canvas.restyle(Area { x, width, ..row }, canvas.selected(true));
        }
    }
}

/// The column a part begins at, and how many it takes.
fn place(row: Area, part: &Part) -> (u16, u16) {
    let width = columns(&part.text) as u16;
    match part.column {
        Column::From(column) => {
            let room = row.width.saturating_sub(column).min(part.room);
            (row.x + column, width.min(room))
        }
        Column::Until(before) => {
            let width = width.min(row.width.saturating_sub(before));
            (row.x + row.width - before - width, width)
        }
    }
}

fn draw_part(canvas: &mut Canvas<'_>, row: Area, part: &Part) {
    let (x, _) = place(row, part);
    let room = (row.x + row.width).saturating_sub(x).min(part.room);
    let plain = style(canvas, part.tone);
    if part.lit.is_empty() {
        canvas.put_styled(x, row.y, room, &part.text, plain);
    } else {
        let bright = plain.patch(canvas.style(Role::Hit));
        canvas.put_centred((x, row.y), room, &part.text, &part.lit, (plain, bright));
    }
}

fn style(canvas: &Canvas<'_>, tone: Tone) -> Style {
    canvas.style(match tone {
        Tone::Plain => Role::Text,
        Tone::Dim => Role::Dim,
        Tone::Title => Role::Title,
        Tone::Heading => Role::Heading,
        Tone::Sign => Role::Sign,
        Tone::Quote => Role::Quote,
        Tone::Name(kind) => kind_role(kind),
    })
}
