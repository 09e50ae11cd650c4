//! Descriptions: “the Russian leader”, “the mayor”, “the company”, resolved by the roles the article gives its actors.
//!
//! A description is “the”, at most four words before the head, and a head of the word lists. It is resolved when one
//! actor alone fits: of the whole article, or else of the paragraphs near. What fits two or nobody is left open.

use crate::extract::names::words::HashedMap;
use crate::extract::naming::nation_of_people;
use crate::extract::reference::scene::Word;
use crate::model::{ActorKind, Article, LocalActor, Mention};
use crate::text::fold::fold;
use std::collections::HashSet;
use std::sync::LazyLock;

/// What the article says its actors are.
pub(super) struct Roles {
    /// Per actor: the words of its roles, or of its names if it is an organisation.
    words: Vec<HashSet<String>>,
    /// Per actor: the nations in its roles.
    nations: Vec<HashSet<&'static str>>,
    kinds: Vec<ActorKind>,
}

/// How many words may stand between "the" and the head.
const MODIFIERS: usize = 4;

impl Roles {
    /// Reads the roles beside the names.
    pub(super) fn of(article: &Article, mentions: &[Mention], actors: &[LocalActor]) -> Self {
        let mut words: Vec<HashSet<String>> = vec![HashSet::new(); actors.len()];
        let mut nations: Vec<HashSet<&'static str>> = vec![HashSet::new(); actors.len()];
        for mention in mentions {
            let Some(actor) = mention.actor.map(|id| id.0 as usize).filter(|&at| at < actors.len()) else {
                continue;
            };
            let said = match mention.kind {
                ActorKind::Person => mention.role.map_or("", |role| article.at(role)),
                ActorKind::Organisation => article.at(mention.span),
                _ => continue,
            };
            for word in fold(said).split(|c: char| !c.is_alphanumeric() && c != '\'') {
                let word = word.strip_suffix("'s").unwrap_or(word);
                if let Some(nation) = nation_of_people(word).or_else(|| crate::extract::naming::nation(word))
                {
                    nations[actor].insert(nation);
                }
                words[actor].insert(word.to_owned());
            }
        }
        let kinds = actors.iter().map(|actor| actor.kind).collect();
        Self { words, nations, kinds }
    }

    /// The actor a description at `at` refers to, and how many words the description has. `near` has the actors of the
    /// paragraphs near, newest first; `mentions` what comes from here on.
    pub(super) fn resolve(
        &self,
        words: &[Word],
        at: usize,
        mentions: &[Mention],
        near: &[usize],
    ) -> Option<(usize, usize)> {
        let article = words.get(at).filter(|w| w.low == "the")?;
        let inside =
            words.get(at + 1..)?.iter().take(MODIFIERS + 1).take_while(|w| w.sentence == article.sentence);
        let mut head = None;
        for (step, word) in inside.enumerate() {
            if word.low.chars().any(|c| !c.is_alphanumeric() && c != '-') || STOPS.contains(&word.low) {
                break;
            }
            let named = mentions.iter().take(MODIFIERS).find(|m| m.span.overlaps(word.token.span));
            // "the Halm Bank" is named; "the Halm envoy" is described.
            if named.is_some_and(|m| !matches!(m.kind, ActorKind::Place | ActorKind::Other)) {
                break;
            }
            if named.is_none() && (HEADS.contains_key(word.low) || BODIES.contains_key(word.low)) {
                head = Some((at + 1 + step, word.low));
            } else if head.is_some() {
                break;
            }
        }
        let (end, head) = head?;
        let behind = words.get(end + 1).filter(|w| w.sentence == article.sentence);
        // "the mayor Orla Venn" is a name with its title; "the company profits" has another head.
        let name_behind = |word: &Word| mentions.iter().take(3).any(|m| m.span.overlaps(word.token.span));
        let glued = |word: &Word| {
            word.low == "-" && words.get(end).is_some_and(|h| h.token.span.end == word.token.span.start)
        };
        if behind.is_some_and(|w| name_behind(w) || glued(w) || NO_HEAD.contains(&w.low)) {
            return None;
        }
        let length = end + 1 - at;
        // "the mayor, Orla Venn, said": the name stands right behind.
        if behind.is_some_and(|w| w.low == ",")
            && let Some(word) = words.get(end + 2)
            && let Some(named) = mentions
                .iter()
                .take(3)
                .find(|m| m.span.overlaps(word.token.span) && m.kind == ActorKind::Person)
            && HEADS.contains_key(head)
        {
            return named.actor.map(|actor| (actor.0 as usize, length));
        }
        let modifiers: Vec<&str> = words.get(at + 1..end)?.iter().map(|w| w.low).collect();
        let actor = match HEADS.get(head) {
            Some(_) => self.person(head, &modifiers, near),
            None => self.body(head, &modifiers, near),
        };
        actor.map(|actor| (actor, length))
    }

