//! The box over the screen: help, commands, go to, row actions, filters, problems.
//!
//! ```text
//! ┌ Help: type to filter, Enter runs ──────── 3/70 ┐
//! │ › quote                                        │
//! │ )            Goes to the next quote            │
//! │ (            Goes to the quote before          │
//! └────────────────────────────────────────────────┘
//! ```

use crate::app::geometry::Area;
use crate::app::picker::{Choice, Picker};
use crate::config::Role;
use crate::text::width::columns;
use crate::ui::bottom::line;
use crate::ui::canvas::Canvas;

pub(crate) fn draw(canvas: &mut Canvas<'_>, picker: &Picker) {
    let (columns_, rows) = canvas.app.size;
    let typed = !matches!(picker.choice, Choice::Row | Choice::Filters | Choice::Problems);
    let extra = 2 + u16::from(typed);
    let wanted = (picker.all.len() as u16 + extra).max(6);
    let width = columns_.saturating_sub(4).min(100);
    let height = wanted.min(rows.saturating_sub(4)).max(5).min(rows);
    let area =
        Area { x: (columns_ - width) / 2, y: (rows - height).min(2 + (rows - height) / 4), width, height };
    canvas.fill(area, canvas.style(Role::Text));
    let note = match picker.left.len() {
        0 => String::new(),
        left => format!("{}/{left}", picker.cursor + 1),
    };
    canvas.frame(area, picker.choice.title(), &note, true);
    let mut inside = area.inner();
    if typed || !picker.line.text().is_empty() {
        canvas.put(inside.x + 1, inside.y, 1, canvas.signs.prompt, Role::Key);
        let room = inside.width.saturating_sub(4);
        line(canvas, (inside.x + 3, inside.y), room, picker.line.text(), Some(picker.line.column()));
        inside = Area { y: inside.y + 1, height: inside.height.saturating_sub(1), ..inside };
    }
    let items: Vec<_> = picker.left.iter().filter_map(|i| picker.all.get(*i)).collect();
    if items.is_empty() {
        let text = if picker.choice == Choice::GoTo && picker.line.text().is_empty() {
            "a few letters of a headline or a name"
        } else {
            "nothing like that"
        };
        canvas.put(inside.x + 1, inside.y, inside.width.saturating_sub(2), text, Role::Dim);
        return;
    }
    let widest = items.iter().map(|item| columns(&item.left)).max().unwrap_or_default() as u16;
    let left = widest.min(inside.width * if picker.choice == Choice::GoTo { 2 } else { 1 } / 3).max(1);
    let height = usize::from(inside.height.max(1));
    let top = (picker.cursor + 1).saturating_sub(height);
    for (y, (at, item)) in (inside.y..inside.y + inside.height).zip(items.iter().enumerate().skip(top)) {
        let (x, room) = (inside.x + 1, inside.width.saturating_sub(2));
        canvas.put(x, y, left, &item.left, Role::Key);
        canvas.put(x + left + 2, y, room.saturating_sub(left + 2), &item.right, Role::Text);
        if at == picker.cursor {
            canvas.restyle(Area { x: inside.x, y, width: inside.width, height: 1 }, canvas.selected(true));
        }
    }
}
