//! The article as reference reads it: its tokens with sentence and paragraph, and what stands between quotation marks.

use crate::extract::split::Split;
use crate::model::RegionKind;
use crate::text::fold::fold_onto;
use crate::text::tokens::Token;

/// One token with its place.
pub(super) struct Word<'a> {
    /// The token.
    pub(super) token: Token,
    /// Its text in lower case.
    pub(super) low: &'a str,
    /// The number of its sentence.
    pub(super) sentence: u32,
    /// The number of its paragraph.
    pub(super) paragraph: u32,
    /// Whether it opens its sentence.
    pub(super) starts: bool,
    /// Whether it stands between quotation marks.
    pub(super) quoted: bool,
}

/// Every token of an article in lower case, one behind the other.
pub(super) struct Folded {
    text: String,
    /// Where each ends.
    ends: Vec<usize>,
}

impl Folded {
    /// Folds the tokens of a text.
    pub(super) fn of(text: &str, split: &Split) -> Self {
        let mut folded =
            Self { text: String::with_capacity(text.len()), ends: Vec::with_capacity(split.tokens.len()) };
        for token in &split.tokens {
            fold_onto(&mut folded.text, token.span.of(text));
            folded.ends.push(folded.text.len());
        }
        folded
    }

    fn get(&self, at: usize) -> &str {
        let from = at.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or_default();
        self.ends.get(at).and_then(|to| self.text.get(from..*to)).unwrap_or_default()
    }
}

/// The words of dek and body in order.
pub(super) fn words<'a>(split: &Split, folded: &'a Folded) -> Vec<Word<'a>> {
    let mut quoted = split.quoted.iter().map(|stretch| stretch.inner).peekable();
    let mut words = Vec::with_capacity(split.tokens.len());
    let (mut at, mut sentence, mut paragraph) = (0, 0, 0);
    for (region, tokens, sentences) in split.parts() {
        let headline = region.kind == RegionKind::Headline;
        let mut ends = sentences.iter().map(|span| span.end).peekable();
        let mut starts = true;
        for token in tokens {
            let low = folded.get(at);
            at += 1;
            if headline {
                continue;
            }
            while ends.next_if(|end| *end <= token.span.start).is_some() {
                starts = true;
            }
            sentence += u32::from(starts);
            while quoted.next_if(|span| span.end <= token.span.start).is_some() {}
            words.push(Word {
                low,
                sentence,
                paragraph,
                starts,
                quoted: quoted.peek().is_some_and(|span| span.overlaps(token.span)),
                token: *token,
            });
            starts = false;
        }
        paragraph += u32::from(!headline);
    }
    words
}
