//! The user's mends, done while actors are joined: to the actors, and to what was found in single articles. What was found
//! before is kept beside, so that a mend can be taken back.

use crate::library::disk::intake::finding::read_again;
use crate::library::disk::intake::joining::actors::digest;
use crate::library::disk::intake::joining::{Joined, stored};
use crate::library::disk::intake::{Intake, IntakeError};
use crate::library::disk::pack::unpack_actors;
use crate::library::disk::tallies;
use crate::library::mends::actors::{Articles, Mended, mend};
use crate::library::mends::patch::Patch;
use crate::library::merge::{Digest, Merged};
use crate::library::state::Content;
use crate::model::{ArticleId, LocalActorId, QuoteKind};
use rayon::iter::{IntoParallelRefIterator, ParallelIterator};
use rusqlite::params;
use std::collections::HashMap;

/// What the mends must know of the articles.
struct Known {
    variants: Vec<Vec<Vec<(String, u32)>>>,
    by_content: HashMap<Content, Vec<ArticleId>>,
}

impl Articles for Known {
    fn variants(&self, article: ArticleId, local: LocalActorId) -> &[(String, u32)] {
        let article = self.variants.get(article.0 as usize);
        article.and_then(|of| of.get(local.0 as usize)).map_or(&[], Vec::as_slice)
    }

    fn of_content(&self, content: Content) -> Vec<ArticleId> {
        self.by_content.get(&content).cloned().unwrap_or_default()
    }
}

impl Known {
    fn new(articles: &[Joined], names: &[String]) -> Self {
        let name = |id: u32| names.get(id as usize).cloned().unwrap_or_default();
        let variants = articles.iter().map(|article| {
            let of = |actor: &crate::library::disk::pack::PackedActor| {
                actor.variants.iter().map(|(id, count)| (name(*id), *count)).collect()
            };
            article.actors.iter().map(of).collect()
        });
        let mut by_content: HashMap<Content, Vec<ArticleId>> = HashMap::new();
        for (at, article) in (0..).zip(articles) {
            by_content.entry(article.content.cast_unsigned()).or_default().push(ArticleId(at));
        }
        Self { variants: variants.collect(), by_content }
    }
}

impl Intake<'_> {
    /// Merges the actors of all articles and does the mends.
    pub(super) fn merge(
        &mut self,
        articles: &mut [Joined],
        scopes: &[u32],
        names: &[String],
    ) -> Result<Merged, IntakeError> {
        let digests: Vec<Digest> =
            articles.par_iter().map(|article| digest(&article.actors, names)).collect();
        let merged = self.library.joiner().merge(&digests.iter().collect::<Vec<_>>(), scopes);
        drop(digests);
        let mends = self.options.mends.as_deref().unwrap_or_default();
        let Mended { merged, patches } = if mends.is_empty() {
            Mended { merged, ..Mended::default() }
        } else {
            mend(merged, &Known::new(articles, names), mends)
        };
        for (at, article) in (0..).zip(articles) {
            let patch = patches.get(&ArticleId(at));
            if patch.is_some() || article.mended {
                self.patch(article, patch, names)?;
            }
        }
        Ok(merged)
    }

    /// Writes what is known of an article after a patch, or as it was without one.
    fn patch(
        &mut self,
        article: &mut Joined,
        patch: Option<&Patch>,
        names: &[String],
    ) -> Result<(), IntakeError> {
        let id = article.id;
        if article.mended {
            self.writer.run(
                "UPDATE analysis SET (mentions, actors, quotes, tallies) =
                   (SELECT mentions, actors, quotes, tallies FROM unmended WHERE article = ?1) WHERE article = ?1",
                [id],
            )?;
            self.writer.run("DELETE FROM unmended WHERE article = ?1", [id])?;
        }
        let stored = stored(&self.writer.connection, &[id])?;
        let Some(stored) = stored.first() else { return Ok(()) };
        let Some(text) = read_again(self.library.root(), &stored.path, stored.content) else { return Ok(()) };
        let mut found = stored.extraction(names);
        if let Some(patch) = patch {
            self.writer.run(
                "INSERT INTO unmended SELECT article, mentions, actors, quotes, tallies FROM analysis
                 WHERE article = ?1 AND mentions IS NOT NULL",
                [id],
            )?;
            patch.apply(&text, &mut found);
        }
        self.writer.forget_findings(id)?;
        self.writer.put_findings(id, &text, &found, self.versions.extractor)?;
        self.writer.run("INSERT INTO locals (article, actors, spoken) VALUES (?1, x'', 0)", [id])?;
        let actors = "SELECT actors FROM analysis WHERE article = ?1";
        let actors: Vec<u8> = self.writer.connection.query_row(actors, params![id], |row| row.get(0))?;
        article.actors = unpack_actors(&actors).unwrap_or_default();
        article.tallies = tallies::of(&found);
        article.speech = found.quotes.iter().filter(|quote| quote.kind != QuoteKind::SoCalled).count() as u32;
        article.spoken = 0;
        article.mended = true;
        Ok(())
    }
}
