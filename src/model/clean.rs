//! Text that is safe to show: the one gate between what was read and what reaches a terminal, a clipboard or a file.
//!
//! A [`Clean`] holds no control character, escape sequence, bidi control, line or paragraph separator, tag, invisible
//! format character or noncharacter; one cluster holds at most 4 marks, 12 code points, 64 bytes and two columns. It is
//! made only here, after decoding and after entities are decoded; cleaning what is clean changes nothing. It lives on
//! the lowest floor because plain data is made of it. Words are never changed, only what no reader can see.
//!
//! One pass, `gate`: `filter` says what may stand by itself and how far an escape sequence reaches, `joint` where clusters
//! end, `cluster` what is drawn in one place. [`Clean::mapped`] also tells where every byte came from.

mod class;
mod cluster;
mod filter;
mod gate;
mod joint;
mod offsets;

use crate::model::clean::gate::{LineEnds, pass};
use crate::model::clean::offsets::NoEdits;
pub use crate::model::clean::offsets::OffsetMap;
use serde::{Deserialize, Serialize};
use std::borrow::{Borrow, Cow};
use std::fmt;
use std::ops::Deref;

/// Sanitised text.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct Clean(String);

impl Clean {
    /// Sanitises text of one line: line ends and tabs become blanks.
    #[must_use]
    pub fn line(raw: &str) -> Self {
        Self(pass(raw, LineEnds::Blank, &mut NoEdits).into_owned())
    }

    /// Sanitises text of several lines: `\r\n`, `\r`, vertical tab, form feed, U+0085, U+2028 and U+2029 become `\n`,
    /// which stays; tabs become blanks.
    #[must_use]
    pub fn lines(raw: &str) -> Self {
        Self(pass(raw, LineEnds::Keep, &mut NoEdits).into_owned())
    }

    /// [`Clean::lines`] of an owned text, which is kept without a copy when it was clean already.
    #[must_use]
    pub fn owned_lines(raw: String) -> Self {
        let changed = match pass(&raw, LineEnds::Keep, &mut NoEdits) {
            Cow::Borrowed(_) => None,
            Cow::Owned(changed) => Some(changed),
        };
        Self(changed.unwrap_or(raw))
    }

    /// The text when [`Clean::lines`] would change nothing in it.
    ///
    /// # Errors
    /// When it would; as the text.
    pub fn unchanged_lines(raw: String) -> Result<Self, String> {
        match pass(&raw, LineEnds::Keep, &mut NoEdits) {
            Cow::Borrowed(_) => Ok(Self(raw)),
            Cow::Owned(_) => Err(raw),
        }
    }

    /// [`Clean::lines`], and the way back from its byte offsets to those of `raw`.
    #[must_use]
    pub fn mapped(raw: &str) -> (Self, OffsetMap) {
        let mut map = OffsetMap::default();
        let text = pass(raw, LineEnds::Keep, &mut map).into_owned();
        (Self(text), map)
    }

    /// Text of several lines with what [`Clean::lines`] takes out made visible: control characters as `^[` and `^?`,
    /// C1 controls, bidi controls and other invisible characters as `<U+202E>`.
    #[must_use]
    pub fn caret(raw: &str) -> Self {
        Self::owned_lines(filter::caret(raw))
    }

    /// The text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text, owned.
    #[must_use]
    pub fn into_string(self) -> String {
        self.0
    }
}

/// Whether a cluster may be drawn in one place of the screen: what the filter behind the gate asks of every cell.
#[must_use]
pub fn may_draw(cluster: &str) -> bool {
    let plain = |byte: &u8| matches!(byte, b' '..=b'~');
    match cluster.as_bytes() {
        [byte] => plain(byte),
        _ => {
            cluster::is_bounded(cluster)
                && matches!(pass(cluster, LineEnds::Keep, &mut NoEdits), Cow::Borrowed(_))
                && !cluster.contains('\n')
        }
    }
}

impl Deref for Clean {
    type Target = str;

    fn deref(&self) -> &str {
        &self.0
    }
}

impl Borrow<str> for Clean {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl AsRef<str> for Clean {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Clean {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl<'de> Deserialize<'de> for Clean {
    /// Stored text passes the gate again: a file on disk can have been changed by others.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::owned_lines)
    }
}

#[cfg(test)]
mod tests;
