//! From judged lines to the parts of an article: blocks with their kinds, cuts with their reasons.

use crate::model::{Block, BlockKind, Cut, CutReason, Span};
use crate::parse::hashes::Set;
use crate::parse::judge::Verdict;
use crate::parse::line::Line;
use crate::parse::signals::Signals;
use crate::text::lines::turn_label;

/// What each line became.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Role {
    Block(BlockKind),
    /// Headline, dek: shown, but no block.
    Head,
    Cut(CutReason),
}

/// Lines that are shown otherwise than by the verdict.
pub(crate) struct Fixed {
    /// The lines of headline and dek.
    pub(crate) head: Vec<usize>,
    /// The key of the headline's letters.
    pub(crate) headline: Option<u64>,
}

/// The role of every line.
pub(crate) fn roles(
    text: &str,
    lines: &[Line],
    signals: &[Signals],
    verdict: &Verdict,
    fixed: &Fixed,
) -> Vec<Role> {
    let kept = |i: usize| verdict.keep.get(i).copied().unwrap_or(false);
    let first = (0..lines.len()).find(|i| kept(*i) && verdict.full.get(*i).copied().unwrap_or(false));
    let mut seen = Set::default();
    (0..lines.len())
        .map(|i| {
            let (Some(line), Some(s)) = (lines.get(i), signals.get(i)) else {
                return Role::Cut(CutReason::Surroundings);
            };
            if fixed.head.contains(&i) {
                return Role::Head;
            }
            if fixed.headline == Some(s.key) && s.words > 0 {
                return Role::Cut(CutReason::RepeatedHeadline);
            }
            if kept(i) && s.words >= 8 && !seen.insert(s.key) {
                return Role::Cut(CutReason::Repeated);
            }
            if kept(i) {
                let next = (i + 1..lines.len()).take(2).find(|j| kept(*j) && !fixed.head.contains(j));
                let leads = next.is_some_and(|j| verdict.full.get(j).copied().unwrap_or(false));
                return Role::Block(kind(text, line, s, leads && first.is_some()));
            }
            Role::Cut(reason(line, s))
        })
        .collect()
}

/// The kind of a kept line; `leads` when full text follows.
fn kind(text: &str, line: &Line, s: &Signals, leads: bool) -> BlockKind {
    let raw = line.span.of(text);
    if line.level > 0 {
        return BlockKind::Heading(line.level.saturating_sub(1).max(1));
    }
    if line.quoted {
        return BlockKind::PullQuote;
    }
    if line.list {
        return BlockKind::ListItem;
    }
    if leads && is_heading(raw, s) { BlockKind::Heading(1) } else { BlockKind::Paragraph }
}

/// A short line without a sentence end, neither a credit nor a caption.
fn is_heading(raw: &str, s: &Signals) -> bool {
    let open = raw
        .chars()
        .next()
        .is_some_and(|c| c.is_uppercase() || c.is_ascii_digit() || matches!(c, '\'' | '‘' | '“' | '"'));
    let stops = s.ends && !raw.ends_with('?') || raw.ends_with([',', ';', ':']);
    (1..=14).contains(&s.words)
        && open
        && !stops
        && !s.link
        && !s.dated
        && !s.keyed
        && s.phrase.is_none()
        && turn_label(raw).is_none()
}

/// Why a line was cut.
fn reason(line: &Line, s: &Signals) -> CutReason {
    if s.words == 0 {
        return CutReason::Surroundings;
    }
    if let Some(reason) = s.reason() {
        return reason;
    }
    if s.dated && s.words <= 14 && !(s.ends && s.words >= 8) {
        return CutReason::Byline;
    }
    if s.repeated {
        return CutReason::Repeated;
    }
    if line.list {
        return if s.words <= 3 { CutReason::Navigation } else { CutReason::LinkList };
    }
    if !s.ends && s.words <= 3 { CutReason::Navigation } else { CutReason::Surroundings }
}

/// Blocks and cuts from roles; neighbouring cuts of one reason are one.
pub(crate) fn assemble(lines: &[Line], roles: &[Role]) -> (Vec<Block>, Vec<Cut>) {
    let mut blocks = Vec::new();
    let mut cuts: Vec<Cut> = Vec::new();
    let mut joins = false;
    for (line, role) in lines.iter().zip(roles) {
        match role {
            Role::Block(kind) => blocks.push(Block { kind: *kind, span: line.span }),
            Role::Cut(reason) => {
                match cuts.last_mut() {
                    Some(last) if joins && last.reason == *reason => last.span = last.span.join(line.outer),
                    _ => cuts.push(Cut { span: line.outer, reason: *reason }),
                }
                joins = true;
                continue;
            }
            Role::Head => {}
        }
        joins = false;
    }
    let empty = |span: &Span| span.is_empty();
    blocks.retain(|block| !empty(&block.span));
    cuts.retain(|cut| !empty(&cut.span));
    (blocks, cuts)
}
