//! What words and names weigh: the rarer among the articles, the more.
//!
//! Counted over a sample of the articles once there are many, so that an article more or less seldom changes any weight,
//! and so that the weights of a large corpus are of the size the pair model was fitted with. The sample is a function of the
//! set of articles: the least hashes (bottom-k: Cohen, Kaplan 2007) among those of the months before the newest one's, if
//! there are enough, for what comes in is mostly of today; else among all.

use crate::library::stories::doc::Digest;
use crate::parse::hashes::Map;
use jiff::civil::Date;

/// As if so many unrelated articles stood beside: in a handful of articles on one affair the affair's own words would
/// else count for nothing.
const BACKGROUND: f32 = 100.0;
/// How many articles the sample has, unless set otherwise. Near the size of the corpora the pair model was fitted with.
pub(crate) const SAMPLE: usize = 1024;
/// A word of more articles than this, and of more than a fiftieth of all, finds no candidates;
const LONGEST: usize = 256;
/// nor does one of more than this, or looking up would grow with the square of a large corpus.
const LONGEST_OF_MANY: usize = 512;

/// In how many articles of the sample each word and each name stands.
#[derive(Clone, Debug, Default)]
pub(crate) struct Weights {
    words: Map<u32>,
    names: Map<u32>,
    sample: usize,
    /// Words of more articles of the sample find no candidates.
    longest: u32,
}

/// An article as the sample is chosen by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Drawn {
    /// A hash of its words.
    pub(crate) content: u64,
    /// Its day.
    pub(crate) date: Option<Date>,
}

/// Which of some articles make a sample of at most so many, by position, and the size the corpus is taken to have: a power of
/// two where it has more.
pub(crate) fn sample(articles: &[Drawn], most: usize) -> (Vec<usize>, usize) {
    let all = || 0..articles.len();
    if articles.len() <= most {
        return (all().collect(), articles.len());
    }
    let month = articles.iter().filter_map(|article| article.date).max().map(Date::first_of_month);
    let before = |at: &usize| articles[*at].date.is_some_and(|date| Some(date) < month);
    let mut drawn: Vec<usize> = all().filter(before).collect();
    if drawn.len() < most {
        drawn = all().collect();
    }
    // The content is no mixed hash.
    let mixed = |at: &usize| (xxhash_rust::xxh3::xxh3_64(&articles[*at].content.to_le_bytes()), *at);
    if drawn.len() > most {
        drawn.select_nth_unstable_by_key(most, mixed);
        drawn.truncate(most);
    }
    drawn.sort_unstable();
    (drawn, 1 << articles.len().ilog2())
}

impl Weights {
    /// Counts a sample of a corpus of about `size` articles.
    pub(crate) fn of(sample: &[Digest], size: usize) -> Self {
        let mut weights = Self::default();
        for doc in sample {
            weights.sample += 1;
            for (term, _) in &doc.terms {
                *weights.words.entry(u64::from(*term)).or_default() += 1;
            }
            for (name, _) in &doc.names {
                *weights.names.entry(u64::from(*name)).or_default() += 1;
            }
        }
        let longest = LONGEST.max(size / 50).min(LONGEST_OF_MANY);
        weights.longest = (longest * weights.sample / size.max(1)) as u32;
        weights
    }

    /// A word that stands nowhere in the sample weighs as one that stands there once.
    fn rare(&self, articles: Option<&u32>) -> f32 {
        let total = self.sample as f32 + BACKGROUND;
        (1.0 + total / articles.map_or(1.0, |count| *count as f32)).ln()
    }

    /// Whether articles are looked up by a word.
    pub(crate) fn finds(&self, term: u32) -> bool {
        self.words.get(&u64::from(term)).is_none_or(|count| *count <= self.longest)
    }

    /// The words of headline and body.
    pub(crate) fn body(&self, doc: &Digest) -> Vec<(u32, f32)> {
        let word = |(term, times): &(u32, u8)| {
            (*term, f32::from(*times) / 16.0 * self.rare(self.words.get(&u64::from(*term))))
        };
        unit(doc.terms.iter().map(word).collect())
    }

    /// The words of the headline.
    pub(crate) fn head(&self, doc: &Digest) -> Vec<(u32, f32)> {
        unit(doc.head.iter().map(|term| (*term, self.rare(self.words.get(&u64::from(*term))))).collect())
    }

    /// The names.
    pub(crate) fn names(&self, doc: &Digest) -> Vec<(u32, f32)> {
        let name = |(key, count): &(u32, u32)| {
            let often = 1.0 + (*count as f32).ln();
            (*key, often * self.rare(self.names.get(&u64::from(*key))))
        };
        unit(doc.names.iter().map(name).collect())
    }
}

/// Scaled to length one.
fn unit(mut vector: Vec<(u32, f32)>) -> Vec<(u32, f32)> {
    let length = vector.iter().map(|(_, w)| w * w).sum::<f32>().sqrt();
    if length > 0.0 {
        for (_, weight) in &mut vector {
            *weight /= length;
        }
    }
    vector
}

#[cfg(test)]
mod tests {
    use super::{Drawn, sample};
    use jiff::civil::date;
    use std::collections::BTreeSet;

    const MOST: usize = 100;

    fn contents(articles: &[Drawn]) -> BTreeSet<u64> {
        sample(articles, MOST).0.into_iter().map(|at| articles[at].content).collect()
    }

    #[test]
    fn a_small_corpus_is_its_own_sample() {
        let few: Vec<Drawn> = (0..9).map(|content| Drawn { content, date: None }).collect();
        assert_eq!(sample(&few, MOST), ((0..9).collect(), 9));
    }

    #[test]
    fn the_sample_is_the_sets_not_the_orders() {
        let mut many: Vec<Drawn> = (0..400).map(|content| Drawn { content, date: None }).collect();
        let drawn = contents(&many);
        assert_eq!((drawn.len(), sample(&many, MOST).1), (MOST, 256));
        many.reverse();
        assert_eq!(contents(&many), drawn);
    }

    #[test]
    fn what_comes_in_today_changes_no_weight() {
        let old = |content| Drawn { content, date: Some(date(2031, 2, 1 + (content % 28) as i8)) };
        let new = |content| Drawn { content, date: Some(date(2031, 3, 4)) };
        let mut all: Vec<Drawn> = (0..300).map(old).chain((300..310).map(new)).collect();
        let drawn = contents(&all);
        all.extend((310..330).map(new));
        assert_eq!(contents(&all), drawn);
        all.push(Drawn { content: 9000, date: Some(date(2031, 4, 1)) });
        assert_ne!(contents(&all), drawn, "a month is over");
    }
}
