//! Task: transfer
//! One function locks in order, and its two guards are turned around where the transfer goes down.

pub use solution::*;

use tokio::sync::{Mutex, MutexGuard};

async fn in_order(accounts: &[Mutex<u64>], low: usize, high: usize) -> (MutexGuard<'_, u64>, MutexGuard<'_, u64>) {
    let low = accounts[low].lock().await;
    (low, accounts[high].lock().await)
}

pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    let find = |index: usize| accounts.get(index).ok_or(TransferError::UnknownAccount(index));
    find(from).and(find(to))?;
    let (mut source, mut target) = if from < to {
        in_order(accounts, from, to).await
    } else if to < from {
        let (target, source) = in_order(accounts, to, from).await;
        (source, target)
    } else {
        return Err(TransferError::SameAccount(to));
    };
    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(*source))?;
    let more = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    match approve().await {
        false => Err(TransferError::Refused),
        true => {
            *source = left;
            *target = more;
            Ok(())
        }
    }
}
