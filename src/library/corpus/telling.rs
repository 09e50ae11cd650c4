//! Stories told whole, from the articles in memory.

use crate::library::corpus::{Corpus, Story};
use crate::library::state::UserState;
use crate::library::telling::{LOOKED_INTO, MOST, RoundOf, fresh, rounds, sentences, side_by_side, tell};
use crate::library::view::{Fresh, FreshCount, Reading, Round, SideBySide, Telling};
use crate::model::{ActorId, ArticleId, Clean, StoryId};
use jiff::Zoned;
use std::sync::Arc;

impl Corpus {
    pub(super) fn telling(&self, id: StoryId, marks: &UserState) -> Option<Arc<Telling>> {
        let story = self.story(id)?;
        let members: Vec<Arc<Reading>> =
            story.articles.iter().take(MOST).filter_map(|article| self.reading(*article)).collect();
        // Tomorrow's papers are printed today, and there are time zones.
        let today = Zoned::now().date();
        let mut telling = tell(id, &members, today.tomorrow().unwrap_or(today));
        telling.rounds = self.rounds_of(id);
        let read = self.read_of(id, marks);
        if !read.is_empty() {
            let unread = members.iter().filter(|reading| !marks.read.contains(&reading.row.content));
            let counts =
                unread.map(|reading| self.held_against(reading, &read, marks).count(sentences(reading)));
            telling.fresh = counts.filter(|count: &FreshCount| !count.is_empty()).collect();
        }
        Some(Arc::new(telling))
    }

    pub(super) fn fresh(&self, id: ArticleId, marks: &UserState) -> Option<Arc<Fresh>> {
        let reading = self.reading(id)?;
        let read = self.read_of(self.story_of(id), marks);
        Some(Arc::new(self.held_against(&reading, &read, marks)))
    }

    pub(super) fn side_by_side(&self, left: ArticleId, right: ArticleId) -> Option<Arc<SideBySide>> {
        Some(Arc::new(side_by_side(&*self.reading(left)?, &*self.reading(right)?)))
    }

    fn held_against(&self, reading: &Reading, read: &[Arc<Reading>], marks: &UserState) -> Fresh {
        let met = |actor: ActorId| {
            self.actor(actor).is_some_and(|actor| {
                actor.places.iter().any(|place| {
                    place.article != reading.row.id
                        && self.entry(place.article).is_some_and(|e| marks.read.contains(&e.file.content))
                })
            })
        };
        fresh(reading, read, &met)
    }

    /// The articles of a story's affair that the user has read, near-copies among them.
    fn read_of(&self, id: StoryId, marks: &UserState) -> Vec<Arc<Reading>> {
        let Some(story) = self.story(id).filter(|_| !marks.read.is_empty()) else { return Vec::new() };
        let line = self.stories().iter().filter(|other| other.line == story.line);
        let articles = line.flat_map(Story::all_articles);
        let read = articles
            .filter(|id| self.entry(*id).is_some_and(|entry| marks.read.contains(&entry.file.content)));
        read.take(MOST).filter_map(|id| self.reading(id)).collect()
    }

    fn rounds_of(&self, id: StoryId) -> Vec<Round> {
        let Some(story) = self.story(id) else { return Vec::new() };
        let line = self.stories().iter().enumerate().filter(|(_, other)| other.line == story.line);
        let title = format!("not with “{}”: ", story.title);
        let all = line.map(|(number, other)| {
            let why = other.why.iter().find_map(|why| why.strip_prefix(title.as_str()));
            RoundOf {
                story: StoryId(number as u32),
                title: other.title.clone(),
                days: self.days_of(other),
                why: Clean::line(why.unwrap_or_default()),
                articles: other
                    .articles
                    .iter()
                    .take(LOOKED_INTO)
                    .filter_map(|id| self.reading(*id))
                    .collect(),
            }
        });
        rounds(all.collect())
    }
}
