//! Which names are one actor: the rules of merging, used within an article and across the corpus alike.
//!
//! A full name joins wherever it stands; what is ambiguous (a bare surname, an initial, an acronym, a part of a longer
//! name) joins only within its scope, which is the article or the story. Never across a gender conflict, never two
//! different first names. Everything goes through hashed keys, so the work grows with the number of names; all
//! choices are by weight, then spelling, so the result does not depend on the order of the items. The rules are those
//! of name-variant matching in news monitoring (Steinberger, Pouliquen, Ignat 2005) with tables for nations.

use crate::extract::naming::{Name, gender_of, is_generic, nation_of_people, same_first};
use crate::model::{ActorKind, Gender};
use crate::text::fold::{likeness, sound};
use std::cmp::Reverse;
use std::collections::{BTreeMap, HashMap, HashSet};

/// Something that may be one actor with others: a name of an article, or an actor of an article.
#[derive(Clone, Debug)]
pub struct Item {
    /// Its spellings.
    pub names: Vec<Name>,
    /// What it is.
    pub kind: ActorKind,
    /// How many mentions it has.
    pub weight: u32,
    /// Its gender, if it is a person and the text tells.
    pub gender: Option<Gender>,
    /// Where ambiguous names may join: the article or the story.
    pub scope: u32,
}

impl Item {
    fn is_person(&self) -> bool {
        self.kind == ActorKind::Person
    }

    fn is_full_person(&self) -> bool {
        self.is_person() && self.names.iter().any(Name::is_full)
    }

    fn full(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().filter(|name| name.is_full())
    }
}

/// For each item a number, equal for items that are the same actor: the index of one of them.
#[must_use]
pub fn join(items: &[Item]) -> Vec<usize> {
    let mut joiner = Joiner {
        items,
        parent: (0..items.len()).collect(),
        gender: items.iter().map(|i| i.gender).collect(),
    };
    let order = joiner.by_weight();
    joiner.same_keys(&order);
    joiner.known_acronyms(&order);
    let mut scopes: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for at in order {
        scopes.entry(items[at].scope).or_default().push(at);
    }
    for scope in scopes.values() {
        joiner.other_kinds(scope);
        joiner.full_persons(scope);
        joiner.bare_persons(scope);
        joiner.scope_acronyms(scope);
        joiner.parts_of_names(scope);
    }
    (0..items.len()).map(|at| joiner.root(at)).collect()
}

/// More holders of one key than this are not compared.
const HOLDERS: usize = 16;

/// From here on two spellings of one word may be one name.
const ALIKE: f32 = 0.88;

struct Joiner<'a> {
    items: &'a [Item],
    parent: Vec<usize>,
    gender: Vec<Option<Gender>>,
}

