//! Bytes to [`Article`]: decode, sanitise, find the parts, tell the article from what surrounds it.
//!
//! Total: it never fails and never panics; what was guessed or lost is in [`Article::issues`]. It reads no files and
//! knows nothing of other articles. How lines are judged is told in `docs/CLEANING.md`.

mod blocks;
mod credit;
mod dateline;
mod front;
pub(crate) mod hashes;
mod headline;
mod html;
mod judge;
mod line;
mod markdown;
mod outlet;
mod phrases;
mod runs;
mod select;
mod signals;
mod vocabulary;

use crate::model::{
    Article, ArticleDate, Clean, Cut, CutReason, DateBasis, Field, Issue, IssueCode, Severity, Span,
};
use crate::parse::blocks::{Fixed, assemble, roles};
use crate::parse::credit::Place;
use crate::parse::front::{Front, Key};
use crate::parse::hashes::{Map, Mix};
use crate::parse::line::Line;
use crate::parse::signals::Signals;
use crate::parse::vocabulary::Vocabulary;
use crate::text::decode::decode_owned;
use crate::text::language::{Counter, Guess};
use crate::text::lines::flow;
use crate::text::{dates, lines};
use serde::de::IgnoredAny;

/// How many bytes of the text are read to tell its language.
const LANGUAGE_SAMPLE: usize = 4 << 10;

/// Parses one file. `path` is a hint only: its ending tells Markdown and HTML.
#[must_use]
pub fn parse(bytes: &[u8], path: &str) -> Article {
    parse_owned(bytes.to_vec(), path).0
}

/// [`parse`] of bytes that are needed no more, so that a long text is held once; and the name of its encoding.
#[must_use]
pub fn parse_owned(bytes: Vec<u8>, path: &str) -> (Article, &'static str) {
    let decoded = decode_owned(bytes);
    let mut article = parse_decoded(decoded.text, path);
    article.issues.splice(0..0, decoded.issues);
    (article, decoded.encoding)
}

/// Whether a text is nothing but JSON objects or lists.
fn is_data(raw: &str) -> bool {
    let values = || serde_json::Deserializer::from_str(raw).into_iter::<IgnoredAny>();
    raw.trim_start().starts_with(['{', '[']) && values().all(|value| value.is_ok())
}

/// Parses decoded text.
#[must_use]
pub fn parse_text(raw: &str, path: &str) -> Article {
    parse_decoded(raw.to_owned(), path)
}

fn parse_decoded(raw: String, path: &str) -> Article {
    if is_data(&raw) {
        let message = "JSON data, no article: save the page itself as text, Markdown or HTML";
        let issues = vec![Issue::new(Severity::Error, IssueCode::Data, message)];
        return Article { issues, ..Article::default() };
    }
    let text = if html::is_html(&raw, path) {
        let text = html::to_text(&raw);
        drop(raw);
        Clean::owned_lines(text)
    } else if markdown::is_markdown(&raw, path) {
        let text = markdown::to_text(&raw);
        drop(raw);
        Clean::owned_lines(text)
    } else {
        Clean::owned_lines(raw)
    };
    let front = front::find(&text);
    let lines = line::gather(&text, front.span.to());
    let language = language(&text, &lines);
    let mut words = Vocabulary::with_capacity(text.len(), lines.len());
    let signals = signals(&text, &lines, language, &mut words);
    let verdict = judge::judge(&lines, &signals, &words, language);
    let head = headline::find(&text, &lines, &signals, &words, &verdict);
    let mut article = stated(&text, &front);
    let mut fixed = settle(&mut article, &text, &lines, &signals, head);
    let first =
        (0..lines.len()).find(|i| verdict.keep.get(*i) == Some(&true) && verdict.full.get(*i) == Some(&true));
    let place = Place { headline: head, first: first.unwrap_or(0) };
    let credits = credit::find(&text, &lines, &signals, &verdict.keep, place);
    article.byline = article.byline.or(credits.byline);
    article.date = article.date.or(credits.date).or_else(|| dateline_day(&text, &lines, place.first));
    article.source = article.source.or_else(|| outlet::find(&text, &lines, &signals, place));
    if article.dek.is_none()
        && let Some((at, dek)) = headline::dek(&text, &lines, &signals, head)
    {
        article.dek = Some(Field { text: Clean::line(&flow(dek.of(&text))), span: dek });
        fixed.head.push(at);
    }
    let roles = roles(&text, &lines, &signals, &verdict, &fixed);
    let (blocks, cuts) = assemble(&lines, &roles);
    article.blocks = blocks;
    article.cut.extend(cuts);
    article.language = article.language.or_else(|| language.code().map(str::to_owned));
    article.text = text;
    if lines.len() >= line::ROWS_MAX {
        article.issues.push(Issue::new(
            Severity::Note,
            IssueCode::TooLong,
            format!("more than {} lines; those behind are shown, but not judged one by one", line::ROWS_MAX),
        ));
    }
    report(&mut article, &front);
    article
}

