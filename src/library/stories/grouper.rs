//! Grouping that goes on: what is known of the articles stays, and after a change only what changed is made anew.
//!
//! The stories are always those of the set of articles, whatever came and went before. Pairs are made anew as a whole
//! only when the weights of words change (see `weights`); else those of the articles
//! that came, went or stood near them. What is tied together as before is not linked again.

use crate::extract::union::Union;
use crate::library::stories::copies::{Signature, copies};
use crate::library::stories::link::{Linker, Pair};
use crate::library::stories::near::{Near, Seen};
use crate::library::stories::pairs::{NEIGHBOURS, Sight, dot};
use crate::library::stories::weights::{Drawn, Weights, sample};
use crate::library::stories::{Doc, Group, Settings, reasons};
use crate::model::ArticleId;
use crate::parse::hashes::Map;
use std::collections::{BTreeMap, HashMap, HashSet};
use xxhash_rust::xxh3::{Xxh3, xxh3_64};

/// What an article is known by: another digest has another key.
pub type Key = u64;

/// Groups articles again and again.
#[derive(Debug, Default)]
pub struct Grouper {
    settings: Settings,
    slots: Vec<Slot>,
    free: Vec<u32>,
    of_key: HashMap<Key, u32>,
    /// Which slots are compared: those of articles that are no copies.
    compared: HashSet<u32>,
    weights: Weights,
    /// A hash of the sample the weights were counted on.
    sample: u64,
    near: Near,
    linker: Linker,
    told: HashMap<u64, Told>,
    apart: HashMap<(u64, u64), String>,
}

/// An article as it is kept.
#[derive(Clone, Debug, Default)]
struct Slot {
    /// The digest without its signature.
    packed: Box<[u8]>,
    signature: Signature,
    /// A hash of the packed digest.
    print: u64,
    drawn: Drawn,
}

/// What is told of a group.
#[derive(Clone, Debug)]
struct Told {
    /// The place of its central article.
    central: usize,
    why: Vec<String>,
}

/// How many articles of a story are compared to find its central one.
const CENTRAL: usize = 40;

impl Grouper {
    /// One that decides by other settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// Whether it has the digest of an article.
    #[must_use]
    pub fn has(&self, key: Key) -> bool {
        self.of_key.contains_key(&key)
    }

    /// Takes the digest of an article in, until a grouping without it.
    pub fn put(&mut self, key: Key, doc: Doc) {
        if self.has(key) {
            return;
        }
        let drawn = Drawn { content: doc.content, date: doc.date };
        let mut doc = doc;
        let signature = std::mem::take(&mut doc.signature);
        let packed = doc.to_bytes().into_boxed_slice();
        let slot = Slot { print: xxh3_64(&packed), packed, signature, drawn };
        let at = self.free.pop().unwrap_or_else(|| {
            self.slots.push(Slot::default());
            self.slots.len() as u32 - 1
        });
        self.slots[at as usize] = slot;
        self.of_key.insert(key, at);
    }

    /// The stories of some articles, in the order of their numbers. An article whose digest it does not have is an empty
    /// one; digests of others are forgotten.
    pub fn group(&mut self, keys: &[Key]) -> Vec<Group> {
        let lacking: Vec<Key> = keys.iter().copied().filter(|key| !self.has(*key)).collect();
        for &key in &lacking {
            self.put(key, Doc::default());
        }
        let slots: Vec<u32> = keys.iter().map(|key| self.of_key[key]).collect();
        let sheaf = self.fold(&slots);
        self.compare(&sheaf);
        let groups = self.link(&sheaf);
        let stories = self.tell(&sheaf, &groups);
        let lacking: HashSet<Key> = lacking.into_iter().collect();
        let here: HashSet<Key> = keys.iter().copied().filter(|key| !lacking.contains(key)).collect();
        let gone: Vec<Key> = self.of_key.keys().copied().filter(|key| !here.contains(key)).collect();
        for slot in gone.iter().filter_map(|key| self.of_key.remove(key)) {
            self.slots[slot as usize] = Slot::default();
            self.compared.remove(&slot);
            self.free.push(slot);
        }
        stories
    }

    fn doc(&self, slot: u32) -> Doc {
        Doc::from_bytes(&self.slots[slot as usize].packed).unwrap_or_default()
    }

