//! A text as lines to judge: marks of lists, headings and quotations taken off, broken sentences and hard-wrapped
//! paragraphs joined.
//!
//! A joined line is one span over several rows of the text. Nothing is judged here.

use crate::model::Span;
use crate::parse::phrases::marker;
use crate::text::language::{Language, WordHash};
use crate::text::lines::lines;

/// One line to judge.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Line {
    /// The text without its mark.
    pub(crate) span: Span,
    /// The whole, mark and lone marks above included.
    pub(crate) outer: Span,
    /// Whether a blank row stands above, or nothing.
    pub(crate) blank_above: bool,
    /// An item of a list.
    pub(crate) list: bool,
    /// A heading marked with `#` signs: how many; 0 for none.
    pub(crate) level: u8,
    /// Marked with `>`.
    pub(crate) quoted: bool,
}

impl Line {
    /// Goes on to the end of a row below.
    fn take_in(&mut self, row: &Self) {
        self.span = self.span.join(row.span);
        self.outer = self.outer.join(row.outer);
    }
}

/// Marks that stand alone on a row above their item, or between items.
const LONE: [&str; 14] = ["-", "•", "*", "–", "·", "‣", "o", "|", "/", ">", "»", "›", "—", "◦"];

/// The widest a hard-wrapped row is.
const WRAP_MAX: usize = 132;
/// The narrowest width that is taken for hard wrapping.
const WRAP_MIN: usize = 45;

/// Rows behind so many are read in pieces: no article has as many, and a file of nothing but line ends must not cost
/// a hundred times its size.
pub(crate) const ROWS_MAX: usize = 1 << 17;
/// How many bytes such a piece has.
const PIECE: usize = 1 << 10;

/// Reads the lines of `text` from byte `from` on.
pub(crate) fn gather(text: &str, from: usize) -> Vec<Line> {
    let mut rows = rows(text, from);
    let wrapped = wrapped(text, &rows);
    let mut at = 0;
    rows.dedup_by(|row, last| {
        at += 1;
        let joins = wrapped.get(at).copied().unwrap_or(false) || continues(text, last, row);
        let one = !row.blank_above && row.level == 0 && last.level == 0 && row.quoted == last.quoted && joins;
        if one {
            last.take_in(row);
        }
        one
    });
    rows
}

/// The rows that hold text, with their marks read.
fn rows(text: &str, from: usize) -> Vec<Line> {
    let mut out: Vec<Line> = Vec::new();
    let mut blank = true;
    let mut lone: Option<Span> = None;
    for place in lines(text.get(from..).unwrap_or_default()).map(|row| row.shifted(from)) {
        let raw = place.of(text);
        if raw.is_empty() {
            blank = true;
            continue;
        }
        if out.len() >= ROWS_MAX
            && let Some(last) = out.last_mut()
            && last.outer.len() < PIECE
        {
            last.take_in(&Line { span: place, outer: place, ..Line::default() });
            continue;
        }
        if LONE.contains(&raw) {
            lone = Some(lone.map_or(place, |first| first.join(place)));
            continue;
        }
        if let Some(level) = underline(raw)
            && let Some(above) = out.last_mut()
            && !blank
            && lone.is_none()
            && above.span.len() < 160
        {
            above.level = level;
            above.outer = above.outer.join(place);
            continue;
        }
        if raw.len() >= 3 && raw.bytes().all(|b| matches!(b, b'-' | b'*' | b'_' | b'=' | b' ')) {
            lone = Some(lone.map_or(place, |first| first.join(place)));
            blank = true;
            continue;
        }
        let mut read = marked(text, place);
        read.blank_above = blank;
        if let Some(mark) = lone.take() {
            // A rule above a line does not make it an item; a lone dash does.
            read.list |= mark.of(text).chars().count() == 1;
            read.outer = read.outer.join(mark);
        }
        blank = false;
        out.push(read);
    }
    if let Some(mark) = lone {
        out.push(Line {
            span: Span::new(mark.to(), mark.to()),
            outer: mark,
            blank_above: blank,
            list: true,
            ..Line::default()
        });
    }
    numbered(text, &mut out);
    out
}

/// Markdown's underlined headings.
fn underline(row: &str) -> Option<u8> {
    let same = |sign: char| row.len() >= 3 && row.chars().all(|c| c == sign);
    if same('=') { Some(1) } else { None }
}

