//! Bytes to text: byte-order marks, UTF-8, UTF-16, a declared or a guessed legacy encoding.
//!
//! Total: every input gives a text, if an empty one with an [`Issue`] that says why. It neither sanitises (that is
//! [`Clean`](crate::model::Clean)) nor looks at what the text says, except for the encoding a page declares.

use crate::model::{Issue, IssueCode, Severity};
use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE};

/// The most bytes of a file that are read as text; the rest is left out with an issue.
pub const MAX_BYTES: usize = 16 << 20;

/// The name of the encoding of texts that are taken as they are.
pub const PLAIN: &str = "UTF-8";

/// How many bytes the tests for binary files and for unmarked UTF-16 look at.
const SAMPLE: usize = 16 << 10;

/// A decoded text, the encoding it was read in, and what had to be guessed or was lost.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Decoded {
    /// The text, unsanitised; empty for a binary file.
    pub text: String,
    /// The encoding's name in the WHATWG standard ("UTF-8", "windows-1252"); empty for a binary file.
    pub encoding: &'static str,
    /// Empty, binary, too long, guessed, or with bytes that do not decode.
    pub issues: Vec<Issue>,
}

/// Decodes a file.
#[must_use]
pub fn decode(bytes: &[u8]) -> Decoded {
    decode_owned(bytes.to_vec())
}

/// Decodes a file that is needed no more: what is UTF-8 becomes text without a copy.
#[must_use]
pub fn decode_owned(mut bytes: Vec<u8>) -> Decoded {
    let mut issues = Vec::new();
    if bytes.len() > MAX_BYTES {
        bytes.truncate(MAX_BYTES);
        let message = format!("longer than {} MiB: the rest was left out", MAX_BYTES >> 20);
        issues.push(Issue::new(Severity::Warning, IssueCode::TooLong, message));
    }
    if bytes.is_empty() {
        issues.push(Issue::new(Severity::Warning, IssueCode::Empty, "nothing in this file"));
        return Decoded { text: String::new(), encoding: UTF_8.name(), issues };
    }
    let Some((encoding, ground)) = encoding_of(&bytes) else {
        issues.push(Issue::new(
            Severity::Error,
            IssueCode::Binary,
            "not text: this looks like a binary file",
        ));
        return Decoded { text: String::new(), encoding: "", issues };
    };
    let (text, bad) = text_of(bytes, encoding);
    if let Ground::Guess = ground {
        let message = format!("read as {}: a guess from the bytes, none is declared", encoding.name());
        issues.push(Issue::new(Severity::Note, IssueCode::GuessedEncoding, message));
    }
    if bad {
        let lost = text.matches('\u{fffd}').count();
        let message = format!("{lost} places do not decode as {} and show as \u{fffd}", encoding.name());
        issues.push(Issue::new(Severity::Warning, IssueCode::BadBytes, message));
    }
    Decoded { text, encoding: encoding.name(), issues }
}

/// The text of bytes in this encoding, and whether some did not decode.
fn text_of(bytes: Vec<u8>, encoding: &'static Encoding) -> (String, bool) {
    let decoded = |bytes: &[u8]| {
        let (text, bad) = encoding.decode_with_bom_removal(bytes);
        (text.into_owned(), bad)
    };
    if encoding != UTF_8 || Encoding::for_bom(&bytes).is_some() {
        return decoded(&bytes);
    }
    String::from_utf8(bytes).map_or_else(|error| decoded(error.as_bytes()), |text| (text, false))
}

/// What the choice of an encoding rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ground {
    /// A byte-order mark, a declaration, or bytes that fit UTF-8.
    Sure,
    /// Statistics of the bytes.
    Guess,
}

/// The encoding of a file, or nothing when it is not text.
fn encoding_of(bytes: &[u8]) -> Option<(&'static Encoding, Ground)> {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Some((encoding, Ground::Sure));
    }
    if starts_binary(bytes) {
        return None;
    }
    if let Some(encoding) = unmarked_utf16(bytes) {
        return Some((encoding, Ground::Guess));
    }
    if looks_binary(bytes) {
        return None;
    }
    let Err(first) = std::str::from_utf8(bytes) else {
        return Some((UTF_8, Ground::Sure));
    };
    if mostly_utf8(bytes, first.valid_up_to()) {
        return Some((UTF_8, Ground::Sure));
    }
    if let Some(encoding) = declared(bytes) {
        return Some((encoding, Ground::Sure));
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    Some((detector.guess(None, Utf8Detection::Deny), Ground::Guess))
}

