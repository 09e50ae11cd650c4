//! Names in an article: persons, organisations, places and the rest, with the title or role that stands beside them.
//!
//! A tagger trained on annotated news ([`engine`]) reads what is article (headline, dek, blocks) twice; word lists take
//! titles off and find roles. Says nothing of who is the same: that is the actors' part.

pub mod agree;
pub mod assemble;
pub mod document;
pub mod engine;
pub mod features;
#[cfg(test)]
mod marked;
mod mending;
mod roles;
mod turns;
mod vessels;
mod wholes;
pub mod words;

use crate::extract::split::Split;
use crate::model::{Article, Mention, MentionForm};
use document::Document;
use engine::Engine;

/// Every name of an article in the order of the text; `actor` is left open.
#[must_use]
pub fn find(article: &Article) -> Vec<Mention> {
    find_in(article, &Split::of(article))
}

/// As [`find`], of an article that was cut already.
#[must_use]
pub fn find_in(article: &Article, split: &Split) -> Vec<Mention> {
    let Ok(engine) = Engine::embedded() else { return Vec::new() };
    let document = Document::of(&article.text, split, &engine.words);
    of_labels(&document, &engine.tag(&document))
}

/// Gives back what this thread remembers of spellings.
pub(crate) fn forget() {
    engine::forget();
    document::forget();
}

/// The names that labels (one for each item of the document) stand for, with all that is mended after the tagger.
#[must_use]
pub fn of_labels(document: &Document<'_>, labels: &[u8]) -> Vec<Mention> {
    let names = assemble::names(document, labels);
    names
        .iter()
        .map(|name| Mention {
            span: assemble::span(document, name),
            form: MentionForm::Name,
            kind: name.kind,
            actor: None,
            role: roles::beside(document, name, &names),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::find;
    use crate::model::{Article, Block, BlockKind, Clean, Field, Span};

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
    fn a_title_has_the_nouns_before_it_where_it_is_clear_where_it_begins() {
        let role = |text: &str, role: &str| {
            let article = Article::of_paragraphs(Clean::lines(text));
            let found: Vec<_> = find(&article)
                .iter()
                .filter_map(|m| m.role)
                .map(|r| r.of(&article.text).to_owned())
                .collect();
            assert_eq!(found, [role], "{text}");
        };
        role("It changed after civil rights lawyer Mary Lindqvist won.", "civil rights lawyer");
        role("She met lawyer Mary Lindqvist in Oslo.", "lawyer");
        role("They say that voters want president Mary Lindqvist.", "president");
    }

    #[test]
    fn appositions_are_roles() {
        check(
            "They met Arne Lindqvist, head of the harbour board, in Oslo.",
            &[("Arne Lindqvist", "PER", "head of the harbour board"), ("Oslo", "LOC", "")],
        );
    }

    #[test]
    fn a_name_between_commas_has_the_description_before_it() {
        check(
            "They thanked the director of the mill, Arne Lindqvist, on Monday.",
            &[("Arne Lindqvist", "PER", "the director of the mill")],
        );
        check(
            "They met the director, Arne Lindqvist and Olin Dray.",
            &[("Arne Lindqvist", "PER", ""), ("Olin Dray", "PER", "")],
        );
    }

    #[test]
    fn an_administration_is_no_person_and_letters_behind_a_name_none_either() {
        check("On Monday the Marsh administration agreed.", &[("Marsh administration", "ORG", "")]);
        check("What now? Will Lindqvist’s plan hold?", &[("Lindqvist", "PER", "")]);
        check(
            "On Monday the long talks went on when President Pak Min-su spoke to them.",
            &[("Pak Min-su", "PER", "President")],
        );
        check("They heard Arne Lindqvist, QC, on Monday.", &[("Arne Lindqvist", "PER", "")]);
    }

    #[test]
    fn capitals_alone_are_not_names() {
        check("PRICES RISE AGAIN AFTER THE STORM", &[]);
        check("However, the talks went on. Nobody spoke.", &[]);
        check("", &[]);
    }

    #[test]
    fn topics_and_titled_lines_are_no_actors() {
        let text = "Northern Harbour Talks Resume. The harbour talks were hard. Then the talks ended.";
        let article = Article::of_paragraphs(Clean::lines(text));
        assert!(find(&article).iter().all(|m| !m.span.of(text).contains("Talks")), "{:?}", find(&article));
    }

    /// An article whose first line is its headline and the rest its one paragraph.
    fn headed(text: &str) -> Article {
        let text = Clean::lines(text);
        let end = text.find('\n').unwrap();
        let span = Span::new(0, end);
        let headline = Field { text: Clean::line(span.of(&text)), span };
        let blocks = vec![Block { kind: BlockKind::Paragraph, span: Span::new(end + 1, text.len()) }];
        Article { headline: Some(headline), blocks, text, ..Article::default() }
    }

    #[test]
    fn a_heading_that_leaves_small_words_small_is_a_title_too() {
        let article = headed("Separate Tables in the Same Tavern\nThe tables were small. Nobody spoke.");
        assert_eq!(find(&article), []);
    }

    #[test]
    fn headings_name_only_what_the_text_names() {
        let text = "Northern Harbour Talks Begin As Lindqvist Arrives\nArne Lindqvist came to the talks. The talks began.";
        let article = headed(text);
        let found: Vec<&str> = find(&article).iter().map(|m| m.span.of(text)).collect();
        assert_eq!(found, ["Lindqvist", "Arne Lindqvist"]);
    }
}
