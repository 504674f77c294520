;; The police model with its window driving the crimes: `crims serve` in a terminal, then setup and go here. All
;; rules are in the includes, shared with police-supply-demand.nlogo, which is what runs without a window.

extensions [ py ]

__includes [
  "../includes/police.nls"
  "../includes/clock.nls"
  "../includes/shifts.nls"
  "../includes/triage.nls"
  "../includes/workload.nls"
  "../includes/intake.nls"
  "../includes/dispatch.nls"
  "../includes/investigate.nls"
  "../includes/feedback.nls"
  "../includes/reports.nls"
  "../includes/display.nls"
  "../includes/crims-bridge.nls"
]

to setup
  clear-all
  crims-connect crims-python service-address force (word start-date "T" two-digits start-hour ":00") seed
  set start-weekday crims-weekday
  setup-police
  reset-ticks
end

to go
  receive-crimes crims-next-hour
  run-police-hour
  tick
  crims-send-loading report-loading
end
@#$#@#$#@
GRAPHICS-WINDOW
380
10
868
379
-1
-1
6.0
1
10
1
1
1
0
1
1
1
0
79
0
59
1
1
1
hours
30.0

BUTTON
10
10
90
43
setup
setup
NIL
1
T
OBSERVER
NIL
NIL
NIL
NIL
1

BUTTON
95
10
175
43
one hour
go
NIL
1
T
OBSERVER
NIL
NIL
NIL
NIL
0

BUTTON
180
10
260
43
one day
repeat 24 [ go ]
NIL
1
T
OBSERVER
NIL
NIL
NIL
NIL
0

BUTTON
265
10
365
43
go
go
T
1
T
OBSERVER
NIL
NIL
NIL
NIL
0

INPUTBOX
10
50
185
120
start-date
2018-07-01
1
0
String

SLIDER
190
50
365
83
start-hour
start-hour
0
23
0.0
1
1
NIL
HORIZONTAL

SLIDER
190
87
365
120
start-weekday
start-weekday
0
6
6.0
1
1
NIL
HORIZONTAL

TEXTBOX
10
132
365
150
Officers in each shift: 1 is 07-17, 2 is 14-24, 3 is 22-07
12
0.0
1

SLIDER
10
150
185
183
response-shift-1
response-shift-1
0
1000
500.0
10
1
NIL
HORIZONTAL

SLIDER
190
150
365
183
investigation-shift-1
investigation-shift-1
0
600
300.0
10
1
NIL
HORIZONTAL

SLIDER
10
187
185
220
response-shift-2
response-shift-2
0
1000
500.0
10
1
NIL
HORIZONTAL

SLIDER
190
187
365
220
investigation-shift-2
investigation-shift-2
0
600
300.0
10
1
NIL
HORIZONTAL

SLIDER
10
224
185
257
response-shift-3
response-shift-3
0
1000
500.0
10
1
NIL
HORIZONTAL

SLIDER
190
224
365
257
investigation-shift-3
investigation-shift-3
0
600
300.0
10
1
NIL
HORIZONTAL

TEXTBOX
10
268
365
286
Share of rostered time that is not spent on crimes
12
0.0
1

SLIDER
10
286
185
319
response-non-crime-share
response-non-crime-share
0
0.95
0.75
0.01
1
NIL
HORIZONTAL

SLIDER
190
286
365
319
investigation-non-crime-share
investigation-non-crime-share
0
0.95
0.6
0.01
1
NIL
HORIZONTAL

TEXTBOX
10
328
365
346
Crews, hours of work, need of an investigation
12
0.0
1

SWITCH
10
346
185
379
double-crew-by-day?
double-crew-by-day?
1
1
-1000

SWITCH
190
346
365
379
double-crew-by-night?
double-crew-by-night?
0
1
-1000

SWITCH
10
383
185
416
linear-response-hours?
linear-response-hours?
0
1
-1000

SWITCH
190
383
365
416
linear-investigation-hours?
linear-investigation-hours?
1
1
-1000

SWITCH
10
420
365
453
investigate-by-offence?
investigate-by-offence?
0
1
-1000

