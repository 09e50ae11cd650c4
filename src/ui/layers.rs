//! What is lit in a text: spans with their styles, the lower ones first. Each of them has a mark besides its colour.

use crate::app::App;
use crate::app::reader::{Reader, View};
use crate::config::Role;
use crate::model::{MentionForm, QuoteKind, Span};
use crate::ui::canvas::Canvas;
use crate::ui::list::kind_role;
use ratatui::style::Style;

/// Spans and what they look like; where several cover a byte, the later ones lie over the earlier. They are laid over each
/// other once: with every word of the screen it is asked what covers it.
pub(crate) struct Layers {
    /// Where the look changes.
    cuts: Vec<u32>,
    /// What lies over the bytes from each of these on.
    over: Vec<Style>,
}

/// Spans that are being gathered, the lower ones first.
struct Gathered {
    spans: Vec<(Span, Style)>,
}

impl Layers {
    /// The layers of the part of a text that is on the screen.
    pub(crate) fn of(canvas: &Canvas<'_>, reader: &Reader, shown: Span) -> Self {
        let mut layers = Gathered { spans: Vec::new() };
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
        Self::laid(&layers.spans)
    }

    fn laid(spans: &[(Span, Style)]) -> Self {
        let mut cuts: Vec<u32> = spans.iter().flat_map(|(span, _)| [span.start, span.end]).collect();
        cuts.sort_unstable();
        cuts.dedup();
        let mut over = vec![Style::default(); cuts.len()];
        for (span, style) in spans {
            let from = cuts.partition_point(|cut| *cut < span.start);
            let covered = over.iter_mut().zip(&cuts).skip(from).take_while(|(_, cut)| **cut < span.end);
            covered.for_each(|(over, _)| *over = over.patch(*style));
        }
        Self { cuts, over }
    }

    /// The style of the byte at a place, over a base.
    pub(crate) fn style_at(&self, byte: usize, base: Style) -> Style {
        let next = self.cuts.partition_point(|cut| *cut as usize <= byte);
        let over = next.checked_sub(1).and_then(|at| self.over.get(at));
        over.map_or(base, |over| base.patch(*over))
    }

    /// The stretches of a span within which the style is one, with that style over a base.
    pub(crate) fn runs(&self, span: Span, base: Style) -> impl Iterator<Item = (Span, Style)> + '_ {
        let mut next = self.cuts.partition_point(|cut| *cut <= span.start);
        let mut start = span.start;
        std::iter::from_fn(move || {
            let over = next.checked_sub(1).and_then(|at| self.over.get(at));
            let end = self.cuts.get(next).map_or(span.end, |cut| span.end.min(*cut));
            let run = Span { start, end };
            (next, start) = (next + 1, end);
            (!run.is_empty()).then(|| (run, over.map_or(base, |over| base.patch(*over))))
        })
    }
}

impl Gathered {
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
}

fn is_scope(app: &App, name: &str) -> bool {
    app.scope.as_ref().and_then(|scope| scope.actor.as_deref()).is_some_and(|actor| actor == name)
}

#[cfg(test)]
mod tests {
    use super::{Layers, Span, Style};
    use proptest::prelude::{prop_assert_eq, proptest};
    use ratatui::style::{Color, Modifier};

    proptest! {
        #[test]
        fn every_byte_looks_as_all_that_covers_it(
            spans in proptest::collection::vec((0_usize..30, 0_usize..9, 0_usize..4), 0..8),
            from in 0_usize..30,
            length in 0_usize..12,
        ) {
            let styles = [
                Style::new().fg(Color::Red),
                Style::new().bg(Color::Blue).add_modifier(Modifier::BOLD),
                Style::new().fg(Color::Green).add_modifier(Modifier::DIM),
                Style::new().remove_modifier(Modifier::BOLD),
            ];
            let spans: Vec<(Span, Style)> =
                spans.iter().map(|(from, length, style)| (Span::new(*from, from + length), styles[*style])).collect();
            let base = Style::new().add_modifier(Modifier::ITALIC);
            let layers = Layers::laid(&spans);
            let expect = |byte: usize| {
                spans.iter().filter(|(span, _)| span.holds(byte)).fold(base, |style, (_, over)| style.patch(*over))
            };
            let mut at = from;
            for (run, style) in layers.runs(Span::new(from, from + length), base) {
                prop_assert_eq!(run.from(), at);
                at = run.to();
                for byte in run.from()..run.to() {
                    prop_assert_eq!(style, expect(byte));
                    prop_assert_eq!(layers.style_at(byte, base), expect(byte));
                }
            }
            prop_assert_eq!(at, from + length);
        }
    }
}
