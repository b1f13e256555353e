//! How somebody wishes to be told, as it is filled in.

use cq_platform::{
    form::Form,
    messages::{Lang, Text},
};

use super::model::Preference;
use crate::{notice::model::Channel, sender::is_mail_address};

/// Every field.
pub(super) const FIELDS: [&str; 5] = ["channel", "mail", "lang", "by_proxy", "receipts"];

/// Reads it.
pub(super) fn preference(form: &mut Form) -> Option<Preference> {
    let channel = match form.value("channel") {
        "" => None,
        _ => form.choice::<Channel>("channel"),
    };
    let mail = form.text("mail", 0..=200);
    if !mail.is_empty() && !is_mail_address(&mail) {
        form.reject("mail", Text::new("notice-mail-wrong"));
    }
    if channel == Some(Channel::Mail) && mail.is_empty() {
        form.reject("mail", Text::new("notice-mail-needed"));
    }
    let preference = Preference {
        channel,
        mail: Some(mail).filter(|mail| !mail.is_empty()),
        lang: Lang::from_tag(form.value("lang")),
        by_proxy: form.has("by_proxy", "yes"),
        receipts: form.has("receipts", "yes"),
    };
    Some(preference).filter(|_| form.errors().is_empty())
}

/// The form as it shows what was written down.
pub(super) fn filled(wish: &Preference, version: Option<i64>) -> Form {
    let fields = [
        ("channel", wish.channel.map(|channel| channel.to_string()).unwrap_or_default()),
        ("mail", wish.mail.clone().unwrap_or_default()),
        ("lang", wish.lang.tag().to_owned()),
        ("version", version.map(|version| version.to_string()).unwrap_or_default()),
    ];
    let yes = |field, is| if is { Some((field, "yes".to_owned())) } else { None };
    Form::filled(
        fields.into_iter().chain(yes("by_proxy", wish.by_proxy)).chain(yes("receipts", wish.receipts)),
    )
}
