//! Fails: transfer::transfers_in_a_circle_all_end
//! Says: a deadlock
//! The order of the arguments is another one for the transfer that comes back.

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
    let mut source = accounts[from].lock().await;
    let mut target = accounts[to].lock().await;
    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(*source))?;
    let sum = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !approve().await {
        return Err(TransferError::Refused);
    }
    (*source, *target) = (left, sum);
    Ok(())
}
