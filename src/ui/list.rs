//! The list of a room.
//!
//! ```text
//! ┌ Stories ─────────────── 37/412 ┐    ┌ Actors · person ─────── 3/214 ┐    ┌ Quotes · by speaker ── 2/59 ┐
//! │  Mar 12                        │    │ P Ada Lindqvist   31 ▁▃█▅▂  9 │    │ Ada Lindqvist               │
//! │  Central bank holds rates…     │    │ O Riksbank        18 ▂▂▃▁▅  6 │    │ ❝ We are not bound to any…  │
//! │★ Ferry inquiry widens      ▸4  │    │ L Stockholm        5 ▁▁▂▇▁  5 │    │ ~ that rates would stay…    │
//! └────────────────────────────────┘    └───────────────────────────────┘    └─────────────────────────────┘
//! ```

use crate::app::App;
use crate::app::geometry::{Area, Geometry, Pane};
use crate::app::list::{At, Line, Part};
use crate::app::reader::rows::written;
use crate::app::state::{Room, sort_label};
use crate::config::Role;
use crate::library::query::Sort;
use crate::library::view::ActorRow;
use crate::model::{ActorKind, QuoteKind};
use crate::ui::canvas::Canvas;
use ratatui::style::Style;

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, geometry: &Geometry) {
    let app = canvas.app;
    let focused = app.stage().focus == Pane::List;
    let inside = if geometry.borders {
        canvas.frame(area, &title(app), &count(app), focused);
        area.inner()
    } else {
        area
    };
    let lines = app.lines();
    if lines.is_empty() {
        return empty(canvas, inside);
    }
    rows(canvas, inside, &lines, focused);
}

/// The lines of a list, from its first one on the screen.
pub(crate) fn rows(canvas: &mut Canvas<'_>, inside: Area, lines: &[Line], focused: bool) {
    let app = canvas.app;
    let top = app.list_top().and_then(|top| lines.iter().position(|line| *line == top)).unwrap_or_default();
    for (y, line) in (inside.y..inside.y + inside.height).zip(lines.iter().skip(top)) {
        let row = Area { y, height: 1, ..inside };
        if line.part == Part::Head {
            let head = app.head(line.at.row).unwrap_or_default();
            canvas.put(row.x + 1, y, row.width.saturating_sub(1), &head, Role::Heading);
            continue;
        }
        match app.room {
            Room::Stories => story(canvas, row, line.at),
            Room::Actors => actor(canvas, row, line.at),
            Room::Quotes => quote(canvas, row, line),
            Room::Search => crate::ui::search::hit(canvas, row, line),
        }
        if line.at == app.cursor() && line.part == Part::Row {
            canvas.restyle(row, canvas.selected(focused));
        } else if line.part == Part::Row && app.in_range(line.at) {
            canvas.restyle(row, canvas.selected(false));
        }
    }
}

fn title(app: &App) -> String {
    let terms = app.terms_of(app.room);
    let kind = terms.kind_label().map_or_else(String::new, |kind| format!(" · {kind}"));
    let sort = match (app.room, app.sort_of(app.room)) {
        (Room::Stories, Sort::DateDescending) | (Room::Actors, Sort::Mentions) => String::new(),
        (_, sort) => format!(" · {}", sort_label(sort)),
    };
    format!("{}{kind}{sort}", app.room.label())
}

fn count(app: &App) -> String {
    match app.counts().0 {
        0 => String::new(),
        matching => format!("{}/{matching}", app.cursor().row + 1),
    }
}

fn story(canvas: &mut Canvas<'_>, row: Area, at: At) {
    let app = canvas.app;
    let (Some(story), Some(article)) = (app.stories.get(at.row), app.article_at(at)) else { return };
    let many = story.articles.len() > 1;
    let child = at.child > 0;
    let all_read = |rows: &[crate::library::view::ArticleRow]| {
        rows.iter().all(|row| app.made.read.contains(&row.content))
    };
    let read =
        if child || !many { app.made.read.contains(&article.content) } else { all_read(&story.articles) };
    let starred = if child || !many {
        app.made.starred.contains(&article.content)
    } else {
        story.articles.iter().any(|row| app.made.starred.contains(&row.content))
    };
    if starred {
        canvas.put(row.x, row.y, 1, canvas.signs.star, Role::Sign);
    }
    let mut end = row.x + row.width;
    let note = if child || !many {
        let copies = article.copies.len();
        if copies > 0 { format!("+{copies}") } else { String::new() }
    } else {
        let sign = if app.is_unfolded(story) { canvas.signs.unfolded } else { canvas.signs.folded };
        let unread = story.articles.iter().filter(|row| !app.made.read.contains(&row.content)).count();
        // Of a story that one has begun, what has come since is worth saying.
        let news = if unread > 0 && unread < story.articles.len() {
            format!("{unread} new ")
        } else {
            String::new()
        };
        format!("{news}{sign}{}", story.articles.len())
    };
    if !note.is_empty() {
        end = canvas.put_right(end, row.y, 14, &note, Role::Dim).saturating_sub(1);
    }
    let role = if read { Role::Dim } else { Role::Text };
    let x = row.x + if child { 4 } else { 2 };
    let room = end.saturating_sub(x);
    if child {
        let source = article.source.as_ref().map_or_else(String::new, |source| format!("{source}: "));
        let used = canvas.put(x, row.y, room, &source, Role::Dim);
        canvas.put(x + used, row.y, room.saturating_sub(used), &article.headline, role);
    } else {
        canvas.put(x, row.y, room, &story.title, role);
    }
}

