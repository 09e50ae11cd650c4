//! The JSON lines of an export. Offsets are code points of the decoded file.

use crate::cli::export::{Rows, SCHEMA_VERSION, brief};
use crate::cli::offsets::CodePoints;
use crate::library::corpus::{Corpus, Entry};
use crate::model::{
    ActorId, ArticleId, BlockKind, CutReason, DateBasis, Field, MentionForm, OffsetMap, QuoteId, Rule,
    Speaker, StoryId,
};
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
    storyline: u32,
    why: Vec<&'a str>,
    first_date: Option<String>,
    last_date: Option<String>,
    schema_version: u32,
}

/// Offsets into the text the file decodes to.
pub(super) fn points(entry: &Entry) -> CodePoints<'_> {
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

#[derive(Debug, Serialize)]
struct Place<'a> {
    path: &'a str,
    start: u32,
    end: u32,
    text: String,
    form: MentionForm,
}

#[derive(Debug, Serialize)]
struct Variant<'a> {
    name: &'a str,
    mentions: u32,
}

#[derive(Debug, Serialize)]
struct RoleOut<'a> {
    role: String,
    path: &'a str,
}

#[derive(Debug, Serialize)]
struct ActorOut<'a> {
    actor: u32,
    name: &'a str,
    kind: &'static str,
    variants: Vec<Variant<'a>>,
    roles: Vec<RoleOut<'a>>,
    said: u32,
    articles: u32,
    mentions: Vec<Place<'a>>,
    schema_version: u32,
}

#[derive(Debug, Serialize)]
struct SpeakerOut {
    start: u32,
    end: u32,
    text: String,
    actor: Option<u32>,
    name: Option<String>,
}

#[derive(Debug, Serialize)]
struct CueOut {
    start: u32,
    end: u32,
    text: String,
}

#[derive(Debug, Serialize)]
struct QuoteOut<'a> {
    path: &'a str,
    headline: String,
    source: Option<&'a str>,
    date: Option<String>,
    story: u32,
    start: u32,
    end: u32,
    text: String,
    kind: &'static str,
    quoted: Vec<[u32; 2]>,
    speaker: Option<SpeakerOut>,
    speakers: Vec<SpeakerOut>,
    cue: Option<CueOut>,
    rule: Rule,
    confidence: f32,
    schema_version: u32,
}

/// Writes rows, one a line.
pub(super) fn write(corpus: &Corpus, rows: &Rows, out: &mut dyn Write) -> anyhow::Result<()> {
    match rows {
        Rows::Articles(ids) => {
            ids.iter().filter_map(|id| corpus.entry(*id)).try_for_each(|entry| line(out, &article(entry)))
        }
        Rows::Actors(ids) => {
            ids.iter().filter_map(|id| actor(corpus, *id)).try_for_each(|row| line(out, &row))
        }
        Rows::Quotes(ids) => quotes(corpus, ids, out),
        Rows::Brief(ids) => brief::jsonl(corpus, ids, out),
        Rows::Stories(rows) => {
            rows.iter().filter_map(|(id, of)| story(corpus, *id, of)).try_for_each(|row| line(out, &row))
        }
    }
}

fn story<'c>(corpus: &'c Corpus, id: StoryId, articles: &[ArticleId]) -> Option<StoryOut<'c>> {
    let story = corpus.story(id)?;
    let days = corpus.days_of(story);
    let path = |id: &ArticleId| corpus.entry(*id).map(|e| &*e.file.shown);
    Some(StoryOut {
        story: id.0,
        title: &story.title,
        articles: articles.iter().filter_map(path).collect(),
        storyline: story.line,
        why: story.why.iter().map(|w| &**w).collect(),
        first_date: days.map(|(first, _)| first.to_string()),
        last_date: days.map(|(_, last)| last.to_string()),
        schema_version: SCHEMA_VERSION,
    })
}

fn actor(corpus: &Corpus, id: ActorId) -> Option<ActorOut<'_>> {
    let actor = corpus.actor(id)?;
    let mut mentions = Vec::new();
    let mut roles: Vec<RoleOut<'_>> = Vec::new();
    for place in &actor.places {
        let entry = corpus.entry(place.article)?;
        let points = points(entry);
        let path = &*entry.file.shown;
        mentions.extend(entry.extraction().mentions_of(place.local).map(|m| {
            let [start, end] = points.of(m.span);
            Place { path, start, end, text: entry.article.at(m.span).to_owned(), form: m.form }
        }));
        for role in entry.extraction().actor(place.local).map_or(&[][..], |a| &a.roles) {
            let role = entry.article.at(*role).to_owned();
            if !roles.iter().any(|known| known.role == role) {
                roles.push(RoleOut { role, path });
            }
        }
    }
    Some(ActorOut {
        actor: id.0,
        name: &actor.name,
        kind: actor.kind.label(),
        variants: actor.variants.iter().map(|(name, n)| Variant { name, mentions: *n }).collect(),
        roles,
        said: actor.said.len() as u32,
        articles: actor.article_count(),
        mentions,
        schema_version: SCHEMA_VERSION,
    })
}

/// Quotes come article by article, so that each article's offsets are counted once.
fn quotes(corpus: &Corpus, ids: &[QuoteId], out: &mut dyn Write) -> anyhow::Result<()> {
    for ids in ids.chunk_by(|a, b| a.article == b.article) {
        let Some((entry, first)) = ids.first().and_then(|id| Some((corpus.entry(id.article)?, id.article)))
        else {
            continue;
        };
        let points = points(entry);
        let article = &entry.article;
        let speaker = |s: &Speaker| {
            let [start, end] = points.of(s.span);
            let actor = s.actor.and_then(|local| corpus.actor_of(first, local));
            let name = actor.and_then(|id| corpus.actor(id)).map(|a| a.name.to_string());
            SpeakerOut { start, end, text: article.at(s.span).to_owned(), actor: actor.map(|a| a.0), name }
        };
        for quote in ids.iter().filter_map(|id| corpus.quote(*id)) {
            let [start, end] = points.of(quote.content);
            let cue = quote.cue.map(|cue| {
                let [start, end] = points.of(cue);
                CueOut { start, end, text: article.at(cue).to_owned() }
            });
            let row = QuoteOut {
                path: &entry.file.shown,
                headline: corpus.headline(first).to_string(),
                source: value(article.source.as_ref()),
                date: article.date.as_ref().map(|d| d.day.to_string()),
                story: corpus.story_of(first).0,
                start,
                end,
                text: article.at(quote.content).to_owned(),
                kind: quote.kind.label(),
                quoted: quote.quoted.iter().map(|span| points.of(*span)).collect(),
                speaker: quote.speakers.first().map(speaker),
                speakers: quote.speakers.iter().map(speaker).collect(),
                cue,
                rule: quote.rule,
                confidence: quote.confidence,
                schema_version: SCHEMA_VERSION,
            };
            line(out, &row)?;
        }
    }
    Ok(())
}

fn line(out: &mut dyn Write, row: &impl Serialize) -> anyhow::Result<()> {
    serde_json::to_writer(&mut *out, row)?;
    out.write_all(b"\n")?;
    Ok(())
}
