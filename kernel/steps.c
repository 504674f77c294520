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

/* 1: done, 0: an edge is in the way, -1: not known, or an error set. */
static int step(PyObject *shape, PyObject *turtle, double distance)
{
    double sine, cosine;
    if (!direction_of_turtle(turtle, &sine, &cosine))
        return -1;
    double to_x = number_at(turtle, layout.turtle_xcor) + distance * sine;
    double to_y = number_at(turtle, layout.turtle_ycor) + distance * cosine;
    if (!isfinite(to_x) || !isfinite(to_y))
        return -1;
    double x = wrapped_coordinate(to_x, shape_of(shape, layout.left), shape_of(shape, layout.right), SLOT(shape, layout.wrap_x));
    double y = wrapped_coordinate(to_y, shape_of(shape, layout.bottom), shape_of(shape, layout.top), SLOT(shape, layout.wrap_y));
    if (isnan(x) || isnan(y))
        return 0;
    PyObject *patch = patch_inside(shape, x, y), *done = NULL;
    if (patch == NULL)
        return -1;
    PyObject *new_x = PyFloat_FromDouble(x), *new_y = PyFloat_FromDouble(y);
    if (new_x != NULL && new_y != NULL)
        done = stand_at(turtle, new_x, new_y, patch);
    Py_XDECREF(new_x);
    Py_XDECREF(new_y);
    Py_XDECREF(done);
    return done == NULL ? -1 : 1;
}

/* The shape of the world in which a turtle can take steps for itself; borrowed, NULL: not known. */
static PyObject *room_for_steps(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_TURTLE(args[0]) || !PyFloat_CheckExact(args[1]) || agent_is_dead(args[0]) != 0)
        return NULL;
    return fabs(PyFloat_AS_DOUBLE(args[1])) < 1e5 && moves_alone(quick, args[0]) ? world_topology(quick->world) : NULL;
}

static PyObject *walk(Quick *quick, PyObject *const *args, Py_ssize_t given, double sign)
{
    PyObject *shape = room_for_steps(quick, args, given);
    if (shape == NULL)
        return NULL;
    double distance = sign * PyFloat_AS_DOUBLE(args[1]), length = distance > 0 ? 1.0 : -1.0;
    int done = 1;
    if (fabs(distance) > 1.0) { /* only the first step can be left to the twin */
        double sine, cosine;
        if (!direction_of_turtle(args[0], &sine, &cosine))
            return NULL;
    }
    for (; done > 0 && fabs(distance) > 1.0; distance -= length)
        done = step(shape, args[0], length);
    if (done > 0 && (distance > INFINITESIMAL || distance < -INFINITESIMAL))
        done = step(shape, args[0], distance);
    return done < 0 ? NULL : Py_NewRef(Py_None);
}

static PyObject *forward(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return walk(quick, args, given, 1.0);
}

static PyObject *back(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return walk(quick, args, given, -1.0);
}

static PyObject *jump(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *shape = room_for_steps(quick, args, given);
    int done = shape == NULL ? -1 : step(shape, args[0], PyFloat_AS_DOUBLE(args[1]));
    return done < 0 ? NULL : PyBool_FromLong(done);
}

static PyObject *set_heading(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !IS_TURTLE(args[0]) || !PyFloat_CheckExact(args[1]) || !isfinite(PyFloat_AS_DOUBLE(args[1])) ||
        world_has_ties(quick->world) != 0)
        return NULL;
    double heading = PyFloat_AS_DOUBLE(args[1]);
    PyObject *turned = heading >= 0 && heading < 360 ? Py_NewRef(args[1]) : PyFloat_FromDouble(wrapped_heading(heading));
    if (turned == NULL)
        return NULL;
    Py_XSETREF(SLOT(args[0], layout.turtle_heading), turned);
    Py_RETURN_NONE;
}

const QuickDef step_methods[] = {
    {"right", right},
    {"left", left},
    {"forward", forward},
    {"back", back},
    {"jump", jump},
    {"set_heading", set_heading},
    {NULL, NULL},
};