impl Joiner<'_> {
    fn root(&mut self, mut at: usize) -> usize {
        while self.parent[at] != at {
            self.parent[at] = self.parent[self.parent[at]];
            at = self.parent[at];
        }
        at
    }

    /// Joins two items unless their genders differ; says whether they are one now.
    fn unite(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.root(a), self.root(b));
        if a == b {
            return true;
        }
        if matches!((self.gender[a], self.gender[b]), (Some(x), Some(y)) if x != y) {
            return false;
        }
        let (low, high) = (a.min(b), a.max(b));
        self.parent[high] = low;
        self.gender[low] = self.gender[low].or(self.gender[high]);
        true
    }

    /// The items, heaviest first.
    fn by_weight(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_by_cached_key(|&at| {
            let item = &self.items[at];
            (Reverse(item.weight), item.names.first().map(Name::key), item.kind, item.scope)
        });
        order
    }

    /// Joins everywhere what has one full key: full persons by first and last name, the rest by kind and words.
    fn same_keys(&mut self, order: &[usize]) {
        let mut holders: HashMap<String, Vec<usize>> = HashMap::new();
        for &at in order {
            let item = &self.items[at];
            for key in item.names.iter().flat_map(|name| keys(item, name)) {
                let before = holders.entry(key).or_default();
                let found = before
                    .iter()
                    .any(|&other| middles_agree(item, &self.items[other]) && self.unite(other, at));
                if !found && before.len() < HOLDERS {
                    before.push(at);
                }
            }
        }
    }

    /// Joins everywhere an acronym that some article spells out, if all articles spell it out alike.
    fn known_acronyms(&mut self, order: &[usize]) {
        let mut meanings: HashMap<String, HashSet<usize>> = HashMap::new();
        for &at in order {
            let item = &self.items[at];
            for name in item.names.iter().filter(|name| name.capitals && !item.is_person()) {
                let key = name.words.concat();
                if item.names.iter().any(|long| long.acronym.as_deref() == Some(&key)) {
                    let root = self.root(at);
                    meanings.entry(key).or_default().insert(root);
                }
            }
        }
        for &at in order {
            let item = &self.items[at];
            let [name] = item.names.as_slice() else { continue };
            if item.is_person() || !name.capitals {
                continue;
            }
            let Some(roots) = meanings.get(&name.words.concat()) else { continue };
            let known: HashSet<usize> = roots.iter().map(|&root| self.root(root)).collect();
            if let (1, Some(&root)) = (known.len(), known.iter().next()) {
                self.unite(root, at);
            }
        }
    }

    /// One spelling with several kinds within a scope is one actor, unless one of them is a person with another name.
    fn other_kinds(&mut self, scope: &[usize]) {
        let mut seen: HashMap<String, usize> = HashMap::new();
        for &at in scope.iter().filter(|&&at| !self.items[at].is_person()) {
            for name in self.items[at].names.iter().filter(|name| !name.words.is_empty()) {
                let other = *seen.entry(name.key()).or_insert(at);
                self.unite(other, at);
            }
        }
    }

    /// Full names of one person that differ in an initial, a short form or a letter or two.
    fn full_persons(&mut self, scope: &[usize]) {
        let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_first: HashMap<&str, Vec<usize>> = HashMap::new();
        for &at in scope {
            let item = &self.items[at];
            for name in item.full().filter(|_| item.is_person()) {
                let block = by_last.entry(&name.last).or_default();
                let alike = |other: usize| {
                    let item_names = self.items[other].full();
                    middles_agree(item, &self.items[other])
                        && item_names.into_iter().any(|o| firsts_agree(o, name))
                };
                match block.iter().copied().find(|&other| alike(other)) {
                    Some(other) => _ = self.unite(other, at),
                    None if block.len() < HOLDERS => block.push(at),
                    None => {}
                }
                if name.words.first().is_none_or(|first| first.chars().count() < 3) {
                    continue;
                }
                let block = by_first.entry(&name.first).or_default();
                let alike = |other: usize| {
                    let lasts = self.items[other]
                        .full()
                        .any(|o| o.last.len() > 4 && likeness(&o.last, &name.last) >= ALIKE);
                    lasts && middles_agree(item, &self.items[other])
                };
                match block.iter().copied().find(|&other| alike(other)) {
                    Some(other) => _ = self.unite(other, at),
                    None if block.len() < HOLDERS => block.push(at),
                    None => {}
                }
            }
        }
    }

    /// A bare surname, or first name, joins the full name of its scope that is mentioned most.
    fn bare_persons(&mut self, scope: &[usize]) {
        let mut by_last: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut by_first: HashMap<&str, Vec<usize>> = HashMap::new();
        let full: Vec<usize> = scope.iter().copied().filter(|&at| self.items[at].is_full_person()).collect();
        for &at in &full {
            for name in self.items[at].full() {
                by_last.entry(&name.last).or_default().push(at);
                by_first.entry(name.words.first().map_or("", String::as_str)).or_default().push(at);
                if let [_, middle @ .., _] = name.words.as_slice() {
                    middle
                        .iter()
                        .filter(|w| w.chars().count() > 2)
                        .for_each(|w| by_first.entry(w).or_default().push(at));
                }
            }
        }
        let mut alone: HashMap<&str, Vec<usize>> = HashMap::new();
        for &at in scope {
            let item = &self.items[at];
            let Some(name) = item.names.first().filter(|_| !item.is_full_person()) else { continue };
            if !item.is_person() {
                // A surname that was once taken for something else.
                let persons = by_last.get(name.last.as_str()).filter(|_| is_stray_surname(item, name));
                if let Some(&person) =
                    persons.and_then(|p| p.iter().find(|&&p| self.items[p].weight > item.weight))
                {
                    self.unite(person, at);
                }
                continue;
            }
            let word = name.words.last().map_or("", String::as_str);
            let exact = by_last.get(name.last.as_str()).or_else(|| by_first.get(word));
            let found = exact.is_some_and(|known| known.iter().any(|&other| self.unite(other, at)))
                || (exact.is_none() && name.last.len() > 4)
                    && full.iter().take(HOLDERS * 4).any(|&other| {
                        let near = self.items[other].full().any(|o| likeness(&o.last, &name.last) >= ALIKE);
                        near && self.unite(other, at)
                    });
            if found {
                continue;
            }
            let same = alone.entry(&name.last).or_default();
            if !same.iter().any(|&other| self.unite(other, at)) {
                same.push(at);
            }
        }
    }

    /// An acronym joins the name of its scope that it is short for.
    fn scope_acronyms(&mut self, scope: &[usize]) {
        let mut long: HashMap<&str, usize> = HashMap::new();
        for &at in scope.iter().filter(|&&at| !self.items[at].is_person()) {
            for name in &self.items[at].names {
                if let Some(acronym) = name.acronym.as_deref() {
                    long.entry(acronym).or_insert(at);
                }
            }
        }
        for &at in scope.iter().filter(|&&at| !self.items[at].is_person()) {
            for name in self.items[at].names.iter().filter(|name| name.capitals) {
                if let Some(&other) = long.get(name.words.concat().as_str()) {
                    self.unite(other, at);
                }
            }
        }
    }

    /// The first or the last words of an organisation's name join the longer name of their scope.
    fn parts_of_names(&mut self, scope: &[usize]) {
        let mut short: HashMap<String, usize> = HashMap::new();
        for &at in scope
            .iter()
            .filter(|&&at| matches!(self.items[at].kind, ActorKind::Organisation | ActorKind::Other))
        {
            for name in self.items[at].names.iter().filter(|name| stands_for_longer(name)) {
                short.entry(name.key()).or_insert(at);
            }
        }
        let mut taken: HashSet<usize> = HashSet::new();
        for &at in scope.iter().filter(|&&at| self.items[at].kind == ActorKind::Organisation) {
            for name in self.items[at].names.iter().filter(|name| name.words.len() > 1) {
                let n = name.words.len();
                let parts =
                    (1..n).rev().flat_map(|k| [name.words.get(..k), name.words.get(n - k..)]).flatten();
                for part in parts {
                    let rest = n - part.len();
                    let joint = |at: usize| name.words.get(at).is_some_and(|word| word == "and");
                    // "Tallis and Brightwater" are two.
                    if joint(part.len()) || joint(rest.saturating_sub(1)) {
                        continue;
                    }
                    let Some(&other) = short.get(&part.join(" ")) else { continue };
                    if self.root(other) != self.root(at) && taken.insert(other) {
                        self.unite(at, other);
                    }
                }
            }
        }
    }
}

