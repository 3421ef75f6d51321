//! `register.yaml`: whose register it is, and how its numbers begin.

use super::number::is_prefix;
use crate::base::document::write::{Yaml, block};
use crate::base::document::{Node, ParsedFile};

/// The settings of a register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RegisterSettings {
    /// The beginning of every number.
    pub prefix: String,
    /// The name of the awarding body.
    pub body: String,
}

impl RegisterSettings {
    /// Reads the text of `register.yaml`, or says what is wrong in it.
    pub fn read(text: &str) -> Result<Self, String> {
        let document = ParsedFile::read_yaml(text);
        if !document.faults.is_empty() {
            return Err("it is not valid YAML".to_owned());
        }
        let word = |key: &str| document.front.get(key).and_then(Node::scalar);
        if word("register") != Some("1") {
            return Err("it does not begin with `register: 1`".to_owned());
        }
        let prefix = word("prefix").filter(|prefix| is_prefix(prefix));
        let prefix = prefix.ok_or("`prefix` needs capital letters and digits, such as LPP")?;
        let body = word("body").filter(|body| !body.trim().is_empty());
        Ok(Self {
            prefix: prefix.to_owned(),
            body: body
                .ok_or("`body` needs the name of the awarding body")?
                .to_owned(),
        })
    }

    /// Returns the text of `register.yaml`.
    pub fn text(&self) -> String {
        let entries = [
            ("register", "1"),
            ("prefix", self.prefix.as_str()),
            ("body", self.body.as_str()),
        ];
        let entries = entries.map(|(key, value)| (key.to_owned(), Yaml::word(value)));
        format!(
            "# The register of awards: docs at `cpd register --help`.\n{}",
            block(&entries)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn settings_are_read_as_they_were_written() {
        for body in ["Organisation Development", "A: b # c", "\"Yes\"", "no"] {
            let settings = RegisterSettings {
                prefix: "LPP".to_owned(),
                body: body.to_owned(),
            };
            assert_eq!(RegisterSettings::read(&settings.text()), Ok(settings));
        }
    }

    #[test]
    fn what_is_missing_or_wrong_is_named() {
        for (text, says) in [
            ("", "it does not begin with `register: 1`"),
            (
                "register: 2\nprefix: A\nbody: B\n",
                "it does not begin with `register: 1`",
            ),
            (
                "register: 1\nprefix: lpp\nbody: B\n",
                "`prefix` needs capital letters and digits, such as LPP",
            ),
            (
                "register: 1\nprefix: A/B\nbody: B\n",
                "`prefix` needs capital letters and digits, such as LPP",
            ),
            (
                "register: 1\nprefix: A\nbody: ' '\n",
                "`body` needs the name of the awarding body",
            ),
            ("register: [\n", "it is not valid YAML"),
        ] {
            assert_eq!(RegisterSettings::read(text), Err(says.to_owned()), "{text}");
        }
    }
}