/// Whether the first bytes are those of a well-known binary format.
fn starts_binary(bytes: &[u8]) -> bool {
    const MAGIC: [&[u8]; 14] = [
        b"%PDF-",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"\x1f\x8b",
        b"\x7fELF",
        b"BZh",
        b"\xfd7zXZ",
        b"7z\xbc\xaf",
        b"\xd0\xcf\x11\xe0",
        b"SQLite format 3\0",
    ];
    MAGIC.iter().any(|magic| bytes.starts_with(magic))
}

/// Whether control bytes are too many for a text. What is UTF-8 throughout may hold any but NUL: the sanitizer takes
/// them out, and a text must not hide behind them.
fn looks_binary(bytes: &[u8]) -> bool {
    let sample = bytes.get(..SAMPLE).unwrap_or(bytes);
    let nul = memchr::memchr_iter(0, sample).count();
    // A character cut off by the end of the sample is no fault.
    if std::str::from_utf8(sample).map_or_else(|error| error.error_len().is_none(), |_| true) {
        return nul * 10 > sample.len();
    }
    let control =
        sample.iter().filter(|&&b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1b)).count();
    nul * 200 > sample.len() || control * 10 > sample.len()
}

/// UTF-16 without a mark: the zero (or constant) high bytes stand at every other place.
fn unmarked_utf16(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..SAMPLE.min(bytes.len() & !1)).unwrap_or_default();
    if sample.len() < 4 {
        return None;
    }
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|&&b| b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), sample.len() / 2);
    let encoding = match (even, odd) {
        (e, o) if o * 20 >= half && e * 20 <= o => UTF_16LE,
        (e, o) if e * 20 >= half && o * 20 <= e => UTF_16BE,
        _ => return None,
    };
    let (text, bad) = encoding.decode_without_bom_handling(sample);
    let odd_signs = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')).count();
    (!bad && odd_signs * 50 <= half).then_some(encoding)
}

/// Whether a text that is not wholly UTF-8 is UTF-8 with damage: far more good sequences than bad ones.
fn mostly_utf8(bytes: &[u8], valid: usize) -> bool {
    let mut good = 0;
    let mut bad = 0;
    let mut rest = bytes;
    let mut valid = valid;
    loop {
        let (head, tail) = rest.split_at(valid.min(rest.len()));
        good += head.iter().filter(|&&b| b >= 0xc0).count();
        if tail.is_empty() {
            break;
        }
        let skip = match std::str::from_utf8(tail) {
            Ok(_) => 0,
            Err(error) => error.error_len().unwrap_or(tail.len()),
        };
        bad += 1;
        rest = tail.get(skip.max(1)..).unwrap_or_default();
        valid = std::str::from_utf8(rest).map_or_else(|error| error.valid_up_to(), str::len);
        if bad > 64 && bad > good {
            return false;
        }
    }
    good >= 4 * bad
}

/// The encoding a page or an XML file declares in its first bytes.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..1024).unwrap_or(bytes).to_ascii_lowercase();
    let at = ["charset=", "encoding="]
        .iter()
        .find_map(|key| memchr::memmem::find(&head, key.as_bytes()).map(|at| at + key.len()))?;
    if !head.contains(&b'<') {
        return None;
    }
    let label: Vec<u8> = head
        .get(at..)?
        .iter()
        .copied()
        .skip_while(|b| matches!(b, b'"' | b'\''))
        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b':'))
        .collect();
    Encoding::for_label(&label).filter(|e| *e != UTF_8 && *e != UTF_16LE && *e != UTF_16BE)
}

#[cfg(test)]
mod tests {
    use super::{MAX_BYTES, decode};
    use crate::model::IssueCode;
    use proptest::prelude::{Strategy, any, prop, prop_assert, prop_assert_eq, prop_oneof, proptest};

    #[track_caller]
    fn check(bytes: &[u8], text: &str, encoding: &str, codes: &[IssueCode]) {
        let decoded = decode(bytes);
        assert_eq!(decoded.text, text);
        assert_eq!(decoded.encoding, encoding);
        let found: Vec<IssueCode> = decoded.issues.iter().map(|i| i.code).collect();
        assert_eq!(found, codes);
    }

    fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    #[test]
    fn utf8_with_and_without_mark() {
        check("Zoë “said”".as_bytes(), "Zoë “said”", "UTF-8", &[]);
        check(b"\xef\xbb\xbfplain", "plain", "UTF-8", &[]);
        check(b"", "", "UTF-8", &[IssueCode::Empty]);
    }

    #[test]
    fn utf16_with_and_without_mark() {
        let text = "The river rose.\nNobody slept, Zoë said.";
        let mut marked = vec![0xff, 0xfe];
        marked.extend(utf16(text, u16::to_le_bytes));
        check(&marked, text, "UTF-16LE", &[]);
        check(&utf16(text, u16::to_le_bytes), text, "UTF-16LE", &[IssueCode::GuessedEncoding]);
        check(&utf16(text, u16::to_be_bytes), text, "UTF-16BE", &[IssueCode::GuessedEncoding]);
        let cyrillic = "Вода поднялась ночью. Никто не спал.";
        check(&utf16(cyrillic, u16::to_le_bytes), cyrillic, "UTF-16LE", &[IssueCode::GuessedEncoding]);
    }

    #[test]
    fn legacy_encodings_are_guessed_and_named() {
        let bytes = b"\x93We waited,\x94 the mayor\x92s caf\xe9 owner said \x97 twice.";
        let text = "“We waited,” the mayor’s café owner said — twice.";
        check(bytes, text, "windows-1252", &[IssueCode::GuessedEncoding]);
    }

    #[test]
    fn a_declared_encoding_is_taken() {
        let page = b"<html><meta charset=\"iso-8859-2\"><p>\xb1\xea</p>";
        check(page, "<html><meta charset=\"iso-8859-2\"><p>ąę</p>", "ISO-8859-2", &[]);
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let mut bytes = "“Één”, “twéé”, “drié”".as_bytes().to_vec();
        bytes.extend(b" \xff.");
        check(&bytes, "“Één”, “twéé”, “drié” \u{fffd}.", "UTF-8", &[IssueCode::BadBytes]);
    }

    #[test]
    fn binary_files_give_no_text() {
        check(b"%PDF-1.4 and so on", "", "", &[IssueCode::Binary]);
        let noise: Vec<u8> = (0..4000u32).map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8).collect();
        check(&noise, "", "", &[IssueCode::Binary]);
        check(&[0; 4000], "", "", &[IssueCode::Binary]);
        check(
            "bell\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}".as_bytes(),
            "bell\u{7}\u{7}\u{7}\u{7}\u{7}\u{7}",
            "UTF-8",
            &[],
        );
    }

    #[test]
    fn long_files_are_cut_with_an_issue() {
        let decoded = decode(&vec![b'a'; MAX_BYTES + 5]);
        assert_eq!(decoded.text.len(), MAX_BYTES);
        assert_eq!(decoded.issues[0].code, IssueCode::TooLong);
    }

    /// Texts as they come: any bytes at all, and every encoding's own with a fault in the middle.
    fn bytes() -> impl Strategy<Value = Vec<u8>> {
        let encodings = [
            encoding_rs::UTF_8,
            encoding_rs::WINDOWS_1252,
            encoding_rs::WINDOWS_1251,
            encoding_rs::SHIFT_JIS,
            encoding_rs::GB18030,
        ];
        let written =
            ("\\PC{0,80}", prop::sample::select(encodings.to_vec()), any::<(u8, prop::sample::Index)>())
                .prop_map(|(text, encoding, (fault, at))| {
                    let mut bytes = encoding.encode(&text).0.into_owned();
                    bytes.insert(at.index(bytes.len() + 1), fault);
                    bytes
                });
        prop_oneof![prop::collection::vec(any::<u8>(), 0..400), written]
    }

    proptest! {
        #[test]
        fn any_bytes_decode_and_say_how(bytes in bytes()) {
            let decoded = decode(&bytes);
            let refused = decoded.issues.iter().any(|i| matches!(i.code, IssueCode::Binary | IssueCode::Empty));
            prop_assert_eq!(decoded.encoding.is_empty() || bytes.is_empty(), refused);
            // Every byte is at most one character, and no character is longer than three of them in UTF-8.
            prop_assert!(decoded.text.len() <= 3 * bytes.len());
        }

        #[test]
        fn valid_utf8_is_never_changed(text in "\\PC{1,200}") {
            let decoded = decode(text.as_bytes());
            if decoded.encoding == "UTF-8" {
                prop_assert_eq!(decoded.text, text.strip_prefix('\u{feff}').unwrap_or(&text));
            }
        }
    }
}
