//! Across stories: groups of actors that are one in the whole corpus.
//!
//! Groups meet under hashed keys. Full names join everywhere unless middle initials differ, and unless genders differ if
//! they only sound alike (one full name is one person's; a pronoun can be misread). One spelling with
//! several kinds joins the kind it mostly has. An acronym joins what it is spelled out as, if that is one thing in the
//! whole corpus. A bare surname joins its bearer if the corpus knows one who has it nearly alone. All choices are by
//! weight, then by content, so the order of the groups does not matter.

use crate::extract::joining::{Item, SOUND};
use crate::extract::learn::features::{pair, text as hash};
use crate::extract::naming::Name;
use crate::extract::union::Union;
use crate::model::{ActorKind, Gender};
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Actors of a story that are one, as far as the rest of the corpus needs to know.
#[derive(Clone, Debug, Default)]
pub(super) struct Group {
    /// Article within the story, number within the article.
    pub(super) members: Vec<(u32, u32)>,
    /// Keys under which it is the same everywhere.
    keys: Vec<u64>,
    /// How its full names sound.
    sounds: Vec<u64>,
    /// Its names in any kind.
    words: Vec<u64>,
    /// Acronyms it is written as, and those its names would have.
    short: Vec<u64>,
    long: Vec<u64>,
    /// Surnames of its full names, or its bare names if it has no full one.
    surnames: Vec<u64>,
    /// Initials of middle names, a bit each.
    middles: u32,
    weight: u32,
    /// Mentions as a person, and members under a full name.
    person: u32,
    bearers: u32,
    gender: Option<Gender>,
    full: bool,
}

impl Group {
    /// Adds what a member says.
    pub(super) fn add(&mut self, item: &Item<'_>, keys: impl Iterator<Item = String>) {
        self.weight += item.weight;
        self.gender = self.gender.or(item.gender);
        for key in keys {
            let list = if key.starts_with(SOUND) { &mut self.sounds } else { &mut self.keys };
            list.push(hash(&key));
        }
        let person = item.kind == ActorKind::Person;
        if person {
            self.person += item.weight;
            self.bearers += u32::from(item.is_full_person());
        }
        for name in item.names.iter().filter(|name| !name.words.is_empty()) {
            self.name(name, person);
        }
    }

    fn name(&mut self, name: &Name, person: bool) {
        self.words.push(hash(&name.key()));
        if !person {
            self.short.extend(name.short.as_deref().map(hash));
            self.long.extend(name.acronyms.iter().map(|letters| hash(letters)));
            return;
        }
        if !name.is_full() {
            self.surnames.extend((!self.full).then(|| hash(&name.last)));
            return;
        }
        if !self.full {
            self.surnames.clear();
        }
        self.full = true;
        self.surnames.push(hash(&name.last));
        let middle = name.words.get(1..name.words.len() - 1).unwrap_or_default();
        for initial in middle.iter().filter_map(|word| word.bytes().next()) {
            self.middles |= 1 << (initial & 31);
        }
    }

    /// Puts its lists in order.
    pub(super) fn seal(&mut self) {
        for list in [
            &mut self.keys,
            &mut self.sounds,
            &mut self.words,
            &mut self.short,
            &mut self.long,
            &mut self.surnames,
        ] {
            list.sort_unstable();
            list.dedup();
            list.shrink_to_fit();
        }
    }

    fn is_person(&self) -> bool {
        self.person * 2 > self.weight
    }

    fn content(&self) -> u64 {
        let lists = [&self.keys, &self.words, &self.surnames];
        let all =
            lists.iter().flat_map(|list| list.iter()).fold(u64::from(self.middles), |h, key| pair(h, *key));
        pair(all, self.gender.map_or(0, |g| 1 + g as u64))
    }
}

/// For each group a number, equal for groups that are one.
pub(super) fn gather(groups: &[&Group]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..groups.len()).collect();
    order.sort_by_cached_key(|&at| groups.get(at).map(|g| (Reverse(g.weight), g.content())));
    let mut gatherer = Gatherer {
        groups,
        sets: Union::new(groups.len()),
        gender: groups.iter().map(|g| g.gender).collect(),
        middles: groups.iter().map(|g| g.middles).collect(),
    };
    gatherer.same_keys(&order, Ground::Name, |group| &group.keys);
    gatherer.same_keys(&order, Ground::Likeness, |group| &group.sounds);
    gatherer.acronyms(&order);
    gatherer.other_kinds(&order);
    gatherer.surnames(&order);
    (0..groups.len()).map(|at| gatherer.sets.root(at)).collect()
}

/// More holders of one key than this are not compared.
const HOLDERS: usize = 16;

/// Why groups would be one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// They have a full name, or a thing's name, in common.
    Name,
    /// They are written alike, or one for the other.
    Likeness,
}

struct Gatherer<'g> {
    groups: &'g [&'g Group],
    sets: Union,
    gender: Vec<Option<Gender>>,
    middles: Vec<u32>,
}

