//! First contact (首接负责): cases, their clocks, and who is told when one is late. Pillars that work on a case stand above this.

pub mod case;
