//! Average-link agglomeration over a sparse graph: the two groups with the highest mean likelihood join until none is left
//! above the threshold. Pairs that were never compared count as unlikely, and no mean is above the likeliest pair. So
//! articles that no chain of likely pairs ties to each other never meet, and pairs between them need not be looked at.
//! Near-linear in the number of pairs.

use crate::extract::union::Union;
use crate::library::stories::pairs::{Likely, NEIGHBOURS};
use crate::parse::hashes::Map;
use std::cmp::Ordering;
use std::collections::{BTreeMap, BinaryHeap};
use xxhash_rust::xxh3::Xxh3;

/// Two articles, by position, and how likely they are about one thing.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pair {
    /// The one that stands first.
    pub(crate) a: u32,
    /// The other.
    pub(crate) b: u32,
    pub(crate) likely: Likely,
}

/// What stands between two groups.
#[derive(Clone, Copy, Debug, Default)]
struct Between {
    sum: f64,
    most: f32,
}

impl Between {
    fn add(&mut self, other: Self) {
        self.sum += other.sum;
        self.most = self.most.max(other.most);
    }

    /// The mean over all pairs of groups of these sizes.
    fn mean(self, a: usize, b: usize) -> f32 {
        let (small, large) = (a.min(b), a.max(b));
        // A group of many knows of each other only its nearest ones.
        ((self.sum / (small * large.min(NEIGHBOURS)) as f64) as f32).min(self.most)
    }
}

/// Two groups that could join.
struct Offer {
    mean: f32,
    /// The least and the greatest content hash, so that ties do not depend on the order of articles.
    tie: (u64, u64),
    a: usize,
    b: usize,
    age: (u32, u32),
}

