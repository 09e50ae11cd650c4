//! The gate by example and by property.

use crate::model::clean::{cluster, may_draw};
use crate::model::{Clean, Span};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};
use unicode_segmentation::UnicodeSegmentation;

fn check(raw: &str, expect: &str) {
    assert_eq!(&*Clean::lines(raw), expect, "{raw:?}");
}

#[test]
fn keeps_words_and_drops_controls() {
    assert_eq!(&*Clean::line("a\tb\u{202e}c\u{7}\n"), "a bc ");
    check("a\r\nb\rc\n", "a\nb\nc\n");
    check("a\u{b}b\u{c}c\u{85}d\u{2028}e\u{2029}f", "a\nb\nc\nd\ne\nf");
    check("nul\0 bel\x07 del\x7f back\x08", "nul bel del back");
    check("“Zoë” – naïve café 東京 Ελλάδα", "“Zoë” – naïve café 東京 Ελλάδα");
}

#[test]
fn escape_sequences_vanish_whole() {
    check("a\x1b[31mred\x1b[0m b", "ared b");
    check("\x1b[?1049h\x1b[2 q\x1b[6nx", "x");
    check("t\x1b]0;title\x07u\x1b]8;;http://x.example/\x1b\\link\x1b]8;;\x1b\\", "tulink");
    check("\x1bPq#0;2;0;0;0\x1b\\a\x1b_apc\x1b\\b\x1b^pm\x1b\\c\x1bXsos\x1b\\d\x1bkname\x1b\\", "abcd");
    check("\u{9b}31mred\u{9d}0;t\u{9c}x\u{90}q\u{9c}y", "redxy");
    check("\x1b(Ba\x1b#8b\x1bcc\x1b7d\x1b", "abcd");
    check("\x1b[\x1b[31mx", "x");
}

#[test]
fn no_sequence_hides_the_text_after_it() {
    check("\x1b]0;no end of the title\nnext line", "0;no end of the title\nnext line");
    check("\x1bPno end\x18 text", "no end text");
    check("\x1b]52;c;\x1b[31mtext", "52;c;text");
    check("\x1b[12;\nnext", "\nnext");
    check("\x1b]0;to the very end", "0;to the very end");
}

#[test]
fn what_cannot_be_seen_is_not_there() {
    check("user\u{202e}\u{2066}nimda\u{2069}", "usernimda");
    check("zero\u{200b}width\u{feff}\u{2060}\u{ad}\u{34f}", "zerowidth");
    check("tag\u{e0041}\u{e007f}", "tag");
    check("\u{ffff}\u{fdd0}\u{e000}", "\u{fffd}\u{fffd}\u{fffd}");
}

#[test]
fn joiners_stay_where_they_join() {
    check("می\u{200c}خواهم", "می\u{200c}خواهم");
    check("👩\u{200d}👩\u{200d}👧\u{200d}👦", "👩\u{200d}👩\u{200d}👧\u{200d}👦");
    check("a\u{200d}b \u{200c}c\u{200d}", "ab c");
    check("é\u{200d}\u{200d}\u{200c}x", "é\u{200d}x");
}

#[test]
fn what_parts_a_cluster_counts_among_the_joiners_behind_it() {
    // Found by fuzzing: the joiners behind a parted cluster were counted as if it had not been.
    let clean = Clean::lines(
        "\u{937}\u{94d}\u{91f}\u{94d}\u{927}\u{200d}\u{627}\u{200d}\u{627}\u{200d}\u{627}\u{200d}\u{627}",
    );
    assert_eq!(Clean::lines(&clean), clean);
}

#[test]
fn clusters_are_bounded() {
    check(&format!("Z{}y", "\u{301}".repeat(500)), &format!("Z{}y", "\u{301}".repeat(4)));
    check("\u{301}lone", "lone");
    check("a \u{301}b", "a b");
    check(&format!("x {} y", "\u{1100}".repeat(300)), "x \u{1100}… y");
    let hindi = Clean::lines("राष्ट्रीय");
    assert_eq!(hindi.replace('\u{200c}', ""), "राष्ट्रीय", "no letter is lost");
}

#[test]
fn controls_are_visible_in_the_raw_view() {
    let check = |raw: &str, expect: &str| assert_eq!(&*Clean::caret(raw), expect);
    check("a\x1b[31m\x07\x7f\r\nb\tc\rd", "a^[[31m^G^?\nb    c^Md");
    check("\u{9b}31m \u{202e}x\u{200b}\u{e0041}", "<U+009B>31m <U+202E>x<U+200B><U+E0041>");
}

