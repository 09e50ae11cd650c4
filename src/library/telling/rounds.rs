//! The stories of a running affair in order: by their days, or, where those are not known, by texts that look back to
//! an earlier round.

use crate::library::telling::lexicon::phrases;
use crate::library::telling::lines::{extract, lines_of};
use crate::library::view::{Extract, Ground, Reading, Round};
use crate::model::{Clean, StoryId};
use jiff::civil::Date;
use std::sync::{Arc, LazyLock};

/// A story of the affair with what ordering needs.
#[derive(Clone, Debug)]
pub struct RoundOf {
    /// Which story.
    pub story: StoryId,
    /// Its title.
    pub title: Clean,
    /// Its first and last day, when known.
    pub days: Option<(Date, Date)>,
    /// What tells it from the story asked for.
    pub why: Clean,
    /// Its articles, or the first of them.
    pub articles: Vec<Arc<Reading>>,
}

static BACK: LazyLock<Vec<Vec<&str>>> = LazyLock::new(|| phrases("looks-back"));

/// The stories in order. Without any other, there is no affair and no list.
#[must_use]
pub fn rounds(mut stories: Vec<RoundOf>) -> Vec<Round> {
    if stories.len() < 2 {
        return Vec::new();
    }
    stories.sort_by_key(|round| round.story);
    let looks: Vec<(f32, Option<Extract>)> =
        stories.iter().map(|round| looks_back(&round.articles)).collect();
    let dated = stories.iter().all(|round| round.days.is_some());
    let told = looks.iter().any(|(share, _)| *share > 0.0);
    let mut order: Vec<usize> = (0..stories.len()).collect();
    order.sort_by(|&a, &b| {
        if dated {
            return stories[a].days.cmp(&stories[b].days);
        }
        looks[a].0.total_cmp(&looks[b].0)
    });
    let mut ordered = Vec::with_capacity(stories.len());
    for at in order {
        let round = &stories[at];
        let ground = match (round.days, &round.articles) {
            (Some(_), articles) if dated => {
                let basis = articles.iter().find_map(|reading| reading.article.date.as_ref());
                basis.map_or(Ground::Unknown, |date| Ground::Stated(date.basis))
            }
            _ if told => Ground::Implied,
            _ => Ground::Unknown,
        };
        ordered.push(Round {
            story: round.story,
            title: round.title.clone(),
            days: round.days,
            ground,
            why: round.why.clone(),
            told: looks[at].1.clone().filter(|_| ground == Ground::Implied),
        });
    }
    ordered
}

/// In which share of the articles an earlier round is looked back to, and one sentence that does so.
fn looks_back(articles: &[Arc<Reading>]) -> (f32, Option<Extract>) {
    let found: Vec<Extract> = articles.iter().filter_map(|reading| sentence(reading)).collect();
    (found.len() as f32 / articles.len().max(1) as f32, found.into_iter().next())
}

fn sentence(reading: &Reading) -> Option<Extract> {
    lines_of(0, reading).iter().find_map(|line| {
        BACK.iter().find_map(|phrase| {
            let window = line
                .words
                .windows(phrase.len())
                .find(|window| window.iter().zip(phrase).all(|(word, wanted)| word.folded == *wanted))?;
            Some(extract(reading, line.span, [window.first()?.span.join(window.last()?.span)]))
        })
    })
}
