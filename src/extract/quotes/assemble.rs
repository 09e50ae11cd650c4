//! From labels and ranked speakers to quotes.

use crate::extract::learn::model::Model;
use crate::extract::learn::rank::rank;
use crate::extract::quotes::calibration::Calibration;
use crate::extract::quotes::candidates::Candidate;
use crate::extract::quotes::nearby::{nearest_cue, runs};
use crate::extract::quotes::ranking::{Sight, Target, choices};
use crate::extract::quotes::reading::{OUTSIDE, Range, Reading};
use crate::extract::quotes::rules::{History, Scene, apply};
use crate::extract::quotes::tagging::{CONTENT, OTHER, SOURCE};
use crate::extract::quotes::tally::Tally;
use crate::extract::quotes::{joint, whole_sentences};
use crate::model::{Candidate as Other, Quote, QuoteKind, Rule, Span, Speaker};
use crate::text::tokens::TokenKind;

/// Who a target was given to.
#[derive(Clone, Debug, Default)]
pub(crate) struct Verdict {
    /// The chosen candidate; none when there is no speaker.
    pub(crate) speaker: Option<usize>,
    /// Probability as ranked.
    pub(crate) chance: f32,
    /// Others, best first, with their probability.
    pub(crate) others: Vec<(usize, f32)>,
    /// The rule that agrees, or [`Rule::Ranked`].
    pub(crate) rule: Option<Rule>,
    /// The verb of the rule.
    pub(crate) cue: Option<Range>,
}

/// What the quotes of an article are made with.
pub(crate) struct Maker<'a> {
    /// The article.
    pub(crate) scene: &'a Scene<'a>,
    /// The ranker.
    pub(crate) ranker: &'a Model,
    /// What its probabilities are worth.
    pub(crate) calibration: &'a Calibration,
    /// The first pass's labels: what the ranker was trained on.
    pub(crate) seen: &'a [u8],
    /// What it counts.
    pub(crate) tally: &'a Tally,
    /// The last pass's labels: where contents are.
    pub(crate) labels: &'a [u8],
}

