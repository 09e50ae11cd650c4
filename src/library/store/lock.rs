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
        let file = open(path)?;
        file.try_lock().ok()?;
        Some(Self { _file: file })
    }

    /// Waits until nobody holds the lock, asleep; nothing where it cannot be waited for.
    #[must_use]
    pub fn wait(path: &Path) -> Option<()> {
        open(path)?.lock().ok()
    }
}

fn open(path: &Path) -> Option<File> {
    create_dir_all(path.parent()?).ok()?;
    File::options().create(true).truncate(false).write(true).open(path).ok()
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

    #[test]
    fn who_waits_is_next() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let held = Lock::take(&path).unwrap();
        let waiting = std::thread::spawn({
            let path = path.clone();
            move || Lock::wait(&path).and_then(|()| Lock::take(&path)).is_some()
        });
        drop(held);
        assert!(waiting.join().unwrap());
    }
}
