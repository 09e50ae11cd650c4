//! What safety costs: the sanitizer on plain, mixed and worst text, the wrapper, and the net of one frame.

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use onrecord::model::clean::may_draw;
use onrecord::model::{Clean, Span};
use onrecord::text::wrap::{Fit, WrapOptions, wrap};
use std::hint::black_box;

/// A text of about a million bytes.
fn repeated(part: &str) -> String {
    part.repeat(1_000_000 / part.len() + 1)
}

/// A million characters of these, by a fixed rule.
fn mixed(from: &[char]) -> String {
    let mut state = 12_345_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        from[(state >> 33) as usize % from.len()]
    };
    (0..1_000_000).map(|_| next()).collect()
}

fn texts() -> Vec<(&'static str, String)> {
    let ascii = "The ferry left the quay at noon with nobody aboard, the harbour office said.\n";
    let worst: Vec<char> = "a \u{301}\u{200d}\u{1f469}\u{1f1f8}\u{915}\u{94d}\u{937}\u{1100}\u{1161}\u{e01}\u{e33}\u{600}\u{fe0f}\
        \u{20e3}1é東\u{1f3fb}\u{202e}\x1b[\u{903}"
        .chars()
        .collect();
    // Only what joins and does not fit, and only what begins or ends a sequence.
    let joining: Vec<char> =
        "\u{200d}\u{1f469}\u{915}\u{94d}\u{1100}\u{600}\u{301}\u{fe0f}\u{e33}".chars().collect();
    let broken: Vec<char> = "\x1b]\u{301}a\u{200d}\u{7}\u{e9}".chars().collect();
    let any: Vec<char> = (0..0x2_0000).filter_map(char::from_u32).collect();
    vec![
        ("ascii", repeated(ascii)),
        (
            "english",
            repeated("“We kept our word,” said the mayor – the first since May. It cost 4 million €.\n"),
        ),
        ("greek", repeated("Η γέφυρα άνοιξε τη Δευτέρα μετά από δύο χρόνια εργασιών.\n")),
        ("chinese", repeated("大桥经过两年施工于周一开放。")),
        ("hindi", repeated("राष्ट्रीय पुल सोमवार को खुला। ")),
        ("emoji", repeated("\u{1f469}\u{200d}\u{1f52c}\u{1f1f8}\u{1f1ea}")),
        ("escapes", repeated("\x1b[31ma\x1b[0m")),
        ("controls", repeated("\u{7}a\u{202e}b\u{9b}")),
        ("marks", repeated("Z\u{301}\u{302}\u{303}\u{304}\u{305}\u{306}")),
        ("any", mixed(&any)),
        ("worst", mixed(&worst)),
        ("joining", mixed(&joining)),
        ("broken", mixed(&broken)),
        ("prepended", repeated("\u{600}\u{600}東a")),
    ]
}

fn clean(c: &mut Criterion) {
    let mut group = c.benchmark_group("clean");
    for (name, text) in texts() {
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(BenchmarkId::from_parameter(name), &text, |b, text| {
            b.iter(|| Clean::lines(black_box(text)));
        });
    }
    group.finish();
}

fn wrapping(c: &mut Criterion) {
    let mut group = c.benchmark_group("wrap");
    for (name, text) in texts().into_iter().take(4) {
        let text = Clean::lines(&text);
        group.throughput(Throughput::Bytes(text.len() as u64));
        for (fit_name, fit) in [("first", Fit::First), ("optimal", Fit::Optimal)] {
            let options = WrapOptions { fit, ..WrapOptions::default() };
            // Paragraphs of the usual length, as the reader wraps them.
            let spans: Vec<Span> = (0..text.len() / 2000)
                .map(|n| {
                    Span::new(text.floor_char_boundary(n * 2000), text.floor_char_boundary((n + 1) * 2000))
                })
                .collect();
            group.bench_with_input(BenchmarkId::new(fit_name, name), &text, |b, text| {
                b.iter(|| {
                    spans.iter().map(|span| wrap(black_box(text), *span, 76, options).len()).sum::<usize>()
                });
            });
        }
    }
    group.finish();
}

fn net(c: &mut Criterion) {
    let cells: Vec<String> =
        "The ferry left “the quay” │ ─ é 東 ".chars().cycle().take(200 * 60).map(String::from).collect();
    c.bench_function("net/200x60", |b| {
        b.iter(|| black_box(&cells).iter().filter(|cell| may_draw(cell)).count());
    });
}

criterion_group!(benches, clean, wrapping, net);
criterion_main!(benches);
