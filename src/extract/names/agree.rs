//! One name, one kind: where the same words are names in several places of an article, each place hears the others.
//!
//! The tagger's scores of a name's words are summed by kind; a place takes the kind that its own sum and the mean of the
//! other places favour together. Boundaries stay as they are.

use crate::extract::learn::model::Scores;
use crate::extract::learn::tag::stretches;
use crate::extract::names::document::Document;
use crate::extract::names::features::KINDS;
use crate::extract::names::features::seen::whole;
use crate::extract::names::words::HashedMap;

type Sums = [i32; KINDS];

/// Lets the places of each name agree on its kind; `scores` are those that gave `labels`.
pub fn agree(document: &Document<'_>, scores: &[Scores], labels: &mut [u8]) {
    let found = stretches(labels);
    let mut sums: HashedMap<u64, (Sums, i32)> = HashedMap::default();
    let mut places = Vec::with_capacity(found.len());
    for (items, kind) in found {
        let words = items.clone().filter_map(|item| document.word(*document.items.get(item)? as usize));
        let name = whole(words);
        let mut own = [0; KINDS];
        for (at, score) in scores.get(items.clone()).unwrap_or_default().iter().enumerate() {
            for (kind, sum) in own.iter_mut().enumerate() {
                *sum += score.get(1 + 2 * kind + usize::from(at > 0)).copied().unwrap_or_default();
            }
        }
        let all = sums.entry(name).or_default();
        all.0.iter_mut().zip(own).for_each(|(sum, add)| *sum += add);
        all.1 += 1;
        places.push((items, kind, name, own));
    }
    for (items, kind, name, own) in places {
        let Some((all, count)) = sums.get(&name).filter(|s| s.1 > 1) else { continue };
        let heard = |k: usize| {
            let (all, own) =
                (all.get(k).copied().unwrap_or_default(), own.get(k).copied().unwrap_or_default());
            own + (all - own) / (count - 1)
        };
        let Some(best) = (0..KINDS).max_by_key(|k| (heard(*k), *k == kind)).filter(|k| *k != kind) else {
            continue;
        };
        for label in labels.get_mut(items).into_iter().flatten() {
            *label = 1 + 2 * best as u8 + (*label - 1) % 2;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::agree;
    use crate::extract::learn::model::{LANES, Scores};
    use crate::extract::names::document::Document;
    use crate::extract::names::words::Words;
    use crate::model::{BlockKind, RegionKind, Span};

    /// Kinds are 0 person, 1 organisation; scores are for those two.
    fn check(scores: [[i32; 2]; 3], expect: [u8; 3]) {
        let text = "yes Tallis no Tallis so Tallis";
        let words = Words::default();
        let document = Document::new(
            text,
            [(RegionKind::Block(BlockKind::Paragraph), Span::new(0, text.len()))],
            &words,
        );
        let rows: Vec<Scores> = scores
            .iter()
            .map(|[person, organisation]| {
                let mut row = [0; LANES];
                (row[1], row[3]) = (*person, *organisation);
                row
            })
            .collect();
        let mut labels: Vec<u8> = scores.iter().map(|[p, o]| if p >= o { 1 } else { 3 }).collect();
        agree(&document, &rows, &mut labels);
        assert_eq!(labels, expect);
    }

    #[test]
    fn a_place_in_doubt_follows_the_others_and_a_sure_one_stays() {
        check([[0, 90], [0, 80], [10, 0]], [3, 3, 3]);
        check([[0, 50], [0, 50], [90, 0]], [3, 3, 1]);
        check([[50, 0], [50, 0], [50, 0]], [1, 1, 1]);
    }
}
