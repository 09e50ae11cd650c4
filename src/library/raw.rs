//! An article's file as it is: decoded, nothing cut, what cannot be shown written out.

use crate::library::scan::read_file;
use crate::model::{Clean, Issue};
use crate::text::decode::decode_owned;
use std::path::Path;

/// Reads a file and writes its control characters out.
///
/// # Errors
/// When it cannot be read; as the issue to show.
pub fn read(path: &Path) -> Result<Clean, Issue> {
    let (bytes, _) = read_file(path)?;
    let decoded = decode_owned(bytes);
    if decoded.encoding.is_empty() {
        let (bytes, _) = read_file(path)?;
        return Ok(Clean::caret(&String::from_utf8_lossy(&bytes)));
    }
    Ok(Clean::caret(&decoded.text))
}

#[cfg(test)]
mod tests {
    use super::read;
    use std::fs;

    #[test]
    fn controls_are_written_out() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.txt");
        fs::write(&file, "red \x1b[31mink\nand more\n").unwrap();
        assert_eq!(&*read(&file).unwrap(), "red ^[[31mink\nand more\n");
        assert!(read(&dir.path().join("none")).is_err());
    }
}
