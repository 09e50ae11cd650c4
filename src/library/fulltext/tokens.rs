//! Texts as the index takes them: the words of [`text::words`](crate::text::words) with their places, and the first letters
//! they begin with, each once. No word is copied but into the one buffer that tantivy reads.

use crate::library::index::{FEW_LETTERS, GAP};
use crate::text::fold::fold_onto;
use crate::text::words::{Piece, Pieces, compound_of};
use std::collections::BTreeSet;
use tantivy::Index;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer, WhitespaceTokenizer};

/// Whole words, and compounds as one at the place of their first part.
pub(super) const WORDS: &str = "words";

/// What [`Starts::text`] gives.
pub(super) const STARTS: &str = "starts";

/// Makes both known to an index.
pub(super) fn register(index: &Index) {
    index.tokenizers().register(WORDS, Words::default());
    index.tokenizers().register(STARTS, WhitespaceTokenizer::default());
}

/// Beginnings of words, up to a few letters long, each once: those of plain letters and digits as bits.
#[derive(Clone, Debug)]
pub(super) struct Starts {
    /// How long, [`FEW_LETTERS`] at most.
    most: usize,
    plain: [u64; (SIGNS * (SIGNS + 1)).div_ceil(64)],
    others: BTreeSet<String>,
    word: String,
}

/// Letters and digits.
const SIGNS: usize = 36;

impl Starts {
    /// Those of so many letters and fewer.
    pub(super) fn up_to(most: usize) -> Self {
        let plain = [0; (SIGNS * (SIGNS + 1)).div_ceil(64)];
        Self { most: most.min(FEW_LETTERS), plain, others: BTreeSet::new(), word: String::new() }
    }

    /// Takes the beginnings of a text's words in; gives how many words it has.
    pub(super) fn take(&mut self, text: &str) -> usize {
        let mut count = 0;
        let mut word = std::mem::take(&mut self.word);
        let mut pieces = Pieces::of(text);
        while let Some(piece) = pieces.next() {
            count += 1;
            let written = piece.span.of(text);
            let start = if written.is_ascii() {
                written
            } else {
                word.clear();
                fold_onto(&mut word, written);
                &word
            };
            self.put(start);
            // A compound begins as its first part does, if that is long enough.
            let short = start.chars().nth(FEW_LETTERS - 1).is_none();
            if short && pieces.goes_on() && compound_of(&mut word, text, piece, pieces.clone()) {
                self.put(&word);
            }
        }
        self.word = word;
        count
    }

    /// All of them with blanks between, and none from now on; nothing when there is none.
    pub(super) fn text(&mut self) -> Option<String> {
        let mut text = String::new();
        for (at, bits) in self.plain.iter_mut().enumerate() {
            let mut bits = std::mem::take(bits);
            while bits != 0 {
                let number = at * 64 + bits.trailing_zeros() as usize;
                bits &= bits - 1;
                let sign = |number: usize| char::from_digit(number as u32, SIGNS as u32);
                text.extend(sign(number / (SIGNS + 1)));
                text.extend((number % (SIGNS + 1)).checked_sub(1).and_then(sign));
                text.push(' ');
            }
        }
        for start in std::mem::take(&mut self.others) {
            text.push_str(&start);
            text.push(' ');
        }
        (!text.is_empty()).then_some(text)
    }

    /// One word, folded or plain ASCII.
    fn put(&mut self, word: &str) {
        let digit = |byte: u8| char::from(byte).to_digit(SIGNS as u32).map(|digit| digit as usize);
        let mut bytes = word.bytes();
        let first = bytes.next().and_then(digit);
        let second = bytes.next();
        if let (Some(first), None | Some(Some(_))) = (first, second.map(digit)) {
            self.set(first * (SIGNS + 1));
            if let Some(second) = second.and_then(digit).filter(|_| self.most > 1) {
                self.set(first * (SIGNS + 1) + 1 + second);
            }
            return;
        }
        let ends = word.char_indices().map(|(at, c)| at + c.len_utf8()).take(self.most);
        self.others.extend(ends.filter_map(|end| word.get(..end)).map(str::to_owned));
    }

    fn set(&mut self, number: usize) {
        if let Some(bits) = self.plain.get_mut(number / 64) {
            *bits |= 1 << (number % 64);
        }
    }
}

/// Gives whole words.
#[derive(Clone, Debug, Default)]
struct Words {
    token: Token,
    joined: String,
}

struct WordStream<'t> {
    text: &'t str,
    pieces: Pieces<'t>,
    /// Places taken so far.
    next: usize,
    buffer: &'t mut Words,
    /// Whether `buffer.joined` is to be given next.
    pending: bool,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        // tantivy leaves one place between two parts of a field; the rest of the gap is ours.
        WordStream { text, pieces: Pieces::of(text), next: GAP as usize - 1, buffer: self, pending: false }
    }
}

impl WordStream<'_> {
    /// Whether a compound begins with `piece`; written as one it stands in the buffer then.
    fn joins(&mut self, piece: Piece) -> bool {
        piece.glue.is_none()
            && self.pieces.goes_on()
            && compound_of(&mut self.buffer.joined, self.text, piece, self.pieces.clone())
    }
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        if std::mem::take(&mut self.pending) {
            std::mem::swap(&mut self.buffer.token.text, &mut self.buffer.joined);
            return true;
        }
        let Some(piece) = self.pieces.next() else { return false };
        self.pending = self.joins(piece);
        let token = &mut self.buffer.token;
        token.text.clear();
        fold_onto(&mut token.text, piece.span.of(self.text));
        token.position = self.next;
        token.position_length = 1;
        self.next += 1;
        true
    }

    fn token(&self) -> &Token {
        &self.buffer.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.buffer.token
    }
}

#[cfg(test)]
mod tests {
    use super::{GAP, Starts, Words};
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    fn tokens(mut of: impl Tokenizer, text: &str) -> Vec<String> {
        let mut stream = of.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push(format!("{}@{}", stream.token().text, stream.token().position + 1 - GAP as usize));
        }
        found
    }

    #[test]
    fn words_with_compounds_at_their_first_part() {
        let expect = ["the@0", "cease@1", "ceasefire@1", "fire@2", "of@3", "zoe@4", "s@5"];
        assert_eq!(tokens(Words::default(), "The cease-fire of Zoë’s"), expect);
    }

    #[test]
    fn beginnings_once_each() {
        let check = |texts: &[&str], expect: (usize, Option<&str>)| {
            let mut starts = Starts::up_to(2);
            let count: usize = texts.iter().map(|text| starts.take(text)).sum();
            let text = starts.text();
            let mut found: Vec<&str> = text.iter().flat_map(|text| text.split_whitespace()).collect();
            found.sort_unstable();
            let found = (!found.is_empty()).then(|| found.join(" "));
            assert_eq!((count, found.as_deref()), expect, "{texts:?}");
            assert_eq!(starts.text(), None);
        };
        check(&["A Élan", "elan, a Æsir"], (5, Some("a ae e el")));
        check(&["x-y", "3,000"], (4, Some("0 00 3 x xy y")));
        check(&["O’Brien’s 東京"], (5, Some("b br o s 京 東")));
        check(&["", " - "], (0, None));
        let mut starts = Starts::up_to(1);
        starts.take("Élan, Æsir 東京 x");
        assert_eq!(starts.text().as_deref(), Some("a e x 京 東 "));
    }
}
