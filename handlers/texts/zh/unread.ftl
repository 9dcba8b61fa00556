unread-received = 您刚才的消息已经收到，但我没能读懂它的内容，已请同事查看，会在这里回复您。
reason-unread = 机器人无法读取的消息：请查看并回复
