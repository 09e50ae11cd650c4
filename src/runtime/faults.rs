//! Panics, in any thread: kept quiet while the screen is ours, told after the terminal is given back.
//!
//! A panic that somebody catches (the scan does, for each article) leaves no trace on the screen. One that nobody
//! catches ends the program with [`EXIT_CODE`].

use crate::app::keys::Key;
use crate::model::Clean;
use crate::runtime::Message;
use std::cell::RefCell;
use std::io::Write;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::mpsc::Sender;

/// The exit code after a panic, as Rust's own.
pub(crate) const EXIT_CODE: u8 = 101;

/// The variable that makes the reader panic at a key, so that tests can see what is left of the terminal.
const PANIC_KEY: &str = "ONRECORD_TEST_PANIC_KEY";

/// What went wrong.
#[derive(Clone, Debug)]
pub(crate) struct Fault(Clean);

impl Fault {
    /// Says it on standard error, which may be gone.
    pub(crate) fn tell(&self) {
        let told = format!("onrecord failed: {}. Please report it with what you did before\n", self.0);
        let _ = std::io::stderr().write_all(told.as_bytes());
    }
}

thread_local! {
    static LAST: RefCell<Option<Fault>> = const { RefCell::new(None) };
}

/// From now on panics print nothing; [`caught`] hands them over.
pub(crate) fn listen() {
    set_hook(Box::new(|info| {
        let fault = Fault(Clean::line(&told(info)));
        LAST.with(|last| last.replace(Some(fault)));
    }));
}

fn told(info: &PanicHookInfo<'_>) -> String {
    let message = info.payload_as_str().unwrap_or("no message");
    match info.location() {
        Some(place) => format!("{message} ({}:{})", place.file(), place.line()),
        None => message.to_owned(),
    }
}

/// Runs `work`; a panic in it becomes a [`Fault`].
pub(crate) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, Fault> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        let last = LAST.with(|last| last.borrow_mut().take());
        last.unwrap_or_else(|| Fault(Clean::line("no message")))
    })
}

/// Starts a thread whose panic ends the program.
pub(crate) fn spawn(name: &str, sender: &Sender<Message>, work: impl FnOnce() + Send + 'static) {
    let out = sender.clone();
    let started = std::thread::Builder::new().name(name.to_owned()).spawn(move || {
        if let Err(fault) = caught(work) {
            // Nobody listens any more when the program is ending.
            let _ = out.send(Message::Fault(fault));
        }
    });
    if let Err(error) = started {
        let _ = sender.send(Message::Fault(Fault(Clean::line(&format!("no thread for {name}: {error}")))));
    }
}

/// Panics when the test variable names this key.
pub(crate) fn panic_if_asked(key: Key) {
    let asked = std::env::var(PANIC_KEY).is_ok_and(|asked| asked == key.to_string());
    assert!(!asked, "asked to by {PANIC_KEY}");
}
