//! Two of one name: wherever somebody on the staff is chosen, they are told apart.

use cq_platform::{ids::StaffId, policy::Role};

use crate::{
    desk::Desk,
    world::{World, on_each_engine},
};

/// Two doctors and two officers of one name each.
async fn namesakes(world: &World) {
    let act = world.hand(Role::Clerk);
    let write = move |tx: &cq_platform::db::Tx<'_>| {
        let bureau = act.bureau();
        for (hospital, phone) in [("市人民医院", "13800001111"), ("永宁卫生院", "13800002222")] {
            let (place, doctor, officer): (uuid::Uuid, StaffId, StaffId) =
                (act.new_id(), act.new_id(), act.new_id());
            tx.execute(
                "INSERT INTO hospital (bureau_id, id, name, version) VALUES ($1, $2, $3, 1)",
                &[bureau, &place, &hospital],
            )?;
            for (id, name) in [(doctor, "陈医生"), (officer, "赵干事")] {
                tx.execute(
                    "INSERT INTO staff (bureau_id, id, name, pinyin, phone, version) VALUES ($1, $2, $3, 'same', $4, 1)",
                    &[bureau, &id, &name, &phone],
                )?;
            }
            tx.execute(
                "INSERT INTO doctor (bureau_id, id, hospital_id, sex, specialty, capacity) VALUES ($1, $2, $3, 'male', '全科', 10)",
                &[bureau, &doctor, &place],
            )?;
        }
        Ok(())
    };
    world.app.db.write(write).await.unwrap();
}

#[test]
fn in_every_list_of_staff_to_choose_from_two_of_one_name_are_told_apart() {
    on_each_engine(async |world| {
        let desk = Desk::of(&world).await;
        namesakes(&world).await;
        let mut clerk = world.signed_in(Role::Clerk).await;
        let person = format!("/people/{}/liaison", desk.his);
        for (path, doctors, officers) in [
            ("/tasks", true, false),
            ("/segments/conditions", true, false),
            ("/targets/new", true, true),
            ("/absences/new", true, true),
            ("/rules/new", false, true),
            ("/settings/benefits", false, true),
            (person.as_str(), false, true),
        ] {
            let answer = clerk.get(path).await;
            assert_eq!(answer.status, axum::http::StatusCode::OK, "{path}");
            let page = answer.text();
            for (name, is_there, apart) in [
                ("陈医生", doctors, ["市人民医院 · 1111", "永宁卫生院 · 2222"]),
                ("赵干事", officers, ["1111", "2222"]),
            ] {
                let told = apart.iter().filter(|told| page.contains(&format!("{name} · {told}"))).count();
                assert_eq!(told, if is_there { 2 } else { 0 }, "{path}: {name}\n{page}");
                let options = page.split("<option").filter(|option| option.contains(name)).count();
                assert!(options == 0 || is_there, "{path}: {name} stands there untold");
            }
            assert!(!page.contains("王建国 · "), "{path}: nobody else is called so");
        }
    });
}
