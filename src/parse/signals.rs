//! What one line shows: counts of words and signs, and which lists know it.
//!
//! All of it is read in one pass over the line and a look into the lists. Signals say nothing of the neighbours.

mod counts;

use crate::model::CutReason;
use crate::parse::dateline::dateline;
use crate::parse::line::Line;
use crate::parse::phrases::{Marker, Phrase, marker, phrase};
use crate::parse::{credit, front};
use crate::text::language::Guess;

/// The signs of one line.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is one independent sign of a line")]
pub(crate) struct Signals {
    pub(crate) words: u32,
    /// Share of function words, 0 to 1.
    pub(crate) function: f32,
    /// Words that begin with a capital.
    pub(crate) capitals: u32,
    pub(crate) digits: u32,
    /// Sentence ends with another sentence behind them.
    pub(crate) breaks: u32,
    /// Ends as sentences do; a closing quotation mark or bracket may follow.
    pub(crate) ends: bool,
    /// Ends with a colon.
    pub(crate) colon: bool,
    /// Ends with dots that leave something out.
    pub(crate) dots: bool,
    pub(crate) quote: bool,
    pub(crate) said: bool,
    /// Speaks of me, you or us.
    pub(crate) addresses: bool,
    /// Holds an address of the net or an account.
    pub(crate) link: bool,
    /// Holds signs that part menu entries.
    pub(crate) bar: bool,
    /// Nothing but a time of day.
    pub(crate) time: bool,
    /// Names a day, or a time ago.
    pub(crate) dated: bool,
    /// Names a day with its year, and a time.
    pub(crate) stamped: bool,
    /// Says who wrote the post shown above it.
    pub(crate) embed: bool,
    /// Opens with a dateline.
    pub(crate) placed: bool,
    /// A headline and the text below it run into one line, as teasers do.
    pub(crate) teaser: bool,
    /// `Key: value` with a key of cards and heads.
    pub(crate) keyed: bool,
    /// A byline.
    pub(crate) byline: bool,
    /// Says who somebody on the staff is.
    pub(crate) bio: bool,
    /// The head or foot of a reader's comment.
    pub(crate) comment: bool,
    pub(crate) marker: Option<Marker>,
    pub(crate) phrase: Option<Phrase>,
    /// A hash of its letters and digits.
    pub(crate) key: u64,
    /// The same line stands elsewhere in the file.
    pub(crate) repeated: bool,
}

impl Signals {
    /// Why the line's own words say that it is not the article, if they do.
    pub(crate) fn reason(&self) -> Option<CutReason> {
        if self.time {
            return Some(CutReason::Ticker);
        }
        if let Some(marker) = self.marker {
            return Some(marker.reason);
        }
        if self.comment {
            return Some(CutReason::Comments);
        }
        if self.byline {
            return Some(CutReason::Byline);
        }
        if self.keyed {
            return Some(CutReason::AuthorCard);
        }
        if self.bio && self.words < 40 {
            return Some(CutReason::AuthorCard);
        }
        self.phrase.filter(|p| !p.weak || self.words < 30).map(|p| p.reason)
    }
}

/// Reads the signs of one line. `language` chooses the function words.
/// The line's content words are added to `words`.
pub(crate) fn read(text: &str, line: &Line, language: Guess, words: &mut Vec<u64>) -> Signals {
    let raw = line.span.of(text);
    let mut signals = counts::count(raw, language, words);
    let short = signals.words <= 20;
    signals.phrase = phrase(raw);
    signals.marker = marker(raw);
    signals.placed = signals.words >= 8 && dateline(raw).is_some();
    signals.teaser = (15..=60).contains(&signals.words) && teaser(raw);
    if signals.placed && signals.phrase.is_some_and(|p| p.weak && p.reason == CutReason::Caption) {
        signals.phrase = None;
    }
    signals.link = address(raw) || account(raw);
    signals.embed = signals.words <= 20 && raw.starts_with(['—', '–']) && raw.contains("(@");
    signals.bar = raw.as_bytes().contains(&b'|') || !raw.is_ascii() && raw.contains(['»', '›']);
    if short {
        signals.time = time_only(raw);
        signals.dated = dated(raw);
        signals.stamped = signals.dated && clock(raw) && crate::text::dates::find(raw).is_some();
        signals.byline = credit::is_byline(raw);
        signals.comment = credit::is_comment(raw);
    }
    if signals.words < 60 {
        signals.keyed = card_key(raw);
        signals.bio = bio(raw);
    }
    signals
}

