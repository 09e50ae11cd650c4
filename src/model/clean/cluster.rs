//! Clusters: what is drawn in one place is bounded, so that no text can pile marks on a cell or smear over the screen.
//!
//! Too many marks are left out. A cluster of several linked consonants that is wider than two columns (common in the
//! scripts of India) is parted by a non-joiner, which shows the link as a sign of its own. Whatever is still too long is
//! cut with `…`.

use crate::model::Span;
use crate::model::clean::class::Class;
use crate::model::clean::joint::Joint;
use crate::model::clean::offsets::{Edits, Rewrite};
use std::ops::Range;
use unicode_width::UnicodeWidthStr;

/// Most characters of no width in one cluster, joiners not counted.
const MAX_MARKS: usize = 4;
const MAX_POINTS: usize = 12;
const MAX_BYTES: usize = 64;
const MAX_COLUMNS: usize = 2;

/// What was done to clusters.
pub(crate) struct Bounded {
    /// The new text, if anything had to change.
    pub(crate) changed: Option<String>,
    /// What has to be looked at again, as it lies in it.
    pub(crate) windows: Vec<Span>,
}

/// Bounds every cluster in these windows of filtered text. With `strict`, a cluster that breaks the rule is replaced
/// as a whole.
///
/// A change can matter to what stands around it, but not beyond a plain character behind a visible one: neither the
/// filter nor the clusters look further.
pub(crate) fn bound(text: &str, windows: &[Span], strict: bool, edits: &mut impl Edits) -> Bounded {
    let mut out = Rewrite::new(text, edits);
    let mut again = Vec::new();
    for window in windows {
        let mut joint = Joint::default();
        let mut from = window.from();
        let mut size = Size::default();
        let mut stretch = out.place(from);
        let mut touched = false;
        let mut visible = false;
        for (at, c) in window.of(text).char_indices() {
            let at = window.from() + at;
            let class = Class::of(c);
            if !joint.joins(class) {
                touched |= close(text, from..at, &size, strict, &mut out);
                (from, size) = (at, Size::default());
                if visible && class.stands_alone() {
                    let end = out.place(at);
                    if touched {
                        again.push(Span::new(stretch, end));
                    }
                    (stretch, touched) = (end, false);
                }
            }
            size.add(c, class);
            visible = class.is_visible();
        }
        touched |= close(text, from..window.to(), &size, strict, &mut out);
        if touched {
            again.push(Span::new(stretch, out.place(window.to())));
        }
    }
    Bounded { changed: out.finish(), windows: again }
}

/// Changes a cluster that does not keep the bounds; whether it had to.
#[inline]
fn close(text: &str, at: Range<usize>, size: &Size, strict: bool, out: &mut Rewrite<'_, impl Edits>) -> bool {
    let Some(cluster) = text.get(at.clone()) else { return false };
    if size.is_bounded(cluster) || matches!(cluster, "" | "\n") {
        return false;
    }
    if strict {
        out.replace(at.start, at.end, "\u{fffd}");
    } else if !thin_out(cluster, at.start, out) {
        out.replace(at.start, at.end, &bounded(cluster));
    }
    true
}

/// Whether a cluster keeps the bounds. One that begins with a mark does not: it would be drawn onto its neighbour.
pub(crate) fn is_bounded(cluster: &str) -> bool {
    let mut size = Size::default();
    for c in cluster.chars() {
        size.add(c, Class::of(c));
    }
    size.is_bounded(cluster)
}

/// What a cluster holds.
#[derive(Default)]
struct Size {
    points: usize,
    marks: usize,
    columns: usize,
    /// It begins with a character that takes no column.
    afloat: bool,
}

impl Size {
    #[inline]
    fn add(&mut self, c: char, class: Class) {
        let columns = class.columns();
        self.afloat |= self.points == 0 && columns == 0;
        self.points += 1;
        self.marks += usize::from(columns == 0 && !is_joiner(c));
        self.columns += columns;
    }

    #[inline]
    fn is_bounded(&self, cluster: &str) -> bool {
        cluster.len() <= MAX_BYTES
            && self.points <= MAX_POINTS
            && self.marks <= MAX_MARKS
            && !self.afloat
            // Characters that join (emoji, most of all) take fewer columns together than one by one.
            && (self.columns <= MAX_COLUMNS || cluster.width() <= MAX_COLUMNS)
    }
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
