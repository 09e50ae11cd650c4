//! The binary in a pseudo-terminal: what it draws, how it ends, and what it leaves behind.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may stop at the first surprise")]

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};
use std::fs;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Nothing takes this long; a test that waits for it fails.
const PATIENCE: Duration = Duration::from_secs(30);

const ARTICLE: &str = "Harbour bridge reopens\n\nThe bridge over the Alder opened on Monday after two years of work.\n\n\
    \u{1b}]0;stolen title\u{7}“We kept our word,” said Mara Ollin, the mayor. \u{202e}\u{1b}[31mIt held.\n";

/// The reader in a terminal of 80 columns and 24 rows.
struct Session {
    child: Box<dyn Child + Send + Sync>,
    master: Box<dyn MasterPty + Send>,
    keys: Box<dyn Write + Send>,
    bytes: Receiver<Vec<u8>>,
    screen: vt100::Parser,
    raw: Vec<u8>,
    terminal: PathBuf,
    before: String,
    folder: TempDir,
}

impl Session {
    fn open(env: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("news")).unwrap();
        fs::write(folder.path().join("news/bridge.txt"), ARTICLE).unwrap();
        let pair = native_pty_system().openpty(size(24, 80)).unwrap();
        let terminal = pair.master.tty_name().unwrap();
        let before = modes(&terminal);
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_onrecord"));
        command.arg("news");
        command.cwd(folder.path());
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", folder.path());
        for (name, value) in env {
            command.env(name, value);
        }
        let child = pair.slave.spawn_command(command).unwrap();
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let (sender, bytes) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send(buffer[..count].to_vec()).is_err() {
                    return;
                }
            }
        });
        // The terminal must outlive the program, so that its modes can be read at the end.
        std::mem::forget(pair.slave);
        let screen = vt100::Parser::new(at_least_one(24), at_least_one(80), 0);
        Self { child, master: pair.master, keys, bytes, screen, raw: Vec::new(), terminal, before, folder }
    }

    fn take(&mut self, bytes: &[u8]) {
        self.screen.process(bytes);
        self.raw.extend_from_slice(bytes);
    }

    fn wait_for(&mut self, what: &str, seen: impl Fn(&vt100::Screen) -> bool) {
        let end = Instant::now() + PATIENCE;
        while !seen(self.screen.screen()) {
            let left = end.saturating_duration_since(Instant::now());
            let Ok(bytes) = self.bytes.recv_timeout(left) else {
                panic!("no {what} on\n{}", self.screen.screen().contents());
            };
            self.take(&bytes);
        }
    }

    fn wait_for_text(&mut self, text: &str) {
        self.wait_for(text, |screen| screen.contents().contains(text));
    }

    fn press(&mut self, keys: &str) {
        self.keys.write_all(keys.as_bytes()).unwrap();
        self.keys.flush().unwrap();
    }

    fn resize(&mut self, rows: u16, columns: u16) {
        self.master.resize(size(rows, columns)).unwrap();
        self.screen.screen_mut().set_size(at_least_one(rows), at_least_one(columns));
    }

    fn signal(&self, name: &str) {
        let pid = self.child.process_id().unwrap().to_string();
        assert!(Command::new("kill").args(["-s", name, &pid]).status().unwrap().success());
    }

    /// Waits for the end with this exit code. The terminal must be as it was before; gives every byte that was sent.
    fn ends_with(mut self, code: u32) -> Vec<u8> {
        let end = Instant::now() + PATIENCE;
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(Instant::now() < end, "still running:\n{}", self.screen.screen().contents());
            if let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(10)) {
                self.take(&bytes);
            }
        };
        while let Ok(bytes) = self.bytes.recv_timeout(Duration::from_millis(50)) {
            self.take(&bytes);
        }
        let screen = self.screen.screen();
        assert_eq!(status.exit_code(), code, "{}", screen.contents());
        assert!(!screen.alternate_screen(), "alternate screen left on");
        assert!(!screen.hide_cursor(), "cursor left hidden");
        assert!(!screen.bracketed_paste(), "bracketed paste left on");
        assert_eq!(screen.mouse_protocol_mode(), vt100::MouseProtocolMode::None, "mouse left on");
        assert_eq!(modes(&self.terminal), self.before, "terminal modes not restored");
        self.raw
    }
}

const fn size(rows: u16, cols: u16) -> PtySize {
    PtySize { rows, cols, pixel_width: 0, pixel_height: 0 }
}

fn at_least_one(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap_or(NonZeroU16::MIN)
}

/// The terminal's line modes, in a form that can be compared.
fn modes(terminal: &Path) -> String {
    let no_control = rustix::fs::OFlags::NOCTTY.bits().cast_signed();
    let file = fs::File::options().read(true).custom_flags(no_control).open(terminal).unwrap();
    let modes = rustix::termios::tcgetattr(&file).unwrap();
    format!(
        "{:?} {:?} {:?} {:?}",
        modes.input_modes, modes.output_modes, modes.control_modes, modes.local_modes
    )
}

fn holds(raw: &[u8], part: &[u8]) -> bool {
    raw.windows(part.len()).any(|window| window == part)
}

