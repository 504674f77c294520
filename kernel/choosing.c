/* Agents by number, by chance and by what they report, and what kind of thing a value is; twins in
 * netlogo/runtime/primitives/selection.py, control.py and kinds.py, and in netlogo/runtime/maths/draws.py.
 */
#include "kernel.h"
#include <math.h>

#define IS_AGENT(value) (IS_TURTLE(value) || IS_PATCH(value) || IS_LINK(value))
#define NUMBER(value) PyFloat_AS_DOUBLE(value)

/* `size` members of a list in its order, with NetLogo's draws; new. */
PyObject *sample_of_list(PyObject *list, Py_ssize_t needed, Twister *rng)
{
    Py_ssize_t size = PyList_GET_SIZE(list);
    PyObject *chosen = PyList_New(0);
    for (Py_ssize_t i = 0; chosen != NULL && needed > 0 && i < size; i++)
        if (twister_int(rng, (int32_t)(size - i)) < needed) {
            needed--;
            if (PyList_Append(chosen, PyList_GET_ITEM(list, i)) < 0)
                Py_CLEAR(chosen);
        }
    return chosen;
}

static PyObject *pair_of(PyObject *one, PyObject *two)
{
    PyObject *list = PyList_New(2);
    if (list != NULL) {
        PyList_SET_ITEM(list, 0, Py_NewRef(one));
        PyList_SET_ITEM(list, 1, Py_NewRef(two));
    }
    return list;
}

/* As `AgentSet.random_subset`: one and two agents are drawn in other ways than more. */
static PyObject *subset(PyObject *agents, Py_ssize_t size, Twister *rng)
{
    int32_t total = (int32_t)PyList_GET_SIZE(agents);
    if (size != 1 && size != 2)
        return sample_of_list(agents, size, rng);
    int32_t first = twister_int(rng, total);
    if (size == 1) {
        PyObject *list = PyList_New(1);
        if (list != NULL)
            PyList_SET_ITEM(list, 0, Py_NewRef(PyList_GET_ITEM(agents, first)));
        return list;
    }
    int32_t second = twister_int(rng, total - 1);
    if (second >= first)
        return pair_of(PyList_GET_ITEM(agents, first), PyList_GET_ITEM(agents, second + 1));
    return pair_of(PyList_GET_ITEM(agents, second), PyList_GET_ITEM(agents, first));
}

static PyObject *some_of(Quick *quick, PyObject *const *args, Py_ssize_t given, int fewer_will_do)
{
    if (given != 2 || !PyFloat_CheckExact(args[0]) || !(NUMBER(args[0]) >= 0 && NUMBER(args[0]) < 1e9))
        return NULL;
    int is_list = PyList_CheckExact(args[1]);
    PyObject *items = is_list ? args[1] : agents_of(args[1]);
    Py_ssize_t size = (Py_ssize_t)NUMBER(args[0]);
    if (items == NULL || PyList_GET_SIZE(items) > INT32_MAX)
        return NULL;
    if (fewer_will_do ? size >= PyList_GET_SIZE(items) : is_list && size == PyList_GET_SIZE(items))
        return Py_NewRef(args[1]);
    if (size > PyList_GET_SIZE(items))
        return NULL;
    if (is_list)
        return sample_of_list(items, size, quick->rng);
    PyObject *kind = SLOT(args[1], layout.set_kind);
    if (kind == layout.patch_word)
        return new_patch_set(subset(items, size, quick->rng));
    return kind == layout.turtle_word ? new_turtle_set(subset(items, size, quick->rng)) : NULL;
}

static PyObject *n_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return some_of(quick, args, given, 0);
}

static PyObject *up_to_n_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return some_of(quick, args, given, 1);
}

/* one_of_best(set, values): one of the agents with the highest (sign 1) or lowest (-1) value; `values` gives what each of a
 * list of agents reports.
 */
static PyObject *one_of_best(Quick *quick, PyObject *const *args, Py_ssize_t given, double sign)
{
    PyObject *agents = given == 2 ? agents_of(args[0]) : NULL;
    if (agents == NULL)
        return NULL;
    Py_INCREF(agents);
    PyObject *values = PyObject_CallOneArg(args[1], agents), *winners = NULL, *chosen = NULL;
    if (values != NULL && PyList_CheckExact(values))
        winners = best_agents(agents, values, sign);
    if (winners != NULL) {
        Py_ssize_t size = PyList_GET_SIZE(winners);
        chosen = Py_NewRef(size == 0 ? layout.nobody : PyList_GET_ITEM(winners, twister_int(quick->rng, (int32_t)size)));
    }
    Py_XDECREF(winners);
    Py_XDECREF(values);
    Py_DECREF(agents);
    return chosen;
}

static PyObject *max_one_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return one_of_best(quick, args, given, 1.0);
}

static PyObject *min_one_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return one_of_best(quick, args, given, -1.0);
}

