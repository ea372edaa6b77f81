//! Fails: transfer::asks_once_with_both_accounts_locked_and_no_other
//! Says: a guard is dropped before the answer
//! The advice "no lock across an `await`" in the wrong place: what was checked may be gone when the answer comes.

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
    if from == to {
        return Err(TransferError::SameAccount(from));
    }
    let balance = *accounts[from].lock().await;
    let other = *accounts[to].lock().await;
    balance.checked_sub(amount).ok_or(TransferError::Insufficient(balance))?;
    other.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !approve().await {
        return Err(TransferError::Refused);
    }
    *accounts[from].lock().await -= amount;
    *accounts[to].lock().await += amount;
    Ok(())
}
