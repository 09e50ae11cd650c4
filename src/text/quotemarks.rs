//! Which quotation marks belong together: every style of mark, nested, reopened at each paragraph, never closed.
//!
//! Apostrophes are told from single marks by what stands around them. It does not say whether a stretch is speech, nor
//! whose: that is extraction.
//!
//! The one idea: each mark first says, from its neighbours alone, whether it could open and whether it could close; then
//! one pass with a stack pairs them. A mark that finds no partner is left alone, save a double one (or a chain of
//! paragraphs that each open with a mark), which runs to the end of its paragraph.

use crate::model::Span;
use crate::text::quotemarks::marks::{Mark, scan};

mod marks;

/// What stands between two quotation marks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// With its marks.
    pub outer: Span,
    /// Without its marks and without blanks at the ends.
    pub inner: Span,
    /// The kind of marks.
    pub style: Style,
    /// Whether the closing mark is there.
    pub closed: bool,
    /// Whether it goes on from the paragraph before, which left its mark open.
    pub continues: bool,
    /// How many stretches it stands in: 0 for an outermost one.
    pub depth: u8,
}

/// Kinds of quotation marks. Straight and curly forms of one kind pair with each other: sloppy texts mix them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Style {
    /// “ ” „ " and two single straight or back ticks in a row
    Double,
    /// ‘ ’ ‚ ' and the back tick
    Single,
    /// « »
    Guillemet,
    /// ‹ ›
    SingleGuillemet,
    /// 「 」
    Corner,
    /// 『 』
    WhiteCorner,
}

/// Every stretch of the regions (paragraphs, in order), by start; nested ones follow the one they stand in.
#[must_use]
pub fn pair(text: &str, regions: &[Span]) -> Vec<Stretch> {
    let mut stretches: Vec<Stretch> = Vec::new();
    let scanned: Vec<Vec<Mark>> = regions.iter().map(|r| scan(text, *r)).collect();
    let mut open_before: Option<Style> = None;
    for (at, (region, marks)) in regions.iter().zip(&scanned).enumerate() {
        let goes_on = |style: Style| {
            let (Some(next), Some(next_region)) = (scanned.get(at + 1), regions.get(at + 1)) else {
                return false;
            };
            next.first().is_some_and(|m| m.style == style && m.opens && first_in(text, *next_region, m))
        };
        let before = stretches.len();
        pair_region(text, *region, marks, &goes_on, &mut stretches);
        stretches[before..].sort_by_key(|s| (s.outer.start, s.depth));
        if let (Some(style), Some(first)) = (open_before, stretches.get_mut(before)) {
            first.continues = first.style == style && first.outer.start == region.trimmed(text).start;
        }
        open_before =
            stretches[before..].iter().rev().find(|s| s.depth == 0).filter(|s| !s.closed).map(|s| s.style);
    }
    stretches
}

/// Whether a mark opens its region.
fn first_in(text: &str, region: Span, mark: &Mark) -> bool {
    region.trimmed(text).from() == mark.at
}

/// An opened mark that waits for its partner.
#[derive(Clone, Copy)]
struct Open {
    index: usize,
    style: Style,
}

fn pair_region(
    text: &str,
    region: Span,
    marks: &[Mark],
    goes_on: &dyn Fn(Style) -> bool,
    out: &mut Vec<Stretch>,
) {
    let mut stack: Vec<Open> = Vec::new();
    let mut pairs: Vec<(usize, Option<usize>, u8)> = Vec::new();
    let closers = Closers::of(marks);
    for (index, mark) in marks.iter().enumerate() {
        if mark.prime && closers.double_after(index) {
            continue;
        }
        let top = stack.last().copied();
        if let Some(open) = top
            && open.style == mark.style
            && closes(marks, open.index, index, &closers)
        {
            stack.pop();
            pairs.push((open.index, Some(index), stack.len() as u8));
            continue;
        }
        // A closing mark of an outer stretch ends what was left open inside it.
        if mark.closes
            && !mark.opens
            && mark.style != Style::Single
            && let Some(place) = stack.iter().rposition(|o| o.style == mark.style)
        {
            let open = stack[place];
            stack.truncate(place);
            pairs.push((open.index, Some(index), place as u8));
            continue;
        }
        let nested_same = top.is_some_and(|o| o.style == mark.style && (marks[o.index].curly || !mark.curly));
        if mark.opens && !nested_same && stack.len() < 4 {
            let opens = mark.style != Style::Single
                || closers.single_after(marks, index)
                || (stack.is_empty() && first_in(text, region, mark) && goes_on(Style::Single));
            if opens {
                stack.push(Open { index, style: mark.style });
            }
        }
    }
    // What was never closed: the outermost runs to the end of the paragraph.
    if let Some(open) = stack.first()
        && (open.style != Style::Single || goes_on(Style::Single))
    {
        pairs.push((open.index, None, 0));
    }
    let end = region.trimmed(text).to();
    for (open, close, depth) in pairs {
        let from = marks[open];
        let (outer_end, inner_end) = close.map_or((end, end), |c| (marks[c].at + marks[c].len, marks[c].at));
        let inner = Span::new(from.at + from.len, inner_end).trimmed(text);
        if inner.is_empty() {
            continue;
        }
        out.push(Stretch {
            outer: Span::new(from.at, outer_end),
            inner,
            style: from.style,
            closed: close.is_some(),
            continues: false,
            depth,
        });
    }
}

