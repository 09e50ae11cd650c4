//! Folders of articles for tests that read them as the reader does.

use std::fs;
use tempfile::TempDir;

/// A folder of Markdown files, named by their place in the list.
pub(crate) fn folder(texts: &[String]) -> TempDir {
    let dir = tempfile::tempdir().unwrap();
    for (n, text) in texts.iter().enumerate() {
        fs::write(dir.path().join(format!("{n}.md")), text).unwrap();
    }
    dir
}
