//! What comes out of the printer: whole, on the right number of pages, and never more than text.

#![allow(clippy::unwrap_used)]

mod samples;

use cq_paper::{Document, Face, Head, NameList, Orientation, PaperError, Printer, TypstPrinter};
use lopdf::{Dictionary, Object};

fn print(document: impl Into<Document>) -> Pdf {
    Pdf::read(&TypstPrinter::new().print(&document.into()).unwrap())
}

/// A printed file, read back by another library.
struct Pdf {
    file: lopdf::Document,
    pages: Vec<String>,
}

impl Pdf {
    fn read(bytes: &[u8]) -> Self {
        let file = lopdf::Document::load_mem(bytes).unwrap();
        let pages =
            file.get_pages().into_keys().map(|page| plain(&file.extract_text(&[page]).unwrap())).collect();
        Self { file, pages }
    }

    fn whole(&self) -> String {
        self.pages.concat()
    }

    fn catalog(&self, key: &str) -> String {
        self.value(self.file.catalog().unwrap(), key)
    }

    fn info(&self, key: &str) -> String {
        let info = self.file.trailer.get(b"Info").and_then(Object::as_reference).unwrap();
        self.value(self.file.get_dictionary(info).unwrap(), key)
    }

    fn value(&self, dictionary: &Dictionary, key: &str) -> String {
        let (_, value) = self.file.dereference(dictionary.get(key.as_bytes()).unwrap()).unwrap();
        lopdf::decode_text_string(value).unwrap()
    }
}

