//! Names that the text itself says are one: "Orla Venn, nicknamed Birdie", "Halco (the Halm Area Laboratory Company)".

use crate::model::{ActorKind, Article, Mention};

/// Pairs of neighbouring mentions (by position among `named`) of which the text says that they are one.
pub(super) fn called<'a>(
    article: &'a Article,
    mentions: &'a [Mention],
    named: &'a [usize],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    let pairs = named.windows(2).enumerate();
    pairs.filter_map(|(place, pair)| {
        let (one, two) = (mentions.get(*pair.first()?)?, mentions.get(*pair.last()?)?);
        let between = article.text.get(one.span.to()..two.span.from())?;
        let person = |mention: &Mention| mention.kind == ActorKind::Person;
        let nicknamed = person(one) == person(two) && is_calling(between);
        let bracketed = !person(one) && !person(two) && matches!(between, " (" | " (the " | " (The ");
        let closed = article.text.get(two.span.to()..).is_some_and(|rest| rest.starts_with(')'));
        let (first, second) = (article.at(one.span), article.at(two.span));
        let short = bracketed && closed && (is_short_for(first, second) || is_short_for(second, first));
        (nicknamed || short).then_some((place, place + 1))
    })
}

/// Whether words between two names say that the second is another name of the first.
fn is_calling(between: &str) -> bool {
    let between = between.trim_start_matches([',', ' ', '(', '—', '–']);
    let between = between.trim_end_matches(['"', '“', '‘', '\'', '«', ' ']);
    let between = between.strip_suffix("the").map_or(between, str::trim_end);
    CALLING.contains(&between)
}

/// What says so.
const CALLING: [&str; 14] = [
    "nicknamed",
    "nickname",
    "also known as",
    "better known as",
    "known as",
    "also called",
    "aka",
    "a.k.a.",
    "alias",
    "formerly",
    "formerly known as",
    "previously known as",
    "now known as",
    "now called",
];

/// Whether a word is made of letters of a longer name, in their order, the first at its head. Matched from behind, as
/// Schwartz and Hearst (2003) do.
fn is_short_for(short: &str, long: &str) -> bool {
    if short.contains(' ') || !long.contains(' ') || short.chars().count() < 3 {
        return false;
    }
    let lower = |text: &str| text.chars().flat_map(char::to_lowercase).collect::<Vec<char>>();
    let (short, mut rest) = (lower(short), lower(long));
    let Some((first, behind)) = short.split_first() else { return false };
    let follow = behind.iter().rev().all(|letter| {
        let found = rest.iter().rposition(|other| other == letter);
        rest.truncate(found.unwrap_or_default());
        found.is_some()
    });
    follow && rest.first() == Some(first)
}

#[cfg(test)]
mod tests {
    use super::{is_calling, is_short_for};

    #[test]
    fn words_that_call_somebody_something() {
        for between in [", nicknamed ", ", also known as “", " (aka ", ", better known as the "] {
            assert!(is_calling(between), "{between}");
        }
        for between in [" and ", ", ", " called ", " was known as a friend of "] {
            assert!(!is_calling(between), "{between}");
        }
    }

    #[test]
    fn letters_stand_for_words() {
        assert!(is_short_for("Halco", "Halm Area Laboratory Company"));
        assert!(
            is_short_for("Interfish", "International Fisheries")
                && is_short_for("NAFA", "Norland Anti-Flood Agency")
        );
        for (short, long) in [("Halm", "Norland Fleet"), ("Halco", "Halco"), ("Hal", "Brock Halm Venn")] {
            assert!(!is_short_for(short, long), "{short} {long}");
        }
    }
}
