//! Stories told from hand-made articles: their names, speakers and quotes are given, so that nothing depends on a model.

use crate::library::telling::{MOST, RoundOf, fresh, rounds, sentences, side_by_side};
use crate::library::view::{FreshKind, Ground, Phase, Reading, Standing, Strength, Telling};
use crate::model::{ActorId, Article, ArticleId, Clean, Cut, CutReason, DateBasis, Span, StoryId};
use jiff::civil::{Date, date};
use std::sync::Arc;

use crate::library::telling::fixtures::{article, lit, standing, told};

#[test]
fn a_story_of_one_has_no_empty_comparison() {
    let one = article(0, None, "Quiet day", &["Nothing happened in Marrow."]);
    let telling = told(&[one]);
    assert_eq!((telling.timeline.len(), telling.strength.len()), (1, 1));
    assert_eq!((telling.accounts, telling.families, telling.rounds), (vec![], vec![], vec![]));
    assert_eq!(told(&[]), Telling::default());
}

#[test]
fn one_utterance_is_one_family_and_two_mouths_are_two() {
    let members = [
        article(
            0,
            None,
            "Talks",
            &[
                "«Petra Sund: constructive» was the word of Petra Sund.",
                "«Ivo Karr: The nets will not come back before spring» said Ivo Karr.",
            ],
        ),
        article(
            1,
            None,
            "More talks",
            &[
                "«Ivo Karr: constructive» was the word of Ivo Karr.",
                "Karr said: «Ivo Karr: The nets won’t be back before the spring»",
            ],
        ),
    ];
    let families = told(&members).families;
    assert_eq!(families.len(), 1, "the word of praise is nobody's alone: {families:?}");
    assert_eq!(families[0].speaker.as_deref(), Some("Ivo Karr"));
    let differs: Vec<Vec<&str>> =
        families[0].wordings.iter().map(|w| w.differs.iter().map(|s| s.of(&w.text)).collect()).collect();
    assert_eq!(differs, [vec!["be", "the"], vec!["come"]]);
}

#[test]
fn one_word_in_two_forms_from_one_mouth_is_one_family() {
    let members = [
        article(0, None, "Talks", &["They went «Petra Sund: constructively» said Petra Sund."]),
        article(1, None, "More talks", &["Petra Sund called them «Petra Sund: constructive» at the pier."]),
        article(2, None, "Talks again", &["Petra Sund called them «Petra Sund: useless» at the pier."]),
    ];
    let families = told(&members).families;
    assert_eq!((families.len(), families[0].articles, families[0].wordings.len()), (1, 2, 2));
}

#[test]
fn numbers_that_differ_stand_side_by_side() {
    let members = [
        article(0, None, "Fire", &["The coast guard rescued 90 passengers from the burning ferry Halvora."]),
        article(
            1,
            None,
            "Blaze",
            &["Some 112 passengers were rescued from the burning ferry Halvora by the coast guard."],
        ),
        article(
            2,
            None,
            "Smoke",
            &["At least 80 passengers were rescued from the ferry Halvora, the coast guard said."],
        ),
    ];
    let telling = told(&members);
    let numbers = standing(&telling, Standing::Numbers);
    assert_eq!(numbers.len(), 1, "{:?}", telling.accounts);
    let all: Vec<&str> = numbers[0].iter().flatten().copied().collect();
    assert!(all.contains(&"90 passengers") && all.contains(&"112 passengers"), "{all:?}");
    assert!(!all.contains(&"80 passengers"), "at least 80 is true of 90 and of 112");
    assert_eq!(told(&members[1..]).accounts.iter().filter(|l| l.standing.differs()).count(), 0);
}

