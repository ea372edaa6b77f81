//! The retry budget that all requests of a source share.

use std::sync::atomic::{AtomicU64, Ordering};

use super::settings::RetryBudget;

/// A token bucket. Each request adds one token, and each retry takes `requests_per_retry` tokens.
#[derive(Debug)]
pub(super) struct Budget {
    tokens: AtomicU64,
    capacity: u64,
    tokens_per_retry: u64,
}

impl Budget {
    pub(super) fn new(budget: RetryBudget) -> Self {
        let tokens_per_retry = u64::from(budget.requests_per_retry.get());
        let capacity = u64::from(budget.reserve) * tokens_per_retry;
        Self { tokens: AtomicU64::new(capacity), capacity, tokens_per_retry }
    }

    /// Adds the token of a request.
    pub(super) fn earn(&self) {
        self.change(|tokens| Some((tokens + 1).min(self.capacity)));
    }

    /// Takes the tokens of a retry. Returns `false` if there are not enough.
    pub(super) fn spend(&self) -> bool {
        self.change(|tokens| tokens.checked_sub(self.tokens_per_retry))
    }

    fn change(&self, change: impl FnMut(u64) -> Option<u64>) -> bool {
        self.tokens.fetch_update(Ordering::Relaxed, Ordering::Relaxed, change).is_ok()
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
