//! Names in an article: persons, organisations, places and the rest, with the title or role that stands beside them.
//!
//! Reads only what is article (headline, dek, blocks). Says nothing of who is the same: that is the actors' part.

mod roles;
mod runs;

use crate::model::{Article, Mention, MentionForm};
use crate::text::tokens::tokenize;

/// Every name of an article in the order of the text; `actor` is left open.
#[must_use]
pub fn find(article: &Article) -> Vec<Mention> {
    let mut mentions = Vec::new();
    let regions: Vec<_> =
        article.regions().into_iter().map(|r| (r.kind, tokenize(&article.text, r.span))).collect();
    let seen = runs::Seen::of(&article.text, &regions);
    for (kind, tokens) in &regions {
        for name in runs::names(&article.text, *kind, tokens, &seen) {
            let role = roles::beside(&article.text, tokens, name.first..name.last + 1, name.kind);
            mentions.push(Mention {
                span: tokens[name.first].span.join(tokens[name.last].span),
                form: MentionForm::Name,
                kind: name.kind,
                actor: None,
                role,
            });
        }
    }
    mentions
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::model::{Article, Clean};

    fn check(text: &str, expect: &[(&str, &str, &str)]) {
        let article = Article::of_paragraphs(Clean::lines(text));
        let found: Vec<(&str, &str, &str)> = find(&article)
            .iter()
            .map(|m| (m.span.of(&article.text), m.kind.tag(), m.role.map_or("", |r| r.of(&article.text))))
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn persons_lose_their_title_and_keep_it_as_role() {
        check(
            "The deal was praised by Norwegian envoy Arne Lindqvist on Monday.",
            &[("Norwegian", "MISC", ""), ("Arne Lindqvist", "PER", "Norwegian envoy")],
        );
        check(
            "Later President Tilda Marsh’s aides met Mr. Okoro.",
            &[("Tilda Marsh", "PER", "President"), ("Okoro", "PER", "Mr.")],
        );
    }

    #[test]
    fn appositions_are_roles() {
        check(
            "They met Arne Lindqvist, head of the harbour board, in Oslo.",
            &[("Arne Lindqvist", "PER", "head of the harbour board"), ("Oslo", "LOC", "")],
        );
    }

    #[test]
    fn capitals_alone_are_not_names() {
        check("PRICES RISE AGAIN AFTER THE STORM", &[]);
        check("However, the talks went on. Nobody spoke.", &[]);
    }
}
