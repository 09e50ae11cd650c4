//! What is done with the row or place one is at: read, star, pin, mark, copy, edit.

use crate::app::App;
use crate::app::card::CardLine;
use crate::app::event::Effect;
use crate::app::geometry::Pane;
use crate::app::keys::{Code, Key};
use crate::app::rail::{self, RailLine};
use crate::app::reader::rows::written;
use crate::app::state::{Marked, Opening, Room, Show};
use crate::app::story::Lead;
use crate::library::state::Change;
use crate::library::view::{ArticleRow, QuoteRow, Reading};
use crate::model::{Clean, Quote};

impl App {
    /// The actor one is at: a row of the actors, a quote's speaker, a line of card or rail.
    pub(crate) fn actor_here(&self) -> Option<Clean> {
        let stage = self.stage();
        match (stage.focus, stage.show) {
            (Pane::List, _) => self.subject()?.actor,
            (Pane::Main, Show::Card) => {
                let card = stage.card.as_ref()?;
                match card.lines.get(card.cursor) {
                    Some(CardLine::With(i)) => card.data.with.get(*i).map(|(row, _)| row.name.clone()),
                    Some(CardLine::Met(i)) => card.data.met.get(*i).map(|(row, _)| row.name.clone()),
                    _ => Some(card.data.row.name.clone()),
                }
            }
            (Pane::Main, Show::Story) => {
                let page = stage.page.as_ref()?;
                let Some(Lead::Actor(id)) = page.lead() else { return None };
                page.view.actors.iter().find(|row| row.id == id).map(|row| row.name.clone())
            }
            (Pane::Rail, _) => {
                let reader = stage.reader.as_ref()?;
                let lines = rail::lines(reader, stage.story.as_deref());
                match lines.get(stage.rail)? {
                    RailLine::Actor(local, _) => {
                        reader.reading.actors.get(local.0 as usize).map(|(_, name)| name.clone())
                    }
                    RailLine::Quote(index) => speaker(&reader.reading, *index),
                    _ => None,
                }
            }
            (Pane::Main, _) => {
                let reader = stage.reader.as_ref()?;
                match reader.quote {
                    Some(index) => speaker(&reader.reading, index),
                    None => stage.actor.as_ref().map(|(_, name)| name.clone()),
                }
            }
        }
    }

    /// The article one is at.
    pub(crate) fn article_here(&self) -> Option<ArticleRow> {
        let stage = self.stage();
        match (stage.focus, stage.show) {
            (Pane::List, _) => self.subject()?.article,
            (_, Show::Reader) => stage.reader.as_ref().map(|reader| reader.reading.row.clone()),
            (_, Show::Story) => {
                let page = stage.page.as_ref()?;
                let id = page.article()?;
                page.view.row.articles.iter().find(|row| row.id == id || row.copies.contains(&id)).cloned()
            }
            _ => None,
        }
    }

    pub(super) fn mark_read(&mut self) {
        let articles = self.articles_chosen();
        if articles.is_empty() {
            return self.say("only articles are read");
        }
        let on = !articles.iter().all(|content| self.made.read.contains(content));
        let changes = articles.iter().map(|content| Change::Read(*content, on)).collect();
        self.do_step(if on { "marked read" } else { "marked unread" }, changes);
    }

    pub(super) fn star(&mut self) {
        let articles = self.articles_chosen();
        if articles.is_empty() {
            return self.say("only articles can be starred");
        }
        let on = !articles.iter().all(|content| self.made.starred.contains(content));
        let changes = articles.iter().map(|content| Change::Starred(*content, on)).collect();
        self.do_step(if on { "starred" } else { "star taken off" }, changes);
    }

    /// Lights a name in every text, or no longer.
    pub(super) fn pin(&mut self) {
        let Some(name) = self.actor_here() else { return self.say("there is no actor here to pin") };
        if let Some(at) = self.pins.iter().position(|pin| *pin == name) {
            self.pins.remove(at);
            self.say(&format!("{name} is no longer pinned"));
        } else {
            self.say(&format!("{name} is pinned"));
            self.pins.push(name);
        }
    }

    pub(super) fn set_mark(&mut self, key: Key) {
        let (Some(letter), Some(reader)) = (key.typed(), &self.stage().reader) else { return };
        let marked = Marked { article: reader.reading.row.id, byte: reader.anchor.byte };
        self.marks.insert(letter, marked);
        self.say(&format!("mark {letter} is here"));
    }

