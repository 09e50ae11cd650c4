//! The last row: an open line, else what happened, else what is filtered and the quote one is at; hints at the right.
//!
//! ```text
//!  filter: newer:1w  12 of 412 shown, Esc clears                   J/K article  n/N hit  / find  ? help
//!  ❝ direct · Ada Lindqvist · “…,” X said · 97 %
//!  filter: date:2024-13
//!               ^ month 13 is none
//! ```

use crate::app::App;
use crate::app::action::Action;
use crate::app::geometry::{Geometry, Pane};
use crate::app::state::{Mode, Prompt, Purpose, Room, Show};
use crate::config::Role;
use crate::model::Span;
use crate::text::width::{clip, columns};
use crate::ui::canvas::Canvas;
use crate::ui::search;

pub(crate) fn draw(canvas: &mut Canvas<'_>, geometry: &Geometry) {
    let app = canvas.app;
    let area = geometry.bottom;
    if let Mode::Line(prompt) = &app.mode
        && prompt.purpose != Purpose::Search
    {
        return open_line(canvas, geometry, prompt);
    }
    let hints = hints(app);
    let width = columns(&hints) as u16;
    let left = left(canvas);
    let end = if columns(&left) + columns(&hints) + 4 <= usize::from(area.width) || left.is_empty() {
        canvas.put_right(area.width.saturating_sub(1), area.y, width, &hints, Role::Dim)
    } else {
        area.width
    };
    let role = if app.notice.is_empty() { Role::Dim } else { Role::Title };
    canvas.put(1, area.y, end.saturating_sub(2), &left, role);
}

/// What stands at the left: keys begun, a notice, the filter, the quote one is at.
fn left(canvas: &Canvas<'_>) -> String {
    let app = canvas.app;
    if !app.pressed.is_empty() {
        return app.pressed.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    }
    if !app.notice.is_empty() {
        return app.notice.to_string();
    }
    let stage = app.stage();
    if stage.focus != Pane::List
        && stage.show == Show::Reader
        && let Some(text) =
            stage.reader.as_ref().and_then(|reader| finding(reader).or_else(|| quote(canvas, reader)))
    {
        return text;
    }
    filter(app)
}

fn finding(reader: &crate::app::reader::Reader) -> Option<String> {
    let finding = &reader.finding;
    let current = finding.current.filter(|_| finding.is_active())?;
    Some(format!("hit {}/{} of {}", current + 1, finding.hits.len(), finding.pattern))
}

/// The quote one is at: its kind, its speaker, how the speaker was found, how sure that is.
fn quote(canvas: &Canvas<'_>, reader: &crate::app::reader::Reader) -> Option<String> {
    let quote = reader.reading.extraction.quotes.get(reader.quote?)?;
    let speaker = crate::app::speaker_name(&reader.reading, quote);
    let sign = canvas.signs.quote(quote.kind, speaker.is_some());
    let who = speaker.unwrap_or_else(|| "unattributed".to_owned());
    let sure = quote.confidence * 100.0;
    Some(format!("{sign} {} · {who} · {} · {sure:.0} %", quote.kind.label(), quote.rule.label()))
}

fn filter(app: &App) -> String {
    let terms = app.terms_of(app.room);
    let mut parts = Vec::new();
    if !terms.filter.is_empty() {
        parts.push(format!("filter: {}", terms.filter));
    }
    parts.extend(terms.kind_label().map(|kind| format!("only: {kind}")));
    parts.extend(app.scope.as_ref().map(|scope| format!("@ {}", clip(&scope.label, 30))));
    if parts.is_empty() {
        return String::new();
    }
    let (matching, total) = app.counts();
    if app.room != Room::Search {
        parts.push(format!("{matching} of {total} shown, Esc clears"));
    }
    parts.join("  ")
}

