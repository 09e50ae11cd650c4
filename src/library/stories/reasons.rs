//! Why articles stand together or apart, in words: the names and occasions they share, and those they do not.

use crate::library::stories::doc::Facts;
use crate::model::ActorKind;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How many names a reason lists.
const LISTED: usize = 4;

/// What at least half of the articles, and at least two, have in common.
pub(crate) fn together(docs: &[&Facts]) -> Vec<String> {
    let mut why = Vec::new();
    if docs.len() > 1 {
        for (label, kinds) in KINDS {
            let shared = shared(docs, kinds);
            if !shared.is_empty() {
                why.push(format!("same {label}: {}", shared.join(", ")));
            }
        }
        let common = docs.iter().map(|doc| doc.occasions.clone()).reduce(|a, b| &a & &b).unwrap_or_default();
        if !common.is_empty() {
            why.push(format!("same occasion: {}", common.into_iter().collect::<Vec<_>>().join(", ")));
        }
        let dated = docs.iter().filter(|doc| doc.date.is_some()).count();
        if let Some((first, last)) = days(docs).filter(|_| dated > 1) {
            why.push(if first == last {
                format!("same day: {first}")
            } else {
                format!("days: {first} to {last}")
            });
        }
        if why.is_empty() {
            why.push("same words".to_owned());
        }
    }
    why
}

/// That near-copies stand behind the articles.
pub(crate) fn folded(copies: usize) -> Option<String> {
    match copies {
        0 => None,
        1 => Some("1 near-copy folded".to_owned()),
        n => Some(format!("{n} near-copies folded")),
    }
}

/// What tells the first story from the second.
pub(crate) fn apart(one: &[&Facts], other: &[&Facts]) -> String {
    let mut why = Vec::new();
    let occasions = |docs: &[&Facts]| {
        docs.iter().flat_map(|doc| doc.occasions.iter().cloned()).collect::<BTreeSet<String>>()
    };
    let (mine, theirs) = (occasions(one), occasions(other));
    let list = |set: &BTreeSet<String>| set.iter().map(|o| format!("“{o}”")).collect::<Vec<_>>().join(", ");
    if !mine.is_empty() && !theirs.is_empty() && mine.is_disjoint(&theirs) {
        why.push(format!("{} against {}", list(&mine), list(&theirs)));
    }
    if let (Some((first, last)), Some((from, to))) = (days(one), days(other))
        && (last < from || to < first)
    {
        why.push(format!("{first} against {from}"));
    }
    for (label, kinds) in KINDS {
        let (mine, theirs) = (only(one, other, kinds), only(other, one, kinds));
        if !mine.is_empty() && !theirs.is_empty() {
            why.push(format!("{label}: {} against {}", mine.join(", "), theirs.join(", ")));
        }
    }
    if why.is_empty() { "too few words in common".to_owned() } else { why.join("; ") }
}

/// What a list of names is called.
const KINDS: [(&str, &[ActorKind]); 3] = [
    ("people", &[ActorKind::Person]),
    ("places", &[ActorKind::Place]),
    ("organisations", &[ActorKind::Organisation]),
];

/// Names by folded form: the shown form, in how many of the articles, how many mentions.
fn names<'a>(docs: &[&'a Facts], kinds: &[ActorKind]) -> BTreeMap<u32, (&'a str, usize, u32)> {
    let mut found: BTreeMap<u32, (&str, usize, u32)> = BTreeMap::new();
    for name in docs.iter().flat_map(|doc| &doc.names).filter(|name| kinds.contains(&name.kind)) {
        let entry = found.entry(name.key).or_insert((&name.shown, 0, 0));
        entry.1 += 1;
        entry.2 += name.count;
    }
    found
}

fn shared<'a>(docs: &[&'a Facts], kinds: &[ActorKind]) -> Vec<&'a str> {
    let least = docs.len().div_ceil(2).max(2);
    listed(names(docs, kinds).into_values().filter(|(_, articles, _)| *articles >= least))
}

/// The main names of some articles that the others do not have.
fn only<'a>(docs: &[&'a Facts], others: &[&Facts], kinds: &[ActorKind]) -> Vec<&'a str> {
    let theirs = names(others, kinds);
    let least = docs.len().div_ceil(3);
    let mine = names(docs, kinds)
        .into_iter()
        .filter(|(key, (_, articles, _))| *articles >= least && !theirs.contains_key(key));
    listed(mine.map(|(_, name)| name))
}

/// The most widespread names, by name when equal.
fn listed<'a>(names: impl Iterator<Item = (&'a str, usize, u32)>) -> Vec<&'a str> {
    let mut names: Vec<(&str, usize, u32)> = names.collect();
    names.sort_by(|a, b| (b.1, b.2).cmp(&(a.1, a.2)).then_with(|| a.0.cmp(b.0)));
    names.into_iter().take(LISTED).map(|(shown, _, _)| shown).collect()
}

/// The first and last known day.
fn days(docs: &[&Facts]) -> Option<(Date, Date)> {
    let days = || docs.iter().filter_map(|doc| doc.date);
    Some((days().min()?, days().max()?))
}
