//! `onrecord [DIR]`: the reader itself.

use crate::config::{Found, load};
use crate::runtime::{self, Options};
use anyhow::anyhow;
use std::path::PathBuf;

/// Opens the reader on `dir`, or on the configured folder, until it is left; gives the exit code.
///
/// # Errors
/// When it cannot start: a configuration that does not read, no such folder, no terminal. The screen is untouched then.
pub(crate) fn open(dir: Option<PathBuf>, config: Option<PathBuf>) -> anyhow::Result<u8> {
    let config = load(&Found::of_environment(config)).map_err(|problem| anyhow!("{problem}"))?;
    let corpus = dir.unwrap_or_else(|| PathBuf::from(&config.corpus));
    Ok(runtime::run(Options { corpus, config, state: state_folder() })?)
}

/// `onrecord` in the user's data folder: `$XDG_DATA_HOME`, else `~/.local/share`.
fn state_folder() -> Option<PathBuf> {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    let data = set("XDG_DATA_HOME").or_else(|| set("HOME").map(|home| home.join(".local/share")))?;
    Some(data.join("onrecord"))
}
