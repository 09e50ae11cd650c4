//! The library's answers to the reader's questions: the same as [`Corpus::answer_with`](crate::library::corpus::Corpus),
//! from disk. Every answer is of one committed state; nothing is loaded whole for a list without a query.

use crate::library::disk::files::path_of;
use crate::library::disk::held::{Held, Indexed, List};
use crate::library::disk::{Library, generation, indexed};
use crate::library::filter::{Asking, Typing};
use crate::library::goto::go_to;
use crate::library::search::{Limit, search};
use crate::library::state::UserState;
use crate::library::telling::side_by_side;
use crate::library::view::{ActorRow, Answer, ListQuery, Page, Problem, QuoteRow, Request, StoryRow};
use crate::library::{pages, raw};
use crate::model::{ArticleId, Clean, Issue, IssueCode, Severity, Span};
use rusqlite::Connection;
use std::fmt::Display;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Answers questions from a library. Each thread has its own.
#[derive(Debug)]
pub struct Reader {
    library: Arc<Library>,
    db: Mutex<Connection>,
}

/// One committed state while a question is answered.
pub(crate) struct View<'r> {
    pub(crate) library: &'r Library,
    db: &'r Mutex<Connection>,
    pub(crate) held: Arc<Held>,
    pub(crate) indexed: Arc<Indexed>,
    /// The first thing that could not be read.
    fault: Mutex<Option<String>>,
}

impl Reader {
    /// A reader of its own connection.
    ///
    /// # Errors
    /// When SQLite cannot open it.
    pub fn new(library: &Arc<Library>) -> rusqlite::Result<Self> {
        Ok(Self { library: Arc::clone(library), db: Mutex::new(library.connect()?) })
    }

    /// Answers a question; `marks` decide about `is:read`, `is:starred`, `is:noted` and `tag:`. Never fails: what is not
    /// there, or cannot be read, is [`Answer::Missing`].
    #[must_use]
    pub fn answer_with(&self, request: &Request, marks: &UserState) -> Answer {
        match self.view(|view| view.answer(request, marks)) {
            Ok(answer) => answer,
            Err(error) => broken(&error),
        }
    }

    /// Loads what a first search, a first jump or the actors would otherwise wait for.
    pub fn warm(&self) {
        let warmed = self.view(|view| {
            let db = view.db();
            view.held.names(&db)?.warm();
            for collection in crate::library::ground::Collection::ALL {
                if let Some(index) = view.indexed.searcher(view.library) {
                    view.held.table(&db, (&view.indexed, &index), collection)?;
                }
            }
            Ok(())
        });
        // What could not be loaded is told when somebody asks for it.
        drop(warmed);
    }

    /// Where a file of the corpus is that is shown under this path.
    #[must_use]
    pub fn file(&self, shown: &Clean) -> Option<PathBuf> {
        let found = self.view(|view| view.file_shown(shown)).ok()??;
        Some(self.library.root().join(found))
    }

