//! Looks become styles: the theme, what the settings say over it, and `NO_COLOR`.

use crate::app::App;
use crate::config::Role;
use crate::config::colour::{Colour, Look};
use ratatui::style::{Color, Modifier, Style};

/// The styles of one frame, by role: each is looked up once, and asked for with every cell.
pub(crate) struct Theme {
    styles: [Style; Role::ALL.len()],
}

impl Theme {
    pub(crate) fn new(app: &App) -> Self {
        Self { styles: Role::ALL.map(|role| style_of(app, role)) }
    }

    /// The style of a role.
    pub(crate) fn style(&self, role: Role) -> Style {
        self.styles.get(role as usize).copied().unwrap_or_default()
    }
}

/// The style of a role. Without colours the theme `terminal` is used, whose marks are modifiers too.
fn style_of(app: &App, role: Role) -> Style {
    let config = &app.config;
    let terminal = config.themes.first().and_then(|theme| theme.look(role));
    if app.surroundings.no_color {
        return style(Look { fg: None, bg: None, ..terminal.unwrap_or_default() });
    }
    let over = config.colours.iter().find(|(known, _)| *known == role).map(|(_, look)| *look);
    let themed = config.themes.get(app.theme).and_then(|theme| theme.look(role));
    style(over.or(themed).or(terminal).unwrap_or_default())
}

fn style(look: Look) -> Style {
    let mut style = Style { fg: look.fg.map(colour), bg: look.bg.map(colour), ..Style::default() };
    for (on, modifier) in [
        (look.modifiers.bold, Modifier::BOLD),
        (look.modifiers.dim, Modifier::DIM),
        (look.modifiers.italic, Modifier::ITALIC),
        (look.modifiers.underline, Modifier::UNDERLINED),
        (look.modifiers.reverse, Modifier::REVERSED),
    ] {
        if on {
            style = style.add_modifier(modifier);
        }
    }
    style
}

const fn colour(colour: Colour) -> Color {
    match colour {
        Colour::Ansi(0) => Color::Black,
        Colour::Ansi(1) => Color::Red,
        Colour::Ansi(2) => Color::Green,
        Colour::Ansi(3) => Color::Yellow,
        Colour::Ansi(4) => Color::Blue,
        Colour::Ansi(5) => Color::Magenta,
        Colour::Ansi(6) => Color::Cyan,
        Colour::Ansi(7) => Color::Gray,
        Colour::Ansi(8) => Color::DarkGray,
        Colour::Ansi(9) => Color::LightRed,
        Colour::Ansi(10) => Color::LightGreen,
        Colour::Ansi(11) => Color::LightYellow,
        Colour::Ansi(12) => Color::LightBlue,
        Colour::Ansi(13) => Color::LightMagenta,
        Colour::Ansi(14) => Color::LightCyan,
        Colour::Ansi(_) => Color::White,
        Colour::Indexed(index) => Color::Indexed(index),
        Colour::Rgb(r, g, b) => Color::Rgb(r, g, b),
    }
}
