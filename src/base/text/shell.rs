//! Command lines that a person can paste into a shell: every word comes through as
//! one argument, whoever wrote it. Knows no command of this program.

use super::safe::is_unsafe;

/// The shells whose quoting is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shell {
    /// sh, bash, dash, ksh and zsh.
    Posix,
    PowerShell,
}

/// Returns the words as one line for a shell. `None` if a word cannot be written there
/// so that it comes through as it is: above all, if it has a control character.
pub fn shell_line<W: AsRef<str>>(words: &[W], shell: Shell) -> Option<String> {
    let words: Option<Vec<String>> = words
        .iter()
        .map(|word| shell_word(word.as_ref(), shell))
        .collect();
    words.map(|words| words.join(" "))
}

/// Returns one word as a shell takes it for itself, in quotes if it needs any.
pub fn shell_word(word: &str, shell: Shell) -> Option<String> {
    // What a terminal would act upon is not shown as it is, so it could not be pasted.
    if word.chars().any(is_unsafe) {
        return None;
    }
    if is_plain(word, shell) {
        return Some(word.to_owned());
    }
    match shell {
        Shell::Posix => Some(format!("'{}'", word.replace('\'', "'\\''"))),
        Shell::PowerShell => in_powershell(word),
    }
}

/// Returns true if a shell gives the word no meaning of its own.
fn is_plain(word: &str, shell: Shell) -> bool {
    let Some(first) = word.chars().next() else {
        return false;
    };
    // PowerShell parts an option at a full stop or a colon (PowerShell issue 6291).
    let (begins, marks) = match (shell, first) {
        (Shell::PowerShell, '-') => (true, "-"),
        (Shell::PowerShell, _) => ("_./".contains(first), "-_./:@"),
        (Shell::Posix, _) => ("-_./:@".contains(first), "-_./:@="),
    };
    (begins || first.is_alphanumeric())
        && word
            .chars()
            .all(|c| c.is_alphanumeric() || marks.contains(c))
}

/// PowerShell ends a quotation at typographic quotes too, and before version 7.3 it
/// passes on neither a double quote nor a backslash before the end of quoted words.
fn in_powershell(word: &str) -> Option<String> {
    if word.is_empty() || word.contains('"') || word.ends_with('\\') {
        return None;
    }
    let mut quoted = String::with_capacity(word.len() + 2);
    quoted.push('\'');
    for c in word.chars() {
        if matches!(c, '\'' | '\u{2018}'..='\u{201b}') {
            quoted.push(c);
        }
        quoted.push(c);
    }
    quoted.push('\'');
    Some(quoted)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the words that sh makes of a line; none where the line does more than to give
    /// words.
    fn posix_words(line: &str) -> Option<Vec<String>> {
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        let mut chars = line.chars();
        while let Some(c) = chars.next() {
            match c {
                '\'' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                c if quoted => word.get_or_insert_default().push(c),
                '\\' => word.get_or_insert_default().push(chars.next()?),
                ' ' => words.extend(word.take()),
                c if "|&;<>()$`\"*?[#~!{}".contains(c) || c.is_control() => return None,
                c => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        (!quoted).then_some(words)
    }

    /// Returns the words that PowerShell makes of a line. Each of its quotation marks ends
    /// what any of them began, and two of them are one.
    fn powershell_words(line: &str) -> Option<Vec<String>> {
        let is_quote = |c: char| matches!(c, '\'' | '\u{2018}'..='\u{201b}');
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        let mut chars = line.chars().peekable();
        while let Some(c) = chars.next() {
            let first = word.is_none();
            match c {
                c if quoted && is_quote(c) => match chars.next_if(|next| is_quote(*next)) {
                    Some(_) => word.get_or_insert_default().push(c),
                    None => quoted = false,
                },
                c if quoted => word.get_or_insert_default().push(c),
                c if is_quote(c) && first => {
                    quoted = true;
                    word = Some(String::new());
                }
                ' ' => words.extend(word.take()),
                c if "|&;<>(){}$`\",".contains(c) || is_quote(c) => return None,
                '#' | '@' | '%' | '?' if first => return None,
                c => word.get_or_insert_default().push(c),
            }
        }
        words.extend(word);
        (!quoted).then_some(words)
    }

    proptest! {
        #[test]
        fn each_shell_reads_a_line_as_the_words_that_it_was_made_of(
            words in prop::collection::vec(
                prop_oneof![
                    "[-a-z'\"$`;|&<>(){}\\\\ #@%~!*?,.=:/\u{2018}\u{2019}\u{201a}\u{201b}\u{201c}]{0,8}",
                    "\\PC{0,6}",
                ],
                1..4,
            )
        ) {
            if let Some(line) = shell_line(&words, Shell::Posix) {
                prop_assert_eq!(posix_words(&line), Some(words.clone()), "{}", line);
            }
            if let Some(line) = shell_line(&words, Shell::PowerShell) {
                prop_assert_eq!(powershell_words(&line), Some(words), "{}", line);
            }
        }
    }

    #[test]
    fn plain_words_stay_as_they_are() {
        let plain = ["cpd", "--award", "bronze", "journals/a.md", "a@b:c", "żółw"];
        for shell in [Shell::Posix, Shell::PowerShell] {
            for word in plain {
                assert_eq!(shell_word(word, shell).as_deref(), Some(word));
            }
        }
        assert_eq!(
            shell_line(&["cpd", "new", "journal", "--title=-x"], Shell::Posix).as_deref(),
            Some("cpd new journal --title=-x")
        );
    }

    #[test]
    fn a_name_cannot_inject_a_shell_command() {
        for (word, posix, powershell) in [
            ("a b; c", Some("'a b; c'"), Some("'a b; c'")),
            ("", Some("''"), None),
            ("it's $(x)", Some("'it'\\''s $(x)'"), Some("'it''s $(x)'")),
            ("`x`", Some("'`x`'"), Some("'`x`'")),
            ("=x", Some("'=x'"), Some("'=x'")),
            ("@x", Some("@x"), Some("'@x'")),
            ("--a=b.c", Some("--a=b.c"), Some("'--a=b.c'")),
            (
                "\u{2019}; x",
                Some("'\u{2019}; x'"),
                Some("'\u{2019}\u{2019}; x'"),
            ),
            ("say \"x\"", Some("'say \"x\"'"), None),
            ("a b\\", Some("'a b\\'"), None),
        ] {
            assert_eq!(shell_word(word, Shell::Posix).as_deref(), posix, "{word}");
            let found = shell_word(word, Shell::PowerShell);
            assert_eq!(found.as_deref(), powershell, "{word}");
        }
    }

    #[test]
    fn no_shell_line_contains_terminal_escapes() {
        for word in ["a\nb", "a\0", "\u{1b}[31m", "a\u{202e}b", "a\tb"] {
            assert_eq!(shell_line(&["cpd", word], Shell::Posix), None);
            assert_eq!(shell_line(&["cpd", word], Shell::PowerShell), None);
        }
    }
}
