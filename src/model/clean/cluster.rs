//! Clusters: what is drawn in one place is bounded, so that no text can pile marks on a cell or smear over the screen.
//!
//! Too many marks are left out. A cluster of several linked consonants that is wider than two columns (common in the
//! scripts of India) is parted by a non-joiner, which shows the link as a sign of its own. Whatever is still too long is
//! cut with `…`.

use crate::model::clean::class::Class;
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
///
/// Most clusters are a character and what is attached to it, which the classes of the characters tell; only pieces of
/// text with special characters are segmented.
pub(crate) fn bound(text: &str, strict: bool, edits: &mut impl Edits) -> Option<String> {
    let mut out = Rewrite::new(text, edits);
    let mut piece = Piece::default();
    for (at, c) in text.char_indices() {
        let class = Class::of(c);
        let bare = !class.is_attached() && !class.is_special();
        // Before a line end a cluster always ends, and before a bare character behind a bare one and its marks, unless
        // a linker makes both consonants one.
        if c == '\n' || bare && piece.settled && !(piece.linked && class.is_consonant()) {
            close(text, &piece, at, strict, &mut out);
            piece = Piece { from: at, ..Piece::default() };
        }
        if c == '\n' {
            piece.from = at + 1;
            continue;
        }
        piece.add(c, class, bare);
    }
    close(text, &piece, text.len(), strict, &mut out);
    out.finish()
}

/// A piece of text between two places where clusters end.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent sign of the characters read")]
struct Piece {
    from: usize,
    points: usize,
    marks: usize,
    columns: usize,
    /// It begins with a character that takes no column.
    afloat: bool,
    /// It may hold several clusters.
    special: bool,
    /// Its last character that is not attached to another is bare.
    settled: bool,
    /// That one is a consonant, and nothing behind it keeps the next one from being linked.
    open: bool,
    /// A linker stands behind it.
    linked: bool,
}

impl Piece {
    fn add(&mut self, c: char, class: Class, bare: bool) {
        let columns = class.columns();
        self.afloat |= self.points == 0 && columns == 0;
        self.points += 1;
        self.marks += usize::from(columns == 0 && !is_joiner(c));
        self.columns += columns;
        self.special |= class.is_special() || (self.points == 1 && !bare);
        self.settled = bare || self.settled && !class.is_special();
        self.open = bare && class.is_consonant() || self.open && class.is_passed();
        self.linked = self.open && !bare && (self.linked || class.is_linker());
    }

    fn is_bounded(&self, to: usize) -> bool {
        !self.special
            && !self.afloat
            && to - self.from <= MAX_BYTES
            && self.points <= MAX_POINTS
            && self.marks <= MAX_MARKS
            && self.columns <= MAX_COLUMNS
    }
}

/// Bounds the clusters of a piece that ends at `to`.
fn close(text: &str, piece: &Piece, to: usize, strict: bool, out: &mut Rewrite<'_, impl Edits>) {
    if piece.from >= to || piece.is_bounded(to) {
        return;
    }
    for (start, cluster) in text.get(piece.from..to).unwrap_or_default().grapheme_indices(true) {
        if is_bounded(cluster) {
            continue;
        }
        let at = piece.from + start;
        if strict {
            out.replace(at, at + cluster.len(), "\u{fffd}");
        } else if !thin_out(cluster, at, out) {
            out.replace(at, at + cluster.len(), &bounded(cluster));
        }
    }
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
        let width = Class::of(c).columns();
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

/// Characters of no width that are drawn onto another.
fn is_mark(c: char) -> bool {
    !is_joiner(c) && has_no_width(c)
}

fn has_no_width(c: char) -> bool {
    !c.is_ascii() && Class::of(c).columns() == 0
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
