//! What differs between the lists of the rooms: which lines their rows take, what the cursor stands on.

use crate::app::App;
use crate::app::list::{At, Line, Rows, lines};
use crate::app::reader::rows::written;
use crate::app::state::{Opening, Room};
use crate::library::query::Sort;
use crate::library::view::{ArticleRow, StoryRow, Target};
use crate::model::Clean;
use jiff::civil::Date;

/// What the cursor of a list stands on.
#[derive(Clone, Debug)]
pub(crate) struct Subject {
    /// What is opened by it.
    pub(crate) opening: Opening,
    /// The article, if it is one or stands in one.
    pub(crate) article: Option<ArticleRow>,
    /// The actor it is, or whose words it is.
    pub(crate) actor: Option<Clean>,
    /// The story's title, if it is one.
    pub(crate) story: Option<Clean>,
}

/// What rows that follow each other have in common.
#[derive(PartialEq)]
enum Group<'a> {
    Day(Option<Date>),
    Speaker(Option<&'a Clean>),
    Article(&'a Clean),
    /// Hits of a kind, and how many there are in all.
    Found(&'static str, usize),
}

/// The rows of the room's list, to make lines of.
struct RoomRows<'a>(&'a App);

impl Rows for RoomRows<'_> {
    fn heads(&self, row: usize) -> bool {
        let group = self.0.group_at(row);
        group.is_some()
            && (row == self.0.window().start || group != row.checked_sub(1).and_then(|r| self.0.group_at(r)))
    }

    fn children(&self, row: usize) -> usize {
        match (self.0.room, self.0.stories.get(row)) {
            (Room::Stories, Some(story)) if self.0.is_unfolded(story) => story.articles.len(),
            _ => 0,
        }
    }

    fn more(&self, row: usize) -> u8 {
        match self.0.room {
            Room::Quotes if self.0.context => 2,
            Room::Search if self.0.hits.get(row).is_some_and(|hit| !hit.snippet.is_empty()) => 1,
            _ => 0,
        }
    }
}

impl App {
    /// The lines of the room's list.
    #[must_use]
    pub fn lines(&self) -> Vec<Line> {
        lines(&RoomRows(self), self.window())
    }

    /// The loaded rows of the room's list.
    #[must_use]
    pub fn window(&self) -> std::ops::Range<usize> {
        match self.room {
            Room::Stories => self.stories.window(),
            Room::Actors => self.actors.window(),
            Room::Quotes => self.quotes.window(),
            Room::Search => self.hits.window(),
        }
    }

    /// The selected row of the room's list.
    #[must_use]
    pub const fn cursor(&self) -> At {
        match self.room {
            Room::Stories => self.stories.cursor,
            Room::Actors => self.actors.cursor,
            Room::Quotes => self.quotes.cursor,
            Room::Search => self.hits.cursor,
        }
    }

    pub(crate) const fn cursor_mut(&mut self) -> &mut At {
        match self.room {
            Room::Stories => &mut self.stories.cursor,
            Room::Actors => &mut self.actors.cursor,
            Room::Quotes => &mut self.quotes.cursor,
            Room::Search => &mut self.hits.cursor,
        }
    }

    /// The first line of the room's list that is on the screen.
    #[must_use]
    pub const fn list_top(&self) -> Option<Line> {
        match self.room {
            Room::Stories => self.stories.top,
            Room::Actors => self.actors.top,
            Room::Quotes => self.quotes.top,
            Room::Search => self.hits.top,
        }
    }

    pub(crate) const fn list_top_mut(&mut self) -> &mut Option<Line> {
        match self.room {
            Room::Stories => &mut self.stories.top,
            Room::Actors => &mut self.actors.top,
            Room::Quotes => &mut self.quotes.top,
            Room::Search => &mut self.hits.top,
        }
    }

    /// How many rows of the room's list match, and how many there are.
    #[must_use]
    pub const fn counts(&self) -> (usize, usize) {
        match self.room {
            Room::Stories => (self.stories.page.matching, self.stories.page.total),
            Room::Actors => (self.actors.page.matching, self.actors.page.total),
            Room::Quotes => (self.quotes.page.matching, self.quotes.page.total),
            Room::Search => (self.hits.page.matching, self.hits.page.total),
        }
    }

