//! Draws the data of a check.

use std::cell::RefCell;
use std::ops::{Range, RangeInclusive};
use std::time::Duration;

thread_local! {
    /// The name of the test that runs on this thread under [`paused`](super::paused), [`live`](super::live) or
    /// [`plain`](super::plain).
    static TEST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Remembers the test that runs on this thread.
pub(super) fn enter(test: &str) {
    TEST.set(Some(test.to_owned()));
}

/// A generator of test data that is seeded by the name of the test, so that its data are the same in every run and on
/// every machine.
///
/// A fixed example can be passed by accident, most often because its numbers are friendly: exact in an `f32`, whole
/// seconds, three at a time. What this generator draws is not friendly: see [`f64`](Draw::f64), [`id`](Draw::id) and
/// [`duration`](Draw::duration). Borders (zero, one, the largest value) are not drawn: add them by hand.
///
/// Say the drawn data in the verdict. Without them, a failure cannot be understood.
///
/// ```
/// use pollscope::testing::Draw;
///
/// let mut draw = Draw::named("adds::two_numbers");
/// let (one, other) = (draw.f64(0.0..10.0), draw.f64(0.0..10.0));
/// assert_eq!(one + other, other + one, "of {one} and {other}");
/// ```
#[derive(Clone, Debug)]
pub struct Draw {
    state: u64,
}

impl Draw {
    /// Returns the generator of the test that runs on this thread under [`paused`](super::paused), [`live`](super::live) or
    /// [`plain`](super::plain). Two calls in one test return equal generators, so make one and keep it.
    ///
    /// # Panics
    ///
    /// If no such test runs on this thread.
    pub fn of_test() -> Draw {
        let name = TEST.with_borrow(Clone::clone);
        Draw::named(
            &name.expect("`Draw::of_test` is called in a check under `paused`, `live` or `plain`, on its thread"),
        )
    }

    /// Returns the generator with this name.
    pub fn named(name: &str) -> Draw {
        // FNV-1a, 64 bits. The names of two tests differ in a few bits; `next` mixes them well.
        let state = name
            .bytes()
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3));
        Draw { state }
    }

    /// Draws any number: 64 random bits, by the generator `SplitMix64`.
    pub fn u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.state;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// Draws a whole number from a range: a length, a limit, a count.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    pub fn usize(&mut self, range: RangeInclusive<usize>) -> usize {
        self.within(*range.start() as u64..=*range.end() as u64) as usize
    }

    /// Draws a whole number from a range.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    pub fn within(&mut self, range: RangeInclusive<u64>) -> u64 {
        let (low, high) = range.into_inner();
        assert!(low <= high, "there is no number from {low} to {high}");
        match (high - low).checked_add(1) {
            // The bias of the remainder is far below what a test could notice.
            Some(count) => low + self.u64() % count,
            None => self.u64(),
        }
    }

    /// Draws an id that neither an `f64` nor an `i64` can hold: odd, and at least 2^63.
    pub fn id(&mut self) -> u64 {
        self.u64() | 1 | (1 << 63)
    }

    /// Draws a number from a range that an `f32` cannot hold, and that has a fraction.
    ///
    /// # Panics
    ///
    /// If the range is so small, or its bounds so large, that a thousand numbers from it are friendly.
    pub fn f64(&mut self, range: Range<f64>) -> f64 {
        for _ in 0..1000 {
            let part = (self.u64() >> 11) as f64 / (1_u64 << 53) as f64;
            let number = range.start + (range.end - range.start) * part;
            if f64::from(number as f32) != number && number.fract() != 0.0 && range.contains(&number) {
                return number;
            }
        }
        panic!("there is hardly a number from {range:?} that has a fraction and is no `f32`");
    }

    /// Draws a time from a range, with nanoseconds: it is no whole number of microseconds.
    ///
    /// Tokio's timers have a resolution of a millisecond. For a time to sleep, use [`millis`](Draw::millis).
    ///
    /// # Panics
    ///
    /// If the range is empty, or has only whole microseconds.
    pub fn duration(&mut self, range: RangeInclusive<Duration>) -> Duration {
        let nanos = |time: &Duration| u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        let range = nanos(range.start())..=nanos(range.end());
        for _ in 0..1000 {
            let drawn = self.within(range.clone());
            if !drawn.is_multiple_of(1000) {
                return Duration::from_nanos(drawn);
            }
        }
        panic!("there is no time from {} to {} ns that has nanoseconds", range.start(), range.end());
    }

    /// Draws a number of milliseconds from a range, as a time to sleep on tokio's clock. It is no whole number of tenths
    /// of a second, unless the range has nothing else.
    ///
    /// # Panics
    ///
    /// If the range is empty.
    pub fn millis(&mut self, range: RangeInclusive<u64>) -> Duration {
        let mut drawn = self.within(range.clone());
        for _ in 0..1000 {
            if !drawn.is_multiple_of(100) {
                break;
            }
            drawn = self.within(range.clone());
        }
        Duration::from_millis(drawn)
    }

    /// Draws any finite number that an `f64` holds. A border comes every second time: zero with either sign, the smallest and
    /// the largest numbers, whole numbers around 2^53, and those next to one.
    ///
    /// [`f64`](Draw::f64) draws from a range, evenly. This is for many cases of a function that is compared with a slow and
    /// simple one: an error at a border is found although nobody has thought of that border.
    pub fn any_f64(&mut self) -> f64 {
        const TWO_TO_53: f64 = 9_007_199_254_740_992.0;
        const BORDERS: &[f64] = &[
            0.0,
            f64::from_bits(1),
            f64::MIN_POSITIVE,
            f64::EPSILON,
            1.0 - f64::EPSILON / 2.0,
            1.0,
            1.0 + f64::EPSILON,
            TWO_TO_53 - 1.0,
            TWO_TO_53,
            TWO_TO_53 + 2.0,
            f64::MAX / 2.0,
            f64::MAX,
        ];
        let number = match self.within(0..=3) {
            0 | 1 => *self.pick(BORDERS),
            2 => self.f64(0.0..1000.0),
            // All exponents but that of infinity and `NaN`.
            _ => f64::from_bits(self.within(0..=f64::MAX.to_bits())),
        };
        if self.within(0..=1) == 0 { -number } else { number }
    }

    /// Draws any time up to `longest`. A border comes every second time: nothing, a nanosecond, `longest`, and where the number
    /// of nanoseconds, microseconds, milliseconds or seconds no longer fits in 32 bits, or that of nanoseconds in an `f64`. The
    /// others come from all orders of magnitude alike.
    pub fn any_duration(&mut self, longest: Duration) -> Duration {
        let two_to_32 = u64::from(u32::MAX) + 1;
        let borders = [
            Duration::ZERO,
            Duration::from_nanos(1),
            Duration::from_nanos(999_999_999),
            Duration::from_nanos(two_to_32),
            Duration::from_micros(two_to_32),
            Duration::from_nanos((1 << 53) + 1),
            Duration::from_millis(two_to_32),
            Duration::from_secs(two_to_32),
            longest,
        ];
        if self.within(0..=1) == 0 {
            let border = self.pick(&borders).saturating_sub(Duration::from_nanos(self.within(0..=1)));
            return border.min(longest);
        }
        // All orders of magnitude alike.
        let bits = self.within(0..=u64::from(u128::BITS - longest.as_nanos().leading_zeros()));
        let drawn = (u128::from(self.u64()) << 64 | u128::from(self.u64())) & ((1 << bits) - 1);
        let drawn = drawn.min(longest.as_nanos());
        Duration::new((drawn / 1_000_000_000) as u64, (drawn % 1_000_000_000) as u32)
    }

    /// Draws a text of so many characters of all kinds: letters of one to four bytes, some with two letters in the other case, an
    /// accent that follows its letter, digits, white space of all kinds, controls, a byte order mark, the replacement
    /// character, and what has a meaning in other formats. It has no line feed.
    pub fn any_text(&mut self, characters: RangeInclusive<usize>) -> String {
        const CHARACTERS: &str = "aZ70-+.,;:=#%&\"'\\/{ \t\r\0\u{b}\u{1b}\u{7f}\u{85}\u{a0}\u{2028}\u{3000}\u{feff}\u{fffd}\u{301}ßİǅéΩжא٣中\u{10ffff}🦀";
        let all: Vec<char> = CHARACTERS.chars().collect();
        let length = self.usize(characters);
        (0..length).map(|_| *self.pick(&all)).collect()
    }

    /// Draws a word of small letters.
    pub fn word(&mut self, letters: RangeInclusive<usize>) -> String {
        let length = self.usize(letters);
        (0..length).map(|_| char::from(b'a' + self.within(0..=25) as u8)).collect()
    }

    /// Draws as many items as `length` says, each by `item`.
    pub fn list<T>(&mut self, length: usize, mut item: impl FnMut(&mut Draw) -> T) -> Vec<T> {
        (0..length).map(|_| item(self)).collect()
    }

    /// Draws one of the items.
    ///
    /// # Panics
    ///
    /// If there is none.
    pub fn pick<'a, T>(&mut self, items: &'a [T]) -> &'a T {
        assert!(!items.is_empty(), "there is no item to pick");
        &items[self.usize(0..=items.len() - 1)]
    }

    /// Puts the items into an order that is drawn.
    pub fn shuffle<T>(&mut self, items: &mut [T]) {
        for end in (1..items.len()).rev() {
            items.swap(end, self.usize(0..=end));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_names_draw_equal_data_on_every_machine() {
        let mut draw = Draw::named("a::b");
        let drawn = [draw.u64(), draw.u64()];
        assert_eq!(drawn, [11_406_667_637_888_287_943, 9_220_823_830_587_140_801]);
        assert_ne!(Draw::named("a::c").u64(), drawn[0]);
    }

    #[test]
    fn a_test_under_paused_has_its_own() {
        let under_paused = std::sync::Arc::new(std::sync::Mutex::new(0));
        let drawn = under_paused.clone();
        crate::testing::paused(async move |_| *drawn.lock().unwrap() = Draw::of_test().u64());
        let name = "testing::draw::tests::a_test_under_paused_has_its_own";
        assert_eq!(*under_paused.lock().unwrap(), Draw::named(name).u64());
    }

    #[test]
    fn a_test_that_is_not_async_has_its_own() {
        crate::testing::plain(|| {
            let name = "testing::draw::tests::a_test_that_is_not_async_has_its_own";
            assert_eq!(Draw::of_test().u64(), Draw::named(name).u64());
        });
    }

    #[test]
    fn what_is_drawn_is_in_its_range_and_not_friendly() {
        let mut draw = Draw::named("ranges");
        for _ in 0..1000 {
            assert!((3..=5).contains(&draw.usize(3..=5)));
            let number = draw.f64(-1.0..1e6);
            assert!((-1.0..1e6).contains(&number) && f64::from(number as f32) != number, "{number}");
            let id = draw.id();
            assert!(id > i64::MAX as u64 && (id as f64) as u64 != id, "{id}");
            let time = draw.duration(Duration::ZERO..=Duration::from_micros(2));
            assert!(time <= Duration::from_micros(2) && !time.as_nanos().is_multiple_of(1000), "{time:?}");
            let nap = draw.millis(1..=1000);
            assert!(nap <= Duration::from_secs(1) && !nap.as_millis().is_multiple_of(100), "{nap:?}");
        }
        assert_eq!(draw.millis(100..=100), Duration::from_millis(100));
        assert_eq!(draw.within(7..=7), 7);
        draw.within(0..=u64::MAX);
    }

    #[test]
    fn borders_and_all_orders_of_magnitude_come() {
        let mut draw = Draw::named("borders");
        let numbers = draw.list(5000, Draw::any_f64);
        assert!(numbers.iter().all(|number| number.is_finite()));
        for border in [0.0, -0.0, f64::MAX, f64::MIN, f64::from_bits(1), 1.0] {
            assert!(numbers.iter().any(|number| number.to_bits() == border.to_bits()), "{border}");
        }
        assert!(numbers.iter().any(|number| number.abs() > 1e200 && number.abs() < 1e300));

        let longest = Duration::from_secs(1 << 40);
        let times = draw.list(5000, |draw| draw.any_duration(longest));
        assert!(times.iter().all(|time| *time <= longest));
        for border in [Duration::ZERO, Duration::from_nanos(1), Duration::from_nanos((1 << 53) + 1), longest] {
            assert!(times.contains(&border), "{border:?}");
        }
        for power in 1..12 {
            let magnitude = Duration::from_secs(10_u64.pow(power));
            assert!(times.iter().any(|time| (magnitude..10 * magnitude).contains(time)), "{magnitude:?}");
        }
        assert_eq!(draw.any_duration(Duration::ZERO), Duration::ZERO);
        assert!((0..1000).all(|_| draw.any_duration(Duration::from_nanos(3)) <= Duration::from_nanos(3)));
        draw.list(1000, |draw| draw.any_duration(Duration::MAX));
    }

    #[test]
    fn a_text_has_its_length_and_no_line_feed() {
        let mut draw = Draw::named("texts");
        let texts = draw.list(1000, |draw| draw.any_text(0..=20));
        assert!(texts.iter().all(|text| text.chars().count() <= 20 && !text.contains('\n')));
        for kind in ["\r", "\u{feff}", "\u{fffd}", "🦀"] {
            assert!(texts.iter().any(|text| text.starts_with(kind)), "{kind:?}");
        }
    }

    #[test]
    fn every_number_of_a_range_comes_and_every_order() {
        let mut draw = Draw::named("orders");
        let mut orders = std::collections::BTreeSet::new();
        for _ in 0..200 {
            let mut items = [1, 2, 3];
            draw.shuffle(&mut items);
            orders.insert(items);
        }
        assert_eq!(orders.len(), 6);
        let picked: std::collections::BTreeSet<usize> = (0..200).map(|_| *draw.pick(&[1, 2, 3])).collect();
        assert_eq!(picked.len(), 3);
        let words = draw.list(50, |draw| draw.word(1..=3));
        assert!(words.iter().all(|word| (1..=3).contains(&word.len())) && words.len() == 50);
    }
}
