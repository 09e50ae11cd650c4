//! From a terminal's bytes to keys, pastes and mouse events (ECMA-48, xterm's control sequences, the kitty keyboard
//! protocol's `CSI u`).
//!
//! Total and bounded: any bytes give some inputs. A terminal's replies to questions (device reports, colours, clipboard)
//! vanish whole, so that they never act as keys; so does what no key can be.

use crate::app::event::{Mouse, MouseAction};
use crate::app::keys::{Code, Key};
use crate::model::Clean;
use crate::runtime::input::Input;
use memchr::memmem;
use std::time::{Duration, Instant};

/// Decodes bytes as they come.
#[derive(Debug, Default)]
pub struct Decoder {
    /// Bytes not decoded yet: the beginning of a sequence.
    held: Vec<u8>,
    /// A paste that has not ended.
    paste: Option<Vec<u8>>,
    last_click: Option<(Instant, u16, u16)>,
}

/// The most of one paste that is kept, in bytes: it goes into a query or another line to edit.
const MAX_PASTE: usize = 4 << 10;
/// The longest reply that is waited for, in bytes.
const MAX_REPLY: usize = 64 << 10;
/// The longest control sequence that is waited for, in bytes.
const MAX_SEQUENCE: usize = 64;
/// Two clicks at one place within this time are a double click.
const DOUBLE_CLICK: Duration = Duration::from_millis(400);

const PASTE_END: &[u8] = b"\x1b[201~";

/// What the first bytes are.
enum Found {
    /// An input of this many bytes.
    Input(Input, usize),
    /// Nothing of ours, of this many bytes.
    Nothing(usize),
    /// The text of a paste begins after this many bytes.
    Paste(usize),
    /// More bytes are needed.
    More,
}

impl Decoder {
    /// Takes in bytes and gives what they complete.
    pub fn feed(&mut self, bytes: &[u8]) -> Vec<Input> {
        self.held.extend_from_slice(bytes);
        let mut inputs = Vec::new();
        let mut at = 0;
        loop {
            if self.paste.is_some() {
                match self.pasted(&mut at) {
                    Some(text) => inputs.push(Input::Paste(text)),
                    None => break,
                }
            }
            let rest = self.held.get(at..).unwrap_or_default();
            if rest.is_empty() {
                break;
            }
            match first(rest) {
                Found::Input(input, length) => {
                    at += length;
                    inputs.push(input);
                }
                Found::Nothing(length) => at += length.max(1),
                Found::Paste(length) => {
                    at += length;
                    self.paste = Some(Vec::new());
                }
                Found::More => break,
            }
        }
        self.held.drain(..at.min(self.held.len()));
        for input in &mut inputs {
            if let Input::Mouse(mouse) = input {
                self.count_clicks(mouse);
            }
        }
        inputs
    }

    /// Whether bytes are held that may be a key by themselves if nothing follows soon.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        self.paste.is_none() && !self.held.is_empty()
    }

    /// Decides on the held bytes when nothing followed: an escape character was the escape key.
    pub fn rest(&mut self) -> Vec<Input> {
        if !self.is_waiting() {
            return Vec::new();
        }
        let held = std::mem::take(&mut self.held);
        match held.as_slice() {
            [0x1b] => vec![Input::Key(Key::plain(Code::Esc))],
            // `ESC [` and the like were typed with Alt.
            [0x1b, byte] => plain(&[*byte], true).map(Input::Key).into_iter().collect(),
            _ => Vec::new(),
        }
    }

    /// Takes the paste's bytes; gives its text at its end. `at` moves behind what was taken.
    fn pasted(&mut self, at: &mut usize) -> Option<String> {
        let paste = self.paste.as_mut()?;
        let rest = self.held.get(*at..).unwrap_or_default();
        let end = memmem::find(rest, PASTE_END);
        // Without the end in sight, its beginning may be the last bytes.
        let taken = end.unwrap_or_else(|| rest.len().saturating_sub(PASTE_END.len() - 1));
        let room = MAX_PASTE.saturating_sub(paste.len());
        paste.extend(rest.iter().take(taken.min(room)));
        *at += taken;
        end?;
        *at += PASTE_END.len();
        let bytes = self.paste.take()?;
        Some(Clean::lines(&String::from_utf8_lossy(&bytes)).into_string())
    }

    fn count_clicks(&mut self, mouse: &mut Mouse) {
        if mouse.what != MouseAction::Click {
            return;
        }
        let now = Instant::now();
        let again = self.last_click.is_some_and(|(then, column, row)| {
            (column, row) == (mouse.column, mouse.row) && now.duration_since(then) < DOUBLE_CLICK
        });
        self.last_click = if again { None } else { Some((now, mouse.column, mouse.row)) };
        if again {
            mouse.what = MouseAction::DoubleClick;
        }
    }
}

