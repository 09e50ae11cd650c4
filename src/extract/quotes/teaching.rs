//! Examples for training, from annotated articles: labels for the tagger, choices for the ranker.
//!
//! Used by the training program only; it reads no files.

use crate::extract::learn::model::Model;
use crate::extract::learn::rank::TwoLooks;
use crate::extract::learn::tag::{Scheme, Transitions, best, margins};
use crate::extract::learn::train::{Options, Tagged, Weights, tagger};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::candidates::{self, Candidate};
use crate::extract::quotes::grammar::{Around, around};
use crate::extract::quotes::reading::Reading;
use crate::extract::quotes::rules::Scene;
use crate::extract::quotes::tagging::plan::{plan, spread};
use crate::extract::quotes::tagging::{CONTENT, CUE, LABELS, OTHER, SOURCE, Sure, begin, inside};
use crate::extract::quotes::teaching::speakers::{Speakers, speakers};
use crate::extract::quotes::{Models, Tagger};
use crate::model::{Article, Mention, Span};

mod speakers;

/// One annotated report; spans may have gaps.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// The reported content.
    pub content: Vec<Span>,
    /// The words that report it.
    pub cue: Vec<Span>,
    /// Who says it; empty when the text gives nobody.
    pub source: Vec<Span>,
    /// Whether it has quotation marks.
    pub quoted: bool,
}

/// One annotated stretch between quotation marks.
#[derive(Clone, Debug, Default)]
pub struct Marked {
    /// Where it stands, marks included.
    pub span: Span,
    /// Whether it is somebody's speech.
    pub spoken: bool,
    /// Who says it.
    pub source: Vec<Span>,
}

/// An annotated article.
#[derive(Clone, Debug)]
pub struct Lesson {
    /// The article.
    pub article: Article,
    /// Its mentions, as found.
    pub mentions: Vec<Mention>,
    /// Its reports.
    pub reports: Vec<Report>,
    /// Its quoted stretches.
    pub marked: Vec<Marked>,
}

/// How large the models may be.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Features kept of each tagger.
    pub tagger: usize,
    /// Features kept of the ranker.
    pub ranker: usize,
    /// Passes over the examples.
    pub epochs: usize,
    /// How far the right labels must stand above others, in steps of the perceptron.
    pub margin: f32,
    /// Share of the features left out each time a word is seen.
    pub dropout: f32,
    /// Trainings in other orders whose weights are averaged.
    pub rounds: usize,
    /// Epochs of the second pass.
    pub second_epochs: usize,
    /// Margin of the second pass.
    pub second_margin: f32,
    /// Rounds of the second pass.
    pub second_rounds: usize,
    /// How much the second pass is drawn towards finding more, in steps of the perceptron; the ranker sorts out.
    pub recall: f32,
}

impl Default for Size {
    fn default() -> Self {
        Self {
            tagger: 80_000,
            ranker: 40_000,
            epochs: 7,
            margin: 0.5,
            dropout: 0.0,
            rounds: 4,
            second_epochs: 7,
            second_margin: 3.0,
            second_rounds: 4,
            recall: 1.3,
        }
    }
}

/// Parts of the articles; each is judged by models of the others, as unseen ones are.
const FOLDS: usize = 4;

/// An annotated article made ready for learning.
struct Prepared<'a> {
    lesson: &'a Lesson,
    reading: Reading<'a>,
    candidates: Vec<Candidate>,
    around: Vec<Around>,
    gold: Vec<u8>,
}

impl<'a> Prepared<'a> {
    /// Makes it ready.
    fn of(lesson: &'a Lesson) -> Self {
        let reading = Reading::of(&lesson.article);
        let candidates = candidates::find(&reading, &lesson.mentions);
        let around = around(&reading, &candidates);
        let gold = gold_labels(&reading, &lesson.reports);
        Self { lesson, reading, candidates, around, gold }
    }

    fn scene(&self) -> Scene<'_> {
        Scene { reading: &self.reading, candidates: &self.candidates, around: &self.around }
    }

    fn tagged(&self, before: Option<&[u8]>) -> Tagged {
        let scene = self.scene();
        let plan = plan(&scene, &Base::of(&scene), before);
        let mut labels: Vec<u8> = plan.tokens.iter().map(|t| self.gold[*t as usize]).collect();
        // A stretch that crosses into a sentence begins anew there.
        for range in &plan.sequences {
            if let Some(first) = labels.get_mut(range.start).filter(|l| **l != OTHER && **l % 2 == 0) {
                *first -= 1;
            }
        }
        Tagged { features: plan.features, labels, sequences: plan.sequences }
    }

    fn tags(&self, model: &Model, before: Option<&[u8]>) -> (Vec<u8>, Vec<Sure>) {
        let scene = self.scene();
        let plan = plan(&scene, &Base::of(&scene), before);
        let (mut scores, mut reached) = (Vec::new(), Vec::new());
        model.score(&plan.features, &mut scores);
        let mut labels = vec![OTHER; scores.len()];
        let mut sure = vec![Sure::default(); scene.reading.tokens.len()];
        let table = Transitions::of(model, Scheme::Bio);
        for range in &plan.sequences {
            let (scores, labels) = (&scores[range.clone()], &mut labels[range.clone()]);
            best(&table, scores, &mut reached, labels);
            if labels.contains(&begin(CONTENT)) {
                margins(&table, scores, &reached, labels, |at, margins| {
                    sure[plan.tokens[range.start + at] as usize] = Sure::of(labels[at], &margins);
                });
            }
        }
        (spread(&scene, &plan, &labels), sure)
    }
}

