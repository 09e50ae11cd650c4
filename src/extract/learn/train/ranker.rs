//! Training of rankers.

use crate::extract::learn::model::LANES;
use crate::extract::learn::rank::softmax;
use crate::extract::learn::train::{Choice, Flat, Index, Options, Rng, Weights};

/// Trains a ranker: log-linear over the candidates of each choice, `AdaGrad` steps (Duchi et al. 2011) of .1.
#[must_use]
pub fn ranker(choices: &[Choice], options: &Options) -> Weights {
    let index = Index::of(choices.iter().map(|c| &c.features), options.least);
    let flats: Vec<Flat> = choices.iter().map(|c| index.flat(&c.features)).collect();
    let mut weights = vec![0_f32; index.keys.len()];
    let mut squares = vec![1e-6_f32; index.keys.len()];
    let mut order: Vec<usize> = (0..choices.len()).collect();
    let mut rng = Rng::new(options.seed);
    for _ in 0..options.epochs {
        rng.shuffle(&mut order);
        for at in &order {
            let (Some(choice), Some(flat)) = (choices.get(*at), flats.get(*at)) else { continue };
            let sum =
                |item: usize| -> f32 { flat.of(item).iter().filter_map(|r| weights.get(*r as usize)).sum() };
            let scores: Vec<f32> = (0..choice.features.len()).map(sum).collect();
            let chances = softmax(&scores);
            let right: f32 = choice.right.iter().filter_map(|r| chances.get(*r)).sum();
            for (item, chance) in chances.iter().enumerate() {
                let target = if choice.right.contains(&item) && right > 0.0 { chance / right } else { 0.0 };
                let slope = target - chance;
                if slope.abs() < 1e-4 {
                    continue;
                }
                for row in flat.of(item) {
                    let (Some(w), Some(square)) =
                        (weights.get_mut(*row as usize), squares.get_mut(*row as usize))
                    else {
                        continue;
                    };
                    *square += slope * slope;
                    *w += 0.1 * slope / square.sqrt();
                }
            }
        }
    }
    Weights { labels: 1, keys: index.keys, values: weights, transitions: vec![[0.0; LANES]; 2] }
}
