//! How likely two articles are about one event: words, headlines, names, occasions, and days where both are known.
//!
//! Only articles that share a telling word are ever compared: candidates come from an inverted index whose longest lists
//! are left out. The features go through a logistic model (weights in [`Model`]) to one probability.

use crate::library::stories::doc::Digest;
use crate::library::stories::weights::Weights;
use jiff::civil::Date;
use std::cmp::Ordering;
use std::collections::BTreeSet;

/// How many features a pair has.
pub const FEATURES: usize = 10;

/// The weights of the pair model; the last one is the constant.
#[derive(Clone, Debug, PartialEq)]
pub struct Model {
    /// One weight a feature, then the constant.
    pub weights: [f32; FEATURES + 1],
    /// What is taken off when the occasions differ.
    pub apart: f32,
}

impl Default for Model {
    /// Fitted by logistic regression on the candidate pairs of four public corpora of annotated events; see docs/STORIES.md.
    fn default() -> Self {
        Self { weights: [2.77, 7.06, 1.9, 0.97, 0.16, -0.13, -0.47, 2.2, -0.45, 0.7, -3.6], apart: 2.0 }
    }
}

/// The most telling words of an article that candidates are looked up by.
const PROBES: usize = 64;
/// How many others an article is compared with, apart from those that ask for it.
pub(crate) const NEIGHBOURS: usize = 48;

/// An article as weighted vectors, with what else a pair is judged by.
#[derive(Clone, Debug)]
pub(crate) struct Sight {
    pub(crate) body: Vec<(u32, f32)>,
    head: Vec<(u32, f32)>,
    names: Vec<(u32, f32)>,
    words: u32,
    date: Option<Date>,
    occasions: BTreeSet<String>,
}

/// How likely two articles are about one event, and about one affair, 0 to 1.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Likely {
    pub(crate) event: f32,
    pub(crate) affair: f32,
}

impl Likely {
    /// A likelihood as it is kept.
    pub(crate) fn kept(likely: f32) -> u16 {
        (likely * 65_535.0).round() as u16
    }

    /// What a kept one stands for.
    pub(crate) fn from_kept(kept: u16) -> f32 {
        f32::from(kept) / 65_535.0
    }
}

impl Sight {
    /// An article, its words and names weighed.
    pub(crate) fn new(digest: &Digest, weights: &Weights) -> Self {
        let (body, head, names) = (weights.body(digest), weights.head(digest), weights.names(digest));
        let occasions = digest.occasions.clone();
        Self { body, head, names, words: digest.words, date: digest.date, occasions }
    }

    /// What two articles share, each 0 to 1: words, their root, headline, headline in the other's body, names, whether both days
    /// are known, how short the shorter is, how near the days are, how far, and near days with the same words.
    fn features(&self, other: &Self) -> [f32; FEATURES] {
        let words = dot(&self.body, &other.body);
        let head = dot(&self.head, &other.head);
        // Added in one order, whichever of the two is asked.
        let crossed = f32::midpoint(dot(&self.head, &other.body), dot(&other.head, &self.body));
        let names = dot(&self.names, &other.names);
        let short = 1.0 / (1.0 + (self.words.min(other.words) as f32 / 100.0));
        let (near, known, far) = match (self.date, other.date) {
            (Some(day), Some(other)) => {
                let days = day.until(other).map_or(0, |span| span.get_days().unsigned_abs()) as f32;
                ((-days / 1.5).exp(), 1.0, (1.0 + days).ln().min(6.0) / 6.0)
            }
            _ => (0.0, 0.0, 0.0),
        };
        [words, words.sqrt(), head, crossed, names, known, short, near, far, near * words]
    }

    /// How likely both are about one event, and about one affair: the event is less likely when both say which day or
    /// round they are about and it is not the same one.
    pub(crate) fn likely(&self, other: &Self, model: &Model) -> Likely {
        let features = self.features(other);
        let sum: f32 = features.iter().zip(&model.weights).map(|(x, w)| x * w).sum();
        let sum = sum + model.weights[FEATURES];
        let differ = !self.occasions.is_empty()
            && !other.occasions.is_empty()
            && self.occasions.is_disjoint(&other.occasions);
        let apart = if differ { model.apart } else { 0.0 };
        // As fine as it is kept.
        let chance = |sum: f32| Likely::from_kept(Likely::kept(1.0 / (1.0 + (-sum).exp())));
        Likely { event: chance(sum - apart), affair: chance(sum) }
    }

    /// The words it is looked up by, the most telling ones, in the order of their hashes.
    pub(crate) fn probes(&self, weights: &Weights) -> Vec<Probe> {
        let mut words = self.body.clone();
        let telling = nearest(&mut words, PROBES, |x, y| y.1.total_cmp(&x.1).then(x.0.cmp(&y.0)));
        let mut probes: Vec<Probe> = telling
            .iter()
            .filter(|(term, _)| weights.finds(*term))
            .map(|(term, weight)| Probe { term: *term, weight: (weight.sqrt() * 255.0).round() as u8 })
            .collect();
        // In one order, for sums of the same numbers differ with it.
        probes.sort_unstable_by_key(|probe| probe.term);
        probes
    }
}

/// A word an article is looked up by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Probe {
    pub(crate) term: u32,
    /// What it weighs: the root, in parts of 255. Light words need finer steps than heavy ones.
    pub(crate) weight: u8,
}

impl Probe {
    /// What a kept weight stands for.
    pub(crate) fn weighs(weight: u8) -> f32 {
        let root = f32::from(weight) / 255.0;
        root * root
    }
}

/// The first `most` by an order, in any order.
pub(crate) fn nearest<T>(all: &mut [T], most: usize, order: impl Fn(&T, &T) -> Ordering) -> &mut [T] {
    if all.len() <= most {
        return all;
    }
    all.select_nth_unstable_by(most, order).0
}

/// The product of two vectors sorted by key.
pub(crate) fn dot<K: Ord>(a: &[(K, f32)], b: &[(K, f32)]) -> f32 {
    let (few, many) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    if few.len() * 8 < many.len() {
        return searched(few, many);
    }
    let (mut i, mut j, mut sum) = (0, 0, 0.0);
    // Without branches on what the keys are: they follow each other at random.
    while let (Some((x, v)), Some((y, w))) = (a.get(i), b.get(j)) {
        sum += if x == y { v * w } else { 0.0 };
        i += usize::from(x <= y);
        j += usize::from(y <= x);
    }
    sum
}

/// The same when one is much shorter.
fn searched<K: Ord>(few: &[(K, f32)], mut many: &[(K, f32)]) -> f32 {
    let mut sum = 0.0;
    for (key, weight) in few {
        many = &many[many.partition_point(|(other, _)| other < key)..];
        sum += many.first().filter(|(other, _)| other == key).map_or(0.0, |(_, theirs)| weight * theirs);
    }
    sum
}
