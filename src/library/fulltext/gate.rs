//! How much may wait to be indexed. Files are parsed faster than their words are indexed, and tantivy lets ten thousand
//! documents wait, however large; here the texts that wait are weighed, and who brings more waits as well.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;
use tantivy::TantivyDocument;
use tantivy::schema::document::Document;

/// How many bytes of text may wait.
const MOST: usize = 2 << 20;
/// Who waits longer than this goes on: whoever should have let it in has ended.
const PATIENCE: Duration = Duration::from_secs(2);

/// Counts what waits.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    waiting: Mutex<usize>,
    passed: Condvar,
}

impl Gate {
    /// Lets a document of so many bytes in, once there is room.
    pub(crate) fn enter(self: &Arc<Self>, document: TantivyDocument, bytes: usize) -> Waiting {
        let mut waiting = self.waiting.lock().unwrap_or_else(PoisonError::into_inner);
        while *waiting > MOST {
            let (guard, waited) =
                self.passed.wait_timeout(waiting, PATIENCE).unwrap_or_else(PoisonError::into_inner);
            waiting = guard;
            if waited.timed_out() {
                break;
            }
        }
        *waiting += bytes;
        Waiting { document, bytes, gate: Arc::clone(self) }
    }
}

/// A document that waits to be indexed.
#[derive(Debug)]
pub(crate) struct Waiting {
    document: TantivyDocument,
    bytes: usize,
    gate: Arc<Gate>,
}

impl Drop for Waiting {
    fn drop(&mut self) {
        *self.gate.waiting.lock().unwrap_or_else(PoisonError::into_inner) -= self.bytes;
        self.gate.passed.notify_one();
    }
}

impl Document for Waiting {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(mut self) -> TantivyDocument {
        std::mem::take(&mut self.document)
    }
}

#[cfg(test)]
mod tests {
    use super::{Gate, MOST};
    use std::sync::Arc;
    use tantivy::TantivyDocument;

    #[test]
    fn what_has_passed_makes_room() {
        let gate = Arc::new(Gate::default());
        let first = gate.enter(TantivyDocument::new(), MOST + 1);
        let second = std::thread::spawn({
            let gate = Arc::clone(&gate);
            move || gate.enter(TantivyDocument::new(), 1)
        });
        drop(first);
        drop(second.join().unwrap());
        assert_eq!(*gate.waiting.lock().unwrap(), 0);
    }
}
