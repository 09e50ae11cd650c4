//! The digest of an article as bytes, for keeping: about four bytes a distinct word, and a sketch in seventy.
//!
//! The words' hashes are written as the gaps between them (`bits`); the headline's as their places among them. The first
//! byte is the version of the digest: bytes of another version, or damaged ones, give nothing, and the digest is made anew.

use crate::library::stories::bits::{Packer, Unpacker};
use crate::library::stories::doc::Digest;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Raised when a digest made of the same article changes, or which of the pairs and words made of it are kept.
pub const VERSION: u8 = 3;

/// How often a word stands in a text, damped, by how common that is; what is not among them is written in full.
const TIMES: [u8; 6] = [16, 22, 27, 34, 31, 38];

impl Digest {
    /// The digest as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Packer::default();
        out.put(u32::from(VERSION), 8);
        out.number(self.words);
        let day = self.date.map_or((0, 0, 0), |date| (date.year().cast_unsigned(), date.month(), date.day()));
        out.put(u32::from(day.1.cast_unsigned()), 4);
        if self.date.is_some() {
            out.put(u32::from(day.0), 16);
            out.put(u32::from(day.2.cast_unsigned()), 5);
        }
        out.number(self.terms.len() as u32);
        out.rising(self.terms.iter().map(|(term, _)| *term), u32::MAX);
        for (_, times) in &self.terms {
            let place = TIMES.iter().position(|known| known == times);
            out.rice(place.unwrap_or(TIMES.len()) as u32, 0);
            if place.is_none() {
                out.put(u32::from(*times), 8);
            }
        }
        // Every word of the headline is among the words.
        let place = |term: &u32| self.terms.binary_search_by_key(term, |(term, _)| *term).ok();
        let head: Vec<u32> = self.head.iter().filter_map(place).map(|at| at as u32).collect();
        out.number(head.len() as u32);
        out.rising(head.into_iter(), self.terms.len() as u32);
        out.number(self.names.len() as u32);
        out.rising(self.names.iter().map(|(key, _)| *key), u32::MAX);
        for (_, count) in &self.names {
            out.rice(*count, 1);
        }
        out.number(self.occasions.len() as u32);
        for occasion in &self.occasions {
            out.number(occasion.len() as u32);
            occasion.bytes().for_each(|byte| out.put(u32::from(byte), 8));
        }
        out.finish()
    }

    /// The digest that bytes hold; none when they are of another version or damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut from = Unpacker::new(bytes);
        if from.take(8)? != u32::from(VERSION) {
            return None;
        }
        let words = from.number()?;
        let date = match from.take(4)? as i8 {
            0 => None,
            month => {
                let year = (from.take(16)? as u16).cast_signed();
                Some(Date::new(year, month, from.take(5)? as i8).ok()?)
            }
        };
        let count = from.number()? as usize;
        let terms = from.rising(count, u32::MAX)?;
        let times = |from: &mut Unpacker<'_>| match TIMES.get(from.rice(0)? as usize) {
            Some(known) => Some(*known),
            None => Some(from.take(8)? as u8),
        };
        let terms: Vec<(u32, u8)> =
            terms.into_iter().map(|term| Some((term, times(&mut from)?))).collect::<Option<_>>()?;
        let count = from.number()? as usize;
        let head = from.rising(count, terms.len() as u32)?;
        let head =
            head.into_iter().map(|at| Some(terms.get(at as usize)?.0)).collect::<Option<Vec<u32>>>()?;
        let count = from.number()? as usize;
        let names = from.rising(count, u32::MAX)?;
        let names = names.into_iter().map(|key| Some((key, from.rice(1)?))).collect::<Option<Vec<_>>>()?;
        let mut occasions = BTreeSet::new();
        for _ in 0..from.number()? {
            let length = from.number()?;
            let text = (0..length).map(|_| Some(from.take(8)? as u8)).collect::<Option<Vec<u8>>>()?;
            occasions.insert(String::from_utf8(text).ok()?);
        }
        from.is_empty().then_some(Self { terms, head, names, date, occasions, words })
    }
}

#[cfg(test)]
mod tests {
    use super::VERSION;
    use crate::library::stories::doc::{Digest, Doc};
    use crate::model::ActorKind;
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

    fn digest(text: &str, day: Option<&str>) -> Digest {
        let names = [("Tessel Bay", ActorKind::Place, 3), ("Olin Dray", ActorKind::Person, 1)];
        let day = day.map(|day| day.parse().unwrap());
        Doc::new("Third day of the harbour talks", [text], names, day).digest
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_written_is_read(text in "([a-z]{1,6} ){0,60}", dated in any::<bool>()) {
            let digest = digest(&text, dated.then_some("2031-03-04"));
            prop_assert_eq!(Digest::from_bytes(&digest.to_bytes()), Some(digest));
        }

        #[test]
        fn damage_is_noticed_or_harmless(cut in 0..200_usize, at in 0..200_usize, byte in any::<u8>()) {
            let mut bytes = digest("two boats sank in the harbour of Tessel Bay", Some("2031-03-04")).to_bytes();
            let end = bytes.len();
            prop_assert!(cut == 0 || cut > end || Digest::from_bytes(&bytes[..end - cut]).is_none());
            bytes[at % end] = byte;
            let _ = Digest::from_bytes(&bytes);
            bytes[0] = VERSION + 1;
            prop_assert_eq!(Digest::from_bytes(&bytes), None);
        }
    }
}
