//! Sentences as weighted lists: actors, numbers, and the words outside names.

use crate::library::telling::lines::{Line, Rarity};
use crate::library::telling::numbers::{Number, Unit};
use crate::model::{ActorId, MentionForm, Span};
use std::collections::HashMap;

/// A sentence as a weighted list of length one: actors, numbers, and the words outside names.
pub(crate) fn vector(line: &Line, rarity: &Rarity) -> Vec<(u64, f32)> {
    let named = |span: Span| {
        line.actors.iter().any(|(_, mention, form)| *form == MentionForm::Name && mention.overlaps(span))
    };
    let mut weights: HashMap<u64, f32> = HashMap::new();
    for word in line.words.iter().filter(|word| !named(word.span)) {
        if let Some(stem) = word.stem {
            weights.insert(stem, rarity.stem(stem));
        }
    }
    for actor in line.cast() {
        weights.insert(actor_key(actor), rarity.actor(actor));
    }
    for number in &line.numbers {
        weights.insert(number_key(number), 3.0);
    }
    let length = weights.values().map(|w| w * w).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
    let mut vector: Vec<(u64, f32)> = weights.into_iter().map(|(key, w)| (key, w / length)).collect();
    vector.sort_unstable_by_key(|(key, _)| *key);
    vector
}

/// Keys of actors and numbers are kept apart from those of words.
fn mixed(kind: u64, value: u64) -> u64 {
    (value ^ kind.rotate_left(32)).wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ kind
}

pub(crate) fn actor_key(actor: ActorId) -> u64 {
    mixed(1, u64::from(actor.0))
}

/// A number with its unit.
pub(crate) fn number_key(number: &Number) -> u64 {
    let unit = match number.unit {
        Unit::Thing(stem) => stem,
        Unit::Percent => 1,
        Unit::Money(sign) => u64::from(sign),
        Unit::None => 0,
    };
    mixed(2, number.value.to_bits() ^ unit.rotate_left(7))
}
