/* Primitives on values, lists and single agents; twins in netlogo/runtime/values.py, primitives/lists.py,
 * maths/mathematics.py and primitives/selection.py. What is not the plain case (other types, results beyond 1.8e308,
 * indices out of bounds, dead agents) is left to the twins.
 */
#include "kernel.h"
#include <math.h>

#define NUMBER(value) PyFloat_AS_DOUBLE(value)
#define IS_NUMBER(value) PyFloat_CheckExact(value)
#define BOTH_NUMBERS(args, given) ((given) == 2 && IS_NUMBER((args)[0]) && IS_NUMBER((args)[1]))
#define STRINGS(args, given) ((given) == 2 && PyUnicode_CheckExact((args)[0]) && PyUnicode_CheckExact((args)[1]))
#define IS_AGENT(value) (IS_TURTLE(value) || IS_PATCH(value) || IS_LINK(value))

static PyObject *if_finite(double value)
{
    return isfinite(value) ? PyFloat_FromDouble(value) : NULL;
}

static int lives(PyObject *value)
{
    return IS_AGENT(value) && agent_is_dead(value) == 0;
}

/* -- comparing */

#define DEEPEST 50 /* lists in lists that are compared here */

static int same_lists(PyObject *a, PyObject *b, int depth)
{
    Py_ssize_t size = PyList_GET_SIZE(a);
    if (size != PyList_GET_SIZE(b))
        return 0;
    for (Py_ssize_t i = 0; i < size; i++) {
        int same = same_values(PyList_GET_ITEM(a, i), PyList_GET_ITEM(b, i), depth + 1);
        if (same != 1)
            return same;
    }
    return 1;
}

/* Whether NetLogo's = holds; -1: not known. */
int same_values(PyObject *a, PyObject *b, int depth)
{
    if (a == b)
        return 1;
    PyTypeObject *type = Py_TYPE(a), *other = Py_TYPE(b);
    if (type == &PyFloat_Type)
        return other == &PyFloat_Type && PyFloat_AS_DOUBLE(a) == PyFloat_AS_DOUBLE(b);
    if (type == &PyBool_Type)
        return 0; /* there are two, and they were compared */
    if (type == &PyUnicode_Type)
        return other == &PyUnicode_Type && PyUnicode_Compare(a, b) == 0;
    if (type == &PyList_Type)
        return other != &PyList_Type ? 0 : depth < DEEPEST ? same_lists(a, b, depth) : -1;
    if (other == &PyFloat_Type || other == &PyBool_Type || other == &PyUnicode_Type || other == &PyList_Type)
        return IS_TURTLE(a) || IS_PATCH(a) || IS_LINK(a) || a == layout.nobody ? 0 : -1;
    if (IS_PATCH(a) || IS_PATCH(b))
        return IS_TURTLE(a) || IS_TURTLE(b) || type == other || a == layout.nobody || b == layout.nobody ? 0 : -1;
    if (IS_TURTLE(a) && SLOT(a, layout.turtle_dead) == Py_False)
        return type == other || b == layout.nobody ? 0 : -1;
    return -1;
}

static int equal(PyObject *a, PyObject *b)
{
    return same_values(a, b, 0);
}

static PyObject *logo_equal(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    int answer = given == 2 ? equal(args[0], args[1]) : -1;
    return answer < 0 ? NULL : PyBool_FromLong(answer);
}

static PyObject *is_nobody(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1)
        return NULL;
    if (args[0] == layout.nobody)
        Py_RETURN_TRUE;
    if (IS_AGENT(args[0]) && agent_is_dead(args[0]) == 0)
        Py_RETURN_FALSE;
    return NULL;
}

/* Strings of one byte a character are ordered as their codes are; others by what Java counts as a character. */
static int in_one_byte(PyObject *one, PyObject *two)
{
    return PyUnicode_KIND(one) == PyUnicode_1BYTE_KIND && PyUnicode_KIND(two) == PyUnicode_1BYTE_KIND;
}

#define COMPARISON(name, sign)                                                                                         \
    static PyObject *name(Quick *quick, PyObject *const *args, Py_ssize_t given)                                       \
    {                                                                                                                  \
        if (BOTH_NUMBERS(args, given))                                                                                      \
            return PyBool_FromLong(PyFloat_AS_DOUBLE(args[0]) sign PyFloat_AS_DOUBLE(args[1]));                        \
        if (STRINGS(args, given) && in_one_byte(args[0], args[1]))                                                     \
            return PyBool_FromLong(PyUnicode_Compare(args[0], args[1]) sign 0);                                        \
        return NULL;                                                                                                   \
    }
COMPARISON(lt, <)
COMPARISON(gt, >)
COMPARISON(le, <=)
COMPARISON(ge, >=)

/* -- checking */

static PyObject *check_number(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 && IS_NUMBER(args[0]) ? Py_NewRef(args[0]) : NULL;
}

