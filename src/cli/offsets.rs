//! Byte offsets of an article's text as code points of the text it was decoded to, the unit of all exports.

use crate::model::{OffsetMap, Span};

/// Every how many bytes the count of code points is kept.
const STEP: usize = 64;

/// Translates offsets of one sanitised text.
#[derive(Debug)]
pub(super) struct CodePoints<'t> {
    /// The text before it was sanitised.
    text: &'t str,
    map: OffsetMap,
    /// Code points before each step; empty when the text is ASCII and nothing needs counting.
    before: Vec<u32>,
}

impl<'t> CodePoints<'t> {
    /// For offsets of what `decoded` was sanitised to; `map` leads back.
    pub(super) fn new(decoded: &'t str, map: OffsetMap) -> Self {
        let text = decoded;
        let mut before = Vec::new();
        if !text.is_ascii() {
            let mut count = 0;
            for chunk in text.as_bytes().chunks(STEP) {
                before.push(count);
                count += starts(chunk);
            }
            before.push(count);
        }
        Self { text, map, before }
    }

    /// The code points before a byte of the decoded text.
    fn at(&self, byte: u32) -> u32 {
        let byte = byte as usize;
        let Some(known) = self.before.get(byte / STEP) else { return byte as u32 };
        let rest = self.text.as_bytes().get(byte / STEP * STEP..byte).unwrap_or_default();
        known + starts(rest)
    }

    /// Both ends of a span.
    pub(super) fn of(&self, span: Span) -> [u32; 2] {
        let span = self.map.span(span);
        [self.at(span.start), self.at(span.end)]
    }
}

/// How many code points begin in these bytes of UTF-8.
fn starts(bytes: &[u8]) -> u32 {
    bytes.iter().filter(|&&b| b & 0xc0 != 0x80).count() as u32
}

#[cfg(test)]
mod tests {
    use super::CodePoints;
    use crate::model::{Clean, OffsetMap, Span};

    #[test]
    fn counts_like_chars() {
        for text in ["plain and short", &"“Zoë” — 東京 😀. ".repeat(20), ""] {
            let points = CodePoints::new(text, OffsetMap::default());
            for (n, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.at(byte as u32), n as u32, "{text} at {byte}");
            }
            assert_eq!(points.at(text.len() as u32), text.chars().count() as u32);
        }
    }

    #[test]
    fn counts_in_the_text_before_it_was_sanitised() {
        let decoded = "é\r\n\u{202e}Zoë\u{7} said";
        let (clean, map) = Clean::mapped(decoded);
        let at = clean.find("said").unwrap();
        let points = CodePoints::new(decoded, map);
        assert_eq!(points.of(Span::new(at, at + 4)), [9, 13]);
    }
}
