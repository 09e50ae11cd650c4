//! Numbers that last: a group of today gets the number of the group of yesterday it has most in common with.

use std::cmp::Reverse;
use std::collections::{BTreeMap, HashSet};

/// For each group, given the old numbers of its members (0 for new ones), the number it keeps; none for a new group. No
/// number is kept twice.
pub(super) fn kept<M: IntoIterator<Item = u32>>(groups: impl IntoIterator<Item = M>) -> Vec<Option<u32>> {
    let mut claims: Vec<(u32, usize, u32)> = Vec::new();
    let mut count = 0;
    for (group, members) in groups.into_iter().enumerate() {
        count = group + 1;
        let mut votes: BTreeMap<u32, u32> = BTreeMap::new();
        members.into_iter().filter(|old| *old != 0).for_each(|old| *votes.entry(old).or_default() += 1);
        claims.extend(votes.into_iter().map(|(old, votes)| (votes, group, old)));
    }
    claims.sort_unstable_by_key(|(votes, group, old)| (Reverse(*votes), *group, *old));
    let mut kept = vec![None; count];
    let mut taken = HashSet::new();
    for (_, group, old) in claims {
        if let Some(slot) = kept.get_mut(group).filter(|slot| slot.is_none())
            && taken.insert(old)
        {
            *slot = Some(old);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::kept;

    #[track_caller]
    fn check(groups: &[&[u32]], expect: &[Option<u32>]) {
        assert_eq!(kept(groups.iter().map(|group| group.iter().copied())), expect);
    }

    #[test]
    fn the_larger_part_keeps_the_number() {
        check(&[&[7], &[7, 7], &[0, 8], &[0]], &[None, Some(7), Some(8), None]);
        check(&[&[1, 2, 2], &[1]], &[Some(2), Some(1)]);
        check(&[&[1, 1, 2], &[2]], &[Some(1), Some(2)]);
        check(&[], &[]);
    }
}
