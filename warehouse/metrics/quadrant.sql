/*
unit = "quadrant"
[about]
zh = "四象限：绩效截至月的产出完成进度与预算执行率，各与 0.8 × 序时进度比较；覆盖不足或无进度数据为未评。"
en = "Progress and execution at the month of the performance data, each against 0.8 of time progress; not assessed where coverage or progress is lacking."
[[example]]
given = { progress = 0.50, execution = 0.50, time_share = 0.50, measured = 0.90, line = 0.80, enough = 0.50 }
result = "on_track"
[[example]]
given = { progress = 0.10, execution = 0.40, time_share = 0.50, measured = 0.90, line = 0.80, enough = 0.50 }
result = "money_ahead"
[[example]]
given = { progress = 0.50, execution = 0.39, time_share = 0.50, measured = 0.90, line = 0.80, enough = 0.50 }
result = "work_ahead"
[[example]]
given = { progress = 0.10, execution = 0.10, time_share = 0.50, measured = 0.90, line = 0.80, enough = 0.50 }
result = "both_behind"
[[example]]
given = { progress = 0.50, execution = 0.50, time_share = 0.50, measured = 0.49, line = 0.80, enough = 0.50 }
result = "not_assessed"
*/
create or replace macro quadrant(progress, execution, time_share, measured, line, enough) as
    case
        when progress is null or measured is null or measured < enough then 'not_assessed'
        when execution is null or time_share is null then 'not_assessed'
        when progress >= line * time_share and execution >= line * time_share then 'on_track'
        when execution >= line * time_share then 'money_ahead'
        when progress >= line * time_share then 'work_ahead'
        else 'both_behind'
    end
