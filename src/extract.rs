//! Floor 3: from an article to its mentions, actors and quotes. Pure: no I/O, the same article gives the same result.

use crate::extract::split::Split;
use crate::extract::stretches::Stretches;
use crate::model::{Article, Extraction, Mention};

pub mod actors;
pub mod joining;
pub mod learn;
pub mod lexicon;
pub mod names;
pub mod naming;
pub mod quotes;
pub mod reference;
pub mod split;
mod stretches;
pub(crate) mod union;

/// Everything found in one article: names, the actors they refer to, pronouns and roles, and who said what.
#[must_use]
pub fn extract(article: &Article) -> Extraction {
    if let Some(stretches) = Stretches::of(article) {
        return extract_long(article, stretches);
    }
    let split = Split::of(article);
    let mut mentions = names::find_in(article, &split);
    let mut actors = actors::merge(article, &mut mentions);
    reference::resolve_in(article, &split, &mut mentions, &mut actors);
    let quotes = quotes::find_in(article, &split, &mentions);
    Extraction { mentions, actors, quotes }
}

/// Gives back what this thread remembers of the articles before, some 8 MB: it saves time while many come.
pub fn forget() {
    names::forget();
    quotes::forget();
}

/// Actors are those of the whole article; names, pronouns and quotes are looked for in one stretch after the other.
fn extract_long(article: &Article, mut stretches: Stretches) -> Extraction {
    let mut named: Vec<Mention> = Vec::new();
    stretches.each(|part| named.append(&mut names::find_in(part, &Split::of(part))));
    let mut found = Extraction { actors: actors::merge(article, &mut named), ..Extraction::default() };
    stretches.each(|part| {
        let regions = part.regions();
        let end = regions.last().map_or(0, |region| region.span.end);
        let here = named.partition_point(|mention| mention.span.start < end);
        let mut mentions: Vec<Mention> = named.drain(..here).collect();
        let split = Split::new(&part.text, regions);
        reference::resolve_in(part, &split, &mut mentions, &mut found.actors);
        found.quotes.append(&mut quotes::find_in(part, &split, &mentions));
        found.mentions.append(&mut mentions);
    });
    found
}

#[cfg(test)]
mod tests {
    use super::extract;
    use crate::model::{Article, Clean};

    #[test]
    fn a_run_of_capitals_is_no_name() {
        let article = Article::of_paragraphs(Clean::lines(&"Orla Vane Board Bank ".repeat(2000)));
        let found = extract(&article);
        assert!(found.mentions.iter().all(|m| article.at(m.span).split_whitespace().count() < 100));
    }

    #[test]
    fn a_long_article_has_the_actors_and_quotes_of_all_of_it() {
        let story =
            "“The bridge is closed,” said Orla Venn, the mayor of Penwick. She would not say more.\n\n";
        let other = "Nothing much happened on the quay that day, and nobody minded.\n\n";
        let long = format!("{story}{}{story}", other.repeat(5000));
        let [short, long] = [&format!("{story}{other}{story}"), &long].map(|text| {
            let article = Article::of_paragraphs(Clean::lines(text));
            let found = extract(&article);
            let said = |quote: &crate::model::Quote| {
                let speakers: Vec<_> =
                    quote.speakers.iter().map(|s| (article.at(s.span).to_owned(), s.actor)).collect();
                (article.at(quote.content).to_owned(), speakers)
            };
            let names: Vec<_> =
                found.actors.iter().map(|actor| (actor.name.clone(), actor.variants.clone())).collect();
            (names, found.mentions.len(), found.quotes.iter().map(said).collect::<Vec<_>>())
        });
        assert_eq!(long.2.len(), 2);
        assert_eq!(short, long);
    }
}
