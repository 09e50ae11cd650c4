//! A saved page as lines of text: what its head says of it as front matter, its blocks as lines, its tags gone.
//!
//! One pass over the tags, without a tree: linear on any nesting. It judges nothing; the line rules do.

use std::collections::HashMap;
use std::sync::LazyLock;

const ENTITIES: &str = include_str!("entities.txt");

static NAMED: LazyLock<HashMap<&'static str, char>> = LazyLock::new(|| {
    let rows = ENTITIES.lines().filter(|row| !row.starts_with('#')).filter_map(|row| row.split_once(' '));
    rows.filter_map(|(name, code)| Some((name, char::from_u32(u32::from_str_radix(code, 16).ok()?)?)))
        .collect()
});

/// Elements whose content is no text.
const SILENT: [&str; 12] = [
    "script", "style", "noscript", "template", "svg", "iframe", "select", "textarea", "object", "canvas",
    "math", "button",
];

/// Elements that begin and end a line.
const BLOCKS: [&str; 40] = [
    "address",
    "article",
    "aside",
    "blockquote",
    "body",
    "br",
    "caption",
    "center",
    "dd",
    "details",
    "dialog",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "menu",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "table",
    "tr",
    "ul",
    "summary",
];

/// Elements that hold what surrounds an article. Their lines become items, which the line rules trust less.
const AROUND: [&str; 4] = ["nav", "footer", "aside", "figcaption"];

/// Metadata of the head, by the key it becomes.
const META: [(&str, &[&str]); 5] = [
    ("title", &["og:title", "twitter:title", "dc.title"]),
    ("author", &["author", "article:author", "dc.creator", "parsely-author", "sailthru.author"]),
    (
        "date",
        &[
            "article:published_time",
            "datepublished",
            "date",
            "dc.date",
            "pubdate",
            "parsely-pub-date",
            "sailthru.date",
        ],
    ),
    ("source", &["og:site_name", "application-name"]),
    ("dek", &["og:description", "description"]),
];

/// Whether a text is a page rather than plain text.
pub(crate) fn is_html(text: &str, path: &str) -> bool {
    let ending = path.rsplit('.').next().unwrap_or_default().to_ascii_lowercase();
    let start: String = text.chars().take(600).collect::<String>().trim_start().to_ascii_lowercase();
    let opens =
        ["<!doctype html", "<html", "<head", "<body", "<?xml"].iter().any(|tag| start.starts_with(tag));
    opens && (start.contains("<h") || start.contains("<b") || start.contains("doctype"))
        || matches!(ending.as_str(), "html" | "htm" | "xhtml") && start.contains('<')
}

/// One tag or the text before it.
struct Tags<'t> {
    text: &'t str,
    at: usize,
}

/// A tag with its name in lower case, whether it closes, and its inside.
struct Tag<'t> {
    name: String,
    closes: bool,
    inside: &'t str,
}

