//! The join of posts and authors.

use std::collections::HashMap;

use serde::Serialize;

use crate::extract::{Author, Post};

/// A row of the result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub(crate) struct Row {
    pub(crate) id: u64,
    pub(crate) title: String,
    pub(crate) author: String,
    pub(crate) country: String,
}

/// A post without an author.
#[derive(Debug, thiserror::Error)]
#[error("post {post} is by the author {author}, whom the CSV file does not have")]
pub(crate) struct NoAuthor {
    post: u64,
    author: u64,
}

/// Joins each post with its author, in the order of the posts.
pub(crate) async fn join((authors, posts): (Vec<Author>, Vec<Post>)) -> Result<Vec<Row>, NoAuthor> {
    let authors: HashMap<u64, Author> = authors.into_iter().map(|author| (author.id, author)).collect();
    let row = |Post { id, user_id, title }: Post| {
        let author = authors.get(&user_id).ok_or(NoAuthor { post: id, author: user_id })?;
        Ok(Row { id, title, author: author.name.clone(), country: author.country.clone() })
    };
    posts.into_iter().map(row).collect()
}
