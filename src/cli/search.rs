//! `onrecord search`: what matches a query, best first, as text or as data.

use crate::cli::export::SCHEMA_VERSION;
use crate::cli::{Outcome, read_corpus, read_marks, read_query};
use crate::library::corpus::Corpus;
use crate::library::filter::Asking;
use crate::library::scan::Depth;
use crate::library::search::{Limit, search};
use crate::library::view::{Group, Hit, Target};
use crate::model::{ArticleId, Clean};
use clap::{ArgAction, Args, ValueEnum};
use serde::Serialize;
use std::io::Write;
use std::path::PathBuf;

/// Find articles, actors and quotes
///
/// The query language is that of the reader: words, "phrases", pre*, -not, a OR b, field:word. Quote the query for the
/// shell. A query that begins with a minus stands behind `--`.
#[derive(Debug, Args)]
#[command(disable_help_flag = true, allow_missing_positional = true)]
pub(super) struct Search {
    /// The folder of articles [default: the configured one, articles]
    dir: Option<PathBuf>,
    /// What to look for
    #[arg(required = true, allow_hyphen_values = true)]
    query: Option<String>,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
    /// At most so many hits of each group
    #[arg(long, value_name = "N", default_value_t = 50)]
    limit: usize,
    /// Print help
    #[arg(long, action = ArgAction::Help)]
    help: Option<bool>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For reading
    Text,
    /// One JSON object a line
    Jsonl,
}

#[derive(Debug, Serialize)]
struct HitOut<'a> {
    group: &'static str,
    title: &'a str,
    snippet: &'a str,
    lit: Vec<&'a str>,
    path: Option<&'a str>,
    line: Option<usize>,
    schema_version: u32,
}

impl Search {
    pub(super) fn run(&self, config: Option<PathBuf>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let query = read_query(self.query.as_deref().unwrap_or_default(), config.clone())?;
        let marks = read_marks()?;
        let corpus = read_corpus(self.dir.as_deref(), config, Depth::Extracted)?.mended(&marks.mends);
        let found =
            search(&*corpus, &Asking::today(&query, &marks), Limit { hits: self.limit, ..Limit::default() });
        let groups = [("articles", &found.stories), ("actors", &found.actors), ("quotes", &found.quotes)];
        for (name, group) in groups.iter().filter(|(_, group)| group.total > 0) {
            match self.format {
                Format::Text => text(&corpus, name, group, out)?,
                Format::Jsonl => jsonl(&corpus, name, group, out)?,
            }
        }
        let nothing = groups.iter().all(|(_, group)| group.total == 0);
        Ok(if nothing { Outcome::Nothing } else { Outcome::Done })
    }
}

fn text(corpus: &Corpus, name: &str, group: &Group, out: &mut dyn Write) -> anyhow::Result<()> {
    let name = if group.total == 1 { name.trim_end_matches('s') } else { name };
    writeln!(out, "{} {name}", group.total)?;
    for hit in &group.hits {
        match place(corpus, hit) {
            Some((path, line)) => writeln!(out, "  {}  ({path}:{line})", hit.title)?,
            None => writeln!(out, "  {}", hit.title)?,
        }
        if !hit.snippet.is_empty() {
            writeln!(out, "      {}", hit.snippet)?;
        }
    }
    if group.hits.len() < group.total {
        writeln!(out, "  … {} more: --limit {}", group.total - group.hits.len(), group.total)?;
    }
    Ok(())
}

fn jsonl(corpus: &Corpus, name: &'static str, group: &Group, out: &mut dyn Write) -> anyhow::Result<()> {
    for hit in &group.hits {
        let place = place(corpus, hit);
        let row = HitOut {
            group: name,
            title: &hit.title,
            snippet: &hit.snippet,
            lit: hit.lit.iter().map(|span| span.of(&hit.snippet)).collect(),
            path: place.map(|(path, _)| &**path),
            line: place.map(|(_, line)| line),
            schema_version: SCHEMA_VERSION,
        };
        serde_json::to_writer(&mut *out, &row)?;
        out.write_all(b"\n")?;
    }
    Ok(())
}

/// The file and line, from 1, a hit stands on.
fn place<'c>(corpus: &'c Corpus, hit: &Hit) -> Option<(&'c Clean, usize)> {
    let (article, at): (ArticleId, usize) = match hit.target {
        Target::Place(place) => (place.article, place.span.from()),
        Target::Quote(id) => (id.article, corpus.quote(id)?.content.from()),
        Target::Actor(_) => return None,
    };
    let entry = corpus.entry(article)?;
    let before = entry.article.text.as_bytes().get(..at).unwrap_or_default();
    Some((&entry.file.shown, memchr::memchr_iter(b'\n', before).count() + 1))
}
