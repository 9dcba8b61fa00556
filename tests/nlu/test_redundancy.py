"""One disk of an array is a redundant part; one more than it can bear, and the whole is down."""

from __future__ import annotations

import pytest

from nlu.parse import parse

DOWN = (
    ("两块盘都坏了，RAID5", "两块盘"),
    ("存储RAID5掉了两块盘", "两块盘"),
    ("RAID5坏了2块硬盘，读不出来了", "2块硬盘"),
    ("RAID0 坏了一块盘", "一块盘"),
    ("RAID1两块盘同时掉线", "两块盘"),
    ("双控都掉了", "双控都掉"),
    ("两个电源都坏了", "两个电源都坏"),
    ("two disks failed in RAID5", "two disks"),
    ("raid 5 array with 2 failed drives", "2 failed drives"),
    ("3 drives dead in a RAID6", "3 drives"),
    ("raidz2, three disks faulted", "three disks"),
    ("lost both controllers", "lost both controllers"),
    ("the storage array lost two disks", "two disks"),
    ("both nodes are down", "both nodes are down"),
)
BORNE = (
    "RAID5坏了一块盘",
    "RAID6 坏了两块盘",
    "我们RAID5有8块盘，坏了一块",
    "帮我换两块盘，raid5的，一块坏了",
    "RAID5坏过两块盘，去年换好了",
    "如果RAID5坏两块盘怎么办",
    "raid6 with 2 dead disks",
    "RAID 5, 4 drives, one failed",
    "one of the two power supplies is dead",
)


@pytest.mark.parametrize(("text", "quoted"), DOWN)
def test_more_is_gone_than_it_can_bear(text: str, quoted: str) -> None:
    u = parse(text)
    assert u.intent.name == "report_fault" and u.severity is not None
    assert u.severity.level == 1
    assert quoted in [e.text for e in u.severity.evidence if e.reason == "redundancy_exceeded"]


@pytest.mark.parametrize("text", BORNE)
def test_it_bears_that(text: str) -> None:
    severity = parse(text).severity
    assert severity is None or all(e.reason != "redundancy_exceeded" for e in severity.evidence)
