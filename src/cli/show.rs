//! `onrecord show`: one article as the reader sees it.

use crate::cli::Outcome;
use crate::library::raw;
use crate::library::scan::read_one;
use crate::model::{Article, BlockKind, CutReason, Severity, Span};
use anyhow::anyhow;
use clap::{Args, ValueEnum};
use std::io::Write;
use std::path::PathBuf;

/// Print one article: what is left of it, what was cut and why, or the file itself
#[derive(Debug, Args)]
pub(super) struct Show {
    /// The file
    file: PathBuf,
    /// How much of it
    #[arg(long, value_enum, default_value_t = View::Clean)]
    view: View,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum View {
    /// The article
    Clean,
    /// The article in its surroundings, each cut stretch with the reason
    Cut,
    /// The file, control characters written out
    Raw,
}

impl Show {
    pub(super) fn run(&self, out: &mut dyn Write) -> anyhow::Result<Outcome> {
        let failed = |issue: &crate::model::Issue| anyhow!("{}: {}", self.file.display(), issue.message);
        let record = read_one(&self.file).map_err(|issue| failed(&issue))?;
        if self.view == View::Raw && record.bytes > 0 {
            let real = std::fs::canonicalize(&self.file)?;
            let text = raw::read(&real).map_err(|issue| failed(&issue))?;
            write!(out, "{text}{}", if text.ends_with('\n') { "" } else { "\n" })?;
            return Ok(Outcome::Done);
        }
        let Some(article) = &record.article else {
            let worst = record.issues.iter().max_by_key(|issue| issue.severity);
            return Err(worst.map_or_else(|| anyhow!("{}: nothing to show", self.file.display()), failed));
        };
        if record.issues.iter().any(|issue| issue.severity == Severity::Error) {
            record.issues.iter().map(failed).for_each(drop);
        }
        match self.view {
            View::Cut => cut(article, out)?,
            View::Clean | View::Raw => clean(article, out)?,
        }
        Ok(Outcome::Done)
    }
}

fn clean(article: &Article, out: &mut dyn Write) -> anyhow::Result<()> {
    if let Some(headline) = &article.headline {
        writeln!(out, "{}", headline.text)?;
    }
    if let Some(dek) = &article.dek {
        writeln!(out, "{}", dek.text)?;
    }
    let day = article.date.as_ref().map(|d| d.day.to_string());
    let fields = [&article.byline, &article.source].map(|f| f.as_ref().map(|f| f.text.to_string()));
    let about: Vec<String> = fields.into_iter().chain([day]).flatten().collect();
    if !about.is_empty() {
        writeln!(out, "{}", about.join(" · "))?;
    }
    let mut before = None;
    for block in &article.blocks {
        let text = article.at(block.span).replace('\n', " ");
        let together = before == Some(BlockKind::ListItem) && block.kind == BlockKind::ListItem;
        if !together {
            writeln!(out)?;
        }
        match block.kind {
            BlockKind::Heading(_) => writeln!(out, "## {text}")?,
            BlockKind::ListItem => writeln!(out, "  - {text}")?,
            BlockKind::PullQuote => writeln!(out, "  > {text}")?,
            BlockKind::Paragraph => writeln!(out, "{text}")?,
        }
        before = Some(block.kind);
    }
    Ok(())
}

/// Every line of the file; what was cut is marked, with the reason before its first line.
fn cut(article: &Article, out: &mut dyn Write) -> anyhow::Result<()> {
    let mut at = 0;
    let mut last: Option<CutReason> = None;
    for line in article.text.split('\n') {
        let span = Span::new(at, at + line.len()).trimmed(&article.text);
        at += line.len() + 1;
        let reason =
            article.cut.iter().find(|cut| !span.is_empty() && cut.span.covers(span)).map(|cut| cut.reason);
        match reason {
            Some(reason) if last != Some(reason) => writeln!(out, "  ┄ cut: {}\n  ┊ {line}", reason.label())?,
            Some(_) => writeln!(out, "  ┊ {line}")?,
            None => writeln!(out, "{line}")?,
        }
        if !span.is_empty() {
            last = reason;
        }
    }
    Ok(())
}
