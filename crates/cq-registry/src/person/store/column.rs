//! How the fields of a person stand in statements; what each word means is said at `facts!`.

macro_rules! column {
    (beside $key:ident) => {
        ""
    };
    (kind $key:ident) => {
        ""
    };
    (ended $key:ident) => {
        "ended_on, ended_because, "
    };
    (index $key:ident) => {
        concat!(stringify!($key), ", ", stringify!($key), "_index, ")
    };
    (unit $key:ident) => {
        concat!(stringify!($key), "_id, ")
    };
    (area $key:ident) => {
        concat!(stringify!($key), "_id, ")
    };
    ($column:ident $key:ident) => {
        concat!(stringify!($key), ", ")
    };
}

macro_rules! selection {
    (beside $key:ident) => {
        ""
    };
    (kind $key:ident) => {
        "(SELECT x.kind FROM unit x WHERE x.bureau_id = p.bureau_id AND x.id = p.unit_id), "
    };
    (ended $key:ident) => {
        "p.ended_on, p.ended_because, "
    };
    (unit $key:ident) => {
        concat!(
            "(SELECT x.name FROM unit x WHERE x.bureau_id = p.bureau_id AND x.id = p.",
            stringify!($key),
            "_id), "
        )
    };
    (area $key:ident) => {
        concat!(
            "(SELECT x.name FROM area x WHERE x.bureau_id = p.bureau_id AND x.id = p.",
            stringify!($key),
            "_id), "
        )
    };
    ($column:ident $key:ident) => {
        concat!("p.", stringify!($key), ", ")
    };
}
