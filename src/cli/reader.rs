//! `onrecord [DIR]`: the reader itself.

use crate::cli::{data_folder, library_folder};
use crate::config::{Found, load};
use crate::runtime::lean::start_lean;
use crate::runtime::{self, Options};
use anyhow::anyhow;
use std::path::PathBuf;

/// Opens the reader on `dir`, or on the configured folder, until it is left; gives the exit code.
///
/// # Errors
/// When it cannot start: a configuration that does not read, no such folder, no terminal. The screen is untouched then.
pub(crate) fn open(
    dir: Option<PathBuf>,
    config: Option<PathBuf>,
    library: Option<PathBuf>,
) -> anyhow::Result<u8> {
    start_lean();
    let config = load(&Found::of_environment(config)).map_err(|problem| anyhow!("{problem}"))?;
    let corpus = dir.unwrap_or_else(|| PathBuf::from(&config.corpus));
    let library = library_folder(library, &config, &corpus);
    Ok(runtime::run(Options { corpus, config, library, state: data_folder() })?)
}
