//! Training and measuring the name tagger.

use crate::corpus::{self, KINDS, regions};
use crate::score::Score;
use anyhow::{Context, Result};
use clap::Args;
use onrecord::extract::learn::file::{Reader, Writer};
use onrecord::extract::learn::tag::{Scheme, tag, tag_scored};
use onrecord::extract::learn::train::{Options, Tagged, tagger};
use onrecord::extract::learn::{Features, Model};
use onrecord::extract::names::agree::agree;
use onrecord::extract::names::document::{Document, NO_ITEM};
use onrecord::extract::names::features::{FINGERPRINT, Seen, extract};
use onrecord::extract::names::words::{TABLE, Words};
use onrecord::extract::names::{self, assemble};
use onrecord::model::{ActorKind, Span};
use rayon::prelude::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// What to train on and how.
#[derive(Args, Clone)]
pub(crate) struct Data {
    /// Annotated files.
    #[arg(long, num_args = 1.., required = true)]
    train: Vec<PathBuf>,
    /// The word table.
    #[arg(long)]
    words: PathBuf,
    /// Features kept in each pass.
    #[arg(long, default_value_t = 150_000)]
    keep: usize,
    /// Passes over the examples.
    #[arg(long, default_value_t = 8)]
    epochs: usize,
    /// Features seen in fewer words are left out.
    #[arg(long, default_value_t = 2)]
    least: u32,
    /// How far the right labels must stand above others.
    #[arg(long, default_value_t = 0.0)]
    margin: f32,
    /// Share of the features left out each time a word is seen.
    #[arg(long, default_value_t = 0.0)]
    dropout: f32,
    /// Rounds of training in other orders; the weights are their mean.
    #[arg(long, default_value_t = 1)]
    rounds: usize,
    /// How many times each file counts, in their order (once where nothing is said).
    #[arg(long, value_delimiter = ',')]
    weights: Vec<usize>,
}

impl Data {
    fn weight(&self, set: usize) -> usize {
        self.weights.get(set).copied().unwrap_or(1)
    }
}

/// An annotated article with its features.
struct Example<'a> {
    document: Document<'a>,
    gold: &'a corpus::Document,
    /// Which file it is from.
    set: usize,
    features: Features,
    labels: Vec<u8>,
}

/// Names with their kind.
type Found = Vec<(Span, usize)>;

fn number(kind: ActorKind) -> usize {
    assemble::KINDS.iter().position(|k| *k == kind).unwrap_or(3)
}

impl Example<'_> {
    fn tagged(&self, features: Features) -> Tagged {
        Tagged { features, labels: self.labels.clone(), sequences: self.document.sequences.clone() }
    }

    /// What the labels alone stand for.
    fn labelled(&self, labels: &[u8]) -> Found {
        let names = assemble::labelled(&self.document, labels);
        names.iter().map(|n| (assemble::span(&self.document, n), number(n.kind))).collect()
    }

    /// What the program makes of the labels.
    fn whole(&self, labels: &[u8]) -> Found {
        names::of_labels(&self.document, labels).iter().map(|m| (m.span, number(m.kind))).collect()
    }

    /// What is found by each of the [`STEPS`].
    fn found(&self, steps: &[Vec<u8>; 3]) -> [Found; 4] {
        let [one, two, agreed] = steps;
        [self.labelled(one), self.labelled(two), self.labelled(agreed), self.whole(agreed)]
    }
}

fn load(files: &[PathBuf]) -> Result<Vec<(usize, corpus::Document)>> {
    let mut all = Vec::new();
    for (set, path) in files.iter().enumerate() {
        all.extend(corpus::read(path)?.into_iter().map(|d| (set, d)));
    }
    Ok(all)
}

fn examples<'a>(texts: &'a [(usize, corpus::Document)], words: &Words) -> Vec<Example<'a>> {
    texts
        .par_iter()
        .map(|(set, gold)| {
            let document = Document::new(&gold.text, regions(&gold.text), words);
            let features = extract(&document, words, None);
            let mut labels = vec![0; document.items.len()];
            for (span, kind) in &gold.names {
                let first = document.tokens.partition_point(|t| t.span.end <= span.start);
                let mut begun = false;
                for (at, _) in document
                    .tokens
                    .iter()
                    .enumerate()
                    .skip(first)
                    .take_while(|(_, t)| t.span.start < span.end)
                {
                    let item = document.item_of[at];
                    if item != NO_ITEM {
                        labels[item as usize] = 1 + 2 * *kind as u8 + u8::from(begun);
                        begun = true;
                    }
                }
            }
            Example { document, gold, set: *set, features, labels }
        })
        .collect()
}

