//! A very long article cut into stretches of its text: each is read by itself, so that memory grows with a stretch and not
//! with the article.
//!
//! Cuts fall between paragraphs; within a paragraph that is longer than a stretch, between sentences; within a sentence that
//! is, between words.

use crate::model::{Article, Block, Clean, Field, Region, RegionKind, Span};
use crate::text::sentences;

/// How long a stretch is, in bytes: some twenty thousand words, more than any article of a newspaper.
const STRETCH: usize = 128 << 10;

/// The stretches of an article, each as an article of the same text; nothing when it is short enough as it is.
pub(crate) struct Stretches {
    /// The article with the regions of one stretch.
    part: Article,
    regions: Vec<Vec<Region>>,
}

impl Stretches {
    /// Cuts an article that is long.
    pub(crate) fn of(article: &Article) -> Option<Self> {
        Self::cut(article, STRETCH)
    }

    fn cut(article: &Article, most: usize) -> Option<Self> {
        let regions = article.regions();
        let length: usize = regions.iter().map(|region| region.span.len()).sum();
        if length <= most {
            return None;
        }
        let mut stretches: Vec<Vec<Region>> = vec![Vec::new()];
        let mut filled = 0;
        for region in regions {
            for span in pieces(&article.text, region.span, most) {
                if filled > 0 && filled + span.len() > most {
                    stretches.push(Vec::new());
                    filled = 0;
                }
                filled += span.len();
                stretches.last_mut()?.push(Region { span, ..region });
            }
        }
        let part = Article { text: article.text.clone(), ..Article::default() };
        Some(Self { part, regions: stretches })
    }

    /// Calls `read` with each stretch, in the order of the text.
    pub(crate) fn each(&mut self, mut read: impl FnMut(&Article)) {
        let Self { part, regions } = self;
        for stretch in regions {
            let field = |of: RegionKind| {
                let spans = stretch.iter().filter(|region| region.kind == of).map(|region| region.span);
                // Extraction reads the place of a headline, never its words as they are shown.
                Some(Field { span: spans.reduce(Span::join)?, text: Clean::default() })
            };
            part.headline = field(RegionKind::Headline);
            part.dek = field(RegionKind::Dek);
            part.blocks.clear();
            part.blocks.extend(stretch.iter().filter_map(|region| match region.kind {
                RegionKind::Block(kind) => Some(Block { kind, span: region.span }),
                RegionKind::Headline | RegionKind::Dek => None,
            }));
            read(part);
        }
    }
}

/// A span in pieces of at most `most` bytes, as far as its sentences, or its words, allow.
fn pieces(text: &str, span: Span, most: usize) -> Vec<Span> {
    if span.len() <= most {
        return vec![span];
    }
    let mut pieces: Vec<Span> = Vec::new();
    for sentence in sentences::split(text, span) {
        let mut rest = sentence;
        while rest.len() > most {
            let end = word_end(rest.of(text), most);
            pieces.push(Span::new(rest.from(), rest.from() + end));
            rest = Span::new(rest.from() + end, rest.to());
        }
        match pieces.last_mut() {
            Some(last) if rest.to() - last.from() <= most => *last = last.join(rest),
            _ => pieces.push(rest),
        }
    }
    pieces
}

/// Where to cut a text that is longer than `most`: behind the last blank before it; where there is none, between letters.
fn word_end(text: &str, most: usize) -> usize {
    let end = text.floor_char_boundary(most);
    let head = text.get(..end).unwrap_or_default();
    head.rfind(char::is_whitespace).map_or(end, |blank| text.ceil_char_boundary(blank + 1))
}

#[cfg(test)]
mod tests {
    use super::{Stretches, pieces};
    use crate::model::{Article, Clean, Span};

    #[test]
    fn cuts_fall_between_sentences_then_words_then_letters() {
        let text = "It rained. It froze all the long night. Üüüüüüüüüü";
        let cut: Vec<&str> = pieces(text, Span::new(0, text.len()), 16).iter().map(|s| s.of(text)).collect();
        assert_eq!(cut, ["It rained.", "It froze all ", "the long night.", "Üüüüüüüü", "üü"]);
    }

    #[test]
    fn stretches_hold_all_of_an_article_once() {
        let article =
            Article::of_paragraphs(Clean::lines("One two.\n\nThree four five.\n\nSix seven eight nine ten."));
        assert!(Stretches::cut(&article, 1000).is_none());
        let mut seen = Vec::new();
        Stretches::cut(&article, 20).unwrap().each(|part| {
            seen.push(part.blocks.iter().map(|block| part.at(block.span).to_owned()).collect::<Vec<_>>());
        });
        assert_eq!(
            seen,
            [vec!["One two."], vec!["Three four five."], vec!["Six seven eight "], vec!["nine ten."]]
        );
    }
}
