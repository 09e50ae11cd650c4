//! Quotes, kinds and speakers of small invented texts.

use crate::extract::quotes::{Models, find};
use crate::model::{ActorKind, Article, Clean, LocalActorId, Mention, MentionForm, QuoteKind, Rule, Span};
use proptest::{prop_assert, proptest};

/// An article from text in which names stand between `{` and `}`; a name's actor is its last word's first place. A "Post" is a
/// newspaper, all others are persons.
pub(super) fn article(marked: &str) -> (Article, Vec<Mention>) {
    let mut text = String::new();
    let mut mentions = Vec::new();
    let mut heads: Vec<String> = Vec::new();
    let mut open = 0;
    for c in marked.chars() {
        match c {
            '{' => open = text.len(),
            '}' => {
                let span = Span::new(open, text.len());
                let head = span.of(&text).split(' ').next_back().unwrap_or_default().to_owned();
                let actor = heads.iter().position(|h| *h == head).unwrap_or_else(|| {
                    heads.push(head);
                    heads.len() - 1
                });
                let paper = span.of(&text).ends_with("Post");
                let kind = if paper { ActorKind::Organisation } else { ActorKind::Person };
                let actor = Some(LocalActorId(actor as u32));
                mentions.push(Mention { span, form: MentionForm::Name, kind, actor, role: None });
            }
            c => text.push(c),
        }
    }
    (Article::of_paragraphs(Clean::lines(&text)), mentions)
}

/// `kind: content [speaker, …] rule`, a line each.
#[track_caller]
fn check(marked: &str, expect: &[&str]) {
    let (article, mentions) = article(marked);
    let found: Vec<String> = find(&article, &mentions, &[])
        .iter()
        .map(|q| {
            let speakers: Vec<&str> = q.speakers.iter().map(|s| article.at(s.span)).collect();
            format!("{}: {} [{}]", q.kind.label(), article.at(q.content), speakers.join(", "))
        })
        .collect();
    assert_eq!(found, expect, "{marked}");
}

#[track_caller]
fn check_rule(marked: &str, rule: Rule, speaker: &str) {
    let (article, mentions) = article(marked);
    let quotes = find(&article, &mentions, &[]);
    let quote = quotes.iter().rfind(|q| q.kind != QuoteKind::SoCalled).expect("a quote");
    let who = quote.speakers.first().map_or("", |s| article.at(s.span));
    assert_eq!((quote.rule, who), (rule, speaker), "{marked}");
}

#[test]
fn strong_rules() {
    check_rule("“It rained all night long,” {Orla Vane} said.", Rule::QuoteNameCue, "Orla Vane");
    check_rule("“It rained all night long,” {Vane}, the mayor, later said.", Rule::QuoteNameCue, "Vane");
    check_rule("“It rained all night long,” said mayor {Orla Vane}.", Rule::QuoteCueName, "Orla Vane");
    check_rule("It was “the wettest night of the year”, according to {Vane}.", Rule::AccordingTo, "Vane");
    check_rule("{Vane} said: “It rained all night long.”", Rule::NameCueQuote, "Vane");
    check_rule("“It rained,” {Vane} said. “It rained all night long.”", Rule::SameParagraph, "Vane");
    check_rule("“It rained all night.\n“And all day,” {Vane} said.", Rule::QuoteNameCue, "Vane");
    check_rule("{Vane} went on to say:\n“It rained all night long.”", Rule::PreviousParagraph, "Vane");
}

#[test]
fn a_body_that_tells_who_somebody_is_says_nothing() {
    check_rule(
        "The lock will be shut in May, according to {Orla Vane} of the {Halm Post}.",
        Rule::Reported,
        "Orla Vane",
    );
    check_rule(
        "It rained.\n{Orla Vane} of the {Halm Post} said that the lock would be shut in May.",
        Rule::Reported,
        "Orla Vane",
    );
    let manager = "It rained.\nAccording to {Orla Vane}, a spokeswoman for the {Halm Post}, the lock will be shut in May.";
    check_rule(manager, Rule::Reported, "Orla Vane");
}

