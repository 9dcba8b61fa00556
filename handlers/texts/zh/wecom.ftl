# 企业微信的按钮卡片上，正文太长、另发时，卡片自己的话。

wecom-choose = 请选择：

# 会话由别的系统（如 Chatwoot）里的同事负责
console-owner-elsewhere = 由其他系统的同事处理
