//! The threads behind the screen: the scan, and those that answer the app's questions.
//!
//! Every question is answered from the newest snapshot of the library. Of several waiting questions of one sort only the
//! newest is answered, so that typing never waits for what is no longer asked.

use crate::library::corpus::Corpus;
use crate::library::scan::{ScanOptions, Update, scan};
use crate::library::state::UserState;
use crate::library::view::{Answer, Progress, Request};
use crate::model::Clean;
use crate::runtime::{Message, faults};
use std::mem::discriminant;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many threads answer questions: a slow search must not hold up an article.
const ANSWERING: usize = 2;

/// The scan and the answering threads.
pub(crate) struct Workers {
    root: PathBuf,
    desk: Arc<Desk>,
    /// Ends the scan that is running.
    cancel: Arc<AtomicBool>,
    sender: Sender<Message>,
}

impl Workers {
    /// Starts the answering threads on an empty library.
    pub(crate) fn new(root: PathBuf, sender: &Sender<Message>) -> Self {
        let desk = Arc::new(Desk {
            state: Mutex::new(State {
                corpus: Arc::new(Corpus::new(root.clone(), Vec::new())),
                waiting: Vec::new(),
                marks: Arc::default(),
            }),
            changed: Condvar::new(),
        });
        for _ in 0..ANSWERING {
            let desk = Arc::clone(&desk);
            let out = sender.clone();
            faults::spawn("answers", sender, move || answer(&desk, &out));
        }
        Self { root, desk, cancel: Arc::default(), sender: sender.clone() }
    }

    /// Reads the folder (again) on a thread of its own; a scan that is running ends.
    pub(crate) fn scan(&mut self) {
        self.cancel.store(true, Ordering::Relaxed);
        self.cancel = Arc::default();
        let options = ScanOptions { cancel: Arc::clone(&self.cancel), ..ScanOptions::default() };
        let (root, out) = (self.root.clone(), self.sender.clone());
        faults::spawn("scan", &self.sender, move || {
            let cancel = Arc::clone(&options.cancel);
            let mut tell = |update| {
                if !cancel.load(Ordering::Relaxed) {
                    // The program is ending when nobody listens.
                    let _ = out.send(Message::Scan(update));
                }
            };
            if let Err(error) = scan(&root, &options, &mut tell) {
                tell(Update::Progress(Progress { done: true, ..Progress::default() }));
                let _ = out.send(Message::Notice(Clean::line(&error.to_string())));
            }
        });
    }

    /// Takes in a new snapshot: questions are answered from it from now on.
    pub(crate) fn put(&self, corpus: Arc<Corpus>) {
        self.desk.lock().corpus = corpus;
    }

    /// Changes what `is:read` and its kin go by.
    pub(crate) fn mark(&self, change: impl FnOnce(&mut UserState)) {
        change(Arc::make_mut(&mut self.desk.lock().marks));
    }

    /// Asks the library; the answer comes as a message.
    pub(crate) fn ask(&self, generation: u64, request: Request) {
        let mut state = self.desk.lock();
        state.waiting.retain(|(_, waiting)| discriminant(waiting) != discriminant(&request));
        state.waiting.push((generation, request));
        drop(state);
        self.desk.changed.notify_one();
    }

    /// Where a file of the corpus is that is shown under this path.
    pub(crate) fn file(&self, shown: &Clean) -> Option<PathBuf> {
        let corpus = Arc::clone(&self.desk.lock().corpus);
        let articles = corpus.articles().iter().map(|entry| &entry.file);
        let file = articles.chain(corpus.others()).find(|file| file.shown == *shown)?;
        std::path::absolute(corpus.root().join(&file.path)).ok()
    }
}

/// Where questions wait.
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

struct State {
    corpus: Arc<Corpus>,
    /// What `is:read` and its kin go by.
    marks: Arc<UserState>,
    waiting: Vec<(u64, Request)>,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Answers questions for ever.
fn answer(desk: &Desk, out: &Sender<Message>) {
    loop {
        let mut state = desk.lock();
        while state.waiting.is_empty() {
            state = desk.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        let (generation, request) = state.waiting.remove(0);
        let (corpus, marks) = (Arc::clone(&state.corpus), Arc::clone(&state.marks));
        drop(state);
        // A fault in one answer must not end the reading.
        let answer = faults::caught(|| corpus.answer_with(&request, &marks)).unwrap_or_else(|_| {
            Answer::Missing(Clean::line(
                "onrecord failed while looking this up; please report it with this file",
            ))
        });
        if out.send(Message::Answer { generation, answer }).is_err() {
            return;
        }
    }
}
