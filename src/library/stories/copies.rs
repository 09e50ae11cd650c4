//! Near-copies: texts that share most of their four-word runs, found by one-permutation min-hashing (Li, Owen, Zhang 2012).
//!
//! Only texts that fall into one bucket of a band are compared, so ten thousand copies of one text cost ten thousand
//! comparisons, not fifty million.

use std::collections::HashMap;

/// How many bins a signature has.
const BINS: usize = 64;
/// How many bins make a band.
const ROWS: usize = 4;
/// From this share of equal bins on, two texts are copies: about two thirds of their runs of words are the same.
const COPY: f32 = 0.62;
/// Shorter texts are copies only if they are equal.
const SHORT: usize = 24;
/// How many words make a run.
const RUN: usize = 4;
/// How many words are gathered before their runs are taken.
const AT_ONCE: usize = 1024;

/// A sketch of a text: eight bits of the least hash of its runs of four words in each of 64 bins, in bands; none of a text
/// without words.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Signature(Option<[Band; BINS / ROWS]>);

/// Bins that are looked up as one.
type Band = [u8; ROWS];

impl Signature {
    /// The signature as bytes: one a bin, or none.
    #[must_use]
    pub fn as_bytes(&self) -> &[u8] {
        self.0.as_ref().map_or(&[], |bands| bands.as_flattened())
    }

    /// The signature that bytes hold; an empty one when they hold none.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Self {
        let mut bands = [[0; ROWS]; BINS / ROWS];
        if bytes.len() != BINS {
            return Self(None);
        }
        bands.as_flattened_mut().copy_from_slice(bytes);
        Self(Some(bands))
    }

    fn bands(&self) -> impl Iterator<Item = Band> {
        self.0.into_iter().flatten()
    }
}

/// The share of equal bins: an estimate of the Jaccard likeness of two texts.
fn likeness(one: &[Band], other: &[Band]) -> f32 {
    let same = one.as_flattened().iter().zip(other.as_flattened()).filter(|(a, b)| a == b).count();
    same as f32 / BINS as f32
}

/// A signature while the words of its text come.
#[derive(Clone, Debug)]
pub(crate) struct Signing {
    bins: [u32; BINS],
    /// The last words, as hashes: all of a short text.
    words: Vec<u64>,
    count: usize,
}

impl Default for Signing {
    fn default() -> Self {
        Self { bins: [u32::MAX; BINS], words: Vec::new(), count: 0 }
    }
}

impl Signing {
    /// The next word of the text, as its hash.
    pub(crate) fn put(&mut self, word: u64) {
        self.words.push(word);
        self.count += 1;
        if self.words.len() == AT_ONCE {
            self.take(RUN);
            self.words.drain(..=AT_ONCE - RUN);
        }
    }

    /// How many words have come.
    pub(crate) const fn count(&self) -> usize {
        self.count
    }

    /// The signature of all that came.
    pub(crate) fn finish(mut self) -> Signature {
        if self.count == 0 {
            return Signature(None);
        }
        self.take(if self.count < SHORT { self.count } else { RUN });
        let bins = self.bins;
        // An empty bin takes the value of the next full one, marked with the distance (Shrivastava, Li 2014).
        let value = |(at, bin): (usize, &u32)| {
            let next =
                (0..BINS).map(|step| (step, bins[(at + step) % BINS])).find(|(_, value)| *value != u32::MAX);
            next.map_or(*bin, |(step, value)| value.wrapping_add(0x85eb_ca6b_u32.wrapping_mul(step as u32)))
        };
        // Eight bits of each are enough (Li, König 2010): chance makes one bin in 256 equal.
        let mut bands = [[0; ROWS]; BINS / ROWS];
        for (small, bin) in bands.as_flattened_mut().iter_mut().zip(bins.iter().enumerate().map(value)) {
            *small = (bin.wrapping_mul(0x9e37_79b1) >> 24) as u8;
        }
        Signature(Some(bands))
    }

