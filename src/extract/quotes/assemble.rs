//! From labels and ranked speakers to quotes.

use crate::extract::quotes::asking::{Asked, Verdict};
use crate::extract::quotes::candidates::Candidate;
use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::nearby::{nearest_cue, runs};
use crate::extract::quotes::neighbours::{Echo, Opinion};
use crate::extract::quotes::ranking::Tags;
use crate::extract::quotes::reading::{OUTSIDE, Range, Reading};
use crate::extract::quotes::rules::{History, Scene};
use crate::extract::quotes::tagging::{CONTENT, OTHER, SOURCE};
use crate::extract::quotes::{Models, joint, whole_sentences};
use crate::model::{Candidate as Other, Quote, QuoteKind, Rule, Span};
use crate::text::tokens::TokenKind;

/// What the quotes of an article are made with.
pub(crate) struct Maker<'a> {
    /// The article.
    pub(crate) scene: &'a Scene<'a>,
    /// What was learnt.
    pub(crate) models: &'a Models,
    /// What the tagger said.
    pub(crate) tags: Tags<'a>,
}

impl Maker<'_> {
    /// The quotes, in no order.
    pub(crate) fn quotes(&self) -> Vec<Quote> {
        let mut verdicts = self.stretches();
        let mut contents = contents(self.scene.reading, self.tags.labels);
        for content in &contents {
            self.agree(*content, &mut verdicts);
        }
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

    /// A stretch that seemed nobody's is spoken when a report with a speaker covers it: “called the talks ‘of use’”.
    fn agree(&self, content: Range, verdicts: &mut [Verdict]) {
        let reading = self.scene.reading;
        let from = reading.stretch_tokens.partition_point(|t| t.to <= content.from);
        let inside: Vec<usize> = (from..reading.stretch_tokens.len())
            .take_while(|at| reading.stretch_tokens[*at].from < content.to)
            .collect();
        let covered = |at: &usize| {
            let tokens = reading.stretch_tokens[*at];
            // A single word in marks is marked more often than spoken.
            let words = reading.tokens[tokens.indices()].iter().filter(|t| t.kind != TokenKind::Mark).count();
            words > 1 && content.from <= tokens.from && tokens.to <= content.to + 2
        };
        let cued = nearest_cue(self.scene, content, self.tags.labels).is_some();
        if inside.is_empty() || !cued || inside.iter().any(|at| verdicts[*at].speaker.is_some()) {
            return;
        }
        let Some(told) = self.reported(content).filter(|told| told.speaker.is_some()) else { return };
        for at in inside.into_iter().filter(covered) {
            verdicts[at] = told.clone();
        }
    }

    /// The verdict on what the tagger proposed; none when it is no report.
    fn reported(&self, content: Range) -> Option<Verdict> {
        let asked = Asked::of(self.scene, content, true, History::default());
        let scores = asked.weigh(self.scene, self.tags, &self.models.looks);
        let firsts: Vec<f32> = scores.iter().map(|score| score[0]).collect();
        asked.verdict(&asked.chances(&firsts), &self.models.reported)
    }

    /// Verdicts for every quoted stretch: a first look in order, each seeing who spoke before, and a second that sees
    /// what the first made of those around.
    fn stretches(&self) -> Vec<Verdict> {
        let (reading, looks) = (self.scene.reading, &self.models.looks);
        let mut opinions: Vec<Opinion> = Vec::with_capacity(reading.stretches.len());
        let mut questions: Vec<Option<(Asked, Vec<f32>)>> = Vec::with_capacity(reading.stretches.len());
        let mut history = History::default();
        for (stretch, tokens) in reading.stretches.iter().zip(&reading.stretch_tokens) {
            if tokens.from >= tokens.to {
                opinions.push(Opinion::default());
                questions.push(None);
                continue;
            }
            let mut asked = Asked::of(self.scene, *tokens, false, history);
            let scores = asked.weigh(self.scene, self.tags, looks);
            let firsts: Vec<f32> = scores.iter().map(|score| score[0]).collect();
            let opinion = Opinion::of(*tokens, !stretch.closed, &asked.choices, &asked.chances(&firsts));
            history.take_in(reading, *tokens, opinion.speaker(), opinion.open);
            let kept = asked.keep(|choice| opinion.thinks_of(choice));
            let mut kept = kept.into_iter().chain([true, true]);
            let seconds = scores.iter().filter(|_| kept.next() == Some(true)).map(|score| score[1]).collect();
            questions.push(Some((asked, seconds)));
            opinions.push(opinion);
        }
        let mut keys = Vec::new();
        let verdict = |(at, question): (usize, Option<(Asked, Vec<f32>)>)| {
            let Some((asked, mut scores)) = question else { return Verdict::default() };
            let echo = Echo { opinions: &opinions, at };
            for (slot, score) in scores.iter_mut().enumerate() {
                keys.clear();
                echo.answer(self.scene, asked.choices.get(slot).copied(), &mut keys);
                *score += looks.weigh(&keys)[1];
            }
            let verdict = asked.verdict(&asked.chances(&scores), &self.models.calibration);
            let tokens = reading.stretch_tokens[at];
            verdict
                .filter(|verdict| verdict.speaker.is_none() || !self.tells_nothing(tokens))
                .unwrap_or_default()
        };
        let mut verdicts: Vec<Verdict> = questions.into_iter().enumerate().map(verdict).collect();
        for (verdict, tokens) in verdicts.iter_mut().zip(&reading.stretch_tokens) {
            if verdict.speaker.is_some()
                && let Some(teller) = self.teller(*tokens).filter(|teller| verdict.speaker != Some(*teller))
            {
                (verdict.speaker, verdict.rule) = (Some(teller), None);
            }
        }
        // A ranked choice that goes on with the speaker of its paragraph has that for a reason.
        let mut last = None;
        for (verdict, tokens) in verdicts.iter_mut().zip(&reading.stretch_tokens) {
            let Some(speaker) = verdict.speaker else { continue };
            let here = Some((speaker, reading.tokens[tokens.from as usize].paragraph));
            if here == last {
                verdict.rule.get_or_insert(Rule::SameParagraph);
            }
            last = here;
        }
        verdicts
    }

    /// Who is named before a stretch in “described by Vane as ‘of use’” or in “as Vane put it, ‘of use’”.
    fn teller(&self, stretch: Range) -> Option<usize> {
        let (reading, candidates) = (self.scene.reading, self.scene.candidates);
        let word = |at: Option<usize>, word: &str| at.is_some_and(|at| reading.is_word(at, word));
        let last = (stretch.from as usize).checked_sub(1)?;
        let comma = usize::from(reading.text_of(last) == ",");
        let put = word(last.checked_sub(comma), "it") && word(last.checked_sub(comma + 1), "put");
        let (end, opens) = match () {
            () if put => (last.checked_sub(comma + 1)?, "as"),
            () if reading.is_word(last, "as") => (last, "by"),
            () => return None,
        };
        let behind = candidates.partition_point(|candidate| (candidate.range.from as usize) < end);
        let near = (behind.saturating_sub(3)..behind).rev();
        near.filter(|at| candidates[*at].range.to as usize == end).find(|at| {
            let from = candidates[*at].range.from as usize;
            let article = from > 0 && reading.tokens[from - 1].is(class::DETERMINER);
            word(from.checked_sub(1 + usize::from(article)), opens)
        })
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
        let first = spoken.first().map(|stretch| reading.stretch_tokens[*stretch]);
        let told = first.filter(|first| range.from < first.from && self.teller(*first).is_some());
        let range = told.map_or(range, |first| Range { from: first.from, to: range.to });
        let content = self.trimmed(range);
        if content.is_empty() {
            return None;
        }
        if spoken.is_empty()
            && (self.inside_unspoken(range) || self.is_described(range) || self.tells_nothing(range))
        {
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
            own = self.reported(range)?;
            if own.chance < DOUBTFUL {
                return None;
            }
            &own
        };
        let content = if spoken.len() == 1 && kind == QuoteKind::Direct { quoted[0] } else { content };
        Some(self.quote(content, kind, quoted, verdict, range))
    }

    /// Whether what the tagger took for the verb is an adjective: "the proposed rules".
    fn is_described(&self, range: Range) -> bool {
        let reading = self.scene.reading;
        let Some(cue) = nearest_cue(self.scene, range, self.tags.labels) else { return false };
        let at = cue.to as usize - 1;
        let before = at.checked_sub(1).map(|before| &reading.tokens[before]);
        // With its article or without.
        cue.indices().count() <= 2
            && cue.to == range.from
            && reading.text_of(at).ends_with("ed")
            && before.is_some_and(|t| {
                t.is(class::DETERMINER) && !t.is(class::PRONOUN_LIKE) && t.kind == TokenKind::Word
            })
    }

    /// Whether it stands in a heading without any verb that could report it: "Using aid as a ‘weapon’".
    fn tells_nothing(&self, range: Range) -> bool {
        let reading = self.scene.reading;
        let first = range.from as usize;
        let reports = |at: usize| reading.is_cue(at) || reading.text_of(at) == ":";
        reading.is_heading(reading.tokens[first].paragraph)
            && !reading.sentence_of(first).indices().any(|at| reading.tokens[at].outside() && reports(at))
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
        let cue = nearest_cue(self.scene, range, self.tags.labels)
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
            Some(Other { speaker: candidate.speaker(reading), confidence: *chance })
        };
        Quote {
            content,
            kind,
            quoted,
            speakers,
            cue: cue.map(|range| reading.span(range)),
            rule,
            confidence: verdict.chance,
            candidates: verdict.others.iter().filter_map(other).collect(),
        }
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

/// The contents the tagger found, without what is only marks; a stretch is never cut in two.
pub(crate) fn contents(reading: &Reading, labels: &[u8]) -> Vec<Range> {
    let mut contents: Vec<Range> = Vec::new();
    for sentence in &reading.sentences {
        for run in runs(labels, *sentence, CONTENT) {
            match contents.last_mut() {
                Some(last) if one_content(reading, labels, *last, run) => last.to = run.to,
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
fn one_content(reading: &Reading, labels: &[u8], first: Range, second: Range) -> bool {
    let (end, start) = (first.to as usize - 1, second.from as usize);
    let (last, next) = (&reading.tokens[end], &reading.tokens[start]);
    if first.to == second.from && last.stretch != OUTSIDE && last.stretch == next.stretch {
        return true;
    }
    let near = second.from - first.to <= 2 && last.sentence == next.sentence;
    let between = &labels[first.to as usize..start];
    near && last.outside() && next.outside() && between.iter().all(|label| *label == OTHER)
}

/// A report that is less likely than this to be one, told by whom it says, is none: its words were mostly not meant so.
const DOUBTFUL: f32 = 0.25;

/// Words that only open what could be a source.
const ARTICLES: [&str; 8] = ["the", "a", "an", "its", "their", "our", "your", "my"];

/// Sources the tagger found where no candidate stands, as candidates: “a person close to the talks”.
pub(crate) fn tagged_sources(reading: &Reading, candidates: &[Candidate], labels: &[u8]) -> Vec<Candidate> {
    let mut more = Vec::new();
    for sentence in &reading.sentences {
        for run in runs(labels, *sentence, SOURCE) {
            let until = candidates.partition_point(|c| c.range.from < run.to);
            let met = candidates[until.saturating_sub(8)..until].iter().any(|c| c.range.overlaps(run));
            // "The" of "The proposed rules" is nobody.
            let bare = run.to - run.from == 1
                && ARTICLES.iter().any(|word| reading.is_word(run.from as usize, word));
            if !met && reading.tokens[run.from as usize].outside() && !bare {
                more.push(Candidate::described(reading, run));
            }
        }
    }
    more
}
