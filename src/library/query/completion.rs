//! What a query that is being typed may go on with: names of fields, what stands behind them, tags, names of actors.

use crate::library::query::Sort;
use crate::library::query::field::{CLOSED, Field, Mark, Part};
use crate::model::{Known, QuoteKind};
use crate::text::fold::fold;

/// What can stand in a query beside the language's own words.
#[derive(Clone, Copy, Debug, Default)]
pub struct Stock<'a> {
    /// Names of actors, the likeliest first.
    pub actors: &'a [&'a str],
    /// The user's tags, the likeliest first.
    pub tags: &'a [&'a str],
}

/// What the end of a query may become, the likeliest first: whole queries in its place.
#[must_use]
pub fn completions(text: &str, stock: Stock<'_>) -> Vec<String> {
    let from = begin(text);
    let (kept, word) = (text.get(..from).unwrap_or_default(), text.get(from..).unwrap_or_default());
    let (minus, word) = word.strip_prefix('-').map_or(("", word), |word| ("-", word));
    let whole = |end: &str| format!("{kept}{minus}{end}");
    let Some((field, value)) = word.split_once(':') else {
        let names = Field::ALL.iter().map(|(name, _)| *name).chain(CLOSED.iter().map(|(name, _)| *name));
        let fits = names.filter(|name| !word.is_empty() && name.starts_with(&word.to_lowercase()));
        return fits.map(|name| whole(&format!("{name}:"))).collect();
    };
    let known = Field::ALL.iter().find(|(name, _)| *name == field).map(|(_, field)| *field);
    if known.is_some_and(Field::is_of_actors) {
        let typed = fold(value.trim_start_matches(['=', '"']));
        let fits = |name: &&&str| {
            let name = fold(name);
            name.starts_with(&typed) || name.split(' ').any(|part| part.starts_with(&typed))
        };
        let quoted = |name: &&str| whole(&format!("{field}:=\"{}\"", name.replace('"', " ")));
        return stock.actors.iter().filter(fits).map(quoted).collect();
    }
    let values: Vec<&str> = match field {
        "kind" => QuoteKind::ALL.iter().map(|kind| kind.label()).collect(),
        "is" => Mark::ALL.iter().map(|(name, _)| *name).collect(),
        "has" => Part::ALL.iter().map(|(name, _)| *name).collect(),
        "sort" => Sort::ALL.iter().map(|(name, _)| *name).collect(),
        "speaker" => Known::ALL.iter().map(|known| known.label()).collect(),
        "tag" => stock.tags.to_vec(),
        _ => Vec::new(),
    };
    let fits = values.into_iter().filter(|name| name.to_lowercase().starts_with(&value.to_lowercase()));
    fits.filter(|name| *name != value).map(|name| whole(&format!("{field}:{name} "))).collect()
}

/// Where the last word of a query begins; a name between quotation marks that are not closed is one word.
fn begin(text: &str) -> usize {
    let quoted = text.matches('"').count() % 2 == 1;
    let head = if quoted { text.rfind('"').and_then(|at| text.get(..at)).unwrap_or(text) } else { text };
    head.rfind(|c: char| c.is_whitespace() || c == '(').map_or(0, |at| at + 1)
}

#[cfg(test)]
mod tests {
    use super::{Stock, completions};
    use crate::library::query::Query;

    fn check(text: &str, expect: &[&str]) {
        let stock = Stock { actors: &["Ada Lindqvist", "Élise Morel", "Riksbank"], tags: &["later", "law"] };
        assert_eq!(completions(text, stock), expect, "{text}");
    }

    #[test]
    fn fields_values_and_names() {
        check("he", &["headline:"]);
        check("ferry (-sa", &["ferry (-said:"]);
        check("s", &["source:", "section:", "story:", "said:", "speaker:", "sort:"]);
        check("kind:d", &["kind:direct "]);
        check("is:", &["is:unread ", "is:read ", "is:starred ", "is:noted ", "is:dup "]);
        check("said:lind", &["said:=\"Ada Lindqvist\""]);
        check("x actor:=\"elise m", &["x actor:=\"Élise Morel\""]);
        check("tag:la", &["tag:later ", "tag:law "]);
        check("kind:direct", &[]);
        check("", &[]);
        check("ferry ", &[]);
    }

    #[test]
    fn what_is_completed_parses() {
        for text in ["said:a", "kind:m", "sort:-", "speaker:n", "has:s"] {
            let stock = Stock { actors: &["Ada Lindqvist"], tags: &[] };
            for whole in completions(text, stock) {
                assert!(Query::parse(&whole).is_ok(), "{whole}");
            }
        }
    }
}
