//! Putting the lines of a page together.

use crate::app::story::{Column, Lead, Part, StoryLine, Tone};
use crate::library::view::{Extract, StoryView};
use crate::model::{ArticleId, Clean, Span};
use crate::text::wrap::{WrapOptions, wrap};

/// Lines being made for a width.
pub(super) struct Composer {
    pub(super) width: u16,
    lines: Vec<StoryLine>,
    leads: Vec<Lead>,
}

/// A page: its lines, and what their items lead to.
pub(super) type Made = (Vec<StoryLine>, Vec<Lead>);

impl Composer {
    pub(super) const fn new(width: u16) -> Self {
        Self { width, lines: Vec::new(), leads: Vec::new() }
    }

    pub(super) fn finish(self) -> Made {
        (self.lines, self.leads)
    }

    pub(super) fn blank(&mut self) {
        if !self.lines.is_empty() {
            self.lines.push(StoryLine::default());
        }
    }

    /// The head of a group, with how many stand under it.
    pub(super) fn head(&mut self, name: &str, count: usize) {
        self.blank();
        let used = name.len() as u16 + 2;
        self.line(vec![part(1, name, Tone::Heading), part(used, &count.to_string(), Tone::Dim)]);
    }

    /// A line that leads nowhere.
    pub(super) fn line(&mut self, parts: Vec<Part>) {
        self.lines.push(StoryLine { parts, item: None, first: false });
    }

    /// A line that leads somewhere; gives its item.
    pub(super) fn entry(&mut self, lead: Lead, parts: Vec<Part>) -> usize {
        let item = self.leads.len();
        self.leads.push(lead);
        self.lines.push(StoryLine { parts, item: Some(item), first: true });
        item
    }

    /// How many items there are.
    pub(super) const fn items(&self) -> usize {
        self.leads.len()
    }

    /// Lines made elsewhere that lead nowhere of their own.
    pub(super) fn put(&mut self, lines: Vec<StoryLine>) {
        self.lines.extend(lines);
    }

    /// Everything of another one; a page without items keeps the other's numbers.
    pub(super) fn append(&mut self, other: Self) {
        let before = self.leads.len();
        self.leads.extend(other.leads);
        self.lines.extend(other.lines.into_iter().map(|mut line| {
            line.item = line.item.map(|item| item + before);
            line
        }));
    }

    /// A further line of the last item.
    pub(super) fn more(&mut self, parts: Vec<Part>) {
        let item = self.leads.len().checked_sub(1);
        self.lines.push(StoryLine { parts, item, first: false });
    }

    /// A sentence in as many lines as it takes, under a label; one item.
    pub(super) fn sentence(
        &mut self,
        lead: Lead,
        indent: u16,
        label: &str,
        told: (&Clean, &[Span]),
        tone: Tone,
    ) {
        let mut parts = Vec::new();
        if !label.is_empty() {
            parts.push(Part { room: indent.saturating_sub(2), ..part(1, label, Tone::Dim) });
        }
        let rows = self.rows(indent, told, tone);
        let mut rows = rows.into_iter();
        parts.extend(rows.next());
        self.entry(lead, parts);
        for row in rows {
            self.more(vec![row]);
        }
    }

    /// An extract as a sentence.
    pub(super) fn extract(&mut self, indent: u16, label: &str, told: &Extract) {
        self.sentence(Lead::Place(told.place), indent, label, (&told.text, &told.lit), Tone::Plain);
    }

    /// Two texts beside each other where there is room for two columns, else one under the other; an item each.
    pub(super) fn beside(&mut self, indent: u16, cells: [Cell<'_>; 2]) {
        if self.width < BESIDE {
            for cell in cells {
                self.alone(indent, &cell);
            }
            return;
        }
        let column = self.width / 2;
        let width = column.saturating_sub(indent + 2);
        let first = self.leads.len();
        let mut columns: Vec<Vec<Vec<Part>>> = Vec::new();
        for (from, cell) in [0, column].into_iter().zip(&cells) {
            let own = cell.lead.map(|lead| {
                self.leads.push(lead);
                self.leads.len() - 1
            });
            let own = |part: Part| Part { with: own.into_iter().collect(), ..part };
            let mut rows: Vec<Vec<Part>> = wrapped(from + indent, width, cell.told, cell.tone)
                .into_iter()
                .map(|row| vec![own(row)])
                .collect();
            if let Some(row) = rows.first_mut().filter(|_| !cell.sign.is_empty()) {
                row.insert(0, part(from + 1, cell.sign, Tone::Sign));
            }
            if !cell.under.is_empty() {
                rows.push(vec![own(within_room(width, part(from + indent, cell.under, Tone::Dim)))]);
            }
            columns.push(rows);
        }
        // A line for each item, so that the cursor has where to stop.
        let items: Vec<usize> = (first..self.leads.len()).collect();
        let count = columns.iter().map(Vec::len).max().unwrap_or(0).max(items.len());
        for row in 0..count {
            let parts =
                columns.iter_mut().filter_map(|rows| rows.get_mut(row)).flat_map(std::mem::take).collect();
            let (item, first) = (items.get(row).or(items.last()).copied(), row < items.len());
            self.lines.push(StoryLine { parts, item, first });
        }
    }

    /// One of two texts by itself.
    pub(super) fn alone(&mut self, indent: u16, cell: &Cell<'_>) {
        match cell.lead {
            Some(lead) => self.sentence(lead, indent, cell.sign, cell.told, cell.tone),
            None => self.line(vec![part(1, cell.sign, Tone::Dim), part(indent, cell.told.0, cell.tone)]),
        }
        if !cell.under.is_empty() {
            self.more(vec![part(indent + 2, cell.under, Tone::Dim)]);
        }
    }

    /// Words that lead nowhere, in as many lines as they take.
    pub(super) fn words(&mut self, indent: u16, text: &str, tone: Tone) {
        for row in self.rows(indent, (&Clean::line(text), &[]), tone) {
            self.line(vec![row]);
        }
    }

    fn rows(&self, indent: u16, told: (&Clean, &[Span]), tone: Tone) -> Vec<Part> {
        wrapped(indent, self.width.saturating_sub(indent + 1), told, tone)
    }
}

/// Words in as many rows as they take, from a column on, so many columns wide.
fn wrapped(indent: u16, width: u16, (text, lit): (&Clean, &[Span]), tone: Tone) -> Vec<Part> {
    let width = usize::from(width).max(8);
    let rows = wrap(text, Span::new(0, text.len()), width, WrapOptions::default());
    let row = |span: Span| Part {
        lit: lit.iter().filter_map(|lit| within(*lit, span)).collect(),
        ..part(indent, span.of(text), tone)
    };
    rows.iter().map(|found| row(found.span)).collect()
}

/// From this width on, what is compared stands in two columns.
const BESIDE: u16 = 90;

/// One of two texts that are compared.
pub(super) struct Cell<'t> {
    /// What it leads to.
    pub(super) lead: Option<Lead>,
    /// What stands before it.
    pub(super) sign: &'t str,
    /// The words, and which of them are lit.
    pub(super) told: (&'t Clean, &'t [Span]),
    /// How the words look.
    pub(super) tone: Tone,
    /// A line under them.
    pub(super) under: &'t str,
}

