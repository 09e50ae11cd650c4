//! Golden articles: every text in `tests/golden` parses into the structure written beside it.
//!
//! `ONRECORD_GOLDEN=write` writes the structures anew; read the difference before keeping it.

use onrecord::model::{Article, BlockKind, Field};
use onrecord::parse::parse;
use onrecord::text::lines::flow;
use std::fmt::Write;
use std::path::Path;

#[test]
fn texts_parse_as_written_beside_them() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden");
    let mut seen = 0;
    for entry in std::fs::read_dir(&folder).expect("the folder of golden texts") {
        let path = entry.expect("an entry").path();
        if path.extension().is_some_and(|ending| ending == "expect") {
            continue;
        }
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        let found = render(&parse(&std::fs::read(&path).expect("a text"), &name));
        let beside = folder.join(format!("{name}.expect"));
        if std::env::var_os("ONRECORD_GOLDEN").is_some() {
            std::fs::write(&beside, &found).expect("written");
        }
        let expect = std::fs::read_to_string(&beside).unwrap_or_default();
        assert_eq!(found, expect, "{name}");
        seen += 1;
    }
    assert!(seen >= 8, "{seen} golden texts");
}

/// The structure of an article: its fields, then blocks and cuts in the order of the text.
fn render(article: &Article) -> String {
    let mut out = String::new();
    let mut field = |name: &str, field: Option<&Field>| {
        if let Some(field) = field {
            let _ = writeln!(out, "{name}: {}", field.text);
        }
    };
    field("headline", article.headline.as_ref());
    field("dek", article.dek.as_ref());
    field("byline", article.byline.as_ref());
    field("source", article.source.as_ref());
    if let Some(date) = &article.date {
        let _ = writeln!(out, "date: {} ({:?})", date.day, date.basis);
    }
    let _ = writeln!(out, "language: {}", article.language.as_deref().unwrap_or("unknown"));
    for issue in &article.issues {
        let _ = writeln!(out, "issue: {}", issue.message);
    }
    let mut rows: Vec<(u32, String)> = Vec::new();
    for block in &article.blocks {
        let kind = match block.kind {
            BlockKind::Heading(level) => format!("heading {level}"),
            BlockKind::Paragraph => "paragraph".into(),
            BlockKind::ListItem => "item".into(),
            BlockKind::PullQuote => "pull quote".into(),
        };
        rows.push((block.span.start, format!("[{kind}] {}", flow(article.at(block.span)))));
    }
    for cut in &article.cut {
        let text = article.at(cut.span).split_whitespace().collect::<Vec<_>>().join(" ");
        rows.push((cut.span.start, format!("    cut, {}: {text}", cut.reason.label())));
    }
    rows.sort();
    for (_, row) in rows {
        let _ = writeln!(out, "{row}");
    }
    out
}
