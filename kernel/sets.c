/* Who is alive, who stands where, who is near: walks over lists of agents; the twin of netlogo/runtime/walks.py. */
#include "kernel.h"

/* The list without the dead; the list itself where all live. */
PyObject *living_agents(PyObject *agents)
{
    if (!PyList_Check(agents))
        return PyErr_Format(PyExc_TypeError, "expected a list of agents, got %R", agents);
    PyObject *found = NULL;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(agents); i++) {
        PyObject *agent = PyList_GET_ITEM(agents, i);
        int dead = agent_is_dead(agent);
        if (dead > 0 && found == NULL)
            found = PyList_GetSlice(agents, 0, i);
        if (dead < 0 || (dead > 0 && found == NULL) || (dead == 0 && found != NULL && PyList_Append(found, agent) < 0)) {
            Py_XDECREF(found);
            return NULL;
        }
    }
    return found != NULL ? found : Py_NewRef(agents);
}

/* The turtles standing on a patch, or NULL with an error set; borrowed. */
static PyObject *standing_on(PyObject *patch)
{
    PyObject *turtles = IS_PATCH(patch) ? SLOT(patch, layout.patch_turtles) : NULL;
    if (turtles == NULL || !PyList_Check(turtles)) {
        PyErr_Format(PyExc_TypeError, "expected a patch, got %R", patch);
        return NULL;
    }
    return turtles;
}

/* The turtles standing there, patch by patch. */
PyObject *turtles_standing(PyObject *patches)
{
    if (!PyList_Check(patches))
        return PyErr_Format(PyExc_TypeError, "expected a list of patches, got %R", patches);
    Py_ssize_t total = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patches); i++) {
        PyObject *turtles = standing_on(PyList_GET_ITEM(patches, i));
        if (turtles == NULL)
            return NULL;
        total += PyList_GET_SIZE(turtles);
    }
    PyObject *found = PyList_New(total);
    if (found == NULL)
        return NULL;
    Py_ssize_t count = 0;
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(patches); i++) {
        PyObject *turtles = SLOT(PyList_GET_ITEM(patches, i), layout.patch_turtles);
        for (Py_ssize_t j = 0; j < PyList_GET_SIZE(turtles); j++)
            PyList_SET_ITEM(found, count++, Py_NewRef(PyList_GET_ITEM(turtles, j)));
    }
    return found;
}

static PyObject *living(PyObject *module, PyObject *agents)
{
    return living_agents(agents);
}

static PyObject *turtles_on_patches(PyObject *module, PyObject *patches)
{
    return turtles_standing(patches);
}

PyMethodDef set_functions[] = {
    {"living", living, METH_O, NULL},
    {"turtles_on_patches", turtles_on_patches, METH_O, NULL},
    {NULL, NULL, 0, NULL},
};
