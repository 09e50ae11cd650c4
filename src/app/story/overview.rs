//! The overview of a story: when, by whom, who is in it, what was said, what the accounts rest on.
//!
//! ```text
//!  Council votes to rebuild the harbour bridge
//!  3 articles by 2 outlets · 12 Mar 2021 to 2 Apr 2021
//!
//!  Timeline 4
//!  ●────────────●──────────────────────────────·────●
//!  12 Mar 2021  ● Tarn Gazette: Council votes…       before
//! ```

use crate::app::reader::rows::written;
use crate::app::story::lines::{Composer, Made, counted, part, right, within_room};
use crate::app::story::{Lead, Part, Tone, numbers};
use crate::library::view::{
    ArticleRow, Extract, Family, FreshCount, Ground, Moment, Place, QuoteRow, Round, StoryView, Strength,
    Telling,
};
use crate::model::{ActorId, ActorKind, ArticleId, Clean, QuoteKind, Span};
use crate::text::width::columns;
use jiff::civil::Date;
use std::collections::BTreeSet;

/// Columns of a date, with the blank behind it.
const DATE: u16 = 15;
/// People and organisations that are listed.
const MOST_PEOPLE: usize = 16;
/// Places that are listed.
const MOST_PLACES: usize = 8;
/// Utterances that are listed.
const MOST_QUOTES: usize = 16;
/// Sentences of one article's account that are listed under what it rests on.
const MOST_SOURCES: usize = 6;

pub(super) fn page(mut page: Composer, view: &StoryView, telling: Option<&Telling>) -> Made {
    page.words(1, &view.row.title, Tone::Title);
    page.words(1, &facts(view), Tone::Dim);
    if let Some(telling) = telling {
        if let Some(news) = news(&telling.fresh) {
            page.words(1, &news, Tone::Sign);
        }
        timeline(&mut page, &telling.timeline);
    }
    articles(&mut page, view, telling.map_or(&[], |telling| &telling.fresh));
    actors(&mut page, view, telling.map_or(&[], |telling| &telling.roles));
    quotes(&mut page, telling.map_or(&[], |telling| &telling.families), view);
    if let Some(telling) = telling {
        numbers::listed(&mut page, &telling.figures);
        numbers::differing(&mut page, view, telling);
        strength(&mut page, &telling.strength);
        rounds(&mut page, &telling.rounds);
    }
    if !view.why.is_empty() && view.row.articles.len() > 1 {
        page.head("Why they stand together", view.why.len());
        for why in &view.why {
            page.words(1, why, Tone::Dim);
        }
    }
    page.finish()
}

fn facts(view: &StoryView) -> String {
    let articles = &view.row.articles;
    let outlets: BTreeSet<&Clean> = articles.iter().filter_map(|row| row.source.as_ref()).collect();
    let copies: usize = articles.iter().map(|row| row.copies.len()).sum();
    let by = match outlets.len() {
        0 => String::new(),
        outlets => format!(" by {}", counted(outlets, "outlet")),
    };
    let folded = match copies {
        0 => String::new(),
        1 => ", 1 near-copy".to_owned(),
        copies => format!(", {copies} near-copies"),
    };
    let days = articles.iter().filter_map(|row| row.date);
    let when = match (days.clone().min(), days.max()) {
        (Some(first), Some(last)) if first == last => written(first),
        (Some(first), Some(last)) => format!("{} to {}", written(first), written(last)),
        _ => "undated".to_owned(),
    };
    format!(
        "{}{by}{folded} · {when} · {} · {}",
        counted(articles.len(), "article"),
        counted(view.actors.len(), "actor"),
        counted(view.row.quotes as usize, "quote")
    )
}

fn news(fresh: &[FreshCount]) -> Option<String> {
    let sum = |of: fn(&FreshCount) -> u32| fresh.iter().map(of).sum::<u32>() as usize;
    let parts: Vec<String> = [
        (sum(|count| count.sentences), "sentence"),
        (sum(|count| count.quotes), "quote"),
        (sum(|count| count.actors), "actor"),
        (sum(|count| count.numbers), "number"),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, one)| counted(count, one))
    .collect();
    (!parts.is_empty())
        .then(|| format!("new to you: {}, in {}", parts.join(", "), counted(fresh.len(), "article")))
}

