//! Going to a thing by its name: headlines and actors, matched fuzzily, a typo allowed in longer words.
//!
//! What is like what was typed is told by `likeness`; so that it is asked for few of many names, each is first given the
//! most it can score (`bound`), and the best are looked at until no other can come before them.

mod bound;
mod likeness;
mod names;

use crate::library::bits::Bits;
use crate::library::goto::bound::Sketch;
use crate::library::goto::likeness::{Likeness, Needle};
pub use crate::library::goto::names::Names;
use crate::library::ground::Ground;
use crate::library::view::{Hit, Place, Target};
use crate::model::{Clean, Span};
use crate::text::fold::fold;
use rayon::iter::{
    IndexedParallelIterator, IntoParallelIterator, IntoParallelRefIterator, ParallelExtend, ParallelIterator,
};
use rayon::slice::ParallelSlice;
use std::cmp::Reverse;
use std::sync::atomic::{AtomicUsize, Ordering};

/// How many are shown.
const LIMIT: usize = 50;

/// What an actor's score is raised by: of two like names a reader more often means the actor than a headline.
const ACTOR_BONUS: u16 = 8;

/// How many names are looked through before it is first asked whether there are enough, and by one thread at a time.
const PART: usize = 16_384;
const STRETCH: usize = 2048;

/// What part of the best score others must have.
const NEAR: (u32, u32) = (2, 3);

/// How many names are compared first; each further round is larger.
const ROUND: usize = 256;

/// A name with its score, or the most it can score: the best first, equal ones by number, actors first.
type Ranked = (Reverse<u16>, u32);

/// Headlines and actors like what was typed, best first; the most mentioned actors when nothing was.
#[must_use]
pub fn go_to(ground: &dyn Ground, names: &Names, typed: &str) -> Vec<Hit> {
    let needles: Vec<Needle> = fold(typed).split_whitespace().map(Needle::new).collect();
    if needles.is_empty() {
        return (0..ground.actors().min(LIMIT) as u32).map(|n| actor(ground, n, |_| Vec::new())).collect();
    }
    let mut likeness = Likeness::new(&needles);
    let mut lit = |text: &str| -> Vec<Span> {
        let folded = fold_with_places(text);
        let indices = likeness.indices(&folded.0);
        spans(&folded.1, indices)
    };
    let mut hit = |at: usize| {
        if at < names.actors() {
            return Some(actor(ground, at as u32, &mut lit));
        }
        let row = (at - names.actors()) as u32;
        let title = ground.headline(row);
        let title_lit = lit(&title);
        let (about, span) = ground.about(row)?;
        let target = Target::Place(Place { article: ground.article_id(row), span });
        Some(Hit { target, title, title_lit, snippet: about, lit: Vec::new() })
    };
    best(names, &needles).into_iter().filter_map(|(_, at)| hit(at as usize)).collect()
}

/// The names most like the words typed.
fn best(names: &Names, needles: &[Needle]) -> Vec<Ranked> {
    let search = Search::new(names, needles);
    let mut candidates = search.candidates();
    let mut best: Vec<Ranked> = Vec::new();
    let (mut from, mut round) = (0, ROUND);
    while let Some(rest) = candidates.get_mut(from..).filter(|rest| !rest.is_empty()) {
        let count = round.min(rest.len());
        if count < rest.len() {
            rest.select_nth_unstable(count - 1);
        }
        let (now, worst) = (&rest[..count], rest[..count].iter().max().copied());
        let is_open =
            |name: Ranked| is_near(&best, name) && best.get(LIMIT - 1).is_none_or(|last| name < *last);
        // Those that may be among the best at a glance, then when looked at, are compared.
        let some = now.par_iter().with_min_len(ROUND / 2).filter(|name| is_open(**name));
        let some = some.filter_map(|(_, at)| search.bounded(*at).filter(|name| is_open(*name)).map(|_| *at));
        let found = scored(names, needles, &some.collect::<Vec<u32>>());
        best.extend(found);
        best.sort_unstable();
        best.truncate(LIMIT);
        // All behind can score no more than the last of these.
        let is_open =
            |name: Ranked| is_near(&best, name) && best.get(LIMIT - 1).is_none_or(|last| name < *last);
        if worst.is_some_and(|worst| !is_open(worst)) {
            break;
        }
        from += count;
        round *= 4;
    }
    let near = best.iter().take_while(|name| is_near(&best, **name)).count();
    best.truncate(near);
    best
}

