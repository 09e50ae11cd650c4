//! The sample articles come out as `tests/samples/structure.json` says, which was made by hand: headline, dek, byline,
//! source, date, headings, paragraphs and list items, and nothing of a file is lost without a reason.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use onrecord::model::{Article, BlockKind, Field, Span};
use onrecord::parse::parse;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What one sample must come out as. Blocks are given in short, see [`short`].
#[derive(Deserialize)]
struct Expected {
    headline: String,
    dek: Option<String>,
    byline: Option<String>,
    source: Option<String>,
    date: Option<String>,
    headings: Vec<String>,
    paragraphs: Vec<String>,
    items: Vec<String>,
}

fn articles() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("articles")
}

fn expectations() -> BTreeMap<String, Expected> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/structure.json");
    serde_json::from_str(&fs::read_to_string(path).unwrap()).unwrap()
}

fn parsed() -> Vec<(String, Article, Expected)> {
    expectations()
        .into_iter()
        .map(|(path, expected)| {
            let article = parse(&fs::read(articles().join(&path)).unwrap(), &path);
            (path, article, expected)
        })
        .collect()
}

/// Words with single blanks between them, without Markdown emphasis.
fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ").replace(['*', '_'], "")
}

/// A block's first 36 and last 20 characters, or all of it when it has at most 60.
fn short(text: &str) -> String {
    let chars: Vec<char> = plain(text).chars().collect();
    let (Some(head), Some(tail)) = (chars.get(..36), chars.get(chars.len().saturating_sub(20)..)) else {
        return chars.iter().collect();
    };
    if chars.len() <= 60 {
        return chars.iter().collect();
    }
    format!("{} … {}", head.iter().collect::<String>(), tail.iter().collect::<String>())
}

fn blocks(article: &Article, wanted: fn(BlockKind) -> bool) -> Vec<String> {
    article.blocks.iter().filter(|b| wanted(b.kind)).map(|b| short(article.at(b.span))).collect()
}

/// What of an article is not as expected, of the eight values each has.
fn compare(path: &str, article: &Article, expected: &Expected) -> Vec<String> {
    let mut wrong = Vec::new();
    let field = |f: &Option<Field>| f.as_ref().map(|f| plain(&f.text));
    let date = article.date.as_ref().map(|d| d.day.to_string());
    for (name, got, want) in [
        ("headline", field(&article.headline), Some(plain(&expected.headline))),
        ("dek", field(&article.dek), expected.dek.as_deref().map(plain)),
        ("byline", field(&article.byline), expected.byline.as_deref().map(plain)),
        ("source", field(&article.source), expected.source.as_deref().map(plain)),
        ("date", date, expected.date.clone()),
    ] {
        if got != want {
            wrong.push(format!("{path}: {name} is {got:?}, not {want:?}"));
        }
    }
    let headings = blocks(article, |k| matches!(k, BlockKind::Heading(_)));
    let paragraphs = blocks(article, |k| matches!(k, BlockKind::Paragraph | BlockKind::PullQuote));
    let items = blocks(article, |k| k == BlockKind::ListItem);
    for (name, got, want) in [
        ("headings", headings, &expected.headings),
        ("paragraphs", paragraphs, &expected.paragraphs),
        ("list items", items, &expected.items),
    ] {
        if got != *want {
            let lost: Vec<&String> = want.iter().filter(|text| !got.contains(text)).collect();
            let extra: Vec<&String> = got.iter().filter(|text| !want.contains(text)).collect();
            wrong.push(format!("{path}: {name} without {lost:?}, with {extra:?}"));
        }
    }
    wrong
}

/// The least share of values that come out right.
const RIGHT: f64 = 0.97;

#[test]
fn samples_come_out_as_expected() {
    let articles = parsed();
    let wrong: Vec<String> = articles.iter().flat_map(|(path, a, e)| compare(path, a, e)).collect();
    let values = articles.len() * 8;
    let share = 1.0 - wrong.len() as f64 / values as f64;
    assert!(share >= RIGHT, "{share:.3} of the values are right\n{}", wrong.join("\n"));
}

#[test]
fn every_sample_has_an_expectation() {
    let known = expectations();
    let mut folders = vec![articles()];
    while let Some(folder) = folders.pop() {
        for path in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let name = path.strip_prefix(articles()).unwrap().to_str().unwrap().replace('\\', "/");
            assert!(name == "README.md" || known.contains_key(&name), "{name} is not in structure.json");
        }
    }
}

#[test]
fn every_line_is_shown_or_cut_with_a_reason() {
    for (path, article, _) in parsed() {
        let fields = [&article.headline, &article.dek, &article.byline, &article.source];
        let mut spans: Vec<Span> = fields.into_iter().flatten().map(|field| field.span).collect();
        spans.extend(article.date.iter().map(|date| date.span));
        spans.extend(article.blocks.iter().map(|block| block.span));
        spans.extend(article.cut.iter().map(|cut| cut.span));
        let mut at = 0;
        for line in article.text.split('\n') {
            let here = Span::new(at, at + line.len()).trimmed(&article.text);
            at += line.len() + 1;
            let covered = here.is_empty() || spans.iter().any(|s| s.start < here.end && here.start < s.end);
            assert!(covered, "{path}: {line:?} is neither shown nor cut");
        }
    }
}
