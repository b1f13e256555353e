//! The other lists taken out: tasks, liaisons, pairs, and the names behind figures; never more than the list shows.

use std::collections::BTreeSet;

use axum::http::StatusCode;
use cq_demo::Scale;
use cq_platform::{db::Tx, ids::StaffId, policy::Role};
use cq_registry::{
    person::{Facts, PersonId},
    target::closing,
};
use jiff::civil::date;
use uuid::Uuid;

use super::{is_unchanged, load, out, run};
use crate::{
    campaign,
    desk::Desk,
    liaison,
    person::{doctor, known, pair, register},
    target,
    ward::{Ward, elder},
    world::{Browser, World, on_each_engine},
};

/// A list as text: its head and its rows.
async fn table(browser: &mut Browser<'_>, address: &str, columns: &str) -> Vec<Vec<String>> {
    let join = if address.contains('?') { '&' } else { '?' };
    let answer = browser.get(&format!("{address}{join}format=csv&columns={columns}")).await;
    assert_eq!(answer.status, StatusCode::OK, "{address}: {}", answer.text());
    let text = answer.text();
    let lines = text.trim_start_matches('\u{feff}').lines();
    lines.map(|line| line.split(',').map(str::to_owned).collect()).collect()
}

/// The rows alone, in no order.
async fn rows(browser: &mut Browser<'_>, address: &str, columns: &str) -> BTreeSet<Vec<String>> {
    let table = table(browser, address, columns).await;
    let count = table.len();
    let rows: BTreeSet<_> = table.into_iter().skip(1).collect();
    assert_eq!(rows.len() + 1, count, "no row twice");
    rows
}

fn row<const N: usize>(cells: [&str; N]) -> Vec<String> {
    cells.map(str::to_owned).to_vec()
}

/// Where the page takes its list out.
fn export_of(page: &str) -> String {
    let hrefs = page.split("href=\"").skip(1).filter_map(|rest| rest.split('"').next());
    let found = hrefs.map(|href| href.replace("&#38;", "&").replace("&amp;", "&"));
    let mut found = found.filter(|href| href.split('?').next().is_some_and(|path| path.ends_with("/export")));
    found.next().unwrap_or_else(|| panic!("nothing is taken out here: {page}"))
}

/// The names that a page of names shows.
fn shown(page: &str) -> BTreeSet<Vec<String>> {
    let links = page.split("<th scope=\"row\"><a").skip(1);
    let names = links.filter_map(|rest| rest.split('>').nth(1)?.split('<').next());
    names.map(|name| vec![name.to_owned()]).collect()
}

/// What the log says of lists taken out by that right, in their order.
async fn logged(world: &World, action: &'static str) -> Vec<String> {
    let bureau = world.bureau.id;
    let sql = "SELECT detail FROM audit_entry WHERE bureau_id = $1 AND action = $2 ORDER BY seq";
    let read = move |conn: &cq_platform::db::Conn<'_>| conn.list::<(String,)>(sql, &[&bureau, &action]);
    world.app.db.read(read).await.unwrap().into_iter().map(|(detail,)| detail).collect()
}

async fn forbidden_to_a_doctor(world: &World, staff: StaffId, address: &str) {
    let mut doctor = world.signed_in_as(Role::Doctor, "outsider", Some(staff)).await;
    let answer = doctor.get(&format!("{address}?format=csv&columns=name")).await;
    assert_eq!(answer.status, StatusCode::FORBIDDEN, "{address}");
}

