//! Hand-made articles to tell stories from: their names, speakers and quotes are given, not found.

use crate::library::telling::tell;
use crate::library::view::{ArticleRow, Extract, Reading, Standing, Telling};
use crate::model::{
    ActorId, ActorKind, Article, ArticleDate, ArticleId, Clean, DateBasis, Extraction, Field, LocalActor,
    LocalActorId, Mention, MentionForm, Quote, QuoteKind, Rule, Span, Speaker, StoryId,
};
use jiff::civil::{Date, date};
use std::sync::Arc;

pub(super) const TODAY: Date = date(2031, 12, 1);

/// Everyone there is, with his number in the library.
pub(super) const CAST: [(&str, ActorKind); 8] = [
    ("Olin Dray", ActorKind::Person),
    ("Petra Sund", ActorKind::Person),
    ("Ivo Karr", ActorKind::Person),
    ("Marrow", ActorKind::Place),
    ("Halvora", ActorKind::Other),
    ("Coast Guild", ActorKind::Organisation),
    ("Tessel Bay", ActorKind::Place),
    ("Mina Toll", ActorKind::Person),
];

/// An article of a headline and paragraphs. `«Name: words»` is a quote with its speaker, who stands in CAST or is
/// described; the marks and the name are taken out.
pub(super) fn article(id: u32, day: Option<&str>, headline: &str, body: &[&str]) -> Arc<Reading> {
    let mut text = format!("{headline}\n");
    let mut quotes: Vec<(Span, String)> = Vec::new();
    for paragraph in body {
        let mut rest = *paragraph;
        while let Some((before, said)) = rest.split_once('«') {
            let (inside, after) = said.split_once('»').unwrap();
            let (speaker, words) = inside.split_once(": ").unwrap();
            text.push_str(before);
            text.push('“');
            quotes.push((Span::new(text.len(), text.len() + words.len()), speaker.to_owned()));
            text.push_str(words);
            text.push('”');
            rest = after;
        }
        text.push_str(rest);
        text.push('\n');
    }
    let mut article = Article::of_paragraphs(Clean::lines(&text));
    let head = article.blocks.remove(0).span;
    article.headline = Some(Field { text: Clean::line(headline), span: head });
    article.date = day.map(|day| ArticleDate {
        day: day.parse().unwrap(),
        basis: DateBasis::Metadata,
        span: Span::new(0, 0),
    });
    let mut extraction = Extraction::default();
    let mut actors = Vec::new();
    for (number, (name, kind)) in CAST.iter().enumerate() {
        let local = LocalActorId(actors.len() as u32);
        let surname = name.rsplit(' ').next().unwrap();
        let mut mentions = Vec::new();
        for (at, _) in text.match_indices(surname) {
            let whole =
                at.checked_sub(name.len() - surname.len()).map(|from| Span::new(from, at + surname.len()));
            let span = whole.filter(|s| s.of(&text) == *name).unwrap_or(Span::new(at, at + surname.len()));
            let form = MentionForm::Name;
            mentions.push(Mention { span, form, kind: *kind, actor: Some(local), role: None });
        }
        if !mentions.is_empty() {
            let variants = vec![((*name).to_owned(), mentions.len() as u32)];
            let name = (*name).to_owned();
            extraction.actors.push(LocalActor {
                name: name.clone(),
                kind: *kind,
                variants,
                roles: Vec::new(),
                gender: None,
            });
            actors.push((ActorId(number as u32), Clean::line(&name)));
            extraction.mentions.extend(mentions);
        }
    }
    extraction.mentions.sort_by_key(|mention| mention.span);
    for (content, speaker) in quotes {
        let actor =
            extraction.actors.iter().position(|a| a.name == speaker).map(|at| LocalActorId(at as u32));
        let at = text.find(speaker.rsplit(' ').next().unwrap()).unwrap_or_default();
        let span = if actor.is_some() {
            Span::new(at, at + 1)
        } else {
            Span::new(text.find(&speaker).unwrap(), text.find(&speaker).unwrap() + speaker.len())
        };
        extraction.quotes.push(Quote {
            content,
            kind: QuoteKind::Direct,
            quoted: vec![content],
            speakers: vec![Speaker { span, actor }],
            cue: None,
            rule: Rule::QuoteNameCue,
            confidence: 1.0,
            candidates: Vec::new(),
        });
    }
    let row = ArticleRow {
        id: ArticleId(id),
        story: StoryId(0),
        headline: Clean::line(headline),
        source: None,
        date: article.date.as_ref().map(|date| date.day),
        path: Clean::line(&format!("{id}.txt")),
        content: u64::from(id),
        copies: Vec::new(),
    };
    Arc::new(Reading { row, article: Arc::new(article), extraction: Arc::new(extraction), actors })
}

pub(super) fn told(members: &[Arc<Reading>]) -> Telling {
    tell(StoryId(0), members, TODAY)
}

/// The lit words of a line.
pub(super) fn lit(extract: &Extract) -> Vec<&str> {
    extract.lit.iter().map(|span| span.of(&extract.text)).collect()
}

/// Lines of one standing, each as its lit words by side.
pub(super) fn standing(telling: &Telling, wanted: Standing) -> Vec<Vec<Vec<&str>>> {
    let lines = telling.accounts.iter().filter(|line| line.standing == wanted);
    lines.map(|line| line.sides.iter().map(lit).collect()).collect()
}
