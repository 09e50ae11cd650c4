//! Which articles are compared, and how likely they are about one event; kept up as articles come and go.
//!
//! Two articles score by the words both are looked up by (`lists`), each is compared with those it scores best with. An
//! article that comes or goes so changes only those that would be, or were, among its own best: the result is that of the
//! set, whatever came in which order. Whom each is compared with, and which pairs are likely, stands in the [`GroupStore`];
//! digests are read in blocks, two at a time.

use crate::library::stories::bits::{Packer, Unpacker};
use crate::library::stories::judging::{self, judge};
use crate::library::stories::lists::{self, Entry, Lists, Wanted};
use crate::library::stories::pairs::{Model, NEIGHBOURS, Probe, Sight, nearest};
use crate::library::stories::store::{GroupStore, Table};
use crate::library::stories::weights::Weights;
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rayon::slice::ParallelSlice;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BTreeSet};

/// What a score is put in order by: the higher the earlier, then the content.
type Place = (f32, u64);

fn order(x: Place, y: Place) -> Ordering {
    y.0.total_cmp(&x.0).then(x.1.cmp(&y.1))
}

/// What stands in the store of an article that is compared with others.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Standing {
    /// A hash of all that was known of it.
    pub(crate) print: u64,
    /// The score and content of the last one it is compared with, when there may be others.
    last: Option<Place>,
    /// Those it is compared with, by number.
    pub(crate) best: Vec<u32>,
}

impl Standing {
    fn to_bytes(&self) -> Vec<u8> {
        let mut out = Packer::default();
        out.put(self.print as u32, 32);
        out.put((self.print >> 32) as u32, 32);
        out.put(u32::from(self.last.is_some()), 1);
        if let Some((score, content)) = self.last {
            out.put(score.to_bits(), 32);
            out.put(content as u32, 32);
            out.put((content >> 32) as u32, 32);
        }
        out.number(self.best.len() as u32);
        let end = self.best.last().map_or(1, |last| last.saturating_add(1));
        out.number(end);
        out.rising(self.best.iter().copied(), end);
        out.finish()
    }

    /// What bytes hold; damaged ones are those of an article that changed.
    pub(crate) fn from_bytes(bytes: &[u8]) -> Self {
        Self::read(bytes).unwrap_or_default()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes);
        let long =
            |from: &mut Unpacker<'_>| Some(u64::from(from.take(32)?) | u64::from(from.take(32)?) << 32);
        let print = long(&mut from)?;
        let last = match from.take(1)? {
            0 => None,
            _ => Some((f32::from_bits(from.take(32)?), long(&mut from)?)),
        };
        let (count, end) = (from.number()? as usize, from.number()?);
        Some(Self { print, last, best: from.rising(count, end)? })
    }
}

/// An article that is to be compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Sole {
    pub(crate) article: u32,
    pub(crate) print: u64,
    pub(crate) content: u64,
}

/// What articles are weighed and judged by.
#[derive(Clone, Copy, Debug)]
pub(crate) struct By<'a> {
    pub(crate) weights: &'a Weights,
    pub(crate) model: &'a Model,
}

/// Articles whose words are put into the lists together: each time all lists are written anew.
const CHUNK: usize = 16_384;
/// From how many new articles on all lists are loaded; and how many are looked up together.
const MANY: usize = 1024;

/// Brings the store to these articles, in the order of their numbers. Nothing may stand there that was weighed otherwise.
pub(crate) fn change<S: GroupStore>(store: &mut S, by: By<'_>, now: &[Sole]) -> Result<(), S::Error> {
    let (ground, gone) = Ground::read(store, now)?;
    let mut again = if gone.is_empty() { BTreeMap::new() } else { leave(store, &gone)? };
    again.retain(|article, _| ground.stands(*article));
    let come: Vec<Sole> = now.iter().filter(|sole| !ground.stands(sole.article)).copied().collect();
    if come.is_empty() && again.is_empty() {
        return Ok(());
    }
    for part in come.chunks(CHUNK) {
        let mut entries = Vec::with_capacity(part.len() * 64);
        for (sole, probes) in probes(store, by, part)? {
            let entry = |Probe { term, weight }| Entry { term, article: sole.article, weight };
            entries.extend(probes.into_iter().map(entry));
        }
        lists::add(store, entries)?;
    }
    let all = if come.len() > MANY { Some(Lists::load(store, Wanted::Shared)?) } else { None };
    let joins = look(store, by, all.as_ref(), &ground, &come)?;
    for other in joins {
        if let Some(before) = store.get(Table::Near, other.into())?.filter(|_| !again.contains_key(&other)) {
            again.insert(other, Standing::from_bytes(&before).best);
        }
    }
    let soles: Vec<Sole> = now.iter().filter(|sole| again.contains_key(&sole.article)).copied().collect();
    look(store, by, all.as_ref(), &ground, &soles)?;
    drop(all);
    let come: Vec<u32> = come.into_iter().map(|sole| sole.article).collect();
    judge(store, by, &come, &again)
}

