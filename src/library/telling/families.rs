//! Quote families: one utterance in several articles. Speaker and wording must both agree, never the wording alone, so
//! that one word of praise from two mouths stays two quotes.

use crate::extract::union::Union;
use crate::library::telling::align::{common, others, same_form};
use crate::library::telling::lines::{Word, words_of};
use crate::library::view::{Family, Place, QuoteRow, Reading, Wording};
use crate::model::{ActorId, Clean, MentionForm, Quote, QuoteId, QuoteKind, Span, Speaker};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// How much of the shorter of two wordings must be in the longer, in the same order.
const ALIGNED: f32 = 0.6;
/// From this many telling words on a described speaker may be the same in two articles.
const DESCRIBED: usize = 4;
/// A reported wording is too free to be compared by fewer telling words.
const REPORTED: usize = 3;

/// A quote with what comparing needs.
#[derive(Clone, Debug)]
pub(crate) struct Said {
    pub(crate) member: usize,
    pub(crate) index: usize,
    pub(crate) kind: QuoteKind,
    pub(crate) actors: Vec<ActorId>,
    /// The words of a described source, without what leads them.
    described: Option<String>,
    /// What is shown: the quoted words, or the reported ones.
    pub(crate) shown: Clean,
    words: Vec<Word>,
    /// The whole content of a mixed quote.
    whole: Vec<Word>,
}

impl Said {
    /// A quote of an article; none for words that are no speech.
    pub(crate) fn new(member: usize, reading: &Reading, index: usize) -> Option<Self> {
        let quote = reading.extraction.quotes.get(index).filter(|q| q.kind != QuoteKind::SoCalled)?;
        let at = |span: Span| reading.article.at(span).trim();
        let text = match quote.kind {
            QuoteKind::Mixed if !quote.quoted.is_empty() => {
                quote.quoted.iter().map(|span| at(*span)).collect::<Vec<&str>>().join(" … ")
            }
            _ => at(quote.content).to_owned(),
        };
        let shown = Clean::line(&text);
        let words = words_of(&shown, Span::new(0, shown.len()));
        let whole = words_of(&reading.article.text, quote.content);
        let actors = speakers(reading, quote);
        let described =
            quote.speakers.first().filter(|_| actors.is_empty()).and_then(|s| described(reading, s));
        Some(Self { member, index, kind: quote.kind, actors, described, shown, words, whole })
    }

    fn key(&self) -> Vec<&str> {
        self.words.iter().map(|word| word.folded.as_str()).collect()
    }
}

/// The library's actors who said a quote.
pub(crate) fn speakers(reading: &Reading, quote: &Quote) -> Vec<ActorId> {
    let mut actors: Vec<ActorId> = Vec::new();
    for local in quote.speakers.iter().filter_map(|speaker| speaker.actor) {
        let actor = reading.actors.get(local.0 as usize).map(|(actor, _)| *actor);
        actors.extend(actor.filter(|actor| !actors.contains(actor)));
    }
    actors
}

/// The words that describe a speaker nobody names, folded, without what leads them; none for a pronoun.
pub(crate) fn described(reading: &Reading, speaker: &Speaker) -> Option<String> {
    let pronoun = |form: MentionForm| form == MentionForm::Pronoun;
    let mention = reading.extraction.mentions.iter().find(|m| m.span == speaker.span);
    if speaker.actor.is_some() || mention.is_some_and(|m| pronoun(m.form)) {
        return None;
    }
    let words = words_of(&reading.article.text, speaker.span);
    let telling = words.iter().any(|word| word.stem.is_some());
    let skipped = words.iter().take_while(|word| word.stem.is_none()).count();
    let rest: Vec<&str> = words.iter().skip(skipped).map(|word| word.folded.as_str()).collect();
    telling.then(|| rest.join(" "))
}

/// The families of a story that stand in more than one article.
pub(crate) fn families(members: &[Arc<Reading>]) -> Vec<Family> {
    let said: Vec<Said> = members
        .iter()
        .enumerate()
        .flat_map(|(at, reading)| {
            (0..reading.extraction.quotes.len()).filter_map(move |index| Said::new(at, reading, index))
        })
        .collect();
    let mut families: Vec<(usize, Family)> = groups(&said)
        .into_iter()
        .filter_map(|group| {
            let first = *group.first()?;
            let articles: BTreeSet<usize> = group.iter().map(|at| said[*at].member).collect();
            (articles.len() > 1).then(|| (first, family(members, &said, &group, articles.len())))
        })
        .collect();
    families.sort_by_key(|(first, family)| (Reverse(family.articles), *first));
    families.into_iter().map(|(_, family)| family).collect()
}

