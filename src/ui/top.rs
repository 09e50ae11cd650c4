//! The first row.
//!
//! ```text
//!  1 Stories 412   2 Actors 3108   3 Quotes 5942   4 Search            ~/articles  ✔ 412 read
//!  Stories › Central bank holds rates… › ¶7/23                                           31%
//! ```
//!
//! Rooms with their counts, the folder, how far the scan is; on a narrow screen and in zen the way one came.

use crate::app::geometry::{Geometry, Pane};
use crate::app::state::Show;
use crate::config::Role;
use crate::text::width::columns;
use crate::ui::canvas::Canvas;

pub(crate) fn draw(canvas: &mut Canvas<'_>, geometry: &Geometry) {
    let area = geometry.top;
    if !geometry.borders && canvas.app.stage().focus != Pane::List {
        return breadcrumb(canvas, geometry);
    }
    let mut end = 0;
    for (room, text, x) in canvas.app.tabs() {
        let role = if room == canvas.app.room { Role::Tab } else { Role::Dim };
        end = x + canvas.put(x, area.y, area.width.saturating_sub(x), &text, role);
    }
    let state = state(canvas);
    let corpus = canvas.app.surroundings.corpus.to_string();
    let room = usize::from(area.width.saturating_sub(end + 2));
    let both = format!("{corpus}  {state}");
    let text = if columns(&both) <= room { both } else { state };
    if columns(&text) <= room {
        canvas.put_right(area.width.saturating_sub(1), area.y, room as u16, &text, Role::Dim);
    }
}

/// How far the scan is, and how many files had problems.
fn state(canvas: &Canvas<'_>) -> String {
    let progress = canvas.app.progress;
    let problems = match canvas.app.problems.len() {
        0 => String::new(),
        1 => "  1 problem".to_owned(),
        n => format!("  {n} problems"),
    };
    let stage = if progress.done && progress.found == 0 {
        format!("{} nothing new", canvas.signs.done)
    } else if progress.done {
        format!("{} {} read", canvas.signs.done, progress.read)
    } else if progress.joining {
        "joining stories and actors".to_owned()
    } else if progress.to_extract > 0 {
        let (done, all) = (progress.extracted, progress.to_extract);
        format!("names and quotes in {done} of {all}{}", left(progress.left))
    } else if progress.found == 0 {
        "looking for files".to_owned()
    } else {
        let pace = match progress.rate / 100_000 {
            0 => String::new(),
            tenths => format!(", {}.{} MB/s", tenths / 10, tenths % 10),
        };
        format!("reading {} of {}{pace}{}", progress.read, progress.found, left(progress.left))
    };
    format!("{}{stage}{problems}", turning(canvas))
}

/// A sign that turns while the scan works.
fn turning(canvas: &Canvas<'_>) -> String {
    let (signs, turns) = (canvas.signs.turning, canvas.app.turns);
    let sign = if canvas.app.progress.done { None } else { signs.get(turns % signs.len()) };
    sign.map_or_else(String::new, |sign| format!("{sign} "))
}

/// How long it will take, when that is worth telling.
fn left(seconds: u64) -> String {
    match seconds {
        0..5 => String::new(),
        5..100 => format!(", {seconds} s left"),
        _ => format!(", {} min left", seconds.div_ceil(60)),
    }
}

fn breadcrumb(canvas: &mut Canvas<'_>, geometry: &Geometry) {
    let area = geometry.top;
    let stage = canvas.app.stage();
    let (place, note) = match (stage.show, &stage.reader, &stage.card) {
        (Show::Reader, Some(reader), _) => {
            let (block, blocks, percent) = reader.position();
            let note = format!("{}{block}/{blocks} {percent}%", canvas.signs.paragraph);
            (reader.reading.row.headline.to_string(), note)
        }
        (Show::Card, _, Some(card)) => (card.data.row.name.to_string(), String::new()),
        (Show::Story, ..) => stage.page.as_ref().map_or_else(Default::default, |page| {
            (page.view.row.title.to_string(), page.leaf.label().to_owned())
        }),
        _ => (String::new(), String::new()),
    };
    let path = canvas.signs.path;
    let rail = if stage.focus == Pane::Rail { format!(" {path} rail") } else { String::new() };
    let note = format!("{}{note}", turning(canvas));
    let end = canvas.put_right(area.width.saturating_sub(1), area.y, area.width, &note, Role::Dim);
    let room = end.saturating_sub(2);
    let left = format!("{} {path} ", canvas.app.room.label());
    let x = 1 + canvas.put(1, area.y, room, &left, Role::Dim);
    let kept = columns(&rail) as u16;
    let x = x + canvas.put(x, area.y, end.saturating_sub(x + kept + 1), &place, Role::Title);
    canvas.put(x, area.y, end.saturating_sub(x), &rail, Role::Dim);
}
