//! The shapes of people in the API, taken from the list of their fields.

use std::borrow::Cow;

use serde::Serialize;
use utoipa::{
    PartialSchema, ToSchema,
    openapi::{
        Object, RefOr,
        schema::{ArrayBuilder, ObjectBuilder, Schema, SchemaType, Type},
    },
};

use crate::person::{
    FIELDS,
    field::{Field, Kind, Section},
};

/// A person as a list shows one. Days are ISO 8601, as exactly as they are known.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "only its shape is used; lists are written while their rows are read")]
pub(super) struct PersonLine {
    id: String,
    name: String,
    pinyin: String,
    sex: String,
    born: Option<String>,
    category: String,
    rank: Option<String>,
    unit: Option<String>,
    area: Option<String>,
    phone: Option<String>,
    living: Vec<String>,
    doctor_id: Option<String>,
    doctor: Option<String>,
    version: i64,
}

/// A page of people.
#[derive(Serialize, ToSchema)]
#[allow(dead_code, reason = "only its shape is used; lists are written while their rows are read")]
pub(super) struct People {
    people: Vec<PersonLine>,
    /// Asks for what follows; none at the end.
    cursor: Option<String>,
}

/// Everything known of a person; the citizen id masked, of other sealed fields whether they hold something.
pub(super) struct Person;

/// What can be said of a person.
pub(super) struct PersonFields;

/// Whether a program may say what stands in `field`. Why and when a service ended is told by an event.
pub(super) fn is_writable(field: &Field) -> bool {
    !matches!(field.kind, Kind::Ended) && field.section != Section::End
}

impl ToSchema for Person {
    fn name() -> Cow<'static, str> {
        "Person".into()
    }
}

impl PartialSchema for Person {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new().description(Some(
            "Everything known of a person; the citizen id masked, of other sealed fields whether they hold something.",
        ));
        for field in FIELDS {
            object = match (field.kind, field.is_sealed) {
                (Kind::CitizenId, _) => object.property(field.key, or_null(Type::String)),
                (_, true) => object.property(format!("has_{}", field.key), of(Type::Boolean)),
                (Kind::Ended, _) => object.property(field.key, or_null(Type::Object)),
                _ => property(object, field),
            };
        }
        for key in ["id", "pinyin"] {
            object = object.property(key, of(Type::String)).required(key);
        }
        for key in ["doctor_id", "doctor"] {
            object = object.property(key, or_null(Type::String));
        }
        object.property("version", of(Type::Integer)).required("version").into()
    }
}

impl ToSchema for PersonFields {
    fn name() -> Cow<'static, str> {
        "PersonFields".into()
    }
}

impl PartialSchema for PersonFields {
    fn schema() -> RefOr<Schema> {
        let mut object = ObjectBuilder::new().description(Some(
            "What can be said of a person; null takes a value away, what is not named stays. For a field that is dated, \
            its name with _since says from which day on, and with _wrong that it never was so.",
        ));
        for field in FIELDS.iter().filter(|field| is_writable(field)) {
            object = property(object, field);
            if field.is_dated {
                object = object
                    .property(format!("{}_since", field.key), or_null(Type::String))
                    .property(format!("{}_wrong", field.key), or_null(Type::Boolean));
            }
        }
        let looked_at = "That somebody like this is known already and was looked at.";
        object
            .property(
                crate::duplicate::LOOKED_AT,
                ObjectBuilder::new().schema_type(Type::Boolean).description(Some(looked_at)),
            )
            .into()
    }
}

fn property(object: ObjectBuilder, field: &Field) -> ObjectBuilder {
    match field.kind {
        Kind::Words(_) | Kind::Illnesses => {
            object.property(field.key, ArrayBuilder::new().items(of(Type::String)))
        }
        Kind::Count(_) | Kind::Degrees(_) => object.property(field.key, or_null(Type::Number)),
        _ => object.property(field.key, or_null(Type::String)),
    }
}

fn of(kind: Type) -> Object {
    ObjectBuilder::new().schema_type(kind).build()
}

fn or_null(kind: Type) -> Object {
    ObjectBuilder::new().schema_type(SchemaType::from_iter([kind, Type::Null])).build()
}
