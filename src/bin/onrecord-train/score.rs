//! Exact matches of names, counted.

use onrecord::model::Span;

/// Counts of right, predicted and annotated names by kind.
#[derive(Clone, Copy, Default)]
pub(crate) struct Score {
    counts: [[usize; 3]; 4],
}

impl Score {
    /// Adds one article.
    pub(crate) fn add(&mut self, gold: &[(Span, usize)], found: &[(Span, usize)]) {
        for (span, kind) in gold {
            self.counts[*kind][2] += 1;
            self.counts[*kind][0] += usize::from(found.contains(&(*span, *kind)));
        }
        for (_, kind) in found {
            self.counts[*kind][1] += 1;
        }
    }

    /// Precision, recall and F1 of the first `kinds` kinds, in percent.
    pub(crate) fn micro(&self, kinds: std::ops::Range<usize>) -> (f64, f64, f64) {
        let sum = |at: usize| self.counts[kinds.clone()].iter().map(|c| c[at]).sum::<usize>() as f64;
        let (right, found, gold) = (sum(0), sum(1), sum(2));
        let precision = 100.0 * right / found.max(1.0);
        let recall = 100.0 * right / gold.max(1.0);
        (precision, recall, 200.0 * right / (found + gold).max(1.0))
    }

    /// One line: PER, ORG and LOC together, then each kind.
    pub(crate) fn line(&self) -> String {
        let (p, r, f) = self.micro(0..3);
        let each: Vec<String> = super::corpus::KINDS
            .iter()
            .enumerate()
            .map(|(at, name)| format!("{name} {:.1}", self.micro(at..at + 1).2))
            .collect();
        format!("P {p:.2} R {r:.2} F1 {f:.2}  ({})", each.join(", "))
    }
}
