//! What reaches the app, and what it wants done: the whole border between it and the runtime.

use crate::app::keys::Key;
use crate::library::mends::Mend;
use crate::library::state::{Change, UserState};
use crate::library::view::{Answer, Progress, Request};
use crate::model::Clean;

/// Something happened. The runtime turns the terminal's events and the workers' answers into these.
#[derive(Clone, Debug)]
pub enum Event {
    /// A key was pressed (not released).
    Key(Key),
    /// Text was pasted: goes into an open line, else nowhere; it is never taken for keys.
    Paste(String),
    /// The mouse did something; only sent while the app wants the mouse.
    Mouse(Mouse),
    /// The terminal has this many columns and rows now; also sent once at the start.
    Resize(u16, u16),
    /// The answer to an [`Effect::Ask`] of this generation.
    Answer {
        /// The number of the question.
        generation: u64,
        /// What the library says.
        answer: Answer,
    },
    /// What the user made in earlier sessions; comes once, soon after the start.
    Made(Box<UserState>),
    /// The user's mends, as somebody else has written them since.
    Mends(Vec<Mend>),
    /// How far the scan is.
    Progress(Progress),
    /// Time goes by while the scan works: a sign of it turns.
    Turn,
    /// The library has a new snapshot of the corpus: everything shown is asked for again, in place.
    Snapshot,
    /// The runtime did something, or could not: a sentence for the bottom line.
    Notice(Clean),
    /// The terminal is ours again after a suspension or an editor.
    Resumed,
}

/// What the mouse did, and where.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mouse {
    /// What it did.
    pub what: MouseAction,
    /// The column, from 0.
    pub column: u16,
    /// The row, from 0.
    pub row: u16,
}

/// What the mouse did.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MouseAction {
    /// The left button went down.
    Click,
    /// The left button went down twice.
    DoubleClick,
    /// The wheel turned up.
    WheelUp,
    /// The wheel turned down.
    WheelDown,
}

/// Something to be done outside. The runtime does it, in order, and never blocks a key for it.
#[derive(Clone, Debug, PartialEq)]
pub enum Effect {
    /// Ask the library; the answer comes as [`Event::Answer`].
    Ask {
        /// The number of the question.
        generation: u64,
        /// The question.
        request: Request,
    },
    /// The question of this number need not be answered any more; an answer that comes is not used.
    Forget(u64),
    /// Keep this change of the user's; a failure comes as [`Event::Notice`].
    Record(Change),
    /// Put this on the clipboard, then send a notice of it.
    Copy(Clean),
    /// Open this file of the corpus in the user's editor at this line (from 1), then send [`Event::Resumed`].
    OpenEditor {
        /// The path within the corpus.
        path: Clean,
        /// The line, from 1.
        line: usize,
    },
    /// Listen to the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Forget what the screen shows and draw all of it.
    Redraw,
    /// Read the folder again.
    Rescan,
    /// Give the terminal back and stop until the shell continues us, then send [`Event::Resumed`].
    Suspend,
    /// End the program.
    Quit,
}
