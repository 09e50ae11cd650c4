//! Which rows a room shows: the typed filter, the kind, what everything is filtered by, the order.

use crate::app::App;
use crate::app::line::Line;
use crate::app::picker::{Act, Choice, Item, Picker};
use crate::app::state::{Mode, Prompt, Purpose, Room, Scoped, sort_label};
use crate::config::{Config, Problem};
use crate::library::query::{Forms, Query};
use crate::model::Clean;

/// Refuses saved filters that do not parse.
pub(crate) fn check(config: &Config) -> Result<(), Problem> {
    for filter in &config.filters {
        if let Err((at, message)) = parse(&filter.query, config) {
            return Err(Problem {
                file: config.file.clone(),
                line: filter.line,
                key: format!("filters.{}", filter.name),
                message: format!("the query does not parse at byte {at}: {message}"),
            });
        }
    }
    Ok(())
}

/// Parses a query; an error is the byte it is at and what is wrong.
pub(crate) fn parse(text: &str, config: &Config) -> Result<Query, (usize, String)> {
    let forms = if config.word_forms { Forms::All } else { Forms::AsWritten };
    Query::parse_with(text, forms).map_err(|error| (error.span.from(), error.to_string()))
}

/// The query that lets through what belongs to one whole name and no other.
fn exactly(field: &str, name: &str) -> String {
    format!("{field}:=\"{}\"", name.replace('"', " "))
}

impl App {
    /// The whole query of a room's rows.
    pub(crate) fn query_of(&self, room: Room) -> Result<Query, (usize, String)> {
        let terms = self.terms_of(room);
        let mut parts = Vec::new();
        if !terms.filter.trim().is_empty() {
            let alone = !terms.filter.contains(" OR ");
            parts.push(if alone { terms.filter.clone() } else { format!("({})", terms.filter) });
        }
        parts.extend(terms.kind.map(str::to_owned));
        let by_actor = self.scope.as_ref().is_some_and(|scope| scope.actor.is_some());
        if !(room == Room::Actors && by_actor) {
            parts.extend(self.scope.as_ref().map(|scope| scope.query.clone()));
        }
        parse(&parts.join(" "), &self.config)
    }

    /// A search with what everything is filtered by.
    pub(crate) fn with_scope(&self, text: &str) -> String {
        match &self.scope {
            Some(scope) if text.contains(" OR ") => format!("({text}) {}", scope.query),
            Some(scope) => format!("{text} {}", scope.query),
            None => text.to_owned(),
        }
    }

    /// Whether a room shows less than all its rows.
    #[must_use]
    pub fn is_filtered(&self, room: Room) -> bool {
        let terms = self.terms_of(room);
        !terms.filter.is_empty() || terms.kind.is_some() || self.scope.is_some()
    }

    pub(super) fn begin_filter(&mut self) {
        if self.room == Room::Search {
            return self.begin_search();
        }
        let line = Line::new(&self.terms_of(self.room).filter);
        self.mode = Mode::Line(Prompt { purpose: Purpose::Filter, line, fault: None });
    }

    /// Filters the room's rows, or says why not and leaves the old filter standing.
    pub(super) fn set_filter(&mut self, text: &str) -> Result<(), (usize, String)> {
        parse(text, &self.config)?;
        text.trim().clone_into(&mut self.terms_mut().filter);
        self.rewind();
        Ok(())
    }

    /// Asks for the room's rows from the beginning.
    pub(super) fn rewind(&mut self) {
        self.range = None;
        match self.room {
            Room::Stories => self.stories.rewind(),
            Room::Actors => self.actors.rewind(),
            Room::Quotes => self.quotes.rewind(),
            Room::Search => self.hits.rewind(),
        }
        self.ask_rows(self.room);
    }

    pub(super) fn pick_filter(&mut self) {
        if self.config.filters.is_empty() {
            return self.say("there are no saved filters; write them under [filters] in config.toml");
        }
        let item = |filter: &crate::config::SavedFilter| Item {
            left: Clean::line(&filter.name),
            right: Clean::line(&filter.query),
            act: Act::Filter(filter.query.clone()),
        };
        let items = self.config.filters.iter().map(item).collect();
        self.mode = Mode::Picker(Picker::new(Choice::Filters, items));
    }

    /// Takes off what narrows the room: first the filter and kind, then what everything is filtered by.
    pub(super) fn clear_filter(&mut self) -> bool {
        let terms = self.terms_mut();
        if !terms.filter.is_empty() || terms.kind.is_some() {
            terms.filter.clear();
            terms.kind = None;
            self.rewind();
            return true;
        }
        if self.scope.take().is_some() {
            self.ask_all_rows();
            return true;
        }
        false
    }

    fn ask_all_rows(&mut self) {
        for room in Room::ALL {
            if room == Room::Search && self.searched.is_empty() {
                continue;
            }
            self.ask_rows(room);
        }
    }

    /// Only one kind of rows; the same once more shows all.
    pub(super) fn only(&mut self, kind: &'static str) {
        let terms = self.terms_mut();
        terms.kind = if terms.kind == Some(kind) { None } else { Some(kind) };
        self.rewind();
    }

    /// Filters stories, actors and quotes by the selected row; the same once more takes it off.
    pub(super) fn filter_by(&mut self) {
        let Some(scoped) = self.scoped() else {
            return self.say("there is no actor or story here to filter by");
        };
        let off = self.scope.as_ref() == Some(&scoped);
        let label = scoped.label.clone();
        self.scope = if off { None } else { Some(scoped) };
        self.say(&if off {
            "everything is shown again".to_owned()
        } else {
            format!("everything is filtered by {label}")
        });
        for room in Room::ALL.into_iter().filter(|room| *room != self.room || *room == Room::Quotes) {
            match room {
                Room::Stories => self.stories.rewind(),
                Room::Actors => self.actors.rewind(),
                Room::Quotes => self.quotes.rewind(),
                Room::Search => {}
            }
        }
        self.ask_all_rows();
    }

    fn scoped(&self) -> Option<Scoped> {
        if let Some(name) = self.actor_here() {
            let query = exactly("actor", &name);
            return Some(Scoped { label: name.clone(), query, actor: Some(name) });
        }
        let title = self.subject().and_then(|subject| subject.story)?;
        let query = exactly("story", &title);
        Some(Scoped { label: title, query, actor: None })
    }

    pub(super) fn sort(&mut self, by: isize) {
        let count = self.room.sorts().len();
        let terms = self.terms_mut();
        terms.sort = (terms.sort as isize + by).rem_euclid(count as isize) as usize;
        self.rewind();
        self.say(sort_label(self.sort_of(self.room)));
    }

    pub(super) fn group(&mut self) {
        let terms = self.terms_mut();
        terms.sort = (terms.sort + 1) % 3;
        self.rewind();
        self.say(sort_label(self.sort_of(self.room)));
    }
}
