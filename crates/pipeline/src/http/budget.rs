//! The retries that all requests of a source share.

use std::sync::atomic::{AtomicU64, Ordering};

use super::settings::RetryBudget;

/// A token bucket. Its unit is what one request adds; a retry takes `requests_per_retry` of them.
#[derive(Debug)]
pub(super) struct Budget {
    filled: AtomicU64,
    most: u64,
    a_retry: u64,
}

impl Budget {
    pub(super) fn new(budget: RetryBudget) -> Self {
        let a_retry = u64::from(budget.requests_per_retry.get());
        let most = u64::from(budget.reserve) * a_retry;
        Self { filled: AtomicU64::new(most), most, a_retry }
    }

    /// A request begins.
    pub(super) fn earn(&self) {
        self.change(|filled| Some((filled + 1).min(self.most)));
    }

    /// Takes a retry, if there is one.
    pub(super) fn spend(&self) -> bool {
        self.change(|filled| filled.checked_sub(self.a_retry))
    }

    fn change(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        self.filled.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn retries(budget: &Budget) -> usize {
        std::iter::repeat_with(|| budget.spend()).take_while(|spent| *spent).count()
    }

    #[test]
    fn there_is_a_reserve_and_a_fifth_of_the_requests() {
        let budget = Budget::new(RetryBudget::default());
        assert_eq!(retries(&budget), 10);
        (0..14).for_each(|_| budget.earn());
        assert_eq!(retries(&budget), 2);
        budget.earn();
        assert_eq!(retries(&budget), 1);
    }

    #[test]
    fn a_long_time_without_retries_saves_no_more_than_the_reserve() {
        let budget = Budget::new(RetryBudget { reserve: 2, ..RetryBudget::default() });
        (0..1000).for_each(|_| budget.earn());
        assert_eq!(retries(&budget), 2);
    }

    #[test]
    fn without_a_reserve_there_are_no_retries() {
        let budget = Budget::new(RetryBudget { reserve: 0, ..RetryBudget::default() });
        (0..1000).for_each(|_| budget.earn());
        assert_eq!(retries(&budget), 0);
    }
}
