//! Which keys mean which action: the preset, changed by the configuration.
//!
//! Every action is heard in one [`Scope`]; a narrower scope shadows a wider one. Within a scope a key means one thing,
//! and no key is the beginning of another: what breaks that is refused with file, line and key.

use crate::app::action::{Action, Scope};
use crate::app::keys::{Chord, Key};
use crate::config::{Config, KeySetting, Preset, Problem};
use std::collections::HashMap;

/// Keys and their actions.
#[derive(Clone, Debug)]
pub struct Keymap {
    bindings: HashMap<(Scope, Chord), Action>,
    /// By action, in the order they are written.
    keys: HashMap<Action, Vec<Chord>>,
}

/// What a sequence of keys means so far.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meaning {
    /// This action.
    Action(Action),
    /// The beginning of one or more.
    Prefix,
    /// Nothing.
    Nothing,
}

/// The keys nobody can take or give away, with the action they always mean.
const FIXED: (&str, Action) = ("C-z", Action::Suspend);

/// The key that most terminals send for Tab: bound to anything else it would take Tab away.
const IS_TAB: &str = "C-i";

impl Keymap {
    /// The keys of a configuration.
    ///
    /// # Errors
    /// The first unknown action, key that does not read, or clash.
    pub fn new(config: &Config) -> Result<Self, Problem> {
        let mut lines = HashMap::new();
        let mut keys = preset(config.preset);
        for setting in &config.keys {
            let (action, chords) =
                read(setting).map_err(|message| problem(config, setting.line, &setting.action, message))?;
            keys.insert(action, chords);
            lines.insert(action, setting.line);
        }
        let mut map = Self { bindings: HashMap::new(), keys };
        // Settings of the file come last, so that a clash is told at a line the user wrote.
        let mut order: Vec<Action> = Action::ALL.to_vec();
        order.sort_by_key(|action| lines.contains_key(action));
        for action in order {
            let line = lines.get(&action).copied().unwrap_or(0);
            map.bind(action).map_err(|message| problem(config, line, action.name(), message))?;
        }
        Ok(map)
    }

    fn bind(&mut self, action: Action) -> Result<(), String> {
        let scope = action.scope();
        for chord in self.keys_of(action).to_vec() {
            let clashing =
                self.bindings.iter().filter(|((known, other), _)| *known == scope && clashes(&chord, other));
            // Of several the one that stands first in the help is told.
            let clash = clashing.min_by_key(|(_, taken)| **taken);
            if let Some(((_, other), taken)) = clash {
                return Err(if *other == chord {
                    format!("`{chord}` is already {taken}; give {taken} other keys, or none: {taken} = []")
                } else {
                    format!(
                        "`{chord}` cannot stand beside `{other}`, which is {taken}: one is the beginning of the other"
                    )
                });
            }
            self.bindings.insert((scope, chord), action);
        }
        Ok(())
    }

    /// What the keys pressed so far mean in these scopes, the narrowest first.
    #[must_use]
    pub fn meaning(&self, scopes: &[Scope], pressed: &[Key]) -> Meaning {
        let chord = Chord(pressed.to_vec());
        for scope in scopes {
            if let Some(action) = self.bindings.get(&(*scope, chord.clone())) {
                return Meaning::Action(*action);
            }
            if self.bindings.keys().any(|(known, other)| known == scope && other.0.starts_with(pressed)) {
                return Meaning::Prefix;
            }
        }
        Meaning::Nothing
    }

    /// The keys of an action, in the order they are written.
    #[must_use]
    pub fn keys_of(&self, action: Action) -> &[Chord] {
        self.keys.get(&action).map_or(&[], Vec::as_slice)
    }

    /// The first key of an action, as hints show it; empty when it has none.
    #[must_use]
    pub fn hint(&self, action: Action) -> String {
        self.keys_of(action).first().map(ToString::to_string).unwrap_or_default()
    }

    /// Every action with its keys as text, in the order of the help: what help, README and `keys --print` show.
    #[must_use]
    pub fn table(&self) -> Vec<Line> {
        let line = |action: &Action| Line {
            scope: action.scope(),
            name: action.name(),
            keys: self.keys_of(*action).iter().map(ToString::to_string).collect(),
            doc: action.doc(),
        };
        Action::ALL.iter().map(line).collect()
    }
}