impl PartialEq for Offer {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Offer {}

impl PartialOrd for Offer {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Offer {
    fn cmp(&self, other: &Self) -> Ordering {
        self.mean.total_cmp(&other.mean).then_with(|| other.tie.cmp(&self.tie))
    }
}

/// Linking that remembers: articles that are tied to each other as before are not linked again.
#[derive(Debug, Default)]
pub(crate) struct Linker {
    known: Map<Vec<Vec<u32>>>,
}

impl Linker {
    /// Groups of positions; `content` has the hash of each article, by which ties are broken.
    pub(crate) fn link(&mut self, content: &[u64], pairs: &[Pair], threshold: f32) -> Vec<Vec<usize>> {
        let mut chains = Union::new(content.len());
        for pair in pairs.iter().filter(|pair| pair.likely.event >= threshold) {
            chains.join(pair.a as usize, pair.b as usize);
        }
        let roots: Vec<usize> = (0..content.len()).map(|at| chains.root(at)).collect();
        let mut parts: BTreeMap<usize, Part> = BTreeMap::new();
        let mut inside = vec![0_u32; content.len()];
        for (at, root) in roots.iter().enumerate() {
            let part = parts.entry(*root).or_default();
            inside[at] = part.members.len() as u32;
            part.members.push(at);
        }
        for pair in pairs {
            let (a, b) = (pair.a as usize, pair.b as usize);
            if roots[a] == roots[b]
                && let Some(part) = parts.get_mut(&roots[a])
            {
                part.pairs.push(Pair { a: inside[a], b: inside[b], likely: pair.likely });
            }
        }
        let mut known = Map::default();
        let mut groups = Vec::new();
        for Part { members, mut pairs } in parts.into_values() {
            if let [alone] = members.as_slice() {
                groups.push(vec![*alone]);
                continue;
            }
            pairs.sort_unstable_by_key(|pair| (pair.a, pair.b));
            let content: Vec<u64> = members.iter().map(|at| content[*at]).collect();
            let print = print(&content, &pairs);
            let found = self.known.remove(&print).unwrap_or_else(|| average(&content, &pairs, threshold));
            groups.extend(found.iter().map(|group| group.iter().map(|at| members[*at as usize]).collect()));
            known.insert(print, found);
        }
        self.known = known;
        groups
    }
}

/// Articles that chains of likely pairs tie to each other, with all pairs among them, by place in the part.
#[derive(Default)]
struct Part {
    members: Vec<usize>,
    pairs: Vec<Pair>,
}

/// A hash of all that linking looks at.
fn print(content: &[u64], pairs: &[Pair]) -> u64 {
    let mut hash = Xxh3::new();
    for content in content {
        hash.update(&content.to_le_bytes());
    }
    for pair in pairs {
        let ends = u64::from(pair.a) << 32 | u64::from(pair.b);
        hash.update(&ends.to_le_bytes());
        hash.update(&pair.likely.event.to_le_bytes());
    }
    hash.digest()
}

/// Groups of places in a part.
fn average(content: &[u64], pairs: &[Pair], threshold: f32) -> Vec<Vec<u32>> {
    let count = content.len();
    let mut members: Vec<Vec<u32>> = (0..count as u32).map(|at| vec![at]).collect();
    let mut least: Vec<u64> = content.to_vec();
    let mut age = vec![0_u32; count];
    let mut sums: Vec<Map<Between>> = vec![Map::default(); count];
    for pair in pairs {
        let (a, b, most) = (pair.a as usize, pair.b as usize, pair.likely.event);
        let between = Between { sum: f64::from(most), most };
        sums[a].insert(b as u64, between);
        sums[b].insert(a as u64, between);
    }
    let offer =
        |between: Between, a: usize, b: usize, members: &[Vec<u32>], least: &[u64], age: &[u32]| Offer {
            mean: between.mean(members[a].len(), members[b].len()),
            tie: (least[a].min(least[b]), least[a].max(least[b])),
            a,
            b,
            age: (age[a], age[b]),
        };
    let mut heap: BinaryHeap<Offer> = BinaryHeap::new();
    for pair in pairs.iter().filter(|pair| pair.likely.event >= threshold) {
        let (a, b) = (pair.a as usize, pair.b as usize);
        heap.push(offer(sums[a][&(b as u64)], a, b, &members, &least, &age));
    }
    while let Some(Offer { mean, a, b, age: ages, .. }) = heap.pop() {
        if mean < threshold {
            break;
        }
        if ages != (age[a], age[b]) {
            continue;
        }
        let (into, from) =
            if (sums[a].len(), least[b]) >= (sums[b].len(), least[a]) { (a, b) } else { (b, a) };
        let moved = std::mem::take(&mut members[from]);
        members[into].extend(moved);
        least[into] = least[into].min(least[from]);
        age[into] += 1;
        age[from] = u32::MAX;
        let mut edges: Vec<(u64, Between)> = std::mem::take(&mut sums[from]).into_iter().collect();
        edges.sort_unstable_by_key(|(other, _)| *other);
        let (of_from, of_into) = (from as u64, into as u64);
        for (other, between) in edges {
            let theirs = &mut sums[other as usize];
            theirs.remove(&of_from);
            if other != of_into {
                theirs.entry(of_into).or_default().add(between);
                sums[into].entry(other).or_default().add(between);
            }
        }
        sums[into].remove(&of_from);
        for (other, between) in &sums[into] {
            let next = offer(*between, into, *other as usize, &members, &least, &age);
            if next.mean >= threshold {
                heap.push(next);
            }
        }
    }
    members.into_iter().filter(|group| !group.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Linker, Pair};
    use crate::library::stories::pairs::Likely;

    #[track_caller]
    fn check(pairs: &[(u32, u32, f32)], expect: &[&[usize]]) {
        let pairs: Vec<Pair> = pairs
            .iter()
            .map(|&(a, b, event)| Pair { a, b, likely: Likely { event, affair: event } })
            .collect();
        let mut groups = Linker::default().link(&[10, 11, 12, 13], &pairs, 0.5);
        for group in &mut groups {
            group.sort_unstable();
        }
        groups.sort();
        assert_eq!(groups, expect);
    }

    #[test]
    fn joins_by_the_mean_of_all_pairs() {
        check(&[(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.3)], &[&[0, 1, 2], &[3]]);
        check(&[(0, 1, 0.9), (1, 2, 0.8), (0, 2, 0.1)], &[&[0, 1], &[2], &[3]]);
        check(&[], &[&[0], &[1], &[2], &[3]]);
    }
}
