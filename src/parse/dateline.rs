//! Datelines: the place, and often the day and the agency, that open a report: "VALE, May 3, 2024 (VPA) — The dam".
//!
//! Only the form is read; whether the place exists is not asked.

use crate::model::Span;

/// How far into a line a dateline may reach, in bytes.
const REACH: usize = 90;

/// The dateline a line opens with, its dash included.
pub(crate) fn dateline(raw: &str) -> Option<Span> {
    let start: usize = raw.chars().take_while(|c| !c.is_alphanumeric()).map(char::len_utf8).sum();
    if start > 4 || !raw.get(start..)?.starts_with(char::is_uppercase) {
        return None;
    }
    // Capitals, or an agency in brackets: most lines have neither.
    let shout = raw.get(start..)?.chars().nth(1).is_some_and(char::is_uppercase);
    let near = raw.as_bytes().get(..raw.len().min(REACH))?;
    if !shout && memchr::memchr(b'(', near).is_none() {
        return None;
    }
    let (dash, len) = dash(raw)?;
    let head = raw.get(start..dash)?.trim_end();
    let place = head.split([',', '(']).next()?.trim();
    let agency = head.ends_with(')') && head.rfind('(').is_some_and(|open| head.len() - open <= 40);
    let words = place.split(' ').count();
    let letters = place.chars().filter(|c| c.is_alphabetic()).count();
    let lettered =
        place.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '.' | '\'' | '’' | '-' | '/'));
    if !lettered || letters < 3 || words > 4 || !raw.get(dash + len..)?.contains(char::is_alphabetic) {
        return None;
    }
    let shouted = place.chars().all(|c| !c.is_lowercase());
    let named = place.split(' ').all(|word| word.starts_with(char::is_uppercase));
    let told = agency && named || shouted && (raw.get(dash + len..)?.trim_start().starts_with(opens));
    told.then(|| Span::new(start, dash + len))
}

/// What a sentence opens with.
fn opens(c: char) -> bool {
    c.is_uppercase() || c.is_ascii_digit() || matches!(c, '“' | '"' | '\'' | '‘')
}

/// The first dash between blanks, or behind a bracket, and its length.
fn dash(raw: &str) -> Option<(usize, usize)> {
    let head =
        raw.char_indices().take_while(|(at, _)| *at <= REACH).map(|(at, c)| at + c.len_utf8()).last()?;
    let head = raw.get(..head)?;
    let wide = head.find(['—', '–']).map(|at| (at, 3));
    let narrow = [" -- ", ")-- ", ") - ", " - "].iter().filter_map(|mark| {
        let at = head.find(mark)?;
        let lead = mark.len() - mark.trim_start_matches([' ', ')']).len();
        Some((at + lead, mark.trim_matches([' ', ')']).len()))
    });
    wide.into_iter().chain(narrow).min()
}

#[cfg(test)]
mod tests {
    use super::dateline;

    #[track_caller]
    fn check(raw: &str, expect: Option<&str>) {
        assert_eq!(dateline(raw).map(|span| span.of(raw)), expect, "{raw}");
    }

    #[test]
    fn places_open_reports() {
        check("VALE, May 3, 2024 (VPA) — The dam is dry.", Some("VALE, May 3, 2024 (VPA) —"));
        check("ST. ORLO, Vale (VPA) -- The dam is dry.", Some("ST. ORLO, Vale (VPA) --"));
        check("NEW DOBRIN – “Dry,” she said.", Some("NEW DOBRIN –"));
        check("Dobrin (Reuters) - The dam is dry.", Some("Dobrin (Reuters) -"));
        check("(DOBRIN) — The dam is dry.", None);
    }

    #[test]
    fn other_dashes_are_no_datelines() {
        check("The dam — and the town — is dry.", None);
        check("Dobrin - the town that runs dry", None);
        check("BREAKING — more follows", None);
        check("WATCH –", None);
        check("The mayor (left) - seen on Monday", None);
    }
}
