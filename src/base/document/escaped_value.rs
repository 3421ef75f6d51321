//! Values in double quotes in which `\` and a letter stand for a sign that nobody sees. It
//! knows how YAML reads them, and not which values matter.

use crate::base::text::Span;

/// A value in double quotes on one line that is read with signs that were not typed, such as
/// a line end for the `\n` of `"C:\new"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EscapedValue {
    /// The value with the names of these signs in their places: `C:<line end>ew`.
    pub shown: String,
    /// The value in single quotes, which is read as it was typed. `None` if a number stands
    /// for a sign in it.
    pub as_typed: Option<String>,
}

impl EscapedValue {
    /// Looks at a value with its quotation marks.
    pub fn find(text: &str, value: Span) -> Option<Self> {
        let inside = value.slice(text).strip_prefix('"')?.strip_suffix('"')?;
        if inside.contains(['\n', '\r']) {
            return None;
        }
        let (mut shown, mut typed) = (String::new(), String::new());
        let (mut is_spoilt, mut has_number) = (false, false);
        let mut chars = inside.chars();
        while let Some(c) = chars.next() {
            let escaped = if c == '\\' { chars.next() } else { None };
            let Some(letter) = escaped else {
                shown.push(c);
                typed.push(c);
                continue;
            };
            let name = name_of_sign(letter);
            is_spoilt |= name.is_some();
            has_number |= matches!(letter, 'x' | 'u' | 'U');
            match name {
                Some(name) => shown.push_str(&format!("<{name}>")),
                None if is_sign(letter) => shown.push(letter),
                None => shown.extend([c, letter]),
            }
            if !is_sign(letter) {
                typed.push(c);
            }
            typed.push(letter);
        }
        let as_typed = format!("'{}'", typed.replace('\'', "''"));
        is_spoilt.then(|| Self {
            shown,
            as_typed: Some(as_typed).filter(|_| !has_number),
        })
    }
}

/// Returns true for signs that stand for themselves after `\`.
fn is_sign(c: char) -> bool {
    matches!(c, '"' | '\\' | '/')
}

/// Returns the name of the sign that a letter stands for after `\`, if nobody sees that sign.
fn name_of_sign(letter: char) -> Option<&'static str> {
    Some(match letter {
        'n' | 'r' | 'N' | 'L' | 'P' => "line end",
        't' | '\t' => "tab",
        ' ' | '_' => "space",
        '0' | 'a' | 'b' | 'e' | 'f' | 'v' => "control character",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::document::ParsedFile;
    use proptest::prelude::*;

    fn find(value: &str) -> Option<EscapedValue> {
        EscapedValue::find(value, Span::new(0, value.len()))
    }

    fn read(value: &str) -> Option<String> {
        let document = ParsedFile::read(&format!("---\na: {value}\n---\n"));
        let is_read = document.faults.is_empty();
        let word = document.front.get("a").and_then(|node| node.scalar());
        word.filter(|_| is_read).map(str::to_owned)
    }

    #[test]
    fn signs_that_nobody_typed_are_named() {
        for (value, shown, as_typed) in [
            (
                r#""C:\new\table.pdf""#,
                "C:<line end>ew<tab>able.pdf",
                r"'C:\new\table.pdf'",
            ),
            (r#""C:\\a\new""#, r"C:\a<line end>ew", r"'C:\a\new'"),
            (
                r#""Sam's \"b\" \tea""#,
                r#"Sam's "b" <tab>ea"#,
                r#"'Sam''s "b" \tea'"#,
            ),
            (r#""D:\_old\ x""#, "D:<space>old<space>x", r"'D:\_old\ x'"),
            (
                r#""\0\a\e""#,
                "<control character><control character><control character>",
                r"'\0\a\e'",
            ),
        ] {
            let found = find(value).unwrap();
            assert_eq!(found.shown, shown);
            assert_eq!(found.as_typed.as_deref(), Some(as_typed));
        }
        assert_eq!(find(r#""\u00e9\n""#).unwrap().as_typed, None);
    }

    #[test]
    fn other_values_are_read_as_they_were_typed() {
        for value in [
            r"C:\new",
            r"'C:\new'",
            r#""C:\\new\\table""#,
            r#""a \"b\" \/ caf\u00e9""#,
            "\"a\\n\n  b\"",
            "\"",
            "",
        ] {
            assert_eq!(find(value), None, "{value}");
        }
    }

    proptest! {
        /// A value that is read with a sign that nobody sees is found.
        #[test]
        fn every_spoilt_value_is_found(inside in r#"(\\[0abtnvfreNLP_ /"\\]|[a-c' ])*"#) {
            let value = format!("\"{inside}\"");
            let read_now = read(&value).unwrap();
            let spoilt = |c: char| c.is_control() || matches!(c, '\u{a0}' | '\u{2028}' | '\u{2029}');
            let found = find(&value);
            prop_assert!(found.is_some() || !read_now.contains(spoilt));
            if let Some(as_typed) = found.and_then(|found| found.as_typed) {
                let after = read(&as_typed).unwrap();
                prop_assert!(!after.contains(spoilt));
                prop_assert_eq!(find(&as_typed), None);
            }
        }
    }
}