/// Words as they compare on paper: where lines break and gaps stand is the layout's affair.
fn plain(words: &str) -> String {
    words
        .chars()
        .filter(|c| !c.is_whitespace() && !c.is_control() && !"\u{200b}\u{202e}\u{feff}".contains(*c))
        .collect()
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

#[test]
fn a_day_without_visits_says_so_on_one_page() {
    let pdf = print(samples::day_sheet(0));
    assert_eq!(pdf.pages.len(), 1);
    assert!(pdf.whole().contains("当日没有安排上门服务。"));
    assert!(pdf.whole().contains("第1页，共1页"));
}

#[test]
fn spare_rows_replace_the_sentence_about_no_visits() {
    let mut sheet = samples::day_sheet(0);
    sheet.spare_rows = 3;
    let pdf = print(sheet);
    assert_eq!(pdf.pages.len(), 1);
    assert!(!pdf.whole().contains("当日没有安排上门服务。"));
}

#[test]
fn one_visit_shows_everything_the_doctor_needs() {
    let pdf = print(samples::day_sheet(1));
    assert_eq!(pdf.pages.len(), 1);
    for words in [
        "上门服务日程表",
        "示范市老干部局",
        "示范市人民医院",
        "王立新",
        "13805310000",
        "2026年11月23日（星期一）",
        "王晓明",
        "男，71岁",
        "08:00",
        "明水街道汇泉路128号3号楼2单元501室",
        "冬日送温暖",
        "上次上门：2025-01-01",
        "实际日期",
        "治疗",
        "建议",
        "老人状况",
        "签名",
        "填报单位",
        "填报人",
    ] {
        assert!(pdf.whole().contains(words), "{words} is missing in {}", pdf.whole());
    }
}

#[test]
fn a_long_round_repeats_its_heads_and_splits_no_row() {
    let sheet = samples::day_sheet(200);
    let overdue = sheet.visits.iter().filter(|visit| visit.overdue).count();
    let pdf = print(sheet);
    let pages = pdf.pages.len();
    assert!((26..=34).contains(&pages), "{pages} pages");
    for (at, page) in pdf.pages.iter().enumerate() {
        assert!(page.contains("实际日期") && page.contains("性别、年龄"), "page {} has no heads", at + 1);
        assert!(page.contains("王立新"), "page {} does not say whose it is", at + 1);
        assert!(page.contains(&format!("第{}页，共{pages}页", at + 1)));
        // Phone and last visit are the last lines of a row, sex and age stand at its top.
        let head = usize::from(at == 0);
        assert_eq!(count(page, "1380531") - head, count(page, "上次上门："));
        assert_eq!(count(page, "岁"), count(page, "上次上门："));
    }
    assert_eq!(count(&pdf.whole(), "上次上门："), 200);
    assert_eq!(count(&pdf.whole(), "逾期"), overdue);
}

#[test]
fn a_row_of_many_lines_moves_to_the_next_page_whole() {
    let mut sheet = samples::day_sheet(20);
    let address = format!("起{}止", "路".repeat(90));
    sheet.visits.iter_mut().for_each(|visit| visit.address.clone_from(&address));
    let mut list = samples::name_list(40);
    list.rows.iter_mut().for_each(|cells| cells[2].clone_from(&address));
    for (pdf, rows) in [(print(sheet), 20), (print(list), 40)] {
        assert!(pdf.pages.len() > 2);
        assert!(pdf.pages.iter().all(|page| count(page, "起") == count(page, "止")));
        assert_eq!(count(&pdf.whole(), "止"), rows);
    }
}

#[test]
fn a_list_says_how_many_and_until_when() {
    for orientation in [Orientation::Portrait, Orientation::Landscape] {
        let pdf = print(NameList { orientation, ..samples::name_list(1) });
        assert_eq!(pdf.pages.len(), 1);
        for words in ["逾期未上门名单", "（截至2026年11月23日）", "共1人", "责任医生", "王晓明"]
        {
            assert!(pdf.whole().contains(words), "{words} is missing");
        }
    }
    assert!(print(samples::name_list(0)).whole().contains("没有逾期的上门服务。"));
}

#[test]
fn heads_stand_in_two_rows_and_notes_below_the_table() {
    let head = |label: &str, column, columns, rows| Head { label: label.into(), column, columns, rows };
    let heads = vec![
        head("序号", 0, 1, 2),
        head("老同志", 1, 2, 1),
        head("责任医生", 3, 1, 2),
        head("时间", 4, 2, 1),
        head("姓名", 1, 1, 1),
        head("住址", 2, 1, 1),
        head("应上门日期", 4, 1, 1),
        head("逾期天数", 5, 1, 1),
    ];
    let notes: Vec<String> = (1..=36).map(|at| format!("差额说明：第{at}位，补登")).collect();
    let pdf = print(NameList { heads: heads.clone(), notes, ..samples::name_list(3) });
    for words in ["老同志", "时间", "应上门日期", "第36位"] {
        assert!(pdf.whole().contains(words), "{words} is missing");
    }
    assert!(pdf.pages.len() <= 2, "{} pages", pdf.pages.len());
    let outside = NameList { heads: vec![head("时间", 5, 2, 1)], ..samples::name_list(1) };
    assert!(TypstPrinter::new().print(&outside.into()).is_err());
    assert!(
        print(NameList { heads, ..samples::name_list(200) }).pages.iter().all(|page| page.contains("老同志"))
    );
}

#[test]
fn a_long_list_repeats_its_heads_and_keeps_every_row() {
    let pdf = print(samples::name_list(200));
    assert!((8..=12).contains(&pdf.pages.len()), "{} pages", pdf.pages.len());
    assert!(pdf.pages.iter().all(|page| page.contains("应上门日期") && page.contains("逾期未上门名单")));
    assert_eq!(count(&pdf.whole(), "2026-11-"), 200);
}

#[test]
fn hostile_words_are_printed_and_never_run() {
    for pdf in [print(samples::hostile_day_sheet()), print(samples::hostile_name_list())] {
        for hostile in samples::HOSTILE.into_iter().filter(|words| !words.contains('𪚥')) {
            assert!(pdf.whole().contains(&plain(hostile)), "{hostile:?} is missing in {}", pdf.whole());
        }
    }
}

#[test]
fn a_character_outside_the_basic_plane_comes_out() {
    let mut list = samples::name_list(1);
    list.rows[0][1] = "𠮷田".to_owned();
    assert!(print(list).whole().contains("𠮷田"));
}

#[test]
fn a_cell_longer_than_a_page_flows_on_and_loses_nothing() {
    let mut list = samples::name_list(3);
    list.rows[1][2] = "槐".repeat(3_000);
    let pdf = print(list);
    assert!(pdf.pages.len() > 1);
    assert_eq!(count(&pdf.whole(), "槐"), 3_000 + count(&print(samples::name_list(3)).whole(), "槐"));

    let mut sheet = samples::day_sheet(2);
    sheet.visits[0].elder = "龙".repeat(1_000);
    assert_eq!(count(&print(sheet).whole(), "龙"), 1_000);
}

#[test]
fn the_file_says_what_it_is_and_when_it_was_made_for() {
    let pdf = print(samples::day_sheet(1));
    assert_eq!(pdf.info("Title"), "上门服务日程表");
    assert_eq!(pdf.info("Author"), "示范市老干部局");
    assert!(pdf.info("CreationDate").starts_with("D:20261123"), "{}", pdf.info("CreationDate"));
    assert_eq!(pdf.catalog("Lang"), "zh-CN");
}

#[test]
fn equal_documents_give_equal_bytes_on_every_thread() {
    let document = Document::from(samples::day_sheet(12));
    let first = TypstPrinter::new().print(&document).unwrap();
    TypstPrinter::new().print(&samples::name_list(5).into()).unwrap();
    std::thread::scope(|scope| {
        let prints: Vec<_> =
            (0..4).map(|_| scope.spawn(|| TypstPrinter::new().print(&document).unwrap())).collect();
        assert!(prints.into_iter().all(|print| print.join().unwrap() == first));
    });
    let other = TypstPrinter::new().print(&samples::day_sheet(13).into()).unwrap();
    assert!(other != first);
}

#[test]
fn a_machine_without_chinese_faces_is_told_which_package_to_install() {
    let folder = tempfile::tempdir().unwrap();
    let refused = TypstPrinter::with_fonts_in(folder.path()).err().unwrap();
    assert!(matches!(refused, PaperError::FontMissing { face: Face::Serif, package: "fonts-noto-cjk" }));
    assert!(refused.to_string().contains("fonts-noto-cjk"));
}

#[test]
fn a_list_whose_rows_do_not_fit_its_columns_is_refused() {
    let printer = TypstPrinter::new();
    let mut list = samples::name_list(3);
    list.rows[1].pop();
    let refused = printer.print(&list.clone().into()).unwrap_err();
    assert!(matches!(refused, PaperError::RowShape { row: 2, expected: 6, found: 5 }));

    list.columns.clear();
    assert!(matches!(printer.print(&list.into()).unwrap_err(), PaperError::NoColumns));
}

#[test]
fn a_document_survives_the_way_through_json() {
    let document = Document::from(samples::day_sheet(2));
    let json = serde_json::to_string(&document).unwrap();
    assert!(serde_json::from_str::<Document>(&json).unwrap() == document);
}

#[test]
fn every_letter_has_a_sheet_of_its_own_with_its_address() {
    let pdf = print(samples::letters(3));
    assert_eq!(pdf.pages.len(), 3);
    for (page, name) in pdf.pages.iter().zip(["王晓明", "单德福", "仇玉兰"]) {
        assert!(page.contains(&format!("{name}（收）")) && page.contains("冬季保健指导"), "{page}");
    }
    assert!(pdf.pages[2].contains("刁镇柳塘口村") && !pdf.pages[0].contains("刁镇柳塘口村"));
}

#[test]
fn what_stands_in_a_letter_is_printed_and_not_run() {
    let mut letters = samples::letters(1);
    letters.letters[0].paragraphs = samples::HOSTILE.iter().map(|text| (*text).to_owned()).collect();
    assert!(print(letters).whole().contains(&plain("*a* _b_ `c`")));
}

#[test]
fn a_file_of_several_parts_has_all_of_them_and_never_more_than_text() {
    let pdf = print(samples::dossier(3, &[]));
    let whole = pdf.whole();
    for words in ["救助档案", "一、申请", "2026-0007", "会议决定", "4,500.00", "示范市老干部局"]
    {
        assert!(whole.contains(&plain(words)), "{words}: {whole}");
    }
    for words in samples::HOSTILE.into_iter().filter(|words| !words.contains('𪚥')) {
        assert!(whole.contains(&plain(words)), "{words}: {whole}");
    }
    assert_eq!(
        print(samples::dossier(120, &[])).pages.last().map(|page| page.contains("三、材料")),
        Some(true)
    );
}

#[test]
fn a_picture_is_printed_and_one_that_is_none_or_not_there_is_an_error_and_no_sheet() {
    let printer = TypstPrinter::new();
    let whole = print(samples::dossier(1, &[samples::PICTURE, samples::PICTURE]));
    assert!(
        whole.pages.last().is_some_and(|page| page.contains("第2份材料")),
        "both stand under their lines"
    );
    let broken = samples::dossier(1, &[b"no picture"]);
    assert!(matches!(printer.print(&broken.into()), Err(PaperError::Typesetting(_))));
    let mut gone = samples::dossier(1, &[]);
    gone.parts[2].figures.push(cq_paper::Figure { picture: 0, caption: String::new() });
    assert!(matches!(printer.print(&gone.into()), Err(PaperError::Typesetting(_))));
}