/// Whether a name is worth showing beside the best: letters strewn over a headline are not, where a word fits.
fn is_near(best: &[Ranked], name: Ranked) -> bool {
    best.first().is_none_or(|first| u32::from(name.0.0) * NEAR.1 >= u32::from(first.0.0) * NEAR.0)
}

/// Those of some names that are like the words typed, with their scores.
fn scored(names: &Names, needles: &[Needle], some: &[u32]) -> Vec<Ranked> {
    let score = |likeness: &mut Likeness<'_>, at: u32| {
        let (text, have) = names.get(at as usize);
        let score = likeness.score(text, have)?;
        Some((Reverse(score.saturating_add(bonus(names, at))), at))
    };
    let parts = some.par_chunks(ROUND / 2);
    let parts = parts.flat_map_iter(|part| {
        let mut likeness = Likeness::new(needles);
        part.iter().filter_map(move |at| score(&mut likeness, *at)).collect::<Vec<_>>()
    });
    parts.collect()
}

fn bonus(names: &Names, at: u32) -> u16 {
    if (at as usize) < names.actors() { ACTOR_BONUS } else { 0 }
}

/// What is looked for, and in what.
struct Search<'n> {
    names: &'n Names,
    wanted: Vec<Wanted<'n>>,
    /// What a name scores that has every word whole; none scores more.
    most: u16,
}

/// A word typed, and what is known of it before names are looked at.
struct Wanted<'n> {
    needle: &'n Needle,
    /// None when it has other than plain letters.
    sketch: Option<Sketch>,
    /// The names with a word that is it with a slip.
    slips: Bits,
}

impl<'n> Search<'n> {
    fn new(names: &'n Names, needles: &'n [Needle]) -> Self {
        let most = needles.iter().fold(0_u16, |sum, needle| sum.saturating_add(needle.most()));
        Self { names, wanted: needles.iter().map(|needle| Wanted::new(names, needle)).collect(), most }
    }

    /// Every name that may be like the words typed, with the most it can score as it seems at a glance. When the last words typed
    /// have gone on, only names are looked at that had those.
    fn candidates(&self) -> Vec<Ranked> {
        let names = self.names;
        let words = || self.wanted.iter().map(|word| word.needle.word.as_str());
        let narrowed = names.narrowed(words());
        let rows = narrowed.as_deref();
        let len = rows.map_or(names.len(), <[u32]>::len);
        let actors =
            rows.map_or(names.actors(), |rows| rows.partition_point(|at| (*at as usize) < names.actors()));
        let name = |n: usize| rows.map_or(n as u32, |rows| rows.get(n).copied().unwrap_or_default());
        let whole = AtomicUsize::new(0);
        let mut found: Vec<Ranked> = Vec::new();
        let (mut from, mut size) = (0, PART);
        while from < len && whole.load(Ordering::Relaxed) < LIMIT {
            let end = if from < actors { actors } else { len };
            let part = from..end.min(from + size);
            (from, size) = (part.end, size * 2);
            found.par_extend(part.into_par_iter().with_min_len(STRETCH).filter_map(|n| {
                let at = name(n);
                let name = self.glanced(at)?;
                let most = self.most.saturating_add(bonus(names, at));
                if name.0.0 < most {
                    return Some(name);
                }
                let name = self.bounded(at)?;
                whole.fetch_add(
                    usize::from(name.0.0 >= most && self.is_plain(at as usize)),
                    Ordering::Relaxed,
                );
                Some(name)
            }));
        }
        if whole.into_inner() >= LIMIT {
            // None of the others comes before these; they may when more is typed.
            return found;
        }
        if rows.is_some() {
            // A word with a slip may be one of which the words before were none.
            let mut slips = Bits::none(names.len());
            for word in &self.wanted {
                slips = slips.or(&word.slips);
            }
            let known: Vec<u32> = found.iter().map(|name| name.1).collect();
            let others = slips.rows().filter(|at| known.binary_search(at).is_err());
            found.extend(others.filter_map(|at| self.glanced(at)));
        }
        names.narrow(words(), found.iter().map(|name| name.1));
        found
    }