fn timeline(page: &mut Composer, moments: &[Moment]) {
    if moments.is_empty() {
        return;
    }
    page.head("Timeline", moments.len());
    strip(page, moments);
    for moment in moments {
        let day = match (moment.day, moment.until, moment.ground) {
            (Some(day), None, _) => written(day),
            (Some(day), Some(until), _) => spanned(day, until),
            (None, _, Ground::Implied) => "implied".to_owned(),
            (None, ..) => "undated".to_owned(),
        };
        let note = match (&moment.phase, moment.ground) {
            (Some(seen), _) => seen.phase.label().to_owned(),
            (None, Ground::Counted(_)) => "counted".to_owned(),
            (None, _) => String::new(),
        };
        let sign = if moment.article.is_some() { "●" } else { "·" };
        let kept = if note.is_empty() { 0 } else { columns(&note) as u16 + 2 };
        let room = page.width.saturating_sub(DATE + 4 + kept);
        let mut parts = vec![
            within_room(DATE - 1, part(1, &day, Tone::Dim)),
            part(DATE + 1, sign, Tone::Sign),
            told(&moment.told, moment.article.as_ref(), room),
        ];
        if !note.is_empty() {
            parts.push(right(&note, Tone::Dim));
        }
        let lead = match &moment.article {
            Some(article) => Lead::Article(article.id),
            None => Lead::Place(moment.told.place),
        };
        page.entry(lead, parts);
        // A day that cannot be is told, so that nobody wonders where it went.
        if matches!(moment.ground, Ground::Impossible(_)) {
            page.more(vec![part(DATE + 3, &moment.ground.label(), Tone::Dim)]);
        }
    }
}

fn told(told: &Extract, article: Option<&ArticleRow>, room: u16) -> Part {
    let source = article.and_then(|row| row.source.as_ref()).map(|source| format!("{source}: "));
    let before = source.unwrap_or_default();
    let shift = |span: &Span| Span::new(span.from() + before.len(), span.to() + before.len());
    let lit = if article.is_some() { Vec::new() } else { told.lit.iter().map(shift).collect() };
    let words = told.text.split_whitespace().collect::<Vec<_>>().join(" ");
    let text = format!("{before}{words}");
    // Blanks that fell away would move what is lit.
    let lit = if words.len() == told.text.len() { lit } else { Vec::new() };
    Part { room, lit, ..part(DATE + 3, &text, Tone::Plain) }
}

fn spanned(day: Date, until: Date) -> String {
    if (day.year(), day.month()) == (until.year(), until.month()) {
        format!("{}-{}", day.day(), written(until))
    } else {
        written(day)
    }
}

/// The days as marks on a line as wide as the page: a moment's mark is selected with its row.
fn strip(page: &mut Composer, moments: &[Moment]) {
    let days = || moments.iter().filter_map(|moment| moment.day);
    let (Some(first), Some(last)) = (days().min(), days().max()) else { return };
    let width = i64::from(page.width.saturating_sub(3));
    let range = i64::from((last - first).get_days());
    if range <= 0 || width < 16 {
        return;
    }
    let line = "─".repeat(width as usize);
    let mut parts = vec![part(1, &line, Tone::Dim)];
    let before = page.items();
    // Days that are spoken of go under those of articles.
    for pass in [false, true] {
        for (at, moment) in moments.iter().enumerate().filter(|(_, moment)| moment.article.is_some() == pass)
        {
            let Some(day) = moment.day else { continue };
            let column = i64::from((day - first).get_days()) * (width - 1) / range;
            let (sign, tone) = if pass { ("●", Tone::Sign) } else { ("·", Tone::Plain) };
            let mark = part(1 + column as u16, sign, tone);
            parts.push(Part { with: vec![before + at], room: 1, ..mark });
        }
    }
    page.line(parts);
    page.line(vec![part(1, &written(first), Tone::Dim), right(&written(last), Tone::Dim)]);
}

