//! What a file says about itself before its text: front matter (`---` or `+++`) or a head of `Key: value` lines.
//!
//! It reads the flat subset of YAML and TOML that saved articles use: scalars, quoted scalars, lists, folded blocks. It
//! judges no values; dates and names are read elsewhere.

use crate::model::Span;
use crate::text::lines::{flow, lines};
use std::collections::HashMap;
use std::sync::LazyLock;

const KEYS: &str = include_str!("keys.txt");

/// How many lines front matter or a head may have.
const MAX_LINES: usize = 400;

/// What a key means.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Key {
    Title,
    Dek,
    Author,
    Source,
    Date,
    Language,
    Other,
}

/// One stated value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entry {
    pub(crate) key: Key,
    /// The value, unquoted and on one line.
    pub(crate) value: String,
    pub(crate) span: Span,
}

/// What stands before the text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Front {
    pub(crate) entries: Vec<Entry>,
    /// All of it, marks included; empty when there is none.
    pub(crate) span: Span,
    /// A line that is neither `key: value` nor part of one.
    pub(crate) strange: Option<Span>,
}

impl Front {
    /// The first value of a key.
    pub(crate) fn get(&self, key: Key) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

static MEANING: LazyLock<HashMap<&'static str, Key>> = LazyLock::new(|| {
    let rows = KEYS.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(": "));
    rows.flat_map(|(name, words)| {
        let key = match name {
            "title" => Key::Title,
            "dek" => Key::Dek,
            "author" => Key::Author,
            "source" => Key::Source,
            "date" => Key::Date,
            "language" => Key::Language,
            _ => Key::Other,
        };
        words.split_whitespace().map(move |word| (word, key))
    })
    .collect()
});

/// What a key means, if it is a known one.
pub(crate) fn meaning(key: &str) -> Option<Key> {
    if key.len() > 30 {
        return None;
    }
    MEANING.get(key.trim().to_lowercase().replace([' ', '_'], "-").as_str()).copied()
}

/// Finds front matter or a `Key: value` head.
pub(crate) fn find(text: &str) -> Front {
    fenced(text).or_else(|| head(text)).unwrap_or_default()
}

/// Front matter between two lines of `---` (or a closing `...`), or of `+++`.
fn fenced(text: &str) -> Option<Front> {
    let mut rows = lines(text).skip_while(|row| row.is_empty());
    let open = rows.next()?;
    let (closing, sign): (&[&str], char) = match open.of(text) {
        "---" => (&["---", "..."], ':'),
        "+++" => (&["+++"], '='),
        _ => return None,
    };
    let mut inner = Vec::new();
    let close = loop {
        let row = rows.next()?;
        if closing.contains(&row.of(text)) {
            break row;
        }
        inner.push(row);
        if inner.len() > MAX_LINES {
            return None;
        }
    };
    let first = inner.iter().find(|row| !row.is_empty() && !row.of(text).starts_with('#'));
    if !first.is_none_or(|row| row.of(text).contains(sign)) {
        return None;
    }
    let mut front = Front { span: open.join(close), ..Front::default() };
    read(text, &inner, sign, &mut front);
    Some(front)
}

/// Reads the lines of front matter.
fn read(text: &str, rows: &[Span], sign: char, front: &mut Front) {
    let mut open: Option<Entry> = None;
    for row in rows {
        let line = row.of(text);
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let indented = row.from() > 0 && text.as_bytes().get(row.from() - 1).is_some_and(|b| *b == b' ');
        let item = line.strip_prefix("- ");
        let pair = split_key(line, sign).filter(|_| item.is_none());
        match pair {
            Some((key, value)) if !indented => {
                front.entries.extend(open.take());
                let value_at = Span::new(row.to() - value.len(), row.to());
                let (value, span) = scalar(value, value_at);
                open = Some(Entry { key: meaning(key).unwrap_or(Key::Other), value, span });
            }
            _ => {
                let (more, span) = scalar(item.unwrap_or(line), *row);
                // Below `author:` stands a list, a `name: …`, or the rest of a folded text.
                let more = match pair {
                    Some(("name", value)) => scalar(value, *row).0,
                    Some(_) => continue,
                    None => more,
                };
                let Some(entry) = &mut open else {
                    front.strange.get_or_insert(*row);
                    continue;
                };
                let glue = if entry.value.is_empty() {
                    ""
                } else if item.is_some() {
                    ", "
                } else {
                    " "
                };
                entry.span = if entry.value.is_empty() { span } else { entry.span.join(span) };
                entry.value = format!("{}{glue}{more}", entry.value);
            }
        }
    }
    front.entries.extend(open);
    front.entries.retain(|entry| !entry.value.is_empty());
}

