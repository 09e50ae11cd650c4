//! What a ranked probability is worth: the share of right answers among held-out quotes that were given it.

/// Rising steps from probability to share of right answers (isotonic regression: Zadrozny and Elkan 2002).
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Calibration {
    /// Ranked probability and share of right answers, both rising.
    points: Vec<(f32, f32)>,
}

impl Calibration {
    /// From ranked probabilities and whether each answer was right: pools neighbours until the shares rise.
    #[must_use]
    pub fn fit(answers: &[(f32, bool)]) -> Self {
        let mut sorted = answers.to_vec();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let size = (sorted.len() / 24).max(20);
        // Sum of probabilities, right answers, answers.
        let mut pools: Vec<(f32, f32, f32)> = Vec::new();
        for chunk in sorted.chunks(size) {
            let sum: f32 = chunk.iter().map(|a| a.0).sum();
            let right = chunk.iter().filter(|a| a.1).count() as f32;
            pools.push((sum, right, chunk.len() as f32));
            while let [.., a, b] = pools.as_mut_slice()
                && a.1 / a.2 >= b.1 / b.2
            {
                *a = (a.0 + b.0, a.1 + b.1, a.2 + b.2);
                pools.pop();
            }
        }
        Self { points: pools.iter().map(|p| (p.0 / p.2, p.1 / p.2)).collect() }
    }

    /// The share of right answers to expect at a probability.
    #[must_use]
    pub fn of(&self, chance: f32) -> f32 {
        let behind = self.points.partition_point(|p| p.0 < chance);
        let (before, after) =
            (behind.checked_sub(1).and_then(|i| self.points.get(i)), self.points.get(behind));
        let value = match (before, after) {
            (Some(a), Some(b)) if b.0 > a.0 => a.1 + (b.1 - a.1) * (chance - a.0) / (b.0 - a.0),
            (_, Some(p)) | (Some(p), None) => p.1,
            (None, None) => chance,
        };
        value.clamp(0.0, 1.0)
    }

    /// As bytes of a model file.
    #[must_use]
    pub fn bytes(&self) -> Vec<u8> {
        self.points.iter().flat_map(|p| [p.0.to_le_bytes(), p.1.to_le_bytes()].concat()).collect()
    }

    /// From bytes of a model file.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let number = |b: &[u8]| b.try_into().map_or(0.0, f32::from_le_bytes);
        Self { points: bytes.chunks_exact(8).map(|c| (number(&c[..4]), number(&c[4..]))).collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::Calibration;

    #[test]
    fn shares_rise_and_come_back_from_bytes() {
        // Said to be 90 % sure, right half of the time; said to be 20 % sure, right a tenth.
        let answers: Vec<(f32, bool)> =
            (0..400).map(|n| if n < 200 { (0.9, n % 2 == 0) } else { (0.2, n % 10 == 0) }).collect();
        let table = Calibration::fit(&answers);
        assert!((table.of(0.9) - 0.5).abs() < 0.02 && (table.of(0.2) - 0.1).abs() < 0.02);
        assert!(table.of(0.5) > table.of(0.3));
        assert_eq!(Calibration::from_bytes(&table.bytes()), table);
        assert!((Calibration::default().of(0.7) - 0.7).abs() < 1e-6);
    }
}
