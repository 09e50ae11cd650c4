//! A story seen whole: opening it, its pages, its lines; what is new to the reader, and what came in since last time.

use crate::app::App;
use crate::app::geometry::Pane;
use crate::app::picker::{Choice, Picker};
use crate::app::state::{Mode, Opening, Room, Show};
use crate::app::story::{Lead, Leaf, StoryPage};
use crate::app::update::listing::opened_items;
use crate::library::state::Change;
use crate::library::view::{Arrived, SideBySide, StoryView, Telling};
use std::sync::Arc;

/// How far the question is what came in since last time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Arrival {
    /// What was there last time is not known yet.
    #[default]
    Unknown,
    /// It is; the folder is still being read.
    Known,
    /// It has been asked.
    Asked,
}

impl App {
    /// Opens the story of the row or text one is at.
    pub(super) fn open_story(&mut self) {
        let stage = self.stage();
        let story = match (stage.focus, stage.show) {
            (Pane::Main | Pane::Rail, Show::Reader) => stage.reader.as_ref().map(|r| r.reading.row.story),
            _ => self.article_here().map(|row| row.story),
        };
        match story {
            Some(story) => self.go_deeper(Opening::Story(story)),
            None => self.say("there is no story here"),
        }
    }

    /// Opens another page of the story.
    pub(super) fn turn_to(&mut self, leaf: Leaf) {
        if let Some(page) = &mut self.stage_mut().page {
            page.turn_to(leaf);
        }
    }

    pub(super) fn open_story_line(&mut self) {
        let lead = self.stage().page.as_ref().and_then(StoryPage::lead);
        match lead {
            Some(Lead::Place(place)) => self.go_deeper(Opening::Article(place.article, Some(place.span))),
            Some(Lead::Article(id)) => self.go_deeper(Opening::Article(id, None)),
            Some(Lead::Actor(id)) => self.go_deeper(Opening::Actor(id)),
            Some(Lead::Story(id)) => self.go_deeper(Opening::Story(id)),
            Some(Lead::Copies(one, other)) => {
                self.push_spot(true);
                self.ask_copies(one, other);
            }
            None => {}
        }
    }

    /// Takes a story to be seen whole; one that is open already keeps its page and place.
    pub(super) fn receive_page(&mut self, room: Room, view: Arc<StoryView>) {
        let id = view.row.id;
        let stage = self.stage_of(room);
        let first = |view: &StoryView| view.row.articles.first().map(|row| row.content);
        match &mut stage.page {
            Some(page) if first(&page.view) == first(&view) => {
                page.view = view;
                page.fold_up();
            }
            _ => stage.page = Some(StoryPage::new(view)),
        }
        stage.show = Show::Story;
        stage.missing = None;
        self.ask_telling(room, id);
    }

    pub(super) fn receive_telling(&mut self, room: Room, telling: Arc<Telling>) {
        let page = self.stage_of(room).page.as_mut();
        if let Some(page) = page.filter(|page| page.view.row.id == telling.story) {
            page.telling = Some(telling);
            page.fold_up();
        }
    }

    pub(super) fn receive_copies(&mut self, room: Room, copies: Arc<SideBySide>) {
        if let Some(page) = &mut self.stage_of(room).page {
            page.copies = Some(copies);
            page.turn_to(Leaf::Copies);
        }
    }

    /// To the next thing that is new in the text.
    pub(super) fn next_new(&mut self) {
        let Some(reader) = &mut self.stage_mut().reader else { return };
        if reader.known().is_none() {
            return self.say("you have read no other article of this story: all of it is new");
        }
        if !reader.step_fresh() {
            self.say("nothing new after this");
        }
    }

    /// Asks once what came in since last time, when all is read and it is known what was there then.
    pub(super) fn want_arrivals(&mut self) {
        if self.arrival == Arrival::Known && self.progress.done {
            self.arrival = Arrival::Asked;
            self.ask_arrived(Arc::clone(&self.made.met));
        }
    }

    /// Says in one line what came in since last time.
    pub(super) fn receive_arrived(&mut self, arrived: Arrived) {
        let count = arrived.contents.len();
        if count == 0 {
            return;
        }
        self.make(Change::Met(arrived.contents));
        // The first time in a folder everything is new, and nothing came in since.
        if arrived.known == 0 {
            return;
        }
        let key = self.keymap.hint(crate::app::action::Action::Arrivals);
        let articles = if count == 1 { "1 article".to_owned() } else { format!("{count} articles") };
        let stories =
            if arrived.stories == 1 { "1 story".to_owned() } else { format!("{} stories", arrived.stories) };
        self.say(&format!("since last time {articles} in {stories} came in; {key} lists them"));
        self.arrived = arrived.rows;
    }

    pub(super) fn list_arrivals(&mut self) {
        if self.arrived.is_empty() {
            return self.say("nothing came in since last time");
        }
        let items = opened_items(&self.arrived);
        self.mode = Mode::Picker(Picker::new(Choice::Arrivals, items));
    }
}
