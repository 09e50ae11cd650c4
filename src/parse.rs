//! Bytes to [`Article`]: decode, sanitise, find the parts, tell the article from what surrounds it.
//!
//! Total: it never fails and never panics; what was guessed or lost is in [`Article::issues`]. It reads no files and
//! knows nothing of other articles. How lines are judged is told in `docs/CLEANING.md`.

mod blocks;
mod credit;
mod front;
mod headline;
mod judge;
mod line;
mod phrases;
mod signals;
mod vocabulary;

use crate::model::{
    Article, ArticleDate, Clean, Cut, CutReason, DateBasis, Field, Issue, IssueCode, Severity, Span,
};
use crate::parse::blocks::{Fixed, assemble, roles};
use crate::parse::front::{Front, Key};
use crate::parse::line::Line;
use crate::parse::signals::Signals;
use crate::parse::vocabulary::Vocabulary;
use crate::text::decode::decode;
use crate::text::language::{Counter, Guess};
use crate::text::lines::flow;
use crate::text::{dates, lines};
use std::collections::HashMap;

/// How many bytes of the text are read to tell its language.
const LANGUAGE_SAMPLE: usize = 32 << 10;

/// Parses one file. `path` is a hint only: its ending tells Markdown and HTML.
#[must_use]
pub fn parse(bytes: &[u8], path: &str) -> Article {
    let decoded = decode(bytes);
    let mut article = parse_text(&decoded.text, path);
    article.issues.splice(0..0, decoded.issues);
    article
}

/// Parses decoded text.
#[must_use]
pub fn parse_text(raw: &str, _path: &str) -> Article {
    let text = Clean::lines(raw);
    let front = front::find(&text);
    let lines = line::gather(&text, front.span.to());
    let language = language(&text, &lines);
    let signals = signals(&text, &lines, language);
    let words = Vocabulary::read(&text, &lines);
    let verdict = judge::judge(&lines, &signals, &words, language);
    let head = headline::find(&text, &lines, &signals, &words, &verdict);
    let mut article = stated(&text, &front);
    let fixed = settle(&mut article, &text, &lines, &signals, head);
    let low = head.unwrap_or(0).saturating_sub(6);
    let first =
        (0..lines.len()).find(|i| verdict.keep.get(*i) == Some(&true) && verdict.full.get(*i) == Some(&true));
    let high = first.unwrap_or(0).max(head.unwrap_or(0)) + 8;
    let credits = credit::find(&text, &lines, &signals, &verdict.keep, (low, high));
    article.byline = article.byline.or(credits.byline);
    article.date = article.date.or(credits.date);
    let roles = roles(&text, &lines, &signals, &verdict, &fixed);
    let (blocks, cuts) = assemble(&lines, &roles);
    article.blocks = blocks;
    article.cut.extend(cuts);
    article.language = article.language.or_else(|| language.code().map(str::to_owned));
    article.text = text;
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
    article.headline = Some(Field { text: Clean::line(&flow(line.span.of(text))), span: line.span });
    Fixed { head: vec![at], headline: signals.get(at).map(|s| s.key) }
}

/// The language of the longer lines.
fn language(text: &str, lines: &[Line]) -> Guess {
    let mut counter = Counter::default();
    let mut read = 0;
    for long in [true, false] {
        for span in lines.iter().map(|line| line.span).filter(|span| (span.len() >= 80) == long) {
            let sample = Span::new(span.from(), span.to().min(span.from() + 4096));
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
fn signals(text: &str, lines: &[Line], language: Guess) -> Vec<Signals> {
    let mut signals: Vec<Signals> = lines.iter().map(|line| signals::read(text, line, language)).collect();
    let mut times: HashMap<u64, u32> = HashMap::with_capacity(lines.len());
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

    #[test]
    fn a_plain_text_has_a_headline_and_paragraphs() {
        let article = parse(b"Bridge shut\n\nThe bridge was shut on Monday.\n", "a.txt");
        assert_eq!(article.title(), "Bridge shut");
        assert_eq!(article.blocks.len(), 1);
    }
}
