//! Times as text.

use std::time::Duration;

/// Formats a time in the largest unit that it fills, with up to three decimals: `0 s`, `1.25 s`, `20 ms`, `250 µs`.
pub(crate) fn exact(time: Duration) -> String {
    match time {
        Duration::ZERO => "0 s".to_owned(),
        _ if time < Duration::from_millis(1) => decimal(time.as_secs_f64() * 1e6, 3, "µs"),
        _ if time < Duration::from_secs(1) => decimal(time.as_secs_f64() * 1e3, 3, "ms"),
        _ => decimal(time.as_secs_f64(), 3, "s"),
    }
}

/// Formats a time with three significant digits: `4.61 ns`, `20.9 ms`.
pub(crate) fn rounded(nanoseconds: f64) -> String {
    let (value, unit) = match nanoseconds {
        _ if nanoseconds < 1e3 => (nanoseconds, "ns"),
        _ if nanoseconds < 1e6 => (nanoseconds / 1e3, "µs"),
        _ if nanoseconds < 1e9 => (nanoseconds / 1e6, "ms"),
        _ => (nanoseconds / 1e9, "s"),
    };
    let decimals = match value {
        _ if value >= 100.0 => 0,
        _ if value >= 10.0 => 1,
        _ => 2,
    };
    decimal(value, decimals, unit)
}

/// Formats a number without zeros at the end of its decimals.
fn decimal(value: f64, decimals: usize, unit: &str) -> String {
    let value = format!("{value:.decimals$}");
    let value = if value.contains('.') { value.trim_end_matches('0').trim_end_matches('.') } else { &value };
    format!("{value} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_exact_time_has_up_to_three_decimals() {
        let times = [0, 250_000, 20_000_000, 1_250_000_000, 40_000_000_000].map(Duration::from_nanos);
        assert_eq!(times.map(exact), ["0 s", "250 µs", "20 ms", "1.25 s", "40 s"]);
    }

    #[test]
    fn a_rounded_time_has_three_digits() {
        let times = [0.35, 4.612, 20_900_000.0, 100_000_000.0, 2_134_000_000.0];
        assert_eq!(times.map(rounded), ["0.35 ns", "4.61 ns", "20.9 ms", "100 ms", "2.13 s"]);
    }
}
