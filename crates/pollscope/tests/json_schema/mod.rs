//! A check of JSON against a schema.

#![allow(unreachable_pub, reason = "tests of several packages include it")]

use serde_json::Value;

/// Checks `value` against `schema`, with the part of JSON Schema that the schemas of this workspace use. An error names
/// the place that does not fit.
pub fn fits(value: &Value, schema: &Value, root: &Value, path: &str) -> Result<(), String> {
    for (keyword, asked) in schema.as_object().expect("a schema is an object") {
        let holds = match keyword.as_str() {
            "$schema" | "$defs" | "title" | "description" => true,
            "$ref" => {
                let target = asked.as_str().and_then(|path| root.pointer(path.strip_prefix('#')?));
                return fits(value, target.expect("a reference leads somewhere"), root, path);
            }
            "const" => value == asked,
            "enum" => asked.as_array().expect("a list").contains(value),
            "type" => match asked {
                Value::Array(types) => types.iter().any(|name| is_of_type(value, name)),
                name => is_of_type(value, name),
            },
            "minimum" => value.as_i64().is_none_or(|number| number >= asked.as_i64().expect("a number")),
            "required" => {
                let keys = asked.as_array().expect("a list");
                value.as_object().is_none_or(|object| keys.iter().all(|key| object.contains_key(key.as_str().unwrap())))
            }
            "additionalProperties" => {
                let known = schema["properties"].as_object().expect("properties");
                value.as_object().is_none_or(|object| object.keys().all(|key| known.contains_key(key)))
            }
            "properties" => {
                for (key, of_key) in asked.as_object().expect("properties") {
                    if let Some(inner) = value.get(key) {
                        fits(inner, of_key, root, &format!("{path}/{key}"))?;
                    }
                }
                true
            }
            "items" => {
                for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                    fits(item, asked, root, &format!("{path}/{index}"))?;
                }
                true
            }
            other => panic!("the schema uses {other:?}, which this test does not know"),
        };
        if !holds {
            return Err(format!("{path}: {value} does not fit {keyword} {asked}"));
        }
    }
    Ok(())
}

fn is_of_type(value: &Value, name: &Value) -> bool {
    match name.as_str().expect("a type is a name") {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "integer" => value.is_u64() || value.is_i64(),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        other => panic!("the schema uses the type {other:?}, which this test does not know"),
    }
}
