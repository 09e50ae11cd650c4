//! Finding in the pane that has the keys: text, card or list; and the search for everything.

use crate::app::App;
use crate::app::card::CardLine;
use crate::app::geometry::Pane;
use crate::app::line::Line;
use crate::app::list::At;
use crate::app::reader::View;
use crate::app::reader::find::Finding;
use crate::app::reader::rows::{RowKind, TextRow};
use crate::app::state::{Mode, Prompt, Purpose, Room, Show};
use crate::model::{ActorId, Span};

impl App {
    pub(super) fn begin_find(&mut self) {
        let stage = self.stage();
        let line = match stage.show {
            Show::Story => stage.page.as_ref().map_or(0, |page| page.cursor),
            _ => stage.card.as_ref().map_or(0, |card| card.cursor),
        };
        let row = match stage.show {
            Show::Story => stage.page.as_ref().map_or(0, |page| page.top),
            _ => stage.reader.as_ref().map_or(0, |reader| reader.top),
        };
        let from = (self.cursor(), line, row);
        if stage.focus == Pane::Rail {
            self.stage_mut().focus = Pane::Main;
        }
        self.mode =
            Mode::Line(Prompt { purpose: Purpose::Find { from }, line: Line::default(), fault: None });
    }

    /// Finds what is typed so far, from where the find began.
    pub(super) fn find_typed(&mut self, pattern: &str, from: (At, usize, usize)) {
        match (self.stage().focus, self.stage().show) {
            (Pane::List, _) => {
                *self.cursor_mut() = from.0;
                self.listed_find(pattern, true, true);
            }
            (_, Show::Card) => {
                if let Some(card) = &mut self.stage_mut().card {
                    card.cursor = from.1;
                    card.find(pattern, true);
                }
            }
            (_, Show::Reader) => {
                let Some(reader) = &mut self.stage_mut().reader else { return };
                reader.scroll_to(from.2);
                let regions = shown(reader);
                reader.finding = Finding::new(pattern, reader.text(), &regions);
                if let Some(hit) = reader.finding.start_at(reader.anchor.byte) {
                    reader.show(hit.from());
                }
            }
            (_, Show::Story) => {
                if let Some(page) = &mut self.stage_mut().page {
                    (page.cursor, page.top) = (from.1, from.2);
                    page.finding = !pattern.is_empty();
                    page.find(pattern, true);
                }
            }
            (_, Show::Nothing) => {}
        }
        pattern.clone_into(&mut self.found);
    }

    /// Leaves a find that was not kept.
    pub(super) fn cancel_find(&mut self, from: (At, usize, usize)) {
        *self.cursor_mut() = from.0;
        let stage = self.stage_mut();
        if let (Some(page), Show::Story) = (&mut stage.page, stage.show) {
            (page.cursor, page.top, page.finding) = (from.1, from.2, false);
            self.found.clear();
            return;
        } else if let Some(card) = &mut stage.card {
            card.cursor = from.1;
        }
        if let Some(reader) = &mut stage.reader {
            reader.finding = Finding::default();
            reader.scroll_to(from.2);
        }
        self.found.clear();
    }

    /// Whether something is being found in the pane that has the keys.
    pub(super) fn finding(&self) -> bool {
        let stage = self.stage();
        match stage.focus {
            Pane::List => !self.found.is_empty(),
            _ if stage.show == Show::Story => stage.page.as_ref().is_some_and(|page| page.finding),
            _ => stage.reader.as_ref().is_some_and(|r| stage.show == Show::Reader && r.finding.is_active()),
        }
    }

    /// Ends a find; says whether there was one.
    pub(super) fn end_finding(&mut self) -> bool {
        let active = self.finding();
        // The words of a search stay lit in the text; they do not hold one back.
        let kept = self.room == Room::Search && self.found.is_empty();
        self.found.clear();
        if let Some(page) = &mut self.stage_mut().page {
            page.finding = false;
        }
        if let (Some(reader), false) = (&mut self.stage_mut().reader, kept) {
            reader.finding = Finding::default();
        }
        active && !kept
    }

    pub(super) fn find_step(&mut self, forward: bool) {
        let pattern = self.found.clone();
        let done = match (self.stage().focus, self.stage().show) {
            (Pane::List, _) => self.listed_find(&pattern, forward, false),
            (_, Show::Card) => {
                let Some(card) = &mut self.stage_mut().card else { return };
                if pattern.is_empty() {
                    card.seek(forward, |line| matches!(line, CardLine::Mention(_)))
                } else {
                    card.find(&pattern, forward)
                }
            }
            (_, Show::Reader) => self.text_step(forward),
            (_, Show::Story) => {
                self.stage_mut().page.as_mut().is_some_and(|page| page.find(&pattern, forward))
            }
            (_, Show::Nothing) => false,
        };
        if !done {
            let text = if pattern.is_empty() { "nothing is being found; / begins" } else { "no hit" };
            self.say(text);
        }
    }

