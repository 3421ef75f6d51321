//! JSON that is also safe to show on a terminal. It is written as it is made, so that long
//! lists need no memory of their own.

use std::io::{self, Write};

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;
use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};
use serde_json::{Number, Serializer};

use crate::base::text::safe::is_unsafe;

/// Whole numbers without a point; hours and money with as many digits as they have.
pub fn number(amount: Decimal) -> Number {
    let amount = amount.normalize();
    let whole = amount
        .to_i64()
        .filter(|_| amount.is_integer())
        .map(Number::from);
    let parts = || amount.to_f64().and_then(Number::from_f64);
    whole.or_else(parts).unwrap_or_else(|| Number::from(0))
}

/// Writes a value as indented JSON, with a final line end.
pub fn write<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    write_as(PrettyFormatter::new(), value, out)
}

/// Writes a value as JSON on one line.
pub fn write_line<T: Serialize>(value: &T, out: &mut dyn Write) -> io::Result<()> {
    write_as(CompactFormatter, value, out)
}

fn write_as<T: Serialize>(form: impl Formatter, value: &T, out: &mut dyn Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, SafeFormatter(form));
    value.serialize(&mut serializer)?;
    writeln!(out)
}

/// Spells out, in every string, what JSON lets stand and a terminal would act upon, such as C1
/// controls and direction overrides.
struct SafeFormatter<F>(F);

/// Hands calls on to the inner formatter.
macro_rules! hand_on {
    ($($method:ident($($argument:ident: $type:ty),*);)*) => {
        $(fn $method<W: ?Sized + Write>(&mut self, out: &mut W, $($argument: $type),*) -> io::Result<()> {
            self.0.$method(out, $($argument),*)
        })*
    };
}

impl<F: Formatter> Formatter for SafeFormatter<F> {
    fn write_string_fragment<W: ?Sized + Write>(
        &mut self,
        out: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut rest = fragment;
        while let Some(at) = rest.find(is_unsafe) {
            let (before, after) = rest.split_at(at);
            out.write_all(before.as_bytes())?;
            let mut characters = after.chars();
            let mut units = [0; 2];
            let found = characters.next().unwrap_or_default();
            for unit in found.encode_utf16(&mut units) {
                write!(out, "\\u{unit:04x}")?;
            }
            rest = characters.as_str();
        }
        out.write_all(rest.as_bytes())
    }

    hand_on! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_act_upon_is_spelt_out() {
        let value = [("a\u{9b}31m\u{202e}\n", "\u{feff}\u{1f600}\u{1b}")];
        let (mut line, mut indented) = (Vec::new(), Vec::new());
        write_line(&value, &mut line).unwrap();
        write(&value, &mut indented).unwrap();
        assert_eq!(
            String::from_utf8(line).unwrap(),
            "[[\"a\\u009b31m\\u202e\\n\",\"\\ufeff\u{1f600}\\u001b\"]]\n"
        );
        let indented = String::from_utf8(indented).unwrap();
        assert!(
            indented.starts_with("[\n  [\n    \"a\\u009b31m"),
            "{indented}"
        );
        let read: [(String, String); 1] = serde_json::from_str(&indented).unwrap();
        assert_eq!((&*read[0].0, &*read[0].1), value[0]);
    }
}
