//! Sessions: a corpus, keys typed, what the screen shows then. Each is a text file in `tests/sessions`.
//!
//! `size: 160x45` sets the screen, `keys:` presses keys (typed text in quotation marks), `shows:` and `hides:` look at
//! the screen, `copies:` and `quits` at what the app wanted done. A `#` line says what the session is about.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use onrecord::app::action::Action;
use onrecord::app::drive::Drive;
use onrecord::app::event::{Effect, Event};
use onrecord::app::reader::rows::TextRow;
use onrecord::app::{App, Surroundings};
use onrecord::config;
use onrecord::library::corpus::Corpus;
use onrecord::library::scan::{ScanOptions, scan};
use onrecord::library::state::{Change, UserState};
use onrecord::library::view::{Answer, Progress, Request};
use onrecord::model::Clean;
use onrecord::ui;
use onrecord::ui::net::Net;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Modifier, Style};
use std::collections::HashSet;
use std::fmt::Write;
use std::path::Path;
use std::sync::{Arc, LazyLock};

const SETTINGS: &str = "[filters]\n\"week of the bridge\" = \"bridge\"\n";

/// The corpus of every session, read once.
static CORPUS: LazyLock<Arc<Corpus>> = LazyLock::new(|| read("tests/corpora/harbour"));
/// The sample articles, which have wire copy and one utterance in several wordings.
static SAMPLES: LazyLock<Arc<Corpus>> = LazyLock::new(|| read("articles"));

fn read(folder: &str) -> Arc<Corpus> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    scan(&root, &ScanOptions::default(), &mut |_| {}).unwrap()
}

type Answers = fn(&Request, &UserState) -> Answer;
type Session = Drive<Answers>;

fn start(settings: &str, size: (u16, u16), no_color: bool) -> Session {
    start_on(&CORPUS, |request, marks| CORPUS.answer_with(request, marks), settings, size, no_color)
}

fn start_on(corpus: &Corpus, answers: Answers, settings: &str, size: (u16, u16), no_color: bool) -> Session {
    let config = config::parse(settings, "config.toml").unwrap();
    let surroundings = Surroundings { no_color, corpus: Clean::line("articles") };
    let app = App::new(config, surroundings).unwrap();
    let mut session: Session = Drive::start(app, size, answers);
    let read = corpus.articles().len() + corpus.others().len();
    session.event(Event::Progress(Progress { read, found: read, done: true, ..Progress::default() }));
    session
}

fn screen(session: &Session) -> Buffer {
    let (columns, rows) = session.app.size;
    let mut terminal = Terminal::new(Net::new(TestBackend::new(columns, rows))).unwrap();
    terminal.draw(|frame| ui::draw(&session.app, frame)).unwrap();
    // The net behind the gate has nothing to catch, whatever is on the screen.
    assert_eq!(terminal.backend().caught(), 0);
    terminal.backend().inner().buffer().clone()
}

fn rows(buffer: &Buffer) -> Vec<String> {
    let width = usize::from(buffer.area.width).max(1);
    let row = |cells: &[ratatui::buffer::Cell]| {
        cells.iter().map(ratatui::buffer::Cell::symbol).collect::<String>().trim_end().to_owned()
    };
    buffer.content().chunks(width).map(row).collect()
}

fn size(text: &str) -> (u16, u16) {
    let (columns, rows) = text.split_once('x').unwrap();
    (columns.parse().unwrap(), rows.parse().unwrap())
}

/// Plays a session up to what fails first, which is told with its line and the screen.
fn play(name: &str, text: &str, done: &mut HashSet<Action>) -> Result<(), String> {
    let mut session = start(SETTINGS, (160, 45), false);
    for (at, line) in text.lines().enumerate() {
        let (verb, rest) = line.split_once(": ").unwrap_or((line, ""));
        let seen = || rows(&screen(&session)).join("\n");
        let fail = |what: &str| Err(format!("{name}:{}: {line}\n{what}\n{}", at + 1, seen()));
        match verb {
            "" => {}
            comment if comment.starts_with('#') => {}
            "size" => {
                let (columns, rows) = size(rest);
                session.event(Event::Resize(columns, rows));
            }
            "keys" => {
                session.effects.clear();
                session.keys(rest).unwrap();
                done.extend(session.done.drain(..));
            }
            "shows" if !seen().contains(rest) => return fail("is not on the screen:"),
            "hides" if seen().contains(rest) => return fail("is on the screen:"),
            "copies" if !copied(&session.effects, rest) => {
                return fail(&format!("is not copied: {:?}", session.effects));
            }
            "quits" if !session.effects.contains(&Effect::Quit) => return fail("does not quit"),
            "shows" | "hides" | "copies" | "quits" => {}
            _ => return fail("is no verb"),
        }
    }
    Ok(())
}