impl Maker<'_> {
    /// The quotes, in no order.
    pub(crate) fn quotes(&self) -> Vec<Quote> {
        let verdicts = self.stretches();
        let mut contents = self.contents();
        let mut taken = vec![false; verdicts.len()];
        let mut quotes = Vec::new();
        let mut at = 0;
        while at < contents.len() {
            // A content swallows whole the spoken stretches it touches, and so may meet the next content.
            let spoken = self.spoken(contents[at], &verdicts);
            for stretch in &spoken {
                let tokens = self.scene.reading.stretch_tokens[*stretch];
                contents[at].from = contents[at].from.min(tokens.from);
                contents[at].to = contents[at].to.max(tokens.to);
            }
            while contents.get(at + 1).is_some_and(|next| next.from < contents[at].to) {
                let next = contents.remove(at + 1);
                contents[at].to = contents[at].to.max(next.to);
            }
            let spoken = self.spoken(contents[at], &verdicts);
            let fresh: Vec<usize> = spoken.into_iter().filter(|s| !taken[*s]).collect();
            for stretch in &fresh {
                taken[*stretch] = true;
            }
            quotes.extend(self.content(contents[at], &fresh, &verdicts));
            at += 1;
        }
        for (index, verdict) in verdicts.iter().enumerate().filter(|(index, _)| !taken[*index]) {
            quotes.extend(self.alone(index, verdict));
        }
        quotes
    }

    /// Verdicts for every quoted stretch, in order: each sees who spoke before.
    fn stretches(&self) -> Vec<Verdict> {
        let reading = self.scene.reading;
        let mut history = History::default();
        let mut verdicts = Vec::with_capacity(reading.stretches.len());
        for (stretch, tokens) in reading.stretches.iter().zip(&reading.stretch_tokens) {
            if tokens.from >= tokens.to {
                verdicts.push(Verdict::default());
                continue;
            }
            let verdict = self.verdict(*tokens, true, history);
            if let Some(speaker) = verdict.speaker {
                history.last = Some((speaker, reading.tokens[tokens.to as usize - 1].paragraph));
            }
            history.open = !stretch.closed;
            verdicts.push(verdict);
        }
        verdicts
    }

    fn verdict(&self, range: Range, quoted: bool, history: History) -> Verdict {
        let finding = apply(self.scene, range, history);
        let target = Target { range, quoted, finding };
        let choices = choices(self.scene, &target);
        let sight = Sight::of(self.scene, &target, history, (self.seen, self.tally));
        let chances = rank(self.ranker, &sight.features(&choices));
        let mut order: Vec<usize> = (0..chances.len()).collect();
        order.sort_by(|a, b| chances[*b].total_cmp(&chances[*a]).then(a.cmp(b)));
        let best = order.first().copied().unwrap_or(choices.len());
        let speaker = choices.get(best).copied();
        let agreed = finding.filter(|f| Some(f.candidate) == speaker);
        Verdict {
            speaker,
            chance: chances.get(best).copied().unwrap_or(0.5),
            others: order
                .iter()
                .skip(1)
                .filter_map(|at| Some((*choices.get(*at)?, chances[*at])))
                .filter(|(_, chance)| *chance >= 0.02)
                .take(3)
                .collect(),
            rule: agreed.map(|f| f.rule),
            cue: agreed.and_then(|f| f.cue),
        }
    }

    /// The contents the tagger found, without what is only marks; a stretch is never cut in two.
    fn contents(&self) -> Vec<Range> {
        let reading = self.scene.reading;
        let mut contents: Vec<Range> = Vec::new();
        for sentence in &reading.sentences {
            for run in runs(self.labels, *sentence, CONTENT) {
                match contents.last_mut() {
                    Some(last) if self.one_content(*last, run) => last.to = run.to,
                    _ => contents.push(run),
                }
            }
        }
        contents.retain(|content| {
            let tokens = &reading.tokens[content.indices()];
            let words = tokens.iter().filter(|t| t.kind != TokenKind::Mark).count();
            words > 1 || tokens.iter().any(|t| !t.outside())
        });
        contents
    }

    /// Whether two runs of content are one: the halves of a stretch, or of a sentence with a mark or a word between.
    fn one_content(&self, first: Range, second: Range) -> bool {
        let reading = self.scene.reading;
        let (end, start) = (first.to as usize - 1, second.from as usize);
        if first.to == second.from && self.same_stretch(end, start) {
            return true;
        }
        let near =
            second.from - first.to <= 2 && reading.tokens[end].sentence == reading.tokens[start].sentence;
        let between = &self.labels[first.to as usize..start];
        let unmarked = reading.tokens[end].outside() && reading.tokens[start].outside();
        near && unmarked && between.iter().all(|label| *label == OTHER)
    }

    fn same_stretch(&self, a: usize, b: usize) -> bool {
        let tokens = &self.scene.reading.tokens;
        tokens[a].stretch != OUTSIDE && tokens[a].stretch == tokens[b].stretch
    }

    /// The spoken stretches a content touches.
    fn spoken(&self, content: Range, verdicts: &[Verdict]) -> Vec<usize> {
        let reading = self.scene.reading;
        let from = reading.stretch_tokens.partition_point(|t| t.to <= content.from);
        (from..reading.stretch_tokens.len())
            .take_while(|i| reading.stretch_tokens[*i].from < content.to)
            .filter(|i| verdicts[*i].speaker.is_some() && reading.stretch_tokens[*i].overlaps(content))
            .collect()
    }

    fn content(&self, range: Range, spoken: &[usize], verdicts: &[Verdict]) -> Option<Quote> {
        let reading = self.scene.reading;
        let content = self.trimmed(range);
        if content.is_empty() {
            return None;
        }
        if spoken.is_empty() && self.inside_unspoken(range) {
            return None;
        }
        let quoted: Vec<Span> = spoken.iter().map(|s| reading.stretches[*s].inner).collect();
        let covered: usize = spoken.iter().map(|s| reading.stretches[*s].outer.len()).sum();
        let kind = match () {
            () if spoken.is_empty() => QuoteKind::Indirect,
            () if covered * 10 >= content.len() * 9
                && quoted.iter().all(|q| whole_sentences(reading, *q)) =>
            {
                QuoteKind::Direct
            }
            () => QuoteKind::Mixed,
        };
        let own;
        let verdict = if let Some(first) = spoken.first() {
            &verdicts[*first]
        } else {
            own = self.verdict(range, false, History::default());
            &own
        };
        let content = if spoken.len() == 1 && kind == QuoteKind::Direct { quoted[0] } else { content };
        Some(self.quote(content, kind, quoted, verdict, range))
    }

    fn inside_unspoken(&self, range: Range) -> bool {
        let tokens = &self.scene.reading.tokens[range.indices()];
        tokens.iter().all(|t| !t.outside())
    }

    /// A stretch no content was found for.
    fn alone(&self, index: usize, verdict: &Verdict) -> Option<Quote> {
        let reading = self.scene.reading;
        let (stretch, tokens) = (reading.stretches[index], reading.stretch_tokens[index]);
        if tokens.from >= tokens.to {
            return None;
        }
        let whole = whole_sentences(reading, stretch.inner);
        // Nobody's words are speech only when they are more than a title or a name.
        let words = stretch.inner.of(reading.text).split_whitespace().take(6).count();
        let kind = match (verdict.speaker, whole) {
            (None, whole) if !whole || words < 6 => QuoteKind::SoCalled,
            (_, true) => QuoteKind::Direct,
            _ => QuoteKind::Mixed,
        };
        Some(self.quote(stretch.inner, kind, vec![stretch.inner], verdict, tokens))
    }

    fn quote(
        &self,
        content: Span,
        kind: QuoteKind,
        quoted: Vec<Span>,
        verdict: &Verdict,
        range: Range,
    ) -> Quote {
        let reading = self.scene.reading;
        let speakers = verdict.speaker.map(|s| joint(self.scene, s)).unwrap_or_default();
        let cue = nearest_cue(self.scene, range, self.labels)
            .or(verdict.cue)
            .filter(|_| !speakers.is_empty() || kind == QuoteKind::Indirect);
        let rule = match (verdict.speaker, verdict.rule) {
            (None, _) => Rule::Unattributed,
            (Some(_), _) if kind == QuoteKind::Indirect => Rule::Reported,
            (Some(_), Some(rule)) => rule,
            (Some(_), None) => Rule::Ranked,
        };
        let other = |(index, chance): &(usize, f32)| -> Option<Other> {
            let candidate: &Candidate = self.scene.candidates.get(*index)?;
            Some(Other { speaker: self.speaker(candidate), confidence: self.calibration.of(*chance) })
        };
        Quote {
            content,
            kind,
            quoted,
            speakers,
            cue: cue.map(|range| reading.span(range)),
            rule,
            confidence: self.calibration.of(verdict.chance),
            candidates: verdict.others.iter().filter_map(other).collect(),
        }
    }

    fn speaker(&self, candidate: &Candidate) -> Speaker {
        candidate.speaker(self.scene.reading)
    }

    /// Without marks, end points and a leading *that*.
    fn trimmed(&self, mut range: Range) -> Span {
        let reading = self.scene.reading;
        let end_mark = |at: usize| {
            let form = reading.text_of(at);
            matches!(form, "." | "," | ";" | ":" | "“" | "”" | "\"" | "''" | "‘" | "’" | "'" | "«" | "»")
        };
        while range.from < range.to && end_mark(range.from as usize) {
            range.from += 1;
        }
        if range.to - range.from > 1 && reading.is_word(range.from as usize, "that") {
            range.from += 1;
            while range.from < range.to && end_mark(range.from as usize) {
                range.from += 1;
            }
        }
        let closes =
            |at: usize| end_mark(at) && !reading.text_of(at).ends_with('.') || reading.text_of(at) == ".";
        while range.from < range.to && closes(range.to as usize - 1) {
            range.to -= 1;
        }
        if range.from < range.to { reading.span(range) } else { Span::default() }
    }
}

/// Sources the tagger found where no candidate stands, as candidates: “a person close to the talks”.
pub(crate) fn tagged_sources(reading: &Reading, candidates: &[Candidate], labels: &[u8]) -> Vec<Candidate> {
    let mut more = Vec::new();
    for sentence in &reading.sentences {
        for run in runs(labels, *sentence, SOURCE) {
            let until = candidates.partition_point(|c| c.range.from < run.to);
            let met = candidates[until.saturating_sub(8)..until].iter().any(|c| c.range.overlaps(run));
            if !met && reading.tokens[run.from as usize].outside() {
                more.push(Candidate::described(reading, run));
            }
        }
    }
    more
}
