//! Which names are one actor: the rules of merging, used within an article and across the corpus alike.
//!
//! A full name joins wherever it stands; what is ambiguous (a bare surname, an initial, an acronym, a part of a longer
//! name) joins only within its scope, which is the article or the story. Never across a gender conflict, never two
//! different first names. Everything goes through hashed keys, so the work grows with the number of names; all
//! choices are by weight, then spelling, so the result does not depend on the order of the items. The rules are those
//! of name-variant matching in news monitoring (Steinberger, Pouliquen, Ignat 2005) with tables for nations.

mod things;

use crate::extract::naming::{Name, gender_of, same_first};
use crate::extract::union::Union;
use crate::model::{ActorKind, Gender};
use crate::parse::hashes::TextMap;
use crate::text::fold::{likeness, sound};
use std::cmp::Reverse;

/// Something that may be one actor with others: a name of an article, or an actor of an article.
#[derive(Clone, Debug)]
pub struct Item<'n> {
    /// Its spellings.
    pub names: Vec<&'n Name>,
    /// What it is.
    pub kind: ActorKind,
    /// How many mentions it has.
    pub weight: u32,
    /// Its gender, if it is a person and the text tells.
    pub gender: Option<Gender>,
    /// Whether the text begins with it under a title and uses it again and again: items that come later do not own it.
    pub introduced: bool,
    /// The titles beside it ("judge", "captain"): they tell people of one surname apart.
    pub offices: Vec<&'n str>,
}

impl Item<'_> {
    fn is_person(&self) -> bool {
        self.kind == ActorKind::Person
    }

    /// Whether it is a person with a first name.
    #[must_use]
    pub fn is_full_person(&self) -> bool {
        self.is_person() && self.names.iter().any(|name| name.is_full())
    }

    fn full(&self) -> impl Iterator<Item = &Name> {
        self.names.iter().copied().filter(|name| name.is_full())
    }
}

/// How far the items reach: what is ambiguous is decided more boldly where one writer chose the words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reach {
    /// The names of one article, in order of their first mention.
    Article,
    /// The actors of the articles of one story.
    Story,
}

/// For each item a number, equal for items that are the same actor: the index of one of them.
#[must_use]
pub fn join(items: &[Item<'_>], reach: Reach) -> Vec<usize> {
    join_told(items, reach, [])
}

/// As [`join`], with pairs of items of which the text itself says that they are one.
#[must_use]
pub fn join_told(
    items: &[Item<'_>],
    reach: Reach,
    told: impl IntoIterator<Item = (usize, usize)>,
) -> Vec<usize> {
    let mut joiner = Joiner {
        items,
        reach,
        sets: Union::new(items.len()),
        gender: items.iter().map(|i| i.gender).collect(),
    };
    let order = joiner.by_weight();
    joiner.same_keys(&order);
    joiner.other_kinds(&order);
    joiner.full_persons(&order);
    joiner.bare_persons(&order);
    joiner.acronyms(&order);
    joiner.parts_of_names(&order);
    joiner.directions(&order);
    for (one, other) in told {
        joiner.unite(one, other);
    }
    (0..items.len()).map(|at| joiner.sets.root(at)).collect()
}

/// More holders of one key than this are not compared.
const HOLDERS: usize = 16;

/// From here on two spellings of one word may be one name.
const ALIKE: f32 = 0.88;

/// A given name alone is used at most so many times as often as the full name.
const FAMILIAR: u32 = 4;

struct Joiner<'a> {
    items: &'a [Item<'a>],
    reach: Reach,
    sets: Union,
    gender: Vec<Option<Gender>>,
}