/// What is known of the articles before those that came are looked up.
struct Ground {
    /// By number.
    content: Vec<u64>,
    /// Of which of them something stands, by number; nothing does of those that came.
    stands: Vec<bool>,
    /// The last one each is compared with, by number, when there may be others.
    last: Vec<Option<Place>>,
    /// Whether anything stands of any.
    any: bool,
}

impl Ground {
    /// Reads what stands in the store, and finds what should no longer.
    fn read<S: GroupStore>(store: &mut S, now: &[Sole]) -> Result<(Self, BTreeSet<u32>), S::Error> {
        let end = now.last().map_or(0, |sole| sole.article as usize + 1);
        let (stands, last) = (vec![false; end], vec![None; end]);
        let mut ground = Self { content: vec![0; end], stands, last, any: false };
        for sole in now {
            ground.content[sole.article as usize] = sole.content;
        }
        let mut gone = BTreeSet::new();
        store.each(Table::Near, &mut |number, packed| {
            let article = number as u32;
            let Standing { print, last, .. } = Standing::from_bytes(packed);
            let at = now.binary_search_by_key(&article, |sole| sole.article).ok();
            if at.and_then(|at| now.get(at)).is_some_and(|sole| sole.print == print) {
                ground.stands[article as usize] = true;
                ground.any = true;
                ground.last[article as usize] = last;
            } else {
                gone.insert(article);
            }
        })?;
        Ok((ground, gone))
    }

    fn stands(&self, article: u32) -> bool {
        self.stands.get(article as usize).is_some_and(|stands| *stands)
    }

    /// Whether an article that stands would have another one, which came, among its own best.
    fn would(&self, article: u32, place: Place) -> bool {
        let last = self.last.get(article as usize).copied().flatten();
        self.stands(article) && last.is_none_or(|last| order(place, last).is_lt())
    }
}

/// Takes articles out of everything. Gives those that had one of them among their best, with what is left of these.
fn leave<S: GroupStore>(store: &mut S, gone: &BTreeSet<u32>) -> Result<BTreeMap<u32, Vec<u32>>, S::Error> {
    lists::remove(store, |article| gone.contains(&article))?;
    let mut again = BTreeMap::new();
    store.each(Table::Near, &mut |article, packed| {
        let mut best = Standing::from_bytes(packed).best;
        let before = best.len();
        best.retain(|other| !gone.contains(other));
        if best.len() < before {
            again.insert(article as u32, best);
        }
    })?;
    let mut left: Vec<(i64, Vec<u8>)> = Vec::new();
    store.each(Table::Likely, &mut |article, packed| {
        let mut edges = judging::edges(packed);
        let before = edges.len();
        edges.retain(|edge| !gone.contains(&edge.to));
        if edges.len() < before {
            left.push((article, judging::pack(&edges)));
        }
    })?;
    for (article, edges) in left {
        store.put(Table::Likely, article, &edges)?;
    }
    for article in gone {
        store.put(Table::Near, (*article).into(), &[])?;
        store.put(Table::Likely, (*article).into(), &[])?;
    }
    Ok(again)
}

/// The words that articles are looked up by.
fn probes<S: GroupStore>(
    store: &mut S,
    by: By<'_>,
    of: &[Sole],
) -> Result<Vec<(Sole, Vec<Probe>)>, S::Error> {
    let mut found = Vec::with_capacity(of.len());
    for part in of.chunks(MANY) {
        let digests = store.digests(&part.iter().map(|sole| sole.article).collect::<Vec<_>>())?;
        let probes: Vec<Vec<Probe>> =
            digests.par_iter().map(|digest| Sight::new(digest, by.weights).probes(by.weights)).collect();
        found.extend(part.iter().copied().zip(probes));
    }
    Ok(found)
}

