//! What is left of an English word when its ending is taken off (Snowball's English stemmer, after Porter 1980): words of one
//! stem are forms of one word, mostly.

use frostem::{Algorithm, Stemmer};
use std::sync::LazyLock;

static ENGLISH: LazyLock<Stemmer> = LazyLock::new(|| Stemmer::new(Algorithm::English));

/// Shorter words have no forms worth looking for.
const SHORTEST: usize = 3;

/// The stem of a folded word; nothing for one that is too short or is not of the letters a to z.
#[must_use]
pub fn stem(word: &str) -> Option<String> {
    let english = word.len() >= SHORTEST && word.bytes().all(|byte| byte.is_ascii_lowercase());
    english.then(|| ENGLISH.stem(word).into_owned())
}

/// Beginnings among whose words all forms of `word` are found; none of them begins with another.
#[must_use]
pub fn starts(word: &str, stem: &str) -> Vec<String> {
    // The last letter of a stem may be another in a form: `cri` is that of `cry` and `cries`.
    let but_last = |text: &str| text.get(..text.len().saturating_sub(1).max(1)).unwrap_or(text).to_owned();
    let mut starts = vec![but_last(stem)];
    if !word.starts_with(&but_last(stem)) {
        starts.push(word.to_owned());
    }
    // `dying` is a form of `die`.
    if let Some(start) = stem.strip_suffix("ie") {
        starts.push(format!("{start}y"));
    }
    starts.sort_unstable();
    starts.dedup_by(|next, kept| next.starts_with(kept.as_str()));
    starts
}

#[cfg(test)]
mod tests {
    use super::{starts, stem};

    fn check(asked: &str, forms: &[&str], others: &[&str]) {
        let wanted = stem(asked).unwrap();
        let starts = starts(asked, &wanted);
        for form in forms {
            assert_eq!(stem(form).as_ref(), Some(&wanted), "{form}");
            assert!(
                starts.iter().any(|start| form.starts_with(start.as_str())),
                "{form} begins with none of {starts:?}"
            );
        }
        for other in others {
            assert_ne!(stem(other).as_ref(), Some(&wanted), "{other}");
        }
        for (n, start) in starts.iter().enumerate() {
            assert!(starts.iter().skip(n + 1).all(|next| !next.starts_with(start.as_str())), "{starts:?}");
        }
    }

    #[test]
    fn forms_of_a_word_share_a_stem_and_a_beginning() {
        check("vote", &["vote", "votes", "voted", "voting"], &["voter", "veto"]);
        check("studies", &["study", "studies", "studied", "studying"], &["student", "sturdy"]);
        check("cry", &["cry", "cries", "cried", "crying"], &["crime"]);
        check("die", &["die", "dies", "died", "dying"], &["day"]);
        check("dying", &["die", "dies", "died", "dying"], &["day"]);
        check("negotiate", &["negotiates", "negotiating", "negotiation", "negotiations"], &["negligent"]);
        check("stopped", &["stop", "stops", "stopping"], &["step"]);
        check("skies", &["sky", "skies"], &["ski"]);
    }

    #[test]
    fn short_and_foreign_words_have_no_stem() {
        assert_eq!([stem("is"), stem("東京都"), stem("g7s"), stem("mañana")], [None, None, None, None]);
    }
}
