//! Watches the corpus: when something in it changes, and things have calmed down, one message says so.
//!
//! Nothing is read here, and which files changed is left to the scan, which sees for itself. An idle folder costs no
//! wake-up. Where the system cannot watch (a network folder, too many folders), the key that reads the folder again
//! remains, and that is said once.

use crate::model::Clean;
use crate::runtime::{Message, faults};
use notify::event::{AccessKind, AccessMode};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// How long nothing must change before the folder is looked at.
const CALM: Duration = Duration::from_millis(300);
/// How long changes that do not end are waited for.
const PATIENCE: Duration = Duration::from_secs(3);

/// What is told when the system cannot watch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// That this key remains.
    Key(String),
    /// Nothing.
    Nothing,
}

/// Starts to watch a folder with all below it, on a thread of its own; changes come as the message.
pub(crate) fn watch(folder: PathBuf, sender: &Sender<Message>, message: fn() -> Message, told: Told) {
    let out = sender.clone();
    faults::spawn("watch", sender, move || {
        let (tell, events) = channel();
        // Setting up a large tree takes a while; so it is done here.
        let watcher = begin(&folder, move |event| {
            // Nobody listens when the program ends.
            let _ = tell.send(event);
        });
        match watcher {
            Err(error) => {
                if let Told::Key(key) = told {
                    let text = format!(
                        "changes of the folder are not seen by themselves ({error}): {key} reads it again"
                    );
                    let _ = out.send(Message::Notice(Clean::line(&text)));
                }
            }
            Ok(_watcher) => while wait(&events).is_some() && out.send(message()).is_ok() {},
        }
    });
}

fn begin(
    folder: &std::path::Path,
    mut tell: impl FnMut(()) + Send + 'static,
) -> notify::Result<RecommendedWatcher> {
    // Links are not followed, as in the scan.
    let config = notify::Config::default().with_follow_symlinks(false);
    let hear = move |event: notify::Result<Event>| {
        // An error is a queue that ran over: something has changed.
        if event.map_or(true, |event| is_change(event.kind)) {
            tell(());
        }
    };
    let mut watcher = RecommendedWatcher::new(hear, config)?;
    watcher.watch(folder, RecursiveMode::Recursive)?;
    Ok(watcher)
}

/// Reading changes nothing; our own scan reads every file.
fn is_change(kind: EventKind) -> bool {
    !matches!(kind, EventKind::Access(access) if access != AccessKind::Close(AccessMode::Write))
}

/// Waits for changes and until they have ended; nothing when no more can come.
fn wait(events: &Receiver<()>) -> Option<()> {
    events.recv().ok()?;
    let since = Instant::now();
    loop {
        match events.recv_timeout(CALM) {
            Ok(()) if since.elapsed() < PATIENCE => {}
            Ok(()) | Err(RecvTimeoutError::Timeout) => return Some(()),
            Err(RecvTimeoutError::Disconnected) => return None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{begin, is_change, wait};
    use notify::EventKind;
    use notify::event::{AccessKind, AccessMode, CreateKind};
    use std::fs;
    use std::sync::mpsc::channel;

    #[test]
    fn a_new_file_is_noticed_and_reading_is_not() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("sub")).unwrap();
        let (tell, events) = channel();
        let watcher = begin(dir.path(), move |()| tell.send(()).unwrap()).unwrap();
        fs::write(dir.path().join("sub/a.txt"), "words").unwrap();
        assert_eq!(wait(&events), Some(()));
        drop(watcher);
        assert_eq!(wait(&events), None);
        for (kind, expect) in [
            (EventKind::Access(AccessKind::Open(AccessMode::Any)), false),
            (EventKind::Access(AccessKind::Close(AccessMode::Read)), false),
            (EventKind::Access(AccessKind::Close(AccessMode::Write)), true),
            (EventKind::Create(CreateKind::File), true),
        ] {
            assert_eq!(is_change(kind), expect, "{kind:?}");
        }
    }
}
