//! Floor 6: what the reader is doing. State, actions, keymap, update; no terminal, no I/O, no threads.
//!
//! One way in, [`App::handle`], which takes an [`Event`] and gives back [`Effect`]s for the runtime; one question after
//! it, [`App::take_dirty`]. The library is asked by [`Effect::Ask`] under a number; an answer to an older number than the
//! last of its sort is dropped, so a late one can never replace a newer one.

pub mod action;
pub mod card;
pub mod drive;
pub mod event;
pub mod geometry;
pub mod keymap;
pub mod keys;
pub mod line;
pub mod list;
mod made;
pub mod picker;
pub mod rail;
pub mod reader;
mod rooms;
pub mod state;
mod steps;
pub mod story;
pub(crate) mod update;

use crate::app::action::{Action, Scope};
use crate::app::event::{Effect, Event};
use crate::app::geometry::{Breakpoint, Geometry, Pane, Wanted};
use crate::app::keymap::Keymap;
use crate::app::keys::Key;
use crate::app::list::{At, List};
use crate::app::state::{Marked, Mode, Room, Scoped, Show, Spot, Stage, Terms};
use crate::app::steps::Steps;
use crate::app::update::asking::Pending;
use crate::app::update::hunting::Hunt;
use crate::app::update::mending::Giving;
use crate::app::update::telling::Arrival;

pub(crate) use crate::app::update::marking::speaker_name;
use crate::config::{Config, Grouping, Problem, Screen};
use crate::library::state::UserState;
use crate::library::view::{
    ActorKey, ActorRow, ArticleRow, Hit, Problem as FileProblem, Progress, QuoteRow, SearchResults, StoryRow,
};
use crate::model::Clean;
use std::collections::{HashMap, HashSet};

/// What the app knows of its surroundings.
#[derive(Clone, Debug, Default)]
pub struct Surroundings {
    /// `NO_COLOR` is set: no colours are ever sent, modifiers only.
    pub no_color: bool,
    /// The corpus folder, as shown in the top line.
    pub corpus: Clean,
}

/// The whole state of the reader. Drawing reads it; only [`App::handle`] and [`App::update`] change it.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "independent switches of the user's")]
pub struct App {
    /// The settings; widths and switches are changed by keys.
    pub config: Config,
    /// The keys.
    pub keymap: Keymap,
    /// What the app knows of its surroundings.
    pub surroundings: Surroundings,
    /// Columns and rows of the screen.
    pub size: (u16, u16),
    /// The room one is in.
    pub room: Room,
    /// The stories that match.
    pub stories: List<StoryRow>,
    /// The actors that match.
    pub actors: List<ActorRow>,
    /// The quotes that match.
    pub quotes: List<QuoteRow>,
    /// The hits of the search, all groups in a row.
    pub hits: List<Hit>,
    /// The groups of the search; their hits stand in [`App::hits`].
    pub results: SearchResults,
    /// What is searched for.
    pub searched: String,
    /// What stands beside the list, by room.
    pub stages: [Stage; 4],
    /// What the rows must be, by room.
    pub terms: [Terms; 4],
    /// What everything is filtered by.
    pub scope: Option<Scoped>,
    /// Names that are lit in every text.
    pub pins: Vec<Clean>,
    /// Stories whose articles are shown under them, by the content of their first.
    pub unfolded: HashSet<u64>,
    /// What the user made: read marks, stars, places in texts.
    pub made: UserState,
    /// Whether quotes show how they were attributed.
    pub context: bool,
    /// The reader alone.
    pub zen: bool,
    /// Whether the rail lies over the text on a medium screen.
    pub drawer: bool,
    /// Which theme, by its place in the settings.
    pub theme: usize,
    /// What the keys mean beyond the keymap.
    pub mode: Mode,
    /// Keys that are the beginning of an action's.
    pub pressed: Vec<Key>,
    /// A sentence for the bottom line, until the next key.
    pub notice: Clean,
    /// How far the scan is.
    pub progress: Progress,
    /// How often the sign of work has turned.
    pub turns: usize,
    /// Files with issues.
    pub problems: Vec<FileProblem>,
    /// What is being found in the list or card.
    pub found: String,
    /// Where a range of rows begins, in the room's list.
    pub range: Option<At>,
    /// Whether what was met before is dimmed in the texts of a story.
    pub dim_known: bool,
    /// What came in since last time.
    pub arrived: Vec<ArticleRow>,
    /// How far the question is what came in since last time.
    arrival: Arrival,
    /// The screen's settings as configured, before keys changed them.
    configured: Screen,
    back: Vec<Spot>,
    forward: Vec<Spot>,
    marks: HashMap<char, Marked>,
    listed: String,
    pending: Pending,
    /// The rooms whose lists have changed since they were asked for.
    stale: Vec<Room>,
    effects: Vec<Effect>,
    leaving: bool,
    done: Vec<Action>,
    dirty: bool,
    /// What can be taken back, and done again.
    undone: Steps,
    /// The actor to put the cursor on when its list comes.
    sought: Option<ActorKey>,
    /// The quote whose speaker is asked about, by its place.
    giving: Option<Giving>,
    /// A find that goes beyond the rows that are loaded.
    hunt: Option<Hunt>,
}

