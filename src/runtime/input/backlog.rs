//! How many inputs may wait to be taken, so that a flood of bytes costs no memory and nothing waits long behind it.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};

/// So many inputs wait at most; whoever has more to bring waits itself, and the rest stays with the terminal.
const MOST: usize = 64;

/// Counts the inputs that wait.
#[derive(Debug, Default)]
pub(super) struct Backlog {
    waiting: Mutex<usize>,
    room: Condvar,
}

impl Backlog {
    /// A place for one more input, as soon as there is one.
    pub(super) fn place(self: &Arc<Self>) -> Place {
        let full = |waiting: &mut usize| *waiting >= MOST;
        let waited = self.room.wait_while(self.lock(), full);
        *waited.unwrap_or_else(PoisonError::into_inner) += 1;
        Place(Arc::clone(self))
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of an input that waits; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place(Arc<Backlog>);

impl Drop for Place {
    fn drop(&mut self) {
        *self.0.lock() -= 1;
        self.0.room.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::{Backlog, MOST};
    use std::sync::Arc;
    use std::sync::mpsc::sync_channel;

    #[test]
    fn a_flood_waits_until_something_is_taken() {
        let backlog = Arc::new(Backlog::default());
        let (send, taken) = sync_channel(10 * MOST);
        let source = Arc::clone(&backlog);
        let flood = std::thread::spawn(move || {
            for n in 0..5 * MOST {
                send.send((n, source.place())).unwrap();
            }
        });
        for n in 0..5 * MOST {
            let (at, place) = taken.recv().unwrap();
            assert_eq!(at, n);
            assert!(*backlog.lock() <= MOST, "no more than are allowed wait at any time");
            drop(place);
        }
        flood.join().unwrap();
        assert_eq!(*backlog.lock(), 0);
    }
}
