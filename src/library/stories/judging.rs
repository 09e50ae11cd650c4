//! How likely the compared pairs are about one event, and the likely ones in the [`GroupStore`].
//!
//! A pair stands with the article of the lower number. Articles are read in blocks: those of one block against those they
//! are compared with of one other block at a time, so that no more than two blocks are in memory.

use crate::library::stories::lists::{number, take};
use crate::library::stories::near::{By, Standing};
use crate::library::stories::pairs::{Likely, Sight};
use crate::library::stories::store::{GroupStore, Table};
use rayon::iter::{IntoParallelIterator, IntoParallelRefIterator, ParallelIterator};
use std::collections::{BTreeMap, BTreeSet};

/// Pairs less likely of one affair than this are forgotten.
const LEAST: f32 = 0.2;
/// How many articles are read together. A new block of one side reads the other side again.
const BLOCK: u32 = 8192;

/// An article of a higher number, and how likely it is about the same.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Edge {
    pub(crate) to: u32,
    pub(crate) likely: Likely,
}

/// Edges of one article, by number, as bytes. Event and affair are as likely but where the occasions differ.
pub(crate) fn pack(edges: &[Edge]) -> Vec<u8> {
    let mut out = Vec::with_capacity(edges.len() * 7);
    let mut last = 0;
    for Edge { to, likely } in edges {
        let (event, affair) = (Likely::kept(likely.event), Likely::kept(likely.affair));
        number(&mut out, (to - last) << 1 | u32::from(event != affair));
        last = *to;
        out.extend(affair.to_le_bytes());
        if event != affair {
            out.extend(event.to_le_bytes());
        }
    }
    out
}

/// They again.
pub(crate) fn edges(mut packed: &[u8]) -> Vec<Edge> {
    let mut edges = Vec::new();
    let mut to = 0_u32;
    let mut read = || -> Option<Edge> {
        let step = take(&mut packed)?;
        to = to.checked_add(step >> 1)?;
        let mut kept = || -> Option<f32> {
            let (bytes, rest) = packed.split_first_chunk()?;
            packed = rest;
            Some(Likely::from_kept(u16::from_le_bytes(*bytes)))
        };
        let affair = kept()?;
        let event = if step & 1 == 0 { affair } else { kept()? };
        Some(Edge { to, likely: Likely { event, affair } })
    };
    while let Some(edge) = read() {
        edges.push(edge);
    }
    edges
}

/// Judges the pairs that are new, forgets those that are no longer compared. `come` are articles nothing was known of,
/// `again` those that are compared with others than before, with whom they were compared. What all are compared with now
/// stands in the store.
pub(crate) fn judge<S: GroupStore>(
    store: &mut S,
    by: By<'_>,
    come: &[u32],
    again: &BTreeMap<u32, Vec<u32>>,
) -> Result<(), S::Error> {
    let is_new = |article: u32| come.binary_search(&article).is_ok();
    let mut changed: Vec<u32> = come.iter().copied().chain(again.keys().copied()).collect();
    changed.sort_unstable();
    let (mut found, mut lost) = (Vec::new(), Vec::new());
    for block in changed.chunk_by(|a, b| a / BLOCK == b / BLOCK) {
        let mut now: Vec<(u32, Vec<u32>)> = Vec::with_capacity(block.len());
        // Whom they are or were compared with, by block.
        let mut others: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        for &article in block {
            let best = best(store, article)?;
            let before = again.get(&article).into_iter().flatten();
            for other in best.iter().chain(before) {
                others.entry(other / BLOCK).or_default().insert(*other);
            }
            now.push((article, best));
        }
        let sights = sights(store, by, block)?;
        for others in others.into_values() {
            let others: Vec<u32> = others.into_iter().collect();
            let theirs: Vec<Vec<u32>> =
                others.iter().map(|other| best(store, *other)).collect::<Result<_, _>>()?;
            let pairs = pairs(&now, (&others, &theirs), again, &is_new);
            let (new, old): (Vec<Pair>, Vec<Pair>) = pairs.into_iter().partition(|pair| pair.is);
            lost.extend(old.iter().map(|pair| (pair.low(), pair.high())));
            judge_block(store, by, (block, &sights), new, &mut found)?;
        }
    }
    write(store, found, lost)
}

/// Two articles whose standing to each other has changed.
#[derive(Clone, Copy, Debug)]
struct Pair {
    one: u32,
    other: u32,
    /// Whether they are compared now.
    is: bool,
}

impl Pair {
    const fn low(&self) -> u32 {
        if self.one < self.other { self.one } else { self.other }
    }

    const fn high(&self) -> u32 {
        if self.one < self.other { self.other } else { self.one }
    }
}

