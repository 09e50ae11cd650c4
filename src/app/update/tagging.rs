//! Ranges of rows, and the tags written on them.

use crate::app::App;
use crate::app::action::Action;
use crate::app::geometry::Pane;
use crate::app::line::Line;
use crate::app::list::{At, Part};
use crate::app::state::{Mode, Prompt, Purpose, Room};
use crate::library::query::{Stock, completions};
use crate::library::state::{Change, Content};
use crate::library::view::ActorKey;
use std::collections::BTreeSet;

impl App {
    /// Begins a range at the cursor, or ends it.
    pub(super) fn begin_range(&mut self) {
        if self.stage().focus != Pane::List {
            return self.say("ranges are of rows in a list");
        }
        if self.range.take().is_some() {
            return self.say("the range is ended");
        }
        self.range = Some(self.cursor());
        let keys =
            [Action::Read, Action::Star, Action::Tag, Action::Merge].map(|action| self.keymap.hint(action));
        self.say(&format!("a range begins here: move, then {}; Esc ends it", keys.join(", ")));
    }

    /// Whether a row of the room's list lies in the range.
    #[must_use]
    pub fn in_range(&self, at: At) -> bool {
        let cursor = self.cursor();
        self.range.is_some_and(|from| from.min(cursor) <= at && at <= from.max(cursor))
    }

    /// The rows that are chosen: those of the range, else the cursor's.
    fn rows_chosen(&self) -> Vec<At> {
        if self.range.is_none() {
            return vec![self.cursor()];
        }
        let rows = self.lines().into_iter().filter(|line| line.part == Part::Row).map(|line| line.at);
        rows.filter(|at| self.in_range(*at)).collect()
    }

    /// The contents of the articles that are chosen, each once: of a folded story all of its articles.
    pub(crate) fn articles_chosen(&self) -> Vec<Content> {
        let mut chosen: Vec<Content> = Vec::new();
        if self.stage().focus == Pane::List {
            for at in self.rows_chosen() {
                match self.room {
                    Room::Stories if at.child == 0 => {
                        let articles = self.stories.get(at.row).map_or(&[][..], |story| &story.articles);
                        chosen.extend(articles.iter().map(|article| article.content));
                    }
                    Room::Stories => chosen.extend(self.article_at(at).map(|article| article.content)),
                    Room::Quotes => chosen.extend(self.quotes.get(at.row).map(|quote| quote.article.content)),
                    Room::Actors | Room::Search => {}
                }
            }
        } else {
            chosen.extend(self.article_here().map(|article| article.content));
        }
        let mut seen = BTreeSet::new();
        chosen.retain(|content| seen.insert(*content));
        chosen
    }

    /// The actors that are chosen, in the order of their rows.
    pub(super) fn actors_chosen(&self) -> Vec<ActorKey> {
        if self.stage().focus == Pane::List && self.room == Room::Actors {
            let rows = self.rows_chosen();
            let rows = rows.iter().filter_map(|at| self.actors.get(at.row));
            return rows.map(|row| ActorKey { name: row.name.clone(), kind: row.kind }).collect();
        }
        self.actor_key_here().into_iter().collect()
    }

    pub(super) fn begin_tags(&mut self) {
        let articles = self.articles_chosen();
        let Some(first) = articles.first() else { return self.say("only articles can have tags") };
        let tags = |content: &Content| self.made.tags.get(content).cloned().unwrap_or_default();
        let common = articles.iter().skip(1).fold(tags(first), |all, content| &all & &tags(content));
        let common: Vec<String> = common.into_iter().collect();
        let mut text = common.join(" ");
        if !text.is_empty() {
            text.push(' ');
        }
        self.mode = Mode::Line(Prompt {
            purpose: Purpose::Tags { articles, common },
            line: Line::new(&text),
            fault: None,
        });
    }

