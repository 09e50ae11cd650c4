//! Questions to the library and what is done with the answers. Of each sort of question only the last answer counts.

use crate::app::App;
use crate::app::card::Card;
use crate::app::event::Effect;
use crate::app::list::{At, List};
use crate::app::picker::Choice;
use crate::app::reader::Reader;
use crate::app::reader::find::Finding;
use crate::app::state::{Mode, Opening, Room, Show};
use crate::app::update::filtering::parse;
use crate::library::query::Sort as Order;
use crate::library::view::{ActorKey, Answer, Hit, ListQuery, Page, Reading, Request, SearchResults};
use crate::model::{ActorId, ArticleId, Clean, StoryId};
use std::collections::HashMap;
use std::ops::Range;
use std::sync::Arc;

/// Actors that are offered to merge with.
const MOST_MERGES: usize = 60;

/// Sorts of questions; each has one that is current.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
enum Sort {
    Rows(Room),
    Article,
    /// The article that is shown already, from a new snapshot.
    Refresh,
    Actor,
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
}

/// The questions that have no answer yet, by their sort: the number, and the room that asked.
#[derive(Debug, Default)]
pub(crate) struct Pending {
    last: u64,
    open: HashMap<Sort, (u64, Room)>,
}

impl App {
    fn ask(&mut self, sort: Sort, request: Request) {
        self.pending.last += 1;
        let generation = self.pending.last;
        self.pending.open.insert(sort, (generation, self.room));
        self.effects.push(Effect::Ask { generation, request });
    }

