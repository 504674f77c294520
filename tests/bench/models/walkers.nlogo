;; Wolves, sheep and grass as random walkers on 51 x 51 patches, about 280 animals: the size at which NetLogo was measured.
breed [ sheep a-sheep ]
breed [ wolves wolf ]
turtles-own [ energy ]
patches-own [ countdown ]

to setup
  clear-all
  ask patches [
    set pcolor one-of [ green brown ]
    set countdown ifelse-value pcolor = green [ 30 ] [ random 30 ]
  ]
  create-sheep 100 [ enter random 8 ]
  create-wolves 50 [ enter random 40 ]
  reset-ticks
end

to enter [ most-energy ]  ;; turtle procedure
  set energy most-energy
  setxy random-xcor random-ycor
end

to go
  if not any? turtles [ stop ]
  ask sheep [
    walk
    set energy energy - 1
    if pcolor = green [ set pcolor brown set energy energy + 4 ]
    if energy < 0 [ die ]
    breed-with-chance 4
  ]
  ask wolves [
    walk
    set energy energy - 1
    let prey one-of sheep-here
    if prey != nobody [ ask prey [ die ] set energy energy + 20 ]
    if energy < 0 [ die ]
    breed-with-chance 5
  ]
  ask patches [
    if pcolor = brown [
      ifelse countdown <= 0
        [ set pcolor green set countdown 30 ]
        [ set countdown countdown - 1 ]
    ]
  ]
  tick
end

to walk  ;; turtle procedure
  rt random 50
  lt random 50
  fd 1
end

to breed-with-chance [ percent ]  ;; turtle procedure
  if random-float 100 < percent [
    set energy energy / 2
    hatch 1 [ rt random-float 360 fd 1 ]
  ]
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
-25
25
-25
25
1
1
1
hours
30.0
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
