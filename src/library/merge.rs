//! Actors of the library: the actors of many articles that are one.
//!
//! A [`Digest`] of each article holds all that merging needs and can be made in parallel and kept; [`merge`] joins them.
//! Full names join wherever they stand, ambiguous ones (a bare surname, a part of an organisation's name) only inside
//! one story. The result does not depend on the order of articles beyond the numbers it gives.

use crate::extract::joining::{Item, join};
use crate::extract::learn::file::{Cursor, varint};
use crate::extract::naming::Name;
use crate::model::{ActorId, ActorKind, ArticleId, Extraction, Gender, LocalActor, LocalActorId};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap};

/// What merging needs to know of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    actors: Vec<Local>,
}

/// One actor of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Local {
    names: Vec<Name>,
    variants: Vec<(String, u32)>,
    kind: ActorKind,
    gender: Option<Gender>,
}

impl Digest {
    /// Reads the actors of one article.
    #[must_use]
    pub fn of(extraction: &Extraction) -> Self {
        let local = |actor: &LocalActor| Local::new(actor.variants.clone(), actor.kind, actor.gender);
        Self { actors: extraction.actors.iter().map(local).collect() }
    }

    /// The digest in a compact form to be kept: every actor's kind, gender and spellings with their counts.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![FORM];
        for local in &self.actors {
            let kind = KINDS.iter().position(|kind| *kind == local.kind).unwrap_or_default();
            let gender = GENDERS.iter().position(|gender| *gender == local.gender).unwrap_or_default();
            out.push((kind * GENDERS.len() + gender) as u8);
            varint(&mut out, local.variants.len() as u32);
            for (text, count) in &local.variants {
                varint(&mut out, *count);
                varint(&mut out, text.len() as u32);
                out.extend(text.as_bytes());
            }
        }
        out
    }

    /// Reads a digest back; none if the bytes are not [`Self::to_bytes`] of this version.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut cursor = Cursor(bytes);
        if cursor.u8()? != FORM {
            return None;
        }
        let mut actors = Vec::new();
        while let Some(head) = cursor.u8() {
            let kind = *KINDS.get(head as usize / GENDERS.len())?;
            let gender = *GENDERS.get(head as usize % GENDERS.len())?;
            let mut variants = Vec::new();
            for _ in 0..cursor.varint()? {
                let count = cursor.varint()?;
                let length = cursor.varint()? as usize;
                variants.push((std::str::from_utf8(cursor.take(length)?).ok()?.to_owned(), count));
            }
            actors.push(Local::new(variants, kind, gender));
        }
        Some(Self { actors })
    }
}

/// First byte of a kept digest; counts up when its form changes.
const FORM: u8 = 1;

const KINDS: [ActorKind; 4] =
    [ActorKind::Person, ActorKind::Organisation, ActorKind::Place, ActorKind::Other];
const GENDERS: [Option<Gender>; 3] = [None, Some(Gender::Feminine), Some(Gender::Masculine)];

impl Local {
    fn new(variants: Vec<(String, u32)>, kind: ActorKind, gender: Option<Gender>) -> Self {
        let mut names: Vec<Name> = Vec::new();
        for (text, _) in &variants {
            let name = Name::new(text, kind);
            if !names.iter().any(|known| known.words == name.words) {
                names.push(name);
            }
        }
        // What the article itself took for its nation's government is the nation.
        if names.iter().any(|name| name.nation) {
            names.retain(|name| name.nation);
        }
        names.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then_with(|| a.words.cmp(&b.words)));
        Self { names, variants, kind, gender }
    }
}

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
    let mut items = Vec::new();
    let mut locals: Vec<(ArticleId, LocalActorId, &Local)> = Vec::new();
    let lone = stories.iter().max().map_or(0, |max| max + 1);
    for (article, digest) in digests.iter().enumerate() {
        let scope = stories.get(article).copied().unwrap_or(lone + article as u32);
        for (number, local) in digest.actors.iter().enumerate() {
            let weight = local.variants.iter().map(|(_, count)| count).sum();
            items.push(Item {
                names: local.names.clone(),
                kind: local.kind,
                weight,
                gender: local.gender,
                scope,
            });
            locals.push((ArticleId(article as u32), LocalActorId(number as u32), local));
        }
    }
    let labels = join(&items);
    let mut merged = Merged {
        actors: Vec::new(),
        of: digests.iter().map(|digest| Vec::with_capacity(digest.actors.len())).collect(),
    };
    let mut numbers: HashMap<usize, u32> = HashMap::new();
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for (at, label) in labels.into_iter().enumerate() {
        let number = *numbers.entry(label).or_insert_with(|| {
            groups.push(Vec::new());
            groups.len() as u32 - 1
        });
        groups[number as usize].push(at);
        merged.of[locals[at].0.0 as usize].push(ActorId(number));
    }
    merged.actors = groups.iter().map(|group| actor(group, &locals)).collect();
    merged
}

/// One actor from its members.
fn actor(group: &[usize], locals: &[(ArticleId, LocalActorId, &Local)]) -> MergedActor {
    let mut variants: BTreeMap<&str, u32> = BTreeMap::new();
    let mut kinds: BTreeMap<ActorKind, u32> = BTreeMap::new();
    let mut members = Vec::with_capacity(group.len());
    for &at in group {
        let (article, number, local) = locals[at];
        members.push((article, number));
        for (text, count) in &local.variants {
            *variants.entry(text).or_default() += count;
            *kinds.entry(local.kind).or_default() += count;
        }
    }
    let kind = kinds
        .iter()
        .max_by_key(|(kind, count)| (**count, Reverse(**kind)))
        .map_or(ActorKind::Other, |(kind, _)| *kind);
    let mut variants: Vec<(String, u32)> =
        variants.into_iter().map(|(text, count)| (text.to_owned(), count)).collect();
    variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
    MergedActor { name: canonical(&variants, kind), kind, variants, members }
}

/// The spelling to show: of a person the full form that is used most, else what is used most and is not shouted.
pub(crate) fn canonical(variants: &[(String, u32)], kind: ActorKind) -> String {
    let full = |text: &str| kind != ActorKind::Person || Name::new(text, kind).is_full();
    let calm = |text: &str| text.chars().any(char::is_lowercase) || text.chars().count() <= 7;
    let best = variants
        .iter()
        .find(|(text, _)| full(text) && calm(text))
        .or_else(|| variants.iter().find(|(text, _)| full(text)));
    best.or_else(|| variants.first()).map(|(text, _)| text.clone()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::{Digest, Merged, merge};
    use crate::model::{ActorId, ActorKind, Extraction, LocalActor};
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
