//! Questions to the library. Of each sort of question only the last answer counts; `receiving` takes it in.

use crate::app::App;
use crate::app::event::Effect;
use crate::app::geometry::Pane;
use crate::app::list::List;
use crate::app::picker::Choice;
use crate::app::state::{Mode, Purpose, Room, Show};
use crate::app::update::bulk::Bulk;
use crate::app::update::filtering::parse;
use crate::library::query::Sort as Order;
use crate::library::view::{ActorKey, ListQuery, Request, SearchResults};
use crate::model::{ActorId, ArticleId, StoryId};
use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::Arc;

/// Actors that are offered to merge with.
const MOST_MERGES: usize = 60;

/// How far from the last hit that is there the others are asked for while one types.
const HITS_AHEAD: usize = 8;

/// Sorts of questions; each has one that is current.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) enum Sort {
    Rows(Room),
    Article,
    /// The article that is shown already, from a new snapshot.
    Refresh,
    Actor,
    /// The card that is shown already, by its name.
    Card,
    Story,
    Raw,
    GoTo,
    Problems,
    /// The actors one could be merged into.
    Merges,
    /// The spellings of an actor.
    Variants,
    /// The article of a quote that is to have another speaker.
    Quote,
    /// Articles to be listed in a box.
    Listed(Choice),
    /// A story to be seen whole.
    Page,
    /// The story that is seen, told from its articles.
    Telling,
    /// The number of the story that is seen, after the numbers changed.
    Reopen,
    /// What is new in the open text.
    Fresh,
    /// A near-copy beside its original.
    Copies,
    /// What came in since last time.
    Arrived,
    /// The articles something is to be done with.
    Bulk(Bulk),
}

impl Sort {
    /// Whether its answer goes on the screen by itself, as soon as it comes.
    const fn is_shown_at_once(&self) -> bool {
        matches!(
            self,
            Self::Article
                | Self::Actor
                | Self::Card
                | Self::Story
                | Self::Raw
                | Self::GoTo
                | Self::Merges
                | Self::Page
        )
    }
}

/// The questions that have no answer yet, by their sort: the number, and the room that asked.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    last: u64,
    pub(super) open: HashMap<Sort, (u64, Room)>,
}

impl App {
    pub(super) fn ask(&mut self, sort: Sort, request: Request) {
        self.pending.last += 1;
        let generation = self.pending.last;
        self.forget(&sort);
        self.pending.open.insert(sort, (generation, self.room));
        self.effects.push(Effect::Ask { generation, request });
    }

    /// Asks again for everything that is shown: at the start, and when the library has a new snapshot.
    pub(crate) fn ask_everything(&mut self) {
        // The others when they are entered, or when nothing else is asked.
        self.stale = Room::ALL.to_vec();
        self.ask_rows(self.room);
        self.ask(Sort::Problems, Request::Problems);
        let room = self.room;
        for other in Room::ALL {
            self.room = other;
            let shown = match (self.stage().show, &self.stage().reader, &self.stage().card) {
                (Show::Card, _, Some(card)) => Some(Request::Named(card.key.clone())),
                _ => None,
            };
            if other == room {
                if let Some(request) = shown {
                    self.ask(Sort::Card, request);
                }
            } else {
                // Other rooms ask again when they are entered.
                self.stage_mut().asked = None;
            }
        }
        self.room = room;
        if let (Show::Story, Some(page)) = (self.stage().show, &self.stage().page) {
            let first = page.view.row.articles.first().map(|row| row.content);
            self.ask(Sort::Reopen, Request::Articles(first.into_iter().collect()));
        }
        if self.stage().show == Show::Reader
            && let Some(id) = self.stage().reader.as_ref().map(|reader| reader.reading.row.id)
        {
            self.ask(Sort::Refresh, Request::Article(id));
        }
    }

    /// Asks for the rows around the cursor of a room's list.
    pub(crate) fn ask_rows(&mut self, room: Room) {
        self.stale.retain(|stale| *stale != room);
        let window = match room {
            Room::Stories => self.stories.around(),
            Room::Actors => self.actors.around(),
            Room::Quotes => self.quotes.around(),
            Room::Search => return self.ask_search(),
        };
        self.ask_window(room, window);
    }

    /// Asks how many quotes there are. For those of a speaker to stand together all must be looked at: that waits until
    /// somebody wants to see them.
    fn ask_quote_count(&mut self) {
        self.stale.retain(|stale| *stale != Room::Quotes);
        let Ok(query) = self.query_of(Room::Quotes) else { return };
        let list = ListQuery { query, sort: None, window: 0..0 };
        self.ask(Sort::Rows(Room::Quotes), Request::Quotes(list));
    }

    pub(crate) fn ask_window(&mut self, room: Room, window: Range<usize>) {
        let Ok(query) = self.query_of(room) else { return };
        let list = ListQuery { query, sort: Some(self.sort_of(room)), window };
        let request = match room {
            Room::Stories => Request::Stories(list),
            Room::Actors => Request::Actors(list),
            Room::Quotes => Request::Quotes(list),
            Room::Search => return,
        };
        self.ask(Sort::Rows(room), request);
    }

    pub(crate) fn ask_search(&mut self) {
        // What fits on the screen; the others later. What is listed already stays so long.
        let known = self.listed == self.searched && self.hits.loaded;
        let rows = if known { usize::MAX } else { self.hits_on_screen() };
        self.ask_hits(rows);
    }