/// `key: value` or `key = value`; the key is one to four words.
fn split_key(line: &str, sign: char) -> Option<(&str, &str)> {
    // "og:title: x" has its sign inside the key.
    let after = if sign == ':' {
        line.match_indices(':')
            .find(|(at, _)| line.get(at + 1..).is_some_and(|rest| rest.is_empty() || rest.starts_with(' ')))?
            .0
    } else {
        line.find(sign)?
    };
    let key = line.get(..after)?.trim().trim_matches('"');
    let value = line.get(after + 1..)?.trim();
    let wordy = key.chars().all(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_' | '.' | ':'));
    (!key.is_empty() && key.len() <= 40 && wordy && key.split(' ').count() <= 4).then_some((key, value))
}

/// A value without its quotation marks, escapes, brackets or block mark, and where it stands.
fn scalar(raw: &str, at: Span) -> (String, Span) {
    let inside = Span::new(at.from() + 1, at.to().saturating_sub(1).max(at.from() + 1));
    match raw.as_bytes() {
        [b'"', .., b'"'] => {
            let plain = serde_json::from_str::<String>(raw).ok();
            let inner = raw.get(1..raw.len() - 1).unwrap_or_default();
            (one_line(&plain.unwrap_or_else(|| inner.to_owned())), inside)
        }
        [b'\'', .., b'\''] => {
            let inner = raw.get(1..raw.len() - 1).unwrap_or_default();
            (one_line(&inner.replace("''", "'")), inside)
        }
        [b'[', .., b']'] => {
            let inner = raw.get(1..raw.len() - 1).unwrap_or_default();
            let items: Vec<&str> =
                inner.split(',').map(|item| item.trim().trim_matches(['"', '\''])).collect();
            (items.join(", "), inside)
        }
        b"|" | b">" | b"|-" | b">-" | b"~" | b"null" => (String::new(), at),
        _ => (one_line(raw), at),
    }
}

fn one_line(value: &str) -> String {
    flow(value.trim()).into_owned()
}

/// A head of `Key: value` lines: at least two known keys, or one that only a head has, then a blank line.
fn head(text: &str) -> Option<Front> {
    let mut front = Front::default();
    let (mut known, mut rows) = (0, 0);
    for row in lines(text).skip_while(|row| row.is_empty()) {
        let line = row.of(text);
        let pair = split_key(line, ':');
        let Some((key, value)) = pair else {
            let ended = line.is_empty() || matches!(line, "---" | "***" | "===");
            let sure = front.entries.iter().any(|e| matches!(e.key, Key::Title | Key::Date | Key::Source))
                || known >= 3;
            return (ended && known >= 1 && sure && (known >= 2 || rows == 1)).then_some(front);
        };
        rows += 1;
        let meaning = meaning(key);
        if value.len() > 600 || rows > 30 || (meaning.is_none() && known == 0) {
            return None;
        }
        known += usize::from(meaning.is_some());
        front.span = if rows == 1 { row } else { front.span.join(row) };
        let (value, span) = scalar(value, Span::new(row.to() - value.len(), row.to()));
        if !value.is_empty() {
            front.entries.push(Entry { key: meaning.unwrap_or(Key::Other), value, span });
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{Key, find};

    #[track_caller]
    fn check(text: &str, expect: &[(Key, &str)]) {
        let front = find(text);
        let found: Vec<(Key, &str)> = front.entries.iter().map(|e| (e.key, e.value.as_str())).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn yaml_front_matter() {
        let text = "---\ntitle: \"The \\\"quiet\\\" dam\"\nauthors:\n  - Ada Vorn\n  - Lem Okke\ndate: 2024-05-03\nsummary: >\n  Two lines\n  of it\n---\n\nText.";
        check(
            text,
            &[
                (Key::Title, "The \"quiet\" dam"),
                (Key::Author, "Ada Vorn, Lem Okke"),
                (Key::Date, "2024-05-03"),
                (Key::Dek, "Two lines of it"),
            ],
        );
        assert!(find(text).span.of(text).ends_with("---"));
        check(
            "---\ntitle: 'It''s dry'\nauthor:\n  name: Ada Vorn\n  url: x\ntags: [a, \"b\"]\n---\n",
            &[(Key::Title, "It's dry"), (Key::Author, "Ada Vorn"), (Key::Other, "a, b")],
        );
    }

    #[test]
    fn toml_front_matter() {
        check(
            "+++\ntitle = \"A dam\"\ndate = 2024-05-03\n+++\nText",
            &[(Key::Title, "A dam"), (Key::Date, "2024-05-03")],
        );
    }

    #[test]
    fn a_head_of_keys() {
        check(
            "Title: A dam: part two\nSource: The Vale Courier\nURL: https://x.example/a\n\nText here.",
            &[
                (Key::Title, "A dam: part two"),
                (Key::Source, "The Vale Courier"),
                (Key::Other, "https://x.example/a"),
            ],
        );
    }

    #[test]
    fn text_is_not_taken_for_a_head() {
        check("Dam: the long wait\n\nThe dam is dry.", &[]);
        check("---\nA rule opens this text.\n---\nMore.", &[]);
        check("Title: a dam\nAnd the text goes on.", &[]);
        check("---\ntitle: never closed\n", &[]);
    }
}
