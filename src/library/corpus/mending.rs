//! The corpus with the user's mends done to it: the same articles and stories, other actors and speakers.

use crate::library::corpus::actors::Actors;
use crate::library::corpus::{Corpus, Stage};
use crate::library::mends::Mend;
use crate::library::mends::actors::{Articles, Mended, mend};
use crate::library::state::Content;
use crate::model::{ArticleId, LocalActorId};
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

/// The mended corpus that was asked for last, with its mends.
pub(super) type Cache = Mutex<Option<(Vec<Mend>, Arc<Corpus>)>>;

/// What the mends must know of a corpus.
struct Known<'a> {
    corpus: &'a Corpus,
    by_content: HashMap<Content, Vec<ArticleId>>,
}

impl Articles for Known<'_> {
    fn variants(&self, article: ArticleId, local: LocalActorId) -> &[(String, u32)] {
        let actor = self.corpus.entry(article).and_then(|entry| entry.extraction().actor(local));
        actor.map_or(&[], |actor| &actor.variants)
    }

    fn of_content(&self, content: Content) -> Vec<ArticleId> {
        self.by_content.get(&content).cloned().unwrap_or_default()
    }
}

impl Corpus {
    /// This corpus after some mends; made once for the same ones.
    #[must_use]
    pub fn mended(&self, mends: &[Mend]) -> Arc<Self> {
        let mut cache = self.mended.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, corpus)) = &*cache
            && known == mends
        {
            return Arc::clone(corpus);
        }
        let corpus = Arc::new(self.with(mends));
        *cache = Some((mends.to_vec(), Arc::clone(&corpus)));
        corpus
    }

    fn with(&self, mends: &[Mend]) -> Self {
        let mut by_content: HashMap<Content, Vec<ArticleId>> = HashMap::new();
        for (at, entry) in self.entries.iter().enumerate() {
            by_content.entry(entry.file.content).or_default().push(ArticleId(at as u32));
        }
        let Mended { merged, patches } = mend(Actors::join(self), &Known { corpus: self, by_content }, mends);
        let mut entries = self.entries.clone();
        for (id, patch) in patches {
            if let Some(entry) = entries.get_mut(id.0 as usize) {
                patch.apply(&entry.article, Arc::make_mut(&mut entry.file.extraction));
            }
        }
        let corpus = Self {
            root: self.root.clone(),
            entries,
            others: self.others.clone(),
            stage: self.stage,
            quotes: self.quotes.clone(),
            ..Self::default()
        };
        // A mend is no reason to group the articles anew: stories keep their places.
        if self.stage == Stage::Whole {
            let _ = corpus.stories.set(self.grouped().clone());
        }
        let _ = corpus.actors.set(Actors::of(&corpus, merged));
        corpus
    }
}

#[cfg(test)]
mod tests {
    use crate::library::fixtures::{all, corpus};
    use crate::library::mends::{Mend, Named};
    use crate::library::query::Query;
    use crate::library::state::UserState;
    use crate::library::view::{ActorKey, Answer, ListQuery, Request};
    use crate::model::{ActorKind, ArticleId, Clean, Rule};

    const FILES: [(&str, &str); 2] = [
        (
            "a.txt",
            "Quay to be widened\n\n3 May 2021\n\n“We begin in June,” said Orla Venn, the harbour master. Venn had \
             asked for it for years. “It is too late,” said Piet Maas, a fisherman.\n",
        ),
        (
            "b.txt",
            "Quay works begin\n\n9 June 2021\n\nThe works began on Monday, said Mr Maas. “Good,” said Venn.\n",
        ),
    ];

    fn ask(mends: &[Mend], request: &Request) -> Answer {
        let marks = UserState { mends: mends.to_vec(), ..UserState::default() };
        corpus(&FILES).answer_with(request, &marks)
    }

    fn names(mends: &[Mend]) -> Vec<String> {
        let Answer::Actors(page) = ask(mends, &Request::Actors(all())) else { panic!("actors") };
        assert_eq!(page.total, page.rows.len());
        page.rows.iter().map(|row| format!("{} {} {}", row.name, row.mentions, row.said)).collect()
    }

    fn who(name: &str) -> Named {
        Named::new(name, ActorKind::Person)
    }

    #[test]
    fn a_split_divides_mentions_and_quotes_by_their_words() {
        let before = names(&[]);
        assert!(before.iter().any(|name| name.starts_with("Orla Venn 3")), "{before:?}");
        let split = Mend::Split { actor: who("Orla Venn"), variant: "Venn".to_owned() };
        let after = names(&[split]);
        assert!(after.contains(&"Orla Venn 1 1".to_owned()), "{after:?}");
        assert!(after.iter().any(|name| name.starts_with("Venn 2")), "{after:?}");
    }

    #[test]
    fn what_is_hidden_is_in_no_list_card_or_text() {
        let hide = [Mend::Hide { actor: who("Orla Venn") }];
        assert!(names(&hide).iter().all(|name| !name.contains("Venn")));
        let Answer::Article(reading) = ask(&hide, &Request::Article(ArticleId(0))) else { panic!("article") };
        let shown = |span| reading.article.at(span).contains("Venn");
        assert!(!reading.extraction.mentions.iter().any(|mention| shown(mention.span)));
        let said = |quote: &crate::model::Quote| quote.speakers.first().map(|speaker| speaker.actor);
        assert!(reading.extraction.quotes.iter().any(|quote| said(quote) == Some(None)), "the words stay");
        let key = ActorKey { name: Clean::line("Orla Venn"), kind: ActorKind::Person };
        assert!(matches!(ask(&hide, &Request::Named(key)), Answer::Missing(_)));
    }

    #[test]
    fn a_quote_is_given_to_another_and_to_nobody() {
        let base = corpus(&FILES);
        let entry = base.entry(ArticleId(0)).unwrap();
        let quote =
            entry.extraction().quotes.iter().find(|q| entry.article.at(q.content).contains("June")).unwrap();
        let words = entry.article.at(quote.content);
        let list = |query: &str| {
            Request::Quotes(ListQuery { query: Query::parse(query).unwrap(), sort: None, window: 0..9 })
        };
        let give = |to| vec![Mend::speaker(entry.file.content, quote.content, words, to)];
        let Answer::Quotes(page) = ask(&give(Some(who("Piet Maas"))), &list("said:maas June")) else {
            panic!("quotes")
        };
        assert_eq!(page.rows.len(), 1);
        assert_eq!((page.rows[0].rule, page.rows[0].confidence), (Rule::ByUser, 1.0));
        let Answer::Quotes(page) = ask(&give(None), &list("June")) else { panic!("quotes") };
        assert!(page.rows.iter().all(|row| row.speaker.is_none()));
    }

    #[test]
    fn articles_are_found_by_their_content() {
        let base = corpus(&FILES);
        let content = base.entry(ArticleId(1)).unwrap().file.content;
        let Answer::Articles(rows) = base.answer(&Request::Articles(vec![7, content])) else {
            panic!("articles")
        };
        assert_eq!(rows.iter().map(|row| row.id).collect::<Vec<_>>(), [ArticleId(1)]);
    }
}
