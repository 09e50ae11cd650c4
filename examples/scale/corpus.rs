//! A corpus of any size by a fixed rule: the same number gives the same article, on every machine.
//!
//! Words are made of syllables and used as often as words are (Zipf), function words between them are English; people,
//! bodies and events come back in several articles, quotes are given to speakers in the usual ways, and a few articles are
//! near-copies of others. Nothing is taken from any real text.

use std::fmt::Write;
use std::path::Path;
use std::{fs, io};

/// Articles of one folder.
const FOLDER: usize = 1000;

/// Words of the vocabulary.
const WORDS: u32 = 60_000;

/// Every so many articles one is a near-copy of the one before.
const COPY: usize = 37;

const SYLLABLES: [&str; 40] = [
    "ka", "lo", "mi", "ren", "to", "sul", "ve", "dar", "ni", "pol", "ga", "fe", "hur", "bi", "tas", "wen",
    "or", "al", "est", "an", "du", "cer", "pi", "mor", "sa", "lin", "tra", "con", "pre", "sto", "gen", "bra",
    "ster", "ment", "qui", "jo", "vi", "ul", "ex", "pro",
];

const BODIES: [&str; 8] = ["Council", "Bank", "Agency", "Institute", "Union", "Group", "Party", "University"];
const ROLES: [&str; 8] =
    ["minister", "spokeswoman", "director", "analyst", "mayor", "captain", "economist", "chairman"];
const SAID: [&str; 6] = ["said", "told reporters", "added", "warned", "argued", "explained"];
const FIRST: [&str; 24] = [
    "Ada", "Benno", "Clara", "Dario", "Élise", "Farid", "Greta", "Hugo", "Inês", "Jonas", "Katya", "Lucía",
    "Marek", "Nora", "Otto", "Petra", "Quentin", "Rosa", "Søren", "Tomas", "Ulla", "Viktor", "Wanda", "Zoë",
];

/// Numbers that follow from a seed (S. Vigna's splitmix64).
pub(crate) struct Chance(u64);

impl Chance {
    pub(crate) const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn below(&mut self, n: usize) -> usize {
        (self.next() % n.max(1) as u64) as usize
    }

    fn part(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn one<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len())]
    }
}

/// A word of the vocabulary, the most used first.
pub(crate) fn word(number: u32) -> String {
    let mut word = String::new();
    let mut left = number.wrapping_mul(2_654_435_761) % WORDS + 40;
    while left > 0 && word.len() < 14 {
        word.push_str(SYLLABLES[left as usize % SYLLABLES.len()]);
        left /= SYLLABLES.len() as u32;
    }
    word
}

/// A word as often as its rank has it.
pub(crate) fn zipf(chance: &mut Chance) -> String {
    word(f64::from(WORDS).powf(chance.part()) as u32 - 1)
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters
        .next()
        .map_or_else(String::new, |first| first.to_uppercase().collect::<String>() + letters.as_str())
}

/// Somebody who is in the news often when the number is low.
pub(crate) fn person(number: usize) -> (String, String) {
    let first = FIRST[number * 7 % FIRST.len()];
    (first.to_owned(), capital(&word(9000 + number as u32 * 13 % 40_000)))
}

fn body(number: usize) -> String {
    format!("{} {}", capital(&word(20_000 + number as u32 * 17)), BODIES[number % BODIES.len()])
}

fn function_words() -> Vec<&'static str> {
    let all = include_str!("../../src/extract/lexicon/function_words.txt").lines();
    all.filter(|w| w.len() > 1 && w.chars().all(|c| c.is_ascii_lowercase())).take(120).collect()
}

/// What one happening's articles share.
struct Event {
    people: Vec<usize>,
    bodies: Vec<usize>,
    words: Vec<String>,
    day: usize,
}

/// Makes articles.
pub(crate) struct Maker {
    functions: Vec<&'static str>,
    count: usize,
}

impl Maker {
    pub(crate) fn new(count: usize) -> Self {
        Self { functions: function_words(), count }
    }

    fn event(&self, number: usize) -> Event {
        let chance = &mut Chance::new(0x000e_7e57 + number as u64);
        // A few are in the news all the time, most once.
        let someone = |chance: &mut Chance| (self.count as f64 + 50.0).powf(chance.part()) as usize;
        Event {
            people: (0..3 + chance.below(3)).map(|_| someone(chance)).collect(),
            bodies: (0..2).map(|_| someone(chance) / 3).collect(),
            words: (0..12).map(|_| word(2000 + chance.below(50_000) as u32)).collect(),
            day: chance.below(1200),
        }
    }

