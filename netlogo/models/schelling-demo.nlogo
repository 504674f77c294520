;; The smallest coupled model: Schelling's segregation receives crimes and returns a random loading factor. The
;; contract's other three procedures are in the include; `crims new-model` begins a model of your own.

__includes [ "../includes/schelling.nls" ]

to setup  ;; CONTRACT: observer procedure; the bridge has seeded the random numbers before
  clear-all
  settle-households
  reset-ticks
end

to go  ;; CONTRACT: observer procedure, one tick is one hour
  move-the-unhappy
  tick
end
@#$#@#$#@
GRAPHICS-WINDOW
210
10
647
448
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
100
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
105
10
200
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

SLIDER
10
50
200
83
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
90
200
123
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
130
200
163
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
175
100
220
crimes
crimes-received
0
1
11

MONITOR
105
175
200
220
loading
loading
3
1
11

MONITOR
10
225
100
270
% segregated
100 * share-segregated
1
1
11

MONITOR
105
225
200
270
% unhappy
100 * share-unhappy
1
1
11

PLOT
10
280
200
445
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
@#$#@#$#@
## WHAT IS IT?

The smallest example of a coupled model: Schelling's model of segregation receives the crimes of the CriMS bridge and returns a random loading factor. It says nothing about crime; it shows what a NetLogo model needs so that the bridge can run it.

## HOW IT WORKS

Households of two colours live on a grid. A household with fewer than `similar-wanted` per cent of its neighbours in its own colour moves to an empty place. Each hour one loading factor between 1 - `loading-spread` and 1 + `loading-spread` is drawn for all crime categories.

## HOW TO USE IT

`setup` and `go` run Schelling's model. Under the bridge, `receive-crimes`, `report-loading` and `report-metrics` are called in every hour; the Code tab and its include mark them CONTRACT.

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
