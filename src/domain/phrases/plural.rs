//! Plural forms of a phrase and the rules that choose one. The rules are those of the
//! Unicode CLDR, release 46 (`plurals.xml`).

use rust_decimal::Decimal;
use serde::Deserialize;

/// The place whose value chooses the form.
pub const COUNT: &str = "count";

/// A plural category of the CLDR.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PluralCategory {
    Zero,
    One,
    Two,
    Few,
    Many,
    Other,
}

/// A phrase in its plural forms. A form that is left out reads as `other`.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PluralForms {
    pub zero: Option<String>,
    pub one: Option<String>,
    pub two: Option<String>,
    pub few: Option<String>,
    pub many: Option<String>,
    pub other: String,
}

impl PluralForms {
    /// Returns the form for a category.
    pub fn of(&self, category: PluralCategory) -> &str {
        let form = match category {
            PluralCategory::Zero => &self.zero,
            PluralCategory::One => &self.one,
            PluralCategory::Two => &self.two,
            PluralCategory::Few => &self.few,
            PluralCategory::Many => &self.many,
            PluralCategory::Other => &None,
        };
        form.as_deref().unwrap_or(&self.other)
    }

    /// Returns every form that is written.
    #[cfg(test)]
    pub fn each_mut(&mut self) -> impl Iterator<Item = &mut String> {
        let forms = [
            &mut self.zero,
            &mut self.one,
            &mut self.two,
            &mut self.few,
            &mut self.many,
        ];
        let other = std::iter::once(&mut self.other);
        forms.into_iter().flatten().chain(other)
    }
}

/// Returns the category of a number, written in digits, in a language. A number with a
/// fraction is `other` in both languages that cpd knows.
pub fn plural_category(language: &str, number: &str) -> PluralCategory {
    let number = number.parse::<Decimal>().ok();
    let whole = number.filter(|number| number.is_integer());
    let whole = whole.and_then(|number| u64::try_from(number).ok());
    match (language.split('-').next(), whole) {
        (Some("cy"), Some(0)) => PluralCategory::Zero,
        (_, Some(1)) => PluralCategory::One,
        (Some("cy"), Some(2)) => PluralCategory::Two,
        (Some("cy"), Some(3)) => PluralCategory::Few,
        (Some("cy"), Some(6)) => PluralCategory::Many,
        _ => PluralCategory::Other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_has_two_plural_forms_and_welsh_six() {
        use PluralCategory::{Few, Many, One, Other, Two, Zero};
        let categories = |language: &str| {
            let numbers = ["0", "1", "2", "3", "4", "6", "11", "1.5"];
            numbers.map(|number| plural_category(language, number))
        };
        let english = [Other, One, Other, Other, Other, Other, Other, Other];
        assert_eq!(categories("en-GB"), english);
        assert_eq!(
            categories("cy"),
            [Zero, One, Two, Few, Other, Many, Other, Other]
        );
    }

    #[test]
    fn a_form_that_is_left_out_reads_as_other() {
        let written = "zero: dim diwrnod\ntwo: '{count} ddiwrnod'\nother: '{count} diwrnod'\n";
        let forms: PluralForms = serde_saphyr::from_str(written).unwrap();
        assert_eq!(forms.of(plural_category("cy", "0")), "dim diwrnod");
        assert_eq!(forms.of(plural_category("cy", "2")), "{count} ddiwrnod");
        assert_eq!(forms.of(plural_category("cy", "3")), "{count} diwrnod");
    }
}