    /// A name with the most it can score at a glance, if it may be like the words typed.
    fn glanced(&self, at: u32) -> Option<Ranked> {
        let have = self.names.letters_of(at as usize);
        let lacks = |word: &Wanted<'_>| word.needle.letters & !have != 0;
        if self.wanted.iter().any(|word| lacks(word) && !word.slips.holds(at)) {
            return None;
        }
        let (text, _) = self.names.get(at as usize);
        let glance = self.names.glance(at as usize);
        self.summed(at, |word| {
            let Some(sketch) = &word.sketch else { return (!lacks(word)).then(|| word.needle.most()) };
            let there = !lacks(word) && (!glance.is_plain() || sketch.is_in_order(text));
            there.then(|| sketch.glanced(glance))
        })
    }

    /// A name with the most it can score, if it may be like the words typed.
    fn bounded(&self, at: u32) -> Option<Ranked> {
        let (text, have) = self.names.get(at as usize);
        self.summed(at, |word| {
            let there = word.needle.letters & !have == 0;
            match word.sketch.as_ref().filter(|_| text.is_ascii()) {
                Some(sketch) => there.then(|| sketch.bound(text)).flatten(),
                // Other letters are the matcher's to compare.
                None => there.then(|| word.needle.most()),
            }
        })
    }

    /// The sum of what each word scores at most, as it stands or with a slip.
    fn summed(&self, at: u32, exact: impl Fn(&Wanted<'_>) -> Option<u16>) -> Option<Ranked> {
        let sum = self.wanted.iter().try_fold(bonus(self.names, at), |sum, word| {
            let slip = word.slips.holds(at).then(|| word.needle.slip_score());
            exact(word).max(slip).map(|most| sum.saturating_add(most))
        });
        Some((Reverse(sum?), at))
    }

    /// Whether the most a name can score is what it scores, when that is all there is to score.
    fn is_plain(&self, at: usize) -> bool {
        self.names.get(at).0.is_ascii()
            && self.wanted.iter().all(|word| word.sketch.as_ref().is_some_and(Sketch::is_word))
    }
}

impl<'n> Wanted<'n> {
    fn new(names: &Names, needle: &'n Needle) -> Self {
        let mut slips = Bits::none(names.len());
        let may = |count: usize, have: u64| needle.may_slip(count, have);
        names.each_word(may, |word, of| {
            if needle.slipped(word) {
                for at in of {
                    slips.set(*at);
                }
            }
        });
        Self { needle, sketch: Sketch::of(&needle.word), slips }
    }
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
    use super::{LIMIT, Names, Needle, best, go_to, is_near, scored};
    use crate::library::fixtures::corpus;
    use proptest::prelude::{prop_assert_eq, proptest};
    use proptest::sample::select;

    const WORDS: [&str; 14] = [
        "Ferry",
        "ferries",
        "the",
        "inquiry",
        "inqiury",
        "Café",
        "a",
        "Zoë’s",
        "cease-fire",
        "東京",
        "Moscow",
        "2024",
        "o",
        "fery",
    ];

    proptest! {
        /// Looking at few of the names finds what looking at all of them does.
        #[test]
        fn the_best_of_all_names_are_found(
            names in proptest::collection::vec(proptest::collection::vec(select(&WORDS[..]), 0..6), 0..400),
            typed in proptest::collection::vec("[aeéfiqnruyo東-]{1,7}", 1..3),
            actors in 0_usize..40,
        ) {
            let names: Vec<String> = names.iter().map(|words| words.join(" ")).collect();
            let (people, headlines) = names.split_at(actors.min(names.len()));
            let names = Names::new(people.iter(), headlines.iter());
            let typed = [typed.join(" "), "inquiry".into(), "fery t".into()];
            // Letter by letter: what was like the letters before is looked through for the next.
            let begun = typed.iter().flat_map(|typed| (1..=typed.len()).filter_map(|end| typed.get(..end)));
            for typed in begun {
                let folded = crate::text::fold::fold(typed);
                let needles: Vec<Needle> = folded.split_whitespace().map(Needle::new).collect();
                let all: Vec<u32> = (0..names.len() as u32).collect();
                let mut expect = scored(&names, &needles, &all);
                expect.sort_unstable();
                expect.truncate(LIMIT);
                let near = expect.iter().take_while(|name| is_near(&expect, **name)).count();
                expect.truncate(near);
                prop_assert_eq!(best(&names, &needles), expect, "{:?}", typed);
            }
        }
    }

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
