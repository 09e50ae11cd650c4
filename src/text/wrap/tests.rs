//! Wrapping by example and by property.

use crate::model::Span;
use crate::text::width;
use crate::text::wrap::words::is_blank;
use crate::text::wrap::{Fit, Flow, Row, RowEnd, WrapOptions, row_of, wrap};
use proptest::prelude::{Strategy, prop, prop_assert, prop_assert_eq, proptest};

const PLAIN: WrapOptions = WrapOptions { flow: Flow::Words, fit: Fit::First, first_indent: 0, indent: 0 };

fn whole(text: &str) -> Span {
    Span::new(0, text.len())
}

/// A row as it is drawn.
fn drawn(text: &str, row: &Row, justify: Option<u16>) -> String {
    let mut out = " ".repeat(row.indent.into());
    for piece in row.pieces(text, justify) {
        let have = width::columns(&out);
        out.push_str(&" ".repeat(usize::from(row.indent + piece.column) - have));
        out.push_str(piece.span.of(text));
    }
    out
}

fn check(text: &str, width: usize, options: WrapOptions, expect: &[&str]) {
    let rows = wrap(text, whole(text), width, options);
    let got: Vec<String> = rows.iter().map(|row| drawn(text, row, None)).collect();
    assert_eq!(got, expect, "{text:?} at {width}");
}

#[test]
fn breaks_at_words_and_joins_hard_wrapped_lines() {
    check(
        "The ferry left\nat noon,  two\nhours late.",
        16,
        PLAIN,
        &["The ferry left", "at noon, two", "hours late."],
    );
    check(
        "The ferry left\nat noon,  two\nhours late.",
        24,
        PLAIN,
        &["The ferry left at noon,", "two hours late."],
    );
    check("", 10, PLAIN, &[]);
    check(" \n ", 10, PLAIN, &[]);
}

#[test]
fn breaks_after_hyphens_and_dashes_but_not_before_figures() {
    check("a well-known harbour", 8, PLAIN, &["a well-", "known", "harbour"]);
    check("it fell to -5 there", 10, PLAIN, &["it fell to", "-5 there"]);
    check("talks—again", 7, PLAIN, &["talks—", "again"]);
    check("2 000 km", 6, PLAIN, &["2 000", "km"]);
    check("since COVID-19 began", 12, PLAIN, &["since", "COVID-19", "began"]);
    check("on 2024-03-05 he", 8, PLAIN, &["on", "2024-03-", "05 he"]);
}

#[test]
fn cuts_what_is_wider_than_a_row() {
    check("an abcdefgh z", 4, PLAIN, &["an", "abcd", "efgh", "z"]);
    check("e\u{301}e\u{301}e\u{301}", 2, PLAIN, &["e\u{301}e\u{301}", "e\u{301}"]);
    let rows = wrap("abcdef", whole("abcdef"), 4, PLAIN);
    assert_eq!(rows.iter().map(|r| r.end).collect::<Vec<_>>(), [RowEnd::Cut, RowEnd::Last]);
    check("東京", 1, PLAIN, &["東", "京"]);
}

#[test]
fn wide_characters_break_anywhere_but_before_their_stops() {
    check("東京都知事。", 6, PLAIN, &["東京都", "知事。"]);
    check("東京都知事。", 10, PLAIN, &["東京都知", "事。"]);
}

#[test]
fn indents_first_row_and_others() {
    let hanging = WrapOptions { indent: 2, ..PLAIN };
    check("one two three", 7, hanging, &["one two", "  three"]);
    let first = WrapOptions { first_indent: 3, ..PLAIN };
    check("one two three", 7, first, &["   one", "two", "three"]);
    check("one two", 2, WrapOptions { indent: 9, first_indent: 9, ..PLAIN }, &["on", "e", "tw", "o"]);
}

#[test]
fn verbatim_keeps_blanks_and_line_ends() {
    let raw = WrapOptions { flow: Flow::Verbatim, ..PLAIN };
    check("  a  b\n\nlonger line", 7, raw, &["  a  b", "", "longer", "line"]);
    let text = "  a  b\n\nlonger line";
    let rows = wrap(text, whole(text), 7, raw);
    assert_eq!(rows.iter().map(|r| r.span.of(text)).collect::<Vec<_>>(), ["  a  b", "", "longer ", "line"]);
    assert_eq!(wrap("", whole(""), 7, raw).len(), 1);
}

