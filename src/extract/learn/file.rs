//! Model files: named sections behind a magic word, a version, a fingerprint of the features, and a checksum.
//!
//! ```text
//! "ONRM" | version u16 | fingerprint u32 | sections: name length u8, name, length u32, bytes | xxh3 of all before, u64
//! ```
//! Numbers are little-endian. A model section holds labels, scale, transitions and the features by key: the gap to the
//! last key as a variable-length number, a mask of the labels with a weight, and one byte for each.

use crate::extract::learn::model::{Head, LANES, Model, Scores, Trained};
use thiserror::Error;
use xxhash_rust::xxh3::xxh3_64;

const MAGIC: &[u8; 4] = b"ONRM";
/// Counts up when the layout changes.
pub const VERSION: u16 = 1;

/// Why a model file was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
pub enum FileError {
    /// It does not begin as a model file does.
    #[error("not a model file")]
    Magic,
    /// It has another layout.
    #[error("model file of version {0}, expected {VERSION}")]
    Version(u16),
    /// It was trained for other features.
    #[error("model trained for other features than this program computes")]
    Fingerprint,
    /// Its content was altered or cut.
    #[error("model file damaged")]
    Damaged,
    /// It lacks a section.
    #[error("model file lacks a section")]
    Missing,
}

/// Writes a model file.
#[derive(Debug)]
pub struct Writer(Vec<u8>);

impl Writer {
    /// A file for features of the given fingerprint: any number that changes when the features do.
    #[must_use]
    pub fn new(fingerprint: u32) -> Self {
        let mut bytes = MAGIC.to_vec();
        bytes.extend(VERSION.to_le_bytes());
        bytes.extend(fingerprint.to_le_bytes());
        Self(bytes)
    }

    /// Adds a section of plain bytes; the name has at most 255 bytes.
    #[must_use]
    pub fn bytes(mut self, name: &str, content: &[u8]) -> Self {
        self.0.push(name.len().min(255) as u8);
        self.0.extend(name.as_bytes().iter().take(255));
        self.0.extend((content.len() as u32).to_le_bytes());
        self.0.extend(content);
        self
    }

    /// Adds a model.
    #[must_use]
    pub fn model(self, name: &str, model: &Model) -> Self {
        let mut out = vec![model.labels() as u8];
        out.extend(model.scale().to_bits().to_le_bytes());
        let befores = (0..model.labels()).map(Some).chain([None]);
        for row in befores.map(|before| model.after(before)) {
            for cell in row.iter().take(model.labels()) {
                out.extend(cell.to_le_bytes());
            }
        }
        out.extend((model.len() as u32).to_le_bytes());
        let mut last = 0;
        for (key, row) in model.weights() {
            varint(&mut out, key - last);
            last = key;
            let mask = row.iter().enumerate().fold(0_u32, |m, (at, w)| m | (u32::from(*w != 0) << at));
            varint(&mut out, mask);
            out.extend(row.iter().filter(|w| **w != 0).map(|w| w.to_le_bytes()[0]));
        }
        self.bytes(name, &out)
    }

    /// The file.
    #[must_use]
    pub fn finish(mut self) -> Vec<u8> {
        let sum = xxh3_64(&self.0);
        self.0.extend(sum.to_le_bytes());
        self.0
    }
}

/// Appends a number, seven bits a byte.
pub fn varint(out: &mut Vec<u8>, mut number: u32) {
    while number >= 0x80 {
        out.push(number as u8 | 0x80);
        number >>= 7;
    }
    out.push(number as u8);
}

/// A model file that passed its checks.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    sections: &'a [u8],
}

impl<'a> Reader<'a> {
    /// Checks a file.
    ///
    /// # Errors
    /// When magic word, version, fingerprint or checksum are not as expected.
    pub fn open(file: &'a [u8], fingerprint: u32) -> Result<Self, FileError> {
        let mut cursor = Cursor(file);
        if cursor.take(4) != Some(MAGIC) {
            return Err(FileError::Magic);
        }
        let version = cursor.u16().ok_or(FileError::Damaged)?;
        if version != VERSION {
            return Err(FileError::Version(version));
        }
        let trained = cursor.u32().ok_or(FileError::Damaged)?;
        let body = file.len().checked_sub(8).ok_or(FileError::Damaged)?;
        let (content, sum) = file.split_at_checked(body).ok_or(FileError::Damaged)?;
        if xxh3_64(content).to_le_bytes() != sum {
            return Err(FileError::Damaged);
        }
        if trained != fingerprint {
            return Err(FileError::Fingerprint);
        }
        Ok(Self { sections: content.get(10..).ok_or(FileError::Damaged)? })
    }

