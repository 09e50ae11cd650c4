//! What a library's folder weighs, and how it is taken away: only files of ours, never a folder that holds others.

use std::fs;
use std::path::{Path, PathBuf};

/// Bytes of a file, or of everything below a folder; 0 when it is not there.
#[must_use]
pub fn weight(path: &Path) -> u64 {
    let Ok(meta) = fs::symlink_metadata(path) else { return 0 };
    if !meta.is_dir() {
        return meta.len();
    }
    let Ok(entries) = fs::read_dir(path) else { return 0 };
    entries.flatten().map(|entry| weight(&entry.path())).sum()
}

/// Makes a folder and those it stands in.
///
/// # Errors
/// When the system refuses.
pub fn make(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)
}

/// Removes a library's files and indexes, but nothing else, then the folder if it is empty.
///
/// # Errors
/// When one of them cannot be removed.
pub fn remove(folder: &Path, database: &str) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let journal =
            name.strip_prefix(database).is_some_and(|rest| matches!(rest, "" | "-wal" | "-shm" | "-journal"));
        if journal || name == LOCK {
            fs::remove_file(path)?;
        } else if is_index(&name) && path.is_dir() {
            fs::remove_dir_all(path)?;
        }
    }
    // What is not ours stays, and the folder with it.
    let _ = fs::remove_dir(folder);
    Ok(())
}

/// Indexes in a folder.
#[must_use]
pub fn indexes(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    paths.filter(|path| path.file_name().is_some_and(|name| is_index(&name.to_string_lossy()))).collect()
}

/// The lock of the one who writes.
pub(crate) const LOCK: &str = "writing.lock";

fn is_index(name: &str) -> bool {
    name.strip_prefix("index-")
        .is_some_and(|rest| !rest.is_empty() && rest.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{indexes, remove, weight};
    use std::fs;

    #[test]
    fn takes_away_what_is_ours() {
        let dir = tempfile::tempdir().unwrap();
        let folder = dir.path().join("lib");
        fs::create_dir_all(folder.join("index-12/articles")).unwrap();
        fs::create_dir_all(folder.join("index-card")).unwrap();
        for file in ["library.db", "library.db-wal", "writing.lock", "index-12/articles/a", "mine.txt"] {
            fs::write(folder.join(file), "12345").unwrap();
        }
        assert_eq!((weight(&folder), indexes(&folder)), (25, vec![folder.join("index-12")]));
        remove(&folder, "library.db").unwrap();
        let mut left: Vec<_> = fs::read_dir(&folder).unwrap().map(|e| e.unwrap().file_name()).collect();
        left.sort();
        assert_eq!(left, ["index-card", "mine.txt"]);
        fs::remove_file(folder.join("mine.txt")).unwrap();
        fs::remove_dir(folder.join("index-card")).unwrap();
        remove(&folder, "library.db").unwrap();
        assert!(!folder.exists());
    }
}