    /// Puts the articles in order and folds copies.
    fn fold(&self, slots: &[u32]) -> Sheaf {
        let drawn = |at: usize| self.slots[slots[at] as usize].drawn;
        // One order for all that follows, whatever the order of the files.
        let mut order: Vec<usize> = (0..slots.len()).collect();
        order.sort_by_cached_key(|&at| {
            let Drawn { date, content } = drawn(at);
            (date.is_none(), date, content, at)
        });
        let texts: Vec<(u64, &Signature)> = order
            .iter()
            .map(|&at| {
                let slot = &self.slots[slots[at] as usize];
                (slot.drawn.content, &slot.signature)
            })
            .collect();
        let mut folded: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for (at, original) in copies(&texts).into_iter().enumerate() {
            folded.entry(original).or_default().push(order[at]);
        }
        let articles = folded.into_values().filter_map(|all| {
            let (&id, copies) = all.split_first()?;
            Some(Sole {
                slot: slots[id],
                id: ArticleId(id as u32),
                copies: copies.iter().map(|&at| ArticleId(at as u32)).collect(),
            })
        });
        Sheaf { articles: articles.collect() }
    }

    /// Brings the pairs up to the articles.
    fn compare(&mut self, sheaf: &Sheaf) {
        let now: HashSet<u32> = sheaf.articles.iter().map(|sole| sole.slot).collect();
        let drawn: Vec<Drawn> =
            sheaf.articles.iter().map(|sole| self.slots[sole.slot as usize].drawn).collect();
        let (sampled, size) = sample(&drawn, self.settings.sample);
        let sampled: Vec<u32> = sampled.into_iter().map(|at| sheaf.articles[at].slot).collect();
        let mut prints: Vec<u64> = sampled.iter().map(|&slot| self.slots[slot as usize].print).collect();
        prints.sort_unstable();
        let print = print(prints.iter().chain([&(size as u64)]));
        let mut near = std::mem::take(&mut self.near);
        if print != self.sample {
            self.weights = Weights::of(sampled.iter().map(|&slot| self.doc(slot)), size);
            self.sample = print;
            near = Near::default();
            self.compared.clear();
            self.told.clear();
        }
        let mut gone: Vec<u32> = self.compared.difference(&now).copied().collect();
        let mut come: Vec<u32> = now.difference(&self.compared).copied().collect();
        gone.sort_unstable();
        come.sort_unstable();
        let content = |slot: u32| self.slots[slot as usize].drawn.content;
        let come: Vec<(u32, u64)> = come.into_iter().map(|slot| (slot, content(slot))).collect();
        let look = |slot: u32| Sight::new(self.doc(slot), &self.weights);
        near.change(&gone, &come, &mut Seen::new(&self.weights, &self.settings.model, look));
        self.near = near;
        self.compared = now;
    }

    /// The groups, by place in the sheaf, in the order of their first articles; and which of them are one affair.
    fn link(&mut self, sheaf: &Sheaf) -> Groups {
        let count = sheaf.articles.len();
        let mut place = vec![0_u32; self.slots.len()];
        for (at, sole) in (0..).zip(&sheaf.articles) {
            place[sole.slot as usize] = at;
        }
        let mut pairs: Vec<Pair> = Vec::new();
        for (a, sole) in (0..).zip(&sheaf.articles) {
            let edges = self.near.edges(sole.slot).iter().map(|edge| (place[edge.to as usize], edge.likely));
            pairs.extend(edges.filter(|(b, _)| a < *b).map(|(b, likely)| Pair { a, b, likely }));
        }
        let content: Vec<u64> =
            sheaf.articles.iter().map(|sole| self.slots[sole.slot as usize].drawn.content).collect();
        let mut groups = self.linker.link(&content, &pairs, self.settings.story);
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort_unstable();
        let ties = ties(&groups, &pairs, count, self.settings.line);
        Groups { groups, ties }
    }