static PyObject *check_boolean(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 && PyBool_Check(args[0]) ? Py_NewRef(args[0]) : NULL;
}

/* -- arithmetic */

#define OPERATION(name, operator)                                                                                      \
    static PyObject *name(Quick *quick, PyObject *const *args, Py_ssize_t given)                                       \
    {                                                                                                                  \
        return BOTH_NUMBERS(args, given) ? if_finite(NUMBER(args[0]) operator NUMBER(args[1])) : NULL;                    \
    }
OPERATION(add, +)
OPERATION(sub, -)
OPERATION(mul, *)

static PyObject *divide(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return BOTH_NUMBERS(args, given) && NUMBER(args[1]) != 0 ? if_finite(NUMBER(args[0]) / NUMBER(args[1])) : NULL;
}

static PyObject *mod(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!BOTH_NUMBERS(args, given) || NUMBER(args[1]) == 0)
        return NULL;
    double a = NUMBER(args[0]), b = NUMBER(args[1]), times = floor(a / b) + 0.0; /* never -0 */
    return fabs(times) < 1e15 ? if_finite(a - times * b) : NULL;
}

static PyObject *remainder_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!BOTH_NUMBERS(args, given) || NUMBER(args[1]) == 0)
        return NULL;
    return if_finite(fmod(NUMBER(args[0]), NUMBER(args[1])));
}

static PyObject *neg(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 && IS_NUMBER(args[0]) ? PyFloat_FromDouble(-NUMBER(args[0])) : NULL;
}

static PyObject *floor_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !IS_NUMBER(args[0]) || !(fabs(NUMBER(args[0])) < 1e15))
        return NULL;
    double below = floor(NUMBER(args[0]));
    return PyFloat_FromDouble(below == 0 ? 0.0 : below); /* never -0 */
}

static PyObject *least_or_most(PyObject *const *args, Py_ssize_t given, int most)
{
    if (given != 1 || !PyList_CheckExact(args[0]) || PyList_GET_SIZE(args[0]) == 0)
        return NULL;
    PyObject *best = PyList_GET_ITEM(args[0], 0);
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[0]); i++) {
        PyObject *value = PyList_GET_ITEM(args[0], i);
        if (!IS_NUMBER(value))
            return NULL;
        if (most ? NUMBER(value) > NUMBER(best) : NUMBER(value) < NUMBER(best))
            best = value;
    }
    return Py_NewRef(best);
}

static PyObject *least(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return least_or_most(args, given, 0);
}

static PyObject *most(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return least_or_most(args, given, 1);
}

/* -- lists */

#define IS_LIST_ALONE(args, given) ((given) == 1 && PyList_CheckExact((args)[0]))
#define IS_FULL_LIST_ALONE(args, given) (IS_LIST_ALONE(args, given) && PyList_GET_SIZE((args)[0]) > 0)

/* The place that a number names in a list, -1 where there is none. */
static Py_ssize_t place_in(PyObject *list, PyObject *index)
{
    if (!PyList_CheckExact(list) || !IS_NUMBER(index))
        return -1;
    double place = NUMBER(index);
    return place >= 0 && place < (double)PyList_GET_SIZE(list) ? (Py_ssize_t)place : -1;
}

static PyObject *item(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t place = given == 2 ? place_in(args[1], args[0]) : -1;
    return place < 0 ? NULL : Py_NewRef(PyList_GET_ITEM(args[1], place));
}

static PyObject *first(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return IS_FULL_LIST_ALONE(args, given) ? Py_NewRef(PyList_GET_ITEM(args[0], 0)) : NULL;
}

static PyObject *last(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!IS_FULL_LIST_ALONE(args, given))
        return NULL;
    return Py_NewRef(PyList_GET_ITEM(args[0], PyList_GET_SIZE(args[0]) - 1));
}

static PyObject *but_first(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return IS_FULL_LIST_ALONE(args, given) ? PyList_GetSlice(args[0], 1, PyList_GET_SIZE(args[0])) : NULL;
}

static PyObject *but_last(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return IS_FULL_LIST_ALONE(args, given) ? PyList_GetSlice(args[0], 0, PyList_GET_SIZE(args[0]) - 1) : NULL;
}

static PyObject *length(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return IS_LIST_ALONE(args, given) ? PyFloat_FromDouble((double)PyList_GET_SIZE(args[0])) : NULL;
}

static PyObject *empty_p(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return IS_LIST_ALONE(args, given) ? PyBool_FromLong(PyList_GET_SIZE(args[0]) == 0) : NULL;
}

/* A list with one more item, at its beginning or its end. */
static PyObject *with_item(PyObject *list, PyObject *item, int at_end)
{
    Py_ssize_t size = PyList_GET_SIZE(list);
    PyObject *longer = PyList_New(size + 1);
    if (longer == NULL)
        return NULL;
    for (Py_ssize_t i = 0; i < size; i++)
        PyList_SET_ITEM(longer, at_end ? i : i + 1, Py_NewRef(PyList_GET_ITEM(list, i)));
    PyList_SET_ITEM(longer, at_end ? size : 0, Py_NewRef(item));
    return longer;
}

