//! Dates in the format of the APIs.

use crate::json::write_json;

/// The present of the items: 2026-01-01T00:00:00Z. It is fixed, because items are a pure function of the seed.
pub(crate) const PRESENT: u64 = 1_767_225_600;

pub(crate) const DAY: u64 = 24 * 60 * 60;

/// Writes seconds since 1970 as `2026-01-01T00:00:00`. The rest of a date differs between the APIs.
pub(crate) fn date_time(out: &mut Vec<u8>, seconds: u64) {
    let (year, month, day) = civil(seconds / DAY);
    let second = seconds % DAY;
    write_json!(out, year, "-");
    two_digits(out, month, "-");
    two_digits(out, day, "T");
    two_digits(out, second / 3600, ":");
    two_digits(out, second / 60 % 60, ":");
    two_digits(out, second % 60, "");
}

fn two_digits(out: &mut Vec<u8>, number: u64, after: &str) {
    out.extend_from_slice(&[b'0' + (number / 10) as u8, b'0' + (number % 10) as u8]);
    out.extend_from_slice(after.as_bytes());
}

/// Returns year, month and day of a day since 1970. Internally years start in March, so that a leap day is the last of its year.
fn civil(days: u64) -> (u64, u64, u64) {
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        let text = |seconds| {
            let mut out = Vec::new();
            date_time(&mut out, seconds);
            String::from_utf8(out).expect("ASCII")
        };
        assert_eq!(text(0), "1970-01-01T00:00:00");
        assert_eq!(text(951_782_400), "2000-02-29T00:00:00");
        assert_eq!(text(1_709_251_199), "2024-02-29T23:59:59");
        assert_eq!(text(PRESENT), "2026-01-01T00:00:00");
    }
}