#[test]
fn whatever_else_comes_in_goes_out_and_comes_back_as_nothing_changed() {
    let bureau = cq_demo::bureau(Scale { people: 400, doctors: 20, ..Scale::article(date(2026, 11, 23)) });
    on_each_engine(async |world| {
        load(&world, &bureau).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        for format in ["xlsx", "csv"] {
            for (page, address, kind, least) in [
                ("/pairings", "/pairings/export", "pairings", 100),
                ("/groups", "/groups/memberships/export", "memberships", 50),
                ("/calendar/notices/new", "/calendar/notices/export", "holidays", 10),
                ("/divisions", "/divisions/export", "divisions", 3),
            ] {
                assert!(clerk.get(page).await.text().contains(address), "{page} leads to {address}");
                let file = out(&mut clerk, address, kind, format).await;
                let report = run(&world, kind, &format!("{kind}.{format}"), file, true).await;
                let same = is_unchanged(&report, &format!("{kind} {format}"));
                assert!(same >= least, "{kind} {format}: {same}");
            }
        }
    });
}

#[test]
fn a_pair_goes_out_with_its_doctor_and_masked_to_whoever_may_not_unmask() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut leader = world.signed_in(Role::Leader).await;
        let columns = "name,citizen_id,doctor,hospital,since,phone";
        let table = table(&mut leader, "/pairings/export", columns).await;
        let head = ["老干部姓名", "身份证号码", "责任医生", "所在医院", "结对时间", "联系电话"];
        let pair = ["王晓明", "110***********002X", "王建国", "东关卫生院", "2026-11-23", "15400001234"];
        assert_eq!(table, [row(head), row(pair)]);
        let mut clerk = world.signed_in(Role::Clerk).await;
        let masked = out(&mut leader, "/pairings/export", "pairings", "xlsx").await;
        assert_eq!(is_unchanged(&run(&world, "pairings", "结对.xlsx", masked, true).await, "masked"), 1);
        let full = rows(&mut clerk, "/pairings/export", "name,citizen_id").await;
        assert_eq!(full, BTreeSet::from([row(["王晓明", "11010519491231002X"])]));
        let logged = logged(&world, "pairing.export").await;
        let last = logged.last().unwrap();
        assert!(last.contains("citizen_id") && last.contains("\"rows\":1"), "{last}");
        forbidden_to_a_doctor(&world, desk.doctor, "/pairings/export").await;
    });
}

#[test]
fn a_list_of_tasks_goes_out_as_it_is_narrowed() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let columns = "name,form,owner,hospital,due_on,standing,citizen_id";
        let his = row([
            "王晓明",
            "上门",
            "王建国",
            "东关卫生院",
            "2026-11-30",
            "今天起 7 天内",
            "11010519491231002X",
        ]);
        let other = row([
            "李桂兰",
            "上门",
            "刘同事",
            "东关卫生院",
            "2026-11-30",
            "今天起 7 天内",
            "440524193601010014",
        ]);
        let all = export_of(&clerk.get("/tasks").await.text());
        let head = table(&mut clerk, &all, columns).await.remove(0);
        assert_eq!(head, row(["姓名", "任务", "责任人", "医院", "截止日期", "状态", "身份证号码"]));
        assert_eq!(rows(&mut clerk, &all, columns).await, BTreeSet::from([his.clone(), other.clone()]));
        let narrowed = export_of(&clerk.get(&format!("/tasks?doctor={}", desk.doctor)).await.text());
        assert_eq!(rows(&mut clerk, &narrowed, columns).await, BTreeSet::from([his]));
        assert!(rows(&mut clerk, "/tasks/export?state=done", columns).await.is_empty());
        let logged = logged(&world, "task.export").await;
        assert_eq!(logged.len(), 4, "{logged:?}");
        let narrowed = format!("doctor={}", desk.doctor);
        assert!(logged[2].contains(&narrowed) && logged[2].contains("\"rows\":1"), "{logged:?}");
        assert!(logged.iter().all(|entry| entry.contains("citizen_id") && !entry.contains("王晓明")));
        let mut leader = world.signed_in(Role::Leader).await;
        let masked = rows(&mut leader, "/tasks/export", "citizen_id").await;
        assert_eq!(masked, BTreeSet::from([row(["110***********002X"]), row(["440***********0014"])]));
        forbidden_to_a_doctor(&world, desk.doctor, "/tasks/export").await;
    });
}

