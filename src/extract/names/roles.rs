//! The title or role beside a person's name: "Norwegian envoy" before it, ", head of the fleet," behind it.
//!
//! Works on tokens and word lists; a role is kept as the article gives it and never decides who is meant.

use crate::extract::lexicon::{CountryWord, List, country_of};
use crate::model::{ActorKind, Span};
use crate::text::tokens::{Case, Token, TokenKind};
use std::ops::Range;

/// The most tokens a role behind a name may have.
const LONGEST: usize = 14;

/// The role beside the name at `name` (a range of `tokens`): the words before it, else the apposition behind it.
#[must_use]
pub(crate) fn beside(text: &str, tokens: &[Token], name: Range<usize>, kind: ActorKind) -> Option<Span> {
    if kind != ActorKind::Person {
        return None;
    }
    before(text, tokens, name.start).or_else(|| behind(text, tokens, name.end))
}

/// The run of title words that ends at `name`: at least one title, then what belongs to it.
pub(crate) fn before(text: &str, tokens: &[Token], name: usize) -> Option<Span> {
    let mut start = name;
    let mut titled = false;
    while let Some(token) = start.checked_sub(1).and_then(|at| tokens.get(at)) {
        let word = token.span.of(text);
        let low = word.to_lowercase();
        let next = tokens.get(start).map(|t| t.span);
        let glued = next.is_some_and(|n| n.from() == token.span.to());
        let is_title = List::Titles.holds(&low);
        if is_title && !(titled && glued) {
            titled = true;
        } else if titled && token.kind == TokenKind::Mark && word == "-" && glued {
            // "vice-president": the word before the hyphen is looked at next
        } else if !titled || !belongs(text, tokens, start - 1, &low) {
            break;
        }
        start -= 1;
    }
    if !titled {
        return None;
    }
    while tokens.get(start).is_some_and(|t| t.kind == TokenKind::Clitic || t.kind == TokenKind::Mark) {
        start += 1;
    }
    let last = tokens.get(name.checked_sub(1)?)?;
    tokens.get(start).map(|first| first.span.join(last.span))
}

/// Whether the word at `at` belongs to the title behind it: an adjective of a country, a modifier, a country's name, `’s`.
fn belongs(text: &str, tokens: &[Token], at: usize, low: &str) -> bool {
    let Some(token) = tokens.get(at) else { return false };
    let word = token.span.of(text);
    if List::TitleModifiers.holds(low) {
        return true;
    }
    match country_of(word) {
        Some((_, CountryWord::Adjective | CountryWord::Name)) => return true,
        Some(_) => {}
        None => {
            let two = at.checked_sub(1).and_then(|b| tokens.get(b)).is_some_and(|b| {
                matches!(country_of(b.span.join(token.span).of(text)), Some((_, CountryWord::Adjective)))
            });
            if two {
                return true;
            }
        }
    }
    token.kind == TokenKind::Clitic && word.to_lowercase().ends_with('s')
        || token.case == Case::Upper && (2..=5).contains(&word.len())
}

/// The apposition behind a name: between commas, beginning with an article or a title.
pub(crate) fn behind(text: &str, tokens: &[Token], name: usize) -> Option<Span> {
    if tokens.get(name)?.span.of(text) != "," {
        return None;
    }
    let first = name + 1;
    let opening = tokens.get(first)?;
    let mut head = first;
    if matches!(opening.span.of(text), "a" | "an" | "the") {
        head += 1;
    }
    let mut titled = false;
    let mut end = first;
    for (at, token) in tokens.iter().enumerate().skip(first).take(LONGEST) {
        let word = token.span.of(text);
        if token.kind == TokenKind::Mark && !matches!(word, "-" | "&") {
            break;
        }
        let low = word.to_lowercase();
        if at < head + 4 && List::Titles.holds(&low) {
            titled = true;
        }
        if is_verb_start(&low) || (!titled && at >= head + 4) {
            break;
        }
        end = at + 1;
    }
    let stops = tokens.get(end).is_none_or(|t| matches!(t.span.of(text), "," | "." | ";" | "—" | "–" | ")"));
    if !titled || !stops || end <= first {
        return None;
    }
    Some(opening.span.join(tokens.get(end - 1)?.span))
}

/// Words an apposition does not run over.
fn is_verb_start(low: &str) -> bool {
    matches!(
        low,
        "who"
            | "which"
            | "said"
            | "says"
            | "told"
            | "added"
            | "and"
            | "but"
            | "was"
            | "is"
            | "has"
            | "had"
            | "were"
            | "while"
    )
}
