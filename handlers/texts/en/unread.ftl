unread-received = Your last message reached us, but I could not read it. A colleague will look at it and answer you here.
reason-unread = a message that the bot could not read: read and answer it
