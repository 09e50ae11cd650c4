//! The terminal: taken, drawn on, given back as it was found.
//!
//! [`leave`] may be called from any thread and any number of times. It writes to the terminal's file directly, past every
//! lock and buffer, so that it works while the main thread hangs in a write or is unwinding. This is the one module that
//! sends escape sequences itself; everything else is drawn through the [`Net`].

use crate::app::App;
use crate::model::Clean;
use crate::ui;
use crate::ui::net::{Net, drawable};
use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::{Hide, Show};
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::force_color_output;
use crossterm::terminal::{
    Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{Command, execute};
use ratatui::backend::CrosstermBackend;
use ratatui::style::Color;
use ratatui::{Terminal, TerminalOptions, Viewport};
use std::io::{self, BufWriter, IsTerminal, Stdout, Write};
use std::mem::ManuallyDrop;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Why there is no terminal to draw on.
#[derive(Debug, thiserror::Error)]
pub enum TerminalError {
    /// Input or output is not a terminal.
    #[error(
        "the reader needs a terminal for its input and output; `onrecord --help` lists commands that do not"
    )]
    NotATerminal,
    /// The terminal cannot place text.
    #[error(
        "the terminal (TERM={0:?}) cannot place text on the screen; `onrecord --help` lists commands that do not need it"
    )]
    Dumb(String),
    /// The system refused.
    #[error("the terminal cannot be used: {0}")]
    Io(#[from] io::Error),
}

/// Whether there is a terminal to draw on; nothing is written.
///
/// # Errors
/// When there is none, or `TERM` says that it cannot place text.
pub(crate) fn check() -> Result<(), TerminalError> {
    if !io::stdin().is_terminal() || !io::stdout().is_terminal() {
        return Err(TerminalError::NotATerminal);
    }
    let term = std::env::var("TERM").unwrap_or_default();
    if matches!(term.as_str(), "" | "dumb") { Err(TerminalError::Dumb(term)) } else { Ok(()) }
}

/// Whether the terminal is ours.
static ENTERED: AtomicBool = AtomicBool::new(false);

/// Presses of buttons and the wheel, in the extended form; not movements, which would wake us all the time.
const MOUSE_ON: &str = "\x1b[?1000h\x1b[?1006h";
const MOUSE_OFF: &str = "\x1b[?1006l\x1b[?1000l";

type Backend = Net<CrosstermBackend<BufWriter<Stdout>>>;

/// The terminal while it is ours.
pub(crate) struct Screen {
    /// Its own drop prints an error and panics on a terminal that is gone.
    terminal: ManuallyDrop<Terminal<Backend>>,
    mouse: bool,
    no_color: bool,
    gate: Gate,
}

impl Screen {
    /// Takes the terminal.
    pub(crate) fn open(no_color: bool) -> io::Result<Self> {
        // With NO_COLOR crossterm turns colour commands into a reset that also wipes bold and reverse. We send none.
        force_color_output(true);
        enter(false)?;
        Ok(Self { terminal: fresh()?, mouse: false, no_color, gate: Gate::default() })
    }

    /// Takes the terminal again after another program had it, and forgets what was on it.
    pub(crate) fn reopen(&mut self) -> io::Result<()> {
        // Raw mode is only set where it was taken off before, and someone else may have changed it meanwhile.
        leave();
        enter(self.mouse)?;
        self.forget()
    }

    /// Clears the screen; the next frame is drawn whole. (ratatui's own `clear` would ask for the cursor and wait.)
    pub(crate) fn forget(&mut self) -> io::Result<()> {
        execute!(io::stdout(), Clear(ClearType::All))?;
        self.terminal = fresh()?;
        Ok(())
    }

    /// Draws a frame.
    pub(crate) fn draw(&mut self, app: &App) -> io::Result<()> {
        let no_color = self.no_color;
        self.terminal.draw(|frame| {
            ui::draw(app, frame);
            if no_color {
                for cell in &mut frame.buffer_mut().content {
                    (cell.fg, cell.bg, cell.underline_color) = (Color::Reset, Color::Reset, Color::Reset);
                }
            }
        })?;
        Ok(())
    }

    /// Whether the terminal tells us about its mouse.
    pub(crate) fn listen_to_mouse(&mut self, on: bool) {
        self.mouse = on;
        // A terminal that is gone is noticed by the next frame.
        let mut out = io::stdout();
        let _ = out.write_all(if on { MOUSE_ON } else { MOUSE_OFF }.as_bytes()).and_then(|()| out.flush());
    }

    /// Who may read the terminal's input.
    pub(crate) fn gate(&self) -> Gate {
        self.gate.clone()
    }
}

/// Columns and rows to draw.
pub(crate) fn size() -> (u16, u16) {
    drawable(crossterm::terminal::size().unwrap_or_default())
}

/// Puts text on the clipboard of the terminal (OSC 52), and says so.
pub(crate) fn copy(text: &Clean) -> Clean {
    let size = text.len();
    if size > MAX_COPY {
        return Clean::line(&format!("too long to copy: {} kB, at most {}", size >> 10, MAX_COPY >> 10));
    }
    match execute!(io::stdout(), CopyToClipboard::to_clipboard_from(text.trim_end())) {
        Ok(()) => Clean::line("copied"),
        Err(error) => Clean::line(&format!("not copied: {error}")),
    }
}

/// The most that is copied, in bytes: many terminals take no more.
const MAX_COPY: usize = 64 << 10;

fn fresh() -> io::Result<ManuallyDrop<Terminal<Backend>>> {
    let out = BufWriter::with_capacity(1 << 16, io::stdout());
    let options = TerminalOptions { viewport: Viewport::Fullscreen };
    Terminal::with_options(Net::new(CrosstermBackend::new(out)), options).map(ManuallyDrop::new)
}

fn enter(mouse: bool) -> io::Result<()> {
    ENTERED.store(true, Ordering::SeqCst);
    enable_raw_mode()?;
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste, Hide)?;
    if mouse {
        io::stdout().write_all(MOUSE_ON.as_bytes())?;
    }
    io::stdout().flush()
}

/// Gives the terminal back as it was found. Errors are not told: there is nobody left to tell them to.
pub(crate) fn leave() {
    if !ENTERED.swap(false, Ordering::SeqCst) {
        return;
    }
    let out = rustix::stdio::stdout();
    // Output that was stopped with Ctrl-s would hold back everything below.
    let _ = rustix::termios::tcflow(out, rustix::termios::Action::OOn);
    let mut rest: &[u8] = &farewell().into_bytes();
    while !rest.is_empty() {
        match rustix::io::write(out, rest) {
            Ok(0) => break,
            Ok(written) => rest = rest.get(written..).unwrap_or_default(),
            Err(rustix::io::Errno::INTR) => {}
            Err(_) => break,
        }
    }
    let _ = disable_raw_mode();
}

/// What undoes everything that [`enter`] and the mouse did.
fn farewell() -> String {
    let mut text = format!("{MOUSE_OFF}\x1b[0m");
    // Writing to a string cannot fail.
    let _ = DisableBracketedPaste.write_ansi(&mut text);
    let _ = LeaveAlternateScreen.write_ansi(&mut text);
    let _ = Show.write_ansi(&mut text);
    text
}

/// Keeps the input thread from reading while another program has the terminal.
#[derive(Clone, Default)]
pub(crate) struct Gate(Arc<Mutex<()>>);

impl Gate {
    /// Waits until nobody else reads, and keeps it so while the guard lives.
    pub(crate) fn hold(&self) -> MutexGuard<'_, ()> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
