/* The random orders in which NetLogo walks through agentsets; the twin of netlogo/runtime/maths/orders.py. */
#include "kernel.h"

#define FEW_MOVED 32 /* moves which a sparse walk keeps beside its list before it takes a copy */

/* A random order drawn while it is walked through, always one agent ahead. */
typedef struct {
    PyObject_HEAD
    Twister *rng;
    PyObject *source;   /* sparse: the list itself */
    PyObject **left;    /* else: a copy, NULL where an agent was taken out */
    PyObject *current;  /* the agent to hand out next, NULL before the first */
    Py_ssize_t size, at, picked;
    Guess guess;
    int skips_dead;     /* looks past the dead when it fetches ahead, as array sets do */
    int moved;
    Py_ssize_t places[FEW_MOVED];
    PyObject *movers[FEW_MOVED];
} Walk;

static PyObject **copy_items(PyObject *list, Py_ssize_t size)
{
    PyObject **left = PyMem_New(PyObject *, size ? size : 1);
    if (left == NULL) {
        PyErr_NoMemory();
        return NULL;
    }
    for (Py_ssize_t i = 0; i < size; i++) {
        left[i] = PyList_GET_ITEM(list, i);
        Py_INCREF(left[i]);
    }
    return left;
}

/* From the list with some moves beside it to a copy with all in place. */
static int unfold(Walk *walk)
{
    if (PyList_GET_SIZE(walk->source) != walk->size) {
        PyErr_SetString(PyExc_RuntimeError, "an agentset changed while it was walked through");
        return -1;
    }
    walk->left = copy_items(walk->source, walk->size);
    if (walk->left == NULL)
        return -1;
    for (int i = 0; i < walk->moved; i++)
        Py_SETREF(walk->left[walk->places[i]], walk->movers[i]);
    walk->moved = 0;
    Py_CLEAR(walk->source);
    return 0;
}

/* Where the mover of a place is kept, or -1. */
static int mover_at(Walk *walk, Py_ssize_t place)
{
    for (int i = walk->moved - 1; i >= 0; i--)
        if (walk->places[i] == place)
            return i;
    return -1;
}

/* Take the agent at `pick` and move the one at `at` into its place; a new reference. */
static PyObject *take_sparse(Walk *walk, Py_ssize_t at, Py_ssize_t pick)
{
    PyObject *here, *taken;
    if (PyList_GET_SIZE(walk->source) != walk->size) {
        PyErr_SetString(PyExc_RuntimeError, "an agentset changed while it was walked through");
        return NULL;
    }
    int found = mover_at(walk, at);
    if (found >= 0) {
        here = walk->movers[found];
        walk->moved--;
        walk->places[found] = walk->places[walk->moved];
        walk->movers[found] = walk->movers[walk->moved];
    } else {
        here = PyList_GET_ITEM(walk->source, at);
        Py_INCREF(here);
    }
    if (pick == at)
        return here;
    found = mover_at(walk, pick);
    if (found >= 0) {
        taken = walk->movers[found];
        walk->movers[found] = here;
        return taken;
    }
    taken = PyList_GET_ITEM(walk->source, pick);
    Py_INCREF(taken);
    walk->places[walk->moved] = pick;
    walk->movers[walk->moved++] = here;
    return taken;
}

static PyObject *take(Walk *walk, Py_ssize_t at, Py_ssize_t pick)
{
    if (walk->source != NULL && walk->moved == FEW_MOVED && unfold(walk) < 0)
        return NULL;
    if (walk->source != NULL)
        return take_sparse(walk, at, pick);
    PyObject *taken = walk->left[pick];
    walk->left[pick] = walk->left[at];
    walk->left[at] = NULL;
    return taken;
}

/* The agent after the current one: drawn, a new reference; NULL at the end or with an error set. */
static PyObject *fetch(Walk *walk)
{
    while (walk->at < walk->size) {
        Py_ssize_t at = walk->at++, pick = at;
        if (at < walk->size - 1)
            pick += twister_int(walk->rng, (int32_t)(walk->size - at));
        walk->picked = pick;
        PyObject *found = take(walk, at, pick);
        if (found == NULL || !walk->skips_dead)
            return found;
        int dead = agent_is_dead(found);
        if (dead == 0)
            return found;
        Py_DECREF(found);
        if (dead < 0)
            return NULL;
    }
    return NULL;
}

static PyObject *next_agent(PyObject *self)
{
    Walk *walk = (Walk *)self;
    for (;;) {
        PyObject *following = fetch(walk);
        if (following == NULL && PyErr_Occurred())
            return NULL;
        PyObject *current = walk->current;
        walk->current = following;
        if (walk->size > MANY && walk->left != NULL)
            look_ahead(&walk->guess, walk->rng, walk->left, walk->at, walk->size, walk->picked, current, following);
        if (current != NULL) {
            int dead = agent_is_dead(current);
            if (dead == 0)
                return current;
            Py_DECREF(current);
            if (dead < 0)
                return NULL;
        }
        if (following == NULL)
            return NULL;
    }
}

static int traverse(PyObject *self, visitproc visit, void *arg)
{
    Walk *walk = (Walk *)self;
    Py_VISIT(walk->rng);
    Py_VISIT(walk->source);
    Py_VISIT(walk->current);
    for (int i = 0; i < walk->moved; i++)
        Py_VISIT(walk->movers[i]);
    for (Py_ssize_t i = 0; walk->left != NULL && i < walk->size; i++)
        Py_VISIT(walk->left[i]);
    return 0;
}

