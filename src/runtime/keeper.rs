//! The thread that keeps what the user makes: it opens the state, hands it over, and writes every change.
//!
//! The reader never waits for the disk. Changes that come together are written together. A failure is told once, in
//! words, and the change stays in force until the program ends.

use crate::library::state::{Change, StateStore, UserState};
use crate::model::Clean;
use crate::runtime::{Message, faults};
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;

/// How long the end of the program waits for the last changes to be on disk.
const LAST_WRITES: Duration = Duration::from_millis(800);

/// What the thread is to do.
enum Work {
    /// Write a change.
    Record(Change),
    /// Tell the mends as they stand on disk.
    Mends,
}

/// The way to the keeping thread.
pub(crate) struct Keeper {
    work: Option<Sender<Work>>,
    /// How many changes it was given.
    given: u64,
    /// Closes when everything is written.
    finished: Receiver<()>,
}

impl Keeper {
    /// Opens the state in `dir` on a thread of its own; the state and what is to be told come as messages.
    pub(crate) fn new(dir: Option<PathBuf>, sender: &Sender<Message>) -> Self {
        let (work, incoming) = channel();
        let (done, finished) = channel();
        let out = sender.clone();
        faults::spawn("keeper", sender, move || {
            keep(dir.as_deref(), &incoming, &out);
            drop(done);
        });
        Self { work: Some(work), given: 0, finished }
    }

    /// Writes a change, soon.
    pub(crate) fn record(&mut self, change: Change) {
        self.given += 1;
        self.send(Work::Record(change));
    }

    /// Has the mends read again, which the user or another instance may have written; they come as a message.
    pub(crate) fn look_again(&self) {
        self.send(Work::Mends);
    }

    /// Whether so many changes are all that it was given.
    pub(crate) const fn is_all(&self, changes: u64) -> bool {
        self.given == changes
    }

    fn send(&self, what: Work) {
        if let Some(work) = &self.work {
            // Only after `finish` does nobody listen.
            let _ = work.send(what);
        }
    }

    /// Waits, shortly, until everything recorded is on disk.
    pub(crate) fn finish(&mut self) {
        self.work = None;
        let _ = self.finished.recv_timeout(LAST_WRITES);
    }
}

fn keep(dir: Option<&Path>, incoming: &Receiver<Work>, out: &Sender<Message>) {
    let mut told = HashSet::new();
    let mut tell = |text: String| {
        if told.insert(text.clone()) {
            let _ = out.send(Message::Notice(Clean::line(&text)));
        }
    };
    let mut store = match StateStore::open(dir) {
        Ok(store) => store,
        Err(error) => {
            let _ = out.send(Message::Made(Box::default()));
            return tell(format!("your marks will not be kept: {error}"));
        }
    };
    let state = store.load().unwrap_or_else(|error| {
        tell(error.to_string());
        UserState::default()
    });
    let _ = out.send(Message::Made(Box::new(state)));
    if !store.notices().is_empty() {
        tell(store.notices().iter().map(Clean::as_str).collect::<Vec<_>>().join("; "));
    }
    let mut written = 0;
    while let Ok(first) = incoming.recv() {
        let (mut changes, mut asked) = (Vec::new(), false);
        for work in std::iter::once(first).chain(incoming.try_iter()) {
            match work {
                Work::Record(change) => changes.push(change),
                Work::Mends => asked = true,
            }
        }
        if !changes.is_empty()
            && let Err(error) = store.record(&changes)
        {
            tell(error.to_string());
        }
        written += changes.len() as u64;
        if asked && let Some(mends) = store.mends_again() {
            let _ = out.send(Message::Mends { mends: mends.to_vec(), after: written });
        }
    }
}
