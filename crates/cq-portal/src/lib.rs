//! What elders and their families see on a page of their own: who answers for them, what is promised and by when, what became of what
//! they asked, and a form to ask for more.

pub mod portal;
