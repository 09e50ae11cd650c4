//! Steps of the user's that can be taken back and done again: each a few changes with those that undo them.

use crate::app::App;
use crate::app::action::Action;
use crate::library::mends::{Mend, Named};
use crate::library::state::Change;
use crate::library::view::ActorKey;
use crate::model::Clean;

/// Steps that are kept.
const MOST_STEPS: usize = 500;

/// One step.
#[derive(Clone, Debug, PartialEq)]
struct Step {
    /// What was done, in a few words.
    label: String,
    does: Vec<Change>,
    undoes: Vec<Change>,
}

/// What can be taken back, and what was.
#[derive(Clone, Debug, Default)]
pub(crate) struct Steps {
    done: Vec<Step>,
    undone: Vec<Step>,
}

impl App {
    /// Does some changes as one step that can be taken back.
    pub(crate) fn do_step(&mut self, label: &str, changes: Vec<Change>) {
        let mut undoes = Vec::new();
        for change in &changes {
            undoes.extend(self.made.inverse(change));
            self.make(change.clone());
        }
        undoes.reverse();
        self.say(label);
        self.range = None;
        self.follow_mends(&changes);
        self.undone.done.push(Step { label: label.to_owned(), does: changes, undoes });
        self.undone.undone.clear();
        if self.undone.done.len() > MOST_STEPS {
            self.undone.done.remove(0);
        }
    }

    pub(crate) fn undo(&mut self) {
        let Some(step) = self.undone.done.pop() else {
            let key = self.keymap.hint(Action::Mends);
            return self
                .say(&format!("nothing was marked or mended since the start; {key} lists older mends"));
        };
        self.redo_changes(&step.undoes);
        self.say(&format!("taken back: {}", step.label));
        self.undone.undone.push(step);
    }

    pub(crate) fn redo(&mut self) {
        let Some(step) = self.undone.undone.pop() else { return self.say("nothing was taken back") };
        self.redo_changes(&step.does);
        self.say(&format!("done again: {}", step.label));
        self.undone.done.push(step);
    }

    fn redo_changes(&mut self, changes: &[Change]) {
        for change in changes {
            self.make(change.clone());
        }
        self.follow_mends(changes);
    }

    /// After mends everything is asked for again, and what is shown goes along: a renamed actor's card stays open.
    fn follow_mends(&mut self, changes: &[Change]) {
        let mends: Vec<(&Mend, bool)> = changes
            .iter()
            .filter_map(|change| match change {
                Change::Mended(mend, on) => Some((mend, *on)),
                _ => None,
            })
            .collect();
        if mends.is_empty() {
            return;
        }
        let become_ =
            |key: &ActorKey| mends.iter().fold(key.clone(), |key, (mend, on)| after(mend, *on, key));
        self.sought =
            self.actors.selected().map(|row| become_(&ActorKey { name: row.name.clone(), kind: row.kind }));
        for stage in &mut self.stages {
            if let Some(card) = &mut stage.card {
                card.key = become_(&card.key);
            }
            if let Some((_, name)) = &mut stage.actor {
                let kind = stage.card.as_ref().map_or(crate::model::ActorKind::Other, |card| card.key.kind);
                *name = become_(&ActorKey { name: name.clone(), kind }).name;
            }
        }
        self.ask_everything();
    }
}

/// What an actor is called after a mend was done or taken back.
fn after(mend: &Mend, on: bool, key: ActorKey) -> ActorKey {
    let is =
        |named: &Named| named.name == key.name.as_str() && named.kind.is_none_or(|kind| kind == key.kind);
    let called = |name: &str| ActorKey { name: Clean::line(name), kind: key.kind };
    match (mend, on) {
        (Mend::Merge { actor, into }, true) if is(actor) => {
            ActorKey { kind: into.kind.unwrap_or(key.kind), ..called(&into.name) }
        }
        (Mend::Rename { actor, to }, true) if is(actor) => called(to),
        (Mend::Rename { actor, to }, false) if *to == key.name.as_str() => called(&actor.name),
        (Mend::Kind { actor, to }, true) if is(actor) => ActorKey { kind: *to, ..key },
        (Mend::Kind { actor, .. }, false) if actor.name == key.name.as_str() => {
            ActorKey { kind: actor.kind.unwrap_or(key.kind), ..key }
        }
        (Mend::Split { actor, variant }, false) if *variant == key.name.as_str() => called(&actor.name),
        _ => key,
    }
}
