//! Who appears with whom: sentences that state a meeting, apart from sentences that merely name two.

use crate::library::telling::cast::Cast;
use crate::library::telling::lexicon::{MEETING, PLANNED};
use crate::library::telling::lines::{Line, extract};
use crate::library::view::{ActorRow, Extract, People, Reading, Tie};
use crate::model::{ActorId, ActorKind, Span};
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// How many actors a matrix shows.
const SHOWN: usize = 24;
/// How far behind the words of a meeting the other side may be named, in bytes.
const BEHIND: usize = 120;
/// How many words before a meeting can make it a plan.
const BEFORE: usize = 4;

/// Persons and organisations of a story with the sentences that bring two of them together.
pub(crate) fn people(members: &[Arc<Reading>], lines: &[Line], cast: &Cast) -> People {
    let acts = |row: &&ActorRow| matches!(row.kind, ActorKind::Person | ActorKind::Organisation);
    let who: Vec<ActorRow> = cast.ranked().into_iter().filter(acts).take(SHOWN).cloned().collect();
    let number: HashMap<ActorId, usize> = who.iter().enumerate().map(|(at, row)| (row.id, at)).collect();
    let mut ties: BTreeMap<(usize, usize), (Vec<Extract>, Vec<Extract>)> = BTreeMap::new();
    for line in lines.iter().filter(|line| line.is_told()) {
        let reading = &members[line.member];
        let met = meetings(line, reading, cast);
        let here: Vec<(ActorId, usize)> =
            line.cast().into_iter().filter_map(|id| Some((id, *number.get(&id)?))).collect();
        for (n, (one, a)) in here.iter().enumerate() {
            for (other, b) in here.iter().skip(n + 1) {
                let entry = ties.entry((*a.min(b), *a.max(b))).or_default();
                let stated = met.iter().find(|(x, y, _)| (x, y) == (one, other) || (x, y) == (other, one));
                if let Some((_, _, words)) = stated {
                    entry.0.push(extract(reading, line.span, [*words]));
                } else {
                    let names = line.actors.iter().filter(|(id, _, _)| id == one || id == other);
                    entry.1.push(extract(reading, line.span, names.map(|(_, span, _)| *span)));
                }
            }
        }
    }
    let pairs = ties.into_iter().map(|((a, b), (met, together))| Tie { a, b, met, together });
    People { who, pairs: pairs.collect() }
}

/// The sentences that say an actor met another one, with the other.
pub(crate) fn met(
    members: &[Arc<Reading>],
    lines: &[Line],
    cast: &Cast,
    actor: ActorId,
) -> Vec<(ActorId, Extract)> {
    let mut found = Vec::new();
    for line in lines.iter().filter(|line| line.is_told() && line.cast().contains(&actor)) {
        let reading = &members[line.member];
        let mut others: Vec<ActorId> = Vec::new();
        for (one, other, words) in meetings(line, reading, cast) {
            let met = if one == actor { other } else { one };
            if (one == actor || other == actor) && met != actor && !others.contains(&met) {
                others.push(met);
                found.push((met, extract(reading, line.span, [words])));
            }
        }
    }
    found
}

/// Who met whom by the words of a sentence.
fn meetings(line: &Line, reading: &Reading, cast: &Cast) -> Vec<(ActorId, ActorId, Span)> {
    let text: &str = &reading.article.text;
    let Some(pattern) = MEETING.as_ref() else { return Vec::new() };
    let lower = line.span.of(text).to_ascii_lowercase();
    let mut found = Vec::new();
    for hit in pattern.find_iter(&lower) {
        let words = Span::new(hit.start(), hit.end()).shifted(line.span.from());
        if planned(line, words) {
            continue;
        }
        let from = quoted_from(line, reading, words);
        let person = |id: &ActorId| cast.get(*id).is_some_and(|row| row.kind == ActorKind::Person);
        let before: Vec<(ActorId, Span)> = line
            .actors
            .iter()
            .filter(|(_, span, _)| span.to() <= words.from() && span.from() >= from)
            .map(|(id, span, _)| (*id, *span))
            .collect();
        let behind: Vec<(ActorId, Span)> = line
            .actors
            .iter()
            .filter(|(_, span, _)| span.from() >= words.to())
            .map(|(id, span, _)| (*id, *span))
            .collect();
        let left = subjects(&before, person, text);
        let right = objects(&behind, person, text, words);
        if right.is_empty() {
            // “A and B met.”
            for (n, one) in left.iter().enumerate() {
                found.extend(left.iter().skip(n + 1).map(|other| (*one, *other, words)));
            }
        }
        for one in &left {
            found.extend(right.iter().filter(|other| *other != one).map(|other| (*one, *other, words)));
        }
    }
    found
}