    /// The order of a room's rows.
    #[must_use]
    pub fn sort_of(&self, room: Room) -> Sort {
        let sorts = room.sorts();
        sorts.get(self.terms_of(room).sort % sorts.len().max(1)).copied().unwrap_or(Sort::Relevance)
    }

    /// Whether a story's articles are shown under it.
    #[must_use]
    pub fn is_unfolded(&self, story: &StoryRow) -> bool {
        story.articles.len() > 1 && story.articles.first().is_some_and(|a| self.unfolded.contains(&a.content))
    }

    /// The group a row belongs to, if rows are grouped.
    fn group_at(&self, row: usize) -> Option<Group<'_>> {
        match (self.room, self.sort_of(self.room)) {
            (Room::Stories, Sort::Date | Sort::DateDescending) => {
                Some(Group::Day(self.stories.get(row)?.date))
            }
            (Room::Quotes, Sort::Speaker) => Some(Group::Speaker(self.quotes.get(row)?.speaker.as_ref())),
            (Room::Quotes, Sort::Story) => Some(Group::Article(&self.quotes.get(row)?.article.headline)),
            (Room::Quotes, Sort::Date | Sort::DateDescending) => {
                Some(Group::Day(self.quotes.get(row)?.article.date))
            }
            (Room::Search, _) => {
                let (stories, actors) = (self.results.stories.hits.len(), self.results.actors.hits.len());
                Some(match row {
                    row if row < stories => Group::Found("Stories", self.results.stories.total),
                    row if row < stories + actors => Group::Found("Actors", self.results.actors.total),
                    _ => Group::Found("Quotes", self.results.quotes.total),
                })
            }
            _ => None,
        }
    }

    /// The head of the group a row belongs to, if rows are grouped.
    #[must_use]
    pub fn head(&self, row: usize) -> Option<Clean> {
        Some(match self.group_at(row)? {
            Group::Day(day) => Clean::line(&day.map_or_else(|| "undated".to_owned(), written)),
            Group::Speaker(name) => name.cloned().unwrap_or_else(|| Clean::line("unattributed")),
            Group::Article(headline) => headline.clone(),
            Group::Found(name, total) => Clean::line(&format!("{name} {total}")),
        })
    }

    /// The article row a list position stands for: a story's first, or one of those under it.
    #[must_use]
    pub fn article_at(&self, at: At) -> Option<&ArticleRow> {
        self.stories.get(at.row)?.articles.get(at.child.saturating_sub(1))
    }

    /// What the cursor of the room's list stands on.
    pub(crate) fn subject(&self) -> Option<Subject> {
        let at = self.cursor();
        match self.room {
            Room::Stories => {
                let article = self.article_at(at)?.clone();
                let row = self.stories.get(at.row);
                let story = row.map(|row| row.title.clone());
                let whole = row.filter(|row| at.child == 0 && row.articles.len() > 1);
                Some(Subject {
                    opening: whole.map_or(Opening::Article(article.id, None), |row| Opening::Story(row.id)),
                    article: Some(article),
                    actor: None,
                    story,
                })
            }
            Room::Actors => {
                let row = self.actors.selected()?;
                let opening = Opening::Actor(row.id);
                Some(Subject { opening, article: None, actor: Some(row.name.clone()), story: None })
            }
            Room::Quotes => {
                let row = self.quotes.selected()?;
                let opening = Opening::Article(row.place.article, Some(row.place.span));
                let actor = row.speaker.clone().filter(|_| !row.actors.is_empty());
                Some(Subject { opening, article: Some(row.article.clone()), actor, story: None })
            }
            Room::Search => {
                let hit = self.hits.selected()?;
                let opening = match hit.target {
                    Target::Place(place) => Opening::Article(place.article, Some(place.span)),
                    Target::Actor(actor) => Opening::Actor(actor),
                    Target::Quote(quote) => Opening::Quote(quote),
                };
                let actor = matches!(hit.target, Target::Actor(_)).then(|| hit.title.clone());
                Some(Subject { opening, article: None, actor, story: None })
            }
        }
    }
}
