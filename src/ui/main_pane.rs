//! The pane beside the list: a text, an actor's card, or why there is neither.

use crate::app::geometry::{Area, Geometry, Pane};
use crate::app::reader::View;
use crate::app::reader::rows::written;
use crate::app::state::Show;
use crate::config::Role;
use crate::ui::canvas::Canvas;
use crate::ui::{card, list, reader, story};

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, geometry: &Geometry) {
    let app = canvas.app;
    let stage = app.stage();
    let focused = stage.focus == Pane::Main;
    let (title, note) = match (stage.show, &stage.reader, &stage.card) {
        (Show::Reader, Some(open), _) => {
            let row = &open.reading.row;
            let source = row.source.as_ref().map(ToString::to_string);
            let date = row.date.map(written);
            let view = Some(open.view.label().to_owned()).filter(|_| open.view != View::Clean);
            let mut parts: Vec<String> = [source, date, view].into_iter().flatten().collect();
            if parts.is_empty() {
                parts.push(row.path.to_string());
            }
            let (block, blocks, percent) = open.position();
            (parts.join(" · "), format!("{}{block}/{blocks} {percent}%", canvas.signs.paragraph))
        }
        (Show::Card, _, Some(open)) => {
            (open.data.row.name.to_string(), open.data.row.kind.label().to_owned())
        }
        (Show::Story, ..) => stage.page.as_ref().map_or_else(Default::default, |page| {
            (page.view.row.title.to_string(), page.leaf.label().to_owned())
        }),
        _ => (String::new(), String::new()),
    };
    let inside = if geometry.borders {
        canvas.frame(area, &title, &note, focused);
        area.inner()
    } else {
        area
    };
    match (stage.show, &stage.reader, &stage.card) {
        (Show::Reader, Some(open), _) => reader::draw(canvas, inside, open),
        (Show::Card, _, Some(open)) => card::draw(canvas, inside, open, focused),
        (Show::Story, ..) if stage.page.is_some() => {
            if let Some(page) = &stage.page {
                story::draw(canvas, inside, page, focused);
            }
        }
        _ => {
            let Some(why) = &stage.missing else { return };
            for (y, text) in (inside.y + 1..inside.y + inside.height)
                .zip(list::wrapped(why, inside.width.saturating_sub(4)))
            {
                canvas.put(inside.x + 2, y, inside.width.saturating_sub(4), &text, Role::Error);
            }
        }
    }
}
