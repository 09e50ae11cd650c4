//! Whole numbers as bytes: small ones take one byte (LEB128), signed ones are folded first (zigzag). It knows no meaning.

/// Puts numbers behind each other.
#[derive(Debug, Default)]
pub(crate) struct Packer(Vec<u8>);

impl Packer {
    pub(crate) fn put(&mut self, number: impl Into<u64>) {
        let mut rest: u64 = number.into();
        while rest >= 0x80 {
            self.0.push((rest as u8) | 0x80);
            rest >>= 7;
        }
        self.0.push(rest as u8);
    }

    pub(crate) fn put_signed(&mut self, number: i64) {
        self.put(((number << 1) ^ (number >> 63)).cast_unsigned());
    }

    pub(crate) fn put_count(&mut self, count: usize) {
        self.put(count as u64);
    }

    pub(crate) fn put_text(&mut self, text: &str) {
        self.put_count(text.len());
        self.0.extend_from_slice(text.as_bytes());
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Takes numbers off again; nothing when the bytes end early.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Unpacker<'b>(&'b [u8]);

impl<'b> Unpacker<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) fn take(&mut self) -> Option<u64> {
        let mut number = 0;
        for shift in (0..64).step_by(7) {
            let (&byte, rest) = self.0.split_first()?;
            self.0 = rest;
            number |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn take_u32(&mut self) -> Option<u32> {
        u32::try_from(self.take()?).ok()
    }

    pub(crate) fn take_signed(&mut self) -> Option<i64> {
        let folded = self.take()?;
        Some((folded >> 1).cast_signed() ^ -(folded & 1).cast_signed())
    }

    /// A number of things that follow, each at least a byte long.
    pub(crate) fn take_count(&mut self) -> Option<usize> {
        let count = usize::try_from(self.take()?).ok()?;
        (count <= self.0.len()).then_some(count)
    }

    pub(crate) fn take_text(&mut self) -> Option<&'b str> {
        let length = self.take_count()?;
        let (text, rest) = self.0.split_at_checked(length)?;
        self.0 = rest;
        std::str::from_utf8(text).ok()
    }

    pub(crate) const fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::{Packer, Unpacker};
    use proptest::prelude::{any, prop_assert_eq, proptest};

    proptest! {
        #[test]
        fn what_is_put_is_taken(numbers in proptest::collection::vec((any::<u64>(), any::<i64>()), 0..9)) {
            let mut packer = Packer::default();
            for (number, signed) in &numbers {
                packer.put(*number);
                packer.put_signed(*signed);
            }
            let bytes = packer.finish();
            let mut unpacker = Unpacker::new(&bytes);
            for (number, signed) in &numbers {
                prop_assert_eq!(unpacker.take(), Some(*number));
                prop_assert_eq!(unpacker.take_signed(), Some(*signed));
            }
            prop_assert_eq!(unpacker.take(), None);
        }

        #[test]
        fn any_bytes_are_taken_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..40)) {
            let mut unpacker = Unpacker::new(&bytes);
            while unpacker.take_signed().is_some() {}
            let _ = Unpacker::new(&bytes).take_text();
            prop_assert_eq!(Unpacker::new(&bytes).take_count().unwrap_or_default() <= bytes.len(), true);
        }
    }
}
