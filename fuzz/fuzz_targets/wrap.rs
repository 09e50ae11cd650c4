//! No row is too wide, no word is lost, rows are in order.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::model::{Clean, Span};
use onrecord::text::wrap::{Fit, Flow, WrapOptions, wrap};

fuzz_target!(|input: (&str, u8, u8, u8, bool, bool)| {
    let (text, width, first_indent, indent, verbatim, optimal) = input;
    let text = Clean::lines(text);
    let options = WrapOptions {
        flow: if verbatim { Flow::Verbatim } else { Flow::Words },
        fit: if optimal { Fit::Optimal } else { Fit::First },
        first_indent: first_indent.into(),
        indent: indent.into(),
    };
    let mut end = 0;
    for row in wrap(&text, Span::new(0, text.len()), width.into(), options) {
        assert!(row.span.start >= end);
        assert!(Span { start: end, end: row.span.start }.of(&text).trim().is_empty());
        assert!(row.columns + row.indent <= u16::from(width.max(1)) || row.columns <= 2);
        end = row.span.end;
    }
    assert!(text.get(end as usize..).unwrap_or_default().trim().is_empty());
});