#[test]
fn justifies_from_the_left_and_leaves_the_last_row() {
    let text = "one two six ends here";
    let rows = wrap(text, whole(text), 13, PLAIN);
    assert_eq!(drawn(text, &rows[0], Some(13)), "one  two  six");
    assert_eq!(drawn(text, &rows[0], Some(14)), "one   two  six");
    assert_eq!(drawn(text, &rows[1], Some(13)), "ends here");
}

#[test]
fn optimal_fit_evens_out() {
    let even = WrapOptions { fit: Fit::Optimal, ..PLAIN };
    check(
        "These few words will unfortunately not wrap nicely.",
        15,
        even,
        &["These few", "words will", "unfortunately", "not wrap", "nicely."],
    );
}

#[test]
fn finds_the_row_of_a_byte() {
    let text = "one two three four";
    let rows = wrap(text, whole(text), 8, PLAIN);
    assert_eq!(rows.iter().map(|r| r.span.of(text)).collect::<Vec<_>>(), ["one two", "three", "four"]);
    let check = |at: u32, expect: usize| assert_eq!(row_of(&rows, at), expect, "{at}");
    check(0, 0);
    check(7, 0);
    check(8, 1);
    check(17, 2);
    check(99, 2);
    assert_eq!(row_of(&[], 5), 0);
}

#[test]
fn a_batch_ends_no_row() {
    let text = "ab ".repeat(5000);
    let rows = wrap(&text, whole(&text), 11, PLAIN);
    assert!(rows.iter().rev().skip(1).all(|row| row.columns == 11));
    assert_eq!(rows.iter().map(|row| row.span.of(&text).split(' ').count()).sum::<usize>(), 5000);
}

/// Text with every kind of trouble the wrapper can meet after the sanitizer.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select(vec![
            "a",
            "word",
            "-",
            "—",
            " ",
            "  ",
            "\n",
            "\u{a0}",
            "東",
            "。",
            "「",
            "e\u{301}",
            "👩\u{200d}👧",
            "🇸🇪",
            "ﷺ",
            "क्षि",
            "각",
            "\u{3000}",
            "longwordlongword",
        ]),
        0..60,
    )
    .prop_map(|parts| parts.concat())
}

proptest! {
    #[test]
    fn no_word_is_lost_and_no_row_too_wide(
        text in text(), width in 0_usize..30, first_indent in 0_u16..6, indent in 0_u16..6, verbatim: bool, optimal: bool,
    ) {
        let flow = if verbatim { Flow::Verbatim } else { Flow::Words };
        let fit = if optimal { Fit::Optimal } else { Fit::First };
        let rows = wrap(&text, whole(&text), width, WrapOptions { flow, fit, first_indent, indent });
        let mut end = 0;
        for row in &rows {
            prop_assert!(row.span.start >= end && text.is_char_boundary(row.span.from()));
            let between = Span { start: end, end: row.span.start }.of(&text);
            prop_assert!(between.chars().all(char::is_whitespace), "lost {between:?}");
            let room = width.max(1) - usize::from(row.indent);
            let lone = width::clusters(row.span.of(&text)).filter(|c| c.2 > 0).count() == 1;
            prop_assert!(usize::from(row.columns) <= room || lone, "{row:?} in {width}");
            let taken = row.pieces(&text, None).last().map_or(0, |p| p.column + p.columns);
            prop_assert!(taken <= row.columns && (verbatim || taken == row.columns));
            let justified = row.pieces(&text, Some(room as u16)).last().map_or(0, |p| p.column + p.columns);
            prop_assert!(usize::from(justified) <= room || lone);
            let pieces: String = row.pieces(&text, None).map(|p| p.span.of(&text)).collect();
            let words: String = row.span.of(&text).split(is_blank).collect();
            prop_assert_eq!(pieces, words);
            end = row.span.end;
        }
        prop_assert!(text.get(end as usize..).unwrap_or_default().trim().is_empty());
    }
}
