//! What is done with the library's answers. One to an older question than the last of its sort is dropped.

use crate::app::App;
use crate::app::card::Card;
use crate::app::geometry::Pane;
use crate::app::list::{At, List};
use crate::app::picker::Choice;
use crate::app::reader::Reader;
use crate::app::state::{Mode, Opening, Room, Show};
use crate::app::update::asking::Sort;
use crate::library::view::{Answer, Hit, Page, Reading, Request, SearchResults};
use crate::model::Clean;
use std::sync::Arc;

impl App {
    /// Takes an answer, unless a later question of its sort has been asked.
    pub(crate) fn receive(&mut self, generation: u64, answer: Answer) {
        let open = self.pending.open.iter().find(|(_, (number, _))| *number == generation);
        let Some((sort, &(_, room))) = open else {
            self.dirty = false;
            return;
        };
        let sort = sort.clone();
        self.pending.open.remove(&sort);
        match answer {
            Answer::Actors(page) if sort == Sort::Merges => self.list_merges(&page.rows),
            Answer::Actor(card) if sort == Sort::Variants => self.list_variants(&card),
            Answer::Article(reading) if sort == Sort::Quote => self.list_speakers(&reading),
            Answer::Story(view) => self.receive_page(room, view),
            Answer::Stories(page) => {
                keep(&mut self.stories, page, |row| row.articles.first().map(|article| article.content));
            }
            Answer::Actors(page) => {
                let sought = self.sought.clone().map(|key| (key.name, key.kind));
                keep(&mut self.actors, page, |row| Some((row.name.clone(), row.kind)));
                let rows = &self.actors.page.rows;
                let at = rows.iter().position(|row| sought == Some((row.name.clone(), row.kind)));
                if let Some(at) = at {
                    self.actors.cursor = At { row: self.actors.page.first + at, child: 0 };
                    self.sought = None;
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
            Answer::StoryHead(story) => {
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
                } else if let Some(row) = rows.first() {
                    self.ask_page(row.story);
                }
            }
            Answer::Problems(problems) => self.problems = problems,
            Answer::Telling(telling) => self.receive_telling(room, telling),
            Answer::Fresh(fresh) => {
                let reader = self.stage_of(room).reader.as_mut();
                if let Some(reader) = reader.filter(|reader| reader.reading.row.id == fresh.article) {
                    // Where nothing was read before, all stays as it is on the screen.
                    let seen = reader.fresh.is_some() || !fresh.against.is_empty();
                    reader.fresh = Some(fresh);
                    self.dirty = seen;
                }
            }
            Answer::SideBySide(copies) => self.receive_copies(room, copies),
            Answer::Contents(contents) => {
                if let Sort::Bulk(what) = &sort {
                    self.do_bulk(what, &contents);
                }
            }
            Answer::Arrived(arrived) => self.receive_arrived(arrived),
            Answer::Missing(why) => self.receive_missing(&sort, room, why),
        }
        if let Sort::Rows(room) = sort {
            self.hunt_on(room);
        }
    }

    fn receive_missing(&mut self, sort: &Sort, room: Room, why: Clean) {
        match sort {
            // A story of one article has nothing to be told beyond it; a card that is shown stays until its actor, whom
            // a mend may just have renamed, is there again.
            Sort::Telling | Sort::Fresh | Sort::Card => {}
            Sort::Article | Sort::Actor | Sort::Page => {
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
        let others = self.results.words != results.words;
        self.results = results;
        if others {
            // What is open was lit by the letters typed before.
            let words = self.results.words.clone();
            if let Some(reader) = &mut self.stage_of(Room::Search).reader {
                reader.light(&words);
            }
        }
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
                reader.light(&words);
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
        self.ask(Sort::Fresh, Request::Fresh(reading.row.id));
        self.room = here;
        if !refresh && self.stage_of(room).focus != Pane::List {
            self.make_read(reading.row.content);
        }
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
