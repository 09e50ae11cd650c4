//! An article cut into regions, sentences and tokens: done once, read by every pass of the extraction.

use crate::model::{Article, Region, Span};
use crate::text::quotemarks::{Stretch, pair};
use crate::text::sentences;
use crate::text::tokens::{Token, tokenize};
use std::ops::Range;

/// The parts of an article's headline, dek and blocks.
#[derive(Clone, Debug, Default)]
pub struct Split {
    /// Headline, dek and blocks, in the order of the text.
    pub regions: Vec<Region>,
    /// The tokens of all regions.
    pub tokens: Vec<Token>,
    /// The sentences of all regions.
    pub sentences: Vec<Span>,
    /// What stands between quotation marks, in the order of the text.
    pub quoted: Vec<Stretch>,
    /// Of each region: its tokens and its sentences, as ranges of the lists.
    pub places: Vec<(Range<usize>, Range<usize>)>,
}

impl Split {
    /// Cuts an article.
    #[must_use]
    pub fn of(article: &Article) -> Self {
        Self::new(&article.text, article.regions())
    }

    /// Cuts regions of a text.
    #[must_use]
    pub fn new(text: &str, regions: Vec<Region>) -> Self {
        let length: usize = regions.iter().map(|region| region.span.len()).sum();
        let mut split = Self {
            tokens: Vec::with_capacity(length / 4),
            sentences: Vec::with_capacity(length / 60),
            places: Vec::with_capacity(regions.len()),
            ..Self::default()
        };
        for region in &regions {
            let from = (split.tokens.len(), split.sentences.len());
            split.tokens.append(&mut tokenize(text, region.span));
            split.sentences.append(&mut sentences::split(text, region.span));
            split.places.push((from.0..split.tokens.len(), from.1..split.sentences.len()));
        }
        let spans: Vec<Span> = regions.iter().map(|region| region.span).collect();
        split.quoted = pair(text, &spans);
        split.regions = regions;
        split
    }

    /// The regions with their tokens and sentences.
    pub fn parts(&self) -> impl Iterator<Item = (Region, &[Token], &[Span])> {
        self.regions.iter().zip(&self.places).map(|(region, (tokens, sentences))| {
            let tokens = self.tokens.get(tokens.clone()).unwrap_or_default();
            (*region, tokens, self.sentences.get(sentences.clone()).unwrap_or_default())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::Split;
    use crate::model::{Article, Clean};

    #[test]
    fn every_region_has_its_tokens_and_sentences() {
        let article = Article::of_paragraphs(Clean::lines("It rained. It froze.\n\nSnow fell"));
        let split = Split::of(&article);
        let counts: Vec<_> =
            split.parts().map(|(_, tokens, sentences)| (tokens.len(), sentences.len())).collect();
        assert_eq!(counts, [(6, 2), (2, 1)]);
    }
}
