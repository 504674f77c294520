"""All primitives of NetLogo 6.4 in two dimensions, one a line: syntax, types, and what running one may do.

    name[/alias] : inputs [-> result] [; flags]         a command, or a reporter before its inputs
    name[/alias] : left ~ inputs -> result [; flags]    a reporter between its inputs

The first name is the one by which the runtime knows it. Types are those of `syntax.TYPE_NAMES`, `a|b` is
either, `*` may repeat in parentheses, `?` is an optional block, `()` nothing. Flags of the syntax:

    O---        the kinds of agents that may run it: observer, turtles, patches, links; all where it is absent
    block=      the kinds that run its block, `?` where that depends on the first input
    level=      precedence, where it is not 10
    right       right associative
    default=    how many inputs it takes without parentheses
    least=      how many it takes at least within
    context     its block is one that `report` cannot leave
    whole       it cannot stand alone for an anonymous procedure

Flags of what it does (`compiler/analysis` and `compiler/codegen` read them):

    draws       takes random numbers, or shows where the generator stands
    kills       turtles or links may be dead afterwards, the running one among them
    sets        sets variables of turtles and links by names that only a file knows
    runs        runs the anonymous procedures that it is given
    any         runs text or code that nobody knows when the model is compiled
    asker       looks at who asked
    own         leaves everything but the running agent and its inputs alone, and looks at nothing else
    pure        gives the same for the same inputs, so that constants are computed when the model is compiled
    turn        ends the turn of an agent that takes turns (`ask-concurrent`)
    steps       takes several turns
    loop        runs its block several times, as the same agent
    job         runs its block as a job of the same agent, which goes on when the block stops
    maker       makes agents, which run its block
    exact       gives a whole number below 2 to the power of 53
    bounded     gives a number below 2 to the power of 53
    inline      an anonymous procedure that stands as its input is written into the loop
    like=N      gives agents or items of the same kind as input N (from 0)
    member=N    gives one of input N
    items=N     gives the items of input N as a list
    changes=N   gives a changed copy of input N, a list, in place where only the variable that gets it has it
"""

from typing import Final

