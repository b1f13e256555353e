//! What ledgers get wrong about people: each row is refused at its cell and the rows beside it go in; and what only looks wrong.

use cq_platform::{messages::Lang, policy::Role};
use cq_registry::intake;
use cq_server::ledgers::LEDGERS;

use super::{csv, people, run_bad};
use crate::world::{World, on_each_engine};

const HEAD: &str = "姓名,性别,身份证号码,出生年月,参加工作时间,离退休时间,去世日期,人员类别,配偶姓名,备注\n";

/// Takes the rows in, skipping wrong ones, and back; returns what was wrong, and how many went in.
async fn told(world: &World, rows: &str) -> (Vec<(i64, String, String)>, i64) {
    let before = people(world).await;
    let report = run_bad(world, "people", csv(&format!("{HEAD}{rows}\n"))).await;
    for error in &report.errors {
        assert!(!error.message.contains("{ $") && !error.message.contains("1101051949"), "{}", error.message);
    }
    let went_in = people(world).await - before;
    if let Some(import) = report.import.filter(|_| report.written) {
        intake::actions::undo(&world.app, world.hand(Role::Clerk), LEDGERS, import, Lang::Zh).await.unwrap();
    }
    assert_eq!(people(world).await, before, "{rows}");
    let wrong =
        report.errors.into_iter().map(|error| (error.row, error.column.unwrap_or_default(), error.code));
    (wrong.collect(), went_in)
}

#[test]
fn each_wrong_row_is_said_at_its_cell_and_holds_up_no_other() {
    let too_long = format!("{},男,,1942-05,,,,退休,,", "王".repeat(41));
    let cases: &[(&str, &str)] = &[
        ("王\u{202e}明,男,,1942-05,,,,退休,,", "intake-cell-hidden-characters"),
        ("王\u{200d}明,男,,1942-05,,,,退休,,", "intake-cell-hidden-characters"),
        ("王明,男,,1942-05,,,,退休,,见\u{2066}附件", "intake-cell-hidden-characters"),
        (&too_long, "intake-cell-too-long"),
        ("王123,男,,1942-05,,,,退休,,", "intake-name-characters"),
        ("王明,男,440524188001010014,,,,,退休,,", "person-citizen-id-century"),
        ("王明,男,440524204901010017,,,,,退休,,", "intake-id-birth"),
        ("王明,男,440524194902300014,,,,,退休,,", "intake-id-birth"),
        ("王明,男,,1942年2月30日,,,,退休,,", "intake-date-day"),
        ("王明,男,,1942-05,1930-01,,,退休,,", "person-before-birth"),
        ("王明,男,,1942-05,1965-01,1964-01,,退休,,", "person-retired-before-joined"),
        ("王明,男,,1942-05,,,1941-12-31,退休,,", "person-died-before-birth"),
        ("王明,男,440524194201010010,,,,1941-12-31,退休,,", "intake-id-check"),
        ("王明,男,44052419420101001X,,,,1941-12-31,退休,,", "person-died-before-birth"),
    ];
    on_each_engine(async |world| {
        for (row, code) in cases {
            let (wrong, went_in) = told(&world, &format!("{row}\n李桂兰,女,,1943-02,,,,退休,,")).await;
            let codes: Vec<(i64, &str)> = wrong.iter().map(|(row, _, code)| (*row, code.as_str())).collect();
            assert_eq!(codes, [(2, *code)], "{row}");
            assert!(wrong.iter().all(|(_, column, _)| !column.is_empty()), "at its cell: {wrong:?}");
            assert_eq!(went_in, 1, "the row beside it: {row}");
        }
    });
}

#[test]
fn what_only_looks_wrong_goes_in() {
    let rows = "万,男,110105491231002,,,,,退休,,\n\
        买买提·阿不都拉·艾合买提江·吐尔逊江巴依,男,,1942-05,,,,退休,,\n\
        𠮷田,男,,1942-06,,,,退休,,\n\
        John Alexander Smith-Kowalski,男,,1942-07,,,,退休,,\n\
        李桂兰,男,\u{202d}440524193601010014\u{202c},,,,,退休,,\n\
        赵大海,男,,1942,1942,1942,,退休,,";
    on_each_engine(async |world| {
        let (wrong, went_in) = told(&world, &rows.replace("万,男", "万,女")).await;
        assert_eq!((wrong, went_in), (vec![], 6));
    });
}

#[test]
fn one_number_is_one_person_whatever_the_names_and_nobody_marries_himself() {
    on_each_engine(async |world| {
        let two = "王晓明,女,11010519491231002X,,,,,退休,,\n李桂兰,女,11010519491231002X,,,,,退休,,";
        let (wrong, went_in) = told(&world, two).await;
        assert_eq!(
            wrong.iter().map(|(row, _, code)| (*row, code.as_str())).collect::<Vec<_>>(),
            [(2, "intake-id-two-names"), (3, "intake-id-two-names")],
            "neither goes in silently"
        );
        assert_eq!(went_in, 0);

        run_bad(&world, "people", csv(&format!("{HEAD}王晓明,女,11010519491231002X,,,,,退休,,\n"))).await;
        let (wrong, went_in) = told(&world, "李桂兰,女,11010519491231002X,,,,,退休,,").await;
        assert_eq!(wrong[0].2, "intake-id-other-name", "{wrong:?}");
        assert_eq!(went_in, 0);
        let (wrong, _) = told(&world, "王小明,女,110105491231002,,,,,退休,,").await;
        assert_eq!(wrong, [], "a slip of the pen is mended");
        let (wrong, _) = told(&world, "王晓明,女,11010519491231002X,,1945-02,,,退休,,").await;
        assert_eq!(wrong[0].2, "person-before-birth", "against what the registry knows: {wrong:?}");

        let (wrong, went_in) = told(&world, "赵大海,男,,1942-05,,,,退休,赵大海,").await;
        assert_eq!(wrong[0].2, "relation-oneself", "{wrong:?}");
        assert_eq!(went_in, 1, "the doubt holds up the marriage alone");
    });
}
