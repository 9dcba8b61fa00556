# 备件与备机、更换设备、旧件返回、价格依据。

# 客户听到的
supply-coming-standby = 已在{ $depot }为您预留备机（{ $what }），{ $until }前送到。
supply-coming-standby-open = 已在{ $depot }为您预留备机（{ $what }），什么时候送到会再告诉您。
supply-coming-part = 已在{ $depot }为您预留备件（{ $what }），{ $until }前送到。
supply-coming-part-open = 已在{ $depot }为您预留备件（{ $what }），什么时候送到会再告诉您。
supply-none-standby = 抱歉，现在没有空闲的备机。我们承诺{ $until }前送到，已报告主管去调，有消息马上告诉您。
supply-none-standby-open = 抱歉，现在没有空闲的备机。已报告主管去调，有消息马上告诉您。
supply-none-part = 抱歉，这个备件现在没有库存。我们承诺{ $until }前送到，已报告主管去调，有消息马上告诉您。
supply-none-part-open = 抱歉，这个备件现在没有库存。已报告主管去调，有消息马上告诉您。
supply-after-consent = 您同意价格之后才会送备机。您要备机这件事已经记下了。
supply-on-its-way = { $number } 的已经预留好，正在给您送。
supply-there-standby = 备机（{ $what }）已送到，借用到{ $back }，到时会提醒您并来取。
supply-there-standby-open = 备机（{ $what }）已送到。
supply-there-part = 备件（{ $what }）已送到。
standby-due = 备机（{ $what }，{ $number }）今天该还了，同事会和您约时间来取；还需要用请直接说。
device-replaced = { $old } 已在{ $since }更换，我按现在用的这台记（尾号 { $new }）。
device-replaced-now = 您的设备 { $old } 已更换为 { $new }，以后请用新的序列号。
warranty-replaced = { $old } 已在{ $since }更换，下面说的是现在用的这台。
part-replaced-free = { $what }免费更换。

# 价格
fee-line = { $name } { $price }
fee-line-market = { $name } { $price }（市场价）
fee-line-maker = { $name } { $price }（厂价）
fee-line-contract = { $name } { $price }（目录价，合同价更低时按合同价）
fee-line-cost = { $name } { $price }（成本价）
fee-line-agreed = { $name } { $price }（不超过您合同单价 { $agreed }）

# 工作台
reason-standby_back = 取回备机
alarm-no-parts = 承诺的备件或备机没有库存
alarm-parts-far = 备件要从外地调
alarm-old-part = 旧件没有按时返回
log-parts-reserved = 已预留备件
log-parts-none = 没有库存
log-parts-delivered = 其中一件已送到
log-parts-cancelled = 不再需要备件
log-standby-returned = 备机已还
log-device-replaced = 已更换设备
log-part-replaced = 已更换部件
log-part-returned = 旧件已返回
log-part-identified = 旧件已鉴定
console-supply = 备件与备机
console-supply-wish = 客户想要一台
console-supply-order = 安排送一件
console-supply-kind = 类别
console-supply-standby = 备机
console-supply-part = 备件
console-supply-code = 哪一种
console-supply-any = 合适的即可，就近发
console-supply-free = 空闲
console-supply-near = 本区域
console-supply-quantity = 数量
console-supply-status-reserved = 已预留
console-supply-status-delivered = 在客户处
console-supply-status-returned = 已还
console-supply-status-cancelled = 已取消
console-supply-back-by = 归还日
console-supply-delivered = 已送到
console-supply-cancel = 不需要了
console-supply-returned = 已还回
console-exchange = 更换设备
console-exchange-replaces = 替换的是
console-exchange-replaced = 已换成
console-exchange-new = 换上了另一台
console-exchange-serial = 新序列号
console-exchange-rest = 沿用原设备剩余的保修期。
console-exchange-anew = 保修期重新起算。
console-old-parts = 更换下来的旧件
console-old-parts-back = 已全部返回
console-old-parts-open = 还没有全部返回，不能核销
console-old-parts-part = 部件
console-old-parts-serial = 旧件序列号
console-old-parts-record = 登记更换的部件
console-old-parts-none = 没有更换部件
console-old-parts-returned = 已返回
console-old-parts-usable = 可用
console-old-parts-scrap = 报废
old-part-awaited = 待返回
old-part-returned = 已返回，待鉴定
old-part-usable = 可用
old-part-scrap = 报废
old-part-none = 没有更换部件

# 为什么没有办成
refused-which-part = 请选择是哪种部件。
refused-parts-known = 这张单的 { $code } 已经在路上了。
refused-parts-moved = 这一步已经做过了。
refused-part-moved = 这一步已经做过了。
refused-no-old-parts = 这张单所属的方案不要求旧件返回。
refused-no-device = 这张单还没有对上登记的设备。
refused-serial = 序列号要有4到64个字母和数字。
refused-serial-taken = { $serial } 已经是另一台设备。
refused-replaced-already = { $serial } 已经更换过。
