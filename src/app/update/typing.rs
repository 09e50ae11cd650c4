//! Keys that go into an open line or box.

use crate::app::App;
use crate::app::action::Action;
use crate::app::geometry::Pane;
use crate::app::keymap::Meaning;
use crate::app::keys::{Code, Key};
use crate::app::picker::{self, Act, Choice, Item, Picker};
use crate::app::state::{Mode, Prompt, Purpose, Room, Show};
use crate::model::Clean;

impl App {
    pub(crate) fn on_paste(&mut self, text: &str) {
        match &mut self.mode {
            Mode::Line(prompt) => {
                prompt.line.insert(text);
                let prompt = prompt.clone();
                self.typed(prompt);
            }
            Mode::Picker(picker) if !matches!(picker.choice, Choice::Row | Choice::Kind) => {
                picker.line.insert(text);
                picker.narrow();
                self.typed_into_picker();
            }
            _ => self.say("pasted text goes into an open line; s searches, f filters, / finds"),
        }
    }

    pub(super) fn type_into_line(&mut self, mut prompt: Prompt, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => self.leave_line(&prompt),
            (Code::Enter, _) => self.finish_line(prompt),
            (Code::Tab, _)
                if matches!(prompt.purpose, Purpose::Search | Purpose::Filter)
                    && let Some(completed) = self.complete_query(prompt.line.text()) =>
            {
                prompt.line.replace(&completed);
                self.typed(prompt);
            }
            (Code::Down | Code::Tab, _) | (Code::Char('n'), true) if prompt.purpose == Purpose::Search => {
                self.step_list(1);
                self.mode = Mode::Line(prompt);
            }
            (Code::Up, _) | (Code::Char('p'), true) if prompt.purpose == Purpose::Search => {
                self.step_list(-1);
                self.mode = Mode::Line(prompt);
            }
            (Code::Tab, _) if matches!(prompt.purpose, Purpose::Tags { .. }) => {
                if let Some(completed) = self.complete_tag(prompt.line.text()) {
                    prompt.line.replace(&completed);
                }
                self.mode = Mode::Line(prompt);
            }
            // What stood in these lines from the start may be deleted by their end.
            (Code::Backspace, _) if prompt.line.text().is_empty() && prompt.purpose.is_of_rows() => {
                self.mode = Mode::Line(prompt);
            }
            // An empty line is left by deleting what is not there.
            (Code::Backspace, _) if prompt.line.text().is_empty() => self.leave_line(&prompt),
            _ => match prompt.line.edit(key) {
                Some(true) => self.typed(prompt),
                _ => self.mode = Mode::Line(prompt),
            },
        }
    }

    /// Does what a line does while it is typed.
    fn typed(&mut self, mut prompt: Prompt) {
        let text = prompt.line.text().to_owned();
        prompt.fault = None;
        match prompt.purpose {
            Purpose::Find { from } => self.find_typed(&text, from),
            Purpose::Filter => prompt.fault = super::filtering::parse(&text, &self.config).err(),
            Purpose::Search => {
                // A word that is not finished ("actor:") is no fault yet: what was found stays.
                match super::filtering::parse(&text, &self.config) {
                    Ok(_) => {
                        self.searched.clone_from(&text);
                        self.ask_search();
                    }
                    Err(fault) => prompt.fault = Some(fault),
                }
            }
            Purpose::Tags { .. } | Purpose::Note { .. } | Purpose::Rename(_) => {}
        }
        self.mode = Mode::Line(prompt);
    }

    fn leave_line(&mut self, prompt: &Prompt) {
        match prompt.purpose {
            Purpose::Find { from } => self.cancel_find(from),
            Purpose::Search if self.searched.is_empty() => self.history_back(),
            _ => {}
        }
    }

    fn finish_line(&mut self, mut prompt: Prompt) {
        let text = prompt.line.text().to_owned();
        match prompt.purpose {
            Purpose::Find { from } if text.is_empty() => self.cancel_find(from),
            Purpose::Find { .. } => {
                if self.stage().focus == Pane::List && self.misses(&text) {
                    return self.say(&format!("“{text}” is not in this list"));
                }
                let none = match (self.stage().focus, self.stage().show) {
                    (Pane::Main, Show::Reader) => {
                        self.stage().reader.as_ref().is_some_and(|reader| reader.finding.hits.is_empty())
                    }
                    _ => false,
                };
                if none {
                    self.say(&format!("“{text}” is not in this text"));
                }
            }
            Purpose::Filter => {
                if let Err(fault) = self.set_filter(&text) {
                    prompt.fault = Some(fault);
                    self.mode = Mode::Line(prompt);
                }
            }
            Purpose::Tags { articles, common } => self.set_tags(&articles, &common, &text),
            Purpose::Note { article, sentence } => self.set_note(article, sentence, &text),
            Purpose::Rename(key) => self.set_name(&key, &text),
            Purpose::Search => match prompt.fault {
                Some(_) => self.mode = Mode::Line(prompt),
                None if self.hits.page.rows.is_empty() => {}
                None => self.open(),
            },
        }
    }

    /// Opens the box of an action.
    pub(super) fn pick(&mut self, action: Action) {
        let table = self.keymap.table();
        let picker = match action {
            Action::Help => Picker::new(Choice::Help, picker::help(&table)),
            Action::Command => Picker::new(Choice::Command, picker::commands(&table)),
            Action::Problems => {
                if self.problems.is_empty() {
                    return self.say("every file was read without a problem");
                }
                Picker::new(Choice::Problems, picker::problems(&self.problems))
            }
            _ => {
                self.ask_go_to("");
                Picker::new(Choice::GoTo, Vec::new())
            }
        };
        self.mode = Mode::Picker(picker);
    }

    /// What can be done with what the cursor stands on.
    pub(super) fn row_actions(&self) -> Vec<Item> {
        let mut actions = vec![Action::Open, Action::Copy];
        let list = self.stage().focus == Pane::List;
        if self.actor_here().is_some() || list && self.room == Room::Stories {
            actions.push(Action::FilterBy);
        }
        if self.actor_here().is_some() {
            actions.push(Action::Pin);
        }
        if self.article_here().is_some() {
            actions.push(Action::Edit);
            if list {
                actions.extend([Action::Read, Action::Star, Action::Tag]);
            }
        }
        if self.actor_key_here().is_some() {
            actions.extend([Action::Merge, Action::Split, Action::Rename, Action::Kind, Action::Hide]);
        }
        match (list, self.room, self.stage().show) {
            (true, Room::Stories, _) => actions.extend([Action::Unfold, Action::Sort]),
            (true, Room::Actors, _) => {
                actions.extend([Action::People, Action::Organisations, Action::Places]);
            }
            (true, Room::Quotes, _) => {
                actions.extend([
                    Action::Reassign,
                    Action::Context,
                    Action::Group,
                    Action::Direct,
                    Action::Mixed,
                    Action::Indirect,
                    Action::Unattributed,
                    Action::Described,
                ]);
            }
            (false, _, Show::Reader) => {
                actions.extend([
                    Action::Note,
                    Action::View,
                    Action::NextQuote,
                    Action::NextSection,
                    Action::Justify,
                    Action::Mark,
                ]);
            }
            _ => {}
        }
        let item = |action: &Action| Item {
            left: Clean::line(&self.keymap.hint(*action)),
            right: Clean::line(action.doc().trim_end_matches('.')),
            act: Act::Run(*action),
        };
        actions.iter().map(item).collect()
    }

    pub(super) fn type_into_picker(&mut self, mut picker: Picker, key: Key) {
        match (key.code, key.ctrl) {
            (Code::Esc, _) | (Code::Char('c'), true) => return,
            (Code::Enter, _) => return self.choose(&picker),
            (Code::Down, _) | (Code::Char('n'), true) => picker.step(1),
            (Code::Up, _) | (Code::Char('p'), true) => picker.step(-1),
            (Code::PageDown, _) => picker.step(10),
            (Code::PageUp, _) => picker.step(-10),
            (Code::Tab, _) if picker.choice == Choice::Command => {
                let completed = match picker.selected().map(|item| &item.act) {
                    // Behind a command's name its query is completed.
                    Some(Act::Type(begun)) if picker.line.text().starts_with(begun) => {
                        self.complete_query(picker.line.text())
                    }
                    Some(Act::Type(begun)) => Some(begun.clone()),
                    _ => picker.selected().map(|item| item.left.to_string()),
                };
                if let Some(completed) = completed {
                    picker.line.replace(&completed);
                    picker.narrow();
                }
            }
            _ if picker.choice == Choice::Row => return self.row_key(picker, key),
            (Code::Backspace, _) if picker.line.text().is_empty() => return,
            _ => {
                if picker.line.edit(key) == Some(true) {
                    picker.narrow();
                    self.mode = Mode::Picker(picker);
                    return self.typed_into_picker();
                }
            }
        }
        self.mode = Mode::Picker(picker);
    }

    fn typed_into_picker(&mut self) {
        if let Mode::Picker(picker) = &self.mode
            && matches!(picker.choice, Choice::GoTo | Choice::Merge)
        {
            let (choice, typed) = (picker.choice, picker.line.text().to_owned());
            if choice == Choice::GoTo {
                self.ask_go_to(&typed);
            } else {
                self.ask_actors_like(&typed);
            }
        }
    }

    /// In the menu of a row its keys run at once; `j` and `k` move.
    fn row_key(&mut self, mut picker: Picker, key: Key) {
        match self.keymap.meaning(&self.scopes(), &[key]) {
            Meaning::Action(Action::Down) => picker.step(1),
            Meaning::Action(Action::Up) => picker.step(-1),
            Meaning::Action(Action::Back | Action::Actions) => return,
            Meaning::Action(action) if picker.all.iter().any(|item| item.act == Act::Run(action)) => {
                return self.act(action);
            }
            _ => {}
        }
        self.mode = Mode::Picker(picker);
    }

    fn choose(&mut self, picker: &Picker) {
        if picker.choice == Choice::Command
            && let Some(done) = self.begin_bulk(picker.line.text())
        {
            if let Err(message) = done {
                self.say(&message);
                self.mode = Mode::Picker(picker.clone());
            }
            return;
        }
        let Some(item) = picker.selected() else {
            if picker.choice == Choice::Command {
                self.say(&format!("`{}` is no action; Tab completes", picker.line.text()));
            }
            return;
        };
        match item.act.clone() {
            Act::Run(action) => self.act(action),
            Act::Open(target) => self.open_target(target),
            Act::Article(id) => self.open_article(id),
            Act::Mend(mend) => self.do_mend(&mend),
            Act::TakeBack(mend) => self.take_back(&mend),
            Act::Filter(query) => {
                if let Err((_, message)) = self.set_filter(&query) {
                    self.say(&message);
                }
            }
            Act::Type(begun) => {
                let mut picker = picker.clone();
                picker.line.replace(&begun);
                picker.narrow();
                self.mode = Mode::Picker(picker);
            }
            Act::Nothing => {}
        }
    }
}
