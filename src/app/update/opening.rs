//! Going deeper, and what the main pane shows beside the list.

use crate::app::App;
use crate::app::card::Lead;
use crate::app::geometry::Pane;
use crate::app::list::{At, step};
use crate::app::rail::{self, RailLine};
use crate::app::state::{Opening, Room, Show};
use crate::library::view::Target;
use crate::model::{ArticleId, Span};

impl App {
    /// Opens what the cursor stands on, whatever it is.
    pub(super) fn open(&mut self) {
        match (self.stage().focus, self.stage().show) {
            (Pane::List, _) => self.open_row(),
            (Pane::Rail, _) => self.open_rail(),
            (Pane::Main, Show::Card) => self.open_card_line(),
            (Pane::Main, Show::Story) => self.open_story_line(),
            (Pane::Main, Show::Reader) => self.open_speaker(),
            (Pane::Main, Show::Nothing) => {}
        }
    }

    fn open_row(&mut self) {
        let Some(subject) = self.subject() else { return };
        self.push_spot(true);
        if let (Some(article), false) = (&subject.article, matches!(subject.opening, Opening::Story(_))) {
            self.make_read(article.content);
        }
        self.present(subject.opening);
        self.stage_mut().focus = Pane::Main;
    }

    fn open_rail(&mut self) {
        let stage = self.stage();
        let Some(reader) = &stage.reader else { return };
        let lines = rail::lines(reader, stage.story.as_deref());
        let line = lines.get(stage.rail).cloned();
        match line {
            Some(RailLine::Actor(local, _)) => {
                let Some((id, _)) = reader.reading.actors.get(local.0 as usize).cloned() else { return };
                self.go_deeper(Opening::Actor(id));
            }
            Some(RailLine::Quote(index)) => {
                let Some(quote) = reader.reading.extraction.quotes.get(index) else { return };
                let span = quote.content;
                self.land_here(span);
            }
            Some(RailLine::Note(span, _)) => self.land_here(span),
            Some(RailLine::Section(span)) => {
                self.push_spot(true);
                let stage = self.stage_mut();
                if let Some(reader) = &mut stage.reader {
                    let row = reader.row_of(span.from());
                    reader.scroll_to(row);
                }
                stage.focus = Pane::Main;
            }
            Some(RailLine::Article(id, _)) => self.go_deeper(Opening::Article(id, None)),
            _ => {}
        }
    }

    fn land_here(&mut self, span: Span) {
        self.push_spot(true);
        let stage = self.stage_mut();
        if let Some(reader) = &mut stage.reader {
            reader.land(span);
        }
        stage.focus = Pane::Main;
    }

    fn open_card_line(&mut self) {
        let Some(card) = &self.stage().card else { return };
        match card.lead() {
            Some(Lead::Place(place)) => self.go_deeper(Opening::Article(place.article, Some(place.span))),
            Some(Lead::Actor(id)) => self.go_deeper(Opening::Actor(id)),
            None => {}
        }
    }

    /// From a quote in the text to the card of who said it.
    fn open_speaker(&mut self) {
        let Some(reader) = &self.stage().reader else { return };
        let reading = &reader.reading;
        let Some(quote) = reader.quote.and_then(|index| reading.extraction.quotes.get(index)) else {
            return self.say("( and ) go to a quote, Enter there opens its speaker; Tab goes to the rail");
        };
        let local = quote.speakers.first().and_then(|speaker| speaker.actor);
        match local.and_then(|local| reading.actors.get(local.0 as usize)) {
            Some((id, _)) => self.go_deeper(Opening::Actor(*id)),
            None => self.say("the speaker of this quote is no named actor"),
        }
    }

    pub(super) fn go_deeper(&mut self, opening: Opening) {
        self.push_spot(true);
        self.stage_mut().focus = Pane::Main;
        self.present(opening);
    }

    /// Opens what a hit or a row of a box leads to.
    pub(super) fn open_target(&mut self, target: Target) {
        self.go_deeper(match target {
            Target::Place(place) => Opening::Article(place.article, Some(place.span)),
            Target::Quote(quote) => Opening::Quote(quote),
            Target::Actor(id) => Opening::Actor(id),
        });
    }

