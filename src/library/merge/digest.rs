//! What merging keeps of an article, and the groups of actors that are one within a story.

use crate::extract::joining::{Item, Reach, join, keys};
use crate::extract::learn::features::{pair, text as hash};
use crate::extract::learn::file::{Cursor, varint};
use crate::extract::naming::Name;
use crate::library::merge::across::{Draft, Group, Pool};
use crate::model::{ActorKind, Extraction, Gender, LocalActor};
use std::collections::{BTreeMap, HashMap};

/// What merging needs to know of one article.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Digest {
    actors: Vec<Local>,
}

/// One actor of one article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Local {
    pub(super) variants: Vec<(String, u32)>,
    pub(super) kind: ActorKind,
    pub(super) gender: Option<Gender>,
}

impl Digest {
    /// Reads the actors of one article.
    #[must_use]
    pub fn of(extraction: &Extraction) -> Self {
        let local = |actor: &LocalActor| Local {
            variants: actor.variants.clone(),
            kind: actor.kind,
            gender: actor.gender,
        };
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
            actors.push(Local { variants, kind, gender });
        }
        Some(Self { actors })
    }

    /// How many actors the article has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.actors.len()
    }

    /// Whether it has none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.actors.is_empty()
    }

    pub(super) fn locals(&self) -> impl Iterator<Item = &Local> {
        self.actors.iter()
    }

    /// A fingerprint of the digests of a story, in their order.
    pub(super) fn print(story: &[Self]) -> u64 {
        let local = |print: u64, local: &Local| {
            let head = pair(print, local.kind as u64 * 4 + local.gender.map_or(0, |g| 1 + g as u64));
            local
                .variants
                .iter()
                .fold(head, |print, (text, count)| pair(pair(print, hash(text)), u64::from(*count)))
        };
        story.iter().fold(1, |print, digest| {
            digest.actors.iter().fold(pair(print, digest.actors.len() as u64), local)
        })
    }
}

/// First byte of a kept digest; counts up when its form changes.
const FORM: u8 = 1;

const KINDS: [ActorKind; 4] =
    [ActorKind::Person, ActorKind::Organisation, ActorKind::Place, ActorKind::Other];
const GENDERS: [Option<Gender>; 3] = [None, Some(Gender::Feminine), Some(Gender::Masculine)];

/// Names taken apart, each spelling once, as long as there are not too many.
#[derive(Debug, Default)]
pub(super) struct Names {
    all: Vec<Name>,
    known: HashMap<u64, u32>,
}

/// How many names are remembered from story to story.
const NAMES: usize = 16_384;

impl Names {
    /// The number of a spelling.
    fn number(&mut self, text: &str, kind: ActorKind) -> u32 {
        let all = &mut self.all;
        *self.known.entry(pair(hash(text), kind as u64)).or_insert_with(|| {
            all.push(Name::new(text, kind));
            all.len() as u32 - 1
        })
    }

    /// Forgets them when they are many. Numbers given before mean nothing, then.
    fn clear_many(&mut self) {
        if self.all.len() > NAMES {
            *self = Self::default();
        }
    }
}

/// What is one within a story.
#[derive(Clone, Debug, Default)]
pub(super) struct Story {
    pub(super) groups: Box<[Group]>,
    /// The group of each actor, article after article.
    pub(super) of: Box<[u32]>,
}

/// The actors of a story's articles, grouped to what is one within the story.
pub(super) fn group(story: &[Digest], names: &mut Names, pool: &mut Pool) -> Story {
    names.clear_many();
    let locals = || story.iter().flat_map(|digest| digest.actors.iter());
    let numbers: Vec<Vec<u32>> = locals()
        .map(|local| local.variants.iter().map(|(text, _)| names.number(text, local.kind)).collect())
        .collect();
    let items: Vec<Item<'_>> = locals()
        .zip(&numbers)
        .map(|(local, numbers)| Item {
            names: distinct(numbers.iter().filter_map(|n| names.all.get(*n as usize))),
            kind: local.kind,
            weight: local.variants.iter().map(|(_, count)| count).sum(),
            gender: local.gender,
            introduced: false,
            offices: Vec::new(),
        })
        .collect();
    let labels = join(&items, Reach::Story);
    let mut found: BTreeMap<usize, Draft> = BTreeMap::new();
    for (item, label) in items.iter().zip(&labels) {
        let keys = item.names.iter().flat_map(|name| keys(item, name));
        found.entry(*label).or_default().add(item, keys);
    }
    let number: HashMap<usize, u32> = found.keys().copied().zip(0..).collect();
    Story {
        groups: found.into_values().map(|draft| draft.seal(pool)).collect(),
        of: labels.iter().filter_map(|label| number.get(label).copied()).collect(),
    }
}

/// Names that differ in their words, longest first; what is a nation in one spelling is the nation.
fn distinct<'n>(all: impl Iterator<Item = &'n Name>) -> Vec<&'n Name> {
    let mut names: Vec<&Name> = Vec::new();
    for name in all {
        if !names.iter().any(|known| known.words == name.words) {
            names.push(name);
        }
    }
    if names.iter().any(|name| name.nation) {
        names.retain(|name| name.nation);
    }
    names.sort_by(|a, b| b.words.len().cmp(&a.words.len()).then_with(|| a.words.cmp(&b.words)));
    names
}
