//! Training of the quote finder: annotated reports and stretches become lessons.

use anyhow::{Context, Result};
use onrecord::extract::quotes::teaching::{Lesson, Marked, Report, Size, train as teach};
use onrecord::extract::{actors, names, reference};
use onrecord::model::{Article, Clean, Span};
use serde::Deserialize;
use std::path::{Path, PathBuf};

#[derive(Deserialize)]
pub(crate) struct Line {
    text: String,
    quotes: Vec<GoldQuote>,
    stretches: Vec<GoldStretch>,
}

#[derive(Deserialize)]
struct GoldQuote {
    start: usize,
    end: usize,
    kind: String,
    speaker: Option<Part>,
    cue: Option<Part>,
}

#[derive(Deserialize)]
struct GoldStretch {
    start: usize,
    end: usize,
    attributed: bool,
    speaker: Option<Part>,
}

#[derive(Deserialize)]
struct Part {
    start: usize,
    end: usize,
    #[serde(default)]
    spans: Vec<(usize, usize)>,
}

/// Trains on the files and gives the model file.
pub(crate) fn train(files: &[PathBuf]) -> Result<Vec<u8>> {
    let mut lessons = Vec::new();
    for file in files {
        lessons.extend(read(file)?);
    }
    let size = Size::default();
    let models = teach(&lessons, size, &mut |line| println!("{line}"));
    Ok(models.write())
}

fn read(path: &Path) -> Result<Vec<Lesson>> {
    let content = std::fs::read_to_string(path).with_context(|| format!("reading {}", path.display()))?;
    let lines = content.lines().filter(|line| !line.trim().is_empty());
    lines
        .map(|line| {
            let line: Line = serde_json::from_str(line).with_context(|| path.display().to_string())?;
            Ok(lesson(&line))
        })
        .collect()
}

/// The annotations with everything the program finds before it looks for quotes.
fn lesson(line: &Line) -> Lesson {
    let mut lesson = plain(line);
    let mut mentions = names::find(&lesson.article);
    let mut actors = actors::merge(&lesson.article, &mut mentions);
    reference::resolve(&lesson.article, &mut mentions, &mut actors);
    lesson.mentions = mentions;
    lesson
}

/// The annotations alone.
pub(crate) fn plain(line: &Line) -> Lesson {
    let text = Clean::lines(&line.text);
    let places = places(&line.text, &text);
    let span = |start: usize, end: usize| {
        let at = |point: usize| places.get(point).copied().unwrap_or(text.len());
        Span::new(at(start), at(end))
    };
    let part = |part: Option<&Part>| -> Vec<Span> {
        let Some(part) = part else { return Vec::new() };
        if part.spans.is_empty() {
            return vec![span(part.start, part.end)];
        }
        part.spans.iter().map(|s| span(s.0, s.1)).collect()
    };
    let report = |q: &GoldQuote| Report {
        content: vec![span(q.start, q.end)],
        cue: part(q.cue.as_ref()),
        source: part(q.speaker.as_ref()),
        quoted: q.kind != "indirect",
    };
    let marked = |s: &GoldStretch| Marked {
        span: span(s.start, s.end),
        spoken: s.attributed,
        source: part(s.speaker.as_ref()),
    };
    let reports = line.quotes.iter().map(report).collect();
    let marked = line.stretches.iter().map(marked).collect();
    let article = Article::of_paragraphs(text.clone());
    Lesson { article, mentions: Vec::new(), reports, marked }
}

/// The clean text's byte for each code point of the raw one: cleaning only drops characters or turns blanks into blanks.
fn places(raw: &str, clean: &str) -> Vec<usize> {
    let mut kept = clean.char_indices().peekable();
    let mut places = Vec::with_capacity(raw.len() + 1);
    for c in raw.chars() {
        places.push(kept.peek().map_or(clean.len(), |k| k.0));
        kept.next_if(|k| k.1 == c || (k.1.is_whitespace() && c.is_whitespace()));
    }
    places.push(clean.len());
    places
}