impl App {
    /// A reader with these settings.
    ///
    /// # Errors
    /// Keys that clash or do not read and filters that do not parse, with file, line and key.
    pub fn new(config: Config, surroundings: Surroundings) -> Result<Self, Problem> {
        let keymap = Keymap::new(&config)?;
        update::filtering::check(&config)?;
        let theme = config.themes.iter().position(|theme| theme.name == config.screen.theme);
        let mut terms: [Terms; 4] = Default::default();
        if let Some(quotes) = terms.get_mut(Room::Quotes as usize) {
            quotes.sort = Grouping::ALL.iter().position(|g| *g == config.screen.group).unwrap_or_default();
        }
        Ok(Self {
            keymap,
            theme: theme.unwrap_or_default(),
            configured: config.screen.clone(),
            config,
            surroundings,
            size: (80, 24),
            room: Room::Stories,
            stories: List::default(),
            actors: List::default(),
            quotes: List::default(),
            hits: List::default(),
            results: SearchResults::default(),
            searched: String::new(),
            stages: Default::default(),
            terms,
            scope: None,
            pins: Vec::new(),
            unfolded: HashSet::new(),
            made: UserState::default(),
            context: false,
            zen: false,
            drawer: false,
            mode: Mode::Normal,
            pressed: Vec::new(),
            notice: Clean::default(),
            progress: Progress::default(),
            turns: 0,
            problems: Vec::new(),
            found: String::new(),
            range: None,
            dim_known: true,
            arrived: Vec::new(),
            arrival: Arrival::default(),
            undone: Steps::default(),
            sought: None,
            giving: None,
            hunt: None,
            back: Vec::new(),
            forward: Vec::new(),
            marks: HashMap::new(),
            listed: String::new(),
            pending: Pending::default(),
            stale: Vec::new(),
            effects: Vec::new(),
            leaving: false,
            done: Vec::new(),
            dirty: true,
        })
    }

    /// What to do before the first event: the first questions, the mouse.
    pub fn start(&mut self) -> Vec<Effect> {
        self.effects.push(Effect::Mouse(self.config.screen.mouse));
        self.ask_everything();
        self.settle()
    }

    /// Takes in what happened and says what is to be done.
    pub fn handle(&mut self, event: Event) -> Vec<Effect> {
        // Several events may come before a frame: one that changes nothing must not hide one that did.
        let undrawn = std::mem::replace(&mut self.dirty, true);
        self.done.clear();
        match event {
            Event::Key(key) => self.on_key(key),
            Event::Paste(text) => self.on_paste(&text),
            Event::Mouse(mouse) => self.on_mouse(mouse),
            Event::Resize(columns, rows) => self.size = (columns, rows),
            Event::Answer { generation, answer } => self.receive(generation, answer),
            Event::Progress(progress) => {
                self.dirty = self.progress != progress;
                self.progress = progress;
            }
            Event::Turn => self.turns += 1,
            Event::Made(kept) => self.take_made(*kept),
            Event::Mends(mends) => self.made.mends = mends,
            Event::Snapshot => self.ask_everything(),
            Event::Notice(text) => self.notice = text,
            Event::Resumed => {}
        }
        self.dirty |= undrawn;
        self.settle()
    }

