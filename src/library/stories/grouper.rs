//! Grouping that goes on: what is known of the articles stays in a [`GroupStore`], and after a change only what changed is made
//! anew.
//!
//! The stories are always those of the set of articles, whatever came and went before. Pairs are made anew as a whole
//! only when the weights of words change (see `weights`); else those of the articles
//! that came, went or stood near them. What is tied together as before is not linked again.

use crate::extract::union::Union;
use crate::library::stories::copies::{Signature, copies};
use crate::library::stories::doc::{Digest, Facts, Sketch};
use crate::library::stories::judging::edges;
use crate::library::stories::link::{Linker, Pair};
use crate::library::stories::lists::{number, take};
use crate::library::stories::near::{By, Sole, change};
use crate::library::stories::pairs::{NEIGHBOURS, dot};
use crate::library::stories::store::{GroupStore, Table};
use crate::library::stories::weights::{Drawn, Weights, sample};
use crate::library::stories::{Group, Settings, reasons};
use crate::model::ArticleId;
use crate::parse::hashes::Map;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use xxhash_rust::xxh3::Xxh3;

/// Groups articles again and again.
#[derive(Debug, Default)]
pub struct Grouper {
    settings: Settings,
    linker: Linker,
    /// The weights of words, and a hash of the sample they were counted on.
    weights: Weights,
    sample: u64,
}

/// How many articles of a story are compared to find its central one.
const CENTRAL: usize = 40;

impl Grouper {
    /// One that decides by other settings.
    #[must_use]
    pub fn new(settings: Settings) -> Self {
        Self { settings, ..Self::default() }
    }

    /// The stories of some articles, given in the order of their places; an article that has no sketch in the store is an
    /// empty one. What the store knows of other articles is forgotten.
    ///
    /// # Errors
    /// When the store cannot be read or written; it is to be left as it was, then.
    pub fn group<S: GroupStore>(&mut self, store: &mut S, articles: &[u32]) -> Result<Vec<Group>, S::Error> {
        let sheaf = Sheaf::fold(store, articles)?;
        self.compare(store, &sheaf)?;
        let groups = self.link(store, &sheaf)?;
        let stories = self.tell(store, &sheaf, &groups)?;
        let (sampled, _) = sample(&sheaf.drawn, self.settings.sample);
        let mut sampled: Vec<u32> = sampled.into_iter().map(|at| sheaf.articles[at].article).collect();
        sampled.sort_unstable();
        store.keep(&sampled)?;
        Ok(stories)
    }

    /// Brings the pairs up to the articles.
    fn compare<S: GroupStore>(&mut self, store: &mut S, sheaf: &Sheaf) -> Result<(), S::Error> {
        let (sampled, size) = sample(&sheaf.drawn, self.settings.sample);
        let mut prints: Vec<u64> = sampled.iter().map(|at| sheaf.articles[*at].print).collect();
        prints.sort_unstable();
        let print = print(prints.iter().chain([&(size as u64)]));
        if print != self.sample {
            let sampled: Vec<u32> = sampled.into_iter().map(|at| sheaf.articles[at].article).collect();
            self.weights = Weights::of(&store.digests(&sampled)?, size);
            self.sample = print;
        }
        if print != store.sample()? {
            for table in Table::ALL {
                store.clear(table)?;
            }
            store.set_sample(print)?;
            store.bring(&sheaf.articles.iter().map(|folded| folded.article).collect::<Vec<_>>())?;
        }
        let mut now: Vec<Sole> = sheaf.articles.iter().map(Folded::sole).collect();
        now.sort_unstable_by_key(|sole| sole.article);
        change(store, By { weights: &self.weights, model: &self.settings.model }, &now)
    }