#[test]
fn offsets_lead_back() {
    let raw = "\u{feff}a\x1b[1mbold\x1b[0m\r\n\u{2028}é\u{ffff}!";
    let (clean, map) = Clean::mapped(raw);
    assert_eq!(&*clean, "abold\n\né\u{fffd}!");
    let check = |part: &str, expect: &str| {
        let start = clean.find(part).unwrap();
        let span = map.span(Span::new(start, start + part.len()));
        assert_eq!(span.of(raw), expect, "{part:?}");
    };
    check("a", "a");
    check("abold", "a\x1b[1mbold");
    check("bold", "bold");
    check("\n\n", "\r\n\u{2028}");
    check("é", "é");
    check("\u{fffd}", "\u{ffff}");
    check("!", "!");
    assert!(Clean::mapped("plain text").1.is_identity());
}

#[test]
fn cells_may_hold_one_bounded_cluster() {
    assert!(["a", " ", "é", "東", "e\u{301}", "👩\u{200d}👧", "│"].into_iter().all(may_draw));
    let zalgo = format!("Z{}", "\u{301}".repeat(9));
    assert!(
        ["\x1b", "\n", "\u{9b}", "a\u{202e}", "\u{301}", "\u{2028}", &zalgo]
            .into_iter()
            .all(|c| !may_draw(c))
    );
}

#[test]
fn stored_text_passes_the_gate_again() {
    let stored: Clean = serde_json::from_str("\"a\\u001b[31mb\"").unwrap();
    assert_eq!(&*stored, "ab");
}

/// Characters of every class the gate knows, singly and in runs.
fn hostile() -> impl Strategy<Value = String> {
    let classes: Vec<char> = "a Zé\n\r\t\0\u{7}\u{8}\u{1b}[]0;m\\P_^X(k\u{7f}\u{85}\u{90}\u{9b}\u{9c}\u{9d}\u{a0}\u{ad}\u{301}\u{34f}\u{600}\
        \u{61c}\u{627}\u{644}\u{9a8}\u{94d}\u{915}\u{937}\u{93f}\u{937}\u{e33}\u{1100}\u{1161}\u{11a8}\u{115f}\u{17d8}\u{180e}\u{200b}\u{200c}\
        \u{200d}\u{200e}\u{2028}\u{202e}\u{2060}\u{2066}\u{20e3}\u{2026}\u{3042}\u{3099}\u{5e02}\u{ac01}\u{fe0f}\u{feff}\u{fffd}\u{ff9e}\u{ffff}\
        \u{e001}\u{1f468}\u{2764}\u{1f3fd}\u{1f1e9}\u{1f1ea}\u{1f3f4}\u{e0067}\u{e007f}\u{10fffd}\u{110bd}\u{11f02}"
        .chars()
        .collect();
    let linked = [
        "\u{937}\u{94d}\u{91f}\u{94d}\u{927}",
        "\u{627}\u{200d}",
        "\u{1f468}\u{200d}",
        "\u{915}\u{94d}\u{200c}",
    ];
    let mut all: Vec<String> = classes.into_iter().map(String::from).collect();
    all.extend(linked.iter().cycle().take(16).map(|piece| (*piece).to_owned()));
    let any = prop::sample::select(all);
    let piece = (any, prop::sample::select(vec![1_usize, 1, 1, 1, 2, 3, 6, 14]));
    prop::collection::vec(piece, 0..40)
        .prop_map(|pieces| pieces.into_iter().map(|(piece, n)| piece.repeat(n)).collect())
}

proptest! {
    #[test]
    fn clean_text_is_clean_bounded_and_stays_as_it_is(raw in hostile(), one_line: bool) {
        let clean = if one_line { Clean::line(&raw) } else { Clean::lines(&raw) };
        for c in clean.chars() {
            prop_assert!(!c.is_control() || (c == '\n' && !one_line), "{c:?}");
            prop_assert!(!matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}'
                | '\u{2028}' | '\u{2029}' | '\u{200b}' | '\u{feff}' | '\u{e0000}'..='\u{e0fff}'), "{c:?}");
            prop_assert!(c as u32 & 0xfffe != 0xfffe, "{c:?}");
        }
        for g in clean.graphemes(true).filter(|g| *g != "\n") {
            prop_assert!(cluster::is_bounded(g), "{g:?}");
            prop_assert!(may_draw(g), "{g:?} alone");
        }
        let again = if one_line { Clean::line(&clean) } else { Clean::lines(&clean) };
        prop_assert_eq!(&again, &clean);
    }

    #[test]
    fn every_byte_has_its_source(raw in hostile()) {
        let (clean, map) = Clean::mapped(&raw);
        prop_assert_eq!(&clean, &Clean::lines(&raw));
        let mut last = 0;
        for (at, c) in clean.char_indices() {
            let span = map.span(Span::new(at, at + c.len_utf8()));
            prop_assert!(span.start >= last && raw.is_char_boundary(span.from()) && raw.is_char_boundary(span.to()));
            let source = span.of(&raw);
            let replaced = matches!(c, '\n' | ' ' | '\u{fffd}' | '…' | '\u{200c}');
            prop_assert!(source.contains(c) || replaced, "{c:?} from {source:?}");
            last = span.start;
        }
        prop_assert_eq!(map.end(clean.len() as u32) as usize <= raw.len(), true);
    }
}
