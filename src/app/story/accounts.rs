//! The accounts compared: where they differ, where they agree, what stands in one alone. Each line opens its sentence.

use crate::app::story::lines::{Composer, Made, counted, part, short};
use crate::app::story::{Lead, Part, Tone};
use crate::library::view::{AccountLine, Standing, StoryView, Telling};
use crate::text::width::columns;

pub(super) fn page(mut page: Composer, view: &StoryView, telling: Option<&Telling>) -> Made {
    let Some(telling) = telling else {
        page.words(1, "comparing…", Tone::Dim);
        return page.finish();
    };
    if telling.accounts.is_empty() {
        let why = if view.row.articles.len() < 2 {
            "This story is a single article: there is nothing to compare."
        } else {
            "No sentences of these articles could be held against each other."
        };
        page.words(1, why, Tone::Dim);
        return page.finish();
    }
    for name in ["Differ", "Agree", "Same words", "Only here"] {
        let lines: Vec<&AccountLine> =
            telling.accounts.iter().filter(|line| group(line.standing) == name).collect();
        if lines.is_empty() {
            continue;
        }
        page.head(name, lines.len());
        for (at, line) in lines.into_iter().enumerate() {
            if at > 0 && line.standing != Standing::OnlyHere {
                page.blank();
            }
            account(&mut page, view, line);
        }
    }
    page.finish()
}

/// Under which head a line stands.
const fn group(standing: Standing) -> &'static str {
    match standing {
        Standing::Agree => "Agree",
        Standing::Same => "Same words",
        Standing::OnlyHere => "Only here",
        Standing::Numbers | Standing::Denial | Standing::Opposite => "Differ",
    }
}

fn account(page: &mut Composer, view: &StoryView, line: &AccountLine) {
    let why = match (line.standing, line.why.is_empty()) {
        (Standing::Agree | Standing::Same | Standing::OnlyHere, _) => line.why.to_string(),
        (standing, true) => standing.label().to_owned(),
        (standing, false) => format!("{}: {}", standing.label(), line.why),
    };
    if !why.is_empty() && line.standing != Standing::OnlyHere {
        page.words(1, &why, Tone::Sign);
    }
    let indent = (page.width / 4).clamp(8, 24);
    for (at, side) in line.sides.iter().enumerate() {
        let label = short(view, side.place.article);
        // What is there already in the same words is not written out again.
        if at > 0 && line.standing == Standing::Same {
            let label = Part { room: indent.saturating_sub(2), ..part(1, &label, Tone::Dim) };
            page.entry(Lead::Place(side.place), vec![label, part(indent, "the same", Tone::Dim)]);
        } else {
            page.extract(indent, &label, side);
        }
    }
    if line.standing == Standing::OnlyHere && !line.silent.is_empty() {
        // Who is silent is told by name while there is room for the names.
        let named = line.silent.iter().map(|id| short(view, *id)).collect::<Vec<_>>().join(", ");
        let named = format!("not mentioned in {named}");
        let silent = if line.silent.len() <= 3 && columns(&named) < usize::from(page.width - indent) {
            named
        } else {
            format!("not mentioned in {}", counted(line.silent.len(), "other article"))
        };
        page.more(vec![part(indent, &silent, Tone::Dim)]);
    }
}
