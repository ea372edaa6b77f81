//! Task: transfer
//! Two branches, one for each direction.

pub use solution::*;

use tokio::sync::Mutex;

pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    if from >= accounts.len() {
        return Err(TransferError::UnknownAccount(from));
    }
    if to >= accounts.len() {
        return Err(TransferError::UnknownAccount(to));
    }
    let (mut source, mut target);
    match from.cmp(&to) {
        std::cmp::Ordering::Equal => return Err(TransferError::SameAccount(from)),
        std::cmp::Ordering::Less => {
            source = accounts[from].lock().await;
            target = accounts[to].lock().await;
        }
        std::cmp::Ordering::Greater => {
            target = accounts[to].lock().await;
            source = accounts[from].lock().await;
        }
    }
    if amount > *source {
        Err(TransferError::Insufficient(*source))
    } else if amount > u64::MAX - *target {
        Err(TransferError::Overflow)
    } else if !approve().await {
        Err(TransferError::Refused)
    } else {
        *source -= amount;
        *target += amount;
        Ok(())
    }
}
