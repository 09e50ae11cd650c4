//! Grouping on small invented corpora.

use crate::library::stories::store::Memory;
use crate::library::stories::{Doc, Group, Grouper, Settings, group, group_with};
use crate::model::{ActorKind, ArticleId};
use jiff::civil::Date;
use proptest::prelude::{Just, ProptestConfig, Strategy, prop_assert_eq, prop_oneof, proptest};
use std::collections::BTreeSet;

/// Two accounts of a ferry fire with a wire copy, two of a harbour summit's weekend, one of its third day, one of bees.
const TEXTS: [(&str, &str, Option<&str>); 7] = [
    (
        "Fire on the ferry Halvora kills two",
        "Two sailors died when a fire broke out on the ferry Halvora off Tessel Bay on Monday. The coast guard of Marrow \
         rescued ninety passengers. Captain Olin Dray said the engine room burned first. Smoke rose over Tessel Bay.",
        Some("2031-03-04"),
    ),
    (
        "Ninety saved from burning ferry off Tessel Bay",
        "The coast guard pulled ninety passengers from the burning Halvora. Olin Dray, captain of the ferry, blamed the \
         engine room. Two sailors did not survive the fire off Tessel Bay, the Marrow coast guard said.",
        Some("2031-03-05"),
    ),
    (
        "Fire on the ferry Halvora kills two",
        "Two sailors died when a fire broke out on the ferry Halvora off Tessel Bay on Monday. The coast guard of Marrow \
         rescued ninety passengers. Captain Olin Dray said the engine room burned first. Smoke rose over Tessel Bay.",
        Some("2031-03-05"),
    ),
    (
        "Harbour talks between Marrow and Ostany resume in Lund Quay this weekend",
        "Envoys of Marrow and Ostany meet in Lund Quay this weekend for harbour talks on fishing rights. Envoy Petra Sund \
         leads the Marrow delegation. The talks on fishing rights shall end a dispute over the northern banks.",
        None,
    ),
    (
        "Marrow and Ostany open weekend talks on fishing rights",
        "Fishing rights on the northern banks are at stake when Marrow and Ostany open talks at Lund Quay. Petra Sund, \
         envoy of Marrow, expects a long weekend. The delegation of Ostany wants a share of the harbour dues.",
        None,
    ),
    (
        "Third day of Glass Pier negotiations closes quietly",
        "The third day of negotiations on fishing rights closed at the Glass Pier. Minister Ivo Karr of Ostany spoke of \
         quotas and of trawlers seized in autumn, and envoy Petra Sund of Marrow called the mood cool.",
        None,
    ),
    (
        "Beekeepers count their hives after a mild winter",
        "Beekeepers in the hill villages report more hives than ever. Clover bloomed early and honey prices fell.",
        None,
    ),
];

fn docs(order: &[usize]) -> Vec<Doc> {
    let doc = |&at: &usize| {
        let (title, body, day) = TEXTS[at];
        let names = ["Tessel Bay", "Lund Quay", "Glass Pier"].into_iter().filter(|name| body.contains(name));
        let date = day.map(|day| day.parse().unwrap());
        Doc::new(title, [body], names.map(|name| (name, ActorKind::Place, 1)), date)
    };
    order.iter().map(doc).collect()
}

/// The stories as sets of texts, copies among them, each with whether it shares its storyline with another.
fn sets(groups: &[Group], order: &[usize]) -> BTreeSet<(Vec<usize>, bool)> {
    let set = |group: &Group| {
        let copies = group.copies.iter().flat_map(|(_, copies)| copies);
        let mut texts: Vec<usize> =
            group.articles.iter().chain(copies).map(|id| order[id.0 as usize]).collect();
        texts.sort_unstable();
        (texts, groups.iter().filter(|other| other.line == group.line).count() > 1)
    };
    groups.iter().map(set).collect()
}

const STRAIGHT: [usize; 7] = [0, 1, 2, 3, 4, 5, 6];

#[test]
fn one_event_is_one_story_and_its_rounds_one_line() {
    let groups = group(&docs(&STRAIGHT));
    let expect = [(vec![0, 1, 2], false), (vec![3, 4], true), (vec![5], true), (vec![6], false)];
    assert_eq!(sets(&groups, &STRAIGHT), expect.into_iter().collect());
}

#[test]
fn joins_and_splits_have_reasons() {
    let groups = group(&docs(&STRAIGHT));
    let ferry = groups.iter().find(|g| g.articles.contains(&ArticleId(1))).unwrap();
    assert_eq!(ferry.copies, [(ArticleId(0), vec![ArticleId(2)])], "the later of two equal texts is folded");
    assert_eq!(
        ferry.why,
        ["same places: Tessel Bay", "days: 2031-03-04 to 2031-03-05", "1 near-copy folded"]
    );
    let third = groups.iter().find(|g| g.articles == [ArticleId(5)]).unwrap();
    let (_, why) = &third.apart[0];
    assert_eq!(why, "“third day” against “weekend”; places: Glass Pier against Lund Quay");
}