/// One line of the table of keys.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// Where the keys are heard.
    pub scope: Scope,
    /// The action's name.
    pub name: &'static str,
    /// Its keys.
    pub keys: Vec<String>,
    /// What it does.
    pub doc: &'static str,
}

/// The table of keys as a Markdown table, as it stands in the README.
#[must_use]
pub fn markdown(table: &[Line]) -> String {
    let head = String::from("| where | keys | action | what it does |\n|---|---|---|---|\n");
    let row = |line: &Line| {
        let keys: Vec<String> =
            line.keys.iter().map(|key| format!("`{}`", key.replace('|', "\\|"))).collect();
        format!("| {} | {} | `{}` | {} |\n", line.scope.label(), keys.join(" "), line.name, line.doc)
    };
    head + &table.iter().map(row).collect::<String>()
}

fn preset(preset: Preset) -> HashMap<Action, Vec<Chord>> {
    let at = Preset::ALL.iter().position(|known| *known == preset).unwrap_or_default();
    let chords = |action: Action| action.keys().get(at).map_or(&[][..], |keys| *keys);
    Action::ALL
        .iter()
        .map(|action| (*action, chords(*action).iter().filter_map(|text| text.parse().ok()).collect()))
        .collect()
}

fn read(setting: &KeySetting) -> Result<(Action, Vec<Chord>), String> {
    let action: Action = setting.action.parse().map_err(|error| match nearest(&setting.action) {
        Some(name) => format!("{error}; did you mean {name}?"),
        None => format!("{error}; `onrecord keys --print` lists them"),
    })?;
    let chords: Vec<Chord> = setting.keys.iter().map(|text| text.parse()).collect::<Result<_, String>>()?;
    let fixed = |chord: &Chord| chord.0.first().is_some_and(|key| key.to_string() == FIXED.0);
    if action == FIXED.1 && !chords.iter().any(fixed) || action != FIXED.1 && chords.iter().any(fixed) {
        return Err(format!("{} stops every program of a terminal and cannot be bound anew", FIXED.0));
    }
    if chords.iter().any(|chord| chord.0.iter().any(|key| key.to_string() == IS_TAB)) {
        return Err(format!("{IS_TAB} is the same as Tab on most terminals and cannot be bound"));
    }
    Ok((action, chords))
}

/// The action whose name shares most with what was written, if it shares enough.
fn nearest(written: &str) -> Option<&'static str> {
    let pairs = |text: &str| -> Vec<(char, char)> { text.chars().zip(text.chars().skip(1)).collect() };
    let wanted = pairs(written);
    let shared = |name: &str| pairs(name).iter().filter(|pair| wanted.contains(pair)).count();
    let best = Action::ALL.iter().map(|action| action.name()).max_by_key(|name| shared(name))?;
    (shared(best) * 2 > wanted.len()).then_some(best)
}

fn clashes(a: &Chord, b: &Chord) -> bool {
    a.0.starts_with(&b.0) || b.0.starts_with(&a.0)
}

fn problem(config: &Config, line: usize, action: &str, message: String) -> Problem {
    Problem { file: config.file.clone(), line, key: format!("keys.{action}"), message }
}

#[cfg(test)]
mod tests {
    use super::{Keymap, Meaning, markdown};
    use crate::app::action::{Action, Scope};
    use crate::app::keys::{Code, Key};
    use crate::config::{Config, Preset, default_text, parse};

    fn keymap(text: &str) -> Result<Keymap, String> {
        Keymap::new(&parse(text, "c.toml").unwrap()).map_err(|problem| problem.to_string())
    }

    #[test]
    fn presets_have_no_clash_and_every_action_a_key() {
        for preset in Preset::ALL {
            let map = Keymap::new(&Config { preset, ..Config::default() }).unwrap();
            for action in Action::ALL {
                assert!(!map.keys_of(*action).is_empty(), "{action} has no key in {}", preset.label());
            }
        }
        for action in Action::ALL {
            for text in action.keys().iter().copied().flatten() {
                assert!(text.parse::<crate::app::keys::Chord>().is_ok(), "{text}");
            }
        }
    }