#[test]
fn denials_and_opposites_are_found_and_restatements_are_not() {
    let members = [
        article(
            0,
            None,
            "Nets",
            &[
                "Ivo Karr ordered the northern nets cut before the storm.",
                "Petra Sund accepted the quota plan of the northern fleet.",
            ],
        ),
        article(
            1,
            None,
            "Storm",
            &[
                "Ivo Karr denied that he ordered the northern nets cut.",
                "Petra Sund rejected the quota plan for the northern fleet.",
            ],
        ),
    ];
    let telling = told(&members);
    let denials = standing(&telling, Standing::Denial);
    assert_eq!(denials.len(), 1, "{:?}", telling.accounts);
    assert!(denials[0].concat().iter().any(|words| words.starts_with("denied")), "{denials:?}");
    assert_eq!(standing(&telling, Standing::Opposite), [vec![vec!["accepted"], vec!["rejected"]]]);

    let same = [
        article(0, None, "Nets", &["Ivo Karr did not order the northern nets cut before the storm."]),
        article(1, None, "Storm", &["Ivo Karr denied ordering the northern nets cut before the storm."]),
    ];
    assert_eq!(told(&same).accounts.iter().filter(|line| line.standing.differs()).count(), 0);
}

#[test]
fn only_here_names_what_no_other_article_has() {
    let members = [
        article(
            0,
            None,
            "Fire",
            &["The ferry burned off Tessel Bay.", "The Coast Guild paid 4,500 crowns to Mina Toll."],
        ),
        article(1, None, "Blaze", &["The ferry burned off Tessel Bay in the night."]),
    ];
    let telling = told(&members);
    assert_eq!(
        standing(&telling, Standing::OnlyHere),
        [vec![vec!["Coast Guild", "4,500 crowns", "Mina Toll"]]]
    );
    let line = telling.accounts.iter().find(|line| line.standing == Standing::OnlyHere).unwrap();
    assert_eq!(line.silent, [ArticleId(1)]);
    assert!(line.why.ends_with("not mentioned in “Blaze”"), "{}", line.why);
}

#[test]
fn phases_order_what_has_no_date() {
    let members = [
        article(0, None, "Harbour talks end", &["The harbour talks concluded in Marrow without a paper."]),
        article(
            1,
            None,
            "Envoys to meet for harbour talks",
            &["Harbour talks are scheduled for the weekend in Marrow."],
        ),
        article(2, None, "At the table", &["The harbour talks, now under way in Marrow, go slowly."]),
    ];
    let timeline = told(&members).timeline;
    let articles = timeline.iter().filter(|m| m.article.is_some());
    let order: Vec<(u32, Option<Phase>, Ground)> =
        articles.map(|m| (m.told.place.article.0, m.phase.as_ref().map(|p| p.phase), m.ground)).collect();
    assert_eq!(
        order,
        [
            (1, Some(Phase::Before), Ground::Implied),
            (2, Some(Phase::During), Ground::Implied),
            (0, Some(Phase::After), Ground::Implied),
        ]
    );
    let weekend = timeline.iter().find(|m| m.article.is_none()).unwrap();
    assert_eq!(
        (weekend.day, weekend.ground, lit(&weekend.told)),
        (None, Ground::AsWritten, vec!["the weekend"])
    );
}

#[test]
fn days_are_counted_from_the_article_and_never_from_speech() {
    let members = [article(
        0,
        Some("2031-03-06"),
        "Mill",
        &["The mill burned on Monday. «Mina Toll: We rebuild tomorrow» said Mina Toll."],
    )];
    let timeline = told(&members).timeline;
    let days: Vec<(Option<Date>, Ground)> = timeline.iter().map(|m| (m.day, m.ground)).collect();
    let base = date(2031, 3, 6);
    assert_eq!(
        days,
        [
            (Some(date(2031, 3, 3)), Ground::Counted(base)),
            (Some(base), Ground::Stated(DateBasis::Metadata)),
            (None, Ground::AsWritten),
        ]
    );
}

#[test]
fn a_turn_of_a_transcript_is_speech() {
    let members = [article(
        0,
        Some("2031-03-06"),
        "Mill",
        &["TOLL: He closed it on Friday.", "DRAY: Why?", "TOLL: No idea.", "It shut on Monday."],
    )];
    let told = told(&members).timeline;
    let days: Vec<(&str, Option<Date>)> =
        told.iter().filter_map(|m| Some((m.told.lit.first()?.of(&m.told.text), m.day))).collect();
    assert_eq!(days, [("Monday", Some(date(2031, 3, 3))), ("Friday", None)]);
}