/// Takes the mark off one row.
fn marked(text: &str, row: Span) -> Line {
    let mut line = Line { span: row, outer: row, ..Line::default() };
    let raw = row.of(text);
    let hashes = raw.bytes().take_while(|b| *b == b'#').count();
    let skip = if (1..=6).contains(&hashes) && raw.as_bytes().get(hashes) == Some(&b' ') {
        line.level = hashes as u8;
        hashes
    } else if raw.starts_with("> ") {
        line.quoted = true;
        1
    } else {
        let mark = raw.chars().next().unwrap_or(' ');
        let spaced = raw.get(mark.len_utf8()..).is_some_and(|rest| rest.starts_with([' ', '\u{a0}']));
        line.list = spaced && matches!(mark, '-' | '•' | '*' | '‣' | '·' | '◦' | '▪' | '●' | '+');
        if line.list { mark.len_utf8() } else { 0 }
    };
    line.span = Span::new(row.from() + skip, row.to()).trimmed(text);
    if line.level > 0 {
        let bare = line.span.of(text).trim_end_matches('#').trim_end().len();
        line.span = Span::new(line.span.from(), line.span.from() + bare);
    }
    line
}

/// Items of numbered lists: "1. …" beside a "2. …".
fn numbered(text: &str, rows: &mut [Line]) {
    let number = |line: &Line| -> Option<(u32, usize)> {
        let raw = line.span.of(text);
        let digits = raw.bytes().take_while(u8::is_ascii_digit).count();
        let marked = matches!(raw.as_bytes().get(digits), Some(b'.' | b')'))
            && raw.as_bytes().get(digits + 1) == Some(&b' ');
        (marked && digits <= 2)
            .then(|| raw.get(..digits).and_then(|d| d.parse().ok()).map(|n| (n, digits + 2)))
            .flatten()
    };
    let numbers: Vec<Option<(u32, usize)>> = rows.iter().map(number).collect();
    for (at, line) in rows.iter_mut().enumerate() {
        let Some(Some((n, skip))) = numbers.get(at) else { continue };
        let beside = |other: Option<&Option<(u32, usize)>>, want: u32| matches!(other, Some(Some((m, _))) if *m == want);
        let next = beside(numbers.get(at + 1), n + 1);
        let previous = at > 0 && *n > 0 && beside(numbers.get(at - 1), n - 1);
        if next || previous {
            line.list = true;
            line.span = Span::new(line.span.from() + skip, line.span.to()).trimmed(text);
        }
    }
}

/// Which rows go on from the row above because the text was wrapped at a fixed width.
///
/// A run of rows without blank rows between is wrapped when no next row's first word would have fitted on its row.
fn wrapped(text: &str, rows: &[Line]) -> Vec<bool> {
    let width = |line: &Line| line.outer.of(text).chars().take(WRAP_MAX + 2).count();
    let first =
        |line: &Line| line.outer.of(text).split_whitespace().next().map_or(0, |w| w.chars().take(60).count());
    let mut out = vec![false; rows.len()];
    let mut widths: Vec<usize> = Vec::new();
    // Where blank rows part the paragraphs, a short row inside one ends no paragraph.
    let parted = rows.iter().filter(|row| row.blank_above).count() >= 4;
    let mut start = 0;
    while start < rows.len() {
        let len = 1 + rows
            .iter()
            .skip(start + 1)
            .take_while(|row| !row.blank_above && !row.list && row.level == 0)
            .count();
        let run = rows.get(start..start + len).unwrap_or_default();
        let body = run.split_last().map_or(run, |(_, body)| body);
        let limit = body.iter().map(&width).max().unwrap_or(0);
        let full = |at: usize| {
            let (Some(above), Some(row)) = (run.get(at), run.get(at + 1)) else { return false };
            width(above) + 1 + first(row) > limit
        };
        let fits = (0..body.len()).filter(|at| full(*at)).count();
        let told = if run.len() >= 3 {
            fits * 10 >= body.len() * if parted { 6 } else { 7 } && (WRAP_MIN..=WRAP_MAX).contains(&limit)
        } else {
            // A short paragraph alone says nothing: it is wrapped at the width the others are.
            let usual = widths.get(widths.len() / 2).copied().unwrap_or(0);
            usual > 0 && limit <= usual + 2 && limit * 5 >= usual * 4 && body.len() == fits
        };
        if told {
            if run.len() >= 3 {
                widths.push(limit);
            }
            for at in (0..body.len()).filter(|at| parted || full(*at)) {
                if let Some(flag) = out.get_mut(start + at + 1) {
                    *flag = true;
                }
            }
        }
        start += len;
    }
    out
}

