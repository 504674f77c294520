;; People walk about and tell a rumour to those whom they meet, until all have heard it.
globals [ seconds-until-half ]
turtles-own [ heard? ]

to setup
  clear-all
  set-default-shape turtles "circle"
  create-turtles population [
    setxy random-xcor random-ycor
    set heard? false
  ]
  ask n-of 1 turtles [ set heard? true ]
  ask turtles [ recolor ]
  reset-ticks
end

to go  ;; one second
  if all? turtles [ heard? ] [ stop ]
  ask turtles [
    right random-float 60 - random-float 60
    forward 1
  ]
  ask turtles with [ heard? ] [
    ask other turtles in-radius 1 with [ not heard? ] [ listen ]
  ]
  tick
  if seconds-until-half = 0 and share-that-heard >= 0.5 [ set seconds-until-half ticks ]
end

to listen  ;; a person
  if random-float 100 < curiosity [
    set heard? true
    recolor
  ]
end

to recolor  ;; a person
  set color ifelse-value heard? [ red ] [ grey ]
end

to-report share-that-heard
  report count turtles with [ heard? ] / count turtles
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
seconds
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
195
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

SLIDER
10
55
200
88
population
population
10
500
100
10
1
people
HORIZONTAL

SLIDER
10
95
200
128
curiosity
curiosity
0
100
50
5
1
%
HORIZONTAL

MONITOR
10
140
200
185
share that heard
share-that-heard
2
1
11

PLOT
10
200
200
350
who has heard
seconds
people
0.0
10.0
0.0
10.0
true
false
"" ""
PENS
"heard" 1.0 0 -2674135 true "" "plot count turtles with [ heard? ]"
@#$#@#$#@
## What it is

A rumour among people who walk about at random: the smallest model with an interface and experiments, in one file.

## What to try

Fewer people meet less often: how does the time until half of them have heard it depend on their number?
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
<experiments>
  <experiment name="ranges" repetitions="2" runMetricsEveryStep="false">
    <setup>setup</setup>
    <go>go</go>
    <timeLimit steps="500"/>
    <metric>seconds-until-half</metric>
    <metric>count turtles with [ heard? ]</metric>
    <steppedValueSet variable="population" first="100" step="100" last="300"/>
    <enumeratedValueSet variable="curiosity">
      <value value="25"/>
      <value value="100"/>
    </enumeratedValueSet>
  </experiment>
</experiments>
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