TEXTBOX
10
462
365
480
Feedback: elasticity of crime to visible supply
12
0.0
1

SLIDER
10
480
185
513
elasticity-violent
elasticity-violent
-1
1
-0.34
0.01
1
NIL
HORIZONTAL

SLIDER
190
480
365
513
elasticity-property
elasticity-property
-1
1
-0.17
0.01
1
NIL
HORIZONTAL

SLIDER
10
517
185
550
elasticity-other
elasticity-other
-1
1
0.0
0.01
1
NIL
HORIZONTAL

SLIDER
190
517
365
550
reference-days
reference-days
1
28
7.0
1
1
days
HORIZONTAL

MONITOR
380
390
540
435
clock
clock-text
17
1
11

MONITOR
545
390
635
435
crimes
crimes-received
0
1
11

MONITOR
640
390
730
435
open incidents
incidents-created - incidents-closed
0
1
11

MONITOR
735
390
868
435
backlog, person-hours
total-hours-backlog
0
1
11

MONITOR
380
440
498
485
responders on duty
responders-on-duty
0
1
11

MONITOR
503
440
621
485
in use, %
100 * utilisation-response
1
1
11

MONITOR
626
440
745
485
investigators on duty
investigators-on-duty
0
1
11

MONITOR
750
440
868
485
in use, %
100 * utilisation-investigation
1
1
11

MONITOR
380
490
498
535
hours to attend, P1
[ mean-hours-to-attendance ] of item 0 desk-list
2
1
11

MONITOR
503
490
621
535
hours to attend, P2
[ mean-hours-to-attendance ] of item 1 desk-list
2
1
11

MONITOR
626
490
744
535
hours to attend, P3
[ mean-hours-to-attendance ] of item 2 desk-list
2
1
11

MONITOR
750
490
868
535
supply, S / S0
ifelse-value (visible-supply-reference = 0) [ 1 ] [ visible-supply / visible-supply-reference ]
3
1
11

PLOT
880
10
1280
210
Person-hours by category, A to Z
category
person-hours
0.0
24.0
0.0
10.0
true
true
"" ""
PENS
"demanded" 1.0 1 -7500403 true "" "plot-bars demanded-by-category"
"delivered" 1.0 1 -13345367 true "" "plot-bars delivered-by-category"

PLOT
880
215
1280
385
Capacity in use
hours
%
0.0
24.0
0.0
100.0
true
true
"" ""
PENS
"response" 1.0 0 -10899396 true "" "plot 100 * utilisation-response"
"investigation" 1.0 0 -13345367 true "" "plot 100 * utilisation-investigation"

PLOT
880
390
1280
555
Backlog
hours
person-hours
0.0
24.0
0.0
10.0
true
true
"" ""
PENS
"response" 1.0 0 -10899396 true "" "plot response-backlog"
"investigation" 1.0 0 -13345367 true "" "plot investigation-backlog"

PLOT
10
560
435
740
Open incidents
hours
incidents
0.0
24.0
0.0
10.0
true
true
"" ""
PENS
"waiting" 1.0 0 -2674135 true "" "plot total-waiting"
"ongoing" 1.0 0 -10899396 true "" "plot total-ongoing"
"paused" 1.0 0 -7500403 true "" "plot total-paused"

PLOT
440
560
868
740
Visible supply, free officer-hours per day
hours
hours
0.0
24.0
0.0
10.0
true
true
"" ""
PENS
"last 7 days" 1.0 0 -10899396 true "" "plot visible-supply"
"reference" 1.0 0 -7500403 true "" "plot visible-supply-reference"

PLOT
880
560
1280
740
Loading factors
hours
factor
0.0
24.0
0.0
2.0
true
true
"" ""
PENS
"violent" 1.0 0 -2674135 true "" "plot loading-factor elasticity-violent"
"property" 1.0 0 -955883 true "" "plot loading-factor elasticity-property"
"other" 1.0 0 -7500403 true "" "plot loading-factor elasticity-other"

INPUTBOX
10
750
180
810
force
West Yorkshire
1
0
String

