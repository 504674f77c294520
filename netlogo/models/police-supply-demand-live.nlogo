;; The police model with its window driving the crimes: start it with `crims gui`. All rules are in the includes,
;; shared with police-supply-demand.nlogo, which is what `crims run` runs.

extensions [ py ]

__includes [
  "../includes/police.nls"
  "../includes/clock.nls"
  "../includes/shifts.nls"
  "../includes/responders.nls"
  "../includes/investigators.nls"
  "../includes/triage.nls"
  "../includes/workload.nls"
  "../includes/incidents.nls"
  "../includes/intake.nls"
  "../includes/desks.nls"
  "../includes/dispatch.nls"
  "../includes/investigate.nls"
  "../includes/elasticity.nls"
  "../includes/feedback.nls"
  "../includes/category-reports.nls"
  "../includes/reports.nls"
  "../includes/display.nls"
  "../includes/crims-bridge.nls"
]

globals [
  start-date  ;; these three are inputs of the headless model; here the run begins with the chosen month
  start-hour
  start-weekday
  link-state  ;; text for the monitor
]

to startup
  carefully [
    crims-startup crims-python
    set link-state "not connected: press connect, or setup"
  ] [ set link-state crims-sentence error-message ]
end

to connect  ;; takes seconds the first time: the service reads the crimes of the force
  set link-state "connecting"
  carefully [
    crims-connect crims-python service-address force start-month seed
    set link-state crims-state
  ] [ lose-link crims-sentence error-message ]
end

to setup
  clear-all
  connect
  set start-date (word start-month "-01")
  set start-weekday crims-weekday
  setup-police
  reset-ticks
  carefully [ receive-reference crims-given "receive-reference" ] [ lose-link crims-sentence error-message ]
end

to go
  let coming []
  carefully [ set coming crims-next-hour ] [ lose-link crims-sentence error-message ]
  receive-crimes coming
  run-police-hour
  tick
  crims-record report-metrics
  crims-send-loading report-loading
  if ticks = 1 [ set link-state crims-state ]  ;; the run directory has its name by now
end

to close-link
  crims-close
  set link-state "closed: what was run is recorded; setup begins anew"
end

to lose-link [ message ]
  set link-state message
  error message
end
@#$#@#$#@
GRAPHICS-WINDOW
480
10
968
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
97
43
connect
connect
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
102
10
189
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
194
10
281
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
286
10
373
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
378
10
465
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

CHOOSER
10
52
235
97
force
force
"Avon and Somerset" "Bedfordshire" "Cambridgeshire" "Cheshire" "City of London" "Cleveland" "Cumbria" "Derbyshire" "Devon and Cornwall" "Dorset" "Durham" "Dyfed-Powys" "Essex" "Gloucestershire" "Greater Manchester" "Gwent" "Hampshire" "Hertfordshire" "Humberside" "Kent" "Lancashire" "Leicestershire" "Lincolnshire" "Merseyside" "Metropolitan Police" "Norfolk" "North Wales" "North Yorkshire" "Northamptonshire" "Northumbria" "Nottinghamshire" "South Wales" "South Yorkshire" "Staffordshire" "Suffolk" "Surrey" "Sussex" "Thames Valley" "Warwickshire" "West Mercia" "West Midlands" "West Yorkshire" "Wiltshire"
41

CHOOSER
240
52
350
97
start-month
start-month
"2017-01" "2017-02" "2017-03" "2017-04" "2017-05" "2017-06" "2017-07" "2017-08" "2017-09" "2017-10" "2017-11" "2017-12" "2018-01" "2018-02" "2018-03" "2018-04" "2018-05" "2018-06" "2018-07" "2018-08" "2018-09" "2018-10" "2018-11" "2018-12" "2019-01" "2019-02" "2019-03" "2019-04" "2019-05" "2019-06" "2019-07" "2019-08" "2019-09" "2019-10" "2019-11" "2019-12"
18

INPUTBOX
355
52
465
112
seed
1
1
0
Number

TEXTBOX
10
132
465
150
Officers in each shift: 1 is 07-17, 2 is 14-24, 3 is 22-07
12
0.0
1

