# 照片和文件

media-received = 收到了，谢谢。
media-with-report = 收到了，和这次报修放在一起。
voice-received = 语音收到了，同事会听。我自己听不了语音，麻烦您打字告诉我。
voice-no-report = 语音收到了，可我听不了语音。请打几个字说说是什么问题；不方便打字，就按“转人工”。
voice-kept = 语音收到了，已放进{ $number }，工程师会听。我自己听不了，有话请打字，或按“转人工”。
plate-read = 照片上的序列号看清了：{ $serial }。
plate-several = 照片上有几个号码，哪一个是这台设备的？
plate-unclear = 照片收到了，序列号没能看清。请靠近铭牌、光线亮一点再拍一张，或者直接把号码发给我。
media-refused-kind = 抱歉，{ $count ->
    [one] 有一个文件
   *[other] 有 { $count } 个文件
 }的格式收不了。可以发照片、录音、视频（MP4）、PDF 或文本文件。
media-refused-size = 抱歉，有文件超过 { $most } MB，收不了。把视频剪短一点、或者换成照片就可以。
media-refused-empty = 收到的文件是空的，请再发一次。
media-refused-many = 一次最多收 10 个文件，多出的请另发一次。
media-refused-much = 今天收到的文件已经很多了。文字可以照常发；还有照片的话，请交给上门的工程师看。
media-refused-room = 抱歉，文件这会儿存不下来，请稍后再发一次。文字可以照常发。

web-attach = 添加照片或文件
web-photo = 拍照
web-uploading = 正在上传… { "{" }percent{ "}" }%
web-file = 文件
web-picture = 照片
web-open-picture = 打开照片：{ "{" }name{ "}" }
web-download = 下载：{ "{" }name{ "}" }
web-too-big = “{ "{" }name{ "}" }”超过 { "{" }most{ "}" } MB，请换一个小一点的文件或剪短视频。
web-too-many = 一次最多 10 个文件，请分几次发。
web-too-much = 这些文件加起来太大，请分几次发。
web-wrong-kind = “{ "{" }name{ "}" }”这类文件收不了。可以发照片、录音、视频（MP4）、PDF 或文本文件。
web-not-kept = 未收下：{ "{" }name{ "}" }
web-lost-file = 刷新页面后文件不在了，请重新添加：{ "{" }name{ "}" }
web-drop = 松开即可发送

console-not-kept = 未收下的文件：{ $name }
console-file = 附件
console-file-gone = 文件不在了
