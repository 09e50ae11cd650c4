//! Tables for spreadsheets (RFC 4180): one row an article, actor, quote or story.

use crate::cli::export::Rows;
use crate::library::corpus::Corpus;
use std::io::Write;

/// Writes a head and the rows.
pub(super) fn write(corpus: &Corpus, rows: &Rows, out: &mut dyn Write) -> anyhow::Result<()> {
    match rows {
        Rows::Articles(ids) => {
            row(out, &["path", "headline", "byline", "source", "date", "story", "words"])?;
            for id in ids {
                let (Some(entry), Some(of)) = (corpus.entry(*id), corpus.article_row(*id)) else { continue };
                let words: usize = entry
                    .article
                    .blocks
                    .iter()
                    .map(|b| entry.article.at(b.span).split_whitespace().count())
                    .sum();
                let byline = entry.article.byline.as_ref().map(|f| f.text.to_string()).unwrap_or_default();
                let source = of.source.as_deref().unwrap_or_default();
                let date = of.date.map(|d| d.to_string()).unwrap_or_default();
                let (story, words) = (of.story.0.to_string(), words.to_string());
                row(out, &[&of.path, &of.headline, &byline, source, &date, &story, &words])?;
            }
        }
        Rows::Actors(ids) => {
            row(out, &["actor", "name", "kind", "mentions", "articles", "said", "variants"])?;
            for id in ids {
                let (Some(actor), Some(of)) = (corpus.actor(*id), corpus.actor_row(*id)) else { continue };
                let variants: Vec<&str> = actor.variants.iter().map(|(name, _)| &**name).collect();
                let numbers = [id.0, of.mentions, of.articles, of.said].map(|n| n.to_string());
                let [number, mentions, articles, said] = &numbers;
                row(
                    out,
                    &[number, &of.name, of.kind.label(), mentions, articles, said, &variants.join("; ")],
                )?;
            }
        }
        Rows::Quotes(ids) => {
            row(
                out,
                &[
                    "text",
                    "kind",
                    "speaker",
                    "cue",
                    "rule",
                    "confidence",
                    "headline",
                    "source",
                    "date",
                    "path",
                ],
            )?;
            for id in ids {
                let Some(of) = corpus.quote_row(*id) else { continue };
                let date = of.article.date.map(|d| d.to_string()).unwrap_or_default();
                let confidence = format!("{:.2}", of.confidence);
                row(
                    out,
                    &[
                        &of.text,
                        of.kind.label(),
                        of.speaker.as_deref().unwrap_or_default(),
                        of.cue.as_deref().unwrap_or_default(),
                        of.rule.label(),
                        &confidence,
                        &of.article.headline,
                        of.article.source.as_deref().unwrap_or_default(),
                        &date,
                        &of.article.path,
                    ],
                )?;
            }
        }
        // Refused before anything is read.
        Rows::Brief(_) => {}
        Rows::Stories(stories) => {
            row(out, &["story", "title", "first_date", "last_date", "articles"])?;
            for (id, articles) in stories {
                let Some(story) = corpus.story(*id) else { continue };
                let paths = articles.iter().filter_map(|id| corpus.entry(*id)).map(|e| &*e.file.shown);
                let paths = paths.collect::<Vec<_>>().join("; ");
                let days = corpus.days_of(story);
                let first = days.map(|(first, _)| first.to_string()).unwrap_or_default();
                let last = days.map(|(_, last)| last.to_string()).unwrap_or_default();
                row(out, &[&id.0.to_string(), &story.title, &first, &last, &paths])?;
            }
        }
    }
    Ok(())
}

fn row(out: &mut dyn Write, cells: &[&str]) -> anyhow::Result<()> {
    let cells: Vec<String> = cells.iter().map(|cell| quoted(cell)).collect();
    out.write_all(cells.join(",").as_bytes())?;
    out.write_all(b"\r\n")?;
    Ok(())
}

fn quoted(cell: &str) -> String {
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell.to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn cells_are_quoted_when_they_must_be() {
        for (cell, expect) in
            [("plain", "plain"), ("a, b", "\"a, b\""), ("the \"best\"", "\"the \"\"best\"\"\""), ("", "")]
        {
            assert_eq!(quoted(cell), expect);
        }
    }
}
