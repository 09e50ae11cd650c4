//! `onrecord-train`: builds the word table and the models that are embedded in onrecord, and measures them honestly.
//!
//! Reads annotated files (one JSON object a line, code point offsets) and plain texts; writes model files. Nothing of a
//! text is kept but counts, clusters and weights. Deterministic. `docs/MODELS.md` has the commands.

#![expect(clippy::print_stdout, reason = "a command that reports what it measures")]
#![expect(
    clippy::needless_for_each,
    clippy::needless_range_loop,
    reason = "linear algebra reads best by index"
)]

mod clusters;
mod corpus;
mod names;
mod quotes;
mod reference;
mod score;
mod table;

use anyhow::{Context, Result};
use clap::{Parser, Subcommand};
use std::path::PathBuf;

#[derive(Parser)]
#[command(about = "Train and measure the models of onrecord")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Build the word table: gazetteers, capitalisation, clusters.
    Words {
        /// Files of `{"id","text"}` lines.
        #[arg(long, num_args = 1.., required = true)]
        text: Vec<PathBuf>,
        /// Folder with first.lst, last.lst, city.lst, region.lst, comp.lst.
        #[arg(long)]
        gazetteers: PathBuf,
        /// Where to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Train the two passes of the name tagger.
    Names {
        #[command(flatten)]
        data: names::Data,
        /// Where to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Train the tagger of reports and the ranker of speakers.
    Quotes {
        /// Annotated files: text, quotes, stretches.
        #[arg(long, num_args = 1.., required = true)]
        train: Vec<PathBuf>,
        /// Where to write.
        #[arg(long)]
        out: PathBuf,
    },
    /// Cross-validate the name tagger by document: every article is judged by models that never saw it.
    CrossNames {
        #[command(flatten)]
        data: names::Data,
        /// Number of folds.
        #[arg(long, default_value_t = 5)]
        folds: usize,
        /// Where to write the predictions, a file for each set.
        #[arg(long)]
        predictions: Option<PathBuf>,
    },
    /// Measure pronouns and descriptions on articles with coreference: text, entities with form and cluster.
    TestReference {
        /// Annotated files.
        #[arg(long, num_args = 1.., required = true)]
        test: Vec<PathBuf>,
    },
    /// Train on some files, measure on others.
    TestNames {
        #[command(flatten)]
        data: names::Data,
        /// Files to measure on.
        #[arg(long, num_args = 1.., required = true)]
        test: Vec<PathBuf>,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Words { text, gazetteers, out } => {
            let file = table::build(&text, &gazetteers)?;
            std::fs::write(&out, file).with_context(|| format!("writing {}", out.display()))
        }
        Task::Names { data, out } => {
            let file = names::train(&data)?;
            std::fs::write(&out, file).with_context(|| format!("writing {}", out.display()))
        }
        Task::Quotes { train, out } => {
            let file = quotes::train(&train)?;
            std::fs::write(&out, file).with_context(|| format!("writing {}", out.display()))
        }
        Task::CrossNames { data, folds, predictions } => names::cross(&data, folds, predictions.as_deref()),
        Task::TestReference { test } => reference::test(&test),
        Task::TestNames { data, test } => names::test(&data, &test),
    }
}