fn copied(effects: &[Effect], text: &str) -> bool {
    effects.iter().any(|effect| matches!(effect, Effect::Copy(copied) if copied.contains(text)))
}

#[test]
fn sessions_play_and_use_every_action() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/sessions");
    let mut done = HashSet::new();
    let mut paths: Vec<_> = std::fs::read_dir(dir).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let mut failed = Vec::new();
    for path in paths {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        failed.extend(play(&name, &std::fs::read_to_string(&path).unwrap(), &mut done).err());
    }
    assert!(failed.is_empty(), "\n{}", failed.join("\n\n"));
    let missing: Vec<&str> = Action::ALL.iter().filter(|a| !done.contains(a)).map(|a| a.name()).collect();
    assert!(missing.is_empty(), "no session uses {missing:?}");
}

fn styled(style: Style) -> String {
    let mut text = String::new();
    for (name, colour) in [("fg", style.fg), ("bg", style.bg)] {
        if let Some(colour) = colour.filter(|c| *c != ratatui::style::Color::Reset) {
            let _ = write!(text, " {name} {colour}");
        }
    }
    for (name, _) in style.add_modifier.iter_names() {
        let _ = write!(text, " {}", name.to_lowercase());
    }
    text
}

/// The screen as text, then every stretch that has a style: row, first and last column, style.
fn with_styles(buffer: &Buffer) -> String {
    let mut out = rows(buffer).join("\n");
    out.push_str("\n---\n");
    for y in 0..buffer.area.height {
        let mut x = 0;
        while x < buffer.area.width {
            let style = buffer[(x, y)].style();
            let end = (x..buffer.area.width)
                .find(|c| buffer[(*c, y)].style() != style)
                .unwrap_or(buffer.area.width);
            let text = styled(style);
            if !text.is_empty() {
                let _ = writeln!(out, "{y}: {x}-{}{text}", end - 1);
            }
            x = end;
        }
    }
    out
}

fn shot(name: &str, settings: &str, size: (u16, u16), no_color: bool, keys: &str) {
    let mut session = start(settings, size, no_color);
    session.keys(keys).unwrap();
    insta::assert_snapshot!(name, with_styles(&screen(&session)));
}

#[test]
fn screens_at_three_sizes() {
    for (columns, rows) in [(160, 45), (100, 30), (60, 20)] {
        for (room, keys) in [
            ("stories", "j"),
            ("reader", "f \"bridge\" Enter Enter Enter )"),
            ("story", "f \"bridge\" Enter Enter j"),
            ("accounts", "f \"bridge\" Enter Enter c"),
            ("people", "f \"bridge\" Enter Enter p"),
            ("tags", "j V j t \"later\" Enter f \"tag:later\" Enter t"),
            ("speakers", "3 j S"),
            ("card", "2 Enter"),
            ("quotes", "3 c"),
            ("search", "s \"bridge\""),
        ] {
            shot(&format!("{room}-{columns}x{rows}"), SETTINGS, (columns, rows), false, keys);
        }
    }
}

#[test]
fn screens_without_colour_with_ascii_and_help() {
    shot("no-color", SETTINGS, (100, 30), true, "f \"bridge\" Enter Enter Enter / \"bridge\" Enter");
    shot("ascii", "[screen]\nascii = true\n", (100, 30), false, "f \"bridge\" Enter Enter Enter )");
    shot("help", SETTINGS, (100, 30), false, "? \"quote\"");
    shot("cut", SETTINGS, (100, 30), false, "f \"bridge\" Enter Enter Enter v G");
}

#[test]
fn what_is_compared_stands_in_two_columns_where_there_is_room() {
    for size in [(160, 45), (80, 24)] {
        for (page, keys) in [
            ("wordings", "f \"sandbank\" Enter Enter w"),
            ("copies", "f \"sandbank\" Enter Enter / \"near-copy:\" Enter Enter j"),
        ] {
            let answers: Answers = |request, marks| SAMPLES.answer_with(request, marks);
            let mut session = start_on(&SAMPLES, answers, SETTINGS, size, false);
            session.keys(keys).unwrap();
            let name = format!("{page}-{}x{}", size.0, size.1);
            insta::assert_snapshot!(name, with_styles(&screen(&session)));
        }
    }
}

/// Without colour nothing but modifiers may reach the terminal, whatever theme is chosen.
#[test]
fn no_color_means_no_colour_and_the_selected_row_is_seen() {
    let mut session = start(SETTINGS, (100, 30), true);
    for keys in ["j", "T", "T T", "Enter )", "/ \"the\" Enter"] {
        session.keys(keys).unwrap();
        let buffer = screen(&session);
        for cell in buffer.content() {
            let style = cell.style();
            for colour in [style.fg, style.bg].into_iter().flatten() {
                assert_eq!(colour, ratatui::style::Color::Reset, "after {keys}");
            }
        }
        assert!(
            buffer.content().iter().any(|cell| cell.modifier.contains(Modifier::REVERSED)),
            "after {keys}"
        );
    }
}

