//! `config`, `keys`, `completions` and `man`: what the program says about itself.

use crate::app::keymap::{Keymap, markdown};
use crate::cli::{Outcome, definition, settings_of};
use crate::config::default_text;
use anyhow::anyhow;
use clap::Args;
use clap_complete::Shell;
use std::io::Write;
use std::path::PathBuf;

/// Print a configuration file with every setting at its default
#[derive(Debug, Args)]
pub(super) struct Print {
    /// Print it
    #[arg(long, required = true)]
    print: bool,
}

/// Print the table of keys
#[derive(Debug, Args)]
pub(super) struct Keys {
    /// Print it
    #[arg(long, required = true)]
    print: bool,
}

/// Print a completion script for a shell
#[derive(Debug, Args)]
pub(super) struct Completions {
    /// The shell
    shell: Shell,
}

/// Print the manual page
#[derive(Debug, Args)]
pub(super) struct Man {}

impl Print {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let Self { print: _ } = self;
        out.write_all(default_text().as_bytes())?;
        Ok(Outcome::Done)
    }
}

impl Keys {
    pub(super) fn run(&self, config: Option<PathBuf>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let Self { print: _ } = self;
        let keymap = Keymap::new(&settings_of(config)?).map_err(|problem| anyhow!("{problem}"))?;
        out.write_all(markdown(&keymap.table()).as_bytes())?;
        Ok(Outcome::Done)
    }
}

impl Completions {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let mut script = Vec::new();
        clap_complete::generate(self.shell, &mut definition(), "onrecord", &mut script);
        out.write_all(&script)?;
        Ok(Outcome::Done)
    }
}

impl Man {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let Self {} = self;
        let mut page = Vec::new();
        clap_mangen::Man::new(definition()).render(&mut page)?;
        out.write_all(&page)?;
        Ok(Outcome::Done)
    }
}
