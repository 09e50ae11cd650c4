//! A near-copy beside its original: only the sentences that differ, what differs in them lit; in two columns where there is room.

use crate::app::reader::rows::written;
use crate::app::story::lines::{Cell, Composer, Made, counted, part};
use crate::app::story::{Lead, Tone};
use crate::library::view::{ArticleRow, Extract, SideBySide};
use crate::model::Clean;

pub(super) fn page(mut page: Composer, copies: Option<&SideBySide>) -> Made {
    let Some(copies) = copies else {
        page.words(1, "comparing…", Tone::Dim);
        return page.finish();
    };
    for (sign, row) in [("A", &copies.left), ("B", &copies.right)] {
        let name = called(row);
        page.entry(Lead::Article(row.id), vec![part(1, sign, Tone::Sign), part(4, &name, Tone::Title)]);
    }
    let same = counted(copies.same as usize, "sentence");
    if copies.rows.is_empty() {
        page.blank();
        page.words(1, &format!("All {same} are the same, word for word."), Tone::Dim);
        return page.finish();
    }
    page.head("Differ", copies.rows.len());
    let nothing = Clean::line("nothing");
    for (at, (left, right)) in copies.rows.iter().enumerate() {
        if at > 0 {
            page.blank();
        }
        page.beside(4, [side("A", left.as_ref(), &nothing), side("B", right.as_ref(), &nothing)]);
    }
    page.blank();
    page.words(1, &format!("{same} the same in both"), Tone::Dim);
    page.finish()
}

/// A sentence of one text; what the other text alone has is nothing here.
fn side<'t>(sign: &'t str, told: Option<&'t Extract>, nothing: &'t Clean) -> Cell<'t> {
    match told {
        Some(told) => Cell {
            lead: Some(Lead::Place(told.place)),
            sign,
            told: (&told.text, &told.lit),
            tone: Tone::Plain,
            under: "",
        },
        None => Cell { lead: None, sign, told: (nothing, &[]), tone: Tone::Dim, under: "" },
    }
}

fn called(row: &ArticleRow) -> String {
    let source = row.source.as_ref().map(ToString::to_string);
    let date = row.date.map(written);
    let parts = [source, date, Some(row.headline.to_string()), Some(row.path.to_string())];
    parts.into_iter().flatten().collect::<Vec<_>>().join(" · ")
}
