//! One answer, as it is kept.

use bytes::Bytes;
use http_cache_semantics::CachePolicy;

use super::CacheError;

/// An answer, and what decides for how long and for which requests it is good.
#[derive(Clone, Debug)]
pub struct Entry {
    pub(super) policy: CachePolicy,
    pub(super) body: Bytes,
}

/// The length of the policy stands before it.
const LENGTH: usize = size_of::<u32>();

impl Entry {
    /// About how much memory it takes, in bytes. The headers, of which there are few, are estimated.
    pub fn size(&self) -> usize {
        const HEADERS: usize = 2048;
        HEADERS + self.body.len()
    }

    /// The entry in bytes, for caches outside of this process.
    ///
    /// # Errors
    ///
    /// Its headers cannot be written as JSON.
    pub fn to_bytes(&self) -> Result<Vec<u8>, CacheError> {
        let policy = serde_json::to_vec(&self.policy).map_err(|error| CacheError::Unreadable(error.to_string()))?;
        let length = u32::try_from(policy.len()).map_err(|error| CacheError::Unreadable(error.to_string()))?;
        Ok([&length.to_le_bytes(), &policy[..], &self.body].concat())
    }

    /// What [`to_bytes`](Self::to_bytes) has made.
    ///
    /// # Errors
    ///
    /// These bytes are no entry, or one of another version.
    pub fn from_bytes(mut bytes: Bytes) -> Result<Self, CacheError> {
        let short = || CacheError::Unreadable("it ends too early".to_owned());
        let length = bytes.first_chunk::<LENGTH>().ok_or_else(short)?;
        let end = LENGTH.saturating_add(u32::from_le_bytes(*length) as usize);
        let policy = bytes.get(LENGTH..end).ok_or_else(short)?;
        let policy = serde_json::from_slice(policy).map_err(|error| CacheError::Unreadable(error.to_string()))?;
        Ok(Self { policy, body: bytes.split_off(end) })
    }
}
