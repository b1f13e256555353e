//! Surnames of more than one character.

/// Surnames of two characters that are met at all.
pub(super) const COMPOUND: [&str; 20] = [
    "欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "夏侯", "司徒", "端木",
    "宇文", "长孙", "呼延", "南宫", "独孤", "轩辕", "万俟",
];
