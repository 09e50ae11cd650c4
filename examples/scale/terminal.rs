//! The program itself in a terminal of 200 columns and 60 rows: from its start to its first frame, from a key to the last
//! byte it causes, its memory, and how often it wakes up when nothing happens.

use crate::{Figures, Place, processor_time, spread};
use portable_pty::{CommandBuilder, PtySize, native_pty_system};
use std::io::{Read, Write};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};

/// Nothing more comes when nothing came for so long.
const QUIET: Duration = Duration::from_millis(40);

/// How often the program is started.
const STARTS: usize = 9;

struct Session {
    keys: Box<dyn Write + Send>,
    bytes: Receiver<(Instant, Vec<u8>)>,
    child: Box<dyn portable_pty::Child + Send + Sync>,
    screen: vt100::Parser,
    since: Instant,
}

/// The program beside this one.
fn program() -> PathBuf {
    let here = std::env::current_exe().unwrap();
    here.parent().and_then(|examples| examples.parent()).unwrap().join("onrecord")
}

impl Session {
    fn open(place: &Place) -> Self {
        let size = PtySize { rows: 60, cols: 200, pixel_width: 0, pixel_height: 0 };
        let pair = native_pty_system().openpty(size).unwrap();
        let mut command = CommandBuilder::new(program());
        command.arg(&place.articles);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("HOME", &place.data);
        command.env("XDG_DATA_HOME", &place.data);
        command.env("XDG_STATE_HOME", place.data.join("state"));
        command.env("XDG_CONFIG_HOME", place.data.join("config"));
        let mut reader = pair.master.try_clone_reader().unwrap();
        let keys = pair.master.take_writer().unwrap();
        let since = Instant::now();
        let child = pair.slave.spawn_command(command).unwrap();
        let (sender, bytes) = channel();
        thread::spawn(move || {
            let mut buffer = vec![0; 1 << 16];
            while let Ok(count @ 1..) = reader.read(&mut buffer) {
                if sender.send((Instant::now(), buffer[..count].to_vec())).is_err() {
                    return;
                }
            }
        });
        std::mem::forget((pair.slave, pair.master));
        let screen = vt100::Parser::new(60.try_into().unwrap(), 200.try_into().unwrap(), 0);
        Self { keys, bytes, child, screen, since }
    }

    /// When the last byte came of what comes without a pause; the first one is waited for longer.
    fn settle(&mut self, patience: Duration) -> Option<Instant> {
        let mut last = None;
        let mut wait = patience;
        while let Ok((at, bytes)) = self.bytes.recv_timeout(wait) {
            self.screen.process(&bytes);
            last = Some(at);
            wait = QUIET;
        }
        last
    }

    /// Milliseconds until the screen shows something.
    fn wait_for(&mut self, seen: impl Fn(&str) -> bool) -> f64 {
        let end = Instant::now() + Duration::from_mins(1);
        while let Ok((at, bytes)) = self.bytes.recv_timeout(end.saturating_duration_since(Instant::now())) {
            self.screen.process(&bytes);
            if seen(&self.screen.screen().contents()) {
                return (at - self.since).as_secs_f64() * 1e3;
            }
        }
        f64::NAN
    }

    fn press(&mut self, keys: &[u8]) -> Instant {
        let at = Instant::now();
        self.keys.write_all(keys).unwrap();
        self.keys.flush().unwrap();
        at
    }

    fn status(&self, name: &str) -> f64 {
        let path = format!("/proc/{}/status", self.child.process_id().unwrap_or_default());
        let text = std::fs::read_to_string(path).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
    }

    /// Seconds it has been at work on any core.
    fn processor_time(&self) -> f64 {
        processor_time(&format!("/proc/{}/stat", self.child.process_id().unwrap_or_default()))
    }

    /// How often its threads were woken so far.
    fn wakes(&self) -> f64 {
        let tasks = format!("/proc/{}/task", self.child.process_id().unwrap_or_default());
        let Ok(tasks) = std::fs::read_dir(tasks) else { return f64::NAN };
        let of = |path: PathBuf| {
            let text = std::fs::read_to_string(path.join("status")).unwrap_or_default();
            let count = text.lines().find_map(|line| line.strip_prefix("voluntary_ctxt_switches:"));
            count.and_then(|count| count.trim().parse::<f64>().ok()).unwrap_or_default()
        };
        tasks.flatten().map(|task| of(task.path())).sum()
    }

    fn close(mut self) {
        self.press(b"\x1b\x1bqqq");
        let end = Instant::now() + Duration::from_secs(3);
        while Instant::now() < end && !matches!(self.child.try_wait(), Ok(Some(_))) {
            let _ = self.settle(QUIET);
        }
        let _ = self.child.kill();
    }
}

pub(crate) fn measure(place: &Place, trace: &[String], figures: &mut Figures) {
    if !program().exists() {
        eprintln!("{} is not built: no figures of the terminal", program().display());
        return;
    }
    let starts = (0..STARTS).map(|_| {
        let mut session = Session::open(place);
        // A row of the list stands on the screen: a date, and a headline behind it.
        let time =
            session.wait_for(|screen| screen.lines().filter(|line| line.trim().len() > 30).count() > 20);
        session.close();
        time
    });
    figures.push(("start to first frame in a terminal", spread(starts.collect()).0, "ms"));
    let mut session = Session::open(place);
    // Idle it is when the folder has been compared, and what a first search needs is loaded.
    let _ = session.wait_for(|screen| screen.contains("nothing new") || screen.contains(" read"));
    thread::sleep(Duration::from_secs(4));
    let _ = session.settle(QUIET);
    let before = session.wakes();
    thread::sleep(Duration::from_secs(5));
    figures.push(("wake-ups when idle", (session.wakes() - before) / 5.0, "a second"));
    let _ = session.press(b"s");
    let _ = session.settle(Duration::from_secs(2));
    let mut times = Vec::new();
    let mut typed = String::new();
    let work = session.processor_time();
    for next in trace {
        if !next.starts_with(&typed) || next.len() < typed.len() {
            // Ctrl-u empties the line.
            session.press(b"\x15");
            let _ = session.settle(Duration::from_millis(300));
            typed.clear();
        }
        let at = session.press(&next.as_bytes()[typed.len()..]);
        if let Some(last) = session.settle(Duration::from_millis(600)) {
            times.push((last - at).as_secs_f64() * 1e3);
        }
        typed.clone_from(next);
    }
    let work = (session.processor_time() - work) * 1e3 / trace.len() as f64;
    figures.push(("key: processor time of all cores, mean", work, "ms"));
    let (middle, worst) = spread(times);
    figures.push(("key to last byte on the screen p50", middle, "ms"));
    figures.push(("key to last byte on the screen p99", worst, "ms"));
    figures.push(("memory, its own", session.status("RssAnon") / 1024.0, "MiB"));
    figures.push(("memory, with what is mapped of the index", session.status("VmRSS") / 1024.0, "MiB"));
    session.close();
}
