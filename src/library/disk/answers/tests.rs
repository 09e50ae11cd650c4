//! The library answers as a corpus in memory does: the same rows in the same order with the same counts.

use crate::library::corpus::Corpus;
use crate::library::disk::answers::Reader;
use crate::library::disk::{Library, Options, intake};
use crate::library::query::{Query, Sort};
use crate::library::scan::fixtures::folder;
use crate::library::scan::{ScanOptions, scan};
use crate::library::state::UserState;
use crate::library::view::{
    ActorRow, Answer, ArticleRow, Hit, ListQuery, QuoteRow, Request, Snippet, StoryRow, Target,
};
use crate::model::{ActorId, ArticleId, Clean, StoryId};
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_oneof, proptest};
use std::collections::HashMap;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;

/// One who answers, with the numbers it uses brought to common ones: an article's by path, a story's and an actor's by
/// its place in the whole list.
struct Side<'a> {
    ask: &'a dyn Fn(&Request) -> Answer,
    articles: HashMap<ArticleId, u32>,
    stories: HashMap<StoryId, u32>,
    actors: HashMap<ActorId, u32>,
}

fn whole(query: &str) -> ListQuery {
    ListQuery { query: Query::parse(query).unwrap(), sort: None, window: 0..10_000 }
}

impl<'a> Side<'a> {
    fn new(ask: &'a dyn Fn(&Request) -> Answer) -> Self {
        let Answer::Stories(stories) = ask(&Request::Stories(whole(""))) else { panic!("stories") };
        let Answer::Actors(actors) = ask(&Request::Actors(whole(""))) else { panic!("actors") };
        let mut paths: Vec<(String, ArticleId)> = Vec::new();
        for story in &stories.rows {
            for article in &story.articles {
                paths.push((article.path.to_string(), article.id));
                for copy in &article.copies {
                    let Answer::Article(reading) = ask(&Request::Article(*copy)) else { panic!("{copy:?}") };
                    paths.push((reading.row.path.to_string(), *copy));
                }
            }
        }
        paths.sort();
        Self {
            ask,
            articles: paths.into_iter().enumerate().map(|(n, (_, id))| (id, n as u32)).collect(),
            stories: stories.rows.iter().enumerate().map(|(n, row)| (row.id, n as u32)).collect(),
            actors: actors.rows.iter().enumerate().map(|(n, row)| (row.id, n as u32)).collect(),
        }
    }

    fn article_id(&self, id: ArticleId) -> ArticleId {
        ArticleId(self.articles[&id])
    }

    fn article(&self, mut row: ArticleRow) -> ArticleRow {
        row.id = self.article_id(row.id);
        row.story = StoryId(self.stories[&row.story]);
        row.copies = row.copies.into_iter().map(|id| self.article_id(id)).collect();
        row
    }

    fn story(&self, mut row: StoryRow) -> StoryRow {
        row.id = StoryId(self.stories[&row.id]);
        row.articles = row.articles.into_iter().map(|row| self.article(row)).collect();
        row
    }

    fn actor(&self, mut row: ActorRow) -> ActorRow {
        row.id = ActorId(self.actors[&row.id]);
        row
    }

    fn quote(&self, mut row: QuoteRow) -> QuoteRow {
        row.id.article = self.article_id(row.id.article);
        row.actors = row.actors.into_iter().map(|id| ActorId(self.actors[&id])).collect();
        row.article = self.article(row.article);
        row.place.article = self.article_id(row.place.article);
        row
    }

    fn hit(&self, mut hit: Hit) -> Hit {
        match &mut hit.target {
            Target::Place(place) => place.article = self.article_id(place.article),
            Target::Actor(id) => *id = ActorId(self.actors[id]),
            Target::Quote(id) => id.article = self.article_id(id.article),
        }
        hit
    }

    fn snippet(&self, mut snippet: Snippet) -> Snippet {
        snippet.place.article = self.article_id(snippet.place.article);
        snippet
    }

    /// The answer to a request, in words that must be the same on both sides.
    fn told(&self, request: &Request) -> String {
        match (self.ask)(request) {
            Answer::Stories(mut page) => {
                page.rows = page.rows.into_iter().map(|row| self.story(row)).collect();
                format!("{page:#?}")
            }
            Answer::Actors(mut page) => {
                page.rows = page.rows.into_iter().map(|row| self.actor(row)).collect();
                format!("{page:#?}")
            }
            Answer::Quotes(mut page) => {
                page.rows = page.rows.into_iter().map(|row| self.quote(row)).collect();
                format!("{page:#?}")
            }
            Answer::Search(mut found) => {
                for group in [&mut found.stories, &mut found.actors, &mut found.quotes] {
                    group.hits = std::mem::take(&mut group.hits).into_iter().map(|h| self.hit(h)).collect();
                }
                format!("{found:#?}")
            }
            Answer::GoTo(hits) => {
                format!("{:#?}", hits.into_iter().map(|hit| self.hit(hit)).collect::<Vec<_>>())
            }
            Answer::Problems(mut problems) => {
                for problem in &mut problems {
                    problem.article = problem.article.map(|id| self.article_id(id));
                }
                format!("{problems:#?}")
            }
            Answer::Raw(_, text) => text.to_string(),
            Answer::Missing(why) => why.to_string(),
            other => self.card(&other),
        }
    }