COMMANDS: Final = """
__apply : command list ; draws kills runs any
ask : agent|agentset commandblock ; block=? draws turn
ask-concurrent : agentset commandblock ; block=? draws
auto-plot-off : ()
auto-plot-on : ()
back/bk : number ; -T-- steps
beep : ()
__bench : number number ; O--- draws
carefully : commandblock commandblock ; context job
__change-topology : boolean boolean
clear-all/ca : () ; O--- draws kills turn
__clear-all-and-reset-ticks : () ; O--- draws kills turn
clear-all-plots : ()
clear-drawing/cd : () ; O--- turn
clear-globals : () ; O--- turn
clear-links : () ; O--- kills turn
clear-output : ()
clear-patches/cp : () ; O--- kills turn
clear-plot : ()
clear-ticks : () ; O--- turn
clear-turtles/ct : () ; O--- kills turn
create-link-from : turtle commandblock? ; -T-- block=---L draws turn maker
create-link-to : turtle commandblock? ; -T-- block=---L draws turn maker
create-link-with : turtle commandblock? ; -T-- block=---L draws turn maker
create-links-from : turtleset commandblock? ; -T-- block=---L draws turn maker
create-links-to : turtleset commandblock? ; -T-- block=---L draws turn maker
create-links-with : turtleset commandblock? ; -T-- block=---L draws turn maker
create-ordered-turtles/cro : number commandblock? ; O--- block=-T-- draws turn maker
create-temporary-plot-pen : string
create-turtles/crt : number commandblock? ; O--- block=-T-- draws turn maker
die : () ; -T-L kills
diffuse : reference number ; O--- turn
diffuse4 : reference number ; O--- turn
display : () ; turn
__done : () ; whole
downhill : reference ; -T-- draws turn
downhill4 : reference ; -T-- draws turn
error : wildcard
every : number commandblock ; draws
export-all-plots : string
export-interface : string
export-output : string
export-plot : string string
export-view : string
export-world : string ; draws
face : turtle|patch ; -T-- turn
face-nowrap : turtle|patch ; -T-- turn
facexy : number number ; -T-- turn
facexy-nowrap : number number ; -T-- turn
file-close : ()
file-close-all : ()
file-delete : string
file-flush : ()
file-open : string
file-print : wildcard
file-show : wildcard
file-type : wildcard
file-write : readable
follow : turtle ; O--- turn
follow-me : () ; -T-- turn
foreach : list* command ; default=2 least=2 runs loop inline
forward/fd : number ; -T-- steps
hatch : number commandblock? ; -T-- block=-T-- draws turn maker
hide-link : () ; ---L turn
hide-turtle/ht : () ; -T-- turn
histogram : list
home : () ; -T-- turn
hubnet-broadcast : string wildcard
hubnet-broadcast-clear-output : ()
hubnet-broadcast-message : wildcard
hubnet-clear-override : string agent|agentset string ; block=?
hubnet-clear-overrides : string
hubnet-fetch-message : ()
hubnet-kick-all-clients : ()
hubnet-kick-client : string
hubnet-reset : () ; O---
hubnet-reset-perspective : string
hubnet-send : string|list string wildcard
hubnet-send-clear-output : string|list
hubnet-send-follow : string agent number
hubnet-send-message : string|list wildcard
hubnet-send-override : string agent|agentset string reporterblock ; block=?
hubnet-send-watch : string agent
if : boolean commandblock ; own
ifelse/if-else : boolean boolean|commandblock* commandblock ; default=3 least=2 own
__ignore : wildcard
import-drawing : string ; O--- turn
import-pcolors : string ; O--- turn
import-pcolors-rgb : string ; O--- turn
import-world : string ; O--- draws kills turn
inspect : agent
jump : number ; -T-- turn
layout-circle : list|turtleset number ; draws turn
layout-radial : turtleset linkset turtle ; draws turn
layout-spring : turtleset linkset number number number ; draws turn
layout-tutte : turtleset linkset number ; draws turn
left/lt : number ; -T-- turn
__let : wildcard wildcard
let : wildcard wildcard ; own
loop : commandblock ; loop
__mkdir : string
move-to : turtle|patch ; -T-- turn
no-display : ()
output-print : wildcard
output-show : wildcard
output-type : wildcard
output-write : readable
pen-down/pd/pendown : () ; -T-- turn
pen-erase/pe : () ; -T-- turn
pen-up/pu/penup : () ; -T-- turn
plot : number
plot-pen-down : ()
__plot-pen-hide : ()
plot-pen-reset : ()
__plot-pen-show : ()
plot-pen-up : ()
plotxy : number number
print : wildcard
__pwd : () ; O---
random-seed : number ; draws
repeat : number commandblock ; own loop
report : wildcard ; own
reset-perspective/rp : () ; turn
reset-ticks : () ; O--- draws turn
reset-timer : ()
resize-world : number number number number ; O--- kills turn
ride : turtle ; O--- turn
ride-me : () ; -T-- turn
right/rt : number ; -T-- turn
run : string|command wildcard* ; default=1 least=1 draws kills runs any
set : wildcard wildcard ; own
set-current-directory : string
set-current-plot : string
set-current-plot-pen : string
set-default-shape : turtleset|linkset string ; O---
set-histogram-num-bars : number
__set-line-thickness : number ; -T-L turn
set-patch-size : number ; O--- turn
set-plot-background-color : number|list
set-plot-pen-color : number|list
set-plot-pen-interval : number
set-plot-pen-mode : number
set-plot-x-range : number number
set-plot-y-range : number number
setup-plots : () ; draws
setxy : number number ; -T-- turn
show : wildcard
show-link : () ; ---L turn
show-turtle/st : () ; -T-- turn
sprout : number commandblock? ; --P- block=-T-- draws turn maker
stamp : () ; -T-L turn
stamp-erase : () ; -T-L turn
__stderr : wildcard
__stdout : wildcard
stop : () ; own
stop-inspecting : agent
stop-inspecting-dead-agents : ()
tick : () ; O--- draws turn
tick-advance : number ; O--- draws turn
tie : () ; ---L turn
type : wildcard
untie : () ; ---L turn
update-plots : () ; draws
uphill : reference ; -T-- draws turn
uphill4 : reference ; -T-- draws turn
user-message : wildcard
wait : number ; draws steps
watch : agent ; O--- turn
watch-me : () ; -TPL turn
while : booleanblock commandblock ; own loop
with-local-randomness : commandblock ; context draws job
without-interruption : commandblock ; context job
write : readable
"""

