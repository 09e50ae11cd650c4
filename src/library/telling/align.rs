//! Two runs of words held against each other: the longest list of words both have in the same order (Hunt and `McIlroy` 1976
//! for lines of files, here for words), and what is left over on either side.

use crate::library::telling::lexicon::SUFFIXES;
use crate::library::telling::lines::Word;
use crate::model::Span;

/// Longer runs are compared by their first words only.
const LONGEST: usize = 400;

/// The pairs of positions that match in order, as many as possible.
pub(crate) fn common<T>(a: &[T], b: &[T], same: impl Fn(&T, &T) -> bool) -> Vec<(usize, usize)> {
    let (a, b) = (&a[..a.len().min(LONGEST)], &b[..b.len().min(LONGEST)]);
    let width = b.len() + 1;
    let mut longest = vec![0_u16; (a.len() + 1) * width];
    for (i, one) in a.iter().enumerate().rev() {
        for (j, other) in b.iter().enumerate().rev() {
            longest[i * width + j] = if same(one, other) {
                longest[(i + 1) * width + j + 1] + 1
            } else {
                longest[(i + 1) * width + j].max(longest[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < a.len() && j < b.len() {
        let here = longest[i * width + j];
        if longest[(i + 1) * width + j] == here {
            i += 1;
        } else if longest[i * width + j + 1] == here {
            j += 1;
        } else {
            pairs.push((i, j));
            i += 1;
            j += 1;
        }
    }
    pairs
}

/// Whether two words are forms of one: “constructive” and “constructively”.
pub(crate) fn same_form(a: &Word, b: &Word) -> bool {
    if a.folded == b.folded || (a.stem.is_some() && a.stem == b.stem) {
        return true;
    }
    if a.stem.is_none() || b.stem.is_none() {
        return false;
    }
    let shared = a.folded.bytes().zip(b.folded.bytes()).take_while(|(x, y)| x == y).count();
    let rest = |word: &str| word.get(shared..).is_some_and(|rest| rest.is_empty() || SUFFIXES.contains(rest));
    shared >= 4 && shared * 2 >= a.folded.len().max(b.folded.len()) && rest(&a.folded) && rest(&b.folded)
}

/// The spans of the words that are not among `kept`, neighbours joined.
pub(crate) fn others(words: &[Word], kept: &[bool]) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let mut open = false;
    for (word, kept) in words.iter().zip(kept) {
        if *kept {
            open = false;
        } else if let (true, Some(last)) = (open, spans.last_mut()) {
            *last = last.join(word.span);
        } else {
            spans.push(word.span);
            open = true;
        }
    }
    spans
}

#[cfg(test)]
mod tests {
    use super::{common, others, same_form};
    use crate::library::telling::lines::words_of;
    use crate::model::Span;

    #[track_caller]
    fn differing(a: &str, b: &str, expect: &[&str]) {
        let words = |text: &str| words_of(text, Span::new(0, text.len()));
        let (one, other) = (words(a), words(b));
        let pairs = common(&one, &other, |x, y| x.folded == y.folded);
        let mut kept = vec![false; other.len()];
        for (_, at) in pairs {
            kept[at] = true;
        }
        let found: Vec<&str> = others(&other, &kept).iter().map(|s| s.of(b)).collect();
        assert_eq!(found, expect);
    }

    #[test]
    fn what_the_second_has_of_its_own() {
        differing("we shall open the old lock", "we will open the old north lock", &["will", "north"]);
        differing("the gate will not close", "the gate won’t close", &[]);
        differing("", "all of this", &["all of this"]);
    }

    #[test]
    fn forms_of_one_word() {
        let word = |text: &str| words_of(text, Span::new(0, text.len())).remove(0);
        let check = |a, b, expect| assert_eq!(same_form(&word(a), &word(b)), expect, "{a} {b}");
        check("constructive", "constructively", true);
        check("negotiate", "negotiation", true);
        check("close", "closed", true);
        check("contract", "contrast", false);
        check("the", "then", false);
    }
}
