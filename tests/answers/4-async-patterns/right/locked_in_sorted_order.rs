//! Task: transfer
//! Both indices are sorted, and the guards are found again by their place.

pub use solution::*;

use tokio::sync::Mutex;

pub async fn transfer(
    accounts: &[Mutex<u64>],
    from: usize,
    to: usize,
    amount: u64,
    approve: impl AsyncFnOnce() -> bool,
) -> Result<(), TransferError> {
    for index in [from, to] {
        accounts.get(index).ok_or(TransferError::UnknownAccount(index))?;
    }
    let mut order = [from, to];
    order.sort_unstable();
    if order[0] == order[1] {
        return Err(TransferError::SameAccount(from));
    }
    let mut guards = Vec::new();
    for index in order {
        guards.push((index, accounts[index].lock().await));
    }
    guards.sort_by_key(|(index, _)| *index != from);
    let (source, target) = (*guards[0].1, *guards[1].1);
    if source < amount {
        return Err(TransferError::Insufficient(source));
    }
    let Some(sum) = target.checked_add(amount) else { return Err(TransferError::Overflow) };
    if approve().await {
        *guards[0].1 = source - amount;
        *guards[1].1 = sum;
        Ok(())
    } else {
        Err(TransferError::Refused)
    }
}
