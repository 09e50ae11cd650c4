//! What an article is about, by words of sports, business and the arts: in a report on a match a place stands for its team,
//! in one on business a surname for its company.

use crate::extract::lexicon::List;
use crate::extract::names::document::Document;
use std::cmp::Reverse;

/// What articles are about.
const TOPICS: [List; 3] = [List::Sports, List::Business, List::Arts];

/// From how many of a thousand words on an article is about something, more so, and wholly.
const STEPS: [usize; 3] = [5, 15, 30];

/// What a document has most words of, and in which step; 0 for nothing.
pub(super) fn topic(document: &Document<'_>) -> u64 {
    let mut counts = [0; TOPICS.len()];
    for word in document.types.iter().filter_map(|kind| document.words.get(*kind as usize)) {
        if word.lists & !List::NAMES != 0 {
            for (count, list) in counts.iter_mut().zip(TOPICS) {
                *count += usize::from(word.lists >> list as u8 & 1);
            }
        }
    }
    let most = counts.into_iter().enumerate().max_by_key(|(at, count)| (*count, Reverse(*at)));
    let (at, most) = most.unwrap_or_default();
    let share = 1000 * most / document.types.len().max(1);
    match STEPS.iter().filter(|step| share >= **step).count() as u64 {
        0 => 0,
        step => (STEPS.len() as u64 + 1) * at as u64 + step,
    }
}

#[cfg(test)]
mod tests {
    use super::topic;
    use crate::extract::names::document::Document;
    use crate::extract::names::words::Words;
    use crate::model::{BlockKind, RegionKind, Span};

    fn check(text: &str, expect: u64) {
        let words = Words::default();
        let region = (RegionKind::Block(BlockKind::Paragraph), Span::new(0, text.len()));
        let document = Document::new(text, [region], &words);
        assert_eq!(topic(&document), expect, "{text}");
    }

    #[test]
    fn an_article_is_about_what_it_has_most_words_of() {
        check("The goalkeeper kept the match open until the last minute.", 3);
        check("The shareholders of the mill sold their shares in the third quarter after the match.", 7);
        check("Rain fell on the hills.", 0);
        check("", 0);
    }
}