#[test]
fn nothing_and_one_article() {
    assert_eq!(group(&[]), []);
    let groups = group(&docs(&[6]));
    assert_eq!((groups.len(), groups[0].why.len(), groups[0].apart.len()), (1, 0, 0));
}

#[test]
fn many_copies_are_one_row() {
    let groups = group(&vec![docs(&[0]).remove(0); 10_000]);
    assert_eq!((groups.len(), groups[0].articles.len(), groups[0].copies[0].1.len()), (1, 1, 9_999));
}

#[test]
fn a_grouper_that_begins_reads_only_what_the_change_touches() {
    let settings = Settings { sample: 20, ..Settings::default() };
    // What comes is no older than the sample.
    let day = |key: u64| Some(if key < 600 { "2031-01-05" } else { "2031-02-05" });
    let docs: Vec<Doc> = (0..602).map(|key| dated(key, day(key).map(|day| day.parse().unwrap()))).collect();
    let mut store = Memory::new(&docs);
    let articles: Vec<u32> = (0..602).collect();
    let Ok(_) = Grouper::new(settings.clone()).group(&mut store, &articles[..601]);
    let before = store.asked;
    let Ok(found) = Grouper::new(settings.clone()).group(&mut store, &articles);
    assert!(store.asked - before < 400, "{}", store.asked - before);
    assert_eq!(found, group_with(&docs, &settings));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(16))]
    #[test]
    fn order_of_articles_does_not_matter(order in Just(STRAIGHT.to_vec()).prop_shuffle()) {
        prop_assert_eq!(sets(&group(&docs(&order)), &order), sets(&group(&docs(&STRAIGHT)), &STRAIGHT));
    }

    #[test]
    fn a_grouper_that_remembers_finds_the_same(steps in proptest::collection::vec((step(), 0..90_u32, 1..40_u32), 1..7)) {
        // A sample that is nearly everything, and one that seldom changes.
        for sample in [1000, 20] {
            let settings = Settings { sample, ..Settings::default() };
            let mut texts: Vec<Doc> = (0..130).map(report).collect();
            let mut store = Memory::default();
            let mut grouper = Grouper::new(settings.clone());
            let mut keys: Vec<u32> = (0..60).collect();
            for (at, (step, from, count)) in steps.iter().enumerate() {
                let range = *from..*from + *count;
                match step {
                    Step::Come => keys.extend(range.filter(|key| !keys.contains(key)).collect::<Vec<_>>()),
                    Step::Go => keys.retain(|key| !range.contains(key)),
                    // Under the same number, an article on another matter.
                    Step::Change => range.for_each(|key| texts[key as usize] = report(u64::from(key) + 1000 * (1 + at as u64))),
                    Step::Restart => grouper = Grouper::new(settings.clone()),
                }
                let docs: Vec<Doc> = keys.iter().map(|key| texts[*key as usize].clone()).collect();
                let mut going_on = store.over(&texts);
                let Ok(found) = grouper.group(&mut going_on, &keys);
                store = going_on.over(&[]);
                prop_assert_eq!(found, group_with(&docs, &settings));
            }
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Come,
    Go,
    Change,
    Restart,
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![3 => Just(Step::Come), 2 => Just(Step::Go), 2 => Just(Step::Change), 1 => Just(Step::Restart)]
}

/// An article of some day, or of none.
fn report(key: u64) -> Doc {
    let key = if key % 10 == 9 { key - 1 } else { key };
    let month = 1 + key % 3;
    dated(key, (key % 5 > 0).then(|| format!("2031-0{month}-{:02}", 1 + key % 28).parse().unwrap()))
}

/// An article on one of nine matters, in words that others share more or less; every tenth repeats the one before.
fn dated(key: u64, date: Option<Date>) -> Doc {
    let key = if key % 10 == 9 { key - 1 } else { key };
    let draw = |n: u64| xxhash_rust::xxh3::xxh3_64(&(key * 1000 + n).to_le_bytes());
    let word = |n: u64| match draw(n) % 4 {
        0 => format!("common{}", draw(n + 500) % 40),
        1 => format!("rare{}", draw(n + 500)),
        _ => format!("matter{}x{}", key % 9, draw(n + 500) % 30),
    };
    let body: Vec<String> = (0..60).map(word).collect();
    Doc::new(&word(300), [body.join(" ").as_str()], [("Lund Quay", ActorKind::Place, 1)], date)
}