/* The turtle of a number, or nobody; borrowed, NULL: not known, or an error set. */
static PyObject *turtle_numbered(Quick *quick, PyObject *who)
{
    static PyObject *word;
    if (!PyFloat_CheckExact(who) || !(fabs(NUMBER(who)) < 1e9) || NUMBER(who) != floor(NUMBER(who)))
        return NULL;
    if (word == NULL && (word = PyUnicode_InternFromString("turtles")) == NULL)
        return NULL;
    PyObject *turtles = PyObject_GetAttr(quick->world, word);
    Py_XDECREF(turtles); /* the world keeps it */
    if (turtles == NULL || !Py_IS_TYPE(turtles, layout.tree_set))
        return NULL;
    PyObject *number = PyLong_FromLong((long)NUMBER(who));
    PyObject *found = number == NULL ? NULL : PyDict_GetItemWithError(SLOT(turtles, layout.tree_by_key), number);
    Py_XDECREF(number);
    return found == NULL && !PyErr_Occurred() ? layout.nobody : found;
}

static PyObject *turtle(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 ? Py_XNewRef(turtle_numbered(quick, args[0])) : NULL;
}

static PyObject *breed_singular(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *found = given == 2 ? turtle_numbered(quick, args[0]) : NULL;
    if (found == NULL || (found != layout.nobody && SLOT(found, layout.turtle_breed) != args[1]))
        return NULL;
    return Py_NewRef(found);
}

static PyObject *ticks(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    static PyObject *word;
    if (given != 0 || (word == NULL && (word = PyUnicode_InternFromString("ticks")) == NULL))
        return NULL;
    PyObject *found = PyObject_GetAttr(quick->world, word);
    if (found != NULL && PyFloat_CheckExact(found) && NUMBER(found) >= 0)
        return found;
    Py_XDECREF(found);
    return NULL;
}

/* -- random places */

static PyObject *random_patch_coordinate(Quick *quick, Py_ssize_t given, Py_ssize_t edge, Py_ssize_t size)
{
    PyObject *shape = given == 0 ? world_topology(quick->world) : NULL;
    if (shape == NULL)
        return NULL;
    return PyFloat_FromDouble(shape_of(shape, edge) + 0.5 + twister_int(quick->rng, (int32_t)shape_of(shape, size)));
}

static PyObject *random_pxcor(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return random_patch_coordinate(quick, given, layout.left, layout.width);
}

static PyObject *random_pycor(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return random_patch_coordinate(quick, given, layout.bottom, layout.height);
}

static PyObject *random_coordinate(Quick *quick, Py_ssize_t given, Py_ssize_t low, Py_ssize_t high)
{
    PyObject *shape = given == 0 ? world_topology(quick->world) : NULL;
    if (shape == NULL)
        return NULL;
    double from = shape_of(shape, low);
    return PyFloat_FromDouble(from + twister_double(quick->rng) * (shape_of(shape, high) - from));
}

static PyObject *random_xcor(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return random_coordinate(quick, given, layout.left, layout.right);
}

static PyObject *random_ycor(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return random_coordinate(quick, given, layout.bottom, layout.top);
}

/* -- kinds */

static PyObject *of_kind(int known, int answer)
{
    return known ? PyBool_FromLong(answer) : NULL;
}

static PyObject *is_turtle(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return of_kind(given == 1, IS_TURTLE(args[0]) && agent_is_dead(args[0]) == 0);
}

static PyObject *is_patch(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return of_kind(given == 1, IS_PATCH(args[0]));
}

static PyObject *is_breed(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || IS_LINK(args[0]))
        return NULL;
    int is = IS_TURTLE(args[0]) && agent_is_dead(args[0]) == 0 && SLOT(args[0], layout.turtle_breed) == args[1];
    return PyBool_FromLong(is);
}

static PyObject *is_number(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return of_kind(given == 1, PyFloat_CheckExact(args[0]));
}

static PyObject *is_string(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return of_kind(given == 1, PyUnicode_CheckExact(args[0]));
}

static PyObject *is_boolean(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return of_kind(given == 1, PyBool_Check(args[0]));
}

static PyObject *is_list(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return of_kind(given == 1, PyList_CheckExact(args[0]));
}

const QuickDef choosing_primitives[] = {
    {"n_of", n_of},
    {"up_to_n_of", up_to_n_of},
    {"max_one_of", max_one_of},
    {"min_one_of", min_one_of},
    {"turtle", turtle},
    {"breed_singular", breed_singular},
    {"ticks", ticks},
    {"random_pxcor", random_pxcor},
    {"random_pycor", random_pycor},
    {"random_xcor", random_xcor},
    {"random_ycor", random_ycor},
    {"is_turtle_p", is_turtle},
    {"is_patch_p", is_patch},
    {"is_breed_p", is_breed},
    {"is_number_p", is_number},
    {"is_string_p", is_string},
    {"is_boolean_p", is_boolean},
    {"is_list_p", is_list},
    {NULL, NULL},
};
