"""Parts of devices that people name, over many domains.  Open vocabulary: a plan adds its own words."""

from __future__ import annotations

import re

ZH = (
    "水箱 内胆 真空管 集热管 集热器 支架 上水管 下水管 水管 管路 管道 接头 阀门 电磁阀 水阀 电加热 加热棒 控制器 控制仪 控制板 控制面板 主板 电路板 显示屏 屏幕 触摸屏 面板 仪表"
    " 传感器 感应器 探头 电源 电源模块 电源线 插头 插座 开关 按钮 按键 遥控器 灯泡 指示灯 灯 风扇 压缩机 外机 内机 滤网 滤芯 冷凝器 蒸发器 电机 马达 电动机 轴承 皮带 链条 齿轮 齿轮箱 变速箱"
    " 离合器 刹车 发动机 柴油机 油管 油泵 油缸 液压缸 液压系统 液压 液压泵 割台 割刀 轮胎 电瓶 电池 硬盘 磁盘 内存 控制器 网卡 端口 光模块 交换机 阵列 存储 服务器 主机 键盘 鼠标 打印头 硒鼓 墨盒"
    " 扫描头 读卡器 钱箱 夹爪 手爪 夹具 气缸 气管 吸盘 编码器 导轨 轿厢 轿门 层门 厅门 曳引机 钢丝绳 门锁 门把手 铰链 密封圈 密封条 保温层 防水层 墙面 墙皮 地板 瓷砖 吊顶 马桶 水龙头 花洒 地漏"
    " 投影机 投影仪 白板 音响 话筒 麦克风 摄像头 镜头 光纤 网线 路由器 软件 固件 触摸 喷头 水泵 循环泵 锅炉 燃烧器 点火器 炉头 烤箱门 门封 排水管 排水泵 滚筒 外壳 盖板 螺丝 保险丝 变压器 逆变器 光伏板"
).split()
EN = (
    "water tank|tank|vacuum tubes|vacuum tube|tubes|tube|collector|bracket|frame|inlet valve|solenoid valve|valves|valve|pipes|pipe|hose|fitting|heating element|heater element|thermostat"
    "|control board|control panel|circuit board|mainboard|motherboard|controller|touch screen|touchscreen|screen|display|panel|sensor|probe|power supply|psu|power cord|plug|socket|switch"
    "|button|remote control|remote|lamp|bulb|light|fans|fan|compressor|outdoor unit|indoor unit|filter|condenser|evaporator|motor|bearing|belt|chain|gearbox|gear|clutch|brakes|brake|engine"
    "|fuel pump|oil pump|hydraulic pump|hydraulics|hydraulic hose|cylinder|header|cutter bar|tyre|tire|battery|hard drive|hard disk|disk|drive|memory|nic|port|transceiver|array|server"
    "|keyboard|mouse|print head|toner|cartridge|card reader|cash drawer|scanner|gripper|jaws|jaw|fingers|suction cup|encoder|rail|car door|landing door|doors|door|hoist rope|lock|handle|hinge|seal"
    "|gasket|insulation|wall|floor|tiles|tile|ceiling|toilet|tap|faucet|shower head|drain|projector|whiteboard|speaker|speakers|microphone|camera|lens|cable|router|software|firmware|nozzle|pump"
    "|boiler|burner|igniter|drum|cover|casing|fuse|transformer|inverter|solar panel|management page"
).split("|")

_ZH = re.compile("|".join(sorted(map(re.escape, set(ZH)), key=len, reverse=True)))
_EN = re.compile(r"\b(?:" + "|".join(sorted(map(re.escape, set(EN)), key=len, reverse=True)) + r")\b")


def find(text: str) -> list[tuple[int, int]]:
    """Where components are named in a normal text."""
    spans = [m.span() for m in _ZH.finditer(text)]
    if not text.isascii() and not spans or re.search(r"[a-z]{3}", text):
        spans += [m.span() for m in _EN.finditer(text)]
    return sorted(set(spans))
