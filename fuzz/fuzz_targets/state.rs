//! Any bytes stand where the file of the user's marks should be: it opens, loses none of them, and keeps what is made next.
#![no_main]

use libfuzzer_sys::fuzz_target;
use onrecord::library::state::{Change, SCHEMA, StateStore, UserState};
use onrecord::model::Span;
use std::fs;

fuzz_target!(|input: (&[u8], Vec<(u8, u64, u32, String)>)| {
    let (file, made) = input;
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join(SCHEMA.file);
    fs::write(&path, file).unwrap();
    let mut store = StateStore::open(Some(dir.path())).unwrap();
    let kept = fs::read_dir(dir.path()).unwrap().flatten().any(|entry| {
        fs::read(entry.path()).is_ok_and(|bytes| bytes.starts_with(file.get(..16).unwrap_or(file)))
    });
    assert!(kept, "the bytes that were there are gone");

    let mut expected: UserState = store.load().unwrap_or_default();
    let changes: Vec<Change> = made.into_iter().map(change).collect();
    if store.record(&changes).is_ok() {
        for change in &changes {
            expected.apply(change);
        }
        drop(store);
        assert_eq!(StateStore::open(Some(dir.path())).unwrap().load().unwrap(), expected);
    }
});

fn change((what, content, at, text): (u8, u64, u32, String)) -> Change {
    let on = at % 2 == 0;
    match what % 6 {
        0 => Change::Read(content, on),
        1 => Change::Starred(content, on),
        2 => Change::Tagged(content, text, on),
        3 => Change::Noted(content, Span::new(at as usize, at as usize + text.len()), text),
        4 => Change::Position(content, at),
        _ => Change::Session(text, content.to_string()),
    }
}