#[test]
fn what_is_told_of_two_days_agrees_on_nothing() {
    let agreed = |day: &str| {
        let second = format!("Olin Dray signed the map of the old harbour lock on {day}.");
        let members = [
            article(
                0,
                Some("2031-03-06"),
                "Map",
                &["Olin Dray signed the map of the old harbour lock on Monday."],
            ),
            article(1, Some("2031-03-07"), "Lock", &[&second]),
        ];
        told(&members).accounts.iter().filter(|line| line.standing.agrees()).count()
    };
    assert_eq!((agreed("Monday"), agreed("Tuesday")), (1, 0));
}

#[test]
fn absurd_days_are_no_days() {
    let days =
        [Some("2031-03-06"), Some("2199-01-01"), Some("2031-03-05"), Some("1871-01-01"), Some("2031-03-07")];
    let member =
        |(at, day): (usize, Option<&str>)| article(at as u32, day, "Mill burns", &["The mill burned."]);
    let members: Vec<Arc<Reading>> = days.into_iter().enumerate().map(member).collect();
    let order: Vec<(u32, Ground)> =
        told(&members).timeline.iter().map(|m| (m.told.place.article.0, m.ground)).collect();
    let stated = Ground::Stated(DateBasis::Metadata);
    assert_eq!(
        order,
        [
            (2, stated),
            (0, stated),
            (4, stated),
            (1, Ground::Impossible(date(2199, 1, 1))),
            (3, Ground::Impossible(date(1871, 1, 1))),
        ]
    );
}

#[test]
fn a_later_round_without_a_day_stands_behind_the_earlier_one() {
    let members = [
        article(0, None, "Second round of harbour talks breaks off", &["It broke off at night."]),
        article(1, Some("2031-03-06"), "First round of harbour talks in Marrow", &["It went well."]),
        article(2, Some("2031-06-06"), "Harbour treaty signed", &["It was signed."]),
    ];
    let order: Vec<u32> = told(&members).timeline.iter().map(|m| m.told.place.article.0).collect();
    assert_eq!(order, [1, 0, 2]);
}

#[test]
fn meetings_are_apart_from_mere_mention() {
    let members = [article(
        0,
        None,
        "Pier",
        &[
            "Petra Sund and Olin Dray met with Ivo Karr at the pier.",
            "Mina Toll will meet with Ivo Karr in Marrow.",
            "Petra Sund said that Olin Dray had met Mina Toll.",
        ],
    )];
    let people = told(&members).people;
    let at = |name: &str| people.who.iter().position(|row| row.name.as_str() == name).unwrap();
    let counts =
        |a: &str, b: &str| people.tie(at(a), at(b)).map_or((0, 0), |tie| (tie.met.len(), tie.together.len()));
    assert_eq!(counts("Petra Sund", "Ivo Karr"), (1, 0));
    assert_eq!(counts("Olin Dray", "Ivo Karr"), (1, 0));
    assert_eq!(counts("Petra Sund", "Olin Dray"), (0, 2), "named together, not said to have met each other");
    assert_eq!(counts("Mina Toll", "Ivo Karr"), (0, 1), "a plan is no meeting");
    assert_eq!(counts("Olin Dray", "Mina Toll"), (1, 0));
}

#[test]
fn sources_are_counted_and_phrases_are_noticed() {
    let filler =
        "Low tide fishing rights matter to the village and low tide fishing rights matter to the fleet. ";
    let one = article(
        0,
        None,
        "Rights",
        &[
            &filler.repeat(4),
            "«Petra Sund: We wait» said Petra Sund.",
            "«harbour officials: They wait» said harbour officials.",
        ],
    );
    let mut card = Article::clone(&one.article);
    card.cut = vec![
        Cut { span: Span::new(0, 3), reason: CutReason::AuthorCard },
        Cut { span: Span::new(4, 6), reason: CutReason::AuthorCard },
    ];
    let one = Arc::new(Reading { article: Arc::new(card), ..Reading::clone(&one) });
    let other = article(
        1,
        None,
        "Fleet",
        &["Low tide fishing rights matter to the village and to nobody else at all."],
    );
    let telling = told(&[one, other]);
    let Strength { named, unnamed, unattributed, direct, copied, repeated, cards, .. } = &telling.strength[0];
    assert_eq!((named.len(), unnamed.len(), *unattributed, *direct, cards.len()), (1, 1, 0, 2, 1));
    assert_eq!(repeated[0].0.to_lowercase(), "low tide fishing rights matter");
    assert_eq!(repeated[0].1, 8);
    assert!(*copied >= 8 && telling.strength[1].copied >= 8);
}

