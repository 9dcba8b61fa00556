"""Queue, visits and clocks against a model of each: any order of events, looked at after every one."""
