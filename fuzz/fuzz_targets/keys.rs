//! Any bytes of a terminal decode, in any pieces, and nothing is held for ever.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::runtime::input::Decoder;

fuzz_target!(|input: (&[u8], u8)| {
    let (bytes, piece) = input;
    let mut decoder = Decoder::default();
    for part in bytes.chunks(usize::from(piece).max(1)) {
        decoder.feed(part);
    }
    decoder.rest();
    assert!(!decoder.is_waiting());
});