/// What the front matter states.
fn stated(text: &str, front: &Front) -> Article {
    let field =
        |key: Key| front.get(key).map(|entry| Field { text: Clean::line(&entry.value), span: entry.span });
    let date = front.entries.iter().filter(|entry| entry.key == Key::Date).find_map(|entry| {
        let (day, _) = dates::find(&entry.value)?;
        Some(ArticleDate { day, basis: DateBasis::Metadata, span: entry.span })
    });
    let language = front.get(Key::Language).map(|entry| entry.value.to_lowercase().chars().take(2).collect());
    let mut article = Article {
        headline: field(Key::Title),
        dek: field(Key::Dek),
        byline: field(Key::Author),
        source: field(Key::Source),
        date,
        language,
        ..Article::default()
    };
    if !front.span.is_empty() {
        article.cut.push(Cut { span: front.span.trimmed(text), reason: CutReason::Metadata });
    }
    article
}

/// Settles the headline and says which lines are it.
fn settle(
    article: &mut Article,
    text: &str,
    lines: &[Line],
    signals: &[Signals],
    head: Option<usize>,
) -> Fixed {
    if let Some(headline) = &article.headline {
        return Fixed { head: Vec::new(), headline: Some(lines::key(&headline.text)) };
    }
    let Some((at, line)) = head.and_then(|at| Some((at, lines.get(at)?))) else {
        return Fixed { head: Vec::new(), headline: None };
    };
    let mut span = line.span;
    if let Some((end, from)) = outlet::suffix(span.of(text)) {
        let name = Span::new(span.from() + from, span.to()).trimmed(text);
        article.source =
            article.source.take().or(Some(Field { text: Clean::line(name.of(text)), span: name }));
        span = Span::new(span.from(), span.from() + end).trimmed(text);
    }
    article.headline = Some(Field { text: Clean::line(&flow(span.of(text))), span });
    Fixed { head: vec![at], headline: signals.get(at).map(|s| s.key) }
}

/// The day in the dateline of the first paragraph.
fn dateline_day(text: &str, lines: &[Line], first: usize) -> Option<ArticleDate> {
    let line = lines.get(first)?.span;
    let place = dateline::dateline(line.of(text))?.shifted(line.from());
    let (day, span) = dates::find(place.of(text))?;
    Some(ArticleDate { day, basis: DateBasis::Dateline, span: span.shifted(place.from()) })
}

/// The language of the longer lines.
fn language(text: &str, lines: &[Line]) -> Guess {
    let mut counter = Counter::default();
    let mut read = 0;
    for long in [true, false] {
        for span in lines.iter().map(|line| line.span).filter(|span| (span.len() >= 80) == long) {
            let sample = Span::new(span.from(), span.to().min(span.from() + 1024));
            counter.add(sample.of(text));
            read += sample.len();
            if read > LANGUAGE_SAMPLE {
                break;
            }
        }
        if counter.words() >= 40 {
            break;
        }
    }
    counter.guess()
}

/// The signs of all lines, those of repetition included.
fn signals(text: &str, lines: &[Line], language: Guess, words: &mut Vocabulary) -> Vec<Signals> {
    let mut signals: Vec<Signals> =
        lines.iter().map(|line| words.line(|words| signals::read(text, line, language, words))).collect();
    let mut times: Map<u32> = Map::with_capacity_and_hasher(lines.len(), Mix::default());
    for s in &signals {
        *times.entry(s.key).or_default() += 1;
    }
    for s in &mut signals {
        s.repeated = times.get(&s.key).is_some_and(|n| *n > 1);
    }
    signals
}

