//! Other tools on the same text, as far as they are there: ripgrep over the folder, tantivy by itself, SQLite's FTS5,
//! newsboat with the articles as a feed.

use crate::engine::files;
use crate::{Figures, Place, size_of, spread};
use rusqlite::Connection;
use std::fmt::Write;
use std::process::{Command, Stdio};
use std::time::Instant;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, FuzzyTermQuery, Occur, Query, TermQuery};
use tantivy::schema::{IndexRecordOption, STORED, Schema, TEXT};
use tantivy::{Index, IndexWriter, Term, doc};

/// Every so many keystrokes is asked of the slower ones.
const EVERY: usize = 5;

pub(crate) fn measure(place: &Place, bytes: u64, count: usize, trace: &[String], figures: &mut Figures) {
    std::fs::create_dir_all(&place.peers).unwrap();
    ripgrep(place, trace, figures);
    raw_tantivy(place, bytes, trace, figures);
    fts5(place, bytes, trace, figures);
    newsboat(place, count, figures);
}

fn milliseconds(work: impl FnOnce()) -> f64 {
    let since = Instant::now();
    work();
    since.elapsed().as_secs_f64() * 1e3
}

fn ripgrep(place: &Place, trace: &[String], figures: &mut Figures) {
    let search = |typed: &str| {
        let word = typed.split(' ').max_by_key(|word| word.len()).unwrap_or_default();
        Command::new("rg")
            .args(["-i", "-F", "-l", "--", word])
            .arg(&place.articles)
            .stdout(Stdio::null())
            .status()
    };
    if search("ka").is_err() {
        return;
    }
    let some = trace.iter().step_by(trace.len() / 12 + 1);
    let times = some.map(|typed| milliseconds(|| drop(search(typed)))).collect();
    figures.push(("ripgrep, one word, unranked p50", spread(times).0, "ms"));
}

fn raw_tantivy(place: &Place, bytes: u64, trace: &[String], figures: &mut Figures) {
    let mut schema = Schema::builder();
    let path = schema.add_text_field("path", STORED);
    let body = schema.add_text_field("body", TEXT);
    let folder = place.peers.join("tantivy");
    let _ = std::fs::remove_dir_all(&folder);
    std::fs::create_dir_all(&folder).unwrap();
    let index = Index::create_in_dir(&folder, schema.build()).unwrap();
    let since = Instant::now();
    let mut writer: IndexWriter = index.writer_with_num_threads(2, 200_000_000).unwrap();
    for file in files(&place.articles) {
        let text = std::fs::read_to_string(&file).unwrap();
        writer.add_document(doc!(path => file.to_string_lossy().into_owned(), body => text)).unwrap();
    }
    writer.commit().unwrap();
    writer.wait_merging_threads().unwrap();
    figures.push(("tantivy by itself: indexed", bytes as f64 / 1e6 / since.elapsed().as_secs_f64(), "MB/s"));
    figures.push(("tantivy by itself: disk, over the text", size_of(&folder) as f64 / bytes as f64, "times"));
    let searcher = index.reader().unwrap().searcher();
    let ask = |typed: &String| {
        let lower = typed.to_lowercase();
        let words: Vec<&str> = lower.split(' ').collect();
        let (last, before) = words.split_last().unwrap();
        let mut all: Vec<(Occur, Box<dyn Query>)> = vec![(
            Occur::Must,
            Box::new(FuzzyTermQuery::new_prefix(Term::from_field_text(body, last), 0, true)),
        )];
        all.extend(before.iter().map(|word| -> (Occur, Box<dyn Query>) {
            (
                Occur::Must,
                Box::new(TermQuery::new(Term::from_field_text(body, word), IndexRecordOption::WithFreqs)),
            )
        }));
        let query = BooleanQuery::new(all);
        milliseconds(|| {
            drop(searcher.search(&query, &(TopDocs::with_limit(20).order_by_score(), Count)).unwrap());
        })
    };
    let (middle, worst) = spread(trace.iter().map(ask).collect());
    figures.push(("tantivy by itself: keystroke to 20 best p50", middle, "ms"));
    figures.push(("tantivy by itself: keystroke to 20 best p99", worst, "ms"));
}

