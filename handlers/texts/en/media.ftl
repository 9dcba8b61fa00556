# Photographs and files

media-received = Got it, thank you.
media-with-report = Got it, kept with your report.
voice-received = Got your recording; a colleague will listen to it. I can't hear it myself, so please type the answer.
voice-no-report = Got your recording, but I can't hear it. Please type a few words about what is wrong, or press “Get a person”.
voice-kept = Got your recording, kept with { $number } for the engineer. I can't hear it myself: please type, or press “Get a person”.
plate-read = I can read the serial number in the photo: { $serial }.
plate-several = There are several numbers in the photo. Which one is this device's?
plate-unclear = Thanks for the photo. I can't make out the serial number. Could you take one closer up and in better light, or type the number?
media-refused-kind = Sorry, I can't take { $count ->
    [one] one of the files
   *[other] { $count } of the files
 }. Photos, recordings, videos (MP4), PDF and plain text are fine.
media-refused-size = Sorry, a file is larger than { $most } MB. A shorter video or a photo will do.
media-refused-empty = A file arrived empty. Please send it again.
media-refused-many = I can take 10 files at a time. Please send the others separately.
media-refused-much = That is a lot of files for one day. You can go on writing; please show further photos to the engineer who comes.
media-refused-room = Sorry, I can't store the file just now. Please send it again a little later. You can go on writing.

web-attach = Add photos or files
web-photo = Take a photo
web-uploading = Uploading… { "{" }percent{ "}" }%
web-file = File
web-picture = Photo
web-open-picture = Open photo: { "{" }name{ "}" }
web-download = Download: { "{" }name{ "}" }
web-too-big = “{ "{" }name{ "}" }” is larger than { "{" }most{ "}" } MB. Please choose a smaller file or a shorter video.
web-too-many = 10 files at a time, please. Send the others separately.
web-too-much = Together these files are too large. Please send them in several goes.
web-wrong-kind = “{ "{" }name{ "}" }” can't be taken. Photos, recordings, videos (MP4), PDF and plain text are fine.
web-not-kept = Not kept: { "{" }name{ "}" }
web-lost-file = The file was lost when the page was reloaded. Please add it again: { "{" }name{ "}" }
web-drop = Drop to send

console-not-kept = File not kept: { $name }
console-file = Attachment
console-file-gone = The file is gone
