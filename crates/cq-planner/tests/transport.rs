//! What must always hold of the transportation solver, on instances small enough to try everything and on
//! larger ones by certificate.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    missing_docs,
    reason = "a test says what went wrong by failing"
)]

use cq_planner::certificate::{self, Violation};
use cq_planner::transport::{
    Builder, COST_LIMIT, Invalid, Placement, Problem, Solution, Standing, Start, solve, solve_from,
};
use proptest::prelude::*;

type Row = (u32, i64, Vec<(u32, i64)>);

fn problem(capacity: &[u64], rows: &[Row]) -> Problem {
    let mut builder = Builder::new(capacity.to_vec()).unwrap();
    for (supply, leave, arcs) in rows {
        builder.row(*supply, *leave, arcs.iter().copied()).unwrap();
    }
    builder.build()
}

/// The least cost by trying every way to place every unit.
fn brute(room: &mut [u64], rows: &[Row], unit: u32) -> i128 {
    let Some(((supply, leave, arcs), rest)) = rows.split_first() else { return 0 };
    if unit == *supply {
        return brute(room, rest, 0);
    }
    let mut best = i128::from(*leave) + brute(room, rows, unit + 1);
    for &(column, cost) in arcs {
        if room[column as usize] > 0 {
            room[column as usize] -= 1;
            best = best.min(i128::from(cost) + brute(room, rows, unit + 1));
            room[column as usize] += 1;
        }
    }
    best
}

/// Costs that tie often, and costs that do not.
fn instance(
    rows: usize,
    columns: u32,
    supply: u32,
    capacity: u64,
    arcs: usize,
) -> impl Strategy<Value = (Vec<u64>, Vec<Row>)> {
    let cost = prop_oneof![-3i64..6, -3i64..6, -1_000_000i64..1_000_000];
    let arc = (0..columns, cost);
    let row = (0..=supply, -2i64..12, prop::collection::vec(arc, 0..=arcs));
    (prop::collection::vec(0..=capacity, columns as usize), prop::collection::vec(row, 0..=rows))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn the_answer_is_the_best_of_all((capacity, rows) in instance(6, 4, 1, 2, 4)) {
        let (solution, certificate) = solve(&problem(&capacity, &rows)).unwrap();
        prop_assert_eq!(certificate.cost, brute(&mut capacity.clone(), &rows, 0));
        prop_assert_eq!(solution.cost, certificate.bound);
    }

    #[test]
    fn the_answer_is_the_best_of_all_with_several_units((capacity, rows) in instance(3, 3, 3, 4, 3)) {
        let (_, certificate) = solve(&problem(&capacity, &rows)).unwrap();
        prop_assert_eq!(certificate.cost, brute(&mut capacity.clone(), &rows, 0));
    }

    #[test]
    fn any_start_leads_to_the_same_cost(
        (capacity, rows) in instance(8, 4, 3, 4, 4),
        prices in prop::collection::vec(0i64..9, 4),
        other in prop::collection::vec(0u64..5, 4),
    ) {
        let now = problem(&capacity, &rows);
        let best = solve(&now).unwrap().1.cost;
        let (before, _) = solve(&problem(&other, &rows)).unwrap();
        for column_prices in [prices, before.column_prices] {
            let start = Start { column_prices, placements: before.placements.clone() };
            prop_assert_eq!(solve_from(&now, &start).unwrap().1.cost, best);
        }
    }
}

/// What may happen to an answer that stands.
#[derive(Debug, Clone)]
enum Change {
    Comes(Row),
    Goes(u32),
    Moves(u32, Row),
    Takes(u32, u64),
}

