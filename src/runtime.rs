//! Floor 8: what runs the reader. The event loop, the terminal, threads, signals, the clipboard, the editor.
//!
//! Everything that can happen comes through one channel: keys ([`input`]), signals (`signals`), the scan and the
//! library's answers (`workers`). The loop sleeps until something comes, hands all of it to the app, does what the app
//! wants, and draws once if something changed. Nothing here knows what a key means or what is on the screen.
//!
//! The terminal is left as it was found, whatever ends the program: quitting, a signal, a closed terminal, a panic in
//! any thread (`terminal`, `faults`).

mod editor;
mod faults;
pub mod input;
mod keeper;
pub mod lean;
mod signals;
mod terminal;
mod watch;
mod workers;

use crate::app::action::Action;
use crate::app::event::{Effect, Event};
use crate::app::{App, Surroundings};
use crate::config::{Config, Problem};
use crate::library::disk;
use crate::library::mends::Mend;
use crate::library::room::Place;
use crate::library::state::UserState;
use crate::library::view::{Answer, Progress};
use crate::model::Clean;
use crate::runtime::faults::Fault;
use crate::runtime::input::Input;
use crate::runtime::keeper::Keeper;
use crate::runtime::signals::Signals;
use crate::runtime::terminal::{Screen, TerminalError};
use crate::runtime::watch::{Told, watch};
use crate::runtime::workers::Workers;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::time::{Duration, Instant};

/// What to run.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of articles.
    pub corpus: PathBuf,
    /// The settings.
    pub config: Config,
    /// The folder of the corpus' library; without one it lasts until the program ends.
    pub library: Option<PathBuf>,
    /// The folder for what the user makes; without one it lasts until the program ends.
    pub state: Option<PathBuf>,
}

/// Why the reader did not start. The screen has not been touched.
#[derive(Debug, thiserror::Error)]
pub enum Refused {
    /// The corpus is not a folder.
    #[error("{path}: {reason}. Give the folder that holds the articles")]
    NoFolder {
        /// The folder as given.
        path: Clean,
        /// What is wrong with it.
        reason: Clean,
    },
    /// The settings do not fit.
    #[error("{0}")]
    Config(Problem),
    /// There is no terminal to draw on.
    #[error(transparent)]
    Terminal(#[from] TerminalError),
}

/// Everything that can happen.
pub(crate) enum Message {
    /// What the user did; its place is free when this is dropped.
    Input(Input, Place),
    Signal(i32),
    /// The terminal is gone.
    HangUp,
    /// How far the scan is.
    Progress(Progress),
    /// The library has a newer state.
    Changed,
    /// Something in the folder has changed.
    Folder,
    Answer {
        generation: u64,
        answer: Answer,
    },
    Notice(Clean),
    /// What the user made in earlier sessions.
    Made(Box<UserState>),
    /// The user's mends as they stand on disk, after so many changes of this session.
    Mends {
        mends: Vec<Mend>,
        after: u64,
    },
    /// Another instance, which read the folder, has ended or has done what it was at.
    Turn,
    /// Another thread has failed beyond help.
    Fault(Fault),
}

/// How long the sign of work stands before it turns.
const TURN: Duration = Duration::from_millis(80);

/// How long events are taken in before a frame is drawn between them.
const LONGEST_DRAIN: Duration = Duration::from_millis(50);

/// How long what a key did waits to be drawn for the answers it asked for: most come sooner, and one frame shows it all.
const PATIENCE: Duration = Duration::from_millis(8);

/// Runs the reader until it is left, and gives the exit code: 0, 128 and the signal's number, or 101 after a panic. The
/// caller must end the process with it at once; threads may still be at work.
///
/// # Errors
/// When it cannot start. Nothing has been drawn then.
pub fn run(options: Options) -> Result<u8, Refused> {
    check_folder(&options)?;
    let no_color = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let corpus = Clean::line(&options.corpus.to_string_lossy());
    let app = App::new(options.config, Surroundings { no_color, corpus }).map_err(Refused::Config)?;
    terminal::check()?;

    faults::listen();
    let (sender, receiver) = channel();
    let signals = Signals::listen(&sender).map_err(TerminalError::from)?;
    let screen = Screen::open(no_color).map_err(TerminalError::from)?;
    let keeper = Keeper::new(options.state, &sender);
    let folder = options.corpus.clone();
    let library = disk::Options { corpus: options.corpus, folder: options.library };
    let workers = Workers::new(library, &sender);
    let pending = Vec::new();
    let touched = false;
    let mut session =
        Session { app, screen, workers, folder, keeper, signals, sender, receiver, touched, pending };
    let code = match faults::caught(|| session.run()) {
        Ok(code) => code,
        Err(fault) => fail(&fault),
    };
    terminal::leave();
    // The terminal may be gone, and dropping what draws on it would panic then: the process ends here anyway.
    std::mem::forget(session);
    Ok(code)
}

fn check_folder(options: &Options) -> Result<(), Refused> {
    let reason = match std::fs::metadata(&options.corpus) {
        Ok(meta) if meta.is_dir() => return Ok(()),
        Ok(_) => "not a folder".to_owned(),
        Err(error) => error.to_string(),
    };
    let path = Clean::line(&options.corpus.to_string_lossy());
    Err(Refused::NoFolder { path, reason: Clean::line(&reason) })
}

/// The reader while it runs.
struct Session {
    app: App,
    screen: Screen,
    workers: Workers,
    /// The folder of articles.
    folder: PathBuf,
    keeper: Keeper,
    signals: Signals,
    sender: Sender<Message>,
    receiver: Receiver<Message>,
    /// Whether anything was pressed yet: the first frames wait for nothing.
    touched: bool,
    /// What came in while another program had the terminal.
    pending: Vec<Message>,
}

/// Whether the loop goes on.
type Step = Result<(), u8>;

impl Session {
    fn run(&mut self) -> u8 {
        let code = self.steps().err().unwrap_or(0);
        terminal::leave();
        for effect in self.app.end() {
            if let Effect::Record(change) = effect {
                self.keeper.record(change);
            }
        }
        self.keeper.finish();
        code
    }

