# What a card of WeCom says itself, where the text was too long for it and was sent before.

wecom-choose = Please choose:

# a conversation that people lead in another system, such as Chatwoot
console-owner-elsewhere = With people in another system
