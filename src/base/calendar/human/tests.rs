use chrono::{Datelike, NaiveDate};
use proptest::prelude::*;
use rust_decimal::Decimal;

use super::*;
use crate::base::calendar::{Length, Unit, date, format_long};

/// A Friday.
const TODAY: &str = "2026-10-02";

fn day(text: &str) -> NaiveDate {
    date(text).unwrap()
}

fn on(today: &str, text: &str) -> Result<NaiveDate, Unclear<NaiveDate>> {
    let today = Some(day(today));
    read_date(
        text,
        DateContext {
            today,
            not_before: None,
        },
    )
}

/// Returns the readings and the doubt in one line.
fn in_words<T: ToString>(read: Result<T, Unclear<T>>) -> String {
    match read {
        Ok(value) => value.to_string(),
        Err(Unclear { readings, doubt }) => {
            let readings: Vec<String> = readings.iter().map(T::to_string).collect();
            format!("{doubt:?} {}", readings.join(" "))
                .trim_end()
                .to_owned()
        }
    }
}

#[test]
fn dates_with_one_meaning_are_read() {
    for (typed, expected) in [
        ("2026-02-03", "2026-02-03"),
        ("2026-2-3", "2026-02-03"),
        ("2026/02/03", "2026-02-03"),
        ("2026.2.3", "2026-02-03"),
        ("20260203", "2026-02-03"),
        ("2026\u{2013}02\u{2013}03", "2026-02-03"),
        ("２０２６-02-03", "2026-02-03"),
        ("2026-02-03T10:15:00Z", "2026-02-03"),
        ("13/02/2026 00:00", "2026-02-13"),
        ("13/2/2026", "2026-02-13"),
        ("2/13/2026", "2026-02-13"),
        ("13/2/26", "2026-02-13"),
        ("2/2/2026", "2026-02-02"),
        ("03.02.2026", "2026-02-03"),
        ("3.2.26", "2026-02-03"),
        ("3. Feb. 2026", "2026-02-03"),
        ("17 February", "2026-02-17"),
        ("17 Feb 2026", "2026-02-17"),
        ("17feb2026", "2026-02-17"),
        ("17-Feb-26", "2026-02-17"),
        ("17th of February", "2026-02-17"),
        ("the 17th of February, 2026", "2026-02-17"),
        ("February 17th, 2026", "2026-02-17"),
        ("2026 Feb 17", "2026-02-17"),
        ("Tue 17 February 2026", "2026-02-17"),
        ("on Tuesday, 17 Sept. 2024", "2024-09-17"),
        ("17 Sep '98", "1998-09-17"),
        ("29 February", "2024-02-29"),
        ("today", "2026-10-02"),
        ("Yesterday", "2026-10-01"),
        ("the day before yesterday", "2026-09-30"),
        ("tomorrow", "2026-10-03"),
        ("3 days ago", "2026-09-29"),
        ("a week ago", "2026-09-25"),
        ("two weeks ago", "2026-09-18"),
        ("a month ago", "2026-09-02"),
        ("in 2 weeks", "2026-10-16"),
        ("last Friday", "2026-09-25"),
        ("next Friday", "2026-10-09"),
        ("this Wednesday", "2026-09-30"),
        ("last Saturday", "2026-09-26"),
    ] {
        assert_eq!(in_words(on(TODAY, typed)), expected, "{typed}");
    }
}

