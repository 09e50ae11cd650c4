//! Any text is a configuration or is refused with file, line and key.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::app::keymap::Keymap;

fuzz_target!(|text: &str| {
    if let Ok(config) = onrecord::config::parse(text, "config.toml") {
        let _ = Keymap::new(&config);
    }
});
