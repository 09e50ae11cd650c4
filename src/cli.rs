//! Floor 9: the command line. Arguments, exit codes, and one file a subcommand.
//!
//! It asks the same library by the same queries as the reader. Exit code 0: found or done; 1: nothing found; 2: an error,
//! said on standard error. A reader that closes the pipe early is no error.

mod annotate;
mod check;
mod export;
mod library;
mod offsets;
mod reader;
mod search;
mod settings;
mod show;

use crate::config::{Config, Found, load};
use crate::library::corpus::Corpus;
use crate::library::disk;
use crate::library::query::{Forms, Query};
use crate::library::scan::{Depth, Offsets, ScanOptions, scan};
use crate::library::state::{SCHEMA, StateStore, UserState};
use crate::library::store::mended;
use crate::model::Clean;
use anyhow::{Context, anyhow};
use clap::{CommandFactory, Parser, Subcommand};
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
    #[arg(long, value_name = "FILE", global = true)]
    config: Option<PathBuf>,
    /// Where to keep what is found [default: in the user's data folder]
    #[arg(long, value_name = "DIR", global = true)]
    library: Option<PathBuf>,
    #[command(subcommand)]
    command: Option<Command>,
}

#[derive(Debug, Subcommand)]
enum Command {
    Search(search::Search),
    Show(show::Show),
    Export(export::Export),
    Check(check::Check),
    Annotate(annotate::Annotate),
    Library(library::Look),
    Config(settings::Print),
    Keys(settings::Keys),
    Completions(settings::Completions),
    Man(settings::Man),
}

/// The whole command line, for completions and the manual page.
fn definition() -> clap::Command {
    Arguments::command()
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
        return reader::open(arguments.dir, arguments.config, arguments.library)
            .map_or_else(|error| refuse(&error), ExitCode::from);
    };
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let result = dispatch(command, arguments.config, arguments.library, &mut out).and_then(|outcome| {
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

fn dispatch(
    command: Command,
    config: Option<PathBuf>,
    library: Option<PathBuf>,
    out: &mut dyn Write,
) -> anyhow::Result<Outcome> {
    match command {
        Command::Search(search) => search.run(config, out),
        Command::Show(show) => show.run(out),
        Command::Export(export) => export.run(config, out),
        Command::Check(check) => check.run(config, out),
        Command::Annotate(annotate) => annotate.run(&mut io::stdin().lock(), out),
        Command::Library(look) => look.run(config, library, out),
        Command::Config(print) => print.run(out),
        Command::Keys(keys) => keys.run(config, out),
        Command::Completions(completions) => completions.run(out),
        Command::Man(man) => man.run(out),
    }
}

fn is_closed_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}

/// The settings in force.
fn settings_of(config: Option<PathBuf>) -> anyhow::Result<Config> {
    load(&Found::of_environment(config)).map_err(|problem| anyhow!("{problem}"))
}

/// `onrecord` in the user's data folder: `$XDG_DATA_HOME`, else `~/.local/share`.
fn data_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))?;
    Some(data.join("onrecord"))
}

/// What the user marked and mended; nothing where nothing was ever kept. What cannot be had of it is told on standard error.
fn read_marks() -> anyhow::Result<UserState> {
    let kept = |dir: &PathBuf| dir.join(SCHEMA.file).exists() || dir.join(mended::FILE).exists();
    let Some(dir) = data_folder().filter(kept) else { return Ok(UserState::default()) };
    let store = StateStore::open(Some(&dir)).context("your marks cannot be read")?;
    for notice in store.notices() {
        // A closed standard error leaves nobody to tell.
        let _ = writeln!(io::stderr(), "onrecord: {notice}");
    }
    store.load().context("your marks cannot be read")
}

/// The folder of a corpus' library: the one named, else the configured one, else one of its own in the data folder.
fn library_folder(named: Option<PathBuf>, config: &Config, corpus: &Path) -> Option<PathBuf> {
    let configured = || (!config.library.is_empty()).then(|| PathBuf::from(&config.library));
    named.or_else(configured).or_else(|| Some(disk::folder_of(&data_folder()?, corpus)))
}

/// The whole corpus in `dir`, or in the configured folder.
fn read_corpus(dir: Option<&Path>, config: Option<PathBuf>, depth: Depth) -> anyhow::Result<Arc<Corpus>> {
    let dir = match dir {
        Some(dir) => dir.to_path_buf(),
        None => PathBuf::from(settings_of(config)?.corpus),
    };
    let options = ScanOptions { depth, offsets: Offsets::Decoded, ..ScanOptions::default() };
    Ok(scan(&dir, &options, &mut |_| {})?)
}

/// A query, read as the settings say, or a message that shows where it goes wrong.
fn read_query(text: &str, config: Option<PathBuf>) -> anyhow::Result<Query> {
    let forms = if settings_of(config)?.word_forms { Forms::All } else { Forms::AsWritten };
    Query::parse_with(text, forms).map_err(|error| {
        let before = text.get(..error.span.from()).unwrap_or(text).chars().count() + 1;
        anyhow!("in the query {text}, at character {before}: {error}")
    })
}
