//! Going to a thing by its name: headlines and actors, matched fuzzily, a typo allowed in longer words.

use crate::library::ground::Ground;
use crate::library::view::{Hit, Place, Target};
use crate::model::{Clean, Span};
use crate::text::fold::{fold, fold_onto};
use nucleo_matcher::pattern::{Atom, AtomKind, CaseMatching, Normalization};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use rayon::iter::{IntoParallelIterator, ParallelIterator};

/// How many are shown.
const LIMIT: usize = 50;

/// From how many letters on a word may have a typo.
const TYPO_FROM: usize = 5;

/// What an actor's score is raised by: of two like names a reader more often means the actor than a headline.
const ACTOR_BONUS: u16 = 8;

/// How many names one thread looks through at a time.
const STRETCH: usize = 8192;

/// Every name and headline, folded, behind each other, with the letters it has: what fuzzy matching goes through.
#[derive(Debug, Default)]
pub struct Names {
    text: String,
    /// Where each ends.
    ends: Vec<u32>,
    /// A bit for each letter it has.
    letters: Vec<u64>,
    /// How many of them are actors; they come first.
    actors: usize,
}

impl Names {
    /// Of actors' names and articles' headlines, each by row.
    #[must_use]
    pub fn new<T: AsRef<str>>(actors: impl Iterator<Item = T>, headlines: impl Iterator<Item = T>) -> Self {
        let mut names = Self::default();
        actors.for_each(|name| names.push(name.as_ref()));
        names.actors = names.ends.len();
        headlines.for_each(|name| names.push(name.as_ref()));
        names.text.shrink_to_fit();
        names.ends.shrink_to_fit();
        names.letters.shrink_to_fit();
        names
    }

    fn push(&mut self, name: &str) {
        let from = self.text.len();
        fold_onto(&mut self.text, name);
        self.letters.push(letters(self.text.get(from..).unwrap_or_default()));
        self.ends.push(self.text.len() as u32);
    }

    fn get(&self, at: usize) -> &str {
        let end = |at: usize| self.ends.get(at).copied().unwrap_or_default() as usize;
        let from = if at == 0 { 0 } else { end(at - 1) };
        self.text.get(from..end(at)).unwrap_or_default()
    }
}

/// The letters and digits of a folded text, a bit each; other signs share the rest.
fn letters(text: &str) -> u64 {
    text.chars().filter(|c| *c != ' ').fold(0, |mask, c| {
        let bit = match c {
            'a'..='z' => c as u32 - 'a' as u32,
            '0'..='9' => 26 + c as u32 - '0' as u32,
            _ => 36 + c as u32 % 28,
        };
        mask | 1 << bit
    })
}

/// Headlines and actors like what was typed, best first; the most mentioned actors when nothing was.
#[must_use]
pub fn go_to(ground: &dyn Ground, names: &Names, typed: &str) -> Vec<Hit> {
    let needles: Vec<String> = fold(typed).split_whitespace().map(str::to_owned).collect();
    if needles.is_empty() {
        return (0..ground.actors().min(LIMIT) as u32).map(|n| actor(ground, n, |_| Vec::new())).collect();
    }
    let stretches = 0..names.ends.len().div_ceil(STRETCH);
    let mut found: Vec<(u16, usize)> = stretches
        .into_par_iter()
        .flat_map_iter(|stretch| {
            let to = (stretch * STRETCH + STRETCH).min(names.ends.len());
            like(names, &needles, stretch * STRETCH..to)
        })
        .collect();
    // Equal scores by number, actors first.
    let order = |(score, at): &(u16, usize)| (std::cmp::Reverse(*score), *at);
    if found.len() > LIMIT {
        found.select_nth_unstable_by_key(LIMIT, order);
        found.truncate(LIMIT);
    }
    found.sort_unstable_by_key(order);
    let mut likeness = Likeness::new(&needles);
    let mut lit = |text: &str| -> Vec<Span> {
        let folded = fold_with_places(text);
        let indices = likeness.indices(&folded.0);
        spans(&folded.1, indices)
    };
    let mut hit = |at: usize| {
        if at < names.actors {
            return Some(actor(ground, at as u32, &mut lit));
        }
        let row = (at - names.actors) as u32;
        let title = ground.headline(row);
        let title_lit = lit(&title);
        let (about, span) = ground.about(row)?;
        let target = Target::Place(Place { article: ground.article_id(row), span });
        Some(Hit { target, title, title_lit, snippet: about, lit: Vec::new() })
    };
    found.into_iter().filter_map(|(_, at)| hit(at)).collect()
}

