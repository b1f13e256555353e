//! Who does what in which order, and the moves that change it and can be taken back.

/// Every worker's route.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Order {
    routes: Vec<Vec<u16>>,
    /// Who does each task.
    worker: Vec<u16>,
}

impl Order {
    pub fn new(workers: usize, jobs: usize) -> Self {
        Self { routes: vec![Vec::new(); workers], worker: vec![0; jobs] }
    }

    #[inline]
    pub fn route(&self, worker: usize) -> &[u16] {
        &self.routes[worker]
    }

    #[inline]
    pub fn worker(&self, job: u16) -> usize {
        self.worker[usize::from(job)].into()
    }

    /// Where a task stands in its route.
    #[inline]
    pub fn place(&self, job: u16) -> usize {
        let route = &self.routes[self.worker(job)];
        route.iter().position(|&other| other == job).unwrap_or(route.len())
    }

    pub fn insert(&mut self, job: u16, worker: usize, at: usize) {
        self.routes[worker].insert(at, job);
        self.worker[usize::from(job)] = worker as u16;
    }

    /// Takes a task out and says where it was.
    pub fn remove(&mut self, job: u16) -> (usize, usize) {
        let (worker, at) = (self.worker(job), self.place(job));
        self.routes[worker].remove(at);
        (worker, at)
    }

    /// Two tasks take each other's place.
    pub fn swap(&mut self, one: u16, other: u16) {
        let (from, to) = ((self.worker(one), self.place(one)), (self.worker(other), self.place(other)));
        self.routes[from.0][from.1] = other;
        self.routes[to.0][to.1] = one;
        self.worker[usize::from(one)] = to.0 as u16;
        self.worker[usize::from(other)] = from.0 as u16;
    }

    /// Two workers exchange what comes from these places on; the same move takes it back.
    pub fn cross(&mut self, (one, at): (usize, usize), (other, place): (usize, usize)) {
        let tail = self.routes[one].split_off(at);
        let rest = self.routes[other].split_off(place);
        self.routes[one].extend(rest);
        self.routes[other].extend(tail);
        for worker in [one, other] {
            for &job in &self.routes[worker] {
                self.worker[usize::from(job)] = worker as u16;
            }
        }
    }
}
