//! A line as it was typed, with the quotation marks of the shell taken away.

/// The words of a line up to the place where Tab was pressed and beyond.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TypedLine {
    /// The name of the program and what follows it.
    pub words: Vec<String>,
    /// The place of the word that is completed, from 0.
    pub at: usize,
    /// The quotation mark that is open in the word that is completed.
    pub quote: Option<char>,
    /// The beginning of the word that the shell takes for another word, such as `--award=`.
    pub beginning: String,
}

impl TypedLine {
    /// Takes words that hold nothing of the shell's.
    pub fn plain(words: &[String], at: usize) -> Self {
        let mut words = words.to_vec();
        // An empty last word is not handed on by every shell.
        if words.len() == at {
            words.push(String::new());
        }
        Self {
            words,
            at,
            quote: None,
            beginning: String::new(),
        }
    }

    /// Takes words as bash has them: as they were typed, and with each `=` as a word of its own.
    pub fn of_bash(words: &[String], at: usize) -> Self {
        let mut line = Self {
            quote: words.get(at).and_then(|word| unquoted(word).1),
            ..Self::plain(&[], at)
        };
        line.words.clear();
        let mut joins = false;
        for (place, word) in words.iter().enumerate() {
            let (word, _) = unquoted(word);
            let last = line.words.last_mut().filter(|last| last.starts_with("--"));
            match last {
                Some(last) if word == "=" && !joins => {
                    last.push('=');
                    joins = true;
                }
                Some(last) if joins => {
                    last.push_str(&word);
                    joins = false;
                }
                _ => {
                    line.words.push(word);
                    joins = false;
                }
            }
            if place == at {
                line.at = line.words.len() - 1;
                let typed = &line.words[line.at];
                let value = typed.split_once('=').filter(|_| typed.starts_with("--"));
                let joined = value.filter(|_| place > line.at);
                line.beginning =
                    joined.map_or_else(String::new, |(option, _)| format!("{option}="));
            }
        }
        if words.len() == at {
            line.at = line.words.len();
            line.words.push(String::new());
        }
        line
    }
}

/// Returns a word of bash as a program is given it, and the quotation mark that it leaves open.
fn unquoted(word: &str) -> (String, Option<char>) {
    let mut plain = String::new();
    let mut quote = None;
    let mut chars = word.chars();
    while let Some(c) = chars.next() {
        match (quote, c) {
            (None, '"' | '\'') => quote = Some(c),
            (Some(open), _) if c == open => quote = None,
            (Some('\''), _) => plain.push(c),
            (_, '\\') => plain.extend(chars.next()),
            _ => plain.push(c),
        }
    }
    (plain, quote)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_bash(words: &[&str], at: usize) -> TypedLine {
        let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        TypedLine::of_bash(&words, at)
    }

    #[test]
    fn quotation_marks_of_bash_are_taken_away() {
        let words = ["cpd", "it's' \\$x", "a\\ b", "\"a\\\"b $c", "'open \\"];
        let line = of_bash(&words, 4);
        assert_eq!(line.words, ["cpd", "its $x", "a b", "a\"b $c", "open \\"]);
        assert_eq!((line.at, line.quote), (4, Some('\'')));
        assert_eq!(of_bash(&words, 3).quote, Some('"'));
        assert_eq!(of_bash(&words, 2).quote, None);
    }

    #[test]
    fn an_option_and_its_value_are_one_word() {
        for (words, at, expected, beginning) in [
            (
                &["cpd", "--award", "=", "sil"][..],
                3,
                "--award=sil",
                "--award=",
            ),
            (&["cpd", "--award", "="], 2, "--award=", "--award="),
            (&["cpd", "--award", "sil"], 2, "sil", ""),
            (&["cpd", "x", "="], 2, "=", ""),
            (&["cpd", "--a", "=", "b", "c"], 4, "c", ""),
            (&["cpd", "check"], 2, "", ""),
        ] {
            let line = of_bash(words, at);
            assert_eq!(line.words[line.at], expected, "{words:?}");
            assert_eq!(line.beginning, beginning, "{words:?}");
        }
    }
}
