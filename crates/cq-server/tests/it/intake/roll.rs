//! Rolls as units print them: a line with date and 填报单位 above the head, no column of categories; and counts that add up.

use axum::http::StatusCode;
use cq_platform::policy::Role;
use cq_registry::intake::Options;

use super::{brought, count, csv, people, run, take_in, version};
use crate::world::on_each_engine;

const SURVIVORS: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND category = 'survivor'";
const RETIRED: &str = "SELECT COUNT(*) FROM person WHERE bureau_id = $1 AND category = 'retired'";

fn hidden(page: &str, name: &str) -> String {
    let field = format!("name=\"{name}\" value=\"");
    page.split(&field).nth(1).unwrap().split('"').next().unwrap().to_owned()
}

#[test]
fn a_line_above_the_head_is_no_part_of_what_columns_are_called_nor_of_what_is_remembered() {
    let roll = |month: &str| {
        csv(&format!(
            "退休干部花名册,,,\n2026年{month}月,,填报单位：县财政局,\n姓名,人员类别,手边的号,怎么找\n王晓明,退休,15400000001,\n"
        ))
    };
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut clerk, "people", &roll("10")).await;
        assert!(!page.contains("2026年10月 姓名") && !page.contains("县财政局 "), "{page}");
        assert!(page.contains("<th scope=\"row\">手边的号</th>"), "{page}");
        clerk.post(&format!("{address}/columns"), &[("header-3", "手边的号"), ("column-3", "phone")]).await;
        let (_, next) = brought(&mut clerk, "people", &roll("11")).await;
        assert!(next.contains("15400000001"), "next month the column means the same: {next}");
    });
}

#[test]
fn a_roll_without_categories_says_by_its_title_or_is_told_what_its_people_are() {
    let roll = |title: &str, rows: &str| csv(&format!("{title},,\n姓名,出生年月,联系电话\n{rows}"));
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (_, page) =
            brought(&mut clerk, "people", &roll("退休干部花名册", "王晓明,1942-05,15400000001\n")).await;
        assert!(page.contains("新增的人都按“退休”登记") && page.contains("新增 1 行"), "{page}");
        take_in(&mut clerk, &roll("退休干部花名册", "王晓明,1942-05,15400000001\n")).await;
        assert_eq!(count(&world, RETIRED).await, 1);

        let both = "王晓明,1942-05,15400000009\n李桂兰,1943-02,15400000002\n";
        let (address, page) = brought(&mut clerk, "people", &roll("离退休干部及遗属台账", both)).await;
        assert!(page.contains("有错 1 行") && page.contains("id=\"of-all\""), "it can mean several: {page}");
        let header = hidden(&page, "header-all");
        let said = [("header-all", header.as_str()), ("column-all", "survivor")];
        let chosen = clerk.post(&format!("{address}/columns"), &said).await;
        assert_eq!(chosen.status, StatusCode::SEE_OTHER, "{}", chosen.text());
        let page = clerk.get(&address).await.text();
        assert!(page.contains("新增的人都按“遗属”登记") && page.contains("有错 0 行"), "{page}");
        clerk.post(&format!("{address}/done"), &[("version", &version(&page))]).await;
        assert_eq!(
            (count(&world, RETIRED).await, count(&world, SURVIVORS).await),
            (1, 1),
            "whoever is known stays what they are"
        );

        let next = roll("花名册", "赵玉珍,1944-03,15400000003\n");
        let (_, page) = brought(&mut clerk, "people", &next).await;
        assert!(page.contains("新增的人都按“遗属”登记"), "remembered for the same headers: {page}");
        let other = csv("花名册,,\n姓名,出生年月,家庭住址\n孙有福,1944-03,东街\n");
        let (_, page) = brought(&mut clerk, "people", &other).await;
        assert!(page.contains("有错 1 行"), "not for others: {page}");
    });
}

#[test]
fn rows_and_families_are_counted_apart() {
    let ledger = csv("姓名,身份证号码,人员类别,配偶姓名\n王晓明,11010519491231002X,退休,李秀英\n\
        张三,11010519491231003X,退休,\n李四,11010519491231003X,退休,\n赵大海,440524193601010014,退休,赵大海\n");
    on_each_engine(async |world| {
        let mut clerk = world.signed_in(Role::Clerk).await;
        let (address, page) = brought(&mut clerk, "people", &ledger).await;
        for said in [
            "新增 2 行，修改 0 行，没有变化 0 行，有错 2 行",
            "另有 1 行的家属没有全读懂",
            "跳过 2 行错误，导入其余 2 行、1 条家属关系",
        ] {
            assert!(page.contains(said), "{said}: {page}");
        }
        clerk.post(&format!("{address}/done"), &[("version", &version(&page)), ("wrong", "skip")]).await;
        let page = clerk.get(&address).await.text();
        assert!(page.contains("只要这 2 行、1 条家属关系后来没有再改过"), "{page}");
        assert_eq!(people(&world).await, 3, "two of the sheet, and the wife");
    });
}

#[test]
fn whom_an_unclear_row_may_mean_is_a_link_each() {
    let first = "姓名,出生年月,单位,人员类别\n王秀英,1942-05,教育局,退休\n王秀英,1942-05,财政局,退休\n";
    on_each_engine(async |world| {
        run(&world, "people", csv(first), Options::default()).await.unwrap();
        let mut clerk = world.signed_in(Role::Clerk).await;
        let unclear = csv("姓名,出生年月,单位,人员类别\n王秀英,1942.5,档案局,退休\n");
        let (_, page) = brought(&mut clerk, "people", &unclear).await;
        assert!(page.contains("名册里有 2 个同名的人：<a href=\"/people/"), "{page}");
        for unit in ["教育局", "财政局"] {
            assert!(page.contains(&format!("\">王秀英 1942-05 {unit}</a>")), "{unit}: {page}");
        }
    });
}
