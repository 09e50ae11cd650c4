//! The digest of an article as bytes, for keeping: about three bytes a word of a short text, less of a long one.
//!
//! Little-endian, no padding; counts as variable-length integers (LEB128). The first byte is the version of the digest:
//! bytes of another version, or damaged ones, give nothing, and the digest is made anew.

use crate::library::stories::copies::Signature;
use crate::library::stories::doc::{Doc, NameCount};
use crate::model::ActorKind;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Raised when a digest made of the same article changes.
pub const VERSION: u8 = 1;

impl Doc {
    /// The digest as bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = vec![VERSION];
        out.extend(self.content.to_le_bytes());
        put(&mut out, self.words);
        let day = self.date.map_or([0; 4], |date| {
            let [low, high] = date.year().to_le_bytes();
            [low, high, date.month().cast_unsigned(), date.day().cast_unsigned()]
        });
        out.extend(day);
        put(&mut out, self.signature.0.len() as u32);
        out.extend(&self.signature.0);
        put(&mut out, self.terms.len() as u32);
        let mut last = 0;
        for (term, weight) in &self.terms {
            put(&mut out, term - last);
            out.push(*weight);
            last = *term;
        }
        put(&mut out, self.head.len() as u32);
        for term in &self.head {
            out.extend(term.to_le_bytes());
        }
        put(&mut out, self.occasions.len() as u32);
        for occasion in &self.occasions {
            text(&mut out, occasion);
        }
        put(&mut out, self.names.len() as u32);
        for name in &self.names {
            out.extend(name.key.to_le_bytes());
            out.push(ActorKind::ALL.iter().position(|kind| *kind == name.kind).unwrap_or_default() as u8);
            put(&mut out, name.count);
            text(&mut out, &name.shown);
        }
        out
    }

    /// The digest that bytes hold; none when they are of another version or damaged.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let mut at = Bytes(bytes);
        if at.byte()? != VERSION {
            return None;
        }
        let content = u64::from_le_bytes(at.take(8)?.try_into().ok()?);
        let words = at.number()?;
        let [low, high, month, day] = at.take(4)?.try_into().ok()?;
        let year = i16::from_le_bytes([low, high]);
        let date = match month {
            0 => None,
            month => Some(Date::new(year, month.cast_signed(), day.cast_signed()).ok()?),
        };
        let bins = at.number()? as usize;
        let signature = Signature(at.take(bins)?.to_vec());
        let mut last = 0_u32;
        let terms = at.list(|at| {
            last = last.checked_add(at.number()?)?;
            Some((last, at.byte()?))
        })?;
        let head = at.list(Bytes::word)?;
        let occasions = at.list(Bytes::text)?.into_iter().collect::<BTreeSet<String>>();
        let names = at.list(|at| {
            let key = at.word()?;
            let kind = *ActorKind::ALL.get(usize::from(at.byte()?))?;
            let count = at.number()?;
            Some(NameCount { key, kind, shown: at.text()?, count })
        })?;
        at.0.is_empty().then_some(Self { terms, head, names, date, occasions, signature, words, content })
    }
}

fn put(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

fn text(out: &mut Vec<u8>, text: &str) {
    put(out, text.len() as u32);
    out.extend(text.as_bytes());
}

/// Bytes that are still to be read.
struct Bytes<'b>(&'b [u8]);

impl<'b> Bytes<'b> {
    fn take(&mut self, count: usize) -> Option<&'b [u8]> {
        let (head, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(head)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    fn word(&mut self) -> Option<u32> {
        Some(u32::from_le_bytes(self.take(4)?.try_into().ok()?))
    }

    fn number(&mut self) -> Option<u32> {
        let mut number = 0_u32;
        for shift in [0, 7, 14, 21, 28] {
            let byte = self.byte()?;
            number |= u32::from(byte & 0x7f).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    fn text(&mut self) -> Option<String> {
        let length = self.number()? as usize;
        String::from_utf8(self.take(length)?.to_vec()).ok()
    }

    fn list<T>(&mut self, mut item: impl FnMut(&mut Self) -> Option<T>) -> Option<Vec<T>> {
        let count = self.number()? as usize;
        // Every item has a byte at least, so that a damaged count asks for no memory.
        let mut all = Vec::with_capacity(count.min(self.0.len()));
        for _ in 0..count {
            all.push(item(self)?);
        }
        Some(all)
    }
}

#[cfg(test)]
mod tests {
    use super::VERSION;
    use crate::library::stories::Doc;
    use crate::model::ActorKind;
    use proptest::prelude::{ProptestConfig, any, prop_assert, prop_assert_eq, proptest};

    fn doc(text: &str, day: Option<&str>) -> Doc {
        let names = [("Tessel Bay", ActorKind::Place, 3), ("Olin Dray", ActorKind::Person, 1)];
        Doc::new("Third day of the harbour talks", [text], names, day.map(|day| day.parse().unwrap()))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn what_is_written_is_read(text in "([a-z]{1,6} ){0,60}", dated in any::<bool>()) {
            let doc = doc(&text, dated.then_some("2031-03-04"));
            prop_assert_eq!(Doc::from_bytes(&doc.to_bytes()), Some(doc));
        }

        #[test]
        fn damage_is_noticed_or_harmless(cut in 0..200_usize, at in 0..200_usize, byte in any::<u8>()) {
            let mut bytes = doc("two boats sank in the harbour of Tessel Bay", Some("2031-03-04")).to_bytes();
            let end = bytes.len();
            prop_assert!(cut == 0 || cut > end || Doc::from_bytes(&bytes[..end - cut]).is_none());
            bytes[at % end] = byte;
            let _ = Doc::from_bytes(&bytes);
            bytes[0] = VERSION + 1;
            prop_assert_eq!(Doc::from_bytes(&bytes), None);
        }
    }
}
