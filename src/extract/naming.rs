//! A name taken apart: its words without titles and legal forms, its nation if it is one, its gender as far as it tells.
//!
//! Pure string work over small open word lists (`naming/*.txt`). Whether two names are one actor is decided in
//! [`joining`](crate::extract::joining).

mod letters;
mod nations;

pub use nations::{nation, nation_of_capital, nation_of_people};

use crate::extract::names::words::{HashedMap, HashedSet};
use crate::extract::naming::letters::{SMALL, acronym, short};
use crate::model::{ActorKind, Gender};
use crate::text::fold::{fold, sound};
use std::sync::LazyLock;

/// A name ready to be compared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// Folded words without titles, legal forms and possessive ending; a nation's own name for all its spellings.
    pub words: Vec<String>,
    /// The transcription key of the surname: the last word, or the first where the family name comes first.
    pub last: String,
    /// The transcription key of the given name's full form ("bill" gives that of "william").
    pub first: String,
    /// The given name: the first word, or what follows a family name that comes first.
    pub given: String,
    /// Letters the name is short for, when it has several capitalised words.
    pub acronyms: Vec<String>,
    /// Its letters, when it is written as an acronym: "bnf" for "B.N.F.", "dr" for `DoR`.
    pub short: Option<String>,
    /// Whether it is a nation of the table.
    pub nation: bool,
    /// Whether it is a nation by its adjective ("Norwegian").
    pub people: bool,
    /// Whether a legal form was taken off ("Tallis Inc.").
    pub formal: bool,
    /// What title and first name say.
    pub gender: Option<Gender>,
    /// See [`Name::key`].
    key: String,
}

impl Name {
    /// Takes a name apart. Titles are stripped from persons only, legal forms from the rest.
    #[must_use]
    pub fn new(text: &str, kind: ActorKind) -> Self {
        let text = without_article(text);
        // "Marrow's Dray" is Dray.
        let apostrophe = kind == ActorKind::Person && text.bytes().any(|byte| matches!(byte, b'\'' | 0xE2));
        let owner = ["'s ", "’s "].iter().filter(|_| apostrophe).find_map(|mark| text.rsplit_once(mark));
        let text = owner.map_or(text, |(_, behind)| behind);
        // "Venn - Dray", with blanks around the hyphen, is two persons in one breath: the last is meant.
        let hyphen = text.as_bytes().contains(&b'-');
        let hyphened = Some(text).filter(|_| hyphen && kind == ActorKind::Person);
        let hyphened = hyphened.and_then(|text| text.rsplit_once(" - "));
        let hyphened = hyphened.filter(|(before, behind)| !before.contains(' ') && !behind.contains(' '));
        let text = hyphened.map_or(text, |(_, behind)| behind);
        let mut folded = fold(text);
        if kind != ActorKind::Person && folded.as_bytes().contains(&b'-') {
            folded = folded.replace(" - ", "-");
        }
        let mut words = words_of(&folded);
        let mut gender = None;
        let mut formal = false;
        if kind == ActorKind::Person {
            gender = strip_titles(&mut words);
        } else {
            formal = strip_forms(&mut words);
            for word in &mut words {
                if let Some((_, one)) = SPELLINGS.iter().find(|(other, _)| word == other) {
                    *word = (*one).to_owned();
                }
            }
        }
        let short = short(text);
        let acronyms = if short.is_some() { Vec::new() } else { acronyms(text) };
        let nation = if kind == ActorKind::Person { None } else { nation_or_government(&words) };
        let people = if kind == ActorKind::Person || nation.is_some() {
            None
        } else {
            // Its people, in the plural, are another thing than the nation.
            nation_of_people(&words.join(" "))
                .filter(|_| !words.last().is_some_and(|word| word.ends_with('s')))
        };
        if let Some(name) = nation.or(people) {
            words = vec![name.to_owned()];
        }
        let family_first = kind == ActorKind::Person && is_family_first(&words);
        if gender.is_none() && kind == ActorKind::Person && words.len() > 1 && !family_first {
            gender = words.first().and_then(|first| gender_of(first));
        }
        let (given, family) = if family_first {
            (
                words.iter().skip(1).flat_map(|word| word.chars()).filter(|c| *c != '-').collect(),
                words.first(),
            )
        } else {
            (words.first().cloned().unwrap_or_default(), words.last())
        };
        let last = family.map(|word| sound(word)).unwrap_or_default();
        let first = sound(full_first(&given));
        let nation = nation.or(people).is_some();
        let key = words.join(" ");
        let people = people.is_some();
        Self { words, last, first, given, acronyms, short, nation, people, formal, gender, key }
    }

