//! Keys, pastes and the mouse: the bytes a terminal sends, as the app's own words, on a thread of their own.
//!
//! The bytes are decoded here ([`Decoder`]) and not by the terminal library, because that one spins when the terminal
//! goes away and takes a terminal's stray replies for typed keys. The thread sleeps until bytes come or the terminal
//! hangs up.

mod decoder;

use crate::app::event::Mouse;
use crate::app::keys::Key;
use crate::library::room::Room;
use crate::runtime::terminal::Gate;
use crate::runtime::{Message, faults};
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::io::Errno;
use std::sync::Arc;
use std::sync::mpsc::Sender;

pub use crate::runtime::input::decoder::Decoder;

/// Something the user did at the terminal.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Input {
    /// Pressed a key.
    Key(Key),
    /// Pasted text, in one piece.
    Paste(String),
    /// Clicked or turned the wheel.
    Mouse(Mouse),
}

/// How long the rest of a sequence is waited for before an escape character counts as the escape key, in nanoseconds.
const ESCAPE_DELAY: i64 = 30_000_000;

/// So many inputs wait at most; the rest stays with the terminal.
const MOST: usize = 64;

/// Starts to read the terminal.
pub(crate) fn listen(sender: &Sender<Message>, gate: Gate) {
    let out = sender.clone();
    faults::spawn("input", sender, move || {
        read(&out, &gate);
        let _ = out.send(Message::HangUp);
    });
}

/// Reads until the terminal is gone or nobody listens.
fn read(out: &Sender<Message>, gate: &Gate) {
    let mut decoder = Decoder::default();
    let mut bytes = [0_u8; 16 << 10];
    let room = Arc::new(Room::new(MOST, None));
    loop {
        let wait = decoder.is_waiting().then_some(ESCAPE_DELAY);
        let inputs = match readable(wait) {
            Readable::Yes => {
                // Another program may have the terminal, and may have read what woke us.
                let held = gate.hold();
                if readable(Some(0)) != Readable::Yes {
                    continue;
                }
                let read = rustix::io::read(rustix::stdio::stdin(), &mut bytes);
                drop(held);
                match read {
                    Ok(0) => return,
                    Ok(count) => decoder.feed(bytes.get(..count).unwrap_or_default()),
                    Err(Errno::INTR | Errno::AGAIN) => continue,
                    Err(_) => return,
                }
            }
            Readable::Not if wait.is_some() => decoder.rest(),
            Readable::Not => continue,
            Readable::Gone => return,
        };
        for input in inputs {
            if out.send(Message::Input(input, room.place(1))).is_err() {
                return;
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Readable {
    Yes,
    Not,
    Gone,
}

/// Waits until standard input can be read, without end or for some nanoseconds.
fn readable(nanoseconds: Option<i64>) -> Readable {
    let input = rustix::stdio::stdin();
    let mut fds = [PollFd::new(&input, PollFlags::IN)];
    let timeout = nanoseconds.map(|tv_nsec| Timespec { tv_sec: 0, tv_nsec });
    match poll(&mut fds, timeout.as_ref()) {
        Err(Errno::INTR) | Ok(0) => Readable::Not,
        Err(_) => Readable::Gone,
        Ok(_) => {
            let [fd] = &fds;
            let got = fd.revents();
            if got.intersects(PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL) {
                Readable::Gone
            } else {
                Readable::Yes
            }
        }
    }
}
