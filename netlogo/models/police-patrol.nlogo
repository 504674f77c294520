;; Police patrol: a force on the map. Crimes and other calls come in with the minute of their report, units are
;; sent, travel, work, and patrol when free; what the public sees of them acts back on crime, by area. The rules are
;; in the includes, the description in Info and docs/patrol-model.md.

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
]

to setup
  clear-all
  setup-force
  reset-ticks
end

to go
  run-tick
  tick
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
200
43
one tick
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
205
10
330
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
0

BUTTON
335
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

INPUTBOX
10
50
160
110
start-date
2018-07-01
1
0
String

SLIDER
165
50
315
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
315
50
465
83
start-weekday
start-weekday
0
6
6.0
1
1
NIL
HORIZONTAL

CHOOSER
165
86
315
131
ticks-per-hour
ticks-per-hour
1 2 3 4 5 6 10 12 15 20 30 60
0

SWITCH
315
86
465
119
show-map?
show-map?
1
1
-1000

TEXTBOX
10
138
465
156
Dispatch
12
0.0
1

CHOOSER
10
156
235
201
beat-integrity
beat-integrity
"none" "relative" "absolute"
1

SLIDER
240
156
465
189
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
205
235
238
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
205
465
238
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
242
235
275
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
242
465
275
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
279
235
312
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
279
465
312
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
316
235
349
pre-empt?
pre-empt?
1
1
-1000

SLIDER
240
316
465
349
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
359
465
377
Minutes of a response
12
0.0
1

SLIDER
10
377
235
410
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
377
465
410
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
414
235
447
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
414
465
447
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
451
235
484
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
451
465
484
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
488
235
521
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
488
465
521
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
525
235
558
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
525
465
558
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
562
235
595
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
605
465
623
Patrol
12
0.0
1

CHOOSER
10
623
235
668
patrol-mode
patrol-mode
"random" "risk" "route"
0

SLIDER
240
623
465
656
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
672
235
705
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
672
465
705
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
709
235
742
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
752
465
770
Investigation
12
0.0
1

SLIDER
10
770
235
803
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
770
465
803
linear-investigation-hours?
linear-investigation-hours?
1
1
-1000

SWITCH
10
807
235
840
investigate-by-offence?
investigate-by-offence?
0
1
-1000

TEXTBOX
10
850
465
868
Feedback of visible patrol to crime
12
0.0
1

SLIDER
10
868
235
901
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
868
465
901
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
905
235
938
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
905
465
938
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
942
235
975
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
942
465
975
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
979
235
1012
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
979
465
1012
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
1016
235
1049
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
@#$#@#$#@
## WHAT IS IT?

A police force on the map, minute by minute. Crimes and other calls arrive from outside (from the crime microsimulation of the CriMS bridge). Units of one or two officers are sent to them, travel, work on the scene, write it up, and patrol when they are free. What the public sees of them, the patrol minutes, acts back on crime: how much there is, and where.

This tab is the short form of docs/patrol-model.md, which follows the ODD protocol and gives every formula, default and source.

## HOW IT WORKS

Areas belong to districts; a unit has a district and a shift. An incident has a grade: 1 emergency, 2 priority, 3 standard, 4 resolved without attendance. After call-taking the nearest free unit by travel minutes is sent, as far as beat integrity and the reserve for priority 1 allow; else the incident waits in the queue of its district and priority. A unit that becomes free takes the oldest call of the highest priority. Work on the scene, paperwork and arrests keep a unit busy; a shift's end hands over what would take too long.

Time is in minutes. A calendar keeps what happens next, so that a tick may be anything from one minute to one hour with the same results.

Patrol minutes are compared with a reference, the world in which the crime rates were observed. The whole force's patrol decides how much crime there is, with the elasticity of Chalfin and McCrary per officer; patrol by area moves crime without changing its amount.

## HOW TO USE IT

The bridge calls `setup`, then receive-areas, -neighbors, -travel, -shifts, -districts, -stations, -units, -investigators, -routes, -risk and -reference as far as they are known, and in every tick `receive-calls`, `receive-crimes` and `go`. To try the model by hand:

    setup
    receive-areas n-values 25 [ i -> (list (word "A" i) (i mod 5) (floor (i / 5)) 1 8000 true) ]
    receive-districts n-values 25 [ i -> ifelse-value (i < 13) [ "south" ] [ "north" ] ]
    receive-units [ [ "south" "early" 4 1 ] [ "south" "late" 4 1 ] [ "south" "night" 3 2 ] [ "north" "early" 3 1 ] [ "north" "late" 3 1 ] [ "north" "night" 3 2 ] ]
    receive-calls n-values 10 [ i -> (list (- i - 1) random 25 "welfare" random 60 (1 + random 3) 30) ]
    go

Turn `show-map?` on before the first tick to see it.

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
