//! An article as the quote finder reads it: tokens with their word, class, sentence, paragraph and quoted stretch.
//!
//! Built once an article, in one pass; everything after it works on token numbers.

use crate::extract::quotes::lexicon::{Word, class, classes, hash, word};
use crate::extract::split::Split;
use crate::model::{Article, BlockKind, Region, RegionKind, Span};
use crate::text::quotemarks::Stretch;
use crate::text::tokens::{Case, Token, TokenKind};

/// No stretch.
pub(crate) const OUTSIDE: u32 = u32::MAX;

/// One token.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tok {
    /// Where it stands.
    pub(crate) span: Span,
    /// Its small letters, hashed.
    pub(crate) word: Word,
    /// Its word classes.
    pub(crate) class: u32,
    /// What it is.
    pub(crate) kind: TokenKind,
    /// How it is written.
    pub(crate) case: Case,
    /// Which sentence, counted through the article.
    pub(crate) sentence: u32,
    /// Which paragraph (region).
    pub(crate) paragraph: u32,
    /// Which quoted stretch, marks included, or [`OUTSIDE`].
    pub(crate) stretch: u32,
}

impl Tok {
    /// Whether it belongs to any of these classes.
    pub(crate) const fn is(&self, classes: u32) -> bool {
        self.class & classes != 0
    }

    /// Whether it stands outside every quoted stretch.
    pub(crate) const fn outside(&self) -> bool {
        self.stretch == OUTSIDE
    }
}

/// A range of tokens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default, PartialOrd, Ord, Hash)]
pub(crate) struct Range {
    /// First token.
    pub(crate) from: u32,
    /// One past the last.
    pub(crate) to: u32,
}

impl Range {
    /// A range from indices.
    pub(crate) const fn new(from: usize, to: usize) -> Self {
        Self { from: from as u32, to: to as u32 }
    }

    /// Whether both share a token.
    pub(crate) const fn overlaps(self, other: Self) -> bool {
        self.from < other.to && other.from < self.to
    }

    /// As indices.
    pub(crate) const fn indices(self) -> std::ops::Range<usize> {
        self.from as usize..self.to as usize
    }
}

/// The article, read.
pub(crate) struct Reading<'a> {
    /// The article's text.
    pub(crate) text: &'a str,
    /// Its tokens.
    pub(crate) tokens: Vec<Tok>,
    /// The outermost quoted stretches.
    pub(crate) stretches: Vec<Stretch>,
    /// Their tokens, marks included.
    pub(crate) stretch_tokens: Vec<Range>,
    /// The sentences.
    pub(crate) sentences: Vec<Range>,
    /// The paragraphs.
    pub(crate) paragraphs: Vec<Range>,
    /// What each paragraph is.
    pub(crate) regions: Vec<Region>,
}

/// How many tokens of a sentence are looked at before and behind one of them.
const SENTENCE: usize = 256;

impl<'a> Reading<'a> {
    /// Reads an article.
    pub(crate) fn of(article: &'a Article) -> Self {
        Self::cut(article, &Split::of(article))
    }

    /// Reads an article that was cut already.
    pub(crate) fn cut(article: &'a Article, split: &Split) -> Self {
        let text: &str = &article.text;
        let regions = split.regions.clone();
        let stretches: Vec<Stretch> = split.quoted.iter().filter(|s| s.depth == 0).copied().collect();
        let mut reading = Self {
            text,
            tokens: Vec::with_capacity(split.tokens.len()),
            stretch_tokens: Vec::with_capacity(stretches.len()),
            sentences: Vec::new(),
            paragraphs: Vec::with_capacity(regions.len()),
            stretches,
            regions,
        };
        for (paragraph, (_, tokens, sentences)) in split.parts().enumerate() {
            reading.read_paragraph(paragraph, tokens, sentences);
        }
        reading.mark_stretches();
        reading
    }

    fn read_paragraph(&mut self, paragraph: usize, tokens: &[Token], ends: &[Span]) {
        let from = self.tokens.len();
        let mut sentence_at = 0;
        let mut sentence_from = from;
        for token in tokens {
            while ends.get(sentence_at).is_some_and(|s| token.span.start >= s.end) {
                sentence_at += 1;
                if self.tokens.len() > sentence_from {
                    self.sentences.push(Range::new(sentence_from, self.tokens.len()));
                    sentence_from = self.tokens.len();
                }
            }
            let w = hash(token.span.of(self.text));
            self.tokens.push(Tok {
                span: token.span,
                word: w,
                class: classes(w),
                kind: token.kind,
                case: token.case,
                sentence: self.sentences.len() as u32,
                paragraph: paragraph as u32,
                stretch: OUTSIDE,
            });
        }
        if self.tokens.len() > sentence_from {
            self.sentences.push(Range::new(sentence_from, self.tokens.len()));
        }
        self.paragraphs.push(Range::new(from, self.tokens.len()));
    }

