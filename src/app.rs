//! Floor 6: what the reader is doing. State, actions, keymap, update; no terminal, no I/O, no threads.
//!
//! One way in, [`App::handle`], which takes an [`Event`] and gives back [`Effect`]s for the runtime; one question after
//! it, [`App::take_dirty`]. The library is asked by [`Effect::Ask`] under a number; an answer to an older number than the
//! last of its sort is dropped, so a late one can never replace a newer one.

pub mod action;
pub mod event;
pub mod keymap;
pub mod keys;

use crate::app::action::{Action, Scope};
use crate::app::event::{Effect, Event};
use crate::app::keymap::{Keymap, Meaning};
use crate::app::keys::Key;
use crate::config::{Config, Problem};
use crate::model::Clean;

/// What the app knows of its surroundings.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `NO_COLOR` is set: no colours are ever sent, modifiers only.
    pub no_color: bool,
    /// The corpus folder, as shown in the top line.
    pub corpus: Clean,
}

/// The whole state of the reader.
#[derive(Debug)]
pub struct App {
    config: Config,
    keymap: Keymap,
    surroundings: Surroundings,
    size: (u16, u16),
    pressed: Vec<Key>,
    notice: Clean,
    dirty: bool,
}

impl App {
    /// A reader with these settings.
    ///
    /// # Errors
    /// Keys that clash or do not read, with file, line and key.
    pub fn new(config: Config, surroundings: Surroundings) -> Result<Self, Problem> {
        let keymap = Keymap::new(&config)?;
        let (size, pressed, notice) = ((80, 24), Vec::new(), Clean::default());
        Ok(Self { config, keymap, surroundings, size, pressed, notice, dirty: true })
    }

    /// What to do before the first event: the first questions, the mouse.
    pub fn start(&mut self) -> Vec<Effect> {
        vec![Effect::Mouse(self.config.screen.mouse)]
    }

    /// Takes in what happened and says what is to be done.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        match event {
            Event::Key(key) => return self.on_key(key),
            Event::Resize(columns, rows) => self.size = (columns, rows),
            Event::Notice(text) => self.notice = text,
            _ => {}
        }
        self.dirty = true;
        Vec::new()
    }

    /// Whether the screen must be drawn; asking clears it.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// The columns and rows of the screen.
    #[must_use]
    pub const fn size(&self) -> (u16, u16) {
        self.size
    }

    /// What the app knows of its surroundings.
    #[must_use]
    pub const fn surroundings(&self) -> &Surroundings {
        &self.surroundings
    }

    fn on_key(&mut self, key: Key) -> Vec<Effect> {
        self.pressed.push(key);
        let meaning = self.keymap.meaning(&[Scope::Everywhere], &self.pressed);
        if meaning != Meaning::Prefix {
            self.pressed.clear();
        }
        self.dirty = true;
        match meaning {
            Meaning::Action(action) => self.update(action),
            Meaning::Prefix | Meaning::Nothing => Vec::new(),
        }
    }

    /// Does one action.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        self.notice = Clean::default();
        match action {
            Action::Quit | Action::Back => vec![Effect::Quit],
            Action::Suspend => vec![Effect::Suspend],
            Action::Redraw => vec![Effect::Redraw],
            _ => Vec::new(),
        }
    }
}
