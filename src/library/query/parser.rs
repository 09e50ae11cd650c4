//! Reads a query. Terms side by side must all hold; `OR` binds looser than they; `-` and `name:` bind tightest.

use crate::library::query::field::{CLOSED, nearest};
use crate::library::query::lexer::{Piece, pieces};
use crate::library::query::{Field, Forms, Mark, Node, Part, Pattern, Phrase, QueryError, Sort, Test, time};
use crate::model::{Known, QuoteKind, Span};
use crate::text::stems::stem;
use crate::text::words::{compound, words};
use regex::RegexBuilder;

/// How deep parentheses may go.
const MAX_DEPTH: usize = 64;

/// How much memory one regular expression may take, in bytes.
const REGEX_BYTES: usize = 1 << 20;

/// The conditions and the order of a query.
pub(super) fn parse(text: &str, forms: Forms) -> Result<(Option<Node>, Option<Sort>), QueryError> {
    let pieces = pieces(text)?;
    let mut parser = Parser { text, forms, pieces, at: 0, depth: 0, sort: None };
    let root = parser.alternatives(Field::Any)?;
    if let Some((_, span)) = parser.pieces.get(parser.at) {
        return Err(error(*span, "this parenthesis closes nothing"));
    }
    Ok((root, parser.sort))
}

struct Parser<'t> {
    text: &'t str,
    forms: Forms,
    pieces: Vec<(Piece, Span)>,
    at: usize,
    depth: usize,
    sort: Option<Sort>,
}

