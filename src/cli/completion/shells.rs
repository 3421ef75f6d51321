//! The shells that completions are for: what each runs on Tab, and how it has a word typed.

use super::NextWord;
use super::typed::TypedLine;

/// A shell that completions can be written for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum ShellName {
    Bash,
    Zsh,
    Fish,
    #[value(name = "powershell", alias = "pwsh")]
    PowerShell,
}

impl ShellName {
    /// Returns the script that has the shell ask this program.
    pub fn script(self) -> &'static str {
        match self {
            Self::Bash => include_str!("../../../templates/completions/cpd.bash"),
            Self::Zsh => include_str!("../../../templates/completions/cpd.zsh"),
            Self::Fish => include_str!("../../../templates/completions/cpd.fish"),
            Self::PowerShell => include_str!("../../../templates/completions/cpd.ps1"),
        }
    }

    /// Returns the line that was typed, from the words that the script hands on.
    pub fn read_line(self, words: &[String], at: usize) -> TypedLine {
        match self {
            Self::Bash => TypedLine::of_bash(words, at),
            Self::Zsh | Self::Fish | Self::PowerShell => TypedLine::plain(words, at),
        }
    }

    /// Returns the line that the script reads for a word; none if it cannot be typed.
    pub fn line(self, found: &NextWord, typed: &TypedLine) -> Option<String> {
        let NextWord { value, help } = found;
        let tab = if help.is_empty() { "" } else { "\t" };
        match self {
            Self::Bash => {
                let value = value.strip_prefix(&typed.beginning)?;
                quote_for_bash(value, typed.quote)
            }
            // zsh quotes a word itself, and takes a colon for its end.
            Self::Zsh => {
                let value = value.replace('\\', "\\\\").replace(':', "\\:");
                Some(format!("{value}{tab}{help}"))
            }
            // fish quotes a word itself.
            Self::Fish => Some(format!("{value}{tab}{help}")),
            Self::PowerShell => Some(format!("{}{tab}{help}", quote_for_powershell(value))),
        }
    }
}

/// Returns a word that bash reads as this value, and of which it evaluates nothing. bash puts
/// it behind the quotation mark that is open, and none behind `!` between double ones.
fn quote_for_bash(value: &str, quote: Option<char>) -> Option<String> {
    let escaped = |is_special: fn(char) -> bool| {
        let mut word = String::new();
        for c in value.chars() {
            if is_special(c) {
                word.push('\\');
            }
            word.push(c);
        }
        word
    };
    match quote {
        Some('\'') => Some(value.replace('\'', "'\\''")),
        Some(_) if value.contains('!') => None,
        Some(_) => Some(escaped(|c| matches!(c, '"' | '\\' | '$' | '`'))),
        None => Some(escaped(|c| {
            c.is_ascii() && !c.is_ascii_alphanumeric() && !"_-./:=@%+,".contains(c)
        })),
    }
}

/// Returns a word that PowerShell reads as this value, and of which it evaluates nothing.
fn quote_for_powershell(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-./\\:=+".contains(c);
    if value.chars().all(is_plain) {
        return value.to_owned();
    }
    let mut word = String::from("'");
    for c in value.chars() {
        // All of these end a string.
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            word.push(c);
        }
        word.push(c);
    }
    word + "'"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bash_evaluates_nothing_of_a_word() {
        let value = "a b'$(x)`y`!\"\\;*~é";
        let none = "a\\ b\\'\\$\\(x\\)\\`y\\`\\!\\\"\\\\\\;\\*\\~é";
        assert_eq!(quote_for_bash(value, None).as_deref(), Some(none));
        assert_eq!(quote_for_bash(value, Some('"')), None);
        let double = "a'\\$(x)\\`\\\"\\\\";
        let found = quote_for_bash("a'$(x)`\"\\", Some('"'));
        assert_eq!(found.as_deref(), Some(double));
        let single = quote_for_bash("a'$(x)", Some('\''));
        assert_eq!(single.as_deref(), Some("a'\\''$(x)"));
    }

    #[test]
    fn powershell_evaluates_nothing_of_a_word() {
        assert_eq!(quote_for_powershell("--award=silver"), "--award=silver");
        assert_eq!(
            quote_for_powershell("a'$(x)\u{2019}"),
            "'a''$(x)\u{2019}\u{2019}'"
        );
        assert_eq!(quote_for_powershell("a b;c"), "'a b;c'");
    }
}
