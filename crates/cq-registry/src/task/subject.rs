//! To whom or to what a task is owed.

use cq_platform::words;

use crate::{group::GroupId, person::PersonId};

words! {
    /// The kinds of [`Subject`].
    pub enum SubjectKind {
        /// [`Subject::Person`].
        Person = "person",
        /// [`Subject::Group`].
        Group = "group",
        /// [`Subject::Bureau`].
        Bureau = "bureau",
    }
}

/// To whom or to what a task is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A person.
    Person(PersonId),
    /// 支部, 社团 and the like.
    Group(GroupId),
    /// The bureau, to itself.
    Bureau,
}

impl Subject {
    /// As a row's two columns say; a row that names neither is the bureau's.
    pub fn of(person: Option<PersonId>, group: Option<GroupId>) -> Self {
        match (person, group) {
            (Some(person), _) => Subject::Person(person),
            (None, Some(group)) => Subject::Group(group),
            (None, None) => Subject::Bureau,
        }
    }

    /// Its kind.
    pub fn kind(self) -> SubjectKind {
        match self {
            Subject::Person(_) => SubjectKind::Person,
            Subject::Group(_) => SubjectKind::Group,
            Subject::Bureau => SubjectKind::Bureau,
        }
    }

    /// The person, where it is one.
    pub fn person(self) -> Option<PersonId> {
        if let Subject::Person(person) = self { Some(person) } else { None }
    }

    /// The group, where it is one.
    pub fn group(self) -> Option<GroupId> {
        if let Subject::Group(group) = self { Some(group) } else { None }
    }

    /// Where its page is; the bureau has none.
    pub fn page(self) -> Option<String> {
        match self {
            Subject::Person(id) => Some(format!("/people/{id}")),
            Subject::Group(id) => Some(format!("/groups/{id}")),
            Subject::Bureau => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    #[test]
    fn its_columns_say_which_it_is() {
        for subject in
            [Subject::Person(PersonId(Uuid::max())), Subject::Group(GroupId(Uuid::max())), Subject::Bureau]
        {
            assert_eq!(Subject::of(subject.person(), subject.group()), subject);
        }
    }
}