    /// The groups, by place in the sheaf, in the order of their first articles; and which of them are one affair.
    fn link<S: GroupStore>(&mut self, store: &mut S, sheaf: &Sheaf) -> Result<Groups, S::Error> {
        let count = sheaf.articles.len();
        let end = sheaf.articles.iter().map(|folded| folded.article as usize + 1).max().unwrap_or(0);
        let mut place = vec![u32::MAX; end];
        for (at, folded) in (0..).zip(&sheaf.articles) {
            place[folded.article as usize] = at;
        }
        let mut pairs: Vec<Pair> = Vec::new();
        let of = |article: u32| place.get(article as usize).copied().filter(|at| *at != u32::MAX);
        store.each(Table::Likely, &mut |article, packed| {
            let Some(one) = of(article as u32) else { return };
            let pair = |other: u32, likely| Pair { a: one.min(other), b: one.max(other), likely };
            pairs.extend(edges(packed).iter().filter_map(|edge| Some(pair(of(edge.to)?, edge.likely))));
        })?;
        pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
        let content: Vec<u64> = sheaf.drawn.iter().map(|drawn| drawn.content).collect();
        let mut groups = self.linker.link(&content, &pairs, self.settings.story);
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort_unstable();
        let ties = ties(&groups, &pairs, count, self.settings.line);
        Ok(Groups { groups, ties })
    }

    /// What is told of the groups: what has not changed is known.
    fn tell<S: GroupStore>(
        &self,
        store: &mut S,
        sheaf: &Sheaf,
        Groups { groups, ties }: &Groups,
    ) -> Result<Vec<Group>, S::Error> {
        let lines = lines(groups.len(), ties);
        let prints: Vec<u64> =
            groups.iter().map(|group| print(group.iter().map(|&at| &sheaf.articles[at].print))).collect();
        let mut teller = Teller { sheaf, groups, told: BTreeSet::new(), facts: HashMap::new() };
        let mut stories = Vec::with_capacity(groups.len());
        for ((group, &print), &line) in groups.iter().zip(&prints).zip(&lines) {
            let folded = || group.iter().map(|&at| &sheaf.articles[at]);
            let told = match group.as_slice() {
                [_] => Told::default(),
                _ => teller.told(store, print, &[stories.len()], |store, facts| {
                    let asked: Vec<u32> = folded().take(CENTRAL).map(|folded| folded.article).collect();
                    let why = reasons::together(&facts[0].iter().collect::<Vec<_>>());
                    Ok(Told { central: central(&store.digests(&asked)?, &self.weights), why })
                })?,
            };
            let copies = folded().filter(|folded| !folded.copies.is_empty());
            let count: usize = folded().map(|folded| folded.copies.len()).sum();
            stories.push(Group {
                articles: folded().map(|folded| folded.id).collect(),
                central: group.get(told.central).map(|&at| sheaf.articles[at].id).unwrap_or_default(),
                copies: copies.map(|folded| (folded.id, folded.copies.clone())).collect(),
                why: told.why.into_iter().chain(reasons::folded(count)).collect(),
                line,
                apart: Vec::new(),
            });
        }
        for &(a, b) in ties {
            for (one, other) in [(a, b), (b, a)] {
                let key = print([&prints[one], &prints[other], &APART].into_iter());
                let told = teller.told(store, key, &[one, other], |_, facts| {
                    let (one, other) =
                        (facts[0].iter().collect::<Vec<_>>(), facts[1].iter().collect::<Vec<_>>());
                    Ok(Told { central: 0, why: vec![reasons::apart(&one, &other)] })
                })?;
                stories[one].apart.extend(told.why.into_iter().map(|why| (other, why)));
            }
        }
        teller.forget(store)?;
        Ok(stories)
    }
}

/// Tells the hash of two groups from that of one.
const APART: u64 = 0x6170_6172_7400;

/// What is told of a group.
#[derive(Clone, Debug, Default, PartialEq)]
struct Told {
    /// The place of its central article.
    central: usize,
    why: Vec<String>,
}

impl Told {
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::new();
        number(&mut out, self.central as u32);
        out.extend(self.why.join("\n").as_bytes());
        out
    }

    fn from_bytes(mut bytes: &[u8]) -> Option<Self> {
        let central = take(&mut bytes)? as usize;
        let why = std::str::from_utf8(bytes).ok()?;
        Some(Self { central, why: why.lines().map(str::to_owned).collect() })
    }
}

/// Remembers what was told.
struct Teller<'a> {
    sheaf: &'a Sheaf,
    groups: &'a [Vec<usize>],
    told: BTreeSet<u64>,
    /// Of the groups met last.
    facts: HashMap<usize, Vec<Facts>>,
}

/// How many groups' facts are kept at hand.
const AT_HAND: usize = 64;

