//! Reads a step's input from the data that it sees.

use std::fmt;

use serde::de::value::{BorrowedStrDeserializer, MapAccessDeserializer};
use serde::de::{self, DeserializeOwned, DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde::forward_to_deserialize_any;
use serde_json::Value;

use super::data::{Name, Row, View};
use super::definition::Renames;
use super::fields::Fields;
use crate::error::ErrorKind;

/// The data that a step sees, under the names that it uses.
#[derive(Clone, Copy)]
pub(crate) struct Input<'a> {
    pub(crate) view: &'a View<'a>,
    pub(crate) renames: &'a Renames,
}

impl<'a> Input<'a> {
    /// Reads a step's input.
    pub(crate) fn read<T: DeserializeOwned>(self) -> Result<T, ErrorKind> {
        T::deserialize(self).map_err(|trouble| match trouble {
            Trouble::Missing(field) => {
                let field = self.renames.get(field).to_owned();
                ErrorKind::MissingInput { field, available: self.view.names() }
            }
            Trouble::Invalid(field, source) => ErrorKind::InvalidInput { field, source },
            Trouble::Other(source) => ErrorKind::Convert { what: "its input", source },
        })
    }

    /// Reads the result of a run. `()` is that without names.
    pub(crate) fn read_result<T: DeserializeOwned>(self) -> Result<T, serde_json::Error> {
        T::deserialize(self).or_else(|trouble| match trouble {
            _ if self.view.entries().next().is_none() => serde_json::from_value(Value::Null),
            Trouble::Missing(field) => Err(de::Error::missing_field(field)),
            Trouble::Invalid(_, source) | Trouble::Other(source) => Err(source),
        })
    }

    /// Returns the values that a step with these fields reads.
    pub(crate) fn values(self, fields: &Fields) -> Row {
        let names: Vec<Name> = match fields.known() {
            Some(names) => names.iter().map(|name| Name::from(*name)).collect(),
            None => self.names().map(|name| Name::from(name.to_owned())).collect(),
        };
        let values = names.into_iter().filter_map(|name| self.get(&name).cloned().map(|value| (name, value)));
        values.collect()
    }

    fn get(self, field: &str) -> Option<&'a Value> {
        self.view.get(self.renames.get(field))
    }

    /// Returns the names for a type that takes any: those that are there, and new names in place of those that are renamed.
    fn names(self) -> impl Iterator<Item = &'a str> {
        let Input { view, renames } = self;
        let new = renames.iter().filter(move |(_, from)| view.get(from).is_some()).map(|(field, _)| field);
        let kept = view.entries().map(|(name, _)| name);
        new.chain(kept.filter(move |name| renames.iter().all(|(field, from)| field != *name && from != *name)))
    }

    fn entries(self) -> Entries<'a, impl Iterator<Item = &'a str>> {
        Entries { input: self, names: self.names(), current: None }
    }
}

/// The reason that an input cannot be read.
#[derive(Debug)]
pub(crate) enum Trouble {
    Missing(&'static str),
    Invalid(String, serde_json::Error),
    Other(serde_json::Error),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Trouble {}

impl de::Error for Trouble {
    fn custom<T: fmt::Display>(message: T) -> Trouble {
        Trouble::Other(de::Error::custom(message))
    }

    fn missing_field(field: &'static str) -> Trouble {
        Trouble::Missing(field)
    }
}

impl<'de> Deserializer<'de> for Input<'de> {
    type Error = Trouble;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_map(self.entries())
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        MapAccessDeserializer::new(self.entries()).deserialize_enum(name, variants, visitor)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Trouble> {
        visitor.visit_map(Entries { input: self, names: fields.iter().copied(), current: None })
    }

    fn deserialize_unit<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_unit()
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Trouble> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf seq tuple tuple_struct map identifier
        ignored_any
    }
}

/// The names that a step asks for, and their values.
struct Entries<'de, N> {
    input: Input<'de>,
    names: N,
    current: Option<(&'de str, &'de Value)>,
}

impl<'de, N: Iterator<Item = &'de str>> MapAccess<'de> for Entries<'de, N> {
    type Error = Trouble;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Trouble> {
        let input = self.input;
        self.current = self.names.find_map(|name| Some((name, input.get(name)?)));
        let Some((name, _)) = self.current else { return Ok(None) };
        seed.deserialize(BorrowedStrDeserializer::new(name)).map(Some)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Trouble> {
        let (name, value) = self.current.take().ok_or_else(|| de::Error::custom("a value was read before its name"))?;
        seed.deserialize(value).map_err(|source| Trouble::Invalid(self.input.renames.get(name).to_owned(), source))
    }
}
