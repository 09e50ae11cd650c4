//! Stories into their table, and each article's place in its own.

use crate::library::disk::intake::joining::actors::Cast;
use crate::library::disk::intake::joining::{Joined, numbers};
use crate::library::disk::writer::Writer;
use crate::library::stories::Group;
use crate::model::{ArticleId, Clean};
use rusqlite::{OptionalExtension, params};
use std::collections::{BTreeSet, HashMap};

/// The story of each article as a number within this grouping.
pub(super) fn scopes(groups: &[Group], articles: usize) -> Vec<u32> {
    let mut scopes = vec![0; articles];
    for (number, group) in groups.iter().enumerate() {
        for (id, _) in all(group) {
            if let Some(scope) = scopes.get_mut(id.0 as usize) {
                *scope = number as u32;
            }
        }
    }
    scopes
}

/// The articles of a story in the order of reading, near-copies behind what they copy.
fn all(group: &Group) -> impl Iterator<Item = (ArticleId, Option<ArticleId>)> {
    group.articles.iter().flat_map(|&id| {
        let copies = group.copies.iter().filter(move |(of, _)| *of == id).flat_map(|(_, copies)| copies);
        std::iter::once((id, None)).chain(copies.map(move |copy| (*copy, Some(id))))
    })
}

/// A story's row, as far as it is not counted in the tables.
#[derive(PartialEq)]
struct Row {
    title: String,
    first: Option<i64>,
    last: Option<i64>,
    place: i64,
    line: u32,
    articles: u32,
    actors: u32,
    quotes: u32,
    why: String,
}

/// Writes what differs.
pub(super) fn write(
    writer: &Writer,
    groups: &[Group],
    articles: &[Joined],
    cast: &Cast,
) -> rusqlite::Result<()> {
    let article = |id: ArticleId| articles.get(id.0 as usize);
    let kept = numbers::kept(groups.iter().map(|group| {
        all(group).filter_map(|(id, _)| article(id)).map(|article| article.story).collect::<Vec<u32>>()
    }));
    let new = kept.iter().filter(|kept| kept.is_none()).count();
    let mut next = writer.numbers("next_story", new)?;
    let mut number = |kept: Option<u32>| {
        kept.unwrap_or_else(|| {
            next += 1;
            next - 1
        })
    };
    let ids: Vec<u32> = kept.into_iter().map(&mut number).collect();

    let title = |group: &Group| match article(group.central) {
        Some(central) => writer
            .connection
            .prepare_cached("SELECT headline FROM article WHERE id = ?1")?
            .query_row([central.id], |row| row.get::<_, String>(0)),
        None => Ok(String::new()),
    };
    for (group, &id) in groups.iter().zip(&ids) {
        let members: Vec<(ArticleId, &Joined, Option<&Joined>)> =
            all(group).filter_map(|(id, of)| Some((id, article(id)?, of.and_then(article)))).collect();
        let dates = || members.iter().filter_map(|(_, article, _)| article.date);
        let actors: BTreeSet<u32> =
            members.iter().flat_map(|(at, ..)| cast.somebody(at.0 as usize)).collect();
        let mut why: Vec<String> = group.why.clone();
        for (at, apart) in &group.apart {
            let other = groups.get(*at).map(title).transpose()?.unwrap_or_default();
            why.push(format!("not with “{other}”: {apart}"));
        }
        let row = Row {
            title: title(group)?,
            first: dates().min(),
            last: dates().max(),
            place: members.first().map_or(0, |(_, article, _)| article.place),
            line: ids.get(group.line as usize).copied().unwrap_or(id),
            articles: members.len() as u32,
            actors: actors.len() as u32,
            quotes: members.iter().map(|(_, article, _)| article.speech).sum(),
            why: why.iter().map(|why| Clean::line(why).into_string()).collect::<Vec<_>>().join("\n"),
        };
        if old(writer, id)?.is_none_or(|old| old != row) {
            put(writer, id, &row)?;
        }
        for (place, (_, article, of)) in (0..).zip(&members) {
            let copy_of = of.map(|of| of.id);
            if (article.story, article.story_place, article.copy_of) != (id, place, copy_of) {
                let sql = "UPDATE article SET story = ?2, story_place = ?3, copy_of = ?4 WHERE id = ?1";
                writer.run(sql, params![article.id, id, place, copy_of])?;
            }
        }
    }
    remove_others(writer, ids)
}

/// Takes out the stories that are no more.
fn remove_others(writer: &Writer, mut ids: Vec<u32>) -> rusqlite::Result<()> {
    ids.sort_unstable();
    let mut gone: Vec<u32> = Vec::new();
    let mut statement = writer.connection.prepare("SELECT id FROM story")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        gone.extend(ids.binary_search(&id).is_err().then_some(id));
    }
    for id in gone {
        writer.run("DELETE FROM story WHERE id = ?1", [id])?;
    }
    Ok(())
}

/// Counts the actors of stories whose articles stay as they are.
pub(super) fn count_actors(writer: &Writer, articles: &[Joined], cast: &Cast) -> rusqlite::Result<()> {
    let mut of_story: HashMap<u32, (BTreeSet<u32>, u32)> = HashMap::new();
    for (at, article) in articles.iter().enumerate() {
        let (actors, quotes) = of_story.entry(article.story).or_default();
        actors.extend(cast.somebody(at));
        *quotes += article.speech;
    }
    for (story, (actors, quotes)) in of_story {
        let sql = "UPDATE story SET actors = ?2, quotes = ?3 WHERE id = ?1 AND (actors, quotes) <> (?2, ?3)";
        writer.run(sql, params![story, actors.len() as u32, quotes])?;
    }
    Ok(())
}

fn put(writer: &Writer, id: u32, row: &Row) -> rusqlite::Result<()> {
    let sql =
        "INSERT OR REPLACE INTO story (id, title, first, last, place, line, articles, actors, quotes, why)
               VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
    let values = params![
        id,
        row.title,
        row.first,
        row.last,
        row.place,
        row.line,
        row.articles,
        row.actors,
        row.quotes,
        row.why
    ];
    writer.run(sql, values).map(drop)
}

/// A story's row as it was.
fn old(writer: &Writer, id: u32) -> rusqlite::Result<Option<Row>> {
    let sql =
        "SELECT title, first, last, place, line, articles, actors, quotes, why FROM story WHERE id = ?1";
    let row = writer.connection.prepare_cached(sql)?.query_row([id], |row| {
        Ok(Row {
            title: row.get(0)?,
            first: row.get(1)?,
            last: row.get(2)?,
            place: row.get(3)?,
            line: row.get(4)?,
            articles: row.get(5)?,
            actors: row.get(6)?,
            quotes: row.get(7)?,
            why: row.get(8)?,
        })
    });
    row.optional()
}