    /// What is told of the groups: what has not changed is known.
    fn tell(&mut self, sheaf: &Sheaf, Groups { groups, ties }: &Groups) -> Vec<Group> {
        let lines = lines(groups.len(), ties);
        let docs = |group: &[usize]| -> Vec<Doc> {
            group.iter().map(|&at| self.doc(sheaf.articles[at].slot)).collect()
        };
        let prints: Vec<u64> = groups
            .iter()
            .map(|group| print(group.iter().map(|&at| &self.slots[sheaf.articles[at].slot as usize].print)))
            .collect();
        let (mut told, mut stories) =
            (HashMap::with_capacity(groups.len()), Vec::with_capacity(groups.len()));
        for ((group, &print), &line) in groups.iter().zip(&prints).zip(&lines) {
            let soles = || group.iter().map(|&at| &sheaf.articles[at]);
            let of_group = self.told.get(&print).cloned().unwrap_or_else(|| {
                let docs = docs(group);
                let why = reasons::together(&docs.iter().collect::<Vec<_>>());
                Told { central: central(&docs, &self.weights), why }
            });
            let copies = soles().filter(|sole| !sole.copies.is_empty());
            let count: usize = soles().map(|sole| sole.copies.len()).sum();
            stories.push(Group {
                articles: soles().map(|sole| sole.id).collect(),
                central: group.get(of_group.central).map(|&at| sheaf.articles[at].id).unwrap_or_default(),
                copies: copies.map(|sole| (sole.id, sole.copies.clone())).collect(),
                why: of_group.why.iter().cloned().chain(reasons::folded(count)).collect(),
                line,
                apart: Vec::new(),
            });
            told.insert(print, of_group);
        }
        let mut apart = HashMap::with_capacity(ties.len() * 2);
        for &(a, b) in ties {
            for (one, other) in [(a, b), (b, a)] {
                let key = (prints[one], prints[other]);
                let why = self.apart.get(&key).cloned().unwrap_or_else(|| {
                    let (one, other) = (docs(&groups[one]), docs(&groups[other]));
                    reasons::apart(&one.iter().collect::<Vec<_>>(), &other.iter().collect::<Vec<_>>())
                });
                stories[one].apart.push((other, why.clone()));
                apart.insert(key, why);
            }
        }
        (self.told, self.apart) = (told, apart);
        stories
    }
}

/// The articles that are no copies, in order.
struct Sheaf {
    articles: Vec<Sole>,
}

/// An article with its copies.
struct Sole {
    slot: u32,
    id: ArticleId,
    copies: Vec<ArticleId>,
}

/// Groups by place in the sheaf, and pairs of them that are one affair.
struct Groups {
    groups: Vec<Vec<usize>>,
    ties: Vec<(usize, usize)>,
}

fn print<'p>(prints: impl Iterator<Item = &'p u64>) -> u64 {
    let mut hash = Xxh3::new();
    for print in prints {
        hash.update(&print.to_le_bytes());
    }
    hash.digest()
}

/// The article that has most words in common with the others; of large groups the first ones are asked.
fn central(docs: &[Doc], weights: &Weights) -> usize {
    let asked: Vec<Vec<(u32, f32)>> = docs.iter().take(CENTRAL).map(|doc| weights.body(doc)).collect();
    let sum = |at: usize| {
        let others = asked.iter().enumerate().filter(|(other, _)| *other != at);
        others.map(|(_, other)| dot(&asked[at], other)).sum::<f32>()
    };
    let sums = (0..asked.len()).map(|at| (sum(at), at));
    sums.reduce(|best, next| if next.0 > best.0 { next } else { best }).map_or(0, |(_, at)| at)
}

/// Pairs of groups that belong to one affair.
fn ties(groups: &[Vec<usize>], pairs: &[Pair], count: usize, least: f32) -> Vec<(usize, usize)> {
    let mut of = vec![0; count];
    for (number, group) in groups.iter().enumerate() {
        for &at in group {
            of[at] = number;
        }
    }
    // In whole numbers, whose sums have no order.
    let mut sums: Map<u64> = Map::default();
    for pair in pairs {
        let (a, b) = (of[pair.a as usize], of[pair.b as usize]);
        if a != b {
            *sums.entry((a.min(b) as u64) << 32 | a.max(b) as u64).or_default() +=
                (pair.likely.affair * UNIT) as u64;
        }
    }
    let mean = |(a, b): (usize, usize), sum: u64| {
        let (small, large) = (groups[a].len().min(groups[b].len()), groups[a].len().max(groups[b].len()));
        sum as f32 / UNIT / (small * large.min(NEIGHBOURS)) as f32
    };
    let sums = sums.into_iter().map(|(key, sum)| (((key >> 32) as usize, (key & 0xffff_ffff) as usize), sum));
    let mut ties: Vec<(usize, usize)> =
        sums.filter(|(key, sum)| mean(*key, *sum) >= least).map(|(key, _)| key).collect();
    ties.sort_unstable();
    ties
}

/// What likelihoods are counted in.
const UNIT: f32 = 16_777_216.0;

/// The storyline of each group: the number of its first group.
fn lines(count: usize, ties: &[(usize, usize)]) -> Vec<u32> {
    let mut line = Union::new(count);
    for &(a, b) in ties {
        line.join(a, b);
    }
    (0..count).map(|at| line.root(at) as u32).collect()
}
