//! What is packed comes back, and damaged bytes do no harm.

use crate::library::disk::pack::{
    Intern, Packed, from_thousandths, pack, pack_blocks, pack_cuts, unpack, unpack_blocks, unpack_cuts,
};
use crate::model::{
    ActorKind, Block, BlockKind, Candidate, Cut, CutReason, Extraction, Gender, LocalActor, LocalActorId,
    Mention, MentionForm, Quote, QuoteKind, Rule, Span, Speaker,
};
use proptest::option::of;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;

#[derive(Default)]
struct Names(Vec<String>);

impl Intern for Names {
    fn number(&mut self, text: &str) -> u32 {
        let at = self.0.iter().position(|known| known == text).unwrap_or_else(|| {
            self.0.push(text.to_owned());
            self.0.len() - 1
        });
        at as u32
    }
}

const TEXT: &str =
    "One two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen";

fn span() -> impl Strategy<Value = Span> {
    (0..60_u32, 0..30_u32).prop_map(|(start, len)| Span { start, end: start + len })
}

fn local() -> impl Strategy<Value = Option<LocalActorId>> {
    of((0..300_u32).prop_map(LocalActorId))
}

fn kind() -> impl Strategy<Value = ActorKind> {
    select(ActorKind::ALL.to_vec())
}

fn mention() -> impl Strategy<Value = Mention> {
    let form = select(vec![MentionForm::Name, MentionForm::Nominal, MentionForm::Pronoun]);
    (span(), form, kind(), local(), of(span())).prop_map(|(span, form, kind, actor, role)| Mention {
        span,
        form,
        kind,
        actor,
        role,
    })
}

fn actor() -> impl Strategy<Value = LocalActor> {
    let variants = proptest::collection::vec(("[a-dé ]{1,5}", 1..400_u32), 0..4);
    let gender = prop_oneof![Just(None), Just(Some(Gender::Feminine)), Just(Some(Gender::Masculine))];
    ("[A-D]{1,3}", kind(), variants, proptest::collection::vec(span(), 0..3), gender)
        .prop_map(|(name, kind, variants, roles, gender)| LocalActor { name, kind, variants, roles, gender })
}

fn confidence() -> impl Strategy<Value = f32> {
    (0..=1000_u32).prop_map(from_thousandths)
}

fn speaker() -> impl Strategy<Value = Speaker> {
    (span(), local()).prop_map(|(span, actor)| Speaker { span, actor })
}

fn quote() -> impl Strategy<Value = Quote> {
    let spans = proptest::collection::vec(span(), 0..3);
    let speakers = proptest::collection::vec(speaker(), 0..3);
    let candidate =
        (speaker(), confidence()).prop_map(|(speaker, confidence)| Candidate { speaker, confidence });
    let candidates = proptest::collection::vec(candidate, 0..3);
    let (kind, rule) = (select(QuoteKind::ALL.to_vec()), select(Rule::ALL.to_vec()));
    (span(), kind, spans, speakers, of(span()), rule, confidence(), candidates).prop_map(
        |(content, kind, quoted, speakers, cue, rule, confidence, candidates)| Quote {
            content,
            kind,
            quoted,
            speakers,
            cue,
            rule,
            confidence,
            candidates,
        },
    )
}

proptest! {
    #[test]
    fn an_extraction_comes_back(
        mentions in proptest::collection::vec(mention(), 0..8),
        actors in proptest::collection::vec(actor(), 0..5),
        quotes in proptest::collection::vec(quote(), 0..5),
    ) {
        let extraction = Extraction { mentions, actors, quotes };
        let mut names = Names::default();
        let packed = pack(&extraction, |span| span.of(TEXT), &mut names);
        let back = unpack(&packed, |id| names.0.get(id as usize).cloned());
        prop_assert_eq!(back, Some(extraction));
    }

    #[test]
    fn blocks_and_cuts_come_back(spans in proptest::collection::vec((span(), any::<u8>()), 0..9)) {
        let kind = |n: u8| match n {
            0..60 => BlockKind::Paragraph,
            60..90 => BlockKind::ListItem,
            90..120 => BlockKind::PullQuote,
            n => BlockKind::Heading(n),
        };
        let blocks: Vec<Block> = spans.iter().map(|(span, n)| Block { kind: kind(*n), span: *span }).collect();
        prop_assert_eq!(unpack_blocks(&pack_blocks(&blocks)), Some(blocks));
        let reason = |n: u8| CutReason::ALL[n as usize % CutReason::ALL.len()];
        let cuts: Vec<Cut> = spans.iter().map(|(span, n)| Cut { reason: reason(*n), span: *span }).collect();
        prop_assert_eq!(unpack_cuts(&pack_cuts(&cuts)), Some(cuts));
    }

    #[test]
    fn damaged_bytes_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..60)) {
        let packed = Packed { mentions: bytes.clone(), actors: bytes.clone(), quotes: bytes.clone() };
        let _ = (unpack(&packed, |_| Some(String::new())), unpack_blocks(&bytes), unpack_cuts(&bytes));
    }
}
