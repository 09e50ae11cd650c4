//! Text that is safe to show: the one gate between what was read and what reaches a terminal, a clipboard or a file.
//!
//! A [`Clean`] holds no control character, escape sequence, bidi control, line or paragraph separator, tag or
//! noncharacter. It is made only here. It lives on the lowest floor because plain data is made of it.

use serde::{Deserialize, Serialize};
use std::borrow::Borrow;
use std::fmt;
use std::ops::Deref;

/// Sanitised text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Clean(String);

impl Clean {
    /// Sanitises text of one line: line ends and tabs become blanks.
    #[must_use]
    pub fn line(raw: &str) -> Self {
        let mut out = String::with_capacity(raw.len());
        out.extend(raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| shows(*c)));
        Self(out)
    }

    /// Sanitises text of several lines: `\r\n` and `\r` become `\n`, which stays; tabs become blanks.
    #[must_use]
    pub fn lines(raw: &str) -> Self {
        let mut out = String::with_capacity(raw.len());
        let mut chars = raw.chars().peekable();
        while let Some(c) = chars.next() {
            match c {
                '\r' => {
                    chars.next_if_eq(&'\n');
                    out.push('\n');
                }
                '\n' => out.push('\n'),
                '\t' => out.push(' '),
                c if shows(c) => out.push(c),
                _ => {}
            }
        }
        Self(out)
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Whether a character may stand in shown text.
fn shows(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{2028}' | '\u{2029}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'
            | '\u{61c}' | '\u{feff}' | '\u{e0000}'..='\u{e007f}' | '\u{fdd0}'..='\u{fdef}')
        && (c as u32) & 0xfffe != 0xfffe
}

impl Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Clean {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Clean {
    /// Stored text passes the gate again: a file on disk can have been changed by others.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(|raw| Self::lines(&raw))
    }
}

#[cfg(test)]
mod tests {
    use super::Clean;

    #[test]
    fn keeps_words_and_drops_controls() {
        assert_eq!(&*Clean::line("a\tb\u{202e}c\u{7}\n"), "a bc ");
        assert_eq!(&*Clean::lines("a\r\nb\rc\n"), "a\nb\nc\n");
    }
}
