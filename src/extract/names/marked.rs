//! Texts with their names marked, to try what mends names.

use crate::extract::learn::features::text as hash;
use crate::extract::names::assemble::{Name, span};
use crate::extract::names::document::Document;
use crate::extract::names::words::{Facts, Gazetteer, Words};
use crate::model::{ActorKind, BlockKind, RegionKind, Span};

/// Names are marked `[PER Orla Venn]`; what comes out of `mend` is written the same way.
#[track_caller]
pub(super) fn check(marked: &str, expect: &[&str], mend: impl Fn(&Document<'_>, &mut Vec<Name>)) {
    let (mut text, mut given, mut rest) = (String::new(), Vec::new(), marked);
    while let Some((before, inside)) = rest.split_once('[') {
        let (name, tail) = inside.split_once(']').unwrap();
        let (kind, name) = name.split_once(' ').unwrap();
        text.push_str(before);
        given.push((Span::new(text.len(), text.len() + name.len()), kind));
        text.push_str(name);
        rest = tail;
    }
    text.push_str(rest);
    let given_name = Facts { gazetteers: Gazetteer::First.bit(), ..Facts::default() };
    let words = Words::new([(hash("petra"), given_name)], Vec::new());
    let region = RegionKind::Block(BlockKind::Paragraph);
    let document = Document::new(&text, [(region, Span::new(0, text.len()))], &words);
    let mut names: Vec<Name> = given
        .iter()
        .map(|(span, kind)| {
            let start = document.tokens.partition_point(|t| t.span.end <= span.start);
            let end = document.tokens.partition_point(|t| t.span.start < span.end);
            let kind = ActorKind::ALL.into_iter().find(|k| k.tag() == *kind).unwrap();
            Name { tokens: start..end, kind }
        })
        .collect();
    mend(&document, &mut names);
    let found: Vec<String> =
        names.iter().map(|n| format!("{} {}", n.kind.tag(), span(&document, n).of(&text))).collect();
    assert_eq!(found, expect, "{text}");
}
