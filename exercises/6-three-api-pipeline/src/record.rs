//! What every source becomes.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An item of any source, in the form that all of them share. Serialised it has these three keys, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The name of the source, such as `github`.
    pub source: Cow<'static, str>,
    /// What the item is called: a repository's name, a post's title, a user's first and last name.
    pub name: String,
    /// What is told of it.
    pub data: Data,
}

/// What is told of an item. A number stays a number: a post's `id` is 1, not `"1"`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Data {
    /// `75000 stars` of a repository, the mail address of a user.
    Text(String),
    /// The number of a post.
    Number(i64),
}
