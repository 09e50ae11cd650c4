//! Mends on actors of invented articles, told by who is in which article.

use crate::library::mends::actors::{Articles, Mended, NOBODY, mend};
use crate::library::mends::{Mend, Named};
use crate::library::merge::merge;
use crate::library::state::Content;
use crate::model::{ActorId, ActorKind, ArticleId, Extraction, LocalActor, LocalActorId};

struct Found(Vec<Extraction>);

impl Articles for Found {
    fn variants(&self, article: ArticleId, local: LocalActorId) -> &[(String, u32)] {
        &self.0[article.0 as usize].actors[local.0 as usize].variants
    }
    fn of_content(&self, content: Content) -> Vec<ArticleId> {
        vec![ArticleId(content as u32)]
    }
}

fn article(actors: &[&[(&str, u32)]]) -> Extraction {
    let actor = |variants: &&[(&str, u32)]| LocalActor {
        name: variants[0].0.to_owned(),
        kind: ActorKind::Person,
        variants: variants.iter().map(|(text, count)| ((*text).to_owned(), *count)).collect(),
        roles: Vec::new(),
        gender: None,
    };
    Extraction { actors: actors.iter().map(actor).collect(), ..Extraction::default() }
}

fn corpus() -> Found {
    Found(vec![
        article(&[&[("Orla Venn", 2), ("Venn", 5)], &[("Piet Maas", 1)]]),
        article(&[&[("Orla Venn", 1)], &[("Maas", 4)]]),
        article(&[&[("Orla Venn", 2), ("Venn", 1)]]),
    ])
}

fn who(name: &str) -> Named {
    Named::new(name, ActorKind::Person)
}

/// The actors by article after some mends, by name and mentions; `-` for those hidden.
fn check(mends: &[Mend], expect: &[&str]) -> Mended {
    let found = corpus();
    let merged = merge(&found.0.iter().collect::<Vec<_>>(), &[]);
    let mended = mend(merged, &found, mends);
    let name = |id: &ActorId| match mended.merged.actors.get(id.0 as usize) {
        Some(actor) => format!("{} {}", actor.name, actor.variants.iter().map(|(_, n)| n).sum::<u32>()),
        None => "-".to_owned(),
    };
    let seen: Vec<String> =
        mended.merged.of.iter().map(|of| of.iter().map(name).collect::<Vec<_>>().join(", ")).collect();
    assert_eq!(seen, expect, "{mends:?}");
    for (number, actor) in mended.merged.actors.iter().enumerate() {
        for (article, local) in &actor.members {
            let of = mended.merged.of[article.0 as usize][local.0 as usize];
            assert_eq!(of, ActorId(number as u32), "{} is where it says", actor.name);
        }
    }
    mended
}

#[test]
fn nothing_mended_changes_nothing() {
    check(&[], &["Orla Venn 11, Piet Maas 1", "Orla Venn 11, Maas 4", "Orla Venn 11"]);
}

#[test]
fn two_actors_become_one_and_keep_the_name_of_the_second() {
    let merge = Mend::Merge { actor: who("Maas"), into: who("Piet Maas") };
    let mended = check(&[merge], &["Orla Venn 11, Piet Maas 5", "Orla Venn 11, Piet Maas 5", "Orla Venn 11"]);
    assert_eq!(mended.merged.actors[1].variants, [("Maas".to_owned(), 4), ("Piet Maas".to_owned(), 1)]);
}

#[test]
fn names_are_as_they_stood_after_the_mends_above() {
    let mends = [
        Mend::Rename { actor: who("Maas"), to: "P. Maas".to_owned() },
        Mend::Merge { actor: who("Piet Maas"), into: who("P. Maas") },
        Mend::Rename { actor: who("P. Maas"), to: "Pieter Maas".to_owned() },
        Mend::Kind { actor: who("Pieter Maas"), to: ActorKind::Place },
    ];
    let mended =
        check(&mends, &["Orla Venn 11, Pieter Maas 5", "Orla Venn 11, Pieter Maas 5", "Orla Venn 11"]);
    assert_eq!(mended.patches.len(), 2, "the kind is told to both articles");
}

