//! The JSON lines of an export. Offsets are code points of the decoded file.

use crate::cli::export::SCHEMA_VERSION;
use crate::cli::offsets::CodePoints;
use crate::library::corpus::{Corpus, Entry};
use crate::model::{ArticleId, BlockKind, CutReason, DateBasis, Field, OffsetMap};
use serde::Serialize;
use std::io::Write;

#[derive(Debug, Serialize)]
struct BlockOut<'a> {
    kind: &'static str,
    level: Option<u8>,
    start: u32,
    end: u32,
    text: &'a str,
}

#[derive(Debug, Serialize)]
struct CutOut {
    start: u32,
    end: u32,
    reason: CutReason,
}

#[derive(Debug, Serialize)]
struct ArticleOut<'a> {
    path: &'a str,
    headline: Option<&'a str>,
    dek: Option<&'a str>,
    byline: Option<&'a str>,
    source: Option<&'a str>,
    date: Option<String>,
    date_basis: Option<DateBasis>,
    language: Option<&'a str>,
    blocks: Vec<BlockOut<'a>>,
    cut: Vec<CutOut>,
    schema_version: u32,
}

#[derive(Debug, Serialize)]
struct StoryOut<'a> {
    story: u32,
    title: &'a str,
    articles: Vec<&'a str>,
    storyline: Option<u32>,
    why: Vec<&'a str>,
    first_date: Option<String>,
    last_date: Option<String>,
    schema_version: u32,
}

/// Offsets into the text the file decodes to.
fn points(entry: &Entry) -> CodePoints<'_> {
    match &entry.file.decoded {
        Some(decoded) => CodePoints::new(&decoded.text, decoded.map.clone()),
        None => CodePoints::new(&entry.article.text, OffsetMap::default()),
    }
}

fn value(field: Option<&Field>) -> Option<&str> {
    field.map(|f| &*f.text)
}

fn article(entry: &Entry) -> ArticleOut<'_> {
    let article = &*entry.article;
    let points = points(entry);
    let blocks = article.blocks.iter().map(|block| {
        let (kind, level) = match block.kind {
            BlockKind::Heading(level) => ("heading", Some(level)),
            BlockKind::Paragraph => ("paragraph", None),
            BlockKind::ListItem => ("list-item", None),
            BlockKind::PullQuote => ("pull-quote", None),
        };
        let [start, end] = points.of(block.span);
        BlockOut { kind, level, start, end, text: article.at(block.span) }
    });
    let cut = article.cut.iter().map(|cut| {
        let [start, end] = points.of(cut.span);
        CutOut { start, end, reason: cut.reason }
    });
    ArticleOut {
        path: &entry.file.shown,
        headline: value(article.headline.as_ref()),
        dek: value(article.dek.as_ref()),
        byline: value(article.byline.as_ref()),
        source: value(article.source.as_ref()),
        date: article.date.as_ref().map(|d| d.day.to_string()),
        date_basis: article.date.as_ref().map(|d| d.basis),
        language: article.language.as_deref(),
        blocks: blocks.collect(),
        cut: cut.collect(),
        schema_version: SCHEMA_VERSION,
    }
}

pub(super) fn articles(corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<usize> {
    for entry in corpus.articles() {
        line(out, &article(entry))?;
    }
    Ok(corpus.articles().len())
}

pub(super) fn stories(corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<usize> {
    for (n, story) in corpus.stories().iter().enumerate() {
        let days = corpus.days_of(story);
        let path = |id: ArticleId| corpus.entry(id).map(|e| &*e.file.shown);
        let row = StoryOut {
            story: n as u32,
            title: &story.title,
            articles: story.all_articles().into_iter().filter_map(path).collect(),
            storyline: None,
            why: story.why.iter().map(|w| &**w).collect(),
            first_date: days.map(|(first, _)| first.to_string()),
            last_date: days.map(|(_, last)| last.to_string()),
            schema_version: SCHEMA_VERSION,
        };
        line(out, &row)?;
    }
    Ok(corpus.stories().len())
}

fn line(out: &mut dyn Write, row: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")?;
    Ok(())
}
