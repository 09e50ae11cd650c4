//! The user's state under fire: killed while writing, and with every single system call failing once.
//!
//! The writer is this test program itself, started again: it records one change after another and prints a line for each
//! that was acknowledged. What was acknowledged must be there afterwards, and the file must open without a word.
//! `ONRECORD_KILLS` sets the number of kills. The failing calls need `strace`; `tests/hostile/run` runs that test with it.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use onrecord::library::mends::{Mend, Named};
use onrecord::library::state::{Change, StateStore};
use std::env;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

/// Names the folder for the writer; absent in the parent.
const WRITE_TO: &str = "ONRECORD_TEST_WRITE_TO";
/// How many changes a writer records before it ends by itself.
const CHANGES: u64 = 40;

/// The writer: one change a transaction, one line an acknowledgement or a reported failure.
#[test]
fn writer() {
    let Ok(dir) = env::var(WRITE_TO) else { return };
    let mut store = StateStore::open(Some(Path::new(&dir))).unwrap();
    for notice in store.notices() {
        println!("told {notice}");
    }
    let first = store.load().map_or(0, |state| state.read.len() as u64);
    for n in first..first + CHANGES {
        let changes = [Change::Read(n, true), Change::Session("last".to_owned(), n.to_string())];
        match store.record(&changes) {
            Ok(()) => println!("kept {n}"),
            Err(error) => println!("told {error}"),
        }
    }
    println!("ended");
}

/// The mender: one mend a change, told like the writer's.
#[test]
fn mender() {
    let Ok(dir) = env::var(WRITE_TO) else { return };
    let mut store = StateStore::open(Some(Path::new(&dir))).unwrap();
    for notice in store.notices() {
        println!("told {notice}");
    }
    let first = store.load().map_or(0, |state| state.mends.len() as u64);
    for n in first..first + CHANGES {
        match store.record(&[Change::Mended(mend(n), true)]) {
            Ok(()) => println!("kept {n}"),
            Err(error) => println!("told {error}"),
        }
    }
    println!("ended");
}

fn mend(n: u64) -> Mend {
    Mend::Hide { actor: Named { name: n.to_string(), kind: None } }
}

/// What is on disk must hold everything acknowledged, in order, with nothing left out.
fn check_mends(dir: &Path, acknowledged: Option<u64>, case: &str) {
    let store = StateStore::open(Some(dir)).unwrap();
    assert!(store.notices().is_empty(), "{case}: {:?}", store.notices());
    let mends = store.load().unwrap().mends;
    let expected: Vec<Mend> = (0..mends.len() as u64).map(mend).collect();
    assert_eq!(mends, expected, "{case}");
    let last = (mends.len() as u64).checked_sub(1);
    assert!(acknowledged <= last, "{case}: acknowledged {acknowledged:?}, on disk {last:?}");
}

fn start(dir: &Path, before: &[&str], who: &str) -> Command {
    let program = env::current_exe().unwrap();
    let mut words: Vec<String> = before.iter().map(|&w| w.to_owned()).collect();
    words.push(program.to_str().unwrap().to_owned());
    let mut command = Command::new(&words[0]);
    command.args(&words[1..]).args(["--exact", who, "--nocapture"]).env(WRITE_TO, dir);
    command.stdout(Stdio::piped()).stderr(Stdio::null());
    command
}

/// The number after `kept` of a writer's line; the test runner may have begun the line with words of its own.
fn kept(line: &str) -> Option<u64> {
    line.split_once("kept ").and_then(|(_, n)| n.trim().parse().ok())
}

/// What is on disk must hold everything acknowledged, each change whole, and nothing in between left out.
fn check(dir: &Path, acknowledged: Option<u64>, case: &str) -> u64 {
    let store = StateStore::open(Some(dir)).unwrap();
    assert!(store.notices().is_empty(), "{case}: {:?}", store.notices());
    let state = store.load().unwrap();
    let count = state.read.len() as u64;
    let last = state.session.get("last").map(|n| n.parse::<u64>().unwrap());
    assert_eq!(last, count.checked_sub(1), "{case}: a change is half there");
    assert!((0..count).all(|n| state.read.contains(&n)), "{case}: a hole");
    assert!(acknowledged <= last, "{case}: acknowledged {acknowledged:?}, on disk {last:?}");
    count
}

/// Kills a process of changes again and again, and checks what is on disk.
fn kill(who: &str, check: impl Fn(&Path, Option<u64>, &str)) {
    let kills: u64 = env::var("ONRECORD_KILLS").ok().and_then(|n| n.parse().ok()).unwrap_or(25);
    let dir = tempfile::tempdir().unwrap();
    for round in 0..kills {
        let mut writer = start(dir.path(), &[], who).spawn().unwrap();
        let lines = BufReader::new(writer.stdout.take().unwrap()).lines();
        // Another number of changes each time, and then at once: the next one is under way.
        let patience = (round * 7) % (CHANGES - 5);
        let acknowledged = lines.map_while(Result::ok).filter_map(|l| kept(&l)).nth(patience as usize);
        writer.kill().unwrap();
        writer.wait().unwrap();
        check(dir.path(), acknowledged, &format!("round {round}"));
    }
}

