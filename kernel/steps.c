/* Turning and stepping ahead; twins in netlogo/runtime/space/movement.py. */
#include "kernel.h"
#include <math.h>

#define INFINITESIMAL 3.2e-15 /* as in numbers.py */

/* The heading of a turtle that turns to the right; NULL: not known. */
PyObject *turned_heading(PyObject *turtle, double angle)
{
    PyObject *old = IS_TURTLE(turtle) ? SLOT(turtle, layout.turtle_heading) : NULL;
    if (old == NULL || !PyFloat_CheckExact(old) || !isfinite(angle))
        return NULL;
    double heading = PyFloat_AS_DOUBLE(old) + angle;
    if (!(heading >= 0 && heading < 360))
        heading = fmod(fmod(heading, 360.0) + 360.0, 360.0);
    return PyFloat_FromDouble(heading);
}

static PyObject *turn(Quick *quick, PyObject *const *args, Py_ssize_t given, double sign)
{
    if (given != 2 || !PyFloat_CheckExact(args[1]) || world_has_ties(quick->world) != 0)
        return NULL;
    PyObject *turned = turned_heading(args[0], sign * PyFloat_AS_DOUBLE(args[1]));
    if (turned == NULL)
        return NULL;
    Py_SETREF(SLOT(args[0], layout.turtle_heading), turned);
    Py_RETURN_NONE;
}

static PyObject *right(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return turn(quick, args, given, 1.0);
}

static PyObject *left(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return turn(quick, args, given, -1.0);
}

static double number_at(PyObject *agent, Py_ssize_t offset)
{
    PyObject *value = SLOT(agent, offset);
    return value != NULL && PyFloat_CheckExact(value) ? PyFloat_AS_DOUBLE(value) : NAN;
}

#define TO_RADIANS 0.017453292519943295

/* Sets a number of a turtle; 0 with an error set. */
static int set_number(PyObject *turtle, Py_ssize_t offset, double number)
{
    PyObject *made = PyFloat_FromDouble(number);
    if (made != NULL)
        Py_XSETREF(SLOT(turtle, offset), made);
    return made != NULL;
}

/* Sine and cosine of the heading, which the turtle keeps; 0: the twin must do it. */
int direction_of_turtle(PyObject *turtle, double *sine, double *cosine)
{
    double heading = number_at(turtle, layout.turtle_heading);
    if (heading == number_at(turtle, layout.turtle_turned_to)) {
        *sine = number_at(turtle, layout.turtle_sine);
        *cosine = number_at(turtle, layout.turtle_cosine);
        return 1;
    }
    if (!(heading >= 0 && heading < 360))
        return 0;
    if (heading != floor(heading)) {
        if (!sine_and_cosine(heading * TO_RADIANS, sine, cosine) ||
            !set_number(turtle, layout.turtle_sine, *sine) || !set_number(turtle, layout.turtle_cosine, *cosine))
            return 0;
        Py_XSETREF(SLOT(turtle, layout.turtle_turned_to), Py_NewRef(SLOT(turtle, layout.turtle_heading)));
        return 1;
    }
    PyObject *s = PyList_GET_ITEM(layout.sines, (Py_ssize_t)heading);
    PyObject *c = PyList_GET_ITEM(layout.cosines, (Py_ssize_t)heading);
    Py_XSETREF(SLOT(turtle, layout.turtle_sine), Py_NewRef(s));
    Py_XSETREF(SLOT(turtle, layout.turtle_cosine), Py_NewRef(c));
    Py_XSETREF(SLOT(turtle, layout.turtle_turned_to), Py_NewRef(SLOT(turtle, layout.turtle_heading)));
    *sine = PyFloat_AS_DOUBLE(s);
    *cosine = PyFloat_AS_DOUBLE(c);
    return 1;
}

/* A coordinate moved into [low, high), with NetLogo's rounding; NaN beyond an edge. */
double wrapped_coordinate(double position, double low, double high, PyObject *wraps)
{
    if (position >= low && position < high)
        return position;
    if (wraps != Py_True)
        return NAN;
    if (position >= high)
        return low + fmod(position - high, high - low);
    double inside = high - fmod(low - position, high - low);
    return inside < high ? inside : low;
}

/* Up to one patch ahead; longer ways, steps back and what ends at an edge the twin walks. */
static PyObject *forward(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_TURTLE(args[0]) || !PyFloat_CheckExact(args[1]))
        return NULL;
    double distance = PyFloat_AS_DOUBLE(args[1]), sine, cosine;
    if (!(distance > INFINITESIMAL && distance <= 1.0) || !moves_alone(quick, args[0]))
        return NULL;
    PyObject *shape = world_topology(quick->world);
    if (shape == NULL || !direction_of_turtle(args[0], &sine, &cosine))
        return NULL;
    double x = wrapped_coordinate(number_at(args[0], layout.turtle_xcor) + distance * sine, shape_of(shape, layout.left),
                       shape_of(shape, layout.right), SLOT(shape, layout.wrap_x));
    double y = wrapped_coordinate(number_at(args[0], layout.turtle_ycor) + distance * cosine, shape_of(shape, layout.bottom),
                       shape_of(shape, layout.top), SLOT(shape, layout.wrap_y));
    PyObject *patch = isfinite(x) && isfinite(y) ? patch_inside(shape, x, y) : NULL;
    if (patch == NULL)
        return NULL;
    PyObject *new_x = PyFloat_FromDouble(x), *new_y = PyFloat_FromDouble(y), *done = NULL;
    if (new_x != NULL && new_y != NULL)
        done = stand_at(args[0], new_x, new_y, patch);
    Py_XDECREF(new_x);
    Py_XDECREF(new_y);
    return done;
}

const QuickDef step_methods[] = {
    {"right", right},
    {"left", left},
    {"forward", forward},
    {NULL, NULL},
};
