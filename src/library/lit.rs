//! What a query lights up in a text: the places of the words it asks for.

use crate::library::filter::{Asking, Typing};
use crate::library::query::{Node, Pattern, Phrase, Test};
use crate::model::Span;
use crate::text::words::{compound, words};
use regex::Regex;

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

impl Light {
    /// Where it is in a text, in order.
    #[must_use]
    pub fn places(&self, text: &str) -> Vec<Span> {
        let phrase = match self {
            Self::Phrase(phrase) => phrase,
            Self::Regex(regex) => {
                return regex
                    .find_iter(text)
                    .map(|m| Span::new(m.start(), m.end()))
                    .filter(|s| !s.is_empty())
                    .collect();
            }
        };
        let found = words(text);
        let mut places = Vec::new();
        let last_fits = |word: &str| phrase.last().is_some_and(|wanted| wanted.is(word));
        for at in 0..found.len() {
            let Some(here) = found.get(at..at + phrase.words.len()) else { break };
            let last = phrase.words.len().saturating_sub(1);
            if here.iter().zip(&phrase.words).enumerate().all(|(n, (word, wanted))| {
                if n == last { last_fits(&word.folded) } else { word.folded == *wanted }
            }) && let (Some(first), Some(end)) = (here.first(), here.last())
            {
                places.push(first.span.join(end.span));
            }
        }
        let wanted = phrase.in_one().or(phrase.last().filter(|_| phrase.words.len() == 1));
        if let Some(wanted) = wanted {
            let alone =
                found.iter().filter(|w| phrase.joined.is_some() && wanted.is(&w.folded)).map(|w| w.span);
            places.extend(alone);
            for at in 0..found.len() {
                if compound(&found, at).is_some_and(|joined| wanted.is(&joined)) {
                    let rest = found.iter().skip(at + 1).take_while(|w| w.glue.is_some());
                    places
                        .extend(found.get(at).map(|w| rest.fold(w.span, |span, part| span.join(part.span))));
                }
            }
        }
        places.sort_unstable();
        places.dedup();
        places
    }

    /// Whether it is in a text.
    #[must_use]
    pub fn is_in(&self, text: &str) -> bool {
        match self {
            Self::Regex(regex) => regex.is_match(text),
            Self::Phrase(_) => !self.places(text).is_empty(),
        }
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

#[cfg(test)]
mod tests {
    use super::lights;
    use crate::library::filter::Asking;
    use crate::library::query::{Forms, Query};
    use crate::library::state::UserState;

    fn check(query: &str, text: &str, expect: &[&str]) {
        lit(&Query::parse(query).unwrap(), text, expect);
    }

    fn lit(query: &Query, text: &str, expect: &[&str]) {
        let marks = UserState::default();
        let mut lit: Vec<_> =
            lights(&Asking::today(query, &marks)).iter().flat_map(|l| l.places(text)).collect();
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
