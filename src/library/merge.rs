//! Actors of the library: the actors of many articles that are one.
//!
//! A [`Digest`] of each article holds all that merging needs and can be made in parallel and kept; [`merge`] joins them.
//! Within a story the rules of [`joining`](crate::extract::joining) apply, across stories those of `across`: full names
//! join wherever they stand, ambiguous ones only where the corpus knows one bearer. The result does not depend on the
//! order of articles beyond the numbers it gives. A [`Merger`] keeps what it found in each story, so that after a change
//! only the stories that changed are grouped again. Digests are read twice, story by story and article by article, and
//! none is kept.

mod across;
mod digest;

pub use digest::Digest;

use crate::extract::actors::voted;
use crate::extract::learn::features::text as hash;
use crate::extract::naming::Name;
use crate::library::merge::across::{Group, Pool, gather};
use crate::library::merge::digest::{Names, Story, group};
use crate::library::strings::Strings;
use crate::model::{ActorId, ActorKind, ArticleId, Extraction, LocalActorId};
use crate::parse::hashes::Map;
use std::collections::{BTreeMap, HashMap};
use std::convert::Infallible;

/// One actor of the library.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MergedActor {
    /// The full form that is used most.
    pub name: String,
    /// What it is, by vote of its mentions.
    pub kind: ActorKind,
    /// Every spelling with its number of mentions, most frequent first.
    pub variants: Vec<(String, u32)>,
    /// What it is called in which article, in the order of articles.
    pub members: Vec<(ArticleId, LocalActorId)>,
}

/// The actors of all articles.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Merged {
    /// The actors, in order of their first member.
    pub actors: Vec<MergedActor>,
    /// By article, by local number: the library's actor.
    pub of: Vec<Vec<ActorId>>,
}

/// Where the digests of articles are read, by the articles' places.
pub trait Source {
    /// Why one cannot be read.
    type Error;

    /// The digest of an article.
    ///
    /// # Errors
    /// When it cannot be read.
    fn digest(&mut self, article: usize) -> Result<Digest, Self::Error>;
}

impl Source for &[Digest] {
    type Error = Infallible;

    fn digest(&mut self, article: usize) -> Result<Digest, Infallible> {
        Ok(self.get(article).cloned().unwrap_or_default())
    }
}

/// Merges the actors of articles, given in the order of their numbers. `stories` has the story of each article; an
/// article beyond its end is a story of its own.
#[must_use]
pub fn merge(extractions: &[&Extraction], stories: &[u32]) -> Merged {
    let digests: Vec<Digest> = extractions.iter().map(|extraction| Digest::of(extraction)).collect();
    let Ok(merged) = Merger::default().merge(&mut digests.as_slice(), digests.len(), stories);
    merged
}

/// Merging that remembers: a story whose articles have the same digests as before is not grouped again.
#[derive(Debug, Default)]
pub struct Merger {
    known: HashMap<u64, Story>,
    pool: Pool,
    /// Stories that were grouped since the pool was new.
    grouped: usize,
}

/// Up to how many articles what is one in every story is remembered.
const REMEMBERED: usize = 16_384;