    /// How many hits the list has room for: each has a line of its own and one of the words around it.
    fn hits_on_screen(&self) -> usize {
        let inside = self.geometry().inside(Pane::List);
        inside.map_or(0, |area| usize::from(self.list_height(area.height)).div_ceil(2))
    }

    /// Whether hits are wanted that are not on the screen. Not while one types: the next key makes others of them.
    fn wants_all_hits(&self) -> bool {
        let typing = matches!(&self.mode, Mode::Line(prompt) if prompt.purpose == Purpose::Search);
        let near_end = self.hits.cursor.row + HITS_AHEAD >= self.hits.page.rows.len();
        self.results.more && self.listed == self.searched && (!typing || near_end)
    }

    fn ask_hits(&mut self, rows: usize) {
        let text = self.with_scope(&self.searched.clone());
        match parse(&text, &self.config) {
            Ok(query) if !self.searched.trim().is_empty() => {
                self.ask(Sort::Rows(Room::Search), Request::Search { query, rows });
            }
            _ => {
                self.forget(&Sort::Rows(Room::Search));
                self.results = SearchResults::default();
                self.hits = List::default();
            }
        }
    }

    pub(crate) fn ask_go_to(&mut self, typed: &str) {
        self.ask(Sort::GoTo, Request::GoTo(typed.to_owned()));
    }

    pub(crate) fn ask_article(&mut self, id: ArticleId) {
        self.ask(Sort::Article, Request::Article(id));
    }

    pub(crate) fn ask_actor(&mut self, id: ActorId) {
        self.ask(Sort::Actor, Request::Actor(id));
    }

    pub(super) fn ask_page(&mut self, id: StoryId) {
        self.ask(Sort::Page, Request::Story(id));
    }

    /// Asks for the story of a room's page, told from its articles: only when the page is there to take it.
    pub(super) fn ask_telling(&mut self, room: Room, id: StoryId) {
        let here = std::mem::replace(&mut self.room, room);
        self.ask(Sort::Telling, Request::Telling(id));
        self.room = here;
    }

    pub(super) fn ask_copies(&mut self, one: ArticleId, other: ArticleId) {
        self.ask(Sort::Copies, Request::SideBySide(one, other));
    }

    pub(super) fn ask_arrived(&mut self, known: Arc<HashSet<u64>>) {
        self.ask(Sort::Arrived, Request::Arrived(known));
    }

    pub(super) fn ask_split(&mut self, key: ActorKey) {
        self.ask(Sort::Variants, Request::Named(key));
    }

    pub(super) fn ask_quote(&mut self, article: ArticleId) {
        self.ask(Sort::Quote, Request::Article(article));
    }

    pub(super) fn ask_articles(&mut self, choice: Choice, contents: Vec<u64>) {
        self.ask(Sort::Listed(choice), Request::Articles(contents));
    }

    /// Asks for the actors whose name has words that begin like this.
    pub(super) fn ask_actors_like(&mut self, typed: &str) {
        let words = typed.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
        let terms: Vec<String> = words.map(|word| format!("actor:{word}*")).collect();
        let Ok(query) = parse(&terms.join(" "), &self.config) else { return };
        let list = ListQuery { query, sort: Some(Order::Mentions), window: 0..MOST_MERGES };
        self.ask(Sort::Merges, Request::Actors(list));
    }

    pub(super) fn ask_story(&mut self, id: StoryId) {
        self.ask(Sort::Story, Request::StoryHead(id));
    }

    pub(crate) fn ask_raw(&mut self, id: ArticleId) {
        self.ask(Sort::Raw, Request::Raw(id));
    }

    /// Asks for rows that are to be there before they are looked at: those of a list that has changed, the next window of
    /// a list whose cursor is near the edge of the loaded one, hits that are not on the screen.
    pub(super) fn want_windows(&mut self) {
        if self.stale.contains(&self.room) {
            return self.ask_rows(self.room);
        }
        if self.pending.open.is_empty() {
            if self.room == Room::Search && self.wants_all_hits() {
                return self.ask_hits(usize::MAX);
            }
            match self.stale.first().copied() {
                Some(Room::Quotes) => return self.ask_quote_count(),
                Some(room) => return self.ask_rows(room),
                None => {}
            }
        }
        if self.pending.open.contains_key(&Sort::Rows(self.room)) {
            return;
        }
        let wanted = match self.room {
            Room::Stories => self.stories.wants(),
            Room::Actors => self.actors.wants(),
            Room::Quotes => self.quotes.wants(),
            Room::Search => None,
        };
        if let Some(window) = wanted {
            self.ask_window(self.room, window);
        }
    }

    /// Whether an answer is on its way that the screen will show: a frame before it would show the state between.
    #[must_use]
    pub fn is_expecting(&self) -> bool {
        self.pending.open.iter().any(|(sort, (_, asker))| match sort {
            Sort::Rows(room) => *room == self.room,
            sort => *asker == self.room && sort.is_shown_at_once(),
        })
    }

    /// Whether the rows of a room are being asked for.
    #[must_use]
    pub fn is_asking(&self, room: Room) -> bool {
        self.pending.open.contains_key(&Sort::Rows(room))
    }

    /// Forgets what was asked for the main pane: it shows something else by now.
    pub(super) fn forget_opening(&mut self) {
        for sort in [Sort::Article, Sort::Actor, Sort::Card, Sort::Page] {
            self.forget(&sort);
        }
    }

    /// The answer to what was asked of this sort is no longer wanted.
    fn forget(&mut self, sort: &Sort) {
        if let Some((generation, _)) = self.pending.open.remove(sort) {
            self.effects.push(Effect::Forget(generation));
        }
    }
}
