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
        let mut columns = Columns { quotes_from: vec![0], ..Columns::default() };
        let (mut ids, mut sum) = (Vec::new(), 0);
        let mut members: Vec<(u32, u32, u32)> = Vec::new();
        each_article(db, &stories, |article| {
            members.push((article.facts.story, article.story_place, ids.len() as u32));
            ids.push(article.id);
            columns.facts.push(article.facts);
            sum += article.quotes;
            columns.quotes_from.push(sum);
        })?;
        columns.facts.shrink_to_fit();
        columns.quotes_from.shrink_to_fit();
        ids.shrink_to_fit();
        members.sort_unstable();
        let members: Vec<(u32, u32)> = members.into_iter().map(|(story, _, row)| (story, row)).collect();
        columns.stories = Lists::new(stories.of_row.len(), &members);
        Ok(Self { columns, ids: Numbers::new(ids), stories })
    }
}

/// An article as it is read.
struct Read {
    id: u32,
    story_place: u32,
    quotes: u32,
    facts: Facts,
}

/// Reads all articles in the order of paths, each as it comes.
fn each_article(db: &Connection, stories: &Numbers, mut each: impl FnMut(Read)) -> Loaded<()> {
    let mut statement = db.prepare_cached(
        "SELECT a.id, a.content, a.story, a.story_place, a.copy_of IS NOT NULL, a.date, a.mentions, a.quotes, a.speech > 0,
           a.actors > 0, a.byline IS NOT NULL, a.source IS NOT NULL, a.headline_start IS NOT NULL, a.sections > 0
         FROM file JOIN article AS a ON a.id = file.id ORDER BY file.place",
    )?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let date: Option<i64> = row.get(5)?;
        let has = [
            (Part::Quotes, row.get(8)?),
            (Part::Actors, row.get(9)?),
            (Part::Date, date.is_some()),
            (Part::Author, row.get(10)?),
            (Part::Source, row.get(11)?),
            (Part::Headline, row.get(12)?),
            (Part::Sections, row.get(13)?),
        ];
        each(Read {
            id: row.get(0)?,
            story_place: row.get(3)?,
            quotes: row.get(7)?,
            facts: Facts {
                day: date.and_then(day_of),
                content: row.get::<_, i64>(1)?.cast_unsigned(),
                story: stories.row(row.get(2)?).unwrap_or(NO_ROW),
                mentions: row.get(6)?,
                has: has.iter().filter(|(_, there)| *there).fold(0, |all, (part, _)| all | bit(*part)),
                copy: row.get(4)?,
            },
        });
    }
    Ok(())
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