#[test]
fn a_spelling_is_split_off_and_its_articles_divided() {
    let split = Mend::Split { actor: who("Orla Venn"), variant: "Venn".to_owned() };
    let mended =
        check(&[split], &["Orla Venn 5, Piet Maas 1, Venn 6", "Orla Venn 5, Maas 4", "Orla Venn 5, Venn 6"]);
    let divided: Vec<_> = mended.patches.values().map(|patch| patch.divided.clone()).collect();
    assert_eq!(divided, [[(LocalActorId(0), "Venn".to_owned())], [(LocalActorId(0), "Venn".to_owned())]]);
}

#[test]
fn what_was_split_off_can_be_merged_elsewhere_and_back() {
    let split = Mend::Split { actor: who("Orla Venn"), variant: "Venn".to_owned() };
    let merge = |into: &str| Mend::Merge { actor: who("Venn"), into: who(into) };
    check(
        &[split.clone(), merge("Maas")],
        &["Orla Venn 5, Piet Maas 1, Maas 10", "Orla Venn 5, Maas 10", "Orla Venn 5, Maas 10"],
    );
    check(
        &[split, merge("Orla Venn")],
        &["Orla Venn 11, Piet Maas 1, Orla Venn 11", "Orla Venn 11, Maas 4", "Orla Venn 11, Orla Venn 11"],
    );
}

#[test]
fn the_main_spelling_split_off_leaves_the_next_as_the_name() {
    let split = Mend::Split { actor: who("Orla Venn"), variant: "Orla Venn".to_owned() };
    check(&[split], &["Venn 6, Piet Maas 1, Orla Venn 5", "Orla Venn 5, Maas 4", "Venn 6, Orla Venn 5"]);
    let only = Mend::Split { actor: who("Maas"), variant: "Maas".to_owned() };
    check(&[only], &["Orla Venn 11, Piet Maas 1", "Orla Venn 11, Maas 4", "Orla Venn 11"]);
}

#[test]
fn the_hidden_belong_to_nobody() {
    let mended = check(
        &[Mend::Hide { actor: who("Maas") }],
        &["Orla Venn 11, Piet Maas 1", "Orla Venn 11, -", "Orla Venn 11"],
    );
    assert_eq!(mended.merged.of[1][1], NOBODY);
    assert_eq!(mended.patches[&ArticleId(1)].hidden, [LocalActorId(1)]);
}

#[test]
fn actors_are_found_by_a_spelling_when_no_name_fits_and_else_left_alone() {
    let rename = |name: &str| Mend::Rename { actor: who(name), to: "O. Venn".to_owned() };
    check(&[rename("Venn")], &["O. Venn 11, Piet Maas 1", "O. Venn 11, Maas 4", "O. Venn 11"]);
    check(&[rename("Nobody Here")], &["Orla Venn 11, Piet Maas 1", "Orla Venn 11, Maas 4", "Orla Venn 11"]);
}

#[test]
fn a_speaker_is_whoever_he_became() {
    use crate::model::Span;
    let mends = [
        Mend::speaker(1, Span::new(4, 9), "We will", Some(who("Maas"))),
        Mend::Merge { actor: who("Maas"), into: who("Piet Maas") },
        Mend::speaker(2, Span::new(4, 9), "We will", Some(who("Piet Maas"))),
    ];
    let mended = check(&mends, &["Orla Venn 11, Piet Maas 5", "Orla Venn 11, Piet Maas 5", "Orla Venn 11"]);
    assert_eq!(mended.patches[&ArticleId(1)].speakers[0].1, Some(LocalActorId(1)));
    assert!(!mended.patches.contains_key(&ArticleId(2)), "he is not in that article");
}