impl Teller<'_> {
    /// What is told under a hash of some groups; made of their facts when it is not known.
    fn told<S: GroupStore>(
        &mut self,
        store: &mut S,
        print: u64,
        of: &[usize],
        make: impl FnOnce(&mut S, &[&[Facts]]) -> Result<Told, S::Error>,
    ) -> Result<Told, S::Error> {
        self.told.insert(print);
        let known = store.get(Table::Reasons, print.cast_signed())?;
        if let Some(told) = known.and_then(|known| Told::from_bytes(&known)) {
            return Ok(told);
        }
        if self.facts.len() > AT_HAND {
            self.facts.clear();
        }
        for group in of {
            if !self.facts.contains_key(group) {
                let articles = self.groups[*group].iter().map(|&at| self.sheaf.articles[at].article);
                let facts = articles.map(|article| store.facts(article)).collect::<Result<_, _>>()?;
                self.facts.insert(*group, facts);
            }
        }
        let facts: Vec<&[Facts]> = of.iter().map(|group| self.facts[group].as_slice()).collect();
        let told = make(store, &facts)?;
        store.put(Table::Reasons, print.cast_signed(), &told.to_bytes())?;
        Ok(told)
    }

    /// Forgets what is told no longer.
    fn forget<S: GroupStore>(self, store: &mut S) -> Result<(), S::Error> {
        let mut gone = Vec::new();
        store.each(Table::Reasons, &mut |print, _| {
            gone.extend((!self.told.contains(&print.cast_unsigned())).then_some(print));
        })?;
        gone.into_iter().try_for_each(|print| store.put(Table::Reasons, print, &[]))
    }
}

/// The articles that are no copies, in order.
struct Sheaf {
    articles: Vec<Folded>,
    /// How the sample is drawn of them.
    drawn: Vec<Drawn>,
}

/// An article with its copies.
struct Folded {
    article: u32,
    id: ArticleId,
    content: u64,
    print: u64,
    copies: Vec<ArticleId>,
}

impl Folded {
    const fn sole(&self) -> Sole {
        Sole { article: self.article, print: self.print, content: self.content }
    }
}

impl Sheaf {
    /// Puts the articles in order and folds copies.
    fn fold<S: GroupStore>(store: &mut S, articles: &[u32]) -> Result<Self, S::Error> {
        let end = articles.iter().max().map_or(0, |max| *max as usize + 1);
        let mut place = vec![u32::MAX; end];
        for (at, article) in (0..).zip(articles) {
            place[*article as usize] = at;
        }
        let mut sketches = vec![Sketch::default(); articles.len()];
        store.sketches(&mut |article, sketch| {
            let at = place.get(article as usize).and_then(|at| sketches.get_mut(*at as usize));
            if let Some(place) = at {
                *place = sketch;
            }
        })?;
        // One order for all that follows, whatever the order of the files.
        let mut order: Vec<u32> = (0..articles.len() as u32).collect();
        order.sort_by_cached_key(|&at| {
            let Sketch { date, content, .. } = sketches[at as usize];
            (date.is_none(), date, content, at)
        });
        let texts = order.iter().map(|&at| &sketches[at as usize]);
        let texts: Vec<(u64, &Signature)> = texts.map(|sketch| (sketch.content, &sketch.signature)).collect();
        let mut folded: BTreeMap<usize, Vec<u32>> = BTreeMap::new();
        for (at, original) in copies(&texts).into_iter().enumerate() {
            folded.entry(original).or_default().push(order[at]);
        }
        let articles = folded.into_values().filter_map(|all| {
            let (&id, copies) = all.split_first()?;
            let Sketch { content, print, .. } = sketches[id as usize];
            let copies = copies.iter().map(|&at| ArticleId(at)).collect();
            Some(Folded { article: articles[id as usize], id: ArticleId(id), content, print, copies })
        });
        let articles: Vec<Folded> = articles.collect();
        let drawn = articles.iter().map(|folded| &sketches[folded.id.0 as usize]);
        let drawn = drawn.map(|sketch| Drawn { content: sketch.content, date: sketch.date }).collect();
        Ok(Self { articles, drawn })
    }
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
fn central(docs: &[Digest], weights: &Weights) -> usize {
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
