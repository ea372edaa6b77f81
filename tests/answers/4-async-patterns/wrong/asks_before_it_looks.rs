//! Fails: transfer::gives_the_first_error_that_applies
//! Says: it asks before it knows that the transfer is possible
//! The question is put for a transfer that cannot be done.

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
    let mut lower = accounts[from.min(to)].lock().await;
    let mut higher = accounts[from.max(to)].lock().await;
    let (source, target) = if from < to { (&mut lower, &mut higher) } else { (&mut higher, &mut lower) };
    let is_approved = approve().await;
    let left = source.checked_sub(amount).ok_or(TransferError::Insufficient(**source))?;
    let sum = target.checked_add(amount).ok_or(TransferError::Overflow)?;
    if !is_approved {
        return Err(TransferError::Refused);
    }
    (**source, **target) = (left, sum);
    Ok(())
}