/// The keys under which a name is the same everywhere.
fn keys(item: &Item, name: &Name) -> Vec<String> {
    if name.words.is_empty() {
        return Vec::new();
    }
    match (item.is_person(), name.is_full()) {
        (true, true) => {
            vec![format!("p {} {}", name.first, name.last), format!("p {}", sound(&name.words.concat()))]
        }
        (true, false) => Vec::new(),
        (false, _) if name.nation => vec![format!("nation {}", name.key())],
        (false, _) => vec![format!("{} {}", item.kind.tag(), name.key())],
    }
}

/// Whether the middle names of two persons do not speak against each other.
fn middles_agree(a: &Item, b: &Item) -> bool {
    if !a.is_person() || !b.is_person() {
        return true;
    }
    let initials = |item: &Item| -> Vec<char> {
        let middle = item.full().filter_map(|name| name.words.get(1..name.words.len() - 1));
        middle.flatten().filter_map(|word| word.chars().next()).collect()
    };
    let (a, b) = (initials(a), initials(b));
    a.is_empty() || b.is_empty() || a.iter().any(|c| b.contains(c))
}

/// Whether two first names can be one person's.
fn firsts_agree(a: &Name, b: &Name) -> bool {
    let (Some(x), Some(y)) = (a.words.first(), b.words.first()) else { return false };
    if same_first(x, y) {
        return true;
    }
    let known = gender_of(x).is_some() && gender_of(y).is_some();
    !known && a.first.len() > 3 && likeness(&a.first, &b.first) > 0.8
}

/// Whether a single word, taken for an organisation or the like, can be the surname of a person named beside it.
fn is_stray_surname(item: &Item, name: &Name) -> bool {
    item.kind != ActorKind::Place && name.words.len() == 1 && !name.nation && !name.capitals
}

