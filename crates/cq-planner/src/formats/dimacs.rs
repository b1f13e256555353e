//! Minimum-cost flow in DIMACS format (`p min`, `n`, `a`), solved as a transportation problem.
//!
//! Any network with capacities becomes two-sided (Wagner 1959, after Orden 1956): each arc is a row that has
//! its capacity to place, on its head at the arc's cost ("used") or on its tail for nothing ("unused"); each
//! node is a column that takes the capacity going out of it less its own supply. The optimum is the same, and
//! so the certificate of the transportation problem proves the flow.

use super::{Error, Solved, Use, prohibitive};
use crate::transport::{self, Builder};
use std::io::{self, Write};

/// More nodes than this are refused before memory is asked for.
const MOST_NODES: usize = 20_000_000;

/// A network read from a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Network {
    supply: Vec<i64>,
    arcs: Vec<Arc>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Arc {
    tail: u32,
    head: u32,
    least: i64,
    most: i64,
    cost: i64,
}

/// Reads a network.
pub fn read(text: &str) -> Result<Network, Error> {
    let mut network: Option<Network> = None;
    for (content, line) in text.lines().zip(1..) {
        let malformed = |what| Error::Malformed { line, what };
        let mut words = content.split_ascii_whitespace();
        let (kind, rest) = (words.next(), words);
        match (kind, &mut network) {
            (None | Some("c"), _) => {}
            (Some("p"), None) => {
                let mut rest = rest;
                let min = rest.next() == Some("min");
                let size = numbers::<2>(rest).filter(|_| min).ok_or(malformed("p min NODES ARCS"))?;
                let nodes = usize::try_from(size[0]).map_err(|_| malformed("a number of nodes"))?;
                if nodes > MOST_NODES {
                    return Err(Error::TooLarge);
                }
                network = Some(Network { supply: vec![0; nodes], arcs: Vec::new() });
            }
            (Some("n"), Some(network)) => {
                let [node, units] = numbers(rest).ok_or(malformed("n NODE SUPPLY"))?;
                let node = network.node(node).ok_or(malformed("a node of the network"))?;
                network.supply[node as usize] = units;
            }
            (Some("a"), Some(network)) => {
                let [tail, head, least, most, cost] =
                    numbers(rest).ok_or(malformed("a TAIL HEAD LEAST MOST COST"))?;
                let ends = network.node(tail).zip(network.node(head));
                let (tail, head) = ends.ok_or(malformed("nodes of the network"))?;
                if least < 0 || most < least {
                    return Err(malformed("bounds in order, not negative"));
                }
                network.arcs.push(Arc { tail, head, least, most, cost });
            }
            _ => return Err(malformed("one p line, then n and a lines")),
        }
    }
    network.ok_or(Error::Malformed { line: 1, what: "a p line" })
}

/// Exactly `N` whole numbers.
fn numbers<'a, const N: usize>(words: impl Iterator<Item = &'a str>) -> Option<[i64; N]> {
    let all: Option<Vec<i64>> = words.map(|word| word.parse().ok()).collect();
    all?.try_into().ok()
}

impl Network {
    fn node(&self, number: i64) -> Option<u32> {
        let index = u32::try_from(number).ok()?.checked_sub(1)?;
        ((index as usize) < self.supply.len()).then_some(index)
    }
}

/// Writes a transportation problem as a network that any solver of the format reads: the rows are nodes from 1 on, then come
/// the columns, then one node that takes everything, from the columns for nothing and from each row at the cost of leaving
/// over. The optimum is the same. Costs should not be negative: not every solver takes them.
pub fn write(problem: &transport::Problem, out: &mut impl Write) -> io::Result<()> {
    let (rows, columns) = (problem.rows(), problem.columns());
    let last = rows + columns + 1;
    writeln!(out, "p min {last} {}", problem.arcs() + rows + columns)?;
    for (supply, row) in problem.supply().iter().zip(1..) {
        writeln!(out, "n {row} {supply}")?;
    }
    let sent: u64 = problem.supply().iter().map(|&units| u64::from(units)).sum();
    writeln!(out, "n {last} -{sent}")?;
    for ((row, &supply), leave) in problem.supply().iter().enumerate().zip(problem.leave()) {
        for (column, cost) in problem.arcs_of(row).filter_map(|arc| problem.arc(arc)) {
            writeln!(out, "a {} {} 0 {supply} {cost}", row + 1, rows + 1 + column as usize)?;
        }
        writeln!(out, "a {} {last} 0 {supply} {leave}", row + 1)?;
    }
    for (units, column) in problem.capacity().iter().zip(rows + 1..) {
        writeln!(out, "a {column} {last} 0 {units} 0")?;
    }
    Ok(())
}