#[test]
fn draws_quits_and_lets_nothing_of_the_article_through() {
    let mut session = Session::open(&[]);
    session.wait_for_text("Harbour bridge reopens");
    session.press("\r\r");
    session.wait_for_text("said Mara Ollin");
    session.press("Q");
    let raw = session.ends_with(0);
    assert!(!holds(&raw, b"stolen"), "an article's title sequence reached the terminal");
    assert!(!holds(&raw, "\u{202e}".as_bytes()), "an article's bidi control reached the terminal");
    assert!(!holds(&raw, "\u{fffd}".as_bytes()), "the net had to replace a cell");
}

#[test]
fn mends_that_somebody_else_writes_are_done_when_the_folder_is_read_again() {
    let mut session = Session::open(&[]);
    session.wait_for_text("Harbour bridge reopens");
    session.press("2");
    session.wait_for_text("Mara Ollin");
    let mend =
        "format = 1\n\n[[mend]]\ndo = \"rename\"\nactor = \"Mara Ollin (person)\"\nto = \"Mayor Ollin\"\n";
    fs::write(session.folder.path().join(".local/share/onrecord/mends.toml"), mend).unwrap();
    session.press("\x1b[15~");
    session.wait_for_text("Mayor Ollin");
    session.press("Q");
    session.ends_with(0);
}

#[test]
fn follows_every_size() {
    let mut session = Session::open(&[]);
    session.wait_for_text("Harbour bridge reopens");
    for (rows, columns) in [(1, 1), (0, 0), (3, 500), (500, 3), (24, 80), (u16::MAX, 2), (60, 200)] {
        session.resize(rows, columns);
    }
    session.resize(30, 120);
    session.wait_for("a frame as wide as the terminal", |screen| {
        (0..30).any(|row| screen.cell(row, 119).is_some_and(|cell| !cell.contents().trim().is_empty()))
    });
    session.wait_for_text("Harbour bridge reopens");
    session.press("Q");
    session.ends_with(0);
}

#[test]
fn signals_restore_the_terminal() {
    for (name, code) in [("TERM", 143), ("HUP", 129), ("INT", 130), ("QUIT", 131)] {
        let mut session = Session::open(&[]);
        session.wait_for_text("Harbour bridge reopens");
        session.signal(name);
        session.ends_with(code);
    }
}

#[test]
fn a_panic_restores_the_terminal_and_says_what_happened() {
    let mut session = Session::open(&[("ONRECORD_TEST_PANIC_KEY", "Z")]);
    session.wait_for_text("Harbour bridge reopens");
    session.press("Z");
    let raw = session.ends_with(101);
    assert!(holds(&raw, b"onrecord failed"));
}

#[test]
fn pastes_and_garbage_do_no_harm() {
    let mut session = Session::open(&[]);
    session.wait_for_text("Harbour bridge reopens");
    session.press("\x1bP1$r0m\x1b\\\x1b]11;rgb:00/00/00\x07\x1b[24;80R\x1b[?1;2c\x1b[200~");
    session.press(&"Q pasted text with Q\r\n".repeat(2000));
    session.press("\x1b[201~");
    session.press("\u{9b}31m\u{85}");
    session.press("?");
    session.wait_for_text("Help");
    session.press("\x1b");
    session.wait_for("the list", |screen| !screen.contents().contains("Help"));
    session.press("Q");
    session.ends_with(0);
}

#[test]
fn no_color_sends_no_colours() {
    let mut session = Session::open(&[("NO_COLOR", "1")]);
    session.wait_for_text("Harbour bridge reopens");
    session.press("\r");
    session.press("Q");
    let raw = session.ends_with(0);
    let text = String::from_utf8_lossy(&raw);
    let colours = text
        .split("\x1b[")
        .skip(1)
        .filter_map(|rest| rest.split_once('m'))
        .map(|(codes, _)| codes)
        .filter(|codes| {
            codes.bytes().all(|b| b.is_ascii_digit() || b == b';')
                && codes.split(';').any(|code| matches!(code.parse(), Ok(30_u16..=38 | 40..=48 | 90..=107)))
        });
    assert_eq!(colours.collect::<Vec<_>>(), Vec::<&str>::new());
}

/// What the reader says, and its exit code, when it is not in a terminal or refuses to start.
fn refused(arguments: &[&str], term: &str) -> (Option<i32>, Vec<u8>, String) {
    let output = Command::new(env!("CARGO_BIN_EXE_onrecord"))
        .args(arguments)
        .env("TERM", term)
        .stdin(Stdio::null())
        .output()
        .unwrap();
    (output.status.code(), output.stdout, String::from_utf8(output.stderr).unwrap())
}

#[test]
fn without_a_terminal_it_says_so_and_sends_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (code, out, told) = refused(&[folder.path().to_str().unwrap()], "xterm");
    assert_eq!((code, out.as_slice()), (Some(2), &b""[..]));
    assert!(told.contains("terminal") && !told.contains('\x1b'), "{told}");
    let (code, _, told) = refused(&["no-such\u{1b}[31mfolder"], "xterm");
    assert_eq!(code, Some(2));
    assert!(told.contains("no-suchfolder") && !told.contains('\x1b'), "{told}");
}

#[test]
fn a_dumb_terminal_gets_a_message() {
    let session = Session::open(&[("TERM", "dumb")]);
    let raw = session.ends_with(2);
    assert!(holds(&raw, b"TERM") && !raw.contains(&0x1b), "{}", String::from_utf8_lossy(&raw));
}
