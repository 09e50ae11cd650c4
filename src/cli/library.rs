//! `onrecord library`: what is kept of a folder, and looking after it.

use crate::cli::{Outcome, library_folder, settings_of};
use crate::library::disk::{Library, Options, intake, keeping};
use crate::model::Clean;
use anyhow::{anyhow, bail};
use clap::{ArgGroup, Args};
use std::io::Write;
use std::path::PathBuf;

/// Look after what is kept of a folder, so that nothing is read twice
#[derive(Debug, Args)]
#[command(group(ArgGroup::new("what").required(true).args(["info", "rebuild", "verify", "remove"])))]
#[expect(clippy::struct_excessive_bools, reason = "flags of which one is given")]
pub(super) struct Look {
    /// The folder of articles [default: the configured one, articles]
    dir: Option<PathBuf>,
    /// Say what it holds and weighs
    #[arg(long)]
    info: bool,
    /// Make it again from the files; marks and notes are kept
    #[arg(long)]
    rebuild: bool,
    /// Check that it is whole
    #[arg(long)]
    verify: bool,
    /// Take it away; marks and notes are kept
    #[arg(long)]
    remove: bool,
}

impl Look {
    pub(super) fn run(
        &self,
        config: Option<PathBuf>,
        library: Option<PathBuf>,
        out: &mut dyn Write,
    ) -> anyhow::Result<Outcome> {
        let config = settings_of(config)?;
        let corpus = self.dir.clone().unwrap_or_else(|| PathBuf::from(&config.corpus));
        let folder = library_folder(library, &config, &corpus).ok_or_else(|| {
            anyhow!("no folder to keep a library in: set HOME or XDG_DATA_HOME, or give --library")
        })?;
        if self.remove {
            keeping::remove(&folder)?;
            writeln!(out, "removed {}", Clean::line(&folder.to_string_lossy()))?;
            return Ok(Outcome::Done);
        }
        if self.rebuild {
            keeping::remove(&folder)?;
        } else if !folder.join("library.db").exists() {
            writeln!(out, "nothing is kept of this folder yet")?;
            return Ok(Outcome::Nothing);
        }
        let library = Library::open(&Options { corpus, folder: Some(folder) })?;
        for notice in library.notices() {
            writeln!(out, "{notice}")?;
        }
        if self.rebuild {
            // The reader does the user's mends when it next opens the folder.
            intake::scan(&library, &intake::Options::default(), &mut |_| {})?;
        }
        if self.verify {
            let faults = library.verify()?;
            for fault in &faults {
                writeln!(out, "{fault}")?;
            }
            if !faults.is_empty() {
                bail!("the library is not whole; `onrecord library --rebuild` makes it again from the files");
            }
            writeln!(out, "the library is whole")?;
            return Ok(Outcome::Done);
        }
        tell(&library, out)?;
        Ok(Outcome::Done)
    }
}

fn tell(library: &Library, out: &mut dyn Write) -> anyhow::Result<()> {
    let info = library.info()?;
    let path = |path: &std::path::Path| Clean::line(&path.to_string_lossy());
    let mb = |bytes: u64| format!("{:.1} MB", bytes as f64 / 1e6);
    writeln!(out, "library   {}", library.folder().map(path).unwrap_or_default())?;
    writeln!(out, "corpus    {}", path(library.root()))?;
    writeln!(
        out,
        "files     {} with {}, {} with something to tell",
        info.files,
        mb(info.text),
        info.problems
    )?;
    writeln!(out, "articles  {}, {} not yet looked into", info.articles, info.waiting)?;
    writeln!(out, "found     {} stories, {} actors, {} quotes", info.stories, info.actors, info.quotes)?;
    let (database, index) = (mb(info.database), mb(info.index));
    writeln!(out, "on disk   {database} and {index} for words: {:.2} of the text", info.ratio())?;
    Ok(())
}