/// From now on `staff` is the liaison of `person`.
async fn keeps_in_touch(world: &World, staff: StaffId, person: PersonId) {
    let act = world.hand(Role::Clerk);
    let sql = "INSERT INTO responsibility (bureau_id, id, person_id, kind, staff_id, since, reason, version)
        VALUES ($1, $2, $3, 'liaison', $4, '2026-01-05', '{}', 1)";
    let id = act.new_id::<Uuid>();
    let write = move |tx: &Tx<'_>| tx.execute_one(sql, &[act.bureau(), &id, &person, &staff]);
    world.app.db.write(write).await.unwrap();
}

#[test]
fn liaisons_go_out_with_whom_they_keep_in_touch_all_or_of_one() {
    on_each_engine(async |world| {
        let elders = vec![
            elder("单国英", "1947", "I25", Some(0)),
            elder("仇德昌", "1938-05-12", "J44", None),
            elder("马玉珍", "1940", "E11", None),
        ];
        let ward = Ward::of(&world, elders).await;
        let liu = liaison::colleague(&world, "刘联络").await;
        let zhou = liaison::colleague(&world, "周联络").await;
        keeps_in_touch(&world, liu, ward.elders[0]).await;
        keeps_in_touch(&world, zhou, ward.elders[1]).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let columns = "liaison,name,area,since,phone";
        let all = export_of(&clerk.get("/liaisons").await.text());
        let of_liu = row(["刘联络", "单国英", "双山街道", "2026-01-05", "15400005520"]);
        let of_zhou = row(["周联络", "仇德昌", "双山街道", "2026-01-05", "15400005520"]);
        assert_eq!(rows(&mut clerk, &all, columns).await, BTreeSet::from([of_liu.clone(), of_zhou]));
        let of_one = export_of(&clerk.get(&format!("/liaisons/{liu}")).await.text());
        assert_eq!(
            rows(&mut clerk, &of_one, columns).await,
            BTreeSet::from([of_liu]),
            "not the doctor's bond"
        );
        forbidden_to_a_doctor(&world, ward.wang, "/liaisons/export").await;
    });
}

#[test]
fn the_names_behind_an_official_figure_go_out_as_the_page_shows_them() {
    on_each_engine(async |world| {
        for (name, retired) in [("王晓明", "2006-03"), ("李桂兰", "2007-05"), ("仇德昌", "2026-04-01")]
        {
            let facts = Facts {
                born: "1946-03".parse().ok(),
                unit: Some("县教育局".into()),
                retired: retired.parse().ok(),
                ..known(name)
            };
            let id = register(&world, &facts).await;
            if name == "李桂兰" {
                let bureau = world.bureau.id;
                let died = "UPDATE person SET ended_on = '2026-03-01', ended_because = 'died' WHERE bureau_id = $1 AND id = $2";
                world.app.db.write(move |tx| tx.execute_one(died, &[&bureau, &id])).await.unwrap();
            }
        }
        let mut clerk = world.signed_in(Role::Clerk).await;
        for (names, count) in [
            ("/reports/basic/names?row=all&column=all", 2),
            ("/reports/change/names?row=all&column=actual", 2),
            ("/reports/change/names?row=all&column=new", 1),
            ("/reports/change/names?row=all&column=died", 1),
        ] {
            let page = clerk.get(names).await.text();
            let listed = rows(&mut clerk, &export_of(&page), "name").await;
            assert_eq!((listed.len(), &listed), (count, &shown(&page)), "{names}");
        }
        let died = "/reports/change/names/export?row=all&column=died";
        let died = rows(&mut clerk, died, "name,category,unit,flow,on").await;
        assert_eq!(died, BTreeSet::from([row(["李桂兰", "退休", "县教育局", "去世", "2026-03-01"])]));
        for wrong in [
            "/reports/nothing/names/export",
            "/reports/basic/names/export?row=nothing",
            "/reports/basic/names/export?column=nothing",
        ] {
            assert_eq!(clerk.get(wrong).await.status, StatusCode::NOT_FOUND, "{wrong}");
        }
        let logged = logged(&world, "report.export").await;
        assert!(logged.last().unwrap().contains("column=died"), "{logged:?}");
        let outsider = doctor(&world, "王建国").await;
        forbidden_to_a_doctor(&world, outsider, "/reports/basic/names/export").await;
    });
}