/// Positions of quotes that are one utterance.
fn groups(said: &[Said]) -> Vec<Vec<usize>> {
    let mut by_speaker: BTreeMap<Result<ActorId, &str>, Vec<usize>> = BTreeMap::new();
    for (at, quote) in said.iter().enumerate() {
        for actor in &quote.actors {
            by_speaker.entry(Ok(*actor)).or_default().push(at);
        }
        if let Some(described) = &quote.described {
            by_speaker.entry(Err(described)).or_default().push(at);
        }
    }
    let mut union = Union::new(said.len());
    for quotes in by_speaker.values() {
        for (n, &a) in quotes.iter().enumerate() {
            for &b in quotes.iter().skip(n + 1) {
                if !union.joined(a, b) && same(&said[a], &said[b]) {
                    union.join(a, b);
                }
            }
        }
    }
    union.groups()
}

/// Whether two quotes of one speaker are one utterance.
pub(crate) fn same(a: &Said, b: &Said) -> bool {
    let reported = a.kind == QuoteKind::Indirect || b.kind == QuoteKind::Indirect;
    let named = a.actors.iter().any(|actor| b.actors.contains(actor));
    let pairs = [(&a.words, &b.words), (&a.whole, &b.whole)];
    pairs.into_iter().any(|(one, other)| {
        let telling = |words: &[Word]| words.iter().filter(|word| word.stem.is_some()).count();
        let (short, long) = (telling(one).min(telling(other)), telling(one).max(telling(other)));
        if (!named && short < DESCRIBED) || (reported && short < REPORTED) {
            return false;
        }
        let pairs = common(one, other, same_form);
        let aligned = pairs.iter().filter(|(at, _)| one[*at].stem.is_some()).count();
        match short {
            0 => one.len() == pairs.len() && other.len() == pairs.len() && !pairs.is_empty(),
            1 => aligned == 1 && long <= 2,
            2 => aligned == 2,
            _ => aligned as f32 >= ALIGNED * short as f32,
        }
    })
}

fn family(members: &[Arc<Reading>], said: &[Said], group: &[usize], articles: usize) -> Family {
    let mut wordings: Vec<(&Said, Vec<&Said>)> = Vec::new();
    for quote in group.iter().map(|at| &said[*at]) {
        match wordings.iter_mut().find(|(first, _)| first.key() == quote.key()) {
            Some((_, quotes)) => quotes.push(quote),
            None => wordings.push((quote, vec![quote])),
        }
    }
    wordings.sort_by_key(|(first, _)| (first.kind == QuoteKind::Indirect, Reverse(first.words.len())));
    let rows = |quotes: &[&Said]| {
        quotes.iter().filter_map(|q| quote_row(members.get(q.member)?, q.index)).collect::<Vec<QuoteRow>>()
    };
    let differs = differing(&wordings.iter().map(|(first, _)| *first).collect::<Vec<&Said>>());
    let wordings: Vec<Wording> = wordings
        .iter()
        .zip(differs)
        .map(|((first, quotes), differs)| Wording {
            text: first.shown.clone(),
            differs,
            quotes: rows(quotes),
        })
        .collect();
    let row = wordings.iter().flat_map(|wording| &wording.quotes).find(|row| row.speaker.is_some());
    Family {
        speaker: row.and_then(|row| row.speaker.clone()),
        actors: row.map(|row| row.actors.clone()).unwrap_or_default(),
        wordings,
        articles: articles as u32,
    }
}

/// What differs in each wording from the first; in the first, what no other has.
fn differing(wordings: &[&Said]) -> Vec<Vec<Span>> {
    let Some((first, rest)) = wordings.split_first() else { return Vec::new() };
    let mut met = vec![rest.is_empty(); first.words.len()];
    let mut spans = vec![Vec::new()];
    for wording in rest {
        let mut kept = vec![false; wording.words.len()];
        for (a, b) in common(&first.words, &wording.words, |a, b| a.folded == b.folded) {
            met[a] = true;
            kept[b] = true;
        }
        spans.push(others(&wording.words, &kept));
    }
    spans[0] = others(&first.words, &met);
    spans
}

/// The row of an article's quote.
pub(crate) fn quote_row(reading: &Reading, index: usize) -> Option<QuoteRow> {
    let quote = reading.extraction.quotes.get(index)?;
    let article = &reading.article;
    let name = |speaker: &Speaker| {
        let actor = speaker.actor.and_then(|local| reading.actors.get(local.0 as usize));
        actor.map_or_else(|| article.at(speaker.span).to_owned(), |(_, name)| name.to_string())
    };
    let names: Vec<String> = quote.speakers.iter().map(name).collect();
    Some(QuoteRow {
        id: QuoteId { article: reading.row.id, index: index as u32 },
        text: Clean::line(article.at(quote.content)),
        kind: quote.kind,
        speaker: (!names.is_empty()).then(|| Clean::line(&names.join(", "))),
        actors: speakers(reading, quote),
        cue: quote.cue.map(|cue| Clean::line(article.at(cue))),
        rule: quote.rule,
        confidence: quote.confidence,
        article: reading.row.clone(),
        place: Place { article: reading.row.id, span: quote.content },
    })
}