static PyObject *lput(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 2 && PyList_CheckExact(args[1]) ? with_item(args[1], args[0], 1) : NULL;
}

static PyObject *fput(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 2 && PyList_CheckExact(args[1]) ? with_item(args[1], args[0], 0) : NULL;
}

static PyObject *replace_item(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    Py_ssize_t place = given == 3 ? place_in(args[1], args[0]) : -1;
    PyObject *copy = place < 0 ? NULL : PyList_GetSlice(args[1], 0, PyList_GET_SIZE(args[1]));
    if (copy != NULL && PyList_SetItem(copy, place, Py_NewRef(args[2])) < 0)
        Py_CLEAR(copy);
    return copy;
}

static PyObject *position(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !PyList_CheckExact(args[1]))
        return NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[1]); i++) {
        int found = equal(args[0], PyList_GET_ITEM(args[1], i));
        if (found < 0)
            return NULL;
        if (found)
            return PyFloat_FromDouble((double)i);
    }
    Py_RETURN_FALSE;
}

static PyObject *member_p(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given == 2 && lives(args[0])) {
        int inside = set_has(args[1], args[0]);
        if (inside >= 0)
            return PyBool_FromLong(inside);
    }
    PyObject *found = position(quick, args, given);
    if (found == NULL)
        return NULL;
    int is_member = found != Py_False;
    Py_DECREF(found);
    return PyBool_FromLong(is_member);
}

static PyObject *remove_all(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !PyList_CheckExact(args[1]))
        return NULL;
    PyObject *left = PyList_New(0);
    for (Py_ssize_t i = 0; left != NULL && i < PyList_GET_SIZE(args[1]); i++) {
        PyObject *value = PyList_GET_ITEM(args[1], i);
        int same = equal(args[0], value);
        if (same < 0 || (same == 0 && PyList_Append(left, value) < 0))
            Py_CLEAR(left);
    }
    return left;
}

/* -- strings */

static PyObject *substring(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 3 || !PyUnicode_CheckExact(args[0]) || !PyFloat_CheckExact(args[1]) || !PyFloat_CheckExact(args[2]))
        return NULL;
    double start = trunc(PyFloat_AS_DOUBLE(args[1])), stop = trunc(PyFloat_AS_DOUBLE(args[2]));
    if (!(start >= 0 && start <= stop && stop <= (double)PyUnicode_GET_LENGTH(args[0])))
        return NULL;
    return PyUnicode_Substring(args[0], (Py_ssize_t)start, (Py_ssize_t)stop);
}

static PyObject *word(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return STRINGS(args, given) ? PyUnicode_Concat(args[0], args[1]) : NULL;
}

static PyObject *sorted(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (!IS_LIST_ALONE(args, given))
        return NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[0]); i++)
        if (!IS_NUMBER(PyList_GET_ITEM(args[0], i)))
            return NULL;
    PyObject *order = PyList_GetSlice(args[0], 0, PyList_GET_SIZE(args[0]));
    if (order != NULL && PyList_Sort(order) < 0)
        Py_CLEAR(order);
    return order;
}

/* -- single agents */

PyObject *agent_alone(PyObject *value) /* what `ask` walks through for one agent; NULL: it is none that lives */
{
    return lives(value) ? PyTuple_Pack(1, value) : NULL;
}

/* of(agent, block[, expected[, variable]]): where the block reads a variable it is read, and the block only tells errors. */
static PyObject *of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given < 2 || given > 4 || !lives(args[0]))
        return NULL;
    if (given == 4) {
        PyObject *value = PyObject_GetAttr(args[0], args[3]);
        if (value != NULL || !PyErr_ExceptionMatches(PyExc_AttributeError))
            return value;
        PyErr_Clear();
    }
    return PyObject_CallOneArg(args[1], args[0]);
}

const QuickDef value_primitives[] = {
    {"logo_equal", logo_equal},
    {"is_nobody", is_nobody},
    {"lt", lt},
    {"gt", gt},
    {"le", le},
    {"ge", ge},
    {"check_number", check_number},
    {"check_boolean", check_boolean},
    {"add", add},
    {"sub", sub},
    {"mul", mul},
    {"div", divide},
    {"mod", mod},
    {"remainder", remainder_of},
    {"neg", neg},
    {"floor", floor_of},
    {"min_", least},
    {"max_", most},
    {"item", item},
    {"first", first},
    {"last", last},
    {"but_first", but_first},
    {"but_last", but_last},
    {"length", length},
    {"empty_p", empty_p},
    {"lput", lput},
    {"fput", fput},
    {"replace_item", replace_item},
    {"position", position},
    {"member_p", member_p},
    {"remove", remove_all},
    {"sort", sorted},
    {"substring", substring},
    {"word", word},
    {"of", of},
    {NULL, NULL},
};
