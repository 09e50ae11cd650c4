//! Average-link agglomeration over a sparse graph: the two groups with the highest mean likelihood join until none is left
//! above the threshold. Pairs that were never compared count as unlikely. Near-linear in the number of pairs.

use crate::library::stories::pairs::{NEIGHBOURS, Pair};
use std::cmp::Ordering;
use std::collections::{BinaryHeap, HashMap};

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

/// Groups of positions; `content` has the hash of each article, by which ties are broken.
pub(crate) fn average(content: &[u64], pairs: &[Pair], threshold: f32) -> Vec<Vec<usize>> {
    let count = content.len();
    let mut members: Vec<Vec<usize>> = (0..count).map(|at| vec![at]).collect();
    let mut least: Vec<u64> = content.to_vec();
    let mut age = vec![0_u32; count];
    let mut sums: Vec<HashMap<usize, f64>> = vec![HashMap::new(); count];
    for pair in pairs {
        let (a, b) = (pair.a as usize, pair.b as usize);
        sums[a].insert(b, f64::from(pair.likely));
        sums[b].insert(a, f64::from(pair.likely));
    }
    let mean = |sum: f64, a: usize, b: usize| {
        let (small, large) = (a.min(b), a.max(b));
        (sum / (small * large.min(NEIGHBOURS)) as f64) as f32
    };
    let offer = |sum: f64, a: usize, b: usize, members: &[Vec<usize>], least: &[u64], age: &[u32]| Offer {
        mean: mean(sum, members[a].len(), members[b].len()),
        tie: (least[a].min(least[b]), least[a].max(least[b])),
        a,
        b,
        age: (age[a], age[b]),
    };
    let mut heap: BinaryHeap<Offer> = BinaryHeap::new();
    for pair in pairs.iter().filter(|pair| pair.likely >= threshold) {
        heap.push(offer(f64::from(pair.likely), pair.a as usize, pair.b as usize, &members, &least, &age));
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
        let mut edges: Vec<(usize, f64)> = std::mem::take(&mut sums[from]).into_iter().collect();
        edges.sort_unstable_by_key(|(other, _)| *other);
        for (other, sum) in edges {
            sums[other].remove(&from);
            if other != into {
                *sums[into].entry(other).or_default() += sum;
                let both = sums[into][&other];
                sums[other].insert(into, both);
            }
        }
        sums[into].remove(&from);
        let around: Vec<(usize, f64)> = sums[into].iter().map(|(other, sum)| (*other, *sum)).collect();
        for (other, sum) in around {
            let next = offer(sum, into, other, &members, &least, &age);
            if next.mean >= threshold {
                heap.push(next);
            }
        }
    }
    members.into_iter().filter(|group| !group.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::average;
    use crate::library::stories::pairs::Pair;

    #[track_caller]
    fn check(pairs: &[(u32, u32, f32)], expect: &[&[usize]]) {
        let pairs: Vec<Pair> =
            pairs.iter().map(|&(a, b, likely)| Pair { a, b, likely, kin: likely }).collect();
        let mut groups = average(&[10, 11, 12, 13], &pairs, 0.5);
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
