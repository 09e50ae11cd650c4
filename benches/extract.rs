//! How fast an article's names are found, pass by pass, in MB/s: tokens, the document made ready, and the names.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use onrecord::extract::names::document::Document;
use onrecord::extract::names::engine::Engine;
use onrecord::extract::names::find;
use onrecord::model::{Article, Span};
use onrecord::parse::parse;
use onrecord::text::tokens::tokenize;
use std::hint::black_box;
use std::path::Path;

/// The sample articles, parsed.
fn articles(folder: &Path, found: &mut Vec<Article>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<_> = entries.flatten().map(|e| e.path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            articles(&path, found);
        } else if let Ok(bytes) = std::fs::read(&path) {
            found.push(parse(&bytes, &path.to_string_lossy()));
        }
    }
}

fn extract(c: &mut Criterion) {
    let mut all = Vec::new();
    articles(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/articles")), &mut all);
    let Ok(engine) = Engine::embedded() else { return };
    let mut group = c.benchmark_group("extract");
    group.throughput(Throughput::Bytes(all.iter().map(|a| a.text.len() as u64).sum()));
    group.bench_function("tokens", |b| {
        b.iter(|| {
            all.iter().map(|a| tokenize(black_box(&a.text), Span::new(0, a.text.len())).len()).sum::<usize>()
        });
    });
    group.bench_function("document", |b| {
        let ready = |a: &Article| {
            Document::new(&a.text, a.regions().iter().map(|r| (r.kind, r.span)), &engine.words).items.len()
        };
        b.iter(|| all.iter().map(ready).sum::<usize>());
    });
    group.bench_function("names", |b| b.iter(|| all.iter().map(|a| find(black_box(a)).len()).sum::<usize>()));
    group.finish();
}

criterion_group!(benches, extract);
criterion_main!(benches);
