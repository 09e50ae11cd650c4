//! Rows of lists by the numbers of the library, one by one: what is shown costs, not what is there.

use crate::library::disk::answers::View;
use crate::library::disk::files::path_of;
use crate::library::disk::names::name_of;
use crate::library::disk::pack::{Packed, unpack};
use crate::library::disk::tallies::locals_of;
use crate::library::disk::{Versions, day_of};
use crate::library::fulltext::searching::NO_ROW;
use crate::library::ground::spark;
use crate::library::view::{ActorKey, ActorRow, ArticleRow, StoryRow};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, Extraction, StoryId};
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row};
use std::path::PathBuf;

/// In how many articles an actor may stand so that its counts over time are read for it alone.
const FEW: u32 = 300;

type Read<T> = rusqlite::Result<T>;

/// The version that looked into an article, and its mentions, actors and quotes, packed.
type Findings = (Option<i64>, Option<Vec<u8>>, Option<Vec<u8>>, Option<Vec<u8>>);

/// A text of the library, ready to show: it was sanitised before it was stored, and is again in case it was changed.
fn line(row: &Row<'_>, at: usize) -> Read<Clean> {
    Ok(Clean::line(row.get_ref(at)?.as_str()?))
}

impl View<'_> {
    /// The path of a file below the root.
    pub(crate) fn path_of(&self, id: u32) -> Read<Option<PathBuf>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT path FROM file WHERE id = ?1")?;
        statement.query_row([id], |row| Ok(path_of(row.get_ref(0)?))).optional()
    }

    /// The path of the file that is shown under a path.
    pub(crate) fn file_shown(&self, shown: &Clean) -> Read<Option<PathBuf>> {
        let db = self.db();
        let mut exact = db.prepare_cached("SELECT path FROM file WHERE path = ?1")?;
        let exact = exact.query_row([shown.as_str()], |row| Ok(path_of(row.get_ref(0)?))).optional()?;
        if exact.is_some() {
            return Ok(exact);
        }
        // A name that was changed to be shown is found by going through all.
        let mut statement = db.prepare_cached("SELECT path FROM file")?;
        let mut rows = statement.query([])?;
        while let Some(row) = rows.next()? {
            let path = path_of(row.get_ref(0)?);
            if Clean::line(&path.to_string_lossy()) == *shown {
                return Ok(Some(path));
            }
        }
        Ok(None)
    }

    /// An article's row without its near-copies.
    pub(crate) fn article_head_of(&self, id: u32) -> Read<Option<ArticleRow>> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT article.story, headline, source, date, file.path, article.content
             FROM article JOIN file ON file.id = article.id WHERE article.id = ?1",
        )?;
        let found = statement.query_row([id], |row| {
            let source = row.get_ref(2)?.as_str_or_null()?.map(Clean::line);
            Ok(ArticleRow {
                id: ArticleId(id),
                story: StoryId(row.get(0)?),
                headline: line(row, 1)?,
                source,
                date: row.get::<_, Option<i64>>(3)?.and_then(day_of),
                path: Clean::line(&path_of(row.get_ref(4)?).to_string_lossy()),
                content: row.get::<_, i64>(5)?.cast_unsigned(),
                copies: Vec::new(),
            })
        });
        found.optional()
    }

    /// An article's row.
    pub(crate) fn article_row_of(&self, id: u32) -> Read<Option<ArticleRow>> {
        let Some(mut found) = self.article_head_of(id)? else { return Ok(None) };
        let db = self.db();
        let mut copies = db.prepare_cached(
            "SELECT id FROM article WHERE story = ?1 AND copy_of = ?2 ORDER BY story_place",
        )?;
        let copies = copies.query_map([found.story.0, id], |row| row.get(0).map(ArticleId))?;
        found.copies = copies.collect::<Read<_>>()?;
        Ok(Some(found))
    }

    /// A story's articles in the order of reading, each with what it is a copy of.
    pub(crate) fn members(&self, story: u32) -> Read<Vec<(u32, Option<u32>)>> {
        let db = self.db();
        let mut statement =
            db.prepare_cached("SELECT id, copy_of FROM article WHERE story = ?1 ORDER BY story_place")?;
        statement.query_map([story], |row| Ok((row.get(0)?, row.get(1)?)))?.collect()
    }

    /// A story's row; `listed` leaves out its other articles.
    pub(crate) fn story_row_of(&self, id: u32, listed: Option<&[u32]>) -> Read<Option<StoryRow>> {
        let found = {
            let db = self.db();
            let mut statement =
                db.prepare_cached("SELECT title, last, actors, quotes FROM story WHERE id = ?1")?;
            let read = |row: &Row<'_>| {
                let date = row.get::<_, Option<i64>>(1)?.and_then(day_of);
                Ok(StoryRow {
                    id: StoryId(id),
                    title: line(row, 0)?,
                    articles: Vec::new(),
                    date,
                    actors: row.get(2)?,
                    quotes: row.get(3)?,
                })
            };
            statement.query_row([id], read).optional()?
        };
        let Some(mut story) = found else { return Ok(None) };
        let members = self.members(id)?;
        let is_listed = |id: u32| listed.is_none_or(|listed| listed.contains(&id));
        for (article, copy_of) in &members {
            if is_listed(*article) && copy_of.is_none_or(|original| !is_listed(original)) {
                story.articles.extend(self.article_head_of(*article)?.map(|mut row| {
                    let copies =
                        members.iter().filter(|(copy, of)| *of == Some(*article) && is_listed(*copy));
                    row.copies = copies.map(|(copy, _)| ArticleId(*copy)).collect();
                    row
                }));
            }
        }
        Ok(Some(story))
    }

    /// An actor's row.
    pub(crate) fn actor_row_of(&self, id: u32) -> Read<Option<ActorRow>> {
        let Some(mut actor) = self.actor_head_of(id)? else { return Ok(None) };
        actor.spark = self.held.spark(id, || self.spark_of(id, actor.articles))?.to_vec();
        Ok(Some(actor))
    }

    /// An actor's row without its counts over time.
    pub(crate) fn actor_head_of(&self, id: u32) -> Read<Option<ActorRow>> {
        let db = self.db();
        let mut statement =
            db.prepare_cached("SELECT name, kind, mentions, articles, said FROM actor WHERE id = ?1")?;
        let read = |row: &Row<'_>| {
            Ok(ActorRow {
                id: ActorId(id),
                name: line(row, 0)?,
                kind: kind_of(row.get::<_, u32>(1)?),
                mentions: row.get(2)?,
                articles: row.get(3)?,
                said: row.get(4)?,
                spark: Vec::new(),
            })
        };
        statement.query_row([id], read).optional()
    }

    /// The first and the last day of all dated articles.
    pub(crate) fn days(&self) -> Read<Option<(Date, Date)>> {
        let db = self.db();
        let one = |order: &str| -> Read<Option<Date>> {
            let sql =
                format!("SELECT date FROM article WHERE date IS NOT NULL ORDER BY date {order} LIMIT 1");
            let day: Option<i64> = db.prepare_cached(&sql)?.query_row([], |row| row.get(0)).optional()?;
            Ok(day.and_then(day_of))
        };
        Ok(one("ASC")?.zip(one("DESC")?))
    }

    fn spark_of(&self, id: u32, articles: u32) -> Read<Vec<u32>> {
        let days = self.days()?;
        let db = self.db();
        if articles > FEW || self.held.known_articles().is_some() {
            let known = self.held.articles(&db)?;
            let mut statement =
                db.prepare_cached("SELECT article, mentions FROM appearance WHERE actor = ?1")?;
            let mut counts: Vec<(u32, u32)> = statement
                .query_map([id], |row| Ok((known.ids.row(row.get(0)?).unwrap_or(NO_ROW), row.get(1)?)))?
                .collect::<Read<_>>()?;
            counts.sort_unstable();
            return Ok(spark(days, counts.into_iter().map(|(row, n)| (known.columns.day(row), n))));
        }
        let mut statement = db.prepare_cached(
            "SELECT date, appearance.mentions FROM appearance JOIN article ON article.id = appearance.article
             WHERE actor = ?1 ORDER BY place",
        )?;
        let counts = statement.query_map([id], |row| {
            Ok((row.get::<_, Option<i64>>(0)?.and_then(day_of), row.get::<_, u32>(1)?))
        })?;
        Ok(spark(days, counts.collect::<Read<Vec<_>>>()?.into_iter()))
    }

    /// An actor's name.
    pub(crate) fn actor_name(&self, id: u32) -> Read<String> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT name FROM actor WHERE id = ?1")?;
        Ok(statement.query_row([id], |row| row.get(0)).optional()?.unwrap_or_default())
    }

    /// The rows of articles by what they hold, in the order asked for; those that are not there are left out.
    pub(crate) fn rows_by_content(&self, contents: &[u64]) -> Read<Vec<ArticleRow>> {
        let mut rows = Vec::new();
        for content in contents {
            let id: Option<u32> = {
                let db = self.db();
                let mut statement = db.prepare_cached(
                    "SELECT article.id FROM file JOIN article ON article.id = file.id
                     WHERE file.content = ?1 ORDER BY file.place LIMIT 1",
                )?;
                statement.query_row([content.cast_signed()], |row| row.get(0)).optional()?
            };
            if let Some(id) = id {
                rows.extend(self.article_row_of(id)?);
            }
        }
        Ok(rows)
    }

    /// The actor of a name: of that kind if there is one, else the most mentioned.
    pub(crate) fn actor_named(&self, key: &ActorKey) -> Read<Option<ActorId>> {
        let kind = ActorKind::ALL.iter().position(|kind| *kind == key.kind).unwrap_or_default();
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT id FROM actor WHERE name = ?1 ORDER BY kind <> ?2, mentions DESC, id LIMIT 1",
        )?;
        let found = statement.query_row((key.name.as_str(), kind as i64), |row| row.get(0).map(ActorId));
        found.optional()
    }

    /// The corpus' actors of an article's own, with their names.
    pub(crate) fn actors_named(&self, article: u32) -> Read<Vec<(ActorId, Clean)>> {
        let locals = locals_of(&self.db(), article)?;
        let name = |id: u32| Ok((ActorId(id), Clean::line(&self.actor_name(id)?)));
        locals.into_iter().map(name).collect()
    }

    /// What was found in an article; nothing when that was by another program, or is still to come.
    pub(crate) fn extraction(&self, article: u32) -> Read<Option<Extraction>> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT extractor, analysis.mentions, analysis.actors, analysis.quotes
             FROM article JOIN analysis ON analysis.article = article.id WHERE article.id = ?1",
        )?;
        let found: Option<Findings> = statement
            .query_row([article], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))
            .optional()?;
        let Some((Some(version), Some(mentions), Some(actors), Some(quotes))) = found else {
            return Ok(None);
        };
        if version != Versions::ours().extractor {
            return Ok(None);
        }
        let name = |id: u32| name_of(&db, id).ok();
        Ok(unpack(&Packed { mentions, actors, quotes }, name))
    }
}

/// The kind a number stands for.
pub(crate) fn kind_of(number: u32) -> ActorKind {
    ActorKind::ALL.get(number as usize).copied().unwrap_or(ActorKind::Other)
}
