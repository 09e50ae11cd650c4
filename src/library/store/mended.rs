//! The file of the user's mends: opened, changed and kept like the rest of what the user makes.
//!
//! The file is the user's own: it may be edited while the program runs, so every change is made to what it says then. A
//! file that does not read is set aside and what is whole in it goes on; a newer version's is read and left alone.

use crate::library::mends::Mend;
use crate::library::mends::file::{self, Contents, Wholeness};
use crate::library::store::{Access, plain};
use crate::model::Clean;
use std::io;
use std::path::{Path, PathBuf};

/// The file's name within the folder of the state.
pub const FILE: &str = "mends.toml";

/// The file of mends, opened.
#[derive(Debug)]
pub struct MendStore {
    path: Option<PathBuf>,
    access: Access,
    mends: Vec<Mend>,
    /// Whether the file lacks some of them: the last write failed.
    behind: bool,
    /// What the user should know, a sentence each.
    pub notices: Vec<Clean>,
}

/// Why a mend is not on disk.
#[derive(Debug, thiserror::Error)]
pub enum MendError {
    /// The file may only be read; told when it was opened.
    #[error("your mends are not kept: {FILE} may only be read")]
    ReadOnly,
    /// The write failed; the old file stands.
    #[error("your last mend is not on disk: {0}")]
    Failed(#[from] io::Error),
}

impl MendStore {
    /// Opens the file in `dir`; without a folder the mends last until the program ends.
    #[must_use]
    pub fn open(dir: Option<&Path>) -> Self {
        let mut opened = Self {
            path: dir.map(|dir| dir.join(FILE)),
            access: Access::Write,
            mends: Vec::new(),
            behind: false,
            notices: Vec::new(),
        };
        let Some(path) = opened.path.clone() else {
            // The store of the marks tells this once for both.
            opened.access = Access::Memory;
            return opened;
        };
        match plain::read(&path) {
            Ok(text) => opened.take(&path, &text.unwrap_or_default()),
            Err(error) => {
                opened.access = Access::Read;
                opened.tell(&format!("{} cannot be read and is left as it is: {error}", path.display()));
            }
        }
        opened
    }

    fn take(&mut self, path: &Path, bytes: &[u8]) {
        let Contents { mends, state } = file::read(bytes);
        self.mends = mends;
        match state {
            Wholeness::Whole => {}
            Wholeness::Newer(format) => {
                self.access = Access::Read;
                self.tell(&format!(
                    "what you mended can be read but not changed: written by a newer onrecord (format {format}, \
                     this one knows {})",
                    file::FORMAT
                ));
            }
            Wholeness::Broken(why) => self.set_aside(path, &why),
        }
    }

    fn set_aside(&mut self, path: &Path, why: &str) {
        let kept = plain::put_aside(path).and_then(|aside| save(path, &self.mends).map(|()| aside));
        match kept {
            Ok(aside) => self.tell(&format!(
                "{FILE} could not be read ({why}); the file is kept as {}, {} of its mends go on",
                aside.display(),
                self.mends.len()
            )),
            Err(error) => {
                self.access = Access::Read;
                self.tell(&format!("{} is damaged ({why}) and cannot be moved: {error}", path.display()));
            }
        }
    }

    fn tell(&mut self, text: &str) {
        self.notices.push(Clean::line(text));
    }

    /// The mends, in order.
    #[must_use]
    pub fn mends(&self) -> &[Mend] {
        &self.mends
    }

    /// The mends as the file says them now: the user or another instance may have changed it. Nothing when it does not
    /// read (the next change sets it aside) or lacks what could not be written.
    pub fn again(&mut self) -> Option<&[Mend]> {
        if self.access != Access::Write || self.behind {
            return None;
        }
        let on_disk = file::read(&plain::read(self.path.as_deref()?).ok()?.unwrap_or_default());
        if on_disk.state != Wholeness::Whole {
            return None;
        }
        self.mends = on_disk.mends;
        Some(&self.mends)
    }

