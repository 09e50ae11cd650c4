//! An actor's card.
//!
//! ```text
//! ┌ Ada Lindqvist ─────────────────────────────── person ┐
//! │ Ada Lindqvist                                        │
//! │ person · 31 mentions in 9 articles · 11 said  ▁▃█▅▂  │
//! │ Lindqvist 22 · Ada Lindqvist 6 · Ms Lindqvist 3      │
//! │                                                      │
//! │ Said  11                                             │
//! │ ❝  We are not bound to any path      Courier · 12 Mar │
//! └──────────────────────────────────────────────────────┘
//! ```

use crate::app::card::{Card, CardLine};
use crate::app::geometry::Area;
use crate::app::reader::rows::written;
use crate::config::Role;
use crate::library::view::{QuoteRow, Snippet};
use crate::text::width::columns;
use crate::ui::canvas::Canvas;
use crate::ui::list;

pub(crate) fn draw(canvas: &mut Canvas<'_>, area: Area, open: &Card, focused: bool) {
    let lines = open.lines.iter().enumerate().skip(open.top);
    for (y, (at, line)) in (area.y..area.y + area.height).zip(lines) {
        let row = Area { x: area.x + 1, y, width: area.width.saturating_sub(2), height: 1 };
        draw_line(canvas, row, open, line);
        if at == open.cursor && focused && open.lead().is_some() {
            canvas.restyle(Area { x: area.x, y, width: area.width, height: 1 }, canvas.selected(true));
        }
    }
}

fn draw_line(canvas: &mut Canvas<'_>, row: Area, open: &Card, line: &CardLine) {
    let card = &open.data;
    match line {
        CardLine::Name => {
            canvas.put(row.x, row.y, row.width, &card.row.name, Role::Title);
        }
        CardLine::Facts => facts(canvas, row, open),
        CardLine::Variants(text) => {
            canvas.put(row.x, row.y, row.width, text, Role::Text);
        }
        CardLine::Head(name, count) => {
            canvas.heading(row, name, *count);
        }
        CardLine::Blank => {}
        CardLine::Role(i) => {
            let Some((role, _)) = card.roles.get(*i) else { return };
            canvas.put(row.x + 3, row.y, row.width.saturating_sub(3), role, Role::Text);
        }
        CardLine::Said(i) => {
            if let Some(quote) = card.said.get(*i) {
                draw_quote(canvas, row, quote, false);
            }
        }
        CardLine::About(i) => {
            if let Some(quote) = card.about.get(*i) {
                draw_quote(canvas, row, quote, true);
            }
        }
        CardLine::Met(i) => {
            let Some((actor, told)) = card.met.get(*i) else { return };
            let room = row.width.saturating_sub(3);
            let name = format!("{}: ", actor.name);
            let used = canvas.put(row.x + 3, row.y, room / 3, &name, list::kind_role(actor.kind));
            let (plain, bright) = (canvas.style(Role::Text), canvas.style(Role::Selection));
            let at = (row.x + 3 + used, row.y);
            canvas.put_centred(at, room.saturating_sub(used), &told.text, &told.lit, (plain, bright));
        }
        CardLine::With(i) => {
            if let Some((actor, count)) = card.with.get(*i) {
                let width = row.width.min(60);
                list::actor_row(canvas, Area { width, ..row }, actor, Some(*count));
            }
        }
        CardLine::Mention(i) => {
            if let Some(mention) = card.mentions.get(*i) {
                draw_mention(canvas, row, mention);
            }
        }
    }
}

fn facts(canvas: &mut Canvas<'_>, row: Area, open: &Card) {
    let actor = &open.data.row;
    let count =
        |n: u32, one: &str, many: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {many}") };
    let text = format!(
        "{} · {} in {} · {}",
        actor.kind.label(),
        count(actor.mentions, "mention", "mentions"),
        count(actor.articles, "article", "articles"),
        count(actor.said, "quote", "quotes"),
    );
    let used = canvas.put(row.x, row.y, row.width, &text, Role::Dim);
    let room = usize::from(row.width.saturating_sub(used + 2)).min(24);
    let spark = canvas.signs.sparkline(&actor.spark, room);
    canvas.put(row.x + used + 2, row.y, room as u16, &spark, Role::Sign);
}

fn draw_quote(canvas: &mut Canvas<'_>, row: Area, quote: &QuoteRow, named: bool) {
    let sign = canvas.signs.quote(quote.kind, quote.speaker.is_some());
    canvas.put(row.x, row.y, 2, sign, Role::Quote);
    let date = quote.article.date.map(written);
    let source = quote.article.source.as_ref().map(ToString::to_string);
    let fits = |note: &str| columns(note) * 3 < usize::from(row.width);
    let both: Vec<String> = [source, date.clone()].into_iter().flatten().collect();
    let both = both.join(" · ");
    let note = if fits(&both) { both } else { date.unwrap_or_default() };
    let kept = if fits(&note) && !note.is_empty() { columns(&note) as u16 + 2 } else { 0 };
    if kept > 0 {
        canvas.put_right(row.x + row.width, row.y, kept, &note, Role::Dim);
    }
    let room = row.width.saturating_sub(3 + kept);
    let speaker = match &quote.speaker {
        Some(speaker) if named => format!("{speaker}: "),
        _ => String::new(),
    };
    let used = canvas.put(row.x + 3, row.y, room / 2, &speaker, Role::Person);
    canvas.put(row.x + 3 + used, row.y, room.saturating_sub(used), &quote.text, Role::Text);
}

fn draw_mention(canvas: &mut Canvas<'_>, row: Area, mention: &Snippet) {
    let (plain, bright) = (canvas.style(Role::Text), canvas.style(Role::Selection));
    let room = row.width.saturating_sub(3);
    canvas.put_centred((row.x + 3, row.y), room, &mention.text, &mention.lit, (plain, bright));
}