fn error(span: Span, message: impl Into<String>) -> QueryError {
    QueryError { span, message: message.into(), suggestion: None }
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Piece> {
        self.pieces.get(self.at).map(|(piece, _)| piece)
    }

    fn next(&mut self) -> Option<(Piece, Span)> {
        let piece = self.pieces.get(self.at).cloned();
        self.at += 1;
        piece
    }

    fn end(&self) -> Span {
        Span::new(self.text.len(), self.text.len())
    }

    /// `a b OR c d`.
    fn alternatives(&mut self, field: Field) -> Result<Option<Node>, QueryError> {
        let mut any = Vec::new();
        loop {
            let terms = self.terms(field)?;
            let Some(Piece::Or) = self.peek() else {
                any.extend(terms);
                break;
            };
            let span = self.pieces.get(self.at).map_or(self.end(), |(_, span)| *span);
            if terms.is_none() && any.is_empty() {
                return Err(error(span, "OR needs a term before it"));
            }
            self.at += 1;
            if matches!(self.peek(), None | Some(Piece::Or | Piece::Close)) {
                return Err(error(span, "OR needs a term behind it"));
            }
            any.extend(terms);
        }
        Ok(if any.len() > 1 { Some(Node::Any(any)) } else { any.pop() })
    }

    /// `a b c`.
    fn terms(&mut self, field: Field) -> Result<Option<Node>, QueryError> {
        let mut all = Vec::new();
        while let Some(piece) = self.peek() {
            match piece {
                Piece::Or | Piece::Close => break,
                _ => all.extend(self.term(field)?),
            }
        }
        Ok(if all.len() > 1 { Some(Node::All(all)) } else { all.pop() })
    }

    /// One term, or two with NEAR between them.
    fn term(&mut self, field: Field) -> Result<Option<Node>, QueryError> {
        let from = self.at;
        let left = self.operand(field)?;
        let Some(Piece::Near(distance)) = self.peek().cloned() else { return Ok(left) };
        let span = self.pieces.get(self.at).map_or(self.end(), |(_, span)| *span);
        if from == self.at {
            return Err(error(span, "NEAR needs a word before it"));
        }
        self.at += 1;
        if matches!(self.peek(), None | Some(Piece::Or | Piece::Close)) {
            return Err(error(span, "NEAR needs a word behind it"));
        }
        let right = self.operand(field)?;
        match (left, right) {
            (
                Some(Node::Test(Test::Words(field, Pattern::Phrase(a)))),
                Some(Node::Test(Test::Words(other, Pattern::Phrase(b)))),
            ) if !field.is_of_actors() && (other == field || other == Field::Any) => {
                Ok(Some(Node::Test(Test::Near(field, a, b, distance))))
            }
            _ => Err(error(span, "NEAR stands between two words or phrases of one field")),
        }
    }

    fn operand(&mut self, field: Field) -> Result<Option<Node>, QueryError> {
        let Some((piece, span)) = self.next() else { return Ok(None) };
        match piece {
            Piece::Minus => match self.peek() {
                None | Some(Piece::Or | Piece::Close | Piece::Near(_)) => {
                    Err(error(span, "`-` needs a term behind it"))
                }
                Some(_) => Ok(self.operand(field)?.map(|node| Node::Not(Box::new(node)))),
            },
            Piece::Open => self.group(span, field),
            Piece::Field(name, exact) => self.field(&name, exact, span),
            Piece::Near(_) => Err(error(span, "NEAR needs a word before it")),
            Piece::Or | Piece::Close => Err(error(span, "a term was expected here")),
            Piece::Word(_) | Piece::Quoted(_) | Piece::Regex(_) => self.words(&piece, span, field),
        }
    }

    fn group(&mut self, open: Span, field: Field) -> Result<Option<Node>, QueryError> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(error(open, format!("more than {MAX_DEPTH} parentheses inside each other")));
        }
        let inside = self.alternatives(field)?;
        self.depth -= 1;
        match self.next() {
            Some((Piece::Close, _)) => Ok(inside),
            _ => Err(error(open, "this parenthesis is not closed")),
        }
    }

    /// `name:` with what follows it.
    fn field(&mut self, name: &str, exact: bool, span: Span) -> Result<Option<Node>, QueryError> {
        let known = Field::ALL.iter().find(|(known, _)| *known == name).map(|(_, field)| *field);
        let closed = CLOSED.iter().find(|(known, _)| *known == name);
        if known.is_none() && closed.is_none() {
            let names = Field::ALL.iter().map(|(name, _)| *name).chain(CLOSED.iter().map(|(name, _)| *name));
            return Err(QueryError {
                span: Span::new(span.from(), span.from() + name.len()),
                message: format!("unknown field `{name}`"),
                suggestion: nearest(name, names).map(str::to_owned),
            });
        }
        let touching = self.pieces.get(self.at).is_some_and(|(_, next)| next.start == span.end);
        let takes = closed.map_or("words", |(_, takes)| *takes);
        if !touching || matches!(self.peek(), Some(Piece::Close)) {
            return Err(error(Span::new(span.to(), span.to()), format!("`{name}:` takes {takes}")));
        }
        if let Some(field) = known {
            return self.in_field(field, exact, span);
        }
        let (mut value, mut at) = match self.next() {
            Some((Piece::Word(value) | Piece::Quoted(value), at)) => (value, at),
            // `sort:-date` and `date:…` come in two pieces.
            Some((Piece::Minus, at)) => match self.next() {
                Some((Piece::Word(value), last)) => (format!("-{value}"), at.join(last)),
                _ => return Err(error(at, format!("`{name}:` takes {takes}"))),
            },
            Some((_, at)) => return Err(error(at, format!("`{name}:` takes {takes}"))),
            None => return Err(error(self.end(), format!("`{name}:` takes {takes}"))),
        };
        value.make_ascii_lowercase();
        at = at.trimmed(self.text);
        self.closed(name, &value, takes, at)
    }

    fn in_field(&mut self, field: Field, exact: bool, span: Span) -> Result<Option<Node>, QueryError> {
        if !exact {
            return match self.peek() {
                Some(Piece::Field(..) | Piece::Minus | Piece::Near(_)) => {
                    Err(error(Span::new(span.to(), span.to()), format!("`{}:` takes words", field.name())))
                }
                _ => self.operand(field),
            };
        }
        match self.next() {
            Some((Piece::Word(name) | Piece::Quoted(name), at)) => {
                let whole = words(&name).into_iter().map(|w| w.folded).collect::<Vec<_>>().join(" ");
                if whole.is_empty() {
                    return Err(error(at, "`=` takes a whole name"));
                }
                Ok(Some(Node::Test(Test::Words(field, Pattern::Whole(whole)))))
            }
            _ => Err(error(span, "`=` takes a whole name")),
        }
    }

    /// A field that takes one of some values.
    fn closed(&mut self, name: &str, value: &str, takes: &str, at: Span) -> Result<Option<Node>, QueryError> {
        fn of<T: Copy>(known: &[(&'static str, T)], value: &str) -> Result<T, Option<&'static str>> {
            let found = known.iter().find(|(name, _)| *name == value).map(|(_, value)| *value);
            found.ok_or_else(|| nearest(value, known.iter().map(|(name, _)| *name)))
        }
        let kinds = QuoteKind::ALL.map(|kind| (kind.label(), kind));
        let known = Known::ALL.map(|known| (known.label(), known));
        let test = match name {
            "kind" => of(&kinds, value).map(Test::Kind),
            "speaker" => of(&known, value).map(Test::Speaker),
            "is" => of(&Mark::ALL, value).map(Test::Is),
            "has" => of(&Part::ALL, value).map(Test::Has),
            "tag" => Ok(Test::Tag(value.to_owned())),
            "date" => time::range(value).map(Test::Date).ok_or(None),
            "newer" => time::newer(value).map(Test::Date).ok_or(None),
            "older" => time::older(value).map(Test::Date).ok_or(None),
            _ => match of(&Sort::ALL, value) {
                Ok(sort) => {
                    self.sort = Some(sort);
                    return Ok(None);
                }
                Err(suggestion) => Err(suggestion),
            },
        };
        test.map(|test| Some(Node::Test(test))).map_err(|suggestion| QueryError {
            span: at,
            message: format!("`{name}:` takes {takes}"),
            suggestion: suggestion.map(|s| format!("{name}:{s}")),
        })
    }

    /// A word, a phrase or a regular expression in a field.
    fn words(&mut self, piece: &Piece, span: Span, field: Field) -> Result<Option<Node>, QueryError> {
        let of_words = |pattern| Ok(Some(Node::Test(Test::Words(field, pattern))));
        let (text, quoted) = match piece {
            Piece::Word(text) => (text, false),
            Piece::Quoted(text) => (text, true),
            Piece::Regex(source) => {
                let regex = RegexBuilder::new(source)
                    .case_insensitive(true)
                    .size_limit(REGEX_BYTES)
                    .dfa_size_limit(REGEX_BYTES)
                    .build();
                return match regex {
                    Ok(regex) => of_words(Pattern::Regex(regex)),
                    Err(regex::Error::CompiledTooBig(_)) => Err(error(span, "this expression is too large")),
                    Err(e) => Err(error(span, reason(&e.to_string()))),
                };
            }
            _ => return Err(error(span, "a word was expected here")),
        };
        let found = words(text);
        let prefix = text.ends_with('*');
        if found.is_empty() {
            return if prefix { Err(error(span, "`*` needs letters before it")) } else { Ok(None) };
        }
        let joined = if quoted { None } else { compound(&found, 0) };
        let joined = joined.filter(|_| found.iter().skip(1).all(|w| w.glue.is_some()));
        let open = !quoted && !prefix && span.to() == self.text.len();
        let words: Vec<String> = found.into_iter().map(|w| w.folded).collect();
        let in_forms = self.forms == Forms::All && field.is_of_text() && !quoted && !prefix;
        let stem = match words.as_slice() {
            [word] if in_forms => stem(word),
            _ => None,
        };
        of_words(Pattern::Phrase(Phrase { words, joined, prefix, stem, open }))
    }
}

/// The last line of the regex crate's report, which says what is wrong.
fn reason(report: &str) -> String {
    let last = report.lines().last().unwrap_or_default().trim();
    format!("not a regular expression: {}", last.strip_prefix("error: ").unwrap_or(last))
}

#[cfg(test)]
mod tests {
    use crate::library::query::{Field, Node, Pattern, Query, Sort, Test};
    use proptest::prelude::{
        ProptestConfig, Strategy, prop, prop_assert, prop_assert_eq, prop_oneof, proptest,
    };

    /// A query in one line, to compare with.
    fn shape(node: &Node) -> String {
        let list = |nodes: &[Node]| nodes.iter().map(shape).collect::<Vec<_>>().join(" ");
        match node {
            Node::All(nodes) => format!("({})", list(nodes)),
            Node::Any(nodes) => format!("[{}]", list(nodes)),
            Node::Not(node) => format!("-{}", shape(node)),
            Node::Test(Test::Words(field, pattern)) => {
                let name = if *field == Field::Any { String::new() } else { format!("{}:", field.name()) };
                match pattern {
                    Pattern::Phrase(p) => {
                        format!("{name}{}{}", p.words.join("_"), if p.prefix { "*" } else { "" })
                    }
                    Pattern::Whole(whole) => format!("{name}={whole}"),
                    Pattern::Regex(regex) => format!("{name}/{regex}/"),
                }
            }
            Node::Test(Test::Near(_, a, b, n)) => format!("{}~{n}~{}", a.words.join("_"), b.words.join("_")),
            Node::Test(other) => format!("{other:?}"),
        }
    }

    fn check(text: &str, expect: &str) {
        let query = Query::parse(text).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(query.root().map(shape).unwrap_or_default(), expect, "{text}");
    }

    #[test]
    fn words_phrases_and_operators() {
        check("", "");
        check("ferry", "ferry");
        check("Ferry “North Bay” pre*", "(ferry north_bay pre*)");
        check("a OR b c OR -d", "[a (b c) -d]");
        check("-(a OR b) c", "(-[a b] c)");
        check("cease-fire don’t", "(cease_fire don_t)");
        check("ferry NEAR/10 inquiry x", "(ferry~10~inquiry x)");
        check(r"/colou?r \/ x/ y", "(/colou?r / x/ y)");
        check("and - or", "(and or)");
    }

    #[test]
    fn fields() {
        check("headline:flood body:\"high water\"", "(headline:flood body:high_water)");
        check("actor:(lind* OR berg) x", "([actor:lind* actor:berg] x)");
        check("-source:tribune", "-source:tribune");
        check("actor:=\"Ada Lind\"", "actor:=ada lind");
        check("kind:direct", "Kind(Direct)");
        check("speaker:none", "Speaker(Nobody)");
        check("IS:unread", "Is(Unread)");
        check("12:30", "12_30");
    }

    #[test]
    fn order_is_no_condition() {
        let query = Query::parse("ferry sort:-date").unwrap();
        assert_eq!(query.sort(), Some(Sort::DateDescending));
        check("sort:title", "");
    }

    #[test]
    fn exact_names_survive_quotation_marks() {
        check(&Query::exactly(Field::Person, "Ola \"Ox\" Berg"), "person:=ola ox berg");
    }

    fn fails(text: &str, caret: &str, message: &str) {
        let error = Query::parse(text).expect_err(text);
        let marks: String = (0..text.len().max(error.span.to()))
            .map(|at| if error.span.holds(at) { '^' } else { ' ' })
            .collect();
        assert_eq!((marks.trim_end(), error.to_string().as_str()), (caret, message), "{text}");
    }

    #[test]
    fn errors_say_where_and_what() {
        fails("x whereto:y", "  ^^^^^^^", "unknown field `whereto`");
        fails("x atcor:y", "  ^^^^^", "unknown field `atcor`: did you mean `actor`?");
        fails(
            "kind:dierct",
            "     ^^^^^^",
            "`kind:` takes direct, mixed, indirect or socalled: did you mean `kind:direct`?",
        );
        fails(
            "date:soon",
            "     ^^^^",
            "`date:` takes a day, month or year, or two of them: 2024-03..2024-05",
        );
        fails("a \"b c", "  ^^^^", "this quotation mark is not closed");
        fails("(a", "^", "this parenthesis is not closed");
        fails("a) b", " ^", "this parenthesis closes nothing");
        fails("OR a", "^^", "OR needs a term before it");
        fails("a OR", "  ^^", "OR needs a term behind it");
        fails("a NEAR/3", "  ^^^^^^", "NEAR needs a word behind it");
        fails("/(/", "^^^", "not a regular expression: unclosed group");
        fails("/\\w{5000}{5000}/", "^^^^^^^^^^^^^^^^", "this expression is too large");
        fails("*", "^", "`*` needs letters before it");
        fails("headline:", "", "`headline:` takes words");
        fails(&"(".repeat(99), &format!("{}^", " ".repeat(64)), "more than 64 parentheses inside each other");
    }

    /// Pieces of the language in any order, and any text.
    fn written() -> impl Strategy<Value = String> {
        let parts = [
            "(", ")", "\"", "-", " OR ", " NEAR/2 ", "a:", "said:", "=", "/", "*", "é", " ", "“", "x",
            "date:", ":", "\\", "is:", "kind:", "2024-03", "..", "newer:1w", "sort:",
        ];
        let pieces =
            prop::collection::vec(prop::sample::select(parts.to_vec()), 0..12).prop_map(|p| p.concat());
        prop_oneof![3 => pieces, 1 => "\\PC{0,60}"]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]
        #[test]
        fn any_text_is_a_query_or_says_where_it_is_not(text in written()) {
            match Query::parse(&text) {
                Ok(query) => prop_assert_eq!(query.text(), &text),
                Err(error) => {
                    prop_assert!(error.span.to() <= text.len());
                    prop_assert!(text.get(error.span.from()..error.span.to()).is_some());
                    prop_assert!(!error.message.is_empty());
                }
            }
        }

        #[test]
        fn a_name_asked_for_exactly_is_one_condition(name in "\\PC{0,30}[a-z]") {
            let query = Query::parse(&Query::exactly(Field::Actor, &name)).unwrap();
            prop_assert!(matches!(query.root(), Some(Node::Test(Test::Words(Field::Actor, Pattern::Whole(_))))));
        }
    }
}