fn changes(columns: u32) -> impl Strategy<Value = Vec<Change>> {
    let row = || (0u32..3, -2i64..12, prop::collection::vec((0..columns, -3i64..6), 0..4));
    let change = prop_oneof![
        row().prop_map(Change::Comes),
        (0u32..12).prop_map(Change::Goes),
        (0u32..12, row()).prop_map(|(old, new)| Change::Moves(old, new)),
        (0..columns, 0u64..6).prop_map(|(column, units)| Change::Takes(column, units)),
    ];
    prop::collection::vec(change, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1500))]

    #[test]
    fn after_every_change_the_answer_is_as_good_as_one_from_nothing(
        (capacity, rows) in instance(12, 5, 2, 4, 4),
        changes in changes(5),
    ) {
        let mut standing = Standing::new(problem(&capacity, &rows), &Start::default()).unwrap();
        for change in changes {
            let rows = standing.problem().rows() as u32;
            match change {
                Change::Comes((supply, leave, arcs)) => {
                    standing.add(supply, leave, arcs).unwrap();
                }
                Change::Goes(row) => prop_assert_eq!(standing.remove(row).is_ok(), row < rows),
                Change::Moves(row, (_, leave, arcs)) => {
                    prop_assert_eq!(standing.replace(row, leave, arcs).is_ok(), row < rows);
                }
                Change::Takes(column, units) => standing.set_capacity(column, units).unwrap(),
            }
            let certificate = certificate::check(standing.problem(), &standing.solution()).unwrap();
            prop_assert_eq!(certificate.cost, solve(standing.problem()).unwrap().1.cost);
        }
    }
}

#[test]
fn a_change_that_is_refused_changes_nothing() {
    let mut standing = Standing::new(problem(&[1], &[(1, 9, vec![(0, 1)])]), &Start::default()).unwrap();
    let before = standing.solution();
    assert_eq!(standing.remove(1), Err(Invalid::NothingToChange));
    assert_eq!(standing.set_capacity(1, 3), Err(Invalid::NothingToChange));
    assert_eq!(standing.replace(1, 9, [(0, 1)]), Err(Invalid::NothingToChange));
    assert!(matches!(standing.add(1, 9, [(0, 1), (1, 1)]), Err(Invalid::NoSuchColumn { row: 1, .. })));
    assert_eq!(standing.solution(), before);
    assert_eq!(standing.add(1, 9, [(0, 0)]), Ok(1));
    assert_eq!((standing.placements(0).count(), standing.placements(1).count()), (0, 1));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    #[test]
    fn larger_answers_carry_their_proof((capacity, rows) in instance(300, 40, 3, 12, 12)) {
        let now = problem(&capacity, &rows);
        let (solution, certificate) = solve(&now).unwrap();
        prop_assert_eq!(certificate.cost, certificate.bound);
        prop_assert_eq!(&solve(&now).unwrap().0, &solution, "the same input gives the same plan");
        let mut fewer = capacity;
        for room in fewer.iter_mut().step_by(3) {
            *room /= 2;
        }
        let start = Start { column_prices: solution.column_prices, placements: solution.placements };
        let fewer = problem(&fewer, &rows);
        prop_assert_eq!(solve_from(&fewer, &start).unwrap().1.cost, solve(&fewer).unwrap().1.cost);
    }
}

#[test]
fn nothing_to_do_costs_nothing() {
    assert_eq!(solve(&problem(&[], &[])).unwrap().0.cost, 0);
    assert_eq!(solve(&problem(&[3, 0], &[])).unwrap().0.cost, 0);
}

#[test]
fn without_columns_or_capacity_everybody_is_left_over_at_the_price_stated() {
    let (solution, _) = solve(&problem(&[], &[(1, 7, vec![]), (2, 5, vec![])])).unwrap();
    assert_eq!((solution.cost, solution.placements.len()), (17, 0));
    let (solution, _) = solve(&problem(&[0], &[(1, 7, vec![(0, 1)])])).unwrap();
    assert_eq!((solution.cost, solution.placements.len()), (7, 0));
}

#[test]
fn a_place_is_preferred_to_being_left_over_at_the_same_cost() {
    assert_eq!(solve(&problem(&[1], &[(1, 4, vec![(0, 4)])])).unwrap().0.placements.len(), 1);
}

