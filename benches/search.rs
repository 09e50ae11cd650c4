//! How long it takes to load a folder, to index it, and to answer a keystroke.
//!
//! The corpus is made of invented words by a fixed rule, so that figures of two days can be compared.

#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use criterion::{Criterion, criterion_group, criterion_main};
use onrecord::library::corpus::Corpus;
use onrecord::library::query::Query;
use onrecord::library::scan::{ScanOptions, scan};
use onrecord::library::view::Request;
use std::fmt::Write;
use std::fs;
use std::hint::black_box;
use std::sync::Arc;

const ARTICLES: u32 = 1000;

/// A word of two or three syllables; low numbers come up most.
fn word(number: u32) -> String {
    const SYLLABLES: [&str; 16] = [
        "ka", "lo", "mi", "ren", "to", "sul", "ve", "dar", "ni", "pol", "ga", "fe", "hur", "bi", "tas", "wen",
    ];
    let syllable = |n: u32| SYLLABLES[n as usize % SYLLABLES.len()];
    format!(
        "{}{}{}",
        syllable(number),
        syllable(number / 16),
        if number > 255 { syllable(number / 256) } else { "" }
    )
}

fn article(number: u32) -> String {
    let mut seed = number.wrapping_mul(2_654_435_761) | 1;
    let mut next = || {
        seed ^= seed << 13;
        seed ^= seed >> 17;
        seed ^= seed << 5;
        let x = f64::from(seed) / f64::from(u32::MAX);
        (x * x * x * 4000.0) as u32
    };
    let mut text = format!("---\ntitle: {} {} {}\n---\n", word(next()), word(next()), word(next()));
    for _ in 0..12 {
        text.push('\n');
        for _ in 0..3 {
            let mut sentence = word(next());
            for _ in 0..14 {
                write!(sentence, " {}", word(next())).unwrap();
            }
            write!(text, "The {sentence}. ").unwrap();
        }
        text.push('\n');
    }
    text
}

fn corpus() -> (tempfile::TempDir, Arc<Corpus>) {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..ARTICLES {
        fs::write(dir.path().join(format!("{number:05}.md")), article(number)).unwrap();
    }
    let corpus = scan(dir.path(), &ScanOptions::default(), &mut |_| {}).unwrap();
    (dir, corpus)
}

fn search(c: &mut Criterion) {
    let (dir, corpus) = corpus();
    c.benchmark_group("load").sample_size(10).bench_function("1,000 articles", |b| {
        b.iter(|| scan(black_box(dir.path()), &ScanOptions::default(), &mut |_| {}).unwrap());
    });
    let mut group = c.benchmark_group("search 1,000 articles");
    for typed in ["k", "ka", "kalo", "kalo miren", "\"kalo mi\"", "kalo OR ren -to", "/kal.?mi/"] {
        let request = Request::Search { query: Query::parse(typed).unwrap(), rows: usize::MAX };
        group.bench_function(typed, |b| b.iter(|| black_box(corpus.answer(black_box(&request)))));
    }
    let go_to = Request::GoTo("kalrn".to_owned());
    group.bench_function("go to", |b| b.iter(|| black_box(corpus.answer(black_box(&go_to)))));
}

criterion_group!(benches, search);
criterion_main!(benches);
