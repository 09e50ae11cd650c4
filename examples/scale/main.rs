//! How the reader keeps up with a large corpus: `cargo run --release --example scale -- 1000 10000 100000`.
//!
//! Makes a corpus of each size by a fixed rule (`corpus`), fills a library from it, asks it what somebody types, starts
//! the program itself in a terminal, and does the same with other tools that are there, on the same files. Prints a table
//! and, as the last line, the same as JSON. Corpora and libraries stay in `target/scale` and are used again; `--fresh`
//! makes the libraries anew. Every count of the index is held against a scan of all texts. `--read` stops when everything can
//! be searched, before names and quotes are looked for.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a bench may stop at the first surprise")]
#![expect(clippy::print_stdout, clippy::print_stderr, reason = "it tells what it measures")]
#![expect(clippy::string_slice, reason = "its words are its own")]

mod corpus;
mod engine;
mod peers;
mod terminal;

use corpus::{Maker, trace};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Keystrokes of the trace.
const KEYSTROKES: usize = 500;

/// How far the library is filled.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Depth {
    /// Everything can be read and searched.
    Read,
    /// Names, quotes, stories and actors as well.
    Whole,
}

/// What the library is measured on.
struct What<'a> {
    place: &'a Place,
    bytes: u64,
    depth: Depth,
    /// Whether it is asked anything.
    asked: bool,
}

/// What was measured: a name, a number, its unit.
type Figures = Vec<(&'static str, f64, &'static str)>;

fn main() {
    let mut sizes = Vec::new();
    let (mut fresh, mut depth, mut parts) = (false, Depth::Whole, Vec::new());
    for argument in std::env::args().skip(1) {
        match argument.as_str() {
            "--fresh" => fresh = true,
            "--read" => depth = Depth::Read,
            "--engine" | "--terminal" | "--peers" => parts.push(argument),
            number => sizes.push(number.parse::<usize>().expect("how many articles")),
        }
    }
    if sizes.is_empty() {
        sizes.push(1000);
    }
    let wanted = |part: &str| parts.is_empty() || parts.iter().any(|known| known == part);
    let runs: Vec<(usize, Figures)> = sizes
        .iter()
        .map(|&count| {
            let place = Place::of(count);
            if fresh {
                let _ = std::fs::remove_dir_all(&place.data);
            }
            let mut figures = Vec::new();
            let bytes = place.corpus(count, &mut figures);
            let trace = trace(KEYSTROKES, count);
            let what = What { place: &place, bytes, depth, asked: wanted("--engine") };
            let library = engine::measure(&what, &trace, &mut figures);
            // Held, so that the program only reads what is there.
            let _unfinished = (depth == Depth::Read).then(|| library.writer().unwrap());
            if wanted("--terminal") {
                terminal::measure(&place, &trace, &mut figures);
            }
            if wanted("--peers") {
                peers::measure(&place, bytes, count, &trace, &mut figures);
            }
            (count, figures)
        })
        .collect();
    table(&runs);
    println!("{}", json(&runs));
}

/// Where a corpus and what is made of it stand.
struct Place {
    articles: PathBuf,
    /// The program's data folder.
    data: PathBuf,
    /// What other tools make.
    peers: PathBuf,
}

impl Place {
    fn of(count: usize) -> Self {
        let root = std::path::absolute("target/scale").unwrap();
        std::fs::create_dir_all(&root).unwrap();
        Self {
            articles: root.join(format!("articles-{count}")),
            data: root.join(format!("data-{count}")),
            peers: root.join(format!("peers-{count}")),
        }
    }

    fn corpus(&self, count: usize, figures: &mut Figures) -> u64 {
        let since = Instant::now();
        let bytes = Maker::new(count).write(&self.articles).unwrap();
        eprintln!("{count} articles, {} MB, made in {:.1?}", bytes / 1_000_000, since.elapsed());
        figures.push(("text", bytes as f64 / 1e6, "MB"));
        bytes
    }
}

/// The middle and the nearly worst of measured times, in milliseconds.
fn spread(mut times: Vec<f64>) -> (f64, f64) {
    times.sort_by(f64::total_cmp);
    let at = |part: f64| times.get((times.len() as f64 * part) as usize).or(times.last()).copied();
    (at(0.5).unwrap_or(f64::NAN), at(0.99).unwrap_or(f64::NAN))
}

/// Seconds a process has been at work on any core, by its `stat`: what it took while others worked as well.
fn processor_time(stat: &str) -> f64 {
    let text = std::fs::read_to_string(stat).unwrap_or_default();
    let fields = text.rsplit(')').next().unwrap_or_default().split_whitespace().skip(11).take(2);
    fields.filter_map(|ticks| ticks.parse::<f64>().ok()).sum::<f64>() / 100.0
}

/// The bytes of all files below a folder.
fn size_of(folder: &Path) -> u64 {
    let Ok(entries) = std::fs::read_dir(folder) else { return 0 };
    let sizes = entries.flatten().map(|entry| match entry.metadata() {
        Ok(meta) if meta.is_dir() => size_of(&entry.path()),
        Ok(meta) => meta.len(),
        Err(_) => 0,
    });
    sizes.sum()
}

fn table(runs: &[(usize, Figures)]) {
    let mut names: Vec<(&str, &str)> = Vec::new();
    for (name, _, unit) in runs.iter().flat_map(|(_, figures)| figures) {
        if !names.contains(&(*name, *unit)) {
            names.push((name, unit));
        }
    }
    let heads: Vec<String> = runs.iter().map(|(count, _)| format!("{count}")).collect();
    println!("| | {} | growth |", heads.join(" | "));
    println!("|---|{}---:|", "---:|".repeat(runs.len()));
    for (name, unit) in names {
        let values: Vec<Option<f64>> = runs
            .iter()
            .map(|(_, figures)| figures.iter().find(|figure| figure.0 == name).map(|figure| figure.1))
            .collect();
        let cells: Vec<String> = values.iter().map(|value| value.map_or_else(String::new, short)).collect();
        let growth = |pair: &[Option<f64>]| Some(format!("{:.1}", pair[1]? / pair[0]?));
        let growth: Vec<String> = values.windows(2).filter_map(growth).collect();
        println!("| {name} ({unit}) | {} | {} |", cells.join(" | "), growth.join(", "));
    }
}

fn short(value: f64) -> String {
    if value >= 100.0 {
        format!("{value:.0}")
    } else if value >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

fn json(runs: &[(usize, Figures)]) -> String {
    let runs = runs.iter().map(|(count, figures)| {
        let figures = figures.iter().map(|(name, value, unit)| {
            let value = if value.is_finite() { format!("{value}") } else { "null".to_owned() };
            format!("{{\"name\":\"{name}\",\"value\":{value},\"unit\":\"{unit}\"}}")
        });
        format!("{{\"articles\":{count},\"figures\":[{}]}}", figures.collect::<Vec<_>>().join(","))
    });
    format!("[{}]", runs.collect::<Vec<_>>().join(","))
}
