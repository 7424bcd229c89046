//! Serializes the results of this crate as JSON.
//!
//! Results consist of structs, lists, options, strings, booleans, `u32` and unit variants. No other types are supported.
//! `serde_json` would add 1,094 bytes of gzip to the WebAssembly module, and `serde-wasm-bindgen` 1,300. JavaScript parses the
//! JSON only if a caller reads the result.

// The error for an unsupported type. It needs no message, because `to_json` writes `null` instead.
use std::fmt::Error as Unsupported;

use serde::ser::{Impossible, Serialize, SerializeSeq, SerializeStruct, Serializer};

use super::writer::Writer;

/// Returns the value as JSON text, or the text `null` if the value contains an unsupported type.
pub(crate) fn to_json<T: Serialize + ?Sized>(value: &T) -> String {
    let mut out = Writer::default();
    match value.serialize(&mut JsonSerializer(&mut out)) {
        Ok(()) => out.finish(),
        Err(Unsupported) => "null".to_owned(),
    }
}

struct JsonSerializer<'w>(&'w mut Writer);

/// Declares serializer methods that return [`Unsupported`].
macro_rules! unsupported {
    ($($method:ident: $type:ty),* $(,)?) => {
        $(fn $method(self, _: $type) -> Result<(), Unsupported> {
            Err(Unsupported)
        })*
    };
}

impl Serializer for &mut JsonSerializer<'_> {
    type Ok = ();
    type Error = Unsupported;
    type SerializeSeq = Self;
    type SerializeTuple = Impossible<(), Unsupported>;
    type SerializeTupleStruct = Impossible<(), Unsupported>;
    type SerializeTupleVariant = Impossible<(), Unsupported>;
    type SerializeMap = Impossible<(), Unsupported>;
    type SerializeStruct = Self;
    type SerializeStructVariant = Impossible<(), Unsupported>;

    fn serialize_str(self, string: &str) -> Result<(), Unsupported> {
        self.0.string(string);
        Ok(())
    }

    fn serialize_bool(self, value: bool) -> Result<(), Unsupported> {
        self.0.raw(if value { "true" } else { "false" });
        Ok(())
    }

    fn serialize_u32(self, number: u32) -> Result<(), Unsupported> {
        self.0.raw(&number.to_string());
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Unsupported> {
        self.0.raw("null");
        Ok(())
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), Unsupported> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Result<(), Unsupported> {
        value.serialize(self)
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Self, Unsupported> {
        self.0.begin_array();
        Ok(self)
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self, Unsupported> {
        self.0.begin_object();
        Ok(self)
    }

    unsupported! {
        serialize_i8: i8, serialize_i16: i16, serialize_i32: i32, serialize_i64: i64, serialize_u8: u8, serialize_u16: u16,
        serialize_u64: u64, serialize_f32: f32, serialize_f64: f64, serialize_char: char, serialize_bytes: &[u8],
        serialize_unit_struct: &'static str,
    }

    fn serialize_unit(self) -> Result<(), Unsupported> {
        self.serialize_none()
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<(), Unsupported> {
        Err(Unsupported)
    }

    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeTuple, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeMap, Unsupported> {
        Err(Unsupported)
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Unsupported> {
        Err(Unsupported)
    }
}

impl SerializeSeq for &mut JsonSerializer<'_> {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_element<T: Serialize + ?Sized>(&mut self, item: &T) -> Result<(), Unsupported> {
        item.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.0.end_array();
        Ok(())
    }
}

impl SerializeStruct for &mut JsonSerializer<'_> {
    type Ok = ();
    type Error = Unsupported;

    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Unsupported> {
        self.0.key(key);
        value.serialize(&mut **self)
    }

    fn end(self) -> Result<(), Unsupported> {
        self.0.end_object();
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use serde::Serialize;
    use serde::ser::Error as _;

    use super::*;

    #[derive(Serialize)]
    struct Newtype<T>(T);

    #[derive(Serialize)]
    struct Empty {}

    #[derive(Serialize)]
    #[serde(rename_all = "kebab-case")]
    enum Variant {
        WithoutContent,
        Newtype(u32),
        Tuple(u32, u32),
        Struct { field: u32 },
    }

    #[derive(Serialize)]
    struct Supported<'t> {
        string: &'t str,
        #[serde(rename = "a \"key\"")]
        newtype: Newtype<&'t str>,
        booleans: &'t [&'t [bool]],
        numbers: &'t [u32],
        none: Option<u32>,
        some: Option<Option<Variant>>,
        #[serde(skip_serializing_if = "Option::is_none")]
        skipped: Option<u32>,
        empty: Empty,
        unit: (),
        nested: Vec<Supported<'t>>,
    }

    fn supported(nested: Vec<Supported<'_>>) -> Supported<'_> {
        Supported {
            string: "\"quotes\", \\, é€😀, \u{0}, \n and \u{7f}",
            newtype: Newtype(""),
            booleans: &[&[], &[true], &[false, true]],
            numbers: &[0, 7, 10, u32::MAX],
            none: None,
            some: Some(Some(Variant::WithoutContent)),
            skipped: None,
            empty: Empty {},
            unit: (),
            nested,
        }
    }

    #[test]
    fn supported_types_have_the_text_that_serde_json_writes() {
        let value = supported(vec![supported(vec![]), supported(vec![supported(vec![])])]);
        assert_eq!(to_json(&value), serde_json::to_string(&value).unwrap());
    }

    /// Asserts that the text of a value is `null`, and the text of every value that contains it.
    fn assert_unsupported(value: impl Serialize) {
        let name = std::any::type_name_of_val(&value);
        assert_eq!(to_json(&value), "null", "{name}");
        assert_eq!(to_json(&Newtype(Some(&value))), "null", "{name} in an option");
        assert_eq!(to_json(&vec![&value]), "null", "{name} in a list");
    }

    struct Bytes;

    impl Serialize for Bytes {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            serializer.serialize_bytes(b"1")
        }
    }

    struct Failing;

    impl Serialize for Failing {
        fn serialize<S: Serializer>(&self, _: S) -> Result<S::Ok, S::Error> {
            Err(S::Error::custom("this value cannot be serialized"))
        }
    }

    #[test]
    fn a_value_with_an_unsupported_type_is_written_as_null() {
        #[derive(Serialize)]
        struct Unit;
        #[derive(Serialize)]
        struct Tuple(u32, u32);

        assert_unsupported(1_i8);
        assert_unsupported(1_i16);
        assert_unsupported(1_i32);
        assert_unsupported(1_i64);
        assert_unsupported(1_u8);
        assert_unsupported(1_u16);
        assert_unsupported(1_u64);
        assert_unsupported(1_f32);
        assert_unsupported(1_f64);
        assert_unsupported('1');
        assert_unsupported(Bytes);
        assert_unsupported(Unit);
        assert_unsupported(Tuple(1, 2));
        assert_unsupported((1, 2));
        assert_unsupported(serde_json::Map::new());
        assert_unsupported(Variant::Newtype(1));
        assert_unsupported(Variant::Tuple(1, 2));
        assert_unsupported(Variant::Struct { field: 1 });
        assert_unsupported(Failing);
    }
}
