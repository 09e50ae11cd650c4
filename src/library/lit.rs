//! What a query lights up in a text: the places of the words it asks for.

use crate::library::filter::{Asking, Typing};
use crate::library::query::{Node, Pattern, Phrase, Test, Wanted};
use crate::model::Span;
use crate::text::fold::fold_onto;
use crate::text::words::{Piece, Pieces, compound_of};
use regex::Regex;
use std::ops::ControlFlow;

/// Something to light up.
#[derive(Clone, Debug)]
pub enum Light {
    /// Words that follow each other.
    Phrase(Phrase),
    /// What an expression matches.
    Regex(Regex),
}

/// What a query asks for in words; what it excludes is not lit.
#[must_use]
pub fn lights(asking: &Asking<'_>) -> Vec<Light> {
    let mut lights = Vec::new();
    if let Some(root) = asking.query.root() {
        collect(root, asking.typing, &mut lights);
    }
    lights
}

fn collect(node: &Node, typing: Typing, lights: &mut Vec<Light>) {
    let phrase = |phrase: &Phrase| {
        let prefix = phrase.prefix || (phrase.open && typing == Typing::Live);
        Light::Phrase(Phrase { prefix, ..phrase.clone() })
    };
    match node {
        Node::All(nodes) | Node::Any(nodes) => nodes.iter().for_each(|node| collect(node, typing, lights)),
        Node::Test(Test::Words(_, Pattern::Phrase(words))) => lights.push(phrase(words)),
        Node::Test(Test::Near(_, a, b, _)) => lights.extend([phrase(a), phrase(b)]),
        Node::Test(Test::Words(_, Pattern::Regex(regex))) => lights.push(Light::Regex(regex.clone())),
        Node::Test(Test::Words(_, Pattern::Whole(whole))) => {
            let words = whole.split(' ').map(str::to_owned).collect();
            lights.push(Light::Phrase(Phrase { words, ..Phrase::default() }));
        }
        Node::Not(_) | Node::Test(_) => {}
    }
}

/// How many of them are in a text: single words are looked for all at once.
#[must_use]
pub(crate) fn count_in(lights: &[Light], text: &str) -> usize {
    let mut wanted: Vec<Wanted<'_>> = lights.iter().filter_map(Light::single).collect();
    let others = lights.iter().filter(|light| light.single().is_none() && light.is_in(text)).count();
    let all = wanted.len();
    let (mut buffer, mut pieces) = (String::new(), Pieces::of(text));
    while let Some(piece) = pieces.next().filter(|_| !wanted.is_empty()) {
        wanted.retain(|wanted| !is(*wanted, text, piece, &mut buffer));
        if pieces.goes_on() && compound_of(&mut buffer, text, piece, pieces.clone()) {
            wanted.retain(|wanted| !wanted.is(&buffer));
        }
    }
    others + all - wanted.len()
}

impl Light {
    /// The word it is, if it is one.
    fn single(&self) -> Option<Wanted<'_>> {
        match self {
            Self::Phrase(phrase) if phrase.words.len() == 1 && phrase.joined.is_none() => phrase.last(),
            _ => None,
        }
    }

    /// Where it is in a text, in order.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Span> {
        let mut places = Vec::new();
        let all = self.each(text, &mut |place| {
            places.push(place);
            ControlFlow::Continue(())
        });
        debug_assert!(all.is_continue(), "nothing ends it");
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether it is in a text.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        self.each(text, &mut |_| ControlFlow::Break(())).is_break()
    }

    /// Calls `found` for every place, until it says that it is enough; some may come twice.
    fn each(&self, text: &str, found: &mut dyn FnMut(Span) -> ControlFlow<()>) -> ControlFlow<()> {
        let phrase = match self {
            Self::Phrase(phrase) => phrase,
            Self::Regex(regex) => {
                let all = regex.find_iter(text).map(|m| Span::new(m.start(), m.end()));
                return all.filter(|span| !span.is_empty()).try_for_each(found);
            }
        };
        let Some((last, before)) = phrase.words.split_last() else { return ControlFlow::Continue(()) };
        let last = Wanted { word: last, prefix: phrase.prefix, stem: phrase.stem.as_deref() };
        // A compound may also be written as one.
        let in_one = phrase.in_one().or_else(|| before.is_empty().then_some(last));
        let mut buffer = String::new();
        let mut pieces = Pieces::of(text);
        while let Some(piece) = pieces.next() {
            let first = before.first().map_or(last, |word| Wanted::exactly(word));
            if is(first, text, piece, &mut buffer)
                && let Some(end) = end_of(before, last, text, (piece, pieces.clone()), &mut buffer)
            {
                found(piece.span.join(end))?;
            }
            let Some(wanted) = in_one else { continue };
            if phrase.joined.is_some() && is(wanted, text, piece, &mut buffer) {
                found(piece.span)?;
            }
            if pieces.goes_on() && compound_of(&mut buffer, text, piece, pieces.clone()) && wanted.is(&buffer)
            {
                let rest = pieces.clone().take_while(|part| part.glue.is_some());
                found(rest.fold(piece.span, |span, part| span.join(part.span)))?;
            }
        }
        ControlFlow::Continue(())
    }

    /// The words it consists of, as far as it is made of words.
    #[must_use]
    pub fn words(&self) -> Vec<String> {
        match self {
            Self::Phrase(phrase) => phrase.words.clone(),
            Self::Regex(_) => Vec::new(),
        }
    }
}

