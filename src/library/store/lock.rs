//! A lock between instances: a file that one of them holds. The system takes it back when the holder ends, however it ends.

use std::fs::{File, create_dir_all};
use std::path::Path;

/// A lock that is held until it is dropped.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

impl Lock {
    /// Takes the lock; nothing when somebody else holds it, or where no file can be made.
    #[must_use]
    pub fn take(path: &Path) -> Option<Self> {
        create_dir_all(path.parent()?).ok()?;
        let file = File::options().create(true).truncate(false).write(true).open(path).ok()?;
        file.try_lock().ok()?;
        Some(Self { _file: file })
    }
}

#[cfg(test)]
mod tests {
    use super::Lock;

    #[test]
    fn one_holds_it() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("sub/lock");
        let held = Lock::take(&path).unwrap();
        assert!(Lock::take(&path).is_none());
        drop(held);
        assert!(Lock::take(&path).is_some());
    }
}