impl Merger {
    /// As [`merge`], with the same result; faster where it has seen the same stories in its last call.
    ///
    /// # Errors
    /// When a digest cannot be read.
    pub fn merge<S: Source>(
        &mut self,
        source: &mut S,
        articles: usize,
        stories: &[u32],
    ) -> Result<Merged, S::Error> {
        let lone = stories.iter().max().map_or(0, |max| max + 1);
        let story = |article: u32| stories.get(article as usize).copied().unwrap_or(lone + article);
        let mut order: Vec<u32> = (0..articles as u32).collect();
        order.sort_by_key(|article| story(*article));
        // What is known by no group any more stays in the pool until it is too much of it.
        if self.grouped > 2 * self.known.len() + 1024 {
            *self = Self::default();
        }
        let mut names = Names::default();
        let mut known = HashMap::new();
        let mut groups: Vec<Group> = Vec::new();
        // The group of each actor of an article, from a place on.
        let mut of: Vec<u32> = Vec::new();
        let mut from: Vec<u32> = vec![0; articles + 1];
        for told in order.chunk_by(|a, b| story(*a) == story(*b)) {
            let digests =
                told.iter().map(|at| source.digest(*at as usize)).collect::<Result<Vec<Digest>, _>>()?;
            let print = Digest::print(&digests);
            let found = self.known.remove(&print).unwrap_or_else(|| {
                self.grouped += 1;
                group(&digests, &mut names, &mut self.pool)
            });
            let mut place = of.len();
            for (article, digest) in told.iter().zip(&digests) {
                from[*article as usize] = place as u32;
                place += digest.len();
            }
            of.extend(found.of.iter().map(|group| group + groups.len() as u32));
            groups.extend(found.groups.iter());
            if articles <= REMEMBERED {
                known.insert(print, found);
            }
        }
        drop(names);
        let labels = gather(&groups, &self.pool);
        drop(groups);
        for group in &mut of {
            *group = labels.get(*group as usize).copied().unwrap_or_default();
        }
        drop(labels);
        self.known = known;
        if articles > REMEMBERED {
            *self = Self::default();
        }
        let label = |article: usize, local: usize| {
            from.get(article).and_then(|from| of.get(*from as usize + local)).copied().unwrap_or_default()
        };
        numbered(source, articles, label)
    }
}

/// Numbers the actors by their first member and describes them.
fn numbered<S: Source>(
    source: &mut S,
    articles: usize,
    label: impl Fn(usize, usize) -> u32,
) -> Result<Merged, S::Error> {
    let mut merged = Merged::default();
    let mut numbers: Map<u32> = Map::default();
    let mut told = Variants::default();
    for article in 0..articles {
        let digest = source.digest(article)?;
        let mut of = Vec::with_capacity(digest.len());
        for (number, local) in digest.locals().enumerate() {
            let next = merged.actors.len() as u32;
            let actor = *numbers.entry(label(article, number).into()).or_insert(next);
            if actor == next {
                merged.actors.push(MergedActor::nobody());
                told.kinds.push([0; ActorKind::ALL.len()]);
            }
            if let Some(merged) = merged.actors.get_mut(actor as usize) {
                merged.members.push((ArticleId(article as u32), LocalActorId(number as u32)));
            }
            for (text, count) in &local.variants {
                told.add(actor, local.kind, text, *count);
            }
            of.push(ActorId(actor));
        }
        merged.of.push(of);
    }
    drop(numbers);
    told.fold();
    let Variants { texts, counts, kinds, .. } = told;
    for ((actor, variants), kinds) in merged.actors.iter_mut().zip(by_actor(&counts, kinds.len())).zip(&kinds)
    {
        let variants = variants
            .iter()
            .map(|(_, text, count)| (texts.get(*text).unwrap_or_default().to_owned(), *count))
            .collect();
        actor.describe(variants, kinds);
        actor.members.shrink_to_fit();
    }
    Ok(merged)
}

/// The rows of each actor.
fn by_actor(mut counts: &[(u32, u32, u32)], actors: usize) -> impl Iterator<Item = &[(u32, u32, u32)]> {
    (0..actors as u32).map(move |actor| {
        let (of, rest) = counts.split_at(counts.partition_point(|row| row.0 <= actor));
        counts = rest;
        of
    })
}

/// What actors are called, while they are counted.
#[derive(Debug, Default)]
struct Variants {
    /// The number of each spelling, by hash.
    known: Map<u32>,
    texts: Strings,
    /// Actor, spelling, mentions.
    counts: Vec<(u32, u32, u32)>,
    folded: usize,
    /// Mentions of each actor by kind.
    kinds: Vec<[u32; ActorKind::ALL.len()]>,
}

impl Variants {
    fn add(&mut self, actor: u32, kind: ActorKind, text: &str, count: u32) {
        let texts = &mut self.texts;
        let text = *self.known.entry(hash(text)).or_insert_with(|| {
            texts.push(text);
            texts.len() as u32 - 1
        });
        self.counts.push((actor, text, count));
        let at = ActorKind::ALL.iter().position(|known| *known == kind);
        if let Some(sum) =
            self.kinds.get_mut(actor as usize).and_then(|kinds| at.and_then(|at| kinds.get_mut(at)))
        {
            *sum += count;
        }
        if self.counts.len() > 2 * self.folded + 65_536 {
            self.fold();
        }
    }