REPORTERS: Final = """
!= : wildcard ~ wildcard -> boolean ; level=5 own pure
* : number ~ number -> number ; level=8 own pure
+ : number ~ number -> number ; level=7 own pure
- : number ~ number -> number ; level=7 own pure
/ : number ~ number -> number ; level=8 own pure
< : agent|number|string ~ agent|number|string -> boolean ; level=6 own pure
<= : agent|number|string ~ agent|number|string -> boolean ; level=6 own pure
= : wildcard ~ wildcard -> boolean ; level=5 own pure
> : agent|number|string ~ agent|number|string -> boolean ; level=6 own pure
>= : agent|number|string ~ agent|number|string -> boolean ; level=6 own pure
^ : number ~ number -> number ; level=9 own pure
abs : number -> number ; own pure
acos : number -> number ; own pure
all? : agentset booleanblock -> boolean ; block=?
and : boolean ~ boolean -> boolean ; level=4 own pure
any? : agentset -> boolean
__apply-result : reporter list -> wildcard ; draws runs any
approximate-hsb : number number number -> number ; pure
__approximate-hsb-old : number number number -> number ; pure
approximate-rgb : number number number -> number ; pure
asin : number -> number ; own pure
at-points : turtleset|patchset ~ list -> agentset ; level=13 like=0
atan : number number -> number ; own pure
autoplot? : -> boolean
base-colors : -> list
behaviorspace-experiment-name : -> string
behaviorspace-run-number : -> number
__block : codeblock -> string
__boom : -> wildcard
both-ends : -> agentset ; ---L
but-first/butfirst/bf : string|list -> string|list ; own pure items=0 changes=0
but-last/butlast/bl : string|list -> string|list ; own pure items=0 changes=0
can-move? : number -> boolean ; -T--
ceiling : number -> number ; own pure
__check-syntax : string -> string
__checksum : -> string ; O---
cos : number -> number ; own pure bounded
count : agentset -> number ; exact
date-and-time : -> string
distance : turtle|patch -> number ; -TP- bounded
distance-nowrap : turtle|patch -> number ; -TP-
distancexy : number number -> number ; -TP-
distancexy-nowrap : number number -> number ; -TP-
__dump : -> string
__dump1 : -> string
dx : -> number ; -T-- bounded
dy : -> number ; -T-- bounded
empty? : string|list -> boolean ; own pure
error-message : -> string
exp : number -> number ; own pure
extract-hsb : number|list -> list ; pure
__extract-hsb-old : number|list -> list ; pure
extract-rgb : number|list -> list
file-at-end? : -> boolean
file-exists? : string -> boolean
file-read : -> readable
file-read-characters : number -> string
file-read-line : -> string
filter : reporter list -> list ; runs inline
first : string|list -> wildcard ; own pure
floor : number -> number ; own pure
fput : wildcard list -> list ; own pure changes=1
hsb : number number number -> list ; pure
__hsb-old : number number number -> list ; pure
hubnet-clients-list : -> list
hubnet-enter-message? : -> boolean
hubnet-exit-message? : -> boolean
hubnet-message : -> wildcard
hubnet-message-source : -> string
hubnet-message-tag : -> string
hubnet-message-waiting? : -> boolean
ifelse-value : boolean reporterblock reporterblock|boolean* -> wildcard ; level=3 default=3 least=3 own
in-cone : turtleset|patchset ~ number number -> turtleset|patchset ; -T-- level=13 like=0
in-cone-nowrap : turtleset|patchset ~ number number -> turtleset|patchset ; -T-- level=13 like=0
in-link-from : agent -> agent ; -T-- draws
in-link-neighbor? : agent -> boolean ; -T--
in-link-neighbors : -> agentset ; -T--
in-radius : turtleset|patchset ~ number -> turtleset|patchset ; -TP- level=13 like=0
in-radius-nowrap : turtleset|patchset ~ number -> turtleset|patchset ; -TP- level=13 like=0
insert-item : number string|list wildcard -> string|list ; pure
int : number -> number ; own pure
is-agent? : wildcard -> boolean ; pure
is-agentset? : wildcard -> boolean ; pure
is-anonymous-command? : wildcard -> boolean ; pure
is-anonymous-reporter? : wildcard -> boolean ; pure
is-boolean? : wildcard -> boolean ; own pure
is-directed-link? : wildcard -> boolean ; pure
is-link-set? : wildcard -> boolean ; pure
is-link? : wildcard -> boolean ; pure
is-list? : wildcard -> boolean ; own pure
is-number? : wildcard -> boolean ; own pure
is-patch-set? : wildcard -> boolean ; pure
is-patch? : wildcard -> boolean ; pure
is-string? : wildcard -> boolean ; own pure
is-turtle-set? : wildcard -> boolean ; pure
is-turtle? : wildcard -> boolean ; pure
is-undirected-link? : wildcard -> boolean ; pure
item : number string|list -> wildcard ; own pure
last : string|list -> wildcard ; own pure
length : string|list -> number ; own pure exact
link : number number -> link|nobody
link-heading : -> number ; ---L
link-length : -> number ; ---L
link-neighbor? : agent -> boolean ; -T--
link-neighbors : -> agentset ; -T--
link-set : list|linkset|link|nobody* -> linkset ; default=1 least=0
link-shapes : -> list
link-with : agent -> link ; -T-- draws
links : -> linkset
list : wildcard* -> list ; default=2 least=0 own pure
ln : number -> number ; own pure
log : number number -> number ; own pure
lput : wildcard list -> list ; own pure changes=1
map : reporter list* -> list ; default=2 least=2 runs inline
max : list -> number ; own pure
max-n-of : number agentset numberblock -> agentset ; block=? draws like=1
max-one-of : agentset numberblock -> agent ; block=? draws member=0
max-pxcor : -> number ; own exact
max-pycor : -> number ; own exact
mean : list -> number ; own pure
median : list -> number ; own pure
member? : wildcard agentset|string|list -> boolean ; own pure
min : list -> number ; own pure
min-n-of : number agentset numberblock -> agentset ; block=? draws like=1
min-one-of : agentset numberblock -> agent ; block=? draws member=0
min-pxcor : -> number ; own exact
min-pycor : -> number ; own exact
mod : number ~ number -> number ; level=8 own pure
modes : list -> list ; pure
mouse-down? : -> boolean
mouse-inside? : -> boolean
mouse-xcor : -> number
mouse-ycor : -> number
my-in-links : -> linkset ; -T--
my-links : -> linkset ; -T--
my-out-links : -> linkset ; -T--
myself : -> agent ; -TPL asker
n-of : number agentset|list -> agentset|list ; draws like=1
n-values : number reporter -> list ; runs inline
__nano-time : -> number
neighbors : -> patchset ; -TP-
neighbors4 : -> patchset ; -TP-
netlogo-applet? : -> boolean
netlogo-version : -> string
netlogo-web? : -> boolean
new-seed : -> number ; draws
no-links : -> linkset
no-patches : -> patchset
no-turtles : -> turtleset
not : boolean -> boolean ; own pure
of : reporterblock ~ agent|agentset -> wildcard ; block=? level=11 right draws
one-of : agentset|list -> wildcard ; draws member=0
or : boolean ~ boolean -> boolean ; level=4 own pure
other : agentset -> agentset ; like=0
other-end : -> agent ; -T-L asker
out-link-neighbor? : agent -> boolean ; -T--
out-link-neighbors : -> agentset ; -T--
out-link-to : agent -> agent ; -T-- draws
patch : number number -> patch|nobody
patch-ahead : number -> patch ; -T--
patch-at : number number -> patch|nobody ; -TP-
patch-at-heading-and-distance : number number -> patch ; -TP-
patch-here : -> patch ; -T--
patch-left-and-ahead : number number -> patch ; -T--
patch-right-and-ahead : number number -> patch ; -T--
patch-set : list|patchset|patch|nobody* -> patchset ; default=1 least=0
patch-size : -> number
patches : -> patchset
plot-name : -> string
plot-pen-exists? : string -> boolean
plot-x-max : -> number
plot-x-min : -> number
plot-y-max : -> number
plot-y-min : -> number
position : wildcard string|list -> number|boolean ; own pure
precision : number number -> number ; own pure
__processors : -> number
random : number -> number ; draws exact
random-exponential : number -> number ; draws
random-float : number -> number ; draws
random-gamma : number number -> number ; draws
random-normal : number number -> number ; draws
random-poisson : number -> number ; draws
random-pxcor : -> number ; draws exact
random-pycor : -> number ; draws exact
__random-state : -> string ; draws
random-xcor : -> number ; draws bounded
random-ycor : -> number ; draws bounded
range : number* -> list ; default=1 least=1
read-from-string : string -> readable
reduce : reporter list -> wildcard ; runs inline
__reference : reference -> list
remainder : number number -> number ; own pure
remove : wildcard string|list -> string|list ; pure
remove-duplicates : list -> list ; pure
remove-item : number string|list -> string|list ; pure changes=1
replace-item : number string|list wildcard -> string|list ; pure changes=1
reverse : string|list -> string|list ; pure items=0
rgb : number number number -> list
round : number -> number ; own pure
runresult/run-result : string|reporter wildcard* -> wildcard ; default=1 least=1 draws runs any
scale-color : number number number number -> number ; own pure
self : -> agent ; -TPL own
sentence/se : wildcard* -> list ; default=2 least=0 own pure
shade-of? : number number -> boolean ; pure
shapes : -> list
shuffle : list -> list ; draws items=0
sin : number -> number ; own pure bounded
sort : agentset|list -> list ; pure items=0
sort-by : reporter agentset|list -> list ; block=? draws runs inline items=1
sort-on : reporterblock agentset -> list ; block=? draws items=1
sqrt : number -> number ; own pure
__stack-trace : -> string
standard-deviation : list -> number ; pure
subject : -> agent
sublist : list number number -> list ; pure
substring : string number number -> string ; pure
subtract-headings : number number -> number ; pure
sum : list -> number ; own pure
__symbol : symbol -> string
tan : number -> number ; own pure
ticks : -> number ; own
timer : -> number
__to-string : wildcard -> string ; pure
towards : turtle|patch -> number ; -TP- bounded
towards-nowrap : turtle|patch -> number ; -TP-
towardsxy : number number -> number ; -TP- bounded
towardsxy-nowrap : number number -> number ; -TP-
turtle : number -> turtle|nobody
turtle-set : list|turtleset|turtle|nobody* -> turtleset ; default=1 least=0
turtles : -> turtleset
turtles-at : number number -> turtleset ; -TP-
turtles-here : -> turtleset ; -TP-
turtles-on : agent|agentset -> turtleset
up-to-n-of : number agentset|list -> agentset|list ; draws like=1
user-directory : -> boolean|string
user-file : -> boolean|string
user-input : wildcard -> string
user-new-file : -> boolean|string
user-one-of : wildcard list -> wildcard
user-yes-or-no? : wildcard -> boolean
variance : list -> number ; pure
who-are-not : agentset ~ agent|agentset -> agentset ; level=12 like=0
with : agentset ~ booleanblock -> agentset ; block=? level=13 like=0
with-max : agentset ~ numberblock -> agentset ; block=? level=13 like=0
with-min : agentset ~ numberblock -> agentset ; block=? level=13 like=0
word : wildcard* -> string ; default=2 least=0 own pure
world-height : -> number ; own exact
world-width : -> number ; own exact
wrap-color : number -> number ; own pure
xor : boolean ~ boolean -> boolean ; level=4 own pure
"""
