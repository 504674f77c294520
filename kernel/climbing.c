/* Directions to others and the way uphill; twins in netlogo/runtime/space/movement.py, places.py and patch_finding.py. */
#include "kernel.h"
#include <math.h>

/* A distance along one axis, the shorter way round; as `wrap` in topology.py. */
static double shorter(double d, double size, int wraps)
{
    double low = size / -2.0, high = size / 2.0;
    if (!wraps || (d >= low && d < high))
        return d;
    if (d >= high)
        return low + fmod(d - high, high - low);
    d = high - fmod(low - d, high - low);
    return d < high ? d : low;
}

/* The heading from one agent to another; NaN: not known, or both are at one point. */
double heading_between(PyObject *topology, PyObject *one, PyObject *two)
{
    double x1, y1, x2, y2;
    if (topology == NULL || !place_of(one, &x1, &y1) || !place_of(two, &x2, &y2) || (x1 == x2 && y1 == y2))
        return NAN;
    int wrap_x = SLOT(topology, layout.wrap_x) == Py_True, wrap_y = SLOT(topology, layout.wrap_y) == Py_True;
    double dx = shorter(x2 - x1, shape_of(topology, layout.width), wrap_x);
    double dy = shorter(y2 - y1, shape_of(topology, layout.height), wrap_y);
    return heading_of(dx, dy, wrap_x || wrap_y);
}

static PyObject *towards(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double heading = given == 2 ? heading_between(world_topology(quick->world), args[0], args[1]) : NAN;
    return isnan(heading) ? NULL : PyFloat_FromDouble(heading);
}

/* 0: not done, with or without an error set. */
static int turn_towards(Quick *quick, PyObject *turtle, PyObject *target)
{
    if (!IS_TURTLE(turtle) || world_has_ties(quick->world) != 0)
        return 0;
    double heading = heading_between(world_topology(quick->world), turtle, target);
    PyObject *made = heading >= 0 && heading < 360 ? PyFloat_FromDouble(heading) : NULL;
    if (made == NULL)
        return 0;
    Py_XSETREF(SLOT(turtle, layout.turtle_heading), made);
    return 1;
}

static PyObject *face(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !turn_towards(quick, args[0], args[1]))
        return NULL;
    Py_RETURN_NONE;
}

/* Where patches keep a variable; -1: in no slot. The last answer is kept. */
static Py_ssize_t place_of_variable(PyTypeObject *type, PyObject *name)
{
    static PyTypeObject *known;
    static PyObject *asked;
    static Py_ssize_t found;
    if (type != known || name != asked) {
        const char *word = PyUnicode_AsUTF8(name);
        found = word == NULL ? -1 : slot_offset(type, word);
        if (found < 0)
            PyErr_Clear();
        Py_INCREF(type);
        Py_XSETREF(known, type);
        Py_XSETREF(asked, Py_NewRef(name));
    }
    return found;
}

/* What a patch has in a slot times a sign; what is no number is none. */
static double number_of(PyObject *patch, Py_ssize_t place, double sign)
{
    PyObject *value = SLOT(patch, place);
    return value != NULL && PyFloat_CheckExact(value) ? sign * PyFloat_AS_DOUBLE(value) : NAN;
}

static PyObject *climb(Quick *quick, PyObject *const *args, Py_ssize_t given, double sign, int around)
{
    PyObject *turtle = args[0], *topology = world_topology(quick->world);
    if (given != 2 || topology == NULL || !IS_TURTLE(turtle) || !PyUnicode_Check(args[1]) || !moves_alone(quick, turtle))
        return NULL;
    PyObject *here = SLOT(turtle, layout.turtle_patch), *winners[8];
    if (!IS_PATCH(here))
        return NULL;
    Py_ssize_t found[8], size = numbers_around(topology, here, around, found);
    Py_ssize_t place = place_of_variable(Py_TYPE(here), args[1]);
    if (size < 0 || place < 0)
        return NULL;
    double best = -1.7976931348623157e308, own = number_of(here, place, sign);
    int count = 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        PyObject *patch = PyList_GET_ITEM(SLOT(topology, layout.grid), found[i]);
        double number = number_of(patch, place, sign);
        if (!(number >= best))
            continue;
        if (number > best)
            count = 0;
        best = number;
        winners[count++] = patch;
    }
    Py_XSETREF(SLOT(turtle, layout.turtle_xcor), Py_NewRef(SLOT(here, layout.patch_pxcor)));
    Py_XSETREF(SLOT(turtle, layout.turtle_ycor), Py_NewRef(SLOT(here, layout.patch_pycor)));
    if (count == 0 || best <= own)
        Py_RETURN_NONE;
    PyObject *winner = winners[twister_int(quick->rng, count)];
    turn_towards(quick, turtle, winner);
    return stand_at(turtle, SLOT(winner, layout.patch_pxcor), SLOT(winner, layout.patch_pycor), winner);
}

static PyObject *uphill(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return climb(quick, args, given, 1.0, 8);
}

static PyObject *uphill4(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return climb(quick, args, given, 1.0, 4);
}

static PyObject *downhill(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return climb(quick, args, given, -1.0, 8);
}

static PyObject *downhill4(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return climb(quick, args, given, -1.0, 4);
}

const QuickDef direction_methods[] = {
    {"towards", towards},
    {NULL, NULL},
};

const QuickDef climbing_methods[] = {
    {"face", face},
    {"uphill", uphill},
    {"uphill4", uphill4},
    {"downhill", downhill},
    {"downhill4", downhill4},
    {NULL, NULL},
};
