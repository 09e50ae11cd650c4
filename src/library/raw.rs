//! An article's file as it is: decoded, nothing cut, what cannot be shown written out.

use crate::library::scan::read_file;
use crate::model::{Clean, Issue};
use crate::text::decode::decode;
use std::fmt::Write;
use std::path::Path;

/// Reads a file and writes its control characters out.
///
/// # Errors
/// When it cannot be read; as the issue to show.
pub fn read(path: &Path) -> Result<Clean, Issue> {
    let (bytes, _) = read_file(path)?;
    let decoded = decode(&bytes);
    if decoded.encoding.is_empty() {
        return Ok(written_out(&String::from_utf8_lossy(&bytes)));
    }
    Ok(written_out(&decoded.text))
}

/// Control characters in caret notation (`^[` for escape), other invisible signs as `<U+202E>`; line ends stay.
#[must_use]
pub fn written_out(text: &str) -> Clean {
    let mut out = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' | '\t' => out.push(c),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\0'..='\x1f' | '\x7f' => out.extend(['^', char::from(c as u8 ^ 0x40)]),
            c if c == ' ' || !Clean::line(c.encode_utf8(&mut [0; 4])).is_empty() => out.push(c),
            c => {
                let _ = write!(out, "<U+{:04X}>", c as u32);
            }
        }
    }
    Clean::lines(&out)
}

#[cfg(test)]
mod tests {
    use super::written_out;

    #[test]
    fn controls_are_written_out() {
        let shown = written_out("a\x1b[31mb\u{202e}c\x07\u{9b}d\r\ne\rf\x7f");
        assert_eq!(&*shown, "a^[[31mb<U+202E>c^G<U+009B>d\ne^Mf^?");
    }
}
