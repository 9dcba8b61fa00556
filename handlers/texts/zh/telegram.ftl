telegram-command-report = 报修
telegram-command-status = 查询进度
telegram-command-warranty = 查询保修
telegram-command-human = 找人工
telegram-command-cancel = 停止当前操作
telegram-command-help = 我能做什么
message-perhaps_twice = 可能送达两次
reason-unreached = 渠道联系不上：请打电话
