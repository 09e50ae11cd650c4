//! Stories: articles about one event, joined by what they share and kept apart by what tells them apart.
//!
//! Near-copies fold first, then average link over likely pairs makes the stories, then stories of one running affair are
//! tied to a storyline. Every join and every split has its reason in words. Nothing is compared all against all, and
//! nothing depends on the order of the articles.

pub mod bytes;
pub(crate) mod copies;
pub mod doc;
pub(crate) mod link;
pub mod pairs;
pub(crate) mod reasons;

use crate::extract::union::Union;
use crate::model::ArticleId;
use pairs::{Model, Pair, Pairs};
use std::collections::{BTreeMap, HashMap};

pub use doc::Doc;

/// One story.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Group {
    /// Its articles by date, the undated ones behind; near-copies are not among them.
    pub articles: Vec<ArticleId>,
    /// The article that has most in common with the others.
    pub central: ArticleId,
    /// Articles with their near-copies.
    pub copies: Vec<(ArticleId, Vec<ArticleId>)>,
    /// Why the articles stand together.
    pub why: Vec<String>,
    /// Which affair it belongs to: equal for the stories of one storyline.
    pub line: u32,
    /// Other stories of the affair, by position, with what tells them apart.
    pub apart: Vec<(usize, String)>,
}

/// How grouping decides. One setting serves every corpus.
#[derive(Clone, Debug, PartialEq)]
pub struct Settings {
    /// The pair model.
    pub model: Model,
    /// The mean likelihood from which two groups join.
    pub story: f32,
    /// The mean likelihood from which two stories are one affair.
    pub line: f32,
}

impl Default for Settings {
    fn default() -> Self {
        Self { model: Model::default(), story: 0.6, line: 0.4 }
    }
}

/// Groups articles, given in the order of their numbers, into stories.
#[must_use]
pub fn group(docs: &[Doc]) -> Vec<Group> {
    group_with(docs, &Settings::default())
}

/// As [`group`], with other settings.
#[must_use]
pub fn group_with(docs: &[Doc], settings: &Settings) -> Vec<Group> {
    // One order for all that follows, whatever the order of the files.
    let mut order: Vec<usize> = (0..docs.len()).collect();
    order.sort_by_key(|&at| (docs[at].date.is_none(), docs[at].date, docs[at].content, at));
    let signatures: Vec<_> = order.iter().map(|&at| &docs[at].signature).collect();
    let copy_of = copies::copies(&signatures);
    let mut folded: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for (at, &original) in copy_of.iter().enumerate() {
        folded.entry(original).or_default().push(at);
    }
    let firsts: Vec<usize> = folded.keys().copied().collect();
    let kept: Vec<&Doc> = firsts.iter().map(|&at| &docs[order[at]]).collect();

    let pairs = Pairs::new(&kept);
    let likely = pairs.neighbours(&settings.model, LEAST);
    let content: Vec<u64> = kept.iter().map(|doc| doc.content).collect();
    let mut groups = link::average(&content, &likely, settings.story);
    for group in &mut groups {
        group.sort_unstable();
    }
    groups.sort_unstable();

    let ties = ties(&groups, &likely, kept.len(), settings);
    let lines = lines(groups.len(), &ties);
    let id = |at: usize| ArticleId(order[at] as u32);
    let mut stories: Vec<Group> = Vec::with_capacity(groups.len());
    for (number, group) in groups.iter().enumerate() {
        let members: Vec<&Doc> = group.iter().map(|&at| kept[at]).collect();
        let copies = group.iter().filter_map(|&at| {
            let all = folded.get(&firsts[at]).filter(|all| all.len() > 1)?;
            Some((id(firsts[at]), all.iter().skip(1).map(|&copy| id(copy)).collect()))
        });
        stories.push(Group {
            articles: group.iter().map(|&at| id(firsts[at])).collect(),
            central: id(firsts[central(group, &pairs)]),
            copies: copies.collect(),
            why: reasons::together(&members, copy_count(group, &firsts, &folded)),
            line: lines[number],
            apart: Vec::new(),
        });
    }
    for &(a, b) in &ties {
        let docs_of = |number: usize| groups[number].iter().map(|&at| kept[at]).collect::<Vec<&Doc>>();
        let why = reasons::apart(&docs_of(a), &docs_of(b));
        stories[a].apart.push((b, why));
        let why = reasons::apart(&docs_of(b), &docs_of(a));
        stories[b].apart.push((a, why));
    }
    stories
}

/// Pairs less likely than this are forgotten.
const LEAST: f32 = 0.02;

/// How many near-copies the articles of a group have.
fn copy_count(group: &[usize], firsts: &[usize], folded: &BTreeMap<usize, Vec<usize>>) -> usize {
    group.iter().map(|&at| folded.get(&firsts[at]).map_or(0, |all| all.len() - 1)).sum()
}

/// The article of a group that has most words in common with the others; of large groups the first ones are asked.
fn central(group: &[usize], pairs: &Pairs) -> usize {
    let asked = group.get(..group.len().min(CENTRAL)).unwrap_or(group);
    let sum = |&at: &usize| {
        asked.iter().filter(|&&other| other != at).map(|&other| pairs.features(at, other)[0]).sum::<f32>()
    };
    let best =
        asked.iter().map(|at| (sum(at), *at)).reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or(0, |(_, at)| at)
}

/// How many articles of a story are compared to find its central one.
const CENTRAL: usize = 40;

/// Pairs of groups that belong to one affair.
fn ties(groups: &[Vec<usize>], likely: &[Pair], count: usize, settings: &Settings) -> Vec<(usize, usize)> {
    let mut of = vec![0; count];
    for (number, group) in groups.iter().enumerate() {
        for &at in group {
            of[at] = number;
        }
    }
    let mut sums: HashMap<(usize, usize), f32> = HashMap::new();
    for pair in likely {
        let (a, b) = (of[pair.a as usize], of[pair.b as usize]);
        if a != b {
            *sums.entry((a.min(b), a.max(b))).or_default() += pair.kin;
        }
    }
    let mean = |(a, b): (usize, usize), sum: f32| {
        let (small, large) = (groups[a].len().min(groups[b].len()), groups[a].len().max(groups[b].len()));
        sum / (small * large.min(pairs::NEIGHBOURS)) as f32
    };
    let mut ties: Vec<(usize, usize)> =
        sums.into_iter().filter(|(key, sum)| mean(*key, *sum) >= settings.line).map(|(key, _)| key).collect();
    ties.sort_unstable();
    ties
}

/// The storyline of each group: the number of its first group.
fn lines(count: usize, ties: &[(usize, usize)]) -> Vec<u32> {
    let mut line = Union::new(count);
    for &(a, b) in ties {
        line.join(a, b);
    }
    (0..count).map(|at| line.root(at) as u32).collect()
}

#[cfg(test)]
mod tests;
