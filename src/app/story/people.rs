//! Who appears with whom: a matrix as large as the width allows, and under it every pair with its sentences.
//!
//! ```text
//!                     1  2  3
//!  1 Ada Lindqvist    ·  ◆2 1
//!  2 Piet Maas        ◆2 ·
//!  3 Harbour Board    1     ·
//! ```

use crate::app::story::lines::{Composer, Made, part, within_room};
use crate::app::story::{Lead, Part, StoryLine, Tone};
use crate::library::view::{People, Telling, Tie};
use crate::text::width::columns;

/// Columns of a cell of the matrix.
const CELL: u16 = 4;
/// Columns of the names before it, at most.
const NAMES: u16 = 26;
/// Actors in it, at most.
const MOST: usize = 16;
/// Sentences of one pair.
const MOST_SENTENCES: usize = 12;

pub(super) fn page(mut page: Composer, telling: Option<&Telling>) -> Made {
    let Some(telling) = telling else {
        page.words(1, "looking for pairs…", Tone::Dim);
        return page.finish();
    };
    let people = &telling.people;
    if people.pairs.is_empty() {
        page.words(1, "No two people or organisations share a sentence in this story.", Tone::Dim);
        return page.finish();
    }
    let names = people.who.iter().map(|row| columns(&row.name) as u16 + 4).max().unwrap_or(0).min(NAMES);
    let room = usize::from(page.width.saturating_sub(names + 2) / CELL);
    let shown = people.who.len().min(room).min(MOST);
    let mut ties: Vec<&Tie> = people.pairs.iter().collect();
    ties.sort_by_key(|tie| (tie.met.is_empty(), std::cmp::Reverse(tie.met.len() + tie.together.len())));

    let mut items: Vec<(usize, usize, usize)> = Vec::new();
    let mut below = Composer::new(page.width);
    for tie in ties {
        pair(&mut below, people, tie, &mut items);
    }
    if shown >= 2 {
        let mut matrix: Vec<StoryLine> = (0..=shown).map(|_| StoryLine::default()).collect();
        head(&mut matrix, people, names, shown);
        cells(&mut matrix, people, &items, names, shown);
        page.words(
            1,
            "◆ they met or spoke with each other, as the text says; the rest: named together",
            Tone::Dim,
        );
        page.blank();
        page.put(matrix);
        page.blank();
    }
    page.append(below);
    page.finish()
}

/// Numbers above, names before.
fn head(matrix: &mut [StoryLine], people: &People, names: u16, shown: usize) {
    for (at, row) in people.who.iter().take(shown).enumerate() {
        let column = names + 2 + at as u16 * CELL;
        let number = (at + 1).to_string();
        if let Some(line) = matrix.first_mut() {
            line.parts.push(part(column, &number, Tone::Dim));
        }
        if let Some(line) = matrix.get_mut(at + 1) {
            line.parts.push(within_room(3, part(1, &format!("{number:>2}"), Tone::Dim)));
            line.parts.push(within_room(names.saturating_sub(4), part(4, &row.name, Tone::Name(row.kind))));
            line.parts.push(part(column, "·", Tone::Dim));
        }
    }
}

/// What stands in the cells: a mark is selected with its pair and all sentences of it.
fn cells(
    matrix: &mut [StoryLine],
    people: &People,
    items: &[(usize, usize, usize)],
    names: u16,
    shown: usize,
) {
    for tie in people.pairs.iter().filter(|tie| tie.a < shown && tie.b < shown) {
        let with: Vec<usize> =
            items.iter().filter(|(a, b, _)| (*a, *b) == (tie.a, tie.b)).map(|(.., item)| *item).collect();
        let (text, tone) = if tie.met.is_empty() {
            (tie.together.len().to_string(), Tone::Plain)
        } else {
            (format!("◆{}", tie.met.len()), Tone::Sign)
        };
        for (row, column) in [(tie.a, tie.b), (tie.b, tie.a)] {
            if let Some(line) = matrix.get_mut(row + 1) {
                let column = names + 2 + column as u16 * CELL;
                line.parts.push(Part { with: with.clone(), room: CELL, ..part(column, &text, tone) });
            }
        }
    }
}

/// A pair and its sentences; what each item belongs to goes into `items`.
fn pair(page: &mut Composer, people: &People, tie: &Tie, items: &mut Vec<(usize, usize, usize)>) {
    let (Some(one), Some(other)) = (people.who.get(tie.a), people.who.get(tie.b)) else { return };
    page.blank();
    let counts = match (tie.met.len(), tie.together.len()) {
        (0, together) => format!("together {together}"),
        (met, 0) => format!("◆ met {met}"),
        (met, together) => format!("◆ met {met}, together {together}"),
    };
    let after = (columns(&one.name) + columns(&other.name)) as u16 + 6;
    page.line(vec![
        part(1, &format!("{} – {}", one.name, other.name), Tone::Heading),
        part(after, &counts, Tone::Dim),
    ]);
    let met = tie.met.iter().map(|told| ("◆", told));
    let together = tie.together.iter().map(|told| ("", told));
    for (sign, told) in met.chain(together).take(MOST_SENTENCES) {
        items.push((tie.a, tie.b, page.items()));
        page.sentence(Lead::Place(told.place), 3, sign, (&told.text, &told.lit), Tone::Plain);
    }
}