/// What came of a run of changes during which the `nth` call of a kind failed.
struct Faulted {
    case: String,
    /// All it said, and the changes that it said are kept.
    said: String,
    acknowledged: Vec<u64>,
    /// Whether there was such a call.
    injected: bool,
}

/// Runs it; only calls on these files fail, since the loader and the test runner make others.
fn fault(dir: &Path, who: &str, files: &[&str], (call, error): (&str, &str), nth: usize) -> Faulted {
    let case = format!("{call} number {nth}: {error}");
    let trace = dir.join("trace");
    let inject = format!("inject={call}:error={error}:when={nth}");
    let only = format!("trace={call}");
    let mut strace = vec!["strace", "-f", "-o", trace.to_str().unwrap(), "-e", &only, "-e", &inject];
    let files: Vec<String> = files.iter().map(|file| format!("{}/{file}", dir.display())).collect();
    strace.extend(files.iter().flat_map(|file| ["-P", file.as_str()]));
    let run = start(dir, &strace, who).output().unwrap();
    let said = String::from_utf8_lossy(&run.stdout).into_owned();
    let injected = std::fs::read_to_string(&trace).unwrap().contains("(INJECTED)");
    std::fs::remove_file(&trace).unwrap();
    assert!(said.contains("ended"), "{case}: it died: {said}");
    let acknowledged = said.lines().filter_map(kept).collect();
    Faulted { case, said, acknowledged, injected }
}

/// Lets each call of these kinds fail once, `step` apart, until there is none of that number.
fn fail_each(calls: &[(&str, &str, usize)], run: impl Fn((&str, &str), usize) -> bool) {
    for &(call, error, step) in calls {
        let failed = (1..).step_by(step).take_while(|&nth| run((call, error), nth)).count();
        assert!(failed > 0, "{call}: never made, so never failed");
    }
}

#[test]
fn killed_at_any_moment_nothing_acknowledged_is_lost() {
    kill("writer", |dir, acknowledged, case| {
        check(dir, acknowledged, case);
    });
}

#[test]
fn mends_outlive_a_kill_at_any_moment() {
    kill("mender", check_mends);
}

/// As for the marks: every call on the file of the mends fails once.
#[test]
#[ignore = "needs strace; tests/hostile/run runs it"]
fn any_single_failing_call_leaves_the_old_or_the_new_mends_and_is_told() {
    const CALLS: [(&str, &str, usize); 8] = [
        ("openat", "EACCES", 5),
        ("openat", "EMFILE", 5),
        ("write", "EIO", 5),
        ("write", "ENOSPC", 5),
        ("fsync", "EIO", 5),
        ("rename,renameat,renameat2", "EACCES", 5),
        ("read", "EIO", 5),
        ("flock", "EINTR", 5),
    ];
    const FILES: [&str; 3] = ["mends.toml", "mends.toml.new", "mends.toml.lock"];
    fail_each(&CALLS, |call, nth| {
        let dir = tempfile::tempdir().unwrap();
        StateStore::open(Some(dir.path())).unwrap().record(&[Change::Mended(mend(0), true)]).unwrap();
        let Faulted { case, said, acknowledged, injected } = fault(dir.path(), "mender", &FILES, call, nth);
        let store = StateStore::open(Some(dir.path())).unwrap();
        assert!(store.notices().is_empty(), "{case}: {:?}", store.notices());
        let mends = store.load().unwrap().mends;
        assert!(acknowledged.iter().all(|n| mends.contains(&mend(*n))), "{case}: acknowledged but lost");
        let silent = acknowledged.len() as u64 != CHANGES && !said.contains("told ");
        assert!(!silent, "{case}: failed in silence: {said}");
        injected
    });
}

/// Every call of these kinds that the writer makes fails once, each in a run of its own.
#[test]
#[ignore = "needs strace; tests/hostile/run runs it"]
fn any_single_failing_call_leaves_the_old_or_the_new_state_and_is_told() {
    const CALLS: [(&str, &str, usize); 8] = [
        ("openat", "EACCES", 1),
        ("openat", "EMFILE", 1),
        ("pwrite64", "EIO", 3),
        ("pwrite64", "ENOSPC", 3),
        ("fdatasync,fsync", "EIO", 1),
        ("ftruncate,fallocate", "ENOSPC", 1),
        ("pread64", "EIO", 3),
        ("unlink", "EACCES", 1),
    ];
    const FILES: [&str; 3] = ["state.sqlite", "state.sqlite-wal", "state.sqlite-shm"];
    fail_each(&CALLS, |call, nth| {
        let dir = tempfile::tempdir().unwrap();
        StateStore::open(Some(dir.path())).unwrap();
        let Faulted { case, said, acknowledged, injected } = fault(dir.path(), "writer", &FILES, call, nth);
        let told = said.contains("told ");
        if told && acknowledged.len() as u64 == CHANGES && said.contains("last only until you quit") {
            // Opened in memory: said so; nothing of it may be on disk.
            check(dir.path(), None, &case);
        } else {
            let store = StateStore::open(Some(dir.path())).unwrap();
            assert!(store.notices().is_empty(), "{case}: {:?}", store.notices());
            let state = store.load().unwrap();
            assert!(acknowledged.iter().all(|n| state.read.contains(n)), "{case}: acknowledged but lost");
            assert!(acknowledged.len() as u64 == CHANGES || told, "{case}: failed in silence: {said}");
        }
        injected
    });
}
