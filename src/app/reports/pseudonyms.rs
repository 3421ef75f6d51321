//! Lines without the names and ids of people, for databases. One person has one pseudonym in all
//! lines, and whoever has the secret can find them again.

use crate::base::files::digest::keyed_digest;
use crate::views::portfolio_line::{PortfolioLine, WishLine};

/// The hexadecimal digits of a pseudonym: half of a digest.
const DIGITS: usize = 32;

/// The words in place of a sentence, which may name a folder or a person.
const LEFT_OUT: &str = "left out";

/// A secret that pseudonyms are made with.
pub struct PseudonymKey<'k>(pub &'k [u8]);

impl PseudonymKey<'_> {
    /// Returns the pseudonym of an id.
    pub fn of(&self, id: &str) -> String {
        let mut digest = keyed_digest(self.0, id);
        digest.truncate(DIGITS);
        digest
    }

    /// Takes out of a line whatever says whose it is.
    pub fn apply(&self, line: &mut PortfolioLine) {
        let replace = |id: &mut Option<String>| {
            if let Some(id) = id {
                *id = self.of(id);
            }
        };
        replace(&mut line.portfolio);
        replace(&mut line.person);
        replace(&mut line.manager);
        line.name = None;
        line.manager_name = None;
        // A folder is often called after its owner, and a commit can be looked up.
        line.source = self.of(&line.source);
        line.commit = None;
        line.trusted = None;
        line.why = line.why.take().map(|why| match is_rule(&why) {
            true => why,
            false => LEFT_OUT.to_owned(),
        });
        for award in &mut line.awards {
            award.next_by = None;
            // The register says whose it is.
            award.number = None;
            for step in &mut award.steps {
                step.by = self.of(&step.by);
            }
        }
        line.wishes = WishLine {
            interests: Vec::new(),
            ..std::mem::take(&mut line.wishes)
        };
    }
}

fn is_rule(why: &str) -> bool {
    why.bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::views::portfolio_line::{AwardLine, StepLine};

    #[test]
    fn pseudonyms_are_those_that_openssl_makes() {
        // printf sam-carter | openssl dgst -sha256 -hmac secret
        assert_eq!(
            PseudonymKey(b"secret").of("sam-carter"),
            "01aa162de24e632fea8694b12061bda4"
        );
    }

    #[test]
    fn nothing_in_a_line_says_whose_it_is() {
        let words = |text: &str| Some(text.to_owned());
        let mut line = PortfolioLine {
            source: "clones/sam-carter".to_owned(),
            portfolio: words("0197e0c2"),
            commit: words("c0ffee"),
            person: words("sam-carter"),
            name: words("Sam Carter"),
            manager: words("priya-shah"),
            manager_name: words("Priya Shah"),
            why: words("clones/sam-carter cannot be read"),
            trusted: words("c0ffee"),
            awards: vec![AwardLine {
                next_by: words("Priya Shah"),
                number: words("LPP-2026-0123"),
                steps: vec![StepLine {
                    by: "sam-carter".to_owned(),
                    ..StepLine::default()
                }],
                ..AwardLine::default()
            }],
            wishes: WishLine {
                offers: vec!["mentoring".to_owned()],
                seeks: Vec::new(),
                interests: vec!["The history of Carters".to_owned()],
                ..WishLine::default()
            },
            ..PortfolioLine::default()
        };
        PseudonymKey(b"secret").apply(&mut line);
        let text = serde_json::to_string(&line).unwrap().to_lowercase();
        for word in [
            "sam", "carter", "priya", "shah", "0197e0c2", "c0ffee", "lpp-",
        ] {
            assert!(!text.contains(word), "{word}: {text}");
        }
        assert_eq!(line.person.as_ref(), Some(&line.awards[0].steps[0].by));
        assert_eq!(line.wishes.offers, ["mentoring"]);
    }
}