    /// Adds up what is of one actor and spelling.
    fn fold(&mut self) {
        self.counts.sort_unstable();
        self.counts.dedup_by(|next, sum| {
            let is_same = (next.0, next.1) == (sum.0, sum.1);
            sum.2 += if is_same { next.2 } else { 0 };
            is_same
        });
        self.folded = self.counts.len();
    }
}

impl MergedActor {
    /// One nothing is known of.
    const fn nobody() -> Self {
        Self { name: String::new(), kind: ActorKind::Other, variants: Vec::new(), members: Vec::new() }
    }

    /// Says what it is, from its spellings and from its mentions by kind.
    fn describe(&mut self, mut variants: Vec<(String, u32)>, kinds: &[u32; ActorKind::ALL.len()]) {
        let mut kinds: BTreeMap<ActorKind, u32> =
            ActorKind::ALL.into_iter().zip(kinds.iter().copied()).filter(|(_, count)| *count > 0).collect();
        let nation = |(text, _): &(String, u32)| Name::new(text, ActorKind::Place).nation;
        if kinds.len() > 1 && kinds.contains_key(&ActorKind::Other) && variants.iter().any(nation) {
            kinds.remove(&ActorKind::Other);
        }
        self.kind = voted(&kinds);
        variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        self.name = canonical(&variants, self.kind);
        self.variants = variants;
    }
}

