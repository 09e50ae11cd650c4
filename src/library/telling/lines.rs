//! The sentences of a story's articles, each with its words, actors, numbers and quotes: what everything here compares.

use crate::library::stories::doc::term;
use crate::library::telling::numbers::{Number, numbers};
use crate::library::view::{Extract, Place, Reading};
use crate::model::{ActorId, BlockKind, Clean, MentionForm, QuoteKind, RegionKind, Span};
use crate::text::fold::fold;
use crate::text::sentences::split;
use crate::text::tokens::{TokenKind, tokenize};
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// A word of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Word {
    /// Where it stands.
    pub(crate) span: Span,
    /// In small letters without accents; a contracted “not” is “not”.
    pub(crate) folded: String,
    /// The hash of its stem; none for words that stand in every text.
    pub(crate) stem: Option<u64>,
    /// Whether it begins with a capital.
    pub(crate) capital: bool,
}

/// A sentence of an article.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    /// Position of the article in the story.
    pub(crate) member: usize,
    /// Where it stands.
    pub(crate) span: Span,
    /// What it is part of.
    pub(crate) region: RegionKind,
    /// Its words in order.
    pub(crate) words: Vec<Word>,
    /// Its mentions with the library's actor; a pronoun's too.
    pub(crate) actors: Vec<(ActorId, Span, MentionForm)>,
    /// The titles and roles of those it names.
    pub(crate) roles: Vec<Span>,
    /// Its counts and amounts.
    pub(crate) numbers: Vec<Number>,
    /// The quotes it overlaps, by their place in the article.
    pub(crate) quotes: Vec<usize>,
}

impl Line {
    /// Whether it is running text, not a headline or heading.
    pub(crate) fn is_told(&self) -> bool {
        matches!(self.region, RegionKind::Block(kind) if !matches!(kind, BlockKind::Heading(_)))
    }

    /// Each distinct actor.
    pub(crate) fn cast(&self) -> Vec<ActorId> {
        let mut cast: Vec<ActorId> = self.actors.iter().map(|(actor, _, _)| *actor).collect();
        cast.sort_unstable();
        cast.dedup();
        cast
    }

    /// Each distinct stem outside names, titles and other words for somebody.
    pub(crate) fn telling(&self) -> HashSet<u64> {
        let naming = |span: Span| {
            self.actors.iter().any(|(_, mention, _)| mention.overlaps(span))
                || self.roles.iter().any(|role| role.overlaps(span))
        };
        self.words.iter().filter(|word| !naming(word.span)).filter_map(|word| word.stem).collect()
    }

    /// Each distinct stem.
    pub(crate) fn stems(&self) -> Vec<u64> {
        let mut stems: Vec<u64> = self.words.iter().filter_map(|word| word.stem).collect();
        stems.sort_unstable();
        stems.dedup();
        stems
    }
}

/// The words of a span. A contracted “not” is a word of its own: “won’t” is “will not”.
pub(crate) fn words_of(text: &str, span: Span) -> Vec<Word> {
    let mut words: Vec<Word> = Vec::new();
    for token in tokenize(text, span) {
        let raw = token.span.of(text);
        match token.kind {
            TokenKind::Clitic if fold(raw) == "'ll" => {
                words.push(Word { span: token.span, folded: "will".to_owned(), stem: None, capital: false });
            }
            TokenKind::Mark | TokenKind::Link | TokenKind::Clitic => {}
            TokenKind::Word | TokenKind::Number => {
                let (folded, capital) = (fold(raw), token.case.starts_upper());
                let Some(verb) = folded.strip_suffix("n't") else {
                    let stem = term(&folded);
                    words.push(Word { span: token.span, folded, stem, capital });
                    continue;
                };
                let seam = token.span.to() - raw.chars().rev().take(3).map(char::len_utf8).sum::<usize>();
                let verb = match verb {
                    "wo" => "will",
                    "ca" => "can",
                    "sha" => "shall",
                    verb => verb,
                };
                let span = Span::new(token.span.from(), seam);
                words.push(Word { span, folded: verb.to_owned(), stem: term(verb), capital });
                let span = Span::new(seam, token.span.to());
                words.push(Word { span, folded: "not".to_owned(), stem: None, capital: false });
            }
        }
    }
    words
}

/// Every sentence of every article, article by article, in the order of the texts.
pub(crate) fn lines(members: &[Arc<Reading>]) -> Vec<Line> {
    let each = members.iter().enumerate();
    each.flat_map(|(member, reading)| lines_of(member, reading)).collect()
}