#[test]
fn the_names_behind_a_target_go_out_and_after_closing_as_they_were() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, target::four()).await;
        let visits = vec![
            target::visit(ward.elders[0], ward.wang, "2026-08-10", Some("2026-08-09")),
            target::visit(ward.elders[1], ward.wang, "2026-08-12", None),
        ];
        target::owe(&world, visits).await;
        let id = target::sample(&world, ward.wang).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let columns = "name,staff,done,counts";
        let names = |which: &str| format!("/targets/{id}/names?period=3&which={which}");
        let mut seen = Vec::new();
        for (which, count) in [("hit", 1), ("missing", 3), ("all", 4)] {
            let page = clerk.get(&names(which)).await.text();
            let address = export_of(&page);
            let listed = rows(&mut clerk, &address, "name").await;
            assert_eq!((listed.len(), &listed), (count, &shown(&page)), "{which}");
            seen.push((address.clone(), rows(&mut clerk, &address, columns).await));
        }
        assert_eq!(seen[0].1, BTreeSet::from([row(["单国英", "王建国", "2026-08-09", "计入"])]));
        assert!(seen[1].1.iter().all(|row| row[3] == "未计入"), "{:?}", seen[1]);
        closing::close(&world.app, &world.hand(Role::Clerk).actor, id, 3).await.unwrap();
        // Written down after the closing: the closed quarter does not know of it.
        let late = vec![target::visit(ward.elders[2], ward.zhang, "2026-09-10", Some("2026-09-09"))];
        target::owe(&world, late).await;
        for (address, before) in seen {
            assert_eq!(rows(&mut clerk, &address, columns).await, before, "{address}");
        }
        forbidden_to_a_doctor(&world, ward.wang, &format!("/targets/{id}/names/export")).await;
    });
}

#[test]
fn the_names_behind_a_campaign_go_out_those_left_out_among_them_and_no_formula_runs() {
    on_each_engine(async |world| {
        let ward = Ward::of(&world, campaign::four()).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let winter: Vec<_> = campaign::WINTER
            .iter()
            .map(|(name, value)| (*name, if *name == "name" { "=1+1" } else { *value }))
            .collect();
        let made = campaign::make(&mut clerk, &winter).await;
        let owed = clerk.get(&format!("{made}/names?by=doctor&key={}&state=all", ward.wang)).await.text();
        let owed = rows(&mut clerk, &export_of(&owed), "name,reason,owner").await;
        let of = |name| row([name, "'=1+1", "王建国"]);
        assert_eq!(owed, BTreeSet::from([of("单国英"), of("仇德昌")]));
        let left = clerk.get(&format!("{made}/names?state=uncovered")).await.text();
        let address = export_of(&left);
        let uncovered = rows(&mut clerk, &address, "name,area,doctor,born").await;
        assert_eq!(uncovered, BTreeSet::from([row(["解淑兰", "双山街道", "", "1950"])]));
        let zhang = doctor(&world, "赵医生").await;
        pair(&world, ward.elders[2], zhang).await;
        let answered = rows(&mut clerk, &address, "name,doctor").await;
        assert_eq!(answered, BTreeSet::from([row(["解淑兰", "赵医生"])]), "told by the next publication");
        let logged = logged(&world, "campaign.export").await;
        assert!(logged.len() == 2 && logged[0].contains("\"rows\":1"), "{logged:?}");
        forbidden_to_a_doctor(&world, ward.wang, &format!("{made}/uncovered/export")).await;
    });
}
