//! Mending by keyboard: merge, split, rename, change kind, hide, give a quote to another speaker.
//!
//! Every mend is a step that can be taken back. What must be chosen is chosen in a box; what the box needs to know is
//! asked of the library first.

use crate::app::App;
use crate::app::action::Action;
use crate::app::card::CardLine;
use crate::app::geometry::Pane;
use crate::app::line::Line;
use crate::app::picker::{Act, Choice, Item, Picker};
use crate::app::rail::{self, RailLine};
use crate::app::state::{Mode, Prompt, Purpose, Room, Show};
use crate::app::story::Lead;
use crate::library::mends::{Mend, Named};
use crate::library::state::Change;
use crate::library::view::{ActorCard, ActorKey, ActorRow, Place, Reading};
use crate::model::{ActorKind, Clean, LocalActorId, Quote, Speaker};
use std::sync::Arc;

/// A quote whose speaker is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Giving {
    place: Place,
    asked: Asked,
}

/// What is to be opened for a quote.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Asked {
    /// The choice of speakers.
    Speaker,
    /// What can be done with the row, the candidates among it.
    Row,
}

impl ActorKey {
    fn named(&self) -> Named {
        Named::new(&self.name, self.kind)
    }
}

impl App {
    /// The actor one is at, with its kind.
    pub(crate) fn actor_key_here(&self) -> Option<ActorKey> {
        let stage = self.stage();
        let of_row = |row: &ActorRow| ActorKey { name: row.name.clone(), kind: row.kind };
        match (stage.focus, stage.show) {
            (Pane::List, _) if self.room == Room::Actors => self.actors.selected().map(of_row),
            (Pane::Main, Show::Card) => {
                let card = stage.card.as_ref()?;
                match card.lines.get(card.cursor) {
                    Some(CardLine::With(i)) => card.data.with.get(*i).map(|(row, _)| of_row(row)),
                    Some(CardLine::Met(i)) => card.data.met.get(*i).map(|(row, _)| of_row(row)),
                    _ => Some(of_row(&card.data.row)),
                }
            }
            (Pane::Main, Show::Story) => {
                let page = stage.page.as_ref()?;
                let Some(Lead::Actor(id)) = page.lead() else { return None };
                page.view.actors.iter().find(|row| row.id == id).map(of_row)
            }
            (Pane::Rail, _) => {
                let reader = stage.reader.as_ref()?;
                let lines = rail::lines(reader, stage.story.as_deref());
                let Some(RailLine::Actor(local, _)) = lines.get(stage.rail) else { return None };
                key_of(&reader.reading, *local)
            }
            _ => None,
        }
    }

    fn mend(&mut self, mend: Mend) {
        let told = mend.told();
        self.do_step(&told, vec![Change::Mended(mend, true)]);
    }

    pub(super) fn begin_merge(&mut self) {
        let chosen = self.actors_chosen();
        match chosen.as_slice() {
            [] => self.say("there is no actor here"),
            [one] => {
                let typed = one.name.split_whitespace().last().unwrap_or_default().to_owned();
                self.mode = Mode::Picker(Picker::new(Choice::Merge, Vec::new()));
                self.ask_actors_like(&typed);
            }
            many => {
                let Some(into) = self.most_mentioned(many) else { return };
                let others = many.iter().filter(|key| **key != into);
                let mends: Vec<Change> = others
                    .map(|key| Mend::Merge { actor: key.named(), into: into.named() })
                    .map(|mend| Change::Mended(mend, true))
                    .collect();
                let label = format!("{} actors are {}", mends.len() + 1, into.name);
                self.do_step(&label, mends);
            }
        }
    }

    fn most_mentioned(&self, keys: &[ActorKey]) -> Option<ActorKey> {
        let rows = self
            .actors
            .page
            .rows
            .iter()
            .filter(|row| keys.iter().any(|key| key.name == row.name && key.kind == row.kind));
        let most = rows.max_by_key(|row| row.mentions)?;
        Some(ActorKey { name: most.name.clone(), kind: most.kind })
    }

    /// Puts the actors that came into the box of a merge.
    pub(super) fn list_merges(&mut self, rows: &[ActorRow]) {
        let Some(from) = self.merging() else { return };
        let item = |row: &ActorRow| Item {
            left: row.name.clone(),
            right: Clean::line(&format!("{}, {} mentions", row.kind.label(), row.mentions)),
            act: Act::Mend(Mend::Merge { actor: from.named(), into: Named::new(&row.name, row.kind) }),
        };
        let others = rows.iter().filter(|row| row.name != from.name || row.kind != from.kind);
        let items: Vec<Item> = others.map(item).collect();
        if let Mode::Picker(picker) = &mut self.mode
            && picker.choice == Choice::Merge
        {
            picker.put(items);
        }
    }