#[test]
fn dates_with_more_than_one_meaning_give_each_and_others_the_reason() {
    for (typed, expected) in [
        ("3/2/2026", "Ambiguous 2026-02-03 2026-03-02"),
        ("03-02-2026", "Ambiguous 2026-02-03 2026-03-02"),
        ("3 2 2026", "Ambiguous 2026-02-03 2026-03-02"),
        ("3/2/26", "Ambiguous 2026-02-03 2026-03-02"),
        ("01-02-03", "Ambiguous 2003-02-01 2003-01-02 2001-02-03"),
        ("26-02-03", "Ambiguous 2003-02-26 2026-02-03"),
        ("3/2", "Ambiguous 2026-02-03 2026-03-02"),
        ("17 December", "Ambiguous 2026-12-17 2025-12-17"),
        ("last Monday", "Ambiguous 2026-09-28 2026-09-21"),
        ("Monday", "Ambiguous 2026-09-28 2026-10-05"),
        ("Friday", "Ambiguous 2026-10-02 2026-09-25"),
        ("next Saturday", "Ambiguous 2026-10-03 2026-10-10"),
        ("about 3 March 2026", "Approximate 2026-03-03"),
        ("3 March 2026?", "Approximate 2026-03-03"),
        ("c. 3/4/2026", "Ambiguous 2026-04-03 2026-03-04"),
        ("Monday 17 February 2026", "OtherWeekday(Tue) 2026-02-17"),
        ("2026-02-30", "NoSuchDay 2026-02-28"),
        ("30 February 2024", "NoSuchDay 2024-02-29"),
        ("2026-13-01", "NoSuchDay"),
        ("2026-02-00", "NoSuchDay"),
        ("31/02/2026", "NoSuchDay 2026-02-28"),
        ("4/31/2026", "NoSuchDay 2026-04-30"),
        ("30 February", "NoSuchDay 2026-02-28"),
        // The last one that has begun.
        ("31 November", "NoSuchDay 2025-11-30"),
        ("32/1/2026", "NoSuchDay 2026-01-31"),
        ("February 2026", "NoDay"),
        ("02/2026", "NoDay"),
        ("2026-02", "NoDay"),
        ("2026", "NoDay"),
        ("May", "NoDay"),
        ("last week", "NoDay"),
        ("next month", "NoDay"),
        ("", "Unknown"),
        ("soon", "Unknown"),
        ("2026-02-03 or so later", "Unknown"),
        ("3/2/26/1", "Unknown"),
        ("17 Feb Mar 2026", "Unknown"),
        ("999999999999999999999", "Unknown"),
        ("99999999999999 days ago", "NoSuchDay"),
        ("\u{1f389}", "Unknown"),
    ] {
        assert_eq!(in_words(on(TODAY, typed)), expected, "{typed}");
    }
}

#[test]
fn a_day_of_the_week_decides_between_two_readings() {
    // 3 February 2026 is a Tuesday, and 2 March a Monday.
    assert_eq!(on(TODAY, "Tue 3/2/2026"), Ok(day("2026-02-03")));
    assert_eq!(on(TODAY, "Monday 3/2/2026"), Ok(day("2026-03-02")));
}

#[test]
fn without_today_a_date_that_depends_on_it_is_not_read() {
    let read = |typed: &str| in_words(read_date(typed, DateContext::default()));
    assert_eq!(read("yesterday"), "Relative");
    assert_eq!(read("last Friday"), "Relative");
    assert_eq!(read("17 February"), "NoYear");
    assert_eq!(read("30 February"), "NoSuchDay");
    assert_eq!(read("17 February 2026"), "2026-02-17");
}

#[test]
fn a_date_that_follows_another_takes_its_year_from_it() {
    let context = DateContext {
        today: Some(day(TODAY)),
        not_before: Some(day("2026-12-30")),
    };
    assert_eq!(read_date("2 January", context), Ok(day("2027-01-02")));
    assert_eq!(read_date("31 December", context), Ok(day("2026-12-31")));
}

