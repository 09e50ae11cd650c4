//! What a user presses, in a type of our own: keys, key sequences, and their written form (`j`, `C-d`, `S-Tab`, `g g`).
//!
//! The runtime turns the terminal's events into these; nothing here knows a terminal.

use std::fmt;
use std::str::FromStr;

/// One key press with its modifiers. `Shift` is told apart only where it makes no character of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key {
    /// Which key.
    pub code: Code,
    /// Control is held.
    pub ctrl: bool,
    /// Alt (Meta) is held.
    pub alt: bool,
    /// Shift is held; never set with [`Code::Char`].
    pub shift: bool,
}

/// Which key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Code {
    /// A character, as the keyboard made it: `G`, not `g` with shift.
    Char(char),
    /// A function key, from 1.
    F(u8),
    /// The return key.
    Enter,
    /// The escape key.
    Esc,
    /// The tabulator; backwards with shift.
    Tab,
    /// Deletes backwards.
    Backspace,
    /// Deletes forwards.
    Delete,
    /// Insert.
    Insert,
    /// Arrow up.
    Up,
    /// Arrow down.
    Down,
    /// Arrow left.
    Left,
    /// Arrow right.
    Right,
    /// Home.
    Home,
    /// End.
    End,
    /// Page up.
    PageUp,
    /// Page down.
    PageDown,
}

/// The written names of the keys that make no character; the first of several is the one printed.
const NAMES: [(&str, Code); 20] = [
    ("Enter", Code::Enter),
    ("Return", Code::Enter),
    ("Esc", Code::Esc),
    ("Escape", Code::Esc),
    ("Tab", Code::Tab),
    ("Backspace", Code::Backspace),
    ("Delete", Code::Delete),
    ("Del", Code::Delete),
    ("Insert", Code::Insert),
    ("Up", Code::Up),
    ("Down", Code::Down),
    ("Left", Code::Left),
    ("Right", Code::Right),
    ("Home", Code::Home),
    ("End", Code::End),
    ("PageUp", Code::PageUp),
    ("PgUp", Code::PageUp),
    ("PageDown", Code::PageDown),
    ("PgDn", Code::PageDown),
    ("Space", Code::Char(' ')),
];

impl Key {
    /// A key without modifiers.
    #[must_use]
    pub const fn plain(code: Code) -> Self {
        Self { code, ctrl: false, alt: false, shift: false }
    }

    /// A character.
    #[must_use]
    pub const fn char(c: char) -> Self {
        Self::plain(Code::Char(c))
    }

    /// A character with control.
    #[must_use]
    pub const fn ctrl(c: char) -> Self {
        Self { code: Code::Char(c), ctrl: true, alt: false, shift: false }
    }

    /// What the key would type into a line of text.
    #[must_use]
    pub const fn typed(self) -> Option<char> {
        match self.code {
            Code::Char(c) if !self.ctrl && !self.alt => Some(c),
            _ => None,
        }
    }
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (held, mark) in [(self.ctrl, "C-"), (self.alt, "M-"), (self.shift, "S-")] {
            if held {
                f.write_str(mark)?;
            }
        }
        match self.code {
            Code::F(n) => write!(f, "F{n}"),
            code => match (NAMES.iter().find(|(_, named)| *named == code), code) {
                (Some((name, _)), _) => f.write_str(name),
                (None, Code::Char(c)) => write!(f, "{c}"),
                (None, _) => Ok(()),
            },
        }
    }
}

impl FromStr for Key {
    type Err = String;

    /// Reads `j`, `G`, `Space`, `F5`, `C-d` or `Ctrl-d`, `M-x` or `Alt-x`, `S-Tab` or `Shift-Tab`.
    fn from_str(text: &str) -> Result<Self, String> {
        let mut key = Self::plain(Code::Esc);
        let mut rest = text;
        while let Some((mark, tail)) = rest.split_once('-').filter(|(_, tail)| !tail.is_empty()) {
            match mark {
                "C" | "Ctrl" | "ctrl" => key.ctrl = true,
                "M" | "A" | "Alt" | "alt" => key.alt = true,
                "S" | "Shift" | "shift" => key.shift = true,
                _ => break,
            }
            rest = tail;
        }
        key.code = code_of(rest)
            .ok_or_else(|| format!("`{text}` is no key; keys are written j, G, C-d, S-Tab, F2, Space"))?;
        if let (Code::Char(c), true) = (key.code, key.shift) {
            key.shift = false;
            key.code = Code::Char(c.to_uppercase().next().unwrap_or(c));
        }
        Ok(key)
    }
}

fn code_of(name: &str) -> Option<Code> {
    let mut chars = name.chars();
    if let (Some(c), None) = (chars.next(), chars.next()) {
        return (!c.is_control()).then_some(Code::Char(c));
    }
    if let Some(n) = name.strip_prefix('F').and_then(|n| n.parse::<u8>().ok()) {
        return (1..=24).contains(&n).then_some(Code::F(n));
    }
    NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, code)| *code)
}

/// Keys pressed one after another: most often one, sometimes two (`g g`).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Chord(pub Vec<Key>);

impl FromStr for Chord {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let keys: Vec<Key> = text.split_whitespace().map(str::parse).collect::<Result<_, _>>()?;
        if keys.is_empty() { Err("an empty string is no key".to_owned()) } else { Ok(Self(keys)) }
    }
}

impl fmt::Display for Chord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, key) in self.0.iter().enumerate() {
            let gap = if i > 0 { " " } else { "" };
            write!(f, "{gap}{key}")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Chord, Code, Key};
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    #[test]
    fn written_form_comes_back() {
        for text in
            ["j", "G", "C-d", "M-x", "S-Tab", "F12", "Space", "-", "C--", "g g", "PageDown", "<", "Enter"]
        {
            let chord: Chord = text.parse().expect(text);
            assert_eq!(chord.to_string(), text);
        }
    }

    #[test]
    fn other_spellings_mean_the_same() {
        for (a, b) in
            [("Ctrl-d", "C-d"), ("alt-x", "M-x"), ("S-g", "G"), ("escape", "Esc"), ("PgDn", "PageDown")]
        {
            assert_eq!(a.parse::<Key>(), b.parse::<Key>());
        }
    }

    #[test]
    fn what_is_no_key_is_refused() {
        for text in ["", "jj", "F0", "F99", "X-j", "Ctrl"] {
            assert!(text.parse::<Chord>().is_err(), "{text}");
        }
    }

    #[test]
    fn only_bare_characters_type() {
        assert_eq!(Key::char('x').typed(), Some('x'));
        assert_eq!(Key::ctrl('x').typed(), None);
        assert_eq!(Key::plain(Code::Up).typed(), None);
    }

    proptest! {
        #[test]
        fn what_parses_is_written_so_that_it_parses_to_the_same(text in "((C|M|S|Ctrl|Alt|Shift)-){0,3}(\\PC|F[0-9]{1,2}|Enter|esc|PgUp|space|[a-zA-Z]{2,6})( \\PC)?") {
            if let Ok(chord) = text.parse::<Chord>() {
                prop_assert_eq!(chord.to_string().parse::<Chord>(), Ok(chord));
            }
        }

        #[test]
        fn any_text_is_a_key_or_is_refused_with_its_name(text in "\\PC{0,12}") {
            if let Err(message) = text.parse::<Key>() {
                prop_assert!(message.contains(&text));
            }
        }
    }
}
