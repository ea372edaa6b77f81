//! Writes what a step returns into a row.

use std::fmt;

use serde::ser::{self, Impossible, Serialize, SerializeStruct, Serializer};
use serde_json::Value;

use super::data::Row;

/// The reason that a value cannot be written into a row.
#[derive(Debug)]
pub(crate) enum Unwritten {
    /// It has no names.
    Nameless(Value),
    Invalid(serde_json::Error),
}

impl Row {
    /// Writes the fields of a struct or the entries of a map. `()` has none.
    pub(crate) fn write<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Unwritten> {
        match value.serialize(StructWriter(self)) {
            Ok(()) => Ok(()),
            Err(Trouble::Invalid(error)) => Err(Unwritten::Invalid(error)),
            Err(Trouble::NotAStruct) => match serde_json::to_value(value).map_err(Unwritten::Invalid)? {
                Value::Object(map) => {
                    self.extend(Row::from(map));
                    Ok(())
                }
                Value::Null => Ok(()),
                other => Err(Unwritten::Nameless(other)),
            },
        }
    }
}

#[derive(Debug)]
enum Trouble {
    NotAStruct,
    Invalid(serde_json::Error),
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Trouble {}

impl ser::Error for Trouble {
    fn custom<T: fmt::Display>(message: T) -> Trouble {
        Trouble::Invalid(ser::Error::custom(message))
    }
}

/// Writes the fields of a struct, whose names are not allocated. Everything else goes through a [`Value`].
struct StructWriter<'r>(&'r mut Row);

impl SerializeStruct for StructWriter<'_> {
    type Ok = ();
    type Error = Trouble;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, name: &'static str, value: &T) -> Result<(), Trouble> {
        self.0.insert(name, value.serialize(serde_json::value::Serializer).map_err(Trouble::Invalid)?);
        Ok(())
    }

    fn end(self) -> Result<(), Trouble> {
        Ok(())
    }
}

/// Refuses values that are no structs.
macro_rules! not_a_struct {
    ($($method:ident($($type:ty),*) -> $result:ty;)*) => {
        $(
            fn $method(self, $(_: $type),*) -> Result<$result, Trouble> {
                Err(Trouble::NotAStruct)
            }
        )*
    };
}

type Never = Impossible<(), Trouble>;

impl Serializer for StructWriter<'_> {
    type Ok = ();
    type Error = Trouble;
    type SerializeSeq = Never;
    type SerializeTuple = Never;
    type SerializeTupleStruct = Never;
    type SerializeTupleVariant = Never;
    type SerializeMap = Never;
    type SerializeStruct = Self;
    type SerializeStructVariant = Never;

    fn serialize_struct(self, _name: &'static str, _len: usize) -> Result<Self, Trouble> {
        Ok(self)
    }

    fn serialize_unit(self) -> Result<(), Trouble> {
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Trouble> {
        value.serialize(self)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _name: &'static str, value: &T) -> Result<(), Trouble> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _name: &'static str,
        _index: u32,
        _variant: &'static str,
        _value: &T,
    ) -> Result<(), Trouble> {
        Err(Trouble::NotAStruct)
    }

    not_a_struct! {
        serialize_bool(bool) -> ();
        serialize_i8(i8) -> ();
        serialize_i16(i16) -> ();
        serialize_i32(i32) -> ();
        serialize_i64(i64) -> ();
        serialize_i128(i128) -> ();
        serialize_u8(u8) -> ();
        serialize_u16(u16) -> ();
        serialize_u32(u32) -> ();
        serialize_u64(u64) -> ();
        serialize_u128(u128) -> ();
        serialize_f32(f32) -> ();
        serialize_f64(f64) -> ();
        serialize_char(char) -> ();
        serialize_str(&str) -> ();
        serialize_bytes(&[u8]) -> ();
        serialize_none() -> ();
        serialize_unit_struct(&'static str) -> ();
        serialize_unit_variant(&'static str, u32, &'static str) -> ();
        serialize_seq(Option<usize>) -> Never;
        serialize_tuple(usize) -> Never;
        serialize_tuple_struct(&'static str, usize) -> Never;
        serialize_tuple_variant(&'static str, u32, &'static str, usize) -> Never;
        serialize_map(Option<usize>) -> Never;
        serialize_struct_variant(&'static str, u32, &'static str, usize) -> Never;
    }
}