/// The pairs of changed articles with some others that are compared and were not, or were and are not. One that both sides
/// know of is told by the side of the lower number.
fn pairs(
    now: &[(u32, Vec<u32>)],
    (others, theirs): (&[u32], &[Vec<u32>]),
    again: &BTreeMap<u32, Vec<u32>>,
    is_new: &impl Fn(u32) -> bool,
) -> Vec<Pair> {
    let none = Vec::new();
    let has = |list: &[u32], article: u32| list.binary_search(&article).is_ok();
    let (Some(first), Some(last)) = (others.first(), others.last()) else { return Vec::new() };
    let mut pairs = Vec::new();
    for (one, best) in now {
        let then = again.get(one).unwrap_or(&none);
        let mut both: Vec<u32> =
            best.iter().chain(then).copied().filter(|other| first <= other && other <= last).collect();
        both.sort_unstable();
        both.dedup();
        for other in both {
            let Some(their_now) = others.binary_search(&other).ok().and_then(|at| theirs.get(at)) else {
                continue;
            };
            let changed = again.get(&other);
            let their_then = if is_new(other) { &none } else { changed.unwrap_or(their_now) };
            let knows =
                (changed.is_some() || is_new(other)) && (has(their_now, *one) || has(their_then, *one));
            if knows && other < *one {
                continue;
            }
            let was = has(then, other) || has(their_then, *one);
            let is = has(best, other) || has(their_now, *one);
            if was != is {
                pairs.push(Pair { one: *one, other, is });
            }
        }
    }
    pairs
}

/// Judges pairs of a block with articles of another.
fn judge_block<S: GroupStore>(
    store: &mut S,
    by: By<'_>,
    (block, sights): (&[u32], &[Sight]),
    mut pairs: Vec<Pair>,
    found: &mut Vec<(u32, Edge)>,
) -> Result<(), S::Error> {
    pairs.sort_unstable_by_key(|pair| pair.other);
    let mut others: Vec<u32> = pairs.iter().map(|pair| pair.other).collect();
    others.dedup();
    let read;
    let (others, theirs) = if others.iter().all(|other| block.binary_search(other).is_ok()) {
        (block, sights)
    } else {
        read = self::sights(store, by, &others)?;
        (others.as_slice(), read.as_slice())
    };
    let judged: Vec<(u32, Edge)> = pairs
        .into_par_iter()
        .filter_map(|pair| {
            let one = sights.get(block.binary_search(&pair.one).ok()?)?;
            let other = theirs.get(others.binary_search(&pair.other).ok()?)?;
            let likely = one.likely(other, by.model);
            (likely.affair >= LEAST).then(|| (pair.low(), Edge { to: pair.high(), likely }))
        })
        .collect();
    found.extend(judged);
    Ok(())
}

/// Whom an article is compared with.
fn best<S: GroupStore>(store: &mut S, article: u32) -> Result<Vec<u32>, S::Error> {
    let packed = store.get(Table::Near, article.into())?;
    Ok(packed.map(|packed| Standing::from_bytes(&packed).best).unwrap_or_default())
}

/// Articles as they weigh now.
fn sights<S: GroupStore>(store: &mut S, by: By<'_>, articles: &[u32]) -> Result<Vec<Sight>, S::Error> {
    let mut sights = Vec::with_capacity(articles.len());
    for part in articles.chunks(1024) {
        let digests = store.digests(part)?;
        let some: Vec<Sight> = digests.par_iter().map(|digest| Sight::new(digest, by.weights)).collect();
        sights.extend(some);
    }
    Ok(sights)
}

/// Writes likely pairs, takes out others.
fn write<S: GroupStore>(
    store: &mut S,
    mut found: Vec<(u32, Edge)>,
    mut lost: Vec<(u32, u32)>,
) -> Result<(), S::Error> {
    found.sort_unstable_by_key(|(article, edge)| (*article, edge.to));
    lost.sort_unstable();
    let mut articles: Vec<u32> = found.iter().map(|(article, _)| *article).collect();
    articles.extend(lost.iter().map(|(article, _)| *article));
    articles.sort_unstable();
    articles.dedup();
    for article in articles {
        let before = store.get(Table::Likely, article.into())?.unwrap_or_default();
        let mut all = edges(&before);
        all.retain(|edge| lost.binary_search(&(article, edge.to)).is_err());
        let from = found.partition_point(|(of, _)| *of < article);
        let new = found.iter().skip(from).take_while(|(of, _)| *of == article);
        all.extend(new.map(|(_, edge)| *edge));
        all.sort_unstable_by_key(|edge| edge.to);
        store.put(Table::Likely, article.into(), &pack(&all))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Edge, edges, pack};
    use crate::library::stories::pairs::Likely;

    #[test]
    fn edges_come_back() {
        let edge = |to, event: u16, affair: u16| Edge {
            to,
            likely: Likely { event: Likely::from_kept(event), affair: Likely::from_kept(affair) },
        };
        let all = [edge(4, 65_535, 0), edge(5, 1, 30_000), edge(6, 7, 7), edge(900_000, 7, 9)];
        assert_eq!(edges(&pack(&all)), all);
        assert_eq!(edges(&[1, 2]), []);
    }
}
