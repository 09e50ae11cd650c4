//! Finds the single marks of a region and says, from their neighbours, whether each could open or close.

use crate::model::Span;
use crate::text::quotemarks::Style;

/// One mark.
#[derive(Clone, Copy, Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is an independent observation about one character")]
pub(super) struct Mark {
    /// First byte.
    pub(super) at: usize,
    /// Length in bytes.
    pub(super) len: usize,
    /// Its kind.
    pub(super) style: Style,
    /// Could open a stretch.
    pub(super) opens: bool,
    /// Could close one.
    pub(super) closes: bool,
    /// Says by its form which side it is on.
    pub(super) curly: bool,
    /// A closing single mark that may as well be the possessive of a plural: an s before, a word behind.
    pub(super) possessive: bool,
    /// May be an inch sign: a digit before.
    pub(super) prime: bool,
}

/// Words whose first letters an apostrophe replaces.
const CLIPPED: &str = include_str!("clipped.txt");

/// The marks of a region, in order.
pub(super) fn scan(text: &str, region: Span) -> Vec<Mark> {
    let slice = region.of(text);
    let mut marks = Vec::new();
    let bytes = slice.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'"' | b'\'' | b'`' | 0xC2 | 0xE2 | 0xE3 => {}
            b'<' => {
                at += tag_len(slice, at).max(1);
                continue;
            }
            _ => {
                at += 1;
                continue;
            }
        }
        let len = match mark_at(slice, at, region.from()) {
            Some(mark) => {
                let len = mark.len;
                marks.push(mark);
                len
            }
            None => slice.get(at..).and_then(|s| s.chars().next()).map_or(1, char::len_utf8),
        };
        at += len;
    }
    marks
}

/// The length of a tag that begins here, or 0: its quotation marks are no marks of the text.
fn tag_len(slice: &str, at: usize) -> usize {
    let rest = slice.as_bytes().get(at + 1..).unwrap_or_default();
    if !rest.first().is_some_and(|b| b.is_ascii_alphabetic() || *b == b'/') {
        return 0;
    }
    let within = rest.get(..rest.len().min(300)).unwrap_or_default();
    within.iter().position(|b| matches!(b, b'>' | b'<')).filter(|p| within[*p] == b'>').map_or(0, |p| p + 2)
}

fn mark_at(slice: &str, at: usize, base: usize) -> Option<Mark> {
    let rest = slice.get(at..)?;
    let c = rest.chars().next()?;
    let doubled = (c == '\'' && rest.starts_with("''")) || (c == '`' && rest.starts_with("``"));
    let len = if doubled { 2 } else { c.len_utf8() };
    let style = match c {
        '“' | '”' | '„' | '‟' | '"' => Style::Double,
        '\'' | '`' if doubled => Style::Double,
        '‘' | '’' | '‚' | '‛' | '\'' | '`' => Style::Single,
        '«' | '»' => Style::Guillemet,
        '‹' | '›' => Style::SingleGuillemet,
        '「' | '」' => Style::Corner,
        '『' | '』' => Style::WhiteCorner,
        _ => return None,
    };
    let prev = slice.get(..at).and_then(|s| s.chars().next_back());
    let next = slice.get(at + len..).and_then(|s| s.chars().next());
    let around = Around { prev, next, after: slice.get(at + len..).unwrap_or_default() };
    let (opens, closes) = match (c, style) {
        ('„' | '‟' | '「' | '『', _) | ('`', Style::Double) => (true, false),
        ('”' | '」' | '』', _) => (false, true),
        ('“', _) => {
            (around.word_next() || !around.solid_prev(), around.solid_prev() && !around.word_next())
        }
        ('\'', Style::Double) | ('"', _) => (around.straight_opens(), around.straight_closes()),
        ('‚', _) => (around.word_next() && !around.solid_prev(), false),
        (_, Style::Single) => around.single(c),
        _ => around.angle(c),
    };
    let prev_s = matches!(prev, Some('s' | 'S' | 'z' | 'x'));
    Some(Mark {
        at: base + at,
        len,
        style,
        opens,
        closes,
        curly: !matches!(c, '"' | '\''),
        possessive: prev_s && around.lower_word_behind(),
        prime: style == Style::Double && prev.is_some_and(|c| c.is_ascii_digit()) && feet_before(slice, at),
    })
}

