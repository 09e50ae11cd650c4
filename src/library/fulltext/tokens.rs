//! Texts as the index takes them: the words of [`text::words`](crate::text::words) with their places, and their first
//! letters. No word is copied but into the one buffer that tantivy reads.

use crate::library::index::GAP;
use crate::text::fold::fold_onto;
use crate::text::words::{Piece, Pieces, compound_of};
use tantivy::Index;
use tantivy::tokenizer::{Token, TokenStream, Tokenizer};

/// Whole words, and compounds as one at the place of their first part.
pub(super) const WORDS: &str = "words";

/// The first letters of the same.
pub(super) const STARTS: &str = "starts";

/// How many first letters are indexed by themselves: words beginning with one or two letters are too many to add up while
/// somebody types.
pub(super) const START_LETTERS: usize = 2;

/// Makes both known to an index.
pub(super) fn register(index: &Index) {
    index.tokenizers().register(WORDS, Words::default());
    index.tokenizers().register(STARTS, Starts::default());
}

/// Gives whole words.
#[derive(Clone, Debug, Default)]
struct Words {
    token: Token,
    joined: String,
}

/// Gives first letters.
#[derive(Clone, Debug, Default)]
struct Starts {
    words: Words,
    token: Token,
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

struct StartStream<'t> {
    words: WordStream<'t>,
    token: &'t mut Token,
    /// How many letters of the word have been given.
    given: usize,
    more: bool,
}

impl Tokenizer for Words {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        // tantivy leaves one place between two parts of a field; the rest of the gap is ours.
        WordStream { text, pieces: Pieces::of(text), next: GAP as usize - 1, buffer: self, pending: false }
    }
}

impl Tokenizer for Starts {
    type TokenStream<'a> = StartStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StartStream<'a> {
        StartStream { words: self.words.token_stream(text), token: &mut self.token, given: 0, more: false }
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

impl TokenStream for StartStream<'_> {
    fn advance(&mut self) -> bool {
        if !self.more {
            if !self.words.advance() {
                return false;
            }
            self.given = 0;
        }
        let word = &self.words.token().text;
        let mut ends = word.char_indices().skip(1).map(|(at, _)| at).chain([word.len()]);
        let end = ends.nth(self.given).unwrap_or(word.len());
        self.token.text.clear();
        self.token.text.push_str(word.get(..end).unwrap_or_default());
        self.token.position = self.words.token().position;
        self.token.position_length = 1;
        self.given += 1;
        self.more = self.given < START_LETTERS && end < word.len();
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use super::{Starts, Words};
    use tantivy::tokenizer::{TokenStream, Tokenizer};

    fn tokens(mut of: impl Tokenizer, text: &str) -> Vec<String> {
        let mut stream = of.token_stream(text);
        let mut found = Vec::new();
        while stream.advance() {
            found.push(format!("{}@{}", stream.token().text, stream.token().position - 99));
        }
        found
    }

    #[test]
    fn words_with_compounds_at_their_first_part() {
        let expect = ["the@0", "cease@1", "ceasefire@1", "fire@2", "of@3", "zoe@4", "s@5"];
        assert_eq!(tokens(Words::default(), "The cease-fire of Zoë’s"), expect);
    }

    #[test]
    fn first_letters() {
        assert_eq!(tokens(Starts::default(), "A Élan"), ["a@0", "e@1", "el@1"]);
        assert_eq!(tokens(Starts::default(), "x-y"), ["x@0", "x@0", "xy@0", "y@1"]);
    }
}
