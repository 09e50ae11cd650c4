//! Memory that is given back: the C library's allocator is told to take large blocks from the system one by one.
//!
//! Left to itself, glibc learns from the first large text that is let go to keep all that is as large for itself: a reader that
//! once held a text of 16 MiB would keep several times that until it ends. The setting is read when a program starts, so
//! the program is started anew with it, once, before anything else is done. Other C libraries need none.

use std::process::Command;
use std::thread::available_parallelism;

/// The allocator's settings: blocks from this size on are the system's, and so is what is free at a heap's end beyond it;
/// and there are as many heaps as cores, not eight times as many, each with gaps of its own.
fn settings() -> [(&'static str, String); 3] {
    let cores = available_parallelism().map_or(2, |cores| cores.get().max(2));
    [
        ("MALLOC_MMAP_THRESHOLD_", "262144".to_owned()),
        ("MALLOC_TRIM_THRESHOLD_", "1048576".to_owned()),
        ("MALLOC_ARENA_MAX", cores.to_string()),
    ]
}

/// Starts the program anew with these settings; where the user has any, or it cannot be done, it goes on as it is.
#[cfg(all(target_os = "linux", target_env = "gnu"))]
pub fn start_lean() {
    use std::env;
    use std::os::unix::process::CommandExt;

    let settings = settings();
    if settings.iter().any(|(name, _)| env::var_os(name).is_some()) {
        return;
    }
    let mut arguments = env::args_os();
    let (Ok(program), Some(name)) = (env::current_exe(), arguments.next()) else { return };
    // It comes back only when it failed.
    drop(Command::new(program).arg0(name).args(arguments).envs(settings).exec());
}

/// Nothing is to be set.
#[cfg(not(all(target_os = "linux", target_env = "gnu")))]
pub const fn start_lean() {}

/// A program that is started from here is not to have them.
pub(crate) fn without(command: &mut Command) -> &mut Command {
    for (name, value) in settings() {
        if std::env::var_os(name).is_some_and(|set| set == value.as_str()) {
            command.env_remove(name);
        }
    }
    command
}
