//! An actor's card: the lines it has at a width, and which of them is selected.

use crate::app::reader::find::compile;
use crate::library::view::{ActorCard, ActorKey, Place};
use crate::model::{ActorId, Clean, Span};
use crate::text::wrap::{WrapOptions, wrap};
use std::sync::Arc;

/// Companions that are listed: the nearest ones; the mentions under them must stay near.
const MOST_WITH: usize = 12;

/// One line of a card. Numbers are positions in the lists of the [`ActorCard`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CardLine {
    /// The name.
    Name,
    /// Kind, counts and the line of mentions over time.
    Facts,
    /// Some of the spellings.
    Variants(Clean),
    /// The head of a group, and how many are in it.
    Head(&'static str, usize),
    /// Nothing.
    Blank,
    /// A role, as an article gives it.
    Role(usize),
    /// A quote it said.
    Said(usize),
    /// A quote of somebody else about it.
    About(usize),
    /// A sentence that says it met another one.
    Met(usize),
    /// An actor of the same paragraphs.
    With(usize),
    /// A mention in its sentence.
    Mention(usize),
}

/// What a line of a card leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lead {
    /// A place in an article.
    Place(Place),
    /// Another actor.
    Actor(ActorId),
}

/// An open card.
#[derive(Clone, Debug)]
pub struct Card {
    /// Everything about the actor.
    pub data: Arc<ActorCard>,
    /// By which it is asked for again; a mend may change it.
    pub key: ActorKey,
    /// Its lines at the current width.
    pub lines: Vec<CardLine>,
    /// The selected line.
    pub cursor: usize,
    /// The first line on the screen.
    pub top: usize,
    /// Lines on the screen.
    pub height: usize,
    width: u16,
}

impl Card {
    /// A card with its first line selected.
    #[must_use]
    pub fn new(data: Arc<ActorCard>) -> Self {
        let key = ActorKey { name: data.row.name.clone(), kind: data.row.kind };
        Self { data, key, lines: Vec::new(), cursor: 0, top: 0, height: 0, width: 0 }
    }

    /// Makes the lines for a width, if they are not made for it, and keeps the cursor on the screen.
    pub fn settle(&mut self, width: u16, height: usize) {
        if self.width != width || self.lines.is_empty() {
            let selected = self.lines.get(self.cursor).cloned();
            self.lines = lines(&self.data, width);
            self.width = width;
            let same = selected.and_then(|line| self.lines.iter().position(|l| *l == line));
            let kept = Some(self.cursor).filter(|at| *at > 0 && *at < self.lines.len());
            self.cursor =
                same.or(kept).or_else(|| self.lines.iter().position(selectable)).unwrap_or_default();
        }
        self.height = height.max(1);
        // The name stays in sight as long as the first selectable line does.
        let first = self.lines.iter().position(selectable).unwrap_or_default();
        let wanted = if self.cursor <= first { 0 } else { self.cursor };
        self.top = self.top.min(wanted);
        if self.cursor >= self.top + self.height {
            self.top = self.cursor + 1 - self.height;
        }
    }

    /// Moves over the lines that can be selected.
    pub fn step(&mut self, by: isize) {
        let stops: Vec<usize> =
            (0..self.lines.len()).filter(|i| self.lines.get(*i).is_some_and(selectable)).collect();
        let at = stops.partition_point(|stop| *stop <= self.cursor).saturating_sub(1);
        let to = at.saturating_add_signed(by).min(stops.len().saturating_sub(1));
        self.cursor = stops.get(to).copied().unwrap_or_default();
    }

    /// Goes to the next or previous line of which this is true, around the ends.
    pub fn seek(&mut self, forward: bool, wanted: impl Fn(&CardLine) -> bool) -> bool {
        let stops: Vec<usize> =
            (0..self.lines.len()).filter(|i| self.lines.get(*i).is_some_and(&wanted)).collect();
        let next = if forward {
            stops.iter().find(|i| **i > self.cursor).or(stops.first())
        } else {
            stops.iter().rfind(|i| **i < self.cursor).or(stops.last())
        };
        next.inspect(|i| self.cursor = **i).is_some()
    }

    /// Goes to the next or previous line that has a pattern in it.
    pub fn find(&mut self, pattern: &str, forward: bool) -> bool {
        let Some(regex) = compile(pattern) else { return false };
        let card = Arc::clone(&self.data);
        self.seek(forward, |line| selectable(line) && regex.is_match(&words(&card, line)))
    }

    /// What the selected line leads to.
    #[must_use]
    pub fn lead(&self) -> Option<Lead> {
        let card = &self.data;
        let place = match *self.lines.get(self.cursor)? {
            CardLine::Role(i) => card.roles.get(i)?.1,
            CardLine::Said(i) => card.said.get(i)?.place,
            CardLine::About(i) => card.about.get(i)?.place,
            CardLine::Mention(i) => card.mentions.get(i)?.place,
            CardLine::Met(i) => card.met.get(i)?.1.place,
            CardLine::With(i) => return Some(Lead::Actor(card.with.get(i)?.0.id)),
            _ => return None,
        };
        Some(Lead::Place(place))
    }
}

/// Whether the cursor stops at a line.
const fn selectable(line: &CardLine) -> bool {
    matches!(
        line,
        CardLine::Role(_)
            | CardLine::Said(_)
            | CardLine::About(_)
            | CardLine::Met(_)
            | CardLine::With(_)
            | CardLine::Mention(_)
    )
}

/// The words of a line, to find in.
fn words(card: &ActorCard, line: &CardLine) -> String {
    match *line {
        CardLine::Role(i) => card.roles.get(i).map(|(role, _)| role.to_string()),
        CardLine::Said(i) => card.said.get(i).map(|quote| quote.text.to_string()),
        CardLine::About(i) => card.about.get(i).map(|quote| quote.text.to_string()),
        CardLine::Met(i) => card.met.get(i).map(|(row, told)| format!("{} {}", row.name, told.text)),
        CardLine::With(i) => card.with.get(i).map(|(row, _)| row.name.to_string()),
        CardLine::Mention(i) => {
            card.mentions.get(i).map(|mention| format!("{} {}", mention.text, mention.headline))
        }
        _ => None,
    }
    .unwrap_or_default()
}

fn lines(card: &ActorCard, width: u16) -> Vec<CardLine> {
    let mut lines = vec![CardLine::Name, CardLine::Facts];
    let spelt: Vec<String> = card.variants.iter().map(|(form, count)| format!("{form} {count}")).collect();
    let spelt = spelt.join(" · ");
    let rows =
        wrap(&spelt, Span::new(0, spelt.len()), usize::from(width.saturating_sub(2)), WrapOptions::default());
    lines.extend(rows.iter().map(|row| CardLine::Variants(Clean::line(row.span.of(&spelt)))));
    let mut group = |head: &'static str, count: usize, line: fn(usize) -> CardLine| {
        if count > 0 {
            lines.push(CardLine::Blank);
            lines.push(CardLine::Head(head, count));
            lines.extend((0..count).map(line));
        }
    };
    group("Roles, as given", card.roles.len(), CardLine::Role);
    group("Said", card.said.len(), CardLine::Said);
    group("Said about", card.about.len(), CardLine::About);
    group("Met with", card.met.len(), CardLine::Met);
    group("Named together with", card.with.len().min(MOST_WITH), CardLine::With);
    group("Mentions", card.mentions.len(), CardLine::Mention);
    lines
}