    /// Puts the tags of a line on articles and takes off those that were taken out of it.
    pub(super) fn set_tags(&mut self, articles: &[Content], common: &[String], text: &str) {
        let wanted: BTreeSet<String> = words(text).map(str::to_owned).collect();
        let mut changes = Vec::new();
        for content in articles {
            let has = self.made.tags.get(content).cloned().unwrap_or_default();
            let new = wanted.iter().filter(|tag| !has.contains(*tag));
            changes.extend(new.map(|tag| Change::Tagged(*content, tag.clone(), true)));
            let gone = common.iter().filter(|tag| !wanted.contains(*tag));
            changes.extend(gone.map(|tag| Change::Tagged(*content, tag.clone(), false)));
        }
        if changes.is_empty() {
            self.range = None;
            return;
        }
        let on = match articles.len() {
            1 => String::new(),
            count => format!(" on {count} articles"),
        };
        let tags = wanted.into_iter().collect::<Vec<_>>().join(" ");
        self.do_step(
            &if tags.is_empty() { format!("no tags{on}") } else { format!("tags{on}: {tags}") },
            changes,
        );
    }

    /// A query with its last word completed to the first thing it may become: a field, what stands behind it, a tag, an
    /// actor of those listed last.
    pub(super) fn complete_query(&self, text: &str) -> Option<String> {
        let tags = self.tags_like("");
        let tags: Vec<&str> = tags.iter().map(String::as_str).collect();
        let actors: Vec<&str> = self.actors.page.rows.iter().map(|row| row.name.as_str()).collect();
        completions(text, Stock { actors: &actors, tags: &tags }).into_iter().next()
    }

    /// The known tags that the word being typed may become, those used most first.
    #[must_use]
    pub fn tags_like(&self, text: &str) -> Vec<String> {
        let typed = if text.ends_with([' ', ',']) { "" } else { words(text).last().unwrap_or_default() };
        let here: Vec<&str> = words(text).collect();
        let mut known: std::collections::BTreeMap<&String, usize> = std::collections::BTreeMap::new();
        for tag in self.made.tags.values().flatten() {
            *known.entry(tag).or_default() += 1;
        }
        let fits = |tag: &str| tag.to_lowercase().starts_with(&typed.to_lowercase()) && !here.contains(&tag);
        let mut like: Vec<(&String, usize)> = known.into_iter().filter(|(tag, _)| fits(tag)).collect();
        like.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
        like.into_iter().map(|(tag, _)| tag.clone()).collect()
    }

    /// The line with its last word completed to the first tag it may become.
    pub(super) fn complete_tag(&self, text: &str) -> Option<String> {
        let tag = self.tags_like(text).into_iter().next()?;
        let kept = text.rfind([' ', ',']).map_or("", |at| text.get(..=at).unwrap_or_default());
        Some(format!("{kept}{tag} "))
    }
}

/// The words of a line of tags.
fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split([' ', ',']).map(|word| word.trim_start_matches('#')).filter(|word| !word.is_empty())
}

#[cfg(test)]
mod tests {
    use crate::app::{App, Surroundings};
    use crate::config::Config;
    use crate::library::state::Change;

    fn app() -> App {
        let mut app = App::new(Config::default(), Surroundings::default()).unwrap();
        for (content, tag) in [(1, "war"), (2, "war"), (1, "water")] {
            app.make(Change::Tagged(content, tag.to_owned(), true));
        }
        app
    }

    #[test]
    fn tags_are_completed_by_use() {
        let app = app();
        assert_eq!(app.tags_like("x, w"), ["war", "water"]);
        assert_eq!(app.complete_tag("x, wat").as_deref(), Some("x, water "));
        assert_eq!(app.complete_tag("war w").as_deref(), Some("war water "));
        assert_eq!(app.complete_tag("zebra"), None);
        assert_eq!(app.complete_query("ferry tag:wat").as_deref(), Some("ferry tag:water "));
        assert_eq!(app.complete_query("ferry").as_deref(), None);
    }

    #[test]
    fn what_is_taken_out_of_the_line_is_taken_off_all() {
        let mut app = app();
        app.set_tags(&[1, 2], &["war".to_owned()], "peace, #harbour");
        let tags = |content: u64| app.made.tags[&content].iter().cloned().collect::<Vec<_>>().join(" ");
        assert_eq!((tags(1), tags(2)), ("harbour peace water".to_owned(), "harbour peace".to_owned()));
        app.undo();
        assert!(app.made.tags[&2].contains("war") && !app.made.tags[&1].contains("peace"));
        app.redo();
        assert!(app.made.tags[&1].contains("peace"));
    }
}
