# 承诺、确认、回访

promise-line = { $text }（{ $until }前）
promise-visit = { $technician } { $when } 上门
promise-soon = 跟您说一声：答应您“{ $text }”，现在看 { $until }前可能来不及，很抱歉。主管已经在处理，有了新的时间马上告诉您。单号 { $number }。
promise-late = 很抱歉，答应您 { $until }前办的“{ $text }”没有按时做到。主管已经知道，同事会尽快联系您。单号 { $number }。
promise-visit-soon = 约好 { $when } 上门，我们还没收到{ $technician }到达的消息。如果人已经到了，就不用管这条；如果还没到，很抱歉让您等，主管正在催，有消息马上告诉您。单号 { $number }。
promise-visit-waits = 约好 { $when } 的上门先等您的答复：您同意费用以后，{ $technician }才会过去。单号 { $number }。
promise-visit-late = 约好的 { $when } 已经过了，我们没收到{ $technician }到达的消息。如果人已经来过，就不用管这条；如果没有，非常抱歉，主管会尽快联系您。单号 { $number }。
promise-moved = 很抱歉，答应您 { $before }前办的“{ $text }”要改到 { $until }前：{ $why }。单号 { $number }。
promise-arranged = 已经安排好了：{ $text }，{ $until }前。单号 { $number }。
status-promised = 同事答应您：{ $what }（{ $until }前）。
promise-call-back = 工程师给您打电话
call-back-told = { $name }先查一下，{ $until }前给您回电。单号 { $number }。

ask-if-fixed = { $number } 现在都正常了吗？
confirmed-fixed = 太好了，{ $number } 已记下您确认修好。
reopened = 很抱歉，还没修好。{ $number } 已重新打开，优先处理，同事会尽快联系您。
reopened-already = { $number } 还在处理中，同事会跟进。
reopened-by-hand = { $number } 已重新打开，我们接着处理。
ask-same-resolved = 您的 { $number } 刚修完不久。这次是同一个故障又出现了，还是新的？
follows-earlier = 好的，开一张新单，已注明和之前的 { $number } 有关。

button-rate-5 = 非常满意
button-rate-4 = 满意
button-rate-3 = 一般
button-rate-2 = 不满意
button-rate-1 = 很不满意
rated-thanks = 谢谢您告诉我们。
rated-bad = 很抱歉没有做好，谢谢您直说。主管会看 { $number } 并联系您。
rated-already = 您的评价之前已经记下了，谢谢。

alarm-promise-warn = 答应客户的事快到时间
alarm-promise-failed = 答应客户的事没有按时做到
alarm-bad-feedback = 客户回访不满意
reason-promise_due = 答应客户的事快到时间
reason-contact_due = 快到联系客户的时限，请打电话
reason-to_close = 上门做完了，填好原因和表单后关闭
reason-still_broken = 没修好，重新打开
reason-bad_feedback = 回访不满意

log-promise-made = 已作承诺
log-promise-kept = 承诺已兑现
log-promise-moved = 承诺改期
log-promise-failed = 承诺没做到
log-promise-withdrawn = 承诺已撤下
log-confirmation-asked = 已问客户是否修好
log-customer-confirmed = 客户确认修好
log-follow_up-asked = 已回访
log-follow_up-answered = 客户答复回访

console-promises = 承诺
console-promise-open = 未到期
console-promise-kept = 已兑现
console-promise-failed = 没做到
console-promise-withdrawn = 已撤下
console-promise-owed = 没做到，还欠着
console-promise-told = 已提前告知客户
console-promise-offer = 上一条回复里好像答应了：
console-promise-record = 记为承诺
console-promise-add = 记一个承诺
console-call-back = 我查一下再回电
console-promise-what = 答应了什么
console-promise-until = 什么时候之前（如“今天15:00”“明天上午”）
console-promise-keep = 做到了
console-promise-move = 改期
console-promise-why = 原因（客户会看到）
console-promise-drop = 撤下
console-promise-drop-why = 为什么不算（客户看不到）
console-promise-arranged = 已安排，告诉客户
console-promise-who = 谁来做什么
console-follow-ups = 确认与回访
console-follow-waiting = 待回访
console-follow-asked = 已问，未答
console-follow-answered = 已答
console-follow-dropped = 未问
console-follow-follows = 和之前的单有关：
console-reopen = 重新打开

refused-promise-open = 还有答应客户的事没了结：“{ $text }”（{ $until }前）。先点“做到了”、改期或撤下。
refused-promise-settled = 这个承诺已经了结了。
refused-promise-words = 请写明答应了什么。
refused-promise-time = 请写一个将来的时间，如“今天15:00”“明天上午”或 2026-11-24 15:00。
refused-not-resolved = 这张单不是已解决的状态，不用重新打开。
refused-call-back-none = 这个方案没有规定回电的时间，请记一个带时间的承诺。
refused-call-back-runs = 已经要在{ $until }前回电，时限不会重新算。
