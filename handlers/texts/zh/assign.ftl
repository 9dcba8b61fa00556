# 在岗状态、自动派单、交班

console-presence-off = 下班
presence-why-declared = { "" }
presence-why-word = 本人确认
presence-why-roster = 按值班表
presence-why-silent = 半小时没有操作
presence-why-staying = 留到处理完
shift-until = { $when } 止
offers-point-language = 语言相符
offers-point-again = 你处理过该客户
offers-point-region = 你的区域

presence-no-offers-away = 你现在是“离开”，不会派单给你。
presence-no-offers-off = 你已下班，不会派单给你。
presence-i-am-ready = 我已就绪
presence-load = { $load }/{ $capacity }
presence-load-any = { $load }

nobody-there = 现在没有同事在岗。{ $when } 起有人上班，会先处理您的问题，您不用再发一遍。
shift-handed = { $name }已下班，同事会接着处理您的问题，之前说好的都已交接。
shift-note = { $name }已下班，工单回到队列。
shift-note-to = { $name }已下班，工单已派给代班人{ $to }。
shift-note-promised = 已承诺：{ $text }
transfer-not-accepted = { $name }没有及时接收，工单仍由你处理。
transfer-refused = 不接收转派：{ $words }
returned-agreed = 交还机器人。已商定：{ $words }

alarm-unaccepted = 所有人都问过了，没人接单
alarm-crowded = 连看一眼的人都没有：能接的人都在看别的派单
alarm-nobody = 有客户在等，没有人在岗
alarm-unheard = 等候人工超过了答应的时间，没有人答复
alarm-transfer = 转交没有及时接收
refused-off-duty = { $name }已下班，请选别人或放回队列。
refused-no-shift = 值班表里没有你的班次，不需要留守。

staff-yours-if = 派给你，{ $until } 前答复：{ $what }。不接就派给下一位。

keys-accept = 接受派给你的工单
offers-title = 派给你的
offers-left = 请在此时间内答复
offers-accept = 接单
offers-refuse = 拒绝
offers-sound-on = 提示音：开
offers-sound-off = 提示音：关
offers-sound = 派单提示音
offers-new = 新派单
offers-deputy = 你替同事代班

shift-title = 交班
shift-ends = 你的班次 { $when } 结束。
shift-over = 你的班次已结束。
shift-you-stay = 你留到手上的工单处理完，不再派新单。
shift-open = 你手上有 { $count } 个未完成的工单。
shift-none = 你手上没有未完成的工单。
shift-is-off = 你已下班。
shift-to-deputy = 工单会先派给代班人{ $name }；接收前都在队列里，人人可见。
shift-to-queue = 工单带着备注回到队列，马上派给下一位能处理的同事。
shift-note-label = 给接班同事的备注（可不填）
shift-go = 交班并下班
shift-go-free = 下班
shift-stay = 留到处理完
shift-nothing-promised = 没有承诺
shift-back = 重新上班

assign-title = 为什么派给这个人
assign-none = 还没有派给任何人。
assign-offer = 派给{ $name }
assign-nobody = 没有可派的人
assign-round = 所有人都问过了，重新开始
assign-shift = { $name }下班交出
assign-returned = { $name }放回队列
assign-outcome-accepted = 已接单
assign-outcome-refused = 已拒绝
assign-outcome-lapsed = 没有及时接单
assign-outcome-taken = 被别人认领
assign-outcome-gone = 已不需要
assign-outcome-open = { $when } 前答复
assign-rule = 规则：{ $rule }，第 { $round } 轮
assign-rule-best-fit = 最合适的人（第 { $version } 版）
assign-need = 要求：队列 { $queue }，等级 { $severity }
assign-deputy = 按值班表代班
assign-point-language = 语言 { $points }
assign-point-looking = 正在看别的派单 { $points }
assign-point-again = 处理过该客户 { $points }
assign-point-region = 区域 { $points }
assign-point-load = 在手工单 { $points }
assign-idle = 最久没有接单
assign-out-role = 角色不符
assign-out-queue = 不负责该队列
assign-out-skill = 缺少技能
assign-out-off = 已下班
assign-out-busy = 忙碌
assign-out-away = 离开
assign-out-staying = 只留守处理在手工单
assign-out-asked = 本轮已问过
assign-out-full = 没有空位（{ $load }/{ $capacity }）
assign-out-looking = 正在看别的派单

calls-title = 等您处理
calls-mention = 有人叫您
calls-alarm = 警报
calls-item = 新工单
calls-open = 已接单，打开