impl<'t> Tags<'t> {
    /// The text up to the next tag, and the tag.
    fn next(&mut self) -> Option<(&'t str, Option<Tag<'t>>)> {
        let rest = self.text.get(self.at..).filter(|rest| !rest.is_empty())?;
        let is_tag = |at: &usize| {
            rest.as_bytes()
                .get(at + 1)
                .is_some_and(|b| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?'))
        };
        let Some(open) = memchr::memchr_iter(b'<', rest.as_bytes()).find(is_tag) else {
            self.at = self.text.len();
            return Some((rest, None));
        };
        let before = rest.get(..open).unwrap_or_default();
        let tag = rest.get(open..).unwrap_or_default();
        let end = if tag.starts_with("<!--") {
            tag.find("-->").map(|at| at + 3)
        } else {
            tag.find('>').map(|at| at + 1)
        };
        let end = end.unwrap_or(tag.len());
        self.at += open + end;
        let inside = tag.get(1..end).unwrap_or_default().trim_end_matches('>');
        let closes = inside.starts_with('/');
        let inside = inside.trim_start_matches('/');
        let name: String = inside
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .take(24)
            .collect::<String>()
            .to_ascii_lowercase();
        Some((before, Some(Tag { name, closes, inside })))
    }

    /// Goes behind the closing tag of an element whose content is no text.
    fn skip(&mut self, name: &str) {
        let rest = self.text.get(self.at..).unwrap_or_default();
        let wanted = format!("</{name}");
        let end = memchr::memchr_iter(b'<', rest.as_bytes())
            .find(|at| rest.get(*at..at + wanted.len()).is_some_and(|tag| tag.eq_ignore_ascii_case(&wanted)));
        // An element that is never closed silences nothing.
        self.at += end.unwrap_or(0);
    }
}

/// The page as text.
pub(crate) fn to_text(page: &str) -> String {
    let mut tags = Tags { text: page, at: 0 };
    let mut out = Lines::default();
    let mut head: Vec<(&str, String)> = Vec::new();
    let mut title: Option<String> = None;
    while let Some((before, tag)) = tags.next() {
        out.push(before);
        let Some(tag) = tag else { break };
        let name = tag.name.as_str();
        if AROUND.contains(&name) {
            let around = out.around;
            out.end();
            out.around = if tag.closes { around.saturating_sub(1) } else { around + 1 };
            continue;
        }
        if !tag.closes && matches!(name, "main" | "article" | "h1") {
            out.around = 0;
        }
        if name == "a" {
            out.link = !tag.closes;
            continue;
        }
        if tag.closes {
            if BLOCKS.contains(&name) {
                out.end();
            } else if matches!(name, "td" | "th") {
                out.push(" ");
            }
            continue;
        }
        match name {
            "title" => {
                let start = tags.at;
                tags.skip("title");
                let raw = page.get(start..tags.at).unwrap_or_default();
                title.get_or_insert_with(|| plain(raw));
            }
            "meta" => meta(tag.inside, &mut head),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => out.begin(&format!("{} ", "#".repeat(level(name)))),
            "li" => out.begin("- "),
            "blockquote" => out.begin("> "),
            name if SILENT.contains(&name) => tags.skip(name),
            name if BLOCKS.contains(&name) => out.end(),
            _ => {}
        }
    }
    out.end();
    if let Some(title) = title.filter(|_| !head.iter().any(|(key, _)| *key == "title")) {
        head.push(("title", title));
    }
    let mut text = String::with_capacity(out.text.len() + 400);
    if !head.is_empty() {
        text.push_str("---\n");
        for (key, value) in &head {
            let value = serde_json::Value::String(value.clone());
            text.extend([key, ": ", &value.to_string(), "\n"]);
        }
        text.push_str("---\n\n");
    }
    text.push_str(&out.text);
    text
}

fn level(name: &str) -> usize {
    name.trim_start_matches('h').parse().unwrap_or(2)
}

/// Takes one `meta` element into the head.
fn meta(inside: &str, head: &mut Vec<(&str, String)>) {
    let name = attribute(inside, "property")
        .or_else(|| attribute(inside, "name"))
        .or_else(|| attribute(inside, "itemprop"));
    let Some(name) = name.map(str::to_ascii_lowercase) else { return };
    let Some((key, _)) = META.iter().find(|(_, names)| names.contains(&name.as_str())) else { return };
    let Some(value) = attribute(inside, "content").map(plain).filter(|value| !value.is_empty()) else {
        return;
    };
    let address = value.starts_with("http");
    if !address && !head.iter().any(|(known, _)| known == key) {
        head.push((key, value));
    }
}

/// The value of an attribute.
fn attribute<'t>(inside: &'t str, name: &str) -> Option<&'t str> {
    inside.match_indices(name).find_map(|(at, _)| {
        let bounded = at > 0 && inside.as_bytes().get(at - 1).is_some_and(u8::is_ascii_whitespace);
        let rest =
            inside.get(at + name.len()..)?.trim_start().strip_prefix('=').filter(|_| bounded)?.trim_start();
        match rest.chars().next()? {
            quote @ ('"' | '\'') => rest.get(1..)?.split(quote).next(),
            _ => rest.split([' ', '/', '\n', '\t']).next(),
        }
    })
}

/// Lines in the making.
#[derive(Default)]
struct Lines {
    text: String,
    /// Where the open line began; its mark may stand there.
    start: usize,
    mark: String,
    /// How many elements that surround the article are open.
    around: u32,
    /// Whether a link is open, and how many bytes of the open line are of links.
    link: bool,
    linked: usize,
    marked: bool,
}

impl Lines {
    /// Adds text, with references decoded and blanks folded.
    fn push(&mut self, raw: &str) {
        for c in decoded(raw) {
            if c.is_whitespace() {
                if self.text.len() > self.start && !self.text.ends_with(' ') {
                    self.text.push(' ');
                }
                continue;
            }
            if self.text.len() == self.start {
                self.linked = 0;
                self.marked = self.around > 0 || !self.mark.is_empty();
                if self.around > 0 && self.mark.is_empty() {
                    self.text.push_str("- ");
                }
                self.text.push_str(&std::mem::take(&mut self.mark));
            }
            self.text.push(c);
            self.linked += if self.link { c.len_utf8() } else { 0 };
        }
    }

