//! `onrecord export`: the corpus as data for other programs.

mod jsonl;

use crate::cli::{Outcome, read_corpus};
use crate::library::corpus::Corpus;
use crate::library::scan::Depth;
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
    /// The folder of articles [default: articles]
    dir: Option<PathBuf>,
    /// What to write
    #[arg(long, value_enum, default_value_t = What::Articles)]
    what: What,
    /// How to write it
    #[arg(long, value_enum, default_value_t = Format::Jsonl)]
    format: Format,
    /// Write to this file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<PathBuf>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum What {
    /// Each file's text and structure
    Articles,
    /// Articles about one event
    Stories,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Format {
    /// One JSON object a line
    Jsonl,
}

impl Export {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let depth = if self.what == What::Articles { Depth::Parsed } else { Depth::Extracted };
        let corpus = read_corpus(self.dir.as_deref(), depth)?;
        let Some(path) = &self.output else { return self.write(&corpus, out) };
        let in_file = || format!("cannot write {}", path.display());
        let mut file = BufWriter::new(File::create(path).with_context(in_file)?);
        let outcome = self.write(&corpus, &mut file).with_context(in_file)?;
        file.flush().with_context(in_file)?;
        Ok(outcome)
    }

    fn write(&self, corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let Format::Jsonl = self.format;
        let written = match self.what {
            What::Articles => jsonl::articles(corpus, out)?,
            What::Stories => jsonl::stories(corpus, out)?,
        };
        Ok(if written == 0 { Outcome::Nothing } else { Outcome::Done })
    }
}
