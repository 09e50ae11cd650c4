//! Characters and escape sequences: what may stand in shown text by itself, and how far a sequence reaches.
//!
//! Escape sequences vanish whole (ECMA-48 and xterm: CSI, OSC, DCS, SOS, PM, APC, screen's title, and the short ones,
//! in their 7-bit and 8-bit forms). A string sequence without an end on its line loses only its introducer, so that no
//! file can hide its text behind one.

use std::fmt::Write;

/// Length of the printable ASCII at the start of `bytes`; line feeds count as printable when they stay.
pub(crate) fn plain_ascii(bytes: &[u8], keep_newline: bool) -> usize {
    let newline = if keep_newline { b'\n' } else { b' ' };
    let plain = |byte: u8| byte.wrapping_sub(b' ') < 0x5f || byte == newline;
    let count = |bytes: &[u8]| bytes.iter().take_while(|byte| plain(**byte)).count();
    // Most runs of text made to be hard end at once.
    let first = count(bytes.get(..4).unwrap_or(bytes));
    if first < 4 {
        return first;
    }
    let mut run = first;
    for chunk in bytes.get(first..).unwrap_or_default().chunks_exact(32) {
        // No early way out inside a chunk, so that it compiles to vector instructions.
        if !chunk.iter().fold(true, |all, byte| all & plain(*byte)) {
            break;
        }
        run += 32;
    }
    run + count(bytes.get(run..).unwrap_or_default())
}

/// How many bytes after the control character `introducer` belong to the escape sequence it begins.
pub(crate) fn sequence(introducer: u32, rest: &[u8]) -> usize {
    match introducer {
        0x1b => match rest.first() {
            Some(b'[') => 1 + control_sequence(rest.get(1..).unwrap_or_default()),
            Some(b']' | b'P' | b'X' | b'^' | b'_' | b'k') => {
                1 + control_string(rest.get(1..).unwrap_or_default())
            }
            Some(b' '..=b'~') => short_sequence(rest),
            _ => 0,
        },
        0x9b => control_sequence(rest),
        0x90 | 0x98 | 0x9d..=0x9f => control_string(rest),
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

/// Makes visible what the gate takes out.
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
