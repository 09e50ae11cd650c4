//! One saved text and its parts: headline, dek, byline, source, date, blocks, and what was cut.

use crate::model::{Clean, Issue, Span};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// One article, parsed. Everything points into [`Article::text`].
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Article {
    /// The whole decoded and sanitised file, boilerplate included; lines end in `\n`.
    pub text: Clean,
    /// What the article is called.
    pub headline: Option<Field>,
    /// The line or two under the headline.
    pub dek: Option<Field>,
    /// Who wrote it, as given.
    pub byline: Option<Field>,
    /// The outlet, as given.
    pub source: Option<Field>,
    /// When it was published, if the text or its metadata says so.
    pub date: Option<ArticleDate>,
    /// ISO 639-1 code of the body's language, if told or recognised.
    pub language: Option<String>,
    /// The body, in order.
    pub blocks: Vec<Block>,
    /// What is not the article, in order, with the reason.
    pub cut: Vec<Cut>,
    /// What went wrong or was guessed while reading it.
    pub issues: Vec<Issue>,
}

/// A stated value and where it stands. `text` differs from the span's text when the source form was escaped or spaced.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Field {
    /// The value, ready to show.
    pub text: Clean,
    /// Where it stands.
    pub span: Span,
}

/// A publication date with its ground.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ArticleDate {
    /// The day.
    pub day: Date,
    /// What it rests on.
    pub basis: DateBasis,
    /// Where it stands.
    pub span: Span,
}

/// What a date rests on. A file's time is never one of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DateBasis {
    /// Front matter, a `Date:` line or other metadata.
    Metadata,
    /// A line of its own beside the headline ("Published 3 May 2024").
    Line,
    /// The dateline that opens the text ("STOCKHOLM, 12 March").
    Dateline,
}

/// A part of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Where it stands; without the list mark or heading mark.
    pub span: Span,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BlockKind {
    /// A section heading; the level counts from 1 under the headline.
    Heading(u8),
    /// Running text.
    Paragraph,
    /// One item of a list.
    ListItem,
    /// A line set off from the text, most often a quotation.
    PullQuote,
}

/// A stretch that is not the article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cut {
    /// Where it stands.
    pub span: Span,
    /// Why it was cut.
    pub reason: CutReason,
}

/// Why a stretch was cut. [`CutReason::label`] says it to the reader.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CutReason {
    /// Front matter or a `Key: value` head, kept as metadata.
    Metadata,
    /// A byline, date or section label, kept as metadata.
    Byline,
    /// Time stamps of a news ticker.
    Ticker,
    /// The headline once more.
    RepeatedHeadline,
    /// A line that occurs again and again, in the file or over the corpus.
    Repeated,
    /// Links to other articles.
    LinkList,
    /// Menus, section names, breadcrumbs.
    Navigation,
    /// An author or article card of `Key: value` lines.
    AuthorCard,
    /// Advertisement or sponsoring.
    Advertisement,
    /// Invitations to subscribe, share, comment, follow.
    CallToAction,
    /// Readers' comments.
    Comments,
    /// Copyright, terms, cookies.
    Legal,
    /// Captions and credits of pictures.
    Caption,
    /// Text around the article with no mark of its own.
    Surroundings,
}

impl CutReason {
    /// Every reason, in the order of the help.
    pub const ALL: [Self; 14] = [
        Self::Metadata,
        Self::Byline,
        Self::Ticker,
        Self::RepeatedHeadline,
        Self::Repeated,
        Self::LinkList,
        Self::Navigation,
        Self::AuthorCard,
        Self::Advertisement,
        Self::CallToAction,
        Self::Comments,
        Self::Legal,
        Self::Caption,
        Self::Surroundings,
    ];

    /// The reason in words a reader understands.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Metadata => "metadata",
            Self::Byline => "byline or date line",
            Self::Ticker => "ticker times",
            Self::RepeatedHeadline => "headline repeated",
            Self::Repeated => "repeated line",
            Self::LinkList => "list of links",
            Self::Navigation => "navigation",
            Self::AuthorCard => "author card",
            Self::Advertisement => "advertisement",
            Self::CallToAction => "call to action",
            Self::Comments => "comments",
            Self::Legal => "legal notice",
            Self::Caption => "caption or credit",
            Self::Surroundings => "around the article",
        }
    }
}

/// A stretch of readable text: the headline, the dek or a block. What extraction reads, in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Region {
    /// What it is.
    pub kind: RegionKind,
    /// Where it stands.
    pub span: Span,
}

/// What a region is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegionKind {
    /// The headline; often in Title Case.
    Headline,
    /// The dek.
    Dek,
    /// A block of the body.
    Block(BlockKind),
}

impl Article {
    /// An article of paragraphs alone, split at line ends: what `annotate` reads. Nothing is cleaned or cut.
    #[must_use]
    pub fn of_paragraphs(text: Clean) -> Self {
        let mut blocks = Vec::new();
        let mut at = 0;
        for line in text.split('\n') {
            let span = Span::new(at, at + line.len()).trimmed(&text);
            if !span.is_empty() {
                blocks.push(Block { kind: BlockKind::Paragraph, span });
            }
            at += line.len() + 1;
        }
        Self { text, blocks, ..Self::default() }
    }

    /// Headline, dek and blocks in the order of the text.
    #[must_use]
    pub fn regions(&self) -> Vec<Region> {
        let head = self.headline.as_ref().map(|f| Region { kind: RegionKind::Headline, span: f.span });
        let dek = self.dek.as_ref().map(|f| Region { kind: RegionKind::Dek, span: f.span });
        let blocks = self.blocks.iter().map(|b| Region { kind: RegionKind::Block(b.kind), span: b.span });
        let mut regions: Vec<Region> = head.into_iter().chain(dek).chain(blocks).collect();
        regions.sort_by_key(|r| r.span);
        regions
    }

    /// The text of a span.
    #[must_use]
    pub fn at(&self, span: Span) -> &str {
        span.of(&self.text)
    }

    /// The headline's text, or the first words of the body, or nothing.
    #[must_use]
    pub fn title(&self) -> &str {
        match (&self.headline, self.blocks.first()) {
            (Some(headline), _) => &headline.text,
            (None, Some(block)) => self.at(block.span),
            (None, None) => "",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Article, BlockKind, Clean, Field, RegionKind, Span};

    #[test]
    fn paragraphs_of_plain_text() {
        let article = Article::of_paragraphs(Clean::lines("one\n\n  two \nthree"));
        let texts: Vec<&str> = article.blocks.iter().map(|b| article.at(b.span)).collect();
        assert_eq!(texts, ["one", "two", "three"]);
        assert!(article.blocks.iter().all(|b| b.kind == BlockKind::Paragraph));
    }

    #[test]
    fn regions_follow_the_text() {
        let mut article = Article::of_paragraphs(Clean::lines("body\nHead"));
        article.blocks.pop();
        article.headline = Some(Field { text: Clean::line("Head"), span: Span::new(5, 9) });
        let kinds: Vec<RegionKind> = article.regions().iter().map(|r| r.kind).collect();
        assert_eq!(kinds, [RegionKind::Block(BlockKind::Paragraph), RegionKind::Headline]);
    }
}
