//! Word lists of the language and the table of countries: general knowledge, no names from any article.
//!
//! The lists stand in text files beside this one, a word a line, lower case; each is a set built on first use.

use crate::extract::names::words::HashedMap;
use crate::text::wordset::WordSet;
use std::sync::LazyLock;

/// A country or nation with what news calls it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Country {
    /// Its usual name.
    pub name: &'static str,
    /// Other names and abbreviations.
    pub names: Vec<&'static str>,
    /// Its capital, which news uses for its government.
    pub capital: Option<&'static str>,
    /// Adjectives and words for its people.
    pub adjectives: Vec<&'static str>,
    /// What else its government goes by: a palace, a street, an older capital.
    pub governments: Vec<&'static str>,
}

/// Every country of the table.
#[must_use]
pub fn countries() -> &'static [Country] {
    static TABLE: LazyLock<Vec<Country>> = LazyLock::new(|| table(include_str!("lexicon/countries.txt")));
    &TABLE
}

/// Continents and large regions; they have no government.
#[must_use]
pub fn regions() -> &'static [Country] {
    static TABLE: LazyLock<Vec<Country>> = LazyLock::new(|| table(include_str!("lexicon/regions.txt")));
    &TABLE
}

/// Large companies as news calls them.
pub fn companies() -> impl Iterator<Item = &'static str> {
    entries(include_str!("lexicon/companies.txt"))
}

/// Organisations that news names without saying what they are.
pub fn bodies() -> impl Iterator<Item = &'static str> {
    entries(include_str!("lexicon/bodies.txt"))
}

/// What semicolons separate.
fn entries(text: &'static str) -> impl Iterator<Item = &'static str> {
    lines(text).flat_map(|line| line.split(';')).map(str::trim)
}

/// Reads a table of `name | names | capital | adjectives | governments` lines.
fn table(text: &'static str) -> Vec<Country> {
    lines(text)
        .map(|line| {
            let mut fields = line.split('|').map(str::trim);
            let mut next = || fields.next().unwrap_or_default();
            let list =
                |field: &'static str| field.split(',').map(str::trim).filter(|w| !w.is_empty()).collect();
            Country {
                name: next(),
                names: list(next()),
                capital: Some(next()).filter(|c| !c.is_empty()),
                adjectives: list(next()),
                governments: list(next()),
            }
        })
        .collect()
}

/// What a word says about a country.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CountryWord {
    /// It names the country.
    Name,
    /// It names its capital or another word for its government.
    Capital,
    /// It is an adjective or a word for its people.
    Adjective,
}

/// The country a word or phrase belongs to, as an index into [`countries`], and how; as written in text, with capitals.
#[must_use]
pub fn country_of(phrase: &str) -> Option<(usize, CountryWord)> {
    static WORDS: LazyLock<HashedMap<&'static str, (usize, CountryWord)>> = LazyLock::new(|| {
        let mut words = HashedMap::default();
        for (at, country) in countries().iter().enumerate() {
            let names = country.names.iter().chain(Some(&country.name)).map(|n| (*n, CountryWord::Name));
            let seats =
                country.capital.iter().chain(&country.governments).map(|n| (*n, CountryWord::Capital));
            let people = country.adjectives.iter().map(|n| (*n, CountryWord::Adjective));
            for (word, kind) in names.chain(seats).chain(people) {
                words.entry(word).or_insert((at, kind));
            }
        }
        words
    });
    WORDS.get(phrase).copied()
}

/// A list of words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum List {
    /// Words before a person's name that say what the person is.
    Titles,
    /// Words before a title that belong to it.
    TitleModifiers,
    /// Words that end or carry the name of an organisation.
    Organisations,
    /// Words that open sentences without being names.
    FunctionWords,
    /// Words of reports on sports.
    Sports,
    /// Words of reports on business.
    Business,
    /// Words of reports on the arts.
    Arts,
}

impl List {
    /// Whether the list holds `word`, which is in lower case.
    #[must_use]
    pub fn holds(self, word: &str) -> bool {
        Self::holding(word) >> self as u8 & 1 == 1
    }

    /// The lists that say something of names; the others tell what a text is about.
    pub const NAMES: u8 = 0b1111;

    /// The lists that hold `word`, a bit each in their order.
    #[must_use]
    pub fn holding(word: &str) -> u8 {
        static WORDS: LazyLock<WordSet> = LazyLock::new(|| {
            let lists = [
                include_str!("lexicon/titles.txt"),
                include_str!("lexicon/title_modifiers.txt"),
                include_str!("lexicon/organisations.txt"),
                include_str!("lexicon/function_words.txt"),
                include_str!("lexicon/sports.txt"),
                include_str!("lexicon/business.txt"),
                include_str!("lexicon/arts.txt"),
            ];
            WordSet::new(
                lists.into_iter().enumerate().flat_map(|(at, list)| lines(list).map(move |w| (w, 1 << at))),
            )
        });
        WORDS.get(word)
    }
}

/// The lines of a list file without comments.
fn lines(text: &'static str) -> impl Iterator<Item = &'static str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use super::{CountryWord, List, bodies, companies, countries, country_of, entries, regions};

    #[test]
    fn organisations_are_parted_by_semicolons() {
        for list in [companies().collect::<Vec<_>>(), bodies().collect()] {
            assert!(list.len() > 400 && list.iter().all(|name| !name.is_empty() && !name.contains(';')));
        }
        assert_eq!(
            entries("# remark\nTallis; Tallis & Brock\nHalco").collect::<Vec<_>>(),
            ["Tallis", "Tallis & Brock", "Halco"]
        );
    }

    #[test]
    fn countries_have_names_and_adjectives() {
        assert!(countries().len() > 200 && regions().len() > 15);
        assert!(countries().iter().all(|c| !c.name.is_empty() && !c.name.contains('|')));
        let (at, kind) = country_of("Norwegian").unwrap();
        assert_eq!((countries()[at].name, kind), ("Norway", CountryWord::Adjective));
        let (at, kind) = country_of("Oslo").unwrap();
        assert_eq!((countries()[at].name, kind), ("Norway", CountryWord::Capital));
        assert_eq!(country_of("norway"), None);
        assert_eq!(country_of("U.S.").map(|c| c.0), country_of("United States").map(|c| c.0));
    }

    #[test]
    fn lists_are_lower_case_and_without_doubles() {
        for text in [
            include_str!("lexicon/titles.txt"),
            include_str!("lexicon/title_modifiers.txt"),
            include_str!("lexicon/organisations.txt"),
            include_str!("lexicon/function_words.txt"),
        ] {
            let words: Vec<&str> = super::lines(text).collect();
            assert!(words.iter().all(|w| *w == w.to_lowercase() && !w.contains(' ')));
        }
        assert!(List::Titles.holds("envoy") && !List::Titles.holds("table"));
        assert!(List::Organisations.holds("ministry") && List::FunctionWords.holds("however"));
    }
}