    /// Asks within one committed state.
    fn view<T>(&self, ask: impl FnOnce(&View<'_>) -> rusqlite::Result<T>) -> rusqlite::Result<T> {
        let (generation, indexed) = {
            let db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
            db.execute_batch("BEGIN")?;
            (generation(&db)?, indexed(&db)?)
        };
        let held = self.library.cache().of(generation);
        let indexed = held.indexed(indexed);
        let view = View { library: &self.library, db: &self.db, held, indexed, fault: Mutex::default() };
        let answer = ask(&view);
        let db = self.db.lock().unwrap_or_else(PoisonError::into_inner);
        db.execute_batch("COMMIT")?;
        answer
    }
}

fn broken(why: &impl Display) -> Answer {
    Answer::Missing(Clean::line(&format!("the library cannot be read: {why}")))
}

pub(crate) fn missing() -> Answer {
    Answer::Missing(Clean::line("this is no longer in the corpus"))
}

impl View<'_> {
    /// The connection; never held while something else of the view is asked.
    pub(crate) fn db(&self) -> MutexGuard<'_, Connection> {
        self.db.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What was read; what could not be is nothing, and the answer says so in the end.
    pub(crate) fn or_default<T: Default>(&self, read: Result<T, impl Display>) -> T {
        read.unwrap_or_else(|error| {
            let mut fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner);
            fault.get_or_insert_with(|| error.to_string());
            T::default()
        })
    }

    fn answer(&self, request: &Request, marks: &UserState) -> rusqlite::Result<Answer> {
        let answer = match request {
            Request::Stories(list) if is_plain(list) => Answer::Stories(self.newest_stories(list)?),
            Request::Actors(list) if is_plain(list) => Answer::Actors(self.most_mentioned(list)?),
            Request::Quotes(list) if is_plain(list) => Answer::Quotes(self.newest_quotes(list)?),
            Request::Stories(list) => Answer::Stories(pages::stories(self, list, marks)),
            Request::Actors(list) => Answer::Actors(pages::actors(self, list, marks)),
            Request::Quotes(list) => Answer::Quotes(pages::quotes(self, list, marks)),
            Request::Story(id) => self.story_view(*id)?.map_or_else(missing, Answer::Story),
            Request::StoryHead(id) => self.story_head(*id)?.map_or_else(missing, Answer::StoryHead),
            Request::Telling(id) => self.telling(*id, marks)?.map_or_else(missing, Answer::Telling),
            Request::Fresh(id) => self.fresh(*id, marks)?.map_or_else(missing, Answer::Fresh),
            Request::SideBySide(left, right) => {
                let both = self.reading_of(*left)?.zip(self.reading_of(*right)?);
                both.map_or_else(missing, |(left, right)| {
                    Answer::SideBySide(Arc::new(side_by_side(&left, &right)))
                })
            }
            Request::Named(key) => match self.actor_named(key)? {
                Some(id) => self.actor_card(id)?.map_or_else(missing, Answer::Actor),
                None => missing(),
            },
            Request::Arrived(known) => Answer::Arrived(self.arrived(known)?),
            Request::Articles(contents) => Answer::Articles(self.rows_by_content(contents)?),
            Request::Article(id) => self.reading(*id)?,
            Request::Actor(id) => self.actor_card(*id)?.map_or_else(missing, Answer::Actor),
            Request::Contents(query) => Answer::Contents(pages::contents(self, query, marks)),
            Request::Raw(id) => self.raw(*id)?,
            Request::Search { query, rows } => {
                let asking = Asking { typing: Typing::Live, ..Asking::today(query, marks) };
                Answer::Search(search(self, &asking, Limit { rows: *rows, ..Limit::default() }))
            }
            Request::GoTo(typed) => {
                let held = Arc::clone(&self.held);
                let names = held.names(&self.db())?;
                Answer::GoTo(go_to(self, names, typed))
            }
            Request::Problems => Answer::Problems(self.problems()?),
        };
        let fault = self.fault.lock().unwrap_or_else(PoisonError::into_inner).take();
        Ok(fault.map_or(answer, |why| broken(&why)))
    }

    fn newest_stories(&self, list: &ListQuery) -> rusqlite::Result<Page<StoryRow>> {
        let total = self.held.total(&self.db(), List::Stories)?;
        let ids = self.numbers("SELECT id FROM story ORDER BY last DESC, place LIMIT ?1 OFFSET ?2", list)?;
        let rows =
            ids.into_iter().map(|id| self.story_row_of(id, None)).collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(page(list, rows, total))
    }

    fn most_mentioned(&self, list: &ListQuery) -> rusqlite::Result<Page<ActorRow>> {
        let total = self.held.total(&self.db(), List::Actors)?;
        let sql = "SELECT id FROM actor ORDER BY mentions DESC, name, id LIMIT ?1 OFFSET ?2";
        let rows = self.numbers(sql, list)?.into_iter().map(|id| self.actor_row_of(id));
        Ok(page(list, rows.collect::<rusqlite::Result<Vec<_>>>()?, total))
    }

    fn newest_quotes(&self, list: &ListQuery) -> rusqlite::Result<Page<QuoteRow>> {
        let total = self.held.total(&self.db(), List::Quotes)?;
        let mut wanted = Vec::new();
        {
            let db = self.db();
            let mut statement =
                db.prepare_cached("SELECT id, quotes FROM article ORDER BY date DESC, place")?;
            let mut rows = statement.query([])?;
            let mut at = 0;
            while let Some(row) = rows.next()?
                && at < list.window.end
            {
                let (article, quotes): (u32, usize) = (row.get(0)?, row.get::<_, u32>(1)? as usize);
                let from = list.window.start.saturating_sub(at);
                let to = quotes.min(list.window.end - at);
                wanted.extend((from..to).map(|n| (article, n as u32)));
                at += quotes;
            }
        }
        let rows = wanted.into_iter().map(|(article, n)| self.quote_row_of(article, n));
        Ok(page(list, rows.collect::<rusqlite::Result<Vec<_>>>()?, total))
    }

    fn numbers(&self, sql: &str, list: &ListQuery) -> rusqlite::Result<Vec<u32>> {
        let db = self.db();
        let mut statement = db.prepare_cached(sql)?;
        let window = (list.window.len() as i64, list.window.start as i64);
        statement.query_map([window.0, window.1], |row| row.get(0))?.collect()
    }

    fn raw(&self, id: ArticleId) -> rusqlite::Result<Answer> {
        let Some(path) = self.path_of(id.0)? else { return Ok(missing()) };
        Ok(match raw::read(&self.library.root().join(&path)) {
            Ok(text) => Answer::Raw(id, text),
            Err(issue) => Answer::Missing(Clean::line(&format!("{}: {}", path.display(), issue.message))),
        })
    }

    /// Files with something to tell, the worst first, articles before others.
    fn problems(&self) -> rusqlite::Result<Vec<Problem>> {
        let db = self.db();
        let mut statement = db.prepare_cached(
            "SELECT file.id, file.path, article.id, severity, code, message, start, \"end\"
             FROM issue JOIN file ON file.id = issue.file LEFT JOIN article ON article.id = file.id
             ORDER BY article.id IS NULL, file.place, issue.n",
        )?;
        let mut rows = statement.query([])?;
        let mut problems: Vec<(u32, Problem)> = Vec::new();
        while let Some(row) = rows.next()? {
            let file: u32 = row.get(0)?;
            let code: String = row.get(4)?;
            let severity = [Severity::Note, Severity::Warning, Severity::Error];
            let span = row.get::<_, Option<u32>>(6)?.zip(row.get::<_, Option<u32>>(7)?);
            let issue = Issue {
                severity: severity.get(row.get::<_, u32>(3)? as usize).copied().unwrap_or(Severity::Error),
                code: serde_json::from_value(code.into()).unwrap_or(IssueCode::Failed),
                message: row.get(5)?,
                span: span.map(|(start, end)| Span { start, end }),
            };
            if problems.last().is_none_or(|(known, _)| *known != file) {
                let path = path_of(row.get_ref(1)?);
                let article = row.get::<_, Option<u32>>(2)?.map(ArticleId);
                let path = Clean::line(&path.to_string_lossy());
                problems.push((file, Problem { path, article, issues: Vec::new() }));
            }
            if let Some((_, problem)) = problems.last_mut() {
                problem.issues.push(issue);
            }
        }
        let mut problems: Vec<Problem> = problems.into_iter().map(|(_, problem)| problem).collect();
        problems.sort_by_key(|p| std::cmp::Reverse(p.issues.iter().map(|i| i.severity).max()));
        Ok(problems)
    }
}

/// Whether a list is asked for as it is.
fn is_plain(list: &ListQuery) -> bool {
    list.query.is_empty() && list.order().is_none()
}

fn page<R>(list: &ListQuery, rows: Vec<Option<R>>, total: usize) -> Page<R> {
    let first = list.window.start.min(total);
    Page { rows: rows.into_iter().flatten().collect(), first, matching: total, total }
}

#[cfg(test)]
mod tests;
