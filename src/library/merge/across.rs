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
use crate::parse::hashes::Map;
use std::cmp::Reverse;
use std::collections::{HashMap, HashSet};

/// Actors of a story that are one, as far as the rest of the corpus needs to know, while it is made.
#[derive(Clone, Debug, Default)]
pub(super) struct Draft {
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

impl Draft {
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
        self.words.push(hash(name.key()));
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

    /// The group; what it is known by goes into the pool.
    pub(super) fn seal(mut self, pool: &mut Pool) -> Group {
        let lists = [
            &mut self.keys,
            &mut self.sounds,
            &mut self.words,
            &mut self.short,
            &mut self.long,
            &mut self.surnames,
        ];
        for list in lists {
            list.sort_unstable();
            list.dedup();
        }
        Group {
            content: pool.number(&self),
            weight: self.weight,
            person: self.person,
            bearers: self.bearers,
            gender: self.gender,
        }
    }

    fn lists(&self) -> [&[u64]; LISTS] {
        [&self.keys, &self.sounds, &self.words, &self.short, &self.long, &self.surnames]
    }

    /// A hash of all it is known by.
    fn print(&self) -> u64 {
        let head = pair(u64::from(self.middles), u64::from(self.full));
        self.lists().iter().fold(head, |print, list| {
            list.iter().fold(pair(print, list.len() as u64), |print, key| pair(print, *key))
        })
    }

    /// What ties are broken by.
    fn order(&self) -> u64 {
        let lists = [&self.keys, &self.words, &self.surnames];
        lists.iter().flat_map(|list| list.iter()).fold(u64::from(self.middles), |h, key| pair(h, *key))
    }
}

/// Actors of a story that are one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Group {
    /// What it is known by: a number of the pool.
    content: u32,
    weight: u32,
    /// Mentions as a person, and members under a full name.
    person: u32,
    bearers: u32,
    gender: Option<Gender>,
}

impl Group {
    const fn is_person(&self) -> bool {
        self.person * 2 > self.weight
    }
}

/// How many lists of hashes a group is known by.
const LISTS: usize = 6;

/// What groups are known by, each once.
#[derive(Debug, Default)]
pub(super) struct Pool {
    /// The hashes of all, list behind list.
    hashes: Vec<u64>,
    contents: Vec<Content>,
    known: HashMap<u64, u32>,
}

/// What a group is known by.
#[derive(Clone, Copy, Debug)]
struct Content {
    /// Where its first list begins, and how long each is.
    from: u32,
    lengths: [u16; LISTS],
    middles: u32,
    full: bool,
    order: u64,
}

impl Pool {
    /// The number of what a group is known by.
    fn number(&mut self, draft: &Draft) -> u32 {
        let (hashes, contents) = (&mut self.hashes, &mut self.contents);
        *self.known.entry(draft.print()).or_insert_with(|| {
            let from = hashes.len() as u32;
            let lengths = draft.lists().map(|list| u16::try_from(list.len()).unwrap_or(u16::MAX));
            for (list, length) in draft.lists().iter().zip(lengths) {
                hashes.extend(list.iter().take(length.into()));
            }
            let (middles, full, order) = (draft.middles, draft.full, draft.order());
            contents.push(Content { from, lengths, middles, full, order });
            contents.len() as u32 - 1
        })
    }

    fn of(&self, group: &Group) -> &Content {
        &self.contents[group.content as usize]
    }

    fn list(&self, group: &Group, list: usize) -> &[u64] {
        let content = self.of(group);
        let before: usize = content.lengths[..list].iter().map(|length| usize::from(*length)).sum();
        let from = content.from as usize + before;
        &self.hashes[from..from + usize::from(content.lengths[list])]
    }

    fn keys(&self, group: &Group) -> &[u64] {
        self.list(group, 0)
    }

    fn sounds(&self, group: &Group) -> &[u64] {
        self.list(group, 1)
    }

    fn words(&self, group: &Group) -> &[u64] {
        self.list(group, 2)
    }

    fn short(&self, group: &Group) -> &[u64] {
        self.list(group, 3)
    }

    fn long(&self, group: &Group) -> &[u64] {
        self.list(group, 4)
    }

    fn surnames(&self, group: &Group) -> &[u64] {
        self.list(group, 5)
    }

    fn order(&self, group: &Group) -> u64 {
        pair(self.of(group).order, group.gender.map_or(0, |g| 1 + g as u64))
    }
}

/// For each group a number, equal for groups that are one.
pub(super) fn gather(groups: &[Group], pool: &Pool) -> Vec<u32> {
    let mut order: Vec<u32> = (0..groups.len() as u32).collect();
    order.sort_unstable_by_key(|&at| {
        let group = &groups[at as usize];
        (Reverse(group.weight), pool.order(group), at)
    });
    let mut gatherer = Gatherer {
        groups,
        pool,
        sets: Union::new(groups.len()),
        gender: groups.iter().map(|g| g.gender).collect(),
        middles: groups.iter().map(|g| pool.of(g).middles).collect(),
    };
    gatherer.same_keys(&order, Ground::Name, Pool::keys);
    gatherer.same_keys(&order, Ground::Likeness, Pool::sounds);
    gatherer.acronyms(&order);
    gatherer.other_kinds(&order);
    gatherer.surnames(&order);
    (0..groups.len()).map(|at| gatherer.sets.root(at) as u32).collect()
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
    groups: &'g [Group],
    pool: &'g Pool,
    sets: Union,
    gender: Vec<Option<Gender>>,
    middles: Vec<u32>,
}