    fn sentence(&self, chance: &mut Chance, event: &Event) -> String {
        let mut sentence = String::new();
        for n in 0..9 + chance.below(18) {
            let word = match chance.below(20) {
                0..=8 => chance.one(&self.functions).to_owned(),
                9..=11 => event.words[chance.below(event.words.len())].clone(),
                _ => zipf(chance),
            };
            let word = if n == 0 { capital(&word) } else { word };
            let blank = if n == 0 { "" } else { " " };
            let _ = write!(sentence, "{blank}{word}");
        }
        sentence
    }

    fn paragraph(&self, chance: &mut Chance, event: &Event, text: &mut String) {
        let (first, last) = person(event.people[chance.below(event.people.len())]);
        let (open, close) = if chance.below(4) == 0 { ('"', '"') } else { ('“', '”') };
        let said = chance.one(&SAID);
        let one = self.sentence(chance, event);
        let two = self.sentence(chance, event);
        let group = body(event.bodies[chance.below(event.bodies.len())]);
        let _ = match chance.below(7) {
            0 => write!(
                text,
                "{open}{one},{close} {said} {first} {last}, a {} at the {group}. {two}.",
                chance.one(&ROLES)
            ),
            1 => write!(text, "{one}. {last} {said} that {}.", two.to_lowercase()),
            2 => write!(text, "{open}{one},{close} {last} said. {open}{two}.{close}"),
            3 => write!(text, "The {group} said the plan was {open}{}{close}. {one}.", zipf(chance)),
            4 => write!(text, "According to the {group}, {}. {two}.", one.to_lowercase()),
            _ => write!(text, "{one}. {two}. {}.", self.sentence(chance, event)),
        };
        text.push_str("\n\n");
    }

    /// One article.
    pub(crate) fn article(&self, number: usize) -> String {
        if number % COPY == COPY - 1 {
            // The same text by another agency, with a line of its own.
            let original = self.article(number - 1);
            return original.replacen("\n\n", "\n\nUpdated with a new picture.\n\n", 1);
        }
        let event = self.event(number / 4);
        let chance = &mut Chance::new(number as u64);
        let mut text = String::new();
        let (_, last) = person(event.people[0]);
        let [a, b, c] = [0, 1, 2].map(|n| event.words[(n + chance.below(4)) % event.words.len()].clone());
        let _ =
            write!(text, "{} {last} {a} {} {b} {c}\n\n", capital(&zipf(chance)), chance.one(&self.functions));
        let _ =
            write!(text, "By {} {}\n\n", chance.one(&FIRST), capital(&word(500 + chance.below(400) as u32)));
        let day = event.day + number % 4;
        let (year, month, date) = (2021 + day / 336, day / 28 % 12 + 1, day % 28 + 1);
        let _ = write!(text, "{year}-{month:02}-{date:02}\n\n");
        for n in 0..7 + chance.below(8) {
            if n % 5 == 4 {
                let _ = write!(text, "## {} {}\n\n", capital(&zipf(chance)), zipf(chance));
            }
            self.paragraph(chance, &event, &mut text);
        }
        text
    }

    /// Where an article stands below the root.
    pub(crate) fn path(number: usize) -> String {
        format!("{:04}/{number:07}.md", number / FOLDER)
    }

    /// Writes all articles below `root`, unless they are there; gives how many bytes they have.
    pub(crate) fn write(&self, root: &Path) -> io::Result<u64> {
        let note = root.with_extension("bytes");
        if let Some(bytes) = fs::read_to_string(&note).ok().and_then(|text| text.parse().ok()) {
            return Ok(bytes);
        }
        let mut bytes = 0;
        for number in 0..self.count {
            let path = root.join(Self::path(number));
            if number % FOLDER == 0
                && let Some(folder) = path.parent()
            {
                fs::create_dir_all(folder)?;
            }
            let text = self.article(number);
            bytes += text.len() as u64;
            fs::write(path, text)?;
        }
        fs::write(note, bytes.to_string())?;
        Ok(bytes)
    }
}

/// What somebody types: words of every frequency and names, letter by letter, so many keystrokes.
pub(crate) fn trace(keystrokes: usize, count: usize) -> Vec<String> {
    let chance = &mut Chance::new(7);
    let mut trace = Vec::new();
    while trace.len() < keystrokes {
        let bands = [40, 400, 4000, 40_000];
        let some = |chance: &mut Chance| word((bands[chance.below(4)] + chance.below(30)) as u32);
        let query = if chance.below(5) == 0 {
            let (first, last) = person(chance.below(count / 10));
            format!("{} {}", first.to_lowercase(), last.to_lowercase())
        } else {
            format!("{} {}", some(chance), some(chance))
        };
        let ends = query.char_indices().map(|(at, c)| at + c.len_utf8());
        trace.extend(ends.map(|end| query[..end].to_owned()).filter(|typed| !typed.ends_with(' ')));
    }
    trace.truncate(keystrokes);
    trace
}