    /// Asks again for everything that is shown: at the start, and when the library has a new snapshot.
    pub(crate) fn ask_everything(&mut self) {
        for room in [Room::Stories, Room::Actors, Room::Quotes] {
            self.ask_rows(room);
        }
        if !self.searched.is_empty() {
            self.ask_search();
        }
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
                    self.ask(Sort::Actor, request);
                }
            } else {
                // Other rooms ask again when they are entered.
                self.stage_mut().asked = None;
            }
        }
        self.room = room;
        if self.stage().show == Show::Reader
            && let Some(id) = self.stage().reader.as_ref().map(|reader| reader.reading.row.id)
        {
            self.ask(Sort::Refresh, Request::Article(id));
        }
    }

    /// Asks for the rows around the cursor of a room's list.
    pub(crate) fn ask_rows(&mut self, room: Room) {
        let window = match room {
            Room::Stories => self.stories.around(),
            Room::Actors => self.actors.around(),
            Room::Quotes => self.quotes.around(),
            Room::Search => return self.ask_search(),
        };
        self.ask_window(room, window);
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
        let text = self.with_scope(&self.searched.clone());
        match parse(&text) {
            Ok(query) if !self.searched.trim().is_empty() => {
                self.ask(Sort::Rows(Room::Search), Request::Search(query));
            }
            _ => {
                self.pending.open.remove(&Sort::Rows(Room::Search));
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
        let Ok(query) = parse(&terms.join(" ")) else { return };
        let list = ListQuery { query, sort: Some(Order::Mentions), window: 0..MOST_MERGES };
        self.ask(Sort::Merges, Request::Actors(list));
    }

    fn ask_story(&mut self, id: StoryId) {
        self.ask(Sort::Story, Request::Story(id));
    }

    pub(crate) fn ask_raw(&mut self, id: ArticleId) {
        self.ask(Sort::Raw, Request::Raw(id));
    }

    /// Asks for the next window of a list whose cursor is near the edge of the loaded one.
    pub(super) fn want_windows(&mut self) {
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

    /// Whether the rows of a room are being asked for.
    #[must_use]
    pub fn is_asking(&self, room: Room) -> bool {
        self.pending.open.contains_key(&Sort::Rows(room))
    }

    /// Takes an answer, unless a later question of its sort has been asked.
    pub(crate) fn receive(&mut self, generation: u64, answer: Answer) {
        let open = self.pending.open.iter().find(|(_, (number, _))| *number == generation);
        let Some((&sort, &(_, room))) = open else {
            self.dirty = false;
            return;
        };
        self.pending.open.remove(&sort);
        match answer {
            Answer::Actors(page) if sort == Sort::Merges => self.list_merges(&page.rows),
            Answer::Actor(card) if sort == Sort::Variants => self.list_variants(&card),
            Answer::Article(reading) if sort == Sort::Quote => self.list_speakers(&reading),
            Answer::Stories(page) => {
                keep(&mut self.stories, page, |row| row.articles.first().map(|article| article.content));
            }
            Answer::Actors(page) => {
                let sought = self.sought.take().map(|key| (key.name, key.kind));
                keep(&mut self.actors, page, |row| Some((row.name.clone(), row.kind)));
                let rows = &self.actors.page.rows;
                let at = rows.iter().position(|row| sought == Some((row.name.clone(), row.kind)));
                if let Some(at) = at {
                    self.actors.cursor = At { row: self.actors.page.first + at, child: 0 };
                }
            }
            Answer::Quotes(page) => {
                keep(&mut self.quotes, page, |row| Some((row.article.content, row.place.span)));
            }
            Answer::Search(results) => self.receive_search(results),
            Answer::Article(reading) => self.receive_article(room, &reading, sort == Sort::Refresh),
            Answer::Actor(card) => {
                let stage = self.stage_of(room);
                let known = stage.card.as_ref().filter(|old| old.key.name == card.row.name);
                let (cursor, top) = known.map_or((0, 0), |old| (old.cursor, old.top));
                stage.actor = Some((card.row.id, card.row.name.clone()));
                let mut new = Card::new(card);
                (new.cursor, new.top) = (cursor, top);
                stage.card = Some(new);
                stage.show = Show::Card;
                stage.missing = None;
            }
            Answer::Story(story) => {
                let stage = self.stage_of(room);
                let shown = stage.reader.as_ref().map(|reader| reader.reading.row.story);
                if shown == Some(story.row.id) {
                    stage.story = Some(story);
                }
            }
            Answer::Raw(id, text) => {
                let stage = self.stage_of(room);
                if let Some(reader) = stage.reader.as_mut().filter(|reader| reader.reading.row.id == id) {
                    reader.raw = Some(text);
                    reader.layout = None;
                }
            }
            Answer::GoTo(hits) => {
                if let Mode::Picker(picker) = &mut self.mode
                    && picker.choice == Choice::GoTo
                {
                    picker.hits(hits);
                }
            }
            Answer::Articles(rows) => {
                if let Sort::Listed(choice) = sort {
                    self.list_articles(choice, &rows);
                }
            }
            Answer::Problems(problems) => self.problems = problems,
            // No screen asks for these.
            Answer::Telling(_) | Answer::Fresh(_) | Answer::SideBySide(_) => {}
            Answer::Missing(why) => self.receive_missing(sort, room, why),
        }
        if let Sort::Rows(room) = sort {
            self.hunt_on(room);
        }
    }

    fn receive_missing(&mut self, sort: Sort, room: Room, why: Clean) {
        match sort {
            Sort::Article | Sort::Actor => {
                let stage = self.stage_of(room);
                stage.show = Show::Nothing;
                stage.missing = Some(why);
            }
            _ => self.notice = why,
        }
    }

    fn receive_search(&mut self, results: SearchResults) {
        let groups = [&results.stories, &results.actors, &results.quotes];
        let rows: Vec<Hit> = groups.iter().flat_map(|group| group.hits.iter().cloned()).collect();
        let total = groups.iter().map(|group| group.total).sum();
        let cursor = if self.listed == self.searched { self.hits.cursor } else { At::default() };
        self.listed.clone_from(&self.searched);
        let page = Page { first: 0, matching: total, total, rows };
        self.hits =
            List { page, loaded: true, cursor, top: self.hits.top.filter(|_| cursor != At::default()) };
        clamp(&mut self.hits);
        self.results = results;
    }

    fn receive_article(&mut self, room: Room, reading: &Arc<Reading>, refresh: bool) {
        let words = if room == Room::Search { self.results.words.clone() } else { Vec::new() };
        let stage = self.stage_of(room);
        let story = reading.row.story;
        let same = stage.reader.as_ref().is_some_and(|old| {
            old.reading.row.path == reading.row.path && old.reading.row.content == reading.row.content
        });
        // Numbers may mean other articles in a new snapshot; what is being read stays.
        if refresh && !same {
            return;
        }
        if !same && let Some(left) = stage.reader.take() {
            self.keep_position(&left);
        }
        let top = self.made.positions.get(&reading.row.content).copied().unwrap_or(0) as usize;
        let stage = self.stage_of(room);
        stage.missing = None;
        stage.show = Show::Reader;
        match &mut stage.reader {
            Some(reader) if same => {
                reader.reading = Arc::clone(reading);
                reader.layout = None;
            }
            _ => stage.reader = Some(Reader::new(Arc::clone(reading))),
        }
        if let Some((id, name)) = &mut stage.actor {
            // A new snapshot, or a mend, may have given him another number.
            let found = reading.actors.iter().find(|(_, known)| known == name);
            *id = found.map_or(*id, |(id, _)| *id);
        }
        stage.story = stage.story.take().filter(|old| same && old.row.id == story);
        let asked = stage.asked;
        let landed = asked.as_ref().and_then(|opening| match opening {
            Opening::Article(id, span) if *id == reading.row.id => *span,
            Opening::Quote(quote) if quote.article == reading.row.id => {
                reading.extraction.quotes.get(quote.index as usize).map(|quote| quote.content)
            }
            _ => None,
        });
        if let (Some(reader), false) = (&mut stage.reader, same) {
            if !words.is_empty() {
                let regions: Vec<_> = reading.article.regions().iter().map(|region| region.span).collect();
                reader.finding = Finding::words(&words, &reading.article.text, &regions);
            }
            if let Some(span) = landed {
                reader.land(span);
                reader.finding.start_at(span.from());
            } else {
                reader.continue_at(top);
                reader.finding.start_at(top);
            }
        }
        let here = std::mem::replace(&mut self.room, room);
        self.ask_story(story);
        self.room = here;
    }
}

/// Takes a page and keeps the selected row selected, as far as it can be told and is still there.
fn keep<T, K: PartialEq>(list: &mut List<T>, page: Page<T>, key: impl Fn(&T) -> Option<K>) {
    let wanted = list.selected().and_then(&key);
    let same = page.rows.iter().position(|row| wanted.is_some() && key(row) == wanted);
    let moved = same.map(|at| page.first + at);
    let shift = moved.map_or(0, |row| row as isize - list.cursor.row as isize);
    list.page = page;
    list.loaded = true;
    if let (Some(row), true) = (moved, list.cursor != At::default()) {
        list.cursor.row = row;
        if let Some(top) = &mut list.top {
            top.at.row = top.at.row.saturating_add_signed(shift);
        }
    }
    clamp(list);
}

fn clamp<T>(list: &mut List<T>) {
    let end = list.page.matching.max(list.window().end).saturating_sub(1);
    if list.cursor.row > end {
        list.cursor = At { row: end, child: 0 };
    }
}
