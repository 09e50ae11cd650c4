//! Examples for training, from annotated articles: labels for the tagger, choices for the ranker.
//!
//! Used by the training program only; it reads no files.

use crate::extract::learn::model::Model;
use crate::extract::learn::passes::TwoPass;
use crate::extract::learn::rank::rank;
use crate::extract::learn::tag::{Scheme, tag};
use crate::extract::learn::train::{Choice, Options, Tagged, ranker, tagger};
use crate::extract::quotes::assemble::tagged_sources;
use crate::extract::quotes::base::Base;
use crate::extract::quotes::calibration::Calibration;
use crate::extract::quotes::candidates::{self, Candidate};
use crate::extract::quotes::grammar::{Around, around};
use crate::extract::quotes::ranking::{Sight, Target, choices};
use crate::extract::quotes::reading::{Range, Reading};
use crate::extract::quotes::rules::{History, Scene, apply};
use crate::extract::quotes::tagging::{CONTENT, CUE, LABELS, OTHER, SOURCE, begin, inside, plan, spread};
use crate::extract::quotes::tally::Tally;
use crate::extract::quotes::{Models, with_sources};
use crate::model::{Article, Mention, Span};

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
}

struct Prepared<'a> {
    lesson: &'a Lesson,
    reading: Reading<'a>,
    candidates: Vec<Candidate>,
    around: Vec<Around>,
    gold: Vec<u8>,
}

impl<'a> Prepared<'a> {
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

    fn tags(&self, model: &Model, before: Option<&[u8]>) -> Vec<u8> {
        let scene = self.scene();
        let plan = plan(&scene, &Base::of(&scene), before);
        spread(&scene, &plan, &tag(model, Scheme::Bio, &plan.features, &plan.sequences))
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
    let options = Options { labels: LABELS, epochs: size.epochs, margin: size.margin, ..Options::default() };
    say(format!("{} articles read", prepared.len()));
    let first_examples: Vec<Tagged> = prepared.iter().map(|p| p.tagged(None)).collect();
    // Labels as an unseen article would get them: each half is tagged by a model of the other.
    let mut unseen: Vec<Vec<u8>> = vec![Vec::new(); prepared.len()];
    for fold in 0..2 {
        let others: Vec<Tagged> = first_examples
            .iter()
            .enumerate()
            .filter(|(i, _)| i % 2 != fold)
            .map(|(_, e)| e.clone())
            .collect();
        let model = tagger(&others, &Options { epochs: size.epochs.min(5), ..options }).compress(size.tagger);
        for (at, article) in prepared.iter().enumerate().filter(|(i, _)| i % 2 == fold) {
            unseen[at] = article.tags(&model, None);
        }
        say(format!("half {fold} tagged"));
    }
    let first = tagger(&first_examples, &options).compress(size.tagger);
    drop(first_examples);
    say(format!("first pass: {} features", first.len()));
    let second_examples: Vec<Tagged> =
        prepared.iter().zip(&unseen).map(|(p, labels)| p.tagged(Some(labels))).collect();
    let second = tagger(&second_examples, &options).compress(size.tagger);
    drop(second_examples);
    say(format!("second pass: {} features", second.len()));
    let choices: Vec<Vec<Choice>> =
        prepared.into_iter().zip(&unseen).map(|(p, labels)| choices_of(p, labels)).collect();
    let ranking = Options { epochs: 6, ..Options::default() };
    let mut answers = Vec::new();
    for fold in 0..2 {
        let others: Vec<Choice> = choices
            .iter()
            .enumerate()
            .filter(|(i, _)| i % 2 != fold)
            .flat_map(|(_, c)| c.iter().cloned())
            .collect();
        let model = ranker(&others, &ranking).compress(size.ranker);
        let held = choices.iter().enumerate().filter(|(i, _)| i % 2 == fold).flat_map(|(_, c)| c);
        for choice in held {
            let chances = rank(&model, &choice.features);
            let best = (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]));
            if let Some(best) = best {
                answers.push((chances[best], choice.right.contains(&best)));
            }
        }
    }
    let right = answers.iter().filter(|a| a.1).count();
    say(format!("ranker on held-out halves: {right} of {}", answers.len()));
    for tenth in 0..10 {
        let (low, high) = (tenth as f32 / 10.0, (tenth + 1) as f32 / 10.0 + 1e-6);
        let bin: Vec<_> = answers.iter().filter(|a| a.0 >= low && a.0 < high).collect();
        let right = bin.iter().filter(|a| a.1).count();
        say(format!("  said {low:.1}: {right} of {}", bin.len()));
    }
    let calibration = Calibration::fit(&answers);
    let all: Vec<Choice> = choices.into_iter().flatten().collect();
    let ranker = ranker(&all, &ranking).compress(size.ranker);
    say(format!("ranker: {} features", ranker.len()));
    Models { tagger: TwoPass::new(&first, &second, Scheme::Bio), ranker, calibration }
}

/// The choices of an article: every quoted stretch, then every report without marks.
fn choices_of(prepared: Prepared, labels: &[u8]) -> Vec<Choice> {
    let more = tagged_sources(&prepared.reading, &prepared.candidates, labels);
    let (candidates, around) = with_sources(&prepared.reading, prepared.candidates, more);
    let reading = &prepared.reading;
    let scene = Scene { reading, candidates: &candidates, around: &around };
    let tally = Tally::of(reading, labels);
    let seen = (labels, &tally);
    let mut out = Vec::new();
    let mut history = History::default();
    for (stretch, tokens) in reading.stretches.iter().zip(&reading.stretch_tokens) {
        let gold = prepared.lesson.marked.iter().find(|m| m.span.start.abs_diff(stretch.outer.start) <= 1);
        let Some(gold) = gold.filter(|_| tokens.from < tokens.to) else { continue };
        let right = choice(&scene, seen, *tokens, true, history, gold.spoken, &gold.source, &mut out);
        if let Some(speaker) = right {
            history.last = Some((speaker, reading.tokens[tokens.to as usize - 1].paragraph));
        }
        history.open = !stretch.closed;
    }
    for report in prepared.lesson.reports.iter().filter(|r| !r.quoted) {
        for span in &report.content {
            let range = reading.range(*span);
            if range.from < range.to {
                let spoken = !report.source.is_empty();
                choice(&scene, seen, range, false, History::default(), spoken, &report.source, &mut out);
            }
        }
    }
    out
}

#[expect(clippy::too_many_arguments, reason = "one call site's locals")]
fn choice(
    scene: &Scene,
    seen: (&[u8], &Tally),
    range: Range,
    quoted: bool,
    history: History,
    spoken: bool,
    source: &[Span],
    out: &mut Vec<Choice>,
) -> Option<usize> {
    let finding = apply(scene, range, history);
    let target = Target { range, quoted, finding };
    let choices = choices(scene, &target);
    let features = Sight::of(scene, &target, history, seen).features(&choices);
    let right: Vec<usize> = if spoken && !source.is_empty() {
        let fits = |index: &usize| {
            let span = scene.reading.span(scene.candidates[*index].range);
            source.iter().any(|s| s.overlaps(span))
        };
        (0..choices.len()).filter(|at| fits(&choices[*at])).collect()
    } else if spoken {
        return None;
    } else {
        vec![choices.len()]
    };
    let first = right.first().copied()?;
    let speaker = choices.get(first).copied();
    out.push(Choice { features, right });
    speaker
}
