//! Training: the averaged structured perceptron and the log-linear ranker, and the pruning to 8-bit weights.
//!
//! Deterministic: the same examples in the same order give the same weights, bit for bit; the shuffles come from a
//! generator of our own. Takes features, never text.

pub mod ranker;
pub mod rng;

pub use ranker::ranker;
pub use rng::Rng;

use crate::extract::learn::features::{Features, KEY_BITS};
use crate::extract::learn::model::{LANES, Model, Scores};
use crate::extract::learn::tag::{Scheme, Transitions, best};
use std::ops::Range;

/// A document to learn labels from.
#[derive(Clone, Debug, Default)]
pub struct Tagged {
    /// Its items.
    pub features: Features,
    /// The right label of each item.
    pub labels: Vec<u8>,
    /// The stretches decoded on their own, as ranges of items.
    pub sequences: Vec<Range<usize>>,
}

/// A choice to learn from: candidates, and which is right.
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// The candidates.
    pub features: Features,
    /// The right one (several when more than one is right).
    pub right: Vec<usize>,
}

/// How to train.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// Number of labels (taggers).
    pub labels: usize,
    /// Which labels may follow each other (taggers).
    pub scheme: Scheme,
    /// Passes over the examples.
    pub epochs: usize,
    /// Features seen in fewer items are left out.
    pub least: u32,
    /// How far the right sequence must stand above others before an example teaches nothing (in perceptron steps).
    pub margin: f32,
    /// Share of the features that an item loses each time it is seen, so that no feature is relied on alone (taggers).
    pub dropout: f32,
    /// How many times to train, in other orders; the weights are the mean (taggers).
    pub rounds: usize,
    /// Start of the generator.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            labels: 1,
            scheme: Scheme::Bio,
            epochs: 8,
            least: 2,
            margin: 0.0,
            dropout: 0.0,
            rounds: 1,
            seed: 20_161_108,
        }
    }
}

/// Weights as trained, before pruning.
#[derive(Clone, Debug)]
pub struct Weights {
    labels: usize,
    /// Key of each row.
    keys: Vec<u32>,
    /// `labels` numbers a row.
    values: Vec<f32>,
    /// `labels + 1` rows, the last for the start.
    transitions: Vec<[f32; LANES]>,
}

impl Weights {
    /// Makes a label likelier (or, below zero, less likely) wherever it stands, by this much a word.
    pub fn favour(&mut self, label: u8, by: f32) {
        for row in &mut self.transitions {
            if let Some(cell) = row.get_mut(label as usize) {
                *cell += by;
            }
        }
    }

    /// The `keep` features with the largest weights, in 8 bits.
    #[must_use]
    pub fn compress(&self, keep: usize) -> Model {
        let size = |row: &[f32]| row.iter().fold(0_f32, |top, w| top.max(w.abs()));
        let mut order: Vec<(f32, usize)> =
            self.values.chunks_exact(self.labels).map(size).zip(0..).filter(|o| o.0 > 0.0).collect();
        order.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        order.truncate(keep);
        // A few giants would cost all others their precision: clip at the 99.9th percentile.
        let top = order.get(order.len() / 1000).map_or(1.0, |o| o.0).max(f32::MIN_POSITIVE);
        let scale = top / 127.0;
        let mut weights: Vec<(u32, [i8; LANES])> = order
            .iter()
            .filter_map(|(_, at)| {
                let row = self.values.get(at * self.labels..(at + 1) * self.labels)?;
                let mut cells = [0_i8; LANES];
                for (cell, w) in cells.iter_mut().zip(row) {
                    *cell = (w / scale).round().clamp(-127.0, 127.0) as i8;
                }
                Some((*self.keys.get(*at)?, cells)).filter(|w| w.1 != [0; LANES])
            })
            .collect();
        weights.sort_unstable_by_key(|w| w.0);
        let transitions =
            self.transitions.iter().map(|row| row.map(|w| (w / scale).round() as i32)).collect();
        Model::new(self.labels, scale, transitions, &weights)
    }

    /// How many features have a weight.
    #[must_use]
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether nothing was learnt.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }
}

