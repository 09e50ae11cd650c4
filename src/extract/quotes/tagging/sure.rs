//! How sure the tagger is of a label.

use crate::extract::learn::model::Scores;
use crate::extract::quotes::tagging::{LABELS, kind_of};

/// How far a label stands above others, in few steps: above those of other kinds, and above all others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sure {
    /// Above labels of other kinds.
    pub(crate) kind: u8,
    /// Above all other labels: where a run begins and ends.
    pub(crate) label: u8,
}

impl Sure {
    /// From how much the best sequence wins over the best one through each label.
    pub(crate) fn of(label: u8, margins: &Scores) -> Self {
        let (mut kind, mut all) = (i32::MAX, i32::MAX);
        for (other, margin) in (0..LABELS as u8).zip(margins) {
            if other != label {
                all = all.min(*margin);
            }
            if kind_of(other) != kind_of(label) {
                kind = kind.min(*margin);
            }
        }
        Self { kind: steps(kind), label: steps(all) }
    }
}

/// A margin in steps of half a power of two.
fn steps(margin: i32) -> u8 {
    let whole = (margin.max(0) / 4 + 1) as u32;
    let power = whole.ilog2();
    let half = power > 0 && whole >> (power - 1) & 1 == 1;
    (power * 2 + u32::from(half)) as u8
}

#[cfg(test)]
mod tests {
    use super::{Sure, steps};
    use crate::extract::learn::model::LANES;
    use crate::extract::quotes::tagging::{CONTENT, begin, inside};

    #[test]
    fn beginning_a_run_is_surer_to_be_content_than_to_begin_there() {
        let mut margins = [90; LANES];
        margins[begin(CONTENT) as usize] = 0;
        margins[inside(CONTENT) as usize] = 8;
        let sure = Sure::of(begin(CONTENT), &margins);
        assert_eq!(sure, Sure { kind: steps(90), label: steps(8) });
        assert!(sure.kind > sure.label);
    }

    #[test]
    fn steps_rise() {
        assert_eq!([-3, 0, 4, 8, 20, 28, 44].map(steps), [0, 0, 2, 3, 5, 6, 7]);
    }
}
