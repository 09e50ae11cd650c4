//! A story told whole as data or as a document: everything the story's screens show, each line with its places.

use crate::cli::export::SCHEMA_VERSION;
use crate::cli::export::jsonl::points;
use crate::cli::export::md::{citation, escaped};
use crate::cli::offsets::CodePoints;
use crate::library::corpus::Corpus;
use crate::library::view::{Answer, Extract, Place, Request, Standing, Strength, Telling};
use crate::model::{ArticleId, Clean, Span, StoryId};
use serde_json::{Value, json};
use std::collections::HashMap;
use std::io::Write;
use std::sync::Arc;

/// How many lines of a kind a document has; the data has all.
const LISTED: usize = 40;

fn telling(corpus: &Corpus, id: StoryId) -> Option<Arc<Telling>> {
    match corpus.answer(&Request::Telling(id)) {
        Answer::Telling(telling) => Some(telling),
        _ => None,
    }
}

/// Places as paths and offsets: code points of the decoded file, counted once an article.
struct Places<'c> {
    corpus: &'c Corpus,
    points: HashMap<ArticleId, CodePoints<'c>>,
}

impl Places<'_> {
    fn of(&mut self, place: Place) -> Value {
        let Some(entry) = self.corpus.entry(place.article) else { return Value::Null };
        let [start, end] = self.points.entry(place.article).or_insert_with(|| points(entry)).of(place.span);
        json!({ "path": &*entry.file.shown, "start": start, "end": end })
    }

    fn extract(&mut self, extract: &Extract) -> Value {
        let start = extract.place.span.from();
        let lit: Vec<Value> = extract
            .lit
            .iter()
            .map(|span| {
                let mut place = self.of(Place { span: span.shifted(start), ..extract.place });
                place["text"] = json!(span.of(&extract.text));
                place
            })
            .collect();
        let mut value = self.of(extract.place);
        value["text"] = json!(&*extract.text);
        value["lit"] = json!(lit);
        value
    }

    fn path(&self, id: ArticleId) -> Value {
        json!(self.corpus.entry(id).map(|entry| &*entry.file.shown))
    }
}

/// One object a line, each with its `type` and its story.
pub(super) fn jsonl(corpus: &Corpus, ids: &[StoryId], out: &mut dyn Write) -> anyhow::Result<()> {
    for id in ids {
        let Some(telling) = telling(corpus, *id) else { continue };
        let mut places = Places { corpus, points: HashMap::new() };
        for mut line in story_lines(&telling, corpus, &mut places) {
            line["story"] = json!(id.0);
            line["schema_version"] = json!(SCHEMA_VERSION);
            serde_json::to_writer(&mut *out, &line)?;
            out.write_all(b"\n")?;
        }
    }
    Ok(())
}

fn story_lines(telling: &Telling, corpus: &Corpus, places: &mut Places<'_>) -> Vec<Value> {
    let mut lines = Vec::new();
    if let Some(story) = corpus.story(telling.story) {
        let articles: Vec<Value> = story.articles.iter().map(|id| places.path(*id)).collect();
        let copies: Vec<Value> = story
            .copies
            .iter()
            .map(|(copy, of)| json!({"path": places.path(*copy), "of": places.path(*of)}))
            .collect();
        let why: Vec<&str> = story.why.iter().map(|why| &**why).collect();
        lines.push(json!({
            "type": "story", "title": &*story.title, "storyline": story.line, "articles": articles,
            "copies": copies, "why": why,
        }));
    }
    for round in &telling.rounds {
        let told = round.told.as_ref().map(|told| places.extract(told));
        lines.push(json!({
            "type": "round", "round": round.story.0, "title": &*round.title,
            "days": round.days.map(|(first, last)| [first.to_string(), last.to_string()]),
            "ground": round.ground.label(), "why": &*round.why, "told": told,
        }));
    }
    for moment in &telling.timeline {
        let phase = moment
            .phase
            .as_ref()
            .map(|seen| json!({ "phase": seen.phase.label(), "told": places.extract(&seen.told) }));
        lines.push(json!({
            "type": "moment", "day": moment.day.map(|day| day.to_string()),
            "until": moment.until.map(|day| day.to_string()), "ground": moment.ground.label(),
            "article": moment.article.is_some(), "told": places.extract(&moment.told), "phase": phase,
        }));
    }
    for family in &telling.families {
        let wordings: Vec<Value> = family
            .wordings
            .iter()
            .map(|wording| {
                let quotes: Vec<Value> = wording.quotes.iter().map(|quote| places.of(quote.place)).collect();
                let differs: Vec<&str> = wording.differs.iter().map(|span| span.of(&wording.text)).collect();
                json!({ "text": &*wording.text, "differs": differs, "quotes": quotes })
            })
            .collect();
        lines.push(json!({
            "type": "family", "speaker": family.speaker.as_deref(), "articles": family.articles, "wordings": wordings,
        }));
    }
    for figure in &telling.figures {
        let values: Vec<Value> = figure
            .values
            .iter()
            .map(|value| {
                let told = places.extract(&value.told);
                json!({ "number": &*value.shown, "articles": value.articles, "told": told })
            })
            .collect();
        lines.push(json!({ "type": "number", "values": values }));
    }
    for account in &telling.accounts {
        let sides: Vec<Value> = account.sides.iter().map(|side| places.extract(side)).collect();
        let silent: Vec<Value> = account.silent.iter().map(|id| places.path(*id)).collect();
        lines.push(json!({
            "type": "account", "standing": account.standing.label(), "why": &*account.why, "sides": sides,
            "not_mentioned_in": silent,
        }));
    }
    for tie in &telling.people.pairs {
        let name = |at: usize| telling.people.who.get(at).map(|row| &*row.name);
        let mut told =
            |extracts: &[Extract]| extracts.iter().map(|e| places.extract(e)).collect::<Vec<Value>>();
        lines.push(json!({
            "type": "tie", "actors": [name(tie.a), name(tie.b)], "met": told(&tie.met), "together": told(&tie.together),
        }));
    }
    lines.extend(telling.strength.iter().map(|of| rests_on(of, places)));
    lines
}