/// Articles by outlet and date, their near-copies under them.
fn articles(page: &mut Composer, view: &StoryView, fresh: &[FreshCount]) {
    let mut rows: Vec<&ArticleRow> = view.row.articles.iter().collect();
    rows.sort_by(|a, b| {
        let key = |row: &ArticleRow| (row.source.is_none(), row.source.clone(), row.date);
        key(a).cmp(&key(b))
    });
    page.head("Articles", rows.len());
    let widest = rows.iter().filter_map(|row| row.source.as_ref()).map(|s| columns(s) as u16).max();
    let outlet = widest.unwrap_or(0).min(page.width / 4);
    for row in rows {
        let date = row.date.map_or_else(|| "undated".to_owned(), written);
        let note = fresh.iter().find(|count| count.article == row.id && count.sentences > 0);
        let note = note.map(|count| format!("{} of {} new", count.sentences, count.of)).unwrap_or_default();
        let kept = if note.is_empty() { 0 } else { columns(&note) as u16 + 2 };
        let source = row.source.as_ref().map_or("", |source| source.as_str());
        let title = outlet + if outlet > 0 { 3 } else { 1 } + DATE;
        let mut parts = vec![
            within_room(outlet, part(1, source, Tone::Plain)),
            within_room(DATE - 1, part(title - DATE, &date, Tone::Dim)),
            within_room(page.width.saturating_sub(title + 1 + kept), part(title, &row.headline, Tone::Plain)),
        ];
        if !note.is_empty() {
            parts.push(right(&note, Tone::Sign));
        }
        page.entry(Lead::Article(row.id), parts);
        for copy in &row.copies {
            let text = "near-copy: Enter shows what differs";
            page.entry(Lead::Copies(row.id, *copy), vec![part(title, text, Tone::Dim)]);
        }
    }
}

fn actors(page: &mut Composer, view: &StoryView, roles: &[(ActorId, Clean, Place)]) {
    let is_place = |kind: ActorKind| kind == ActorKind::Place;
    let groups = [("People and organisations", false, MOST_PEOPLE), ("Places", true, MOST_PLACES)];
    for (name, places, most) in groups {
        let rows =
            || view.actors.iter().filter(|row| row.kind != ActorKind::Other && is_place(row.kind) == places);
        if rows().count() == 0 {
            continue;
        }
        page.head(name, rows().count());
        for row in rows().take(most) {
            let said = if row.said > 0 { format!(", said {}", row.said) } else { String::new() };
            let note = format!("{}{said}", row.mentions);
            let room = page.width.saturating_sub(columns(&note) as u16 + 5);
            let named = columns(&row.name) as u16;
            // A place that was once taken for somebody has no office.
            let role = roles.iter().find(|(id, ..)| *id == row.id && row.kind == ActorKind::Person);
            let role = role.map(|(_, role, _)| role);
            let mut parts = vec![within_room(room, part(3, &row.name, Tone::Name(row.kind)))];
            if let Some(role) = role.filter(|_| named + 8 < room) {
                parts.push(within_room(room - named - 2, part(named + 5, role, Tone::Dim)));
            }
            parts.push(right(&note, Tone::Dim));
            page.entry(Lead::Actor(row.id), parts);
        }
    }
}

/// One line an utterance: those of several articles first, with their number, then the others.
fn quotes(page: &mut Composer, families: &[Family], view: &StoryView) {
    let is_speech = |quote: &&QuoteRow| quote.kind != QuoteKind::SoCalled;
    let first = |family: &Family| family.wordings.first().and_then(|wording| wording.quotes.first().cloned());
    let shared: Vec<(&Family, QuoteRow)> = families
        .iter()
        .filter_map(|family| Some((family, first(family).filter(|quote| is_speech(&quote))?)))
        .collect();
    let told: BTreeSet<(ArticleId, Span)> = shared
        .iter()
        .flat_map(|(family, _)| family.wordings.iter().flat_map(|wording| &wording.quotes))
        .map(|quote| (quote.place.article, quote.place.span))
        .collect();
    // What a near-copy repeats is not said again.
    let mut others: Vec<&QuoteRow> = view
        .quotes
        .iter()
        .filter(|quote| view.row.articles.iter().any(|row| row.id == quote.place.article))
        .filter(is_speech)
        .filter(|quote| !told.contains(&(quote.place.article, quote.place.span)))
        .collect();
    if shared.is_empty() && others.is_empty() {
        return;
    }
    // Words in marks first, then what is reported, then what may be no report.
    others.sort_by_key(|quote| match quote.kind {
        kind if kind.is_doubtful(quote.confidence) => 2,
        QuoteKind::Indirect => 1,
        _ => 0,
    });
    page.head("Quotes", shared.len() + others.len());
    for (family, quote) in shared.iter().take(MOST_QUOTES) {
        let note = match (family.articles, family.wordings.len()) {
            (1, _) => String::new(),
            (articles, 1) => format!("in {articles} articles"),
            (articles, wordings) => format!("in {articles} articles, {wordings} wordings"),
        };
        utterance(page, family.speaker.as_ref(), quote, &note);
    }
    for quote in others.into_iter().take(MOST_QUOTES.saturating_sub(shared.len())) {
        utterance(page, quote.speaker.as_ref(), quote, "");
    }
}