/// Whether a short name may stand for a longer one that begins or ends with it.
fn stands_for_longer(name: &Name) -> bool {
    let [word] = name.words.as_slice() else { return !name.nation };
    let people = nation_of_people(word).is_some();
    word.chars().count() > 2 && !name.nation && !people && !is_generic(word)
}

#[cfg(test)]
mod tests {
    use super::{Item, join};
    use crate::extract::naming::Name;
    use crate::model::ActorKind::{self, Organisation, Person, Place};
    use proptest::prelude::*;

    fn item(text: &str, kind: ActorKind, scope: u32) -> Item {
        let name = Name::new(text, kind);
        Item { gender: name.gender, names: vec![name], kind, weight: 1, scope }
    }

    /// Groups of texts, each sorted, the whole sorted.
    fn groups(items: &[(&str, ActorKind, u32)]) -> Vec<Vec<String>> {
        let made: Vec<Item> = items.iter().map(|(text, kind, scope)| item(text, *kind, *scope)).collect();
        let mut by = std::collections::BTreeMap::<usize, Vec<String>>::new();
        for (label, (text, _, scope)) in join(&made).into_iter().zip(items) {
            by.entry(label).or_default().push(format!("{text}/{scope}"));
        }
        let mut all: Vec<Vec<String>> = by
            .into_values()
            .map(|mut g| {
                g.sort();
                g
            })
            .collect();
        all.sort();
        all
    }

    #[track_caller]
    fn check(items: &[(&str, ActorKind, u32)], expect: &[&[&str]]) {
        assert_eq!(groups(items), expect);
    }

    #[test]
    fn surname_joins_the_full_name_of_its_scope_only() {
        check(
            &[("Walter Dunmore", Person, 0), ("Dunmore", Person, 0), ("Dunmore", Person, 1)],
            &[&["Dunmore/0", "Walter Dunmore/0"], &["Dunmore/1"]],
        );
    }

    #[test]
    fn transcriptions_and_short_forms_join() {
        check(
            &[("Viktor Tarkovskiy", Person, 0), ("Victor Tarkovsky", Person, 1)],
            &[&["Victor Tarkovsky/1", "Viktor Tarkovskiy/0"]],
        );
        check(
            &[("Bill Harrow", Person, 0), ("William Harrow", Person, 1)],
            &[&["Bill Harrow/0", "William Harrow/1"]],
        );
    }

    #[test]
    fn people_of_one_surname_stay_apart() {
        check(
            &[("Walter Dunmore", Person, 0), ("Helen Dunmore", Person, 0), ("Mrs. Dunmore", Person, 0)],
            &[&["Helen Dunmore/0", "Mrs. Dunmore/0"], &["Walter Dunmore/0"]],
        );
        check(
            &[("Adam Q. Lisle", Person, 0), ("Adam R. Lisle", Person, 0)],
            &[&["Adam Q. Lisle/0"], &["Adam R. Lisle/0"]],
        );
        check(
            &[("Anna Lisle", Person, 0), ("Anna Brock", Person, 0)],
            &[&["Anna Brock/0"], &["Anna Lisle/0"]],
        );
    }

    #[test]
    fn organisations_join_by_acronym_and_part() {
        check(
            &[
                ("Bureau of Northern Fisheries", Organisation, 0),
                ("BNF", Organisation, 0),
                ("Tallis Motors", Organisation, 0),
                ("Tallis", Organisation, 0),
            ],
            &[&["BNF/0", "Bureau of Northern Fisheries/0"], &["Tallis Motors/0", "Tallis/0"]],
        );
        check(
            &[("Bank of Orland", Organisation, 0), ("Bank", Organisation, 0)],
            &[&["Bank of Orland/0"], &["Bank/0"]],
        );
    }

    #[test]
    fn nations_join_by_table() {
        check(
            &[("US", Place, 0), ("United States", Place, 1), ("U.S.", Organisation, 2)],
            &[&["U.S./2", "US/0", "United States/1"]],
        );
    }

    proptest! {
        #[test]
        fn order_does_not_matter(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
            let all = [
                ("Walter Dunmore", Person, 0), ("Dunmore", Person, 0), ("Helen Dunmore", Person, 0), ("W. Dunmore", Person, 1),
                ("Tallis", Organisation, 0), ("Tallis Motors", Organisation, 0), ("Tallis Air", Organisation, 0), ("US", Place, 1), ("America", Place, 0),
            ];
            let shuffled: Vec<_> = order.iter().map(|&i| all[i]).collect();
            prop_assert_eq!(groups(&shuffled), groups(&all));
        }
    }
}