/// What an account rests on.
fn rests_on(of: &Strength, places: &mut Places<'_>) -> Value {
    let mut listed = |all: &[(Clean, Place)]| {
        all.iter()
            .map(|(name, place)| {
                let mut value = places.of(*place);
                value["name"] = json!(&**name);
                value
            })
            .collect::<Vec<Value>>()
    };
    let (named, unnamed) = (listed(&of.named), listed(&of.unnamed));
    let repeated: Vec<Value> = of
        .repeated
        .iter()
        .map(|(phrase, times, place)| {
            let mut value = places.of(*place);
            value["text"] = json!(&**phrase);
            value["times"] = json!(times);
            value
        })
        .collect();
    let cards: Vec<Value> = of.cards.iter().map(|place| places.of(*place)).collect();
    json!({
        "type": "sources", "path": places.path(of.article.id), "named": named, "unnamed": unnamed,
        "unattributed": of.unattributed, "direct": of.direct, "words": of.words, "copied": of.copied,
        "repeated": repeated, "author_cards": cards,
    })
}

/// A document of each story.
pub(super) fn md(corpus: &Corpus, ids: &[StoryId], out: &mut dyn Write) -> anyhow::Result<()> {
    for id in ids {
        if let (Some(story), Some(telling)) = (corpus.story(*id), telling(corpus, *id)) {
            writeln!(out, "# {}\n", escaped(&story.title))?;
            for why in &story.why {
                writeln!(out, "- {}", escaped(why))?;
            }
            if !story.why.is_empty() {
                writeln!(out)?;
            }
            document(&telling, corpus, out)?;
        }
    }
    Ok(())
}