/// Whether the mark at `index` closes the one at `open`.
fn closes(marks: &[Mark], open: usize, index: usize, closers: &Closers) -> bool {
    let mark = &marks[index];
    if !mark.closes {
        return false;
    }
    if mark.style == Style::Single {
        // dogs’ inside single marks: an s, then a word; it is the end only if no better end follows.
        return !(mark.possessive && closers.better_single_after(index));
    }
    !(mark.opens && mark.at <= marks[open].at + marks[open].len)
}

/// Where later marks that can close stand, so that looking ahead costs nothing.
struct Closers {
    /// For each mark: the next single mark after it that can close.
    single: Vec<Option<usize>>,
    /// For each mark: whether, before the next single mark that can open, a single one follows that surely closes.
    better: Vec<bool>,
    /// For each mark: whether a double mark that is no inch sign and can close follows.
    double: Vec<bool>,
}

impl Closers {
    fn of(marks: &[Mark]) -> Self {
        let n = marks.len();
        let (mut single, mut better, mut double) = (vec![None; n], vec![false; n], vec![false; n]);
        let (mut next_single, mut next_better, mut next_double) = (None, false, false);
        for index in (0..n).rev() {
            (single[index], better[index], double[index]) = (next_single, next_better, next_double);
            let mark = &marks[index];
            if mark.style == Style::Single {
                if mark.closes {
                    next_single = Some(index);
                }
                if mark.opens {
                    next_better = false;
                } else if mark.closes && !mark.possessive {
                    next_better = true;
                }
            } else if mark.style == Style::Double && mark.closes && !mark.prime {
                next_double = true;
            }
        }
        Self { single, better, double }
    }

    /// Whether a single mark after this one can close it with whole pairs of double marks in between.
    fn single_after(&self, marks: &[Mark], index: usize) -> bool {
        let Some(end) = self.single[index] else { return false };
        let doubles = marks[index + 1..end].iter().filter(|m| m.style == Style::Double && !m.prime);
        doubles.count() % 2 == 0 || self.better[index]
    }

    fn better_single_after(&self, index: usize) -> bool {
        self.better[index]
    }

    fn double_after(&self, index: usize) -> bool {
        self.double[index]
    }
}

#[cfg(test)]
mod tests {
    use super::{Style, pair};
    use crate::model::Span;
    use proptest::prelude::*;

    fn regions(text: &str) -> Vec<Span> {
        let mut at = 0;
        let mut spans = Vec::new();
        for line in text.split('\n') {
            spans.push(Span::new(at, at + line.len()));
            at += line.len() + 1;
        }
        spans
    }

    #[track_caller]
    fn check(text: &str, expect: &[&str]) {
        let found: Vec<String> = pair(text, &regions(text))
            .iter()
            .filter(|s| s.depth == 0)
            .map(|s| {
                format!(
                    "{}{}{}",
                    if s.continues { "+" } else { "" },
                    s.inner.of(text),
                    if s.closed { "" } else { "…" }
                )
            })
            .collect();
        assert_eq!(found, expect, "{text}");
    }

