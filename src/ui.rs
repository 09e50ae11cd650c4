//! Floor 7: state becomes cells. [`draw`] reads an [`App`] and writes a frame; it decides nothing and changes nothing.

pub mod net;

use crate::app::App;
use ratatui::Frame;

/// Draws the whole screen.
pub fn draw(app: &App, frame: &mut Frame<'_>) {
    frame.render_widget(app.surroundings().corpus.as_str(), frame.area());
}