SLIDER
10
150
235
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
240
150
465
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
235
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
240
187
465
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
235
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
240
224
465
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
465
286
Share of rostered time that is not spent on crimes
12
0.0
1

SLIDER
10
286
235
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
240
286
465
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
465
346
Crews, hours of work, need of an investigation
12
0.0
1

SWITCH
10
346
235
379
double-crew-by-day?
double-crew-by-day?
1
1
-1000

SWITCH
240
346
465
379
double-crew-by-night?
double-crew-by-night?
0
1
-1000

SWITCH
10
383
235
416
linear-response-hours?
linear-response-hours?
0
1
-1000

SWITCH
240
383
465
416
linear-investigation-hours?
linear-investigation-hours?
1
1
-1000

SWITCH
10
420
465
453
investigate-by-offence?
investigate-by-offence?
0
1
-1000

TEXTBOX
10
462
465
480
Feedback: elasticity of crime to visible supply
12
0.0
1

SLIDER
10
480
235
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
240
480
465
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
235
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
240
517
465
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
480
390
640
435
clock
clock-text
17
1
11

MONITOR
645
390
725
435
crimes
crimes-received
0
1
11

MONITOR
730
390
850
435
open incidents
incidents-created - incidents-closed
0
1
11

MONITOR
855
390
968
435
backlog, hours
total-hours-backlog
0
1
11

MONITOR
480
440
598
485
on duty, resp.
responders-on-duty
0
1
11

MONITOR
603
440
721
485
in use, resp. %
100 * utilisation-response
1
1
11

MONITOR
726
440
845
485
on duty, inv.
investigators-on-duty
0
1
11

MONITOR
850
440
968
485
in use, inv. %
100 * utilisation-investigation
1
1
11

MONITOR
480
490
598
535
P1 wait, hours
[ mean-hours-to-attendance ] of item 0 desk-list
2
1
11

MONITOR
603
490
721
535
P2 wait, hours
[ mean-hours-to-attendance ] of item 1 desk-list
2
1
11

MONITOR
726
490
845
535
P3 wait, hours
[ mean-hours-to-attendance ] of item 2 desk-list
2
1
11

MONITOR
850
490
968
535
supply, S / S0
ifelse-value (visible-supply-reference = 0) [ 1 ] [ visible-supply / visible-supply-reference ]
3
1
11

PLOT
980
10
1300
210
Work by category, A to Z
category
hours
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
980
215
1300
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
980
390
1300
585
Backlog
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
"response" 1.0 0 -10899396 true "" "plot response-backlog"
"investigation" 1.0 0 -13345367 true "" "plot investigation-backlog"

PLOT
10
595
465
745
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
480
595
968
745
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
980
595
1300
745
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

MONITOR
480
540
880
585
link to the crimes
link-state
17
1
11

BUTTON
885
546
968
579
close
close-link
NIL
1
T
OBSERVER
NIL
NIL
NIL
NIL
1

INPUTBOX
10
755
235
815
service-address
tcp://127.0.0.1:5557
1
0
String

INPUTBOX
240
755
465
815
crims-python
python3
1
0
String

TEXTBOX
480
755
968
830
A window that was opened with `crims gui` is connected to a service of its own and needs neither input. Opened by hand, it takes the address that `crims serve` shows, and the Python in which crims-bridge is installed.
12
0.0
1
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

`crims gui` starts the demand and opens this window. Choose the force, the month in which the run starts and the seed; `setup` begins a run, "one hour", "one day" and "go" go on with it. "go" pauses and goes on; sliders may be moved at any time and are recorded with the hour. `setup` in mid-run completes the record of the run so far and begins another. The record (the same files as those of `crims run`) is complete whenever the window closes; "close" completes it at once. The same force, month, seed and sliders give the same results as `crims run`.

"connect" opens the link without beginning anew. Without `crims gui`: start the demand with `crims serve`; service-address is the address that it shows, crims-python the Python in which crims-bridge is installed. Nothing is recorded then.

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
NetLogo 6.2.0
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
