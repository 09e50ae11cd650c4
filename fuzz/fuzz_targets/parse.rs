//! Any bytes become an article whose spans lie in its text.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::parse::parse;

fuzz_target!(|bytes: &[u8]| {
    for path in ["article.txt", "article.md", "article.html"] {
        let article = parse(bytes, path);
        let spans = article.blocks.iter().map(|b| b.span).chain(article.cut.iter().map(|c| c.span));
        for span in spans {
            assert!(article.text.get(span.from()..span.to()).is_some(), "{path} {span:?}");
        }
    }
});
