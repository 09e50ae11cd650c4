//! Counts of what stands before each token, so that a stretch between two tokens is counted without reading it.

use crate::extract::quotes::lexicon::class;
use crate::extract::quotes::reading::{OUTSIDE, Reading};
use crate::extract::quotes::tagging::{CONTENT, CUE, SOURCE, begin, kind_of};
use crate::text::tokens::Case;
use std::ops::Range;

/// How many tokens of some sort stand in a range, or before a token.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Counts {
    /// Outside quotation marks.
    pub(crate) outside: u32,
    /// Verbs of saying outside quotation marks.
    pub(crate) cues: u32,
    /// Tokens that open a stretch between quotation marks.
    pub(crate) stretches: u32,
    /// Tagged sources.
    pub(crate) sources: u32,
    /// Tagged cues.
    pub(crate) tagged_cues: u32,
    /// Tagged as content.
    pub(crate) content: u32,
}

/// The counts before each token of an article, and before its end.
pub(crate) struct Tally(Vec<Counts>);

impl Tally {
    /// Counts an article with the tagger's labels.
    pub(crate) fn of(reading: &Reading, labels: &[u8]) -> Self {
        let mut all = Vec::with_capacity(reading.tokens.len() + 1);
        let mut now = Counts::default();
        let mut last = OUTSIDE;
        all.push(now);
        for (token, label) in reading.tokens.iter().zip(labels) {
            let cue = token.outside() && token.is(class::SAY) && token.case == Case::Lower;
            now.outside += u32::from(token.outside());
            now.cues += u32::from(cue);
            now.stretches += u32::from(token.stretch != OUTSIDE && token.stretch != last);
            now.sources += u32::from(*label == begin(SOURCE));
            now.tagged_cues += u32::from(*label == begin(CUE));
            now.content += u32::from(kind_of(*label) == Some(CONTENT));
            last = token.stretch;
            all.push(now);
        }
        Self(all)
    }

    /// The counts of a range; a stretch that began before it counts as well.
    pub(crate) fn between(&self, reading: &Reading, range: &Range<usize>) -> Counts {
        let (Some(from), Some(to)) = (self.0.get(range.start), self.0.get(range.end.max(range.start))) else {
            return Counts::default();
        };
        let first = reading.tokens.get(range.start).filter(|_| range.start < range.end);
        let opened = range.start > 0
            && first.is_some_and(|t| {
                t.stretch != OUTSIDE && t.stretch == reading.tokens[range.start - 1].stretch
            });
        Counts {
            outside: to.outside - from.outside,
            cues: to.cues - from.cues,
            stretches: to.stretches - from.stretches + u32::from(opened),
            sources: to.sources - from.sources,
            tagged_cues: to.tagged_cues - from.tagged_cues,
            content: to.content - from.content,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, Tally};
    use crate::extract::quotes::reading::Reading;
    use crate::model::{Article, Clean};

    #[test]
    fn counts_are_those_of_the_tokens() {
        let article = Article::of_paragraphs(Clean::lines("“No,” said Vane. “Never,” she said, “ever.”"));
        let reading = Reading::of(&article);
        let labels: Vec<u8> = (0..reading.tokens.len()).map(|at| (at % 7) as u8).collect();
        let tally = Tally::of(&reading, &labels);
        let all = tally.between(&reading, &(0..labels.len()));
        assert_eq!((all.stretches, all.cues), (3, 2));
        let inside = tally.between(&reading, &(1..3));
        assert_eq!(inside, Counts { stretches: 1, sources: 1, ..Counts::default() });
        assert_eq!(tally.between(&reading, &(5..5)), Counts::default());
    }
}
