//! Characters and escape sequences: what may stand in shown text, one character at a time.
//!
//! Escape sequences vanish whole (ECMA-48 and xterm: CSI, OSC, DCS, SOS, PM, APC, screen's title, and the short ones,
//! in their 7-bit and 8-bit forms). A string sequence without an end on its line loses only its introducer, so that no
//! file can hide its text behind one.

use crate::model::Span;
use crate::model::clean::class::{Class, Fate};
use crate::model::clean::offsets::{Edits, Rewrite};
use std::fmt::Write;

/// What a line end becomes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnds {
    /// `\n`.
    Keep,
    /// A blank.
    Blank,
}

/// What the filter found.
pub(crate) struct Filtered {
    /// The new text, if anything had to change.
    pub(crate) changed: Option<String>,
    /// The windows, as they lie in it.
    pub(crate) windows: Vec<Span>,
    /// Whether they hold characters that can join others in a cluster.
    pub(crate) complex: bool,
}

/// Joiners that may follow each other with one character between: the longest emoji sequences have three.
const MAX_JOINERS: u32 = 4;

/// Takes out what must not be shown, in these windows of the text; each stands for itself.
pub(crate) fn filter(text: &str, windows: &[Span], ends: LineEnds, edits: &mut impl Edits) -> Filtered {
    let mut out = Rewrite::new(text, edits);
    let mut complex = false;
    let windows = windows
        .iter()
        .map(|window| {
            let start = out.place(window.from());
            complex |= filter_window(text, *window, ends, &mut out);
            Span::new(start, out.place(window.to()))
        })
        .collect();
    Filtered { changed: out.finish(), windows, complex }
}

/// Filters one window; whether it holds characters that can join others.
fn filter_window(text: &str, window: Span, ends: LineEnds, out: &mut Rewrite<'_, impl Edits>) -> bool {
    let newline = if ends == LineEnds::Keep { "\n" } else { " " };
    let keep_newline = ends == LineEnds::Keep;
    let text = text.get(..window.to()).unwrap_or_default();
    let mut complex = false;
    let mut at = window.from();
    // The last character that stayed, and how many joiners the chain that ends here has.
    let mut previous = '\n';
    let mut chain = Chain::default();
    while at < text.len() {
        let rest = text.get(at..).unwrap_or_default();
        let run = plain_ascii(rest.as_bytes(), keep_newline);
        if run > 0 {
            previous = rest.as_bytes().get(run - 1).map_or(' ', |byte| char::from(*byte));
            chain = Chain::default();
            at += run;
        }
        for c in text.get(at..).unwrap_or_default().chars() {
            let from = at;
            let to = at + c.len_utf8();
            at = to;
            match Class::of(c).fate() {
                Fate::Ascii => {
                    previous = c;
                    chain = Chain::default();
                    // A run is worth looking for when it has begun.
                    if text.as_bytes().get(at).is_some_and(u8::is_ascii) {
                        break;
                    }
                }
                Fate::Single => {
                    previous = c;
                    chain.letter();
                }
                Fate::Letter => {
                    complex = true;
                    previous = c;
                    chain.letter();
                }
                // A mark without a base would be drawn onto whatever stands before it on the screen.
                Fate::Mark if previous.is_whitespace() => out.replace(from, to, ""),
                Fate::Mark => {
                    complex = true;
                    previous = c;
                }
                Fate::Joiner if joins(previous) && chain.joiner() => {
                    complex = true;
                    previous = c;
                }
                Fate::Joiner | Fate::Hidden => out.replace(from, to, ""),
                Fate::Unfit => {
                    out.replace(from, to, "\u{fffd}");
                    previous = '\u{fffd}';
                    chain.letter();
                }
                Fate::LineEnd => {
                    at += usize::from(c == '\r' && text.as_bytes().get(to) == Some(&b'\n'));
                    if c != '\n' || !keep_newline {
                        out.replace(from, at, newline);
                    }
                    previous = '\n';
                    break;
                }
                Fate::Tab => {
                    out.replace(from, to, " ");
                    previous = ' ';
                    break;
                }
                Fate::Control => {
                    at += sequence(c, text.as_bytes().get(to..).unwrap_or_default());
                    out.replace(from, at, "");
                    break;
                }
            }
        }
    }
    complex
}

/// Counts joiners that follow each other with one character between.
#[derive(Default)]
struct Chain {
    joiners: u32,
    letters: u32,
}

impl Chain {
    fn letter(&mut self) {
        self.letters += 1;
        if self.letters > 1 {
            self.joiners = 0;
        }
    }

    /// Whether one more joiner may stand.
    fn joiner(&mut self) -> bool {
        self.letters = 0;
        self.joiners += 1;
        self.joiners <= MAX_JOINERS
    }
}

/// Length of the printable ASCII at the start of `bytes`; line feeds count as printable when they stay.
fn plain_ascii(bytes: &[u8], keep_newline: bool) -> usize {
    let plain = |byte: u8| byte.wrapping_sub(b' ') < 0x5f || (keep_newline && byte == b'\n');
    let mut run = 0;
    for chunk in bytes.chunks_exact(32) {
        // No early way out inside a chunk, so that it compiles to vector instructions.
        if !chunk.iter().fold(true, |all, byte| all & plain(*byte)) {
            break;
        }
        run += 32;
    }
    run + bytes.get(run..).unwrap_or_default().iter().take_while(|byte| plain(**byte)).count()
}