    #[test]
    fn every_style() {
        check("“One,” said Orla. “Two.”", &["One,", "Two."]);
        check("\"One,\" said Orla. \"Two.\"", &["One,", "Two."]);
        check("‘One,’ said Orla. ‘Two.’", &["One,", "Two."]);
        check("'One,' said Orla. 'Two.'", &["One,", "Two."]);
        check("''One,'' said Orla.", &["One,"]);
        check("``One,'' said Orla.", &["One,"]);
        check("« Un », dit Orla.", &["Un"]);
        check("»Eins«, sagte Orla.", &["Eins"]);
        check("„Eins“, sagte Orla. „Zwei”", &["Eins", "Zwei"]);
        check("‹Un› et ›zwei‹", &["Un", "zwei"]);
        check("彼女は「はい」と言った。『本』", &["はい", "本"]);
        check("(\"One\") and —“two”—", &["One", "two"]);
    }

    #[test]
    fn apostrophes_are_no_marks() {
        check("It's the dogs' bowl and Orla's, isn't it?", &[]);
        check("It’s the dogs’ bowl and Orla’s, isn’t it?", &[]);
        check("rock ’n’ roll of the ’90s", &[]);
        check("rock 'n' roll of the '90s", &[]);
        check("rock ‘n’ roll of the ‘90s, ‘til dawn", &[]);
        check("Get 'em while they're hot, 'cause they won't last", &[]);
        check("‘I don’t like the dogs’ bowl,’ said Orla.", &["I don’t like the dogs’ bowl,"]);
        check("'I don't like the dogs' bowl,' said Orla.", &["I don't like the dogs' bowl,"]);
        check("The dogs' owners said 'no' and left.", &["no"]);
        check("The ‘dogs’ barked and the ‘cats’ did not.", &["dogs", "cats"]);
        check("O’Dowd’s “rock ’n’ roll” band", &["rock ’n’ roll"]);
    }

    #[test]
    fn nested_marks() {
        check("“He said ‘no’ to me,” said Orla.", &["He said ‘no’ to me,"]);
        check("‘He said “no” to me,’ said Orla.", &["He said “no” to me,"]);
        check("\"He said 'no' to me,\" said Orla.", &["He said 'no' to me,"]);
        check("'He said \"no\" to me,' said Orla.", &["He said \"no\" to me,"]);
        check("\"I read: “No entry.” I went in.\" And out.", &["I read: “No entry.” I went in."]);
        let text = "“He said ‘no’ to me,” said Orla.";
        let inner = pair(text, &regions(text));
        assert_eq!(inner.len(), 2);
        assert_eq!((inner[1].depth, inner[1].style, inner[1].inner.of(text)), (1, Style::Single, "no"));
    }

    #[test]
    fn several_paragraphs_and_missing_ends() {
        check("“One.\n“Two.\n“Three,” said Orla.", &["One.…", "+Two.…", "+Three,"]);
        check("\"One.\n\"Two,\" said Orla.", &["One.…", "+Two,"]);
        check("‘One, isn’t it.\n‘Two,’ said Orla.", &["One, isn’t it.…", "+Two,"]);
        check("“One.\nA line of ours.", &["One.…"]);
        check("One.” A line of ours, “two”", &["two"]);
        check("‘One more for the road", &[]);
    }

    #[test]
    fn measures_and_markup() {
        check("He stands 6'2\" tall and “proud”.", &["proud"]);
        check("“He is 6'2\" tall,” she said.", &["He is 6'2\" tall,"]);
        check("\"He is 6'2\" tall,\" she said.", &["He is 6'2\" tall,"]);
        check("See <a href=\"x\" title='y'>the “page”</a>.", &["page"]);
        check("a < b and \"c\" > d", &["c"]);
    }

    #[test]
    fn sloppy_marks() {
        check("“One\" she said, \"two” he said.", &["One", "two"]);
        check("\"One,” she said.", &["One,"]);
        check("“One,“ she said. “Two.”", &["One,", "Two."]);
        check("“” and \"\" and ''", &[]);
    }

    proptest! {
        #[test]
        fn spans_are_sane(text in "[ab '\"“”‘’«»„`<>.,s9\n]{0,60}") {
            let regions = regions(&text);
            let stretches = pair(&text, &regions);
            for s in &stretches {
                prop_assert!(s.outer.covers(s.inner) && !s.inner.of(&text).is_empty());
                prop_assert!(regions.iter().any(|r| r.covers(s.outer)));
            }
            let outermost: Vec<_> = stretches.iter().filter(|s| s.depth == 0).collect();
            for pair in outermost.windows(2) {
                prop_assert!(pair[0].outer.end <= pair[1].outer.start, "{pair:?}");
            }
        }

        #[test]
        fn never_panics(text in "\\PC{0,40}") {
            let _ = pair(&text, &regions(&text));
        }
    }
}
