//! The threads behind the screen: one that keeps the library up with the folder, and those that answer the app's questions.
//!
//! Every question is answered from the library's newest state. One that waits and is taken back, because a newer one of its
//! sort has been asked, is not answered: typing never waits for what is no longer asked. A scan that is overtaken by a newer order ends at its
//! next commit and goes on within the newer one: nothing it did is lost.

use crate::library::disk::answers::Reader;
use crate::library::disk::intake::{self, IntakeError, Update};
use crate::library::disk::writer::WriterError;
use crate::library::disk::{Library, Options};
use crate::library::mends::Mend;
use crate::library::state::UserState;
use crate::library::view::{Answer, Progress, Request};
use crate::model::{ArticleId, Clean};
use crate::runtime::watch::{Told, watch};
use crate::runtime::{Message, faults};
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// How many threads answer questions: a slow search must not hold up an article.
const ANSWERING: usize = 2;

/// How many articles that were opened are looked into before all others.
const FIRST: usize = 4;

/// The scanning and the answering threads.
pub(crate) struct Workers {
    desk: Arc<Desk>,
    orders: Sender<Order>,
    /// Ends what is being done for the last order.
    cancel: Arc<AtomicBool>,
}

/// What the scanning thread is to do.
struct Order {
    what: What,
    cancel: Arc<AtomicBool>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum What {
    /// Bring the library up to the folder.
    Scan,
    /// Do the user's mends.
    Mend,
}

impl Workers {
    /// Starts the threads; the library is opened on one of them.
    pub(crate) fn new(library: Options, sender: &Sender<Message>) -> Self {
        let desk = Arc::new(Desk { state: Mutex::default(), changed: Condvar::new() });
        for _ in 0..ANSWERING {
            let desk = Arc::clone(&desk);
            let out = sender.clone();
            faults::spawn("answers", sender, move || answer(&desk, &out));
        }
        let (orders, incoming) = channel();
        let scanning = Arc::clone(&desk);
        let out = sender.clone();
        faults::spawn("scan", sender, move || keep_up(&library, &scanning, &incoming, &out));
        Self { desk, orders, cancel: Arc::default() }
    }

    /// Reads the folder (again); a scan that is running goes on within this one.
    pub(crate) fn scan(&mut self) {
        self.order(What::Scan);
    }

    fn order(&mut self, what: What) {
        self.cancel.store(true, Ordering::Relaxed);
        self.cancel = Arc::default();
        // Only at the end of the program does nobody listen.
        let _ = self.orders.send(Order { what, cancel: Arc::clone(&self.cancel) });
    }

    /// Takes in what the user made in earlier sessions.
    pub(crate) fn made(&mut self, kept: UserState) {
        let mut state = self.desk.lock();
        state.marks = Arc::new(kept);
        state.mends_known = true;
        drop(state);
        self.order(What::Mend);
    }

    /// Changes what `is:read` and its kin go by, and what is mended.
    pub(crate) fn mark(&mut self, change: impl FnOnce(&mut UserState)) {
        let mut state = self.desk.lock();
        let before = state.marks.mends.clone();
        change(Arc::make_mut(&mut state.marks));
        let mended = state.mends_known && state.marks.mends != before;
        drop(state);
        if mended {
            self.order(What::Mend);
        }
    }

    /// Asks the library; the answer comes as a message.
    pub(crate) fn ask(&self, generation: u64, request: Request) {
        let mut state = self.desk.lock();
        if let Request::Article(id) = &request {
            let mut first = state.first.lock().unwrap_or_else(PoisonError::into_inner);
            first.retain(|known| known != id);
            first.insert(0, *id);
            first.truncate(FIRST);
        }
        state.waiting.push((generation, request));
        drop(state);
        self.desk.changed.notify_one();
    }

    /// A question that waits need not be answered any more.
    pub(crate) fn forget(&self, generation: u64) {
        self.desk.lock().waiting.retain(|(waiting, _)| *waiting != generation);
    }

    /// Where a file of the corpus is that is shown under this path.
    pub(crate) fn file(&self, shown: &Clean) -> Option<PathBuf> {
        let library = self.desk.lock().library.clone()?;
        Reader::new(&library).ok()?.file(shown)
    }
}

/// Where questions wait.
struct Desk {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    /// None until it is open.
    library: Option<Arc<Library>>,
    /// What `is:read` and its kin go by.
    marks: Arc<UserState>,
    /// Whether what was mended in earlier sessions is among the marks.
    mends_known: bool,
    /// Articles on the screen.
    first: Arc<Mutex<Vec<ArticleId>>>,
    waiting: Vec<(u64, Request)>,
    /// Whether a first search would have to load what it needs.
    cold: bool,
    /// Whether a question has been answered: before that, nothing may take time from it.
    answered: bool,
}

impl Desk {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn open(&self, library: Arc<Library>) {
        self.lock().library = Some(library);
        self.cool();
    }

    /// The library is another; what a search needs of it is to be loaded while nobody waits.
    fn cool(&self) {
        self.lock().cold = true;
        self.changed.notify_all();
    }