/// The labels of an article's tokens; of nested reports the outermost counts.
fn gold_labels(reading: &Reading, reports: &[Report]) -> Vec<u8> {
    let mut labels = vec![OTHER; reading.tokens.len()];
    let mut order: Vec<&Report> = reports.iter().collect();
    order.sort_by_key(|r| std::cmp::Reverse(r.content.iter().map(|s| s.len()).sum::<usize>()));
    for (kind, pick) in [(CONTENT, 0), (CUE, 1), (SOURCE, 2)] {
        for report in &order {
            let spans = match pick {
                0 => &report.content,
                1 => &report.cue,
                _ => &report.source,
            };
            for span in spans {
                let range = reading.range(*span);
                if range.from >= range.to || range.indices().any(|i| labels[i] != OTHER) {
                    continue;
                }
                for (step, at) in range.indices().enumerate() {
                    labels[at] = if step == 0 { begin(kind) } else { inside(kind) };
                }
            }
        }
    }
    labels
}

/// Trains everything the quote finder rests on, and says how it went.
#[must_use]
pub fn train(lessons: &[Lesson], size: Size, say: &mut dyn FnMut(String)) -> Models {
    let prepared: Vec<Prepared> = lessons.iter().map(Prepared::of).collect();
    say(format!("{} articles read", prepared.len()));
    let (first, seen) = first_pass(&prepared, size);
    say(format!("first pass: {} features", first.len()));
    let (second, labels, sure) = second_pass(&prepared, &seen, size);
    say(format!("second pass: {} features", second.len()));
    let speakers = speakers(&prepared, &seen, &labels, &sure, size, say);
    say(format!("rankers: {} and {} features", speakers.ranker.len(), speakers.again.len()));
    let Speakers { ranker, again, calibration, reported } = speakers;
    Models {
        tagger: Tagger::new(&first, &second, Scheme::Bio),
        looks: TwoLooks::new(&ranker, &again),
        calibration,
        reported,
    }
}

/// The tagger's first pass, and the labels it would give to articles it has not seen: each part is tagged by a model of
/// the others.
fn first_pass(prepared: &[Prepared], size: Size) -> (Model, Vec<Vec<u8>>) {
    let options = Options {
        labels: LABELS,
        epochs: size.epochs,
        margin: size.margin,
        dropout: size.dropout,
        rounds: size.rounds,
        ..Options::default()
    };
    let examples: Vec<Tagged> = prepared.iter().map(|p| p.tagged(None)).collect();
    let mut unseen: Vec<Vec<u8>> = vec![Vec::new(); prepared.len()];
    for fold in 0..FOLDS {
        let others: Vec<Tagged> =
            examples.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).map(|(_, e)| e.clone()).collect();
        let model = tagger(&others, &Options { epochs: size.epochs.min(5), ..options }).compress(size.tagger);
        for (at, article) in prepared.iter().enumerate().filter(|(i, _)| i % FOLDS == fold) {
            unseen[at] = article.tags(&model, None).0;
        }
    }
    (tagger(&examples, &options).compress(size.tagger), unseen)
}

/// The tagger's second pass over the labels of the first, and the labels it would give to articles it has not seen.
fn second_pass(prepared: &[Prepared], seen: &[Vec<u8>], size: Size) -> (Model, Vec<Vec<u8>>, Vec<Vec<Sure>>) {
    let examples: Vec<Tagged> = prepared.iter().zip(seen).map(|(p, labels)| p.tagged(Some(labels))).collect();
    let options = Options {
        labels: LABELS,
        epochs: size.second_epochs,
        margin: size.second_margin,
        dropout: size.dropout,
        rounds: size.second_rounds,
        ..Options::default()
    };
    let finish = |mut weights: Weights| {
        for kind in [SOURCE, CUE, CONTENT] {
            weights.favour(begin(kind), size.recall);
        }
        weights.compress(size.tagger)
    };
    let mut labels: Vec<Vec<u8>> = vec![Vec::new(); prepared.len()];
    let mut sure: Vec<Vec<Sure>> = vec![Vec::new(); prepared.len()];
    for fold in 0..FOLDS {
        let others: Vec<Tagged> =
            examples.iter().enumerate().filter(|(i, _)| i % FOLDS != fold).map(|(_, e)| e.clone()).collect();
        let less = Options { epochs: size.second_epochs.min(5), ..options };
        let model = finish(tagger(&others, &less));
        for (at, article) in prepared.iter().enumerate().filter(|(i, _)| i % FOLDS == fold) {
            (labels[at], sure[at]) = article.tags(&model, Some(&seen[at]));
        }
    }
    (finish(tagger(&examples, &options)), labels, sure)
}
