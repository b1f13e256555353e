//! The summary of errors above a form names its fields.
//!
//! The names are taken from the labels of the page itself, so they are said as the reader will find them, in the
//! reader's language, and no form has to say them twice.

/// What the component leaves in front of a sentence for the field's name; the rest of the element is a colon.
const NAME: &str = "<span class=\"error-summary__field\">";
const END: &str = "</span>";

/// `html` with each place for a name filled, or gone where the page has no such field.
pub(super) fn named(mut html: String) -> String {
    let mut from = 0;
    while let Some(found) = html[from..].find(NAME) {
        let at = from + found;
        let Some(after) = html[at..].find(END).map(|end| at + end + END.len()) else { break };
        match label(&html, field(&html[..at])).map(str::to_owned) {
            Some(label) => {
                html.insert_str(at + NAME.len(), &label);
                from = at + NAME.len() + label.len();
            }
            None => {
                html.replace_range(at..after, "");
                from = at;
            }
        }
    }
    html
}

/// The id that the link just before points at.
fn field(before: &str) -> &str {
    let link = before.rsplit_once("href=\"#").map_or("", |(_, rest)| rest);
    link.split('"').next().unwrap_or_default()
}

/// The text of the label, or of a group's legend, of the field with this id: up to what else the label holds.
fn label<'h>(html: &'h str, id: &str) -> Option<&'h str> {
    let of_label = || html.split_once(&format!("<label for=\"{id}\">")).map(|(_, rest)| rest);
    let of_group = || {
        // What is no group of fields has no legend: the next one on the page would be another's.
        let (before, rest) = html.split_once(&format!("id=\"{id}\" tabindex"))?;
        let (_, tag) = before.rsplit_once('<')?;
        let group = tag.starts_with("fieldset").then_some(rest)?;
        let group = group.split("</fieldset>").next()?;
        group.split_once("<legend>").map(|(_, rest)| rest)
    };
    let text = of_label().or_else(of_group)?.split('<').next()?.trim();
    (!text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_error_is_named_as_its_field_is() {
        let link = |field: &str| format!("<a href=\"#f-{field}\">{NAME}: {END}needed</a>");
        let html = format!(
            "{}{}{}{}<label for=\"f-name\">Name <span>may stay empty</span></label>\
            <section id=\"f-file\" tabindex=\"-1\"></section>\
            <fieldset class=\"field\" id=\"f-sex\" tabindex=\"-1\"><legend>Sex</legend></fieldset>",
            link("name"),
            link("sex"),
            link("nowhere"),
            link("file")
        );
        let html = named(html);
        assert!(html.starts_with(&format!("<a href=\"#f-name\">{NAME}Name: {END}needed</a>")), "{html}");
        assert!(html.contains(&format!("{NAME}Sex: {END}needed</a>")), "{html}");
        assert!(html.contains("<a href=\"#f-nowhere\">needed</a>"), "{html}");
        assert!(html.contains("<a href=\"#f-file\">needed</a>"), "no group of fields, no legend: {html}");
    }
}
