/* Primitives on agentsets and random numbers; twins in netlogo/runtime/primitives/selection.py, draws.py and nearby.py. */
#include "kernel.h"
#include <math.h>

#define IS_ARRAY_SET(set) Py_IS_TYPE(set, layout.array_set)
#define IS_PATCH_SET(set) Py_IS_TYPE(set, layout.patch_set) /* not the set of all patches */

static PyObject *random_float(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !PyFloat_CheckExact(args[0]) || !isfinite(PyFloat_AS_DOUBLE(args[0])))
        return NULL;
    return PyFloat_FromDouble(PyFloat_AS_DOUBLE(args[0]) * twister_double(quick->rng));
}

static PyObject *random_whole(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !PyFloat_CheckExact(args[0]))
        return NULL;
    double limit = PyFloat_AS_DOUBLE(args[0]);
    if (!(limit > 0.0 && limit < 9007199254740992.0) || limit != floor(limit))
        return NULL;
    return PyFloat_FromDouble((double)twister_long(quick->rng, (int64_t)limit));
}

/* The agent whose variables are asked for, if it lives. */
static PyObject *alive(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given < 1 || given > 2 || !(IS_TURTLE(args[0]) || IS_PATCH(args[0]) || IS_LINK(args[0])))
        return NULL;
    return agent_is_dead(args[0]) == 0 ? Py_NewRef(args[0]) : NULL;
}

static PyObject *size(Quick *quick, Py_ssize_t given, Py_ssize_t offset)
{
    PyObject *shape = given == 0 ? world_topology(quick->world) : NULL;
    return shape == NULL ? NULL : PyFloat_FromDouble(shape_of(shape, offset));
}

static PyObject *world_width(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return size(quick, given, layout.width);
}

static PyObject *world_height(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return size(quick, given, layout.height);
}

static PyObject *listed(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 ? Py_XNewRef(agents_of(args[0])) : NULL;
}

static PyObject *turtles_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 && PyList_CheckExact(args[0]) ? new_turtle_set(Py_NewRef(args[0])) : NULL;
}

static PyObject *patches_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 && PyList_CheckExact(args[0]) ? new_patch_set(Py_NewRef(args[0])) : NULL;
}

static PyObject *count(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *agents = given == 1 && !Py_IS_TYPE(args[0], layout.tree_set) ? agents_of(args[0]) : NULL;
    return agents == NULL ? NULL : PyFloat_FromDouble((double)PyList_GET_SIZE(agents));
}

static PyObject *any_p(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *agents = given == 1 && !Py_IS_TYPE(args[0], layout.tree_set) ? agents_of(args[0]) : NULL;
    return agents == NULL ? NULL : PyBool_FromLong(PyList_GET_SIZE(agents) > 0);
}

static PyObject *ask(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given == 2 && IS_ARRAY_SET(args[1]))
        return walk_through(SLOT(args[1], layout.array_items), (PyObject *)quick->rng, 1, 0);
    if (given == 2 && IS_PATCH_SET(args[1]))
        return walk_through(SLOT(args[1], layout.patch_set_items), (PyObject *)quick->rng, 0, 0);
    return given == 2 ? agent_alone(args[1]) : NULL;
}

static PyObject *at_once(Quick *quick, PyObject *set)
{
    if (IS_PATCH_SET(set))
        return shuffled_list(SLOT(set, layout.patch_set_items), quick->rng);
    if (!IS_ARRAY_SET(set))
        return NULL;
    PyObject *order = shuffled_list(SLOT(set, layout.array_items), quick->rng);
    PyObject *found = order == NULL ? NULL : living_agents(order);
    Py_XDECREF(order);
    return found;
}

static PyObject *shuffled(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    return given == 1 ? in_turn(at_once(quick, args[0])) : NULL;
}

static PyObject *ask_shuffled(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *alone = given == 2 ? agent_alone(args[1]) : NULL;
    if (alone != NULL || given != 2 || PyErr_Occurred())
        return alone;
    return in_turn(at_once(quick, args[1]));
}

