# 我们的人用的 Telegram。短，先说单号：大家在路上用手机看。
channel-telegram-staff = Telegram（内部）

staff-button-claim = 我来接
staff-button-way = 已出发
staff-button-there = 已到达
staff-button-done = 已完成
staff-button-part = 需要配件
staff-button-back = 退回
staff-button-seen = 已知悉

staff-no-ticket = 会话 { $number }
staff-offer = { $what }：需要有人接手
staff-mine = { $what } 由您负责了。在这里回复我的消息，客户就能看到。
staff-has-it = { $name }接了 { $what }。
staff-topic-how = 回复我的消息，客户就能看到；其他的话只有我们自己看得到。
staff-device = 设备：{ $device }
staff-place = 地点：{ $place }
staff-contact = 联系人：{ $who }
staff-due = 请在{ $until }前答复
staff-quote = “{ $words }”
staff-note = 备注：{ $note }
staff-words = { $what }，客户说：
    { $words }
staff-files = { $what }，客户发来：{ $files }
    { $link }
staff-file-image = 照片
staff-file-audio = 录音
staff-file-video = 视频
staff-file-document = 文档
staff-file-text = 文本文件
staff-visit = { $number }：上门 { $when }，{ $technician }
staff-visit-moved = { $number }：上门改到 { $when }，{ $technician }
staff-visits-more = 未来两周还有 { $count } 次上门排给您： { $link }
staff-visit-off = { $number }：您的上门取消了，不用去了。
staff-alarm = { $number }：{ $what }
staff-clock = { $clock }，期限 { $due }
staff-offered-to = { $what }：{ $name }想转给您：{ $why }
    请在工作台接受或拒绝：
staff-closed = { $number } 已结案。辛苦了。
staff-reopened = { $number } 重新打开了。

staff-ended-claimed = { $name }已接手。
staff-ended-yours = 由您负责了。
staff-ended-closed = 已经结束。
staff-ended-again = 已经换人处理，请看最新的消息。
staff-ended-back = 这一单已不在您手上。
staff-ended-visit-off = 这次上门已取消。
staff-ended-visit-over = 这次上门已完成。
staff-ended-seen = 已有人处理。

staff-yours = 由您负责了。
staff-way = 已记下，客户知道您出发了。
staff-there = 已记下：您到了。
staff-seen = 已记下，其他人不用再看。
staff-question = 请回答下面的一个问题。
staff-stale = 这个按钮已失效。{ $why }
staff-ask-done = { $name }，{ $what } 做了什么？请回复这条消息。
staff-ask-part = { $name }，{ $what } 需要什么配件？请回复这条消息，知道编号的话请写上。
staff-ask-back = { $name }，为什么退回 { $what }？请回复这条消息，接手的人会看到。
staff-done = { $what } 已结案，客户已收到通知。辛苦了。
staff-visit-done = { $what }：上门已完成，正在问客户是否一切正常。
staff-not-closed = { $what }：您做的已记下，但还不能结案。{ $why }
    { $link }
staff-part-ordered = { $what }：配件已申请，客户已收到通知。
staff-handed-back = { $what } 已退回队列。谢谢您说明原因。
staff-refused-link = { $why }
    { $link }

staff-linked = { $name }，您好！这个聊天已绑定到您的账号。等待处理的单子、上门和告警会发到这里。回复我的消息，客户就能看到。发 /unlink 可以解除绑定。
staff-linked-visits = { $name }，您好！这个聊天已绑定到您的账号。您的上门会发到这里，带按钮。回复上门消息的话会记在工单上，给同事看。发 /unlink 可以解除绑定。
staff-unlinked = 已解除绑定，不会再有内部消息发到这里。
staff-group-on = 从现在起在这里处理单子，每张工单一个话题。群里每个人都能看到客户的话；只有绑定了账号的人才能按按钮和回复客户。
staff-group-off = 不再在这里处理单子。
staff-help = 要和客户说话，请回复我的某条消息；直接写的话谁也收不到。
    要自己报修，请发 /report。要解除绑定，请发 /unlink。

staff-help-visits = 您的上门会发到这里。要给同事留话，请回复那条上门消息；直接写的话谁也收不到。
    要自己报修，请发 /report。要解除绑定，请发 /unlink。
staff-noted = { $what }：已记下，负责这一单的同事会看到，客户看不到。

refused-not-linked = 您的账号还没有绑定。请在工作台打开您名字的菜单，选择 Telegram。
refused-switched-off = 您的账号已停用，请联系管理员。
refused-link-here = 请在和我的私聊里打开这个链接。
refused-bad-link = 这个链接无效或已失效：有效期 15 分钟，只能用一次。请在工作台重新生成；如果这个聊天绑定的是别人，请先发 /unlink。
refused-group-there = 请在群里发 /staffgroup。
refused-no-topics = 这个群没有开启话题。请在群设置里开启话题，把我设为可以管理话题的管理员，再发 /staffgroup。
refused-stale = 这个按钮已失效，请看最新的消息。
refused-staff-edited = 客户已经看到您原来的话，修改不会再发。请重新回复一次。
refused-staff-words-only = 从这里只能给客户发文字。请写下来；文件请用工作台发。
refused-asked-somebody-else = 这个问题是问同事的。
refused-answered-already = 这个问题已经回答过了。
refused-claim-first = 这一单还没有人接，您的话没有发出。请先接手。
refused-name-has-it = 这一单由{ $name }负责，您的话没有发出。

console-telegram = Telegram
console-telegram-what = 等待处理的单子、您的上门和告警会发到您的手机，带按钮；直接回复就能和客户说话。
console-telegram-what-visits = 您的上门会发到您的手机，带按钮：已出发、已到达、已完成、需要配件。
console-telegram-linked = 您的账号已绑定。
console-telegram-not-linked = 您的账号还没有绑定。
console-telegram-make = 生成链接
console-telegram-open = 请在 { $until } 前用手机打开这个链接，只能用一次。
console-telegram-send = 请在 { $until } 前把这行发给机器人，只能用一次。
console-telegram-unlink = 解除绑定

audit-telegram = Telegram
audit-telegram-linked = 绑定了 Telegram 账号
audit-telegram-unlinked = 解除了 Telegram 绑定
audit-telegram-group = 选定了 Telegram 群
