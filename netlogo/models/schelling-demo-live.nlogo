;; Schelling's demonstration with its window driving the crimes: the smallest model of this kind. Start it with
;; `crims gui --model` and this file.

extensions [ py ]

__includes [
  "../includes/schelling.nls"
  "../includes/crims-bridge.nls"
]

globals [
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
  settle-households
  reset-ticks
end

to go
  let coming []
  carefully [ set coming crims-next-hour ] [ lose-link crims-sentence error-message ]
  receive-crimes coming
  move-the-unhappy
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
375
10
812
447
-1
-1
13.0
1
10
1
1
1
0
1
1
1
-16
16
-16
16
1
1
1
hours
30.0

BUTTON
10
10
84
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
88
10
150
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
154
10
230
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
234
10
304
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
308
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

CHOOSER
10
50
185
95
force
force
"Avon and Somerset" "Bedfordshire" "Cambridgeshire" "Cheshire" "City of London" "Cleveland" "Cumbria" "Derbyshire" "Devon and Cornwall" "Dorset" "Durham" "Dyfed-Powys" "Essex" "Gloucestershire" "Greater Manchester" "Gwent" "Hampshire" "Hertfordshire" "Humberside" "Kent" "Lancashire" "Leicestershire" "Lincolnshire" "Merseyside" "Metropolitan Police" "Norfolk" "North Wales" "North Yorkshire" "Northamptonshire" "Northumbria" "Nottinghamshire" "South Wales" "South Yorkshire" "Staffordshire" "Suffolk" "Surrey" "Sussex" "Thames Valley" "Warwickshire" "West Mercia" "West Midlands" "West Yorkshire" "Wiltshire"
41

CHOOSER
190
50
277
95
start-month
start-month
"2017-01" "2017-02" "2017-03" "2017-04" "2017-05" "2017-06" "2017-07" "2017-08" "2017-09" "2017-10" "2017-11" "2017-12" "2018-01" "2018-02" "2018-03" "2018-04" "2018-05" "2018-06" "2018-07" "2018-08" "2018-09" "2018-10" "2018-11" "2018-12" "2019-01" "2019-02" "2019-03" "2019-04" "2019-05" "2019-06" "2019-07" "2019-08" "2019-09" "2019-10" "2019-11" "2019-12"
18

INPUTBOX
282
50
365
110
seed
1
1
0
Number

SLIDER
10
120
365
153
density
density
50
98
80.0
1
1
%
HORIZONTAL

SLIDER
10
158
365
191
similar-wanted
similar-wanted
0
100
40.0
1
1
%
HORIZONTAL

SLIDER
10
196
365
229
loading-spread
loading-spread
0
0.5
0.2
0.05
1
NIL
HORIZONTAL

MONITOR
10
239
95
284
crimes
crimes-received
0
1
11

MONITOR
100
239
185
284
loading
loading
3
1
11

MONITOR
190
239
275
284
% segreg.
100 * share-segregated
1
1
11

MONITOR
280
239
365
284
% unhappy
100 * share-unhappy
1
1
11

PLOT
10
294
365
447
Segregation
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
"segregated" 1.0 0 -13345367 true "" "plot 100 * share-segregated"
"unhappy" 1.0 0 -955883 true "" "plot 100 * share-unhappy"

MONITOR
10
457
735
502
link to the crimes
link-state
17
1
11

BUTTON
740
463
812
496
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
512
185
572
service-address
tcp://127.0.0.1:5557
1
0
String

INPUTBOX
190
512
365
572
crims-python
python3
1
0
String

TEXTBOX
375
512
812
572
A window that was opened with `crims gui` needs neither input. Opened by hand, it takes the address that `crims serve` shows, and the Python in which crims-bridge is installed.
12
0.0
1
@#$#@#$#@
## WHAT IS IT?

The smallest example of a coupled model: Schelling's model of segregation receives the crimes of the CriMS bridge and returns a random loading factor. It says nothing about crime; it shows what a NetLogo model needs so that the bridge can run it.

## HOW IT WORKS

Households of two colours live on a grid. A household with fewer than `similar-wanted` per cent of its neighbours in its own colour moves to an empty place. Each hour one loading factor between 1 - `loading-spread` and 1 + `loading-spread` is drawn for all crime categories.

## HOW TO USE IT

`crims gui --model schelling-demo-live.nlogo` starts the demand and opens this window. Choose force, month and seed; `setup` begins a run, "one hour", "one day" and "go" go on with it. Its record is complete whenever the window closes. Opened by hand, the window needs `crims serve`: service-address is the address that it shows, crims-python the Python in which crims-bridge is installed.

## EXTENDING THE MODEL

Replace the households by your own agents and keep the five marked procedures. A model that wants to know the calendar adds inputs named start-hour, start-weekday (0 is Monday) or start-date; the bridge sets those it finds.

## CREDITS AND REFERENCES

Schelling, T. C. (1971) Dynamic models of segregation. Journal of Mathematical Sociology 1(2), 143-186.
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
