//! Actors of the library: the actors of many articles that are one.
//!
//! A [`Digest`] of each article holds all that merging needs and can be made in parallel and kept; [`merge`] joins them.
//! Within a story the rules of [`joining`](crate::extract::joining) apply, across stories those of `across`: full names
//! join wherever they stand, ambiguous ones only where the corpus knows one bearer. The result does not depend on the
//! order of articles beyond the numbers it gives. A [`Merger`] keeps what it found in each story, so that after a change
//! only the stories that changed are read again.

mod across;
mod digest;

pub use digest::Digest;

use crate::extract::actors::voted;
use crate::extract::naming::Name;
use crate::library::merge::across::{Group, gather};
use crate::library::merge::digest::{Local, Names, groups};
use crate::model::{ActorId, ActorKind, ArticleId, Extraction, LocalActorId};
use std::collections::{BTreeMap, HashMap};

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

/// Merges the actors of articles, given in the order of their numbers. `stories` has the story of each article; an
/// article beyond its end is a story of its own.
#[must_use]
pub fn merge(extractions: &[&Extraction], stories: &[u32]) -> Merged {
    let digests: Vec<Digest> = extractions.iter().map(|extraction| Digest::of(extraction)).collect();
    merge_digests(&digests.iter().collect::<Vec<_>>(), stories)
}

/// As [`merge`], from digests made before.
#[must_use]
pub fn merge_digests(digests: &[&Digest], stories: &[u32]) -> Merged {
    Merger::default().merge(digests, stories)
}

/// Merging that remembers: a story whose articles have the same digests as before is not read again.
#[derive(Debug, Default)]
pub struct Merger {
    known: HashMap<u64, Vec<Group>>,
}

impl Merger {
    /// As [`merge_digests`], with the same result; faster where it has seen the same stories in its last call.
    #[must_use]
    pub fn merge(&mut self, digests: &[&Digest], stories: &[u32]) -> Merged {
        let lone = stories.iter().max().map_or(0, |max| max + 1);
        let mut by_story: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
        for article in 0..digests.len() {
            let story = stories.get(article).copied().unwrap_or(lone + article as u32);
            by_story.entry(story).or_default().push(article);
        }
        let mut names = Names::default();
        let mut known = HashMap::with_capacity(by_story.len());
        let mut all: Vec<(usize, u64)> = Vec::with_capacity(by_story.len());
        let told: Vec<Vec<usize>> = by_story.into_values().collect();
        for (story, articles) in told.iter().enumerate() {
            let content: Vec<&Digest> = articles.iter().filter_map(|at| digests.get(*at).copied()).collect();
            let print = Digest::print(&content);
            known
                .entry(print)
                .or_insert_with(|| self.known.remove(&print).unwrap_or_else(|| groups(&content, &mut names)));
            all.push((story, print));
        }
        self.known = known;
        let empty = Vec::new();
        let found: Vec<(usize, &Group)> = all
            .iter()
            .flat_map(|(story, print)| {
                self.known.get(print).unwrap_or(&empty).iter().map(|group| (*story, group))
            })
            .collect();
        let labels = gather(&found.iter().map(|(_, group)| *group).collect::<Vec<_>>());
        let mut of: Vec<Vec<usize>> = digests.iter().map(|digest| vec![0; digest.len()]).collect();
        for ((story, group), label) in found.iter().zip(labels) {
            for (article, local) in &group.members {
                let article =
                    told.get(*story).and_then(|a| a.get(*article as usize)).copied().unwrap_or_default();
                if let Some(place) = of.get_mut(article).and_then(|locals| locals.get_mut(*local as usize)) {
                    *place = label;
                }
            }
        }
        numbered(digests, &of)
    }
}

/// Numbers the actors by their first member and describes them.
fn numbered(digests: &[&Digest], labels: &[Vec<usize>]) -> Merged {
    let mut merged = Merged::default();
    let mut numbers: HashMap<usize, u32> = HashMap::new();
    let mut members: Vec<Vec<(ArticleId, LocalActorId, &Local)>> = Vec::new();
    for (article, (digest, labels)) in digests.iter().zip(labels).enumerate() {
        let mut of = Vec::with_capacity(labels.len());
        for (number, (local, label)) in digest.locals().zip(labels).enumerate() {
            let actor = *numbers.entry(*label).or_insert_with(|| {
                members.push(Vec::new());
                members.len() as u32 - 1
            });
            if let Some(group) = members.get_mut(actor as usize) {
                group.push((ArticleId(article as u32), LocalActorId(number as u32), local));
            }
            of.push(ActorId(actor));
        }
        merged.of.push(of);
    }
    merged.actors = members.iter().map(|group| actor(group)).collect();
    merged
}

/// One actor from its members.
fn actor(group: &[(ArticleId, LocalActorId, &Local)]) -> MergedActor {
    let mut variants: BTreeMap<&str, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<ActorKind, u32> = BTreeMap::new();
    for (_, _, local) in group {
        for (text, count) in &local.variants {
            *variants.entry(text).or_default() += count;
            *kinds.entry(local.kind).or_default() += count;
        }
    }
    let nation = |text: &&str| Name::new(text, ActorKind::Place).nation;
    if kinds.len() > 1 && kinds.contains_key(&ActorKind::Other) && variants.keys().any(nation) {
        kinds.remove(&ActorKind::Other);
    }
    let kind = voted(&kinds);
    let mut variants: Vec<(String, u32)> =
        variants.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
    variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    let members = group.iter().map(|(article, number, _)| (*article, *number)).collect();
    MergedActor { name: canonical(&variants, kind), kind, variants, members }
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
            let some: Vec<&Digest> = digests.iter().take(count).collect();
            let expect = Merger::default().merge(&some, &stories[..count]);
            assert_eq!(merger.merge(&some, &stories[..count]), expect);
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
