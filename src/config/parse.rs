//! The text of a `config.toml` becomes a [`Config`], or a [`Problem`] that says where it does not.

use crate::config::colour::Look;
use crate::config::table::{Entry, Source, Table};
use crate::config::themes::{Role, Theme};
use crate::config::{Config, Grouping, KeySetting, Preset, Problem, SavedFilter, Screen};

/// Reads a configuration; what it does not say stays at its default. `file` names it in messages.
///
/// # Errors
/// The first key that is unknown, has the wrong type or is out of bounds, with its line.
pub fn parse(text: &str, file: &str) -> Result<Config, Problem> {
    let mut config = Config { file: file.to_owned(), ..Config::default() };
    let mut top = Table::of_file(Source { file, text })?;
    if let Some(entry) = top.take("corpus") {
        config.corpus = entry.string()?;
        if config.corpus.is_empty() {
            return Err(entry.wrong("expected the path of a folder, found an empty string"));
        }
    }
    if let Some(entry) = top.take("library") {
        config.library = entry.string()?;
    }
    if let Some(entry) = top.take("word-forms") {
        config.word_forms = entry.bool()?;
    }
    let mut screen = top.table("screen")?;
    let theme = screen.take("theme");
    read_screen(screen, &mut config.screen)?;
    read_themes(top.table("themes")?, &mut config.themes)?;
    if let Some(entry) = theme {
        config.screen.theme = theme_name(&entry, &config.themes)?;
    }
    config.colours = looks(top.table("colours")?)?;
    let mut keys = top.table("keys")?;
    if let Some(entry) = keys.take("preset") {
        config.preset = entry.choice(&Preset::ALL, Preset::label)?;
    }
    for entry in keys.rest() {
        config.keys.push(KeySetting {
            action: entry.name.clone(),
            keys: entry.strings()?,
            line: entry.line(),
        });
    }
    for entry in top.table("filters")?.rest() {
        config.filters.push(SavedFilter {
            name: entry.name.clone(),
            query: entry.string()?,
            line: entry.line(),
        });
    }
    top.finish()?;
    Ok(config)
}

fn read_screen(mut table: Table<'_>, screen: &mut Screen) -> Result<(), Problem> {
    for (key, flag) in [
        ("ascii", &mut screen.ascii),
        ("mouse", &mut screen.mouse),
        ("justify", &mut screen.justify),
        ("rail", &mut screen.rail),
    ] {
        if let Some(entry) = table.take(key) {
            *flag = entry.bool()?;
        }
    }
    for (key, width, bounds) in [
        ("text-width", &mut screen.text_width, 20..=400),
        ("list-width", &mut screen.list_width, 20..=200),
        ("rail-width", &mut screen.rail_width, 16..=120),
    ] {
        if let Some(entry) = table.take(key) {
            *width = entry.number(bounds)?;
        }
    }
    if let Some(entry) = table.take("group") {
        screen.group = entry.choice(&Grouping::ALL, Grouping::label)?;
    }
    table.finish()
}

fn theme_name(entry: &Entry<'_>, themes: &[Theme]) -> Result<String, Problem> {
    let name = entry.string()?;
    if themes.iter().any(|theme| theme.name == name) {
        return Ok(name);
    }
    let names: Vec<&str> = themes.iter().map(|theme| theme.name.as_str()).collect();
    Err(entry.wrong(format!("`{name}` is none of {}", names.join(", "))))
}

/// Own themes stand beside the built-in ones; one of a built-in's name replaces it.
fn read_themes(table: Table<'_>, themes: &mut Vec<Theme>) -> Result<(), Problem> {
    for entry in table.rest() {
        let name = entry.name.clone();
        let theme = Theme { name: name.clone(), looks: looks(entry.table()?)? };
        match themes.iter_mut().find(|known| known.name == name) {
            Some(known) => *known = theme,
            None => themes.push(theme),
        }
    }
    Ok(())
}

/// A table of roles and their looks.
pub(crate) fn looks(table: Table<'_>) -> Result<Vec<(Role, Look)>, Problem> {
    let entries = table.rest();
    entries
        .iter()
        .map(|entry| {
            let role = Role::ALL.into_iter().find(|role| role.label() == entry.name).ok_or_else(|| {
                let roles: Vec<&str> = Role::ALL.iter().map(|role| role.label()).collect();
                entry.wrong(format!("unknown key; expected one of {}", roles.join(", ")))
            })?;
            let look = entry.string()?.parse().map_err(|message: String| entry.wrong(message))?;
            Ok((role, look))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::parse;
    use crate::config::{Grouping, Preset};

    #[test]
    fn says_what_differs() {
        let text = "corpus = \"news\"\nlibrary = \"kept\"\n[screen]\ntheme = \"mine\"\ngroup = \"date\"\ntext-width = 60\n[themes.mine]\n\
                    hit = \"black on yellow\"\n[keys]\npreset = \"less\"\ndown = \"n\"\nup = []\n[filters]\na = \"b\"\n";
        let config = parse(text, "c.toml").unwrap();
        assert_eq!((config.corpus.as_str(), config.screen.text_width), ("news", 60));
        assert_eq!(config.library, "kept");
        assert_eq!((config.screen.group, config.preset), (Grouping::Date, Preset::Less));
        assert_eq!((config.keys[0].keys.as_slice(), config.keys[0].line), (&["n".to_owned()][..], 11));
        assert!(config.keys[1].keys.is_empty());
        assert_eq!(config.themes.last().unwrap().name, "mine");
        assert_eq!(config.filters[0].query, "b");
    }

    #[test]
    fn names_file_line_key_and_expectation() {
        for (text, says) in [
            (
                "corpse = \"x\"",
                "c.toml:1: corpse: unknown key; expected one of corpus, library, word-forms, screen",
            ),
            ("corpus = 3", "c.toml:1: corpus: expected a string in quotation marks, found integer"),
            ("corpus = \"\"", "c.toml:1: corpus: expected the path of a folder"),
            ("\n[screen]\nascii = 1", "c.toml:3: screen.ascii: expected true or false, found integer"),
            (
                "[screen]\ntext-width = 5",
                "screen.text-width: expected a whole number from 20 to 400, found 5",
            ),
            (
                "[screen]\ntext-width = -5",
                "screen.text-width: expected a whole number from 20 to 400, found -5",
            ),
            ("[screen]\ntheme = \"mauve\"", "screen.theme: `mauve` is none of terminal,"),
            ("[screen]\ngroup = \"colour\"", "screen.group: `colour` is none of speaker, story, date"),
            ("screen = 3", "c.toml:1: screen: expected a table, found integer"),
            ("[colours]\nhats = \"red\"", "c.toml:2: colours.hats: unknown key; expected one of text,"),
            ("[colours]\nhit = \"rad\"", "c.toml:2: colours.hit: `rad` is no colour"),
            ("[keys]\ndown = 3", "keys.down: expected a string or a list of strings, found integer"),
            ("[keys]\npreset = \"emacs\"", "keys.preset: `emacs` is none of vim, less, arrows"),
            ("[keys]\ndown = \"j\"\ndown = \"k\"", "c.toml:3: this is not TOML: duplicate key"),
            ("[screen", "c.toml:1: this is not TOML:"),
        ] {
            let problem = parse(text, "c.toml").unwrap_err().to_string();
            assert!(problem.contains(says), "{text:?} says {problem:?}");
        }
    }
}
