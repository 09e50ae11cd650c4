//! A document that waits to be indexed. Files are parsed faster than their words are indexed, and tantivy lets ten thousand
//! documents wait, however large; here each holds a place for its text ([`Room`](crate::library::room::Room)).

use crate::library::room::Place;
use std::time::Duration;
use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// How many bytes of text may wait.
pub(crate) const MOST: usize = 2 << 20;
/// Who waits longer than this goes on: the thread that indexes has ended.
pub(crate) const PATIENCE: Duration = Duration::from_secs(2);

/// A document and its place; in a box, for tantivy keeps room for its ten thousand from the beginning.
#[derive(Debug)]
pub(crate) struct Waiting(Box<(TantivyDocument, Place)>);

impl Waiting {
    pub(crate) fn new(document: TantivyDocument, place: Place) -> Self {
        Self(Box::new((document, place)))
    }
}

impl Document for Waiting {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.0.0.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.0.0
    }
}
