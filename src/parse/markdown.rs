//! Markdown without the marks inside its lines: emphasis, links, images, code, escapes, tags, notes.
//!
//! The marks that stand before a line (`#`, `-`, `>`) stay, for the line rules read them in any text. What a mark is, is
//! `pulldown-cmark`'s to say, a paragraph at a time, so that memory is bounded by a paragraph.

use crate::parse::{front, html};
use pulldown_cmark::{BrokenLink, CowStr, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;

/// Longer paragraphs stay as they are: no article has them.
const LONGEST: usize = 1 << 16;
/// A text that is not called Markdown is read as such from so many links on.
const LINKS: usize = 3;
/// The sign of a note is no longer, in bytes.
const NAME: usize = 40;
/// The headline and what tells more of it stand in the first so many paragraphs.
const EARLY: usize = 4;
/// From so many words on a line that is nothing but a link leads to another article.
const LEADS: usize = 4;

/// Whether a text is Markdown: by its file's name, or by its links.
pub(crate) fn is_markdown(text: &str, path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default();
    ["md", "markdown", "mdown"].iter().any(|known| ending.eq_ignore_ascii_case(known))
        || text.matches("](http").take(LINKS).count() == LINKS
}

/// The text without its marks.
pub(crate) fn to_text(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let body = front::find(text).span.to();
    out.push_str(text.get(..body).unwrap_or_default());
    let mut paragraph = body;
    let mut at = body;
    let mut count = 0;
    for row in text.get(body..).unwrap_or_default().split_inclusive('\n') {
        if row.trim().is_empty() {
            count += usize::from(at > paragraph);
            unmarked(text.get(paragraph..at).unwrap_or_default(), count <= EARLY, &mut out);
            out.push_str(row);
            paragraph = at + row.len();
        }
        at += row.len();
    }
    unmarked(text.get(paragraph..).unwrap_or_default(), count < EARLY, &mut out);
    out
}

/// One paragraph without its marks; `early` are those where a headline may be.
fn unmarked(paragraph: &str, early: bool, out: &mut String) {
    let plain = memchr::memchr3(b'*', b'[', b'`', paragraph.as_bytes()).is_none()
        && memchr::memchr3(b'_', b'<', b'&', paragraph.as_bytes()).is_none()
        && memchr::memchr3(b'\\', b'~', b'!', paragraph.as_bytes()).is_none();
    if plain || paragraph.len() > LONGEST {
        out.push_str(paragraph);
        return;
    }
    let mut changes = changes(paragraph, early);
    changes.sort_by_key(|(range, _)| (range.start, range.end));
    let mut at = 0;
    for (range, with) in changes {
        if range.start < at {
            continue;
        }
        out.push_str(paragraph.get(at..range.start).unwrap_or_default());
        out.push_str(&with);
        at = range.end;
    }
    out.push_str(paragraph.get(at..).unwrap_or_default());
}

/// An element that is open: where it began, and its content so far.
struct Open {
    from: usize,
    content: Option<Range<usize>>,
    /// Whether its marks are taken off.
    marks: bool,
    /// Whether nothing of it is kept.
    whole: bool,
    link: bool,
}

/// What becomes of which bytes of a paragraph.
fn changes(paragraph: &str, early: bool) -> Vec<(Range<usize>, String)> {
    let mut changes: Vec<(Range<usize>, String)> = Vec::new();
    changes.extend(definitions(paragraph).chain(notes(paragraph)).map(|range| (range, String::new())));
    let options = Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_WIKILINKS
        | Options::ENABLE_TASKLISTS;
    // What a link refers to stands in another paragraph.
    let elsewhere = |link: BrokenLink<'_>| {
        let refers = paragraph.get(link.span.clone()).is_some_and(|words| words.contains("]["));
        refers.then_some((CowStr::Borrowed(""), CowStr::Borrowed("")))
    };
    let mut open: Vec<Open> = Vec::new();
    let parser = Parser::new_with_broken_link_callback(paragraph, options, Some(elsewhere));
    for (event, range) in parser.into_offset_iter() {
        if let Event::Start(tag) = event {
            let link = matches!(tag, Tag::Link { .. });
            let image = matches!(tag, Tag::Image { .. });
            // A paragraph in italics may tell more of the headline: the line rules know it by its marks.
            let italics = matches!(tag, Tag::Emphasis) && paragraph.trim().len() == range.len();
            let marks = link
                || matches!(tag, Tag::Strong | Tag::Strikethrough | Tag::FootnoteDefinition(_))
                || matches!(tag, Tag::Emphasis) && !(early && italics);
            open.push(Open { from: range.start, content: None, marks, whole: image, link });
            continue;
        }
        if let Event::End(end) = event {
            let Some(element) = open.pop() else { continue };
            if element.whole {
                changes.push((range.clone(), String::new()));
            } else if element.marks
                && let Some(content) = element.content
            {
                let leads = element.link && leads(paragraph, &range, &content);
                let mark = if leads { "- " } else { "" };
                changes.push((element.from..content.start, mark.to_owned()));
                if !matches!(end, TagEnd::FootnoteDefinition) {
                    changes.push((content.end..range.end, String::new()));
                }
            }
            within(&mut open, &range);
            continue;
        }
        let source = paragraph.get(range.clone()).unwrap_or_default();
        match event {
            Event::Text(text) => {
                if range.start > 0 && paragraph.as_bytes().get(range.start - 1) == Some(&b'\\') {
                    changes.push((range.start - 1..range.start, String::new()));
                }
                if *text != *source {
                    changes.push((range.clone(), text.into_string()));
                }
            }
            Event::Code(code) => changes.push((range.clone(), code.into_string())),
            Event::Html(_) => changes.push((range.clone(), html::to_text(source))),
            Event::InlineHtml(_) => {
                let line = source.to_ascii_lowercase().starts_with("<br");
                changes.push((range.clone(), if line { "\n".to_owned() } else { String::new() }));
            }
            Event::FootnoteReference(_) | Event::TaskListMarker(_) => {
                changes.push((range.clone(), String::new()));
            }
            _ => {}
        }
        within(&mut open, &range);
    }
    changes
}