#[test]
fn hours_with_one_meaning_are_read() {
    for (typed, expected) in [
        ("3.5", "3.5"),
        ("3,5", "3.5"),
        ("3.5 hours", "3.5"),
        ("3.5h", "3.5"),
        ("3h", "3"),
        ("3 h 30", "3.5"),
        ("3h30", "3.5"),
        ("3h30m", "3.5"),
        ("3 hrs 30 mins", "3.5"),
        ("1 hour and 15 minutes", "1.25"),
        ("1 hour, 15 minutes", "1.25"),
        ("45 mins", "0.75"),
        ("45 min.", "0.75"),
        ("45m", "0.75"),
        ("45'", "0.75"),
        ("90 minutes", "1.5"),
        ("20 minutes", "0.33"),
        ("1:30", "1.5"),
        ("01:30 h", "1.5"),
        ("0:45", "0.75"),
        ("½", "0.5"),
        ("1½", "1.5"),
        ("1 ½ hours", "1.5"),
        ("1/2 hour", "0.5"),
        ("1 1/2 hours", "1.5"),
        ("3/4", "0.75"),
        ("an hour", "1"),
        ("one hour", "1"),
        ("half an hour", "0.5"),
        ("half hour", "0.5"),
        ("an hour and a half", "1.5"),
        ("two and a half hours", "2.5"),
        ("a quarter of an hour", "0.25"),
        ("three quarters of an hour", "0.75"),
        ("forty-five minutes", "0.75"),
        ("seventy-five minutes", "1.25"),
        ("twelve", "12"),
        ("12", "12"),
        ("1,234.5", "1234.5"),
        ("0", "0"),
    ] {
        assert_eq!(in_words(read_hours(typed)), expected, "{typed}");
    }
}

#[test]
fn hours_without_one_meaning_are_not_guessed() {
    for (typed, expected) in [
        ("about 4", "Approximate 4"),
        ("~4", "Approximate 4"),
        ("approx. 45 mins", "Approximate 0.75"),
        ("4ish", "Approximate 4"),
        ("4 or so", "Approximate 4"),
        ("4 hours approx.", "Approximate 4"),
        ("3+", "Approximate 3"),
        ("3-4", "Ambiguous 3 4"),
        ("3 or 4 hours", "Ambiguous 3 4"),
        ("30-45 mins", "Ambiguous 0.5 0.75"),
        ("1,500", "Ambiguous 1500 1.5"),
        ("10:00-12:30", "Ambiguous 2.5"),
        ("half a day", "WorkingDays"),
        ("2 days", "WorkingDays"),
        ("all morning", "WorkingDays"),
        ("-3", "Negative"),
        ("1:75", "Unknown"),
        ("3 h 75", "Unknown"),
        ("lots", "Unknown"),
        ("", "Unknown"),
        ("3 parrots", "Unknown"),
        ("3 hours 2 hours", "Unknown"),
        ("1/0", "Unknown"),
        ("99999999999999999999999999999999999 hours", "Unknown"),
    ] {
        assert_eq!(in_words(read_hours(typed)), expected, "{typed}");
    }
}

#[test]
fn numbers_and_lengths_are_read() {
    for (typed, expected) in [
        ("5", "5"),
        ("-5", "-5"),
        ("0,6", "0.6"),
        ("60%", "0.6"),
        ("3/5", "0.6"),
        ("five", "5"),
        ("about 5", "Approximate 5"),
        ("grade 7", "Unknown"),
    ] {
        assert_eq!(in_words(read_number(typed)), expected, "{typed}");
    }
    for (typed, expected) in [
        ("6 weeks", "6 weeks"),
        ("six weeks", "6 weeks"),
        ("6wk", "6 weeks"),
        ("a fortnight", "2 weeks"),
        ("1 year", "1 year"),
        ("a year and a half", "18 months"),
        ("half a year", "6 months"),
        ("about 6 weeks", "Approximate 6 weeks"),
        ("6", "Unknown"),
        ("99999999999 years", "Unknown"),
        ("1.1 years", "Unknown"),
    ] {
        assert_eq!(in_words(read_length(typed)), expected, "{typed}");
    }
}

fn any_day() -> impl Strategy<Value = NaiveDate> {
    (1950i32..2150, 1u32..=366).prop_filter_map("a day of the year", |(year, day)| {
        NaiveDate::from_yo_opt(year, day)
    })
}

