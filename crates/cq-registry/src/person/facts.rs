//! What the list of a person's fields is turned into; the list itself stands in `columns.rs`.

/// Declares [`Facts`]: `field: type = column kind, section, dated or not [what ledgers call it];`
///
/// The column says where a field lies: `open` as it is; `set` as words a space apart; `sealed`, opened on record; `index`
/// sealed with a keyed index beside it; `unit` and `area` as the id of what is named; `kind` with the unit; `ended` in two
/// columns; `beside` in a table of its own.
macro_rules! facts {
    ($($(#[$doc:meta])* $key:ident: $type:ty = $column:ident $kind:expr, $section:ident $($dated:ident)? [$($synonym:literal),* $(,)?];)+) => {
        /// The facts of a person as a ledger row or a form states them, parsed.
        #[derive(Debug, Clone, PartialEq)]
        pub struct Facts {
            $($(#[$doc])* pub $key: $type),+
        }

        impl Facts {
            /// Somebody of whom nothing else is known.
            pub fn new(name: impl Into<String>, category: Category) -> Self {
                let nothing = Self { $($key: Fact::nothing()),+ };
                Self { name: name.into(), category, ..nothing }
            }

            /// Reads the columns of `selected!`, the next of which is `at`; sealed ones go to `sealed` as they are.
            pub(super) fn read(row: &Row<'_>, at: &mut RangeFrom<usize>, sealed: &mut Sealed) -> Result<Self, DbError> {
                let mut next = || at.next().unwrap_or_default();
                Ok(Self { $($key: read!($column $key row next sealed)),+ })
            }

            /// The parameters for `columns!`.
            pub(super) fn cells<'w>(&'w self, written: &'w Written, cells: &mut Vec<&'w dyn Param>) {
                $(cells!($column $key self written cells);)+
            }
        }

        /// Every field, in the order of [`Facts`].
        pub static FIELDS: &[Field] = &[$(Field {
            key: stringify!($key),
            kind: $kind,
            section: Section::$section,
            is_dated: is_dated!($($dated)?),
            is_sealed: is_sealed!($column),
            get: |facts| Fact::kept(&facts.$key),
            set: |facts, text| {
                facts.$key = Fact::back(text)?;
                Some(())
            },
            same: |one, other| one.$key == other.$key,
        }),+];

        /// The same as columns of ledgers.
        pub(super) static COLUMNS: &[Column] = &[$(
            $kind.column(stringify!($key), concat!("person-field-", stringify!($key)), &[$($synonym),*])
        ),+];

        /// The fields' columns, each with a comma behind it.
        macro_rules! columns { () => { concat!($(column!($column $key)),+) } }
        /// The same to be read from `person p`.
        macro_rules! selected { () => { concat!($(selection!($column $key)),+) } }
    };
}

macro_rules! is_dated {
    () => {
        false
    };
    (dated) => {
        true
    };
}

macro_rules! is_sealed {
    (sealed) => {
        true
    };
    (index) => {
        true
    };
    ($other:ident) => {
        false
    };
}

macro_rules! read {
    (beside $key:ident $row:ident $next:ident $sealed:ident) => { Fact::nothing() };
    (ended $key:ident $row:ident $next:ident $sealed:ident) => { Ended::of($row.get($next())?, $row.get($next())?) };
    (set $key:ident $row:ident $next:ident $sealed:ident) => { $row.get::<Household>($next())?.0 };
    (index $key:ident $row:ident $next:ident $sealed:ident) => { read!(sealed $key $row $next $sealed) };
    (sealed $key:ident $row:ident $next:ident $sealed:ident) => {{
        $sealed.$key = $row.get($next())?;
        None
    }};
    ($column:ident $key:ident $row:ident $next:ident $sealed:ident) => { $row.get($next())? };
}

macro_rules! cells {
    (beside $key:ident $facts:ident $written:ident $cells:ident) => {};
    (kind $key:ident $facts:ident $written:ident $cells:ident) => {};
    (open $key:ident $facts:ident $written:ident $cells:ident) => {
        $cells.push(&$facts.$key)
    };
    (index $key:ident $facts:ident $written:ident $cells:ident) => {
        $cells.extend([&$written.sealed.$key as &dyn Param, &$written.$key])
    };
    (sealed $key:ident $facts:ident $written:ident $cells:ident) => {
        $cells.push(&$written.sealed.$key)
    };
    (ended $key:ident $facts:ident $written:ident $cells:ident) => {
        $cells.extend([&$written.ended_on as &dyn Param, &$written.ended_because])
    };
    ($column:ident $key:ident $facts:ident $written:ident $cells:ident) => {
        $cells.push(&$written.$key)
    };
}
