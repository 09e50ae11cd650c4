//! The title or role beside a person's name: "Norwegian envoy" before it, ", head of the fleet," behind it.
//!
//! Works on tokens, the names around and word lists; a role is kept as the article gives it and never decides who is meant.

use crate::extract::lexicon::{CountryWord, List, country_of};
use crate::extract::names::assemble::Name;
use crate::extract::names::document::Document;
use crate::model::{ActorKind, Span};
use crate::text::tokens::{Case, TokenKind};

/// Verbs that stand before a title as a noun would: "he met lawyer Ada Venn".
const PASTS: [&str; 12] =
    ["met", "said", "told", "saw", "beat", "put", "set", "led", "made", "took", "wrote", "hit"];

/// Behind these a whole clause may begin: "that voters want president Ola Venn".
const CLAUSES: [&str; 9] = ["that", "and", "but", "as", "if", "when", "while", "because", "who"];

/// The most tokens a role behind a name may have.
const LONGEST: usize = 14;

/// The role beside `name`: the words before it, else the apposition behind it.
#[must_use]
pub(super) fn beside(document: &Document<'_>, name: &Name, names: &[Name]) -> Option<Span> {
    if name.kind != ActorKind::Person {
        return None;
    }
    let reader = Reader { document, names };
    let before = reader.before(name.tokens.start);
    before.or_else(|| reader.behind(name.tokens.end)).or_else(|| reader.before_comma(name))
}

struct Reader<'d, 'a> {
    document: &'d Document<'a>,
    names: &'d [Name],
}

