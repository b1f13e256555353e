//! The outbox (通知): whoever changes something that somebody ought to know writes a notice in the same transaction; it is sent by mail
//! or text message, printed, pasted or told by phone, as the addressee wishes, and never lost or sent twice. Cases, errands and pillars
//! stand above this.

pub mod circular;
pub mod notice;
pub mod preference;
pub mod sender;
