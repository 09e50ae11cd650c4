//! Numbers packed to single bits: increasing ones by their gaps (Golomb 1966, Rice 1979), small ones by as many bits as
//! they need. What was never packed here gives nothing, or other numbers, never a panic.

/// Bits put behind each other, the lowest of a byte first.
#[derive(Debug, Default)]
pub(crate) struct Packer {
    out: Vec<u8>,
    rest: u64,
    held: u32,
}

impl Packer {
    /// So many low bits of a number, 32 at most.
    pub(crate) fn put(&mut self, number: u32, bits: u32) {
        self.rest |= u64::from(number) << self.held;
        self.held += bits;
        while self.held >= 8 {
            self.out.push(self.rest as u8);
            self.rest >>= 8;
            self.held -= 8;
        }
    }

    /// A number of any size; small ones take five bits.
    pub(crate) fn number(&mut self, mut number: u32) {
        while number >= 16 {
            self.put(number & 15 | 16, 5);
            number >>= 4;
        }
        self.put(number, 5);
    }

    /// What stands above the lowest `low` bits as so many ones, then those bits.
    pub(crate) fn rice(&mut self, number: u32, low: u32) {
        let mut ones = number.checked_shr(low).unwrap_or(0);
        while ones > 0 {
            let some = ones.min(16);
            self.put((1 << some) - 1, some);
            ones -= some;
        }
        self.put(0, 1);
        self.put(number & mask(low), low);
    }

    /// Numbers below `end`, each larger than the one before; how many there are must be known.
    pub(crate) fn rising(&mut self, numbers: impl ExactSizeIterator<Item = u32>, end: u32) {
        let low = low_bits(numbers.len(), end);
        let mut next = 0;
        for number in numbers {
            self.rice(number - next, low);
            next = number.wrapping_add(1);
        }
    }

    /// The bytes; what is left of the last one is 0.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        if self.held > 0 {
            self.out.push(self.rest as u8);
        }
        self.out
    }
}

/// Takes numbers off again; nothing when the bytes end early.
#[derive(Clone, Debug)]
pub(crate) struct Unpacker<'b> {
    bytes: &'b [u8],
    rest: u64,
    held: u32,
}

impl<'b> Unpacker<'b> {
    pub(crate) const fn new(bytes: &'b [u8]) -> Self {
        Self { bytes, rest: 0, held: 0 }
    }

    /// As many whole bytes as there is room for.
    fn fill(&mut self) {
        if let Some(word) = self.bytes.first_chunk() {
            let some = (63 - self.held) / 8;
            self.rest |= u64::from_le_bytes(*word) << self.held;
            self.held += some * 8;
            self.rest &= (1 << self.held) - 1;
            self.bytes = &self.bytes[some as usize..];
            return;
        }
        while self.held < 56
            && let Some((&byte, rest)) = self.bytes.split_first()
        {
            self.bytes = rest;
            self.rest |= u64::from(byte) << self.held;
            self.held += 8;
        }
    }

    /// So many bits, 32 at most.
    pub(crate) fn take(&mut self, bits: u32) -> Option<u32> {
        if self.held < bits {
            self.fill();
            if self.held < bits {
                return None;
            }
        }
        let number = (self.rest & u64::from(mask(bits))) as u32;
        self.rest >>= bits;
        self.held -= bits;
        Some(number)
    }

    pub(crate) fn number(&mut self) -> Option<u32> {
        let mut number = 0_u32;
        for shift in (0..32).step_by(4) {
            let part = self.take(5)?;
            number |= (part & 15) << shift;
            if part < 16 {
                return Some(number);
            }
        }
        None
    }

    pub(crate) fn rice(&mut self, low: u32) -> Option<u32> {
        let mut ones = 0_u32;
        loop {
            let run = self.rest.trailing_ones();
            ones += run;
            self.rest >>= run;
            self.held -= run;
            if self.held > 0 {
                break;
            }
            self.fill();
            if self.held == 0 {
                return None;
            }
        }
        self.rest >>= 1;
        self.held -= 1;
        Some(ones.checked_shl(low).unwrap_or(0) | self.take(low)?)
    }

    /// So many numbers below `end`, each larger than the one before.
    pub(crate) fn rising(&mut self, count: usize, end: u32) -> Option<Vec<u32>> {
        let low = low_bits(count, end);
        // Each takes a bit at least, so that a damaged count asks for no memory.
        let mut numbers = Vec::with_capacity(count.min(self.bytes.len() * 8 + 64));
        let mut next = 0_u32;
        for _ in 0..count {
            let number = next.checked_add(self.rice(low)?)?;
            numbers.push(number);
            next = number.wrapping_add(1);
        }
        Some(numbers)
    }

    /// Whether nothing is left but the end of the last byte.
    pub(crate) const fn is_empty(&self) -> bool {
        self.bytes.is_empty() && self.held < 8 && self.rest == 0
    }
}

const fn mask(bits: u32) -> u32 {
    if bits >= 32 { u32::MAX } else { (1 << bits) - 1 }
}

/// How many low bits of a gap are written as they are: near the logarithm of the mean gap.
fn low_bits(count: usize, end: u32) -> u32 {
    (end / (count.max(1) as u32)).max(1).ilog2()
}

#[cfg(test)]
mod tests {
    use super::{Packer, Unpacker};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};
    use std::collections::BTreeSet;

    proptest! {
        #[test]
        fn what_is_put_is_taken(
            rising in proptest::collection::btree_set(any::<u32>(), 0..60),
            near in proptest::collection::btree_set(0..500_u32, 0..60),
            numbers in proptest::collection::vec(any::<u32>(), 0..9),
        ) {
            let mut packer = Packer::default();
            let put = |packer: &mut Packer, set: &BTreeSet<u32>, end| packer.rising(set.iter().copied(), end);
            put(&mut packer, &rising, u32::MAX);
            for number in &numbers {
                packer.number(*number);
            }
            put(&mut packer, &near, 500);
            let bytes = packer.finish();
            let mut unpacker = Unpacker::new(&bytes);
            prop_assert_eq!(unpacker.rising(rising.len(), u32::MAX), Some(rising.into_iter().collect()));
            for number in numbers {
                prop_assert_eq!(unpacker.number(), Some(number));
            }
            prop_assert_eq!(unpacker.rising(near.len(), 500), Some(near.into_iter().collect()));
            prop_assert!(unpacker.is_empty());
        }

        #[test]
        fn any_bytes_are_taken_without_harm(bytes in proptest::collection::vec(any::<u8>(), 0..40), count in any::<usize>()) {
            let mut unpacker = Unpacker::new(&bytes);
            let _ = (unpacker.number(), unpacker.rising(count % 1000, 70_000), unpacker.rice(40 % 33));
        }
    }
}
