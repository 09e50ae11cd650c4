//! Training of the rankers of speakers: questions from annotated articles, opinions of the first look, and what the
//! probabilities are worth.

use crate::extract::learn::features::Features;
use crate::extract::learn::model::Model;
use crate::extract::learn::rank::rank;
use crate::extract::learn::train::{Choice, Options, ranker};
use crate::extract::quotes::asking::{Asked, DROP};
use crate::extract::quotes::assemble::{contents, tagged_sources};
use crate::extract::quotes::base::Base;
use crate::extract::quotes::calibration::Calibration;
use crate::extract::quotes::candidates::Candidate;
use crate::extract::quotes::grammar::Around;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::neighbours::{Echo, Opinion};
use crate::extract::quotes::ranking::{Facts, Tags};
use crate::extract::quotes::reading::Range;
use crate::extract::quotes::rules::{History, Scene};
use crate::extract::quotes::tagging::Sure;
use crate::extract::quotes::tally::Tally;
use crate::extract::quotes::teaching::{FOLDS, Marked, Prepared, Report, Size};
use crate::extract::quotes::with_sources;
use crate::model::Span;

/// What decides on speakers.
pub(super) struct Speakers {
    /// The first look, and the only one at what has no quotation marks.
    pub(super) ranker: Model,
    /// The second look at quoted stretches.
    pub(super) again: Model,
    /// What the second look's probabilities are worth.
    pub(super) calibration: Calibration,
    /// What those at reports without marks are worth.
    pub(super) reported: Calibration,
}

/// A question with its answer.
struct Question {
    asked: Asked,
    /// What is seen of its answers.
    features: Features,
    /// The right choices; none when the annotation does not tell.
    right: Vec<usize>,
    /// The stretch it is about.
    stretch: Option<usize>,
    /// Whether it is about what the tagger proposed.
    proposed: bool,
}

impl Question {
    fn choice(&self) -> Choice {
        Choice { features: self.features.clone(), right: self.right.clone() }
    }
}

fn ranked(questions: &[Vec<Question>], size: Size, pick: impl Fn(usize) -> bool) -> Model {
    let chosen: Vec<Choice> = questions
        .iter()
        .enumerate()
        .filter(|(at, _)| pick(*at))
        .flat_map(|(_, all)| all.iter().filter(|q| !q.right.is_empty()).map(Question::choice))
        .collect();
    let options = Options { epochs: 6, ..Options::default() };
    ranker(&chosen, &options).compress(size.ranker)
}

/// Probability of the best answer and whether it is right, for calibration.
fn answer(question: &Question, chances: &[f32]) -> Option<(f32, bool)> {
    let best = (0..chances.len()).max_by(|a, b| chances[*a].total_cmp(&chances[*b]))?;
    (!question.right.is_empty()).then(|| (chances[best], question.right.contains(&best)))
}

/// The rankers of speakers and what their probabilities are worth.
pub(super) fn speakers(
    prepared: &[Prepared],
    seen: &[Vec<u8>],
    labels: &[Vec<u8>],
    sure: &[Vec<Sure>],
    size: Size,
    say: &mut dyn FnMut(String),
) -> Speakers {
    let stages: Vec<Stage> = prepared
        .iter()
        .zip(seen.iter().zip(labels))
        .zip(sure)
        .map(|((p, (s, l)), u)| Stage::of(p, s, l, u))
        .collect();
    let questions: Vec<Vec<Question>> = stages.iter().map(Stage::questions).collect();
    let mut opinions: Vec<Vec<Opinion>> = Vec::new();
    opinions.resize_with(stages.len(), Vec::new);
    let mut reported = Vec::new();
    for fold in 0..FOLDS {
        let model = ranked(&questions, size, |at| at % FOLDS != fold);
        for (at, all) in questions.iter().enumerate().filter(|(at, _)| at % FOLDS == fold) {
            opinions[at] = stages[at].opinions(all, &model);
            for question in all.iter().filter(|q| q.proposed) {
                let chances = rank(&model, &question.features);
                let refused = chances.last().copied().unwrap_or_default();
                reported.extend(answer(question, &chances[..chances.len() - 1]).filter(|_| refused <= DROP));
            }
        }
    }
    tell(say, "reports without marks", &reported);
    let ranker = ranked(&questions, size, |_| true);
    drop(questions);
    let again: Vec<Vec<Question>> = stages.iter().zip(&opinions).map(|(s, o)| s.again(o)).collect();
    let mut quoted = Vec::new();
    for fold in 0..FOLDS {
        let model = ranked(&again, size, |at| at % FOLDS != fold);
        for question in again.iter().enumerate().filter(|(at, _)| at % FOLDS == fold).flat_map(|(_, all)| all)
        {
            quoted.extend(answer(question, &rank(&model, &question.features)));
        }
    }
    tell(say, "quoted stretches", &quoted);
    Speakers {
        ranker,
        again: ranked(&again, size, |_| true),
        calibration: Calibration::fit(&quoted),
        reported: Calibration::fit(&reported),
    }
}