/// A word that runs into a capital behind at least four capitalised words without a sentence end.
fn teaser(raw: &str) -> bool {
    let (mut words, mut capitals, mut from) = (0, 0, 0);
    for end in memchr::memchr_iter(b' ', raw.as_bytes()).chain([raw.len()]).take(22) {
        let word = raw.get(from..end).unwrap_or_default();
        from = end + 1;
        words += 1;
        capitals += u32::from(word.starts_with(char::is_uppercase));
        if credit::glued(word).is_some() {
            return words >= 4 && capitals * 5 >= words * 3;
        }
        if word.len() > 4 && word.ends_with('.') {
            return false;
        }
    }
    false
}

/// An address of the net.
fn address(raw: &str) -> bool {
    let bytes = raw.as_bytes();
    memchr::memchr_iter(b':', bytes).any(|at| {
        let (head, tail) = bytes.split_at(at);
        tail.starts_with(b"://") && (head.ends_with(b"http") || head.ends_with(b"https"))
    }) || memchr::memchr_iter(b'.', bytes)
        .any(|at| bytes.get(..at).is_some_and(|head| head.ends_with(b"www")))
}

/// An `@` with a name behind it.
fn account(raw: &str) -> bool {
    memchr::memchr_iter(b'@', raw.as_bytes())
        .any(|at| raw.as_bytes().get(at + 1).is_some_and(u8::is_ascii_alphanumeric))
}

/// "14:20", "2.20 pm ET", "09h30".
fn time_only(raw: &str) -> bool {
    let raw = raw.trim_matches(|c: char| !c.is_alphanumeric());
    let (clock, rest) = raw.split_at(raw.find(' ').unwrap_or(raw.len()));
    let digits = clock.bytes().filter(u8::is_ascii_digit).count();
    let zone = rest.trim();
    let zoned = zone.split_whitespace().all(|z| {
        matches!(z, "am" | "pm" | "a.m." | "p.m." | "h" | "Uhr")
            || z.len() <= 5 && z.bytes().all(|b| b.is_ascii_uppercase())
    });
    let lower = clock.to_ascii_lowercase();
    let bare = lower.trim_end_matches("am").trim_end_matches("pm");
    let split = bare.split_once([':', '.', 'h']);
    let clocked = split.is_some_and(|(h, m)| {
        (1..=2).contains(&h.len()) && m.len() == 2 && h.bytes().chain(m.bytes()).all(|b| b.is_ascii_digit())
    });
    (3..=4).contains(&digits) && clocked && zoned
}

/// A colon between digits.
fn clock(raw: &str) -> bool {
    raw.as_bytes().windows(3).any(|w| matches!(w, [a, b':', b] if a.is_ascii_digit() && b.is_ascii_digit()))
}

/// A month beside a number, an ISO day, a time ago, a time of day with its zone.
fn dated(raw: &str) -> bool {
    if !raw.bytes().any(|b| b.is_ascii_digit()) {
        return false;
    }
    let words: Vec<&str> =
        raw.split(|c: char| !c.is_alphanumeric() && c != ':').filter(|w| !w.is_empty()).collect();
    let number = |word: Option<&&str>| {
        word.is_some_and(|w| {
            w.len() <= 4 && w.as_bytes().first().is_some_and(u8::is_ascii_digit) && !w.contains(':')
        })
    };
    let ago = |w: &str| {
        [
            "min", "mins", "minute", "minutes", "hour", "hours", "hr", "hrs", "day", "days", "week", "weeks",
            "month", "months",
        ]
        .contains(&w)
    };
    let zone = |w: &str| ["am", "pm", "gmt", "bst", "est", "edt", "et", "utc", "cet"].contains(&w);
    (0..words.len()).any(|at| {
        let word = words.get(at).map(|w| w.to_lowercase()).unwrap_or_default();
        let before = at.checked_sub(1).and_then(|at| words.get(at));
        let after = words.get(at + 1);
        (crate::text::dates::month(&word).is_some() && (number(before) || number(after)))
            || (ago(&word) && number(before) && after.is_some_and(|w| w.eq_ignore_ascii_case("ago")))
            || (zone(&word) && before.is_some_and(|w| w.as_bytes().first().is_some_and(u8::is_ascii_digit)))
    }) || crate::text::dates::find(raw).is_some()
}