    /// The runs of so many of the words at hand go into their bins.
    fn take(&mut self, size: usize) {
        let mix = |hash: u64, word: &u64| (hash ^ word).wrapping_mul(0xff51_afd7_ed55_8ccd).rotate_left(29);
        for run in self.words.windows(size) {
            let hash = run.iter().fold(0x9e37_79b9_7f4a_7c15_u64, mix);
            let hash = hash ^ (hash >> 32);
            let bin = &mut self.bins[(hash >> 58) as usize];
            *bin = (*bin).min(hash as u32);
        }
    }
}

/// For each text the index of the text it is a copy of: its own if of none. Earlier texts come first. Texts without words,
/// which have no signature, are copies when their contents are equal.
pub(crate) fn copies(texts: &[(u64, &Signature)]) -> Vec<usize> {
    let mut of: Vec<usize> = (0..texts.len()).collect();
    let mut silent: HashMap<u64, usize> = HashMap::new();
    // Most bands are those of one text alone and need no bucket.
    let shared = shared(texts.iter().flat_map(|(_, signature)| signature.bands()));
    let mut buckets: HashMap<(usize, Band), Vec<usize>> = HashMap::new();
    for (at, (content, signature)) in texts.iter().enumerate() {
        let Some(bands) = &signature.0 else {
            of[at] = *silent.entry(*content).or_insert(at);
            continue;
        };
        let looked: Vec<(usize, Band)> = bands
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, band)| shared.binary_search(band).is_ok())
            .collect();
        let mut nearest: Option<(f32, usize)> = None;
        for &other in looked.iter().filter_map(|band| buckets.get(band)).flatten() {
            let Some(theirs) = &texts[other].1.0 else { continue };
            let likeness = likeness(bands, theirs);
            if likeness >= COPY && nearest.is_none_or(|(best, _)| likeness > best) {
                nearest = Some((likeness, other));
            }
        }
        if let Some((_, original)) = nearest {
            of[at] = original;
            continue;
        }
        for band in looked {
            let bucket = buckets.entry(band).or_default();
            if bucket.len() < 32 {
                bucket.push(at);
            }
        }
    }
    of
}

/// The bands that come more than once, in order.
fn shared(bands: impl Iterator<Item = Band>) -> Vec<Band> {
    let mut all: Vec<Band> = bands.collect();
    all.sort_unstable();
    let mut shared: Vec<Band> =
        all.windows(2).filter(|pair| pair[0] == pair[1]).map(|pair| pair[0]).collect();
    shared.dedup();
    shared.shrink_to_fit();
    shared
}

#[cfg(test)]
mod tests {
    use super::{AT_ONCE, Signature, Signing, copies};
    use xxhash_rust::xxh3::xxh3_64;

    fn signature(text: &str) -> Signature {
        let mut signing = Signing::default();
        text.split_whitespace().for_each(|word| signing.put(xxh3_64(word.as_bytes())));
        signing.finish()
    }

    fn long(seed: usize) -> String {
        let words: Vec<String> =
            (0..300).map(|i| format!("w{}", (i * 7919 + seed * 104_729) % 5003)).collect();
        words.join(" ")
    }

    #[track_caller]
    fn check(texts: &[String], expect: &[usize]) {
        let signatures: Vec<Signature> = texts.iter().map(|text| signature(text)).collect();
        let texts: Vec<(u64, &Signature)> = signatures.iter().map(|signature| (0, signature)).collect();
        assert_eq!(copies(&texts), expect);
    }

    #[test]
    fn a_long_text_is_signed_as_it_comes() {
        let words: Vec<u64> = (0..3 * AT_ONCE as u64 + 7).map(|word| xxh3_64(&word.to_le_bytes())).collect();
        let mut signing = Signing::default();
        for word in &words {
            signing.put(*word);
        }
        assert!(signing.words.len() < AT_ONCE);
        let at_once = Signing { count: words.len(), words, ..Signing::default() };
        assert_eq!(signing.finish(), at_once.finish());
    }

    #[test]
    fn finds_copies_with_another_ending() {
        let wire = long(1);
        check(
            &[wire.clone(), long(2), format!("{wire} and one more sentence of the local desk"), wire],
            &[0, 1, 0, 0],
        );
    }

    #[test]
    fn short_texts_must_be_equal() {
        let texts = ["storm hits the coast", "storm hits the coast", "storm hits the coast again", ""]
            .map(str::to_owned);
        check(&texts, &[0, 0, 2, 3]);
    }
}
