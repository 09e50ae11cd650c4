//! Any bytes decode; what comes out of the sanitizer is clean, bounded, and stays as it is.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::model::clean::may_draw;
use onrecord::model::{Clean, Span};
use onrecord::text::decode::decode;
use onrecord::text::width::clusters;

fuzz_target!(|bytes: &[u8]| {
    let text = decode(bytes).text;
    let (clean, map) = Clean::mapped(&text);
    assert_eq!(Clean::lines(&clean), clean);
    for (at, cluster, _) in clusters(&clean) {
        assert!(cluster == "\n" || may_draw(cluster), "{cluster:?}");
        let source = map.span(Span::new(at, at + cluster.len()));
        assert!(text.is_char_boundary(source.from()) && text.is_char_boundary(source.to()));
    }
    assert!(!Clean::caret(&text).chars().any(|c| c.is_control() && c != '\n'));
});