impl<'a> Reader<'_, 'a> {
    fn text(&self, at: usize) -> &'a str {
        self.document.tokens.get(at).map_or("", |t| t.span.of(self.document.text))
    }

    fn listed(&self, at: usize, list: List) -> bool {
        self.document.word(at).is_some_and(|w| w.lists >> list as u8 & 1 == 1)
    }

    /// Whether no blank stands between a token and the next.
    fn glued(&self, at: usize) -> bool {
        let span = |at: usize| self.document.tokens.get(at).map(|t| t.span);
        span(at).zip(span(at + 1)).is_some_and(|(a, b)| a.end == b.start)
    }

    fn span(&self, from: usize, to: usize) -> Option<Span> {
        let token = |at: usize| self.document.tokens.get(at).map(|t| t.span);
        Some(token(from)?.join(token(to.checked_sub(1)?)?))
    }

    /// The sentence a token stands in begins here.
    fn floor(&self, at: usize) -> usize {
        let place = self.document.sentences.partition_point(|s| s.tokens.end <= at);
        self.document.sentences.get(place).map_or(at, |s| s.tokens.start)
    }

    /// The first token of the name that ends before `end`, if it is no person.
    fn name_before(&self, end: usize) -> Option<usize> {
        let at = self.names.partition_point(|n| n.tokens.end <= end).checked_sub(1)?;
        let name = self.names.get(at)?;
        (name.tokens.end == end && name.kind != ActorKind::Person).then_some(name.tokens.start)
    }

    /// The run of title words that ends before the token `name`: at least one title, then what belongs to it.
    fn before(&self, name: usize) -> Option<Span> {
        let floor = self.floor(name);
        let mut start = name;
        // A comma or a mark between title and name makes no title; quotation marks and hyphens neither.
        while start > floor && self.listed(start - 1, List::Titles) {
            start -= 1;
            if start > floor && self.text(start - 1) == "-" && self.glued(start - 1) && start - 1 > floor {
                start -= 2;
            }
        }
        if start == name {
            return None;
        }
        while start > floor {
            let at = start - 1;
            if let Some(first) = self.name_before(start) {
                start = first.max(floor);
            } else if self.belongs(at) {
                start = at;
            } else if self.text(at) == "-" && self.glued(at) && at > floor {
                start = at - 1;
            } else {
                break;
            }
        }
        start = self.widened(start, floor);
        let kind = |at: usize| self.document.tokens.get(at).map(|t| t.kind);
        while start < name && matches!(kind(start), Some(TokenKind::Clitic | TokenKind::Mark)) {
            start += 1;
        }
        self.span(start, name)
    }

    /// A title with the one or two nouns before it, where it is clear that the phrase begins there: "civil rights lawyer",
    /// "the Norwegian exercise director".
    fn widened(&self, start: usize, floor: usize) -> usize {
        let noun = |at: usize| {
            let token = self.document.tokens.get(at)?;
            let word = token.span.of(self.document.text);
            let fits = token.kind == TokenKind::Word
                && token.case == Case::Lower
                && !self.listed(at, List::FunctionWords)
                && !["ed", "ing", "ly"].iter().any(|end| word.ends_with(end))
                && !PASTS.contains(&word);
            fits.then_some(at)
        };
        let mut from = start;
        for _ in 0..2 {
            let Some(at) = from.checked_sub(1).filter(|at| *at >= floor).and_then(noun) else { break };
            from = at;
            if let Some(first) = self.name_before(from) {
                return first.max(floor);
            }
            let before = from.checked_sub(1).filter(|at| *at >= floor);
            let opens = |at| self.listed(at, List::FunctionWords) && !CLAUSES.contains(&self.text(at));
            if before.is_none_or(opens) {
                return from;
            }
            if before.is_some_and(|at| self.belongs(at)) {
                return from - 1;
            }
        }
        start
    }

    /// The description that a name between commas explains: "the director of the mill, Arne Lindqvist, said".
    fn before_comma(&self, name: &Name) -> Option<Span> {
        let comma = name.tokens.start.checked_sub(1).filter(|&at| self.text(at) == ",")?;
        let closed = matches!(self.text(name.tokens.end), "," | "." | ";" | "”" | "\"" | "’s" | "'s")
            || self.text(name.tokens.end) == "who";
        if !closed {
            return None;
        }
        let floor = self.floor(comma).max(comma.saturating_sub(LONGEST));
        let mut titled = false;
        for at in (floor..comma).rev() {
            let Some(token) = self.document.tokens.get(at) else { break };
            let word = token.span.of(self.document.text);
            if token.kind == TokenKind::Mark && !matches!(word, "-" | "&") || BREAKS.contains(&word) {
                return None;
            }
            titled |= self.listed(at, List::Titles);
            let opens =
                matches!(word.to_lowercase().as_str(), "the" | "its" | "their" | "his" | "her" | "our");
            let owner = token.kind == TokenKind::Clitic && word.ends_with(['s', 'S']);
            // "the leader of the opposition": the second article is inside.
            let inner = matches!(self.text(at.saturating_sub(1)), "of" | "for" | "at" | "in");
            if opens && inner || !titled && owner {
                continue;
            }
            if opens || owner {
                let start = if opens { at } else { self.name_before(at)? };
                return (titled && self.heads(start, comma)).then(|| self.span(start, comma)).flatten();
            }
        }
        None
    }

    /// Whether words are a title with what belongs to it: only modifiers before the title, "of" or the like behind it.
    fn heads(&self, start: usize, end: usize) -> bool {
        let Some(title) = (start..end).find(|&at| self.listed(at, List::Titles)) else { return false };
        let last = (title..end).take_while(|&at| self.listed(at, List::Titles)).last().unwrap_or(title);
        title - start <= 4
            && (last + 1 == end || matches!(self.text(last + 1), "of" | "for" | "at" | "in" | "-"))
    }

    /// Whether a word belongs to the title behind it: a modifier, a country or its adjective, a possessive after a name.
    fn belongs(&self, at: usize) -> bool {
        if self.listed(at, List::TitleModifiers) || self.listed(at, List::Titles) {
            return true;
        }
        let word = self.text(at);
        if matches!(country_of(word), Some((_, CountryWord::Adjective | CountryWord::Name))) {
            return true;
        }
        self.document.tokens.get(at).is_some_and(|t| t.kind == TokenKind::Clitic)
            && word.ends_with(['s', 'S'])
            && self.name_before(at).is_some()
    }

    /// The apposition behind a name: between commas, with a title near its beginning.
    fn behind(&self, name: usize) -> Option<Span> {
        if self.text(name) != "," {
            return None;
        }
        let first = name + 1;
        let head = first + usize::from(matches!(self.text(first), "a" | "an" | "the"));
        let mut titled = false;
        let mut end = first;
        for at in first..first + LONGEST {
            let Some(token) = self.document.tokens.get(at) else { break };
            let word = token.span.of(self.document.text);
            if token.kind == TokenKind::Mark && !matches!(word, "-" | "&") {
                break;
            }
            titled |= at < head + 5 && self.listed(at, List::Titles);
            if BREAKS.contains(&word) || (!titled && at >= head + 5) {
                break;
            }
            end = at + 1;
        }
        let stops = matches!(self.text(end), "," | "." | ";" | "—" | "–" | ")" | "")
            || BREAKS.contains(&self.text(end));
        // A person behind the comma makes it a list, not an apposition.
        let person = || {
            let next = self.names.get(self.names.partition_point(|n| n.tokens.start < first));
            next.is_some_and(|n| n.kind == ActorKind::Person && n.tokens.start == first)
        };
        if !titled || !stops || end <= first || person() {
            return None;
        }
        self.span(first, end)
    }
}

/// Words an apposition does not run over.
const BREAKS: [&str; 12] =
    ["who", "which", "said", "says", "told", "added", "and", "but", "was", "is", "has", "while"];
