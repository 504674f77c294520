;; A model with every optional procedure of the contract: it keeps what it is told and reports it.

globals [
  crimes-received calls-received
  told            ;; names of the procedures that were called after setup, in order
  area-codes
  crime-rows      ;; of the last tick
  call-rows
  seen            ;; rows for the table that were not handed over yet
  reference-sum
]

to setup
  clear-all
  set told []
  set seen []
  set area-codes []
  reset-ticks
end

to receive-areas [ rows ]          set told lput "areas" told  set area-codes map first rows end
to receive-neighbors [ rows ]      set told lput "neighbors" told end
to receive-travel [ rows ]         set told lput "travel" told end
to receive-shifts [ rows ]         set told lput "shifts" told end
to receive-districts [ rows ]      set told lput "districts" told end
to receive-stations [ rows ]       set told lput "stations" told end
to receive-units [ rows ]          set told lput "units" told end
to receive-investigators [ rows ]  set told lput "investigators" told end
to receive-routes [ rows ]         set told lput "routes" told end
to receive-risk [ rows ]           set told lput "risk" told end
to receive-reference [ rows ]
  set told lput "reference" told
  set reference-sum sum last first rows
end

to-report ticks-per-hour report 4 end
to-report report-crime-items report [ "id" "area-index" "minute" "grade" "scene-minutes" ] end
to-report report-call-items report [ "id" "type" "minute" ] end

to receive-calls [ calls ]
  set call-rows calls
  set calls-received calls-received + length calls
end

to receive-crimes [ crimes ]
  set crime-rows crimes
  set crimes-received crimes-received + length crimes
  foreach crimes [ c -> set seen lput (list item 0 c (15 * ticks + item 2 c) (item 3 c = 1) (ifelse-value (item 3 c = 4) [ "" ] [ "sent" ])) seen ]
end

to go
  tick
end

to-report report-loading
  if empty? area-codes [ report [] ]
  report (list [ "burglary" 1.5 ] (list "burglary" first area-codes 0.5) (list "drugs" last area-codes 2))
end

to-report report-metrics
  report (list (list "crimes-received" crimes-received) (list "calls-received" calls-received))
end

to-report report-tables
  let rows seen
  set seen []
  report (list (list "seen" [ "id" "minute" "urgent" "how" ] rows))
end

to-report report-open-tables
  report [ [ "seen" [ "id" "minute" "urgent" "how" ] [ [ 0 0 false "open" ] ] ] ]
end

to-report report-notes
  report (list (list "crimes so far" crimes-received))
end

to-report report-reference
  report (list (list "patrol-minutes" map [ a -> 1.5 ] area-codes) (list "free-minutes" 10))
end
@#$#@#$#@
GRAPHICS-WINDOW
10
10
100
100
-1
-1
10.0
1
10
1
1
1
0
1
1
1
-4
4
-4
4
0
0
1
ticks
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
1
@#$#@#$#@
