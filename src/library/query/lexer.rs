//! A query's text in pieces, each with its place.

use crate::library::query::{NEAR, QueryError};
use crate::model::Span;

/// A piece of a query.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Piece {
    Open,
    Close,
    /// `OR`.
    Or,
    /// `NEAR/10`.
    Near(u32),
    /// A minus before a term.
    Minus,
    /// `name:`, and whether `=` follows.
    Field(String, bool),
    /// A word as typed, with `*` at its end or not.
    Word(String),
    /// Words between quotation marks.
    Quoted(String),
    /// What stands between slashes.
    Regex(String),
}

/// Cuts a query up.
pub(super) fn pieces(text: &str) -> Result<Vec<(Piece, Span)>, QueryError> {
    let mut lexer = Lexer { text, at: 0, pieces: Vec::new() };
    while lexer.step()? {}
    Ok(lexer.pieces)
}

struct Lexer<'t> {
    text: &'t str,
    at: usize,
    pieces: Vec<(Piece, Span)>,
}

impl Lexer<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn push(&mut self, piece: Piece, len: usize) {
        self.pieces.push((piece, Span::new(self.at, self.at + len)));
        self.at += len;
    }

    /// Takes one piece; false at the end.
    fn step(&mut self) -> Result<bool, QueryError> {
        self.at += self.rest().len() - self.rest().trim_start().len();
        let rest = self.rest();
        let Some(first) = rest.chars().next() else { return Ok(false) };
        match first {
            '(' => self.push(Piece::Open, 1),
            ')' => self.push(Piece::Close, 1),
            '"' => self.enclosed("\"", "\"", "quotation mark", Piece::Quoted)?,
            '“' => self.enclosed("“", "”", "quotation mark", Piece::Quoted)?,
            '/' if rest.len() > 1 => self.enclosed("/", "/", "slash", Piece::Regex)?,
            '-' if rest.chars().nth(1).is_some_and(|c| !c.is_whitespace() && c != '-') => {
                self.push(Piece::Minus, 1);
            }
            _ => self.word(),
        }
        Ok(true)
    }

    /// A stretch up to a closing mark; a backslash keeps the mark that follows.
    fn enclosed(
        &mut self,
        open: &str,
        close: &str,
        what: &str,
        piece: fn(String) -> Piece,
    ) -> Result<(), QueryError> {
        let body = self.rest().get(open.len()..).unwrap_or_default();
        let mut found = String::new();
        let mut from = 0;
        loop {
            let tail = body.get(from..).unwrap_or_default();
            let Some(end) = tail.find(close) else {
                return Err(QueryError {
                    span: Span::new(self.at, self.text.len()),
                    message: format!("this {what} is not closed"),
                    suggestion: None,
                });
            };
            let part = tail.get(..end).unwrap_or_default();
            from += end + close.len();
            let Some(kept) = part.strip_suffix('\\') else {
                found.push_str(part);
                break;
            };
            found.extend([kept, close]);
        }
        self.push(piece(found), open.len() + from);
        Ok(())
    }

    fn word(&mut self) {
        let rest = self.rest();
        let end = rest
            .find(|c: char| c.is_whitespace() || matches!(c, '(' | ')' | '"' | '“'))
            .unwrap_or(rest.len());
        let word = rest.get(..end.max(1)).unwrap_or(rest).to_owned();
        if let Some((name, value)) = word.split_once(':')
            && !name.is_empty()
            && name.chars().all(|c| c.is_ascii_alphabetic())
        {
            let exact = value.starts_with('=');
            let len = name.len() + 1 + usize::from(exact);
            self.push(Piece::Field(name.to_ascii_lowercase(), exact), len);
            return;
        }
        let piece = match word.as_str() {
            "OR" | "||" => Piece::Or,
            _ => match word.strip_prefix("NEAR").and_then(distance) {
                Some(words) => Piece::Near(words),
                None => Piece::Word(word.clone()),
            },
        };
        self.push(piece, word.len());
    }
}

/// What stands behind `NEAR`: nothing, or `/10`.
fn distance(text: &str) -> Option<u32> {
    if text.is_empty() {
        return Some(NEAR);
    }
    text.strip_prefix('/')?.parse().ok().filter(|n| (1..=1000).contains(n))
}