    pub(super) fn go_to_mark(&mut self, key: Key) {
        if key.code == Code::Esc {
            return;
        }
        let wanted = key.typed().and_then(|letter| self.marks.get(&letter).cloned());
        let Some(marked) = wanted else { return self.say("there is no such mark") };
        self.push_spot(true);
        if let Some(reader) = &self.stage().reader {
            let here = Marked { article: reader.reading.row.id, byte: reader.anchor.byte };
            self.marks.insert('\'', here);
        }
        let stage = self.stage_mut();
        stage.focus = Pane::Main;
        if let Some(reader) = stage.reader.as_mut().filter(|reader| reader.reading.row.id == marked.article) {
            let row = reader.row_of(marked.byte);
            reader.scroll_to(row);
        } else {
            let span = crate::model::Span::new(marked.byte, marked.byte);
            self.present(Opening::Article(marked.article, Some(span)));
        }
    }

    /// Copies a citation: “…”, speaker, in *headline*, source, date.
    pub(super) fn copy(&mut self) {
        let stage = self.stage();
        let text = match (stage.focus, stage.show) {
            (Pane::List, _) if self.room == Room::Quotes => self.quotes.selected().map(cite_row),
            (Pane::Main | Pane::Rail, Show::Reader) => stage.reader.as_ref().map(|reader| {
                let in_rail = || match rail::lines(reader, stage.story.as_deref()).get(stage.rail) {
                    Some(RailLine::Quote(index)) => Some(*index),
                    _ => None,
                };
                let index = if stage.focus == Pane::Rail { in_rail() } else { reader.quote };
                let quote = index.and_then(|index| reader.reading.extraction.quotes.get(index));
                quote.map_or_else(
                    || cite_article(&reader.reading.row),
                    |quote| cite_quote(&reader.reading, quote),
                )
            }),
            (Pane::Main, Show::Card) => stage
                .card
                .as_ref()
                .map(|card| match card.lines.get(card.cursor) {
                    Some(CardLine::Said(i)) => card.data.said.get(*i).map(cite_row),
                    Some(CardLine::About(i)) => card.data.about.get(*i).map(cite_row),
                    Some(CardLine::Mention(i)) => {
                        card.data.mentions.get(*i).map(|m| format!("{}, in *{}*", m.text, m.headline))
                    }
                    _ => Some(card.data.row.name.to_string()),
                })
                .and_then(|text| text),
            _ => self
                .article_here()
                .map(|row| cite_article(&row))
                .or_else(|| self.actor_here().map(|n| n.to_string())),
        };
        let Some(text) = text else { return self.say("there is nothing here to copy") };
        self.effects.push(Effect::Copy(Clean::line(&text)));
        self.say(&format!("copied: {text}"));
    }

    pub(super) fn edit(&mut self) {
        let Some(row) = self.article_here() else { return self.say("there is no file here to open") };
        let reader = self.stage().reader.as_ref().filter(|reader| reader.reading.row.id == row.id);
        let line = reader.map_or(1, |reader| {
            reader.text().bytes().take(reader.anchor.byte).filter(|b| *b == b'\n').count() + 1
        });
        self.effects.push(Effect::OpenEditor { path: row.path, line });
    }

    pub(super) fn rescan(&mut self) {
        self.effects.push(Effect::Rescan);
        self.say("reading the folder again");
    }
}

/// The first speaker of a quote, if it is an actor.
fn speaker(reading: &Reading, index: usize) -> Option<Clean> {
    let local = reading.extraction.quotes.get(index)?.speakers.first()?.actor?;
    reading.actors.get(local.0 as usize).map(|(_, name)| name.clone())
}

fn cite_article(row: &ArticleRow) -> String {
    let date = row.date.map(written);
    let parts = [Some(format!("*{}*", row.headline)), row.source.as_ref().map(ToString::to_string), date];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

fn cite(text: &str, speaker: Option<&str>, row: &ArticleRow) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // The comma before “he said” belongs to the sentence it was taken from.
    let words = words.trim_end_matches(',');
    let speaker = speaker.unwrap_or("unattributed");
    format!("“{words}”, {speaker}, in {}", cite_article(row))
}

fn cite_row(row: &QuoteRow) -> String {
    cite(&row.text, row.speaker.as_deref(), &row.article)
}

fn cite_quote(reading: &Reading, quote: &Quote) -> String {
    cite(reading.article.at(quote.content), speaker_name(reading, quote).as_deref(), &reading.row)
}

/// The speaker's name, or the described source's words.
#[must_use]
pub(crate) fn speaker_name(reading: &Reading, quote: &Quote) -> Option<String> {
    let name = |speaker: &crate::model::Speaker| {
        let named = speaker.actor.and_then(|local| reading.actors.get(local.0 as usize));
        named.map_or_else(|| reading.article.at(speaker.span).to_owned(), |(_, name)| name.to_string())
    };
    let names: Vec<String> = quote.speakers.iter().map(name).collect();
    (!names.is_empty()).then(|| names.join(" and "))
}