/// Whether a row goes on with the sentence of the line above, which a link or a scraper broke.
fn continues(text: &str, above: &Line, row: &Line) -> bool {
    let (up, down) = (above.span.of(text), row.span.of(text));
    let (Some(end), Some(begin)) = (up.chars().next_back(), down.chars().next()) else { return false };
    if row.list || up.len() < 2 {
        return false;
    }
    breaks(up, end, down, begin) && marker(up).is_none()
}

/// The signs of a sentence broken between two rows: what the upper one ends with and the lower one begins with.
fn breaks(up: &str, end: char, down: &str, begin: char) -> bool {
    let closes = matches!(begin, ',' | '.' | ';' | ':' | ')' | '?' | '!');
    if closes && down.len() < 400 && !down.starts_with("...") {
        return true;
    }
    if matches!(end, ',' | ';' | '(' | '“' | '‘') {
        return true;
    }
    if (begin.is_lowercase() || matches!(begin, '’' | '”')) && !matches!(end, '.' | '!' | '?') {
        return true;
    }
    // "… said the" breaks before a linked name.
    let last = up.rsplit(' ').next().unwrap_or_default();
    end.is_lowercase()
        && up.len() > 60
        && last.chars().all(char::is_lowercase)
        && WordHash::of(last).languages().holds(Language::ENGLISH)
}

#[cfg(test)]
mod tests {
    use super::{PIECE, ROWS_MAX, gather};

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = gather(text, 0).iter().map(|l| l.span.of(text).replace('\n', "/")).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn marks_come_off() {
        check("# Head\n- one\n• two\n> said\nplain", &["Head", "one", "two", "said", "plain"]);
        check("-\nitem\n-\n14:20", &["item", "14:20"]);
        check("1. first\n2. second\n\n3.5 metres of snow", &["first", "second", "3.5 metres of snow"]);
        check("Title\n=====\n\nText", &["Title", "Text"]);
    }

    #[test]
    fn rows_without_number_are_read_in_pieces() {
        let text = "Word\n\n".repeat(ROWS_MAX + 20_000);
        let lines = gather(&text, 0);
        assert!((ROWS_MAX..ROWS_MAX + 20_000 * 6 / PIECE + 2).contains(&lines.len()), "{}", lines.len());
        assert_eq!(lines.last().map(|line| line.span.to()), Some(text.trim_end().len()));
    }

    #[test]
    fn broken_sentences_are_joined() {
        check("The mayor of\nOslo\n, who was there, left.", &["The mayor of", "Oslo/, who was there, left."]);
        check("He said that\nnobody came.\nThen he left.", &["He said that/nobody came.", "Then he left."]);
    }

    #[test]
    fn hard_wrapped_paragraphs_are_joined() {
        let text = "The committee met on Tuesday in the old wing of\nTown Hall and heard from Mayor Ada Vorn of the\nVale, who called the work late.\n\nNobody spoke against it at all, but Lem Okke of\nDobrin did not vote.\n";
        check(
            text,
            &[
                "The committee met on Tuesday in the old wing of/Town Hall and heard from Mayor Ada Vorn of the/Vale, who called the work late.",
                "Nobody spoke against it at all, but Lem Okke of/Dobrin did not vote.",
            ],
        );
    }

    #[test]
    fn only_a_blank_row_ends_a_wrapped_paragraph() {
        let text = "The committee met on Tuesday in the old wing of\nTown Hall and heard that the dam is dry.\nAt the end of it nobody in the room spoke or so\nmuch as moved when the mayor of it read out the\nlist.\n\nOne.\n\nTwo.\n\nThree.";
        let found = gather(text, 0);
        assert_eq!(found.len(), 4);
    }

    #[test]
    fn menus_stay_apart() {
        check("Home\nNews\nSport\nBusiness\nWeather", &["Home", "News", "Sport", "Business", "Weather"]);
    }
}
