//! What is lit in a text: spans with their styles, the lower ones first. Each of them has a mark besides its colour.

use crate::app::App;
use crate::app::reader::{Reader, View};
use crate::config::Role;
use crate::model::{MentionForm, QuoteKind, Span};
use crate::ui::canvas::Canvas;
use crate::ui::list::kind_role;
use ratatui::style::Style;

/// Spans and what they look like; where several cover a byte, the later ones lie over the earlier.
pub(crate) struct Layers {
    spans: Vec<(Span, Style)>,
}

impl Layers {
    /// The layers of the part of a text that is on the screen.
    pub(crate) fn of(canvas: &Canvas<'_>, reader: &Reader, shown: Span) -> Self {
        let mut layers = Self { spans: Vec::new() };
        if reader.view != View::Raw {
            layers.known(canvas, reader, shown);
            layers.quotes(canvas, reader, shown);
            layers.mentions(canvas, reader, shown);
            let lit = [
                (reader.lit, Role::Lit),
                (reader.target.filter(|_| reader.quote.is_none()), Role::Selection),
            ];
            for (span, role) in lit {
                layers.add(span, canvas.style(role));
            }
        }
        let finding = &reader.finding;
        for (at, hit) in finding.hits.iter().enumerate().filter(|(_, hit)| hit.overlaps(shown)) {
            let role = if finding.current == Some(at) { Role::CurrentHit } else { Role::Hit };
            layers.spans.push((*hit, canvas.style(role)));
        }
        layers
    }

    fn add(&mut self, span: Option<Span>, style: Style) {
        self.spans.extend(span.map(|span| (span, style)));
    }

    /// What was met in other articles of the story lies in the shade of what is new.
    fn known(&mut self, canvas: &Canvas<'_>, reader: &Reader, shown: Span) {
        let Some(fresh) = reader.known().filter(|_| canvas.app.dim_known) else { return };
        let dim = canvas.style(Role::Dim);
        let mut news: Vec<Span> =
            fresh.items.iter().map(|item| item.span).filter(|span| span.overlaps(shown)).collect();
        news.sort_unstable();
        let mut from = shown.from();
        for span in news {
            if span.from() > from {
                self.spans.push((Span::new(from, span.from()), dim));
            }
            from = from.max(span.to());
        }
        if from < shown.to() {
            self.spans.push((Span::new(from, shown.to()), dim));
        }
    }

    fn quotes(&mut self, canvas: &Canvas<'_>, reader: &Reader, shown: Span) {
        for quote in reader.reading.extraction.quotes.iter().filter(|quote| quote.content.overlaps(shown)) {
            let role = if quote.kind == QuoteKind::SoCalled { Role::SoCalled } else { Role::Quote };
            for span in &quote.quoted {
                self.spans.push((*span, canvas.style(role)));
            }
        }
    }

    fn mentions(&mut self, canvas: &Canvas<'_>, reader: &Reader, shown: Span) {
        let app = canvas.app;
        let reading = &reader.reading;
        for mention in reading.extraction.mentions.iter().filter(|mention| mention.span.overlaps(shown)) {
            let named = mention.actor.and_then(|local| reading.actors.get(local.0 as usize));
            if mention.form == MentionForm::Name {
                self.spans.push((mention.span, canvas.style(kind_role(mention.kind))));
            }
            let Some((id, name)) = named else { continue };
            if app.pins.contains(name) {
                self.spans.push((mention.span, canvas.style(Role::Pin)));
            }
            let chosen = app.stage().actor.as_ref().is_some_and(|(actor, _)| actor == id);
            if chosen || is_scope(app, name) {
                self.spans.push((mention.span, canvas.style(Role::Selection)));
            }
        }
    }

    /// The style of the byte at a place, over a base.
    pub(crate) fn style_at(&self, byte: usize, base: Style) -> Style {
        self.spans
            .iter()
            .filter(|(span, _)| span.holds(byte))
            .fold(base, |style, (_, over)| style.patch(*over))
    }

    /// The stretches of a span within which the style is one.
    pub(crate) fn runs(&self, span: Span) -> Vec<Span> {
        let inside = |at: &u32| span.start < *at && *at < span.end;
        let mut cuts: Vec<u32> =
            self.spans.iter().flat_map(|(s, _)| [s.start, s.end]).filter(inside).collect();
        cuts.extend([span.start, span.end]);
        cuts.sort_unstable();
        cuts.dedup();
        cuts.iter().zip(cuts.iter().skip(1)).map(|(start, end)| Span { start: *start, end: *end }).collect()
    }
}

fn is_scope(app: &App, name: &str) -> bool {
    app.scope.as_ref().and_then(|scope| scope.actor.as_deref()).is_some_and(|actor| actor == name)
}
