//! Floor 9: the command line. Arguments, exit codes, and one file a subcommand.
//!
//! It asks the same library by the same queries as the reader. Exit code 0: found or done; 1: nothing found; 2: an error,
//! said on standard error. A reader that closes the pipe early is no error.

mod annotate;
mod export;
mod offsets;
mod reader;

use crate::library::corpus::Corpus;
use crate::library::scan::{Depth, Offsets, ScanOptions, scan};
use crate::model::Clean;
use anyhow::Context;
use clap::{Parser, Subcommand};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// An offline terminal reader for saved news: stories, actors and quotes, each one key from its sentence.
#[derive(Debug, Parser)]
#[command(name = "onrecord", version, args_conflicts_with_subcommands = true)]
struct Arguments {
    /// The folder of articles to read [default: articles]
    dir: Option<PathBuf>,
    /// The configuration to use
    #[arg(long, value_name = "FILE")]
    config: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Export(export::Export),
    Annotate(annotate::Annotate),
}

/// Whether a command that did its work has anything to show for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Outcome {
    /// Found, or done.
    Done,
    /// Nothing found.
    Nothing,
}

/// Runs the program on its own arguments.
#[must_use]
pub fn run() -> ExitCode {
    let arguments = Arguments::parse();
    let Some(command) = arguments.command else {
        return reader::open(arguments.dir, arguments.config)
            .map_or_else(|error| refuse(&error), ExitCode::from);
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = dispatch(command, &mut out).and_then(|outcome| {
        out.flush()?;
        Ok(outcome)
    });
    match result {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Nothing) => ExitCode::from(1),
        Err(error) if is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => refuse(&error),
    }
}

/// Says what went wrong.
fn refuse(error: &anyhow::Error) -> ExitCode {
    let told = Clean::line(&format!("onrecord: {error:#}"));
    // A closed standard error leaves nobody to tell.
    let _ = writeln!(io::stderr(), "{told}");
    ExitCode::from(2)
}

fn dispatch(command: Command, out: &mut dyn Write) -> anyhow::Result<Outcome> {
    match command {
        Command::Export(export) => export.run(out),
        Command::Annotate(annotate) => annotate.run(&mut io::stdin().lock(), out),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// The whole corpus in `dir`, or in the default folder.
fn read_corpus(dir: Option<&Path>, depth: Depth) -> anyhow::Result<Arc<Corpus>> {
    let dir = dir.unwrap_or(Path::new("articles"));
    let options = ScanOptions { depth, offsets: Offsets::Decoded, ..ScanOptions::default() };
    scan(dir, &options, &mut |_| {}).context("nothing was read")
}