#[test]
fn what_was_read_elsewhere_is_not_new() {
    let read = [article(
        0,
        None,
        "Fire",
        &[
            "The ferry burned off Tessel Bay and 90 passengers were saved.",
            "«Olin Dray: It began in the engine room» said Olin Dray.",
        ],
    )];
    let next = article(
        1,
        None,
        "Blaze",
        &[
            "Off Tessel Bay the ferry burned and 90 passengers were saved.",
            "«Olin Dray: It began in the engine room» said Olin Dray.",
            "Mina Toll counted 14 goats on the pier.",
        ],
    );
    let found = fresh(&next, &read, &|_| false);
    let kinds: Vec<(FreshKind, &str)> =
        found.items.iter().map(|item| (item.kind, item.span.of(&next.article.text))).collect();
    assert_eq!(
        kinds,
        [
            (FreshKind::Sentence, "Mina Toll counted 14 goats on the pier."),
            (FreshKind::Actor, "Mina Toll"),
            (FreshKind::Number, "14"),
        ]
    );
    assert_eq!(found.count(sentences(&next)).of, 3);
    assert_eq!(fresh(&next, &read, &|actor| actor == ActorId(7)).items.len(), 2, "met in another affair");
    let nothing_read = fresh(&next, &[], &|_| false);
    assert!(nothing_read.against.is_empty() && nothing_read.items.is_empty());
}

#[test]
fn near_copies_show_what_differs() {
    let left = article(0, None, "Fire", &["The ferry burned. Ninety were saved. Nobody slept."]);
    let right =
        article(1, None, "Fire", &["The ferry burned. Ninety-two were saved. Nobody slept. The pier stood."]);
    let sides = side_by_side(&left, &right);
    assert_eq!(sides.same, 3);
    let rows: Vec<(Vec<&str>, Vec<&str>)> = sides
        .rows
        .iter()
        .map(|(a, b)| (a.as_ref().map(lit).unwrap_or_default(), b.as_ref().map(lit).unwrap_or_default()))
        .collect();
    assert_eq!(rows, [(vec![], vec!["two"]), (vec![], vec!["The pier stood."])]);
    assert!(side_by_side(&left, &left).rows.is_empty());
}

#[test]
fn rounds_follow_their_days_or_the_words_that_look_back() {
    let round = |story: u32, day: Option<Date>, text: &str| RoundOf {
        story: StoryId(story),
        title: Clean::line(text),
        days: day.map(|day| (day, day)),
        why: Clean::default(),
        articles: vec![article(story, None, text, &["The harbour talks in Marrow."])],
    };
    let order = |rounds: &[crate::library::view::Round]| {
        rounds.iter().map(|r| (r.story.0, r.ground)).collect::<Vec<_>>()
    };
    let undated = rounds(vec![round(0, None, "Envoys enter a new round"), round(1, None, "Envoys sit down")]);
    assert_eq!(order(&undated), [(1, Ground::Implied), (0, Ground::Implied)]);
    assert!(undated[0].told.is_none() && undated[1].told.is_some());
    let dated =
        rounds(vec![round(0, Some(date(2031, 5, 1)), "One"), round(1, Some(date(2031, 4, 1)), "Two")]);
    assert_eq!(order(&dated).iter().map(|(story, _)| *story).collect::<Vec<_>>(), [1, 0]);
    assert!(rounds(vec![round(0, None, "Alone")]).is_empty());
}

#[test]
fn a_large_story_is_told_by_its_first_articles() {
    let members: Vec<Arc<Reading>> = (0..MOST as u32 + 10)
        .map(|id| article(id, None, "Fire", &["The ferry Halvora burned off Tessel Bay."]))
        .collect();
    let telling = told(&members);
    assert_eq!(telling.strength.len(), MOST);
    assert_eq!(telling.accounts.len(), 1, "one sentence in all of them is one line");
}
