//! The record that every source makes of its items.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// An item of any source, in the form that all sources share. Serialized, it has these three keys, in this order.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Record {
    /// The name of the source, such as `github`.
    pub source: Cow<'static, str>,
    /// The name of the item: of a repository, the title of a post, or the first and last name of a user.
    pub name: String,
    /// The data of the item.
    pub data: Data,
}

/// The data of an item. A number stays a number: a post's `id` is 1, not `"1"`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Data {
    /// A text, such as the `75000 stars` of a repository or the email address of a user.
    Text(String),
    /// A whole number, such as the `id` of a post.
    Number(i64),
}