proptest! {
    #[test]
    fn any_date_in_any_form_with_one_meaning_reads_back(day in any_day()) {
        let forms = [
            "%Y-%m-%d", "%Y-%-m-%-d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d.%m.%Y", "%-d.%-m.%Y",
            "%-d %B %Y", "%d %b %Y", "%-d-%b-%Y", "%B %-d, %Y", "%b %-dth %Y", "%A, %-d %B %Y",
            "%a %-d %b %Y", "the %-dth of %B %Y", "%Y %B %-d", "%Y-%m-%dT%H:%M:%SZ",
        ];
        let midnight = day.and_hms_opt(0, 0, 0).unwrap().and_utc();
        for form in forms {
            let typed = midnight.format(form).to_string();
            prop_assert_eq!(read_date(&typed, DateContext::default()), Ok(day), "{}", typed);
        }
        prop_assert_eq!(read_date(&format_long(day), DateContext::default()), Ok(day));
    }

    #[test]
    fn figures_give_one_reading_only_where_the_other_is_no_day(day in any_day(), mark in "[/ -]") {
        for form in [["%d", "%m", "%Y"], ["%-m", "%-d", "%Y"]] {
            let typed = day.format(&form.join(&mark)).to_string();
            let other = NaiveDate::from_ymd_opt(day.year(), day.day(), day.month());
            match (read_date(&typed, DateContext::default()), other) {
                (Ok(read), other) => {
                    prop_assert_eq!(read, day, "{}", typed);
                    prop_assert!(other.is_none() || other == Some(day), "{}", typed);
                }
                (Err(Unclear { readings, doubt }), Some(other)) => {
                    prop_assert_eq!(doubt, Doubt::Ambiguous);
                    prop_assert_eq!(readings.len(), 2);
                    prop_assert!(readings.contains(&day) && readings.contains(&other), "{}", typed);
                }
                (read, None) => prop_assert!(false, "{}: {:?}", typed, read),
            }
        }
    }

    #[test]
    fn a_time_in_any_form_reads_back(minutes in 1u32..6000) {
        let (hours, rest) = (minutes / 60, minutes % 60);
        let expected = (Decimal::from(minutes) / Decimal::from(60)).round_dp(2).normalize();
        let decimal = expected.to_string();
        let forms = [
            format!("{minutes} min"), format!("{minutes} minutes"), format!("{minutes}m"), format!("{hours}:{rest:02}"),
            format!("{hours}h{rest:02}"), format!("{hours} h {rest}"), format!("{hours} hours and {rest} minutes"),
            format!("{hours}hrs {rest}mins"), format!("{decimal} hours"), format!("{decimal}h"), decimal.replace('.', ","),
            decimal,
        ];
        for typed in forms {
            prop_assert_eq!(read_hours(&typed), Ok(expected), "{}", typed);
        }
    }

    #[test]
    fn any_length_reads_back_as_it_is_written(count in 0u32.., unit in 0usize..4) {
        let unit = [Unit::Day, Unit::Week, Unit::Month, Unit::Year][unit];
        let length = Length { count, unit };
        prop_assert_eq!(read_length(&length.to_string()), Ok(length));
    }

    #[test]
    fn no_text_stops_the_reader(typed in "\\PC{0,40}", today in any_day()) {
        let _ = on(&today.to_string(), &typed);
        let _ = (read_hours(&typed), read_number(&typed), read_length(&typed));
    }

    #[test]
    fn no_likely_text_stops_the_reader(
        words in prop::collection::vec(
            "[0-9]{1,9}|[,./:' +~%-]|a|an|half|hours?|mins?|and|last|next|in|ago|may|fri|th|of|years?|½|twenty", 0..9),
    ) {
        let typed = words.join(" ");
        for typed in [typed.replace(' ', ""), typed] {
            let _ = on(TODAY, &typed);
            let _ = (read_hours(&typed), read_number(&typed), read_length(&typed));
        }
    }
}
