//! By which way somebody is told, what can go wrong, and why something is not said any more.

use cq_platform::words;

words! {
    /// By which way somebody is told.
    pub enum Channel {
        /// 短信.
        Text = "text",
        /// 电话.
        Call = "call",
        /// 信.
        Letter = "letter",
        /// 电子邮件.
        Mail = "mail",
        /// 复制到微信.
        Paste = "paste",
    }
}

impl Channel {
    /// Whether the program sends it by itself.
    pub const fn is_sent(self) -> bool {
        matches!(self, Channel::Text | Channel::Mail)
    }

    /// Whether it disturbs whoever gets it, so that quiet hours count.
    pub const fn rings(self) -> bool {
        matches!(self, Channel::Text | Channel::Call)
    }

    /// Whether a sending whose answer was lost can be repeated: the other side takes the same key once. Of mail nobody knows.
    pub const fn repeats_safely(self) -> bool {
        matches!(self, Channel::Text)
    }
}

words! {
    /// What went wrong, as far as it can be said without naming anybody.
    pub enum Fault {
        /// There is no address for it.
        NoAddress = "no-address",
        /// The address is none.
        BadAddress = "bad-address",
        /// The other side could not be reached.
        Unreachable = "unreachable",
        /// It did not answer in time.
        Time = "time",
        /// It asks to be left alone for a while.
        Busy = "busy",
        /// It could not just now.
        Temporary = "temporary",
        /// It will not take this one.
        Rejected = "rejected",
        /// It does not know us.
        Credentials = "credentials",
        /// It does not take mail from our address.
        Sender = "sender",
        /// What it answered was lost.
        Lost = "lost",
        /// Nobody answered the phone.
        NotReached = "not-reached",
    }
}

words! {
    /// Why a notice was withdrawn.
    pub enum Why {
        /// Whoever it was for has died.
        Died = "died",
        /// A clerk took it back.
        Clerk = "clerk",
        /// Another way was chosen.
        Instead = "instead",
        /// What it would have told is so no longer.
        Overtaken = "overtaken",
    }
}
