//! Two people of one surname: which of them a bare surname means where only one of them is spoken of.

use crate::model::{ActorKind, LocalActor, LocalActorId, Mention};
use std::collections::HashMap;

/// The persons of an article who share their surname with another one.
#[derive(Debug, Default)]
pub(super) struct Namesakes(HashMap<String, Vec<LocalActorId>>);

impl Namesakes {
    pub(super) fn of(actors: &[LocalActor]) -> Self {
        let mut bearers: HashMap<String, Vec<LocalActorId>> = HashMap::new();
        for (at, actor) in actors.iter().enumerate().filter(|(_, actor)| actor.kind == ActorKind::Person) {
            if let Some((_, surname)) = actor.name.rsplit_once(' ') {
                bearers.entry(surname.to_owned()).or_default().push(LocalActorId(at as u32));
            }
        }
        bearers.retain(|_, actors| actors.len() > 1);
        Self(bearers)
    }

    /// The only bearer of a bare surname that is `near`, if it is another one than the mention says.
    pub(super) fn nearer(
        &self,
        text: &str,
        mention: &Mention,
        near: impl Fn(usize) -> bool,
    ) -> Option<LocalActorId> {
        let bearers = self.0.get(mention.span.of(text))?;
        let mut around = bearers.iter().filter(|actor| near(actor.0 as usize));
        let (one, None) = (*around.next()?, around.next()) else { return None };
        (Some(one) != mention.actor).then_some(one)
    }
}

/// Makes a name another actor's, whose spellings are counted again.
pub(super) fn give(text: &str, mention: &mut Mention, to: LocalActorId, actors: &mut [LocalActor]) {
    let spelling = mention.span.of(text);
    if let Some(actor) = mention.actor.replace(to).and_then(|from| actors.get_mut(from.0 as usize)) {
        for variant in actor.variants.iter_mut().filter(|variant| variant.0 == spelling) {
            variant.1 -= 1;
        }
        actor.variants.retain(|variant| variant.1 > 0);
    }
    let Some(actor) = actors.get_mut(to.0 as usize) else { return };
    match actor.variants.iter_mut().find(|variant| variant.0 == spelling) {
        Some(variant) => variant.1 += 1,
        None => actor.variants.push((spelling.to_owned(), 1)),
    }
    actor.variants.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
}

#[cfg(test)]
mod tests {
    use crate::extract::{actors, names, reference};
    use crate::model::{Article, Clean};

    #[test]
    fn a_bare_surname_is_hers_where_only_she_is_spoken_of() {
        let text = "Lucan Vennard, a former mayor, went on trial on Monday.\n\n\
            Vennard denies the charges. Vennard sat still.\n\n\
            His wife, Senator Ondine Vennard, was in court.\n\n\
            Outside, the senator spoke to reporters. “I know what we did without,” Vennard said.";
        let article = Article::of_paragraphs(Clean::lines(text));
        let mut mentions = names::find(&article);
        let mut found = actors::merge(&article, &mut mentions);
        reference::resolve(&article, &mut mentions, &mut found);
        let last = mentions.iter().rfind(|m| article.at(m.span) == "Vennard").unwrap();
        let whose = &found[last.actor.unwrap().0 as usize];
        assert_eq!(whose.name, "Ondine Vennard", "{found:?}");
        let of = |name: &str| found.iter().find(|a| a.name == name).unwrap().variants.clone();
        assert!(of("Ondine Vennard").contains(&("Vennard".to_owned(), 1)));
        assert!(of("Lucan Vennard").contains(&("Vennard".to_owned(), 2)));
    }
}
