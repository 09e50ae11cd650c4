//! The examples of `docs/QUERIES.md`, asked of a small corpus.

use crate::library::corpus::Corpus;
use crate::library::filter::{Asking, Filter};
use crate::library::fixtures::corpus;
use crate::library::query::Query;
use crate::library::state::UserState;
use crate::model::ArticleId;
use jiff::civil::date;

const FILES: [(&str, &str); 3] = [
    (
        "ferry.md",
        "---\ntitle: Ferry inquiry widens\nsource: Harbour Post\nauthor: Mira Solberg\ndate: 2024-03-12\n---\n\nThe inquiry into the sunken ferry has widened to its owners.\n\n## What comes next\n\nDivers go down again on Monday if the weather lets them.\n",
    ),
    (
        "bread.md",
        "---\ntitle: Bread prices rise again\nsource: Market Daily\ndate: 2024-05-01\n---\n\nA loaf of bread costs twice what it did, and the owners of bakeries see no cease-fire in the price war.\n",
    ),
    (
        "plain.txt",
        "Nothing dated here\n\nThe ferry is mentioned once, far from any inquiry that was ever opened about anything at all in this town or in another.\n",
    ),
];

fn listed(corpus: &Corpus, text: &str, marks: &UserState) -> Vec<String> {
    let query = Query::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
    let asking = Asking { today: date(2024, 5, 3), ..Asking::today(&query, marks) };
    let filter = Filter::of_articles(corpus, &asking);
    let ids = (0..corpus.articles().len() as u32).map(ArticleId).filter(|id| filter.article(*id));
    ids.map(|id| corpus.entry(id).unwrap().file.shown.split('.').next().unwrap().to_owned()).collect()
}

fn check(text: &str, expect: &[&str]) {
    assert_eq!(listed(&corpus(&FILES), text, &UserState::default()), expect, "{text}");
}

#[test]
fn words_and_operators() {
    check("", &["bread", "ferry", "plain"]);
    check("ferry", &["ferry", "plain"]);
    check("FERRY inquiry", &["ferry", "plain"]);
    check("\"ferry inquiry\"", &["ferry"]);
    check("ferry NEAR/4 inquiry", &["ferry"]);
    check("inquiry NEAR/5 ferry", &["ferry"]);
    check("bak*", &["bread"]);
    check("bread OR divers", &["bread", "ferry"]);
    check("-ferry", &["bread"]);
    check("-(ferry OR bread)", &[]);
    check("(bread OR ferry) -divers", &["bread", "plain"]);
    check("/loa(f|ves)/", &["bread"]);
    check("ceasefire", &["bread"]);
}

#[test]
fn fields_of_the_article() {
    check("headline:ferry", &["ferry"]);
    check("headline:(bread OR inquiry)", &["bread", "ferry"]);
    check("body:ferry", &["ferry", "plain"]);
    check("source:harbour", &["ferry"]);
    check("source:=\"market daily\"", &["bread"]);
    check("author:solberg", &["ferry"]);
    check("section:\"comes next\"", &["ferry"]);
    check("section:monday", &[]);
    check("story:bread", &["bread"]);
    check("has:date", &["bread", "ferry"]);
    check("-has:author", &["bread", "plain"]);
}

#[test]
fn dates() {
    check("date:2024-03", &["ferry"]);
    check("date:2024-03..2024-05", &["bread", "ferry"]);
    check("newer:1w", &["bread"]);
    check("older:1w", &["ferry"]);
    check("-newer:1w", &["ferry", "plain"]);
    check("older:2024-05", &["ferry"]);
}

#[test]
fn marks_of_the_user() {
    let corpus = corpus(&FILES);
    let mut marks = UserState::default();
    let content = corpus.entry(ArticleId(0)).unwrap().file.content;
    marks.read.insert(content);
    marks.tags.insert(content, ["Later".to_owned()].into());
    assert_eq!(listed(&corpus, "is:unread", &marks), ["ferry", "plain"]);
    assert_eq!(listed(&corpus, "is:read tag:later", &marks), ["bread"]);
    assert_eq!(listed(&corpus, "is:starred", &marks), [""; 0]);
}

/// Every example of the language's description is a query.
#[test]
fn the_description_holds_queries() {
    let table = include_str!("../../../docs/QUERIES.md").split("## Fields").next().unwrap();
    let mut seen = 0;
    for row in table.lines().filter(|line| line.starts_with("| `")) {
        let text = row.trim_start_matches("| `").replace("\\|", "\u{1}");
        let text = text.split('`').next().unwrap().replace('\u{1}', "|");
        assert!(Query::parse(&text).is_ok_and(|query| !query.is_empty()), "{text}");
        assert!(!listed(&corpus(&FILES), &text, &UserState::default()).is_empty(), "{text} finds nothing");
        seen += 1;
    }
    assert!(seen >= 8, "{seen}");
}
