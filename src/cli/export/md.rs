//! Markdown to read or to paste into notes. Marks of Markdown inside the articles' words are escaped.

use crate::cli::export::{Rows, brief};
use crate::library::corpus::Corpus;
use crate::library::view::ArticleRow;
use crate::model::{ArticleId, BlockKind};
use std::io::Write;

/// Writes a document.
pub(super) fn write(corpus: &Corpus, rows: &Rows, out: &mut dyn Write) -> anyhow::Result<()> {
    match rows {
        Rows::Articles(ids) => ids.iter().try_for_each(|id| article(corpus, *id, out)),
        Rows::Actors(ids) => {
            for id in ids {
                let (Some(actor), Some(of)) = (corpus.actor(*id), corpus.actor_row(*id)) else { continue };
                writeln!(
                    out,
                    "## {}\n\n{} · mentions {} · articles {} · quotes {}\n",
                    escaped(&of.name),
                    of.kind.label(),
                    of.mentions,
                    of.articles,
                    of.said
                )?;
                for (name, count) in &actor.variants {
                    writeln!(out, "- {} ({count})", escaped(name))?;
                }
                writeln!(out)?;
            }
            Ok(())
        }
        Rows::Quotes(ids) => {
            for of in ids.iter().filter_map(|id| corpus.quote_row(*id)) {
                let speaker = of.speaker.as_deref().unwrap_or("unattributed");
                writeln!(
                    out,
                    "> {}\n>\n> {}, {}\n",
                    escaped(&of.text),
                    escaped(speaker),
                    citation(&of.article)
                )?;
            }
            Ok(())
        }
        Rows::Brief(ids) => brief::md(corpus, ids, out),
        Rows::Stories(stories) => {
            for (id, articles) in stories {
                let Some(story) = corpus.story(*id) else { continue };
                writeln!(out, "## {}\n", escaped(&story.title))?;
                for row in articles.iter().filter_map(|id| corpus.article_row(*id)) {
                    writeln!(out, "- {}", citation(&row))?;
                }
                writeln!(out)?;
            }
            Ok(())
        }
    }
}

fn article(corpus: &Corpus, id: ArticleId, out: &mut dyn Write) -> anyhow::Result<()> {
    let Some(entry) = corpus.entry(id) else { return Ok(()) };
    let article = &entry.article;
    writeln!(out, "# {}\n", escaped(&corpus.headline(id)))?;
    if let Some(dek) = &article.dek {
        writeln!(out, "*{}*\n", escaped(&dek.text))?;
    }
    let day = article.date.as_ref().map(|d| d.day.to_string());
    let fields = [&article.byline, &article.source].map(|f| f.as_ref().map(|f| escaped(&f.text)));
    let about: Vec<String> = fields.into_iter().chain([day]).flatten().collect();
    if !about.is_empty() {
        writeln!(out, "{}\n", about.join(" · "))?;
    }
    for block in &article.blocks {
        let text = escaped(article.at(block.span));
        match block.kind {
            BlockKind::Heading(level) => {
                writeln!(out, "{} {text}\n", "#".repeat(usize::from(level.clamp(1, 5)) + 1))?;
            }
            BlockKind::ListItem => writeln!(out, "- {text}\n")?,
            BlockKind::PullQuote => writeln!(out, "> {text}\n")?,
            BlockKind::Paragraph => writeln!(out, "{text}\n")?,
        }
    }
    Ok(())
}

/// *Headline*, source, date.
pub(super) fn citation(row: &ArticleRow) -> String {
    let source = row.source.as_ref().map(|s| escaped(s));
    let day = row.date.map(|d| d.to_string());
    let parts = [Some(format!("*{}*", escaped(&row.headline))), source, day];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

/// One line whose characters all mean themselves.
pub(super) fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for (at, c) in text.char_indices() {
        match c {
            '\n' => out.push(' '),
            '\\' | '*' | '_' | '`' | '[' | ']' | '<' | '>' | '|' => out.extend(['\\', c]),
            '#' | '-' | '+' if at == 0 => out.extend(['\\', c]),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn marks_mean_themselves() {
        assert_eq!(escaped("# not *a* [link]\nhere"), "\\# not \\*a\\* \\[link\\] here");
    }
}