    fn card(&self, answer: &Answer) -> String {
        match answer {
            Answer::Article(reading) => {
                let actors: Vec<(ActorId, Clean)> = reading
                    .actors
                    .iter()
                    .map(|(id, name)| (ActorId(self.actors[id]), name.clone()))
                    .collect();
                let row = self.article(reading.row.clone());
                format!("{row:#?} {:#?} {:#?} {actors:#?}", reading.article, reading.extraction)
            }
            Answer::Story(view) => {
                let actors: Vec<ActorRow> = view.actors.iter().map(|row| self.actor(row.clone())).collect();
                let quotes: Vec<QuoteRow> = view.quotes.iter().map(|row| self.quote(row.clone())).collect();
                format!("{:#?} {actors:#?} {quotes:#?} {:#?}", self.story(view.row.clone()), view.why)
            }
            Answer::Actor(card) => {
                let quotes =
                    |rows: &[QuoteRow]| rows.iter().map(|row| self.quote(row.clone())).collect::<Vec<_>>();
                let with: Vec<(ActorRow, u32)> =
                    card.with.iter().map(|(row, n)| (self.actor(row.clone()), *n)).collect();
                let mentions: Vec<Snippet> = card.mentions.iter().map(|s| self.snippet(s.clone())).collect();
                let roles = card
                    .roles
                    .iter()
                    .map(|(words, place)| (words.clone(), self.article_id(place.article), place.span));
                format!(
                    "{:#?} {:#?} {:#?} {:#?} {:#?} {with:#?} {mentions:#?}",
                    self.actor(card.row.clone()),
                    card.variants,
                    roles.collect::<Vec<_>>(),
                    quotes(&card.said),
                    quotes(&card.about)
                )
            }
            other => panic!("{other:?}"),
        }
    }
}

/// Both sides of one folder.
struct Both {
    corpus: Arc<Corpus>,
    reader: Reader,
    marks: UserState,
}

impl Both {
    fn of(folder: &Path) -> Self {
        let library =
            Arc::new(Library::open(&Options { corpus: folder.to_path_buf(), folder: None }).unwrap());
        intake::scan(&library, &intake::Options::default(), &mut |_| {}).unwrap();
        let corpus = scan(folder, &ScanOptions::default(), &mut |_| {}).unwrap();
        let mut marks = UserState::default();
        for (n, entry) in corpus.articles().iter().enumerate() {
            if n % 2 == 0 {
                marks.read.insert(entry.file.content);
            }
            if n % 3 == 0 {
                marks.tags.insert(entry.file.content, ["later".to_owned()].into());
            }
        }
        Self { corpus, reader: Reader::new(&library).unwrap(), marks }
    }

    fn check(&self, queries: &[String]) {
        let memory = |request: &Request| self.corpus.answer_with(request, &self.marks);
        let disk = |request: &Request| self.reader.answer_with(request, &self.marks);
        let (memory, disk) = (Side::new(&memory), Side::new(&disk));
        let check = |request: &Request| {
            let (expect, found) = (memory.told(request), disk.told(request));
            if expect != found {
                let differ = expect.lines().zip(found.lines()).position(|(a, b)| a != b).unwrap_or(0);
                let near = |text: &str| {
                    text.lines().skip(differ.saturating_sub(12)).take(24).collect::<Vec<_>>().join("\n")
                };
                panic!("{request:?}\nin memory:\n{}\n\non disk:\n{}", near(&expect), near(&found));
            }
        };
        for query in queries {
            check(&Request::Stories(whole(query)));
            check(&Request::Actors(whole(query)));
            check(&Request::Quotes(whole(query)));
            check(&Request::Search { query: Query::parse(query).unwrap(), rows: usize::MAX });
            let sorted = |sort| ListQuery { sort: Some(sort), window: 1..6, ..whole(query) };
            for (_, sort) in Sort::ALL {
                check(&Request::Stories(sorted(sort)));
                check(&Request::Actors(sorted(sort)));
                check(&Request::Quotes(sorted(sort)));
            }
        }
        for typed in ["", "ferry", "fery", "solberg", "Solbreg", "har co", "élise"] {
            check(&Request::GoTo(typed.to_owned()));
        }
        check(&Request::Problems);
        for first in [0..2, 3..5, 900..950] {
            check(&Request::Stories(ListQuery { window: first.clone(), ..whole("") }));
            check(&Request::Quotes(ListQuery { window: first.clone(), ..whole("") }));
            check(&Request::Actors(ListQuery { window: first, ..whole("") }));
        }
        check_cards(&memory, &disk);
    }
}

