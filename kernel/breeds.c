/* Births, deaths and changes of breed in the plain case: no links that die with a turtle, no variable that comes or goes
 * with a breed. The twins are in netlogo/runtime/agents/turtles.py.
 */
#include "kernel.h"

/* An attribute of the world that the world keeps; borrowed. */
static PyObject *of_world(PyObject *world, PyObject **word, const char *name)
{
    if (*word == NULL && (*word = PyUnicode_InternFromString(name)) == NULL)
        return NULL;
    PyObject *value = PyObject_GetAttr(world, *word);
    Py_XDECREF(value);
    return value;
}

/* The shape with which turtles of a breed are born; borrowed, NULL with an error set. */
static PyObject *shape_of_breed(PyObject *world, PyObject *breed, PyObject *everybody)
{
    static PyObject *word, *usual;
    PyObject *shapes = of_world(world, &word, "_breed_shapes");
    if (shapes == NULL || (usual == NULL && (usual = PyUnicode_InternFromString("default")) == NULL))
        return NULL;
    PyObject *shape = PyDict_GetItemWithError(shapes, breed);
    if (shape == NULL && !PyErr_Occurred())
        shape = PyDict_GetItemWithError(shapes, everybody);
    return shape != NULL || PyErr_Occurred() ? shape : usual;
}

/* Whether agents of two breeds have the same variables; -1: not known, or an error set. */
static int same_variables(PyObject *world, PyObject *one, PyObject *other)
{
    static PyObject *word;
    PyObject *owned = of_world(world, &word, "owned_by");
    if (owned == NULL || !PyDict_Check(owned))
        return -1;
    if (PyUnicode_Compare(SLOT(one, layout.set_kind), SLOT(other, layout.set_kind)) != 0)
        return -1;
    PyObject *had = PyDict_GetItemWithError(owned, one), *has = PyDict_GetItemWithError(owned, other);
    return had == NULL || has == NULL ? -1 : PyObject_RichCompareBool(had, has, Py_EQ);
}

static int taken_out(PyObject *set, PyObject *key)
{
    PyObject *by_key = SLOT(set, layout.tree_by_key);
    if (PyDict_GetItemWithError(by_key, key) == NULL)
        return PyErr_Occurred() ? -1 : 0;
    Py_XSETREF(SLOT(set, layout.tree_listed), Py_NewRef(Py_None));
    return PyDict_DelItem(by_key, key);
}

static int put_in(PyObject *set, PyObject *key, PyObject *agent)
{
    PyObject *highest = SLOT(set, layout.tree_highest);
    int is_lower = highest == Py_None ? 0 : PyObject_RichCompareBool(key, highest, Py_LT);
    if (is_lower < 0)
        return -1;
    if (is_lower)
        Py_XSETREF(SLOT(set, layout.tree_sorted), Py_NewRef(Py_False));
    else
        Py_XSETREF(SLOT(set, layout.tree_highest), Py_NewRef(key));
    Py_XSETREF(SLOT(set, layout.tree_listed), Py_NewRef(Py_None));
    return PyDict_SetItem(SLOT(set, layout.tree_by_key), key, agent);
}

static PyObject *set_breed(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    static PyObject *word;
    if (given != 2 || !IS_TURTLE(args[0]) || agent_is_dead(args[0]) != 0 || !Py_IS_TYPE(args[1], layout.tree_set))
        return NULL;
    PyObject *turtle = args[0], *breed = args[1], *old = SLOT(turtle, layout.turtle_breed);
    if (old == breed)
        Py_RETURN_NONE;
    if (old == NULL || !Py_IS_TYPE(old, layout.tree_set) || same_variables(quick->world, old, breed) != 1)
        return NULL;
    PyObject *everybody = of_world(quick->world, &word, "turtles"), *key = SLOT(turtle, layout.turtle_id);
    PyObject *shape = everybody == NULL ? NULL : shape_of_breed(quick->world, breed, everybody);
    if (shape == NULL || key == NULL)
        return NULL;
    if ((old != everybody && taken_out(old, key) < 0) || (breed != everybody && put_in(breed, key, turtle) < 0))
        return NULL;
    Py_XSETREF(SLOT(turtle, layout.turtle_breed), Py_NewRef(breed));
    Py_XSETREF(SLOT(turtle, layout.turtle_shape), Py_NewRef(shape));
    Py_RETURN_NONE;
}

