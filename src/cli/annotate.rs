//! `onrecord annotate`: names, actors and quotes of texts that other programs bring, one JSON object a line.
//!
//! The text is taken as it is: nothing is cleaned away, every line is a paragraph. Offsets are code points of the text
//! that came in.

use crate::cli::Outcome;
use crate::cli::offsets::CodePoints;
use crate::library::corpus::{Corpus, FileRecord};
use crate::library::scan::extract_caught;
use crate::model::{Article, ArticleId, Clean, Extraction, LocalActorId, MentionForm, Quote, Span, Speaker};
use anyhow::Context;
use clap::Args;
use rayon::iter::{IndexedParallelIterator, IntoParallelRefIterator, ParallelIterator};
use serde::{Deserialize, Serialize};
use std::collections::HashMap;
use std::io::{BufRead, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// How many lines are worked on together.
const BATCH: usize = 256;

/// Find names, actors and quotes in texts from standard input
///
/// Reads one JSON object {"id", "text"} a line and writes one annotation object a line, in the same order.
/// Offsets are Unicode code points into the text, end exclusive.
#[derive(Debug, Args)]
pub(super) struct Annotate {
    /// Take all lines as one corpus: actors are merged across them and share their numbers
    #[arg(long)]
    corpus: bool,
}

#[derive(Debug, Deserialize)]
struct Input {
    id: serde_json::Value,
    text: String,
}

/// An actor as a line of output shows it.
#[derive(Clone, Debug, Serialize)]
struct ActorOut {
    actor: u32,
    name: String,
    kind: &'static str,
    variants: Vec<String>,
}

#[derive(Debug, Serialize)]
struct Entity {
    start: u32,
    end: u32,
    #[serde(rename = "type")]
    tag: &'static str,
    actor: Option<u32>,
}

#[derive(Debug, Serialize)]
struct SpeakerOut {
    start: u32,
    end: u32,
    text: String,
    actor: Option<u32>,
}

#[derive(Debug, Serialize)]
struct Words {
    start: u32,
    end: u32,
    text: String,
}

#[derive(Debug, Serialize)]
struct QuoteOut {
    start: u32,
    end: u32,
    kind: &'static str,
    quoted: Vec<[u32; 2]>,
    speaker: Option<SpeakerOut>,
    speakers: Vec<SpeakerOut>,
    cue: Option<Words>,
    rule: crate::model::Rule,
    confidence: f32,
}

#[derive(Debug, Serialize)]
struct Annotation<'i> {
    id: &'i serde_json::Value,
    entities: Vec<Entity>,
    actors: Vec<ActorOut>,
    quotes: Vec<QuoteOut>,
}

impl Annotate {
    pub(super) fn run(&self, input: &mut dyn BufRead, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let mut lines = input.lines().enumerate();
        loop {
            let wanted = if self.corpus { usize::MAX } else { BATCH };
            let mut batch = Vec::new();
            let mut read = 0;
            for (n, line) in lines.by_ref().take(wanted) {
                read += 1;
                let line = line.context("standard input")?;
                if !line.trim().is_empty() {
                    batch.push((n + 1, line));
                }
            }
            let written = if self.corpus { together(&batch)? } else { alone(&batch)? };
            for line in written {
                out.write_all(&line)?;
            }
            if read < wanted {
                return Ok(Outcome::Done);
            }
        }
    }
}

fn parse_line((number, line): &(usize, String)) -> anyhow::Result<Input> {
    serde_json::from_str(line).with_context(|| {
        format!("standard input, line {number}: expected one object like {{\"id\": \"a\", \"text\": \"…\"}}")
    })
}

/// Each text by itself: its actors are numbered within it.
fn alone(batch: &[(usize, String)]) -> anyhow::Result<Vec<Vec<u8>>> {
    let line = |line: &(usize, String)| {
        let input = parse_line(line)?;
        let article = Article::of_paragraphs(Clean::lines(&input.text));
        let extraction = extract_caught(&article).unwrap_or_default();
        let actors = extraction.actors.iter().enumerate().map(|(n, actor)| ActorOut {
            actor: n as u32,
            name: actor.name.clone(),
            kind: actor.kind.label(),
            variants: actor.variants.iter().map(|(name, _)| name.clone()).collect(),
        });
        let actors = actors.collect();
        annotation(&input, &article, &extraction, &|local| Some(local.0), actors)
    };
    batch.par_iter().map(line).collect()
}

