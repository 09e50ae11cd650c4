//! Going to a thing by its name: headlines and actors, matched fuzzily, a typo allowed in longer words.

use crate::library::corpus::Corpus;
use crate::library::view::{Hit, Place, Target};
use crate::model::{ActorId, ArticleId, Clean, Span};
use crate::text::fold::fold;
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};

/// How many are shown.
const LIMIT: usize = 50;

/// From how many letters on a word may have a typo.
const TYPO_FROM: usize = 5;

/// What an actor's score is raised by: of two like names a reader more often means the actor than a headline.
const ACTOR_BONUS: u16 = 8;

/// Headlines and actors like what was typed, best first; the most mentioned actors when nothing was.
#[must_use]
pub fn go_to(corpus: &Corpus, typed: &str) -> Vec<Hit> {
    let needles: Vec<String> = fold(typed).split_whitespace().map(str::to_owned).collect();
    if needles.is_empty() {
        return (0..corpus.actors().len().min(LIMIT) as u32)
            .map(|n| actor(corpus, ActorId(n), Vec::new()))
            .collect();
    }
    let mut likeness = Likeness::new(&needles);
    let mut found: Vec<(u16, Target, u32)> = Vec::new();
    for (n, known) in corpus.actors().iter().enumerate() {
        if let Some(score) = likeness.score(&fold(&known.name)) {
            found.push((score.saturating_add(ACTOR_BONUS), Target::Actor(ActorId(n as u32)), n as u32));
        }
    }
    for n in 0..corpus.articles().len() as u32 {
        if let Some(score) = likeness.score(&fold(&corpus.headline(ArticleId(n)))) {
            let place = Place { article: ArticleId(n), span: Span::default() };
            found.push((score, Target::Place(place), n));
        }
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(&b.2)));
    found.truncate(LIMIT);
    let mut lit = |text: &str| -> Vec<Span> {
        let folded = fold_with_places(text);
        let indices = likeness.indices(&folded.0);
        spans(&folded.1, indices)
    };
    found
        .into_iter()
        .map(|(_, target, _)| match target {
            Target::Actor(id) => {
                let lit = corpus.actor(id).map(|a| lit(&a.name)).unwrap_or_default();
                actor(corpus, id, lit)
            }
            Target::Place(place) => {
                let title = corpus.headline(place.article);
                let title_lit = lit(&title);
                let row = corpus.article_row(place.article);
                let source = row.as_ref().and_then(|r| r.source.as_deref()).unwrap_or_default();
                let day = row.as_ref().and_then(|r| r.date).map(|d| d.to_string()).unwrap_or_default();
                let about =
                    [source, &day].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ");
                let article = corpus.entry(place.article).map(|e| &e.article);
                let span = article.and_then(|a| a.headline.as_ref()).map(|h| h.span).unwrap_or_default();
                let target = Target::Place(Place { span, ..place });
                Hit { target, title, title_lit, snippet: Clean::line(&about), lit: Vec::new() }
            }
            Target::Quote(_) => Hit {
                target,
                title: Clean::default(),
                title_lit: Vec::new(),
                snippet: Clean::default(),
                lit: Vec::new(),
            },
        })
        .collect()
}

/// How like a text is to what was typed: the letters of each word in order, or a word of the text with one slip of the
/// finger (Damerau 1964).
struct Likeness {
    words: Vec<(String, Atom)>,
    matcher: Matcher,
    letters: Vec<char>,
}

/// The score of a letter in a word with a slip: less than any letter that was typed right.
const SLIP_LETTER: u16 = 8;