/// Whether a word of a text is what is asked for; most are told without folding them.
fn is(wanted: Wanted<'_>, text: &str, piece: Piece, buffer: &mut String) -> bool {
    let written = piece.span.of(text);
    if wanted.stem.is_none() && written.is_ascii() {
        let begin = written.as_bytes().get(..wanted.word.len());
        return (wanted.prefix || written.len() == wanted.word.len())
            && begin.is_some_and(|begin| begin.eq_ignore_ascii_case(wanted.word.as_bytes()));
    }
    buffer.clear();
    fold_onto(buffer, written);
    wanted.is(buffer)
}

/// The last word of a phrase whose first one is `first`; nothing when others follow.
fn end_of(
    before: &[String],
    last: Wanted<'_>,
    text: &str,
    (first, mut rest): (Piece, Pieces<'_>),
    buffer: &mut String,
) -> Option<Span> {
    let Some((_, between)) = before.split_first() else { return Some(first.span) };
    for word in between {
        if !is(Wanted::exactly(word), text, rest.next()?, buffer) {
            return None;
        }
    }
    let end = rest.next()?;
    is(last, text, end, buffer).then_some(end.span)
}

#[cfg(test)]
mod tests {
    use super::{count_in, lights};
    use crate::library::filter::Asking;
    use crate::library::query::{Forms, Query};
    use crate::library::state::UserState;

    fn check(query: &str, text: &str, expect: &[&str]) {
        lit(&Query::parse(query).unwrap(), text, expect);
    }

    fn lit(query: &Query, text: &str, expect: &[&str]) {
        let marks = UserState::default();
        let lights = lights(&Asking::today(query, &marks));
        let mut lit: Vec<_> = lights.iter().flat_map(|l| l.places(text)).collect();
        let there = lights.iter().filter(|light| light.is_in(text)).count();
        assert_eq!(count_in(&lights, text), there, "{query:?} in {text}");
        lit.sort_unstable();
        let lit: Vec<&str> = lit.iter().map(|span| span.of(text)).collect();
        assert_eq!(lit, expect, "{query:?} in {text}");
    }

    #[test]
    fn lights_what_is_asked_for() {
        let text = "The Café’s cease-fire: a ceasefire? “Café society”, said O’Brien.";
        check("cafe", text, &["Café", "Café"]);
        check("\"cafe society\"", text, &["Café society"]);
        check("ceasefire", text, &["cease-fire", "ceasefire"]);
        check("cease-fire", text, &["cease-fire", "ceasefire"]);
        check("soc* -said", text, &["society"]);
        check("/f[a-z]re/", text, &["fire", "fire"]);
        check("obrien", text, &["O’Brien"]);
        check("obrien OR soc* OR ceasefire", text, &["cease-fire", "ceasefire", "society", "O’Brien"]);
        check("nothing", text, &[]);
    }

    #[test]
    fn all_forms_of_a_word_are_lit_where_they_count() {
        let text = "They voted; a vote of votes. No veto.";
        let check = |query, expect: &[&str]| {
            lit(&Query::parse_with(query, Forms::All).unwrap(), text, expect);
        };
        check("voting", &["voted", "vote", "votes"]);
        check("\"votes\"", &["votes"]);
        check("vot*", &["voted", "vote", "votes"]);
        check("person:votes", &["votes"]);
    }
}