/* A copy of a turtle under the next number, known to its sets and its patch; new. */
static PyObject *child_of(PyObject *world, PyObject *turtle, PyObject *everybody)
{
    static PyObject *word;
    PyObject *breed = SLOT(turtle, layout.turtle_breed), *number = of_world(world, &word, "_next_who");
    PyObject *standing = SLOT(SLOT(turtle, layout.turtle_patch), layout.patch_turtles);
    if (number == NULL || !PyLong_Check(number) || !PyList_Check(standing))
        return NULL;
    long who = PyLong_AsLong(number);
    PyObject *next = PyLong_FromLong(who + 1), *name = PyFloat_FromDouble((double)who);
    PyObject *child = next == NULL || name == NULL ? NULL : copy_of_turtle(turtle);
    Py_INCREF(number);
    if (child != NULL) {
        Py_XSETREF(SLOT(child, layout.turtle_id), Py_NewRef(number));
        Py_XSETREF(SLOT(child, layout.turtle_who), Py_NewRef(name));
        Py_XSETREF(SLOT(child, layout.turtle_links), Py_NewRef(Py_None));
        if (PyObject_SetAttr(world, word, next) < 0 || put_in(everybody, number, child) < 0 ||
            (breed != everybody && put_in(breed, number, child) < 0) || PyList_Append(standing, child) < 0)
            Py_CLEAR(child);
    }
    Py_DECREF(number);
    Py_XDECREF(next);
    Py_XDECREF(name);
    return child;
}

/* hatch_fast(turtle, number[, breed]): one child of the same breed. */
static PyObject *hatch_fast(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    static PyObject *word;
    if (given < 2 || given > 3 || !IS_TURTLE(args[0]) || agent_is_dead(args[0]) != 0 || !PyFloat_CheckExact(args[1]) ||
        PyFloat_AS_DOUBLE(args[1]) != 1 || !IS_PATCH(SLOT(args[0], layout.turtle_patch)))
        return NULL;
    PyObject *breed = SLOT(args[0], layout.turtle_breed);
    if (!Py_IS_TYPE(breed, layout.tree_set) || (given == 3 && args[2] != Py_None && args[2] != breed))
        return NULL;
    PyObject *everybody = of_world(quick->world, &word, "turtles");
    PyObject *child = everybody == NULL ? NULL : child_of(quick->world, args[0], everybody);
    PyObject *children = child == NULL ? NULL : PyList_New(1);
    if (children == NULL)
        Py_XDECREF(child);
    else
        PyList_SET_ITEM(children, 0, child);
    return children;
}

/* Where a turtle is in a list, -1 where it is not. */
static Py_ssize_t place_of_turtle(PyObject *list, PyObject *turtle)
{
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(list); i++)
        if (PyList_GET_ITEM(list, i) == turtle)
            return i;
    return -1;
}

static PyObject *die(Quick *quick, PyObject *const *args, Py_ssize_t given)
{
    static PyObject *word, *nobody_id, *nobody_who;
    if ((nobody_id == NULL && (nobody_id = PyLong_FromLong(-1)) == NULL) ||
        (nobody_who == NULL && (nobody_who = PyFloat_FromDouble(-1)) == NULL))
        return NULL;
    if (given != 1 || !IS_TURTLE(args[0]) || agent_is_dead(args[0]) != 0)
        return NULL;
    PyObject *turtle = args[0], *breed = SLOT(turtle, layout.turtle_breed), *links = SLOT(turtle, layout.turtle_links);
    PyObject *patch = SLOT(turtle, layout.turtle_patch), *key = SLOT(turtle, layout.turtle_id);
    if (!IS_PATCH(patch) || !Py_IS_TYPE(breed, layout.tree_set) ||
        (links != Py_None && (!PyList_Check(links) || PyList_GET_SIZE(links) > 0)))
        return NULL;
    PyObject *standing = SLOT(patch, layout.patch_turtles), *everybody = of_world(quick->world, &word, "turtles");
    if (everybody == NULL || !PyList_Check(standing) || PyList_GET_SIZE(standing) > 2 * CROWD)
        return NULL;
    Py_ssize_t place = place_of_turtle(standing, turtle);
    PyObject *mark = place < 0 ? NULL : PyObject_CallNoArgs((PyObject *)&PyBaseObject_Type);
    if (mark == NULL)
        return NULL;
    Py_INCREF(turtle); /* the sets below may have had the last references to it and its key */
    Py_INCREF(key);
    int failed = PyList_SetSlice(standing, place, place + 1, NULL) < 0 ||
                 (breed != everybody && taken_out(breed, key) < 0) || taken_out(everybody, key) < 0;
    Py_DECREF(key);
    Py_XSETREF(SLOT(turtle, layout.turtle_id), Py_NewRef(nobody_id));
    Py_XSETREF(SLOT(turtle, layout.turtle_who), Py_NewRef(nobody_who));
    Py_XSETREF(SLOT(turtle, layout.turtle_dead), Py_NewRef(Py_True));
    Py_XSETREF(SLOT(layout.deaths, layout.deaths_last), mark);
    Py_DECREF(turtle);
    if (failed)
        return NULL;
    Py_RETURN_NONE;
}

const QuickDef breed_methods[] = {
    {"die", die},
    {"hatch_fast", hatch_fast},
    {"set_breed", set_breed},
    {NULL, NULL},
};