    fn merging(&self) -> Option<ActorKey> {
        self.actors_chosen().into_iter().next()
    }

    pub(super) fn begin_split(&mut self) {
        let Some(key) = self.actor_key_here() else { return self.say("there is no actor here") };
        self.ask_split(key);
    }

    /// Offers the spellings of an actor.
    pub(super) fn list_variants(&mut self, card: &Arc<ActorCard>) {
        if card.variants.len() < 2 {
            return self.say(&format!("{} is spelt in one way only", card.row.name));
        }
        let actor = Named::new(&card.row.name, card.row.kind);
        let item = |(variant, count): &(Clean, u32)| Item {
            left: variant.clone(),
            right: Clean::line(&if *count == 1 {
                "1 mention".to_owned()
            } else {
                format!("{count} mentions")
            }),
            act: Act::Mend(Mend::Split { actor: actor.clone(), variant: variant.to_string() }),
        };
        let items = card.variants.iter().map(item).collect();
        self.mode = Mode::Picker(Picker::new(Choice::Split, items));
    }

    pub(super) fn begin_rename(&mut self) {
        let Some(key) = self.actor_key_here() else { return self.say("there is no actor here") };
        let line = Line::new(&key.name);
        self.mode = Mode::Line(Prompt { purpose: Purpose::Rename(key), line, fault: None });
    }

    pub(super) fn set_name(&mut self, key: &ActorKey, text: &str) {
        let to = Clean::line(text.trim());
        if to.is_empty() || to == key.name {
            return;
        }
        self.mend(Mend::Rename { actor: key.named(), to: to.to_string() });
    }

    pub(super) fn pick_kind(&mut self) {
        let Some(key) = self.actor_key_here() else { return self.say("there is no actor here") };
        let item = |kind: ActorKind| Item {
            left: Clean::line(kind.label()),
            right: Clean::line(if kind == key.kind { "now" } else { "" }),
            act: Act::Mend(Mend::Kind { actor: key.named(), to: kind }),
        };
        let items = ActorKind::ALL.into_iter().map(item).collect();
        self.mode = Mode::Picker(Picker::new(Choice::Kind, items));
    }

    pub(super) fn hide(&mut self) {
        let keys = self.actors_chosen();
        if keys.is_empty() {
            return self.say("there is no actor here");
        }
        let label = match keys.as_slice() {
            [one] => format!("{} is hidden", one.name),
            many => format!("{} names are hidden", many.len()),
        };
        let hide = |key: &ActorKey| Change::Mended(Mend::Hide { actor: key.named() }, true);
        self.do_step(&label, keys.iter().map(hide).collect());
    }

    /// The place of the quote one is at.
    fn quote_here(&self) -> Option<Place> {
        let stage = self.stage();
        match (stage.focus, stage.show) {
            (Pane::List, _) if self.room == Room::Quotes => self.quotes.selected().map(|row| row.place),
            (Pane::Main, Show::Card) => {
                let card = stage.card.as_ref()?;
                match card.lines.get(card.cursor)? {
                    CardLine::Said(i) => card.data.said.get(*i).map(|row| row.place),
                    CardLine::About(i) => card.data.about.get(*i).map(|row| row.place),
                    _ => None,
                }
            }
            (Pane::Main | Pane::Rail, Show::Reader) => {
                let reader = stage.reader.as_ref()?;
                let in_rail = || match rail::lines(reader, stage.story.as_deref()).get(stage.rail) {
                    Some(RailLine::Quote(index)) => Some(*index),
                    _ => None,
                };
                let index = if stage.focus == Pane::Rail { in_rail() } else { reader.quote };
                let quote = reader.reading.extraction.quotes.get(index?)?;
                Some(Place { article: reader.reading.row.id, span: quote.content })
            }
            _ => None,
        }
    }

    /// Asks for what is known of the quote one is at.
    pub(super) fn begin_giving(&mut self, asked: Asked) {
        let Some(place) = self.quote_here() else {
            let (before, next) =
                (self.keymap.hint(Action::PreviousQuote), self.keymap.hint(Action::NextQuote));
            return self.say(&format!("there is no quote here; {before} and {next} go to one in a text"));
        };
        self.giving = Some(Giving { place, asked });
        self.ask_quote(place.article);
    }