/// Whether a plan, a wish or a refusal stands before the words of a meeting.
fn planned(line: &Line, words: Span) -> bool {
    let before = line.words.iter().rev().skip_while(|word| word.span.from() >= words.from());
    before.take(BEFORE).any(|word| PLANNED.contains(word.folded.as_str()))
}

/// Where the reported part begins that holds these words: who reports a meeting need not have been there.
fn quoted_from(line: &Line, reading: &Reading, words: Span) -> usize {
    let quotes = line.quotes.iter().filter_map(|at| reading.extraction.quotes.get(*at));
    let holding = quotes.filter(|quote| quote.content.holds(words.from()));
    holding.map(|quote| quote.content.from()).max().unwrap_or(line.span.from())
}

/// Those who meet: the persons before the words, or the nearest actor when there is none.
fn subjects(before: &[(ActorId, Span)], person: impl Fn(&ActorId) -> bool, text: &str) -> Vec<ActorId> {
    let Some(last) = before.iter().rfind(|(id, _)| person(id)).or(before.last()) else { return Vec::new() };
    let earlier = before.iter().rev().filter(|(_, span)| span.to() <= last.1.from());
    listed(*last, earlier, person, |near, far| coordinated(Span::new(far.to(), near.from()).of(text)))
}

/// Those who are met: the first person behind the words, or the first actor, with those in one list with him.
fn objects(
    behind: &[(ActorId, Span)],
    person: impl Fn(&ActorId) -> bool,
    text: &str,
    words: Span,
) -> Vec<ActorId> {
    let near = |span: Span| {
        span.from() - words.to() <= BEHIND && !crosses(Span::new(words.to(), span.from()).of(text))
    };
    let reach: Vec<&(ActorId, Span)> = behind.iter().filter(|(_, span)| near(*span)).collect();
    let Some(&first) = reach.iter().find(|(id, _)| person(id)).or(reach.first()) else { return Vec::new() };
    let later = behind.iter().filter(|(_, span)| span.from() >= first.1.to());
    listed(*first, later, person, |near, far| coordinated(Span::new(near.to(), far.from()).of(text)))
}

/// One with all who stand in a list with him, going away from him: persons with persons.
fn listed<'m>(
    first: (ActorId, Span),
    others: impl Iterator<Item = &'m (ActorId, Span)>,
    person: impl Fn(&ActorId) -> bool,
    goes_on: impl Fn(Span, Span) -> bool,
) -> Vec<ActorId> {
    let (mut run, mut edge) = (vec![first.0], first.1);
    for (id, span) in others.filter(|(id, _)| !person(&first.0) || person(id)) {
        if !goes_on(edge, *span) {
            break;
        }
        run.push(*id);
        edge = *span;
    }
    run.sort_unstable();
    run.dedup();
    run
}

/// Whether a list goes on between two names: “A, the minister, and B”, “A along with General B”.
fn coordinated(gap: &str) -> bool {
    let lower = gap.to_ascii_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let links = [" and ", " and", "and ", ", ", "&", " along with ", " as well as "];
    // “A, the president of the board, and the chancellor, B”.
    let apposed = gap.starts_with(',') && lower.contains(", and ");
    words.len() <= if apposed { 14 } else { 6 }
        && !crosses(gap)
        && (links.iter().any(|link| lower.contains(link)) || gap.trim() == ",")
}

/// Whether another clause begins.
fn crosses(gap: &str) -> bool {
    let lower = gap.to_ascii_lowercase();
    gap.contains([';', ':', '—', '“', '"'])
        || [" but ", " while ", " who ", " which ", " after ", " before ", " said ", " that ", " when "]
            .iter()
            .any(|word| lower.contains(word))
}
