//! Any text gives an extraction whose spans lie in it.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::extract::extract;
use onrecord::model::{Article, Clean};

fuzz_target!(|text: &str| {
    let article = Article::of_paragraphs(Clean::lines(text));
    let found = extract(&article);
    for mention in &found.mentions {
        assert!(article.text.get(mention.span.from()..mention.span.to()).is_some(), "{mention:?}");
    }
});