/// Looks articles up and writes whom each is compared with. Gives those that would have one of them among their own best.
fn look<S: GroupStore>(
    store: &mut S,
    by: By<'_>,
    all: Option<&Lists>,
    ground: &Ground,
    soles: &[Sole],
) -> Result<BTreeSet<u32>, S::Error> {
    let mut joins = BTreeSet::new();
    for part in soles.chunks(MANY) {
        let looked = probes(store, by, part)?;
        let loaded;
        let lists = if let Some(lists) = all {
            lists
        } else {
            let terms = looked.iter().flat_map(|(_, probes)| probes.iter().map(|probe| probe.term));
            let terms: BTreeSet<u32> = terms.collect();
            loaded = Lists::load(store, Wanted::Of(&terms.into_iter().collect::<Vec<_>>()))?;
            &loaded
        };
        let found: Vec<Vec<(Standing, Vec<u32>)>> = looked
            .par_chunks(MANY / 8)
            .map(|some| {
                let mut scores = Scores::new(ground);
                some.iter().map(|(sole, probes)| scores.best(lists, sole, probes)).collect()
            })
            .collect();
        for (sole, (standing, others)) in part.iter().zip(found.into_iter().flatten()) {
            store.put(Table::Near, sole.article.into(), &standing.to_bytes())?;
            joins.extend(others);
        }
    }
    Ok(joins)
}

/// What an article shares with each other.
struct Scores<'g> {
    ground: &'g Ground,
    sums: Vec<f32>,
    found: Vec<u32>,
}

impl<'g> Scores<'g> {
    fn new(ground: &'g Ground) -> Self {
        Self { ground, sums: vec![0.0; ground.content.len()], found: Vec::new() }
    }

    /// The best of those an article shares words with, and those that would have it among theirs.
    fn best(&mut self, lists: &Lists, sole: &Sole, probes: &[Probe]) -> (Standing, Vec<u32>) {
        for probe in probes {
            let weight = Probe::weighs(probe.weight);
            for (other, theirs) in lists.of(*probe) {
                let Some(sum) = self.sums.get_mut(other as usize) else { continue };
                if *sum == 0.0 {
                    self.found.push(other);
                }
                *sum += weight * Probe::weighs(theirs);
            }
        }
        let (sums, ground) = (&mut self.sums, self.ground);
        // Scores are no less than 0, so that their bits are in the order of what they say.
        let mut scored: Vec<u64> = self
            .found
            .drain(..)
            .map(|other| {
                u64::from(std::mem::take(&mut sums[other as usize]).to_bits()) << 32 | u64::from(other)
            })
            .filter(|scored| *scored as u32 != sole.article && scored >> 32 != 0)
            .collect();
        let place = |scored: u64| {
            let (score, other) = (f32::from_bits((scored >> 32) as u32), scored as u32);
            ((score, ground.content[other as usize]), other)
        };
        let would = |scored: &&u64| {
            let ((score, _), other) = place(**scored);
            ground.would(other, (score, sole.content))
        };
        let would: Vec<u32> =
            scored.iter().filter(|_| ground.any).filter(would).map(|scored| *scored as u32).collect();
        // Only of those that score as the last one does the contents decide.
        if let Some(last) = scored.len().checked_sub(NEIGHBOURS).filter(|at| *at > 0) {
            let least = *scored.select_nth_unstable(last).1 >> 32;
            scored.retain(|scored| scored >> 32 >= least);
        }
        let mut places: Vec<(Place, u32)> = scored.into_iter().map(place).collect();
        let best = nearest(&mut places, NEIGHBOURS, |x, y| order(x.0, y.0));
        let full = best.len() == NEIGHBOURS;
        let last = best.iter().map(|(place, _)| *place).max_by(|x, y| order(*x, *y)).filter(|_| full);
        let mut best: Vec<u32> = best.iter().map(|(_, other)| *other).collect();
        best.sort_unstable();
        (Standing { print: sole.print, last, best }, would)
    }
}

#[cfg(test)]
mod tests {
    use super::Standing;

    #[test]
    fn what_stands_comes_back() {
        let none = Standing { print: 3, ..Standing::default() };
        let some =
            Standing { print: u64::MAX, last: Some((0.25, 1 << 40)), best: vec![0, 7, 90_000, u32::MAX - 1] };
        for standing in [none, some] {
            assert_eq!(Standing::from_bytes(&standing.to_bytes()), standing);
        }
        assert_eq!(Standing::from_bytes(&[1, 2, 3]), Standing::default());
    }
}