    /// Makes it the name of a nation.
    pub fn stand_for(&mut self, nation: &str) {
        self.words = vec![nation.to_owned()];
        nation.clone_into(&mut self.key);
        self.nation = true;
    }

    /// The words in one string: equal for spellings that differ in case, accents, titles and legal forms only.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// Its words without "of", "and" and the like, if three or more are left.
    #[must_use]
    pub fn telling(&self) -> Option<Vec<&str>> {
        let words: Vec<&str> =
            self.words.iter().map(String::as_str).filter(|word| !SMALL.contains(word)).collect();
        (words.len() > 2).then_some(words)
    }

    /// Whether it has a first name beside the last.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.words.iter().skip_while(|word| PARTICLES.contains(&word.as_str())).count() > 1
    }
}

/// Whether the family name comes first: it is one that does, and what follows is no other culture's given name.
fn is_family_first(words: &[String]) -> bool {
    let [family, given @ ..] = words else { return false };
    let syllables = |word: &String| word.len() <= 5 && gender_of(word).is_none();
    FAMILY_FIRST.contains(family.as_str())
        && match given {
            [one] => one.contains('-') || gender_of(family).is_none() && gender_of(one).is_none(),
            [_, _] => given.iter().all(syllables),
            _ => false,
        }
}

/// The nation that words name, alone or as its government.
fn nation_or_government(words: &[String]) -> Option<&'static str> {
    match words {
        [head @ .., last] if last == "government" && !head.is_empty() => {
            let head = head.join(" ");
            nation(&head).or_else(|| nation_of_people(&head))
        }
        [form, of, rest @ ..] if of == "of" && STATE_FORMS.contains(&form.as_str()) && !rest.is_empty() => {
            nation(&words.join(" ")).or_else(|| nation(&rest.join(" ")))
        }
        words => nation(&words.join(" ")),
    }
}

/// What a nation calls itself before its name.
const STATE_FORMS: [&str; 5] = ["republic", "kingdom", "state", "commonwealth", "government"];

/// The text without "the" before it.
fn without_article(text: &str) -> &str {
    text.strip_prefix("the ").or_else(|| text.strip_prefix("The ")).unwrap_or(text)
}

/// The words of a folded name; full stops inside go, so that "u.s." is "us" and "j. smith" is "j smith".
fn words_of(folded: &str) -> Vec<String> {
    let split =
        folded.split(|c: char| c.is_whitespace() || matches!(c, ',' | '(' | ')' | '"' | '“' | '”' | '/'));
    let bare = |word: &str| {
        let mut word = word.trim_matches(|c: char| !c.is_alphanumeric() && c != '&').to_owned();
        word.retain(|c| c != '.');
        if word.ends_with("'s") {
            word.truncate(word.len() - 2);
        }
        word
    };
    let mut words: Vec<String> = split.map(bare).filter(|word| !word.is_empty()).collect();
    while words.len() > 1 && matches!(words.first().map(String::as_str), Some("the" | "a" | "an")) {
        words.remove(0);
    }
    words
}

/// Drops titles before and generation marks behind a person's name; says the gender of a title.
fn strip_titles(words: &mut Vec<String>) -> Option<Gender> {
    let mut gender = None;
    // "Tallis chairman Olin Dray": what stands before a title belongs to it, unless it is itself a first name.
    let inner = words.iter().take(words.len().saturating_sub(1)).rposition(|word| is_title(word));
    if let Some(at) = inner.filter(|&at| at > 0 && words.len() > at + 1)
        && words.first().is_some_and(|first| first.chars().count() > 1 && gender_of(first).is_none())
    {
        gender = words.get(at).and_then(|word| gender_of_title(word));
        words.drain(..=at);
    }
    let titles = words.iter().take(words.len().saturating_sub(1));
    let mut strip = titles.take_while(|word| TITLES.contains_key(word.as_str())).count();
    // "Grant", "Major", "Pope" and the like are surnames too: a title needs a name behind it, which the last word is.
    for word in words.iter().take(strip) {
        gender = gender.or(TITLES.get(word.as_str()).copied().flatten());
    }
    if strip > 0
        && words.len() - strip == 1
        && words.last().is_some_and(|w| GENERATIONS.contains(&w.as_str()))
    {
        strip -= 1;
    }
    words.drain(..strip);
    while words.len() > 1 && words.last().is_some_and(|word| GENERATIONS.contains(&word.as_str())) {
        words.pop();
    }
    gender
}

