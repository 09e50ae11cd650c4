//! `onrecord check`: what became of every file.

use crate::cli::{Outcome, read_corpus};
use crate::library::corpus::FileRecord;
use crate::library::scan::Depth;
use crate::model::{Article, CutReason, Severity};
use clap::Args;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::PathBuf;

/// Report what was read, what was cut and why, and what failed
#[derive(Debug, Args)]
pub(super) struct Check {
    /// The folder of articles [default: the configured one, articles]
    dir: Option<PathBuf>,
    /// Only files with something wrong, and the totals
    #[arg(long)]
    problems: bool,
}

#[derive(Default)]
struct Totals {
    articles: usize,
    failed: usize,
    bytes: u64,
    cut: BTreeMap<CutReason, usize>,
    encodings: BTreeMap<&'static str, usize>,
    missing: BTreeMap<&'static str, usize>,
}

impl Check {
    pub(super) fn run(&self, config: Option<PathBuf>, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let corpus = read_corpus(self.dir.as_deref(), config, Depth::Extracted)?;
        let mut files: Vec<&FileRecord> =
            corpus.articles().iter().map(|e| &e.file).chain(corpus.others()).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let mut totals = Totals::default();
        for file in &files {
            totals.add(file);
            let worst = file.issues.iter().map(|issue| issue.severity).max();
            if !self.problems || worst >= Some(Severity::Warning) {
                report(file, out)?;
            }
        }
        totals.write(out)?;
        let quotes = corpus.quotes().len();
        writeln!(
            out,
            "{} stories, {} actors, {quotes} quotes",
            corpus.stories().len(),
            corpus.actors().len()
        )?;
        Ok(if totals.articles == 0 { Outcome::Nothing } else { Outcome::Done })
    }
}

fn report(file: &FileRecord, out: &mut dyn Write) -> anyhow::Result<()> {
    match &file.article {
        None => writeln!(out, "{}: not an article", file.shown)?,
        Some(article) => {
            let found = format!(
                "{} paragraphs and headings, {} mentions, {} quotes",
                article.blocks.len(),
                file.extraction.mentions.len(),
                file.extraction.quotes.len()
            );
            writeln!(out, "{}: {}, {} bytes, {found}", file.shown, file.encoding, file.bytes)?;
            let cut = cut_of(article);
            if !cut.is_empty() {
                let parts: Vec<String> =
                    cut.iter().map(|(why, lines)| format!("{} {lines}", why.label())).collect();
                writeln!(out, "  cut lines: {}", parts.join(", "))?;
            }
        }
    }
    for issue in &file.issues {
        let label = match issue.severity {
            Severity::Note => "note",
            Severity::Warning => "warning",
            Severity::Error => "error",
        };
        writeln!(out, "  {label}: {}", crate::model::Clean::line(&issue.message))?;
    }
    Ok(())
}

/// Lines cut, by reason.
fn cut_of(article: &Article) -> BTreeMap<CutReason, usize> {
    let mut cut = BTreeMap::new();
    for stretch in &article.cut {
        *cut.entry(stretch.reason).or_default() += article.at(stretch.span).lines().count().max(1);
    }
    cut
}

impl Totals {
    fn add(&mut self, file: &FileRecord) {
        self.bytes += file.bytes;
        let Some(article) = &file.article else {
            self.failed += 1;
            return;
        };
        self.articles += 1;
        *self.encodings.entry(file.encoding).or_default() += 1;
        for (reason, lines) in cut_of(article) {
            *self.cut.entry(reason).or_default() += lines;
        }
        let parts = [
            ("headline", article.headline.is_some()),
            ("date", article.date.is_some()),
            ("source", article.source.is_some()),
            ("byline", article.byline.is_some()),
        ];
        for (part, _) in parts.iter().filter(|(_, there)| !there) {
            *self.missing.entry(part).or_default() += 1;
        }
    }

    fn write(&self, out: &mut dyn Write) -> anyhow::Result<()> {
        writeln!(out, "\n{} articles read, {} files not, {} bytes", self.articles, self.failed, self.bytes)?;
        let list = |counts: Vec<(&str, usize)>| {
            counts.into_iter().map(|(what, n)| format!("{what} {n}")).collect::<Vec<_>>().join(", ")
        };
        let encodings = list(self.encodings.iter().map(|(name, n)| (*name, *n)).collect());
        let cut = list(self.cut.iter().map(|(reason, n)| (reason.label(), *n)).collect());
        let missing = list(self.missing.iter().map(|(name, n)| (*name, *n)).collect());
        for (what, list) in [("encodings", encodings), ("cut lines", cut), ("articles without", missing)] {
            if !list.is_empty() {
                writeln!(out, "{what}: {list}")?;
            }
        }
        Ok(())
    }
}
