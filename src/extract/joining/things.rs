//! The joining of what is no person: acronyms, parts of longer names, halves of nations.

use crate::extract::joining::{Joiner, Reach};
use crate::extract::naming::{Name, is_generic, nation_of_people};
use crate::model::ActorKind;
use crate::parse::hashes::{TextMap, TextSet};
use std::cmp::Reverse;
use std::collections::BTreeMap;

impl Joiner<'_> {
    /// An acronym joins the name that it is short for.
    pub(super) fn acronyms(&mut self, order: &[usize]) {
        let mut long: TextMap<&str, usize> = TextMap::default();
        for &at in order.iter().filter(|&&at| !self.items[at].is_person()) {
            for name in &self.items[at].names {
                for acronym in &name.acronyms {
                    long.entry(acronym).or_insert(at);
                }
            }
        }
        // A nation's letters are its own, whoever else they would fit.
        for &at in order.iter().filter(|&&at| !self.items[at].is_person()) {
            let names = self.items[at].names.iter().filter(|name| !name.nation);
            for short in names.filter_map(|name| name.short.as_deref()) {
                if let Some(&other) = long.get(short) {
                    self.unite(other, at);
                }
            }
        }
    }

    /// The first or the last words of an organisation's name join the longer name where no other name begins or ends like
    /// it; a common word only within an article ("the Bank", of the Bank of Orland).
    pub(super) fn parts_of_names(&mut self, order: &[usize]) {
        let mut short: TextMap<&str, usize> = TextMap::default();
        let mut formal: TextSet<&str> = TextSet::default();
        for &at in order {
            if self.items[at].kind != ActorKind::Organisation {
                continue;
            }
            for name in self.items[at].names.iter().filter(|name| !name.nation) {
                if name.formal {
                    formal.insert(name.key());
                } else {
                    short.entry(name.key()).or_insert(at);
                }
            }
        }
        // "Tallis" is short for "Tallis Inc.", and for no other that begins with it.
        short.retain(|key, _| !formal.contains(key));
        let mut owners: BTreeMap<usize, Vec<(usize, bool)>> = BTreeMap::new();
        for &at in order.iter().filter(|&&at| self.items[at].kind == ActorKind::Organisation) {
            for name in self.items[at].names.iter().filter(|name| name.words.len() > 1) {
                // Who governs is not whom the government is called after.
                if name.words.last().is_some_and(|word| GOVERNING.contains(&word.as_str())) {
                    continue;
                }
                let n = name.words.len();
                // Parts of the words as parts of the name's key, where single blanks stand between them.
                let of_key = |part: &[String], from_end: bool| {
                    let length = part.iter().map(String::len).sum::<usize>() + part.len() - 1;
                    let key = name.key();
                    let at = if from_end { key.get(key.len() - length..) } else { key.get(..length) };
                    at.unwrap_or_default()
                };
                let known = |part: &[String]| short.contains_key(of_key(part, false));
                // Where both halves are names of their own, the first tells who it is.
                let led = (1..n)
                    .filter_map(|k| name.words.get(..k))
                    .any(|part| stands_for_longer(part) && known(part));
                let heads = (1..n).filter_map(|k| name.words.get(..k)).map(|part| (part, false, true));
                let tails = (1..n).filter_map(|k| name.words.get(n - k..)).map(|part| (part, true, !led));
                for (part, from_end, owns) in heads.chain(tails) {
                    let rest = n - part.len();
                    let joint = |at: usize| name.words.get(at).is_some_and(|word| word == "and");
                    // "Tallis and Brightwater" are two.
                    if joint(part.len()) || joint(rest.saturating_sub(1)) {
                        continue;
                    }
                    let head =
                        name.words.starts_with(part) && name.words.get(part.len()).is_some_and(|w| w == "of");
                    if !(stands_for_longer(part) || head && self.reach == Reach::Article) {
                        continue;
                    }
                    let Some(&other) = short.get(of_key(part, from_end)) else { continue };
                    if !self.sets.joined(other, at) {
                        owners.entry(other).or_default().push((at, owns));
                    }
                }
            }
        }
        let place: TextMap<usize, usize> = order.iter().enumerate().map(|(n, &at)| (at, n)).collect();
        let mut owners: Vec<(usize, Vec<(usize, bool)>)> = owners.into_iter().collect();
        // The longest parts first, for what is short for them is short for the whole.
        let words = |part: usize| self.items[part].names.iter().map(|name| name.words.len()).max();
        owners.sort_by_key(|(part, _)| (Reverse(words(*part)), place.get(part).copied()));
        for (part, whole) in owners {
            let owner = |&(at, owns): &(usize, bool)| (self.sets.root(at), owns);
            let roots: Vec<(usize, bool)> = whole.iter().map(owner).collect();
            let Some(&(first, _)) = roots.first() else { continue };
            if roots.iter().all(|(root, owns)| *root == first && *owns) {
                self.unite(first, part);
            }
        }
    }

    /// "The North" is the nation of that half that is spoken of most.
    pub(super) fn directions(&mut self, order: &[usize]) {
        for &at in order {
            let item = &self.items[at];
            let [name] = item.names.as_slice() else { continue };
            let [word] = name.words.as_slice() else { continue };
            if item.is_person() || !DIRECTIONS.contains(&word.as_str()) {
                continue;
            }
            let half = |name: &Name| {
                name.nation && name.words.first().is_some_and(|n| n.split(' ').next() == Some(word))
            };
            if let Some(&nation) =
                order.iter().find(|&&other| self.items[other].names.iter().any(|n| half(n)))
            {
                self.unite(nation, at);
            }
        }
    }
}

/// Words that make a government of a name.
const GOVERNING: [&str; 2] = ["administration", "government"];

/// Halves of a divided nation.
const DIRECTIONS: [&str; 4] = ["north", "south", "east", "west"];

/// Whether words may stand for a longer name.
fn stands_for_longer(words: &[String]) -> bool {
    let [word] = words else { return true };
    word.chars().count() > 2 && nation_of_people(word).is_none() && !is_generic(word)
}