/// The sentences of one article.
pub(crate) fn lines_of(member: usize, reading: &Reading) -> Vec<Line> {
    let text: &str = &reading.article.text;
    let mut lines = Vec::new();
    let mentions = &reading.extraction.mentions;
    for region in reading.article.regions() {
        for span in sentences(text, region.span) {
            let words = words_of(text, span);
            if words.is_empty() {
                continue;
            }
            let from = mentions.partition_point(|m| m.span.start < span.start);
            let here =
                mentions.get(from..).unwrap_or_default().iter().take_while(|m| m.span.start < span.end);
            let roles = here.clone().filter_map(|m| m.role).collect();
            let actors = here.filter_map(|m| {
                let (actor, _) = reading.actors.get(m.actor?.0 as usize)?;
                Some((*actor, m.span, m.form))
            });
            let quotes = reading.extraction.quotes.iter().enumerate();
            let quotes = quotes.filter(|(_, q)| q.kind != QuoteKind::SoCalled && q.content.overlaps(span));
            lines.push(Line {
                member,
                span,
                region: region.kind,
                actors: actors.collect(),
                roles,
                numbers: numbers(text, &words),
                quotes: quotes.map(|(at, _)| at).collect(),
                words,
            });
        }
    }
    lines
}

/// The sentences of a region; a line end inside a paragraph is only a wrapped line.
fn sentences(text: &str, region: Span) -> Vec<Span> {
    let flat = region.of(text).replace('\n', " ");
    split(&flat, Span::new(0, flat.len())).into_iter().map(|span| span.shifted(region.from())).collect()
}

/// A sentence ready to show, with some spans of its article lit.
pub(crate) fn extract(reading: &Reading, span: Span, lit: impl IntoIterator<Item = Span>) -> Extract {
    // A line end is as long as a blank, so that places stay.
    let words = reading.article.at(span).replace('\n', " ");
    let text = Clean::lines(&words);
    let inside = |lit: Span| {
        let (start, end) = (lit.from().max(span.from()), lit.to().min(span.to()));
        (start < end).then(|| Span::new(start - span.from(), end - span.from()))
    };
    let mut lit: Vec<Span> = lit.into_iter().filter_map(inside).collect();
    lit.sort_unstable();
    lit.dedup();
    Extract { place: Place { article: reading.row.id, span }, text, lit }
}

/// How rare each stem is among the sentences, and how rare each actor.
pub(crate) struct Rarity {
    stems: HashMap<u64, f32>,
    actors: HashMap<ActorId, f32>,
}

impl Rarity {
    /// Counts over all sentences of running text.
    pub(crate) fn of(lines: &[Line]) -> Self {
        let mut stems: HashMap<u64, f32> = HashMap::new();
        let mut actors: HashMap<ActorId, f32> = HashMap::new();
        let mut count = 1.0_f32;
        for line in lines.iter().filter(|line| line.is_told()) {
            count += 1.0;
            line.stems().into_iter().for_each(|stem| *stems.entry(stem).or_default() += 1.0);
            line.cast().into_iter().for_each(|actor| *actors.entry(actor).or_default() += 1.0);
        }
        // As if some unrelated sentences stood beside: in two short texts the affair's own words would else count for nothing.
        let rare = |seen: &f32| (1.0 + (count + 30.0) / seen.max(1.0)).ln();
        for seen in stems.values_mut().chain(actors.values_mut()) {
            *seen = rare(seen);
        }
        Self { stems, actors }
    }

    /// The weight of a stem.
    pub(crate) fn stem(&self, stem: u64) -> f32 {
        self.stems.get(&stem).copied().unwrap_or(4.0)
    }

    /// The weight of an actor.
    pub(crate) fn actor(&self, actor: ActorId) -> f32 {
        self.actors.get(&actor).copied().unwrap_or(4.0)
    }
}

#[cfg(test)]
mod tests {
    use super::words_of;
    use crate::model::Span;

    #[test]
    fn contractions_are_two_words() {
        let text = "It won’t and wasn't; Orla’s can't.";
        let words = words_of(text, Span::new(0, text.len()));
        let folded: Vec<&str> = words.iter().map(|w| w.folded.as_str()).collect();
        assert_eq!(folded, ["it", "will", "not", "and", "was", "not", "orla", "can", "not"]);
    }
}
