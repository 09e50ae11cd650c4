//! Clusters: what is drawn in one place is bounded, so that no text can pile marks on a cell or smear over the screen.
//!
//! Too many marks are left out. A cluster of several linked consonants that is wider than two columns (common in the
//! scripts of India) is parted by a non-joiner, which shows the link as a sign of its own. Whatever is still too long is
//! cut with `…`.

use crate::model::clean::class::{Class, Fate, Joining};
use crate::model::clean::joint::Joint;
use unicode_width::UnicodeWidthStr;

/// Most characters of no width in one cluster, joiners not counted.
const MAX_MARKS: u32 = 4;
const MAX_POINTS: u32 = 12;
const MAX_BYTES: u32 = 64;
const MAX_COLUMNS: u32 = 2;

/// Whether a cluster keeps the bounds. One that begins with a mark does not: it would be drawn onto its neighbour.
pub(crate) fn is_bounded(cluster: &str) -> bool {
    let afloat =
        cluster.chars().next().is_some_and(|c| matches!(Class::of(c).fate(), Fate::Mark | Fate::Joiner));
    let size = Size::of(cluster);
    !afloat && size.marks <= MAX_MARKS && size.is_bounded(cluster)
}

/// What a cluster holds.
#[derive(Clone, Copy, Default)]
pub(crate) struct Size {
    bytes: u32,
    points: u32,
    marks: u32,
    /// Of its characters one by one.
    columns: u32,
    /// How many characters can take fewer together.
    drawn: u32,
}

impl Size {
    fn of(cluster: &str) -> Self {
        let mut size = Self::default();
        for c in cluster.chars() {
            size.add(Class::of(c));
        }
        size
    }

    #[inline]
    pub(crate) fn add(&mut self, class: Class) {
        self.bytes += class.bytes();
        self.points += 1;
        self.marks += u32::from(class.fate() == Fate::Mark);
        self.columns += class.columns();
        self.drawn += class.drawn();
    }

    /// Whether one more mark may be drawn there.
    #[inline]
    pub(crate) const fn takes_marks(&self) -> bool {
        self.marks < MAX_MARKS
    }

    /// Whether it is of one character.
    #[inline]
    pub(crate) const fn is_one(&self) -> bool {
        self.points == 1
    }

    /// Whether it keeps the bounds however its characters join, marks not counted.
    #[inline]
    pub(crate) const fn is_small(&self) -> bool {
        self.is_short() && self.columns <= MAX_COLUMNS
    }

    #[inline]
    const fn is_short(&self) -> bool {
        self.bytes <= MAX_BYTES && self.points <= MAX_POINTS
    }

    /// Whether it keeps the bounds, marks not counted. Characters that join (emoji, most of all) take fewer columns
    /// together than one by one; it takes two of them.
    pub(crate) fn is_bounded(&self, cluster: &str) -> bool {
        self.is_small() || (self.is_short() && self.drawn > 1 && cluster.width() <= MAX_COLUMNS as usize)
    }
}

/// Writes a cluster that breaks the bounds, of no more than [`MAX_MARKS`], onto `out` as clusters within them. No more
/// than so many joiners may stand there.
pub(crate) fn mend(cluster: &str, size: &Size, joiners: u32, out: &mut String) {
    let start = out.len();
    // Nothing but a mark links characters that can be parted.
    if size.marks == 0 || !size.is_short() || !part(cluster, joiners, out) {
        out.truncate(start);
        out.push_str(cluster);
        cut(out, start);
    }
}

/// Writes a cluster with a non-joiner after every mark that links two characters, and cuts what is still too wide; false
/// when it came to too many joiners.
fn part(cluster: &str, mut joiners: u32, out: &mut String) -> bool {
    let mut joint = Joint::default();
    let mut size = Size::default();
    let mut from = out.len();
    let mut after_mark = false;
    for c in cluster.chars() {
        let class = Class::of(c);
        let parts = after_mark && !matches!(class.fate(), Fate::Mark | Fate::Joiner);
        after_mark = class.fate() == Fate::Mark;
        if parts || class.fate() == Fate::Joiner {
            let Some(fewer) = joiners.checked_sub(1) else { return false };
            joiners = fewer;
        }
        if parts {
            let link = Class::of(NON_JOINER);
            joint.joins(link);
            size.add(link);
            out.push(NON_JOINER);
        }
        if !joint.joins(class) {
            close(out, from, &size);
            (from, size) = (out.len(), Size::default());
        }
        size.add(class);
        out.push(c);
    }
    close(out, from, &size);
    true
}

const NON_JOINER: char = '\u{200c}';

/// Cuts the cluster that `out` ends with when it breaks the bounds.
fn close(out: &mut String, from: usize, size: &Size) {
    if !size.is_bounded(out.get(from..).unwrap_or_default()) {
        cut(out, from);
    }
}

/// Leaves of the cluster that `out` ends with a start that keeps the bounds, and puts `…` behind it.
fn cut(out: &mut String, from: usize) {
    let cluster = out.get(from..).unwrap_or_default();
    let mut size = Size::default();
    let mut end = 0;
    for c in cluster.chars() {
        size.add(Class::of(c));
        let to = end + c.len_utf8();
        let full = size.points >= MAX_POINTS || size.bytes + '…'.len_utf8() as u32 > MAX_BYTES;
        if full || !size.is_bounded(cluster.get(..to).unwrap_or_default()) {
            break;
        }
        end = to;
    }
    out.truncate(from + end);
    while let Some(c) = out.get(from..).and_then(|kept| kept.chars().next_back()) {
        let class = Class::of(c);
        let fits = || Size::of(out.get(from..).unwrap_or_default()).columns < MAX_COLUMNS;
        // A joiner, and what is joined to the character behind it, reaches for the sign.
        if class.fate() != Fate::Joiner && (class.joining() != Joining::Prepend || fits()) {
            break;
        }
        out.pop();
    }
    out.push('…');
}
