//! The mends as the text of a file: TOML with a head that says what it is, one `[[mend]]` a mend.
//!
//! Reading gives what can be read: of a newer version's file the mends known here, of a damaged one the whole ones.

use crate::library::mends::Mend;
use serde::{Deserialize, Serialize};
use toml::{Table, Value};

/// The format this version writes.
pub const FORMAT: i64 = 1;

const HEAD: &str = "\
# What you mended in onrecord, in order; names are as they stood after the mends above.
# You may edit this file: take out a [[mend]] to take it back.
";

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contents {
    /// The mends that could be read.
    pub mends: Vec<Mend>,
    /// Whether that is all there is.
    pub state: Wholeness,
}

/// Whether a file could be read whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wholeness {
    /// It could.
    Whole,
    /// A newer version wrote it, in this format.
    Newer(i64),
    /// It does not read, for this reason.
    Broken(String),
}

#[derive(Serialize)]
struct Written<'a> {
    format: i64,
    mend: &'a [Mend],
}

/// The text of the file.
///
/// # Errors
/// When a mend cannot be written as TOML, which none can be.
pub fn write(mends: &[Mend]) -> Result<String, toml::ser::Error> {
    Ok(format!("{HEAD}{}", toml::to_string(&Written { format: FORMAT, mend: mends })?))
}

/// Reads what stands in a file; never fails.
#[must_use]
pub fn read(bytes: &[u8]) -> Contents {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => return broken(&String::from_utf8_lossy(bytes), &error.to_string()),
    };
    let table: Table = match text.parse() {
        Ok(table) => table,
        Err(error) => {
            let error: toml::de::Error = error;
            return broken(text, error.message());
        }
    };
    let format = table.get("format").and_then(Value::as_integer).unwrap_or(FORMAT);
    let entries = table.get("mend").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let read: Vec<Result<Mend, toml::de::Error>> =
        entries.iter().map(|entry| Mend::deserialize(entry.clone())).collect();
    let fault = read.iter().find_map(|mend| mend.as_ref().err()).map(|error| error.message().to_owned());
    let mends = read.into_iter().filter_map(Result::ok).collect();
    let state = match fault {
        _ if format > FORMAT => Wholeness::Newer(format),
        Some(fault) => Wholeness::Broken(fault),
        None => Wholeness::Whole,
    };
    Contents { mends, state }
}

/// The whole mends of a text that is no TOML: each block by itself.
fn broken(text: &str, why: &str) -> Contents {
    let why = why.lines().next().unwrap_or_default().to_owned();
    let whole = |block: &str| block.parse::<Table>().ok().and_then(|table| Mend::deserialize(table).ok());
    let mends = text.split("[[mend]]").skip(1).filter_map(whole).collect();
    Contents { mends, state: Wholeness::Broken(why) }
}

/// A hash as sixteen hexadecimal digits: TOML's numbers are signed.
pub(crate) mod hex {
    use serde::{Deserialize, Deserializer, Serializer, de};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands it over so")]
    pub(crate) fn serialize<S: Serializer>(hash: &u64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(&format!("{hash:016x}"))
    }

    pub(crate) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<u64, D::Error> {
        u64::from_str_radix(&String::deserialize(from)?, 16).map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::{Wholeness, read, write};
    use crate::library::mends::{Mend, Named};
    use crate::model::{ActorKind, Span};

    fn mends() -> Vec<Mend> {
        let ada = Named::new("Ada \"the\" Lindqvist", ActorKind::Person);
        vec![
            Mend::Merge { actor: Named { name: "Lindqvist".to_owned(), kind: None }, into: ada.clone() },
            Mend::Split { actor: ada.clone(), variant: "Lindqvist's".to_owned() },
            Mend::Rename { actor: ada.clone(), to: "Åda\\".to_owned() },
            Mend::Kind { actor: ada.clone(), to: ActorKind::Place },
            Mend::Hide { actor: ada.clone() },
            Mend::speaker(u64::MAX - 3, Span::new(3, 90), "We are  not\nbound", Some(ada)),
            Mend::speaker(1, Span::new(0, 1), "x", None),
        ]
    }

    #[test]
    fn what_is_written_is_read() {
        let contents = read(write(&mends()).unwrap().as_bytes());
        assert_eq!((contents.mends, contents.state), (mends(), Wholeness::Whole));
        assert_eq!(read(b"").mends, []);
    }

    #[test]
    fn it_reads_like_what_it_means() {
        let text = write(&mends()[3..4]).unwrap();
        assert!(
            text.contains(
                "[[mend]]\ndo = \"kind\"\nactor = 'Ada \"the\" Lindqvist (person)'\nto = \"place\""
            ),
            "{text}"
        );
    }

    #[test]
    fn of_a_newer_file_what_is_known_is_read() {
        let newer =
            write(&mends()).unwrap().replace("format = 1", "format = 2") + "\n[[mend]]\ndo = \"dance\"\n";
        let contents = read(newer.as_bytes());
        assert_eq!((contents.mends, contents.state), (mends(), Wholeness::Newer(2)));
    }

    #[test]
    fn of_a_cut_file_the_whole_mends_are_read() {
        let text = write(&mends()).unwrap();
        for end in 0..text.len() {
            let contents = read(&text.as_bytes()[..end]);
            assert!(mends().starts_with(&contents.mends[..contents.mends.len().saturating_sub(1)]), "{end}");
            assert!(contents.mends.len() <= mends().len());
        }
    }
}
