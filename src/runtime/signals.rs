//! Signals, on a thread of their own.
//!
//! A signal becomes a message. If the main thread has not ended the program soon after one that asks for it, because it
//! hangs in a write to a stopped terminal or in long work, this thread gives the terminal back and ends it.

use crate::runtime::{Message, faults, terminal};
use rustix::process::{getpgid, getpgrp, getppid, getsid};
use signal_hook::consts::{SIGCONT, SIGHUP, SIGINT, SIGQUIT, SIGSTOP, SIGTERM, SIGTSTP, SIGWINCH};
use std::io;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::Duration;

/// The window has another size.
pub(crate) const RESIZED: i32 = SIGWINCH;
/// Stop, as a shell asks.
pub(crate) const STOP: i32 = SIGTSTP;
/// Go on after a stop.
pub(crate) const CONTINUED: i32 = SIGCONT;

/// How long the main thread has to end the program.
const PATIENCE: Duration = Duration::from_millis(700);

/// Whether a signal is one that a key of the terminal sends.
pub(crate) const fn is_key(signal: i32) -> bool {
    matches!(signal, SIGINT | SIGQUIT | SIGTSTP)
}

/// The signals we hear.
pub(crate) struct Signals {
    /// Another program has the terminal: its keys are not for us.
    elsewhere: Arc<AtomicBool>,
}

impl Signals {
    /// Starts to listen.
    pub(crate) fn listen(sender: &Sender<Message>) -> io::Result<Self> {
        let heard = [SIGTERM, SIGHUP, SIGINT, SIGQUIT, SIGTSTP, SIGCONT, SIGWINCH];
        let mut signals = signal_hook::iterator::Signals::new(heard)?;
        let elsewhere = Arc::new(AtomicBool::new(false));
        let ignore_keys = Arc::clone(&elsewhere);
        let out = sender.clone();
        faults::spawn("signals", sender, move || {
            for signal in signals.forever() {
                if is_key(signal) && ignore_keys.load(Ordering::SeqCst) {
                    continue;
                }
                if out.send(Message::Signal(signal)).is_err() {
                    return;
                }
                if matches!(signal, SIGTERM | SIGHUP | SIGINT | SIGQUIT) {
                    std::thread::sleep(PATIENCE);
                    terminal::leave();
                    std::process::exit(128 + signal);
                }
            }
        });
        Ok(Self { elsewhere })
    }

    /// Runs `work`, deaf to the keys of the terminal that send signals.
    pub(crate) fn ignoring_keys<T>(&self, work: impl FnOnce() -> T) -> T {
        self.elsewhere.store(true, Ordering::SeqCst);
        let result = work();
        self.elsewhere.store(false, Ordering::SeqCst);
        result
    }
}

/// What is stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stop {
    /// This process: the signal was sent to all who should hear it.
    Process,
    /// The process group, as the terminal's own key does, so that a script that started us stops too.
    Group,
}

/// Stops until continued.
pub(crate) fn stop(what: Stop) {
    // Neither can fail for a process that may signal itself.
    match what {
        Stop::Process => drop(signal_hook::low_level::raise(SIGSTOP)),
        Stop::Group => drop(rustix::process::kill_current_process_group(rustix::process::Signal::STOP)),
    }
}

/// Whether somebody is there who can continue us: a shell with job control in another group of our session.
pub(crate) fn can_stop() -> bool {
    let group = getpgrp();
    let led_by_us = getsid(None).is_ok_and(|session| session == group);
    let parent_group = getppid().and_then(|parent| getpgid(Some(parent)).ok());
    !led_by_us && parent_group.is_some()
}