    /// To the next hit, or the next mention of the actor that is lit.
    fn text_step(&mut self, forward: bool) -> bool {
        let actor = self.stage().actor.as_ref().map(|(id, _)| *id);
        let Some(reader) = &mut self.stage_mut().reader else { return false };
        if reader.finding.is_active() {
            if reader.finding.current.is_none() {
                reader.finding.start_at(reader.anchor.byte);
            }
            let hit = reader.finding.step(forward);
            return hit.inspect(|hit| reader.show(hit.from())).is_some();
        }
        let Some(actor) = actor else { return false };
        let spans = mentions(reader, actor);
        let here = reader.target.map_or(reader.anchor.byte, Span::from);
        let next = if forward {
            spans.iter().find(|span| span.from() > here).or(spans.first())
        } else {
            spans.iter().rfind(|span| span.from() < here).or(spans.last())
        };
        next.inspect(|span| reader.land(**span)).is_some()
    }

    /// To the next row that has a pattern in it, around the ends, loading the rows that are not.
    fn listed_find(&mut self, pattern: &str, forward: bool, here_too: bool) -> bool {
        if pattern.is_empty() {
            return false;
        }
        let cursor = self.cursor();
        let rows = self.rows_with(pattern);
        let ahead = if forward {
            rows.iter().find(|at| **at > cursor || here_too && **at == cursor)
        } else {
            rows.iter().rfind(|at| **at < cursor)
        };
        pattern.clone_into(&mut self.found);
        let around = if forward { rows.first() } else { rows.last() };
        let next = match ahead {
            Some(at) => Some(at),
            None if self.begin_hunt(pattern, forward) => return true,
            None => around,
        };
        let Some(at) = next.copied() else { return false };
        *self.cursor_mut() = at;
        true
    }

    /// The words of a row, to find in.
    pub(super) fn words_at(&self, at: At) -> String {
        match self.room {
            Room::Stories if at.child == 0 => self.stories.get(at.row).map(|row| row.title.to_string()),
            Room::Stories => self
                .article_at(at)
                .map(|row| format!("{} {}", row.headline, row.source.as_deref().unwrap_or_default())),
            Room::Actors => self.actors.get(at.row).map(|row| row.name.to_string()),
            Room::Quotes => self.quotes.get(at.row).map(|row| {
                format!(
                    "{} {} {}",
                    row.speaker.as_deref().unwrap_or_default(),
                    row.text,
                    row.article.headline
                )
            }),
            Room::Search => self.hits.get(at.row).map(|hit| format!("{} {}", hit.title, hit.snippet)),
        }
        .unwrap_or_default()
    }

    pub(super) fn begin_search(&mut self) {
        if self.room != Room::Search {
            self.push_spot(true);
            self.room = Room::Search;
        }
        self.stage_mut().focus = Pane::List;
        self.mode =
            Mode::Line(Prompt { purpose: Purpose::Search, line: Line::new(&self.searched), fault: None });
    }
}

/// The spans of a text that its view shows.
fn shown(reader: &crate::app::reader::Reader) -> Vec<Span> {
    match reader.view {
        View::Raw => vec![Span::new(0, reader.text().len())],
        View::Clean => reader.reading.article.regions().iter().map(|region| region.span).collect(),
        View::Cut => {
            let rows = reader.rows.iter().filter(|row| !matches!(row.kind, RowKind::Blank));
            let mut spans: Vec<Span> = rows.filter_map(TextRow::span).collect();
            let regions = reader.reading.article.regions();
            spans.retain(|span| !regions.iter().any(|region| region.span.overlaps(*span)));
            spans.extend(regions.iter().map(|region| region.span));
            spans.sort_unstable();
            spans
        }
    }
}

/// Where an actor of the library is mentioned in a text.
pub(super) fn mentions(reader: &crate::app::reader::Reader, actor: ActorId) -> Vec<Span> {
    let reading = &reader.reading;
    let is = |mention: &&crate::model::Mention| {
        mention
            .actor
            .and_then(|local| reading.actors.get(local.0 as usize))
            .is_some_and(|(id, _)| *id == actor)
    };
    reading.extraction.mentions.iter().filter(is).map(|mention| mention.span).collect()
}
