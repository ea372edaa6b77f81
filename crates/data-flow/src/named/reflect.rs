//! Finds the names of a type's fields, by letting the type read from a source that only listens.

use std::fmt;
use std::panic::{AssertUnwindSafe, catch_unwind};

use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{
    self, DeserializeOwned, DeserializeSeed, Deserializer, EnumAccess, IntoDeserializer, VariantAccess, Visitor,
};
use serde::forward_to_deserialize_any;

use super::fields::Fields;

/// Returns the names of a type's fields.
pub(crate) fn fields_of<T: DeserializeOwned>() -> Fields {
    match T::deserialize(Listener) {
        Err(Heard::Struct(all)) => Fields::Known { all, required: required_of::<T>(all) },
        Err(Heard::Unit) => Fields::Known { all: &[], required: Vec::new() },
        Err(Heard::Nameless) => Fields::Nameless(std::any::type_name::<T>()),
        // A type that reads itself without asking for anything, or in a way of its own.
        Err(Heard::Any | Heard::Missing(_) | Heard::Other) | Ok(_) => Fields::Any,
    }
}

/// Returns the fields without which the struct cannot be read: it is given more and more of them, until it has enough.
///
/// A field that comes after one that refuses a sample is not found. It is missed when the step runs.
fn required_of<T: DeserializeOwned>(all: &[&'static str]) -> Vec<&'static str> {
    let mut required = Vec::new();
    while required.len() < all.len() {
        // A type's own code might not expect a sample.
        let read = catch_unwind(AssertUnwindSafe(|| T::deserialize(SampleStruct(&required)).err()));
        match read {
            Ok(Some(Heard::Missing(field))) if all.contains(&field) && !required.contains(&field) => {
                required.push(field);
            }
            _ => break,
        }
    }
    required
}

/// The type's first question, or its complaint.
#[derive(Debug)]
enum Heard {
    Struct(&'static [&'static str]),
    Unit,
    Any,
    Nameless,
    Missing(&'static str),
    Other,
}

impl fmt::Display for Heard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

impl std::error::Error for Heard {}

impl de::Error for Heard {
    fn custom<T: fmt::Display>(_message: T) -> Heard {
        Heard::Other
    }

    fn missing_field(field: &'static str) -> Heard {
        Heard::Missing(field)
    }
}

/// A source that answers a type's first question by returning it as an error.
struct Listener;

/// Answers questions for types that have no names.
macro_rules! nameless {
    ($($method:ident($($parameter:ident: $type:ty),*);)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, $($parameter: $type,)* _visitor: V) -> Result<V::Value, Heard> {
                $(let _ = $parameter;)*
                Err(Heard::Nameless)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Listener {
    type Error = Heard;

    nameless! {
        deserialize_bool(); deserialize_i8(); deserialize_i16(); deserialize_i32(); deserialize_i64(); deserialize_i128();
        deserialize_u8(); deserialize_u16(); deserialize_u32(); deserialize_u64(); deserialize_u128();
        deserialize_f32(); deserialize_f64(); deserialize_char(); deserialize_str(); deserialize_string();
        deserialize_bytes(); deserialize_byte_buf(); deserialize_seq(); deserialize_tuple(_len: usize);
        deserialize_tuple_struct(_name: &'static str, _len: usize);
        deserialize_enum(_name: &'static str, _variants: &'static [&'static str]);
    }

    fn deserialize_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Heard> {
        Err(Heard::Any)
    }

    fn deserialize_map<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Heard> {
        Err(Heard::Any)
    }

    fn deserialize_identifier<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Heard> {
        Err(Heard::Any)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Heard> {
        Err(Heard::Any)
    }

    fn deserialize_unit<V: Visitor<'de>>(self, _visitor: V) -> Result<V::Value, Heard> {
        Err(Heard::Unit)
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _name: &'static str, _visitor: V) -> Result<V::Value, Heard> {
        Err(Heard::Unit)
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        _visitor: V,
    ) -> Result<V::Value, Heard> {
        Err(Heard::Struct(fields))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_some(self)
    }
}

/// A struct with samples for some of its fields.
struct SampleStruct<'f>(&'f [&'static str]);

impl<'de> Deserializer<'de> for SampleStruct<'_> {
    type Error = Heard;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_map(MapDeserializer::new(self.0.iter().map(|field| (*field, Sample { depth: DEEPEST }))))
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_some(self)
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct seq tuple
        tuple_struct map struct enum identifier ignored_any
    }
}

/// The deepest sample: a type that contains itself has no largest one.
const DEEPEST: u8 = 16;

/// A value of any type: zero, empty, or the first of several.
#[derive(Clone, Copy)]
struct Sample {
    depth: u8,
}

impl Sample {
    fn below(self) -> Result<Sample, Heard> {
        self.depth.checked_sub(1).map(|depth| Sample { depth }).ok_or(Heard::Other)
    }
}

impl IntoDeserializer<'_, Heard> for Sample {
    type Deserializer = Sample;

    fn into_deserializer(self) -> Sample {
        self
    }
}

/// Answers questions with a fixed value.
macro_rules! samples {
    ($($method:ident => $visit:ident($($value:expr)?);)*) => {
        $(
            fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
                visitor.$visit($($value)?)
            }
        )*
    };
}

impl<'de> Deserializer<'de> for Sample {
    type Error = Heard;

    samples! {
        deserialize_any => visit_unit();
        deserialize_bool => visit_bool(false);
        deserialize_i8 => visit_i8(0);
        deserialize_i16 => visit_i16(0);
        deserialize_i32 => visit_i32(0);
        deserialize_i64 => visit_i64(0);
        deserialize_i128 => visit_i128(0);
        deserialize_u8 => visit_u8(0);
        deserialize_u16 => visit_u16(0);
        deserialize_u32 => visit_u32(0);
        deserialize_u64 => visit_u64(0);
        deserialize_u128 => visit_u128(0);
        deserialize_f32 => visit_f32(0.0);
        deserialize_f64 => visit_f64(0.0);
        deserialize_char => visit_char('a');
        deserialize_str => visit_str("");
        deserialize_string => visit_str("");
        deserialize_bytes => visit_bytes(&[]);
        deserialize_byte_buf => visit_bytes(&[]);
        deserialize_option => visit_none();
        deserialize_unit => visit_unit();
        deserialize_identifier => visit_str("");
        deserialize_ignored_any => visit_unit();
    }

    fn deserialize_unit_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_unit()
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _name: &'static str, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_newtype_struct(self.below()?)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        self.deserialize_tuple(0, visitor)
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_seq(SeqDeserializer::new(std::iter::repeat_n(self.below()?, len)))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        len: usize,
        visitor: V,
    ) -> Result<V::Value, Heard> {
        self.deserialize_tuple(len, visitor)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Heard> {
        visitor.visit_map(MapDeserializer::new(std::iter::empty::<(&str, Sample)>()))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Heard> {
        let below = self.below()?;
        visitor.visit_map(MapDeserializer::new(fields.iter().map(|field| (*field, below))))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Heard> {
        let name = variants.first().ok_or(Heard::Other)?;
        visitor.visit_enum(SampleVariant { name, sample: self.below()? })
    }
}

/// The first variant of an enum.
struct SampleVariant {
    name: &'static str,
    sample: Sample,
}

impl<'de> EnumAccess<'de> for SampleVariant {
    type Error = Heard;
    type Variant = Sample;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Sample), Heard> {
        Ok((seed.deserialize(self.name.into_deserializer())?, self.sample))
    }
}

impl<'de> VariantAccess<'de> for Sample {
    type Error = Heard;

    fn unit_variant(self) -> Result<(), Heard> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Heard> {
        seed.deserialize(self.below()?)
    }

    fn tuple_variant<V: Visitor<'de>>(self, len: usize, visitor: V) -> Result<V::Value, Heard> {
        self.deserialize_tuple(len, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(self, fields: &'static [&'static str], visitor: V) -> Result<V::Value, Heard> {
        self.deserialize_struct("", fields, visitor)
    }
}

#[cfg(test)]
#[allow(dead_code, reason = "only the names of the fields are read")]
mod tests {
    use std::collections::BTreeMap;

    use serde::Deserialize;

    use super::*;

    #[derive(Deserialize)]
    enum Kind {
        Nested { deep: [u8; 3], text: String },
    }

    #[derive(Deserialize)]
    struct Inner {
        kind: Kind,
        map: BTreeMap<String, Inner>,
    }

    #[derive(Deserialize)]
    struct Struct {
        number: i64,
        #[serde(rename = "other")]
        renamed: String,
        optional: Option<f32>,
        #[serde(default)]
        defaulted: Vec<bool>,
        inner: Inner,
        pair: (char, u128),
    }

    #[derive(Deserialize)]
    struct Newtype(Struct);

    #[derive(Deserialize)]
    struct Flattened {
        #[serde(flatten)]
        rest: BTreeMap<String, u8>,
    }

    #[derive(Deserialize)]
    struct Picky {
        first: std::num::NonZeroU8,
        second: u8,
    }

    #[test]
    fn a_struct_says_all_its_fields_and_which_it_needs() {
        let all: &[&str] = &["number", "other", "optional", "defaulted", "inner", "pair"];
        let expected = Fields::Known { all, required: vec!["number", "other", "inner", "pair"] };
        assert_eq!(fields_of::<Struct>(), expected);
        assert_eq!(fields_of::<Newtype>(), expected);
    }

    #[test]
    fn the_unit_has_no_fields_and_a_map_has_any() {
        assert_eq!(fields_of::<()>(), Fields::Known { all: &[], required: vec![] });
        assert_eq!(fields_of::<BTreeMap<String, u8>>(), Fields::Any);
        assert_eq!(fields_of::<serde_json::Value>(), Fields::Any);
        assert_eq!(fields_of::<Flattened>(), Fields::Any);
    }

    #[test]
    fn a_number_or_a_list_is_nameless() {
        assert_eq!(fields_of::<u8>(), Fields::Nameless("u8"));
        assert!(matches!(fields_of::<Vec<Struct>>(), Fields::Nameless(_)));
        assert!(matches!(fields_of::<(u8, u8)>(), Fields::Nameless(_)));
        assert!(matches!(fields_of::<Kind>(), Fields::Nameless(_)));
    }

    #[test]
    fn what_follows_a_field_that_refuses_samples_is_not_known() {
        let expected = Fields::Known { all: &["first", "second"], required: vec!["first"] };
        assert_eq!(fields_of::<Picky>(), expected);
    }
}
