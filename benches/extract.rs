//! How fast an article's names, actors and quotes are found, pass by pass, in MB/s; and that the time grows with the
//! length of the article: one of a megabyte against ten of a tenth of it, one line against paragraphs.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use onrecord::extract::names::document::Document;
use onrecord::extract::names::engine::Engine;
use onrecord::extract::split::Split;
use onrecord::extract::{actors, extract, names, quotes, reference};
use onrecord::model::{Article, Clean};
use onrecord::parse::parse;
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

fn samples() -> Vec<Article> {
    let mut all = Vec::new();
    articles(Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/articles")), &mut all);
    all
}

fn bytes(articles: &[Article]) -> u64 {
    articles.iter().map(|article| article.text.len() as u64).sum()
}

fn passes(c: &mut Criterion) {
    let all = samples();
    let Ok(engine) = Engine::embedded() else { return };
    let mut group = c.benchmark_group("extract");
    group.throughput(Throughput::Bytes(bytes(&all)));
    let cut: Vec<Split> = all.iter().map(Split::of).collect();
    let pairs = || all.iter().zip(&cut);
    group.bench_function("split", |b| {
        b.iter(|| all.iter().map(|a| Split::of(black_box(a)).tokens.len()).sum::<usize>());
    });
    group.bench_function("document", |b| {
        b.iter(|| pairs().map(|(a, s)| Document::of(&a.text, s, &engine.words).items.len()).sum::<usize>());
    });
    group.bench_function("names", |b| {
        b.iter(|| pairs().map(|(a, s)| names::find_in(black_box(a), s).len()).sum::<usize>());
    });
    let named: Vec<_> = pairs().map(|(a, s)| names::find_in(a, s)).collect();
    group.bench_function("actors", |b| {
        let merge = |(a, found): (&Article, &Vec<_>)| actors::merge(a, &mut found.clone()).len();
        b.iter(|| all.iter().zip(&named).map(merge).sum::<usize>());
    });
    let merged: Vec<_> = all
        .iter()
        .zip(&named)
        .map(|(a, found)| {
            let mut found = found.clone();
            let actors = actors::merge(a, &mut found);
            (found, actors)
        })
        .collect();
    group.bench_function("reference", |b| {
        let resolve = |((a, s), (found, actors)): ((&Article, &Split), &(Vec<_>, Vec<_>))| {
            let (mut found, mut actors) = (found.clone(), actors.clone());
            reference::resolve_in(a, s, &mut found, &mut actors);
            found.len()
        };
        b.iter(|| pairs().zip(&merged).map(resolve).sum::<usize>());
    });
    group.bench_function("quotes", |b| {
        let find = |((a, s), (found, _)): ((&Article, &Split), &(Vec<_>, Vec<_>))| {
            quotes::find_in(black_box(a), s, found).len()
        };
        b.iter(|| pairs().zip(&merged).map(find).sum::<usize>());
    });
    group.bench_function("all", |b| b.iter(|| all.iter().map(|a| extract(a).quotes.len()).sum::<usize>()));
    group.finish();
}

/// The same text as ten articles and as one, and as one line.
fn lengths(c: &mut Criterion) {
    let text: String = samples().iter().map(|a| a.text.replace('\n', "\n\n") + "\n\n").collect();
    let long = text.repeat(1_000_000 / text.len().max(1) + 1);
    let part = text.repeat(100_000 / text.len().max(1) + 1);
    let group = |name: &str, text: &str, count: usize| {
        let article = Article::of_paragraphs(Clean::lines(text));
        (name.to_owned(), vec![article; count])
    };
    let sets = [
        group("ten of 100 kB", &part, 10),
        group("one of 1 MB", &long, 1),
        group("one line of 1 MB", &long.replace('\n', " "), 1),
    ];
    let mut group = c.benchmark_group("length");
    group.sample_size(10);
    for (name, articles) in sets {
        group.throughput(Throughput::Bytes(bytes(&articles)));
        group.bench_with_input(BenchmarkId::from_parameter(name), &articles, |b, articles| {
            b.iter(|| articles.iter().map(|a| extract(a).quotes.len()).sum::<usize>());
        });
    }
    group.finish();
}

criterion_group!(benches, passes, lengths);
criterion_main!(benches);
