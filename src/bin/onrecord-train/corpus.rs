//! Annotated and plain articles from JSON lines.

use anyhow::{Context, Result};
use onrecord::model::{BlockKind, RegionKind, Span};
use serde::Deserialize;
use std::path::Path;

/// An annotated article.
pub(crate) struct Document {
    pub(crate) id: String,
    pub(crate) text: String,
    /// Names with their kind, as byte spans.
    pub(crate) names: Vec<(Span, usize)>,
}

#[derive(Deserialize)]
struct Line {
    id: String,
    text: String,
    #[serde(default)]
    entities: Vec<Entity>,
}

#[derive(Deserialize)]
struct Entity {
    start: usize,
    end: usize,
    #[serde(rename = "type")]
    kind: String,
    form: Option<String>,
}

/// The kinds in the order of the labels.
pub(crate) const KINDS: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];

/// Reads a file of annotated articles.
pub(crate) fn read(path: &Path) -> Result<Vec<Document>> {
    let content = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    content
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| {
            let line: Line = serde_json::from_str(line).with_context(|| path.display().to_string())?;
            Ok(Document { names: spans(&line), id: line.id, text: line.text })
        })
        .collect()
}

fn spans(line: &Line) -> Vec<(Span, usize)> {
    let mut bytes: Vec<usize> = line.text.char_indices().map(|c| c.0).collect();
    bytes.push(line.text.len());
    line.entities
        .iter()
        .filter(|e| e.form.as_deref().is_none_or(|f| f == "name"))
        .filter_map(|e| {
            let kind = KINDS.iter().position(|k| *k == e.kind)?;
            Some((Span::new(*bytes.get(e.start)?, *bytes.get(e.end)?), kind))
        })
        .collect()
}

/// The lines of a text as regions, the way `annotate` reads it.
pub(crate) fn regions(text: &str) -> Vec<(RegionKind, Span)> {
    let mut found = Vec::new();
    let mut at = 0;
    for line in text.split('\n') {
        let span = Span::new(at, at + line.len()).trimmed(text);
        if !span.is_empty() {
            found.push((RegionKind::Block(BlockKind::Paragraph), span));
        }
        at += line.len() + 1;
    }
    found
}