/// A key of author and article cards, or of heads, with its value.
fn card_key(raw: &str) -> bool {
    const CARD: [&str; 22] = [
        "views",
        "rating",
        "reviews",
        "birthday",
        "address",
        "phone",
        "job",
        "hobby",
        "introduction",
        "share",
        "tel",
        "fax",
        "isbn",
        "website",
        "contact",
        "editor",
        "file",
        "filed under",
        "keywords",
        "contact number",
        "email",
        "last updated",
    ];
    let colon = memchr::memchr(b':', raw.as_bytes());
    let Some(name) = colon.and_then(|at| raw.get(..at)).map(str::trim) else { return false };
    if name.len() > 24 || !name.starts_with(char::is_alphabetic) {
        return false;
    }
    let lower = name.to_lowercase();
    CARD.contains(&lower.as_str())
        || (front::meaning(&lower).is_some()
            && !matches!(lower.as_str(), "subject" | "day" | "host" | "from" | "abstract" | "name"))
        || lower == "name"
}

/// "… is a reporter in Vale." and the like.
fn bio(raw: &str) -> bool {
    const STAFF: [&str; 14] = [
        "reporter",
        "correspondent",
        "editor",
        "writer",
        "columnist",
        "journalist",
        "contributor",
        "author",
        "professor",
        "fellow",
        "producer",
        "freelancer",
        "lecturer",
        "bureau chief",
    ];
    const VERBS: [&str; 8] = [
        " is a ",
        " is an ",
        " is the ",
        " covers ",
        " writes about ",
        " reports on ",
        " reported from ",
        " contributed to ",
    ];
    // The name in front has five words at most.
    let mut blanks = memchr::memchr_iter(b' ', raw.as_bytes()).take(6);
    let verb =
        |at: &usize| raw.get(*at..).is_some_and(|rest| VERBS.iter().any(|verb| rest.starts_with(verb)));
    let Some(at) = blanks.find(verb) else { return false };
    let head = raw.get(..at).unwrap_or_default();
    let capitals = head.split(' ').filter(|word| word.starts_with(char::is_uppercase)).count();
    let name = capitals >= 2 && head.split(' ').count() <= 5 && !head.contains(['“', '"']);
    let rest = raw.get(at..).unwrap_or_default();
    let sentence = rest.split_inclusive(". ").next().unwrap_or(rest);
    let verb = rest.starts_with(" covers ")
        || rest.starts_with(" writes about ")
        || rest.starts_with(" reports on ");
    let aid = rest.starts_with(" reported from ") || rest.starts_with(" contributed to ");
    name && ((verb && raw.len() < 260)
        || (aid
            && raw.len() < 200
            && (raw.contains("this report")
                || raw.contains("reporting")
                || raw.starts_with("Associated")
                || raw.contains("this article")
                || raw.contains("this story")))
        || STAFF.iter().any(|s| sentence.contains(s) && sentence.len() < 160))
}

#[cfg(test)]
mod tests {
    use super::{Signals, bio, dated, read, time_only};
    use crate::parse::line::gather;
    use crate::text::language::{Guess, Language};

    fn signals(text: &str) -> Signals {
        let lines = gather(text, 0);
        read(text, &lines[0], Guess::Listed(Language::ENGLISH), &mut Vec::new())
    }

    #[test]
    fn a_sentence_shows_itself() {
        let s = signals("“The dam is dry,” said Ada Vorn. Nobody in the U.S. asked why.");
        assert_eq!((s.words, s.ends, s.quote, s.said), (14, true, true, true));
        assert!(s.function > 0.3 && s.breaks >= 1, "{s:?}");
        assert!(s.marker.is_none() && s.phrase.is_none() && !s.byline);
    }

    #[test]
    fn menus_show_themselves() {
        let s = signals("World News Sport Opinion Weather");
        assert!(s.function < 0.01 && !s.ends);
        assert_eq!(s.capitals, 5);
    }

    #[test]
    fn times_and_days() {
        for raw in ["14:20", "2.20pm", "9:05 PM ET", "09h30"] {
            assert!(time_only(raw), "{raw}");
        }
        for raw in ["14:20 The gate opens", "1997", "3.50 euros"] {
            assert!(!time_only(raw), "{raw}");
        }
        for raw in ["3 hours ago", "May 3", "Posted at 10:15 GMT", "2024-05-03"] {
            assert!(dated(raw), "{raw}");
        }
        assert!(!dated("He may win 3 of them") && !dated("Day 3"));
    }

    #[test]
    fn staff_notes() {
        assert!(bio("Ada Vorn is a reporter based in Dobrin."));
        assert!(!bio("The dam is a danger to the valley, and the editor knows it."));
    }
}