fn document(telling: &Telling, corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<()> {
    let cite = |id: ArticleId| corpus.article_row(id).map_or_else(String::new, |row| citation(&row));
    heading("In order", !telling.timeline.is_empty(), out)?;
    for moment in &telling.timeline {
        let day = match (moment.day, moment.until) {
            (Some(first), Some(last)) => format!("{first} to {last}"),
            (Some(day), None) => day.to_string(),
            _ => "undated".to_owned(),
        };
        let what = match &moment.article {
            Some(row) => citation(row),
            None => format!("{} ({})", marked(&moment.told), cite(moment.told.place.article)),
        };
        let phase = moment.phase.as_ref().map_or(String::new(), |seen| {
            let words: Vec<&str> = seen.told.lit.iter().map(|span| span.of(&seen.told.text)).collect();
            format!("; {} the event: “{}”", seen.phase.label(), escaped(&words.join(" … ")))
        });
        writeln!(out, "- {day}: {what} \\[{}{phase}\\]", moment.ground.label())?;
    }
    heading("Rounds of the affair", !telling.rounds.is_empty(), out)?;
    for round in &telling.rounds {
        let here = if round.story == telling.story { " (this story)" } else { "" };
        let why = if round.why.is_empty() { String::new() } else { format!("; {}", escaped(&round.why)) };
        writeln!(out, "- {}{here} \\[{}{why}\\]", escaped(&round.title), round.ground.label())?;
    }
    accounts(telling, corpus, out)?;
    heading("Numbers", !telling.figures.is_empty(), out)?;
    for value in telling.figures.iter().take(LISTED).flat_map(|figure| &figure.values) {
        let articles = match value.articles {
            1 => String::new(),
            articles => format!(" in {articles} articles"),
        };
        let (shown, told) = (escaped(&value.shown), marked(&value.told));
        writeln!(out, "- {shown}{articles}: {told} ({})", cite(value.told.place.article))?;
    }
    heading("One utterance, several wordings", !telling.families.is_empty(), out)?;
    for family in &telling.families {
        writeln!(out, "- {}", escaped(family.speaker.as_deref().unwrap_or("unattributed")))?;
        for wording in &family.wordings {
            let mut cited: Vec<String> =
                wording.quotes.iter().map(|quote| citation(&quote.article)).collect();
            cited.dedup();
            writeln!(out, "  - “{}” ({})", lit(&wording.text, &wording.differs), cited.join("; "))?;
        }
    }
    let met: Vec<_> = telling.people.pairs.iter().filter(|tie| !tie.met.is_empty()).collect();
    heading("Stated meetings", !met.is_empty(), out)?;
    for tie in met {
        let name = |at: usize| telling.people.who.get(at).map_or("", |row| &*row.name);
        writeln!(out, "- {} and {}", escaped(name(tie.a)), escaped(name(tie.b)))?;
        for extract in tie.met.iter().take(LISTED) {
            writeln!(out, "  - {} ({})", marked(extract), cite(extract.place.article))?;
        }
    }
    heading("Sources", !telling.strength.is_empty(), out)?;
    for of in &telling.strength {
        let names = |all: &[(Clean, Place)]| {
            if all.is_empty() {
                String::new()
            } else {
                let names: Vec<String> = all.iter().map(|(name, _)| escaped(name)).collect();
                format!(" ({})", names.join(", "))
            }
        };
        writeln!(out, "- {}", citation(&of.article))?;
        writeln!(out, "  - speakers with a name: {}{}", of.named.len(), names(&of.named))?;
        writeln!(out, "  - sources without one: {}{}", of.unnamed.len(), names(&of.unnamed))?;
        writeln!(
            out,
            "  - quotes in quotation marks: {}; without a speaker: {}",
            of.direct, of.unattributed
        )?;
        writeln!(out, "  - words: {}; of these also in another account: {}", of.words, of.copied)?;
        for (phrase, times, _) in &of.repeated {
            writeln!(out, "  - “{}”: {times} times", escaped(phrase))?;
        }
        if !of.cards.is_empty() {
            writeln!(out, "  - author cards cut: {}", of.cards.len())?;
        }
    }
    writeln!(out)?;
    Ok(())
}

fn accounts(telling: &Telling, corpus: &Corpus, out: &mut dyn Write) -> anyhow::Result<()> {
    let source = |id: ArticleId| corpus.article_row(id).map_or_else(String::new, |row| citation(&row));
    for title in ["Where accounts differ", "Where accounts agree", "Only in one account"] {
        let part = |standing: Standing| match standing {
            Standing::Agree | Standing::Same => "Where accounts agree",
            Standing::OnlyHere => "Only in one account",
            _ => "Where accounts differ",
        };
        let lines: Vec<_> = telling.accounts.iter().filter(|line| part(line.standing) == title).collect();
        heading(title, !lines.is_empty(), out)?;
        for line in lines.iter().take(LISTED) {
            if let (Standing::Same, Some(side)) = (line.standing, line.sides.first()) {
                let all: Vec<String> = line.sides.iter().map(|side| source(side.place.article)).collect();
                writeln!(out, "- {}: {} ({})", line.standing.label(), marked(side), all.join("; "))?;
                continue;
            }
            writeln!(out, "- {}: {}", line.standing.label(), escaped(&line.why))?;
            for side in &line.sides {
                writeln!(out, "  - {} ({})", marked(side), source(side.place.article))?;
            }
        }
        if lines.len() > LISTED {
            writeln!(out, "- and {} more", lines.len() - LISTED)?;
        }
    }
    Ok(())
}

fn heading(title: &str, wanted: bool, out: &mut dyn Write) -> anyhow::Result<()> {
    if wanted {
        writeln!(out, "\n## {title}\n")?;
    }
    Ok(())
}

/// A stretch of an article with what is lit set off.
fn marked(extract: &Extract) -> String {
    lit(&extract.text, &extract.lit)
}

fn lit(text: &str, spans: &[Span]) -> String {
    let mut out = String::with_capacity(text.len() + 4 * spans.len());
    let mut at = 0;
    for span in spans.iter().filter(|span| !span.is_empty()) {
        if span.from() < at {
            continue;
        }
        out.push_str(&escaped(Span::new(at, span.from()).of(text)));
        out.push_str("**");
        out.push_str(&escaped(span.of(text)));
        out.push_str("**");
        at = span.to();
    }
    out.push_str(&escaped(Span::new(at, text.len()).of(text)));
    out
}

#[cfg(test)]
mod tests {
    use super::lit;
    use crate::model::Span;

    #[test]
    fn lit_words_are_set_off() {
        assert_eq!(
            lit("two *boats* sank", &[Span::new(0, 3), Span::new(12, 16)]),
            "**two** \\*boats\\* **sank**"
        );
    }
}