/// Row number of each key; features too rare have none.
struct Index {
    rows: Vec<u32>,
    keys: Vec<u32>,
}

const NO_ROW: u32 = u32::MAX;

impl Index {
    fn of<'a>(sets: impl Iterator<Item = &'a Features> + Clone, least: u32) -> Self {
        let mut rows = vec![0_u32; 1 << KEY_BITS];
        for features in sets {
            for item in &features.items {
                for key in features.of(item) {
                    if let Some(count) = rows.get_mut(key as usize) {
                        *count = count.saturating_add(1);
                    }
                }
            }
        }
        let mut keys = Vec::new();
        for (key, row) in rows.iter_mut().enumerate() {
            if *row >= least.max(1) {
                *row = keys.len() as u32;
                keys.push(key as u32);
            } else {
                *row = NO_ROW;
            }
        }
        Self { rows, keys }
    }

    /// The rows of every item of `features`.
    fn flat(&self, features: &Features) -> Flat {
        let mut flat = Flat::default();
        for item in &features.items {
            let rows = features.of(item).filter_map(|key| self.rows.get(key as usize).copied());
            flat.rows.extend(rows.filter(|row| *row != NO_ROW));
            flat.ends.push(flat.rows.len() as u32);
        }
        flat
    }
}

/// The rows of items one behind the other, with the end of each item.
#[derive(Default)]
struct Flat {
    rows: Vec<u32>,
    ends: Vec<u32>,
}

impl Flat {
    /// The rows of item `at`.
    fn of(&self, at: usize) -> &[u32] {
        let end = self.ends.get(at).map_or(0, |e| *e as usize);
        let start = at.checked_sub(1).and_then(|b| self.ends.get(b)).map_or(0, |e| *e as usize);
        self.rows.get(start..end).unwrap_or_default()
    }
}

/// Perceptron weights with the running sums their average is made of.
struct Averaged {
    labels: usize,
    now: Vec<f32>,
    sum: Vec<f32>,
    /// When each row last changed.
    since: Vec<u32>,
}

impl Averaged {
    fn new(rows: usize, labels: usize) -> Self {
        Self { labels, now: vec![0.0; rows * labels], sum: vec![0.0; rows * labels], since: vec![0; rows] }
    }

    fn row(&self, row: u32) -> &[f32] {
        let at = row as usize * self.labels;
        self.now.get(at..at + self.labels).unwrap_or_default()
    }

    /// Brings a row's sum up to `time`, then lets `change` alter the row.
    fn touch(&mut self, row: u32, time: u32, change: impl FnOnce(&mut [f32])) {
        let at = row as usize * self.labels;
        let Some(since) = self.since.get_mut(row as usize) else { return };
        let passed = (time - *since) as f32;
        *since = time;
        let (Some(now), Some(sum)) =
            (self.now.get_mut(at..at + self.labels), self.sum.get_mut(at..at + self.labels))
        else {
            return;
        };
        if passed > 0.0 {
            for (s, w) in sum.iter_mut().zip(&*now) {
                *s += w * passed;
            }
        }
        change(now);
    }

    fn average(mut self, time: u32) -> Vec<f32> {
        for row in 0..self.since.len() as u32 {
            self.touch(row, time, |_| {});
        }
        self.sum.iter_mut().for_each(|s| *s /= time.max(1) as f32);
        self.sum
    }
}

/// Units of the whole-number scores that Viterbi sees while training.
const UNIT: f32 = 256.0;

