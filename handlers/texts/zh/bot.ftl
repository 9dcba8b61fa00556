# 客户听到的话：温和、简短、准确。

greet = 您好，这里是售后服务。请问有什么可以帮您？
greet-plan = 您好，这里是{ $plan }的售后服务。哪里出了问题，直接说就行。
hello-again = 我在呢，请说。
help = 您可以直接说故障，也可以查进度、查保修、问价格，或者随时找人工。
welcome = 不客气，有需要随时找我。
goodbye = 再见，祝您一切顺利。
go-on = 好的，请继续说。
start-over = 好，我们从头来。请问有什么可以帮您？
out-of-scope = 抱歉，这个我帮不上。我可以帮您报修、查进度、查保修和预约上门。
stale-button = 这个按钮已经失效了。请问现在需要什么？
nothing-to-cancel = 目前没有可以取消的报修或预约。
not-understood-here = 抱歉，我没看懂这句。
offer-human = 抱歉，我还是没明白。需要转给人工吗？
cancelled = 好的，已经停下。
cancelled-report = 好的，这次报修已撤销。需要时随时再找我。
media-no-report = 收到了。请用文字说一下是什么问题，我马上记下来。
media-kept = 收到，已放进{ $number }，工程师会看。

usage = 使用上的问题由工程师解答，咨询不收费。现在帮您转人工吗？
device-noted = 好的，设备 { $serial } 记下了，问题一起转给工程师，咨询不收费。
feedback-thanks = 谢谢您的反馈，我们会转告同事。

ask-problem = 好的，请说说是什么设备、出了什么问题。
ask-problem-again = 请用一两句话说说：什么东西、怎么坏的？
ask-request = 好的，请说说具体需要什么。
ask-request-again = 请再说具体一点，需要我们做什么？
ask-severity = 现在还能用吗？
severity-told = 已记下，单号 { $number }。按“{ $name }”处理：{ $reason }。
severity-told-quote = 已记下，单号 { $number }。您说“{ $quote }”，按“{ $name }”处理：{ $reason }。

ask-serial = 请告诉我设备的序列号，一般印在铭牌上。
ask-serial-again = 请发一下铭牌上的序列号，字母和数字都要。找不到也没关系。
serial-unknown = 没有查到序列号 { $serial }。请对照铭牌再看一下，或点“找不到”。
serial-near = 没有查到 { $serial }，您是不是指 { $near }？
serial-unverified = 序列号 { $serial } 先记下，工程师到时核对。
serial-many = 短时间内查的序列号有点多。{ $serial } 先记下，由同事核对。
serial-skipped = 没关系，工程师到时核对序列号。
ask-which-device = 是哪一台？
device-more = { $serial } 也记在这张单上了，师傅一并看；如果那台要收费，会先征得您同意。
device-assumed = 是您登记的 { $model }（{ $serial }）吧？我先按这台记，不对请告诉我。
device-same = 对，就是这台，已经记着。

ask-name = 请问怎么称呼您？
ask-name-again = 请留一个联系人姓名。
ask-phone = 请留一个联系电话。
ask-phone-again = 这个号码我没认出来，请再发一次电话号码。
ask-address = 请告诉我上门地址：城市、路名和门牌号。
ask-address-again = 请把地址写完整一点，比如：杭州市西湖区文三路12号。
ask-region = 地址在哪个城市？
elsewhere = 其他城市
corrected = 好，改为：{ $what }。

the-device = 这台设备
warranty-covered = { $what }在保修期内，保到{ $until }，这次免费。
warranty-expired = { $what }的保修已于{ $until }到期，维修需要收费。
warranty-excluded = 这次不在保修范围内：{ $why }。
warranty-undecided = 是否在保还要核对。如果最后需要收费（参考 { $total }），会先征得您同意。
warranty-card-awaited = 您的三包卡还没有登记到，别着急：经销商还在期限内，登记好就按三包免费处理。
warranty-if-charged = 如果最后需要收费（参考 { $total }），会先征得您同意。
warranty-card-came = { $number }：三包卡已登记，这次按三包免费处理。
warranty-undecided-plain = 是否在保还要核对，核对清楚后告诉您。
warranty-over = { $what }的保修已于{ $until }到期。
warranty-not = { $what }不在保修范围内。
warranty-depends = { $what }的保修期到{ $until }，但您说的情况可能不在保修范围，要由工程师确认。
ask-warranty-serial = 请发设备的序列号，我马上查保修。
warranty-serial-unknown = 没有查到序列号 { $serial }。
verdict-covered = 在保，免费
verdict-not-covered = 不在保修范围
verdict-undecided = 待核对

