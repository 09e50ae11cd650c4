//! Finds the files of a folder: every regular file below it, in order of path, and the reason for each one passed over.
//!
//! Hidden files, `README*` and folders that are hidden are passed over in silence. Links are never followed: what they
//! lead to is either outside the folder or is found under its own name. Reads no file.

use crate::model::{Issue, IssueCode, Severity};
use std::fs;
use std::path::{Path, PathBuf};

/// Folders below folders: deeper ones are named and left.
const MAX_DEPTH: usize = 256;

/// What a walk found.
#[derive(Debug, Default)]
pub(super) struct Found {
    /// Regular files, by path below the root.
    pub(super) files: Vec<PathBuf>,
    /// What was passed over, with the reason.
    pub(super) skipped: Vec<(PathBuf, Issue)>,
}

/// Walks `root`. A folder below it that cannot be listed becomes an issue; only the root itself can fail.
pub(super) fn walk(root: &Path, cancelled: &dyn Fn() -> bool) -> std::io::Result<Found> {
    let home = fs::canonicalize(root)?;
    let mut found = Found::default();
    let mut open = vec![(PathBuf::new(), fs::read_dir(root)?, 0)];
    while let Some((below, entries, depth)) = open.pop() {
        if cancelled() {
            break;
        }
        for entry in entries {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    found.skipped.push((below.clone(), unreadable(&error)));
                    continue;
                }
            };
            let name = entry.file_name();
            if passed_over(&name.to_string_lossy()) {
                continue;
            }
            let path = below.join(&name);
            match entry.file_type() {
                Err(error) => found.skipped.push((path, unreadable(&error))),
                Ok(kind) if kind.is_file() => found.files.push(path),
                Ok(kind) if kind.is_dir() && depth >= MAX_DEPTH => {
                    let reason =
                        format!("folder is more than {MAX_DEPTH} folders deep; move it up to have it read");
                    found.skipped.push((path, skipped(reason)));
                }
                Ok(kind) if kind.is_dir() => match fs::read_dir(entry.path()) {
                    Ok(entries) => open.push((path, entries, depth + 1)),
                    Err(error) => found.skipped.push((path, unreadable(&error))),
                },
                Ok(kind) if kind.is_symlink() => {
                    found.skipped.push((path, skipped(why_not_followed(&entry.path(), &home))));
                }
                Ok(_) => found.skipped.push((path, skipped("not a regular file (a pipe, socket or device)"))),
            }
        }
    }
    found.files.sort_unstable();
    found.skipped.sort_unstable_by(|a, b| a.0.cmp(&b.0));
    Ok(found)
}

/// Whether a name is none of the corpus: hidden, or a note about the folder.
fn passed_over(name: &str) -> bool {
    let stem = name.split('.').next().unwrap_or_default();
    name.starts_with('.') || stem.eq_ignore_ascii_case("readme")
}

/// Where a link leads, in words.
fn why_not_followed(link: &Path, home: &Path) -> String {
    match fs::canonicalize(link) {
        Ok(target) if !target.starts_with(home) => "link that leaves the folder: not followed".to_owned(),
        Ok(target) if target.is_dir() => {
            "link to a folder: not followed, what is inside is read where it is".to_owned()
        }
        Ok(_) => "link to a file of the same folder: read once, under its own name".to_owned(),
        Err(error) => format!("link that leads nowhere ({error})"),
    }
}

fn skipped(reason: impl Into<String>) -> Issue {
    Issue::new(Severity::Warning, IssueCode::Skipped, reason)
}

fn unreadable(error: &std::io::Error) -> Issue {
    Issue::new(Severity::Error, IssueCode::Unreadable, format!("cannot be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::walk;
    use std::fs;

    #[test]
    fn finds_files_below_and_names_what_it_leaves() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path();
        fs::create_dir_all(root.join("north/.cache")).unwrap();
        fs::create_dir_all(root.join(".git")).unwrap();
        for file in
            ["b.txt", "north/a.txt", "README.md", "readme", ".hidden", "north/.cache/x.txt", ".git/config"]
        {
            fs::write(root.join(file), "words").unwrap();
        }
        std::os::unix::fs::symlink(root.join("b.txt"), root.join("same.txt")).unwrap();
        std::os::unix::fs::symlink("..", root.join("north/up")).unwrap();
        std::os::unix::fs::symlink("/etc/hostname", root.join("out.txt")).unwrap();
        std::os::unix::fs::symlink("self", root.join("self")).unwrap();
        let found = walk(root, &|| false).unwrap();
        let files: Vec<_> = found.files.iter().map(|p| p.display().to_string()).collect();
        assert_eq!(files, ["b.txt", "north/a.txt"]);
        let skipped: Vec<_> =
            found.skipped.iter().map(|(p, i)| format!("{}: {}", p.display(), i.message)).collect();
        assert_eq!(skipped.len(), 4, "{skipped:?}");
        assert!(skipped.iter().any(|s| s.starts_with("north/up: link to a folder")), "{skipped:?}");
        assert!(skipped.iter().any(|s| s.starts_with("self: link that leads nowhere")), "{skipped:?}");
        assert!(skipped.iter().any(|s| s.starts_with("same.txt: link to a file")), "{skipped:?}");
    }

    #[test]
    fn a_missing_root_is_an_error() {
        assert!(walk(std::path::Path::new("/no/such/folder"), &|| false).is_err());
    }
}