/// Trains a tagger: an averaged structured perceptron (Collins 2002); with a margin, dropout (after Søgaard 2013) and the
/// mean of several rounds if asked for.
#[must_use]
pub fn tagger(documents: &[Tagged], options: &Options) -> Weights {
    let labels = options.labels.clamp(1, LANES);
    let index = Index::of(documents.iter().map(|d| &d.features), options.least);
    let flats: Vec<Flat> = documents.iter().map(|d| index.flat(&d.features)).collect();
    let mut values = vec![0.0; index.keys.len() * labels];
    let mut transitions = vec![[0.0; LANES]; labels + 1];
    let rounds = options.rounds.max(1);
    for round in 0..rounds {
        let mut trainer = Trainer {
            weights: Averaged::new(index.keys.len(), labels),
            moves: Averaged::new(labels + 1, labels),
            rng: Rng::new(options.seed + round as u64),
            time: 0,
            options: Options { labels, ..*options },
        };
        trainer.run(documents, &flats);
        let Trainer { weights, moves, time, .. } = trainer;
        for (value, add) in values.iter_mut().zip(weights.average(time)) {
            *value += add / rounds as f32;
        }
        for (row, add) in transitions.iter_mut().zip(moves.average(time).chunks_exact(labels)) {
            for (cell, w) in row.iter_mut().zip(add) {
                *cell += w / rounds as f32;
            }
        }
    }
    Weights { labels, keys: index.keys, values, transitions }
}

/// One round of perceptron training.
struct Trainer {
    weights: Averaged,
    /// Transitions are rows of the same kind: one for each label before, the last for the start.
    moves: Averaged,
    rng: Rng,
    time: u32,
    options: Options,
}

impl Trainer {
    fn run(&mut self, documents: &[Tagged], flats: &[Flat]) {
        let mut order: Vec<(usize, Range<usize>)> = documents
            .iter()
            .enumerate()
            .flat_map(|(d, doc)| doc.sequences.iter().map(move |s| (d, s.clone())))
            .collect();
        let (mut active, mut scores, mut back, mut guess) =
            (Flat::default(), Vec::new(), Vec::new(), Vec::new());
        for _ in 0..self.options.epochs {
            self.rng.shuffle(&mut order);
            for (doc, range) in &order {
                let (Some(document), Some(flat)) = (documents.get(*doc), flats.get(*doc)) else { continue };
                let Some(right) = document.labels.get(range.clone()) else { continue };
                self.choose(flat, range, &mut active);
                self.score(&active, right, &mut scores);
                let labels = self.options.labels;
                let table = Transitions::new(labels, self.options.scheme, |before, next| {
                    let row = self.moves.row(before.unwrap_or(labels) as u32);
                    (row.get(next).copied().unwrap_or_default() * UNIT) as i32
                });
                guess.clear();
                guess.resize(right.len(), 0);
                best(&table, &scores, &mut back, &mut guess);
                self.time += 1;
                if guess != right {
                    self.learn(&active, right, &guess);
                }
            }
        }
    }

    /// The features of a sequence that are seen this time.
    fn choose(&mut self, flat: &Flat, range: &Range<usize>, active: &mut Flat) {
        active.rows.clear();
        active.ends.clear();
        let keep = (f64::from(1.0 - self.options.dropout) * f64::from(u32::MAX)) as u64;
        for at in range.clone() {
            for row in flat.of(at) {
                if self.options.dropout <= 0.0 || self.rng.next() >> 32 <= keep {
                    active.rows.push(*row);
                }
            }
            active.ends.push(active.rows.len() as u32);
        }
    }

    fn score(&self, active: &Flat, right: &[u8], scores: &mut Vec<Scores>) {
        scores.clear();
        for (at, gold) in right.iter().enumerate() {
            let mut sums = [0_f32; LANES];
            for row in active.of(at) {
                for (sum, w) in sums.iter_mut().zip(self.weights.row(*row)) {
                    *sum += w;
                }
            }
            if let Some(sum) = sums.get_mut(*gold as usize) {
                *sum -= self.options.margin;
            }
            scores.push(sums.map(|s| (s * UNIT) as i32));
        }
    }

    /// Moves the weights from the guess towards what is right.
    fn learn(&mut self, active: &Flat, right: &[u8], guess: &[u8]) {
        let (mut before, mut before_guess) = (self.options.labels, self.options.labels);
        for (at, (gold, other)) in right.iter().zip(guess).enumerate() {
            let (gold, other) = (*gold as usize, *other as usize);
            if gold != other {
                for row in active.of(at) {
                    self.weights.touch(*row, self.time, |w| step(w, gold, other));
                }
            }
            if (before, gold) != (before_guess, other) {
                self.moves.touch(before as u32, self.time, |w| step(w, gold, usize::MAX));
                self.moves.touch(before_guess as u32, self.time, |w| step(w, usize::MAX, other));
            }
            (before, before_guess) = (gold, other);
        }
    }
}