fee-free = 免费
fee-is-free = 这次在保修范围内，不收费。
fee-quote = 这次的费用：{ $lines }。合计 { $total }。
fee-list = 参考价：{ $lines }。合计 { $total }；在保修期内免费。
fee-visit = 上门参考价：{ $lines }。配件另计；在保修期内免费。
fee-if-charged = 待核对；如需收费参考 { $total }
ask-consent = 费用：{ $lines }。合计 { $total }（价目表 { $version }）。您同意吗？同意后才安排上门。
ask-consent-again = 合计 { $total }（{ $lines }；价目表 { $version }）。请回复“同意”或“不同意”。
consent-thanks = 好的，已记下您同意这个价格。
consent-declined = 好的，不会产生任何费用，也不会派人上门。同事会再联系您看看别的办法。
declined-now-covered = 好消息：{ $number } 确认在保修范围内，维修免费。需要上门就说“预约上门”，我给您看时间。
declined-now-undecided = 关于 { $number }：保修情况我们再核实，之前您没同意的价格不作数。没有您的同意不会收费。需要上门就说“预约上门”，我给您看时间。

ask-window = 最近可以上门的时间，请选一个：
    { $listing }
ask-window-promise = 我们承诺{ $promise }前上门。请选一个时间：
    { $listing }
window-late = 抱歉，{ $promise }前没有空档了，已通知主管马上协调。
window-wish-impossible = 您说的时间约不上，最接近的是：
window-gone = 抱歉，这个时间刚被约走或已过期，请重新选。
window-none = 暂时排不出上门时间，同事会打电话跟您约。

ask-summary-again = 以上对吗？请确认，确认后正式生效。
ask-summary = 请确认以上内容，确认后正式生效。
ask-correction = 哪里要改？直接发正确的内容就行。
done-visit = 约好了。{ $technician }将于{ $when }上门，单号 { $number }。
done-call = 好的，单号 { $number }。工程师会在{ $until }前给您打电话。
done-people = 好的，单号 { $number }。同事会尽快联系您。
added-to-report = 已补充到 { $number }，工程师会看到。
ask-same-report = 您有一个报修 { $number } 还在处理。说的是同一件事，还是新的故障？

address-changed = 改好了，{ $number } 的地址现在是{ $address }。
address-changed-visit = 改好了，{ $technician }还是{ $when }上门，地址改为{ $address }。单号 { $number }。
address-changed-far = 改好了，{ $number } 的地址现在是{ $address }。{ $technician }（{ $when }）去不了那边，我们另约一个时间。
address-kept = 好的，{ $number } 的地址不变。
ask-cancel-visit = 确定取消{ $when }的上门吗（{ $number }）？
visit-kept = 好，{ $number } 保持不变。
visit-moved = 改好了。{ $technician }将于{ $when }上门，单号 { $number }。
visit-cancelled = { $when }的上门已取消，单号 { $number }；报修还在处理。
visit-cancelled-ask-close = 上门已取消（{ $number }）。故障是已经好了吗？
no-visit = 目前没有约好的上门。
ask-take-back = 要撤回 { $number } 吗？撤回后不再派人，也不收费。
ask-close = { $number } 已经好了吗？确认后就结单，不再派人。
closed = 好的，{ $number } 已结单。再有问题随时找我。
call-off = 好的，先不打电话。{ $number } 给您留着，想好了随时说：派人来，或者给我打电话。
call-none = 好的，不给您打电话。{ $number } 照常处理。
stays-open = 好的，{ $number } 继续处理。

ask-which-ticket = 是哪一个？
status-head = { $number }：{ $status }。
status-brief = { $number }（{ $what }）：{ $status }。
status-intake = { $number } 还没确认，补完信息就生效。
status-open = 处理中
status-resolved = 已解决
status-withdrawn = 已撤销
status-merged = 已合并
status-visit-missed = 原定{ $technician }{ $when }上门，但没有到场的记录，非常抱歉。主管已经知道，会为您重新安排；您也可以现在自己选一个新的时间。
status-visit = { $technician }将于{ $when }上门。
status-visit-on_the_way = { $technician }已经出发，正在去您那里。
status-visit-arrived = { $technician }{ $at }已经到您那里，正在处理。
status-visit-done = { $technician }{ $at }已经上门做过。都正常了吗？好了或者没好，告诉我一声就行。
status-visit-confirmed = { $technician }{ $at }已经上门做过，您说修好了；同事整理好资料就结单。
status-visit-now = 约的是{ $when }，现在还在这个时段里。过了时间{ $technician }还没到，告诉我，我马上找人。
status-agreed = 和工程师说好的：{ $what }
status-call-back = 工程师会给您回电话。
status-promise = 我们的承诺：{ $until }前{ $what }。
status-late = “{ $what }”本应在{ $until }前完成，我们迟了，抱歉，已上报主管。
status-none = 没有查到您在处理中的报修。
status-not-yours = 这个单号不在本次会话名下，为了保护隐私不能直接查。需要的话可以找人工核实。