    #[test]
    fn arrows_need_no_letters() {
        let map = Keymap::new(&Config { preset: Preset::Arrows, ..Config::default() }).unwrap();
        for action in Action::ALL {
            let typed = map
                .keys_of(*action)
                .iter()
                .filter(|c| c.0.iter().any(|key| key.typed().is_some_and(char::is_alphabetic)));
            assert_eq!(typed.count(), 0, "{action}");
        }
    }

    #[test]
    fn narrow_scopes_shadow_wide_ones() {
        let map = keymap("").unwrap();
        let scopes = [Scope::Actors, Scope::Lists, Scope::Everywhere];
        assert_eq!(map.meaning(&scopes, &[Key::char('l')]), Meaning::Action(Action::Places));
        assert_eq!(map.meaning(&scopes[1..], &[Key::char('l')]), Meaning::Action(Action::NextPane));
        assert_eq!(map.meaning(&scopes, &[Key::char('g')]), Meaning::Prefix);
        assert_eq!(map.meaning(&scopes, &[Key::char('g'), Key::char('g')]), Meaning::Action(Action::First));
        assert_eq!(map.meaning(&scopes, &[Key::plain(Code::F(20))]), Meaning::Nothing);
    }

    #[test]
    fn settings_replace_the_preset() {
        let map = keymap("[keys]\ndown = [\"C-n\"]\nzen = []\n").unwrap();
        assert_eq!(map.hint(Action::Down), "C-n");
        assert_eq!(map.meaning(&[Scope::Everywhere], &[Key::char('j')]), Meaning::Nothing);
        assert!(map.keys_of(Action::Zen).is_empty());
    }

    #[test]
    fn clashes_and_unknown_names_are_refused() {
        for (text, says) in [
            ("down = \"k\"", "c.toml:2: keys.down: `k` is already up"),
            ("zen = \"g\"", "c.toml:2: keys.zen: `g` cannot stand beside `g g`, which is first"),
            ("dawn = \"j\"", "c.toml:2: keys.dawn: `dawn` is no action"),
            ("nextarticle = \"j\"", "did you mean next-article?"),
            ("down = \"jj\"", "c.toml:2: keys.down: `jj` is no key"),
            ("zen = \"C-z\"", "cannot be bound anew"),
            ("suspend = []", "cannot be bound anew"),
            ("zen = \"C-i\"", "same as Tab"),
        ] {
            let problem = keymap(&format!("[keys]\n{text}\n")).unwrap_err();
            assert!(problem.contains(says), "{text:?} says {problem:?}");
        }
    }

    #[test]
    fn the_shipped_configuration_lists_every_action_with_its_keys() {
        for action in Action::ALL {
            let keys: Vec<String> = action.keys()[0].iter().map(|key| format!("{key:?}")).collect();
            let line = format!("# {} = [{}]", action.name(), keys.join(", "));
            assert!(default_text().lines().any(|l| l.starts_with(&line)), "config.toml misses: {line}");
        }
        let uncommented =
            |line: &str| line.strip_prefix("# ").filter(|l| l.contains(" = [")).map(str::to_owned);
        let listed: Vec<String> = default_text().lines().filter_map(uncommented).collect();
        assert_eq!(listed.len(), Action::ALL.len());
        assert!(keymap(&format!("[keys]\n{}", listed.join("\n"))).is_ok());
    }

    #[test]
    fn the_table_is_markdown() {
        let text = markdown(&keymap("").unwrap().table());
        assert!(text.contains("| everywhere | `g g` `Home` | `first` |"));
        assert_eq!(text.lines().count(), Action::ALL.len() + 2);
    }

    #[test]
    fn the_readme_has_the_table() {
        let readme = include_str!("../../README.md");
        let (_, after) = readme.split_once("<!-- keys -->\n").unwrap();
        let (table, _) = after.split_once("<!-- /keys -->").unwrap();
        assert_eq!(table, markdown(&keymap("").unwrap().table()));
    }
}