/// Widens the content of the innermost open element.
fn within(open: &mut [Open], range: &Range<usize>) {
    if let Some(element) = open.last_mut() {
        let content = element.content.get_or_insert_with(|| range.clone());
        content.start = content.start.min(range.start);
        content.end = content.end.max(range.end);
    }
}

/// Whether a link is all of its line, and long enough to be another article's headline.
fn leads(paragraph: &str, link: &Range<usize>, content: &Range<usize>) -> bool {
    let before = paragraph.get(..link.start).unwrap_or_default();
    let behind = paragraph.get(link.end..).unwrap_or_default();
    let opens = before.is_empty() || before.ends_with('\n');
    let closes = behind.is_empty() || behind.starts_with(['\n', '\r']);
    let words = paragraph.get(content.clone()).unwrap_or_default().split_whitespace().count();
    opens && closes && words > LEADS
}

/// The lines that only say where a link leads: `[name]: https://…`.
fn definitions(paragraph: &str) -> impl Iterator<Item = Range<usize>> {
    let mut at = 0;
    paragraph.split_inclusive('\n').filter_map(move |row| {
        let from = at;
        at += row.len();
        let (name, address) = row.trim_start().strip_prefix('[')?.split_once("]: ")?;
        let address = address.trim_start_matches('<');
        let leads = ["http", "/", "#", "mailto:", "www."].iter().any(|start| address.starts_with(start));
        (leads && !name.starts_with('^')).then_some(from..from + row.trim_end().len())
    })
}

/// Signs of notes, which stand in another paragraph: `[^1]`.
fn notes(paragraph: &str) -> impl Iterator<Item = Range<usize>> {
    paragraph.match_indices("[^").filter_map(|(from, _)| {
        let near = paragraph.as_bytes().get(from..)?;
        let end = near.iter().take(NAME).position(|b| *b == b']' || b.is_ascii_whitespace())?;
        let closes = near.get(end) == Some(&b']') && near.get(end + 1) != Some(&b':');
        closes.then_some(from..from + end + 1)
    })
}

#[cfg(test)]
mod tests {
    use super::{is_markdown, to_text};
    use proptest::prelude::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(to_text(text), expect, "{text}");
    }

    #[test]
    fn marks_within_lines_go() {
        check("# To *close* the **north** pier\n", "# To close the north pier\n");
        check("for _two_ ~~long~~ ***years***", "for two long years");
        check("She read the `survey` and `` `tick` ``.", "She read the survey and `tick`.");
        check("2 \\* 3 \\_ is \\\\ AT&amp;T &unknown; R&D", "2 * 3 _ is \\ AT&T &unknown; R&D");
        check("a<br>b <span class=x>south</span>", "a\nb south");
        check("- [x] done\n- [ ] open", "-  done\n-  open");
    }

    #[test]
    fn links_leave_their_words() {
        check("The [harbour board](https://a.b \"About\") said [so][1].", "The harbour board said so.");
        check(
            "By [Ilse **Brandt**](https://a.b), see <https://c.d> and [[Pier|the pier]].",
            "By Ilse Brandt, see https://c.d and the pier.",
        );
        check("![A pier](p.jpg)\nText [![x](y)](z).", "\nText .");
        check("Said.[^1]\n\n[^1]: In closed session.\n", "Said.\n\nIn closed session.\n");
        check("One.\n\n[1]: https://a.b\n[two]: </c>\n", "One.\n\n\n\n");
    }

    #[test]
    fn a_line_of_nothing_but_a_link_becomes_an_item() {
        check("[The gate of the dam is open](x)\n[Ada Vorn](y)", "- The gate of the dam is open\nAda Vorn");
        check("- [Home](x)\n- [The gate of the dam is open](y)", "- Home\n- The gate of the dam is open");
    }

    #[test]
    fn what_is_no_mark_stays() {
        for text in [
            "5 * 3 * 2, snake_case_name, f*** it, [sic] and [so] on",
            "---\ntitle: \"*a* [b](c)\"\n---\n\nText\n",
            "> quoted\n\n1. one\n2. two\n\n    indented *code*\n",
        ] {
            check(text, text);
        }
    }

    #[test]
    fn a_paragraph_in_italics_below_the_headline_keeps_its_marks() {
        check(
            "# Head\n\n*What it *is* about.*\n\nA\n\nB\n\n*C*",
            "# Head\n\n*What it is about.*\n\nA\n\nB\n\nC",
        );
    }

    #[test]
    fn markdown_is_told_from_text() {
        assert!(is_markdown("", "a.MD"));
        assert!(!is_markdown("[a](b)", "a.txt"));
        assert!(is_markdown("[a](http://b) [c](http://d) [e](https://f)", "a.txt"));
    }

    proptest! {
        #[test]
        fn words_are_kept(words in "([a-z]{1,6}( |\n|\n\n)){1,40}", marks in proptest::collection::vec((0..200_usize, "[*_`~\\[\\]()!<>&\\\\]{1,3}"), 0..12)) {
            let mut text = words.clone();
            for (at, mark) in marks {
                let at = at.min(text.len());
                text.insert_str(at, &mark);
            }
            let out = to_text(&text);
            prop_assert!(out.len() <= text.len() + 16, "{text:?} {out:?}");
        }
    }
}