/// The part of a span that lies in a row, counted from the row's beginning.
fn within(lit: Span, row: Span) -> Option<Span> {
    let (from, to) = (lit.from().max(row.from()), lit.to().min(row.to()));
    (from < to).then(|| Span::new(from - row.from(), to - row.from()))
}

/// Words from a column on.
pub(super) fn part(column: u16, text: &str, tone: Tone) -> Part {
    let text = Clean::line(text);
    Part { column: Column::From(column), room: u16::MAX, text, lit: Vec::new(), tone, with: Vec::new() }
}

/// Words that end at the right edge.
pub(super) fn right(text: &str, tone: Tone) -> Part {
    Part { column: Column::Until(1), ..part(0, text, tone) }
}

/// Some of the room only.
pub(super) fn within_room(room: u16, part: Part) -> Part {
    Part { room, ..part }
}

/// What an article is called beside others of its story: its outlet, else the first words of its headline.
pub(super) fn short(view: &StoryView, id: ArticleId) -> String {
    let rows = &view.row.articles;
    let own = rows.iter().find(|row| row.id == id || row.copies.contains(&id));
    let Some(row) = own else { return String::new() };
    let twice =
        |source: &Clean| rows.iter().filter(|other| other.source.as_ref() == Some(source)).count() > 1;
    match (&row.source, row.date) {
        (Some(source), Some(date)) if twice(source) => {
            format!("{source} {}", crate::app::reader::rows::written(date))
        }
        (Some(source), _) => source.to_string(),
        (None, _) => row.headline.to_string(),
    }
}

/// A count with its word: `1 quote`, `3 quotes`.
pub(super) fn counted(count: usize, one: &str) -> String {
    if count == 1 { format!("1 {one}") } else { format!("{count} {one}s") }
}

#[cfg(test)]
mod tests {
    use super::{Cell, Composer};
    use crate::app::story::{Column, Lead, StoryLine, Tone};
    use crate::model::{ArticleId, Clean, Span};

    fn page(width: u16) -> Vec<StoryLine> {
        let (one, two) = (Clean::line(&"left words ".repeat(12)), Clean::line("right words"));
        let cell = |id, sign, text| Cell {
            lead: Some(Lead::Article(ArticleId(id))),
            sign,
            told: (text, &[Span { start: 0, end: 4 }][..]),
            tone: Tone::Plain,
            under: "",
        };
        let mut page = Composer::new(width);
        page.beside(4, [cell(0, "A", &one), cell(1, "B", &two)]);
        page.finish().0
    }

    /// For each line its item, whether the cursor stops there, and the columns its parts begin at.
    fn shape(lines: &[StoryLine]) -> Vec<(Option<usize>, bool, Vec<u16>)> {
        let columns = |line: &StoryLine| {
            let from = |part: &crate::app::story::Part| match part.column {
                Column::From(column) => column,
                Column::Until(_) => u16::MAX,
            };
            line.parts.iter().map(from).collect()
        };
        lines.iter().map(|line| (line.item, line.first, columns(line))).collect()
    }

    #[test]
    fn two_texts_stand_beside_each_other_where_there_is_room() {
        let wide = page(100);
        let expect = [
            (Some(0), true, vec![1, 4, 51, 54]),
            (Some(1), true, vec![4]),
            (Some(1), false, vec![4]),
            (Some(1), false, vec![4]),
        ];
        assert_eq!(shape(&wide)[..2], expect[..2], "{wide:?}");
        let own: Vec<&[usize]> = wide[0].parts.iter().map(|part| part.with.as_slice()).collect();
        assert_eq!(own, [&[][..], &[0], &[], &[1]], "each is selected by itself");
        let narrow = page(60);
        assert_eq!(shape(&narrow).last(), Some(&(Some(1), true, vec![1, 4])), "{narrow:?}");
        assert!(narrow.iter().all(|line| line.parts.iter().all(|part| part.with.is_empty())));
    }
}