fn fts5(place: &Place, bytes: u64, trace: &[String], figures: &mut Figures) {
    let file = place.peers.join("fts5.db");
    let _ = std::fs::remove_file(&file);
    let db = Connection::open(&file).unwrap();
    db.execute_batch("PRAGMA journal_mode=OFF; PRAGMA synchronous=OFF; CREATE VIRTUAL TABLE t USING fts5(body, content='', detail='none', prefix='1 2 3'); BEGIN").unwrap();
    let since = Instant::now();
    {
        let mut insert = db.prepare("INSERT INTO t (rowid, body) VALUES (?1, ?2)").unwrap();
        for (n, path) in files(&place.articles).iter().enumerate() {
            insert.execute(rusqlite::params![n as i64, std::fs::read_to_string(path).unwrap()]).unwrap();
        }
    }
    db.execute_batch("COMMIT").unwrap();
    figures.push(("FTS5: indexed", bytes as f64 / 1e6 / since.elapsed().as_secs_f64(), "MB/s"));
    let size = std::fs::metadata(&file).map_or(0, |meta| meta.len());
    figures.push(("FTS5: disk, over the text", size as f64 / bytes as f64, "times"));
    let mut best = db.prepare("SELECT rowid FROM t WHERE t MATCH ?1 ORDER BY bm25(t) LIMIT 20").unwrap();
    let mut all = db.prepare("SELECT count(*) FROM t WHERE t MATCH ?1").unwrap();
    let times = trace.iter().step_by(EVERY).map(|typed| {
        let mut query = String::new();
        for word in typed.split(' ') {
            let _ = write!(query, "\"{word}\" ");
        }
        let query = format!("{}*", query.trim_end());
        milliseconds(|| {
            let rows = best.query_map([&query], |row| row.get::<_, i64>(0)).unwrap();
            let _ = rows.count();
            let _: i64 = all.query_row([&query], |row| row.get(0)).unwrap();
        })
    });
    let (middle, worst) = spread(times.collect());
    figures.push(("FTS5: keystroke to 20 best and count p50", middle, "ms"));
    figures.push(("FTS5: keystroke to 20 best and count p99", worst, "ms"));
}

/// newsboat reads the articles as one feed; its search is measured by the program that runs the recorded keys elsewhere,
/// here its loading.
fn newsboat(place: &Place, count: usize, figures: &mut Figures) {
    if Command::new("newsboat").arg("-v").stdout(Stdio::null()).status().is_err() || count > 10_000 {
        return;
    }
    let feed = place.peers.join("feed.xml");
    let mut text = String::from("<?xml version=\"1.0\"?><rss version=\"2.0\"><channel><title>Corpus</title>");
    for file in files(&place.articles) {
        let article = std::fs::read_to_string(&file).unwrap();
        let (title, body) = article.split_once('\n').unwrap_or((&article, ""));
        let clean = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;");
        let _ = write!(
            text,
            "<item><title>{}</title><guid>{}</guid><description>{}</description></item>",
            clean(title),
            file.display(),
            clean(body)
        );
    }
    text.push_str("</channel></rss>");
    std::fs::write(&feed, text).unwrap();
    std::fs::write(place.peers.join("urls"), format!("file://{}\n", feed.display())).unwrap();
    std::fs::write(place.peers.join("config"), "").unwrap();
    let time = milliseconds(|| {
        let mut command = Command::new("newsboat");
        command.arg("-u").arg(place.peers.join("urls")).arg("-C").arg(place.peers.join("config"));
        command.arg("-c").arg(place.peers.join("cache.db")).args(["-x", "reload"]);
        let _ = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
    });
    figures.push(("newsboat: feed loaded", time, "ms"));
}