#[test]
fn resizing_keeps_the_top_byte() {
    let mut session = start(SETTINGS, (160, 24), false);
    session.keys("f \"bridge\" Enter Enter Enter }").unwrap();
    session.keys("}").unwrap();
    let anchor = |session: &Session| session.app.stage().reader.as_ref().unwrap().anchor;
    let before = anchor(&session);
    assert!(before.byte > 0);
    for step in 0..200_u16 {
        session.event(Event::Resize(40 + (step * 37) % 160, 8 + (step * 13) % 40));
    }
    assert_eq!(anchor(&session), before);
    session.event(Event::Resize(160, 24));
    let reader = session.app.stage().reader.as_ref().unwrap();
    let shown = reader.rows[reader.top..].iter().find_map(TextRow::span).unwrap();
    assert!(shown.holds(before.byte));
}

#[test]
fn late_answers_are_dropped() {
    let config = config::parse("", "config.toml").unwrap();
    let mut app = App::new(config, Surroundings::default()).unwrap();
    let first = app.start();
    let again = app.handle(Event::Snapshot);
    let ask = |effects: &[Effect]| {
        effects.iter().find_map(|effect| match effect {
            Effect::Ask { generation, request: request @ Request::Stories(_) } => {
                Some((*generation, request.clone()))
            }
            _ => None,
        })
    };
    let (old, request) = ask(&first).unwrap();
    let (new, _) = ask(&again).unwrap();
    assert!(old < new);
    app.take_dirty();
    app.handle(Event::Answer { generation: old, answer: CORPUS.answer(&request) });
    assert!(!app.take_dirty() && !app.stories.loaded);
    app.handle(Event::Answer { generation: new, answer: CORPUS.answer(&request) });
    assert!(app.take_dirty() && app.stories.loaded);
}

#[test]
fn nothing_is_drawn_anew_when_nothing_changed() {
    let mut session = start(SETTINGS, (100, 30), false);
    session.app.take_dirty();
    let progress = session.app.progress;
    session.event(Event::Progress(progress));
    assert!(!session.app.take_dirty());
    session.keys("j").unwrap();
    assert!(session.app.take_dirty());
}

#[test]
fn a_sign_turns_while_the_scan_works() {
    let mut session = start("", (100, 20), false);
    let top = |session: &Session| rows(&screen(session)).swap_remove(0);
    let quiet = top(&session);
    session.event(Event::Progress(Progress { read: 1, found: 3, ..Progress::default() }));
    let before = top(&session);
    session.event(Event::Turn);
    let after = top(&session);
    assert!(before.contains("⠋ reading 1 of 3") && after.contains("⠙ reading 1 of 3"), "{before}\n{after}");
    assert!(!quiet.contains('⠋'), "{quiet}");
}

/// Whatever is pressed at whatever size, the screen is drawn and holds no control character.
#[test]
fn any_keys_at_any_size() {
    let pool: Vec<String> =
        Action::ALL.iter().flat_map(|a| a.keys()[0].iter().map(|k| (*k).to_owned())).collect();
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as usize % below
    };
    for _ in 0..8 {
        let mut session = start(SETTINGS, (100, 30), false);
        for _ in 0..60 {
            session.keys(&pool[next(pool.len())]).unwrap();
            if next(6) == 0 {
                session.event(Event::Resize(next(200) as u16, next(60) as u16));
            }
            if session.app.size.0 > 0 && session.app.size.1 > 0 {
                let buffer = screen(&session);
                assert!(!buffer.content().iter().any(|cell| cell.symbol().contains(char::is_control)));
            }
        }
    }
}

/// At the start one line says what came in since last time; the first time in a folder nothing came in.
#[test]
fn what_came_in_since_last_time_is_told_once() {
    let told = |known: usize| {
        let mut session = start(SETTINGS, (100, 30), false);
        let mut kept = UserState::default();
        let contents = CORPUS.articles().iter().take(known).map(|entry| entry.file.content).collect();
        kept.apply(&Change::Met(contents));
        session.event(Event::Made(Box::new(kept)));
        let notice = session.app.notice.to_string();
        assert_eq!(session.app.made.met.len(), CORPUS.articles().len(), "next time all of them are known");
        session.keys("g n").unwrap();
        (notice, rows(&screen(&session)).join("\n").contains("Came in since last time"))
    };
    assert_eq!(told(0), (String::new(), false));
    assert_eq!(told(3), ("since last time 2 articles in 2 stories came in; g n lists them".to_owned(), true));
    assert_eq!(told(5).0, "");
}