/// One perceptron step: towards `gold`, away from `other`.
fn step(row: &mut [f32], gold: usize, other: usize) {
    if let Some(w) = row.get_mut(gold) {
        *w += 1.0;
    }
    if let Some(w) = row.get_mut(other) {
        *w -= 1.0;
    }
}

#[cfg(test)]
mod tests {
    use super::{Choice, Options, Rng, Tagged, ranker, tagger};
    use crate::extract::learn::features::{Features, key, text};
    use crate::extract::learn::file::{Reader, Writer};
    use crate::extract::learn::model::Trained;
    use crate::extract::learn::rank::rank;
    use crate::extract::learn::tag::{Scheme, tag};

    /// Capitalised words are of kind 0, and `of` between them belongs to them.
    fn examples(lines: &[&str]) -> Vec<Tagged> {
        lines
            .iter()
            .map(|line| {
                let words: Vec<&str> = line.split(' ').collect();
                let mut doc =
                    Tagged { sequences: std::iter::once(0..words.len()).collect(), ..Tagged::default() };
                for (at, word) in words.iter().enumerate() {
                    let bare = word.get(2..).unwrap();
                    let next = words.get(at + 1).map_or(0, |w| u64::from(w.bytes().last().unwrap()));
                    let upper = u64::from(bare.starts_with(char::is_uppercase));
                    doc.features.item(&[], [key(0, 0), key(1, upper), key(2, text(bare)), key(3, next)]);
                    doc.labels.push(match word.chars().next() {
                        Some('B') => 1,
                        Some('I') => 2,
                        _ => 0,
                    });
                }
                doc
            })
            .collect()
    }

    const LINES: [&str; 4] = [
        "O-the B-Bank I-of I-Ruritania O-said O-of O-it",
        "O-so B-Anna I-Lund O-left O-the B-Port I-of I-Halm",
        "B-Lund O-spoke O-of O-rain",
        "O-a O-man O-of B-Halm O-said",
    ];

    #[test]
    fn a_tagger_learns_and_survives_pruning_and_files() {
        let docs = examples(&LINES);
        let options = Options { labels: 3, least: 1, epochs: 20, ..Options::default() };
        let model = tagger(&docs, &options).compress(1000);
        for doc in &docs {
            assert_eq!(tag(&model, Scheme::Bio, &doc.features, &doc.sequences), doc.labels);
        }
        let bytes = Writer::new(7).model("tiny", &model).finish();
        let stored = Reader::open(&bytes, 7).unwrap().model("tiny").unwrap();
        assert!(stored.weights().eq(model.weights()));
        assert_eq!((stored.labels(), stored.after(None)), (model.labels(), model.after(None)));
        let again = tagger(&docs, &options).compress(1000);
        assert_eq!(Writer::new(7).model("tiny", &again).finish(), bytes, "the same bytes every time");
    }

    #[test]
    fn a_ranker_prefers_what_was_right() {
        let choices: Vec<Choice> = (0..40_usize)
            .map(|n| {
                let mut features = Features::new();
                for at in 0..3 {
                    features.item(&[], [key(1, u64::from(at == n % 3)), key(2, at as u64)]);
                }
                Choice { features, right: vec![n % 3] }
            })
            .collect();
        let model = ranker(&choices, &Options { epochs: 10, ..Options::default() }).compress(100);
        for choice in &choices {
            let chances = rank(&model, &choice.features);
            assert!(chances[choice.right[0]] > 0.8, "{chances:?}");
        }
    }

    #[test]
    fn the_generator_is_fixed() {
        let mut rng = Rng::new(1);
        assert_eq!(rng.next(), 0x910A_2DEC_8902_5CC1);
        let mut list: Vec<u32> = (0..50).collect();
        rng.shuffle(&mut list);
        let mut sorted = list.clone();
        sorted.sort_unstable();
        assert!(list != sorted && sorted == (0..50).collect::<Vec<u32>>());
        assert!((0..1000).all(|_| rng.below(7) < 7));
    }
}
