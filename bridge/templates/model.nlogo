;; {{title}}: a NetLogo model coupled to the crime microsimulation. Agents are "cases", one for each crime
;; that has come in; they are closed at random. Replace them by your own and keep the five CONTRACT procedures.
;; What the contract has besides, all of it optional, is here as well: lines that begin with one semicolon are code
;; that is switched off. Take the semicolon away from those you need.

breed [ cases case ]

cases-own [
  category
]

globals [
  crimes-received  ;; CONTRACT: how many crimes have come in since setup
; calls-received   ;; OPTIONAL: calls that are not crimes
; area-rows        ;; OPTIONAL: what receive-areas got
; unit-rows        ;; OPTIONAL: what receive-units got
; closed-rows      ;; OPTIONAL: rows of a table of your own that were not handed over yet
]

to setup  ;; CONTRACT: the bridge has seeded the random numbers before
  clear-all
; set area-rows []
; set unit-rows []
; set closed-rows []
  reset-ticks
end

;; OPTIONAL: what the model is told of the force, once, after setup and before the first tick; there are more of them
;; (neighbors, travel, shifts, districts, stations, investigators, routes, risk, reference), see the contract.
; to receive-areas [ rows ]  ;; each [ code x-km y-km km2 population urban? ]; the place in the list is the area's index
;   set area-rows rows
; end
; to receive-units [ rows ]  ;; each [ district shift number officers-in-each ]
;   set unit-rows rows
; end

;; OPTIONAL: ticks shorter than an hour: 1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30 or 60 in an hour; a slider or chooser of this
;; name does as well. Metrics are read at whole hours.
; to-report ticks-per-hour
;   report 4
; end

;; OPTIONAL: other items of a crime than the nine below, in your order: "area-index" is the area's place in receive-areas,
;; "grade" the urgency from 1 (emergency) to 4 (no attendance), "scene-minutes" the work of one unit
; to-report report-crime-items
;   report [ "id" "area-index" "category" "minute" "grade" "scene-minutes" ]
; end

;; CONTRACT: the crimes reported in the coming tick, often none, each a list
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

;; OPTIONAL: calls that are not crimes, in every tick before receive-crimes, each [ id area type minute grade scene-minutes ]
; to receive-calls [ calls ]
;   set calls-received calls-received + length calls
; end

to go  ;; CONTRACT: one tick is one hour
  ask cases with [ random-float 1 < closed-each-hour ] [
;   set closed-rows lput (list ticks category) closed-rows
    die
  ]
  tick
end

;; CONTRACT: list of [ category factor ]; 1 is the observed rate, and a category left out keeps 1
to-report report-loading
  let factors (list (list "burglary" ifelse-value (count cases > 100) [ 1.1 ] [ 1 ]))
; foreach area-rows [ row -> set factors lput (list "drugs" first row 0.9) factors ]  ;; OPTIONAL: by category and area
  report factors
end

;; CONTRACT: list of [ name number ], read after every hour; crimes-received must be among them
to-report report-metrics
  report (list
    (list "crimes-received" crimes-received)
;   (list "calls-received" calls-received)
    (list "cases-open" count cases))
end

;; OPTIONAL: rows that are new since it was asked last, as [ name columns rows ]; the run gets closed.parquet
; to-report report-tables
;   let new-rows closed-rows
;   set closed-rows []
;   report (list (list "closed" [ "tick" "category" ] new-rows))
; end

;; OPTIONAL: what a reader of the results must know, as [ text how-often ]
; to-report report-notes
;   report (list (list "hours in which more than 100 cases were open" 0))
; end
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