#[test]
fn the_cheaper_of_two_arcs_to_one_column_wins() {
    assert_eq!(solve(&problem(&[2], &[(2, 90, vec![(0, 4), (0, 3), (0, 4)])])).unwrap().0.cost, 6);
}

#[test]
fn costs_at_the_limit_are_added_exactly_and_beyond_it_are_refused() {
    let rows: Vec<Row> = (0..6).map(|_| (3, COST_LIMIT, vec![(0, -COST_LIMIT), (1, COST_LIMIT)])).collect();
    let (solution, _) = solve(&problem(&[5, 2], &rows)).unwrap();
    assert_eq!(solution.cost, (13 - 5) * i128::from(COST_LIMIT));
    let start = Start { column_prices: solution.column_prices, placements: solution.placements };
    assert_eq!(solve_from(&problem(&[9, 2], &rows), &start).unwrap().0.cost, 0);
    let mut builder = Builder::new(vec![1]).unwrap();
    let too_dear = Err(Invalid::CostTooLarge { row: 0, cost: COST_LIMIT + 1 });
    assert_eq!(builder.row(1, 0, [(0, COST_LIMIT + 1)]), too_dear);
    assert_eq!(builder.row(1, COST_LIMIT + 1, []), too_dear);
    assert!(matches!(builder.row(1, i64::MIN, []), Err(Invalid::CostTooLarge { .. })));
    assert!(matches!(builder.row(1, 0, [(1, 0)]), Err(Invalid::NoSuchColumn { column: 1, .. })));
}

#[test]
fn a_start_that_belongs_to_another_problem_is_refused() {
    let now = problem(&[1], &[(1, 9, vec![(0, 1)])]);
    let start = |column_prices, placements| Start { column_prices, placements };
    for bad in [start(vec![0, 0], vec![]), start(vec![-1], vec![]), start(vec![i64::MAX], vec![])] {
        assert!(matches!(
            solve_from(&now, &bad),
            Err(cq_planner::transport::Error::Invalid(Invalid::BadPrices))
        ));
    }
    let elsewhere = start(vec![], vec![Placement { row: 4, arc: 0, units: 1 }]);
    assert!(solve_from(&now, &elsewhere).is_err());
}

#[test]
fn the_checker_rejects_every_kind_of_wrong_answer() {
    let now = problem(&[1, 1], &[(1, 9, vec![(0, 1), (1, 4)]), (1, 9, vec![(0, 2)])]);
    let (good, _) = solve(&now).unwrap();
    assert_eq!(good.cost, 6);
    let reject = |change: &dyn Fn(&mut Solution)| {
        let mut bad = good.clone();
        change(&mut bad);
        certificate::check(&now, &bad).unwrap_err()
    };
    assert!(matches!(reject(&|s| s.cost = 5), Violation::WrongCost { stated: 5, cost: 6 }));
    assert!(matches!(reject(&|s| s.placements[0].arc = 0), Violation::OverCapacity { column: 0 }));
    assert!(matches!(reject(&|s| s.placements[1].arc = 0), Violation::NoSuchArc { row: 1, arc: 0 }));
    assert!(matches!(reject(&|s| s.placements[0].row = 7), Violation::NoSuchArc { row: 7, .. }));
    assert!(matches!(reject(&|s| s.placements[0].units = 2), Violation::OverSupply { row: 0 }));
    assert!(matches!(reject(&|s| s.row_prices[0] += 1), Violation::CheaperArc { row: 0, .. }));
    assert!(matches!(reject(&|s| s.row_prices[1] = 10), Violation::DearerThanLeaving { row: 1 }));
    assert!(matches!(reject(&|s| s.column_prices[0] = -1), Violation::NegativePrice { column: 0 }));
    assert!(matches!(reject(&|s| s.row_prices[0] -= 1), Violation::Gap { cost: 6, bound: 5 }));
    assert!(matches!(
        reject(&|s| {
            s.row_prices.pop();
        }),
        Violation::Shape
    ));
}