    fn mends(&self) -> Option<Vec<Mend>> {
        let state = self.lock();
        state.mends_known.then(|| state.marks.mends.clone())
    }
}

/// Opens the library and carries out orders for ever.
fn keep_up(options: &Options, desk: &Desk, orders: &Receiver<Order>, out: &Sender<Message>) {
    let notice = |text: &str| drop(out.send(Message::Notice(Clean::line(text))));
    let Some(mut library) = opened(Library::open(options), desk, out) else { return };
    let mut unfinished = false;
    let mut watching_other = false;
    let waiting = Arc::new(AtomicBool::new(false));
    while let Ok(mut order) = orders.recv() {
        for newer in orders.try_iter() {
            let what = if newer.what == What::Scan { What::Scan } else { order.what };
            order = Order { what, ..newer };
        }
        if unfinished {
            order.what = What::Scan;
        }
        let done = carry_out(&library, &order, desk, out);
        desk.cool();
        unfinished = order.cancel.load(Ordering::Relaxed);
        let Err(error) = done else { continue };
        match &error {
            IntakeError::Writer(WriterError::Busy) => {
                if let Some(folder) = library.folder().filter(|_| !watching_other) {
                    notice("another onrecord reads this folder; what it finds is shown here too");
                    watching_other = true;
                    watch(folder.to_owned(), out, || Message::Changed, Told::Nothing);
                }
                take_turn(&library, &waiting, out);
            }
            // Told when it was opened.
            IntakeError::Writer(WriterError::ReadOnly) => {}
            error if error.is_damage() => {
                drop(library);
                desk.lock().library = None;
                let Some(new) = opened(Library::open_anew(options), desk, out) else { return };
                library = new;
                let again = Order { what: What::Scan, cancel: Arc::clone(&order.cancel) };
                if let Err(error) = carry_out(&library, &again, desk, out) {
                    notice(&error.to_string());
                }
            }
            error => notice(&format!("{error}; what was read before can be read on")),
        }
    }
}

/// Reads the folder when the other instance has ended, or has done what it was at.
fn take_turn(library: &Arc<Library>, waiting: &Arc<AtomicBool>, out: &Sender<Message>) {
    if waiting.swap(true, Ordering::Relaxed) {
        return;
    }
    let (library, waiting, sender) = (Arc::clone(library), Arc::clone(waiting), out.clone());
    faults::spawn("turn", out, move || {
        let free = library.wait_for_turn();
        waiting.store(false, Ordering::Relaxed);
        if free.is_some() {
            // Nobody listens when the program ends.
            let _ = sender.send(Message::Turn);
        }
    });
}

fn opened(library: rusqlite::Result<Library>, desk: &Desk, out: &Sender<Message>) -> Option<Arc<Library>> {
    match library {
        Ok(library) => {
            if !library.notices().is_empty() {
                let told: Vec<&str> = library.notices().iter().map(Clean::as_str).collect();
                let _ = out.send(Message::Notice(Clean::line(&told.join("; "))));
            }
            let library = Arc::new(library);
            desk.open(Arc::clone(&library));
            Some(library)
        }
        Err(error) => {
            let _ = out.send(Message::Notice(Clean::line(&format!("there is no library: {error}"))));
            let _ = out.send(Message::Progress(Progress { done: true, ..Progress::default() }));
            None
        }
    }
}

fn carry_out(
    library: &Library,
    order: &Order,
    desk: &Desk,
    out: &Sender<Message>,
) -> Result<(), IntakeError> {
    let first = Arc::clone(&desk.lock().first);
    let options = intake::Options { cancel: Arc::clone(&order.cancel), first, mends: desk.mends() };
    // The program is ending when nobody listens.
    let mut tell = |update| {
        let _ = out.send(match update {
            Update::Progress(progress) if order.cancel.load(Ordering::Relaxed) && progress.done => return,
            Update::Progress(progress) => Message::Progress(progress),
            Update::Changed { .. } | Update::Indexed => Message::Changed,
            Update::Notice(text) => Message::Notice(text),
            Update::News(news) => Message::Notice(Clean::line(&news.to_string())),
        });
    };
    match order.what {
        What::Scan => intake::scan(library, &options, &mut tell),
        What::Mend => intake::mend(library, &options, &mut tell),
    }
    .inspect_err(|_| {
        let _ = out.send(Message::Progress(Progress { done: true, ..Progress::default() }));
    })
}

/// Answers questions for ever.
fn answer(desk: &Desk, out: &Sender<Message>) {
    let mut reader: Option<(Arc<Library>, Reader)> = None;
    loop {
        let mut state = desk.lock();
        let library = loop {
            match &state.library {
                Some(library) if !state.waiting.is_empty() || state.cold && state.answered => {
                    break Arc::clone(library);
                }
                // A library that was set aside is let go.
                None => reader = None,
                Some(_) => {}
            }
            state = desk.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        };
        let asked = (!state.waiting.is_empty()).then(|| state.waiting.remove(0));
        let marks = Arc::clone(&state.marks);
        match asked {
            Some(_) => state.answered = true,
            None => state.cold = false,
        }
        drop(state);
        reader = reader.take().filter(|(known, _)| Arc::ptr_eq(known, &library));
        if reader.is_none() {
            reader = Reader::new(&library).ok().map(|new| (library, new));
        }
        let Some((generation, request)) = asked else {
            // A fault in this is told by the first question that meets it.
            drop(reader.as_ref().map(|(_, reader)| faults::caught(|| reader.warm())));
            continue;
        };
        // A fault in one answer must not end the reading.
        let answered =
            reader.as_ref().map(|(_, reader)| faults::caught(|| reader.answer_with(&request, &marks)));
        let answer = match answered {
            Some(Ok(answer)) => answer,
            Some(Err(_)) => Answer::Missing(Clean::line(
                "onrecord failed while looking this up; please report it with this file",
            )),
            None => {
                Answer::Missing(Clean::line("the library cannot be opened; `onrecord library --rebuild`"))
            }
        };
        if out.send(Message::Answer { generation, answer }).is_err() {
            return;
        }
    }
}
