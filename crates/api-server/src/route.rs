//! What the server answers to.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// One of the three APIs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// GitHub's `GET /search/repositories`. In texts it is `github` or `repositories`.
    Repositories,
    /// JSONPlaceholder's `GET /posts` and `GET /posts/{id}`. In texts it is `posts`.
    Posts,
    /// Random User's `GET /api/`. In texts it is `users`.
    Users,
}

impl Route {
    /// All three.
    pub const ALL: [Self; 3] = [Self::Repositories, Self::Posts, Self::Users];

    /// The path at which its items are.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Repositories => "/search/repositories",
            Self::Posts => "/posts",
            Self::Users => "/api/",
        }
    }

    /// The route that a path belongs to, if any.
    pub(crate) fn of(path: &str) -> Option<Self> {
        match path {
            "/search/repositories" => Some(Self::Repositories),
            "/api" | "/api/" => Some(Self::Users),
            "/posts" => Some(Self::Posts),
            _ => path.starts_with("/posts/").then_some(Self::Posts),
        }
    }
}

impl fmt::Display for Route {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Repositories => "github",
            Self::Posts => "posts",
            Self::Users => "users",
        })
    }
}

/// A text is not a [`Route`] or a [`Target`].
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{text:?} is nothing that the server answers to: give github, posts, users, or one path such as /posts/3")]
pub struct TargetError {
    text: String,
}

impl FromStr for Route {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "github" | "repositories" => Ok(Self::Repositories),
            "posts" => Ok(Self::Posts),
            "users" => Ok(Self::Users),
            _ => Err(TargetError { text: text.to_owned() }),
        }
    }
}

/// What a [`Behavior`](crate::Behavior) is for: a whole route, or one exact path, which then overrides its route.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Every path of a route.
    Route(Route),
    /// One path, without its query: `/posts/3`. It need not exist: `/nowhere` is allowed too.
    Path(String),
}

impl From<Route> for Target {
    fn from(route: Route) -> Self {
        Self::Route(route)
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Route(route) => route.fmt(f),
            Self::Path(path) => f.write_str(path),
        }
    }
}

impl FromStr for Target {
    type Err = TargetError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_path = text.starts_with('/') && !text.contains(['?', '#', '=']) && !text.contains(char::is_whitespace);
        if is_path { Ok(Self::Path(text.to_owned())) } else { text.parse().map(Self::Route) }
    }
}