INPUTBOX
185
750
285
810
seed
1
1
0
Number

INPUTBOX
290
750
530
810
service-address
tcp://127.0.0.1:5557
1
0
String

INPUTBOX
535
750
775
810
crims-python
python3
1
0
String

BUTTON
780
750
868
783
close
crims-close
NIL
1
T
OBSERVER
NIL
NIL
NIL
NIL
0
@#$#@#$#@
## WHAT IS IT?

A police force at work, hour by hour. Crimes arrive from outside (from the crime microsimulation of the CriMS bridge); the police sort them by priority, send response officers, investigate, and close them. What the police can no longer show on the street feeds back: when free response capacity falls, the crime rates of the next period rise.

This tab is the short form of docs/model.md, which follows the ODD protocol and gives every formula, default and source.

## HOW IT WORKS

One tick is one hour. Officers are in one of two pools (response, investigation) and one of three overlapping shifts (07-17, 14-24, 22-07). In each hour an officer on duty has a capacity of 1 minus the share of time that is not spent on crimes.

A crime becomes an incident. Its priority follows from the severity (the weight of the ONS Crime Severity Score): 1 from 1000, 2 from 500, 3 from 100 or with a suspect, else 4. Priority 4 is resolved without attendance in the same hour.

The person-hours of an incident are a lognormal draw rounded up: log-mean ln(s severity / 200) if linear, 2 ln(s severity / 440) if quadratic, log-sd 0.2, s = 2 with a suspect and 1 without. Priority 1 takes one hour of response by the whole crew instead. An investigation, if needed, follows the response with its own draw.

Each hour and for each priority, crews go first to paused incidents, then to waiting ones, then to understaffed ones. A responder has one incident at a time. At the end of a shift responders hand over; an incident without a crew is paused. Investigators keep their cases over their shifts and divide each hour equally over their caseload.

Visible supply S is the mean of the last seven days of free response capacity, in officer-hours per day; S0 is its mean over the first days of the run. The loading factor of a category is (S / S0) ^ elasticity, kept within 0.5 and 2, and 1 during the reference period.

## HOW TO USE IT

Start the demand in a terminal with `crims serve`. `setup` connects to service-address and begins at start-date and start-hour; "one hour", "one day" and "go" run. crims-python is the Python in which the bridge is installed: python3, or the full path of another. "close" ends the session; `setup` begins a new one at any time. The same seed, start and sliders give the same results as `crims run`.

## THE VIEW

One square is one officer. Bands from the top: shift 1, 2, 3. Left: response officers (green free; red, orange, yellow on an incident of priority 1, 2, 3). Right: investigators (cyan free, blue with cases, darker with more). Dark grey is off duty.

## THINGS TO NOTICE

The overlaps 14-17 and 22-24 double the officers on duty, which is when queues empty. Investigations pile up long after response has settled, since a large case lasts for weeks.

## THINGS TO TRY

Halve the responders of one shift. Crew double by day as well. Set the elasticities to -1 and remove officers after the reference period: does the loop settle?

## CREDITS AND REFERENCES

The rules follow the Police-Supply-Demand model by Dan Birks and colleagues (github.com/M-O-P-D/Police-Supply-Demand); this model is written new.

Chalfin, A. and McCrary, J. (2018) Are U.S. cities underpoliced? Theory and evidence. Review of Economics and Statistics 100(1), 167-186.

Grimm, V. et al. (2020) The ODD protocol for describing agent-based and other simulation models: a second update. Journal of Artificial Societies and Social Simulation 23(2), 7.
@#$#@#$#@
default
true
0
Polygon -7500403 true true 150 15 60 270 150 225 240 270

circle
false
0
Circle -7500403 true true 15 15 270

square
false
0
Rectangle -7500403 true true 30 30 270 270
@#$#@#$#@
NetLogo 6.4.0
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
default
0.0
-0.2 0 0.0 1.0
0.0 1 1.0 0.0
0.2 0 0.0 1.0
link direction
true
0
Line -7500403 true 150 150 90 180
Line -7500403 true 150 150 210 180
@#$#@#$#@
1
@#$#@#$#@
