//! Clusters: what is drawn in one place is bounded, so that no text can pile marks on a cell or smear over the screen.
//!
//! Too many marks are left out. A cluster of several linked consonants that is wider than two columns (common in the
//! scripts of India) is parted by a non-joiner, which shows the link as a sign of its own. Whatever is still too long is
//! cut with `…`.

use crate::model::clean::filter::is_single;
use crate::model::clean::offsets::{Edits, Rewrite};
use unicode_segmentation::UnicodeSegmentation;
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Most characters of no width in one cluster, joiners not counted.
const MAX_MARKS: usize = 4;
const MAX_POINTS: usize = 12;
const MAX_BYTES: usize = 64;
const MAX_COLUMNS: usize = 2;

/// Bounds every cluster of filtered text; nothing when all of them were. With `strict`, a cluster that breaks the rule
/// is replaced as a whole.
pub(crate) fn bound(text: &str, strict: bool, edits: &mut impl Edits) -> Option<String> {
    let mut out = Rewrite::new(text, edits);
    let mut at = 0;
    while let Some((from, to)) = stretch(text, at) {
        for (start, cluster) in text.get(from..to).unwrap_or_default().grapheme_indices(true) {
            if is_bounded(cluster) || cluster == "\n" {
                continue;
            }
            let at = from + start;
            if strict {
                out.replace(at, at + cluster.len(), "\u{fffd}");
            } else if !thin_out(cluster, at, &mut out) {
                out.replace(at, at + cluster.len(), &bounded(cluster));
            }
        }
        at = to;
    }
    out.finish()
}

/// Whether a cluster keeps the bounds. One that begins with a mark does not: it would be drawn onto its neighbour.
pub(crate) fn is_bounded(cluster: &str) -> bool {
    let mut chars = cluster.chars();
    if let (Some(only), None) = (chars.next(), chars.next()) {
        return only.width().is_some_and(|columns| (1..=MAX_COLUMNS).contains(&columns));
    }
    let (mut points, mut marks, mut columns) = (0, 0, 0);
    for c in cluster.chars() {
        points += 1;
        let width = c.width().unwrap_or(0);
        columns += width;
        marks += usize::from(width == 0 && !is_joiner(c));
    }
    cluster.len() <= MAX_BYTES
        && points <= MAX_POINTS
        && marks <= MAX_MARKS
        && !cluster.starts_with(has_no_width)
        // Characters that join (emoji, most of all) take fewer columns together than one by one.
        && (columns <= MAX_COLUMNS || cluster.width() <= MAX_COLUMNS)
}

/// The next stretch at or after `at` in which clusters of several characters can stand: characters that may join, with
/// one character before them. Stretches begin and end at cluster boundaries.
fn stretch(text: &str, at: usize) -> Option<(usize, usize)> {
    let mut before = at;
    let mut chars = text.get(at..)?.char_indices().map(|(i, c)| (at + i, c));
    let (from, _) = chars.find(|(i, c)| {
        let single = is_alone(*c);
        if single {
            before = *i;
        }
        !single
    })?;
    // Two characters that stand alone always have a boundary between them.
    let mut alone = false;
    for (i, c) in chars {
        if is_alone(c) {
            if alone {
                return Some((before.min(from), i));
            }
            alone = true;
        } else {
            alone = false;
        }
    }
    Some((before.min(from), text.len()))
}

fn is_alone(c: char) -> bool {
    c.is_ascii() || is_single(c)
}

/// Characters of no width that are drawn onto another.
fn is_mark(c: char) -> bool {
    !is_joiner(c) && has_no_width(c)
}

fn has_no_width(c: char) -> bool {
    !c.is_ascii() && c.width() == Some(0)
}

const fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}')
}

/// Takes marks off the cluster at `at` that are too many or stand before all else; false when there are none.
fn thin_out(cluster: &str, at: usize, out: &mut Rewrite<'_, impl Edits>) -> bool {
    let (mut marks, mut based, mut thinned) = (0, false, false);
    for (start, c) in cluster.char_indices() {
        let mark = is_mark(c);
        based |= !mark && !is_joiner(c);
        marks += usize::from(mark);
        // Joiners behind the last mark that stays would reach for what comes next.
        if (mark && marks > MAX_MARKS) || !based || (is_joiner(c) && marks > MAX_MARKS) {
            out.replace(at + start, at + start + c.len_utf8(), "");
            thinned = true;
        }
    }
    thinned
}

/// A cluster within the bounds, or nearer to them: the caller looks again.
fn bounded(cluster: &str) -> String {
    let parted = parted(cluster);
    if parted.len() > cluster.len() { parted } else { cut(cluster) }
}

/// With a non-joiner after every mark that links two characters.
fn parted(cluster: &str) -> String {
    if cluster.chars().count() > MAX_POINTS {
        return String::new();
    }
    let mut out = String::with_capacity(cluster.len() + 8);
    let mut after_mark = false;
    for c in cluster.chars() {
        if after_mark && !is_mark(c) && !is_joiner(c) {
            out.push('\u{200c}');
        }
        after_mark = is_mark(c);
        out.push(c);
    }
    out
}

/// The start of a cluster that keeps the bounds, and `…`.
fn cut(cluster: &str) -> String {
    let mut out = String::new();
    for (points, c) in cluster.chars().enumerate() {
        let full = points + 1 >= MAX_POINTS || out.len() + c.len_utf8() + '…'.len_utf8() > MAX_BYTES;
        out.push(c);
        if full || out.width() > MAX_COLUMNS {
            out.pop();
            break;
        }
    }
    out.truncate(out.trim_end_matches(is_joiner).len());
    out.push('…');
    out
}
