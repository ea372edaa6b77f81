//! The parts of a request that decide its response.

use std::str::FromStr;

/// A request, as the APIs read it.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// The path, without the query string.
    pub(crate) path: String,
    /// Names and values of the query string, decoded, in their order.
    pub(crate) parameters: Vec<(String, String)>,
    pub(crate) has_user_agent: bool,
    /// It has an `Authorization` header, with any value.
    pub(crate) authorized: bool,
    /// Its `If-None-Match` header contains the tag of the response, so the client has the response already.
    pub(crate) unchanged: bool,
}

impl Query {
    pub(crate) fn parse_parameters(query: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// Returns the value of a parameter. If it is given twice, the last one counts, as in Express and Rails.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.parameters.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// Returns the value of a parameter, or `None` if it is missing or does not parse.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.trim().parse().ok()
    }

    /// Returns path and query string with the parameter `name` set to `value` and all others unchanged.
    pub(crate) fn target_with(&self, name: &str, value: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut set = false;
        for (known, old) in &self.parameters {
            if known == name {
                set = true;
                query.append_pair(name, &value.to_string());
            } else {
                query.append_pair(known, old);
            }
        }
        if !set {
            query.append_pair(name, &value.to_string());
        }
        format!("{}?{}", self.path, query.finish())
    }
}
