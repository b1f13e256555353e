//! How banks head the columns of their answers, and what they say in them.

use cq_sheet::ColumnSpec;

/// What banks call the columns. The reference is what the sheet sent has under 附言; see [`REFERENCES`].
pub(super) const COLUMNS: &[ColumnSpec] = &[
    column("reference", &["附言", "reference"], false),
    column("use", &["用途"], false),
    column("summary", &["摘要"], false),
    column("remark", &["备注", "remark"], false),
    column("own", &["业务参考号", "参考号"], false),
    column("account", &["账号", "收款账号", "收款人账号", "卡号", "account"], true),
    column("yuan", &["金额", "交易金额", "发放金额", "金额（元）", "amount"], true),
    column("outcome", &["处理结果", "结果", "状态", "交易状态", "处理状态", "result", "status"], true),
    column("why", &["失败原因", "原因", "错误信息", "退汇原因", "reason"], false),
    column("number", &["流水号", "交易流水号", "银行流水号", "凭证号", "serial"], false),
];
/// Where a bank may repeat the reference, the likeliest first; one of them has to be there. Beside it may stand an 摘要 that says 代发, or a
/// 业务参考号 of the bank's own.
pub(super) const REFERENCES: &[&str] = &["reference", "use", "summary", "remark", "own"];
/// What banks say when they have paid.
pub(super) const SUCCEEDED: &[&str] = &["成功", "交易成功", "处理成功", "已入账", "success", "ok"];
/// And when they have not.
pub(super) const FAILED: &[&str] = &["失败", "交易失败", "处理失败", "退汇", "未入账", "failed", "failure"];

const fn column(key: &'static str, synonyms: &'static [&'static str], required: bool) -> ColumnSpec {
    ColumnSpec { key, synonyms, required }
}
