//! Choosing one of several candidates, with probabilities.

use crate::extract::learn::features::Features;
use crate::extract::learn::model::Model;

/// The probability of each item of `features` to be the right one: a softmax over their scores (lane 0 of the model).
///
/// A NONE option is a candidate like any other, with features of its own.
#[must_use]
pub fn rank(model: &Model, features: &Features) -> Vec<f32> {
    let mut scores = Vec::new();
    model.score(features, &mut scores);
    let values: Vec<f32> = scores.iter().map(|s| s[0] as f32 * model.scale()).collect();
    softmax(&values)
}

/// Turns scores into probabilities that sum to one.
#[must_use]
pub fn softmax(values: &[f32]) -> Vec<f32> {
    let top = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let powers: Vec<f32> = values.iter().map(|v| (v - top).exp()).collect();
    let sum: f32 = powers.iter().sum();
    powers.iter().map(|p| p / sum).collect()
}

#[cfg(test)]
mod tests {
    use super::softmax;

    #[test]
    fn probabilities_sum_to_one() {
        let p = softmax(&[1000.0, 999.0, -5.0]);
        assert!((p.iter().sum::<f32>() - 1.0).abs() < 1e-6 && p[0] > p[1] && p[1] > 0.2);
        assert!(softmax(&[]).is_empty());
    }
}
