//! An open line of text: what is typed into a find, a filter, a search, a command.

use crate::app::keys::{Code, Key};
use tui_input::{Input, InputRequest};

/// A line being typed, with its history.
#[derive(Clone, Debug, Default)]
pub struct Line {
    input: Input,
}

impl Line {
    /// A line with text in it, the cursor at its end.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { input: Input::new(text.to_owned()) }
    }

    /// What stands in it.
    #[must_use]
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// How many columns stand before the cursor.
    #[must_use]
    pub fn column(&self) -> usize {
        self.input.visual_cursor()
    }

    /// Types text at the cursor; line ends become blanks, other control characters nothing.
    pub fn insert(&mut self, text: &str) {
        for c in text.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()) {
            self.input.handle(InputRequest::InsertChar(c));
        }
    }

    /// Puts other text in place of all of it.
    pub fn replace(&mut self, text: &str) {
        *self = Self::new(text);
    }

    /// Takes a key of line editing; says whether the text is another one now, or nothing when the key is not one.
    pub fn edit(&mut self, key: Key) -> Option<bool> {
        let request = match (key.code, key.ctrl, key.alt) {
            (Code::Char(c), false, false) => InputRequest::InsertChar(c),
            (Code::Backspace, false, false) | (Code::Char('h'), true, _) => InputRequest::DeletePrevChar,
            (Code::Backspace, _, true) | (Code::Char('w'), true, _) => InputRequest::DeletePrevWord,
            (Code::Delete, ..) => InputRequest::DeleteNextChar,
            (Code::Char('d'), _, true) => InputRequest::DeleteNextWord,
            (Code::Left, true, _) | (Code::Char('b'), _, true) => InputRequest::GoToPrevWord,
            (Code::Right, true, _) | (Code::Char('f'), _, true) => InputRequest::GoToNextWord,
            (Code::Left, ..) | (Code::Char('b'), true, _) => InputRequest::GoToPrevChar,
            (Code::Right, ..) | (Code::Char('f'), true, _) => InputRequest::GoToNextChar,
            (Code::Home, ..) | (Code::Char('a'), true, _) => InputRequest::GoToStart,
            (Code::End, ..) | (Code::Char('e'), true, _) => InputRequest::GoToEnd,
            (Code::Char('u'), true, _) => InputRequest::DeleteLine,
            (Code::Char('k'), true, _) => InputRequest::DeleteTillEnd,
            _ => return None,
        };
        Some(self.input.handle(request).is_some_and(|change| change.value))
    }
}

#[cfg(test)]
mod tests {
    use super::Line;
    use crate::app::keys::{Code, Key};

    #[test]
    fn edits_like_a_shell() {
        let mut line = Line::new("ada lind");
        assert_eq!(line.edit(Key::ctrl('w')), Some(true));
        assert_eq!((line.text(), line.column()), ("ada ", 4));
        assert_eq!(line.edit(Key::plain(Code::Home)), Some(false));
        assert_eq!(line.edit(Key::char('é')), Some(true));
        assert_eq!(line.text(), "éada ");
        assert_eq!(line.edit(Key::plain(Code::Enter)), None);
        line.insert("x\ny\u{7}");
        assert_eq!(line.text(), "éx yada ");
    }
}
