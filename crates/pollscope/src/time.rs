//! Times in nanoseconds: the conversion from a `Duration`, the units, and times as text.

use std::time::Duration;

pub(crate) const MICROSECOND: u64 = 1_000;
pub(crate) const MILLISECOND: u64 = 1_000_000;
pub(crate) const SECOND: u64 = 1_000_000_000;
pub(crate) const MINUTE: u64 = 60 * SECOND;
pub(crate) const HOUR: u64 = 60 * MINUTE;

/// Returns the whole nanoseconds of a duration, or `u64::MAX` if there are more (584 years).
pub(crate) fn nanoseconds(duration: Duration) -> u64 {
    // Two events of each poll come here, so 64 bits are preferred to the 128 of `Duration::as_nanos`.
    duration.as_secs().saturating_mul(SECOND).saturating_add(u64::from(duration.subsec_nanos()))
}

/// Returns a time in the largest unit that it fills, with up to three decimals: `1.25 s`, `59 min 59.9 s`.
pub(crate) fn exact(nanoseconds: u64) -> String {
    match nanoseconds {
        0 => "0".to_owned(),
        _ if nanoseconds < MICROSECOND => format!("{nanoseconds} ns"),
        _ if nanoseconds < MILLISECOND => decimal(nanoseconds, MICROSECOND, "µs"),
        _ if nanoseconds < SECOND => decimal(nanoseconds, MILLISECOND, "ms"),
        _ if nanoseconds < MINUTE => decimal(nanoseconds, SECOND, "s"),
        _ if nanoseconds < HOUR => two_units(nanoseconds, MINUTE, "min", SECOND, "s"),
        _ => two_units(nanoseconds, HOUR, "h", MINUTE, "min"),
    }
}

/// Returns a time rounded to the largest unit that it fills: `59 min`, `2 h`. Below a second it is exact.
pub(crate) fn rounded(nanoseconds: u64) -> String {
    let to = |unit: u64| nanoseconds.saturating_add(unit / 2) / unit;
    match nanoseconds {
        _ if nanoseconds < SECOND => exact(nanoseconds),
        _ if to(SECOND) < 60 => format!("{} s", to(SECOND)),
        _ if to(MINUTE) < 60 => format!("{} min", to(MINUTE)),
        _ => format!("{} h", to(HOUR)),
    }
}

fn decimal(nanoseconds: u64, unit: u64, name: &str) -> String {
    let thousandths = (nanoseconds % unit) * 1000 / unit;
    let number = format!("{}.{thousandths:03}", nanoseconds / unit);
    format!("{} {name}", number.trim_end_matches('0').trim_end_matches('.'))
}

fn two_units(nanoseconds: u64, unit: u64, name: &str, smaller: u64, smaller_name: &str) -> String {
    let (whole, rest) = (nanoseconds / unit, nanoseconds % unit);
    if rest < smaller / 1000 {
        return format!("{whole} {name}");
    }
    format!("{whole} {name} {}", decimal(rest, smaller, smaller_name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_given_in_the_largest_unit_that_it_fills() {
        let times =
            [0, 7, 1_500, 250_000, 20_000_000, 1_250_000_000, 59_999_000_000, 60_000_000_000, 3_600_000_000_000];
        let texts = ["0", "7 ns", "1.5 µs", "250 µs", "20 ms", "1.25 s", "59.999 s", "1 min", "1 h"];
        assert_eq!(times.map(exact), texts);
        assert_eq!(exact(59 * MINUTE + 59 * SECOND + 900 * MILLISECOND), "59 min 59.9 s");
        assert_eq!(exact(90 * MINUTE), "1 h 30 min");
    }

    #[test]
    fn a_rounded_time_never_fills_the_next_unit() {
        let long = [59_600 * MILLISECOND, 59 * MINUTE + 20 * SECOND, 59 * MINUTE + 59 * SECOND, 25 * HOUR];
        assert_eq!(long.map(rounded), ["1 min", "59 min", "1 h", "25 h"]);
        assert_eq!(rounded(1_400 * MILLISECOND), "1 s");
    }

    #[test]
    fn nanoseconds_saturate() {
        assert_eq!(nanoseconds(Duration::new(2, 7)), 2_000_000_007);
        assert_eq!(nanoseconds(Duration::MAX), u64::MAX);
    }
}