    /// A section's bytes.
    ///
    /// # Errors
    /// When there is no section of that name.
    pub fn bytes(&self, name: &str) -> Result<&'a [u8], FileError> {
        let mut cursor = Cursor(self.sections);
        while let Some(length) = cursor.u8() {
            let title = cursor.take(length as usize).ok_or(FileError::Damaged)?;
            let size = cursor.u32().ok_or(FileError::Damaged)?;
            let content = cursor.take(size as usize).ok_or(FileError::Damaged)?;
            if title == name.as_bytes() {
                return Ok(content);
            }
        }
        Err(FileError::Missing)
    }

    /// A model, whose weights stay in the file until they are asked for.
    ///
    /// # Errors
    /// When there is none of that name, or its section is not well formed.
    pub fn model(&self, name: &str) -> Result<Stored<'a>, FileError> {
        Stored::read(Cursor(self.bytes(name)?)).ok_or(FileError::Damaged)
    }
}

/// A model as it stands in a file.
#[derive(Clone, Debug)]
pub struct Stored<'a> {
    head: Head,
    weights: StoredWeights<'a>,
}

impl<'a> Stored<'a> {
    /// Goes through a section once; none if it is not well formed.
    fn read(mut cursor: Cursor<'a>) -> Option<Self> {
        let labels = cursor.u8().map(usize::from).filter(|l| (1..=LANES).contains(l))?;
        let scale = f32::from_bits(cursor.u32()?);
        let mut transitions = vec![Scores::default(); labels + 1];
        for cell in transitions.iter_mut().flat_map(|row| row.iter_mut().take(labels)) {
            *cell = cursor.u32()? as i32;
        }
        let count = cursor.u32()? as usize;
        let weights = StoredWeights { cursor, key: 0, left: count };
        (weights.clone().count() == count)
            .then_some(Self { head: Head { labels, scale, transitions }, weights })
    }
}

impl Trained for Stored<'_> {
    fn head(&self) -> &Head {
        &self.head
    }

    fn weights(&self) -> impl Iterator<Item = (u32, [i8; LANES])> + Clone {
        self.weights.clone()
    }
}

/// The weights of a file, read one row after the other.
#[derive(Clone, Debug)]
struct StoredWeights<'a> {
    cursor: Cursor<'a>,
    /// The key of the last row.
    key: u32,
    /// Rows still to come.
    left: usize,
}

impl Iterator for StoredWeights<'_> {
    type Item = (u32, [i8; LANES]);

    fn next(&mut self) -> Option<Self::Item> {
        self.left = self.left.checked_sub(1)?;
        self.key = self.key.checked_add(self.cursor.varint()?)?;
        let mask = self.cursor.varint()?;
        let mut row = [0_i8; LANES];
        for (at, cell) in row.iter_mut().enumerate() {
            if mask >> at & 1 == 1 {
                *cell = i8::from_le_bytes([self.cursor.u8()?]);
            }
        }
        Some((self.key, row))
    }
}

/// Reads numbers off the front of bytes.
#[derive(Clone, Copy, Debug)]
pub struct Cursor<'a>(pub &'a [u8]);

impl<'a> Cursor<'a> {
    /// The next `count` bytes.
    pub fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (head, tail) = self.0.split_at_checked(count)?;
        self.0 = tail;
        Some(head)
    }

    /// The next byte.
    pub fn u8(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    /// The next two bytes.
    pub fn u16(&mut self) -> Option<u16> {
        self.take(2)?.try_into().ok().map(u16::from_le_bytes)
    }

    /// The next four bytes.
    pub fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    /// The next number written by [`varint`].
    pub fn varint(&mut self) -> Option<u32> {
        let mut number = 0_u32;
        for shift in (0..35).step_by(7) {
            let byte = self.u8()?;
            number |= u32::from(byte & 0x7F).checked_shl(shift)?;
            if byte < 0x80 {
                return Some(number);
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::{Cursor, FileError, Reader, Writer, varint};

    #[test]
    fn sections_come_back_and_damage_is_seen() {
        let file = Writer::new(42).bytes("a", b"one").bytes("b", b"").finish();
        let reader = Reader::open(&file, 42).unwrap();
        assert_eq!((reader.bytes("a"), reader.bytes("b")), (Ok(&b"one"[..]), Ok(&b""[..])));
        assert_eq!(reader.bytes("c"), Err(FileError::Missing));
        assert_eq!(reader.model("a").map(drop), Err(FileError::Damaged));
        assert_eq!(Reader::open(&file, 43).unwrap_err(), FileError::Fingerprint);
        assert_eq!(Reader::open(b"", 42).unwrap_err(), FileError::Magic);
        for at in 0..file.len() {
            let mut broken = file.clone();
            broken[at] ^= 0x10;
            assert!(Reader::open(&broken, 42).is_err(), "byte {at}");
            assert!(Reader::open(&file[..at], 42).is_err(), "cut at {at}");
        }
        let mut newer = file;
        newer[4] = 9;
        assert_eq!(Reader::open(&newer, 42).unwrap_err(), FileError::Version(9));
    }

    #[test]
    fn numbers_of_every_length() {
        for number in [0, 1, 127, 128, 300, 1 << 20, u32::MAX] {
            let mut bytes = Vec::new();
            varint(&mut bytes, number);
            assert_eq!(Cursor(&bytes).varint(), Some(number));
        }
        assert_eq!(Cursor(&[0x80]).varint(), None);
    }
}
