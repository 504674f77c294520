/* Statements of plain code, and how a run is undone. */
#include "plain.h"
#include <math.h>

void begin_run(Run *run, Twister *rng, Value *locals)
{
    run->rng = rng;
    run->locals = locals;
    run->result.kind = EMPTY;
    run->rounds = 0;
    run->shape = NULL;
    run->ties = -1;
    run->changes = run->few_changes;
    run->made = run->few_made;
    run->change_count = run->made_count = 0;
    run->change_room = run->made_room = FEW;
    twister_hold(rng);
}

/* Doubles the room of a growing array; 0 with an error set. */
static int grow(void **items, void *few, Py_ssize_t *room, size_t size)
{
    void *more = PyMem_Malloc(2 * *room * size);
    if (more == NULL)
        return PyErr_NoMemory() != NULL;
    memcpy(more, *items, *room * size);
    if (*items != few)
        PyMem_Free(*items);
    *items = more;
    *room *= 2;
    return 1;
}

int keep_made(Run *run, PyObject *made)
{
    if (run->made_count == run->made_room &&
        !grow((void **)&run->made, run->few_made, &run->made_room, sizeof *run->made)) {
        Py_DECREF(made);
        return 0;
    }
    run->made[run->made_count++] = made;
    return 1;
}

/* Remembers what a slot holds; takes no reference to the owner, an agent that somebody keeps. */
int note(Run *run, PyObject *owner, Py_ssize_t offset, PyObject *old, Py_ssize_t place)
{
    if (run->change_count == run->change_room &&
        !grow((void **)&run->changes, run->few_changes, &run->change_room, sizeof *run->changes))
        return 0;
    run->changes[run->change_count++] = (Change){owner, offset, Py_XNewRef(old), place};
    return 1;
}

int store(Run *run, PyObject *owner, Py_ssize_t offset, PyObject *value)
{
    PyObject *old = SLOT(owner, offset);
    if (!note(run, owner, offset, old, 0))
        return 0;
    SLOT(owner, offset) = Py_NewRef(value);
    Py_XDECREF(old);
    return 1;
}

int note_motion(Run *run, PyObject *turtle)
{
    if (!IS_TURTLE(turtle))
        return 0;
    const Py_ssize_t slots[] = {layout.turtle_patch,     layout.turtle_xcor, layout.turtle_ycor,  layout.turtle_heading,
                                layout.turtle_turned_to, layout.turtle_sine, layout.turtle_cosine};
    for (size_t i = 0; i < sizeof slots / sizeof *slots; i++)
        if (!note(run, turtle, slots[i], SLOT(turtle, slots[i]), 0))
            return 0;
    PyObject *patch = SLOT(turtle, layout.turtle_patch);
    Py_ssize_t place = place_on_patch(patch, turtle);
    return place >= 0 && note(run, turtle, MOVED, patch, place);
}

Py_ssize_t place_on_patch(PyObject *patch, PyObject *turtle)
{
    PyObject *standing = IS_PATCH(patch) ? SLOT(patch, layout.patch_turtles) : NULL;
    if (standing == NULL || !PyList_CheckExact(standing) || PyList_GET_SIZE(standing) > CROWD)
        return -1;
    for (Py_ssize_t place = 0; place < PyList_GET_SIZE(standing); place++)
        if (PyList_GET_ITEM(standing, place) == turtle)
            return place;
    return -1;
}

/* Back from the end of the list of the patch where it came to its place on the one where it was. */
static void step_back(PyObject *turtle, PyObject *patch, Py_ssize_t place)
{
    PyObject *now = SLOT(turtle, layout.turtle_patch);
    if (now == patch)
        return;
    PyObject *standing = SLOT(now, layout.patch_turtles);
    int failed = PyList_Insert(SLOT(patch, layout.patch_turtles), place, turtle) < 0;
    if (PyDict_CheckExact(standing))
        failed = failed || PyDict_DelItem(standing, turtle) < 0;
    else
        failed = failed || PyList_SetSlice(standing, PyList_GET_SIZE(standing) - 1, PY_SSIZE_T_MAX, NULL) < 0;
    if (failed)
        PyErr_WriteUnraisable(turtle); /* no memory for one more in a list: nothing else can happen */
}

static void keep_changes(Run *run)
{
    for (Py_ssize_t i = 0; i < run->change_count; i++)
        Py_XDECREF(run->changes[i].old);
    run->change_count = 0;
    run->rng->held = 0;
}

void end_run(Run *run, int undo)
{
    if (undo) {
        PyObject *type, *error, *trace;
        PyErr_Fetch(&type, &error, &trace);
        while (run->change_count > 0) {
            Change *change = &run->changes[--run->change_count];
            if (change->offset == MOVED)
                step_back(change->owner, change->old, change->place);
            else if (change->offset == PUT)
                take_back_put(change);
            else if (change->offset < 0)
                take_back_life(change);
            else
                Py_XSETREF(SLOT(change->owner, change->offset), Py_XNewRef(change->old));
            Py_XDECREF(change->old);
        }
        twister_restore(run->rng);
        PyErr_Restore(type, error, trace);
    }
    keep_changes(run);
    while (run->made_count > 0)
        Py_DECREF(run->made[--run->made_count]);
    if (run->changes != run->few_changes)
        PyMem_Free(run->changes);
    if (run->made != run->few_made)
        PyMem_Free(run->made);
}

