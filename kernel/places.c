/* Patches and turtles at an offset or ahead; twins in netlogo/runtime/space/places.py, patch_finding.py and movement.py, and
 * in netlogo/runtime/primitives/control.py.
 */
#include "kernel.h"
#include <math.h>

#define INFINITESIMAL 3.2e-15 /* as in numbers.py */
#define TO_RADIANS 0.017453292519943295

#define NUMBERS(args, first, given, count) numbers_from(args, first, given, count)

/* Whether there are just so many inputs, and those from the first on are numbers. */
static int numbers_from(PyObject *const *args, Py_ssize_t first, Py_ssize_t given, Py_ssize_t count)
{
    if (given != count)
        return 0;
    for (Py_ssize_t i = first; i < count; i++)
        if (!PyFloat_CheckExact(args[i]) || !isfinite(PyFloat_AS_DOUBLE(args[i])))
            return 0;
    return 1;
}

#define NUMBER(value) PyFloat_AS_DOUBLE(value)

static double squashed(double value)
{
    return fabs(value) < INFINITESIMAL ? 0.0 : value;
}

/* The patch at a point, which may lie outside, or nobody; borrowed, NULL: not known. */
static PyObject *patch_at_point(Quick *quick, double x, double y)
{
    PyObject *shape = world_topology(quick->world);
    if (shape == NULL || !isfinite(x) || !isfinite(y))
        return NULL;
    x = wrapped_coordinate(x, shape_of(shape, layout.left), shape_of(shape, layout.right), SLOT(shape, layout.wrap_x));
    y = wrapped_coordinate(y, shape_of(shape, layout.bottom), shape_of(shape, layout.top), SLOT(shape, layout.wrap_y));
    return isnan(x) || isnan(y) ? layout.nobody : patch_inside(shape, x, y);
}

static PyObject *patch_ahead_of(Quick *quick, PyObject *agent, double heading, double distance)
{
    double x, y, sine, cosine;
    if (!place_of(agent, &x, &y))
        return NULL;
    heading = wrapped_heading(heading);
    if (heading == floor(heading) && heading < 360) {
        sine = NUMBER(PyList_GET_ITEM(layout.sines, (Py_ssize_t)heading));
        cosine = NUMBER(PyList_GET_ITEM(layout.cosines, (Py_ssize_t)heading));
    } else if (heading < 360 && sine_and_cosine(heading * TO_RADIANS, &sine, &cosine)) {
        sine = squashed(sine);
        cosine = squashed(cosine);
    } else {
        return NULL;
    }
    return patch_at_point(quick, x + distance * sine, y + distance * cosine);
}

static PyObject *patch_at(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double x, y;
    if (!NUMBERS(args, 1, given, 3) || !place_of(args[0], &x, &y))
        return NULL;
    return Py_XNewRef(patch_at_point(quick, x + NUMBER(args[1]), y + NUMBER(args[2])));
}

static PyObject *patch_at_heading_and_distance(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!NUMBERS(args, 1, given, 3))
        return NULL;
    return Py_XNewRef(patch_ahead_of(quick, args[0], NUMBER(args[1]), NUMBER(args[2])));
}

/* The heading of a turtle; NaN: it is none. */
static double heading_of_turtle(PyObject *turtle)
{
    PyObject *heading = IS_TURTLE(turtle) ? SLOT(turtle, layout.turtle_heading) : NULL;
    return heading != NULL && PyFloat_CheckExact(heading) ? NUMBER(heading) : NAN;
}

static PyObject *patch_beside(Quick *quick, PyObject *const *args, Py_ssize_t given, double sign)
{
    double heading = given > 0 ? heading_of_turtle(args[0]) : NAN;
    if (isnan(heading) || !NUMBERS(args, 1, given, 3))
        return NULL;
    return Py_XNewRef(patch_ahead_of(quick, args[0], heading + sign * NUMBER(args[1]), NUMBER(args[2])));
}

static PyObject *patch_right_and_ahead(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return patch_beside(quick, args, given, 1.0);
}

static PyObject *patch_left_and_ahead(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return patch_beside(quick, args, given, -1.0);
}

static PyObject *patch_ahead(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double heading = given > 0 ? heading_of_turtle(args[0]) : NAN;
    if (isnan(heading) || !NUMBERS(args, 1, given, 2))
        return NULL;
    return Py_XNewRef(patch_ahead_of(quick, args[0], heading, NUMBER(args[1])));
}

static PyObject *can_move(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *patch = patch_ahead(quick, args, given);
    if (patch == NULL)
        return NULL;
    Py_DECREF(patch); /* the world keeps it */
    return PyBool_FromLong(patch != layout.nobody);
}

static PyObject *turtles_at(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *breed = given == 4 && args[3] != Py_None ? args[3] : NULL;
    PyObject *patch = given == 3 || given == 4 ? patch_at(quick, args, 3) : NULL;
    if (patch == NULL)
        return NULL;
    Py_DECREF(patch); /* the world keeps it */
    if (patch == layout.nobody)
        return Py_XNewRef(world_set(quick->world, "no_turtles"));
    return turtles_of_breed_on(patch, breed);
}

static PyObject *breed_at(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 4 ? turtles_at(quick, args, given) : NULL;
}

static PyObject *distancexy(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double x, y;
    PyObject *shape = given == 3 ? world_topology(quick->world) : NULL;
    if (shape == NULL || !NUMBERS(args, 1, given, 3) || !place_of(args[0], &x, &y))
        return NULL;
    double distance = distance_of_points(shape, x, y, NUMBER(args[1]), NUMBER(args[2]));
    return isfinite(distance) ? PyFloat_FromDouble(distance) : NULL;
}

static PyObject *step_in(PyObject *const *args, Py_ssize_t given, int along_y)
{
    double sine, cosine;
    if (given != 1 || !IS_TURTLE(args[0]) || !direction_of_turtle(args[0], &sine, &cosine))
        return NULL;
    return PyFloat_FromDouble(squashed(along_y ? cosine : sine));
}

static PyObject *dx(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return step_in(args, given, 0);
}

static PyObject *dy(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return step_in(args, given, 1);
}

static PyObject *patch_of_point(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return NUMBERS(args, 0, given, 2) ? Py_XNewRef(patch_at_point(quick, NUMBER(args[0]), NUMBER(args[1]))) : NULL;
}

const QuickDef place_methods[] = {
    {"patch_at", patch_at},
    {"patch_at_heading_and_distance", patch_at_heading_and_distance},
    {"turtles_at", turtles_at},
    {"breed_at", breed_at},
    {"distancexy", distancexy},
    {NULL, NULL},
};

const QuickDef ahead_methods[] = {
    {"patch_ahead", patch_ahead},
    {"patch_right_and_ahead", patch_right_and_ahead},
    {"patch_left_and_ahead", patch_left_and_ahead},
    {"can_move_p", can_move},
    {"dx", dx},
    {"dy", dy},
    {NULL, NULL},
};

const QuickDef place_primitives[] = {
    {"patch", patch_of_point},
    {NULL, NULL},
};
