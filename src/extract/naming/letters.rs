//! Acronyms: the letters a name is short for, and those it is written as.

/// The letters of the capitalised words.
pub(super) fn acronym(text: &str) -> Option<String> {
    let parts = text.split(|c: char| c.is_whitespace() || c == '-');
    let letters: String = parts
        .filter(|word| !SMALL.contains(word))
        .filter_map(|word| word.chars().find(|c| c.is_alphanumeric()).filter(|c| c.is_uppercase()))
        .flat_map(char::to_lowercase)
        .collect();
    (letters.chars().count() > 1).then_some(letters)
}

/// The letters of a name that is written as an acronym: two to seven capitals with full stops and digits at most, or a
/// short word with several capitals and one small letter between (`DoR`).
pub(super) fn short(text: &str) -> Option<String> {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count();
    let small = text.chars().filter(|c| c.is_lowercase()).count();
    let ends = text.starts_with(char::is_uppercase) && text.ends_with(char::is_uppercase);
    let pure = small == 0 || small == 1 && ends && letters < 5;
    let fits = (2..=7).contains(&letters)
        && pure
        && text.chars().all(|c| c.is_alphabetic() || c.is_ascii_digit() || matches!(c, '.' | '&' | '-'));
    let kept = |c: &char| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '&' | '-');
    fits.then(|| text.chars().filter(kept).flat_map(char::to_lowercase).collect())
}

/// Words that do not count in an acronym.
pub(super) const SMALL: [&str; 12] =
    ["of", "the", "and", "for", "in", "on", "de", "la", "to", "at", "&", "du"];