    /// Offers the speakers of the quote that was asked about.
    pub(super) fn list_speakers(&mut self, reading: &Reading) {
        let Some(Giving { place, asked }) = self.giving.take() else { return };
        let quotes = &reading.extraction.quotes;
        let Some(quote) = quotes.iter().find(|quote| quote.content == place.span) else {
            return self.say("this quote is no longer there");
        };
        match asked {
            Asked::Speaker => {
                let items = speakers(reading, quote);
                self.mode = Mode::Picker(Picker::new(Choice::Speaker, items));
            }
            Asked::Row => {
                let mut items = vec![reason(quote)];
                items.extend(weighed(reading, quote).into_iter().take(MOST_WEIGHED));
                items.extend(self.row_actions());
                self.mode = Mode::Picker(Picker::new(Choice::Row, items));
            }
        }
    }

    /// Opens what can be done with the row; of a quote, its other candidates stand first.
    pub(super) fn pick_action(&mut self) {
        if self.quote_here().is_some() {
            return self.begin_giving(Asked::Row);
        }
        let items = self.row_actions();
        self.mode = Mode::Picker(Picker::new(Choice::Row, items));
    }

    pub(super) fn do_mend(&mut self, mend: &Mend) {
        self.mend(mend.clone());
    }

    pub(super) fn take_back(&mut self, mend: &Mend) {
        let label = format!("taken back: {}", mend.told());
        self.do_step(&label, vec![Change::Mended(mend.clone(), false)]);
    }
}

/// Candidates that the menu of a row shows.
const MOST_WEIGHED: usize = 4;

/// Why the quote has its speaker, and how sure that is.
fn reason(quote: &Quote) -> Item {
    Item {
        left: Clean::line(&format!("{:.0} %", quote.confidence * 100.0)),
        right: Clean::line(&format!("sure: {}", quote.rule.label())),
        act: Act::Nothing,
    }
}

fn key_of(reading: &Reading, local: LocalActorId) -> Option<ActorKey> {
    let (_, name) = reading.actors.get(local.0 as usize).filter(|(_, name)| !name.is_empty())?;
    Some(ActorKey { name: name.clone(), kind: reading.extraction.actor(local)?.kind })
}

/// What gives a quote to somebody.
fn giving(reading: &Reading, quote: &Quote, speaker: Option<Named>) -> Act {
    let words = reading.article.at(quote.content);
    Act::Mend(Mend::speaker(reading.row.content, quote.content, words, speaker))
}

/// The other candidates of a quote that are named, best first.
fn weighed(reading: &Reading, quote: &Quote) -> Vec<Item> {
    let has = |speaker: &Speaker| quote.speakers.iter().any(|known| known.actor == speaker.actor);
    let mut seen: Vec<Clean> = Vec::new();
    let mut items = Vec::new();
    for candidate in quote.candidates.iter().filter(|candidate| !has(&candidate.speaker)) {
        let Some(key) = candidate.speaker.actor.and_then(|local| key_of(reading, local)) else { continue };
        if seen.contains(&key.name) {
            continue;
        }
        seen.push(key.name.clone());
        items.push(Item {
            right: Clean::line(&format!("give to {} ({:.0} %)", key.name, candidate.confidence * 100.0)),
            left: Clean::line("›"),
            act: giving(reading, quote, Some(key.named())),
        });
    }
    items
}

/// Everybody a quote could be given to: who was weighed, who else is in the article, nobody.
fn speakers(reading: &Reading, quote: &Quote) -> Vec<Item> {
    let mut items: Vec<Item> = Vec::new();
    let mut seen: Vec<ActorKey> = Vec::new();
    let mut put = |key: ActorKey, note: String| {
        if !seen.contains(&key) {
            let act = giving(reading, quote, Some(key.named()));
            items.push(Item { left: key.name.clone(), right: Clean::line(&note), act });
            seen.push(key);
        }
    };
    for speaker in &quote.speakers {
        if let Some(key) = speaker.actor.and_then(|local| key_of(reading, local)) {
            put(key, format!("now: {}, {:.0} %", quote.rule.label(), quote.confidence * 100.0));
        }
    }
    for candidate in &quote.candidates {
        if let Some(key) = candidate.speaker.actor.and_then(|local| key_of(reading, local)) {
            put(key, format!("{:.0} %", candidate.confidence * 100.0));
        }
    }
    let locals = (0..reading.extraction.actors.len()).map(|at| LocalActorId(at as u32));
    let mut others: Vec<(usize, ActorKey)> = locals
        .filter_map(|local| Some((reading.extraction.mentions_of(local).count(), key_of(reading, local)?)))
        .filter(|(count, _)| *count > 0)
        .collect();
    others.sort_by_key(|(count, key)| (key.kind, std::cmp::Reverse(*count)));
    for (count, key) in others {
        let kind = key.kind.label();
        put(key, format!("{kind}, {count} in this article"));
    }
    items.push(Item {
        left: Clean::line("nobody named"),
        right: Clean::line("the text names no speaker"),
        act: giving(reading, quote, None),
    });
    items
}