/// Reads the first input of some bytes.
fn first(bytes: &[u8]) -> Found {
    match bytes {
        [0x1b] => Found::More,
        [0x1b, 0x1b, ..] => Found::Input(Input::Key(Key::plain(Code::Esc)), 1),
        [0x1b, b'[', ..] => control_sequence(bytes),
        [0x1b, b'O', rest @ ..] => match rest {
            [] => Found::More,
            [0x1b, ..] => Found::Input(Input::Key(Key { alt: true, ..Key::char('O') }), 2),
            [last, ..] => key_or_nothing(function(*last).map(Key::plain), 3),
        },
        [0x1b, b']' | b'P' | b'X' | b'^' | b'_', ..] => reply(bytes),
        [0x1b, rest @ ..] => character(rest, true, 1),
        _ => character(bytes, false, 0),
    }
}

fn key_or_nothing(key: Option<Key>, length: usize) -> Found {
    key.map_or(Found::Nothing(length), |key| Found::Input(Input::Key(key), length))
}

/// A reply of the terminal: a string that ends with BEL or `ESC \`.
fn reply(bytes: &[u8]) -> Found {
    for (at, byte) in bytes.iter().enumerate().skip(2) {
        match byte {
            0x07 => return Found::Nothing(at + 1),
            0x1b => match bytes.get(at + 1) {
                None => return Found::More,
                Some(b'\\') => return Found::Nothing(at + 2),
                Some(_) => return Found::Nothing(at),
            },
            _ => {}
        }
    }
    if bytes.len() > MAX_REPLY { Found::Nothing(bytes.len()) } else { Found::More }
}

/// A character or control character, after `before` bytes that said Alt.
fn character(bytes: &[u8], alt: bool, before: usize) -> Found {
    let Some(lead) = bytes.first() else { return Found::More };
    let length = match lead {
        0..=0x7f => 1,
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return Found::Nothing(before + 1),
    };
    let Some(own) = bytes.get(..length) else {
        let continued = bytes.iter().skip(1).all(|byte| matches!(byte, 0x80..=0xbf));
        return if continued { Found::More } else { Found::Nothing(before + 1) };
    };
    match plain(own, alt) {
        Some(key) => Found::Input(Input::Key(key), before + length),
        None if std::str::from_utf8(own).is_ok() => Found::Nothing(before + length),
        None => Found::Nothing(before + 1),
    }
}

/// The key of one character.
fn plain(bytes: &[u8], alt: bool) -> Option<Key> {
    let c = std::str::from_utf8(bytes).ok()?.chars().next()?;
    let key = match c {
        '\r' | '\n' => Key::plain(Code::Enter),
        '\t' => Key::plain(Code::Tab),
        '\x7f' | '\x08' => Key::plain(Code::Backspace),
        '\x1b' => Key::plain(Code::Esc),
        '\0' => Key::ctrl(' '),
        '\x01'..='\x1a' => Key::ctrl(char::from(c as u8 | 0x60)),
        '\x1c'..='\x1f' => Key::ctrl(char::from(c as u8 | 0x40)),
        c if c.is_control() => return None,
        c => Key::char(c),
    };
    Some(Key { alt, ..key })
}

/// The key of the last byte of `ESC O x` and `CSI … x`.
const fn function(last: u8) -> Option<Code> {
    Some(match last {
        b'A' => Code::Up,
        b'B' => Code::Down,
        b'C' => Code::Right,
        b'D' => Code::Left,
        b'F' => Code::End,
        b'H' => Code::Home,
        b'M' => Code::Enter,
        b'P' => Code::F(1),
        b'Q' => Code::F(2),
        b'R' => Code::F(3),
        b'S' => Code::F(4),
        _ => return None,
    })
}

/// The key of `CSI number ~`.
const fn numbered(number: u32) -> Option<Code> {
    Some(match number {
        1 | 7 => Code::Home,
        2 => Code::Insert,
        3 => Code::Delete,
        4 | 8 => Code::End,
        5 => Code::PageUp,
        6 => Code::PageDown,
        11..=15 => Code::F(number as u8 - 10),
        17..=21 => Code::F(number as u8 - 11),
        23..=26 => Code::F(number as u8 - 12),
        28 | 29 => Code::F(number as u8 - 13),
        31..=34 => Code::F(number as u8 - 14),
        _ => return None,
    })
}

