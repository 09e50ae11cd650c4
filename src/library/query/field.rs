//! The fields of the language and the words that may stand in them.

/// Where words are looked for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Field {
    /// Anywhere.
    #[default]
    Any,
    /// The headline.
    Headline,
    /// Dek and paragraphs.
    Body,
    /// The outlet.
    Source,
    /// The byline.
    Author,
    /// Section headings.
    Section,
    /// The story's title, or its articles' headlines.
    Story,
    /// The names of an actor.
    Actor,
    /// The names of a person.
    Person,
    /// The names of an organisation.
    Organisation,
    /// The names of a place.
    Place,
    /// The speaker of a quote.
    Said,
    /// An actor mentioned in a quote.
    About,
}

impl Field {
    /// Every field that has a name, with the name.
    pub const ALL: [(&'static str, Self); 12] = [
        ("headline", Self::Headline),
        ("body", Self::Body),
        ("source", Self::Source),
        ("author", Self::Author),
        ("section", Self::Section),
        ("story", Self::Story),
        ("actor", Self::Actor),
        ("person", Self::Person),
        ("org", Self::Organisation),
        ("place", Self::Place),
        ("said", Self::Said),
        ("about", Self::About),
    ];

    /// Its name in a query; empty for [`Field::Any`].
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, field)| *field == self).map_or("", |(name, _)| *name)
    }

    /// Whether it holds running text, whose words take many forms.
    #[must_use]
    pub const fn is_of_text(self) -> bool {
        matches!(self, Self::Any | Self::Headline | Self::Body | Self::Section | Self::Story)
    }

    /// Whether it holds names of actors.
    #[must_use]
    pub const fn is_of_actors(self) -> bool {
        matches!(
            self,
            Self::Actor | Self::Person | Self::Organisation | Self::Place | Self::Said | Self::About
        )
    }
}

/// Fields that hold no words, with what they take.
pub(super) const CLOSED: [(&str, &str); 9] = [
    ("kind", "direct, mixed, indirect or socalled"),
    ("speaker", "named, described or none"),
    ("is", "read, unread, starred, noted or dup"),
    ("has", "quotes, actors, date, author, source, headline or sections"),
    ("tag", "a tag"),
    ("date", "a day, month or year, or two of them: 2024-03..2024-05"),
    ("newer", "a time span (3d, 1w, 2m, 1y) or a date"),
    ("older", "a time span (3d, 1w, 2m, 1y) or a date"),
    ("sort", "date, -date, title, source, mentions, relevance, speaker or story"),
];

/// What the reader did with an article, or what it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mark {
    /// Not read.
    Unread,
    /// Read.
    Read,
    /// Starred.
    Starred,
    /// With a note of the user's.
    Noted,
    /// A near-copy of another article.
    Duplicate,
}

impl Mark {
    /// Every mark with its name.
    pub const ALL: [(&'static str, Self); 5] = [
        ("unread", Self::Unread),
        ("read", Self::Read),
        ("starred", Self::Starred),
        ("noted", Self::Noted),
        ("dup", Self::Duplicate),
    ];
}

/// What an article may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// Quotes, `soCalled` not counted.
    Quotes,
    /// Actors.
    Actors,
    /// A date of its own.
    Date,
    /// A byline.
    Author,
    /// An outlet.
    Source,
    /// A headline.
    Headline,
    /// Section headings.
    Sections,
}

impl Part {
    /// Every part with its name.
    pub const ALL: [(&'static str, Self); 7] = [
        ("quotes", Self::Quotes),
        ("actors", Self::Actors),
        ("date", Self::Date),
        ("author", Self::Author),
        ("source", Self::Source),
        ("headline", Self::Headline),
        ("sections", Self::Sections),
    ];
}

/// The nearest of `known` to what was written, when it is near enough to be meant.
pub(super) fn nearest<'k>(written: &str, known: impl Iterator<Item = &'k str> + Clone) -> Option<&'k str> {
    let begins =
        |name: &&str| written.len() >= 3 && (name.starts_with(written) || written.starts_with(*name));
    if let Some(name) = known.clone().find(begins) {
        return Some(name);
    }
    let near = known.map(|name| (distance(written, name), name)).min_by_key(|(distance, _)| *distance)?;
    let enough = (written.chars().count() / 3).clamp(1, 2);
    (near.0 <= enough).then_some(near.1)
}

/// Levenshtein distance in characters, neighbours swapped counting once (optimal string alignment).
fn distance(a: &str, b: &str) -> usize {
    let (a, b): (Vec<char>, Vec<char>) = (a.chars().collect(), b.chars().collect());
    let width = b.len() + 1;
    let mut rows: Vec<Vec<usize>> = vec![(0..width).collect()];
    for i in 1..=a.len() {
        let mut row = vec![i; width];
        for j in 1..width {
            let change = usize::from(a[i - 1] != b[j - 1]);
            row[j] = (rows[i - 1][j] + 1).min(row[j - 1] + 1).min(rows[i - 1][j - 1] + change);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(rows[i - 2][j - 2] + 1);
            }
        }
        rows.push(row);
    }
    rows[a.len()][b.len()]
}

#[cfg(test)]
mod tests {
    use super::{Field, nearest};

    #[test]
    fn suggests_what_is_near() {
        let known = || Field::ALL.iter().map(|(name, _)| *name);
        for (written, expect) in [
            ("atcor", Some("actor")),
            ("headlin", Some("headline")),
            ("organisation", Some("org")),
            ("pers", Some("person")),
            ("zzz", None),
        ] {
            assert_eq!(nearest(written, known()), expect, "{written}");
        }
    }
}
