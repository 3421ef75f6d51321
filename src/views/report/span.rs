//! Lengths of time that rows are made for: months, quarters and years.

/// The length of time of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReportSpan {
    Month,
    Quarter,
    Year,
}

impl ReportSpan {
    pub const ALL: [Self; 3] = [Self::Month, Self::Quarter, Self::Year];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Month => "month",
            Self::Quarter => "quarter",
            Self::Year => "year",
        }
    }

    /// Returns the span of a month such as `2026-04`: `2026-Q2` or `2026`. What is no month stays
    /// as it is.
    pub fn of_month(self, month: &str) -> String {
        let Some((year, number)) = year_and_month(month) else {
            return month.to_owned();
        };
        match self {
            Self::Month => month.to_owned(),
            Self::Quarter => format!("{year:04}-Q{}", (number - 1) / 3 + 1),
            Self::Year => format!("{year:04}"),
        }
    }
}

fn year_and_month(month: &str) -> Option<(u16, u16)> {
    let (year, number) = month.split_once('-')?;
    let number: u16 = number.parse().ok()?;
    Some((year.parse().ok()?, number)).filter(|_| (1..=12).contains(&number))
}

#[cfg(test)]
mod tests {
    use super::ReportSpan::{Month, Quarter, Year};

    #[test]
    fn a_month_is_of_one_quarter_and_one_year() {
        for (span, month, expected) in [
            (Month, "2026-04", "2026-04"),
            (Quarter, "2026-01", "2026-Q1"),
            (Quarter, "2026-03", "2026-Q1"),
            (Quarter, "2026-04", "2026-Q2"),
            (Quarter, "2026-12", "2026-Q4"),
            (Year, "2026-12", "2026"),
            (Quarter, "2026-13", "2026-13"),
            (Year, "2026-00", "2026-00"),
            (Year, "soon", "soon"),
        ] {
            assert_eq!(span.of_month(month), expected);
        }
    }
}