    fn steps(&mut self) -> Step {
        self.resize()?;
        let effects = self.app.start();
        self.perform(effects)?;
        self.draw()?;
        // The terminal already shows the first frame; from here on its keys and the files are read.
        input::listen(&self.sender, self.screen.gate());
        self.workers.scan();
        let key = self.app.keymap.hint(Action::Rescan);
        watch(self.folder.clone(), &self.sender, || Message::Folder, Told::Key(key));
        loop {
            match self.next() {
                Ok(first) => self.take(first)?,
                Err(RecvTimeoutError::Timeout) => self.send(Event::Turn)?,
                Err(RecvTimeoutError::Disconnected) => return Err(1),
            }
            let since = Instant::now();
            while let Ok(next) = self.soon(since) {
                self.take(next)?;
                if since.elapsed() > LONGEST_DRAIN {
                    break;
                }
            }
            for message in std::mem::take(&mut self.pending) {
                self.take(message)?;
            }
            self.draw()?;
        }
    }

    /// What happens next. Nothing wakes a reader that only waits; while the scan works, its sign turns.
    fn next(&self) -> Result<Message, RecvTimeoutError> {
        if self.app.progress.done {
            return self.receiver.recv().map_err(RecvTimeoutError::from);
        }
        self.receiver.recv_timeout(TURN)
    }

    /// What has happened meanwhile, or what is about to and belongs on the frame that has been due since then.
    fn soon(&self, since: Instant) -> Result<Message, RecvTimeoutError> {
        let left = PATIENCE.saturating_sub(since.elapsed());
        if self.touched && self.app.is_expecting() && !left.is_zero() {
            return self.receiver.recv_timeout(left);
        }
        self.receiver.try_recv().map_err(|_| RecvTimeoutError::Timeout)
    }

