//! The library by itself: filled, asked, and held against a scan of all texts.

use crate::{Depth, Figures, Place, What, processor_time, size_of, spread};
use onrecord::library::disk::answers::Reader;
use onrecord::library::disk::{Library, Options, folder_of, intake};
use onrecord::library::query::Query;
use onrecord::library::state::UserState;
use onrecord::library::view::{Answer, ListQuery, Request};
use onrecord::parse::parse;
use onrecord::text::words::{compound, words};
use rayon::iter::{IntoParallelIterator, ParallelIterator};
use std::hint::black_box;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;

/// Fills the library when it is not, and measures it when `asked`.
pub(crate) fn measure(what: &What<'_>, trace: &[String], figures: &mut Figures) -> Arc<Library> {
    let &What { place, bytes, depth, asked } = what;
    let folder = folder_of(&place.data.join("onrecord"), &place.articles);
    let empty = !folder.join("library.db").exists();
    let library = Arc::new(
        Library::open(&Options { corpus: place.articles.clone(), folder: Some(folder.clone()) }).unwrap(),
    );
    let (since, work) = (Instant::now(), processor_time("/proc/self/stat"));
    let (mut searchable, mut all_read) = (None, false);
    let options = intake::Options::default();
    intake::scan(&library, &options, &mut |update| match update {
        intake::Update::Progress(progress) => {
            all_read = progress.found > 0 && progress.read == progress.found;
        }
        intake::Update::Indexed if all_read => {
            searchable.get_or_insert((since.elapsed(), processor_time("/proc/self/stat") - work));
            options.cancel.store(depth == Depth::Read, Ordering::Relaxed);
        }
        _ => {}
    })
    .unwrap();
    let whole = (since.elapsed(), processor_time("/proc/self/stat") - work);
    if empty {
        let searchable = searchable.unwrap_or(whole);
        let mb = bytes as f64 / 1e6;
        figures.push(("cold: searchable after", searchable.0.as_secs_f64(), "s"));
        figures.push(("cold: read, parsed, indexed", mb / searchable.0.as_secs_f64(), "MB/s"));
        figures.push(("the same, to a second of one core", mb / searchable.1, "MB"));
        if depth == Depth::Whole {
            figures.push(("cold: names, quotes, stories, actors after", whole.0.as_secs_f64(), "s"));
            figures.push(("cold: over all", mb / whole.0.as_secs_f64(), "MB/s"));
            figures.push(("over all, to a second of one core", mb / whole.1, "MB"));
        }
    } else {
        figures.push(("warm: folder compared, nothing changed", whole.0.as_secs_f64() * 1e3, "ms"));
    }
    figures.push((
        "disk of library and index, over the text",
        size_of(&folder) as f64 / bytes as f64,
        "times",
    ));
    if !asked {
        return library;
    }
    let marks = UserState::default();
    let reader = Reader::new(&library).unwrap();
    let ask = |request: &Request| {
        let since = Instant::now();
        let answer = black_box(reader.answer_with(request, &marks));
        (since.elapsed().as_secs_f64() * 1e3, answer)
    };
    let first = ListQuery { query: Query::default(), sort: None, window: 0..200 };
    figures.push(("first page of stories, nothing loaded", ask(&Request::Stories(first.clone())).0, "ms"));
    figures.push(("first search, nothing loaded", ask(&search(&trace[0])).0, "ms"));
    let (mut times, mut counts) = (Vec::new(), Vec::new());
    let work = processor_time("/proc/self/stat");
    for typed in trace {
        let (time, answer) = ask(&search(typed));
        times.push(time);
        counts.push(if let Answer::Search(found) = answer { found.stories.total } else { usize::MAX });
    }
    let mean = (processor_time("/proc/self/stat") - work) * 1e3 / trace.len() as f64;
    put(figures, ["keystroke to ranked answer p50", "keystroke to ranked answer p99"], times);
    figures.push(("the same, processor time of all cores, mean", mean, "ms"));
    let wrong = differences(place, trace, &counts);
    figures.push(("counts that differ from a scan of all texts", wrong as f64, "of the trace"));
    ask(&Request::GoTo("x".to_owned()));
    let times = trace.iter().map(|typed| ask(&Request::GoTo(typed.clone())).0).collect();
    put(figures, ["fuzzy go-to p50", "fuzzy go-to p99"], times);
    for (name, request) in [
        ("first page of actors", Request::Actors(first.clone())),
        ("first page of quotes", Request::Quotes(first.clone())),
        ("stories filtered by a word", Request::Stories(ListQuery { query: parsed("ka*"), ..first.clone() })),
    ] {
        ask(&request);
        figures.push((name, spread((0..9).map(|_| ask(&request).0).collect()).0, "ms"));
    }
    library
}

fn put(figures: &mut Figures, [p50, p99]: [&'static str; 2], times: Vec<f64>) {
    let (middle, worst) = spread(times);
    figures.push((p50, middle, "ms"));
    figures.push((p99, worst, "ms"));
}

fn parsed(text: &str) -> Query {
    Query::parse(text).unwrap()
}

fn search(typed: &str) -> Request {
    Request::Search { query: parsed(typed), rows: 30 }
}

/// How many counts a scan of every text does not bear out: all words there, the last one begun at least.
fn differences(place: &Place, trace: &[String], counts: &[usize]) -> usize {
    let queries: Vec<Vec<String>> =
        trace.iter().map(|typed| words(typed).into_iter().map(|word| word.folded).collect()).collect();
    let files = files(&place.articles);
    let found = files
        .into_par_iter()
        .fold(
            || vec![0_usize; queries.len()],
            |mut sums, file| {
                let known = vocabulary(&file);
                for (sum, query) in sums.iter_mut().zip(&queries) {
                    let Some((last, before)) = query.split_last() else { continue };
                    let begins =
                        known.get(known.partition_point(|w| w < last)).is_some_and(|w| w.starts_with(last));
                    *sum += usize::from(begins && before.iter().all(|w| known.binary_search(w).is_ok()));
                }
                sums
            },
        )
        .reduce(|| vec![0; queries.len()], |a, b| a.iter().zip(&b).map(|(a, b)| a + b).collect());
    found.iter().zip(counts).filter(|(a, b)| a != b).count()
}

/// The distinct words of an article, compounds as one as well, in order.
fn vocabulary(file: &std::path::Path) -> Vec<String> {
    let article = parse(&std::fs::read(file).unwrap(), &file.to_string_lossy());
    let fields = [&article.headline, &article.dek, &article.byline, &article.source];
    let fields = fields.into_iter().flatten().map(|field| field.text.to_string());
    let blocks = article.blocks.iter().map(|block| article.at(block.span).to_owned());
    let mut all = Vec::new();
    for text in fields.chain(blocks) {
        let words = words(&text);
        all.extend((0..words.len()).filter_map(|at| compound(&words, at)));
        all.extend(words.into_iter().map(|word| word.folded));
    }
    all.sort_unstable();
    all.dedup();
    all
}

/// All files below a folder.
pub(crate) fn files(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found.sort();
    found
}