fn tell(say: &mut dyn FnMut(String), what: &str, answers: &[(f32, bool)]) {
    let right = answers.iter().filter(|a| a.1).count();
    say(format!("{what}, held out: {right} of {}", answers.len()));
}

/// An article with the tagger's labels, as the ranker sees it.
struct Stage<'a> {
    prepared: &'a Prepared<'a>,
    candidates: Vec<Candidate>,
    around: Vec<Around>,
    base: Base,
    seen: &'a [u8],
    labels: &'a [u8],
    sure: &'a [Sure],
    tally: Tally,
    facts: Vec<Facts>,
}

impl<'a> Stage<'a> {
    fn of(prepared: &'a Prepared<'a>, seen: &'a [u8], labels: &'a [u8], sure: &'a [Sure]) -> Self {
        let more = tagged_sources(&prepared.reading, &prepared.candidates, labels);
        let base = Base::of(&prepared.scene());
        let known = (prepared.candidates.clone(), prepared.around.clone());
        let (candidates, around) = with_sources(&prepared.reading, known, more);
        let tally = Tally::of(&prepared.reading, labels);
        let scene = Scene { reading: &prepared.reading, candidates: &candidates, around: &around };
        let facts = Facts::of(&scene, labels);
        Self { prepared, candidates, around, base, seen, labels, sure, tally, facts }
    }

