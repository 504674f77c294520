/* Functions of numbers and of lists of them; twins in netlogo/runtime/maths/mathematics.py and topology.py. */
#include "kernel.h"
#include <math.h>

#define TO_RADIANS 0.017453292519943295 /* as in fdlibm.py */
#define TO_DEGREES 57.29577951308232
#define LARGE 4503599627370496.0 /* from here on numbers have no fraction */

#define IS_NUMBER(value) PyFloat_CheckExact(value)
#define NUMBER(value) PyFloat_AS_DOUBLE(value)
#define ONE_NUMBER(args, given) ((given) == 1 && IS_NUMBER((args)[0]))
#define TWO_NUMBERS(args, given) ((given) == 2 && IS_NUMBER((args)[0]) && IS_NUMBER((args)[1]))

static PyObject *if_finite(double value)
{
    return isfinite(value) ? PyFloat_FromDouble(value) : NULL;
}

/* Whole numbers of Python are never -0. */
static PyObject *whole(double value)
{
    return PyFloat_FromDouble(value == 0 ? 0.0 : value);
}

static PyObject *absolute(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!ONE_NUMBER(args, given))
        return NULL;
    return NUMBER(args[0]) < 0 ? PyFloat_FromDouble(-NUMBER(args[0])) : Py_NewRef(args[0]);
}

static PyObject *integer_part(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return ONE_NUMBER(args, given) && fabs(NUMBER(args[0])) < LARGE ? whole(trunc(NUMBER(args[0]))) : NULL;
}

static PyObject *ceiling(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return ONE_NUMBER(args, given) && fabs(NUMBER(args[0])) < LARGE ? whole(ceil(NUMBER(args[0]))) : NULL;
}

static PyObject *rounded(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!ONE_NUMBER(args, given) || !(fabs(NUMBER(args[0])) < LARGE / 2))
        return NULL;
    return whole(floor(NUMBER(args[0]) + 0.5));
}

static PyObject *precision(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!TWO_NUMBERS(args, given) || !(NUMBER(args[1]) >= 1 && NUMBER(args[1]) < 17))
        return NULL;
    double multiplier = power_of(10.0, floor(NUMBER(args[1]))), scaled = NUMBER(args[0]) * multiplier + 0.5;
    if (!(fabs(scaled) < LARGE))
        return NULL;
    double below = floor(scaled);
    return PyFloat_FromDouble((below == 0 ? 0.0 : below) / multiplier);
}

static PyObject *square_root(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return ONE_NUMBER(args, given) && NUMBER(args[0]) >= 0 ? if_finite(sqrt(NUMBER(args[0]))) : NULL;
}

static PyObject *power(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return TWO_NUMBERS(args, given) ? if_finite(power_of(NUMBER(args[0]), NUMBER(args[1]))) : NULL;
}

static PyObject *sine(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double s, c;
    return ONE_NUMBER(args, given) && sine_and_cosine(NUMBER(args[0]) * TO_RADIANS, &s, &c) ? PyFloat_FromDouble(s) : NULL;
}

static PyObject *cosine(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    double s, c;
    return ONE_NUMBER(args, given) && sine_and_cosine(NUMBER(args[0]) * TO_RADIANS, &s, &c) ? PyFloat_FromDouble(c) : NULL;
}

static PyObject *arc_tangent_of_two(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!TWO_NUMBERS(args, given) || !isfinite(NUMBER(args[0])) || !isfinite(NUMBER(args[1])))
        return NULL;
    double x = NUMBER(args[0]), y = NUMBER(args[1]);
    if (x == 0)
        return y == 0 ? NULL : PyFloat_FromDouble(y > 0 ? 0.0 : 180.0);
    if (y == 0)
        return PyFloat_FromDouble(x > 0 ? 90.0 : 270.0);
    return PyFloat_FromDouble(fmod(arc_tangent(x, y) * TO_DEGREES + 360.0, 360.0));
}

double wrapped_heading(double heading)
{
    return heading >= 0 && heading < 360 ? heading : fmod(fmod(heading, 360.0) + 360.0, 360.0);
}

static PyObject *subtract_headings(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!TWO_NUMBERS(args, given) || !isfinite(NUMBER(args[0])) || !isfinite(NUMBER(args[1])))
        return NULL;
    double turn = wrapped_heading(NUMBER(args[0])) - wrapped_heading(NUMBER(args[1]));
    if (!(turn > -180 && turn <= 180))
        turn = turn > 0 ? turn - 360 : turn + 360;
    return PyFloat_FromDouble(turn);
}

/* -- lists: those with nothing but numbers */

static Py_ssize_t numbers_in(PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !PyList_CheckExact(args[0]))
        return -1;
    Py_ssize_t size = PyList_GET_SIZE(args[0]);
    for (Py_ssize_t i = 0; i < size; i++)
        if (!IS_NUMBER(PyList_GET_ITEM(args[0], i)))
            return -1;
    return size;
}

static double total(PyObject *list)
{
    double sum = 0.0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++)
        sum += NUMBER(PyList_GET_ITEM(list, i));
    return sum;
}

static PyObject *mean(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t size = numbers_in(args, given);
    return size > 0 ? if_finite(total(args[0]) / (double)size) : NULL;
}

/* The sum of the squares of how far each is from the mean. */
static double squares(PyObject *list)
{
    double average = total(list) / (double)PyList_GET_SIZE(list), sum = 0.0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++) {
        double apart = NUMBER(PyList_GET_ITEM(list, i)) - average;
        sum += apart * apart;
    }
    return sum;
}

static PyObject *variance(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t size = numbers_in(args, given);
    return size > 1 ? if_finite(squares(args[0]) / (double)(size - 1)) : NULL;
}

static PyObject *standard_deviation(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t size = numbers_in(args, given);
    return size > 1 ? if_finite(sqrt(squares(args[0]) / (double)(size - 1))) : NULL;
}

const QuickDef number_primitives[] = {
    {"abs_", absolute},
    {"int_", integer_part},
    {"ceiling", ceiling},
    {"round_", rounded},
    {"precision", precision},
    {"sqrt", square_root},
    {"pow_", power},
    {"sin", sine},
    {"cos", cosine},
    {"atan", arc_tangent_of_two},
    {"subtract_headings", subtract_headings},
    {"mean", mean},
    {"variance", variance},
    {"standard_deviation", standard_deviation},
    {NULL, NULL},
};