handed-over = 正在为您转人工，您排在第 { $place } 位，预计{ $until }前有人回复。
handed-over-failure = 抱歉，我这边出了点问题，已经转给人工。您排在第 { $place } 位，预计{ $until }前有人回复。您说的都记下了。
handed-over-lost = 抱歉一直没听懂，已经转给人工。您排在第 { $place } 位，预计{ $until }前有人回复。
complaint-handed-over = 非常抱歉让您遇到这样的事。已转给负责的同事，您排在第 { $place } 位，预计{ $until }前有人回复。
danger-handed-over = 已按最紧急处理，马上有人联系您。也可以直接打热线 { $hotline }。
danger-contact-phone-address = 确保安全后，请留一下电话和地址。
danger-contact-phone = 确保安全后，请留一下电话。
danger-contact-address = 确保安全后，请留一下地址。
your-number = 您的单号是 { $number }。
visit-on-the-way = { $technician }已经出发，正在去您那里。单号 { $number }。
queue-again = 正在为您转给别的同事，您排在第 { $place } 位，预计{ $until }前有人回复。
queue-late = 您排在第 { $place } 位。比答应的时间晚了，很抱歉，主管已经知道；预计{ $until }前有人回复。
queue-noted = 收到。同事接手后会看到，请稍等。
queue-place = 您排在第 { $place } 位，预计{ $until }前有人回复。

silent-report = 您的报修 { $number } 我们先记着。信息还没补完，同事会联系您；也可以接着在这里说。
visit-call-first = 工程师先打电话

field-row = { $name }{ $value }
field-number = 单号：
field-problem = 问题：
field-device = 设备：
field-severity = 级别：
field-warranty = 保修：
field-fee = 费用：
field-contact = 联系人：
field-contact_name = 联系人
field-phone = 电话
field-address = 地址：
field-visit = 上门：

button-report = 报修
button-status = 查进度
button-warranty = 查保修
button-human = 转人工
button-go-on = 继续
button-stopped = 完全不能用
button-works = 还能用
button-noserial = 找不到序列号
button-agree = 同意
button-decline = 不同意
button-other-time = 换个时间
button-call-first = 先打电话给我
button-confirm = 确认
button-change = 要修改
button-yes = 是
button-no = 不是
button-fixed = 已经好了
button-still-broken = 还没好
button-move-visit = 改个时间
button-cancel-visit = 取消上门
button-keep = 保留
button-book = 重新约时间
button-same = 同一件事
button-new = 新的故障

taken-over = { $name }已接入，接下来由工程师为您服务。
returned-to-bot = 工程师已处理完，接下来由我继续为您服务。
resolved = { $number } 已解决。如果还有问题，直接回复就行。
resolved-visit-off = { $number } 已解决，{ $when }不再上门。如果还有问题，直接回复就行。

consent-unsettled = 明白。不想按这个价格修，回“不同意”就行，不产生任何费用；也可以转人工商量。
window-after-promise = （晚于承诺）
window-own-wish = 这比我们承诺的{ $promise }前要晚；您方便就好，按您的时间来。
ask-window-wish = 您说的时间可以约，请选一个：
    { $listing }
consent-first = 好的。这次要收费，所以请您先同意价格，我马上给您约时间。
consent-haggle = 我理解您的想法。价格按公布的价目表，我这里不能改；想跟同事商量，可以点“转人工”。
consent-dispute = 我是按登记的日期算的。您有发票或保修卡的话，同事可以核对更正，点“转人工”就行。
status-visit-late = 这比我们承诺的{ $until }前晚了，很抱歉，主管已经知道。

# 客户反问时，换个说法
explain-problem = 就是机器出了什么毛病，比如“不热”“漏水”“不通电”，怎么说都行。
explain-severity = 就是想知道：现在完全不能用，还是凑合能用？
explain-serial = 序列号是机身铭牌上那一串字母和数字，铭牌一般贴在侧面或底部。够不着、找不到都没关系，说“找不到”就行。
explain-name = 就是我们怎么称呼您，姓什么都行，师傅好联系。
explain-phone = 师傅出发前要打电话给您，请留一个打得通的号码。
explain-address = 就是师傅要去的地方：哪个城市、什么路、几号。
explain-region = 就是设备在哪个城市，我们好派那边的师傅。
explain-consent = 这次可能要收费，您同意了我们才派人；不同意就不收。
explain-window = 就是师傅哪个时间上门您方便，回复前面的数字就行。
explain-summary = 请看看上面写的对不对：对就回“确认”，不对就说哪里要改。
noted = 好，这个也记下了。
skipped-name = 没关系，姓名先空着。
skipped-phone = 没关系，我们就在这里联系您。
ask-address-more = 已记下“{ $pieces }”。还差路名或门牌号，请接着说。
ask-product = 请问是哪一种产品？
product-skipped = 没关系，同事会核对是哪种产品。
button-unknown = 不清楚
