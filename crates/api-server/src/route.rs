//! The routes of the server, and the targets of a behavior.

use std::{fmt, str::FromStr};

use thiserror::Error;

/// One of the three APIs.
///
/// ```
/// use api_server::Route;
///
/// assert_eq!(Route::Posts.path(), "/posts");
/// assert_eq!("github".parse(), Ok(Route::Repositories));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Route {
    /// GitHub's `GET /search/repositories`. Its text is `github` or `repositories`.
    Repositories,
    /// JSONPlaceholder's `GET /posts` and `GET /posts/{id}`. Its text is `posts`.
    Posts,
    /// Random User's `GET /api/`. Its text is `users`.
    Users,
}

impl Route {
    /// All three routes.
    pub const ALL: [Self; 3] = [Self::Repositories, Self::Posts, Self::Users];

    /// Returns the path of its items.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Repositories => "/search/repositories",
            Self::Posts => "/posts",
            Self::Users => "/api/",
        }
    }

    /// Returns the route that a path belongs to, if any.
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

/// The error for a text that is not a [`Route`] or a [`Target`].
///
/// ```
/// use api_server::Target;
///
/// let error = "tweets".parse::<Target>().unwrap_err();
/// assert!(error.to_string().starts_with("unknown target \"tweets\""));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("unknown target {text:?}: expected github, posts, users or a path such as /posts/3")]
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

/// The target of a [`Behavior`](crate::Behavior): a whole route, or one exact path, which overrides its route.
///
/// ```
/// use api_server::{Route, Target};
///
/// assert_eq!("posts".parse(), Ok(Target::Route(Route::Posts)));
/// assert_eq!("/posts/3".parse(), Ok(Target::Path("/posts/3".to_owned())));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Target {
    /// Every path of a route.
    Route(Route),
    /// One path without its query, such as `/posts/3`. It need not exist: `/nowhere` is allowed, too.
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