    fn take(&mut self, message: Message) -> Step {
        let event = match message {
            Message::Input(Input::Key(key), _place) => {
                self.touched = true;
                faults::panic_if_asked(key);
                Event::Key(key)
            }
            Message::Input(Input::Paste(text), _place) => Event::Paste(text),
            Message::Input(Input::Mouse(mouse), _place) => Event::Mouse(mouse),
            Message::Answer { generation, answer } => Event::Answer { generation, answer },
            Message::Progress(progress) => Event::Progress(progress),
            Message::Changed => Event::Snapshot,
            Message::Folder => {
                self.workers.scan();
                return Ok(());
            }
            Message::Notice(text) => Event::Notice(text),
            Message::Made(kept) => {
                self.send(Event::Made(kept))?;
                // With what was done since the start.
                self.workers.made(self.app.made.clone());
                return Ok(());
            }
            // Something was made meanwhile that is not among them.
            Message::Mends { after, .. } if !self.keeper.is_all(after) => {
                self.keeper.look_again();
                return Ok(());
            }
            Message::Mends { mends, .. } => {
                self.workers.mark(|marks| marks.mends.clone_from(&mends));
                Event::Mends(mends)
            }
            Message::Turn => {
                self.read_again();
                return Ok(());
            }
            Message::Signal(signal) => return self.signal(signal),
            Message::HangUp => return Err(129),
            Message::Fault(fault) => return Err(fail(&fault)),
        };
        self.send(event)
    }

    fn signal(&mut self, signal: i32) -> Step {
        match signal {
            signals::RESIZED => self.resize(),
            signals::STOP => self.suspend(signals::Stop::Process),
            signals::CONTINUED => self.reopen(),
            other => Err(128_u8.saturating_add(u8::try_from(other).unwrap_or(0))),
        }
    }

    fn send(&mut self, event: Event) -> Step {
        let effects = self.app.handle(event);
        self.perform(effects)
    }

    fn perform(&mut self, effects: Vec<Effect>) -> Step {
        for effect in effects {
            match effect {
                Effect::Ask { generation, request } => self.workers.ask(generation, request),
                Effect::Forget(generation) => self.workers.forget(generation),
                Effect::Record(change) => {
                    self.workers.mark(|marks| marks.apply(&change));
                    self.keeper.record(change);
                }
                Effect::Copy(text) => {
                    let notice = terminal::copy(&text);
                    self.send(Event::Notice(notice))?;
                }
                Effect::OpenEditor { path, line } => self.edit(&path, line)?,
                Effect::Mouse(on) => self.screen.listen_to_mouse(on),
                Effect::Redraw => self.screen.forget().map_err(|_| 1)?,
                Effect::Rescan => self.read_again(),
                Effect::Suspend if !signals::can_stop() => {
                    self.send(Event::Notice(Clean::line(
                        "no shell to go back to: this program was started without one",
                    )))?;
                }
                Effect::Suspend => self.suspend(signals::Stop::Group)?,
                Effect::Quit => return Err(0),
            }
        }
        Ok(())
    }

    /// Reads the folder again, and what else may have been written by somebody else.
    fn read_again(&mut self) {
        self.keeper.look_again();
        self.workers.scan();
    }

    fn resize(&mut self) -> Step {
        let (columns, rows) = terminal::size();
        self.send(Event::Resize(columns, rows))
    }

    fn draw(&mut self) -> Step {
        if self.app.take_dirty() {
            self.screen.draw(&self.app).map_err(|_| 1)?;
        }
        Ok(())
    }

    /// Gives the terminal back and stops; goes on when continued.
    fn suspend(&mut self, stop: signals::Stop) -> Step {
        terminal::leave();
        signals::stop(stop);
        self.reopen()
    }

    /// Takes the terminal (again), whatever another program made of it.
    fn reopen(&mut self) -> Step {
        self.screen.reopen().map_err(|_| 1)?;
        self.resize()?;
        self.send(Event::Resumed)
    }

    fn edit(&mut self, path: &Clean, line: usize) -> Step {
        let Some(file) = self.workers.file(path) else {
            return self.send(Event::Notice(Clean::line(&format!("{path} is no longer there"))));
        };
        let gate = self.screen.gate();
        let held = gate.hold();
        terminal::leave();
        let trouble = self.signals.ignoring_keys(|| editor::open(&file, line)).err();
        // What the user typed there was not meant for us.
        self.pending.extend(
            self.receiver.try_iter().filter(|m| !matches!(m, Message::Signal(s) if signals::is_key(*s))),
        );
        self.reopen()?;
        drop(held);
        match trouble {
            Some(message) => self.send(Event::Notice(message)),
            None => Ok(()),
        }
    }
}

/// The end after a panic: the terminal first, then the message.
fn fail(fault: &Fault) -> u8 {
    terminal::leave();
    fault.tell();
    faults::EXIT_CODE
}
