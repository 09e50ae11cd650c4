//! How something looks: foreground, background, modifiers; and the written form of that (`bold black on yellow`).

use std::str::FromStr;

/// A colour.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Colour {
    /// One of the terminal's sixteen, which the user's terminal theme defines.
    Ansi(u8),
    /// One of the 256.
    Indexed(u8),
    /// A true colour.
    Rgb(u8, u8, u8),
}

/// Bold, reverse and their like.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "five independent switches, as terminals have them")]
pub struct Modifiers {
    /// Heavier letters.
    pub bold: bool,
    /// Fainter letters.
    pub dim: bool,
    /// Slanted letters.
    pub italic: bool,
    /// A line below.
    pub underline: bool,
    /// Foreground and background changed about.
    pub reverse: bool,
}

/// How something looks. Where it says nothing, what lies under it shows.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Look {
    /// Colour of the letters.
    pub fg: Option<Colour>,
    /// Colour behind them.
    pub bg: Option<Colour>,
    /// Bold, reverse and their like.
    pub modifiers: Modifiers,
}

/// The names of the terminal's sixteen colours, in their order.
const ANSI: [&str; 16] = [
    "black",
    "red",
    "green",
    "yellow",
    "blue",
    "magenta",
    "cyan",
    "white",
    "bright-black",
    "bright-red",
    "bright-green",
    "bright-yellow",
    "bright-blue",
    "bright-magenta",
    "bright-cyan",
    "bright-white",
];

impl FromStr for Colour {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(at) = ANSI.iter().position(|name| *name == text) {
            return Ok(Self::Ansi(at as u8));
        }
        if let Some(hex) = text.strip_prefix('#').filter(|hex| hex.len() == 6)
            && let Ok(rgb) = u32::from_str_radix(hex, 16)
        {
            return Ok(Self::Rgb((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8));
        }
        text.parse().map(Self::Indexed).map_err(|_| {
            format!("`{text}` is no colour; expected one of {}, 0 to 255 or #rrggbb", ANSI.join(", "))
        })
    }
}

impl FromStr for Look {
    type Err = String;

    /// Reads modifiers (`bold dim italic underline reverse`), a colour, and `on` with a colour behind; `plain` says
    /// nothing at all.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut look = Self::default();
        let mut words = text.split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "plain" => {}
                "bold" => look.modifiers.bold = true,
                "dim" => look.modifiers.dim = true,
                "italic" => look.modifiers.italic = true,
                "underline" => look.modifiers.underline = true,
                "reverse" => look.modifiers.reverse = true,
                "on" => {
                    let colour = words.next().ok_or("`on` stands before the colour behind")?;
                    look.bg = Some(colour.parse()?);
                }
                colour => look.fg = Some(colour.parse()?),
            }
        }
        Ok(look)
    }
}

#[cfg(test)]
mod tests {
    use super::{Colour, Look};

    #[test]
    fn reads_looks() {
        let look: Look = "bold bright-red on #102030".parse().unwrap();
        assert_eq!((look.fg, look.bg), (Some(Colour::Ansi(9)), Some(Colour::Rgb(16, 32, 48))));
        assert!(look.modifiers.bold && !look.modifiers.dim);
        assert_eq!("240".parse::<Look>().unwrap().fg, Some(Colour::Indexed(240)));
        assert_eq!("plain".parse::<Look>(), Ok(Look::default()));
    }

    #[test]
    fn refuses_what_is_no_colour() {
        for text in ["rad", "#12345", "256", "red on", "#12345g"] {
            assert!(text.parse::<Look>().is_err(), "{text}");
        }
    }
}
