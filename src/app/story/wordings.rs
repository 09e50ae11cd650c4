//! Utterances in every wording: what differs is lit, and under each stands which article has it; two beside each
//! other where there is room.

use crate::app::story::lines::{Cell, Composer, Made, counted, part};
use crate::app::story::{Lead, Tone};
use crate::library::view::{Family, Telling, Wording};

pub(super) fn page(mut page: Composer, telling: Option<&Telling>) -> Made {
    let Some(telling) = telling else {
        page.words(1, "comparing…", Tone::Dim);
        return page.finish();
    };
    let shared: Vec<&Family> = telling.families.iter().filter(|family| family.articles > 1).collect();
    if shared.is_empty() {
        page.words(1, "No utterance stands in more than one article of this story.", Tone::Dim);
    }
    for family in shared {
        page.blank();
        let who = family.speaker.as_ref().map_or("unattributed", |name| name.as_str());
        let note = format!(
            "{} in {}",
            counted(family.wordings.len(), "wording"),
            counted(family.articles as usize, "article")
        );
        let after = crate::text::width::columns(who) as u16 + 3;
        page.line(vec![part(1, who, Tone::Heading), part(after, &note, Tone::Dim)]);
        let outlets: Vec<String> = family.wordings.iter().map(outlets).collect();
        let mut cells =
            family.wordings.iter().zip(&outlets).filter_map(|(wording, outlets)| cell(wording, outlets));
        while let Some(one) = cells.next() {
            match cells.next() {
                Some(other) => page.beside(3, [one, other]),
                None => page.alone(3, &one),
            }
        }
    }
    page.finish()
}

fn cell<'t>(wording: &'t Wording, outlets: &'t str) -> Option<Cell<'t>> {
    let first = wording.quotes.first()?;
    Some(Cell {
        lead: Some(Lead::Place(first.place)),
        sign: "",
        told: (&wording.text, &wording.differs),
        tone: Tone::Plain,
        under: outlets,
    })
}

/// Which articles have a wording, by outlet.
fn outlets(wording: &Wording) -> String {
    let mut outlets: Vec<&str> = Vec::new();
    for quote in &wording.quotes {
        let row = &quote.article;
        let name = row.source.as_ref().unwrap_or(&row.headline).as_str();
        if !outlets.contains(&name) {
            outlets.push(name);
        }
    }
    outlets.join(", ")
}
