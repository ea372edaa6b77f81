//! What a request asks for, as the APIs need it.

use std::str::FromStr;

/// The parts of a request that its answer depends on.
#[derive(Clone, Debug)]
pub(crate) struct Query {
    /// Without the query.
    pub(crate) path: String,
    /// Names and values, decoded, in their order.
    pub(crate) query: Vec<(String, String)>,
    pub(crate) has_user_agent: bool,
    /// It has an `Authorization` header. What is in it does not matter.
    pub(crate) authorized: bool,
    /// It has the answer already: its `If-None-Match` names the answer's tag.
    pub(crate) unchanged: bool,
}

impl Query {
    pub(crate) fn parse_query(query: &str) -> Vec<(String, String)> {
        form_urlencoded::parse(query.as_bytes()).into_owned().collect()
    }

    /// The last value of a parameter, as Express and Rails take it when it is given twice.
    pub(crate) fn value(&self, name: &str) -> Option<&str> {
        self.query.iter().rev().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The last value of a parameter, if it is of this type.
    pub(crate) fn parsed<T: FromStr>(&self, name: &str) -> Option<T> {
        self.value(name)?.trim().parse().ok()
    }

    /// Path and query, with the parameter `name` set to `value` and the others as they are.
    pub(crate) fn target_with(&self, name: &str, value: u64) -> String {
        let mut query = form_urlencoded::Serializer::new(String::new());
        let mut set = false;
        for (known, old) in &self.query {
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