fn control_sequence(bytes: &[u8]) -> Found {
    let body = bytes.get(2..).unwrap_or_default();
    let Some(end) = body.iter().position(|byte| !matches!(byte, 0x20..=0x3f)) else {
        return if body.len() > MAX_SEQUENCE { Found::Nothing(bytes.len()) } else { Found::More };
    };
    let parameters = body.get(..end).unwrap_or_default();
    let last = body.get(end).copied().unwrap_or_default();
    let length = 2 + end + 1;
    if !matches!(last, 0x40..=0x7e) {
        // Broken off by something that is not part of it.
        return Found::Nothing(2 + end);
    }
    match (last, parameters.first()) {
        // The Linux console's F1 to F5.
        (b'[', None) => match body.get(1) {
            None => Found::More,
            Some(letter @ b'A'..=b'E') => key_or_nothing(Some(Key::plain(Code::F(letter - b'A' + 1))), 4),
            Some(_) => Found::Nothing(3),
        },
        (b'M' | b'm', Some(b'<')) => match mouse(parameters.get(1..).unwrap_or_default(), last) {
            Some(mouse) => Found::Input(Input::Mouse(mouse), length),
            None => Found::Nothing(length),
        },
        // The old form of a mouse event: three bytes follow.
        (b'M', None) if bytes.len() < length + 3 => Found::More,
        (b'M', None) => Found::Nothing(length + 3),
        (b'~', Some(b'0'..=b'9')) if parameters == b"200" => Found::Paste(length),
        (_, None | Some(b'0'..=b'9' | b';')) => key_or_nothing(modified(parameters, last), length),
        _ => Found::Nothing(length),
    }
}

/// A key with the numbers before its last byte.
fn modified(parameters: &[u8], last: u8) -> Option<Key> {
    let text = std::str::from_utf8(parameters).ok()?;
    // Each number may have sub-numbers after a colon.
    let field = |index: usize| text.split(';').nth(index).unwrap_or_default();
    let number = |field: &str, part: usize| field.split(':').nth(part).and_then(|n| n.parse::<u32>().ok());
    let one = number(field(0), 0).unwrap_or(1);
    let held = number(field(1), 0).unwrap_or(1).saturating_sub(1);
    if number(field(1), 1) == Some(3) {
        return None; // a release
    }
    let code = match last {
        b'Z' => return Some(Key { shift: true, ..Key::plain(Code::Tab) }),
        b'~' if one == 27 => unicode(number(field(2), 0)?)?,
        b'~' => numbered(one)?,
        b'u' => unicode(one)?,
        // A cursor report looks like F3 with a row.
        _ if one != 1 => return None,
        _ => function(last)?,
    };
    let (shift, alt, ctrl) = (held & 1 != 0, held & 2 != 0, held & 4 != 0);
    Some(match code {
        Code::Char(c) if shift => {
            let upper = c.to_uppercase().next().unwrap_or(c);
            Key { code: Code::Char(upper), ctrl, alt, shift: false }
        }
        Code::Char(_) => Key { code, ctrl, alt, shift: false },
        _ => Key { code, ctrl, alt, shift },
    })
}

/// The key of a character's number.
fn unicode(number: u32) -> Option<Code> {
    Some(match number {
        9 => Code::Tab,
        13 => Code::Enter,
        27 => Code::Esc,
        8 | 127 => Code::Backspace,
        // The kitty protocol's numbers for keys without characters lie in the private use area.
        0xe000..=0xf8ff => return None,
        _ => Code::Char(char::from_u32(number).filter(|c| !c.is_control())?),
    })
}

/// A mouse event of the form `button;column;row`.
fn mouse(parameters: &[u8], last: u8) -> Option<Mouse> {
    let text = std::str::from_utf8(parameters).ok()?;
    let mut numbers = text.split(';').map(str::parse::<u16>);
    let (button, column, row) = (numbers.next()?.ok()?, numbers.next()?.ok()?, numbers.next()?.ok()?);
    // Shift, Alt and Control do not matter.
    let what = match (button & !0b1_1100, last) {
        (0, b'M') => MouseAction::Click,
        (64, b'M') => MouseAction::WheelUp,
        (65, b'M') => MouseAction::WheelDown,
        _ => return None,
    };
    Some(Mouse { what, column: column.checked_sub(1)?, row: row.checked_sub(1)? })
}

#[cfg(test)]
mod tests;