fn table(data: &Data) -> Result<Words> {
    let bytes = std::fs::read(&data.words).with_context(|| format!("reading {}", data.words.display()))?;
    Ok(Words::read(&Reader::open(&bytes, TABLE)?)?)
}

fn options(data: &Data) -> Options {
    Options {
        labels: 1 + 2 * KINDS.len(),
        epochs: data.epochs,
        least: data.least,
        margin: data.margin,
        dropout: data.dropout,
        rounds: data.rounds,
        ..Options::default()
    }
}

/// Trains on the examples that `keep` lets through.
fn fit(examples: &[Example<'_>], data: &Data, keep: impl Fn(usize) -> bool) -> Model {
    let chosen: Vec<Tagged> = examples
        .iter()
        .enumerate()
        .filter(|(at, _)| keep(*at))
        .flat_map(|(_, e)| std::iter::repeat_with(|| e.tagged(e.features.clone())).take(data.weight(e.set)))
        .collect();
    tagger(&chosen, &options(data)).compress(data.keep)
}

fn first_pass(model: &Model, example: &Example<'_>) -> Vec<u8> {
    tag(model, Scheme::Bio, &example.features, &example.document.sequences)
}

/// The labels of the second pass, and what they become when the names agree.
fn second_pass(model: &Model, features: &Features, example: &Example<'_>) -> [Vec<u8>; 2] {
    let (labels, scores) = tag_scored(model, Scheme::Bio, features, &example.document.sequences);
    let mut agreed = labels.clone();
    agree(&example.document, &scores, &mut agreed);
    [labels, agreed]
}

fn second_features(example: &Example<'_>, words: &Words, first: &[u8]) -> Features {
    extract(&example.document, words, Some((&Seen::of(&example.document, first), first)))
}

/// The second pass, trained on first-pass labels that come from models which never saw their article.
fn fit_second(examples: &[Example<'_>], first: &[Option<Vec<u8>>], words: &Words, data: &Data) -> Model {
    let chosen: Vec<Tagged> = examples
        .iter()
        .zip(first)
        .filter_map(|(e, labels)| Some((e, second_features(e, words, labels.as_ref()?))))
        .flat_map(|(e, features)| std::iter::repeat_n(e.tagged(features), data.weight(e.set)))
        .collect();
    tagger(&chosen, &options(data)).compress(data.keep)
}

/// Number of parts for the labels that the second pass is trained on.
const JACKKNIFE: usize = 5;

fn two_passes(examples: &[Example<'_>], words: &Words, data: &Data) -> (Model, Model) {
    let models: Vec<Model> = (0..=JACKKNIFE)
        .into_par_iter()
        .map(|fold| fit(examples, data, |at| fold == JACKKNIFE || at % JACKKNIFE != fold))
        .collect();
    let labels: Vec<Option<Vec<u8>>> =
        examples.iter().enumerate().map(|(at, e)| Some(first_pass(&models[at % JACKKNIFE], e))).collect();
    (models[JACKKNIFE].clone(), fit_second(examples, &labels, words, data))
}

/// Trains on everything and gives the model file.
pub(crate) fn train(data: &Data) -> Result<Vec<u8>> {
    let words = table(data)?;
    let texts = load(&data.train)?;
    let examples = examples(&texts, &words);
    let start = Instant::now();
    let (first, second) = two_passes(&examples, &words, data);
    let file = Writer::new(FINGERPRINT).model("first", &first).model("second", &second).finish();
    println!(
        "{} articles, {} and {} features, {} bytes, {:.0} s",
        examples.len(),
        first.len(),
        second.len(),
        file.len(),
        start.elapsed().as_secs_f64()
    );
    Ok(file)
}

/// Trains on some files and measures on others.
pub(crate) fn test(data: &Data, test: &[PathBuf]) -> Result<()> {
    let words = table(data)?;
    let texts = load(&data.train)?;
    let (first, second) = two_passes(&examples(&texts, &words), &words, data);
    for path in test {
        let texts = load(std::slice::from_ref(path))?;
        let mut scores = [Score::default(); STEPS.len()];
        for example in &examples(&texts, &words) {
            let one = first_pass(&first, example);
            let [two, agreed] = second_pass(&second, &second_features(example, &words, &one), example);
            for (score, found) in scores.iter_mut().zip(example.found(&[one, two, agreed])) {
                score.add(&example.gold.names, &found);
            }
        }
        report(path, &scores);
    }
    Ok(())
}

/// An example's number and its labels by the first and second pass, and after names have agreed.
type Judged = (usize, [Vec<u8>; 3]);

/// What is measured: the labels alone, and all that the program makes of the last of them.
const STEPS: [&str; 4] = ["one pass", "two passes", "names agreed", "whole"];

/// Cross-validation by article over all files at once: article `n` of the run is in fold `n % folds`.
pub(crate) fn cross(data: &Data, folds: usize, predictions: Option<&Path>) -> Result<()> {
    let words = table(data)?;
    let texts = load(&data.train)?;
    let examples = examples(&texts, &words);
    let start = Instant::now();
    report_candidates(&examples, data);
    // Models without two folds give the labels that second passes are trained on; a pair serves both of its folds.
    let pairs: Vec<(usize, usize)> = (0..folds).flat_map(|i| (i..folds).map(move |j| (i, j))).collect();
    let models: Vec<Model> = pairs
        .par_iter()
        .map(|(i, j)| fit(&examples, data, |at| at % folds != *i && at % folds != *j))
        .collect();
    let model = |i: usize, j: usize| {
        let pair = (i.min(j), i.max(j));
        pairs.iter().position(|p| *p == pair).map(|at| &models[at])
    };
    println!("first passes: {:.0} s", start.elapsed().as_secs_f64());
    let outcomes: Vec<Vec<Judged>> = (0..folds)
        .into_par_iter()
        .map(|fold| {
            let labels: Vec<Option<Vec<u8>>> = examples
                .iter()
                .enumerate()
                .map(|(at, e)| {
                    (at % folds != fold).then(|| model(fold, at % folds).map(|m| first_pass(m, e)))?
                })
                .collect();
            let second = fit_second(&examples, &labels, &words, data);
            let held = examples.iter().enumerate().filter(|(at, _)| at % folds == fold);
            held.filter_map(|(at, e)| {
                let one = first_pass(model(fold, fold)?, e);
                let features = second_features(e, &words, &one);
                let [two, agreed] = second_pass(&second, &features, e);
                Some((at, [one, two, agreed]))
            })
            .collect()
        })
        .collect();
    let mut scores = vec![[Score::default(); STEPS.len()]; data.train.len()];
    let mut written: Vec<String> = vec![String::new(); data.train.len()];
    for (at, steps) in outcomes.into_iter().flatten() {
        let example = &examples[at];
        let found = example.found(&steps);
        for (score, found) in scores[example.set].iter_mut().zip(&found) {
            score.add(&example.gold.names, found);
        }
        let [.., found] = found;
        let chars = |byte: usize| example.gold.text.char_indices().take_while(|c| c.0 < byte).count();
        let entities: Vec<serde_json::Value> = found
            .iter()
            .map(|(s, k)| serde_json::json!({"start": chars(s.from()), "end": chars(s.to()), "type": KINDS[*k]}))
            .collect();
        let line = serde_json::json!({"id": example.gold.id, "entities": entities});
        written[example.set] += &(line.to_string() + "\n");
    }
    for ((path, score), lines) in data.train.iter().zip(&scores).zip(&written) {
        report(path, score);
        if let (Some(folder), Some(name)) = (predictions, path.file_name()) {
            std::fs::write(folder.join(name), lines)?;
        }
    }
    println!("{:.0} s", start.elapsed().as_secs_f64());
    Ok(())
}

fn report(path: &Path, scores: &[Score; STEPS.len()]) {
    println!("{}", path.display());
    for (step, score) in STEPS.iter().zip(scores) {
        println!("  {step:12} {}", score.line());
    }
}

/// How many of the annotated names the candidates can reach, and what they cost.
fn report_candidates(examples: &[Example<'_>], data: &Data) {
    for (set, path) in data.train.iter().enumerate() {
        let mut score = Score::default();
        let (mut tokens, mut items) = (0, 0);
        for example in examples.iter().filter(|e| e.set == set) {
            score.add(&example.gold.names, &example.labelled(&example.labels));
            tokens += example.document.tokens.len();
            items += example.document.items.len();
        }
        println!("{}: {tokens} tokens, {items} candidates; reachable {}", path.display(), score.line());
    }
}
