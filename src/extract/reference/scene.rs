//! The article as reference reads it: its tokens with sentence and paragraph, and what stands between quotation marks.

use crate::model::{Article, RegionKind, Span};
use crate::text::fold::fold;
use crate::text::quotemarks;
use crate::text::sentences;
use crate::text::tokens::{Token, tokenize};

/// One token with its place.
pub(super) struct Word {
    /// The token.
    pub(super) token: Token,
    /// Its text in lower case.
    pub(super) low: String,
    /// The number of its sentence.
    pub(super) sentence: u32,
    /// The number of its paragraph.
    pub(super) paragraph: u32,
    /// Whether it opens its sentence.
    pub(super) starts: bool,
    /// Whether it stands between quotation marks.
    pub(super) quoted: bool,
}

/// The words of dek and body in order.
pub(super) fn words(article: &Article) -> Vec<Word> {
    let text: &str = &article.text;
    let regions: Vec<_> = article.regions().into_iter().filter(|r| r.kind != RegionKind::Headline).collect();
    let spans: Vec<Span> = regions.iter().map(|r| r.span).collect();
    let quoted: Vec<Span> = quotemarks::pair(text, &spans).into_iter().map(|stretch| stretch.inner).collect();
    let mut next_quote = 0;
    let mut words = Vec::new();
    let mut sentence = 0;
    for (paragraph, span) in spans.into_iter().enumerate() {
        for within in sentences::split(text, span) {
            sentence += 1;
            for (at, token) in tokenize(text, within).into_iter().enumerate() {
                while quoted.get(next_quote).is_some_and(|q| q.end <= token.span.start) {
                    next_quote += 1;
                }
                words.push(Word {
                    low: fold(token.span.of(text)),
                    sentence,
                    paragraph: paragraph as u32,
                    starts: at == 0,
                    quoted: quoted.get(next_quote).is_some_and(|q| q.overlaps(token.span)),
                    token,
                });
            }
        }
    }
    words
}
