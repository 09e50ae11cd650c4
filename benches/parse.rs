//! How fast files become articles: a clean text, a page with all its surroundings, and one endless line.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::parse::parse;
use std::hint::black_box;

fn load(c: &mut Criterion) {
    let clean = include_bytes!("../tests/golden/key-head.txt").to_vec();
    let page = include_bytes!("../tests/golden/web-page.txt").to_vec();
    let html = include_bytes!("../tests/golden/page.html").to_vec();
    let line = "The boats did not sail. ".repeat(40_000).into_bytes();
    let lines = "word\n".repeat(200_000).into_bytes();
    let mut group = c.benchmark_group("parse");
    for (name, bytes) in
        [("clean", clean), ("page", page), ("html", html), ("one line", line), ("short lines", lines)]
    {
        group.throughput(Throughput::Bytes(bytes.len() as u64));
        group.bench_function(name, |b| b.iter(|| parse(black_box(&bytes), "a.txt").blocks.len()));
    }
    group.finish();
}

criterion_group!(benches, load);
criterion_main!(benches);