impl Joiner<'_> {
    /// Joins two items unless their genders differ; says whether they are one now.
    fn unite(&mut self, a: usize, b: usize) -> bool {
        let (a, b) = (self.sets.root(a), self.sets.root(b));
        if a == b {
            return true;
        }
        if matches!((self.gender[a], self.gender[b]), (Some(x), Some(y)) if x != y) {
            return false;
        }
        self.sets.join(a, b);
        let (low, high) = (a.min(b), a.max(b));
        self.gender[low] = self.gender[low].or(self.gender[high]);
        true
    }

    /// The items, heaviest first; in an article what comes first before what comes later.
    fn by_weight(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.items.len()).collect();
        order.sort_by_cached_key(|&at| {
            let item = &self.items[at];
            let place = if self.reach == Reach::Article { at } else { 0 };
            (
                Reverse(item.weight),
                place,
                item.names.first().map(|name| name.key()),
                item.kind,
                item.gender.map(|g| g as u8),
            )
        });
        order
    }

    /// Joins what has one full key: full persons by first and last name, the rest by kind and words.
    fn same_keys(&mut self, order: &[usize]) {
        let mut holders: TextMap<String, Vec<usize>> = TextMap::default();
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

    /// One spelling with several kinds is one actor; a person only under a name of several words.
    fn other_kinds(&mut self, order: &[usize]) {
        let mut seen: TextMap<&str, usize> = TextMap::default();
        for &at in order {
            let item = &self.items[at];
            let several = |name: &Name| name.words.len() > 1;
            for name in
                item.names.iter().filter(|name| several(name) || !item.is_person() && !name.words.is_empty())
            {
                let other = *seen.entry(name.key()).or_insert(at);
                self.unite(other, at);
            }
        }
    }

    /// Full names of one person that differ in an initial, a short form or a letter or two.
    fn full_persons(&mut self, order: &[usize]) {
        let mut by_last: TextMap<&str, Vec<usize>> = TextMap::default();
        let mut by_first: TextMap<&str, Vec<usize>> = TextMap::default();
        for &at in order {
            let item = &self.items[at];
            for name in item.full().filter(|_| item.is_person()) {
                let block = by_last.entry(&name.last).or_default();
                let alike = |other: usize| {
                    let item_names = self.items[other].full();
                    middles_agree(item, &self.items[other])
                        && item_names.into_iter().any(|o| firsts_agree(o, name) || contain(o, name))
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
                    let lasts = self.items[other].full().any(|o| {
                        o.last.len() > 4 && likeness(&o.last, &name.last) >= ALIKE || contain(o, name)
                    });
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

    /// A bare surname, or first name, joins the full name that is mentioned most.
    fn bare_persons(&mut self, order: &[usize]) {
        let mut by_last: TextMap<&str, Vec<usize>> = TextMap::default();
        let mut by_first: TextMap<&str, Vec<usize>> = TextMap::default();
        let full: Vec<usize> = order.iter().copied().filter(|&at| self.items[at].is_full_person()).collect();
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
        let mut things: TextMap<&str, usize> = TextMap::default();
        for &at in order.iter().filter(|&&at| !self.items[at].is_person()) {
            self.items[at].names.iter().for_each(|name| _ = things.entry(name.key()).or_insert(at));
        }
        let mut alone: TextMap<&str, Vec<usize>> = TextMap::default();
        for &at in order {
            let item = &self.items[at];
            let Some(name) = item.names.first().filter(|_| !item.is_full_person()) else { continue };
            if !item.is_person() {
                // A surname that was once taken for something else.
                let persons = by_last.get(name.last.as_str()).filter(|_| is_stray_surname(item, name));
                let vague = item.kind == ActorKind::Other;
                if let Some(&person) =
                    persons.and_then(|p| p.iter().find(|&&p| vague || self.items[p].weight > item.weight))
                {
                    self.unite(person, at);
                }
                continue;
            }
            let word = name.words.last().map_or("", String::as_str);
            let surname = by_last.get(name.last.as_str());
            let exact = surname.or_else(|| by_first.get(word));
            let found = exact.is_some_and(|known| {
                let office = |other: &&usize| self.shares_office(**other, at);
                let (same, others): (Vec<usize>, Vec<usize>) = known.iter().partition(office);
                same.into_iter().chain(others).any(|other| {
                    // A given name alone is not the usual way to name somebody.
                    let usual = surname.is_some() || self.items[other].weight * FAMILIAR >= item.weight;
                    usual && self.may_own(other, at) && self.unite(other, at)
                })
            }) || (exact.is_none() && name.last.len() > 4)
                && full.iter().take(HOLDERS * 4).any(|&other| {
                    let near = self.items[other].full().any(|o| likeness(&o.last, &name.last) >= ALIKE);
                    near && self.unite(other, at)
                });
            if found {
                continue;
            }
            // A thing that was once taken for a person.
            if let Some(&thing) = things.get(name.key()).filter(|&&t| self.items[t].weight >= item.weight)
                && exact.is_none()
            {
                self.unite(thing, at);
                continue;
            }
            let same = alone.entry(&name.last).or_default();
            if !same.iter().any(|&other| self.unite(other, at)) {
                same.push(at);
            }
        }
    }

    /// Whether two items stand under one title.
    fn shares_office(&self, a: usize, b: usize) -> bool {
        self.items[a].offices.iter().any(|office| self.items[b].offices.contains(office))
    }

    /// Whether the bearer of a full name may be meant by a bare one: not where the bare one has been introduced under a
    /// title and used often before the full name comes up, now and then.
    fn may_own(&self, full: usize, bare: usize) -> bool {
        let (owner, item) = (&self.items[full], &self.items[bare]);
        !(self.reach == Reach::Article && item.introduced && bare < full && owner.weight * 3 <= item.weight)
    }
}

/// What keys begin with that tell only how a name sounds.
pub const SOUND: char = '~';

/// The keys under which a name is the same everywhere.
#[must_use]
pub fn keys(item: &Item<'_>, name: &Name) -> Vec<String> {
    if name.words.is_empty() {
        return Vec::new();
    }
    match (item.is_person(), name.is_full()) {
        (true, true) => {
            let mut heard = sound(&name.words.concat());
            heard.insert(0, SOUND);
            vec![["p ", &name.first, " ", &name.last].concat(), heard]
        }
        (true, false) => Vec::new(),
        (false, _) if name.nation => vec![["nation ", name.key()].concat()],
        (false, _) => {
            // "Council of Roads and Canals" is "Council Roads Canals" to some.
            let telling = name.telling().filter(|telling| telling.len() < name.words.len());
            let telling = telling.map(|words| [item.kind.tag(), " ", &words.join(" ")].concat());
            [[item.kind.tag(), " ", name.key()].concat()].into_iter().chain(telling).collect()
        }
    }
}

/// Whether the middle names of two persons do not speak against each other.
fn middles_agree(a: &Item<'_>, b: &Item<'_>) -> bool {
    if !a.is_person() || !b.is_person() {
        return true;
    }
    let initials = |item: &Item<'_>| -> Vec<char> {
        let middle = item.full().filter_map(|name| name.words.get(1..name.words.len() - 1));
        middle.flatten().filter_map(|word| word.chars().next()).collect()
    };
    let (a, b) = (initials(a), initials(b));
    a.is_empty() || b.is_empty() || a.iter().any(|c| b.contains(c))
}

/// Whether two first names can be one person's.
fn firsts_agree(a: &Name, b: &Name) -> bool {
    let (x, y) = (a.given.as_str(), b.given.as_str());
    if same_first(x, y) {
        return true;
    }
    let known = gender_of(x).is_some() && gender_of(y).is_some();
    !known && a.first.len() > 3 && likeness(&a.first, &b.first) > 0.8
}

/// Whether one of two full names begins or ends with the other: "Ana Marrow" and "Ana Marrow Lisle".
fn contain(a: &Name, b: &Name) -> bool {
    let (short, long) = if a.words.len() < b.words.len() { (a, b) } else { (b, a) };
    let (short, long) = (short.is_full().then_some(&short.words), &long.words);
    short.is_some_and(|words| words.len() < long.len() && (long.starts_with(words) || long.ends_with(words)))
}

/// Whether a single word, taken for an organisation or the like, can be the surname of a person named beside it.
fn is_stray_surname(item: &Item<'_>, name: &Name) -> bool {
    item.kind != ActorKind::Place && name.words.len() == 1 && !name.nation && name.short.is_none()
}

#[cfg(test)]
mod tests {
    use super::{Item, Reach, join};
    use crate::extract::naming::Name;
    use crate::model::ActorKind::{self, Organisation, Person, Place};
    use proptest::prelude::*;

    /// Groups of texts, each sorted, the whole sorted; every text once.
    fn groups(items: &[(&str, ActorKind)], reach: Reach) -> Vec<Vec<String>> {
        let names: Vec<Name> = items.iter().map(|(text, kind)| Name::new(text, *kind)).collect();
        let made: Vec<Item<'_>> = items
            .iter()
            .zip(&names)
            .map(|((_, kind), name)| Item {
                names: vec![name],
                kind: *kind,
                weight: 1,
                gender: name.gender,
                introduced: false,
                offices: Vec::new(),
            })
            .collect();
        let mut by = std::collections::BTreeMap::<usize, Vec<String>>::new();
        for (label, (text, _)) in join(&made, reach).into_iter().zip(items) {
            by.entry(label).or_default().push((*text).to_owned());
        }
        let mut all: Vec<Vec<String>> = by.into_values().collect();
        for group in &mut all {
            group.sort();
        }
        all.sort();
        all
    }

    #[track_caller]
    fn check(items: &[(&str, ActorKind)], expect: &[&[&str]]) {
        assert_eq!(groups(items, Reach::Article), expect);
    }

    #[test]
    fn a_surname_joins_its_full_name() {
        check(&[("Walter Dunmore", Person), ("Dunmore", Person)], &[&["Dunmore", "Walter Dunmore"]]);
    }

    #[test]
    fn a_surname_taken_for_a_thing_joins_its_full_name() {
        check(
            &[("Walter Dunmore", Person), ("Dunmore", ActorKind::Other)],
            &[&["Dunmore", "Walter Dunmore"]],
        );
        check(&[("Walter Dunmore", Person), ("Dunmore", Organisation)], &[&["Dunmore"], &["Walter Dunmore"]]);
    }

    #[test]
    fn transcriptions_and_short_forms_join() {
        check(
            &[("Viktor Tarkovskiy", Person), ("Victor Tarkovsky", Person)],
            &[&["Victor Tarkovsky", "Viktor Tarkovskiy"]],
        );
        check(&[("Bill Harrow", Person), ("William Harrow", Person)], &[&["Bill Harrow", "William Harrow"]]);
    }

    #[test]
    fn people_of_one_surname_stay_apart() {
        check(
            &[("Walter Dunmore", Person), ("Helen Dunmore", Person), ("Mrs. Dunmore", Person)],
            &[&["Helen Dunmore", "Mrs. Dunmore"], &["Walter Dunmore"]],
        );
        check(
            &[("Adam Q. Lisle", Person), ("Adam R. Lisle", Person)],
            &[&["Adam Q. Lisle"], &["Adam R. Lisle"]],
        );
        check(&[("Anna Lisle", Person), ("Anna Brock", Person)], &[&["Anna Brock"], &["Anna Lisle"]]);
    }

    #[test]
    fn a_title_tells_who_of_one_surname_is_meant() {
        let names = ["Walter Dunmore", "Helen Dunmore", "Dunmore"].map(|text| Name::new(text, Person));
        let offices = ["captain", "judge", "judge"];
        let items: Vec<Item<'_>> = names
            .iter()
            .zip(offices)
            .map(|(name, office)| Item {
                names: vec![name],
                kind: Person,
                weight: 1,
                gender: name.gender,
                introduced: false,
                offices: vec![office],
            })
            .collect();
        let labels = join(&items, Reach::Article);
        assert_eq!((labels[1] == labels[2], labels[0] == labels[2]), (true, false));
    }

    #[test]
    fn organisations_join_by_acronym_and_part() {
        check(
            &[
                ("Bureau of Northern Fisheries", Organisation),
                ("BNF", Organisation),
                ("Tallis Motors", Organisation),
                ("Tallis", Organisation),
            ],
            &[&["BNF", "Bureau of Northern Fisheries"], &["Tallis", "Tallis Motors"]],
        );
        check(&[("Bank of Orland", Organisation), ("Bank", Organisation)], &[&["Bank", "Bank of Orland"]]);
        check(
            &[("Department of Roads", Organisation), ("DoR", Organisation)],
            &[&["Department of Roads", "DoR"]],
        );
        check(
            &[("Port Centre", Organisation), ("Port Center", Organisation)],
            &[&["Port Center", "Port Centre"]],
        );
        check(&[("T-Lines", Organisation), ("T - Lines", Organisation)], &[&["T - Lines", "T-Lines"]]);
        let council = ["Council of Roads and Canals", "Council for Roads, Canals"];
        check(
            &council.map(|name| (name, Organisation)),
            &[&["Council for Roads, Canals", "Council of Roads and Canals"]],
        );
        let banks =
            [("Bank of Orland", Organisation), ("Bank", Organisation), ("Bank of Halm", Organisation)];
        check(&banks, &[&["Bank"], &["Bank of Halm"], &["Bank of Orland"]]);
        assert_eq!(groups(&banks[..2], Reach::Story).len(), 2, "in another article it may be another bank");
        check(
            &[("Tallis Inc.", Organisation), ("Tallis Records", Organisation)],
            &[&["Tallis Inc."], &["Tallis Records"]],
        );
    }

    #[test]
    fn nations_join_by_table() {
        check(
            &[("US", Place), ("United States", Place), ("U.S.", Organisation)],
            &[&["U.S.", "US", "United States"]],
        );
    }

    #[test]
    fn adjectives_and_halves_are_their_nation() {
        check(
            &[("North Korea", Place), ("North Korean", ActorKind::Other), ("North", Place)],
            &[&["North", "North Korea", "North Korean"]],
        );
    }

    #[test]
    fn family_names_may_come_first() {
        check(
            &[("Pak Min Su", Person), ("Pak Ji Ho", Person), ("Pak Min-su", Person), ("Pak", Person)],
            &[&["Pak", "Pak Min Su", "Pak Min-su"], &["Pak Ji Ho"]],
        );
    }

    #[test]
    fn one_spelling_in_several_kinds_is_one() {
        check(
            &[("Tallis Motors", Organisation), ("Tallis Motors", Person), ("Halm", Place), ("Halm", Person)],
            &[&["Halm", "Halm"], &["Tallis Motors", "Tallis Motors"]],
        );
    }

    proptest! {
        #[test]
        fn order_does_not_matter(order in Just((0..9).collect::<Vec<usize>>()).prop_shuffle()) {
            let all = [
                ("Walter Dunmore", Person), ("Dunmore", Person), ("Helen Dunmore", Person), ("W. Dunmore", Person),
                ("Tallis", Organisation), ("Tallis Motors", Organisation), ("Tallis Air", Organisation), ("US", Place), ("America", Place),
            ];
            let shuffled: Vec<_> = order.iter().map(|&i| all[i]).collect();
            prop_assert_eq!(groups(&shuffled, Reach::Story), groups(&all, Reach::Story));
        }
    }
}
