//! A plain file the user owns, kept beside the databases: read whole, written whole, never half.
//!
//! A write goes to a file of its own that is brought to the disk and then put in the old one's place, so that a kill or
//! a power cut leaves the old text or the new one. Instances of the program take turns by a lock beside it.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// More than this no file of the user's by hand has.
const MOST_BYTES: u64 = 16 << 20;

/// Reads a file; none when there is none.
///
/// # Errors
/// When it is there and cannot be read, is no file, or is larger than any of the user's.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    if !file.metadata()?.is_file() {
        return Err(io::Error::new(ErrorKind::InvalidInput, "not a file"));
    }
    let mut bytes = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > MOST_BYTES {
        return Err(io::Error::new(ErrorKind::FileTooLarge, "larger than 16 MiB"));
    }
    Ok(Some(bytes))
}

/// Puts a text in the place of a file.
///
/// # Errors
/// When any step fails; the old file stands then.
pub fn write(path: &Path, text: &str) -> io::Result<()> {
    let new = beside(path, ".new");
    let mut file = File::create(&new)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    drop(file);
    fs::rename(&new, path)?;
    // The name is on the disk when the folder is. Not every file system can say so.
    if let Some(folder) = path.parent().and_then(|folder| File::open(folder).ok()) {
        let _ = folder.sync_all();
    }
    Ok(())
}

/// Holds off other instances until it is dropped; without effect where files cannot be locked.
#[must_use]
pub fn lock(path: &Path) -> Option<File> {
    let options =
        OpenOptions::new().create(true).truncate(false).write(true).open(beside(path, ".lock")).ok()?;
    options.lock().is_ok().then_some(options)
}

/// Renames a file to the first free `name.broken-N`; nothing is ever replaced.
///
/// # Errors
/// When it cannot be renamed.
pub fn put_aside(path: &Path) -> io::Result<PathBuf> {
    let mut number = 1;
    let aside = loop {
        let candidate = beside(path, &format!(".broken-{number}"));
        if !candidate.exists() {
            break candidate;
        }
        number += 1;
    };
    fs::rename(path, &aside)?;
    Ok(aside)
}

fn beside(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use super::{put_aside, read, write};
    use std::fs;

    #[test]
    fn what_is_written_is_read_and_nothing_else_is_left() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        assert_eq!(read(&path).unwrap(), None);
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(read(&path).unwrap().as_deref(), Some(&b"two"[..]));
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_that_cannot_be_written_stays_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        write(&path, "old").unwrap();
        fs::create_dir(dir.path().join("a.toml.new")).unwrap();
        assert!(write(&path, "new").is_err());
        assert_eq!(read(&path).unwrap().as_deref(), Some(&b"old"[..]));
    }

    #[test]
    fn files_set_aside_never_replace_each_other() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.toml");
        for text in ["one", "two"] {
            write(&path, text).unwrap();
            put_aside(&path).unwrap();
        }
        assert_eq!(fs::read_to_string(dir.path().join("a.toml.broken-1")).unwrap(), "one");
        assert_eq!(fs::read_to_string(dir.path().join("a.toml.broken-2")).unwrap(), "two");
        assert!(read(dir.path()).is_err());
    }
}