fn utterance(page: &mut Composer, speaker: Option<&Clean>, quote: &QuoteRow, note: &str) {
    let who = speaker.map_or_else(|| "unattributed: ".to_owned(), |name| format!("{name}: "));
    let kept = if note.is_empty() { 0 } else { columns(note) as u16 + 2 };
    let room = page.width.saturating_sub(5 + kept);
    let named = (columns(&who) as u16).min(room / 2);
    let sign = match (quote.kind, speaker) {
        (QuoteKind::SoCalled, _) => "'",
        (_, None) => "?",
        (QuoteKind::Direct, _) => "❝",
        (QuoteKind::Mixed, _) => "‹›",
        (QuoteKind::Indirect, _) => "~",
    };
    let mut parts = vec![
        part(1, sign, Tone::Quote),
        within_room(named, part(4, &who, Tone::Name(ActorKind::Person))),
        within_room(room.saturating_sub(named), part(4 + named, &quote.text, Tone::Plain)),
    ];
    if !note.is_empty() {
        parts.push(right(note, Tone::Sign));
    }
    page.entry(Lead::Place(quote.place), parts);
}

/// What each account rests on, in counts.
fn strength(page: &mut Composer, strength: &[Strength]) {
    if strength.is_empty() {
        return;
    }
    page.head("What the accounts rest on", strength.len());
    for account in strength {
        let row = &account.article;
        let name = row.source.as_ref().unwrap_or(&row.headline);
        page.entry(
            Lead::Article(row.id),
            vec![part(1, name, Tone::Plain), right(&row.date.map(written).unwrap_or_default(), Tone::Dim)],
        );
        let mut counts = vec![
            format!("{} named, {} unnamed", counted(account.named.len(), "source"), account.unnamed.len()),
            counted(account.direct as usize, "direct quote"),
        ];
        if account.unattributed > 0 {
            counts.push(format!("{} unattributed", account.unattributed));
        }
        counts.push(counted(account.words as usize, "word"));
        if account.copied > 0 {
            counts.push(format!("{} of them shared with others", account.copied));
        }
        page.more(vec![part(3, &counts.join(" · "), Tone::Dim)]);
        let unnamed = account.unnamed.iter().map(|(words, place)| (format!("unnamed: {words}"), *place));
        let repeated =
            account.repeated.iter().map(|(words, times, place)| (format!("“{words}” {times} times"), *place));
        let cards = account.cards.iter().map(|place| ("author card, cut".to_owned(), *place));
        for (text, place) in unnamed.chain(repeated).chain(cards).take(MOST_SOURCES) {
            page.entry(Lead::Place(place), vec![part(3, &text, Tone::Plain)]);
        }
    }
}

/// The other stories of the affair, in order.
fn rounds(page: &mut Composer, rounds: &[Round]) {
    if rounds.len() < 2 {
        return;
    }
    page.head("The running affair", rounds.len());
    for round in rounds {
        let days = match round.days {
            Some((first, last)) if first == last => written(first),
            Some((first, last)) => spanned(first, last),
            None if round.ground == Ground::Implied => "implied".to_owned(),
            None => "undated".to_owned(),
        };
        let here = round.why.is_empty();
        let title = if here { format!("{} (this story)", round.title) } else { round.title.to_string() };
        let tone = if here { Tone::Dim } else { Tone::Plain };
        page.entry(
            Lead::Story(round.story),
            vec![within_room(DATE - 1, part(1, &days, Tone::Dim)), part(DATE + 1, &title, tone)],
        );
        if !here {
            page.more(vec![part(DATE + 3, &round.why, Tone::Dim)]);
        }
        if let Some(told) = &round.told {
            page.extract(DATE + 3, "", told);
        }
    }
}