impl<'g> Gatherer<'g> {
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

    fn same_keys(&mut self, order: &[u32], ground: Ground, keys: fn(&'g Pool, &Group) -> &'g [u64]) {
        let (groups, pool) = (self.groups, self.pool);
        let mut holders: Map<Vec<u32>> = Map::default();
        for &at in order {
            for key in keys(pool, &groups[at as usize]) {
                let before = holders.entry(*key).or_default();
                if !before.iter().any(|&other| self.unite(other as usize, at as usize, ground))
                    && before.len() < HOLDERS
                {
                    before.reserve_exact(1);
                    before.push(at);
                }
            }
        }
    }

    /// An acronym that stories spell out, all in one way, joins what it stands for.
    fn acronyms(&mut self, order: &[u32]) {
        let (groups, pool) = (self.groups, self.pool);
        let mut meanings: Map<HashSet<usize>> = Map::default();
        for &at in order {
            let group = &groups[at as usize];
            for key in pool.short(group).iter().filter(|key| pool.long(group).binary_search(key).is_ok()) {
                let root = self.sets.root(at as usize);
                meanings.entry(*key).or_default().insert(root);
            }
        }
        for &at in order.iter().filter(|&&at| pool.words(&groups[at as usize]).len() == 1) {
            let [key] = pool.short(&groups[at as usize]) else { continue };
            let Some(roots) = meanings.get(key) else { continue };
            let known: HashSet<usize> = roots.iter().map(|&root| self.sets.root(root)).collect();
            if let (1, Some(&root)) = (known.len(), known.iter().next()) {
                self.unite(root, at as usize, Ground::Likeness);
            }
        }
    }

    /// One spelling with several kinds is what it mostly is.
    fn other_kinds(&mut self, order: &[u32]) {
        let (groups, pool) = (self.groups, self.pool);
        let mut holders: Map<Vec<u32>> = Map::default();
        let mut keys = Vec::new();
        for &at in order {
            for key in pool.words(&groups[at as usize]) {
                let all = holders.entry(*key).or_default();
                if all.is_empty() {
                    keys.push(*key);
                    all.reserve_exact(1);
                }
                all.push(at);
            }
        }
        for key in keys {
            let Some(all) = holders.get(&key).filter(|all| all.len() > 1) else { continue };
            let Some(main) = self.dominant(all, 0, |group| group.weight) else { continue };
            for &at in all {
                // Two persons have been compared already; one with a full name does not become a thing by one word of it.
                let group = &groups[at as usize];
                let person = group.is_person();
                if !(person && groups[main].is_person()
                    || person && pool.of(group).full && pool.words(group).len() > 1)
                {
                    self.unite(main, at as usize, Ground::Likeness);
                }
            }
        }
    }

    /// A bare surname is that of the one person who has it nearly alone in the corpus.
    fn surnames(&mut self, order: &[u32]) {
        let (groups, pool) = (self.groups, self.pool);
        let is_full = |at: u32| pool.of(&groups[at as usize]).full;
        let persons = || order.iter().copied().filter(|&at| groups[at as usize].is_person());
        let mut bearers: Map<(Vec<u32>, Vec<u32>)> = Map::default();
        for at in persons() {
            for key in pool.surnames(&groups[at as usize]) {
                let (full, bare) = bearers.entry(*key).or_default();
                if is_full(at) { full.push(at) } else { bare.push(at) }
            }
        }
        for at in persons().filter(|at| !is_full(*at)) {
            let [key] = pool.surnames(&groups[at as usize]) else { continue };
            let Some((full, bare)) = bearers.remove(key) else { continue };
            let Some(main) = self.dominant(&full, 1, |group| group.bearers) else { continue };
            for other in bare {
                self.unite(main, other as usize, Ground::Likeness);
            }
        }
    }

    /// The actor that has three quarters of what groups weigh, `doubt` added to the total.
    fn dominant(&mut self, all: &[u32], doubt: u32, weight: impl Fn(&Group) -> u32) -> Option<usize> {
        let groups = self.groups;
        let mut sums: HashMap<usize, u32> = HashMap::new();
        let mut total = doubt;
        let mut first = HashMap::new();
        for (place, &at) in all.iter().enumerate() {
            let adds = weight(&groups[at as usize]);
            let root = self.sets.root(at as usize);
            first.entry(root).or_insert(place);
            total += adds;
            *sums.entry(root).or_default() += adds;
        }
        let (root, top) =
            sums.into_iter().max_by_key(|(root, sum)| (*sum, Reverse(first.get(root).copied())))?;
        (top * 4 >= total * 3).then_some(root)
    }
}
