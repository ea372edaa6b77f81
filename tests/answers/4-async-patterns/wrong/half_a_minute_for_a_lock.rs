//! Fails: transfer::waits_for_a_lock_however_long_it_takes
//! Says: locked for long counts as a refusal
//! Whoever waits for a lock for half a minute is refused, "so that nothing hangs".

pub use solution::*;

use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::timeout;

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
    let locking = async { (accounts[from.min(to)].lock().await, accounts[from.max(to)].lock().await) };
    let patience = Duration::from_secs(30);
    let Ok((mut lower, mut higher)) = timeout(patience, locking).await else { return Err(TransferError::Refused) };
    let (source, target) = if from < to { (&mut *lower, &mut *higher) } else { (&mut *higher, &mut *lower) };
    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(*source))?;
    let sum = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !approve().await {
        return Err(TransferError::Refused);
    }
    (*source, *target) = (left, sum);
    Ok(())
}
