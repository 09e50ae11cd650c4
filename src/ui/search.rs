//! The search: its line, why it does not parse, the hits in their groups.
//!
//! ```text
//! ┌ Search ──────────────────────────── 1/31 ┐
//! │ › rates OR inflation                     │
//! │ ──────────────────────────────────────── │
//! │ Stories 12                               │
//! │  Central bank holds rates as inflation…  │
//! │    …kept its rate at 3.5 per cent on…    │
//! └──────────────────────────────────────────┘
//! ```

use crate::app::geometry::{Area, Geometry, Pane};
use crate::app::list::{Line, Part};
use crate::app::state::{Mode, Purpose};
use crate::config::Role;
use crate::library::view::Target;
use crate::ui::canvas::Canvas;
use crate::ui::list;
use ratatui::layout::Position;

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, geometry: &Geometry) {
    let app = canvas.app;
    let focused = app.stage().focus == Pane::List;
    let count = match app.counts().0 {
        0 => String::new(),
        total => format!("{}/{total}", app.cursor().row + 1),
    };
    let inside = if geometry.borders {
        canvas.frame(area, "Search", &count, focused);
        area.inner()
    } else {
        area
    };
    let typing = match &app.mode {
        Mode::Line(prompt) if prompt.purpose == Purpose::Search => Some(prompt),
        _ => None,
    };
    canvas.put(inside.x + 1, inside.y, 1, canvas.signs.prompt, Role::Key);
    let text = typing.map_or(app.searched.as_str(), |prompt| prompt.line.text());
    let room = inside.width.saturating_sub(4);
    crate::ui::bottom::line(
        canvas,
        (inside.x + 3, inside.y),
        room,
        text,
        typing.map(|prompt| prompt.line.column()),
    );
    if let Some((at, message)) = typing.and_then(|prompt| prompt.fault.as_ref()) {
        crate::ui::bottom::fault(canvas, (inside.x + 3, inside.y + 1), room, (text, *at), message);
    } else {
        let (sign, style) = (canvas.signs.border[4], canvas.style(Role::Border));
        canvas.repeat(inside.x + 1, inside.y + 1, inside.width.saturating_sub(2), sign, style);
    }
    let below = Area { y: inside.y + 2, height: inside.height.saturating_sub(2), ..inside };
    let lines = app.lines();
    if lines.is_empty() && !text.is_empty() && !app.is_asking(app.room) {
        canvas.put(below.x + 1, below.y + 1, below.width.saturating_sub(2), "Nothing matches.", Role::Dim);
    } else if lines.is_empty() && text.is_empty() {
        for (y, text) in (below.y + 1..below.y + below.height).zip(HINTS) {
            canvas.put(below.x + 1, y, below.width.saturating_sub(2), text, Role::Dim);
        }
    }
    list::rows(canvas, below, &lines, focused);
}

/// What an empty search says.
const HINTS: [&str; 7] = [
    "words  \"a phrase\"  begin*  -not  a OR b",
    "said:NAME     who said it",
    "about:NAME    who is in the quote",
    "actor:NAME    who is in the text",
    "kind:indirect quotes of a kind",
    "source:NAME   the outlet",
    "date:2024-03..2024-05   newer:1w",
];

/// One line of a hit: its title, or the words around it.
pub(crate) fn hit(canvas: &mut Canvas<'_>, row: Area, line: &Line) {
    let Some(hit) = canvas.app.hits.get(line.at.row) else { return };
    let bright = canvas.style(Role::Hit);
    if let Part::More(_) = line.part {
        let dim = canvas.style(Role::Dim);
        let room = row.width.saturating_sub(4);
        canvas.put_centred((row.x + 4, row.y), room, &hit.snippet, &hit.lit, (dim, bright));
        return;
    }
    let sign = match hit.target {
        Target::Place(_) => "",
        Target::Actor(_) => "@",
        Target::Quote(_) => canvas.signs.quote(crate::model::QuoteKind::Direct, true),
    };
    canvas.put(row.x, row.y, 1, sign, Role::Dim);
    let plain = list::plain(canvas);
    canvas.put_lit(
        (row.x + 2, row.y),
        row.width.saturating_sub(2),
        &hit.title,
        &hit.title_lit,
        (plain, bright),
    );
}

/// Where the cursor of an open line stands.
pub(crate) const fn cursor(x: u16, y: u16) -> Position {
    Position { x, y }
}
