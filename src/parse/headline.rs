//! The headline: the line above the body that says what the body says.

use crate::model::{CutReason, Span};
use crate::parse::hashes::Set;
use crate::parse::judge::Verdict;
use crate::parse::line::Line;
use crate::parse::signals::Signals;
use crate::parse::vocabulary::Vocabulary;

/// How many lines below a headline its byline or date may stand.
const CREDITS: usize = 6;
/// Scores this near to the best count as equal.
const EQUAL: f32 = 0.35;

/// The line of the headline, if there is one.
pub(crate) fn find(
    text: &str,
    lines: &[Line],
    signals: &[Signals],
    words: &Vocabulary,
    verdict: &Verdict,
) -> Option<usize> {
    let kept = |i: &usize| verdict.keep.get(*i).copied().unwrap_or(false);
    let first = (0..lines.len())
        .find(|i| kept(i) && verdict.full.get(*i).copied().unwrap_or(false))
        .or_else(|| (0..lines.len()).find(kept))?;
    let counts = words.counts((0..lines.len()).filter(kept));
    let credit = |i: usize| {
        signals.get(i).is_some_and(|s| (s.byline || s.dated) && s.words <= 16 || s.keyed && s.words < 20)
    };
    // The first line of a page is often its title: the headline with the outlet's name behind it.
    let title = lines.first().map_or("", |line| line.span.of(text));
    let mut scored: Vec<(f32, usize)> = Vec::new();
    for i in 0..lines.len().min(first + 2) {
        let (Some(line), Some(s)) = (lines.get(i), signals.get(i)) else { break };
        let raw = line.span.of(text);
        if !(2..=34).contains(&s.words)
            || raw.len() > 240
            || s.marker.is_some()
            || s.keyed
            || s.time
            || s.byline
            || s.colon
        {
            continue;
        }
        let own: Set = words.of(i).iter().copied().collect();
        let covered: u32 = own.iter().map(|word| counts.of(*word).min(3)).sum();
        let covered = covered as f32 / (3 * own.len()).max(1) as f32;
        let credited = (i + 1..=i + CREDITS).any(credit);
        let behind = (i.saturating_sub(CREDITS)..i).any(credit);
        let titled = s.words >= 4 && i > 0 && title.len() > raw.len() && title.starts_with(raw);
        let sentence = s.ends && !raw.ends_with(['?', '!', '”', '’', '\'', '"']);
        let mut score = 2.2 * covered;
        score += if s.repeated { 0.45 } else { 0.0 };
        score += if (6..=20).contains(&s.words) {
            0.35
        } else if s.words >= 5 {
            0.1
        } else {
            -0.2
        };
        score += if credited { 0.45 } else { 0.0 };
        score -= if behind { 0.3 } else { 0.0 };
        score += if titled { 1.0 } else { 0.0 };
        score -= if s.words <= 3 && i > 0 && line.level == 0 { 0.6 } else { 0.0 };
        score += if i == 0 && !s.ends && !s.dated && s.words >= 4 { 0.3 } else { 0.0 };
        score += if i == 0 && s.repeated && s.words >= 4 { 0.6 } else { 0.0 };
        score -= if sentence && s.words >= 15 { 0.6 } else { 0.0 };
        score += if line.level == 1 {
            1.5
        } else if line.level == 2 {
            0.3
        } else {
            0.0
        };
        score -= 0.03 * first.saturating_sub(i).min(25) as f32;
        score -= if sentence { 0.9 } else { 0.0 };
        score -= if line.list { 0.5 } else { 0.0 };
        score -= if s.dated && s.words < 12 { 0.7 } else { 0.0 };
        score -= if i > first { 0.9 } else { 0.0 };
        score -= if s.bar { 0.4 } else { 0.0 };
        score -= if s.link { 1.5 } else { 0.0 };
        score -= match s.phrase {
            Some(phrase) if phrase.reason == CutReason::Caption => 1.0,
            Some(_) => 0.5,
            None => 0.0,
        };
        scored.push((score, i));
    }
    let (best, top) = scored.iter().copied().max_by(|a, b| a.0.total_cmp(&b.0).then(b.1.cmp(&a.1)))?;
    // Among near equals close together the first is the headline and the later one the dek.
    let earlier = scored.iter().find(|(score, i)| *score >= best - EQUAL && *i <= top && top - i <= 4);
    Some(earlier.map_or(top, |(_, i)| *i))
}

/// The line below the headline that tells more of it: between headline and credits, or in italics below the head.
pub(crate) fn dek(
    text: &str,
    lines: &[Line],
    signals: &[Signals],
    head: Option<usize>,
) -> Option<(usize, Span)> {
    let at = head.map_or(0, |head| head + 1);
    let (line, s) = (lines.get(at)?, signals.get(at)?);
    let raw = line.span.of(text);
    let inner = ["*", "_"].iter().find_map(|mark| {
        let inner = raw.strip_prefix(mark)?.strip_suffix(mark)?;
        (inner.len() > 12 && !inner.contains(*mark)).then_some(inner)
    });
    if inner.is_some() && s.words <= 60 {
        return Some((at, Span::new(line.span.from() + 1, line.span.to() - 1)));
    }
    let below = signals.get(at + 1)?;
    let credited = below.words <= 14 && (below.byline || below.dated);
    let plain =
        s.marker.is_none() && s.phrase.is_none() && !s.byline && !s.dated && !s.keyed && !s.bar && !line.list;
    let fits = (5..=45).contains(&s.words) && s.function > 0.1 && !s.placed && line.level == 0;
    (head.is_some() && credited && plain && fits && !s.repeated).then_some((at, line.span))
}
