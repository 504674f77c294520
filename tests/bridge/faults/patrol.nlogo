;; A coupled model of a few officers in which everything that a checkpoint must keep decides later draws:
;; the order of turtles on patches and of links, the generator with its spare normal, lists, breeds, the dead.

globals [ crimes-received incidents-created desk moods ]
breed [ officers officer ]
breed [ incidents incident ]
undirected-link-breed [ ties tie-between ]
incidents-own [ category hours-left ]
officers-own [ handled ]

to setup
  clear-all
  create-officers 12 [ setxy random-xcor random-ycor set handled [] ]
  ask officers [ create-ties-with up-to-n-of 2 other officers ]
  set moods []
  set desk nobody
  reset-ticks
end

to receive-crimes [ crimes ]
  foreach crimes [ crime ->
    set crimes-received crimes-received + 1
    set incidents-created incidents-created + 1
    create-incidents 1 [
      set category item 2 crime
      set hours-left 1 + abs random-normal 0 2
      setxy random 3 random 3
    ]
  ]
end

to go
  ask officers [
    ifelse any? incidents-here
      [ ask one-of incidents-here [ set hours-left hours-left - random-float 2 ] set handled lput one-of incidents-here handled ]
      [ right random 90 - random 90 forward 1 ]
    if any? link-neighbors and random 4 = 0 [ move-to one-of link-neighbors ]
  ]
  ask incidents with [ hours-left <= 0 ] [ die ]
  ask up-to-n-of 5 incidents [ move-to one-of patches ]
  ask one-of officers [ set desk one-of turtles-here ask my-ties [ if random 9 = 0 [ die ] ] ]
  ask one-of officers [ create-ties-with up-to-n-of 1 other officers ]
  set moods lput (random-normal 1 0.1) moods
  if length moods > 20 [ set moods but-first moods ]
  tick
end

to-report report-loading
  report (list
    (list "burglary" max (list 0.2 mean moods))
    (list "drugs" (1 + count incidents / 200))
    (list "shoplifting" ifelse-value (desk = nobody) [ 1.5 ] [ 1 + [ who ] of desk / 10000 ]))
end

to-report report-metrics
  report (list
    (list "crimes-received" crimes-received)
    (list "incidents-created" incidents-created)
    (list "incidents-open" count incidents)
    (list "handled" sum [ length handled ] of officers)
    (list "ties" count ties)
    (list "somewhere" sum [ xcor ] of turtles))
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
-2
2
-2
2
1
1
1
hours
30.0

@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
NetLogo 6.4.0
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
@#$#@#$#@
