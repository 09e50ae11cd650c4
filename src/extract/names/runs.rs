//! Names by their capitals: runs of capitalised words, their kind by word lists.

use crate::extract::lexicon::{CountryWord, List, country_of, regions};
use crate::model::{ActorKind, BlockKind, RegionKind};
use crate::text::tokens::{Case, Token, TokenKind};
use std::collections::{HashMap, HashSet};

/// A name as a range of tokens, both ends included.
#[derive(Clone, Copy, Debug)]
pub(super) struct Name {
    pub(super) first: usize,
    pub(super) last: usize,
    pub(super) kind: ActorKind,
}

/// What the whole article shows about its words.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Words that also stand in lower case.
    lower: HashSet<String>,
    /// Words that follow a person's title or a first name somewhere.
    persons: HashMap<String, u32>,
}

impl Seen {
    /// Collects them.
    pub(super) fn of(text: &str, regions: &[(RegionKind, Vec<Token>)]) -> Self {
        let mut seen = Self::default();
        for (_, tokens) in regions {
            for token in tokens.iter().filter(|t| t.case == Case::Lower) {
                seen.lower.insert(token.span.of(text).to_owned());
            }
            for pair in tokens.windows(2) {
                let [title, name] = pair else { continue };
                let low = title.span.of(text).to_lowercase();
                if List::Titles.holds(&low) && name.case.starts_upper() {
                    *seen.persons.entry(name.span.of(text).to_owned()).or_default() += 1;
                }
            }
        }
        seen
    }
}

/// Whether most words of a region are capitalised, so that capitals say nothing.
fn is_titled(kind: RegionKind, tokens: &[Token]) -> bool {
    let words = tokens.iter().filter(|t| t.case != Case::None).count();
    let upper = tokens.iter().filter(|t| t.case.starts_upper()).count();
    let shouted = tokens.iter().filter(|t| t.case == Case::Upper).count();
    let heading = matches!(kind, RegionKind::Headline | RegionKind::Block(BlockKind::Heading(_)));
    words > 2 && (shouted * 10 > words * 8 || (heading && upper * 10 > words * 6))
}

/// The names of one region.
pub(super) fn names(text: &str, kind: RegionKind, tokens: &[Token], seen: &Seen) -> Vec<Name> {
    let mut found = Vec::new();
    if is_titled(kind, tokens) {
        return found;
    }
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if !token.case.starts_upper() || token.kind != TokenKind::Word {
            at += 1;
            continue;
        }
        let end = run_end(text, tokens, at);
        found.extend(split(text, tokens, at, end, seen));
        at = end;
    }
    found
}

/// Where the run of capitals that begins at `start` ends.
fn run_end(text: &str, tokens: &[Token], start: usize) -> usize {
    let mut end = start + 1;
    while let Some(token) = tokens.get(end) {
        if token.case.starts_upper() && token.kind == TokenKind::Word {
            end += 1;
            continue;
        }
        let joins =
            matches!(token.span.of(text), "of" | "de" | "von" | "der" | "van" | "bin" | "al" | "-" | "&");
        let next = tokens.get(end + 1).is_some_and(|t| t.case.starts_upper() || t.span.of(text) == "der");
        if !(joins && next) {
            break;
        }
        end += 2;
    }
    end
}

/// Takes openers, titles and adjectives off a run and tells the kind of what is left.
fn split(text: &str, tokens: &[Token], start: usize, end: usize, seen: &Seen) -> Vec<Name> {
    let mut found = Vec::new();
    let mut first = start;
    let opens = start == 0
        || tokens
            .get(start - 1)
            .is_some_and(|t| matches!(t.span.of(text), "." | "?" | "!" | "“" | "\"" | "‘"));
    let mut titled = start > 0
        && tokens.get(start - 1).is_some_and(|t| List::Titles.holds(&t.span.of(text).to_lowercase()));
    while first < end {
        let Some(token) = tokens.get(first) else { break };
        let word = token.span.of(text);
        let low = word.to_lowercase();
        let plain = List::FunctionWords.holds(&low) || (opens && first == start && seen.lower.contains(&low));
        if matches!(country_of(word), Some((_, CountryWord::Adjective))) {
            let next = tokens.get(first + 1).map(|t| t.span.of(text).to_lowercase()).unwrap_or_default();
            if List::Organisations.holds(&next) && first + 1 < end {
                break;
            }
            found.push(Name { first, last: first, kind: ActorKind::Other });
        } else if List::Titles.holds(&low) || (List::TitleModifiers.holds(&low) && first + 1 < end) {
            titled = true;
        } else if !plain {
            break;
        }
        first += 1;
    }
    if first >= end || (end - first == 1 && opens && first == start && start == 0 && tokens.len() < 3) {
        return found;
    }
    let last = end - 1;
    let word = |at: usize| tokens.get(at).map(|t| t.span.of(text)).unwrap_or_default();
    let whole = tokens
        .get(first)
        .zip(tokens.get(last))
        .map(|(a, b)| a.span.join(b.span).of(text))
        .unwrap_or_default();
    let place = country_of(whole).is_some() || regions().iter().any(|r| r.name == whole);
    let kind = if place {
        ActorKind::Place
    } else if titled || seen.persons.contains_key(word(last)) {
        ActorKind::Person
    } else if (first..end).any(|at| List::Organisations.holds(&word(at).to_lowercase()))
        || tokens.get(first).is_some_and(|t| t.case == Case::Upper)
    {
        ActorKind::Organisation
    } else if word(first.wrapping_sub(1)) == "in" || word(first.wrapping_sub(1)) == "at" {
        ActorKind::Place
    } else if (2..=4).contains(&(end - first)) {
        ActorKind::Person
    } else {
        ActorKind::Other
    };
    // A lone capital that only opens a sentence is no evidence.
    if kind == ActorKind::Other && opens && end == start + 1 {
        return found;
    }
    found.push(Name { first, last, kind });
    found
}