/// Sends every supply to the demands at least cost.
pub fn solve(network: &Network) -> Result<Solved, Error> {
    let mut net: Vec<i128> = network.supply.iter().map(|&units| i128::from(units)).collect();
    let excess: i128 = net.iter().sum();
    if excess != 0 {
        return Err(Error::Unbalanced { excess });
    }
    let mut widest = 0;
    let mut fixed: i128 = 0;
    for arc in &network.arcs {
        widest = widest.max(arc.cost.unsigned_abs());
        fixed += i128::from(arc.least) * i128::from(arc.cost);
        net[arc.tail as usize] -= i128::from(arc.least);
        net[arc.head as usize] += i128::from(arc.least);
    }
    // Without negative costs no arc carries more than all that is sent.
    let sent: i128 = net.iter().filter(|&&units| units > 0).sum();
    let enough = if network.arcs.iter().all(|arc| arc.cost >= 0) { sent } else { i128::MAX };
    let span = |arc: &Arc| u32::try_from(i128::from(arc.most - arc.least).min(enough));
    let mut takes: Vec<i128> = net.iter().map(|units| -units).collect();
    for arc in &network.arcs {
        takes[arc.tail as usize] += i128::from(span(arc).map_err(|_| Error::TooLarge)?);
    }
    let missing = takes.iter().filter(|&&units| units < 0).map(|units| -units).sum::<i128>();
    if missing > 0 {
        return Err(Error::Infeasible { missing: u64::try_from(missing).unwrap_or(u64::MAX) });
    }
    let capacity = takes.iter().map(|&units| u64::try_from(units).map_err(|_| Error::TooLarge));
    let mut builder = Builder::new(capacity.collect::<Result<_, _>>()?)?;
    let leave = prohibitive(network.supply.len(), i64::try_from(widest).map_err(|_| Error::TooLarge)?)?;
    for arc in &network.arcs {
        let units = span(arc).map_err(|_| Error::TooLarge)?;
        builder.row(units, leave, [(arc.tail, 0), (arc.head, arc.cost)])?;
    }
    plan(network, &builder.build(), fixed)
}

/// Solves the transportation problem made of a network, and reads the flow off it.
fn plan(network: &Network, problem: &transport::Problem, fixed: i128) -> Result<Solved, Error> {
    let (solution, certificate) = transport::solve(problem)?;
    let placed: u64 = solution.placements.iter().map(|place| u64::from(place.units)).sum();
    let supply: u64 = problem.supply().iter().map(|&units| u64::from(units)).sum();
    if placed < supply {
        return Err(Error::Infeasible { missing: supply - placed });
    }
    let mut flow: Vec<u64> = network.arcs.iter().map(|arc| arc.least.unsigned_abs()).collect();
    for place in &solution.placements {
        // Each row has two arcs: unused, used.
        if place.arc % 2 == 1 {
            flow[place.row as usize] += u64::from(place.units);
        }
    }
    let used = network.arcs.iter().zip(flow).filter(|(_, units)| *units > 0);
    let plan = used.map(|(arc, units)| Use { from: arc.tail + 1, to: arc.head + 1, units }).collect();
    Ok(Solved { cost: certificate.cost + fixed, bound: certificate.bound + fixed, optimal: true, plan })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cost(text: &str) -> Result<i128, Error> {
        solve(&read(text).unwrap()).map(|solved| solved.cost)
    }

    #[test]
    fn a_flow_goes_round_a_full_arc_and_respects_lower_bounds() {
        let text = "c t\np min 3 3\nn 1 4\nn 3 -4\na 1 3 0 2 1\na 1 2 0 9 2\na 2 3 0 9 2\n";
        assert_eq!(cost(text), Ok(2 + 8));
        assert_eq!(cost(&text.replace("a 1 2 0 9", "a 1 2 3 9")), Ok(1 + 12));
    }

    #[test]
    fn a_transportation_problem_written_and_read_costs_the_same() {
        let mut builder = Builder::new(vec![2, 0, 1]).unwrap();
        builder.row(3, 9, [(0, 4), (1, 1), (2, 7)]).unwrap();
        builder.row(1, 5, [(0, 3)]).unwrap();
        builder.row(0, 5, []).unwrap();
        let problem = builder.build();
        let mut text = Vec::new();
        write(&problem, &mut text).unwrap();
        let (solution, _) = transport::solve(&problem).unwrap();
        assert_eq!((solution.cost, cost(&String::from_utf8(text).unwrap())), (20, Ok(20)));
    }

    #[test]
    fn negative_costs_may_run_in_circles() {
        assert_eq!(cost("p min 2 2\na 1 2 0 5 -3\na 2 1 0 7 1\n"), Ok(-10));
    }

    #[test]
    fn what_cannot_be_sent_is_an_error_not_an_answer() {
        let cut = "p min 3 1\nn 1 4\nn 3 -4\na 1 2 0 9 1\n";
        assert!(matches!(cost(cut), Err(Error::Infeasible { missing: 4 })));
        assert_eq!(cost("p min 2 1\nn 1 4\nn 2 -3\na 1 2 0 9 1\n"), Err(Error::Unbalanced { excess: 1 }));
        assert_eq!(cost("p min 2 1\nn 1 1\nn 2 -1\na 1 2 0 9 9223372036854775807\n"), Err(Error::TooLarge));
    }

    #[test]
    fn what_is_not_a_network_is_refused_with_its_line() {
        for (text, at) in [
            ("", 1),
            ("a 1 2 0 1 1", 1),
            ("p max 2 1", 1),
            ("p min 2 1\nn 3 1", 2),
            ("p min 2 1\na 1 0 0 1 1", 2),
            ("p min 2 1\na 1 2 3 1 1", 2),
            ("p min 2 1\np min 2 1", 2),
            ("p min 2 1\na 1 2 0 1", 2),
            ("p min -2 1", 1),
        ] {
            assert!(matches!(read(text), Err(Error::Malformed { line, .. }) if line == at), "{text}");
        }
        assert_eq!(read("p min 99999999999 1"), Err(Error::TooLarge));
    }
}
