//! The rail beside a text.
//!
//! ```text
//! ┌ In this article ─────┐
//! │ ACTORS 9             │
//! │ P Ada Lindqvist    7 │
//! │ O Riksbank        12 │
//! │                      │
//! │ QUOTES 4             │
//! │ ❝ Lindqvist: We are… │
//! └──────── 14 cut (v) ──┘
//! ```

use crate::app::action::Action;
use crate::app::geometry::{Area, Geometry, Pane};
use crate::app::rail::{self, RailLine};
use crate::app::reader::Reader;
use crate::config::Role;
use crate::model::ActorKind;
use crate::ui::canvas::Canvas;
use crate::ui::list::{kind_role, letter, quote_role};

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, geometry: &Geometry) {
    let app = canvas.app;
    let stage = app.stage();
    let Some(reader) = &stage.reader else { return };
    let focused = stage.focus == Pane::Rail;
    // A drawer lies over the text.
    if geometry.main.is_some_and(|main| main.x + main.width > area.x) {
        canvas.fill(area, canvas.style(Role::Text));
    }
    let inside = if geometry.borders {
        canvas.frame(area, "In this article", "", focused);
        let cut = reader.reading.article.cut.len();
        if cut > 0 {
            let note = format!(" {cut} cut ({}) ", app.keymap.hint(Action::View));
            let y = area.y + area.height.saturating_sub(1);
            canvas.put_right(
                area.x + area.width.saturating_sub(2),
                y,
                area.width.saturating_sub(4),
                &note,
                Role::Dim,
            );
        }
        area.inner()
    } else {
        area
    };
    let lines = rail::lines(reader, stage.story.as_deref());
    let top = rail::top(&lines, stage.rail, inside.height);
    for (y, (at, line)) in (inside.y..inside.y + inside.height).zip(lines.iter().enumerate().skip(top)) {
        let row = Area { y, height: 1, ..inside };
        draw_line(canvas, row, reader, line);
        if at == stage.rail && focused {
            canvas.restyle(row, canvas.selected(true));
        }
    }
}

fn draw_line(canvas: &mut Canvas<'_>, row: Area, reader: &Reader, line: &RailLine) {
    let reading = &reader.reading;
    let room = row.width.saturating_sub(3);
    match line {
        RailLine::Head(name, count) => {
            canvas.heading(row, name, *count);
        }
        RailLine::Blank => {}
        RailLine::Actor(local, count) => {
            let Some(actor) = reading.extraction.actor(*local) else { return };
            let name = reading.actors.get(local.0 as usize).map_or(actor.name.as_str(), |(_, name)| name);
            canvas.put(row.x, row.y, 1, letter(actor.kind), Role::Dim);
            let end = canvas.put_right(row.x + row.width, row.y, 5, &count.to_string(), Role::Dim);
            canvas.put(row.x + 2, row.y, end.saturating_sub(row.x + 3), name, kind_role(actor.kind));
        }
        RailLine::Quote(index) => {
            let Some(quote) = reading.extraction.quotes.get(*index) else { return };
            let speaker = crate::app::speaker_name(reading, quote);
            canvas.put(row.x, row.y, 2, canvas.signs.quote(quote.kind, speaker.is_some()), Role::Quote);
            let first = quote.speakers.first().and_then(|speaker| speaker.actor);
            let person = first
                .and_then(|local| reading.extraction.actor(local))
                .is_some_and(|actor| actor.kind == ActorKind::Person);
            let speaker = speaker.map_or_else(String::new, |name| {
                let short = if person { last_word(&name) } else { &name };
                format!("{short}: ")
            });
            let used = canvas.put(row.x + 3, row.y, room / 2, &speaker, Role::Person);
            let words = one_line(reading.article.at(quote.content));
            let role = quote_role(quote.kind, quote.confidence);
            canvas.put(row.x + 3 + used, row.y, room.saturating_sub(used), &words, role);
        }
        RailLine::Note(_, text) => {
            canvas.put(row.x, row.y, 1, canvas.signs.note, Role::Sign);
            canvas.put(row.x + 2, row.y, room + 1, text, Role::Text);
        }
        RailLine::Section(span) => {
            canvas.put(row.x, row.y, 1, canvas.signs.item, Role::Dim);
            canvas.put(row.x + 2, row.y, room + 1, &one_line(reading.article.at(*span)), Role::Text);
        }
        RailLine::Article(_, headline) => {
            canvas.put(row.x, row.y, 1, canvas.signs.item, Role::Dim);
            canvas.put(row.x + 2, row.y, room + 1, headline, Role::Text);
        }
        RailLine::Why(why) => {
            canvas.put(row.x + 2, row.y, room + 1, why, Role::Dim);
        }
    }
}

/// Names are long and the rail is not: what a second mention would call him.
fn last_word(name: &str) -> &str {
    name.split_whitespace().last().unwrap_or(name)
}

/// Text that may hold line ends, on one line.
fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