    /// The person a role fits.
    fn person(&self, head: &str, modifiers: &[&str], near: &[usize]) -> Option<usize> {
        let nation = modifiers.iter().find_map(|word| nation_of_people(word));
        let rest: Vec<&str> =
            modifiers.iter().copied().filter(|word| nation_of_people(word).is_none()).collect();
        let fits = |&actor: &usize| {
            self.kinds[actor] == ActorKind::Person
                && self.words[actor].iter().any(|word| word == head || stands_for(head, word))
                && nation.is_none_or(|nation| {
                    self.nations[actor].is_empty() || self.nations[actor].contains(nation)
                })
                && rest.iter().all(|word| self.words[actor].contains(*word) || !TELLING.contains(word))
                && LESSER
                    .iter()
                    .all(|word| rest.contains(word) || head == *word || !self.words[actor].contains(*word))
        };
        let exact =
            |actor: &usize| fits(actor) && nation.is_none_or(|nation| self.nations[*actor].contains(nation));
        let all = || 0..self.kinds.len();
        only(all().filter(exact))
            .or_else(|| only(all().filter(fits)))
            .or_else(|| only(near.iter().copied().filter(exact)))
    }

    /// The organisation a word fits: one whose name holds it, or for "company" and the like the only one near.
    fn body(&self, head: &str, modifiers: &[&str], near: &[usize]) -> Option<usize> {
        let is_body = |&actor: &usize| self.kinds[actor] == ActorKind::Organisation;
        let holds = |actor: &usize| is_body(actor) && self.words[*actor].contains(head);
        let telling = modifiers.iter().any(|word| nation_of_people(word).is_some());
        if telling {
            return None;
        }
        let named = only((0..self.kinds.len()).filter(|actor| holds(actor)));
        let any = BODIES.get(head).copied().unwrap_or(false) && modifiers.is_empty();
        named.or_else(|| only(near.iter().copied().filter(|actor| any && is_body(actor))))
    }
}

/// The only one, if there is exactly one.
fn only(mut found: impl Iterator<Item = usize>) -> Option<usize> {
    found.next().filter(|_| found.next().is_none())
}

/// Whether somebody who is a `role` can be called a `head`.
fn stands_for(head: &str, role: &str) -> bool {
    HEADS.get(role).is_some_and(|wider| wider.contains(&head))
}

/// Words that end a description before its head: what comes behind belongs to something else.
const STOPS: [&str; 32] = [
    "the", "a", "an", "of", "to", "in", "on", "at", "by", "for", "from", "with", "as", "that", "who",
    "which", "when", "if", "than", "and", "or", "but", "said", "says", "is", "was", "are", "were", "has",
    "had", "will", "would",
];

/// Words of a role without which it is another: the deputy governor is not "the governor".
const LESSER: [&str; 7] = ["deputy", "vice", "former", "assistant", "ex", "prime", "shadow"];

/// Words before a head that must be in the role too.
const TELLING: [&str; 20] = [
    "former",
    "prime",
    "foreign",
    "defense",
    "defence",
    "finance",
    "interior",
    "vice",
    "deputy",
    "chief",
    "special",
    "attorney",
    "opposition",
    "press",
    "first",
    "district",
    "justice",
    "health",
    "executive",
    "national",
];

/// Words behind that make the head part of something longer.
const NO_HEAD: [&str; 13] = [
    "staff",
    "of",
    "general",
    "elect",
    "designate",
    "profits",
    "election",
    "office",
    "race",
    "debate",
    "pick",
    "headquarters",
    "building",
];

/// A role to the wider words for it.
static HEADS: LazyLock<HashedMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("roles.txt").lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| {
            line.split_once(' ')
                .map_or(Some((line, vec![])), |(word, wider)| Some((word, wider.split(' ').collect())))
        })
        .collect()
});

/// A word for an organisation, and whether it fits any.
static BODIES: LazyLock<HashedMap<&'static str, bool>> = LazyLock::new(|| {
    let lines = include_str!("bodies.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.strip_suffix(" *").map_or((line, false), |word| (word, true))).collect()
});