/// Cards of everything, asked for by each side's own numbers.
fn check_cards(memory: &Side<'_>, disk: &Side<'_>) {
    let theirs = |of: &HashMap<ActorId, u32>, n: u32| of.iter().find(|(_, m)| **m == n).map(|(id, _)| *id);
    for n in 0..memory.actors.len() as u32 {
        let (a, b) = (theirs(&memory.actors, n).unwrap(), theirs(&disk.actors, n).unwrap());
        assert_eq!(memory.told(&Request::Actor(a)), disk.told(&Request::Actor(b)));
    }
    for (id, n) in &memory.stories {
        let other = disk.stories.iter().find(|(_, m)| *m == n).unwrap().0;
        assert_eq!(memory.told(&Request::Story(*id)), disk.told(&Request::Story(*other)));
    }
    for (id, n) in &memory.articles {
        let other = disk.articles.iter().find(|(_, m)| *m == n).unwrap().0;
        assert_eq!(memory.told(&Request::Article(*id)), disk.told(&Request::Article(*other)));
        assert_eq!(memory.told(&Request::Raw(*id)), disk.told(&Request::Raw(*other)));
    }
}

const QUERIES: [&str; 40] = [
    "",
    "ferry",
    "fer",
    "f",
    "harbour council",
    "\"the ferry\"",
    "har* -council",
    "ferry NEAR/4 inquiry",
    "o'brien",
    "cease-fire",
    "/ferr(y|ies)/",
    "ferry /inq/",
    "-ferry",
    "ferry OR strike",
    "(ferry OR strike) -council",
    "headline:ferry",
    "body:council",
    "source:post",
    "source:=\"harbour post\"",
    "author:solberg",
    "section:next",
    "story:ferry",
    "actor:solberg",
    "person:so",
    "org:council",
    "place:norway",
    "said:solberg",
    "about:solberg",
    "actor:=\"Mira Solberg\"",
    "said:officials",
    "kind:direct",
    "kind:indirect ferry",
    "is:unread",
    "is:dup",
    "has:quotes",
    "has:sections",
    "tag:later said:solberg",
    "date:2024-03",
    "older:2024-04 has:source",
    "speaker:described",
];

fn queries() -> Vec<String> {
    QUERIES.map(str::to_owned).to_vec()
}

#[test]
fn the_corpus_of_the_tests() {
    Both::of(Path::new("tests/corpora/harbour")).check(&queries());
}

fn sentence() -> impl Strategy<Value = String> {
    let who = prop_oneof![
        Just("Mira Solberg"),
        Just("Solberg"),
        Just("the harbour council"),
        Just("Tom O’Brien"),
        Just("U.S. officials"),
        Just("Élise Morel"),
        Just("Norway"),
    ];
    let what = prop_oneof![
        Just("the ferry inquiry goes on"),
        Just("nobody wants a cease-fire now"),
        Just("the strike was called off"),
        Just("Mira Solberg knows the owners"),
        Just("bread is dear this year"),
    ];
    (who, what, 0..5).prop_map(|(who, what, form)| match form {
        0 => format!("“{what},” {who} said on Monday."),
        1 => format!("{who} said that {what}."),
        2 => format!("\"{what},\" said {who}, the mayor."),
        3 => format!("They spoke of a “{what}” near the ferries."),
        _ => format!("{who} waited, because {what}."),
    })
}

fn article() -> impl Strategy<Value = String> {
    let title = prop_oneof![
        Just("Ferry inquiry widens"),
        Just("Strike at the harbour"),
        Just("Bread prices"),
        Just("Élise Morel’s café")
    ];
    let source = prop_oneof![
        Just(""),
        Just("source: Harbour Post\n"),
        Just("source: Market Daily\nauthor: Mira Solberg\n")
    ];
    let date = prop_oneof![Just(""), Just("date: 2024-03-12\n"), Just("date: 2024-05-01\n")];
    (title, source, date, proptest::collection::vec(sentence(), 1..7)).prop_map(
        |(title, source, date, body)| {
            let mut text = format!("---\ntitle: {title}\n{source}{date}---\n\n");
            for (n, sentence) in body.iter().enumerate() {
                let heading = if n == 3 { "## What comes next\n\n" } else { "" };
                let _ =
                    write!(text, "{heading}{sentence} It was a quiet evening in the town by the sea.\n\n");
            }
            text
        },
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, max_shrink_iters: 40, ..ProptestConfig::default() })]
    #[test]
    fn generated_corpora(articles in proptest::collection::vec(article(), 1..9), a in 0..QUERIES.len(), b in 0..QUERIES.len(), c in 0..4) {
        let dir = folder(&articles);
        let (a, b) = (QUERIES[a], QUERIES[b]);
        let mut queries = queries();
        queries.push(match c {
            0 => format!("{a} {b}"),
            1 if !a.is_empty() && !b.is_empty() => format!("({a}) OR ({b})"),
            2 if !b.is_empty() => format!("{a} -({b})"),
            _ => a.to_owned(),
        });
        Both::of(dir.path()).check(&queries);
    }
}