/// The letter of a kind of actor.
pub(crate) const fn letter(kind: ActorKind) -> &'static str {
    match kind {
        ActorKind::Person => "P",
        ActorKind::Organisation => "O",
        ActorKind::Place => "L",
        ActorKind::Other => "·",
    }
}

/// The role of a name of this kind.
pub(crate) const fn kind_role(kind: ActorKind) -> Role {
    match kind {
        ActorKind::Person => Role::Person,
        ActorKind::Organisation => Role::Organisation,
        ActorKind::Place => Role::Place,
        ActorKind::Other => Role::Text,
    }
}

fn actor(canvas: &mut Canvas<'_>, row: Area, at: At) {
    let Some(actor) = canvas.app.actors.get(at.row) else { return };
    actor_row(canvas, row, actor, None);
}

/// An actor with its mentions, their course and its articles; on a card, with a count of its own.
pub(crate) fn actor_row(canvas: &mut Canvas<'_>, row: Area, actor: &ActorRow, own: Option<u32>) {
    let bars = if row.width >= 36 { 8 } else { 0 };
    let spark = canvas.signs.sparkline(&actor.spark, bars);
    let figures = match own {
        Some(count) => format!("{count:>5}"),
        None => format!("{:>5} {spark:<bars$} {:>4}", actor.mentions, actor.articles),
    };
    let end = canvas.put_right(row.x + row.width, row.y, row.width, &figures, Role::Dim);
    canvas.put(row.x, row.y, 1, letter(actor.kind), Role::Dim);
    let room = end.saturating_sub(row.x + 3);
    canvas.put(row.x + 2, row.y, room, &actor.name, kind_role(actor.kind));
}

fn quote(canvas: &mut Canvas<'_>, row: Area, line: &Line) {
    let app = canvas.app;
    let Some(quote) = app.quotes.get(line.at.row) else { return };
    let x = row.x + 3;
    let room = row.width.saturating_sub(3);
    match line.part {
        Part::More(0) => {
            let text = format!(
                "{} · {} · {:.0} %",
                quote.kind.label(),
                quote.rule.label(),
                quote.confidence * 100.0
            );
            canvas.put(x, row.y, room, &text, Role::Dim);
        }
        Part::More(_) => {
            let date = quote.article.date.map(written);
            let source = quote.article.source.as_ref().map(ToString::to_string);
            let parts = [source, date, Some(quote.article.headline.to_string())];
            let text: Vec<String> = parts.into_iter().flatten().collect();
            canvas.put(x, row.y, room, &text.join(" · "), Role::Dim);
        }
        _ => {
            let sign = canvas.signs.quote(quote.kind, quote.speaker.is_some());
            canvas.put(row.x, row.y, 2, sign, Role::Quote);
            let grouped = app.sort_of(Room::Quotes) == Sort::Speaker;
            let speaker =
                quote.speaker.as_ref().filter(|_| !grouped).map_or_else(String::new, |s| format!("{s}: "));
            // How sure the speaker is, where there is room to say so.
            let sure = quote.speaker.is_some() && row.width >= SURE_FROM;
            let room = if sure {
                let note = format!("{:.0} %", quote.confidence * 100.0);
                canvas.put_right(row.x + row.width, row.y, 5, &note, Role::Dim);
                room.saturating_sub(6)
            } else {
                room
            };
            let used = canvas.put(x, row.y, room / 2, &speaker, Role::Person);
            let role = quote_role(quote.kind, quote.confidence);
            canvas.put(x + used, row.y, room.saturating_sub(used), &quote.text, role);
        }
    }
}

/// Words that may not have been said as told step back behind those that were.
pub(crate) fn quote_role(kind: QuoteKind, confidence: f32) -> Role {
    if kind.is_doubtful(confidence) { Role::Dim } else { Role::Text }
}

/// From how many columns a quote's row says how sure its speaker is.
const SURE_FROM: u16 = 48;

/// What an empty list says: that rows are hidden, that nothing has come yet, or what to do.
fn empty(canvas: &mut Canvas<'_>, inside: Area) {
    let app = canvas.app;
    let loading = app.is_asking(app.room) || !app.progress.done && !app.is_filtered(app.room);
    let total = app.counts().1;
    let rows: Vec<String> = if app.is_filtered(app.room) {
        vec![format!("None of {total} matches."), "Esc clears the filter.".to_owned()]
    } else if loading {
        vec!["Reading…".to_owned()]
    } else if app.room == Room::Stories {
        let folder = &app.surroundings.corpus;
        let key = app.keymap.hint(crate::app::action::Action::Rescan);
        vec![format!("There are no articles in {folder}."), format!("Put text files there and press {key}.")]
    } else {
        vec!["Nothing here: no articles have been read.".to_owned()]
    };
    for (y, text) in (inside.y + 1..inside.y + inside.height).zip(rows) {
        for (at, part) in wrapped(&text, inside.width.saturating_sub(2)).into_iter().enumerate() {
            canvas.put(
                inside.x + 1,
                y * 2 - inside.y - 1 + at as u16,
                inside.width.saturating_sub(2),
                &part,
                Role::Dim,
            );
        }
    }
}

/// A sentence in rows of so many columns.
pub(crate) fn wrapped(text: &str, width: u16) -> Vec<String> {
    textwrap::wrap(text, usize::from(width.max(1))).into_iter().map(std::borrow::Cow::into_owned).collect()
}

/// The style of a row's text when it is not selected.
pub(crate) fn plain(canvas: &Canvas<'_>) -> Style {
    canvas.style(Role::Text)
}
