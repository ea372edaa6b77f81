//! Fails: transfer::waits_for_no_lock_if_an_account_is_wrong
//! Says: one is locked twice
//! A transfer to the same account waits for the lock that it holds itself.

pub use solution::*;

use tokio::sync::Mutex;

pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    if let Some(unknown) = [from, to].into_iter().find(|index| *index >= accounts.len()) {
        return Err(TransferError::UnknownAccount(unknown));
    }
    let mut lower = accounts[from.min(to)].lock().await;
    let mut higher = accounts[from.max(to)].lock().await;
    if from == to {
        return Err(TransferError::SameAccount(from));
    }
    let (source, target) = if from < to { (&mut lower, &mut higher) } else { (&mut higher, &mut lower) };
    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(**source))?;
    let sum = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !approve().await {
        return Err(TransferError::Refused);
    }
    (**source, **target) = (left, sum);
    Ok(())
}