static void dealloc(PyObject *self)
{
    Walk *walk = (Walk *)self;
    PyObject_GC_UnTrack(self);
    Py_XDECREF(walk->rng);
    Py_XDECREF(walk->source);
    Py_XDECREF(walk->current);
    for (int i = 0; i < walk->moved; i++)
        Py_DECREF(walk->movers[i]);
    for (Py_ssize_t i = 0; walk->left != NULL && i < walk->size; i++)
        Py_XDECREF(walk->left[i]);
    PyMem_Free(walk->left);
    Py_TYPE(self)->tp_free(self);
}

PyTypeObject WalkType = {
    PyVarObject_HEAD_INIT(NULL, 0)
    .tp_name = "netlogo.runtime._kernel.Walk",
    .tp_basicsize = sizeof(Walk),
    .tp_flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
    .tp_traverse = traverse,
    .tp_dealloc = dealloc,
    .tp_iter = PyObject_SelfIter,
    .tp_iternext = next_agent,
};

PyObject *walk_through(PyObject *items, PyObject *generator, int skips_dead, int sparse)
{
    Twister *rng = as_twister(generator);
    if (rng == NULL)
        return NULL;
    if (!PyList_Check(items) || PyList_GET_SIZE(items) > INT32_MAX)
        return PyErr_Format(PyExc_TypeError, "expected a list of agents, got %R", items);
    Walk *walk = PyObject_GC_New(Walk, &WalkType);
    if (walk == NULL)
        return NULL;
    walk->rng = rng;
    Py_INCREF(rng);
    walk->source = NULL;
    walk->left = NULL;
    walk->current = NULL;
    walk->size = PyList_GET_SIZE(items);
    walk->at = 0;
    walk->picked = -1;
    start_guessing(&walk->guess, rng);
    walk->skips_dead = skips_dead;
    walk->moved = 0;
    if (sparse) {
        walk->source = items;
        Py_INCREF(items);
    } else if ((walk->left = copy_items(items, walk->size)) == NULL) {
        Py_DECREF(walk);
        return NULL;
    }
    PyObject_GC_Track(walk);
    return (PyObject *)walk;
}

static int two(PyObject *const *args, Py_ssize_t given, const char *name)
{
    if (given == 2)
        return 1;
    PyErr_Format(PyExc_TypeError, "%s expected a list and a generator, got %zd inputs", name, given);
    return 0;
}

static PyObject *lazy_order(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    return two(args, given, "lazy_order") ? walk_through(args[0], args[1], 0, 0) : NULL;
}

static PyObject *lazy_order_of_living(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    return two(args, given, "lazy_order_of_living") ? walk_through(args[0], args[1], 1, 0) : NULL;
}

static PyObject *search_order(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    return two(args, given, "search_order") ? walk_through(args[0], args[1], 0, 1) : NULL;
}

static PyObject *search_order_of_living(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    return two(args, given, "search_order_of_living") ? walk_through(args[0], args[1], 1, 1) : NULL;
}

PyObject *shuffled_list(PyObject *list, Twister *rng)
{
    PyObject *order = PyList_GetSlice(list, 0, PyList_GET_SIZE(list));
    if (order == NULL)
        return NULL;
    PyObject **items = PySequence_Fast_ITEMS(order);
    Py_ssize_t size = PyList_GET_SIZE(order);
    for (Py_ssize_t at = 0; at < size - 1; at++) {
        Py_ssize_t pick = at + twister_int(rng, (int32_t)(size - at));
        PyObject *taken = items[pick];
        items[pick] = items[at];
        items[at] = taken;
    }
    return order;
}

static PyObject *shuffle(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    if (!two(args, given, "shuffle"))
        return NULL;
    Twister *rng = as_twister(args[1]);
    if (rng != NULL && !PyList_Check(args[0]))
        return PyErr_Format(PyExc_TypeError, "expected a list of agents, got %R", args[0]);
    return rng == NULL ? NULL : shuffled_list(args[0], rng);
}

static PyObject *take_turns(PyObject *module, PyObject *agents)
{
    if (!PyList_Check(agents))
        return PyErr_Format(PyExc_TypeError, "expected a list of agents, got %R", agents);
    return in_turn(Py_NewRef(agents));
}

static PyObject *sample_in_order(PyObject *module, PyObject *const *args, Py_ssize_t given)
{
    if (given != 3 || !PyList_Check(args[0]))
        return PyErr_Format(PyExc_TypeError, "sample_in_order expected a list, a size and a generator");
    Py_ssize_t needed = PyLong_AsSsize_t(args[1]);
    Twister *rng = as_twister(args[2]);
    if (rng == NULL || (needed == -1 && PyErr_Occurred()))
        return NULL;
    return sample_of_list(args[0], needed, rng);
}

#define FAST(name) {#name, (PyCFunction)(void (*)(void))name, METH_FASTCALL, NULL}

PyMethodDef order_functions[] = {
    FAST(lazy_order),
    FAST(lazy_order_of_living),
    FAST(search_order),
    FAST(search_order_of_living),
    FAST(shuffle),
    FAST(sample_in_order),
    {"in_turn", take_turns, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
