//! Fails: transfer::transfers_between_others_go_on
//! Says: one lock is held for all accounts
//! No deadlock, and no two transfers at the same time either.

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
    let mut all = Vec::new();
    for account in accounts {
        all.push(account.lock().await);
    }
    let left = all[from].checked_sub(amount).ok_or(TransferError::Insufficient(*all[from]))?;
    let sum = all[to].checked_add(amount).ok_or(TransferError::Overflow)?;
    if !approve().await {
        return Err(TransferError::Refused);
    }
    *all[from] = left;
    *all[to] = sum;
    Ok(())
}
