//! What a key costs without the terminal: moving in a list, scrolling a text, wrapping it anew, each with its frame.

#![expect(clippy::unwrap_used, reason = "a bench may stop at the first surprise")]

use criterion::{Criterion, criterion_group, criterion_main};
use onrecord::app::drive::Drive;
use onrecord::app::event::Event;
use onrecord::app::{App, Surroundings};
use onrecord::config::Config;
use onrecord::library::corpus::Corpus;
use onrecord::library::scan::{ScanOptions, scan};
use onrecord::library::state::UserState;
use onrecord::library::view::{Answer, Request};
use onrecord::ui;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use std::path::Path;
use std::sync::{Arc, LazyLock};

static CORPUS: LazyLock<Arc<Corpus>> = LazyLock::new(|| {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles");
    scan(&root, &ScanOptions::default(), &mut |_| {}).unwrap()
});

fn draw(criterion: &mut Criterion) {
    let app = App::new(Config::default(), Surroundings::default()).unwrap();
    let answer: fn(&Request, &UserState) -> Answer = |request, marks| CORPUS.answer_with(request, marks);
    let mut session = Drive::start(app, (160, 45), answer);
    let mut terminal = Terminal::new(TestBackend::new(160, 45)).unwrap();
    let mut group = criterion.benchmark_group("draw");
    group.bench_function("frame", |bench| {
        bench.iter(|| terminal.draw(|frame| ui::draw(&session.app, frame)).unwrap().count);
    });
    group.bench_function("list-key-and-frame", |bench| {
        bench.iter(|| {
            session.keys("j k").unwrap();
            terminal.draw(|frame| ui::draw(&session.app, frame)).unwrap().count
        });
    });
    session.keys("Enter").unwrap();
    group.bench_function("scroll-key-and-frame", |bench| {
        bench.iter(|| {
            session.keys("j k").unwrap();
            terminal.draw(|frame| ui::draw(&session.app, frame)).unwrap().count
        });
    });
    group.bench_function("resize-and-frame", |bench| {
        bench.iter(|| {
            for columns in [159, 160] {
                session.event(Event::Resize(columns, 45));
            }
            terminal.draw(|frame| ui::draw(&session.app, frame)).unwrap().count
        });
    });
    group.finish();
}

criterion_group!(benches, draw);
criterion_main!(benches);
