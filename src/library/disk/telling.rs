//! Stories told whole, from the library: what [`telling`](crate::library::telling) makes of the articles a user reads.

use crate::library::disk::answers::View;
use crate::library::disk::day_of;
use crate::library::state::UserState;
use crate::library::telling::{LOOKED_INTO, MET_IN, MOST, RoundOf, fresh, met, rounds, sentences, tell};
use crate::library::view::{ActorRow, Arrived, Extract, Fresh, FreshCount, Reading, Round, Telling};
use crate::model::{ActorId, ArticleId, Clean, StoryId};
use jiff::Zoned;
use rusqlite::OptionalExtension;
use std::collections::HashSet;
use std::sync::Arc;

type Read<T> = rusqlite::Result<T>;

impl View<'_> {
    pub(crate) fn telling(&self, id: StoryId, marks: &UserState) -> Read<Option<Arc<Telling>>> {
        if self.line_of(id.0)?.is_none() {
            return Ok(None);
        }
        let members = self.readings(self.own_articles(id.0)?.into_iter().take(MOST))?;
        // Tomorrow's papers are printed today, and there are time zones.
        let today = Zoned::now().date();
        let mut telling = tell(id, &members, today.tomorrow().unwrap_or(today));
        telling.rounds = self.rounds_of(id.0)?;
        let read = self.read_of(id.0, marks)?;
        if !read.is_empty() {
            let mut counts: Vec<FreshCount> = Vec::new();
            for reading in members.iter().filter(|reading| !marks.read.contains(&reading.row.content)) {
                counts.push(self.held_against(reading, &read, marks)?.count(sentences(reading)));
            }
            telling.fresh = counts.into_iter().filter(|count| !count.is_empty()).collect();
        }
        Ok(Some(Arc::new(telling)))
    }

    pub(crate) fn fresh(&self, id: ArticleId, marks: &UserState) -> Read<Option<Arc<Fresh>>> {
        let Some(row) = self.article_row_of(id.0)? else { return Ok(None) };
        let read = self.read_of(row.story.0, marks)?;
        // Nothing to hold it against: it need not be read.
        if read.iter().all(|other| other.row.id == id) {
            return Ok(Some(Arc::new(Fresh { article: id, ..Fresh::default() })));
        }
        let Some(reading) = self.reading_of(id)? else { return Ok(None) };
        Ok(Some(Arc::new(self.held_against(&reading, &read, marks)?)))
    }

    fn held_against(&self, reading: &Reading, read: &[Arc<Reading>], marks: &UserState) -> Read<Fresh> {
        let mut met = HashSet::new();
        for (actor, _) in &reading.actors {
            if self.has_met(*actor, reading.row.id, marks)? {
                met.insert(*actor);
            }
        }
        Ok(fresh(reading, read, &|actor| met.contains(&actor)))
    }

    /// Whether an actor stands in another article that the user has read.
    fn has_met(&self, actor: ActorId, but: ArticleId, marks: &UserState) -> Read<bool> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT content FROM appearance JOIN article ON article.id = appearance.article
             WHERE actor = ?1 AND article.id <> ?2",
        )?;
        let mut rows = statement.query([actor.0, but.0])?;
        while let Some(row) = rows.next()? {
            if marks.read.contains(&row.get::<_, i64>(0)?.cast_unsigned()) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Whom an actor met or spoke with, as sentences of his articles say so.
    pub(crate) fn met(&self, id: ActorId, articles: &[u32]) -> Read<Vec<(ActorRow, Extract)>> {
        let mut told = Vec::new();
        for (other, extract) in met(&self.readings(articles.iter().copied().take(MET_IN))?, id) {
            told.extend(self.actor_row_of(other.0)?.map(|row| (row, extract)));
        }
        Ok(told)
    }

    /// What is not among some contents.
    pub(crate) fn arrived(&self, known: &HashSet<u64>) -> Read<Arrived> {
        let mut arrived = Arrived::default();
        let mut stories: HashSet<u32> = HashSet::new();
        let mut new: Vec<u32> = Vec::new();
        {
            let db = self.db();
            let mut statement =
                db.prepare_cached("SELECT id, content, story FROM article ORDER BY date DESC, place")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                let content = row.get::<_, i64>(1)?.cast_unsigned();
                if known.contains(&content) {
                    arrived.known += 1;
                    continue;
                }
                arrived.contents.push(content);
                stories.insert(row.get(2)?);
                if new.len() < Arrived::MOST {
                    new.push(row.get(0)?);
                }
            }
        }
        arrived.stories = stories.len();
        for id in new {
            arrived.rows.extend(self.article_row_of(id)?);
        }
        Ok(arrived)
    }

    /// A story's articles, near-copies left out.
    fn own_articles(&self, story: u32) -> Read<Vec<u32>> {
        let members = self.members(story)?.into_iter();
        Ok(members.filter(|(_, copy_of)| copy_of.is_none()).map(|(article, _)| article).collect())
    }

    fn readings(&self, articles: impl Iterator<Item = u32>) -> Read<Vec<Arc<Reading>>> {
        let mut readings = Vec::new();
        for article in articles {
            readings.extend(self.reading_of(ArticleId(article))?);
        }
        Ok(readings)
    }

    /// The articles of a story's affair that the user has read, near-copies among them.
    fn read_of(&self, story: u32, marks: &UserState) -> Read<Vec<Arc<Reading>>> {
        if marks.read.is_empty() {
            return Ok(Vec::new());
        }
        let mut read = Vec::new();
        for (other, ..) in self.affair(story)? {
            for (article, _) in self.members(other)? {
                let content = self.article_row_of(article)?.map(|row| row.content);
                if read.len() < MOST && content.is_some_and(|content| marks.read.contains(&content)) {
                    read.push(article);
                }
            }
        }
        self.readings(read.into_iter())
    }

    fn line_of(&self, story: u32) -> Read<Option<u32>> {
        let db = self.db();
        let mut statement = db.prepare_cached("SELECT line FROM story WHERE id = ?1")?;
        statement.query_row([story], |row| row.get(0)).optional()
    }

    /// The stories of a story's affair, in the order of the list.
    fn affair(&self, story: u32) -> Read<Vec<(u32, RoundOf)>> {
        let Some(line) = self.line_of(story)? else { return Ok(Vec::new()) };
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT id, title, first, last, why FROM story WHERE line = ?1 ORDER BY last DESC, place",
        )?;
        let rows = statement.query_map([line], |row| {
            let day = |at: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.and_then(day_of));
            let round = RoundOf {
                story: StoryId(row.get(0)?),
                title: Clean::line(row.get_ref(1)?.as_str()?),
                days: day(2)?.zip(day(3)?),
                why: Clean::lines(row.get_ref(4)?.as_str()?),
                articles: Vec::new(),
            };
            Ok((round.story.0, round))
        })?;
        rows.collect()
    }

    fn rounds_of(&self, story: u32) -> Read<Vec<Round>> {
        let affair = self.affair(story)?;
        let title = affair.iter().find(|(id, _)| *id == story).map(|(_, round)| round.title.clone());
        let title = format!("not with “{}”: ", title.unwrap_or_default());
        let mut all = Vec::new();
        for (id, mut round) in affair {
            let why = round.why.lines().find_map(|why| why.strip_prefix(title.as_str()).map(Clean::line));
            round.why = why.unwrap_or_default();
            round.articles = self.readings(self.own_articles(id)?.into_iter().take(LOOKED_INTO))?;
            all.push(round);
        }
        Ok(rounds(all))
    }
}
