//! `onrecord export`: the corpus as data for other programs.

mod brief;
mod csv;
mod jsonl;
mod md;

use crate::cli::{Outcome, read_corpus, read_marks, read_query};
use crate::library::corpus::Corpus;
use crate::library::filter::{Asking, Filter};
use crate::library::query::Query;
use crate::library::scan::Depth;
use crate::library::state::UserState;
use crate::model::{ActorId, ArticleId, QuoteId, StoryId};
use anyhow::Context;
use clap::{Args, ValueEnum};
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::PathBuf;

/// Raised when a field of an export changes its name or meaning.
pub(super) const SCHEMA_VERSION: u32 = 1;

/// Write articles, actors, quotes or stories as data
#[derive(Debug, Args)]
pub(super) struct Export {
    /// The folder of articles [default: the configured one, articles]
    dir: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t = What::Articles)]
    what: What,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Only what this query lets through, by the rules of the reader's lists
    #[arg(long, value_name = "QUERY", allow_hyphen_values = true)]
    query: Option<String>,
    /// As it was found: without what you mended, read or starred
    #[arg(long)]
    as_found: bool,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Each file's text and structure
    Articles,
    /// People, organisations and places, with every mention
    Actors,
    /// Who said what
    Quotes,
    /// Articles about one event
    Stories,
    /// Stories told whole: days, accounts compared, wordings, meetings, sources (as jsonl or md)
    Brief,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
    /// A table with a head, comma-separated (RFC 4180)
    Csv,
    /// A document to read
    Md,
}

impl Export {
    pub(super) fn run(&self, config: Option<PathBuf>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        if self.what == What::Brief && self.format == Format::Csv {
            anyhow::bail!("a brief is no table: write it with --format md or --format jsonl");
        }
        let query = read_query(self.query.as_deref().unwrap_or_default(), config.clone())?;
        let plain = self.what == What::Articles && query.is_empty();
        let depth = if plain { Depth::Parsed } else { Depth::Extracted };
        let corpus = read_corpus(self.dir.as_deref(), config, depth)?;
        let marks = if self.as_found { UserState::default() } else { read_marks()? };
        let corpus = if plain { corpus } else { corpus.mended(&marks.mends) };
        let rows = Rows::of(&corpus, self.what, &query, &marks);
        let outcome = if rows.is_empty() { Outcome::Nothing } else { Outcome::Done };
        let Some(path) = &self.output else {
            self.write(&corpus, &rows, out)?;
            return Ok(outcome);
        };
        let in_file = || format!("cannot write {}", path.display());
        let mut file = BufWriter::new(File::create(path).with_context(in_file)?);
        self.write(&corpus, &rows, &mut file).with_context(in_file)?;
        file.flush().with_context(in_file)?;
        Ok(outcome)
    }

    fn write(&self, corpus: &Corpus, rows: &Rows, out: &mut dyn Write) -> anyhow::Result<()> {
        match self.format {
            Format::Jsonl => jsonl::write(corpus, rows, out),
            Format::Csv => csv::write(corpus, rows, out),
            Format::Md => md::write(corpus, rows, out),
        }
    }
}

/// What is to be written.
#[derive(Debug)]
enum Rows {
    Articles(Vec<ArticleId>),
    Actors(Vec<ActorId>),
    Quotes(Vec<QuoteId>),
    /// Each with those of its articles that matched.
    Stories(Vec<(StoryId, Vec<ArticleId>)>),
    /// Told whole, whichever of its articles matched.
    Brief(Vec<StoryId>),
}

impl Rows {
    fn of(corpus: &Corpus, what: What, query: &Query, marks: &UserState) -> Self {
        let asking = Asking::today(query, marks);
        match what {
            What::Articles => {
                let filter = Filter::of_articles(corpus, &asking);
                let all = (0..corpus.articles().len() as u32).map(ArticleId);
                Self::Articles(all.filter(|id| filter.article(*id)).collect())
            }
            What::Actors => {
                let filter = Filter::of_actors(corpus, &asking);
                let all = (0..corpus.actors().len() as u32).map(ActorId);
                Self::Actors(all.filter(|id| filter.actor(*id)).collect())
            }
            What::Quotes => {
                let filter = Filter::of_quotes(corpus, &asking);
                let all = corpus.quotes().iter().enumerate().filter(|(row, id)| filter.quote(*row, **id));
                Self::Quotes(all.map(|(_, id)| *id).collect())
            }
            What::Brief => match Self::of(corpus, What::Stories, query, marks) {
                Self::Stories(rows) => Self::Brief(rows.into_iter().map(|(id, _)| id).collect()),
                other => other,
            },
            What::Stories => {
                let filter = Filter::of_articles(corpus, &asking);
                let all = corpus.stories().iter().enumerate().map(|(n, story)| {
                    let articles =
                        story.all_articles().into_iter().filter(|id| filter.article(*id)).collect();
                    (StoryId(n as u32), articles)
                });
                Self::Stories(all.filter(|(_, articles): &(_, Vec<_>)| !articles.is_empty()).collect())
            }
        }
    }

    fn is_empty(&self) -> bool {
        match self {
            Self::Articles(rows) => rows.is_empty(),
            Self::Actors(rows) => rows.is_empty(),
            Self::Quotes(rows) => rows.is_empty(),
            Self::Stories(rows) => rows.is_empty(),
            Self::Brief(rows) => rows.is_empty(),
        }
    }
}