/// The spelling to show: of a person the full form that is used most, else what is used most, is not shouted and is the
/// thing's own name, not a word for its people.
pub(crate) fn canonical(variants: &[(String, u32)], kind: ActorKind) -> String {
    if let [(text, _)] = variants {
        return text.clone();
    }
    let full = |text: &str| {
        let name = Name::new(text, kind);
        if kind == ActorKind::Person { name.is_full() } else { !name.people }
    };
    let calm = |text: &str| text.chars().any(char::is_lowercase) || text.chars().count() <= 7;
    // A nation goes by its own name, however often its capital is named for it.
    let nation = |text: &str| {
        kind != ActorKind::Person && {
            let name = Name::new(text, kind);
            name.nation && !name.people
        }
    };
    let best = variants
        .iter()
        .find(|(text, _)| nation(text))
        .or_else(|| variants.iter().find(|(text, _)| full(text) && calm(text)))
        .or_else(|| variants.iter().find(|(text, _)| full(text)));
    best.or_else(|| variants.first()).map(|(text, _)| text.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Digest, Merged, Merger, merge};
    use crate::model::{ActorId, ActorKind, Extraction, Gender, LocalActor};
    use proptest::prelude::*;

    fn extraction(actors: &[(&[(&str, u32)], ActorKind)]) -> Extraction {
        let actors = actors.iter().map(|(variants, kind)| LocalActor {
            name: variants[0].0.to_owned(),
            kind: *kind,
            variants: variants.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect(),
            roles: Vec::new(),
            gender: None,
        });
        Extraction { actors: actors.collect(), ..Extraction::default() }
    }

    fn corpus() -> Vec<Extraction> {
        use ActorKind::{Organisation, Person, Place};
        vec![
            extraction(&[(&[("Orla Venn", 2), ("Venn", 5)], Person), (&[("US", 1)], Place)]),
            extraction(&[
                (&[("Orla Venn", 1)], Person),
                (&[("United States", 2)], Place),
                (&[("Tallis", 1)], Organisation),
            ]),
            extraction(&[(&[("Venn", 3)], Person), (&[("Tallis Motors", 1)], Organisation)]),
            extraction(&[(&[("Venn", 1)], Person)]),
        ]
    }

    fn merged(corpus: &[Extraction], stories: &[u32]) -> Merged {
        merge(&corpus.iter().collect::<Vec<_>>(), stories)
    }

    #[test]
    fn full_names_join_everywhere_and_bare_ones_in_their_story() {
        let merged = merged(&corpus(), &[0, 1, 1, 2]);
        assert_eq!(merged.of[0][0], merged.of[1][0]);
        assert_eq!(merged.of[0][1], merged.of[1][1], "a nation");
        assert_eq!(merged.of[2][0], merged.of[0][0], "the surname in a story with the full name");
        assert_ne!(merged.of[3][0], merged.of[0][0], "the surname alone");
        assert_eq!(merged.of[1][2], merged.of[2][1], "part of a name in one story");
        let venn = &merged.actors[merged.of[0][0].0 as usize];
        assert_eq!(venn.name, "Orla Venn");
        assert_eq!(venn.variants, [("Venn".to_owned(), 8), ("Orla Venn".to_owned(), 3)]);
        assert_eq!(venn.members.len(), 3);
    }

    #[test]
    fn a_misread_pronoun_keeps_no_full_name_apart() {
        use ActorKind::Person;
        let mut all: Vec<Extraction> = ["Mary Anne Venn", "Mary Anne Venn", "Maryanne Venn"]
            .map(|name| extraction(&[(&[(name, 1)], Person)]))
            .into();
        all[0].actors[0].gender = Some(Gender::Feminine);
        all[1].actors[0].gender = Some(Gender::Masculine);
        all[2].actors[0].gender = Some(Gender::Masculine);
        let found = merged(&all, &[]);
        assert_eq!(found.of[0], found.of[1]);
        assert_ne!(found.of[0], found.of[2], "names that only sound alike");
        all[2].actors[0].gender = None;
        let found = merged(&all, &[]);
        assert_eq!(found.of[0], found.of[2]);
    }

    #[test]
    fn digests_come_back_from_bytes() {
        for extraction in corpus() {
            let digest = Digest::of(&extraction);
            let bytes = digest.to_bytes();
            assert_eq!(Digest::from_bytes(&bytes), Some(digest));
            assert_eq!(Digest::from_bytes(&bytes[..bytes.len() - 1]), None);
        }
        assert_eq!((Digest::from_bytes(&[]), Digest::from_bytes(&[0])), (None, None));
    }

    #[test]
    fn a_merger_that_remembers_finds_the_same() {
        let (all, stories) = (corpus(), [0, 1, 1, 2]);
        let digests: Vec<Digest> = all.iter().map(Digest::of).collect();
        let mut merger = Merger::default();
        for count in [1, 3, 2, 4] {
            let expect = merge(&all.iter().take(count).collect::<Vec<_>>(), &stories[..count]);
            let Ok(found) = merger.merge(&mut digests.as_slice(), count, &stories[..count]);
            assert_eq!(found, expect);
        }
    }

    #[test]
    fn a_bare_surname_is_whose_it_nearly_only_is() {
        use ActorKind::Person;
        let mut all = vec![extraction(&[(&[("Venn", 4)], Person)])];
        all.extend((0..3).map(|_| extraction(&[(&[("Orla Venn", 1)], Person)])));
        let joined = merged(&all, &[]);
        assert_eq!(joined.of[0], joined.of[1]);
        all.extend((0..3).map(|_| extraction(&[(&[("Hanne Venn", 1)], Person)])));
        let apart = merged(&all, &[]);
        assert_ne!(apart.of[0], apart.of[1]);
        assert_ne!(apart.of[0], apart.of[4]);
    }

    #[test]
    fn numbers_follow_the_first_member() {
        let merged = merged(&corpus(), &[]);
        assert_eq!(merged.of[0], [ActorId(0), ActorId(1)]);
    }

    proptest! {
        #[test]
        fn order_of_articles_does_not_matter(order in Just(vec![0_usize, 1, 2, 3]).prop_shuffle()) {
            let (all, stories) = (corpus(), [0, 1, 1, 2]);
            let straight = merged(&all, &stories);
            let shuffled: Vec<Extraction> = order.iter().map(|&i| all[i].clone()).collect();
            let shuffled_stories: Vec<u32> = order.iter().map(|&i| stories[i]).collect();
            let other = merged(&shuffled, &shuffled_stories);
            let pairs = |m: &Merged, at: &dyn Fn(usize) -> usize| {
                let mut sets: Vec<Vec<(usize, u32)>> = m.actors.iter().map(|a| {
                    let mut set: Vec<_> = a.members.iter().map(|(article, local)| (at(article.0 as usize), local.0)).collect();
                    set.sort_unstable();
                    set
                }).collect();
                sets.sort();
                sets
            };
            prop_assert_eq!(pairs(&straight, &|i| i), pairs(&other, &|i| order[i]));
        }
    }
}