    /// Ends the open line and gives the next one a mark.
    fn begin(&mut self, mark: &str) {
        self.end();
        mark.clone_into(&mut self.mark);
    }

    fn end(&mut self) {
        if self.text.len() > self.start {
            self.text.truncate(self.text.trim_end().len());
            let line = self.text.get(self.start..).unwrap_or_default();
            let words = line.split(' ').count();
            // A name alone may be who wrote it; a longer line that is all link leads to another article.
            if !self.marked && words > 4 && self.linked * 10 >= (line.len() + 1 - words) * 9 {
                self.text.insert_str(self.start, "- ");
            }
            self.text.push_str("\n\n");
            self.start = self.text.len();
            self.mark.clear();
        }
    }
}

/// Text with references decoded, on one line.
fn plain(raw: &str) -> String {
    let text: String = decoded(raw).collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The characters of a text with its references decoded.
fn decoded(raw: &str) -> impl Iterator<Item = char> {
    let mut chars = raw.char_indices();
    std::iter::from_fn(move || {
        let (at, c) = chars.next()?;
        if c != '&' {
            return Some(c);
        }
        let name = raw
            .get(at + 1..)?
            .split(';')
            .next()
            .filter(|name| name.len() <= 10 && at + 1 + name.len() < raw.len());
        let Some((name, known)) = name.and_then(|name| Some((name, reference(name)?))) else {
            return Some(c);
        };
        for _ in 0..=name.chars().count() {
            chars.next();
        }
        Some(known)
    })
}

fn reference(name: &str) -> Option<char> {
    let Some(code) = name.strip_prefix('#') else { return NAMED.get(name).copied() };
    let hex = code.strip_prefix(['x', 'X']);
    let code = hex.map_or_else(|| code.parse().ok(), |hex| u32::from_str_radix(hex, 16).ok())?;
    char::from_u32(code)
}

#[cfg(test)]
mod tests {
    use super::{is_html, to_text};

    #[test]
    fn a_page_becomes_lines() {
        let page = "<!DOCTYPE html><html><head><title>A dam &amp; a town - The Vale Courier</title><meta property=\"og:title\" content=\"A dam &amp; a town\">\
            <meta name='author' content='Ada Vorn'><script>if (a < b) { x(); }</script></head><body><nav><ul><li>Home</li></ul></nav>\
            <h1>A dam &amp; a town</h1><p>It was&nbsp;dry, <b>she</b>\n said &#8212; &ldquo;dry&rdquo;.</p><!-- a > b --><p>1 < 2 &unknown; R&D</p></body></html>";
        let text = to_text(page);
        assert_eq!(
            text,
            "---\ntitle: \"A dam & a town\"\nauthor: \"Ada Vorn\"\n---\n\n- Home\n\n# A dam & a town\n\nIt was dry, she said — “dry”.\n\n1 < 2 &unknown; R&D\n\n"
        );
    }

    #[test]
    fn what_surrounds_an_article_becomes_items() {
        let page = "<body><nav><p>Home</p></nav><main><p><a href=x>The gate of the dam is open</a></p><p>The dam <a href=x>is dry</a>.</p>\
            <p><a href=y>Ada Vorn</a></p><figure><figcaption>The wall</figcaption></figure><footer>Rights</footer></body>";
        let lines = [
            "- Home",
            "- The gate of the dam is open",
            "The dam is dry.",
            "Ada Vorn",
            "- The wall",
            "- Rights",
        ];
        assert_eq!(to_text(page), lines.join("\n\n") + "\n\n");
    }

    #[test]
    fn pages_are_told_from_text() {
        assert!(is_html("<!DOCTYPE html>\n<html>", "x.txt"));
        assert!(is_html("<p>One</p>", "x.html"));
        assert!(!is_html("A text about <html> and more", "x.txt"));
        assert!(!is_html("Plain text in a page file", "x.html"));
    }

    #[test]
    fn deep_and_broken_pages_take_one_pass() {
        let deep = "<div>".repeat(200_000);
        assert_eq!(to_text(&deep), "");
        assert_eq!(to_text("<script>never closed<p>Text"), "never closed\n\nText\n\n");
        assert_eq!(to_text("<p>a<b"), "a\n\n");
    }
}