    fn scene(&self) -> Scene<'_> {
        Scene { reading: &self.prepared.reading, candidates: &self.candidates, around: &self.around }
    }

    fn tags(&self) -> Tags<'_> {
        Tags {
            first: self.seen,
            labels: self.labels,
            sure: self.sure,
            tally: &self.tally,
            base: &self.base,
            facts: &self.facts,
        }
    }

    /// The right answers among choices: every mention in the source but those that only tell which one it is (“Vane of the
    /// Halm Bridge Board”, “Vane, a spokesman for the board”); or none.
    fn right(&self, choices: &[usize], source: &[Span]) -> Vec<usize> {
        if source.is_empty() {
            return vec![choices.len()];
        }
        let reading = &self.prepared.reading;
        let fits = |at: &usize| {
            let span = reading.span(self.candidates[choices[*at]].range);
            source.iter().any(|s| s.overlaps(span))
        };
        let mut right: Vec<usize> = (0..choices.len()).filter(fits).collect();
        let range = |at: usize| self.candidates[choices[at]].range;
        let head = right.iter().map(|at| range(*at)).min_by_key(|range| range.from);
        right.retain(|at| {
            let between = head.map(|head| head.to as usize..range(*at).from as usize);
            let between = between.and_then(|between| reading.tokens.get(between)).unwrap_or_default();
            !between.iter().any(|t| t.is(class::PREPOSITION) || t.span.of(reading.text) == ",")
        });
        right
    }

    fn marked(&self, stretch: usize) -> Option<&Marked> {
        let outer = self.prepared.reading.stretches[stretch].outer;
        self.prepared.lesson.marked.iter().find(|m| m.span.start.abs_diff(outer.start) <= 1)
    }

    fn stretch(&self, stretch: usize, history: History, echo: Option<Echo>) -> Question {
        let tokens = self.prepared.reading.stretch_tokens[stretch];
        let scene = self.scene();
        let mut asked = Asked::of(&scene, tokens, false, history);
        if let Some(echo) = echo {
            asked.keep(|choice| echo.opinions[stretch].thinks_of(choice));
        }
        let right = match self.marked(stretch) {
            Some(gold) if gold.spoken && gold.source.is_empty() => Vec::new(),
            Some(gold) => self.right(&asked.choices, &gold.source),
            None => Vec::new(),
        };
        let features = asked.features(&scene, self.tags(), echo);
        Question { asked, features, right, stretch: Some(stretch), proposed: false }
    }

    fn stretches(&self) -> impl Iterator<Item = usize> + '_ {
        let tokens = &self.prepared.reading.stretch_tokens;
        (0..tokens.len()).filter(|at| tokens[*at].from < tokens[*at].to)
    }

    /// Every quoted stretch, then every report without marks, as annotated and as proposed.
    fn questions(&self) -> Vec<Question> {
        let reading = &self.prepared.reading;
        let mut out = Vec::new();
        let mut history = History::default();
        for stretch in self.stretches() {
            let question = self.stretch(stretch, history, None);
            let speaker = question.right.first().and_then(|at| question.asked.choices.get(*at));
            let open = !reading.stretches[stretch].closed;
            history.take_in(reading, reading.stretch_tokens[stretch], speaker.copied(), open);
            out.push(question);
        }
        let reports = self.prepared.lesson.reports.iter();
        let plain: Vec<(Range, &Report)> = reports
            .clone()
            .filter(|r| !r.quoted)
            .flat_map(|r| r.content.iter().map(move |span| (reading.range(*span), r)))
            .filter(|(range, _)| range.from < range.to)
            .collect();
        for (range, report) in &plain {
            let asked = Asked::of(&self.scene(), *range, false, History::default());
            let right = self.right(&asked.choices, &report.source);
            let features = asked.features(&self.scene(), self.tags(), None);
            out.push(Question { asked, features, right, stretch: None, proposed: false });
        }
        let all: Vec<(Range, &Report)> =
            reports.flat_map(|r| r.content.iter().map(move |span| (reading.range(*span), r))).collect();
        for range in contents(reading, self.labels) {
            let spoken = |at: &usize| {
                reading.stretch_tokens[*at].overlaps(range) && self.marked(*at).is_none_or(|m| m.spoken)
            };
            if self.stretches().any(|at| spoken(&at))
                || reading.tokens[range.indices()].iter().all(|t| !t.outside())
            {
                continue;
            }
            let asked = Asked::of(&self.scene(), range, true, History::default());
            let met = all.iter().max_by(|a, b| overlap(a.0, range).total_cmp(&overlap(b.0, range)));
            let right = match met.filter(|(other, _)| overlap(*other, range) >= 0.5) {
                Some((_, report)) => self.right(&asked.choices, &report.source),
                None => vec![asked.choices.len() + 1],
            };
            let features = asked.features(&self.scene(), self.tags(), None);
            out.push(Question { asked, features, right, stretch: None, proposed: true });
        }
        out
    }

    /// What a model makes of the stretches.
    fn opinions(&self, questions: &[Question], model: &Model) -> Vec<Opinion> {
        let reading = &self.prepared.reading;
        let mut opinions = vec![Opinion::default(); reading.stretches.len()];
        for (question, stretch) in questions.iter().filter_map(|q| Some((q, q.stretch?))) {
            let chances = rank(model, &question.features);
            let open = !reading.stretches[stretch].closed;
            let tokens = reading.stretch_tokens[stretch];
            opinions[stretch] = Opinion::of(tokens, open, &question.asked.choices, &chances);
        }
        opinions
    }

    /// The stretches again, with what was made of those around.
    fn again(&self, opinions: &[Opinion]) -> Vec<Question> {
        let mut history = History::default();
        let look = |stretch: usize| {
            let question = self.stretch(stretch, history, Some(Echo { opinions, at: stretch }));
            let Opinion { range, open, .. } = opinions[stretch];
            history.take_in(&self.prepared.reading, range, opinions[stretch].speaker(), open);
            question
        };
        self.stretches().map(look).collect()
    }
}

/// Tokens shared by two ranges, as a share of those of either.
fn overlap(a: Range, b: Range) -> f32 {
    let shared = a.to.min(b.to).saturating_sub(a.from.max(b.from));
    shared as f32 / (a.to.max(b.to) - a.from.min(b.from)).max(1) as f32
}