    pub(super) fn open_article(&mut self, id: ArticleId) {
        self.go_deeper(Opening::Article(id, None));
    }

    /// Puts something into the main pane: from what is open already, else by asking.
    pub(super) fn present(&mut self, opening: Opening) {
        self.forget_opening();
        let stage = self.stage_mut();
        let open = stage.reader.as_ref().map(|reader| reader.reading.row.id);
        let card = stage.card.as_ref().map(|card| card.data.row.id);
        let page = stage.page.as_ref().map(|page| page.view.row.id);
        stage.asked = Some(opening);
        match opening {
            Opening::Article(id, span) if open == Some(id) => {
                stage.show = Show::Reader;
                if let (Some(reader), Some(span)) = (&mut stage.reader, span) {
                    reader.land(span);
                    reader.finding.start_at(span.from());
                }
            }
            Opening::Quote(quote) if open == Some(quote.article) => {
                stage.show = Show::Reader;
                if let Some(reader) = &mut stage.reader {
                    let quotes = &reader.reading.extraction.quotes;
                    if let Some(span) = quotes.get(quote.index as usize).map(|quote| quote.content) {
                        reader.land(span);
                    }
                }
            }
            Opening::Actor(id) if card == Some(id) => stage.show = Show::Card,
            Opening::Story(id) if page == Some(id) => stage.show = Show::Story,
            Opening::Story(id) => self.ask_page(id),
            Opening::Article(id, _) => self.ask_article(id),
            Opening::Quote(quote) => self.ask_article(quote.article),
            Opening::Actor(id) => self.ask_actor(id),
        }
    }

    /// Shows the selected row beside the list while the list has the keys.
    pub(super) fn follow(&mut self) {
        if self.stage().focus != Pane::List || !self.geometry().shows(Pane::Main) {
            return;
        }
        let Some(subject) = self.subject() else {
            let empty = self.counts().0 == 0 && !self.is_asking(self.room);
            if empty {
                let stage = self.stage_mut();
                stage.show = Show::Nothing;
                stage.asked = None;
            }
            return;
        };
        if self.stage().asked.as_ref() == Some(&subject.opening) {
            return;
        }
        let asking = matches!(self.room, Room::Stories | Room::Quotes);
        if asking {
            self.stage_mut().actor = None;
        }
        self.present(subject.opening);
    }

    /// Opens the article after or before this one: the next of the story, then the next story.
    pub(super) fn next_article(&mut self, by: isize) {
        let before = self.cursor();
        if self.room == Room::Stories {
            self.step_article(by);
        } else {
            *self.cursor_mut() = step(&self.lines(), before, by);
        }
        if self.cursor() == before {
            return self.say(if by > 0 { "this is the last one" } else { "this is the first one" });
        }
        let Some(subject) = self.subject() else { return };
        if self.stage().focus != Pane::List {
            if let Some(article) = &subject.article {
                self.make_read(article.content);
            }
            self.present(subject.opening);
            self.stage_mut().focus = Pane::Main;
        }
    }

    /// Moves the cursor of the stories by an article, unfolding the stories it comes through.
    fn step_article(&mut self, by: isize) {
        let At { row, child } = self.stories.cursor;
        let count = |app: &Self, row: usize| app.stories.get(row).map_or(0, |story| story.articles.len());
        // A story seen whole stands before its first article.
        let whole = child == 0 && by > 0 && self.stage().show == Show::Story;
        let here = if whole { 0 } else { child.max(1) };
        let (row, child) = if by > 0 && here < count(self, row) {
            (row, here + 1)
        } else if by > 0 && count(self, row + 1) > 0 {
            (row + 1, 1)
        } else if by < 0 && here > 1 {
            (row, here - 1)
        } else if let (true, Some(above)) = (by < 0, row.checked_sub(1)) {
            (above, count(self, above))
        } else {
            return;
        };
        let single = count(self, row) <= 1;
        if let (Some(first), false) = (self.stories.get(row).and_then(|story| story.articles.first()), single)
        {
            self.unfolded.insert(first.content);
        }
        self.stories.cursor = At { row, child: if single { 0 } else { child } };
    }
}