/// Those of a stretch of names that are like the words typed, with their scores.
fn like(names: &Names, needles: &[String], stretch: std::ops::Range<usize>) -> Vec<(u16, usize)> {
    let mut likeness = Likeness::new(needles);
    let mut found = Vec::new();
    for at in stretch {
        let have = names.letters.get(at).copied().unwrap_or_default();
        if likeness.may(have)
            && let Some(score) = likeness.score(names.get(at), have)
        {
            let bonus = if at < names.actors { ACTOR_BONUS } else { 0 };
            found.push((score.saturating_add(bonus), at));
        }
    }
    found
}

/// How like a text is to what was typed: the letters of each word in order, or a word of the text with one slip of the
/// finger (Damerau 1964).
struct Likeness {
    words: Vec<Needle>,
    matcher: Matcher,
    letters: Vec<char>,
}

/// A word that was typed.
struct Needle {
    word: String,
    atom: Atom,
    /// The letters it has.
    letters: u64,
    /// How many of them may be missing.
    spare: u32,
}

/// The score of a letter in a word with a slip: less than any letter that was typed right.
const SLIP_LETTER: u16 = 8;

impl Likeness {
    fn new(words: &[String]) -> Self {
        let needle = |word: &String| Needle {
            word: word.clone(),
            atom: Atom::new(word, CaseMatching::Ignore, Normalization::Smart, AtomKind::Fuzzy, false),
            letters: letters(word),
            spare: u32::from(word.chars().count() >= TYPO_FROM),
        };
        Self {
            words: words.iter().map(needle).collect(),
            matcher: Matcher::new(Config::DEFAULT),
            letters: Vec::new(),
        }
    }

    /// Whether a text with these letters may fit at all.
    fn may(&self, have: u64) -> bool {
        self.words.iter().all(|needle| (needle.letters & !have).count_ones() <= needle.spare)
    }

    /// The score of a folded text, if every word is in it; `have` are the letters it has.
    fn score(&mut self, text: &str, have: u64) -> Option<u16> {
        let hay = Utf32Str::new(text, &mut self.letters);
        self.words.iter().try_fold(0_u16, |sum, needle| {
            let whole = needle.letters & !have == 0;
            let exact = whole.then(|| needle.atom.score(hay, &mut self.matcher)).flatten();
            let slipped = || slip(text, &needle.word).map(|(_, n)| n as u16 * SLIP_LETTER);
            let score = exact.or_else(slipped);
            score.map(|score| sum.saturating_add(score))
        })
    }

    /// The letters of a folded text that fit, by number.
    fn indices(&mut self, text: &str) -> Vec<u32> {
        let hay = Utf32Str::new(text, &mut self.letters);
        let mut found = Vec::new();
        for needle in &self.words {
            let before = found.len();
            if needle.atom.indices(hay, &mut self.matcher, &mut found).is_none() {
                found.truncate(before);
                let (at, count) = slip(text, &needle.word).unwrap_or_default();
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
    let wanted = letters(word);
    let mut at = 0;
    for piece in text.split(' ') {
        let count = piece.chars().count();
        // One slip spares one letter at most.
        if count + 1 >= length && (wanted & !letters(piece)).count_ones() <= 1 {
            // What is typed may be the beginning of a word only.
            let begin: String = piece.chars().take(length).collect();
            let near = |a: &str| strsim::osa_distance(a, word) <= 1;
            if near(&begin) || count <= length + 1 && near(piece) {
                return Some((at, count));
            }
        }
        at += count + 1;
    }
    None
}

/// An actor as a hit.
#[must_use]
pub(crate) fn actor(ground: &dyn Ground, actor: u32, lit: impl FnOnce(&str) -> Vec<Span>) -> Hit {
    let row = ground.actor_head(actor);
    let title = row.as_ref().map(|r| r.name.clone()).unwrap_or_default();
    let title_lit = lit(&title);
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
    Hit { target: Target::Actor(ground.actor_id(actor)), title, title_lit, snippet, lit: Vec::new() }
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
            let hits = go_to(&corpus, corpus.names(), typed);
            let hit = hits.first().unwrap_or_else(|| panic!("{typed}: nothing"));
            assert_eq!(&*hit.title, expect, "{typed}");
            assert!(
                hit.title_lit.iter().all(|s| !s.of(&hit.title).is_empty()),
                "{typed}: {:?}",
                hit.title_lit
            );
        }
        assert!(go_to(&corpus, corpus.names(), "xyzzy").is_empty());
    }
}
