//! A folder of tantivy's whose files can be made again: written without waiting for the disk, and put on it all at once.
//!
//! tantivy's own folder waits for the disk after every file, and after the list of its files that it writes before each: more
//! than fifty waits for an index of three documents. Here nothing waits until [`Loose::settle`] puts on the disk what was
//! written since and leaves a mark that names the state it holds. After a power cut, or a program that was killed, the mark
//! does not fit what is there ([`Loose::is_settled`]): then the checksums of the files say whether they are whole.

use crate::library::store::folder;
use std::collections::HashSet;
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tantivy::directory::error::{DeleteError, LockError, OpenDirectoryError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite,
    WatchCallback, WatchHandle, WritePtr,
};
use xxhash_rust::xxh3::xxh3_64;

/// What tantivy calls the file that says which files belong to a state.
const STATE: &str = "meta.json";

/// The mark: the hash of the state that is on the disk.
const MARK: &str = "settled";

/// A folder of files that can be made again.
#[derive(Clone, Debug)]
pub(crate) struct Loose {
    mapped: MmapDirectory,
    root: Arc<Path>,
    /// Names that may not be on the disk.
    written: Arc<Mutex<HashSet<PathBuf>>>,
}

impl Loose {
    /// Opens a folder, making it when it is missing.
    ///
    /// # Errors
    /// When it can neither be opened nor made.
    pub(crate) fn open(root: &Path) -> Result<Self, OpenDirectoryError> {
        let failed = |error| OpenDirectoryError::wrap_io_error(error, root.to_owned());
        folder::make(root).map_err(failed)?;
        let loose = Self { mapped: MmapDirectory::open(root)?, root: root.into(), written: Arc::default() };
        if !loose.is_settled() {
            // Whoever wrote these did not come to put them on the disk.
            let names = fs::read_dir(root).map_err(failed)?.flatten().map(|entry| entry.file_name().into());
            loose.written().extend(names);
        }
        Ok(loose)
    }

    /// Whether what is there was put on the disk whole.
    pub(crate) fn is_settled(&self) -> bool {
        self.mark().is_some_and(|mark| fs::read(self.root.join(MARK)).is_ok_and(|known| known == mark))
    }

    /// Puts everything on the disk. Nothing may be written meanwhile.
    ///
    /// # Errors
    /// When the disk cannot hold it; then it is not settled.
    pub(crate) fn settle(&self) -> io::Result<()> {
        let names: Vec<PathBuf> = self.written().drain().collect();
        for name in &names {
            match OpenOptions::new().write(true).open(self.root.join(name)) {
                Ok(file) => file.sync_all()?,
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(error),
            }
        }
        self.mapped.sync_directory()?;
        if !self.is_settled()
            && let Some(mark) = self.mark()
        {
            self.atomic_write(Path::new(MARK), &mark)?;
        }
        Ok(())
    }

    fn mark(&self) -> Option<Vec<u8>> {
        let state = fs::read(self.root.join(STATE)).ok()?;
        Some(format!("{:016x}", xxh3_64(&state)).into_bytes())
    }

    fn written(&self) -> MutexGuard<'_, HashSet<PathBuf>> {
        self.written.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A file while it is written.
struct Open(File);

impl Write for Open {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl TerminatingWrite for Open {
    fn terminate_ref(&mut self, _: AntiCallToken) -> io::Result<()> {
        Ok(())
    }
}

impl Directory for Loose {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.mapped.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.written().remove(path);
        self.mapped.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.mapped.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let open = OpenOptions::new().write(true).create_new(true).open(self.root.join(path));
        let file = open.map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => OpenWriteError::FileAlreadyExists(path.to_owned()),
            _ => OpenWriteError::wrap_io_error(error, path.to_owned()),
        })?;
        self.written().insert(path.to_owned());
        Ok(BufWriter::new(Box::new(Open(file))))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.mapped.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        // One program writes at a time, and tantivy each of these names under a lock.
        let mut name = path.as_os_str().to_owned();
        name.push(".new");
        let new = self.root.join(name);
        fs::write(&new, data)?;
        fs::rename(new, self.root.join(path))?;
        self.written().insert(path.to_owned());
        Ok(())
    }

    fn sync_directory(&self) -> io::Result<()> {
        Ok(())
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.mapped.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.mapped.watch(callback)
    }
}

#[cfg(test)]
mod tests {
    use super::Loose;
    use std::io::Write;
    use std::path::Path;
    use tantivy::Directory;
    use tantivy::directory::TerminatingWrite;

    #[test]
    fn a_state_is_settled_until_it_is_another() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().join("new");
        let loose = Loose::open(&root).unwrap();
        assert!(!loose.is_settled());
        let mut file = loose.open_write(Path::new("a")).unwrap();
        file.write_all(b"words").unwrap();
        file.terminate().unwrap();
        assert!(loose.open_write(Path::new("a")).is_err(), "written once");
        loose.atomic_write(Path::new("meta.json"), b"{1}").unwrap();
        assert!(!loose.is_settled());
        loose.settle().unwrap();
        let again = Loose::open(&root).unwrap();
        assert!(loose.is_settled() && again.is_settled() && again.written().is_empty());
        again.atomic_write(Path::new("meta.json"), b"{2}").unwrap();
        assert!(!loose.is_settled());
        assert_eq!(loose.atomic_read(Path::new("meta.json")).unwrap(), b"{2}");
        let third = Loose::open(&root).unwrap();
        assert!(third.written().contains(Path::new("a")), "what another left behind is put on the disk too");
        third.delete(Path::new("a")).unwrap();
        third.settle().unwrap();
        assert!(third.is_settled());
    }
}
