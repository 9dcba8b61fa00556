# 证据包、删除个人信息，以及日志里怎么写
log-evidence-exported = 导出证据
log-personal-erased = 已删除个人信息
console-evidence = 证据
console-evidence-log = 日志共{ $entries }条，每条都与前一条相连。
console-evidence-head = 链的末端
console-evidence-get = 导出 ZIP
evidence-readme =
    这里是一张工单的全部记录：工单与各项判定及理由（ticket.json）、对话（conversation.txt、conversation.json）、同意记录、上门、时钟及其走时区间、警报、
    所做的工作，以及日志（log.json）。JSON 中的时间为 UTC，金额以最小货币单位计。
    manifest.json 列出每个文件的 SHA-256。日志每一条都带有前一条的哈希，改动、增加或缺少任何一条都会显出来；其中的文字只以加盐摘要进入哈希。
    用 "baoxiu ticket verify 文件.zip" 可以全部核对。

# 删除
erased-words = （已删除）
refused-erase-nobody = 没有找到{ $who }。请给出电话号码或客户编号。
refused-erase-open = 还没有结案：{ $numbers }。请先结案。
refused-erase-reason = 理由里请不要写电话号码：理由会保留。