    /// Does one action.
    pub fn update(&mut self, action: Action) -> Vec<Effect> {
        self.dirty = true;
        self.act(action);
        self.settle()
    }

    /// Whether the screen must be drawn; asking clears it.
    pub fn take_dirty(&mut self) -> bool {
        std::mem::take(&mut self.dirty)
    }

    /// The actions done since this was last asked.
    pub fn take_done(&mut self) -> Vec<Action> {
        std::mem::take(&mut self.done)
    }

    /// What stands beside the list of the room one is in.
    #[must_use]
    pub fn stage(&self) -> &Stage {
        let [stories, actors, quotes, search] = &self.stages;
        match self.room {
            Room::Stories => stories,
            Room::Actors => actors,
            Room::Quotes => quotes,
            Room::Search => search,
        }
    }

    pub(crate) fn stage_mut(&mut self) -> &mut Stage {
        self.stage_of(self.room)
    }

    pub(crate) fn stage_of(&mut self, room: Room) -> &mut Stage {
        let [stories, actors, quotes, search] = &mut self.stages;
        match room {
            Room::Stories => stories,
            Room::Actors => actors,
            Room::Quotes => quotes,
            Room::Search => search,
        }
    }

    /// What the rows of a room must be.
    #[must_use]
    pub fn terms_of(&self, room: Room) -> &Terms {
        let [stories, actors, quotes, search] = &self.terms;
        match room {
            Room::Stories => stories,
            Room::Actors => actors,
            Room::Quotes => quotes,
            Room::Search => search,
        }
    }

    pub(crate) fn terms_mut(&mut self) -> &mut Terms {
        let [stories, actors, quotes, search] = &mut self.terms;
        match self.room {
            Room::Stories => stories,
            Room::Actors => actors,
            Room::Quotes => quotes,
            Room::Search => search,
        }
    }

    /// Where the panes stand.
    #[must_use]
    pub fn geometry(&self) -> Geometry {
        let stage = self.stage();
        let wanted = Wanted {
            focus: stage.focus,
            zen: self.zen,
            rail: self.config.screen.rail,
            drawer: self.drawer,
            has_rail: stage.show == Show::Reader,
            broad_list: matches!(self.room, Room::Quotes | Room::Search),
        };
        Geometry::new(self.size, &self.config.screen, wanted)
    }

    /// The settings of the screen, as keys have changed them.
    #[must_use]
    pub const fn screen(&self) -> &Screen {
        &self.config.screen
    }

    /// The scopes whose keys are heard, the narrowest first.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        let stage = self.stage();
        let mut scopes = match (stage.focus, self.room, stage.show) {
            (Pane::List, Room::Actors, _) => vec![Scope::Actors, Scope::Names, Scope::Lists],
            (Pane::List, Room::Quotes, _) => vec![Scope::Quotes, Scope::Lists],
            (Pane::Main, _, Show::Card) => vec![Scope::Names, Scope::Lists],
            (Pane::Main, _, Show::Story) => vec![Scope::Story, Scope::Names, Scope::Lists],
            (Pane::List, ..) | (Pane::Main, _, Show::Nothing) => vec![Scope::Lists],
            (Pane::Rail, ..) if self.actor_here().is_some() => vec![Scope::Names, Scope::Reader],
            (Pane::Main | Pane::Rail, ..) => vec![Scope::Reader],
        };
        scopes.push(Scope::Everywhere);
        scopes
    }

    /// Whether something is on the screen only one pane at a time.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        Breakpoint::of(self.size.0, self.size.1) == Breakpoint::Narrow
    }
}
