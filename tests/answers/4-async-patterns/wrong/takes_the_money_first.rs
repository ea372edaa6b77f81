//! Fails: transfer::dropped_at_any_moment_it_moves_nothing
//! Says: the money is taken before something else can fail or wait
//! It pays the money back if the answer is no, but a future that is dropped never gets there.

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
    let sum = target.checked_add(amount);
    **source = source.checked_sub(amount).ok_or(TransferError::Insufficient(**source))?;
    let answer = match sum {
        None => Err(TransferError::Overflow),
        Some(_) if !approve().await => Err(TransferError::Refused),
        Some(sum) => Ok(sum),
    };
    match answer {
        Ok(sum) => **target = sum,
        Err(_) => **source += amount,
    }
    answer.map(drop)
}
