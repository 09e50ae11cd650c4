//! Utterances in every wording: what differs is lit, and under each stands which article has it.

use crate::app::story::lines::{Composer, Made, counted, part};
use crate::app::story::{Lead, Tone};
use crate::library::view::{Family, Telling};

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
        for wording in &family.wordings {
            let Some(first) = wording.quotes.first() else { continue };
            page.sentence(Lead::Place(first.place), 3, "", (&wording.text, &wording.differs), Tone::Plain);
            let mut outlets: Vec<String> = Vec::new();
            for quote in &wording.quotes {
                let row = &quote.article;
                let name = row.source.as_ref().map_or_else(|| row.headline.to_string(), ToString::to_string);
                if !outlets.contains(&name) {
                    outlets.push(name);
                }
            }
            page.more(vec![part(5, &outlets.join(", "), Tone::Dim)]);
        }
    }
    page.finish()
}