/// Says what is missing.
fn report(article: &mut Article, front: &Front) {
    if let Some(span) = front.strange {
        let mut issue = Issue::new(
            Severity::Note,
            IssueCode::BadMetadata,
            "a line of the front matter is not `key: value`",
        );
        issue.span = Some(span);
        article.issues.push(issue);
    }
    if article.text.trim().is_empty() {
        return;
    }
    if article.headline.is_none() {
        article.issues.push(Issue::new(Severity::Note, IssueCode::NoHeadline, "no headline was found"));
    }
    if article.blocks.is_empty() {
        article.issues.push(Issue::new(Severity::Warning, IssueCode::NoBody, "no running text was found"));
    }
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::model::BlockKind::{Heading, ListItem, Paragraph, PullQuote};
    use crate::model::{Article, BlockKind, CutReason, DateBasis, IssueCode};
    use proptest::prelude::{any, proptest};

    /// Every span lies on character bounds inside the text; blocks and cuts do not overlap and are in order.
    fn sound(article: &Article) {
        let mut spans: Vec<_> = article.blocks.iter().map(|b| b.span).collect();
        assert!(spans.is_sorted());
        let cuts: Vec<_> = article.cut.iter().map(|c| c.span).collect();
        assert!(cuts.is_sorted());
        spans.extend(cuts);
        spans.sort();
        for span in &spans {
            assert!(!article.at(*span).is_empty(), "{span:?}");
        }
        for pair in spans.windows(2) {
            assert!(!pair[0].overlaps(pair[1]), "{pair:?}");
        }
        let fields = [&article.headline, &article.dek, &article.byline, &article.source];
        for field in fields.into_iter().flatten() {
            assert!(article.text.get(field.span.from()..field.span.to()).is_some());
        }
    }

    #[test]
    fn data_is_no_article() {
        let data =
            |text: &str| parse(text.as_bytes(), "x.json").issues.iter().any(|i| i.code == IssueCode::Data);
        assert!(data(" {\"a\": [1, 2]}\n") && data("[]") && data("{\"a\": 1}\n{\"a\": 2}\n"));
        assert!(!data("[HALM] The lock is shut.") && !data("{\"a\": ") && !data("7") && !data(""));
    }

    proptest! {
        #[test]
        fn any_bytes_parse(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            sound(&parse(&bytes, "x.txt"));
        }

        #[test]
        fn any_lines_parse(text in "(---\n|# |> |- |1\\. |Title: |By |By Ada Vorn|[A-Za-z ,.“”é]{0,40}|Advertisement|14:20|3 May 2024|\n){0,60}") {
            sound(&parse(text.as_bytes(), "x.md"));
        }
    }

    #[test]
    fn a_plain_text_has_a_headline_and_paragraphs() {
        let article = parse(b"Bridge shut\n\nThe bridge was shut on Monday.\n", "a.txt");
        assert_eq!(article.title(), "Bridge shut");
        assert_eq!(article.blocks.len(), 1);
    }

    #[test]
    fn front_matter_is_metadata() {
        let text = "---\ntitle: \"A dam runs dry\"\nauthor: Ada Vorn\ndate: 2024-05-03\nlang: en\n---\n\nThe dam above the town of Dobrin ran dry on Friday, the council said.\n";
        let article = parse(text.as_bytes(), "a.md");
        sound(&article);
        assert_eq!(article.title(), "A dam runs dry");
        assert_eq!(article.byline.as_ref().map(|f| &*f.text), Some("Ada Vorn"));
        assert_eq!(
            article.date.as_ref().map(|d| (d.day.to_string(), d.basis)),
            Some(("2024-05-03".into(), DateBasis::Metadata))
        );
        assert_eq!(article.cut.iter().map(|c| c.reason).collect::<Vec<_>>(), [CutReason::Metadata]);
        assert_eq!(article.blocks.len(), 1);
    }

    #[test]
    fn a_million_short_lines_and_one_long_line_are_read() {
        let lines = "word\n".repeat(1_000_000);
        sound(&parse(lines.as_bytes(), "a.txt"));
        let line = "word ".repeat(3 << 20);
        assert!(parse(line.as_bytes(), "a.txt").blocks.len() <= 1);
    }

    #[test]
    fn kinds_of_blocks() {
        let text = "# The dam is dry\n\nThe dam above the town ran dry on Friday, and the council said it would not fill again soon.\n\n## What comes next\n\nThe council of the town will meet on Monday to hear what the engineers have found in the wall.\n\n> We have waited for this day and we did not want it to come, the mayor said.\n\n- The gate in the wall of the dam stays shut until the end of the month.\n- The pumps of the town run at night, when the power from the lake is cheap.\n\nNobody in the valley has seen the floor of the lake since the year that the dam was built.\n";
        let article = parse(text.as_bytes(), "a.md");
        sound(&article);
        let kinds: Vec<BlockKind> = article.blocks.iter().map(|b| b.kind).collect();
        assert_eq!(kinds, [Paragraph, Heading(1), Paragraph, PullQuote, ListItem, ListItem, Paragraph]);
        assert_eq!(article.title(), "The dam is dry");
    }
}
