//! Drives an app without a terminal: events go in, questions are answered at once, changes are taken in, the rest of
//! the effects is kept.
//!
//! What sessions of tests and benches run on; the runtime does the same with threads.

use crate::app::App;
use crate::app::action::Action;
use crate::app::event::{Effect, Event};
use crate::app::keys::{Chord, Key};
use crate::library::state::UserState;
use crate::library::view::{Answer, Request};
use std::collections::VecDeque;

/// An app, and who answers its questions.
pub struct Drive<A> {
    /// The app.
    pub app: App,
    /// What it wanted done besides asking, in order.
    pub effects: Vec<Effect>,
    /// Which actions its keys did, in order.
    pub done: Vec<Action>,
    /// What the library knows of the user's marks.
    pub marks: UserState,
    answer: A,
}

impl<A: FnMut(&Request, &UserState) -> Answer> Drive<A> {
    /// Starts an app on a screen of this size.
    pub fn start(mut app: App, size: (u16, u16), answer: A) -> Self {
        let effects = app.start();
        let mut drive =
            Self { app, effects: Vec::new(), done: Vec::new(), marks: UserState::default(), answer };
        drive.settle(effects);
        drive.event(Event::Resize(size.0, size.1));
        drive
    }

    /// Sends an event and answers every question that comes of it.
    pub fn event(&mut self, event: Event) {
        let effects = self.app.handle(event);
        self.done.extend(self.app.take_done());
        self.settle(effects);
    }

    /// Presses keys, written one after another: `j j Enter`. In quotation marks stands what is typed: `s "rates" Enter`.
    ///
    /// # Errors
    /// The first that is no key.
    pub fn keys(&mut self, keys: &str) -> Result<(), String> {
        for (at, part) in keys.split('"').enumerate() {
            let pressed: Vec<Key> = if at % 2 == 1 {
                part.chars().map(Key::char).collect()
            } else if part.trim().is_empty() {
                Vec::new()
            } else {
                part.parse::<Chord>()?.0
            };
            for key in pressed {
                self.event(Event::Key(key));
            }
        }
        Ok(())
    }

    fn settle(&mut self, effects: Vec<Effect>) {
        let mut queue = VecDeque::from(effects);
        while let Some(effect) = queue.pop_front() {
            match effect {
                Effect::Ask { generation, request } => {
                    let answer = (self.answer)(&request, &self.marks);
                    queue.extend(self.app.handle(Event::Answer { generation, answer }));
                }
                Effect::Record(change) => {
                    self.marks.apply(&change);
                    self.effects.push(Effect::Record(change));
                }
                // Every question has been answered.
                Effect::Forget(_) => {}
                other => self.effects.push(other),
            }
        }
    }
}
