//! How banks head the columns of their answers, and what they say in them.

use cq_sheet::ColumnSpec;

/// What banks call the columns. The reference is what the sheet sent has under 附言.
pub(super) const COLUMNS: &[ColumnSpec] = &[
    column(
        "reference",
        &["附言", "业务参考号", "参考号", "用途", "摘要", "备注", "reference", "remark"],
        true,
    ),
    column("account", &["账号", "收款账号", "收款人账号", "卡号", "account"], true),
    column("yuan", &["金额", "交易金额", "发放金额", "金额（元）", "amount"], true),
    column("outcome", &["处理结果", "结果", "状态", "交易状态", "处理状态", "result", "status"], true),
    column("why", &["失败原因", "原因", "错误信息", "退汇原因", "reason"], false),
    column("number", &["流水号", "交易流水号", "银行流水号", "凭证号", "serial"], false),
];
/// What banks say when they have paid.
pub(super) const SUCCEEDED: &[&str] = &["成功", "交易成功", "处理成功", "已入账", "success", "ok"];
/// And when they have not.
pub(super) const FAILED: &[&str] = &["失败", "交易失败", "处理失败", "退汇", "未入账", "failed", "failure"];

const fn column(key: &'static str, synonyms: &'static [&'static str], required: bool) -> ColumnSpec {
    ColumnSpec { key, synonyms, required }
}