/* -- statements */

static Way assign(Run *run, Node *node)
{
    PyObject *stored = object_at(run, node->kids[1]);
    Value owner = stored == NULL ? NOT_KNOWN : evaluate(run, node->kids[0]);
    Py_ssize_t offset = owner.kind == OBJECT ? offset_in(node, owner.object) : -1;
    if (offset < 0)
        return UNKNOWN;
    return store(run, owner.object, offset, stored) ? GO_ON : UNKNOWN;
}

static Way ask_one(Run *run, Node *node, PyObject *agent)
{
    run->locals[node->index] = AN_OBJECT(OBJECT, agent);
    Way way = execute(run, node->kids[1]);
    return way == NEXT_AGENT ? GO_ON : way;
}

static Way ask(Run *run, Node *node)
{
    Value order = evaluate(run, node->kids[0]);
    if (order.kind != OBJECT)
        return UNKNOWN;
    Way way = GO_ON;
    if (IS_TURTLE(order.object) || IS_PATCH(order.object) || IS_LINK(order.object))
        way = ask_one(run, node, order.object);
    else if (PyList_CheckExact(order.object)) {
        Py_INCREF(order.object); /* a death may make its set list anew */
        for (Py_ssize_t i = 0; way == GO_ON && i < PyList_GET_SIZE(order.object); i++)
            way = ask_one(run, node, PyList_GET_ITEM(order.object, i));
        Py_DECREF(order.object);
    } else {
        for (PyObject *agent; way == GO_ON && (agent = PyIter_Next(order.object)) != NULL; Py_DECREF(agent))
            way = ask_one(run, node, agent);
        if (PyErr_Occurred())
            return UNKNOWN;
    }
    return way;
}

/* The heading after `rt`, `lt`, `set heading` or `face`; new, NULL: not known. */
static PyObject *heading_after(Node *node, PyObject *turtle, Value to)
{
    if (node->op == OP_FACE) {
        PyObject *shape = to.kind == OBJECT ? world_topology(((Quick *)node->atom)->world) : NULL;
        double heading = shape == NULL ? NAN : heading_between(shape, turtle, to.object);
        return heading >= 0 && heading < 360 ? PyFloat_FromDouble(heading) : NULL;
    }
    if (to.kind != NUMBER || !isfinite(to.number))
        return NULL;
    if (node->op == OP_HEADING)
        return PyFloat_FromDouble(wrapped_heading(to.number));
    return turned_heading(turtle, node->op == OP_LEFT ? -to.number : to.number);
}

static int at_one_point(PyObject *one, PyObject *two)
{
    double x1, y1, x2, y2;
    return place_of(one, &x1, &y1) && place_of(two, &x2, &y2) && x1 == x2 && y1 == y2;
}

static Way turn(Run *run, Node *node)
{
    Value turtle = evaluate(run, node->kids[0]), to = turtle.kind == OBJECT ? evaluate(run, node->kids[1]) : NOT_KNOWN;
    if (to.kind == EMPTY || !IS_TURTLE(turtle.object))
        return UNKNOWN;
    if (run->ties < 0)
        run->ties = world_has_ties(((Quick *)node->atom)->world);
    if (run->ties != 0)
        return UNKNOWN;
    if (node->op == OP_FACE && to.kind == OBJECT && at_one_point(turtle.object, to.object))
        return GO_ON;
    PyObject *heading = heading_after(node, turtle.object, to);
    int done = heading != NULL && store(run, turtle.object, layout.turtle_heading, heading);
    Py_XDECREF(heading);
    return done ? GO_ON : UNKNOWN;
}

Way execute(Run *run, Node *node)
{
    Way way = GO_ON;
    int test;
    switch (node->op) {
    case OP_BLOCK:
        for (Py_ssize_t i = 0; way == GO_ON && i < node->count; i++)
            way = execute(run, node->kids[i]);
        return way;
    case OP_STORE:
        return assign(run, node);
    case OP_WHEN:
        test = is_true(run, node->kids[0]);
        return test < 0 ? UNKNOWN : execute(run, node->kids[test ? 1 : 2]);
    case OP_FOR:
        return ask(run, node);
    case OP_SCOPE:
        way = execute(run, node->kids[0]);
        return way == LEFT ? GO_ON : way;
    case OP_GIVE:
        run->result = evaluate(run, node->kids[0]);
        return run->result.kind == EMPTY ? UNKNOWN : LEFT;
    case OP_NEXT:
        return NEXT_AGENT;
    case OP_LEAVE:
        return LEFT;
    case OP_RIGHT:
    case OP_LEFT:
    case OP_HEADING:
    case OP_FACE:
        return turn(run, node);
    case OP_DIE:
        return plain_death(run, node);
    case OP_PUT_ENTRY:
        return plain_put(run, node);
    case OP_SET_BREED:
        return plain_breed(run, node);
    case OP_WHILE:
    case OP_REPEAT:
    case OP_FOREACH:
        return plain_loop(run, node);
    default:
        return evaluate(run, node).kind == EMPTY ? UNKNOWN : GO_ON;
    }
}