impl Likeness {
    fn new(words: &[String]) -> Self {
        let atom = |word: &String| {
            Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false)
        };
        let words = words.iter().map(|word| (word.clone(), atom(word))).collect();
        Self { words, matcher: Matcher::new(Config::DEFAULT), letters: Vec::new() }
    }

    /// The score of a folded text, if every word is in it.
    fn score(&mut self, text: &str) -> Option<u16> {
        let hay = Utf32Str::new(text, &mut self.letters);
        self.words.iter().try_fold(0_u16, |sum, (word, atom)| {
            let exact = atom.score(hay, &mut self.matcher);
            let score = exact.or_else(|| slip(text, word).map(|(_, n)| n as u16 * SLIP_LETTER));
            score.map(|score| sum.saturating_add(score))
        })
    }

    /// The letters of a folded text that fit, by number.
    fn indices(&mut self, text: &str) -> Vec<u32> {
        let hay = Utf32Str::new(text, &mut self.letters);
        let mut found = Vec::new();
        for (word, atom) in &self.words {
            let before = found.len();
            if atom.indices(hay, &mut self.matcher, &mut found).is_none() {
                found.truncate(before);
                let (at, count) = slip(text, word).unwrap_or_default();
                found.extend(at as u32..(at + count) as u32);
            }
        }
        found
    }
}

/// The first word of a text that is one slip away from a longer word: where it begins and how long it is, in letters.
fn slip(text: &str, word: &str) -> Option<(usize, usize)> {
    let length = word.chars().count();
    if length < TYPO_FROM {
        return None;
    }
    let mut at = 0;
    for piece in text.split(' ') {
        let count = piece.chars().count();
        // What is typed may be the beginning of a word only.
        let begin: String = piece.chars().take(length).collect();
        let near = |a: &str| strsim::osa_distance(a, word) <= 1;
        if count + 1 >= length && (near(&begin) || count <= length + 1 && near(piece)) {
            return Some((at, count));
        }
        at += count + 1;
    }
    None
}

/// An actor as a hit.
#[must_use]
pub(crate) fn actor(corpus: &Corpus, id: ActorId, title_lit: Vec<Span>) -> Hit {
    let row = corpus.actor_row(id);
    let title = row.as_ref().map(|r| r.name.clone()).unwrap_or_default();
    let snippet = row.map_or_else(Clean::default, |row| {
        let many = |n: u32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        Clean::line(&format!(
            "{} · {} in {} · {}",
            row.kind.label(),
            many(row.mentions, "mention"),
            many(row.articles, "article"),
            many(row.said, "quote")
        ))
    });
    Hit { target: Target::Actor(id), title, title_lit, snippet, lit: Vec::new() }
}

/// A folded text, and for each of its characters the span of the text it comes from.
fn fold_with_places(text: &str) -> (String, Vec<Span>) {
    let mut folded = String::new();
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        let plain = fold(c.encode_utf8(&mut [0; 4]));
        places.extend(plain.chars().map(|_| Span::new(at, at + c.len_utf8())));
        folded.push_str(&plain);
    }
    (folded, places)
}

/// Neighbouring characters as one span.
fn spans(places: &[Span], mut indices: Vec<u32>) -> Vec<Span> {
    indices.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for place in indices.into_iter().filter_map(|i| places.get(i as usize)) {
        match spans.last_mut() {
            Some(last) if last.end >= place.start => *last = last.join(*place),
            _ => spans.push(*place),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::go_to;
    use crate::library::fixtures::corpus;

    #[test]
    fn finds_headlines_in_spite_of_typos_and_accents() {
        let corpus = corpus(&[
            (
                "a.md",
                "---\ntitle: Ferry inquiry widens\n---\n\nThe inquiry into the ferry has widened to its owners.\n",
            ),
            (
                "b.md",
                "---\ntitle: Café prices rise\n---\n\nA cup now costs twice what it did only a year ago.\n",
            ),
        ]);
        for (typed, expect) in [
            ("inqiury", "Ferry inquiry widens"),
            ("fry wid", "Ferry inquiry widens"),
            ("CAFE", "Café prices rise"),
            ("café ri", "Café prices rise"),
        ] {
            let hits = go_to(&corpus, typed);
            let hit = hits.first().unwrap_or_else(|| panic!("{typed}: nothing"));
            assert_eq!(&*hit.title, expect, "{typed}");
            assert!(
                hit.title_lit.iter().all(|s| !s.of(&hit.title).is_empty()),
                "{typed}: {:?}",
                hit.title_lit
            );
        }
        assert!(go_to(&corpus, "xyzzy").is_empty());
    }
}