    /// Adds mends or takes them back; when it returns `Ok` that outlives a kill and a power cut.
    ///
    /// # Errors
    /// When the file may only be read, or the write failed; then the old file stands.
    pub fn record(&mut self, changes: &[(&Mend, bool)]) -> Result<(), MendError> {
        if self.access == Access::Read {
            return Err(MendError::ReadOnly);
        }
        let Some(path) = self.path.clone() else {
            change(&mut self.mends, changes);
            return Ok(());
        };
        let lock = plain::lock(&path);
        // What the user or another instance wrote meanwhile stands.
        let on_disk = file::read(&plain::read(&path)?.unwrap_or_default());
        let mut next = match on_disk.state {
            Wholeness::Whole => on_disk.mends,
            Wholeness::Newer(_) => return Err(MendError::ReadOnly),
            Wholeness::Broken(_) => {
                plain::put_aside(&path)?;
                self.mends.clone()
            }
        };
        change(&mut next, changes);
        let saved = save(&path, &next);
        drop(lock);
        self.behind = saved.is_err();
        self.mends = next;
        Ok(saved?)
    }
}

fn save(path: &Path, mends: &[Mend]) -> io::Result<()> {
    plain::write(path, &file::write(mends).map_err(io::Error::other)?)
}

/// Adds mends at the end; one that is taken back goes where it stands last.
pub(crate) fn change(mends: &mut Vec<Mend>, changes: &[(&Mend, bool)]) {
    for (mend, on) in changes {
        let last = mends.iter().rposition(|known| known == *mend);
        match (on, last) {
            (true, _) => mends.push((*mend).clone()),
            (false, Some(at)) => {
                mends.remove(at);
            }
            (false, None) => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FILE, MendError, MendStore};
    use crate::library::mends::{Mend, Named};
    use crate::model::ActorKind;
    use std::fs;

    fn mend(name: &str) -> Mend {
        Mend::Hide { actor: Named::new(name, ActorKind::Person) }
    }

    #[test]
    fn what_others_wrote_is_seen_and_what_does_not_read_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (MendStore::open(Some(dir.path())), MendStore::open(Some(dir.path())));
        two.record(&[(&mend("a"), true)]).unwrap();
        assert_eq!(one.mends(), []);
        assert_eq!(one.again(), Some([mend("a")].as_slice()));
        fs::write(dir.path().join(FILE), "format = 1\n[[mend]\n").unwrap();
        assert_eq!((one.again(), two.mends()), (None, [mend("a")].as_slice()));
    }

    #[test]
    fn mends_are_kept_and_taken_back() {
        let dir = tempfile::tempdir().unwrap();
        let mut file = MendStore::open(Some(dir.path()));
        file.record(&[(&mend("a"), true), (&mend("b"), true), (&mend("a"), true)]).unwrap();
        file.record(&[(&mend("a"), false)]).unwrap();
        let again = MendStore::open(Some(dir.path()));
        assert_eq!(again.mends(), [mend("a"), mend("b")]);
        assert!(again.notices.is_empty());
    }

    #[test]
    fn what_was_edited_meanwhile_stands() {
        let dir = tempfile::tempdir().unwrap();
        let (mut one, mut two) = (MendStore::open(Some(dir.path())), MendStore::open(Some(dir.path())));
        one.record(&[(&mend("a"), true)]).unwrap();
        two.record(&[(&mend("b"), true)]).unwrap();
        assert_eq!(MendStore::open(Some(dir.path())).mends(), [mend("a"), mend("b")]);
    }

    #[test]
    fn a_damaged_file_is_set_aside_and_its_whole_mends_go_on() {
        let dir = tempfile::tempdir().unwrap();
        MendStore::open(Some(dir.path())).record(&[(&mend("a"), true), (&mend("b"), true)]).unwrap();
        let path = dir.path().join(FILE);
        let text = fs::read_to_string(&path).unwrap();
        fs::write(&path, &text.as_bytes()[..text.len() - 4]).unwrap();
        let file = MendStore::open(Some(dir.path()));
        assert_eq!(file.mends(), [mend("a")]);
        assert!(file.notices[0].contains("could not be read"), "{:?}", file.notices);
        assert!(dir.path().join("mends.toml.broken-1").exists());
        assert_eq!(MendStore::open(Some(dir.path())).mends(), [mend("a")]);
    }

    #[test]
    fn a_newer_file_is_read_and_not_touched() {
        let dir = tempfile::tempdir().unwrap();
        MendStore::open(Some(dir.path())).record(&[(&mend("a"), true)]).unwrap();
        let path = dir.path().join(FILE);
        let newer = fs::read_to_string(&path).unwrap().replace("format = 1", "format = 9");
        fs::write(&path, &newer).unwrap();
        let mut file = MendStore::open(Some(dir.path()));
        assert_eq!(file.mends(), [mend("a")]);
        assert!(matches!(file.record(&[(&mend("b"), true)]), Err(MendError::ReadOnly)));
        assert_eq!(fs::read_to_string(&path).unwrap(), newer);
    }
}