/// What a name can be shortened to by its letters, with its legal form and without ("AMC" and "AM" for "American Mills Corp").
fn acronyms(text: &str) -> Vec<String> {
    let is_form = |word: &str| FORMS.contains(fold(word.trim_matches(['.', ','])).as_str());
    let mut plain = text;
    while let Some((before, last)) = plain.rsplit_once(' ')
        && is_form(last)
    {
        plain = before;
    }
    let both = [Some(text), (plain.len() < text.len()).then_some(plain)];
    both.into_iter().flatten().filter_map(acronym).collect()
}

/// Drops legal forms behind the name of an organisation; says whether there was one.
fn strip_forms(words: &mut Vec<String>) -> bool {
    let before = words.len();
    while words.len() > 1 && words.last().is_some_and(|word| FORMS.contains(word.as_str())) {
        words.pop();
    }
    words.len() < before
}

/// Words of two spellings, the second for both.
const SPELLINGS: [(&str, &str); 8] = [
    ("centre", "center"),
    ("defence", "defense"),
    ("labour", "labor"),
    ("organisation", "organization"),
    ("programme", "program"),
    ("theatre", "theater"),
    ("harbour", "harbor"),
    ("&", "and"),
];

/// Marks of generation behind a name.
const GENERATIONS: [&str; 6] = ["jr", "sr", "ii", "iii", "iv", "junior"];

/// Words that open a surname.
const PARTICLES: [&str; 18] = [
    "lo", "ter", "zu", "dal", "von", "van", "de", "der", "den", "di", "da", "del", "della", "dos", "du",
    "la", "le", "bin",
];

/// The gender a first name tells, in lower case; none when it is unknown or given to both.
#[must_use]
pub fn gender_of(first: &str) -> Option<Gender> {
    match (FEMININE.contains(first), MASCULINE.contains(first)) {
        (true, false) => Some(Gender::Feminine),
        (false, true) => Some(Gender::Masculine),
        _ => None,
    }
}

/// Whether a folded word is a title or role that stands before names.
#[must_use]
pub fn is_title(word: &str) -> bool {
    TITLES.contains_key(word)
}

/// The gender a folded title tells.
#[must_use]
pub fn gender_of_title(word: &str) -> Option<Gender> {
    TITLES.get(word).copied().flatten()
}

/// Whether a folded word is too common in names to stand for a longer one.
#[must_use]
pub fn is_generic(word: &str) -> bool {
    GENERIC.contains(word)
}

/// The full form of a first name.
fn full_first(word: &str) -> &str {
    NICKNAMES.get(word).copied().unwrap_or(word)
}

/// Whether one first name may be written for the other: equal, a short form, an initial, or a shortening.
#[must_use]
pub fn same_first(a: &str, b: &str) -> bool {
    let (long, short) = if a.len() >= b.len() { (a, b) } else { (b, a) };
    long == short
        || full_first(long) == full_first(short)
        || SHORTS.get(long).is_some_and(|fulls| {
            fulls
                .iter()
                .any(|full| *full == short || SHORTS.get(short).is_some_and(|more| more.contains(full)))
        })
        || SHORTS.get(short).is_some_and(|fulls| fulls.contains(&long))
        || (short.chars().count() == 1 && long.starts_with(short))
}

/// Whether a folded word says what form a company has ("inc", "ltd").
#[must_use]
pub fn is_company_form(word: &str) -> bool {
    FORMS.contains(word)
}

static TITLES: LazyLock<HashedMap<&'static str, Option<Gender>>> = LazyLock::new(|| {
    let entry = |line: &'static str| match line.split_once(' ') {
        Some((word, "m")) => (word, Some(Gender::Masculine)),
        Some((word, _)) => (word, Some(Gender::Feminine)),
        None => (line, None),
    };
    lines(include_str!("naming/titles.txt")).map(entry).collect()
});

