//! The words of an article as features, to train the tagger on.

use crate::extract::learn::features::{Features, PoolId};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::rules::Scene;
use crate::extract::quotes::tagging::cell::Cell;
use crate::extract::quotes::tagging::{Before, OTHER, SLOTS, View, may_report, silent};
use std::collections::HashMap;

/// Words the tagger looks at, as features, with the token of each and the sentences they stand in: for training.
#[derive(Default)]
pub(crate) struct Plan {
    /// Features of each item.
    pub(crate) features: Features,
    /// The token of each item.
    pub(crate) tokens: Vec<u32>,
    /// The items of each sentence.
    pub(crate) sequences: Vec<std::ops::Range<usize>>,
}

/// The features of every word of the sentences that could report something.
pub(crate) fn plan(scene: &Scene, base: &Base, before: Option<&[u8]>) -> Plan {
    let reading = scene.reading;
    let mut plan = Plan::default();
    let mut pools: HashMap<(u64, usize), PoolId> = HashMap::new();
    let mut keys: Vec<u32> = Vec::with_capacity(80);
    let labels = before.map(Before::of);
    for sentence in &reading.sentences {
        if !may_report(reading, *sentence) || before.is_some_and(|labels| silent(reading, *sentence, labels))
        {
            continue;
        }
        let from = plan.tokens.len();
        let cells: Vec<Cell> = Cell::all(reading, base, *sentence).collect();
        let view = View::of(reading, base, *sentence, &cells, labels.as_ref());
        for at in sentence.indices() {
            let drawn: [PoolId; SLOTS.len()] = std::array::from_fn(|slot| {
                let (id, place) = view.spelling(at, SLOTS[slot]);
                *pools.entry((id, slot)).or_insert_with(|| {
                    keys.clear();
                    view.word_keys(id, place, slot, &mut keys);
                    plan.features.pool(keys.iter().copied())
                })
            });
            keys.clear();
            view.own(at, &mut keys);
            if before.is_some() {
                view.second(at, &mut keys);
            }
            plan.features.item(&drawn, keys.iter().copied());
            plan.tokens.push(at as u32);
        }
        plan.sequences.push(from..plan.tokens.len());
    }
    plan
}

/// Labels of items as labels of tokens.
pub(crate) fn spread(scene: &Scene, plan: &Plan, labels: &[u8]) -> Vec<u8> {
    let mut all = vec![OTHER; scene.reading.tokens.len()];
    for (token, label) in plan.tokens.iter().zip(labels) {
        all[*token as usize] = *label;
    }
    all
}
