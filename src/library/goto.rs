//! Going to a thing by its name: headlines and actors, matched fuzzily, a typo allowed in longer words.

use crate::library::corpus::Corpus;
use crate::library::view::{Hit, Place, Target};
use crate::model::{ActorId, ArticleId, Clean, Span};
use crate::text::fold::fold;
use frizbee::{Config, Matcher, Pattern};

/// How many are shown.
const LIMIT: usize = 50;

/// From how many letters on a word may have a typo.
const TYPO_FROM: usize = 5;

/// What an actor's score is raised by: of two like names a reader more often means the actor than a headline.
const ACTOR_BONUS: u16 = 8;

/// Headlines and actors like what was typed, best first; the most mentioned actors when nothing was.
#[must_use]
pub fn go_to(corpus: &Corpus, typed: &str) -> Vec<Hit> {
    let needles: Vec<String> = fold(typed).split_whitespace().map(str::to_owned).collect();
    if needles.is_empty() {
        return (0..corpus.actors().len().min(LIMIT) as u32)
            .map(|n| actor(corpus, ActorId(n), Vec::new()))
            .collect();
    }
    let patterns: Vec<Pattern> = needles
        .iter()
        .map(|needle| {
            let typos = u16::from(needle.chars().count() >= TYPO_FROM);
            Pattern::from(needle).max_typos(Some(typos))
        })
        .collect();
    let mut matcher = Matcher::from_patterns(&patterns, &Config::default());
    let names: Vec<String> = corpus.actors().iter().map(|actor| fold(&actor.name)).collect();
    let headlines: Vec<String> =
        (0..corpus.articles().len() as u32).map(|n| fold(&corpus.headline(ArticleId(n)))).collect();
    let mut found: Vec<(u16, Target, u32)> = Vec::new();
    for hit in matcher.match_list(&names) {
        found.push((hit.score.saturating_add(ACTOR_BONUS), Target::Actor(ActorId(hit.index)), hit.index));
    }
    for hit in matcher.match_list(&headlines) {
        let place = Place { article: ArticleId(hit.index), span: Span::default() };
        found.push((hit.score, Target::Place(place), hit.index));
    }
    found.sort_by(|a, b| b.0.cmp(&a.0).then(a.2.cmp(&b.2)));
    found.truncate(LIMIT);
    let mut lit = |text: &str| -> Vec<Span> {
        let folded = fold_with_places(text);
        let indices = matcher.match_one_indices(&folded.0, 0).map(|m| m.indices).unwrap_or_default();
        spans(&folded.1, indices)
    };
    found
        .into_iter()
        .map(|(_, target, _)| match target {
            Target::Actor(id) => {
                let lit = corpus.actor(id).map(|a| lit(&a.name)).unwrap_or_default();
                actor(corpus, id, lit)
            }
            Target::Place(place) => {
                let title = corpus.headline(place.article);
                let title_lit = lit(&title);
                let row = corpus.article_row(place.article);
                let source = row.as_ref().and_then(|r| r.source.as_deref()).unwrap_or_default();
                let day = row.as_ref().and_then(|r| r.date).map(|d| d.to_string()).unwrap_or_default();
                let about =
                    [source, &day].into_iter().filter(|s| !s.is_empty()).collect::<Vec<_>>().join(" · ");
                let article = corpus.entry(place.article).map(|e| &e.article);
                let span = article.and_then(|a| a.headline.as_ref()).map(|h| h.span).unwrap_or_default();
                let target = Target::Place(Place { span, ..place });
                Hit { target, title, title_lit, snippet: Clean::line(&about), lit: Vec::new() }
            }
            Target::Quote(_) => Hit {
                target,
                title: Clean::default(),
                title_lit: Vec::new(),
                snippet: Clean::default(),
                lit: Vec::new(),
            },
        })
        .collect()
}

/// An actor as a hit.
#[must_use]
pub(crate) fn actor(corpus: &Corpus, id: ActorId, title_lit: Vec<Span>) -> Hit {
    let row = corpus.actor_row(id);
    let title = row.as_ref().map(|r| r.name.clone()).unwrap_or_default();
    let snippet = row.map_or_else(Clean::default, |row| {
        let many = |n: u32, what: &str| format!("{n} {what}{}", if n == 1 { "" } else { "s" });
        Clean::line(&format!(
            "{} · {} in {} · {}",
            row.kind.label(),
            many(row.mentions, "mention"),
            many(row.articles, "article"),
            many(row.said, "quote")
        ))
    });
    Hit { target: Target::Actor(id), title, title_lit, snippet, lit: Vec::new() }
}

/// A folded text, and for each of its characters the span of the text it comes from.
fn fold_with_places(text: &str) -> (String, Vec<Span>) {
    let mut folded = String::new();
    let mut places = Vec::new();
    for (at, c) in text.char_indices() {
        let plain = fold(c.encode_utf8(&mut [0; 4]));
        places.extend(plain.chars().map(|_| Span::new(at, at + c.len_utf8())));
        folded.push_str(&plain);
    }
    (folded, places)
}

/// Neighbouring characters as one span.
fn spans(places: &[Span], mut indices: Vec<u32>) -> Vec<Span> {
    indices.sort_unstable();
    let mut spans: Vec<Span> = Vec::new();
    for place in indices.into_iter().filter_map(|i| places.get(i as usize)) {
        match spans.last_mut() {
            Some(last) if last.end >= place.start => *last = last.join(*place),
            _ => spans.push(*place),
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::go_to;
    use crate::library::fixtures::corpus;

    #[test]
    fn finds_headlines_in_spite_of_typos_and_accents() {
        let corpus = corpus(&[
            (
                "a.md",
                "---\ntitle: Ferry inquiry widens\n---\n\nThe inquiry into the ferry has widened to its owners.\n",
            ),
            (
                "b.md",
                "---\ntitle: Café prices rise\n---\n\nA cup now costs twice what it did only a year ago.\n",
            ),
        ]);
        for (typed, expect) in [
            ("inqiury", "Ferry inquiry widens"),
            ("fry wid", "Ferry inquiry widens"),
            ("CAFE", "Café prices rise"),
            ("café ri", "Café prices rise"),
        ] {
            let hits = go_to(&corpus, typed);
            let hit = hits.first().unwrap_or_else(|| panic!("{typed}: nothing"));
            assert_eq!(&*hit.title, expect, "{typed}");
            assert!(
                hit.title_lit.iter().all(|s| !s.of(&hit.title).is_empty()),
                "{typed}: {:?}",
                hit.title_lit
            );
        }
        assert!(go_to(&corpus, "xyzzy").is_empty());
    }
}
