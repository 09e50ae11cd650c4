//! Corpora for tests: texts that are nowhere on disk, parsed and extracted like files.

use crate::library::corpus::{Corpus, FileRecord};
use crate::library::query::Query;
use crate::library::scan::extract_caught;
use crate::library::view::ListQuery;
use crate::parse;
use std::path::PathBuf;
use std::sync::Arc;

/// A corpus of files, given by path and text.
pub(crate) fn corpus(files: &[(&str, &str)]) -> Corpus {
    let records = files
        .iter()
        .map(|(path, text)| {
            let article = parse::parse(text.as_bytes(), path);
            let mut record = FileRecord::with_article(PathBuf::from(path), text.as_bytes(), article);
            if let Some(article) = &record.article {
                record.extraction = Arc::new(extract_caught(article).unwrap());
            }
            record
        })
        .collect();
    Corpus::new(PathBuf::from("corpus"), records)
}

/// The first rows of a list, unfiltered.
pub(crate) fn all() -> ListQuery {
    ListQuery { query: Query::default(), sort: None, window: 0..100 }
}
