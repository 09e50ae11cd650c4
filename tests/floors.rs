//! Holds the house: floors, banned crates, file sizes, module docs, no globs, no `mod.rs`.
//!
//! A file uses its own floor and those below, never above. `ARCHITECTURE.md` draws the floors; this test is what keeps
//! them. It reads the sources as text: `crate::x` and `onrecord::x` outside comments and test modules.

#![expect(clippy::unwrap_used, clippy::string_slice, reason = "a test may stop at the first surprise")]

use std::fs;
use std::path::{Path, PathBuf};

/// Module names from the ground up; `cli` and the binaries stand together at the door.
const FLOORS: [(&str, u8); 10] = [
    ("model", 0),
    ("text", 1),
    ("parse", 2),
    ("extract", 3),
    ("library", 4),
    ("config", 5),
    ("app", 6),
    ("ui", 7),
    ("runtime", 8),
    ("cli", 9),
];

/// Crates and standard modules with the lowest floor they may be used on.
const FROM_FLOOR: [(&str, u8); 6] =
    [("ratatui", 7), ("crossterm", 8), ("signal_hook", 8), ("clap", 9), ("anyhow", 9), ("std::thread", 8)];

/// Files that may read or write files: the scanner, stores, importers, the config loader, the door.
const FILE_IO: [&str; 7] = [
    "src/library/scan",
    "src/library/store",
    "src/library/raw.rs",
    "src/config/load.rs",
    "src/cli",
    "src/main.rs",
    "src/bin/",
];

const MAX_LINES: usize = 400;

struct Source {
    path: String,
    floor: u8,
    /// Top-level module, or the empty string for the crate root and binaries.
    module: String,
    /// The text without comments and test modules.
    code: String,
    raw: String,
}

fn walk(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            walk(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut paths = Vec::new();
    walk(&root.join("src"), &mut paths);
    paths.sort();
    paths
        .iter()
        .map(|path| {
            let raw = fs::read_to_string(path).unwrap();
            let path = path.strip_prefix(root).unwrap().to_str().unwrap().replace('\\', "/");
            let inner = path.trim_start_matches("src/");
            let module = inner.split(['/', '.']).next().unwrap().to_owned();
            let floor = FLOORS.iter().find(|(name, _)| *name == module).map_or(9, |(_, floor)| *floor);
            let module =
                if matches!(module.as_str(), "lib" | "main" | "bin") { String::new() } else { module };
            Source { floor, module, code: code_of(&raw), raw, path }
        })
        .collect()
}

/// The lines before the trailing `#[cfg(test)]` module, without comments.
fn code_of(raw: &str) -> String {
    before_tests(raw)
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The text up to the test module; an inline module is always the last thing of a file in this house.
fn before_tests(raw: &str) -> &str {
    raw.split("#[cfg(test)]\nmod tests").next().unwrap()
}

/// The words that follow each occurrence of `prefix` as a path: `crate::app::x` gives `app`.
fn paths_after<'a>(code: &'a str, prefix: &'a str) -> impl Iterator<Item = String> + 'a {
    code.match_indices(prefix).map(move |(at, _)| {
        code[at + prefix.len()..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect()
    })
}

fn report(broken: &[String]) {
    assert!(broken.is_empty(), "\n{}", broken.join("\n"));
}

#[test]
fn every_module_has_a_floor() {
    let unknown: Vec<String> = sources()
        .iter()
        .filter(|s| !s.module.is_empty() && !FLOORS.iter().any(|(name, _)| *name == s.module))
        .map(|s| format!("{}: module `{}` has no floor", s.path, s.module))
        .collect();
    report(&unknown);
}

#[test]
fn files_use_their_own_floor_and_those_below() {
    let mut broken = Vec::new();
    for source in sources().iter().filter(|s| s.path != "src/lib.rs") {
        for prefix in ["crate::", "onrecord::"] {
            for name in paths_after(&source.code, prefix) {
                let Some((_, floor)) = FLOORS.iter().find(|(n, _)| *n == name) else { continue };
                if *floor > source.floor {
                    broken.push(format!(
                        "{} (floor {}) uses {name} (floor {floor})",
                        source.path, source.floor
                    ));
                }
            }
        }
        if source.module == "config" && source.code.contains("crate::library") {
            broken.push(format!("{}: config and library do not know each other", source.path));
        }
    }
    report(&broken);
}

#[test]
fn crates_stay_on_their_floors() {
    let mut broken = Vec::new();
    for source in sources() {
        for (name, floor) in FROM_FLOOR {
            let used =
                source.code.contains(&format!("{name}::")) || source.code.contains(&format!("use {name};"));
            if source.floor < floor && used {
                broken.push(format!("{}: `{name}` is for floor {floor} and above", source.path));
            }
        }
        let touches_files =
            ["std::fs", "fs::File", "File::open", "OpenOptions"].iter().any(|w| source.code.contains(w));
        if touches_files
            && source.floor < 8
            && !FILE_IO.iter().any(|allowed| source.path.starts_with(allowed))
        {
            broken.push(format!(
                "{}: files are read in the scanner, the stores, the config loader and the door",
                source.path
            ));
        }
    }
    report(&broken);
}

#[test]
fn every_file_opens_with_its_purpose() {
    let silent: Vec<String> = sources()
        .iter()
        .filter(|s| !s.raw.starts_with("//!"))
        .map(|s| format!("{}: no `//!` line", s.path))
        .collect();
    report(&silent);
}

#[test]
fn files_are_short() {
    let long: Vec<String> = sources()
        .iter()
        .map(|s| (before_tests(&s.raw).lines().count(), &s.path))
        .filter(|(lines, _)| *lines > MAX_LINES)
        .map(|(lines, path)| format!("{path}: {lines} lines without tests, more than {MAX_LINES}"))
        .collect();
    report(&long);
}

#[test]
fn no_mod_rs_and_no_globs() {
    let mut broken = Vec::new();
    for source in sources() {
        if source.path.ends_with("mod.rs") {
            broken.push(format!("{}: `foo.rs` beside `foo/`, never `mod.rs`", source.path));
        }
        for line in
            source.code.lines().filter(|l| l.trim_start().starts_with("use ") || l.contains("pub use "))
        {
            if line.contains("::*") {
                broken.push(format!("{}: glob import `{}`", source.path, line.trim()));
            }
        }
        if source.code.contains("use super::") {
            broken.push(format!("{}: `use crate::…`, not `use super::…`", source.path));
        }
    }
    report(&broken);
}