#[test]
fn what_is_described_by_somebody_is_said_by_him() {
    check(
        "It rained.\nThere is broad consensus, described by {Orla Vane} as “useful and fair.” But the price is open.",
        &["mixed: useful and fair [Orla Vane]"],
    );
    check(
        "It rained.\nTheir meeting, described by the {Halm Post} as “useful and fair,” ended late.",
        &["mixed: useful and fair [Halm Post]"],
    );
    let put = "It rained.\nTwo shops were shut; a third sold umbrellas by weight, as its owner put it, “like a ham and at its price”.";
    check(put, &["mixed: like a ham and at its price [its owner]"]);
}

#[test]
fn described_sources() {
    check(
        "“It rained all night long,” a spokeswoman said.",
        &["direct: It rained all night long, [a spokeswoman]"],
    );
    check("“It rained all night long,” she said.", &["direct: It rained all night long, [she]"]);
    check(
        "Several diplomats from the region told reporters that nothing was agreed.",
        &["indirect: nothing was agreed [Several diplomats]"],
    );
}

#[test]
fn a_described_source_is_told_whole_and_no_further() {
    check(
        "Two officials, who asked for time, said the ferry would leave at noon.",
        &["indirect: the ferry would leave at noon [Two officials]"],
    );
    check(
        "“It rained all night long,” said one canal official. {Orla Dray} left for home.",
        &["direct: It rained all night long, [one canal official]"],
    );
    check(
        "The 52-year-old said he would leave at noon.",
        &["indirect: he would leave at noon [The 52-year-old]"],
    );
    check(
        "{Norland}’s biggest lender said prices rose.",
        &["indirect: prices rose [Norland’s biggest lender]"],
    );
    check(
        "What a viewer wants, the ministry insists, is rain.",
        &["indirect: What a viewer wants [the ministry]", "indirect: is rain [the ministry]"],
    );
}

#[test]
fn a_sentence_that_goes_on_behind_its_comma_is_said_whatever_the_verb() {
    check_rule("“Bridges were built with borrowed money,” {Vane} began.", Rule::QuoteNameCue, "Vane");
    check("In “The Long Rain,” {Vane} walks home.", &["socalled: The Long Rain, []"]);
}

#[test]
fn verbs_and_titles_are_nobody() {
    check(
        "“It rained all night long,” Norwegian exercise director Brigadier General {Olav Brenn} told reporters.",
        &["direct: It rained all night long, [Olav Brenn]"],
    );
    check(
        "{Orla Vane}, Tarn Post's manager of communications, urged the ministry to open the gates.",
        &["indirect: the ministry to open the gates [Orla Vane]"],
    );
    check(
        "On Monday an inquiry found that nobody was to blame.",
        &["indirect: nobody was to blame [an inquiry]"],
    );
}

#[test]
fn a_phrase_is_told_from_its_first_word() {
    check(
        "Several high-level officials said that nothing was agreed.",
        &["indirect: nothing was agreed [Several high-level officials]"],
    );
}

#[test]
fn what_a_newspaper_does_is_no_part_of_it() {
    check(
        "The {Tarn Post} reports that the gates stay shut.",
        &["indirect: the gates stay shut [Tarn Post]"],
    );
}

#[test]
fn marked_words_are_no_speech() {
    check("The so-called “Rain Plan” of {Orla Vane} was dropped.", &["socalled: Rain Plan []"]);
}

proptest! {
    #[test]
    fn never_panics_and_spans_are_sane(text in "([A-Z][a-z]{0,3}|said|that|he|“|”|\"|'|’s|,|\\.|:|\n| ){0,40}") {
        let article = Article::of_paragraphs(Clean::lines(&text));
        for quote in find(&article, &[], &[]) {
            prop_assert!(!article.at(quote.content).is_empty());
            prop_assert!((0.0..=1.0).contains(&quote.confidence));
            for span in quote.quoted.iter().chain(quote.speakers.iter().map(|s| &s.span)).chain(quote.cue.iter()) {
                prop_assert!(!article.at(*span).is_empty());
            }
        }
    }
}

#[test]
fn the_embedded_models_are_sound() {
    let models = Models::read(include_bytes!("../models/quotes.bin")).expect("models");
    assert_eq!(Models::read(&models.write()).map(|m| m.write()), Ok(models.write()));
    assert!(models.write().len() < 1_600_000);
}