/// How many bytes after the control character `introducer` belong to the escape sequence it begins.
fn sequence(introducer: char, rest: &[u8]) -> usize {
    match introducer {
        '\x1b' => match rest.first() {
            Some(b'[') => 1 + control_sequence(rest.get(1..).unwrap_or_default()),
            Some(b']' | b'P' | b'X' | b'^' | b'_' | b'k') => {
                1 + control_string(rest.get(1..).unwrap_or_default())
            }
            Some(b' '..=b'~') => short_sequence(rest),
            _ => 0,
        },
        '\u{9b}' => control_sequence(rest),
        '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => control_string(rest),
        _ => 0,
    }
}

/// Parameters, intermediates and the final byte of a CSI sequence.
fn control_sequence(rest: &[u8]) -> usize {
    let parameters = rest.iter().take_while(|b| matches!(b, 0x30..=0x3f)).count();
    let after = rest.get(parameters..).unwrap_or_default();
    let intermediates = after.iter().take_while(|b| matches!(b, 0x20..=0x2f)).count();
    let last = after.get(intermediates).is_some_and(|b| matches!(b, 0x40..=0x7e));
    parameters + intermediates + usize::from(last)
}

/// Intermediates and final byte of a sequence like `ESC ( B`.
fn short_sequence(rest: &[u8]) -> usize {
    let intermediates = rest.iter().take_while(|b| matches!(b, 0x20..=0x2f)).count();
    let last = rest.get(intermediates).is_some_and(|b| matches!(b, 0x30..=0x7e));
    intermediates + usize::from(last)
}

/// A string up to and including its end (BEL, `ESC \` or U+009C), or nothing when it is broken off: by the end of the
/// line, by another sequence, or by CAN and SUB.
fn control_string(rest: &[u8]) -> usize {
    let mut bytes = rest.iter().enumerate();
    while let Some((at, byte)) = bytes.next() {
        match byte {
            0x07 => return at + 1,
            0x1b => return if rest.get(at + 1) == Some(&b'\\') { at + 2 } else { 0 },
            b'\n' | b'\r' | 0x18 | 0x1a => return 0,
            // The C1 controls in UTF-8 are C2 80 to C2 9F.
            0xc2 => match bytes.next() {
                Some((at, 0x9c)) => return at + 1,
                Some((_, 0x80..=0x9f)) => return 0,
                _ => {}
            },
            _ => {}
        }
    }
    0
}

/// What a joiner may follow: any visible character beyond ASCII, or a mark.
fn joins(previous: char) -> bool {
    !previous.is_ascii() && !previous.is_whitespace() && !matches!(previous, '\u{200c}' | '\u{200d}')
}

/// Characters that are a cluster of one or two columns by themselves and never join a neighbour that is one too: the
/// letters and signs of most alphabetic scripts, kana, Chinese characters, Hangul syllables.
pub(crate) const fn is_single(c: char) -> bool {
    matches!(c,
        '\u{a0}'..='\u{a8}' | '\u{aa}'..='\u{ac}' | '\u{af}'..='\u{2ff}'
        | '\u{370}'..='\u{377}' | '\u{37a}'..='\u{37f}' | '\u{384}'..='\u{482}' | '\u{48a}'..='\u{52f}'
        | '\u{5d0}'..='\u{5ea}' | '\u{620}'..='\u{64a}' | '\u{660}'..='\u{66f}'
        | '\u{1e00}'..='\u{1eff}'
        | '\u{2010}'..='\u{2027}' | '\u{202f}'..='\u{203b}' | '\u{20a0}'..='\u{20bf}'
        | '\u{3001}'..='\u{3029}' | '\u{3041}'..='\u{3096}' | '\u{30a0}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7a3}' | '\u{ff01}'..='\u{ff9d}' | '\u{fffd}')
}

/// Characters that show nothing and can mislead: bidi controls, blanks without width, tags, and other format
/// characters. The joiners are looked at by themselves.
pub(crate) const fn is_hidden(c: char) -> bool {
    matches!(c,
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
        | '\u{ad}' | '\u{34f}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}' | '\u{2060}'..='\u{2065}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{fe00}'..='\u{fe0d}'
        | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}' | '\u{13430}'..='\u{1345f}'
        | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Characters without a meaning that others share, shown as U+FFFD: noncharacters, private use, and the one character
/// that is three columns wide.
pub(crate) const fn is_unfit(c: char) -> bool {
    matches!(c, '\u{fdd0}'..='\u{fdef}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..=char::MAX | '\u{17d8}')
        || c as u32 & 0xfffe == 0xfffe
}

/// Makes visible what [`filter`] takes out.
pub(crate) fn caret(raw: &str) -> String {
    let mut out = String::with_capacity(raw.len() + raw.len() / 16);
    let mut chars = raw.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\n' => out.push('\n'),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\t' => out.push_str("    "),
            '\0'..='\x1f' | '\x7f' => {
                out.push('^');
                out.push(char::from(c as u8 ^ 0x40));
            }
            '\u{80}'..='\u{9f}' | '\u{200c}' | '\u{200d}' | '\u{2028}' | '\u{2029}' => code(&mut out, c),
            c if !is_single(c) && (is_hidden(c) || is_unfit(c)) => code(&mut out, c),
            c => out.push(c),
        }
    }
    out
}

/// Writes a character as its number.
fn code(out: &mut String, c: char) {
    // Writing to a string cannot fail.
    let _ = write!(out, "<U+{:04X}>", u32::from(c));
}
