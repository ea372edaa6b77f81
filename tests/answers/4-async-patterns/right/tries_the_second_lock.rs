//! Task: transfer
//! It never waits for a lock while it holds another one: it gives the first one back, and begins with the other.

pub use solution::*;

use tokio::sync::{Mutex, MutexGuard};

pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    let find = |index: usize| accounts.get(index).ok_or(TransferError::UnknownAccount(index));
    let (source, target) = (find(from)?, find(to)?);
    if from == to {
        return Err(TransferError::SameAccount(to));
    }
    let (mut source, mut target): (MutexGuard<'_, u64>, MutexGuard<'_, u64>) = loop {
        let first = source.lock().await;
        if let Ok(second) = target.try_lock() {
            break (first, second);
        }
        drop(first);
        let second = target.lock().await;
        if let Ok(first) = source.try_lock() {
            break (first, second);
        }
        drop(second);
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
