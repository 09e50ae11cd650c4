//! How much may wait to be taken, so that a flood costs no memory: who brings more waits as well.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Weighs what waits.
#[derive(Debug)]
pub(crate) struct Room {
    most: usize,
    patience: Option<Duration>,
    taken: Mutex<usize>,
    freed: Condvar,
}

impl Room {
    /// Room for so much. Who waits longer than `patience` goes on: whoever should have taken what waits has ended.
    pub(crate) const fn new(most: usize, patience: Option<Duration>) -> Self {
        Self { most, patience, taken: Mutex::new(0), freed: Condvar::new() }
    }

    /// A place for something of this weight, as soon as the room is not full; the last one may weigh more than is left.
    pub(crate) fn place(self: &Arc<Self>, weight: usize) -> Place {
        let mut taken = self.lock();
        while *taken >= self.most {
            let waited = self.freed.wait_timeout(taken, self.patience.unwrap_or(Duration::MAX));
            let (guard, end) = waited.unwrap_or_else(PoisonError::into_inner);
            taken = guard;
            if end.timed_out() {
                break;
            }
        }
        *taken += weight;
        Place { room: Arc::clone(self), weight }
    }

    fn lock(&self) -> MutexGuard<'_, usize> {
        self.taken.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The place of something that waits; free again when it is dropped.
#[derive(Debug)]
pub(crate) struct Place {
    room: Arc<Room>,
    weight: usize,
}

impl Drop for Place {
    fn drop(&mut self) {
        *self.room.lock() -= self.weight;
        self.room.freed.notify_one();
    }
}

#[cfg(test)]
mod tests {
    use super::Room;
    use std::sync::Arc;
    use std::sync::mpsc::sync_channel;
    use std::time::Duration;

    #[test]
    fn a_flood_waits_until_something_is_taken() {
        let room = Arc::new(Room::new(64, None));
        let (send, taken) = sync_channel(640);
        let source = Arc::clone(&room);
        let flood = std::thread::spawn(move || {
            for n in 0..320 {
                send.send((n, source.place(1))).unwrap();
            }
        });
        for n in 0..320 {
            let (at, place) = taken.recv().unwrap();
            assert_eq!(at, n);
            assert!(*room.lock() <= 64, "no more than are allowed wait at any time");
            drop(place);
        }
        flood.join().unwrap();
        assert_eq!(*room.lock(), 0);
    }

    #[test]
    fn what_weighs_more_than_all_is_let_in_alone() {
        let room = Arc::new(Room::new(10, None));
        let first = room.place(11);
        let second = std::thread::spawn({
            let room = Arc::clone(&room);
            move || room.place(1)
        });
        drop(first);
        drop(second.join().unwrap());
        assert_eq!(*room.lock(), 0);
    }

    #[test]
    fn patience_ends() {
        let room = Arc::new(Room::new(1, Some(Duration::ZERO)));
        let places = [room.place(1), room.place(1)];
        assert_eq!(*room.lock(), 2);
        drop(places);
        assert_eq!(*room.lock(), 0);
    }
}