/// Whether the digits before an inch sign follow a foot sign: 6'2".
fn feet_before(slice: &str, at: usize) -> bool {
    let head = slice.get(..at).unwrap_or_default().trim_end_matches(|c: char| c.is_ascii_digit());
    let feet = head.strip_suffix(['\'', '’', '′']);
    feet.is_some_and(|f| f.ends_with(|c: char| c.is_ascii_digit()))
}

/// A mark's neighbours.
struct Around<'a> {
    prev: Option<char>,
    next: Option<char>,
    after: &'a str,
}

impl Around<'_> {
    fn word_next(&self) -> bool {
        self.next.is_some_and(char::is_alphanumeric)
    }

    fn word_prev(&self) -> bool {
        self.prev.is_some_and(char::is_alphanumeric)
    }

    /// Whether something that is no blank and no opening bracket or dash stands before.
    fn solid_prev(&self) -> bool {
        self.prev.is_some_and(|c| {
            !c.is_whitespace() && !matches!(c, '(' | '[' | '{' | '—' | '–' | '-' | '/' | '\u{200b}')
        })
    }

    fn blank_next(&self) -> bool {
        self.next.is_none_or(|c| c.is_whitespace() || c == '\u{200b}')
    }

    fn straight_opens(&self) -> bool {
        let inch = self.prev.is_some_and(|c| c.is_ascii_digit()) && !self.word_next();
        let glued = self.word_prev() && !self.word_next();
        !inch && !glued && (self.prev.is_none() || !self.blank_next())
    }

    fn straight_closes(&self) -> bool {
        let blank_prev = self.prev.is_none_or(char::is_whitespace);
        self.prev.is_some() && !(blank_prev && self.word_next())
    }

    /// Whether a word in small letters stands behind, after one blank.
    fn lower_word_behind(&self) -> bool {
        let mut chars = self.after.chars();
        chars.next().is_some_and(char::is_whitespace) && chars.next().is_some_and(char::is_lowercase)
    }

    /// Opens, closes: for a single mark, which may be an apostrophe.
    fn single(&self, c: char) -> (bool, bool) {
        let closes =
            c != '‘' && c != '`' && !self.word_next() && self.prev.is_some_and(|c| !c.is_whitespace());
        let may_open = match c {
            '‘' | '‛' | '`' => !self.word_prev(),
            '\'' => !self.solid_prev() || matches!(self.prev, Some('“' | '"' | ':')),
            _ => false,
        };
        (may_open && !self.blank_next() && !self.clipped(), closes)
    }

    /// Whether an apostrophe stands here for dropped letters or digits: ’90s, ’em, ’n’.
    fn clipped(&self) -> bool {
        let word_end = self.after.find(|c: char| !c.is_alphanumeric()).unwrap_or(self.after.len());
        let word = self.after.get(..word_end).unwrap_or_default();
        let bytes = word.as_bytes();
        if bytes.len() >= 2 && bytes[0].is_ascii_digit() && bytes[1].is_ascii_digit() {
            return bytes.len() == 2 || (bytes.len() == 3 && bytes[2] == b's');
        }
        CLIPPED.lines().any(|clip| clip.eq_ignore_ascii_case(word))
    }

    /// Opens, closes: for guillemets, which some languages turn outward and some inward.
    fn angle(&self, c: char) -> (bool, bool) {
        if matches!(c, '«' | '‹') {
            (!self.solid_prev(), self.solid_prev() && !self.word_next())
        } else {
            (!self.solid_prev() && self.word_next(), !self.word_next())
        }
    }
}
