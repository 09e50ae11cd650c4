//! Floor 9: the door.

use std::process::ExitCode;

fn main() -> ExitCode {
    onrecord::cli::run()
}
