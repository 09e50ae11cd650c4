//! Finding and reading the configuration: the only place that opens it.

use crate::config::{Config, Problem, parse};
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

/// Where configurations are looked for.
#[derive(Clone, Debug, Default)]
pub struct Found {
    /// Named on the command line; must be there.
    pub named: Option<PathBuf>,
    /// The user's configuration folder (`$XDG_CONFIG_HOME`, else `~/.config`).
    pub folder: Option<PathBuf>,
}

impl Found {
    /// The places of this process's environment.
    #[must_use]
    pub fn of_environment(named: Option<PathBuf>) -> Self {
        let set = |name| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
        let folder = set("XDG_CONFIG_HOME").or_else(|| set("HOME").map(|home| home.join(".config")));
        Self { named, folder }
    }
}

/// Reads the first of: the named file; `onrecord/config.toml` in the user's configuration folder; `config.toml` of the
/// current folder, if it has at least one setting of ours. Without any of them, the defaults.
///
/// # Errors
/// A named file that is not there, a file that cannot be read, or one that is wrong.
pub fn load(places: &Found) -> Result<Config, Problem> {
    if let Some(path) = &places.named {
        return read(path)?
            .ok_or_else(|| problem(path, "there is no such file; `onrecord config --print` prints one"));
    }
    if let Some(folder) = &places.folder
        && let Some(config) = read(&folder.join("onrecord").join("config.toml"))?
    {
        return Ok(config);
    }
    local(Path::new("config.toml"))
}

/// What a file must have one of, at a line's start, to be ours: other programs use the name `config.toml` too.
const OURS: [&str; 7] = ["corpus", "library", "[screen]", "[themes.", "[colours]", "[keys]", "[filters]"];

/// Reads the `config.toml` of the current folder, if it is ours.
fn local(path: &Path) -> Result<Config, Problem> {
    let ours =
        |text: &str| text.lines().any(|line| OURS.iter().any(|key| line.trim_start().starts_with(key)));
    match fs::read_to_string(path) {
        Ok(text) if ours(&text) => parse(&text, &path.display().to_string()),
        _ => Ok(Config::default()),
    }
}

fn read(path: &Path) -> Result<Option<Config>, Problem> {
    match fs::read_to_string(path) {
        Ok(text) => parse(&text, &path.display().to_string()).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(problem(path, &format!("cannot be read: {error}"))),
    }
}

fn problem(path: &Path, message: &str) -> Problem {
    Problem { file: path.display().to_string(), line: 0, key: String::new(), message: message.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::{Found, load, local};
    use std::fs;

    #[test]
    fn named_then_the_users_then_defaults() {
        let dir = tempfile::tempdir().unwrap();
        let own = dir.path().join("onrecord");
        fs::create_dir(&own).unwrap();
        fs::write(own.join("config.toml"), "corpus = \"own\"").unwrap();
        fs::write(dir.path().join("x.toml"), "corpus = \"named\"").unwrap();
        let folder = Some(dir.path().to_owned());
        let named = Some(dir.path().join("x.toml"));
        assert_eq!(load(&Found { named, folder: folder.clone() }).unwrap().corpus, "named");
        assert_eq!(load(&Found { named: None, folder }).unwrap().corpus, "own");
        let missing = load(&Found { named: Some(dir.path().join("no.toml")), folder: None }).unwrap_err();
        assert!(missing.to_string().contains("no.toml: there is no such file"), "{missing}");
    }

    #[test]
    fn a_config_of_another_program_is_left_alone() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("config.toml");
        fs::write(&path, "title = \"a web site\"").unwrap();
        assert_eq!(local(&path).unwrap().corpus, "articles");
        fs::write(&path, "corpus = \"mine\"\nhat = 1").unwrap();
        assert!(local(&path).is_err());
    }
}