static PyObject *ask_in_any_order(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *alone = given == 2 ? agent_alone(args[1]) : NULL;
    if (alone != NULL || given != 2 || PyErr_Occurred())
        return alone;
    if (!IS_PATCH_SET(args[1]))
        return at_once(quick, args[1]);
    PyObject *patches = SLOT(args[1], layout.patch_set_items);
    twister_skip(quick->rng, (int32_t)PyList_GET_SIZE(patches));
    return Py_NewRef(patches);
}

static PyObject *one_of(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1)
        return NULL;
    PyObject *agents = PyList_CheckExact(args[0]) ? args[0] : agents_of(args[0]);
    if (agents == NULL || PyList_GET_SIZE(agents) > INT32_MAX)
        return NULL;
    if (PyList_GET_SIZE(agents) == 0)
        return agents == args[0] ? NULL : Py_NewRef(layout.nobody);
    return Py_NewRef(PyList_GET_ITEM(agents, twister_int(quick->rng, (int32_t)PyList_GET_SIZE(agents))));
}

static PyObject *other(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 2 || !(IS_PATCH_SET(args[1]) || IS_ARRAY_SET(args[1]) || Py_IS_TYPE(args[1], layout.tree_set)))
        return NULL;
    PyObject *agents = agents_of(args[1]);
    if (agents == NULL || (!IS_PATCH_SET(args[1]) && SLOT(args[1], layout.set_kind) != layout.turtle_word))
        return NULL;
    PyObject *found = PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL && i < PyList_GET_SIZE(agents); i++) {
        PyObject *agent = PyList_GET_ITEM(agents, i);
        if (agent != args[0] && PyList_Append(found, agent) < 0)
            Py_CLEAR(found);
    }
    return IS_PATCH_SET(args[1]) ? new_patch_set(found) : new_turtle_set(found);
}

static PyObject *turtles_on(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given == 1 && IS_PATCH_SET(args[0]))
        return new_turtle_set(turtles_standing(SLOT(args[0], layout.patch_set_items)));
    PyObject *patch = given == 1 ? patch_under(args[0]) : NULL;
    return patch == NULL ? NULL : turtles_of_breed_on(patch, NULL);
}

static PyObject *breed_on(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    PyObject *patch = given == 2 ? patch_under(args[0]) : NULL;
    if (patch != NULL)
        return turtles_of_breed_on(patch, args[1]);
    PyObject *standing = given == 2 && IS_PATCH_SET(args[0]) ? turtles_standing(SLOT(args[0], layout.patch_set_items)) : NULL;
    PyObject *found = standing == NULL ? NULL : PyList_New(0);
    for (Py_ssize_t i = 0; found != NULL && i < PyList_GET_SIZE(standing); i++) {
        PyObject *turtle = PyList_GET_ITEM(standing, i);
        if (SLOT(turtle, layout.turtle_breed) == args[1] && PyList_Append(found, turtle) < 0)
            Py_CLEAR(found);
    }
    Py_XDECREF(standing);
    return new_turtle_set(found);
}

static PyObject *sum(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    if (given != 1 || !PyList_CheckExact(args[0]))
        return NULL;
    double total = 0.0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(args[0]); i++) {
        PyObject *value = PyList_GET_ITEM(args[0], i);
        if (PyFloat_CheckExact(value))
            total += PyFloat_AS_DOUBLE(value);
    }
    return isfinite(total) ? PyFloat_FromDouble(total) : NULL;
}

const QuickDef set_primitives[] = {
    {"random_float", random_float},
    {"random", random_whole},
    {"alive", alive},
    {"world_width", world_width},
    {"world_height", world_height},
    {"listed", listed},
    {"turtles_of", turtles_of},
    {"patches_of", patches_of},
    {"count", count},
    {"any_p", any_p},
    {"ask", ask},
    {"ask_shuffled", ask_shuffled},
    {"ask_in_any_order", ask_in_any_order},
    {"shuffled", shuffled},
    {"one_of", one_of},
    {"other", other},
    {"turtles_on", turtles_on},
    {"breed_on", breed_on},
    {"in_radius", in_radius},
    {"in_cone", in_cone},
    {"sum_", sum},
    {NULL, NULL},
};
