;; The police patrol model with its window driving the crimes: start it with `crims gui`. All rules are in the
;; includes, shared with police-patrol.nlogo, which is what `crims run` runs.

extensions [ py ]

__includes [
  "../includes/patrol/force.nls"
  "../includes/clock.nls"
  "../includes/patrol/calendar.nls"
  "../includes/patrol/areas.nls"
  "../includes/patrol/queues.nls"
  "../includes/shifts.nls"
  "../includes/investigators.nls"
  "../includes/patrol/units.nls"
  "../includes/triage.nls"
  "../includes/workload.nls"
  "../includes/incidents.nls"
  "../includes/patrol/reporting.nls"
  "../includes/patrol/dispatching.nls"
  "../includes/patrol/patrol.nls"
  "../includes/desks.nls"
  "../includes/investigate.nls"
  "../includes/elasticity.nls"
  "../includes/patrol/supply.nls"
  "../includes/patrol/measures.nls"
  "../includes/category-reports.nls"
  "../includes/patrol/patrol-reports.nls"
  "../includes/patrol/map.nls"
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
  setup-force
  reset-ticks
  carefully [
    crims-need ticks-per-hour report-crime-items report-call-items
    receive-force
  ] [ lose-link crims-sentence error-message ]
end

to receive-force  ;; observer procedure; the order is the contract's
  receive-areas crims-given "receive-areas"
  receive-neighbors crims-given "receive-neighbors"
  receive-travel crims-given "receive-travel"
  receive-shifts crims-given "receive-shifts"
  receive-districts crims-given "receive-districts"
  receive-stations crims-given "receive-stations"
  receive-units crims-given "receive-units"
  receive-investigators crims-given "receive-investigators"
  receive-routes crims-given "receive-routes"
  receive-risk crims-given "receive-risk"
  receive-reference crims-given "receive-reference"
end

to go
  let coming []
  let calls []
  carefully [
    set coming crims-next-hour
    set calls crims-next-calls
  ] [ lose-link crims-sentence error-message ]
  receive-calls calls
  receive-crimes coming
  run-tick
  tick
  if ticks mod ticks-per-hour = 0 [ hand-over-hour ]
end

to hand-over-hour  ;; observer procedure, at the end of each whole hour
  crims-record-tables report-tables report-notes
  crims-record-open-tables report-open-tables
  crims-record report-metrics
  crims-send-loading report-loading
  if ticks = ticks-per-hour [ set link-state crims-state ]  ;; the run directory has its name by now
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
974
504
-1
-1
6.0
1
10
1
1
1
0
0
0
1
0
80
0
80
1
1
1
ticks
30.0

BUTTON
10
10
95
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
100
10
180
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
185
10
270
43
one hour
repeat ticks-per-hour [ go ]
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
275
10
355
43
one day
repeat 24 * ticks-per-hour [ go ]
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
360
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
1

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

CHOOSER
10
112
160
157
ticks-per-hour
ticks-per-hour
1 2 3 4 5 6 10 12 15 20 30 60
11

SWITCH
165
112
315
145
show-map?
show-map?
0
1
-1000

TEXTBOX
10
172
465
190
Dispatch
12
0.0
1

CHOOSER
10
190
235
235
beat-integrity
beat-integrity
"none" "relative" "absolute"
1

SLIDER
240
190
465
223
integrity-minutes
integrity-minutes
0
60
5.0
1
1
min
HORIZONTAL

SLIDER
10
239
235
272
cross-district-minutes
cross-district-minutes
0
240
30.0
5
1
min
HORIZONTAL

SLIDER
240
239
465
272
reserve-share
reserve-share
0
0.5
0.0
0.01
1
NIL
HORIZONTAL

SLIDER
10
276
235
309
officers-for-emergency
officers-for-emergency
1
8
2.0
1
1
NIL
HORIZONTAL

SLIDER
240
276
465
309
officers-for-serious
officers-for-serious
1
12
4.0
1
1
NIL
HORIZONTAL

SLIDER
10
313
235
346
escalate-priority-minutes
escalate-priority-minutes
10
100000
240.0
10
1
min
HORIZONTAL

SLIDER
240
313
465
346
escalate-standard-minutes
escalate-standard-minutes
10
100000
1440.0
10
1
min
HORIZONTAL

SWITCH
10
350
235
383
pre-empt?
pre-empt?
1
1
-1000

SLIDER
240
350
465
383
backup-scene-share
backup-scene-share
0
1
0.5
0.05
1
NIL
HORIZONTAL

TEXTBOX
10
393
465
411
Minutes of a response
12
0.0
1

SLIDER
10
411
235
444
call-taking-minutes
call-taking-minutes
0
15
2.0
0.1
1
min
HORIZONTAL

SLIDER
240
411
465
444
mobilisation-minutes
mobilisation-minutes
0
15
1.0
0.1
1
min
HORIZONTAL

SLIDER
10
448
235
481
time-spread
time-spread
0
2
0.6
0.05
1
NIL
HORIZONTAL

SLIDER
240
448
465
481
travel-spread
travel-spread
0
2
0.3
0.05
1
NIL
HORIZONTAL

SLIDER
10
485
235
518
routine-travel-factor
routine-travel-factor
1
3
1.3
0.05
1
NIL
HORIZONTAL

SLIDER
240
485
465
518
crime-paperwork-minutes
crime-paperwork-minutes
0
240
20.0
1
1
min
HORIZONTAL

SLIDER
10
522
235
555
call-paperwork-minutes
call-paperwork-minutes
0
240
5.0
1
1
min
HORIZONTAL

SLIDER
240
522
465
555
arrest-chance
arrest-chance
0
1
0.25
0.01
1
NIL
HORIZONTAL

SLIDER
10
559
235
592
arrest-minutes
arrest-minutes
0
600
210.0
5
1
min
HORIZONTAL

SLIDER
240
559
465
592
overtime-minutes
overtime-minutes
0
240
60.0
5
1
min
HORIZONTAL

SLIDER
10
596
235
629
meal-minutes
meal-minutes
0
90
60.0
5
1
min
HORIZONTAL

TEXTBOX
10
639
465
657
Patrol
12
0.0
1

CHOOSER
10
657
235
702
patrol-mode
patrol-mode
"random" "risk" "route"
0

SLIDER
240
657
465
690
patrol-stay-min
patrol-stay-min
1
120
20.0
1
1
min
HORIZONTAL

SLIDER
10
706
235
739
patrol-stay-max
patrol-stay-max
1
120
40.0
1
1
min
HORIZONTAL

SLIDER
240
706
465
739
patrol-stop-min
patrol-stop-min
1
60
10.0
1
1
min
HORIZONTAL

SLIDER
10
743
235
776
patrol-stop-max
patrol-stop-max
1
60
15.0
1
1
min
HORIZONTAL

TEXTBOX
10
786
465
804
Investigation
12
0.0
1

SLIDER
10
804
235
837
investigation-non-crime-share
investigation-non-crime-share
0
0.95
0.15
0.01
1
NIL
HORIZONTAL

SWITCH
240
804
465
837
linear-investigation-hours?
linear-investigation-hours?
1
1
-1000

SWITCH
10
841
235
874
investigate-by-offence?
investigate-by-offence?
0
1
-1000

TEXTBOX
10
884
465
902
Feedback of visible patrol to crime
12
0.0
1

SLIDER
10
902
235
935
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
902
465
935
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
939
235
972
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
939
465
972
hot-spot-elasticity
hot-spot-elasticity
-1
0
-0.18
0.01
1
NIL
HORIZONTAL

SLIDER
10
976
235
1009
diffusion-share
diffusion-share
0
1
0.3
0.05
1
NIL
HORIZONTAL

SLIDER
240
976
465
1009
displacement-share
displacement-share
0
1
0.1
0.05
1
NIL
HORIZONTAL

SLIDER
10
1013
235
1046
smoothing-days
smoothing-days
1
28
7.0
1
1
days
HORIZONTAL

SLIDER
240
1013
465
1046
smoothing-neighbors
smoothing-neighbors
0
1
0.5
0.05
1
NIL
HORIZONTAL

SLIDER
10
1050
235
1083
effect-delay-days
effect-delay-days
0
28
1.0
1
1
days
HORIZONTAL

CHOOSER
480
510
640
555
map-shows
map-shows
"patrol" "crimes" "loading" "waiting"
0

MONITOR
645
510
800
555
clock
clock-text
17
1
11

MONITOR
805
510
975
555
open incidents
incidents-created - incidents-closed
0
1
11

MONITOR
480
560
600
605
on duty
duty-count
0
1
11

MONITOR
605
560
725
605
free
free-count-all
0
1
11

MONITOR
730
560
850
605
busy %
100 * (1 - share hour-free hour-duty)
1
1
11

MONITOR
855
560
975
605
supply, S / S0
relative-supply
3
1
11

MONITOR
480
610
640
655
P1: minutes to arrival
[ mean-of response-total ] of item 0 grade-list
1
1
11

MONITOR
645
610
805
655
P2: minutes to arrival
[ mean-of response-total ] of item 1 grade-list
1
1
11

MONITOR
810
610
970
655
P3: minutes to arrival
[ mean-of response-total ] of item 2 grade-list
1
1
11

MONITOR
480
660
640
705
P1 waiting
[ waiting-now ] of item 0 grade-list
0
1
11

MONITOR
645
660
805
705
P2 waiting
[ waiting-now ] of item 1 grade-list
0
1
11

MONITOR
810
660
970
705
P3 waiting
[ waiting-now ] of item 2 grade-list
0
1
11

PLOT
985
10
1320
200
Units
ticks
units
0.0
24.0
0.0
1.0
true
true
"" ""
PENS
"free" 1.0 0 -10899396 true "" "plot free-count-all"
"on duty" 1.0 0 -7500403 true "" "plot duty-count"

PLOT
985
205
1320
395
Waiting incidents
ticks
incidents
0.0
24.0
0.0
1.0
true
true
"" ""
PENS
"P1" 1.0 0 -2674135 true "" "plot item 0 waiting-counts"
"P2" 1.0 0 -955883 true "" "plot item 1 waiting-counts"
"P3" 1.0 0 -7500403 true "" "plot item 2 waiting-counts"

PLOT
985
400
1320
590
Supply, S / S0
ticks
ratio
0.0
24.0
0.0
1.0
true
true
"" ""
PENS
"S / S0" 1.0 0 -10899396 true "" "plot relative-supply"

MONITOR
480
710
880
755
link to the crimes
link-state
17
1
11

BUTTON
885
716
970
749
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
980
600
1150
660
service-address
tcp://127.0.0.1:5557
1
0
String

INPUTBOX
1155
600
1320
660
crims-python
python3
1
0
String

TEXTBOX
980
668
1320
755
A window that was opened with `crims gui` is connected to a service of its own and needs neither input. Opened by hand, it takes the address that `crims serve` shows, and the Python in which crims-bridge is installed.
12
0.0
1
@#$#@#$#@
## WHAT IS IT?

A police force on the map, minute by minute. Crimes and other calls arrive from outside (from the crime microsimulation of the CriMS bridge). Units of one or two officers are sent to them, travel, work on the scene, write it up, and patrol when they are free. What the public sees of them, the patrol minutes, acts back on crime: how much there is, and where.

This tab is the short form of docs/patrol-model.md, which follows the ODD protocol and gives every formula, default and source.

## HOW IT WORKS

Areas belong to districts; a unit has a district and a shift. An incident has a grade: 1 emergency, 2 priority, 3 standard, 4 resolved without attendance. After call-taking the nearest free unit by travel minutes is sent, as far as beat integrity and the reserve for priority 1 allow; else the incident waits in the queue of its district and priority. A unit that becomes free takes the oldest call of the highest priority. Work on the scene, paperwork and arrests keep a unit busy; a shift's end hands over what would take too long.

Time is in minutes. A calendar keeps what happens next, so that a tick may be anything from one minute to one hour with the same results.

Patrol minutes are compared with a reference, the world in which the crime rates were observed. The whole force's patrol decides how much crime there is, with the elasticity of Chalfin and McCrary per officer; patrol by area moves crime without changing its amount.

## HOW TO USE IT

`crims gui` starts the demand and opens this window. Choose the force, the month in which the run starts and the seed; `setup` begins a run: the bridge tells the model its areas, travel, plan, units and the reference (a baseline run, made once; the first time it takes a minute). "one hour", "one day" and "go" go on with it. "go" pauses and goes on; sliders may be moved at any time and are recorded with the hour, ticks-per-hour only before `setup`. `setup` in mid-run completes the record of the run so far and begins another. The record (the same files as those of `crims run`) is complete whenever the window closes; "close" completes it at once. The same force, month, seed and sliders give the same results as `crims run`.

"connect" opens the link without beginning anew. Without `crims gui`: start the demand with `crims serve`; service-address is the address that it shows, crims-python the Python in which crims-bridge is installed. Nothing is recorded then.

## THE VIEW

Squares are areas, coloured by what `map-shows` says; houses are stations. Cars are units: green free, yellow on the way, red on the scene, violet at papers or custody, grey at a meal. Circles are incidents that wait: red, orange, yellow for priority 1, 2, 3.

## THINGS TO TRY

Set beat-integrity to absolute and to none. Take half of the units away: which queue grows first, and what happens to patrol? Patrol by risk: where does crime go?

## CREDITS AND REFERENCES

Chalfin, A. and McCrary, J. (2018) Are U.S. cities underpoliced? Theory and evidence. Review of Economics and Statistics 100(1), 167-186.

Larson, R. C. (1974) A hypercube queuing model for facility location and redistricting in urban emergency services. Computers and Operations Research 1(1), 67-95.

Zhang, Y. and Brown, D. E. (2013) Police patrol districting method and simulation evaluation using agent-based model and GIS. Security Informatics 2, 7.
@#$#@#$#@
default
true
0
Polygon -7500403 true true 150 15 60 270 150 225 240 270

car
false
0
Polygon -7500403 true true 300 180 279 164 261 144 240 135 226 132 213 106 203 84 185 63 159 50 135 50 75 60 0 150 0 165 0 225 300 225 300 180
Circle -16777216 true false 180 180 90
Circle -16777216 true false 30 180 90

circle
false
0
Circle -7500403 true true 15 15 270

house
false
0
Rectangle -7500403 true true 45 120 255 285
Polygon -7500403 true true 15 120 150 15 285 120

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
