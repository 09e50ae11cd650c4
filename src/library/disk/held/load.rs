//! Reading the numbers of a generation, each kind in one pass over its table.

use crate::library::bits::Bits;
use crate::library::disk::day_of;
use crate::library::disk::held::{Actors, Articles, Loaded, Numbers};
use crate::library::fulltext::searching::NO_ROW;
use crate::library::ground::{Columns, Facts, Lists, Pairs, bit};
use crate::library::query::Part;
use crate::model::ActorKind;
use rusqlite::Connection;

impl Articles {
    pub(super) fn load(db: &Connection) -> Loaded<Self> {
        let mut stories = Vec::new();
        let mut statement = db.prepare_cached("SELECT id FROM story ORDER BY last DESC, place")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            stories.push(row.get(0)?);
        }
        let stories = Numbers::new(stories);
        let mut all = read_facts(db, &stories)?;
        all.sort_unstable_by_key(|article| article.place);
        let ids = Numbers::new(all.iter().map(|article| article.id).collect());
        let mut columns = Columns { quotes_from: vec![0], ..Columns::default() };
        let mut sum = 0;
        let mut members: Vec<(u32, i64, u32)> = Vec::with_capacity(all.len());
        for (row, article) in all.iter().enumerate() {
            columns.facts.push(article.facts);
            sum += article.quotes;
            columns.quotes_from.push(sum);
            members.push((article.facts.story, article.story_place, row as u32));
        }
        members.sort_unstable();
        let members: Vec<(u32, u32)> = members.into_iter().map(|(story, _, row)| (story, row)).collect();
        columns.stories = Lists::new(stories.of_row.len(), &members);
        Ok(Self { columns, ids, stories })
    }
}

/// An article as it is read.
struct Read {
    id: u32,
    place: i64,
    story_place: i64,
    quotes: u32,
    facts: Facts,
}

fn read_facts(db: &Connection, stories: &Numbers) -> Loaded<Vec<Read>> {
    let mut statement = db.prepare_cached(
        "SELECT id, place, content, story, story_place, copy_of IS NOT NULL, date, mentions, quotes, speech > 0,
           actors > 0, byline IS NOT NULL, source IS NOT NULL, headline_start IS NOT NULL, sections > 0 FROM article",
    )?;
    let read = statement.query_map([], |row| {
        let date: Option<i64> = row.get(6)?;
        let has = [
            (Part::Quotes, row.get(9)?),
            (Part::Actors, row.get(10)?),
            (Part::Date, date.is_some()),
            (Part::Author, row.get(11)?),
            (Part::Source, row.get(12)?),
            (Part::Headline, row.get(13)?),
            (Part::Sections, row.get(14)?),
        ];
        Ok(Read {
            id: row.get(0)?,
            place: row.get(1)?,
            story_place: row.get(4)?,
            quotes: row.get(8)?,
            facts: Facts {
                day: date.and_then(day_of),
                content: row.get::<_, i64>(2)?.cast_unsigned(),
                story: stories.row(row.get(3)?).unwrap_or(NO_ROW),
                mentions: row.get(7)?,
                has: has.iter().filter(|(_, there)| *there).fold(0, |all, (part, _)| all | bit(*part)),
                copy: row.get(5)?,
            },
        })
    })?;
    read.collect()
}

impl Actors {
    pub(super) fn load(db: &Connection) -> Loaded<Self> {
        let mut ids = Vec::new();
        let mut statement = db.prepare_cached("SELECT id FROM actor ORDER BY mentions DESC, name, id")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            ids.push(row.get(0)?);
        }
        let ids = Numbers::new(ids);
        let mut kinds = vec![u8::MAX; ids.of_row.len()];
        let mut statement = db.prepare_cached("SELECT id, kind FROM actor")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            if let Some(slot) = ids.row(row.get(0)?).and_then(|at| kinds.get_mut(at as usize)) {
                *slot = row.get(1)?;
            }
        }
        Ok(Self { ids, kinds })
    }

    /// The actors of a kind.
    pub(crate) fn of_kind(&self, kind: ActorKind) -> Bits {
        let number = ActorKind::ALL.iter().position(|known| *known == kind).unwrap_or_default();
        Bits::of(self.kinds.len(), |row| self.kinds.get(row as usize).is_some_and(|k| *k as usize == number))
    }
}

pub(super) fn load_pairs(db: &Connection, articles: &Articles, actors: &Actors) -> Loaded<Pairs> {
    let mut found: Vec<(u32, u32, u32)> = Vec::new();
    let mut statement = db.prepare_cached("SELECT actor, article, mentions FROM appearance")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let (actor, article) = (actors.ids.row(row.get(0)?), articles.ids.row(row.get(1)?));
        if let (Some(actor), Some(article)) = (actor, article) {
            found.push((actor, article, row.get(2)?));
        }
    }
    found.sort_unstable();
    let mentions = found.iter().map(|(.., mentions)| *mentions).collect();
    let items: Vec<(u32, u32)> = found.into_iter().map(|(actor, article, _)| (actor, article)).collect();
    Ok(Pairs { articles: Lists::new(actors.kinds.len(), &items), mentions })
}
