//! Every stretch between quotation marks in the sample articles, with its speaker as a reader would tell it.
//!
//! `tests/samples/quotes.tsv` was made by hand: file, first words, speaker. `so-called` is no speech, `nobody` has no
//! speaker, `~` opens a described source, `+` joins the speakers of a joint statement. The test asks for a share, and says
//! what is wrong when it falls below.

#![expect(clippy::unwrap_used, reason = "a test may stop at the first surprise")]

use onrecord::extract::extract;
use onrecord::model::{Article, LocalActor, Quote, QuoteKind};
use onrecord::parse::parse;
use std::fs;
use std::path::Path;

/// The least share of stretches that are found with the right kind (speech or so-called).
const FOUND: f64 = 0.95;
/// The least share of stretches that come out with the speaker's name, or rightly with none.
const SPEAKER: f64 = 0.72;

struct Found {
    article: Article,
    actors: Vec<LocalActor>,
    quotes: Vec<Quote>,
}

fn read(path: &str) -> Found {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("articles").join(path);
    let article = parse(&fs::read(file).unwrap(), path);
    let found = extract(&article);
    Found { article, actors: found.actors, quotes: found.quotes }
}

fn plain(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

impl Found {
    fn quote(&self, opening: &str) -> Option<&Quote> {
        let opens = |quote: &&Quote| {
            quote.quoted.iter().any(|span| plain(self.article.at(*span)).starts_with(opening))
        };
        self.quotes.iter().find(opens)
    }

    /// What stands for each speaker: the words of the text and the actor's name.
    fn speakers(&self, quote: &Quote) -> Vec<String> {
        let name = |s: &onrecord::model::Speaker| {
            let actor = s.actor.and_then(|id| self.actors.get(id.0 as usize)).map(|a| a.name.clone());
            format!("{} {}", plain(self.article.at(s.span)), actor.unwrap_or_default())
        };
        quote.speakers.iter().map(name).collect()
    }
}

fn right_speaker(wanted: &str, got: &[String]) -> bool {
    if wanted == "nobody" {
        return got.is_empty();
    }
    wanted.trim_start_matches('~').split('+').all(|name| {
        let last = name.split(' ').next_back().unwrap();
        got.iter().any(|text| text.contains(last))
    })
}

#[test]
fn stretches_and_speakers_of_the_samples() {
    let gold =
        fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/samples/quotes.tsv")).unwrap();
    let (mut all, mut found, mut attributed) = (0, 0, 0);
    let mut wrong = Vec::new();
    let mut current: Option<(String, Found)> = None;
    for line in gold.lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        let [path, opening, wanted] = <[&str; 3]>::try_from(fields).unwrap();
        if current.as_ref().is_none_or(|(known, _)| known != path) {
            current = Some((path.to_owned(), read(path)));
        }
        let (_, file) = current.as_ref().unwrap();
        all += 1;
        let Some(quote) = file.quote(opening) else {
            wrong.push(format!("{path}: “{opening}” is lost"));
            continue;
        };
        let speakers = file.speakers(quote);
        let so_called = quote.kind == QuoteKind::SoCalled;
        if so_called == (wanted == "so-called") {
            found += 1;
        } else {
            wrong.push(format!("{path}: “{opening}” is {:?}, of {wanted}", quote.kind));
        }
        if so_called && wanted == "so-called" || !so_called && right_speaker(wanted, &speakers) {
            attributed += 1;
        } else {
            wrong.push(format!("{path}: “{opening}” of {wanted} is given to {speakers:?}, {:?}", quote.rule));
        }
    }
    let share = |n: i32| f64::from(n) / f64::from(all);
    assert!(share(found) >= FOUND, "found {found} of {all}\n{}", wrong.join("\n"));
    assert!(share(attributed) >= SPEAKER, "attributed {attributed} of {all}\n{}", wrong.join("\n"));
}