    fn mark_stretches(&mut self) {
        let mut at = 0;
        for (index, stretch) in self.stretches.iter().enumerate() {
            while self.tokens.get(at).is_some_and(|t| t.span.end <= stretch.outer.start) {
                at += 1;
            }
            let from = at;
            while let Some(token) = self.tokens.get_mut(at).filter(|t| t.span.start < stretch.outer.end) {
                token.stretch = index as u32;
                at += 1;
            }
            self.stretch_tokens.push(Range::new(from, at));
        }
        self.join_sentences_over_marks();
    }

    /// “Why?” Orla asked. — the sentence of the quote and its attribution are one when a verb of saying follows soon.
    fn join_sentences_over_marks(&mut self) {
        let mut joined: Vec<Range> = Vec::with_capacity(self.sentences.len());
        for range in std::mem::take(&mut self.sentences) {
            let follows = joined.last().is_some_and(|before| self.goes_on(*before, range));
            match joined.last_mut().filter(|_| follows) {
                Some(before) => before.to = range.to,
                None => joined.push(range),
            }
        }
        for (index, range) in joined.iter().enumerate() {
            for token in &mut self.tokens[range.indices()] {
                token.sentence = index as u32;
            }
        }
        self.sentences = joined;
    }

    fn goes_on(&self, before: Range, range: Range) -> bool {
        let (Some(last), Some(first)) =
            (self.tokens.get(before.to as usize - 1), self.tokens.get(range.from as usize))
        else {
            return false;
        };
        if last.paragraph != first.paragraph || !first.outside() && first.stretch != last.stretch {
            return false;
        }
        // One stretch over several sentences stays several sentences.
        if last.outside() || !first.outside() {
            return false;
        }
        let ends_loud = before.to >= 2
            && matches!(
                self.text_of(before.to as usize - 2).chars().next(),
                Some('?' | '!' | '…' | '—' | '-')
            );
        let window = &self.tokens[range.from as usize..(range.to as usize).min(range.from as usize + 5)];
        ends_loud && window.iter().any(|t| t.outside() && t.is(class::SAY))
    }

    /// The text of a token.
    pub(crate) fn text_of(&self, at: usize) -> &'a str {
        self.tokens.get(at).map_or("", |t| t.span.of(self.text))
    }

    /// The text a range covers.
    pub(crate) fn span(&self, range: Range) -> Span {
        let tokens = self.tokens.get(range.indices()).unwrap_or_default();
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => first.span.join(last.span),
            _ => Span::default(),
        }
    }

    /// The tokens of a span.
    pub(crate) fn range(&self, span: Span) -> Range {
        let from = self.tokens.partition_point(|t| t.span.end <= span.start);
        let to = self.tokens.partition_point(|t| t.span.start < span.end);
        Range::new(from, to.max(from))
    }

    /// The sentence of a token, and of one that never ends what stands around it: every quote of it looks at it.
    pub(crate) fn sentence_of(&self, at: usize) -> Range {
        let Some(token) = self.tokens.get(at) else { return Range::default() };
        let sentence = self.sentences.get(token.sentence as usize).copied().unwrap_or_default();
        let (from, to) = (at.saturating_sub(SENTENCE) as u32, at.saturating_add(SENTENCE) as u32);
        Range { from: sentence.from.max(from), to: sentence.to.min(to) }
    }

    /// The paragraph of a token.
    pub(crate) fn paragraph_of(&self, at: usize) -> Range {
        let Some(token) = self.tokens.get(at) else { return Range::default() };
        self.paragraphs.get(token.paragraph as usize).copied().unwrap_or_default()
    }

    /// Whether a cue verb stands here, outside quotation marks.
    pub(crate) fn is_cue(&self, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else { return false };
        if !token.outside() || token.case != Case::Lower {
            return false;
        }
        let form = token.span.of(self.text);
        token.is(class::SAY | class::SAY_WEAK)
            || token.is(class::CUE_OFTEN)
                && (form.ends_with("ed") || form.ends_with("es") || form.ends_with("ing"))
    }

    /// Whether the paragraph is a headline, dek or heading.
    pub(crate) fn is_heading(&self, paragraph: u32) -> bool {
        self.regions.get(paragraph as usize).is_some_and(|r| {
            matches!(
                r.kind,
                RegionKind::Headline | RegionKind::Dek | RegionKind::Block(BlockKind::Heading(_))
            )
        })
    }

    /// Whether the word of a token is this one.
    pub(crate) fn is_word(&self, at: usize, text: &str) -> bool {
        self.tokens.get(at).is_some_and(|t| t.word == word(text))
    }
}
