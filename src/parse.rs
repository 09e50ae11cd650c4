//! Bytes to [`Article`]: decode, sanitise, find the parts, tell the article from what surrounds it.
//!
//! Total: it never fails and never panics; what was guessed or lost is in [`Article::issues`]. It reads no files and
//! knows nothing of other articles.

use crate::model::{Article, Block, BlockKind, Clean, Field, Issue, IssueCode, Severity};
use crate::text::decode::decode;

/// Parses one file. `path` is a hint only: its ending tells Markdown and HTML.
#[must_use]
pub fn parse(bytes: &[u8], path: &str) -> Article {
    let decoded = decode(bytes);
    let mut article = parse_text(&decoded.text, path);
    article.issues.splice(0..0, decoded.issues);
    article
}

/// Parses decoded text.
#[must_use]
pub fn parse_text(text: &str, _path: &str) -> Article {
    let mut article = Article::of_paragraphs(Clean::lines(text));
    if let Some(Block { kind: BlockKind::Paragraph, span }) = article.blocks.first().copied() {
        article.headline = Some(Field { text: Clean::line(article.at(span)), span });
        article.blocks.remove(0);
    }
    if article.blocks.is_empty() && !article.text.trim().is_empty() {
        article.issues.push(Issue::new(Severity::Warning, IssueCode::NoBody, "no running text was found"));
    }
    article
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_plain_text_has_a_headline_and_paragraphs() {
        let article = parse(b"Bridge shut\n\nThe bridge was shut on Monday.\n", "a.txt");
        assert_eq!(article.title(), "Bridge shut");
        assert_eq!(article.blocks.len(), 1);
    }
}