fn hints(app: &App) -> String {
    let hint = |action: Action, name: &str| {
        let key = app.keymap.hint(action);
        if key.is_empty() { String::new() } else { format!("{key} {name}") }
    };
    let pair = |a: Action, b: Action, name: &str| {
        let (first, second) = (app.keymap.hint(a), app.keymap.hint(b));
        if first.is_empty() || second.is_empty() { String::new() } else { format!("{first}/{second} {name}") }
    };
    let stage = app.stage();
    let mut hints = match (stage.focus, stage.show) {
        (Pane::List, _) => vec![
            hint(Action::Open, "open"),
            hint(Action::Filter, "filter"),
            hint(Action::FilterBy, "filter by row"),
            hint(Action::Actions, "more"),
        ],
        (Pane::Main, Show::Reader) => vec![
            pair(Action::NextArticle, Action::PreviousArticle, "article"),
            pair(Action::PreviousQuote, Action::NextQuote, "quote"),
            hint(Action::View, "view"),
        ],
        (Pane::Main, Show::Story) => vec![
            hint(Action::Open, "its sentence"),
            hint(Action::Overview, "overview"),
            hint(Action::Accounts, "accounts"),
            hint(Action::Wordings, "wordings"),
            hint(Action::WhoWithWhom, "people"),
        ],
        (Pane::Main, _) => vec![
            hint(Action::Open, "its sentence"),
            pair(Action::FindNext, Action::FindPrevious, "mention"),
            hint(Action::FilterBy, "filter by"),
        ],
        (Pane::Rail, _) => {
            vec![hint(Action::Open, "open"), hint(Action::FilterBy, "filter by"), hint(Action::Pin, "pin")]
        }
    };
    hints.extend([hint(Action::Find, "find"), hint(Action::Search, "search"), hint(Action::Help, "help")]);
    hints.retain(|text| !text.is_empty());
    let room = usize::from(app.size.0) * 2 / 3;
    // The last ones, among them the help, are the ones to keep.
    while hints.len() > 1 && columns(&hints.join("  ")) > room {
        hints.remove(0);
    }
    hints.join("  ")
}

fn open_line(canvas: &mut Canvas<'_>, geometry: &Geometry, prompt: &Prompt) {
    let area = geometry.bottom;
    let label = match prompt.purpose {
        Purpose::Find { .. } => "find: ",
        Purpose::Filter => "filter: ",
        Purpose::Search => "search: ",
        Purpose::Tags { .. } => "tags: ",
        Purpose::Note { .. } => "note: ",
        Purpose::Rename(_) => "name: ",
    };
    let y = if prompt.fault.is_some() { area.y.saturating_sub(1) } else { area.y };
    for row in y..=area.y {
        canvas.fill(crate::app::geometry::Area { y: row, ..area }, canvas.style(Role::Text));
    }
    let x = 1 + canvas.put(1, y, area.width, label, Role::Key);
    let note = match &prompt.purpose {
        Purpose::Find { .. } => found(canvas.app),
        Purpose::Tags { .. } => {
            let like = canvas.app.tags_like(prompt.line.text());
            if like.is_empty() { String::new() } else { format!("Tab: {}", like.join(" ")) }
        }
        _ => String::new(),
    };
    let end = canvas.put_right(area.width.saturating_sub(1), y, area.width / 3, &note, Role::Dim);
    let room = end.saturating_sub(x + 1);
    line(canvas, (x, y), room, prompt.line.text(), Some(prompt.line.column()));
    if let Some((at, message)) = &prompt.fault {
        fault(canvas, (x, area.y), room, (prompt.line.text(), *at), message);
    }
}

fn found(app: &App) -> String {
    let stage = app.stage();
    match (stage.focus, stage.show, &stage.reader) {
        (Pane::Main, Show::Reader, Some(reader)) if reader.finding.is_active() => {
            let at = reader.finding.current.map_or(0, |at| at + 1);
            format!("{at}/{}", reader.finding.hits.len())
        }
        _ => String::new(),
    }
}

/// The text of an open line, its end in sight, with the cursor.
pub(crate) fn line(canvas: &mut Canvas<'_>, at: (u16, u16), room: u16, text: &str, cursor: Option<usize>) {
    let (x, y) = at;
    let Some(column) = cursor else {
        canvas.put(x, y, room, text, Role::Text);
        return;
    };
    let hidden = column.saturating_sub(usize::from(room.saturating_sub(1)));
    let mut skipped = 0;
    let mut from = 0;
    for (byte, cluster, width) in crate::text::width::clusters(text) {
        if skipped >= hidden {
            break;
        }
        skipped += width;
        from = byte + cluster.len();
    }
    canvas.put_styled(x, y, room, Span::new(from, text.len()).of(text), canvas.style(Role::Text));
    canvas.cursor = Some(search::cursor(x + (column - skipped.min(column)) as u16, y));
}

/// A caret under the byte that does not parse, and why.
pub(crate) fn fault(canvas: &mut Canvas<'_>, at: (u16, u16), room: u16, text: (&str, usize), message: &str) {
    let (x, y) = at;
    let before = columns(Span::new(0, text.1).of(text.0)) as u16;
    let shown = format!("^ {message}");
    // A long message near the right edge stands before its caret.
    if before + columns(&shown) as u16 > room && columns(message) as u16 + 1 < before {
        let shown = format!("{message} ^");
        canvas.put_right(x + before + 1, y, before + 1, &shown, Role::Error);
    } else {
        let before = before.min(room.saturating_sub(1));
        canvas.put(x + before, y, room.saturating_sub(before), &shown, Role::Error);
    }
}
