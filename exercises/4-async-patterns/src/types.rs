//! The types that the tasks use.

use std::io;

use thiserror::Error;

/// The end of a job on a task of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome<T> {
    /// The job's result.
    Done(T),
    /// The message of the panic that ended the job.
    Panicked(String),
}

/// A pool of resources, such as connections to a database. Getting one and giving it back both take time.
pub trait Pool: Send + Sync + 'static {
    /// A resource of the pool.
    type Resource: Send + 'static;
    /// The error if there is no resource.
    type Error;

    /// Waits for a resource.
    fn acquire(&self) -> impl Future<Output = Result<Self::Resource, Self::Error>> + Send;

    /// Gives a resource back. The pool has it again when the future is done. It doesn't panic.
    fn release(&self, resource: Self::Resource) -> impl Future<Output = ()> + Send;
}

/// The lines that were read, and the rest.
#[derive(Debug)]
pub struct Received {
    /// The whole lines, without their ends.
    pub lines: Vec<String>,
    /// The bytes after the last whole line.
    pub rest: Vec<u8>,
    /// The reason why no more was read.
    pub end: End,
}

/// The reason why reading ended.
#[derive(Debug)]
pub enum End {
    /// The reader had no more bytes.
    Eof,
    /// The token was cancelled.
    Cancelled,
    /// The reader failed, with this error.
    Failed(io::Error),
}

/// The reason why no money was moved.
#[derive(Clone, Copy, Debug, Error, PartialEq, Eq)]
pub enum TransferError {
    /// There is no account with this index.
    #[error("there is no account {0}")]
    UnknownAccount(usize),
    /// Both accounts are this one.
    #[error("account {0} cannot pay itself")]
    SameAccount(usize),
    /// The balance is smaller than the amount.
    #[error("the balance is only {0}")]
    Insufficient(u64),
    /// The other account cannot hold that much.
    #[error("the other account would hold more than a `u64`")]
    Overflow,
    /// The transfer was not approved.
    #[error("the transfer was not approved")]
    Refused,
}

/// The numbers of requests that a server has accepted, by their end.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Served {
    /// Handled to the end.
    pub finished: usize,
    /// Ended by a panic of the handler.
    pub panicked: usize,
    /// Aborted when the time for the shutdown was over.
    pub aborted: usize,
}

/// The numbers of times at which a job was due.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Beats {
    /// The job ran.
    pub ran: usize,
    /// The run before was not done yet.
    pub skipped: usize,
}