impl Gatherer<'_> {
    /// Joins two groups unless genders or middle initials speak against it; says whether they are one now.
    fn unite(&mut self, a: usize, b: usize, ground: Ground) -> bool {
        let (a, b) = (self.sets.root(a), self.sets.root(b));
        if a == b {
            return true;
        }
        let genders = ground == Ground::Likeness
            && matches!((self.gender[a], self.gender[b]), (Some(x), Some(y)) if x != y);
        let (x, y) = (self.middles[a], self.middles[b]);
        if genders || x != 0 && y != 0 && x & y == 0 {
            return false;
        }
        self.sets.join(a, b);
        let (low, high) = (a.min(b), a.max(b));
        self.gender[low] = self.gender[low].or(self.gender[high]);
        self.middles[low] = x | y;
        true
    }

    fn same_keys(&mut self, order: &[usize], ground: Ground, keys: impl Fn(&Group) -> &[u64]) {
        let groups = self.groups;
        let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
        for &at in order {
            for key in keys(groups[at]) {
                let before = holders.entry(*key).or_default();
                if !before.iter().any(|&other| self.unite(other, at, ground)) && before.len() < HOLDERS {
                    before.push(at);
                }
            }
        }
    }

    /// An acronym that stories spell out, all in one way, joins what it stands for.
    fn acronyms(&mut self, order: &[usize]) {
        let groups = self.groups;
        let mut meanings: HashMap<u64, HashSet<usize>> = HashMap::new();
        for &at in order {
            for key in groups[at].short.iter().filter(|key| groups[at].long.binary_search(key).is_ok()) {
                let root = self.sets.root(at);
                meanings.entry(*key).or_default().insert(root);
            }
        }
        for &at in order.iter().filter(|&&at| groups[at].words.len() == 1) {
            let [key] = groups[at].short.as_slice() else { continue };
            let Some(roots) = meanings.get(key) else { continue };
            let known: HashSet<usize> = roots.iter().map(|&root| self.sets.root(root)).collect();
            if let (1, Some(&root)) = (known.len(), known.iter().next()) {
                self.unite(root, at, Ground::Likeness);
            }
        }
    }

    /// One spelling with several kinds is what it mostly is.
    fn other_kinds(&mut self, order: &[usize]) {
        let groups = self.groups;
        let mut holders: HashMap<u64, Vec<usize>> = HashMap::new();
        let mut keys = Vec::new();
        for &at in order {
            for key in &groups[at].words {
                let all = holders.entry(*key).or_default();
                if all.is_empty() {
                    keys.push(*key);
                }
                all.push(at);
            }
        }
        for key in keys {
            let Some(all) = holders.get(&key).filter(|all| all.len() > 1) else { continue };
            let Some(main) = self.dominant(all, 0, |group| group.weight) else { continue };
            for &at in all {
                // Two persons have been compared already; one with a full name does not become a thing by one word of it.
                let person = groups[at].is_person();
                if !(person && groups[main].is_person()
                    || person && groups[at].full && groups[at].words.len() > 1)
                {
                    self.unite(main, at, Ground::Likeness);
                }
            }
        }
    }

    /// A bare surname is that of the one person who has it nearly alone in the corpus.
    fn surnames(&mut self, order: &[usize]) {
        let groups = self.groups;
        let mut bearers: HashMap<u64, (Vec<usize>, Vec<usize>)> = HashMap::new();
        for &at in order.iter().filter(|&&at| groups[at].is_person()) {
            for key in &groups[at].surnames {
                let (full, bare) = bearers.entry(*key).or_default();
                if groups[at].full { full.push(at) } else { bare.push(at) }
            }
        }
        for &at in order.iter().filter(|&&at| groups[at].is_person() && !groups[at].full) {
            let [key] = groups[at].surnames.as_slice() else { continue };
            let Some((full, bare)) = bearers.remove(key) else { continue };
            let Some(main) = self.dominant(&full, 1, |group| group.bearers) else { continue };
            for other in bare {
                self.unite(main, other, Ground::Likeness);
            }
        }
    }

    /// The actor that has three quarters of what groups weigh, `doubt` added to the total.
    fn dominant(&mut self, all: &[usize], doubt: u32, weight: impl Fn(&Group) -> u32) -> Option<usize> {
        let groups = self.groups;
        let mut sums: HashMap<usize, u32> = HashMap::new();
        let mut total = doubt;
        let mut first = HashMap::new();
        for (place, at) in all.iter().enumerate() {
            let adds = weight(groups[*at]);
            let root = self.sets.root(*at);
            first.entry(root).or_insert(place);
            total += adds;
            *sums.entry(root).or_default() += adds;
        }
        let (root, top) =
            sums.into_iter().max_by_key(|(root, sum)| (*sum, Reverse(first.get(root).copied())))?;
        (top * 4 >= total * 3).then_some(root)
    }
}
