//! Two near-copies beside each other: the sentences that are not the same in both, differing words lit.

use crate::library::telling::align::{common, others, same_form};
use crate::library::telling::lines::{Line, extract, lines_of};
use crate::library::view::{Extract, Reading, SideBySide};
use crate::model::RegionKind;

/// From this share of common words on two sentences are versions of one.
const VERSION: f32 = 0.5;

/// The sentences of two articles that differ, in the order of the texts.
#[must_use]
pub fn side_by_side(left: &Reading, right: &Reading) -> SideBySide {
    let (one, other) = (lines_of(0, left), lines_of(1, right));
    let key = |line: &Line| line.words.iter().map(|w| w.folded.clone()).collect::<Vec<String>>();
    let (a, b): (Vec<_>, Vec<_>) = (one.iter().map(key).collect(), other.iter().map(key).collect());
    let anchors = common(&a, &b, |x, y| x == y);
    let mut rows = Vec::new();
    let (mut i, mut j) = (0, 0);
    for (x, y) in anchors.iter().copied().chain([(one.len(), other.len())]) {
        gap((left, &one[i..x]), (right, &other[j..y]), &mut rows);
        (i, j) = (x + 1, y + 1);
    }
    SideBySide { left: left.row.clone(), right: right.row.clone(), rows, same: anchors.len() as u32 }
}

/// What stands between two sentences that both texts have: versions of one beside each other, the rest alone.
fn gap(
    (left, one): (&Reading, &[Line]),
    (right, other): (&Reading, &[Line]),
    rows: &mut Vec<(Option<Extract>, Option<Extract>)>,
) {
    let alone = |reading: &Reading, line: &Line| Some(extract(reading, line.span, [line.span]));
    let pairs = common(one, other, version);
    let (mut i, mut j) = (0, 0);
    for (x, y) in pairs.into_iter().chain([(one.len(), other.len())]) {
        rows.extend(one[i..x].iter().map(|line| (alone(left, line), None)));
        rows.extend(other[j..y].iter().map(|line| (None, alone(right, line))));
        if let (Some(a), Some(b)) = (one.get(x), other.get(y)) {
            let (mut kept, mut also) = (vec![false; a.words.len()], vec![false; b.words.len()]);
            for (n, m) in common(&a.words, &b.words, |v, w| v.folded == w.folded) {
                kept[n] = true;
                also[m] = true;
            }
            let lit = (others(&a.words, &kept), others(&b.words, &also));
            rows.push((Some(extract(left, a.span, lit.0)), Some(extract(right, b.span, lit.1))));
        }
        (i, j) = (x + 1, y + 1);
    }
}

/// Whether two sentences are versions of one. Headlines always are.
fn version(a: &Line, b: &Line) -> bool {
    if a.region == RegionKind::Headline && b.region == RegionKind::Headline {
        return true;
    }
    let shared = common(&a.words, &b.words, same_form).len();
    shared > 0 && shared as f32 >= VERSION * a.words.len().min(b.words.len()) as f32
}
