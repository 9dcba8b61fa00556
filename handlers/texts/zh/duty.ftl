# 值班，以及客户的固定小组
your-team = 以后由固定小组为您服务：{ $team }。
team-takes = 由您的固定小组{ $team }接手。
team-away = 您的固定小组{ $team }此刻不在，先由同事接手，不让您久等。
duty-line = 此刻值班：{ $name }，电话 { $phone }。
duty-instead = 代 { $name }
duty-alarms = 给您的警报
duty-more = 还有 { $count } 条
console-duty = 此刻值班
console-team = 客户的固定小组
console-team-away = 没人在岗
refused-no-team = 该计划没有小组 { $name }。
duty-also = 另有：
