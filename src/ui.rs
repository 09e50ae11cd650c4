//! Floor 7: state becomes cells. [`draw`] reads an [`App`] and writes a frame; it decides nothing and changes nothing.
//!
//! ```text
//!  1 Stories 412   2 Actors 3108   3 Quotes 5942   4 Search            ~/articles  ✔ 412 read      top
//! ┌ Stories ─────── 37/412 ┐┌ Reuters · 12 Mar ─────── ¶7/23 31% ┐┌ In this article ─┐
//! │ list                   ││ reader, or card                    ││ rail             │
//! └────────────────────────┘└────────────────────────────────────┘└──────────────────┘
//!  filter: newer:1w  12 of 412 shown, Esc clears                        / find  ? help             bottom
//! ```

mod bottom;
mod canvas;
mod card;
mod layers;
mod list;
mod main_pane;
mod picker;
mod rail;
mod reader;
mod search;
mod story;
mod theme;
mod top;

pub mod net;

use crate::app::App;
use crate::app::geometry::{Area, Breakpoint};
use crate::app::state::{Mode, Room};
use crate::config::Role;
use crate::ui::canvas::Canvas;
use ratatui::Frame;
use ratatui::style::Style;

/// Draws the whole screen.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    let area = frame.area();
    let geometry = app.geometry();
    let mut canvas = Canvas::new(app, frame.buffer_mut());
    let whole = Area { x: area.x, y: area.y, width: area.width, height: area.height };
    // A frame is blank before it is drawn.
    let text = canvas.style(Role::Text);
    if text != Style::default() {
        canvas.restyle(whole, text);
    }
    if geometry.breakpoint == Breakpoint::Tiny {
        let (columns, rows) = app.size;
        canvas.put(0, 0, area.width, &format!("onrecord needs 40x8; this is {columns}x{rows}"), Role::Text);
        return;
    }
    top::draw(&mut canvas, &geometry);
    if let Some(area) = geometry.list {
        if app.room == Room::Search {
            search::draw(&mut canvas, area, &geometry);
        } else {
            list::draw(&mut canvas, area, &geometry);
        }
    }
    if let Some(area) = geometry.main {
        main_pane::draw(&mut canvas, area, &geometry);
    }
    if let Some(area) = geometry.rail {
        rail::draw(&mut canvas, area, &geometry);
    }
    bottom::draw(&mut canvas, &geometry);
    if let Mode::Picker(open) = &app.mode {
        picker::draw(&mut canvas, open);
    }
    let cursor = canvas.cursor;
    if let Some(at) = cursor {
        frame.set_cursor_position(at);
    }
}