static GENERIC: LazyLock<HashedSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("naming/generic.txt")).collect());

static FORMS: LazyLock<HashedSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("naming/suffixes.txt")).collect());

static FAMILY_FIRST: LazyLock<HashedSet<&'static str>> =
    LazyLock::new(|| lines(include_str!("naming/family_first.txt")).collect());

static FEMININE: LazyLock<HashedSet<&'static str>> =
    LazyLock::new(|| include_str!("naming/feminine.txt").split_whitespace().collect());

static MASCULINE: LazyLock<HashedSet<&'static str>> =
    LazyLock::new(|| include_str!("naming/masculine.txt").split_whitespace().collect());

/// A short form to its full form, where it has only one.
static NICKNAMES: LazyLock<HashedMap<&'static str, &'static str>> = LazyLock::new(|| {
    SHORTS
        .iter()
        .filter_map(|(short, fulls)| Some((*short, *fulls.first().filter(|_| fulls.len() == 1)?)))
        .collect()
});

/// A short form to all its full forms.
static SHORTS: LazyLock<HashedMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut shorts: HashedMap<&'static str, Vec<&'static str>> = HashedMap::default();
    for line in lines(include_str!("naming/nicknames.txt")) {
        let mut words = line.split_whitespace();
        let Some(full) = words.next() else { continue };
        for short in words {
            shorts.entry(short).or_default().push(full);
        }
    }
    shorts
});

/// The lines of a list without its comments.
fn lines(list: &'static str) -> impl Iterator<Item = &'static str> {
    list.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::{Name, nation_of_capital, nation_of_people, same_first};
    use crate::model::{ActorKind, Gender};

    #[track_caller]
    fn check(text: &str, kind: ActorKind, key: &str) {
        assert_eq!(Name::new(text, kind).key(), key);
    }

    #[test]
    fn takes_titles_and_legal_forms_off() {
        check("Prime Minister Orla Venn", ActorKind::Person, "orla venn");
        check("Mrs. Venn", ActorKind::Person, "venn");
        check("Robert K. Halloway Jr.", ActorKind::Person, "robert k halloway");
        check("The Brightwater Holdings Co.", ActorKind::Organisation, "brightwater");
        check("Marrow’s Olin Dray", ActorKind::Person, "olin dray");
        check("Major", ActorKind::Person, "major");
        check("Tallis chairman Olin Dray", ActorKind::Person, "olin dray");
        check("Anna Judge Lisle", ActorKind::Person, "anna judge lisle");
    }

    #[test]
    fn knows_nations_by_every_spelling() {
        check("Republic of Chile", ActorKind::Place, "chile");
        check("the Chilean government", ActorKind::Organisation, "chile");
        for text in ["US", "U.S.", "the United States", "America", "USA"] {
            check(text, ActorKind::Place, "united states");
        }
        assert_eq!(nation_of_people("norwegian"), Some("norway"));
        assert_eq!(nation_of_capital("lisbon"), Some("portugal"));
    }

    #[test]
    fn tells_gender_by_title_then_by_first_name() {
        let gender = |text| Name::new(text, ActorKind::Person).gender;
        assert_eq!(gender("Mrs. Robert Halloway"), Some(Gender::Feminine));
        assert_eq!(gender("Walter Dunmore"), Some(Gender::Masculine));
        assert_eq!(gender("Zyx Dunmore"), None);
    }

    #[test]
    fn short_forms_are_one_first_name() {
        assert!(same_first("bill", "william") && same_first("r", "robert") && same_first("liz", "betty"));
        assert!(!same_first("robert", "richard") && !same_first("john", "jane"));
    }

    #[test]
    fn makes_acronyms() {
        let name = Name::new("Bureau of Northern Fisheries", ActorKind::Organisation);
        assert_eq!((name.acronyms, name.short), (vec!["bnf".to_owned()], None));
        let short = |text| Name::new(text, ActorKind::Organisation).short;
        assert_eq!(short("B.N.F.").as_deref(), Some("bnf"));
        assert_eq!((short("DoR").as_deref(), short("Halm"), short("LeBrock")), (Some("dr"), None, None));
    }
}
