//! The numbers of a story: what its articles count, and where their counts of one thing differ.

use crate::app::story::lines::{Composer, part, right, short, within_room};
use crate::app::story::{Lead, Part, Tone};
use crate::library::view::{Figure, Standing, StoryView, Telling};
use crate::text::width::columns;

/// Units that are listed.
const MOST_FIGURES: usize = 12;
/// Numbers of one unit that are listed.
const MOST_VALUES: usize = 4;

/// What the articles count: each number with its sentence, others of its unit under it.
pub(super) fn listed(page: &mut Composer, figures: &[Figure]) {
    if figures.is_empty() {
        return;
    }
    page.head("Numbers", figures.iter().map(|figure| figure.values.len()).sum());
    let indent = (page.width / 4).clamp(8, 28);
    for figure in figures.iter().take(MOST_FIGURES) {
        for (at, value) in figure.values.iter().take(MOST_VALUES).enumerate() {
            let sign = if at > 0 { "·" } else { "" };
            let note = match value.articles {
                1 => String::new(),
                articles => format!("in {articles} articles"),
            };
            let kept = if note.is_empty() { 1 } else { columns(&note) as u16 + 2 };
            let room = page.width.saturating_sub(indent + kept);
            let mut parts = vec![
                part(1, sign, Tone::Sign),
                within_room(indent.saturating_sub(4), part(3, &value.shown, Tone::Plain)),
                Part {
                    lit: value.told.lit.clone(),
                    ..within_room(room, part(indent, &value.told.text, Tone::Dim))
                },
            ];
            if !note.is_empty() {
                parts.push(right(&note, Tone::Sign));
            }
            page.entry(Lead::Place(value.told.place), parts);
        }
    }
}

/// Numbers of one thing that differ between the accounts.
pub(super) fn differing(page: &mut Composer, view: &StoryView, telling: &Telling) {
    let lines: Vec<_> = telling.accounts.iter().filter(|line| line.standing == Standing::Numbers).collect();
    if lines.is_empty() {
        return;
    }
    page.head("Numbers that differ", lines.len());
    let indent = (page.width / 4).clamp(8, 24);
    for line in lines {
        page.words(1, &line.why, Tone::Sign);
        for side in &line.sides {
            page.extract(indent, &short(view, side.place.article), side);
        }
    }
}
