//! Decoding by example and by property.

use crate::app::event::MouseAction;
use crate::runtime::input::{Decoder, Input};
use proptest::prelude::{any, prop, prop_assert, prop_assert_eq, proptest};

fn keys(bytes: &[u8]) -> String {
    let mut decoder = Decoder::default();
    let mut inputs = decoder.feed(bytes);
    inputs.extend(decoder.rest());
    let names = inputs.into_iter().map(|input| match input {
        Input::Key(key) => key.to_string(),
        Input::Paste(text) => format!("paste:{text}"),
        Input::Mouse(mouse) => format!("{:?}@{},{}", mouse.what, mouse.column, mouse.row),
    });
    names.collect::<Vec<_>>().join(" ")
}

fn check(bytes: &str, expect: &str) {
    assert_eq!(keys(bytes.as_bytes()), expect, "{bytes:?}");
}

#[test]
fn characters_and_controls() {
    check("jG é東", "j G Space é 東");
    check("\r\t\x7f\x08", "Enter Tab Backspace Backspace");
    check("\x04\x1a\x00\x1f", "C-d C-z C-Space C-_");
    check("\x1b", "Esc");
    check("\x1bx\x1bé", "M-x M-é");
    check("\x1b\x1b", "Esc Esc");
    check("\x1b[", "M-[");
}

#[test]
fn keys_without_characters() {
    check("\x1b[A\x1bOB\x1b[1;5C\x1b[1;2D", "Up Down C-Right S-Left");
    check("\x1b[5~\x1b[6;5~\x1b[3~\x1b[H\x1b[4~", "PageUp C-PageDown Delete Home End");
    check("\x1bOP\x1b[11~\x1b[15~\x1b[17~\x1b[24~\x1b[1;2R\x1b[[B", "F1 F1 F5 F6 F12 S-F3 F2");
    check("\x1b[Z", "S-Tab");
    check("\x1b[97u\x1b[97;6u\x1b[27;5;105~\x1b[97;1:3u", "a C-A C-i");
}

#[test]
fn replies_of_the_terminal_are_no_keys() {
    check("\x1b[24;80R\x1b[?62;c\x1b[>0;276;0cq", "q");
    check("\x1bP>|term 1.0\x1b\\\x1b]11;rgb:0000/0000/0000\x07\x1b]52;c;cQ==\x1b\\j", "j");
    check("\x1b[I\x1b[O\x1b[M !!k", "k");
    check("\u{9b}A\u{85}l", "A l");
    assert_eq!(keys(b"\xff\xc3q\xe2\x82"), "q");
}

#[test]
fn a_reply_without_end_does_not_swallow_what_is_typed_later() {
    let mut decoder = Decoder::default();
    assert!(decoder.feed(b"\x1b]11;rgb").is_empty());
    assert!(decoder.is_waiting() && decoder.rest().is_empty());
    assert_eq!(decoder.feed(b"q").len(), 1);
}

#[test]
fn pastes_come_whole_and_clean() {
    check("\x1b[200~two\r\nlines \x1b[31mred\x1b[201~j", "paste:two\nlines red j");
    let mut decoder = Decoder::default();
    for part in ["\x1b[20", "0~wo", "rds\x1b[2", "01"] {
        assert!(decoder.feed(part.as_bytes()).is_empty());
    }
    assert_eq!(decoder.feed(b"~"), [Input::Paste("words".to_owned())]);
}

#[test]
fn a_paste_is_bounded() {
    let mut decoder = Decoder::default();
    decoder.feed(b"\x1b[200~");
    for _ in 0..40 {
        decoder.feed(&vec![b'a'; 100_000]);
    }
    let Some(Input::Paste(text)) = decoder.feed(b"\x1b[201~").pop() else { panic!("no paste") };
    assert_eq!(text.len(), 4 << 10);
}

#[test]
fn the_mouse_clicks_and_turns() {
    check("\x1b[<0;5;3M\x1b[<0;5;3m\x1b[<64;1;1M\x1b[<35;9;9M", "Click@4,2 WheelUp@0,0");
    let mut decoder = Decoder::default();
    let inputs = decoder.feed(b"\x1b[<0;5;3M\x1b[<0;5;3M\x1b[<0;5;3M");
    let what: Vec<MouseAction> =
        inputs.iter().filter_map(|i| if let Input::Mouse(m) = i { Some(m.what) } else { None }).collect();
    assert_eq!(what, [MouseAction::Click, MouseAction::DoubleClick, MouseAction::Click]);
}

proptest! {
    #[test]
    fn any_bytes_in_any_pieces(bytes in prop::collection::vec(any::<u8>(), 0..200), cut in 0_usize..200) {
        let mut whole = Decoder::default();
        let all = whole.feed(&bytes);
        let cut = cut.min(bytes.len());
        let mut parts = Decoder::default();
        let mut inputs = parts.feed(&bytes[..cut]);
        inputs.extend(parts.feed(&bytes[cut..]));
        let clicks = |inputs: &[Input]| inputs.iter().any(|i| matches!(i, Input::Mouse(_)));
        prop_assert!(clicks(&all) || all == inputs, "{all:?} {inputs:?}");
        parts.rest();
        prop_assert_eq!(parts.is_waiting(), false);
    }

    #[test]
    fn no_key_is_a_control_character(text in "[\\x00-\\x7f\u{80}-\u{a0}]{0,60}") {
        let mut decoder = Decoder::default();
        for input in decoder.feed(text.as_bytes()) {
            if let Input::Key(key) = input {
                prop_assert!(!key.to_string().chars().any(char::is_control));
            }
        }
    }
}