/// All texts as one corpus.
fn together(batch: &[(usize, String)]) -> anyhow::Result<Vec<Vec<u8>>> {
    let inputs: Vec<Input> = batch.iter().map(parse_line).collect::<anyhow::Result<_>>()?;
    let record = |(n, input): (usize, &Input)| {
        let article = Article::of_paragraphs(Clean::lines(&input.text));
        let mut record =
            FileRecord::with_article(PathBuf::from(format!("{n:09}")), input.text.as_bytes(), article);
        if let Some(article) = &record.article {
            record.extraction = Arc::new(extract_caught(article).unwrap_or_default());
        }
        record
    };
    let corpus = Corpus::new(PathBuf::new(), inputs.par_iter().enumerate().map(record).collect());
    let number_of = |(n, entry): (usize, &crate::library::corpus::Entry)| {
        let line: usize = entry.file.path.to_str()?.parse().ok()?;
        Some((line, ArticleId(n as u32)))
    };
    let ids: HashMap<usize, ArticleId> = corpus.articles().iter().enumerate().filter_map(number_of).collect();
    let empty = (Article::default(), Extraction::default());
    let line = |(n, input): (usize, &Input)| {
        let Some((id, entry)) = ids.get(&n).and_then(|id| Some((*id, corpus.entry(*id)?))) else {
            return annotation(input, &empty.0, &empty.1, &|_| None, Vec::new());
        };
        let mut here = corpus.actors_of(id).to_vec();
        here.sort_unstable();
        here.dedup();
        let actors = here.into_iter().filter_map(|id| {
            let actor = corpus.actor(id)?;
            Some(ActorOut {
                actor: id.0,
                name: actor.name.to_string(),
                kind: actor.kind.label(),
                variants: actor.variants.iter().map(|(name, _)| name.to_string()).collect(),
            })
        });
        let number = |local: LocalActorId| corpus.actor_of(id, local).map(|actor| actor.0);
        annotation(input, &entry.article, entry.extraction(), &number, actors.collect())
    };
    inputs.par_iter().enumerate().map(line).collect()
}

/// One line of output.
fn annotation(
    input: &Input,
    article: &Article,
    extraction: &Extraction,
    number: &dyn Fn(LocalActorId) -> Option<u32>,
    actors: Vec<ActorOut>,
) -> anyhow::Result<Vec<u8>> {
    let points = CodePoints::new(&input.text, Clean::mapped(&input.text).1);
    let words = |span: Span| {
        let [start, end] = points.of(span);
        Words { start, end, text: article.at(span).to_owned() }
    };
    let speaker = |s: &Speaker| {
        let Words { start, end, text } = words(s.span);
        SpeakerOut { start, end, text, actor: s.actor.and_then(number) }
    };
    let quote = |q: &Quote| {
        let [start, end] = points.of(q.content);
        QuoteOut {
            start,
            end,
            kind: q.kind.label(),
            quoted: q.quoted.iter().map(|span| points.of(*span)).collect(),
            speaker: q.speakers.first().map(speaker),
            speakers: q.speakers.iter().map(speaker).collect(),
            cue: q.cue.map(words),
            rule: q.rule,
            confidence: q.confidence,
        }
    };
    let names = extraction.mentions.iter().filter(|m| m.form == MentionForm::Name);
    let entities = names.map(|m| {
        let [start, end] = points.of(m.span);
        Entity { start, end, tag: m.kind.tag(), actor: m.actor.and_then(number) }
    });
    let line = Annotation {
        id: &input.id,
        entities: entities.collect(),
        actors,
        quotes: extraction.quotes.iter().map(quote).collect(),
    };
    let mut bytes = serde_json::to_vec(&line)?;
    bytes.push(b'\n');
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::Annotate;

    fn check(corpus: bool, input: &str) -> Vec<serde_json::Value> {
        let mut out = Vec::new();
        Annotate { corpus }.run(&mut input.as_bytes(), &mut out).unwrap();
        out.split(|b| *b == b'\n')
            .filter(|l| !l.is_empty())
            .map(|l| serde_json::from_slice(l).unwrap())
            .collect()
    }

    #[test]
    fn one_line_out_for_each_line_in_the_same_order() {
        let input: String = (0..600)
            .fold(String::new(), |text, n| text + &format!("{{\"id\":{n},\"text\":\"Line {n}.\"}}\n\n"));
        for corpus in [false, true] {
            let ids: Vec<u64> = check(corpus, &input).iter().map(|v| v["id"].as_u64().unwrap()).collect();
            assert_eq!(ids, (0..600).collect::<Vec<u64>>());
        }
    }

    #[test]
    fn an_empty_text_has_its_line() {
        for corpus in [false, true] {
            let lines = check(corpus, "{\"id\":\"e\",\"text\":\"\"}\n{\"id\":\"f\",\"text\":\"Words.\"}");
            assert_eq!(lines.len(), 2);
            assert_eq!(lines[0]["entities"].as_array().unwrap().len(), 0);
        }
    }

    #[test]
    fn a_broken_line_is_named() {
        let error =
            Annotate { corpus: false }.run(&mut "{\"id\":1}".as_bytes(), &mut Vec::new()).unwrap_err();
        assert!(error.to_string().contains("line 1"), "{error}");
    }
}
