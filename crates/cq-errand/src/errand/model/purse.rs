//! What of money stands open between an errand's workers, the elder and the bureau. The ledger has every fen; this is what it comes to.

use cq_platform::words;
use jiff::Timestamp;

use super::Refused;

words! {
    /// A way that money takes.
    pub enum Move {
        /// 向老人收: the elder hands it to a worker.
        FromElder = "from-elder",
        /// 领垫付款: the bureau advances it.
        Advance = "advance",
        /// 代取: drawn for the elder, such as a pension.
        Drawn = "drawn",
        /// 代付: paid out against a receipt.
        Paid = "paid",
        /// 交给老人: handed to the elder.
        ToElder = "to-elder",
        /// 还垫付款: given back to the bureau.
        Back = "back",
    }
}

/// Whether a movement happens, or takes one back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// It happens.
    Forth,
    /// It is taken back.
    Undo,
}

/// An errand's money.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Purse {
    /// What its workers hold, in fen.
    pub held: i64,
    /// What of the bureau's is not given back, in fen.
    pub advanced: i64,
    /// Movements that a second person has not agreed to.
    pub pending: u32,
    /// When it was moved last.
    pub moved_at: Option<Timestamp>,
    /// When the elder last signed for it.
    pub signed_at: Option<Timestamp>,
}

impl Purse {
    /// As much of `fen` the way of `kind`; never below nothing.
    pub fn moved(self, kind: Move, fen: i64, way: Way, at: Timestamp) -> Result<Self, Refused> {
        let sign = |way| if way == Way::Forth { fen } else { -fen };
        let held = match kind {
            Move::FromElder | Move::Advance | Move::Drawn => sign(way),
            Move::Paid | Move::ToElder | Move::Back => -sign(way),
        };
        let advanced = match kind {
            Move::Advance => sign(way),
            Move::Back => -sign(way),
            _ => 0,
        };
        if self.held + held < 0 {
            return Err(Refused::Overdrawn(self.held));
        }
        if self.advanced + advanced < 0 {
            return Err(Refused::BeyondAdvance(self.advanced));
        }
        Ok(Self { held: self.held + held, advanced: self.advanced + advanced, moved_at: Some(at), ..self })
    }

    /// Whether nothing is left with anybody.
    pub fn settled(self) -> Result<(), Refused> {
        match self {
            Purse { pending: 1.., .. } => Err(Refused::Pending(self.pending)),
            Purse { held: 1.., .. } => Err(Refused::Held(self.held)),
            Purse { advanced: 1.., .. } => Err(Refused::Advanced(self.advanced)),
            _ => Ok(()),
        }
    }

    /// Whether the elder signed for what was moved, since it was.
    pub fn is_signed(self) -> bool {
        self.moved_at.is_none_or(|moved| self.signed_at.is_some_and(|signed| signed >= moved))
    }
}
