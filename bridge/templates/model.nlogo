;; {{title}}: a NetLogo model coupled to the crime microsimulation. Agents are "cases", one for each crime
;; that has come in; they are closed at random. Replace them by your own and keep the five CONTRACT procedures.

breed [ cases case ]

cases-own [
  category
]

globals [
  crimes-received  ;; CONTRACT: how many crimes have come in since setup
]

to setup  ;; CONTRACT: the bridge has seeded the random numbers before
  clear-all
  reset-ticks
end

;; CONTRACT: the crimes of the coming hour, often none, each a list
;; [ id msoa category code description minute suspect? severity investigation ]
to receive-crimes [ crimes ]
  set crimes-received crimes-received + length crimes
  foreach crimes [ crime ->
    create-cases 1 [
      set category item 2 crime
      setxy random-xcor random-ycor
    ]
  ]
end

to go  ;; CONTRACT: one tick is one hour
  ask cases with [ random-float 1 < closed-each-hour ] [ die ]
  tick
end

;; CONTRACT: list of [ category factor ]; 1 is the observed rate, and a category left out keeps 1
to-report report-loading
  report (list (list "burglary" ifelse-value (count cases > 100) [ 1.1 ] [ 1 ]))
end

;; CONTRACT: list of [ name number ], read after every tick; crimes-received must be among them
to-report report-metrics
  report (list
    (list "crimes-received" crimes-received)
    (list "cases-open" count cases))
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
closed-each-hour
closed-each-hour
0
1
0.1
0.01
1
NIL
HORIZONTAL

MONITOR
10
90
100
135
crimes
crimes-received
0
1
11

MONITOR
105
90
200
135
open cases
count cases
0
1
11
@#$#@#$#@
## WHAT IS IT?

{{title}} takes the crimes of the CriMS bridge hour by hour and returns a loading factor. It is a beginning, not a model of anything.

## HOW TO USE IT

`crims run --model {{name}}.nlogo` runs it coupled, `crims check {{name}}.nlogo` checks that it still can be.
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
