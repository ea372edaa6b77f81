//! Fails: transfer::moves_the_amount_in_either_direction
//! Says: takes long counts as a refusal
//! An approval that does not come in half a minute is a refusal.

pub use solution::*;

use std::time::Duration;
use tokio::sync::Mutex;

pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    let source = accounts.get(from).ok_or(TransferError::UnknownAccount(from))?;
    let target = accounts.get(to).ok_or(TransferError::UnknownAccount(to))?;
    if from == to {
        return Err(TransferError::SameAccount(from));
    }
    let (mut source, mut target) = if from < to {
        let source = source.lock().await;
        (source, target.lock().await)
    } else {
        let target = target.lock().await;
        (source.lock().await, target)
    };
    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(*source))?;
    let more = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !tokio::time::timeout(Duration::from_secs(30), approve()).await.unwrap_or(false) {
        return Err(TransferError::Refused);
    }
    (*source, *target) = (left, more);
    Ok(())
}
